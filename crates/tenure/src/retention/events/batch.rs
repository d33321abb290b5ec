//! The tables of a whole history in one pass.

use std::hint::select_unpredictable;
use std::ops::Range;
use std::sync::OnceLock;

use super::super::history::RevenueHistory;
use super::super::work;
use super::EventParts;
use super::stamps::Stamp;
use super::tables::{Cell, GAINED, LOST, Slots, Tables, ends, kind};

/// The days of the first payment and of the first churn of each account, [`NEVER`] without one. They are the same whatever the periods,
/// so they are looked for once, the first time they are asked for alone.
pub(super) type Lifetimes = OnceLock<Vec<(i32, i32)>>;

const NEVER: i32 = i32::MAX;

/// Of how many changes the places in the table of slices are worked out together.
const TOGETHER: usize = 64;

/// Lifetimes and nothing else.
const ALONE: EventParts = EventParts {
    lifetimes: true,
    ..EventParts::NONE
};

/// What one pass reads.
pub(super) struct Pass<'a> {
    pub(super) history: &'a RevenueHistory,
    pub(super) stamps: &'a [Stamp],
    pub(super) slots: &'a Slots,
    pub(super) keys: usize,
    pub(super) lifetimes: &'a Lifetimes,
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
        if parts == ALONE {
            return self.lifetimes();
        }
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
                    self.walk_slices(range, &mut tables);
                }
                (false, false, false, _) => {}
                (_, _, false, _) => self.walk::<true, true, false, true>(range, &mut tables),
                (_, _, true, _) => {
                    self.walk::<true, true, true, true>(range, &mut tables);
                    tables.add_slices_to_months();
                }
            }
            tables
        };
        self.merged(parts, work::each(changes, ranges, || (), walk))
    }

    fn merged(&self, parts: EventParts, done: Vec<Tables>) -> Tables {
        let mut done = done.into_iter();
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
        let slot_of = self.slots.finder();
        let width = self.slots.width;
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
            let Some(born) = slot_of(first) else {
                continue;
            };
            let cohort: &mut [Cell] = if COHORTS {
                // There is memory for it.
                let from = born.wrapping_mul(width);
                let cohort = tables.cohorts.get_mut(from..from.wrapping_add(width));
                cohort.unwrap_or_default()
            } else {
                &mut []
            };
            let stamps = if SLICES {
                self.stamps.get(from..to)
            } else {
                None
            };
            let mut stamps = stamps.unwrap_or_default().iter();
            let (mut before, mut paying, mut ever) = (0, 0, false);
            let (mut start, mut current) = (0, usize::MAX);
            let mut lost = NEVER;
            for (day, level) in days.iter().zip(levels) {
                let (day, level) = (*day, *level);
                let Some(slot) = slot_of(day) else { break };
                // To read it from the stamp, where there is one, takes longer.
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
                if COHORTS {
                    let pays = i64::from(level > 0);
                    if let Some(cell) = cohort.get_mut(slot) {
                        cell.add(delta, pays.wrapping_sub(paying));
                    }
                    paying = pays;
                }
                if SLICES {
                    let stamp = stamps.next().copied().unwrap_or_default();
                    if let Some(cell) = tables.slices.get_mut(place(stamp, width, slot, kind)) {
                        cell.add(delta, 1);
                    }
                }
                if LIFETIMES {
                    lost = lost.min(if level == 0 { day } else { NEVER });
                }
                before = level;
                ever = true;
            }
            if LIFETIMES {
                live(tables, first, lost, NEVER);
            }
        }
    }

    /// What [`walk`](Self::walk) does for slices alone. Their table is larger than the nearest caches, so that most changes wait for
    /// their cell: the places of some changes are worked out first, whosever they are, and then all waits are one.
    fn walk_slices(&self, range: Range<usize>, tables: &mut Tables) {
        let offsets = self.history.offsets();
        let changes = (offsets.get(range.start)).zip(offsets.get(range.end));
        let changes = changes.map_or(0..0, |(from, to)| *from..*to);
        let all = self.history.whole_columns();
        let days = all.days.get(changes.clone()).unwrap_or_default();
        let levels = all.levels.get(changes.clone()).unwrap_or_default();
        let stamps = self.stamps.get(changes).unwrap_or_default();
        let width = self.slots.width;
        let slot_of = self.slots.finder();
        let mut moves = [(0, 0); TOGETHER];
        let mut before = 0;
        let pieces = days.chunks(TOGETHER).zip(levels.chunks(TOGETHER));
        for ((days, levels), stamps) in pieces.zip(stamps.chunks(TOGETHER)) {
            let changes = days.iter().zip(levels).zip(stamps);
            for (((day, level), stamp), change) in changes.zip(&mut moves) {
                before = select_unpredictable(stamp.is_first(), 0, before);
                let slot = slot_of(*day);
                // After the run no place is.
                let place =
                    slot.map_or(usize::MAX, |slot| place(*stamp, width, slot, stamp.kind()));
                // Neither is below zero.
                *change = (place, level.wrapping_sub(before));
                before = *level;
            }
            for (place, delta) in moves.get(..days.len()).unwrap_or_default() {
                if let Some(cell) = tables.slices.get_mut(*place) {
                    cell.add(*delta, 1);
                }
            }
        }
    }

    fn lifetimes(&self) -> Tables {
        let all = self.lifetimes.get_or_init(|| self.first_days());
        let end = self.slots.end();
        let count = |(): &mut (), accounts: &[(i32, i32)]| {
            let mut tables = Tables::new(self.slots, self.keys, ALONE);
            for (first, lost) in accounts {
                if *first < end {
                    live(&mut tables, *first, *lost, end);
                }
            }
            tables
        };
        let part = all.len().div_ceil(work::parts(all.len())).max(1);
        let chunks = all.chunks(part).collect();
        self.merged(ALONE, work::each(all.len(), chunks, || (), count))
    }

    /// The days of the first payment and of the first churn of each account.
    fn first_days(&self) -> Vec<(i32, i32)> {
        let columns = self.history.whole_columns();
        let offsets = self.history.offsets();
        let mut all = vec![(0, 0); offsets.len().saturating_sub(1)];
        let mut jobs = Vec::new();
        let mut rest = all.as_mut_slice();
        for range in ranges(self.history) {
            let (own, after) = rest.split_at_mut_checked(range.len()).unwrap_or_default();
            jobs.push((range, own));
            rest = after;
        }
        let look = |(): &mut (), (range, own): (Range<usize>, &mut [(i32, i32)])| {
            let bounds = offsets.get(range.start..=range.end).unwrap_or_default();
            for (pair, found) in bounds.windows(2).zip(own) {
                let &[from, to] = pair else { continue };
                let days = columns.days.get(from..to).unwrap_or_default();
                let levels = columns.levels.get(from..to).unwrap_or_default();
                // No further than the first churn.
                let lost = levels.iter().position(|level| *level == 0);
                let lost = lost.and_then(|at| days.get(at));
                // The first change of an account is its first payment.
                let day = |day: Option<&i32>| day.copied().unwrap_or(NEVER);
                *found = (day(days.first()), day(lost));
            }
        };
        work::each(columns.days.len(), jobs, || (), look);
        all
    }
}

/// The place of a movement in the table of slices, which there is memory for.
#[inline]
fn place(stamp: Stamp, width: usize, slot: usize, kind: usize) -> usize {
    let row = stamp.slice().wrapping_mul(width).wrapping_add(slot);
    row.wrapping_mul(5).wrapping_add(kind)
}

/// Counts an account by its first payment and its first churn, if that comes before a day.
#[inline]
fn live(tables: &mut Tables, first: i32, lost: i32, before: i32) {
    // Whether an account was lost is hard to foretell: both are counted, one of them as nothing.
    let churned = lost < before;
    tables.alive.add(first, i64::from(!churned));
    let days = select_unpredictable(churned, lost.wrapping_sub(first), 0);
    tables.churned.add(days, i64::from(churned));
}
