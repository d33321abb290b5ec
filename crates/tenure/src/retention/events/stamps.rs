//! Which slice each change counts for.

use super::super::history::RevenueHistory;
use super::super::slicing::Division;
use super::super::work;
use super::batch;

/// The slice of a change, by its place among the keys, and whether the change is the first of its account.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Stamp(u16);

/// More slices than this have no place in a stamp.
pub(super) const MAX_SLICES: usize = 1 << 15;

const FIRST: u16 = 1 << 15;

impl Stamp {
    /// Of a slice below [`MAX_SLICES`].
    fn new(slice: u32, first: bool) -> Self {
        Self(slice as u16 | if first { FIRST } else { 0 })
    }

    #[inline]
    pub(super) const fn slice(self) -> usize {
        (self.0 & !FIRST) as usize
    }

    #[inline]
    pub(super) const fn is_first(self) -> bool {
        self.0 & FIRST != 0
    }
}

/// A stamp for each change, in the order of the history's columns; none where the book is not divided.
pub(super) fn stamps(history: &RevenueHistory, division: &Division) -> Vec<Stamp> {
    let changes = history.whole_columns().days.len();
    if matches!(division, Division::Whole) {
        return Vec::new();
    }
    let mut stamps = vec![Stamp::default(); changes];
    let mut rest = stamps.as_mut_slice();
    let mut jobs = Vec::new();
    for accounts in batch::ranges(history) {
        let bound = |place: usize| history.offsets().get(place).copied();
        let own = bound(accounts.end).zip(bound(accounts.start));
        let own = own.map_or(0, |(end, start)| end - start);
        let (own, after) = rest.split_at_mut_checked(own).unwrap_or_default();
        jobs.push((accounts, own));
        rest = after;
    }
    work::each(
        changes,
        jobs,
        || (),
        |(), (accounts, stamps)| {
            let mut stamps = stamps.iter_mut();
            for account in accounts {
                let holders = division.holders(account);
                let mut handed = holders.days.iter().zip(holders.keys).peekable();
                let (mut holder, mut first) = (holders.unassigned, true);
                // As many as there are changes, or fewer: the changes come first.
                for (day, stamp) in history.columns(account).days.iter().zip(&mut stamps) {
                    while let Some((_, key)) = handed.next_if(|(from, _)| *from <= day) {
                        holder = *key;
                    }
                    *stamp = Stamp::new(holder, first);
                    first = false;
                }
            }
        },
    );
    stamps
}
