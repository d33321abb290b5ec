//! Figures in both times: what changed in them after they were reported, which records changed it, and what they were when their
//! period was closed.

mod closed;
mod effects;
mod error;
mod related;
mod report;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use crate::as_of::Known;
use crate::book::Book;
use crate::calendar::Period;
use crate::currency::Currency;
use crate::id::{AccountId, CommandId};
use crate::money::Money;
use crate::record::{Position, Record};

use super::bridge::BridgeReport;
use super::convention::Convention;
use super::explain::Column;
use super::slicing::SliceKey;

pub use closed::{ClosedBridge, ClosedReport, ClosedRow, closed_bridge};
use effects::{Cell, Cells, Place};
pub use error::RestatementError;
pub use report::{BookReport, SliceBy};

/// What changed in figures between two states of knowledge: account by account, with the records that changed it.
///
/// # Laws
/// - In every column of every period and slice, the changes add up to the difference of the two reports
///   ([`reconcile`](Restatement::reconcile)).
/// - In every change, the effects of its records add up to it.
/// - What a report as known at an instant in the past says never changes, whatever is recorded later.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Restatement {
    /// What counted as known in the first report.
    pub from: Known,
    /// And in the second.
    pub to: Known,
    /// The definitions behind both.
    pub convention: Convention,
    /// The currency of both.
    pub currency: Currency,
    /// The first report.
    pub before: BridgeReport,
    /// The second.
    pub after: BridgeReport,
    /// What changed: of the whole first, then by slice; within one by period, account and column.
    pub changes: Vec<Restated>,
}

/// One account's change in one column of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Restated {
    /// In which slice; `None` for the whole book.
    pub slice: Option<SliceKey>,
    /// In which period.
    pub period: Period,
    /// Of which account, or of which other unit by the convention's account grain.
    pub account: AccountId,
    /// In which column.
    pub column: Column,
    /// The amount that was reported.
    pub amount_before: Money,
    /// The amount as it is.
    pub amount_after: Money,
    /// The number that was reported: of one account 0 or 1, of events any.
    pub accounts_before: i64,
    /// The number as it is.
    pub accounts_after: i64,
    /// The records that changed it, in the order in which they were recorded.
    pub effects: Vec<RecordEffect>,
}

/// What one record did to one cell: the difference between just before and just after it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordEffect {
    /// The record.
    pub record: ChangingRecord,
    /// By which the amount changed.
    pub amount: Money,
    /// By which the number changed.
    pub accounts: i64,
}

/// A record that changed a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChangingRecord {
    /// Its place in the journal.
    pub position: Position,
    /// The stored name of its fact, such as `subscription_ended`.
    pub type_name: &'static str,
    /// The day from which it holds.
    pub effective_on: NaiveDate,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// The request that caused it.
    pub command: CommandId,
    /// The record that it puts right.
    pub corrects: Option<Position>,
}

