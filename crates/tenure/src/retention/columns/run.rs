//! How the facts of neighbouring groups are sorted, and those that change something kept.

use std::hint::select_unpredictable;
use std::ops::Range;

use super::keys::Keys;
use super::stretch::Stretch;

/// Groups that are sorted one after the other. What is kept of each lies behind what is kept of those before it, so that no gaps are left.
pub(super) struct Run<'a, V> {
    stretch: Stretch<'a, V>,
    /// How many facts the groups had that are sorted already.
    pub(super) given: usize,
    /// How many of them are kept.
    pub(super) kept: usize,
}

impl<'a, V: Copy + Default + Eq> Run<'a, V> {
    pub(super) const fn new(stretch: Stretch<'a, V>) -> Self {
        Self {
            stretch,
            given: 0,
            kept: 0,
        }
    }

    /// What stands at these places.
    fn columns(&self, places: Range<usize>) -> (&[i32], &[V]) {
        let Stretch { values, days } = &self.stretch;
        (
            days.get(places.clone()).unwrap_or_default(),
            values.get(places).unwrap_or_default(),
        )
    }

    /// Sorts so many facts, of the next group, by account and day, and keeps those that change something. Writes where those of each account
    /// end, and returns what is kept.
    pub(super) fn shorten<const GROUP: usize>(
        &mut self,
        count: usize,
        keys: Keys<GROUP>,
        ends: &mut [usize],
        sorted: &mut Vec<(V, u32)>,
        initial: V,
    ) -> (&[i32], &[V]) {
        // Here and below what is counted are entries of memory, which cannot overflow; to check that all the same takes one instruction
        // in fifteen.
        let end = self.given.wrapping_add(count);
        let (given_keys, values) = self.columns(self.given..end);

        // Counting sort by account: one pass to count, one to place.
        let mut cursors = [0_usize; GROUP];
        for key in given_keys {
            if let Some(cursor) = cursors.get_mut(Keys::<GROUP>::place(key.cast_unsigned())) {
                *cursor = cursor.wrapping_add(1);
            }
        }
        let mut total = 0_usize;
        for cursor in &mut cursors {
            total = total.wrapping_add(std::mem::replace(cursor, total));
        }
        sorted.resize(total.wrapping_add(1), (V::default(), 0));
        let slots = sorted.as_mut_slice();
        if let Some((_, key)) = slots.last_mut() {
            *key = Keys::<GROUP>::END;
        }
        for (value, key) in values.iter().zip(given_keys) {
            let key = key.cast_unsigned();
            if let Some(cursor) = cursors.get_mut(Keys::<GROUP>::place(key)) {
                if let Some(slot) = slots.get_mut(*cursor) {
                    *slot = (*value, key);
                }
                *cursor = cursor.wrapping_add(1);
            }
        }

        // Facts of an account mostly come day by day, which is seen on the way. A cursor stands now where its account ends.
        let before = self.kept;
        self.kept = match self.keep_changes(slots, keys, ends, initial) {
            Some(kept) => kept,
            None => {
                let mut begin = 0;
                for end in cursors {
                    if let Some(account) = slots.get_mut(begin..end) {
                        account.sort_by_key(|(_, key)| *key);
                    }
                    begin = end;
                }
                let sorted = self.keep_changes(slots, keys, ends, initial);
                sorted.unwrap_or(before)
            }
        };
        self.given = end;
        // An account without facts ends where the one before it does.
        let mut last = before;
        for end in ends {
            last = last.max(*end);
            *end = last;
        }
        self.columns(before..self.kept)
    }

    /// Of sorted facts with the end behind them, writes those that change something after those that are kept, and where those of each
    /// account end. Returns where all end; `None` where the facts are not sorted, and then what was written means nothing.
    fn keep_changes<const GROUP: usize>(
        &mut self,
        sorted: &[(V, u32)],
        keys: Keys<GROUP>,
        ends: &mut [usize],
        initial: V,
    ) -> Option<usize> {
        let Stretch { values, days } = &mut self.stretch;
        let mut kept = self.kept;
        let (mut last, mut falling) = (initial, false);
        for ((value, key), (_, next)) in sorted.iter().zip(sorted.get(1..)?) {
            falling |= next < key;
            // Whether a fact is kept is hard to foretell: to write it anyway, and then the next one over it, costs less than a wrong guess.
            let keeps = (key != next) & (*value != last);
            if let Some((slot, day)) = values.get_mut(kept).zip(days.get_mut(kept)) {
                (*slot, *day) = (*value, keys.day(*key));
            }
            kept = kept.wrapping_add(usize::from(keeps));
            if let Some(end) = ends.get_mut(Keys::<GROUP>::place(*key)) {
                *end = kept;
            }
            last = select_unpredictable(keeps, *value, last);
            last = select_unpredictable(Keys::<GROUP>::same_account(*key, *next), last, initial);
        }
        (!falling).then_some(kept)
    }
}
