//! The accounts, and the classes they are in.

use chrono::NaiveDate;
use tenure::{Above, Account, Book, ChurnReason, Holder, dimension};

use super::declare::table;
use super::units::{ACCOUNT_ID, CODE, DAY, ISO_4217, MANAGER_ID, NAME, POSITION};
use crate::wire_name::wire_name;

table! {
    /// One account as it stands on a day.
    ACCOUNT, AccountRow, "account":
    "Every account of the book as it stands on one day.",
    key ["account"], order "by account in byte order",
    account: [id] ACCOUNT_ID, "The account.";
    opened_on: [date opt] DAY, "The day on which it was opened. Absent when that was never recorded.";
    stage: [id opt] CODE, "Where the relationship stands on the day. Absent while it has no stage.";
    manager: [id opt] MANAGER_ID, "Who holds it on the day. Absent while it is vacant or nobody has reviewed it.";
    acting_manager: [id opt] MANAGER_ID, "Who acts on the day: whoever covers an absence, else the holder.";
    segment: [id opt] NAME, "Its class in the dimension `segment` on the day.";
    industry: [id opt] NAME, "Its class in the dimension `industry` on the day.";
    business_type: [id opt] NAME, "Its class in the dimension `business_type` on the day.";
    billing_currency: [id opt] ISO_4217, "The currency it is billed in on the day.";
    time_zone: [id opt] "IANA name", "The customer's time zone on the day.";
    parent: [id opt] ACCOUNT_ID, "The account above it on the day.";
    merged_into: [id opt] ACCOUNT_ID, "The account that carries it on, on the day.";
    ultimate_parent: [id] ACCOUNT_ID, "The account at the top of its hierarchy on the day; itself where nothing is above it.";
    first_paid_on: [date opt] DAY, "The first day with a recurring amount above zero. Absent when it never paid.";
    leaving_reason: [id opt] CODE, "Why it leaves or left, where that is its stage on the day; a reason of the host's own by its name.";
    leaving_kind: [id opt] CODE, "Whether the customer chose that: `voluntary` or `involuntary`.";
    acquired_on: [date opt] DAY, "The day of the last acquisition on or before the day.";
    acquisition_source: [id opt] NAME, "Where the customer came from then.";
    acquisition_currency: [currency opt] ISO_4217, "The currency of the cost.";
    acquisition_cost: [amount opt] "major units of `acquisition_currency`", "What winning the customer cost. Absent where it is not known, which is not zero.";
}

table! {
    /// One class of one account over one span of days.
    ACCOUNT_CLASS, AccountClassRow, "account_class":
    "Which class every account was in, in every dimension, from day to day.",
    key ["account", "dimension", "start"], order "by account, dimension and start",
    account: [id] ACCOUNT_ID, "The account.";
    dimension: [id] NAME, "What is told apart, such as `segment`.";
    class: [id] NAME, "The class.";
    start: [date] DAY, "The first day on which it holds.";
    end: [date opt] DAY, "The first day on which it no longer does. Absent while it does.";
}

table! {
    /// One span of days on which somebody looks after an account, or nobody does.
    ASSIGNMENT, AssignmentRow, "assignment":
    "Who looks after every account from day to day: the holder, those who support, whoever covers an absence; and when it is vacant.",
    key ["record"], order "by account; then the holders, covers and supporting managers, each by start",
    account: [id] ACCOUNT_ID, "The account.";
    part: [id] CODE, "`holder`, `vacant` (nobody, by decision), `cover` (stands in for the holder) or `support`.";
    manager: [id opt] MANAGER_ID, "Who. Absent while vacant.";
    role: [id opt] CODE, "The role of a supporting manager.";
    credit: [rate] "", "The part of the credit that a supporting manager has; the holder has the rest. Absent for others.";
    cause: [id opt] CODE, "Why a holder was assigned, where that was recorded.";
    start: [date] DAY, "The first day.";
    end: [date opt] DAY, "The first day on which it is so no longer. Absent while it is.";
    record: [count] POSITION, "The record that says so.";
}

