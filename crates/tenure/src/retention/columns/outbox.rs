//! How facts in any order come to the groups of their accounts.

use super::stretch::Stretch;
use super::{Fact, GROUP};

/// How many facts of a group are written together.
const TOGETHER: usize = 16;

/// Writes facts to the stretches of their groups, some of a group at a time: to write each at once, among three times as many places
/// as there are groups, takes twice as long.
pub(super) fn share_out<R, V: Copy + Default + Eq>(
    rows: &[R],
    read: impl Fn(&R) -> Fact<V>,
    stretches: Vec<Stretch<'_, V>>,
) {
    let mut outboxes: Vec<Outbox<'_, V>> = stretches.into_iter().map(Outbox::new).collect();
    for row in rows {
        let Fact {
            value,
            account,
            day,
        } = read(row);
        let (group, place) = (account as usize / GROUP, account as usize % GROUP);
        if let Some(outbox) = outboxes.get_mut(group) {
            // A remainder that fits.
            outbox.post(value, day, place as u16);
        }
    }
    outboxes.iter_mut().for_each(Outbox::deliver);
}

/// Facts of one group on their way to its stretch.
struct Outbox<'a, V> {
    values: [V; TOGETHER],
    days: [i32; TOGETHER],
    places: [u16; TOGETHER],
    /// How many are waiting; below [`TOGETHER`].
    count: usize,
    stretch: Stretch<'a, V>,
}

impl<'a, V: Copy + Default + Eq> Outbox<'a, V> {
    fn new(stretch: Stretch<'a, V>) -> Self {
        Self {
            values: [V::default(); TOGETHER],
            days: [0; TOGETHER],
            places: [0; TOGETHER],
            count: 0,
            stretch,
        }
    }

    #[inline]
    fn post(&mut self, value: V, day: i32, place: u16) {
        // The remainder, which changes nothing, tells that there is room.
        let at = self.count % TOGETHER;
        let slots = (self.values.get_mut(at)).zip(self.days.get_mut(at));
        if let Some(((slot, slot_day), slot_place)) = slots.zip(self.places.get_mut(at)) {
            (*slot, *slot_day, *slot_place) = (value, day, place);
        }
        self.count = at + 1;
        if self.count == TOGETHER {
            self.deliver();
        } else if self.count == TOGETHER / 2 {
            self.stretch.fetch(TOGETHER);
        }
    }

    fn deliver(&mut self) {
        let waiting = ..self.count;
        self.stretch.write(
            self.values.get(waiting).unwrap_or_default(),
            self.days.get(waiting).unwrap_or_default(),
            self.places.get(waiting).unwrap_or_default(),
        );
        self.count = 0;
    }
}
