//! From additive lines in any order to the levels they add up to.

use super::history::{HistoryError, date};
use super::work;
use crate::id::AccountId;

/// How many neighbouring accounts are sorted together: their steps fit the processor's cache.
const GROUP: usize = 1 << 11;

/// The end of an open line: after every day a date can name.
const OPEN: i32 = i32::MAX;

/// A checked line that moves an amount, as small as it gets.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    account: u32,
    start: i32,
    end: i32,
    minor: i64,
}

/// Checked lines, in any order, and the first day on which one is in force that may move nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct Lines {
    /// By group of accounts: appending to a few streams is many times as fast as writing to as many places as there are accounts.
    groups: Vec<Vec<Line>>,
    count: usize,
    first_in_force: Option<i32>,
}

/// What the lines of many accounts add up to: for each account the days on which its amount changes, and the amount from then on.
#[derive(Debug, Default)]
pub(super) struct Levels {
    /// Where the changes of each account begin, and last where they all end.
    pub(super) offsets: Vec<usize>,
    pub(super) days: Vec<i32>,
    pub(super) levels: Vec<i64>,
    /// The earliest of `days`.
    pub(super) first_change: Option<i32>,
    /// All of `levels` added up.
    pub(super) weight: i128,
}

/// A day on which an amount comes (or goes, below zero).
type Step = (i32, i64);

impl Line {
    /// A line of a checked amount; an open one has no end.
    pub(super) const fn new(account: u32, start: i32, end: Option<i32>, minor: i64) -> Self {
        let end = match end {
            Some(end) => end,
            None => OPEN,
        };
        Self {
            account,
            start,
            end,
            minor,
        }
    }

    const fn group(&self) -> usize {
        self.account as usize / GROUP
    }

    const fn place_in_group(&self) -> usize {
        self.account as usize % GROUP
    }
}

impl Lines {
    /// With room for this many lines of this many accounts, if all accounts have as many.
    pub(super) fn with_capacity(accounts: usize, lines: usize) -> Self {
        let groups = accounts.div_ceil(GROUP);
        let each = lines.checked_div(groups).unwrap_or_default();
        // An eighth more, as they never do.
        let each = each.saturating_add(each / 8);
        Self {
            groups: (0..groups).map(|_| Vec::with_capacity(each)).collect(),
            count: 0,
            first_in_force: None,
        }
    }

    pub(super) const fn first_in_force(&self) -> Option<i32> {
        self.first_in_force
    }

    /// Keeps a line if it moves an amount, and its first day if it has any.
    pub(super) fn push(&mut self, line: Line) {
        if line.start < line.end {
            let first = self.first_in_force.unwrap_or(line.start);
            self.first_in_force = Some(first.min(line.start));
            if line.minor != 0 {
                if line.group() >= self.groups.len() {
                    self.groups.resize(line.group() + 1, Vec::new());
                }
                if let Some(group) = self.groups.get_mut(line.group()) {
                    group.push(line);
                    self.count += 1;
                }
            }
        }
    }

    /// Sorts the steps of the lines by account and day, and adds them up. Every line is of one of `accounts`.
    ///
    /// # Errors
    /// [`HistoryError::Overflow`] at the first account whose lines add up past 64 bits.
    pub(super) fn add_up(&mut self, accounts: &[AccountId]) -> Result<Levels, HistoryError> {
        self.groups
            .resize(accounts.len().div_ceil(GROUP), Vec::new());
        let parts = work::parts(self.count);
        let groups_in_part = self.groups.len().div_ceil(parts).max(1);
        let groups = self.groups.chunks(groups_in_part);
        let jobs = groups
            .zip(accounts.chunks(groups_in_part * GROUP))
            .collect();
        let parts = work::each(self.count, jobs, Vec::new, |steps, (groups, accounts)| {
            Levels::of_groups(groups, accounts, steps)
        });
        let parts = parts.into_iter().collect::<Result<Vec<_>, _>>()?;
        let mut whole = Levels::default();
        whole.reserve(
            accounts.len() + 1,
            parts.iter().map(|part| part.days.len()).sum(),
        );
        for part in parts {
            whole.append(part);
        }
        whole.offsets.push(whole.days.len());
        Ok(whole)
    }
}

impl Levels {
    /// The levels of some whole groups of accounts.
    fn of_groups(
        groups: &[Vec<Line>],
        accounts: &[AccountId],
        steps: &mut Vec<Step>,
    ) -> Result<Self, HistoryError> {
        let mut levels = Self::default();
        let lines: usize = groups.iter().map(Vec::len).sum();
        levels.reserve(accounts.len(), lines * 2);
        for (lines, accounts) in groups.iter().zip(accounts.chunks(GROUP)) {
            // Counting sort by account: one pass to count, one to place.
            let mut cursors = [0_usize; GROUP];
            for line in lines {
                if let Some(count) = cursors.get_mut(line.place_in_group()) {
                    *count += 1 + usize::from(line.end != OPEN);
                }
            }
            let mut total = 0;
            for cursor in &mut cursors {
                total += std::mem::replace(cursor, total);
            }
            steps.clear();
            steps.resize(total, (0, 0));
            for line in lines {
                if let Some(cursor) = cursors.get_mut(line.place_in_group()) {
                    let ends = (line.end != OPEN).then_some((line.end, -line.minor));
                    for step in [(line.start, line.minor)].into_iter().chain(ends) {
                        if let Some(slot) = steps.get_mut(*cursor) {
                            *slot = step;
                        }
                        *cursor += 1;
                    }
                }
            }
            // Each cursor now stands where its account's steps end.
            let mut start = 0;
            for (end, account) in cursors.into_iter().zip(accounts) {
                levels.add_up(account, steps.get_mut(start..end).unwrap_or_default())?;
                start = end;
            }
        }
        Ok(levels)
    }

    /// Appends the changes that an account's steps make.
    fn add_up(&mut self, account: &AccountId, steps: &mut [Step]) -> Result<(), HistoryError> {
        self.offsets.push(self.days.len());
        steps.sort_unstable_by_key(|(day, _)| *day);
        let mut level = 0_i64;
        for same_day in steps.chunk_by(|a, b| a.0 == b.0) {
            let Some(&(day, first)) = same_day.first() else {
                continue;
            };
            let after = match same_day {
                [_] => level.checked_add(first),
                // In the wide type, so that only the sum of a day counts and not the order of its steps.
                several => {
                    let sum: i128 = several.iter().map(|(_, by)| i128::from(*by)).sum();
                    i64::try_from(i128::from(level) + sum).ok()
                }
            };
            let after = after.ok_or_else(|| HistoryError::Overflow {
                account: account.clone(),
                on: date(day),
            })?;
            if after != level {
                self.days.push(day);
                self.levels.push(after);
                self.weight += i128::from(after);
                self.first_change = Some(self.first_change.map_or(day, |first| first.min(day)));
                level = after;
            }
        }
        Ok(())
    }

    /// Makes room.
    fn reserve(&mut self, accounts: usize, changes: usize) {
        self.offsets.reserve_exact(accounts);
        self.days.reserve_exact(changes);
        self.levels.reserve_exact(changes);
    }

    /// Adds the levels of the accounts that follow.
    fn append(&mut self, next: Self) {
        let before = self.days.len();
        self.offsets
            .extend(next.offsets.iter().map(|offset| offset + before));
        self.days.extend_from_slice(&next.days);
        self.levels.extend_from_slice(&next.levels);
        self.first_change = match (self.first_change, next.first_change) {
            (Some(first), Some(next)) => Some(first.min(next)),
            (first, next) => first.or(next),
        };
        self.weight += next.weight;
    }
}
