//! Carrying out a plan of who holds which account, against the book of now.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::account::{assign, existing, leave_vacant};
use super::assignment::cover;
use crate::book::Book;
use crate::journal::NewRecord;
use crate::rejection::Rejection;
use crate::staffing::{PlanStep, PlanTarget};

pub(super) fn carry_out(
    book: &Book,
    steps: &[PlanStep],
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let mut seen = BTreeSet::new();
    let mut facts = Vec::new();
    for step in steps {
        if !seen.insert(&step.account) {
            return Err(Rejection::PlannedTwice {
                account: step.account.clone(),
            });
        }
        facts.extend(one(book, step, on)?);
    }
    Ok(facts)
}

fn one(book: &Book, step: &PlanStep, on: NaiveDate) -> Result<Vec<NewRecord>, Rejection> {
    let account = &step.account;
    let holders = existing(book, account)?.holders();
    let now = holders.entry_at(on);
    if now.map(|entry| &entry.value) != step.from.as_ref() {
        return Err(Rejection::PlanOutdated {
            account: account.clone(),
            on,
            expected: step.from.clone(),
            actual: now.map(|entry| entry.value.clone()),
            record: now.map(|entry| entry.by),
        });
    }
    let directory = book.directory();
    match &step.to {
        PlanTarget::Manager {
            manager,
            cause,
            roles,
        } => {
            let facts = assign(book, account, manager, *cause, on)?;
            for role in roles {
                directory.may_play(manager, *role, on)?;
            }
            Ok(facts)
        }
        PlanTarget::Vacant => leave_vacant(book, account, on),
        PlanTarget::Cover {
            manager,
            until,
            roles,
        } => {
            let facts = cover(book, account, manager, on, *until)?;
            for role in roles {
                directory.may_play(manager, *role, on)?;
            }
            Ok(facts)
        }
    }
}
