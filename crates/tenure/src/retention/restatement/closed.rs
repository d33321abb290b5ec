use std::collections::{BTreeMap, BTreeSet};

use crate::as_of::Known;
use crate::book::Book;
use crate::currency::Currency;
use crate::money::Money;
use crate::record::{Position, Record};

use super::super::bridge::{Bridge, BridgeReport, BridgeRow};
use super::super::convention::Convention;
use super::super::slicing::SliceKey;
use super::{BookReport, RestatementError};

/// Every period as it was when it was closed, and what was recorded later as an adjustment of the next one.
///
/// # Laws
/// - A closed row never changes, whatever is recorded later, unless its closing is withdrawn.
/// - The closing of a row and the adjustment of the next are the opening of the next, exactly.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClosedReport {
    /// The definitions behind every figure.
    pub convention: Convention,
    /// The currency of every amount.
    pub currency: Currency,
    /// The whole book.
    pub all: ClosedBridge,
    /// Each slice, in the order of keys.
    pub slices: BTreeMap<SliceKey, ClosedBridge>,
}

/// The rows of one slice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClosedBridge {
    /// One row for each period, in order.
    pub rows: Vec<ClosedRow>,
}

/// One period as it was closed, or as it is known now while it is open.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClosedRow {
    /// The record that closed it; `None` while it is open.
    pub closed_by: Option<Position>,
    /// By how much what was recorded in between changed the amounts before this period: its opening less the closing of the row
    /// before. Nothing for the first row.
    pub adjustment: Money,
    /// The same for the number of accounts.
    pub adjusted_accounts: i64,
    /// The figures, with what counted as known.
    pub row: BridgeRow,
}

/// The bridge of every period as it was known when the period was [closed](crate::Command::ClosePeriod), and of open ones as known
/// now.
///
/// A period is closed by the first closing of its last day or a later one. What is recorded afterwards and changes it shows in the
/// next period that was not closed yet, as an adjustment: the rows of closed periods stay as they were reported.
///
/// `records` are those of a whole tenant in the order of their positions.
///
/// # Errors
/// [`RestatementError`] when the records do not fold, or a report cannot be made.
pub fn closed_bridge(
    records: &[Record],
    report: &BookReport,
) -> Result<ClosedReport, RestatementError> {
    let now = Book::fold(records, Known::Now)?;
    let closed_by = |last_day| {
        now.directory()
            .closing_of(last_day)
            .map(|closing| closing.by)
    };
    let governed: Vec<Option<Position>> = report
        .periods
        .iter()
        .map(|period| closed_by(period.last_day()))
        .collect();
    let mut reports: BTreeMap<Option<Position>, BridgeReport> = BTreeMap::new();
    for closing in &governed {
        if !reports.contains_key(closing) {
            let made = match closing {
                Some(position) => {
                    report.bridge(&Book::fold(records, Known::Through(*position))?)?
                }
                None => report.bridge(&now)?,
            };
            reports.insert(*closing, made);
        }
    }
    let keys: BTreeSet<&SliceKey> = reports
        .values()
        .flat_map(|report| report.slices.keys())
        .collect();
    let rows = |of: &dyn Fn(&BridgeReport) -> Option<Bridge>| {
        let mut rows: Vec<ClosedRow> = Vec::new();
        for (at, closing) in governed.iter().enumerate() {
            let made = reports.get(closing);
            let slice = made.and_then(of);
            // A slice that nobody knew of then had nothing.
            let empty = || made.map(|report| report.all.rows.get(at).map(BridgeRow::emptied));
            let row = slice.map_or_else(empty, |slice| Some(slice.rows.get(at).cloned()));
            let Some(row) = row.flatten() else {
                continue;
            };
            let (amount, accounts) = match rows.last() {
                None => (0, 0),
                Some(before) => (
                    row.amounts.opening.to_minor() - before.row.amounts.closing.to_minor(),
                    difference(row.accounts.opening, before.row.accounts.closing),
                ),
            };
            rows.push(ClosedRow {
                closed_by: *closing,
                adjustment: Money::from_minor(amount, report.currency)?,
                adjusted_accounts: accounts,
                row,
            });
        }
        Ok::<_, RestatementError>(ClosedBridge { rows })
    };
    let mut slices = BTreeMap::new();
    for key in keys {
        slices.insert(
            key.clone(),
            rows(&|report| report.slices.get(key).cloned())?,
        );
    }
    Ok(ClosedReport {
        convention: report.convention.clone(),
        currency: report.currency,
        all: rows(&|report| Some(report.all.clone()))?,
        slices,
    })
}

fn difference(a: u64, b: u64) -> i64 {
    let wide = i128::from(a) - i128::from(b);
    i64::try_from(wide).unwrap_or(if wide < 0 { i64::MIN } else { i64::MAX })
}
