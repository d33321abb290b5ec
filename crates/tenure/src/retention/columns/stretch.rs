//! A stretch of the columns that facts end in, and how those of one group of accounts are sorted there.

use std::hint::select_unpredictable;

use super::GROUP;
use crate::fetch;

/// A stretch of the columns with facts on their way: of one group, of what one part of the rows has for it, or all that is not yet given away.
pub(super) struct Stretch<'a, V> {
    pub(super) values: &'a mut [V],
    pub(super) days: &'a mut [i32],
    places: &'a mut [u16],
}

impl<'a, V: Copy + Default + Eq> Stretch<'a, V> {
    pub(super) const fn new(
        values: &'a mut [V],
        days: &'a mut [i32],
        places: &'a mut [u16],
    ) -> Self {
        Self {
            values,
            days,
            places,
        }
    }

    /// So many from the front; what is left stays.
    pub(super) fn take(&mut self, count: usize) -> Self {
        Self {
            values: split_off(&mut self.values, count),
            days: split_off(&mut self.days, count),
            places: split_off(&mut self.places, count),
        }
    }

    /// Asks the memory for where the next so many facts are written.
    pub(super) fn fetch(&self, next: usize) {
        let last = next.saturating_sub(1);
        for at in [0, next / 2, last] {
            fetch::entry(self.values, at);
        }
        for at in [0, last] {
            fetch::entry(self.days, at);
        }
        fetch::entry(self.places, 0);
    }

    /// Writes facts to the front, where there is room for them, and goes on after them.
    #[inline]
    pub(super) fn write(&mut self, values: &[V], days: &[i32], places: &[u16]) {
        let front = self.take(values.len());
        copy(values, front.values);
        copy(days, front.days);
        copy(places, front.places);
    }

    /// Sorts the facts of one group by account and day, and brings those that change something to the front. Writes where those of each
    /// account end, and returns where all do.
    pub(super) fn shorten(
        &mut self,
        ends: &mut [usize],
        sorted: &mut Vec<(V, i32)>,
        initial: V,
    ) -> usize {
        // Counting sort by account: one pass to count, one to place. Here and below what is counted are entries of memory, which cannot
        // overflow; to check that all the same takes one instruction in fifteen.
        let mut cursors = [0_usize; GROUP];
        for place in &*self.places {
            if let Some(count) = cursors.get_mut(usize::from(*place) % GROUP) {
                *count = count.wrapping_add(1);
            }
        }
        let mut total = 0_usize;
        for cursor in &mut cursors {
            total = total.wrapping_add(std::mem::replace(cursor, total));
        }
        sorted.resize(total, (V::default(), 0));
        let slots = sorted.as_mut_slice();
        let facts = self.values.iter().zip(&*self.days).zip(&*self.places);
        for ((value, day), place) in facts {
            if let Some(cursor) = cursors.get_mut(usize::from(*place) % GROUP) {
                if let Some(slot) = slots.get_mut(*cursor) {
                    *slot = (*value, *day);
                }
                *cursor = cursor.wrapping_add(1);
            }
        }
        // A cursor stands now where its account ends.
        let (mut begin, mut kept) = (0, 0);
        for (end, cursor) in ends.iter_mut().zip(cursors) {
            let account = slots.get_mut(begin..cursor).unwrap_or_default();
            kept = self
                .keep_changes(kept, account, initial)
                .unwrap_or_else(|| {
                    account.sort_by_key(|(_, day)| *day);
                    self.keep_changes(kept, account, initial).unwrap_or(kept)
                });
            *end = kept;
            begin = cursor;
        }
        kept
    }

    /// Of the facts of an account, sorted by day, writes those that change something after so many that were kept. Returns how many are
    /// kept then; `None` where the facts are not sorted, and then what was written means nothing.
    #[inline]
    fn keep_changes(&mut self, kept: usize, facts: &[(V, i32)], initial: V) -> Option<usize> {
        let Some((newest, earlier)) = facts.split_last() else {
            return Some(kept);
        };
        let mut kept = kept;
        // Whether a fact is kept is hard to foretell: to write it anyway, and then the next one over it, costs less than a wrong guess.
        let mut keep = |keeps: bool, value: V, day: i32| {
            let slot = self.values.get_mut(kept).zip(self.days.get_mut(kept));
            if let Some(slot) = slot {
                (*slot.0, *slot.1) = (value, day);
            }
            kept = kept.wrapping_add(usize::from(keeps));
        };
        let (mut last, mut falling) = (initial, false);
        for ((value, day), (_, next_day)) in earlier.iter().zip(facts.get(1..)?) {
            falling |= next_day < day;
            let keeps = (day != next_day) & (*value != last);
            last = select_unpredictable(keeps, *value, last);
            keep(keeps, *value, *day);
        }
        let (value, day) = *newest;
        keep(value != last, value, day);
        (!falling).then_some(kept)
    }
}

fn copy<T: Copy>(from: &[T], to: &mut [T]) {
    if from.len() == to.len() {
        to.copy_from_slice(from);
    }
}

/// So many from the front; what is left stays.
fn split_off<'a, T>(rest: &mut &'a mut [T], count: usize) -> &'a mut [T] {
    rest.split_off_mut(..count).unwrap_or_default()
}
