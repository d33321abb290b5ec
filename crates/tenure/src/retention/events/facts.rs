//! The facts of many accounts that grow in any order.

use crate::fetch;

/// No place.
const NONE: u32 = u32::MAX;

/// An amount, or below zero the complement of a holder, from a day on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Fact {
    pub(super) value: i64,
    pub(super) day: i32,
}

/// All facts in the order in which they came. Those of one account are a chain from its latest back: to append writes on where the
/// last fact was written, whoever's it was, and reads nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    links: Vec<Link>,
    /// Places that hold no fact.
    free: Vec<u32>,
}

#[derive(Clone, Copy, Debug)]
struct Link {
    value: i64,
    day: i32,
    earlier: u32,
}

/// The place of the latest fact of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Latest(u32);

/// The facts of one account in order, taken out to be corrected.
#[derive(Clone, Debug, Default)]
pub(super) struct Taken {
    pub(super) facts: Vec<Fact>,
    /// Where they stood.
    places: Vec<u32>,
}

impl Fact {
    /// Rises with the order of the facts of an account: by day, and on one day a handover before an amount.
    #[inline]
    pub(super) const fn order(self) -> i32 {
        // No date is within a factor of ten of the ends of the range.
        self.day * 2 + (self.value >= 0) as i32
    }
}

impl Latest {
    /// Of an account without facts.
    pub(super) const NOWHERE: Self = Self(NONE);
}

impl Facts {
    /// Whether there is room for so many facts more.
    pub(super) fn has_room(&self, more: usize) -> bool {
        self.links.len().saturating_add(more) <= NONE as usize
    }

    /// Appends the latest fact of an account.
    #[inline]
    pub(super) fn push(&mut self, latest: Latest, fact: Fact) -> Latest {
        // Whoever appends asks first whether there is room.
        let place = self.links.len() as u32;
        self.links.push(Link {
            value: fact.value,
            day: fact.day,
            earlier: latest.0,
        });
        Latest(place)
    }

    /// Asks the memory for a fact.
    pub(super) fn fetch(&self, Latest(place): Latest) {
        fetch::entry(&self.links, place as usize);
    }

    /// Reads which fact comes before another of its account, and asks the memory for that one.
    pub(super) fn fetch_earlier(&self, Latest(place): Latest) -> Latest {
        let Some(link) = self.links.get(place as usize) else {
            return Latest::NOWHERE;
        };
        let earlier = Latest(link.earlier);
        self.fetch(earlier);
        earlier
    }

    /// Reads the facts of an account in order.
    pub(super) fn read(&self, latest: Latest, taken: &mut Taken) {
        taken.facts.clear();
        taken.places.clear();
        let mut place = latest.0;
        while let Some(link) = self.links.get(place as usize) {
            taken.places.push(place);
            taken.facts.push(Fact {
                value: link.value,
                day: link.day,
            });
            place = link.earlier;
        }
        taken.facts.reverse();
        taken.places.reverse();
    }

    /// Writes corrected facts back, those before a place being as they were.
    pub(super) fn put_back(&mut self, taken: &mut Taken, from: usize) -> Latest {
        while taken.places.len() < taken.facts.len() {
            let place = self.free.pop().unwrap_or_else(|| {
                let Latest(place) = self.push(Latest::NOWHERE, Fact::default());
                place
            });
            taken.places.push(place);
        }
        while taken.places.len() > taken.facts.len() {
            self.free.extend(taken.places.pop());
        }
        let mut earlier = from
            .checked_sub(1)
            .and_then(|before| taken.places.get(before).copied())
            .unwrap_or(NONE);
        for (fact, place) in taken.facts.iter().zip(&taken.places).skip(from) {
            if let Some(link) = self.links.get_mut(*place as usize) {
                *link = Link {
                    value: fact.value,
                    day: fact.day,
                    earlier,
                };
            }
            earlier = *place;
        }
        taken
            .places
            .last()
            .map_or(Latest::NOWHERE, |place| Latest(*place))
    }
}
