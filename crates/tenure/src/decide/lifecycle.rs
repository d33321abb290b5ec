//! Accounts moving through the stages of their life.

use chrono::NaiveDate;

use super::account::existing;
use super::of_account;
use crate::account::{
    Above, Account, ChurnReason, ImpossibleMove, Lifecycle, LifecycleStep, Stage,
};
use crate::book::Book;
use crate::fact::{AccountCancelled, AccountChurned, Fact};
use crate::id::AccountId;
use crate::journal::NewRecord;
use crate::record::Position;
use crate::rejection::Rejection;

pub(super) fn cancel(
    book: &Book,
    account: &AccountId,
    reason: Option<&ChurnReason>,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let step = LifecycleStep {
        stage: Stage::PendingCancellation,
        reason: reason.cloned(),
    };
    let fact = AccountCancelled {
        reason: reason.cloned(),
    };
    enter(book, account, on, &step, fact)
}

pub(super) fn churn(
    book: &Book,
    account: &AccountId,
    reason: &ChurnReason,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let step = LifecycleStep {
        stage: Stage::Churned,
        reason: Some(reason.clone()),
    };
    let fact = AccountChurned {
        reason: reason.clone(),
    };
    enter(book, account, on, &step, fact)
}

pub(super) fn enter(
    book: &Book,
    account: &AccountId,
    on: NaiveDate,
    step: &LifecycleStep,
    fact: impl Into<Fact>,
) -> Result<Vec<NewRecord>, Rejection> {
    let state = existing(book, account)?;
    not_merged(state, on)?;
    let steps = state.lifecycle().steps();
    if steps.at(on) == Some(step) {
        return Ok(Vec::new());
    }
    let by = next_position(state)?;
    let mut changed = steps.clone();
    changed.insert(on, by, step.clone());
    match Lifecycle::first_impossible(&changed) {
        None => Ok(vec![of_account(account, on, fact)]),
        Some(ImpossibleMove { before, after }) if after.by == by => {
            Err(Rejection::StageNotAllowed {
                account: account.clone(),
                stage: step.stage,
                on,
                before: before.map(|entry| (entry.value.stage, entry.by)),
            })
        }
        Some(ImpossibleMove { after, .. }) => Err(Rejection::LaterStage {
            account: account.clone(),
            stage: step.stage,
            later: after.value.stage,
            from: after.on,
            record: after.by,
        }),
    }
}

fn not_merged(state: &Account, on: NaiveDate) -> Result<(), Rejection> {
    match (state.lineage().above_on(on), state.lineage().record_on(on)) {
        (Some(Above::MergedInto(_)), Some(record)) => Err(Rejection::MergedAway {
            account: state.id().clone(),
            on,
            record,
        }),
        _ => Ok(()),
    }
}

/// The position that the next record of an account would have at the least, to try what it would do.
pub(super) fn next_position(state: &Account) -> Result<Position, Rejection> {
    Position::after(state.last_position()).ok_or_else(|| Rejection::StreamFull {
        stream: crate::record::StreamId::Account(state.id().clone()),
    })
}
