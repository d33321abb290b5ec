//! Opening accounts, classing them, and handing them over.

use chrono::NaiveDate;

use super::assignment::suited;
use super::directory::said_for;
use super::of_account;
use crate::account::{Account, AssignmentCause, Holder};
use crate::book::Book;
use crate::fact::{AccountClassified, AccountLeftVacant, AccountOpened, ManagerAssigned};
use crate::id::{AccountId, ManagerId};
use crate::journal::NewRecord;
use crate::rejection::Rejection;
use crate::role::Role;
use crate::text::Name;

pub(super) fn open(
    book: &Book,
    account: &AccountId,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    match book.account(account).and_then(Account::opened) {
        Some((_, record)) => Err(Rejection::AccountExists {
            account: account.clone(),
            record,
        }),
        None => Ok(vec![of_account(account, on, AccountOpened {})]),
    }
}

pub(super) fn classify(
    book: &Book,
    account: &AccountId,
    dimension: &Name,
    class: Option<&Name>,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let known = existing(book, account)?.classes_in(dimension);
    if said_for(known, on, &class.cloned()) {
        return Ok(Vec::new());
    }
    let fact = AccountClassified {
        dimension: dimension.clone(),
        class: class.cloned(),
    };
    Ok(vec![of_account(account, on, fact)])
}

pub(super) fn assign(
    book: &Book,
    account: &AccountId,
    manager: &ManagerId,
    cause: AssignmentCause,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let known = existing(book, account)?.assignments();
    suited(book, manager, Role::Relationship, on)?;
    let holder = Holder::Manager(manager.clone());
    if said_for(Some(known.holders()), on, &holder) && known.cause_on(on) == Some(cause) {
        return Ok(Vec::new());
    }
    let fact = ManagerAssigned {
        manager: manager.clone(),
        cause: Some(cause),
    };
    Ok(vec![of_account(account, on, fact)])
}

pub(super) fn leave_vacant(
    book: &Book,
    account: &AccountId,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let known = existing(book, account)?;
    if said_for(Some(known.holders()), on, &Holder::Vacant) {
        return Ok(Vec::new());
    }
    Ok(vec![of_account(account, on, AccountLeftVacant {})])
}

pub(super) fn existing<'a>(book: &'a Book, account: &AccountId) -> Result<&'a Account, Rejection> {
    book.account(account)
        .filter(|account| account.opened().is_some())
        .ok_or_else(|| Rejection::UnknownAccount {
            account: account.clone(),
        })
}