/// What was recorded in between, and what it did to the figures of a report.
///
/// Both reports are made from the same records, once as far as they were known then and once as far as they are known now. Every
/// record in between is then taken in by itself, and what an account's figures were just before it and are just after it is its
/// effect; so a correction, which withdraws one record and adds another, shows as two effects that may cancel out in part. Accounts
/// that stand above or below each other, or are merged, are taken together, for the records of one may change figures of another;
/// and where figures are told apart by managers, the comings and goings of managers count too.
///
/// `records` are those of a whole tenant in the order of their positions, as a [scan](crate::journal::Journal::scan) gives them.
///
/// ```
/// use chrono::{NaiveDate, TimeZone, Utc};
/// use tenure::decide::decide_all;
/// use tenure::retention::{BookReport, Column, restatement};
/// use tenure::{AccountId, Book, Command, Currency, Grain, Known, Periods, SubscriptionId};
/// # use tenure::{CommandId, Position, Record, Version};
///
/// let day = |m| NaiveDate::from_ymd_opt(2026, m, 1).expect("a day");
/// let (account, subscription) = (AccountId::new("A-1")?, SubscriptionId::new("S-1")?);
/// let mut book = Book::default();
/// let facts = decide_all(&mut book, &[
///     Command::OpenAccount { account: account.clone(), on: day(1) },
///     Command::StartSubscription {
///         account: account.clone(), subscription: subscription.clone(), span: day(1).into(), monthly: "90.00 USD".parse()?,
///     },
///     // Recorded in May, effective in March.
///     Command::EndSubscription { account: account.clone(), subscription, on: day(3) },
/// ]).map_err(|(_, rejection)| rejection)?;
/// # let mut number = 0;
/// # let records: Vec<Record> = facts.into_iter().map(|fact| {
/// #     number += 1;
/// #     Record {
/// #         position: Position::new(number).expect("from 1"), stream: fact.stream, version: Version::new(number),
/// #         effective_on: fact.effective_on, recorded_at: Utc.with_ymd_and_hms(2026, if number < 3 { 1 } else { 5 }, 2, 9, 0, 0).unwrap(),
/// #         command: CommandId::new(format!("request-{number}")).expect("an id"), actor: None, corrects: fact.corrects, fact: fact.fact,
/// #     }
/// # }).collect();
/// let months = Periods::covering(Grain::Month, day(3), day(3)).expect("in range");
/// let april = Known::by_end_of(NaiveDate::from_ymd_opt(2026, 4, 30).expect("a day")).expect("in range");
/// let report = BookReport::of(Currency::USD, months);
/// let restated = restatement(&records, &report, april, Known::Now)?;
/// let churn = restated.changes.iter().find(|change| change.column == Column::Churn).expect("it churned after all");
/// assert_eq!((churn.amount_before, churn.amount_after), ("0.00 USD".parse()?, "90.00 USD".parse()?));
/// assert_eq!(churn.effects[0].record.type_name, "subscription_ended");
/// restated.reconcile()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`RestatementError`] when the second state of knowledge does not hold all of the first, the records do not fold, or a report
/// cannot be made.
pub fn restatement(
    records: &[Record],
    report: &BookReport,
    from: Known,
    to: Known,
) -> Result<Restatement, RestatementError> {
    let lost = records
        .iter()
        .find(|record| from.includes(record) && !to.includes(record));
    if let Some(lost) = lost {
        return Err(RestatementError::NotLater {
            record: lost.position,
        });
    }
    let book = Book::fold(records, from)?;
    let mut changes: BTreeMap<Place, Vec<(ChangingRecord, Cell)>> = BTreeMap::new();
    let mut initial = Cells::new();
    for group in related::groups(records, from, to, report.by.follows_the_directory()) {
        let mut part = book.only(&group.accounts);
        let mut seen = report.history(&part)?;
        // Only for those of whom something changed.
        let mut cells = None;
        for record in group.records {
            part.apply(record)?;
            let next = report.history(&part)?;
            if next == seen {
                continue;
            }
            let before = match cells.take() {
                Some(cells) => cells,
                None => report.cells(&seen)?,
            };
            let after = report.cells(&next)?;
            for (place, change) in effects::changed(&before, &after) {
                let reported = before.get(&place).copied().unwrap_or_default();
                let effects = changes.entry(place.clone()).or_insert_with(|| {
                    initial.insert(place, reported);
                    Vec::new()
                });
                effects.push((ChangingRecord::of(record), change));
            }
            (seen, cells) = (next, Some(after));
        }
    }
    let currency = report.currency;
    let mut restated = Vec::new();
    for (place, effects) in changes {
        let before = initial.get(&place).copied().unwrap_or_default();
        let change = effects
            .iter()
            .fold(Cell::default(), |sum, (_, change)| sum.plus(*change));
        if change == Cell::default() {
            // What one record did another one undid.
            continue;
        }
        let after = before.plus(change);
        let Some(period) = report.periods.get(place.row) else {
            continue;
        };
        let effects = effects.into_iter().map(|(record, change)| {
            Ok(RecordEffect {
                record,
                amount: Money::from_minor(change.amount, currency)?,
                accounts: change.accounts,
            })
        });
        restated.push(Restated {
            slice: place.slice,
            period,
            account: place.account,
            column: place.column,
            amount_before: Money::from_minor(before.amount, currency)?,
            amount_after: Money::from_minor(after.amount, currency)?,
            accounts_before: before.accounts,
            accounts_after: after.accounts,
            effects: effects.collect::<Result<_, RestatementError>>()?,
        });
    }
    Ok(Restatement {
        from,
        to,
        convention: report.convention.clone(),
        currency,
        before: report.bridge(&book)?,
        after: report.bridge(&Book::fold(records, to)?)?,
        changes: restated,
    })
}

impl ChangingRecord {
    fn of(record: &Record) -> Self {
        Self {
            position: record.position,
            type_name: record.fact.type_name(),
            effective_on: record.effective_on,
            recorded_at: record.recorded_at,
            command: record.command.clone(),
            corrects: record.corrects,
        }
    }
}

impl Restatement {
    /// Whether nothing changed.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Every record that changed a figure, in the order in which they were recorded.
    #[must_use]
    pub fn records(&self) -> Vec<&ChangingRecord> {
        let effects = self.changes.iter().flat_map(|change| &change.effects);
        let by_position: BTreeMap<Position, &ChangingRecord> = effects
            .map(|effect| (effect.record.position, &effect.record))
            .collect();
        by_position.into_values().collect()
    }

    /// Checks that the changes make the second report of the first, in every column of every row and slice.
    ///
    /// # Errors
    /// [`RestatementError::Unreconciled`] at the first difference.
    pub fn reconcile(&self) -> Result<(), RestatementError> {
        let mut sums: BTreeMap<(Option<&SliceKey>, NaiveDate, Column), Cell> = BTreeMap::new();
        for change in &self.changes {
            let key = (change.slice.as_ref(), change.period.start(), change.column);
            let sum = sums.entry(key).or_default();
            *sum = sum.plus(Cell {
                amount: change.amount_after.to_minor() - change.amount_before.to_minor(),
                accounts: change.accounts_after - change.accounts_before,
            });
        }
        let before = effects::totals(&self.before);
        let after = effects::totals(&self.after);
        let none = Cell::default();
        for key in before.keys().chain(after.keys()).chain(sums.keys()) {
            let at = |cells: &BTreeMap<_, Cell>| cells.get(key).copied().unwrap_or(none);
            let (reported, restated) = (at(&before).plus(at(&sums)), at(&after));
            if reported != restated {
                let (slice, start, column) = key;
                return Err(RestatementError::Unreconciled {
                    slice: slice.cloned(),
                    start: *start,
                    column: column.name(),
                    expected: restated.amount,
                    found: reported.amount,
                });
            }
        }
        Ok(())
    }
}
