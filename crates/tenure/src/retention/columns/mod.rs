//! From facts in any order to columns: for each account the days on which its value changes, and the value from that day on.

mod keys;
mod outbox;
mod run;
mod stretch;

use chrono::NaiveDate;

use super::work;
use crate::calendar;
use crate::pages;
use keys::Keys;
use run::Run;
use stretch::Stretch;

/// How many neighbouring accounts are sorted together: few enough for the processor's cache, and so many that the places where the
/// groups of a million accounts are written to are few, too.
const GROUP: usize = 1 << 11;

/// The same where the days of all facts pass 5,741 years, and leave less room in a key. Slower, and hardly ever met.
const SMALL_GROUP: usize = 1 << 4;

/// Columns are moved to less memory where that saves more than one part in so many.
const WORTH_MOVING: usize = 32;

/// From a day on the account has this value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fact<V> {
    pub(super) value: V,
    pub(super) account: u32,
    pub(super) on: NaiveDate,
}

/// The values of all accounts over time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Columns<V> {
    /// Where the changes of each account begin, and last where they all end: one more than accounts.
    pub(super) offsets: Vec<usize>,
    /// Rising within an account.
    pub(super) days: Vec<i32>,
    pub(super) values: Vec<V>,
}

/// Columns, and what was seen on the way.
#[derive(Debug)]
pub(super) struct Gathered<V, N, S> {
    pub(super) columns: Columns<V>,
    /// The earliest day of the rows as they were given.
    pub(super) first: Option<NaiveDate>,
    /// Of the rows as they were given, part by part.
    pub(super) notes: Vec<N>,
    /// Of what the columns hold, group by group.
    pub(super) sums: Vec<S>,
}

/// Sorts facts into columns. Of two facts of one account and day the one given last holds; a fact that changes nothing is none.
/// Every account starts with the value `initial`. `note` can note what else it sees of a row; `sum` reads the days and values of
/// neighbouring accounts in the end.
///
/// Memory that is new costs more than all the rest: facts are written to the columns that they end in, a key in the place of the day, and
/// only one group at a time is copied to be sorted.
///
/// # Errors
/// The first account among the facts that is none of `accounts`.
pub(super) fn gather<R: Sync, V: Copy + Default + Eq + Send + Sync, N: Default + Send, S: Send>(
    accounts: usize,
    rows: &[R],
    read: impl Fn(&R) -> Fact<V> + Sync + Send,
    note: impl Fn(&mut N, &R) + Sync + Send,
    sum: impl Fn(&[i32], &[V]) -> S + Sync + Send,
    initial: V,
) -> Result<Gathered<V, N, S>, u32> {
    let part = rows.len().div_ceil(work::parts(rows.len())).max(1);
    let parts: Vec<&[R]> = rows.chunks(part).collect();
    let counted = Counted::<N, GROUP>::of(accounts, &parts, &read, &note)?;
    if counted.keys().reach(counted.last_day()) {
        return Ok(counted.sort(accounts, &parts, read, sum, initial));
    }
    let counted = Counted::<N, SMALL_GROUP>::of(accounts, &parts, &read, &note)?;
    Ok(counted.sort(accounts, &parts, read, sum, initial))
}

/// What is known of the facts after they were read once.
struct Counted<N, const GROUP: usize> {
    /// How many facts of each group each part of the rows has.
    counts: Vec<Vec<usize>>,
    notes: Vec<N>,
    /// The earliest and the latest day, where there are facts.
    days: Option<(NaiveDate, NaiveDate)>,
}

impl<N: Default + Send, const GROUP: usize> Counted<N, GROUP> {
    fn of<R: Sync, V>(
        accounts: usize,
        parts: &[&[R]],
        read: impl Fn(&R) -> Fact<V> + Sync + Send,
        note: impl Fn(&mut N, &R) + Sync + Send,
    ) -> Result<Self, u32> {
        let rows = parts.iter().map(|rows| rows.len()).sum();
        let seen = work::each(
            rows,
            parts.to_vec(),
            || (),
            |(), rows| {
                let mut counts = vec![0_usize; accounts.div_ceil(GROUP)];
                let (mut notes, mut first, mut last) =
                    (N::default(), NaiveDate::MAX, NaiveDate::MIN);
                for row in rows {
                    let Fact { account, on, .. } = read(row);
                    (first, last) = (first.min(on), last.max(on));
                    note(&mut notes, row);
                    match counts.get_mut(account as usize / GROUP) {
                        Some(count) if (account as usize) < accounts => {
                            // It counts entries of memory, and so cannot overflow.
                            *count = count.wrapping_add(1);
                        }
                        _ => return Err(account),
                    }
                }
                Ok((counts, notes, (first, last)))
            },
        );
        let mut counted = Self {
            counts: Vec::with_capacity(seen.len()),
            notes: Vec::with_capacity(seen.len()),
            days: None,
        };
        for part in seen {
            let (counts, notes, (first, last)) = part?;
            counted.counts.push(counts);
            counted.notes.push(notes);
            let days = counted.days.get_or_insert((first, last));
            *days = (days.0.min(first), days.1.max(last));
        }
        Ok(counted)
    }

