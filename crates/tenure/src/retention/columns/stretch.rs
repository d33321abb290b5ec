//! A stretch of the columns that facts end in.

use crate::fetch;

/// A stretch of the columns with facts on their way: of neighbouring groups, of what one part of the rows has for one group, or all that
/// is not yet given away.
pub(super) struct Stretch<'a, V> {
    pub(super) values: &'a mut [V],
    /// Keys of the facts on their way, and days in the end.
    pub(super) days: &'a mut [i32],
}

impl<'a, V: Copy> Stretch<'a, V> {
    pub(super) const fn new(values: &'a mut [V], days: &'a mut [i32]) -> Self {
        Self { values, days }
    }

    /// So many from the front; what is left stays.
    pub(super) fn take(&mut self, count: usize) -> Self {
        Self {
            values: split_off(&mut self.values, count),
            days: split_off(&mut self.days, count),
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
    }

    /// Writes facts to the front, where there is room for them, and goes on after them.
    #[inline]
    pub(super) fn write(&mut self, values: &[V], keys: &[i32]) {
        let front = self.take(values.len());
        copy(values, front.values);
        copy(keys, front.days);
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
