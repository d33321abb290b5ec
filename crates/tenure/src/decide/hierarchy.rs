//! Accounts standing under accounts, and merging into them.

use chrono::NaiveDate;

use super::account::existing;
use super::lifecycle::next_position;
use super::of_account;
use crate::account::{Above, Account, Lineage};
use crate::book::Book;
use crate::fact::{AccountMadeIndependent, AccountMerged, AccountPlacedUnder, Fact, MergeUndone};
use crate::hierarchy::{Unsound, check};
use crate::id::AccountId;
use crate::journal::NewRecord;
use crate::part::{Part, out_of_turn};
use crate::record::{Position, StreamId};
use crate::rejection::Rejection;

pub(super) fn place(
    book: &Book,
    account: &AccountId,
    parent: Option<&AccountId>,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let state = existing(book, account)?;
    other(book, account, parent)?;
    let parents = state.lineage().parents();
    if parents.at(on).and_then(Option::as_ref) == parent {
        return Ok(Vec::new());
    }
    let mut changed = state.lineage().clone();
    changed.place(on, next_position(state)?, parent.cloned());
    sound(book, account, &changed)?;
    let fact = match parent.cloned() {
        Some(parent) => Fact::from(AccountPlacedUnder { parent }),
        None => AccountMadeIndependent {}.into(),
    };
    Ok(vec![of_account(account, on, fact)])
}

pub(super) fn merge(
    book: &Book,
    account: &AccountId,
    into: &AccountId,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let state = existing(book, account)?;
    other(book, account, Some(into))?;
    if state.lineage().above_on(on) == Some(Above::MergedInto(into)) {
        return Ok(Vec::new());
    }
    let fact = AccountMerged { into: into.clone() };
    change_merges(book, state, Some(into), on, fact.into())
}

pub(super) fn undo_merge(
    book: &Book,
    account: &AccountId,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let state = existing(book, account)?;
    if !matches!(state.lineage().above_on(on), Some(Above::MergedInto(_))) {
        return Err(Rejection::NotMerged {
            account: account.clone(),
            on,
        });
    }
    change_merges(book, state, None, on, MergeUndone {}.into())
}

fn change_merges(
    book: &Book,
    state: &Account,
    into: Option<&AccountId>,
    on: NaiveDate,
    fact: Fact,
) -> Result<Vec<NewRecord>, Rejection> {
    let by = next_position(state)?;
    let mut changed = state.lineage().clone();
    changed.merge(on, by, into.cloned());
    let in_the_way = out_of_turn(changed.merges()).map(|record| {
        // Merged already: what stands against it is the record before.
        let standing = state.lineage().record_on(on);
        standing.filter(|_| record == by).unwrap_or(record)
    });
    if let Some(record) = in_the_way.or_else(|| state.stage_while_merged(&changed)) {
        return Err(Rejection::LaterMerge {
            account: state.id().clone(),
            record,
        });
    }
    sound(book, state.id(), &changed)?;
    Ok(vec![of_account(state.id(), on, fact)])
}

/// That a record of the hierarchy can go: what it hid may be another parent.
pub(super) fn may_withdraw(
    book: &Book,
    account: &AccountId,
    record: Position,
) -> Result<(), Rejection> {
    let lineage = book.account(account).map(Account::lineage);
    let Some(lineage) = lineage.filter(|lineage| lineage.ground(record).is_some()) else {
        return Ok(());
    };
    let mut changed = lineage.clone();
    changed.withdraw(record);
    sound(book, account, &changed)
}

/// That the account above exists and is another one.
fn other(book: &Book, account: &AccountId, above: Option<&AccountId>) -> Result<(), Rejection> {
    let Some(above) = above else {
        return Ok(());
    };
    if above == account {
        return Err(Rejection::AboveItself {
            account: account.clone(),
        });
    }
    existing(book, above).map(|_| ())
}

fn sound(book: &Book, account: &AccountId, lineage: &Lineage) -> Result<(), Rejection> {
    check(book, account, lineage).map_err(|unsound| match unsound {
        Unsound::Circle {
            on,
            through,
            record,
        } => Rejection::HierarchyCircle {
            account: account.clone(),
            on,
            through,
            record,
        },
        Unsound::NotLoaded(account) => Rejection::NotLoaded {
            stream: StreamId::Account(account),
        },
    })
}