    fn sort<R: Sync, V: Copy + Default + Eq + Send + Sync, S: Send>(
        self,
        accounts: usize,
        parts: &[&[R]],
        read: impl Fn(&R) -> Fact<V> + Sync + Send,
        sum: impl Fn(&[i32], &[V]) -> S + Sync + Send,
        initial: V,
    ) -> Gathered<V, N, S> {
        let rows = parts.iter().map(|rows| rows.len()).sum();
        let groups = accounts.div_ceil(GROUP);
        let keys = self.keys();

        // Facts group by group, within a group in the order given: each part writes a stretch of its own for each.
        let mut values = pages::zeros::<V>(rows);
        let mut days = pages::zeros::<i32>(rows);
        let mut rest = Stretch::new(&mut values, &mut days);
        let mut given = Vec::with_capacity(groups);
        let mut stretches: Vec<Vec<_>> = parts.iter().map(|_| Vec::with_capacity(groups)).collect();
        for group in 0..groups {
            let mut of_group = 0;
            for (stretches, counts) in stretches.iter_mut().zip(&self.counts) {
                let count = counts.get(group).copied().unwrap_or_default();
                stretches.push(rest.take(count));
                of_group += count;
            }
            given.push(of_group);
        }
        work::each(
            rows,
            parts.iter().zip(stretches).collect(),
            || (),
            |(), (rows, stretches)| outbox::share_out(rows, &read, keys, stretches),
        );

        // Some groups after each other are sorted and shortened in their own stretch, with where each account ends there.
        let mut offsets = pages::zeros::<usize>(accounts + 1);
        let mut rest = Stretch::new(&mut values, &mut days);
        let together = groups.div_ceil(work::parts(rows)).max(1);
        let ends = offsets.get_mut(1..).unwrap_or_default();
        let jobs = (given
            .chunks(together)
            .zip(ends.chunks_mut(together * GROUP)))
        .map(|(given, ends)| (rest.take(given.iter().sum()), given, ends))
        .collect();
        let runs = work::each(rows, jobs, Vec::new, |sorted, (stretch, given, ends)| {
            let mut run = Run::new(stretch);
            let mut sums = Vec::with_capacity(given.len());
            for (count, ends) in given.iter().zip(ends.chunks_mut(GROUP)) {
                let (days, values) = run.shorten(*count, keys, ends, sorted, initial);
                sums.push(sum(days, values));
            }
            (run.given, run.kept, sums)
        });

        // What was shortened moves up.
        let mut to = 0;
        let mut sums = Vec::with_capacity(groups);
        let mut lengths = Vec::with_capacity(runs.len());
        let ends = offsets.get_mut(1..).unwrap_or_default();
        for (ends, run) in ends.chunks_mut(together * GROUP).zip(runs) {
            let (given, kept, of_run) = run;
            ends.iter_mut().for_each(|end| *end += to);
            to += kept;
            lengths.push((given, kept));
            sums.extend(of_run);
        }
        work::both(
            rows,
            || close_up(&mut days, &lengths),
            || close_up(&mut values, &lengths),
        );
        Gathered {
            columns: Columns {
                offsets,
                days,
                values,
            },
            first: self.days.map(|(first, _)| first),
            notes: self.notes,
            sums,
        }
    }

    /// Keys from the earliest day on.
    fn keys(&self) -> Keys<GROUP> {
        Keys::from_day(
            self.days
                .map_or(0, |(first, _)| calendar::epoch_days(first)),
        )
    }

    fn last_day(&self) -> i32 {
        self.days.map_or(0, |(_, last)| calendar::epoch_days(last))
    }
}

/// Of neighbouring stretches, each with how many entries it has and how many are kept from its beginning, leaves those that are kept.
fn close_up<T: Copy>(column: &mut Vec<T>, stretches: &[(usize, usize)]) {
    let (mut from, mut to) = (0, 0);
    for (given, kept) in stretches {
        if from != to {
            column.copy_within(from..from + kept, to);
        }
        from += given;
        to += kept;
    }
    column.truncate(to);
    if from - to > from / WORTH_MOVING {
        column.shrink_to_fit();
    }
}
