//! What accounts pay for, and when that comes up for renewal.

use std::collections::BTreeMap;

use tenure::agenda::RenewalPipeline;
use tenure::situation::Renewing;
use tenure::{Account, Book, Contract, ContractId, RecurringRule, SubscriptionId, dimension};

use super::MAJOR_UNITS;
use super::account::class_on;
use super::declare::table;
use super::units::{ACCOUNT_ID, CODE, DAY, FLAG, ID, ISO_4217, MANAGER_ID, NAME};
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
    /// One day on which something renews or lapses.
    RENEWAL, RenewalRow, "renewal":
    "What comes up for renewal, as one day stands: the days on which contracts renew by themselves or lapse, and on which subscriptions \
     that were recorded by themselves end.",
    key ["account", "kind", "contract", "renews_on"], order "by day, account, contracts before subscriptions, and id",
    account: [id] ACCOUNT_ID, "The account.";
    kind: [id] CODE, "`contract`, or `subscription` for one that was recorded by itself.";
    contract: [id] ID, "The contract or that subscription.";
    renews_on: [date] DAY, "The first day after the term.";
    days: [integer] "days", "Days until then.";
    notice_by: [date] DAY, "The last day on which notice can be given.";
    automatic: [flag] FLAG, "Whether it goes on by itself. If not, it lapses unless it is renewed.";
    cancelled: [flag] FLAG, "Whether it is cancelled by the day, and so no longer up for renewal.";
    currency: [currency opt] ISO_4217, "The currency of the amount. Absent without any line.";
    base: [amount opt] MAJOR_UNITS, "The recurring amount per month that is up for renewal: in force on the day before. Absent without any line.";
    manager: [id opt] MANAGER_ID, "Who holds the account as the day stands. Absent while vacant or not reviewed.";
    segment: [id opt] NAME, "The account's class in the dimension `segment` on the day of the renewal.";
    records: [records] "", "The records behind it, such as the one that agreed the term.";
}

table! {
    owned
    /// What comes up for renewal within some days, in one currency.
    RENEWAL_TOTAL, RenewalTotalRow, "renewal_total":
    "How much comes up for renewal within 30, 60, 90 and 180 days, of how much in all. Each total includes those before it; what is \
     cancelled is in none, and what comes up twice counts once.",
    key ["within_days", "currency"], order "by days, then by currency",
    within_days: [count] "days", "Within how many days.";
    currency: [currency] ISO_4217, "The currency of the amounts.";
    renewals: [count] "contracts and subscriptions", "How many, of those with an amount.";
    base: [amount] MAJOR_UNITS, "The recurring amount per month that is up for renewal.";
    whole: [amount] MAJOR_UNITS, "The recurring amount per month of the whole book in that currency.";
    share: [rate] "", "`base` over `whole`. Absent when nothing is paid.";
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

/// The rows of `renewal`.
pub fn renewal_rows<'a>(
    book: &'a Book,
    pipeline: &'a RenewalPipeline<'a>,
) -> impl ExactSizeIterator<Item = RenewalRow<'a>> + Clone {
    pipeline.rows().iter().map(move |row| {
        let (kind, contract) = match row.what {
            Renewing::Contract(contract) => ("contract", contract.as_str()),
            Renewing::Subscription(subscription) => ("subscription", subscription.as_str()),
        };
        let account = book.account(row.account);
        RenewalRow {
            account: row.account.as_str(),
            kind,
            contract,
            renews_on: row.on,
            days: row.days,
            notice_by: row.notice_by,
            automatic: row.automatic,
            cancelled: row.cancelled,
            currency: row.base.map(|base| base.currency()),
            base: row.base,
            manager: row.holder.map(|holder| holder.as_str()),
            segment: account.and_then(|account| class_on(account, dimension::SEGMENT, row.on)),
            records: &row.evidence,
        }
    })
}

/// The rows of `renewal_total`.
pub fn renewal_total_rows(
    pipeline: &RenewalPipeline<'_>,
) -> impl ExactSizeIterator<Item = RenewalTotalRow> + Clone {
    let totals = pipeline.totals().iter();
    totals.map(|total| RenewalTotalRow {
        within_days: total.within_days.into(),
        currency: total.base.currency(),
        renewals: total.count,
        base: total.base,
        whole: total.whole,
        share: total.share(),
    })
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
