//! How facts in any order come to the groups of their accounts.

use super::Fact;
use super::keys::Keys;
use super::stretch::Stretch;
use crate::calendar;

/// How many facts of a group are written together.
const TOGETHER: usize = 16;

/// Writes facts to the stretches of their groups, some of a group at a time: to write each at once, among twice as many places as
/// there are groups, takes twice as long.
pub(super) fn share_out<R, V: Copy + Default, const GROUP: usize>(
    rows: &[R],
    read: impl Fn(&R) -> Fact<V>,
    keys: Keys<GROUP>,
    stretches: Vec<Stretch<'_, V>>,
) {
    let mut outboxes: Vec<Outbox<'_, V>> = stretches.into_iter().map(Outbox::new).collect();
    for row in rows {
        let Fact { value, account, on } = read(row);
        let key = keys.key(account, calendar::epoch_days(on));
        if let Some(outbox) = outboxes.get_mut(account as usize / GROUP) {
            outbox.post(value, key.cast_signed());
        }
    }
    outboxes.iter_mut().for_each(Outbox::deliver);
}

/// Facts of one group on their way to its stretch.
struct Outbox<'a, V> {
    values: [V; TOGETHER],
    keys: [i32; TOGETHER],
    /// How many are waiting; below [`TOGETHER`].
    count: usize,
    stretch: Stretch<'a, V>,
}

impl<'a, V: Copy + Default> Outbox<'a, V> {
    fn new(stretch: Stretch<'a, V>) -> Self {
        Self {
            values: [V::default(); TOGETHER],
            keys: [0; TOGETHER],
            count: 0,
            stretch,
        }
    }

    #[inline]
    fn post(&mut self, value: V, key: i32) {
        // The remainder, which changes nothing, tells that there is room.
        let at = self.count % TOGETHER;
        if let Some(slots) = self.values.get_mut(at).zip(self.keys.get_mut(at)) {
            (*slots.0, *slots.1) = (value, key);
        }
        self.count = at + 1;
        if self.count == TOGETHER {
            self.deliver();
            // For when the group's next facts have come together.
            self.stretch.fetch(TOGETHER);
        }
    }

    fn deliver(&mut self) {
        let waiting = ..self.count;
        self.stretch.write(
            self.values.get(waiting).unwrap_or_default(),
            self.keys.get(waiting).unwrap_or_default(),
        );
        self.count = 0;
    }
}
