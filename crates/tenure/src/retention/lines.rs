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
    lines: Vec<Line>,
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
    pub(super) fn with_capacity(lines: usize) -> Self {
        Self {
            lines: Vec::with_capacity(lines),
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
                self.lines.push(line);
            }
        }
    }

    /// Sorts the steps of the lines by account and day, and adds them up. Every line is of one of `accounts`.
    ///
    /// # Errors
    /// [`HistoryError::Overflow`] at the first account whose lines add up past 64 bits.
    pub(super) fn add_up(&mut self, accounts: &[AccountId]) -> Result<Levels, HistoryError> {
        self.gather(accounts.len());
        let parts = work::parts(self.lines.len());
        let groups_in_part = accounts.len().div_ceil(GROUP).div_ceil(parts).max(1);
        let mut rest = self.lines.as_slice();
        let mut jobs = Vec::with_capacity(parts);
        for (part, accounts) in accounts.chunks(groups_in_part * GROUP).enumerate() {
            let first_group = part * groups_in_part;
            let end = rest.partition_point(|line| line.group() < first_group + groups_in_part);
            let (lines, after) = rest.split_at_checked(end).unwrap_or_default();
            jobs.push((first_group, accounts, lines));
            rest = after;
        }
        let parts = work::each(
            self.lines.len(),
            jobs,
            Vec::new,
            |steps, (first_group, accounts, lines)| {
                Levels::of_groups(first_group, accounts, lines, steps)
            },
        );
        let mut whole = Levels::default();
        for part in parts {
            whole.append(part?);
        }
        whole.offsets.push(whole.days.len());
        Ok(whole)
    }

    /// Brings the lines of each group of accounts together, groups in order. Writing a few streams is many times as fast as
    /// writing to as many places as there are accounts.
    fn gather(&mut self, accounts: usize) {
        if self.lines.is_sorted_by_key(Line::group) {
            return;
        }
        let mut cursors = vec![0_usize; accounts / GROUP + 1];
        for line in &self.lines {
            if let Some(count) = cursors.get_mut(line.group()) {
                *count += 1;
            }
        }
        let mut total = 0;
        for cursor in &mut cursors {
            total += std::mem::replace(cursor, total);
        }
        let mut gathered = self.lines.clone();
        for line in &self.lines {
            if let Some(cursor) = cursors.get_mut(line.group()) {
                if let Some(slot) = gathered.get_mut(*cursor) {
                    *slot = *line;
                }
                *cursor += 1;
            }
        }
        self.lines = gathered;
    }
}

impl Levels {
    /// The levels of some whole groups of accounts.
    fn of_groups(
        first_group: usize,
        accounts: &[AccountId],
        lines: &[Line],
        steps: &mut Vec<Step>,
    ) -> Result<Self, HistoryError> {
        let mut levels = Self {
            offsets: Vec::with_capacity(accounts.len() + 1),
            days: Vec::with_capacity(lines.len() * 2),
            levels: Vec::with_capacity(lines.len() * 2),
            ..Self::default()
        };
        let mut gathered = lines.chunk_by(|a, b| a.group() == b.group()).peekable();
        for (group, accounts) in (first_group..).zip(accounts.chunks(GROUP)) {
            let lines = gathered.next_if(|lines| lines.first().is_some_and(|l| l.group() == group));
            let lines = lines.unwrap_or_default();
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

    /// Adds the levels of the accounts that follow.
    fn append(&mut self, next: Self) {
        if self.offsets.is_empty() {
            *self = next;
            return;
        }
        let before = self.days.len();
        self.offsets
            .extend(next.offsets.into_iter().map(|offset| offset + before));
        self.days.extend(next.days);
        self.levels.extend(next.levels);
        self.first_change = match (self.first_change, next.first_change) {
            (Some(first), Some(next)) => Some(first.min(next)),
            (first, next) => first.or(next),
        };
        self.weight += next.weight;
    }
}
