//! How facts in any order come to the groups of their accounts.

use super::stretch::{NOWHERE, Placed, Stretch};
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
        let fact = read(row);
        let (group, place) = (fact.account as usize / GROUP, fact.account as usize % GROUP);
        if let Some(outbox) = outboxes.get_mut(group) {
            // A remainder that fits.
            outbox.post((fact.value, fact.day, place as u16));
        }
    }
    outboxes.iter_mut().for_each(Outbox::deliver);
}

/// Facts of one group on their way to its stretch.
struct Outbox<'a, V> {
    waiting: [Placed<V>; TOGETHER],
    count: usize,
    stretch: Stretch<'a, V>,
}

impl<'a, V: Copy + Default + Eq> Outbox<'a, V> {
    fn new(stretch: Stretch<'a, V>) -> Self {
        Self {
            waiting: [(V::default(), 0, NOWHERE); TOGETHER],
            count: 0,
            stretch,
        }
    }

    fn post(&mut self, fact: Placed<V>) {
        if let Some(slot) = self.waiting.get_mut(self.count) {
            *slot = fact;
        }
        self.count += 1;
        if self.count == TOGETHER {
            self.deliver();
        } else if self.count == TOGETHER / 2 {
            self.stretch.fetch(TOGETHER);
        }
    }

    fn deliver(&mut self) {
        let facts = self.waiting.get(..self.count).unwrap_or_default();
        self.stretch.take(facts.len()).write(facts);
        self.count = 0;
    }
}
