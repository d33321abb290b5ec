//! Account by account: what each pays every month, and every change of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use tenure::health::{Health, Scorecard};
use tenure::retention::{AccountIndex, Movement, RevenueHistory};
use tenure::situation::{Supplied, Viewpoint};
use tenure::{Account, AccountId, Book, Grain, Money, Periods, dimension};

use super::account::{class_on, manager_on, reason_name};
use super::declare::table;
use super::health::of_the_best;
use super::units::{ACCOUNT_ID, CODE, DAY, ISO_4217, MANAGER_ID, NAME, POSITION};
use super::{ALL, MAJOR_UNITS};
use crate::TableError;

table! {
    /// One account in one month.
    ACCOUNT_MONTH, AccountMonthRow, "account_month":
    "What every account pays in every month, and what moved it: a row for each month at whose end the account pays or in which it \
     stopped. The amounts of a month add up to the closing of the bridge of the whole.",
    key ["account", "month"], order "by account in byte order, then by month",
    account: [id] ACCOUNT_ID, "The account.";
    month: [date] DAY, "The first day of the month.";
    currency: [currency] ISO_4217, "The currency of the amounts.";
    amount: [amount] MAJOR_UNITS, "The recurring amount per month in force on the last day of the month.";
    movement: [id opt] CODE, "`new`, `reactivation`, `expansion`, `contraction` or `churn`, against the month before. Absent where the amount is the same.";
    change: [amount] MAJOR_UNITS, "The amount less that of the month before; below zero for a contraction or churn.";
    manager: [id opt] MANAGER_ID, "Who holds the account on the last day. Absent while it is vacant or nobody has reviewed it.";
    segment: [id opt] NAME, "The account's class in the dimension `segment` on the last day.";
    health: [rate] "", "Its health on the last day, as `score` of `health`. Absent where no scorecard was given, and when too little is known.";
}

table! {
    /// One change of one account's recurring amount.
    MOVEMENT, MovementRow, "movement":
    "Every change of every account's recurring amount on its day. Over any stretch of days the changes add up to what was won and lost \
     by single events.",
    key ["account", "on"], order "by account in byte order, then by day",
    account: [id] ACCOUNT_ID, "The account.";
    on: [date] DAY, "The first day with the new amount.";
    kind: [id] CODE, "`new`, `reactivation`, `expansion`, `contraction` or `churn`.";
    currency: [currency] ISO_4217, "The currency of the amounts.";
    before: [amount] MAJOR_UNITS, "The recurring amount per month on the day before.";
    after: [amount] MAJOR_UNITS, "The recurring amount per month from the day on.";
    change: [amount] MAJOR_UNITS, "After less before; below zero for a contraction or churn.";
    manager: [id opt] MANAGER_ID, "Who holds the account on the day. Absent while it is vacant or nobody has reviewed it.";
    segment: [id opt] NAME, "The account's class in the dimension `segment` on the day.";
    reason: [id opt] CODE, "Why, for a churn or contraction: the reason of the account's stage on the day. Absent where none was given.";
    record: [count opt] POSITION, "The last record that took effect on the day and can have changed the amount. Absent where the change follows from terms \
     agreed earlier, such as the end of a trial, and for histories that come from no book.";
}

/// The rows of `account_month`. With a book, each has its manager and segment, and with a scorecard besides its health, by what the book
/// knows: every account is then looked at as each month ends, which takes most of the time.
///
/// # Errors
/// [`TableError::Unsuited`] when the periods are not months.
pub fn account_month_rows<'a>(
    history: &'a RevenueHistory,
    book: Option<&'a Book>,
    months: &'a Periods,
    card: Option<&'a Scorecard>,
) -> Result<impl Iterator<Item = AccountMonthRow<'a>>, TableError> {
    if months.grain() != Grain::Month {
        return Err(TableError::Unsuited {
            slice: ALL.to_owned(),
            reason: "its periods are not months; ask for months",
        });
    }
    // A book is looked at on each day once.
    let viewpoints = book.zip(card).map(|(book, card)| {
        let days = months.iter().map(|month| month.last_day());
        let viewpoints = days.map(|day| Viewpoint::of(book, day));
        (Arc::new(viewpoints.collect::<Vec<_>>()), card)
    });
    Ok(by_account(history)
        .into_iter()
        .flat_map(move |(index, id)| {
            let account = book.and_then(|book| book.account(id));
            let viewpoints = viewpoints.clone();
            let mut before = months
                .opening_day()
                .map_or(Money::zero(history.currency()), |day| {
                    history.amount_on(index, day)
                });
            let mut ever = paid_at_some_month_end(history, index, months.start());
            months.iter().enumerate().filter_map(move |(place, month)| {
                let day = month.last_day();
                let amount = history.amount_on(index, day);
                let movement = movement(before, amount, ever);
                let change = difference(amount, before);
                before = amount;
                ever |= !amount.is_zero();
                if amount.is_zero() && movement.is_none() {
                    return None;
                }
                Some(AccountMonthRow {
                    account: id.as_str(),
                    month: month.start(),
                    currency: history.currency(),
                    amount,
                    movement: movement.map(movement_name),
                    change,
                    manager: account.and_then(|account| manager_on(account, day)),
                    segment: account.and_then(|account| class_on(account, dimension::SEGMENT, day)),
                    health: viewpoints.as_ref().and_then(|(viewpoints, card)| {
                        let account = account.filter(|account| is_open(account, day))?;
                        let viewpoint = viewpoints.get(place)?;
                        let situation = viewpoint.situation_of(account, &Supplied::default());
                        of_the_best(Health::of(&situation, card).score())
                    }),
                })
            })
        }))
}