/// The rows of `account` on a day.
pub fn account_rows(book: &Book, on: NaiveDate) -> Vec<AccountRow<'_>> {
    let hierarchy = book.hierarchy_on(on);
    book.accounts()
        .map(|account| {
            let above = account.lineage().above_on(on);
            let step = account.lifecycle().steps().at(on);
            let reason = step.and_then(|step| step.reason.as_ref());
            let acquired = account.details().acquisitions().entry_at(on);
            let acquisition = acquired.map(|entry| &entry.value);
            let cost = acquisition.and_then(|acquisition| acquisition.cost);
            AccountRow {
                account: account.id().as_str(),
                opened_on: account.opened().map(|(on, _)| on),
                stage: account.stage_on(on).map(|stage| stage.as_str()),
                manager: manager_on(account, on),
                acting_manager: account.assignments().acting_on(on).map(|id| id.as_str()),
                segment: class_on(account, dimension::SEGMENT, on),
                industry: class_on(account, dimension::INDUSTRY, on),
                business_type: class_on(account, dimension::BUSINESS_TYPE, on),
                billing_currency: account
                    .details()
                    .currencies()
                    .at(on)
                    .map(|found| found.code()),
                time_zone: account
                    .details()
                    .time_zones()
                    .at(on)
                    .map(|zone| zone.as_str()),
                parent: match above {
                    Some(Above::Parent(parent)) => Some(parent.as_str()),
                    _ => None,
                },
                merged_into: match above {
                    Some(Above::MergedInto(into)) => Some(into.as_str()),
                    _ => None,
                },
                ultimate_parent: hierarchy.ultimate_parent(account.id()).as_str(),
                first_paid_on: account.first_paid_on(),
                leaving_reason: reason.and_then(reason_name),
                leaving_kind: reason.and_then(|reason| wire_name(&reason.kind())),
                acquired_on: acquired.map(|entry| entry.on),
                acquisition_source: acquisition
                    .and_then(|from| from.source.as_ref())
                    .map(|name| name.as_str()),
                acquisition_currency: cost.map(|cost| cost.currency()),
                acquisition_cost: cost,
            }
        })
        .collect()
}

/// The rows of `account_class`.
pub fn account_class_rows(book: &Book) -> impl Iterator<Item = AccountClassRow<'_>> {
    book.accounts().flat_map(|account| {
        account.classes().flat_map(move |(dimension, classes)| {
            classes.spans().filter_map(move |(span, class)| {
                Some(AccountClassRow {
                    account: account.id().as_str(),
                    dimension: dimension.as_str(),
                    class: class.as_ref()?.as_str(),
                    start: span.start(),
                    end: span.end(),
                })
            })
        })
    })
}

/// The rows of `assignment`.
pub fn assignment_rows(book: &Book) -> Vec<AssignmentRow<'_>> {
    let mut rows = Vec::new();
    for account in book.accounts() {
        let assignments = account.assignments();
        let row = AssignmentRow {
            account: account.id().as_str(),
            part: "holder",
            manager: None,
            role: None,
            credit: None,
            cause: None,
            start: NaiveDate::MIN,
            end: None,
            record: 0,
        };
        let holders = assignments.holders();
        for (entry, (span, holder)) in holders.effective().zip(holders.spans()) {
            let held = AssignmentRow {
                start: span.start(),
                end: span.end(),
                record: entry.by.get(),
                ..row
            };
            rows.push(match holder {
                Holder::Manager(manager) => AssignmentRow {
                    manager: Some(manager.as_str()),
                    cause: assignments
                        .cause_on(span.start())
                        .as_ref()
                        .and_then(wire_name_of),
                    ..held
                },
                Holder::Vacant => AssignmentRow {
                    part: "vacant",
                    ..held
                },
            });
        }
        let covers = assignments.covers();
        for (entry, (span, cover)) in covers.effective().zip(covers.spans()) {
            // The next cover ends this one early.
            let end = span.end().map_or(cover.until, |next| next.min(cover.until));
            rows.push(AssignmentRow {
                part: "cover",
                manager: Some(cover.manager.as_str()),
                start: span.start(),
                end: Some(end),
                record: entry.by.get(),
                ..row
            });
        }
        for (seat, credits) in assignments.support() {
            for (entry, (span, credit)) in credits.effective().zip(credits.spans()) {
                let Some(credit) = credit else { continue };
                rows.push(AssignmentRow {
                    part: "support",
                    manager: Some(seat.manager.as_str()),
                    role: Some(seat.role.name()),
                    credit: tenure::Ratio::of(i128::from(credit.get()), 10_000),
                    start: span.start(),
                    end: span.end(),
                    record: entry.by.get(),
                    ..row
                });
            }
        }
    }
    rows
}

pub(crate) fn manager_on(account: &Account, on: NaiveDate) -> Option<&str> {
    match account.holder_on(on)? {
        Holder::Manager(manager) => Some(manager.as_str()),
        Holder::Vacant => None,
    }
}

pub(crate) fn class_on<'a>(
    account: &'a Account,
    dimension: &str,
    on: NaiveDate,
) -> Option<&'a str> {
    account.class_on(dimension, on).map(|class| class.as_str())
}

/// A reason by its name; one of the host's own by the name the host gave it.
pub(crate) fn reason_name(reason: &ChurnReason) -> Option<&str> {
    match reason {
        ChurnReason::Other { name, .. } => Some(name.as_str()),
        _ => wire_name(reason),
    }
}

fn wire_name_of(cause: &tenure::AssignmentCause) -> Option<&'static str> {
    wire_name(cause)
}
