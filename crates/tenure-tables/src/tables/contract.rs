//! What accounts pay for, and when that comes up for renewal.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use tenure::{Account, Book, Contract, ContractId, RecurringRule, SubscriptionId, dimension};

use super::MAJOR_UNITS;
use super::account::{class_on, manager_on};
use super::declare::table;
use super::units::{ACCOUNT_ID, DAY, ID, ISO_4217, MANAGER_ID, NAME};
use crate::TableError;

table! {
    /// One recurring line over one span of days at one amount.
    CONTRACT_LINE, ContractLineRow, "contract_line":
    "Every recurring amount per month over the days on which it is in force: of the lines of contracts, and of subscriptions that were \
     recorded by themselves.",
    key ["account", "line", "start"], order "by account, line and start",
    account: [id] ACCOUNT_ID, "The account that pays.";
    contract: [id opt] ID, "The contract. Absent for a subscription that was recorded by itself.";
    line: [id] ID, "The line or subscription.";
    product: [id opt] ID, "What is sold. Absent for a subscription.";
    quantity: [count opt] "units sold", "How many of it. Absent for a subscription.";
    start: [date] DAY, "The first day on which the amount is in force.";
    end: [date opt] DAY, "The first day on which it no longer is. Absent while it is.";
    currency: [currency] ISO_4217, "The currency of the amount.";
    monthly: [amount] MAJOR_UNITS, "The recurring amount per month, by the rule asked for.";
}

table! {
    /// One day on which a contract renews or lapses.
    RENEWAL, RenewalRow, "renewal":
    "What comes up for renewal: the days on which contracts renew by themselves or lapse.",
    key ["account", "contract", "renews_on"], order "by day, account and contract",
    account: [id] ACCOUNT_ID, "The account.";
    contract: [id] ID, "The contract.";
    renews_on: [date] DAY, "The first day after the term.";
    notice_by: [date] DAY, "The last day on which notice can be given.";
    automatic: [flag] "true or false", "Whether it goes on by itself. If not, it lapses unless it is renewed.";
    currency: [currency opt] ISO_4217, "The currency of the amount. Absent without any line.";
    base: [amount opt] MAJOR_UNITS, "The recurring amount per month that is up for renewal: in force on the day before. Absent without any line.";
    manager: [id opt] MANAGER_ID, "Who holds the account on that day, as far as it is known. Absent while vacant or not reviewed.";
    segment: [id opt] NAME, "The account's class in the dimension `segment` on that day.";
}

/// The rows of `contract_line`, with the amounts that a rule makes.
///
/// # Errors
/// [`TableError::Amount`] where an amount is past the range under this rule.
pub fn contract_line_rows<'a>(
    book: &'a Book,
    rule: &RecurringRule,
) -> Result<Vec<ContractLineRow<'a>>, TableError> {
    let mut rows = Vec::new();
    for account in book.accounts() {
        let contracts = contracts_by_line(account);
        let recurring = account
            .recurring(rule)
            .map_err(|source| TableError::Amount {
                account: account.id().clone(),
                source,
            })?;
        rows.extend(recurring.into_iter().map(|(line, span, monthly)| {
            let of_contract = contracts.get(line);
            let terms = of_contract.and_then(|(_, contract)| contract.line_on(line, span.start()));
            ContractLineRow {
                account: account.id().as_str(),
                contract: of_contract.map(|(id, _)| id.as_str()),
                line: line.as_str(),
                product: terms.map(|terms| terms.product.as_str()),
                quantity: terms.map(|terms| u64::from(terms.quantity.get())),
                start: span.start(),
                end: span.end(),
                currency: monthly.currency(),
                monthly,
            }
        }));
    }
    Ok(rows)
}

/// The rows of `renewal` from a day to before another.
///
/// # Errors
/// [`TableError::Amount`] where an amount is past the range under this rule.
pub fn renewal_rows<'a>(
    book: &'a Book,
    from: NaiveDate,
    until: NaiveDate,
    rule: &RecurringRule,
) -> Result<Vec<RenewalRow<'a>>, TableError> {
    let mut rows = Vec::new();
    for account in book.accounts() {
        let renewals =
            account
                .renewals(from, until, rule)
                .map_err(|source| TableError::Amount {
                    account: account.id().clone(),
                    source,
                })?;
        rows.extend(renewals.into_iter().map(|renewal| RenewalRow {
            account: account.id().as_str(),
            contract: renewal.contract.as_str(),
            renews_on: renewal.date.on,
            notice_by: renewal.date.notice_by,
            automatic: renewal.date.automatic,
            currency: renewal.base.map(|base| base.currency()),
            base: renewal.base,
            manager: manager_on(account, renewal.date.on),
            segment: class_on(account, dimension::SEGMENT, renewal.date.on),
        }));
    }
    rows.sort_by(|a, b| {
        (a.renews_on, a.account, a.contract).cmp(&(b.renews_on, b.account, b.contract))
    });
    Ok(rows)
}

fn contracts_by_line(account: &Account) -> BTreeMap<&SubscriptionId, (&ContractId, &Contract)> {
    account
        .contracts()
        .flat_map(|(id, contract)| {
            contract
                .lines()
                .map(move |(line, _)| (line, (id, contract)))
        })
        .collect()
}