/// The rows of `movement`. With a book, each has its manager, segment, reason and record.
pub fn movement_rows<'a>(
    history: &'a RevenueHistory,
    book: Option<&'a Book>,
) -> impl Iterator<Item = MovementRow<'a>> {
    by_account(history)
        .into_iter()
        .flat_map(move |(index, id)| {
            let account = book.and_then(|book| book.account(id));
            let records = account.map(records_by_day).unwrap_or_default();
            let mut before = Money::zero(history.currency());
            let mut ever = false;
            let changes: Vec<_> = history.changes(index).collect();
            changes.into_iter().filter_map(move |(on, after)| {
                let kind = movement(before, after, ever)?;
                let from = before;
                before = after;
                ever = true;
                let step = account.and_then(|account| account.lifecycle().steps().at(on));
                let reason = step
                    .and_then(|step| step.reason.as_ref())
                    .and_then(reason_name);
                Some(MovementRow {
                    account: id.as_str(),
                    on,
                    kind: movement_name(kind),
                    currency: history.currency(),
                    before: from,
                    after,
                    change: difference(after, from),
                    manager: account.and_then(|account| manager_on(account, on)),
                    segment: account.and_then(|account| class_on(account, dimension::SEGMENT, on)),
                    reason: reason.filter(|_| !kind.is_gain()),
                    record: records.get(&on).copied(),
                })
            })
        })
}

fn is_open(account: &Account, day: NaiveDate) -> bool {
    account.opened().is_some_and(|(on, _)| on <= day)
}

/// The accounts of a history by id.
fn by_account(history: &RevenueHistory) -> Vec<(AccountIndex, &AccountId)> {
    let mut accounts: Vec<_> = (0_u32..)
        .zip(history.accounts())
        .map(|(index, id)| (AccountIndex::new(index), id))
        .collect();
    accounts.sort_by_key(|(_, id)| *id);
    accounts
}

/// Whether an account paid at the end of any month before a day, as a bridge of months counts it.
fn paid_at_some_month_end(
    history: &RevenueHistory,
    account: AccountIndex,
    before: NaiveDate,
) -> bool {
    let changes = history.changes(account);
    let ends = history
        .changes(account)
        .skip(1)
        .map(|(on, _)| on)
        .chain([NaiveDate::MAX]);
    changes.zip(ends).any(|((on, amount), end)| {
        let month = Grain::Month.period_of(on);
        !amount.is_zero()
            && month.is_some_and(|month| month.last_day() < end && month.end() <= before)
    })
}

fn movement(before: Money, after: Money, ever: bool) -> Option<Movement> {
    // A history holds amounts in 64 bits.
    let (before, after) = (before.to_minor_i64().ok()?, after.to_minor_i64().ok()?);
    Movement::classify(before, after, ever)
}

/// What a later amount has more than an earlier one. Neither is below zero, so it is in range.
fn difference(after: Money, before: Money) -> Money {
    after
        .checked_sub(before)
        .unwrap_or(Money::zero(after.currency()))
}

pub(crate) const fn movement_name(movement: Movement) -> &'static str {
    match movement {
        Movement::New => "new",
        Movement::Reactivation => "reactivation",
        Movement::Expansion => "expansion",
        Movement::Contraction => "contraction",
        Movement::Churn => "churn",
        Movement::Unknown => "unknown",
    }
}

/// The last record of each day that can have changed the account's amount from that day on.
fn records_by_day(account: &Account) -> BTreeMap<NaiveDate, u64> {
    let mut records: BTreeMap<NaiveDate, u64> = BTreeMap::new();
    let mut note = |on: NaiveDate, record: tenure::Position| {
        let last = records.entry(on).or_default();
        *last = record.get().max(*last);
    };
    for (_, subscription) in account.subscriptions() {
        for term in subscription.terms().effective() {
            note(term.on, term.by);
        }
    }
    for (_, contract) in account.contracts() {
        if let Some(signed) = contract.signed() {
            note(signed.on, signed.by);
        }
        for step in contract.lines().flat_map(|(_, steps)| steps.effective()) {
            note(step.on, step.by);
        }
        for granted in contract
            .discounts()
            .filter_map(|(_, discount)| discount.granted())
        {
            note(granted.on, granted.by);
        }
        for escalator in contract.escalators().effective() {
            note(escalator.on, escalator.by);
        }
        for cancelled in contract.cancellations().effective() {
            if let Some(cancellation) = cancelled.value {
                note(cancellation.service_end, cancelled.by);
            }
        }
    }
    records
}
