//! Handing an account over without forgetting anything or anybody.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::account::existing;
use super::assignment::{release, suited};
use super::of_account;
use crate::account::{
    Account, AssignmentCause, Handover, HandoverEnd, HandoverItem, Seat, Settlement,
};
use crate::book::Book;
use crate::fact::{
    Fact, HandoverAbandoned, HandoverCompleted, HandoverItemDone, HandoverItemWaived,
    HandoverStarted, ManagerAssigned,
};
use crate::id::{AccountId, HandoverId, ManagerId};
use crate::journal::NewRecord;
use crate::rejection::Rejection;
use crate::role::Role;

pub(super) fn start(
    book: &Book,
    account: &AccountId,
    handover: &HandoverId,
    to: &ManagerId,
    items: &[HandoverItem],
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let state = existing(book, account)?;
    suited(book, to, Role::Relationship, on)?;
    let standing = state
        .handovers()
        .filter_map(|(id, known)| Some((id, known, known.plan()?)))
        .find(|(id, known, _)| *id == handover || known.goes_on_after(on));
    if let Some((id, _, plan)) = standing {
        return Err(Rejection::HandoverStands {
            handover: id.clone(),
            record: plan.by,
        });
    }
    for (place, item) in items.iter().enumerate() {
        let known = match item {
            HandoverItem::Case(case) => state.case(case).is_some(),
            HandoverItem::Commitment(commitment) => state.commitment(commitment).is_some(),
            HandoverItem::Renewal(contract) => state.contract(contract).is_some(),
            HandoverItem::Introduction(contact) => state.contact(contact).is_some(),
        };
        if !known || items.iter().take(place).any(|other| other == item) {
            return Err(Rejection::HandoverItem {
                item: item.clone(),
                handover: handover.clone(),
            });
        }
    }
    let fact = HandoverStarted {
        handover: handover.clone(),
        to: to.clone(),
        items: items.to_vec(),
    };
    Ok(vec![of_account(account, on, fact)])
}

pub(super) fn settle(
    book: &Book,
    account: &AccountId,
    handover: &HandoverId,
    item: &HandoverItem,
    settlement: &Settlement,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let (_, known) = known(book, account, handover, on)?;
    let planned = known.plan().map(|plan| &plan.value.items);
    if !planned.is_some_and(|items| items.contains(item)) {
        return Err(Rejection::HandoverItem {
            item: item.clone(),
            handover: handover.clone(),
        });
    }
    let late = known.end().filter(|end| end.on <= on);
    if let Some(end) = late {
        return Err(Rejection::HandoverStands {
            handover: handover.clone(),
            record: end.by,
        });
    }
    if known.settlement_on(item, on) == Some(settlement) {
        return Ok(Vec::new());
    }
    let (handover, item) = (handover.clone(), item.clone());
    let fact = match settlement {
        Settlement::Done => Fact::from(HandoverItemDone { handover, item }),
        Settlement::Waived(reason) => {
            let reason = reason.clone();
            HandoverItemWaived {
                handover,
                item,
                reason,
            }
            .into()
        }
    };
    Ok(vec![of_account(account, on, fact)])
}

pub(super) fn complete(
    book: &Book,
    account: &AccountId,
    handover: &HandoverId,
    released: &[Seat],
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let (_, known) = known(book, account, handover, on)?;
    running(known, handover)?;
    if let Some(item) = known.open_items_on(on).next() {
        return Err(Rejection::HandoverItemOpen {
            handover: handover.clone(),
            item: item.clone(),
            on,
        });
    }
    let Some(plan) = known.plan() else {
        return Err(unknown(handover));
    };
    suited(book, &plan.value.to, Role::Relationship, on)?;
    let completed = HandoverCompleted {
        handover: handover.clone(),
    };
    let assigned = ManagerAssigned {
        manager: plan.value.to.clone(),
        cause: Some(AssignmentCause::Transfer),
    };
    let mut facts = vec![
        of_account(account, on, completed),
        of_account(account, on, assigned),
    ];
    for seat in released.iter().collect::<BTreeSet<_>>() {
        facts.extend(release(book, account, seat, on)?);
    }
    Ok(facts)
}

pub(super) fn abandon(
    book: &Book,
    account: &AccountId,
    handover: &HandoverId,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let (_, known) = known(book, account, handover, on)?;
    if known.end().map(|end| end.value) == Some(HandoverEnd::Abandoned) {
        return Ok(Vec::new());
    }
    running(known, handover)?;
    let fact = HandoverAbandoned {
        handover: handover.clone(),
    };
    Ok(vec![of_account(account, on, fact)])
}

/// That it has not ended.
fn running(known: &Handover, handover: &HandoverId) -> Result<(), Rejection> {
    match known.end() {
        None => Ok(()),
        Some(end) => Err(Rejection::HandoverStands {
            handover: handover.clone(),
            record: end.by,
        }),
    }
}

/// A handover that had started by a day.
fn known<'a>(
    book: &'a Book,
    account: &AccountId,
    handover: &HandoverId,
    on: NaiveDate,
) -> Result<(&'a Account, &'a Handover), Rejection> {
    let state = existing(book, account)?;
    let known = state.handover(handover).filter(|known| {
        let plan = known.plan();
        plan.is_some_and(|plan| plan.on <= on)
    });
    known
        .map(|known| (state, known))
        .ok_or_else(|| unknown(handover))
}

fn unknown(handover: &HandoverId) -> Rejection {
    Rejection::UnknownHandover {
        handover: handover.clone(),
    }
}
