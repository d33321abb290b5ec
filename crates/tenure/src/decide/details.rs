//! Particulars of an account.

use chrono::NaiveDate;

use super::account::existing;
use super::of_account;
use crate::account::Acquisition;
use crate::book::Book;
use crate::currency::Currency;
use crate::fact::{AccountLocated, BillingCurrencyAgreed, CustomerAcquired};
use crate::id::AccountId;
use crate::journal::NewRecord;
use crate::money::Money;
use crate::rejection::Rejection;
use crate::text::Name;

pub(super) fn agree_currency(
    book: &Book,
    account: &AccountId,
    currency: Currency,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let known = existing(book, account)?.details().currencies();
    if known.at(on) == Some(&currency) {
        return Ok(Vec::new());
    }
    let fact = BillingCurrencyAgreed { currency };
    Ok(vec![of_account(account, on, fact)])
}

pub(super) fn locate(
    book: &Book,
    account: &AccountId,
    time_zone: &Name,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let known = existing(book, account)?.details().time_zones();
    if known.at(on) == Some(time_zone) {
        return Ok(Vec::new());
    }
    let fact = AccountLocated {
        time_zone: time_zone.clone(),
    };
    Ok(vec![of_account(account, on, fact)])
}

pub(super) fn acquire(
    book: &Book,
    account: &AccountId,
    cost: Option<Money>,
    source: Option<&Name>,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let known = existing(book, account)?.details().acquisitions();
    if let Some(cost) = cost.filter(Money::is_negative) {
        return Err(Rejection::NegativeCost { cost });
    }
    let acquisition = Acquisition {
        cost,
        source: source.cloned(),
    };
    let entry = known.entry_at(on).filter(|entry| entry.on == on);
    if entry.is_some_and(|entry| entry.value == acquisition) {
        return Ok(Vec::new());
    }
    let fact = CustomerAcquired {
        cost,
        source: source.cloned(),
    };
    Ok(vec![of_account(account, on, fact)])
}
