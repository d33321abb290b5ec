//! The one building block for anything that changes over time.

use chrono::NaiveDate;

use crate::calendar::Span;
use crate::fetch::{self, Fetch};
use crate::record::Position;

/// Values by the day from which they hold, each with the record that brought it: a map from (day, record) to value.
///
/// A value holds from its day until the next later day that has one. Entries may arrive in any order: a backdated one holds only
/// until the next later day that is already known. Of two entries on one day the one recorded later (the higher [`Position`])
/// holds; the earlier one is kept, so that withdrawing the later brings it back.
///
/// # Laws
/// - The order in which entries are inserted does not matter.
/// - Inserting what a new record brings and then withdrawing that record changes nothing.
/// - At every day there is at most one value: that of the latest day so far, and on that day of the highest position.
/// - The [`spans`](Timeline::spans) follow each other without gap or overlap, none is empty, and only the last is open.
///
/// ```
/// use chrono::NaiveDate;
/// use tenure::{Position, Timeline};
///
/// let day = |m| NaiveDate::from_ymd_opt(2026, m, 1).expect("a day");
/// let mut price = Timeline::new();
/// price.insert(day(1), Position::new(1).expect("above zero"), 100);
/// price.insert(day(6), Position::new(2).expect("above zero"), 140);
/// price.insert(day(3), Position::new(3).expect("above zero"), 120); // recorded late
/// assert_eq!(price.at(day(5)), Some(&120));
/// assert_eq!(price.at(day(6)), Some(&140));
/// assert_eq!(price.at(day(1).pred_opt().expect("a day")), None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline<T> {
    /// By day, then by position.
    entries: Vec<Entry<T>>,
}

/// One value of a [`Timeline`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<T> {
    /// The first day on which it holds.
    pub on: NaiveDate,
    /// The record that brought it.
    pub by: Position,
    /// The value.
    pub value: T,
}

impl<T> Timeline<T> {
    /// Without any value.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            entries: Vec::new(),
        }
    }

    /// Adds a value that holds from a day on. A value that the same record brought for the same day before is replaced and
    /// returned.
    pub fn insert(&mut self, on: NaiveDate, by: Position, value: T) -> Option<T> {
        let place = self
            .entries
            .partition_point(|entry| (entry.on, entry.by) < (on, by));
        match self.entries.get_mut(place) {
            Some(entry) if (entry.on, entry.by) == (on, by) => {
                Some(std::mem::replace(&mut entry.value, value))
            }
            _ => {
                make_room(&mut self.entries);
                self.entries.insert(place, Entry { on, by, value });
                None
            }
        }
    }

    /// Takes back all that a record brought, and returns whether there was anything. In time linear in the number of entries.
    pub fn withdraw(&mut self, by: Position) -> bool {
        let before = self.entries.len();
        self.entries.retain(|entry| entry.by != by);
        self.entries.len() < before
    }

    /// The value that holds on a day.
    #[must_use]
    pub fn at(&self, day: NaiveDate) -> Option<&T> {
        self.entry_at(day).map(|entry| &entry.value)
    }

    /// The entry whose value holds on a day.
    #[must_use]
    pub fn entry_at(&self, day: NaiveDate) -> Option<&Entry<T>> {
        let after = self.entries.partition_point(|entry| entry.on <= day);
        self.entries.get(after.checked_sub(1)?)
    }

    /// The entries that hold at all, by day: of several on one day only the one recorded last.
    pub fn effective(&self) -> impl DoubleEndedIterator<Item = &Entry<T>> {
        self.entries
            .chunk_by(|earlier, later| earlier.on == later.on)
            .filter_map(<[_]>::last)
    }

    /// The first entry after a day that holds at all.
    #[must_use]
    pub fn next_after(&self, day: NaiveDate) -> Option<&Entry<T>> {
        let after = self.entries.partition_point(|entry| entry.on <= day);
        let next = self.entries.get(after)?;
        self.entry_at(next.on)
    }

    /// Each value with the days on which it holds, in order.
    pub fn spans(&self) -> impl Iterator<Item = (Span, &T)> {
        let ends = self.effective().skip(1).map(|next| Some(next.on));
        self.effective()
            .zip(ends.chain([None]))
            .filter_map(|(entry, end)| Some((Span::new(entry.on, end).ok()?, &entry.value)))
    }

    /// The value that holds from the latest day on.
    pub(crate) fn latest(&self) -> Option<&T> {
        self.entries.last().map(|entry| &entry.value)
    }

    /// Every entry, superseded ones included, by day and then in the order recorded.
    #[must_use]
    pub fn entries(&self) -> &[Entry<T>] {
        &self.entries
    }

    /// Whether there is no value at all.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl<T> Default for Timeline<T> {
    fn default() -> Self {
        Self::new()
    }
}

/// Room for one more: twice as much as there is, beginning with one. Most lists of an account stay at one or two entries, and there are a
/// great many of them.
pub(crate) fn make_room<T>(list: &mut Vec<T>) {
    if list.len() == list.capacity() {
        list.reserve_exact(list.len().max(1));
    }
}

impl<T> Fetch for Timeline<T> {
    #[inline]
    fn fetch(&self, steps: usize) {
        fetch::listed(self, &self.entries, steps);
    }
}
