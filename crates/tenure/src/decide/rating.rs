//! What managers think of an account.

use chrono::NaiveDate;

use super::account::existing;
use super::directory::said_for;
use super::of_account;
use super::work::employed;
use crate::book::Book;
use crate::fact::AccountRated;
use crate::id::AccountId;
use crate::journal::NewRecord;
use crate::rejection::Rejection;

pub(super) fn rate(
    book: &Book,
    account: &AccountId,
    rated: &AccountRated,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let known = existing(book, account)?.ratings();
    if said_for(Some(known), on, rated) {
        return Ok(Vec::new());
    }
    employed(book, &rated.manager, on)?;
    Ok(vec![of_account(account, on, rated.clone())])
}
