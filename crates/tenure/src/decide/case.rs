//! What customers need, and what does not work.

use chrono::{NaiveDate, NaiveTime};

use super::account::existing;
use super::of_account;
use super::work::{acquainted, is_new, may_step};
use crate::account::{Case, CaseEvent, CaseStep, Stepped};
use crate::book::Book;
use crate::fact::{
    CaseAnswered, CaseDeescalated, CaseEscalated, CaseHandedOver, CaseMoved, CaseOpened,
    CasePrioritised, CustomerReplied, Fact,
};
use crate::id::{AccountId, CaseId};
use crate::journal::NewRecord;
use crate::rejection::Rejection;
use crate::work_item::WorkItem;

pub(super) fn open(
    book: &Book,
    account: &AccountId,
    on: NaiveDate,
    opened: &CaseOpened,
) -> Result<Vec<NewRecord>, Rejection> {
    let state = existing(book, account)?;
    let known = state
        .case(&opened.case)
        .and_then(|known| known.steps().first());
    let step = CaseStep {
        at: opened.at,
        event: CaseEvent::Opened(opened.clone()),
    };
    let item = || WorkItem::Case(opened.case.clone());
    if !is_new(known, item, on, &step)? {
        return Ok(Vec::new());
    }
    if let Some(contact) = &opened.contact {
        acquainted(state, contact, on)?;
    }
    Ok(vec![of_account(account, on, opened.clone())])
}

pub(super) fn happen(
    book: &Book,
    account: &AccountId,
    case: &CaseId,
    on: NaiveDate,
    at: NaiveTime,
    event: CaseEvent,
) -> Result<Vec<NewRecord>, Rejection> {
    let item = || WorkItem::Case(case.clone());
    let Some(known) = existing(book, account)?.case(case) else {
        return Err(Rejection::UnknownItem { item: item() });
    };
    if is_so(known, on, at, &event) {
        return Ok(Vec::new());
    }
    let step = CaseStep { at, event };
    may_step(known.steps(), item, on, &step)?;
    Ok(vec![of_account(account, on, fact(case, step))])
}

/// Whether this is recorded for this very moment already, and nothing at that moment since says otherwise.
///
/// That it holds from an earlier moment on is not enough: something recorded later for a moment in between would hold here, too.
fn is_so(known: &Case, on: NaiveDate, at: NaiveTime, event: &CaseEvent) -> bool {
    let moment = on.and_time(at);
    let holds = match event {
        CaseEvent::Opened(_) => false,
        CaseEvent::Moved(to) => known.state_at(moment) == Some(*to),
        CaseEvent::Answered | CaseEvent::CustomerReplied => true,
        CaseEvent::Prioritised(priority) => known.priority_at(moment) == Some(*priority),
        CaseEvent::HandedOver(role) => known.role_at(moment) == Some(*role),
        CaseEvent::Escalated { to, reason } => known.escalation_at(moment) == Some((*to, reason)),
        CaseEvent::Deescalated => known.escalation_at(moment).is_none(),
    };
    holds
        && known
            .events()
            .any(|(then, _, known)| then == moment && known == event)
}

fn fact(case: &CaseId, CaseStep { at, event }: CaseStep) -> Fact {
    let case = case.clone();
    match event {
        CaseEvent::Opened(opened) => opened.into(),
        CaseEvent::Moved(to) => CaseMoved { case, at, to }.into(),
        CaseEvent::Answered => CaseAnswered { case, at }.into(),
        CaseEvent::CustomerReplied => CustomerReplied { case, at }.into(),
        CaseEvent::Prioritised(priority) => CasePrioritised { case, at, priority }.into(),
        CaseEvent::HandedOver(role) => CaseHandedOver { case, at, role }.into(),
        CaseEvent::Escalated { to, reason } => CaseEscalated {
            case,
            at,
            to,
            reason,
        }
        .into(),
        CaseEvent::Deescalated => CaseDeescalated { case, at }.into(),
    }
}
