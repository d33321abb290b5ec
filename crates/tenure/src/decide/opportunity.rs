//! What may be sold, and how that ends.

use chrono::NaiveDate;

use super::account::existing;
use super::of_account;
use super::work::{is_new, may_step, not_due_before};
use crate::account::{
    Opportunity, OpportunityOutcome, OpportunityStage, OpportunityState, OpportunityStep,
    OpportunityTerms, Stepped,
};
use crate::book::Book;
use crate::fact::{OpportunityClosed, OpportunityMoved, OpportunityOpened, OpportunityRevised};
use crate::id::{AccountId, OpportunityId};
use crate::journal::NewRecord;
use crate::money::Money;
use crate::rejection::Rejection;
use crate::text::Name;
use crate::work_item::WorkItem;

pub(super) fn open(
    book: &Book,
    account: &AccountId,
    on: NaiveDate,
    opened: &OpportunityOpened,
) -> Result<Vec<NewRecord>, Rejection> {
    let state = existing(book, account)?;
    let known = state
        .opportunity(&opened.opportunity)
        .and_then(|known| known.steps().first());
    let step = OpportunityStep::Opened(opened.clone());
    let item = || WorkItem::Opportunity(opened.opportunity.clone());
    if !is_new(known, item, on, &step)? {
        return Ok(Vec::new());
    }
    not_negative(&opened.opportunity, opened.monthly)?;
    not_due_before(on, opened.expected_close, item)?;
    Ok(vec![of_account(account, on, opened.clone())])
}

pub(super) fn advance(
    book: &Book,
    account: &AccountId,
    opportunity: &OpportunityId,
    to: OpportunityStage,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let known = known(book, account, opportunity)?;
    let step = OpportunityStep::Moved(to);
    let holds = known.state_on(on) == Some(OpportunityState::Open(to));
    if holds && known.steps().has(on, &step) {
        return Ok(Vec::new());
    }
    take(known, opportunity, on, &step)?;
    let fact = OpportunityMoved {
        opportunity: opportunity.clone(),
        to,
    };
    Ok(vec![of_account(account, on, fact)])
}

pub(super) fn revise(
    book: &Book,
    account: &AccountId,
    opportunity: &OpportunityId,
    terms: OpportunityTerms,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let known = known(book, account, opportunity)?;
    let step = OpportunityStep::Revised(terms);
    if known.terms_on(on) == Some(terms) && known.steps().has(on, &step) {
        return Ok(Vec::new());
    }
    not_negative(opportunity, terms.monthly)?;
    not_due_before(on, terms.expected_close, || {
        WorkItem::Opportunity(opportunity.clone())
    })?;
    take(known, opportunity, on, &step)?;
    let fact = OpportunityRevised {
        opportunity: opportunity.clone(),
        monthly: terms.monthly,
        expected_close: terms.expected_close,
    };
    Ok(vec![of_account(account, on, fact)])
}

pub(super) fn close(
    book: &Book,
    account: &AccountId,
    opportunity: &OpportunityId,
    outcome: OpportunityOutcome,
    reason: &Name,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let known = known(book, account, opportunity)?;
    if known
        .closed()
        .is_some_and(|closed| closed.on == on && closed.value == (outcome, reason))
    {
        return Ok(Vec::new());
    }
    let step = OpportunityStep::Closed(outcome, reason.clone());
    take(known, opportunity, on, &step)?;
    let fact = OpportunityClosed {
        opportunity: opportunity.clone(),
        outcome,
        reason: reason.clone(),
    };
    Ok(vec![of_account(account, on, fact)])
}

fn known<'a>(
    book: &'a Book,
    account: &AccountId,
    opportunity: &OpportunityId,
) -> Result<&'a Opportunity, Rejection> {
    existing(book, account)?
        .opportunity(opportunity)
        .ok_or_else(|| Rejection::UnknownItem {
            item: WorkItem::Opportunity(opportunity.clone()),
        })
}

fn take(
    known: &Opportunity,
    opportunity: &OpportunityId,
    on: NaiveDate,
    step: &OpportunityStep,
) -> Result<(), Rejection> {
    let item = || WorkItem::Opportunity(opportunity.clone());
    may_step(known.steps(), item, on, step)
}

fn not_negative(opportunity: &OpportunityId, monthly: Money) -> Result<(), Rejection> {
    if monthly.is_negative() {
        return Err(Rejection::NegativeOpportunity {
            opportunity: opportunity.clone(),
            monthly,
        });
    }
    Ok(())
}
