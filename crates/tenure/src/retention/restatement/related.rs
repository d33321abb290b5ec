//! Which accounts can change each other's figures: those above and below each other, and those that were merged, on any day and in
//! any state of knowledge on the way.

use std::collections::{BTreeMap, BTreeSet};

use crate::as_of::Known;
use crate::fact::Fact;
use crate::id::AccountId;
use crate::record::{Record, StreamId};

/// Accounts that belong together, and what was recorded of them in between.
pub(super) struct Group<'a> {
    pub(super) accounts: BTreeSet<&'a AccountId>,
    pub(super) records: Vec<&'a Record>,
}

/// The groups of which something was recorded after `from` and up to `to`, by their first account; records in the order of
/// positions. Where the directory counts and managers came or went, all groups, each with what was recorded of the directory.
pub(super) fn groups(
    records: &[Record],
    from: Known,
    to: Known,
    directory: bool,
) -> Vec<Group<'_>> {
    let mut related: BTreeMap<&AccountId, BTreeSet<&AccountId>> = BTreeMap::new();
    let mut new: BTreeMap<&AccountId, Vec<&Record>> = BTreeMap::new();
    let mut of_directory = Vec::new();
    for record in records.iter().filter(|record| to.includes(record)) {
        let StreamId::Account(account) = &record.stream else {
            if directory && !from.includes(record) {
                of_directory.push(record);
            }
            continue;
        };
        let other = match &record.fact {
            Fact::AccountPlacedUnder(placed) => Some(&placed.parent),
            Fact::AccountMerged(merged) => Some(&merged.into),
            _ => None,
        };
        if let Some(other) = other {
            related.entry(account).or_default().insert(other);
            related.entry(other).or_default().insert(account);
        }
        if !from.includes(record) {
            new.entry(account).or_default().push(record);
        }
    }
    let employment = of_directory.iter().any(|record| {
        matches!(
            record.fact,
            Fact::ManagerHired(_) | Fact::ManagerLeft(_) | Fact::RecordWithdrawn(_)
        )
    });
    if employment {
        for record in records.iter().filter(|record| to.includes(record)) {
            if let StreamId::Account(account) = &record.stream {
                new.entry(account).or_default();
            }
        }
    } else {
        of_directory.clear();
    }
    let mut groups = Vec::new();
    let mut seen = BTreeSet::new();
    for start in new.keys() {
        if seen.contains(start) {
            continue;
        }
        let mut accounts = BTreeSet::from([*start]);
        let mut open = vec![*start];
        while let Some(account) = open.pop() {
            for other in related.get(account).into_iter().flatten() {
                if accounts.insert(other) {
                    open.push(other);
                }
            }
        }
        let of_group = accounts.iter().filter_map(|account| new.get(account));
        let of_group = of_group.flatten().chain(&of_directory);
        let mut records: Vec<&Record> = of_group.copied().collect();
        records.sort_by_key(|record| record.position);
        seen.extend(accounts.iter().copied());
        groups.push(Group { accounts, records });
    }
    groups
}
