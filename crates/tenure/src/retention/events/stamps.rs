//! Which slice and which movement each change counts for.

use super::super::history::RevenueHistory;
use super::super::slicing::Division;
use super::super::work;
use super::batch;
use super::tables::kind;
use crate::pages;

/// What a change is whatever the periods: its slice, by its place among the keys, and its kind of movement.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Stamp(u16);

/// More slices than this have no place in a stamp.
pub(super) const MAX_SLICES: usize = 1 << (u16::BITS - KIND_BITS);

const KIND_BITS: u32 = 3;

impl Stamp {
    /// Of a slice below [`MAX_SLICES`] and a [`kind`].
    const fn new(slice: u32, kind: usize) -> Self {
        Self((slice << KIND_BITS) as u16 | kind as u16)
    }

    #[inline]
    pub(super) const fn slice(self) -> usize {
        (self.0 >> KIND_BITS) as usize
    }

    /// The place of its movement among all.
    #[inline]
    pub(super) const fn kind(self) -> usize {
        (self.0 % (1 << KIND_BITS)) as usize
    }

    /// Whether it is the first change of its account: that, and no other, is new.
    #[inline]
    pub(super) const fn is_first(self) -> bool {
        self.kind() == 0
    }
}

/// A stamp for each change, in the order of the history's columns; none where the book is not divided.
pub(super) fn stamps(history: &RevenueHistory, division: &Division) -> Vec<Stamp> {
    let changes = history.whole_columns().days.len();
    if matches!(division, Division::Whole) {
        return Vec::new();
    }
    let mut stamps = pages::with_room(changes);
    stamps.resize(changes, Stamp::default());
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
                let (mut holder, mut before, mut ever) = (holders.unassigned, 0, false);
                // As many as there are changes, or fewer: the changes come first.
                let changes = history.columns(account);
                let changes = changes.days.iter().zip(changes.levels);
                for ((day, level), stamp) in changes.zip(&mut stamps) {
                    while let Some((_, key)) = handed.next_if(|(from, _)| *from <= day) {
                        holder = *key;
                    }
                    *stamp = Stamp::new(holder, kind(before, *level, ever));
                    (before, ever) = (*level, true);
                }
            }
        },
    );
    stamps
}
