//! The facts of many accounts that grow in any order.

use crate::fetch;
use crate::pages::HugePageVec;

/// How many facts wait beside the account until there is one more.
const NEWEST: usize = 2;

/// How many facts lie together.
const GROUP: usize = NEWEST + 1;

/// How many groups lie in one piece of memory: 40 MiB of them, which is taken as it is written to. Pieces do not move, so that to append
/// always takes about as long.
const PIECE: usize = 1 << 20;

/// With so many groups the first piece gets its whole room.
const SMALL_PIECE: usize = 1 << 12;

/// An amount, or below zero the complement of a holder, from a day on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Fact {
    pub(super) value: i64,
    pub(super) day: i32,
}

/// All facts but the newest of each account, three of one account together, in the order in which they came. Those of one account are a
/// chain of groups from its latest back: to append writes on where the last group was written, whoever's it was, and reads nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    pieces: Vec<HugePageVec<Group>>,
    /// How many groups there are.
    groups: usize,
    /// Groups that hold no fact.
    free: Vec<Place>,
}

/// The newest facts of one account, and where the others are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kept {
    values: [i64; NEWEST],
    days: [i32; NEWEST],
    count: u32,
    earlier: Place,
}

/// Neighbouring facts of one account, in order.
#[derive(Clone, Copy, Debug)]
struct Group {
    values: [i64; GROUP],
    days: [i32; GROUP],
    earlier: Place,
}

// The newest are read with the account; the others take 13 bytes each.
const _: () = assert!(size_of::<Kept>() == 32 && size_of::<Group>() == 40);

/// The place of a group among all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place(u32);

/// The facts of one account in order, taken out to be corrected.
#[derive(Clone, Debug, Default)]
pub(super) struct Taken {
    pub(super) facts: Vec<Fact>,
    /// The groups where they stood, but for the newest.
    places: Vec<Place>,
}

impl Fact {
    /// Rises with the order of the facts of an account: by day, and on one day a handover before an amount.
    #[inline]
    pub(super) const fn order(self) -> i32 {
        // No date is within a factor of ten of the ends of the range.
        self.day * 2 + (self.value >= 0) as i32
    }
}

impl Place {
    /// Of no group.
    pub(super) const NOWHERE: Self = Self(u32::MAX);
}

impl Kept {
    /// Of an account without facts.
    pub(super) const NONE: Self = Self {
        values: [0; NEWEST],
        days: [0; NEWEST],
        count: 0,
        earlier: Place::NOWHERE,
    };
}

impl Facts {
    /// Whether there is room for so many facts more, whosever they are.
    #[inline]
    pub(super) fn has_room(&self, more: usize) -> bool {
        // Each may be the third of its account.
        self.groups.saturating_add(more) <= u32::MAX as usize
    }

    /// Appends the latest fact of an account.
    #[inline]
    pub(super) fn push(&mut self, kept: &mut Kept, fact: Fact) {
        let at = kept.count as usize;
        if let Some((value, day)) = kept.values.get_mut(at).zip(kept.days.get_mut(at)) {
            (*value, *day) = (fact.value, fact.day);
            kept.count += 1;
        } else {
            let ([first, second], [first_day, second_day]) = (kept.values, kept.days);
            kept.earlier = self.add(Group {
                values: [first, second, fact.value],
                days: [first_day, second_day, fact.day],
                earlier: kept.earlier,
            });
            kept.count = 0;
        }
    }

    /// Asks the memory for the latest group of an account, and says where it is.
    pub(super) fn fetch(&self, kept: &Kept) -> Place {
        self.fetch_group(kept.earlier);
        kept.earlier
    }

    /// Reads which group comes before another of its account, and asks the memory for that one.
    pub(super) fn fetch_earlier(&self, place: Place) -> Place {
        let Some(group) = self.group(place) else {
            return Place::NOWHERE;
        };
        self.fetch_group(group.earlier);
        group.earlier
    }

    /// Reads the facts of an account in order.
    pub(super) fn read(&self, kept: &Kept, taken: &mut Taken) {
        taken.facts.clear();
        taken.places.clear();
        let newest = facts(&kept.values, &kept.days).take(kept.count as usize);
        taken.facts.extend(newest);
        taken.facts.reverse();
        let mut place = kept.earlier;
        while let Some(group) = self.group(place) {
            taken.places.push(place);
            taken.facts.extend(facts(&group.values, &group.days).rev());
            place = group.earlier;
        }
        taken.facts.reverse();
        taken.places.reverse();
    }

    /// Writes corrected facts back, those before a place being as they were.
    pub(super) fn put_back(&mut self, taken: &mut Taken, from: usize) -> Kept {
        let (groups, newest) = taken.facts.as_chunks::<GROUP>();
        let needed = groups.len().min(taken.places.len());
        self.free.extend(taken.places.drain(needed..));
        let unchanged = (from / GROUP).min(needed);
        let before = unchanged.checked_sub(1);
        let before = before.and_then(|before| taken.places.get(before));
        let mut earlier = before.copied().unwrap_or(Place::NOWHERE);
        for (at, facts) in groups.iter().enumerate().skip(unchanged) {
            let group = Group {
                values: facts.map(|fact| fact.value),
                days: facts.map(|fact| fact.day),
                earlier,
            };
            let place = taken.places.get(at).copied();
            earlier = match place.or_else(|| self.free.pop()) {
                Some(place) => self.replace(place, group),
                None => self.add(group),
            };
        }
        let mut kept = Kept {
            earlier,
            ..Kept::NONE
        };
        for fact in newest {
            self.push(&mut kept, *fact);
        }
        kept
    }

    /// Adds a group after all others.
    fn add(&mut self, group: Group) -> Place {
        // In range: whoever appends asks first whether there is room.
        let place = Place(self.groups as u32);
        if self.groups.is_multiple_of(PIECE) || self.groups == SMALL_PIECE {
            self.widen();
        }
        if let Some(piece) = self.pieces.last_mut() {
            piece.push(group);
        }
        self.groups += 1;
        place
    }

    /// Begins a piece. The first has little room, so that few facts take little memory, until there are so many that it gets all.
    #[cold]
    fn widen(&mut self) {
        match self.pieces.as_mut_slice() {
            [] => self.pieces.push(HugePageVec::default()),
            [first] if self.groups == SMALL_PIECE => first.make_room(PIECE),
            _ => self.pieces.push(HugePageVec::with_room(PIECE)),
        }
    }

    /// Writes a group where another was.
    fn replace(&mut self, place: Place, group: Group) -> Place {
        let at = place.0 as usize;
        let piece = self.pieces.get_mut(at / PIECE);
        if let Some(slot) = piece.and_then(|piece| piece.get_mut(at % PIECE)) {
            *slot = group;
        }
        place
    }

    fn group(&self, place: Place) -> Option<&Group> {
        let at = place.0 as usize;
        self.pieces.get(at / PIECE)?.get(at % PIECE)
    }

    fn fetch_group(&self, place: Place) {
        let at = place.0 as usize;
        if let Some(piece) = self.pieces.get(at / PIECE) {
            fetch::entry(piece, at % PIECE);
        }
    }
}

/// Values and days side by side.
fn facts<'a>(
    values: &'a [i64],
    days: &'a [i32],
) -> impl DoubleEndedIterator<Item = Fact> + ExactSizeIterator + 'a {
    (values.iter().zip(days)).map(|(value, day)| Fact {
        value: *value,
        day: *day,
    })
}
