//! From facts in any order to columns: for each account the days on which its value changes, and the value from that day on.

mod outbox;
mod stretch;

use super::work;
use crate::pages;
use stretch::Stretch;

/// How many neighbouring accounts are sorted together: few enough for the processor's cache, and so many that the places where the
/// groups of a million accounts are written to are few, too.
const GROUP: usize = 1 << 12;

/// Columns are moved to less memory where that saves more than one part in so many.
const WORTH_MOVING: usize = 32;

/// From a day on the account has this value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fact<V> {
    pub(super) value: V,
    pub(super) account: u32,
    pub(super) day: i32,
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
    /// Of the rows as they were given, part by part.
    pub(super) notes: Vec<N>,
    /// Of what the columns hold, group by group.
    pub(super) sums: Vec<S>,
}

/// Sorts facts into columns. Of two facts of one account and day the one given last holds; a fact that changes nothing is none.
/// Every account starts with the value `initial`. `note` reads the account of a row, and can note what else it sees; `sum` reads the
/// days and values of neighbouring accounts in the end.
///
/// Memory that is new costs more than all the rest: facts are written to the columns that they end in, with two bytes each beside them,
/// and only one group at a time is copied to be sorted.
///
/// # Errors
/// The first account among the facts that is none of `accounts`.
pub(super) fn gather<R: Sync, V: Copy + Default + Eq + Send + Sync, N: Default + Send, S: Send>(
    accounts: usize,
    rows: &[R],
    read: impl Fn(&R) -> Fact<V> + Sync + Send,
    note: impl Fn(&mut N, &R) -> u32 + Sync + Send,
    sum: impl Fn(&[i32], &[V]) -> S + Sync + Send,
    initial: V,
) -> Result<Gathered<V, N, S>, u32> {
    let groups = accounts.div_ceil(GROUP);
    let part = rows.len().div_ceil(work::parts(rows.len())).max(1);
    let parts: Vec<&[R]> = rows.chunks(part).collect();
    // How many facts of each group each part has.
    let counted = work::each(
        rows.len(),
        parts.clone(),
        || (),
        |(), rows| {
            let (mut counts, mut notes) = (vec![0_usize; groups], N::default());
            for row in rows {
                let account = note(&mut notes, row);
                match counts.get_mut(account as usize / GROUP) {
                    Some(count) if (account as usize) < accounts => {
                        // It counts entries of memory, and so cannot overflow.
                        *count = count.wrapping_add(1);
                    }
                    _ => return Err(account),
                }
            }
            Ok((counts, notes))
        },
    );
    let counted = counted.into_iter().collect::<Result<Vec<_>, u32>>()?;
    let (counts, notes): (Vec<_>, Vec<_>) = counted.into_iter().unzip();

    // Facts group by group, within a group in the order given: each part writes a stretch of its own for each.
    let mut values = pages::zeros::<V>(rows.len());
    let mut days = pages::zeros::<i32>(rows.len());
    let mut places = pages::zeros::<u16>(rows.len());
    let mut rest = Stretch::new(&mut values, &mut days, &mut places);
    let mut stretches: Vec<Vec<_>> = parts.iter().map(|_| Vec::with_capacity(groups)).collect();
    for group in 0..groups {
        for (stretches, counts) in stretches.iter_mut().zip(&counts) {
            let count = counts.get(group).copied().unwrap_or_default();
            stretches.push(rest.take(count));
        }
    }
    let jobs = parts.into_iter().zip(stretches).collect();
    work::each(
        rows.len(),
        jobs,
        || (),
        |(), (rows, stretches)| outbox::share_out(rows, &read, stretches),
    );

    // Each group sorted and shortened in its own stretch, with where each account ends there.
    let mut offsets = pages::zeros::<usize>(accounts + 1);
    let mut rest = Stretch::new(&mut values, &mut days, &mut places);
    let mut jobs = Vec::with_capacity(groups);
    let ends = offsets.get_mut(1..).unwrap_or_default().chunks_mut(GROUP);
    for (group, ends) in ends.enumerate() {
        let count = counts.iter().filter_map(|counts| counts.get(group)).sum();
        jobs.push((rest.take(count), ends));
    }
    let shortened = work::each(rows.len(), jobs, Vec::new, |sorted, (mut stretch, ends)| {
        let kept = stretch.shorten(ends, sorted, initial);
        let Stretch { days, values, .. } = stretch;
        let days_kept = days.get(..kept).unwrap_or_default();
        let values_kept = values.get(..kept).unwrap_or_default();
        let sum = sum(days_kept, values_kept);
        (days.len(), kept, sum)
    });

    // What was shortened moves up.
    let mut to = 0;
    let mut sums = Vec::with_capacity(groups);
    let mut lengths = Vec::with_capacity(groups);
    let ends = offsets.get_mut(1..).unwrap_or_default().chunks_mut(GROUP);
    for (ends, (given, kept, sum)) in ends.zip(shortened) {
        ends.iter_mut().for_each(|end| *end += to);
        to += kept;
        lengths.push((given, kept));
        sums.push(sum);
    }
    work::both(
        rows.len(),
        || close_up(&mut days, &lengths),
        || close_up(&mut values, &lengths),
    );
    let columns = Columns {
        offsets,
        days,
        values,
    };
    Ok(Gathered {
        columns,
        notes,
        sums,
    })
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
