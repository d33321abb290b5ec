//! What passes between managers and customers, and what is promised there.

use chrono::NaiveDate;

use super::account::existing;
use super::assignment::suited;
use super::of_account;
use super::work::{acquainted, employed, is_new, may_step, not_due_before, too_early};
use crate::account::{Account, CommitmentOrigin, CommitmentOutcome, CommitmentStep, Stepped};
use crate::book::Book;
use crate::fact::{CommitmentMade, CommitmentSettled, InteractionHeld};
use crate::id::{AccountId, CommitmentId};
use crate::journal::NewRecord;
use crate::rejection::Rejection;
use crate::work_item::WorkItem;

pub(super) fn hold(
    book: &Book,
    account: &AccountId,
    on: NaiveDate,
    held: &InteractionHeld,
) -> Result<Vec<NewRecord>, Rejection> {
    let state = existing(book, account)?;
    let known = state.interaction(&held.interaction);
    let item = || WorkItem::Interaction(held.interaction.clone());
    if !is_new(known, item, on, held)? {
        return Ok(Vec::new());
    }
    suited(book, &held.manager, held.role, on)?;
    for contact in &held.contacts {
        acquainted(state, contact, on)?;
    }
    Ok(vec![of_account(account, on, held.clone())])
}

pub(super) fn promise(
    book: &Book,
    account: &AccountId,
    on: NaiveDate,
    made: &CommitmentMade,
) -> Result<Vec<NewRecord>, Rejection> {
    let state = existing(book, account)?;
    let item = || WorkItem::Commitment(made.commitment.clone());
    let known = state
        .commitment(&made.commitment)
        .and_then(|known| known.steps().first());
    let step = CommitmentStep::Made(made.clone());
    if !is_new(known, item, on, &step)? {
        return Ok(Vec::new());
    }
    employed(book, &made.owner, on)?;
    not_due_before(on, made.due, item)?;
    if let Some(origin) = &made.origin {
        let (item, found) = origin_of(state, origin);
        let Some((began, record)) = found else {
            return Err(Rejection::UnknownItem { item });
        };
        if on < began {
            return Err(too_early(item, on, began, record));
        }
    }
    Ok(vec![of_account(account, on, made.clone())])
}

fn origin_of(
    state: &Account,
    origin: &CommitmentOrigin,
) -> (WorkItem, Option<(NaiveDate, crate::record::Position)>) {
    match origin {
        CommitmentOrigin::Interaction(id) => (
            WorkItem::Interaction(id.clone()),
            state.interaction(id).map(|held| (held.on, held.by)),
        ),
        CommitmentOrigin::FitReview(id) => (
            WorkItem::FitReview(id.clone()),
            state.fit_review(id).map(|held| (held.on, held.by)),
        ),
    }
}

pub(super) fn settle(
    book: &Book,
    account: &AccountId,
    commitment: &CommitmentId,
    outcome: CommitmentOutcome,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let state = existing(book, account)?;
    let item = || WorkItem::Commitment(commitment.clone());
    let Some(known) = state.commitment(commitment) else {
        return Err(Rejection::UnknownItem { item: item() });
    };
    if known
        .settled()
        .is_some_and(|settled| settled.on == on && settled.value == outcome)
    {
        return Ok(Vec::new());
    }
    may_step(known.steps(), item, on, &CommitmentStep::Settled(outcome))?;
    let fact = CommitmentSettled {
        commitment: commitment.clone(),
        outcome,
    };
    Ok(vec![of_account(account, on, fact)])
}
