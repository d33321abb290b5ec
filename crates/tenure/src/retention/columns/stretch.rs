//! A stretch of the columns that facts end in, and how those of one group of accounts are sorted there.

use std::hint::select_unpredictable;

use super::GROUP;
use crate::fetch;

/// No place in a group.
pub(super) const NOWHERE: u16 = u16::MAX;

/// A value, its day, and the place of its account in the group.
pub(super) type Placed<V> = (V, i32, u16);

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

    /// Writes as many facts as there is room for.
    pub(super) fn write(self, facts: &[Placed<V>]) {
        let columns = self.values.iter_mut().zip(self.days).zip(self.places);
        for (((value, day), place), fact) in columns.zip(facts) {
            (*value, *day, *place) = *fact;
        }
    }

    /// Sorts the facts of one group by account and day, and brings those that change something to the front. Writes where those of each
    /// account end, and returns where all do.
    pub(super) fn shorten(
        &mut self,
        ends: &mut [usize],
        sorted: &mut Vec<Placed<V>>,
        initial: V,
    ) -> usize {
        // Counting sort by account: one pass to count, one to place.
        let mut cursors = [0_usize; GROUP];
        for place in &*self.places {
            if let Some(count) = cursors.get_mut(usize::from(*place) % GROUP) {
                *count += 1;
            }
        }
        let mut total = 0;
        for cursor in &mut cursors {
            total += std::mem::replace(cursor, total);
        }
        // One more, of no account, so that every fact has one after it.
        let nobody = (V::default(), 0, NOWHERE);
        sorted.resize(total, nobody);
        sorted.push(nobody);
        let slots = sorted.as_mut_slice();
        let facts = self.values.iter().zip(&*self.days).zip(&*self.places);
        for ((value, day), place) in facts {
            if let Some(cursor) = cursors.get_mut(usize::from(*place) % GROUP) {
                if let Some(slot) = slots.get_mut(*cursor) {
                    *slot = (*value, *day, *place);
                }
                *cursor += 1;
            }
        }
        let kept = self.keep_changes(ends, sorted, initial).unwrap_or_else(|| {
            for account in sorted.chunk_by_mut(|(_, _, one), (_, _, other)| one == other) {
                account.sort_by_key(|(_, day, _)| *day);
            }
            self.keep_changes(ends, sorted, initial).unwrap_or_default()
        });
        // An account without facts ends where the one before does.
        let mut last = 0;
        for end in ends {
            last = last.max(*end);
            *end = last;
        }
        kept
    }

    /// Of facts sorted by account, writes those that change something, and where those of each account end. Returns where all end; `None`
    /// where those of an account are not sorted by day, and then what was written means nothing.
    fn keep_changes(
        &mut self,
        ends: &mut [usize],
        sorted: &[Placed<V>],
        initial: V,
    ) -> Option<usize> {
        let (mut kept, mut falling) = (0, false);
        let (mut last, mut last_day, mut last_place) = (initial, 0, NOWHERE);
        // Whether a fact is kept is hard to foretell: a select costs less than a wrong guess.
        for (fact, next) in sorted.iter().zip(sorted.get(1..)?) {
            let ((value, day, place), (_, next_day, next_place)) = (*fact, *next);
            let goes_on = place == last_place;
            falling |= goes_on & (day < last_day);
            let replaced = (place == next_place) & (day == next_day);
            last = select_unpredictable(goes_on, last, initial);
            let keeps = !replaced & (value != last);
            last = select_unpredictable(keeps, value, last);
            (last_day, last_place) = (day, place);
            let slot = self.values.get_mut(kept).zip(self.days.get_mut(kept));
            if let Some(slot) = slot {
                (*slot.0, *slot.1) = (value, day);
            }
            kept += usize::from(keeps);
            if let Some(end) = ends.get_mut(usize::from(place)) {
                *end = kept;
            }
        }
        (!falling).then_some(kept)
    }
}

/// So many from the front; what is left stays.
fn split_off<'a, T>(rest: &mut &'a mut [T], count: usize) -> &'a mut [T] {
    rest.split_off_mut(..count).unwrap_or_default()
}
