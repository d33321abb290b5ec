//! Other teams and specialists tied to an account, and what is asked of them.

use chrono::NaiveDate;

use super::account::existing;
use super::directory::said_for;
use super::of_account;
use super::work::{available, is_new, may_step, not_due_before};
use crate::account::{Liaison, LiaisonStep, Stepped};
use crate::book::Book;
use crate::fact::{LiaisonAnswered, LiaisonRequested, LiaisonTied, LiaisonUntied};
use crate::id::{AccountId, LiaisonRequestId};
use crate::journal::NewRecord;
use crate::rejection::Rejection;
use crate::text::Name;
use crate::work_item::WorkItem;

pub(super) fn tie(
    book: &Book,
    account: &AccountId,
    liaison: &Liaison,
    purpose: &Name,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let state = existing(book, account)?;
    available(book, liaison, on)?;
    let ties = state.liaison_ties(liaison);
    if said_for(ties, on, &Some(purpose.clone())) {
        return Ok(Vec::new());
    }
    let fact = LiaisonTied {
        liaison: liaison.clone(),
        purpose: purpose.clone(),
    };
    Ok(vec![of_account(account, on, fact)])
}

pub(super) fn untie(
    book: &Book,
    account: &AccountId,
    liaison: &Liaison,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let ties = existing(book, account)?.liaison_ties(liaison);
    if ties.is_none_or(|ties| ties.at(on).is_none()) {
        return Err(Rejection::NeverTied {
            liaison: liaison.clone(),
            on,
        });
    }
    if said_for(ties, on, &None) {
        return Ok(Vec::new());
    }
    let fact = LiaisonUntied {
        liaison: liaison.clone(),
    };
    Ok(vec![of_account(account, on, fact)])
}

pub(super) fn ask(
    book: &Book,
    account: &AccountId,
    on: NaiveDate,
    asked: &LiaisonRequested,
) -> Result<Vec<NewRecord>, Rejection> {
    let state = existing(book, account)?;
    let item = || WorkItem::LiaisonRequest(asked.request.clone());
    let known = state
        .liaison_request(&asked.request)
        .and_then(|known| known.steps().first());
    let step = LiaisonStep::Asked(asked.clone());
    if !is_new(known, item, on, &step)? {
        return Ok(Vec::new());
    }
    available(book, &asked.liaison, on)?;
    not_due_before(on, asked.expected_by, item)?;
    Ok(vec![of_account(account, on, asked.clone())])
}

pub(super) fn answer(
    book: &Book,
    account: &AccountId,
    request: &LiaisonRequestId,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let item = || WorkItem::LiaisonRequest(request.clone());
    let Some(known) = existing(book, account)?.liaison_request(request) else {
        return Err(Rejection::UnknownItem { item: item() });
    };
    if known.answered().is_some_and(|(answered, _)| answered == on) {
        return Ok(Vec::new());
    }
    may_step(known.steps(), item, on, &LiaisonStep::Answered)?;
    let fact = LiaisonAnswered {
        request: request.clone(),
    };
    Ok(vec![of_account(account, on, fact)])
}
