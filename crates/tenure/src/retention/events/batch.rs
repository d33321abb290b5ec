//! The tables of a whole history in one pass.

use std::ops::Range;

use super::super::history::RevenueHistory;
use super::super::work;
use super::tables::{Cell, GAINED, LOST, Slots, Tables, active, ends, kind};
use super::{EventParts, Slices};

/// What one pass reads.
pub(super) struct Pass<'a> {
    pub(super) history: &'a RevenueHistory,
    pub(super) slices: &'a Slices<'a>,
    pub(super) slots: &'a Slots,
    pub(super) keys: usize,
}

/// Ranges of accounts with about as many changes each, to be shared out.
pub(super) fn ranges(history: &RevenueHistory) -> Vec<Range<usize>> {
    let changes = history.whole_columns().days.len();
    let offsets = history.offsets();
    let accounts = offsets.len().saturating_sub(1);
    let count = work::parts(changes);
    let cut = |part: usize| match part {
        part if part == count => accounts,
        part => offsets
            .partition_point(|offset| *offset < changes / count * part)
            .min(accounts),
    };
    (0..count).map(|part| cut(part)..cut(part + 1)).collect()
}

impl Pass<'_> {
    pub(super) fn run(&self, parts: EventParts) -> Tables {
        let changes = self.history.whole_columns().days.len();
        let ranges = ranges(self.history);
        let walk = |(): &mut (), range| {
            let mut tables = Tables::new(self.slots, self.keys, parts);
            // One loop for each part alone, without the work of the others, and two for several together: with slices, which add up
            // to the movements of the whole, and without.
            let EventParts {
                movements,
                cohorts,
                slices,
                lifetimes,
            } = parts;
            match (movements, cohorts, slices, lifetimes) {
                (true, false, false, false) => {
                    self.walk::<true, false, false, false>(range, &mut tables)
                }
                (false, true, false, false) => {
                    self.walk::<false, true, false, false>(range, &mut tables)
                }
                (false, false, true, false) => {
                    self.walk::<false, false, true, false>(range, &mut tables)
                }
                (false, false, false, true) => self.lifetimes(range, &mut tables),
                (false, false, false, false) => {}
                (_, _, false, _) => self.walk::<true, true, false, true>(range, &mut tables),
                (_, _, true, _) => {
                    self.walk::<true, true, true, true>(range, &mut tables);
                    tables.add_slices_to_months();
                }
            }
            tables
        };
        let mut done = work::each(changes, ranges, || (), walk).into_iter();
        let first = done.next();
        let mut sum = first.unwrap_or_else(|| Tables::new(self.slots, self.keys, parts));
        for tables in done {
            sum.merge(&tables);
        }
        sum
    }

    fn walk<
        const MOVEMENTS: bool,
        const COHORTS: bool,
        const SLICES: bool,
        const LIFETIMES: bool,
    >(
        &self,
        range: Range<usize>,
        tables: &mut Tables,
    ) {
        let slots = self.slots;
        let width = slots.width;
        let all = self.history.whole_columns();
        let offsets = self.history.offsets().get(range.start..=range.end);
        for (account, pair) in range.zip(offsets.unwrap_or_default().windows(2)) {
            let &[from, to] = pair else { continue };
            let (Some(days), Some(levels)) = (all.days.get(from..to), all.levels.get(from..to))
            else {
                continue;
            };
            let Some(first) = days.first().copied() else {
                continue;
            };
            let Some(born) = slots.of(first) else {
                continue;
            };
            let cohort: &mut [Cell] = if COHORTS {
                let cohort = tables.cohorts.get_mut(born * width..(born + 1) * width);
                cohort.unwrap_or_default()
            } else {
                &mut []
            };
            let stamps = if SLICES {
                self.slices.of_changes(from..to)
            } else {
                &[]
            };
            let fixed = if SLICES {
                self.slices.of_account(account)
            } else {
                0
            };
            let mut stamps = stamps.iter();
            let (mut before, mut ever) = (0, false);
            let (mut start, mut current) = (0, usize::MAX);
            let mut lost = i32::MAX;
            for (day, level) in days.iter().zip(levels) {
                let (day, level) = (*day, *level);
                let Some(slot) = slots.of(day) else { break };
                let kind = kind(before, level, ever);
                // Neither is below zero.
                let delta = level.wrapping_sub(before);
                if MOVEMENTS && let Some(cells) = tables.months.get_mut(slot) {
                    if !SLICES && let Some(cell) = cells.get_mut(kind) {
                        cell.add(delta, 1);
                    }
                    start = if slot == current { start } else { before };
                    current = slot;
                    let (gain, loss, gone) = ends(start, before, level);
                    if let Some(cell) = cells.get_mut(GAINED) {
                        cell.add(gain, 0);
                    }
                    if let Some(cell) = cells.get_mut(LOST) {
                        cell.add(loss, gone);
                    }
                }
                if COHORTS && let Some(cell) = cohort.get_mut(slot) {
                    cell.add(delta, active(before, level));
                }
                if SLICES {
                    let key = stamps.next().copied().unwrap_or(fixed);
                    let place = (usize::from(key) * width + slot) * 5 + kind;
                    if let Some(cell) = tables.slices.get_mut(place) {
                        cell.add(delta, 1);
                    }
                }
                if LIFETIMES {
                    lost = lost.min(if level == 0 { day } else { i32::MAX });
                }
                before = level;
                ever = true;
            }
            if LIFETIMES {
                live(tables, first, lost);
            }
        }
    }

    /// Looks no further than the first churn.
    fn lifetimes(&self, range: Range<usize>, tables: &mut Tables) {
        let all = self.history.whole_columns();
        let offsets = self.history.offsets().get(range.start..=range.end);
        for pair in offsets.unwrap_or_default().windows(2) {
            let &[from, to] = pair else { continue };
            let (Some(days), Some(levels)) = (all.days.get(from..to), all.levels.get(from..to))
            else {
                continue;
            };
            let Some(first) = days.first().copied() else {
                continue;
            };
            if self.slots.of(first).is_none() {
                continue;
            }
            let lost = levels.iter().position(|level| *level == 0);
            let lost = lost.and_then(|at| days.get(at)).copied();
            let lost = lost.filter(|day| self.slots.of(*day).is_some());
            live(tables, first, lost.unwrap_or(i32::MAX));
        }
    }
}

/// Counts an account by its first payment and its first churn, `i32::MAX` without one. The first change of an account is its first
/// payment.
#[inline]
fn live(tables: &mut Tables, first: i32, lost: i32) {
    if lost == i32::MAX {
        tables.alive.add(first, 1);
    } else {
        tables.churned.add(lost - first, 1);
    }
}
