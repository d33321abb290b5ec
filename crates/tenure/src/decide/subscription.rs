//! Subscriptions starting, changing price and ending.

use chrono::NaiveDate;

use super::account::existing;
use super::of_account;
use crate::account::Subscription;
use crate::book::Book;
use crate::calendar::Span;
use crate::fact::{SubscriptionEnded, SubscriptionRepriced, SubscriptionStarted};
use crate::id::{AccountId, SubscriptionId};
use crate::journal::NewRecord;
use crate::money::Money;
use crate::rejection::Rejection;

pub(super) fn start(
    book: &Book,
    account: &AccountId,
    subscription: &SubscriptionId,
    span: Span,
    monthly: Money,
) -> Result<Vec<NewRecord>, Rejection> {
    let state = existing(book, account)?;
    not_negative(monthly)?;
    if let Some(known) = state
        .subscription(subscription)
        .and_then(Subscription::start)
    {
        return Err(Rejection::SubscriptionExists {
            subscription: subscription.clone(),
            from: known.on,
            record: known.by,
        });
    }
    let lines = state.all_contracts().of_line(subscription);
    if let Some(agreed) =
        lines.and_then(|(_, contract)| contract.line(subscription)?.entries().first())
    {
        return Err(Rejection::SubscriptionExists {
            subscription: subscription.clone(),
            from: agreed.on,
            record: agreed.by,
        });
    }
    let started = SubscriptionStarted {
        subscription: subscription.clone(),
        monthly,
    };
    let ended = span.end().map(|end| {
        let fact = SubscriptionEnded {
            subscription: subscription.clone(),
        };
        of_account(account, end, fact)
    });
    Ok(std::iter::once(of_account(account, span.start(), started))
        .chain(ended)
        .collect())
}

pub(super) fn reprice(
    book: &Book,
    account: &AccountId,
    subscription: &SubscriptionId,
    monthly: Money,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    not_negative(monthly)?;
    let known = in_force(book, account, subscription, on)?;
    if known.monthly_on(on) == Some(monthly) {
        return Ok(Vec::new());
    }
    let fact = SubscriptionRepriced {
        subscription: subscription.clone(),
        monthly,
    };
    Ok(vec![of_account(account, on, fact)])
}

pub(super) fn end(
    book: &Book,
    account: &AccountId,
    subscription: &SubscriptionId,
    on: NaiveDate,
) -> Result<Vec<NewRecord>, Rejection> {
    let known = in_force(book, account, subscription, on)?;
    if let Some(next) = known.terms().next_after(on) {
        return Err(Rejection::SubscriptionChangesLater {
            subscription: subscription.clone(),
            from: next.on,
            record: next.by,
        });
    }
    let fact = SubscriptionEnded {
        subscription: subscription.clone(),
    };
    Ok(vec![of_account(account, on, fact)])
}

fn in_force<'a>(
    book: &'a Book,
    account: &AccountId,
    subscription: &SubscriptionId,
    on: NaiveDate,
) -> Result<&'a Subscription, Rejection> {
    existing(book, account)?
        .subscription(subscription)
        .filter(|known| known.monthly_on(on).is_some())
        .ok_or_else(|| Rejection::SubscriptionNotInForce {
            subscription: subscription.clone(),
            on,
        })
}

fn not_negative(monthly: Money) -> Result<(), Rejection> {
    if monthly.is_negative() {
        return Err(Rejection::NegativeAmount { monthly });
    }
    Ok(())
}
