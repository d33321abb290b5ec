//! From facts in any order to columns: for each account the days on which its value changes, and the value from that day on.

use super::work;

/// How many neighbouring accounts are sorted together: their facts fit the processor's cache.
const GROUP: usize = 1 << 11;

/// From a day on the account has this value.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Fact<V> {
    pub(super) value: V,
    pub(super) account: u32,
    pub(super) day: i32,
}

/// A fact on its way, value, account and day: a tuple, because memory for many of them then comes zeroed from the system, page by page
/// when it is first written, and so by every processor at once.
type Gathered<V> = (V, u32, i32);

/// The values of all accounts over time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Columns<V> {
    /// Where the changes of each account begin, and last where they all end: one more than accounts.
    pub(super) offsets: Vec<usize>,
    /// Rising within an account.
    pub(super) days: Vec<i32>,
    pub(super) values: Vec<V>,
}

/// Sorts facts into columns. Of two facts of one account and day the one given last holds; a fact that changes nothing is none.
/// Every account starts with the value `initial`. `note` reads the account of a row, and can note what else it sees: rows may come in
/// several parts, each with notes of its own, in order.
///
/// # Errors
/// The first account among the facts that is none of `accounts`.
pub(super) fn gather<R: Sync, V: Copy + Default + Eq + Send + Sync, N: Default + Send>(
    accounts: usize,
    rows: &[R],
    read: impl Fn(&R) -> Fact<V> + Sync + Send,
    note: impl Fn(&mut N, &R) -> u32 + Sync + Send,
    initial: V,
) -> Result<(Columns<V>, Vec<N>), u32> {
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
                    Some(count) if (account as usize) < accounts => *count += 1,
                    _ => return Err(account),
                }
            }
            Ok((counts, notes))
        },
    );
    let counted = counted.into_iter().collect::<Result<Vec<_>, u32>>()?;
    let (counts, notes): (Vec<_>, Vec<_>) = counted.into_iter().unzip();

    // Facts group by group, within a group in the order given. Writing a few streams is many times as fast as writing to as many
    // places as there are accounts; each part writes streams of its own.
    let mut gathered: Vec<Gathered<V>> = vec![(V::default(), 0, 0); rows.len()];
    let mut streams: Vec<Vec<_>> = parts.iter().map(|_| Vec::with_capacity(groups)).collect();
    let mut rest = gathered.as_mut_slice();
    for group in 0..groups {
        for (streams, counts) in streams.iter_mut().zip(&counts) {
            let count = counts.get(group).copied().unwrap_or_default();
            let (stream, after) = rest.split_at_mut_checked(count).unwrap_or_default();
            streams.push(stream.iter_mut());
            rest = after;
        }
    }
    let jobs = parts.into_iter().zip(streams).collect();
    work::each(
        rows.len(),
        jobs,
        || (),
        |(), (rows, mut streams)| {
            for row in rows {
                let fact = read(row);
                let stream = streams.get_mut(fact.account as usize / GROUP);
                if let Some(slot) = stream.and_then(Iterator::next) {
                    *slot = (fact.value, fact.account, fact.day);
                }
            }
        },
    );

    // Each group sorted and shortened in its own stretch, with the number that each account keeps.
    let mut offsets = vec![0_usize; accounts + 1];
    let mut rest = gathered.as_mut_slice();
    let mut jobs = Vec::with_capacity(groups);
    for (group, kept) in offsets
        .get_mut(1..)
        .unwrap_or_default()
        .chunks_mut(GROUP)
        .enumerate()
    {
        let count = counts.iter().filter_map(|counts| counts.get(group)).sum();
        let (facts, after) = rest.split_at_mut_checked(count).unwrap_or_default();
        jobs.push((facts, kept));
        rest = after;
    }
    let kept = work::each(rows.len(), jobs, Vec::new, |scratch, (facts, kept)| {
        let length = shorten(facts, kept, scratch, initial);
        facts.get(..length).unwrap_or_default()
    });
    let mut total = 0;
    for offset in &mut offsets {
        total += *offset;
        *offset = total;
    }

    let (mut days, mut values) = (vec![0_i32; total], vec![V::default(); total]);
    let mut rest = (days.as_mut_slice(), values.as_mut_slice());
    let mut jobs = Vec::with_capacity(groups);
    for facts in kept {
        let (days, days_after) = rest.0.split_at_mut_checked(facts.len()).unwrap_or_default();
        let (values, values_after) = rest.1.split_at_mut_checked(facts.len()).unwrap_or_default();
        jobs.push((facts, days, values));
        rest = (days_after, values_after);
    }
    work::each(
        rows.len(),
        jobs,
        || (),
        |(), (facts, days, values)| {
            for ((fact, day), value) in facts.iter().zip(days).zip(values) {
                (*value, _, *day) = *fact;
            }
        },
    );
    let columns = Columns {
        offsets,
        days,
        values,
    };
    Ok((columns, notes))
}

/// Sorts one group's facts by account and day, and brings those that change something to the front. Writes how many each account
/// keeps, and returns how many all keep.
fn shorten<V: Copy + Default + Eq>(
    facts: &mut [Gathered<V>],
    kept: &mut [usize],
    scratch: &mut Vec<Fact<V>>,
    initial: V,
) -> usize {
    // Counting sort by account: one pass to count, one to place.
    let mut cursors = [0_usize; GROUP];
    for (_, account, _) in &*facts {
        if let Some(count) = cursors.get_mut(*account as usize % GROUP) {
            *count += 1;
        }
    }
    let mut total = 0;
    for cursor in &mut cursors {
        total += std::mem::replace(cursor, total);
    }
    scratch.resize(facts.len(), Fact::default());
    for (value, account, day) in facts.iter().copied() {
        if let Some(cursor) = cursors.get_mut(account as usize % GROUP) {
            if let Some(slot) = scratch.get_mut(*cursor) {
                *slot = Fact {
                    value,
                    account,
                    day,
                };
            }
            *cursor += 1;
        }
    }
    let mut out = facts.iter_mut();
    let (mut length, mut start) = (0, 0);
    // Each cursor now stands where its account's facts end.
    for (end, kept) in cursors.into_iter().zip(kept) {
        let account = scratch.get_mut(start..end).unwrap_or_default();
        start = end;
        if !account.is_sorted_by_key(|fact| fact.day) {
            account.sort_by_key(|fact| fact.day);
        }
        let mut value = initial;
        let mut rest = account.iter().peekable();
        while let Some(fact) = rest.next() {
            let replaced = rest.peek().is_some_and(|next| next.day == fact.day);
            if !replaced && fact.value != value {
                if let Some(slot) = out.next() {
                    *slot = (fact.value, fact.account, fact.day);
                }
                value = fact.value;
                *kept += 1;
                length += 1;
            }
        }
    }
    length
}
