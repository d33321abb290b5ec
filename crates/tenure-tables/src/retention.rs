//! From the reports of the core to rows.

use std::collections::BTreeMap;

use tenure::retention::{BridgeReport, CohortReport, SliceKey, TrailingReport};
use tenure::{Month, Period};

use crate::tables::{ALL, UNASSIGNED};
use crate::{BridgeRow, CohortRow, TableError, TrailingRow};

/// The rows of `bridge_monthly` or `bridge_quarterly`, by the grain of the report's periods: `all` first, then slices by name.
///
/// # Errors
/// [`TableError::Unsuited`] when a slice has transfers, for which these tables have no column, or a name that a row could not
/// tell from another.
pub fn bridge_rows(report: &BridgeReport) -> Result<Vec<BridgeRow<'_>>, TableError> {
    let mut rows = Vec::new();
    for (slice, bridge) in named(&report.all, &report.slices)? {
        for row in &bridge.rows {
            let (amounts, accounts) = (&row.amounts, &row.accounts);
            let transfers = [amounts.transfers_in, amounts.transfers_out];
            if transfers.iter().any(|amount| !amount.is_zero()) {
                return Err(unsuited(
                    slice,
                    "accounts changed hands between slices, and a bridge without columns for transfers would not add up",
                ));
            }
            rows.push(BridgeRow {
                slice,
                period: row.period.start(),
                currency: report.currency,
                opening: amounts.opening,
                new: amounts.new,
                reactivation: amounts.reactivation,
                expansion: amounts.expansion,
                contraction: amounts.contraction,
                churn: amounts.churn,
                fx: amounts.fx,
                closing: amounts.closing,
                opening_accounts: accounts.opening,
                new_accounts: accounts.new,
                reactivated_accounts: accounts.reactivated,
                expanded_accounts: accounts.expanded,
                contracted_accounts: accounts.contracted,
                churned_accounts: accounts.churned,
                closing_accounts: accounts.closing,
                gross_revenue_retention: row.gross_revenue_retention(),
                net_revenue_retention: row.net_revenue_retention(),
                logo_retention: row.logo_retention(),
            });
        }
    }
    Ok(rows)
}

/// The rows of `trailing_12`: `all` first, then slices by name.
///
/// # Errors
/// [`TableError::Unsuited`] when the report's window is not twelve months, or a slice has a name that a row could not tell from
/// another.
pub fn trailing_rows(report: &TrailingReport) -> Result<Vec<TrailingRow<'_>>, TableError> {
    let mut rows = Vec::new();
    for (slice, trailing) in named(&report.all, &report.slices)? {
        for row in &trailing.rows {
            if months_between(row.base, row.period) != 12 {
                return Err(unsuited(
                    slice,
                    "its window is not twelve months; ask for one that is",
                ));
            }
            rows.push(TrailingRow {
                slice,
                month: Month::of(row.period.last_day()).first_day(),
                currency: report.currency,
                opening: row.opening,
                gross_retained: row.gross_retained,
                net_retained: row.net_retained,
                opening_accounts: row.opening_accounts,
                retained_accounts: row.retained_accounts,
                gross_revenue_retention: row.gross_revenue_retention(),
                net_revenue_retention: row.net_revenue_retention(),
                logo_retention: row.logo_retention(),
            });
        }
    }
    Ok(rows)
}

/// The rows of `cohort_retention`: `all` first, then slices by name.
///
/// # Errors
/// [`TableError::Unsuited`] when the report's cohorts are not those of months, or a slice has a name that a row could not tell
/// from another.
pub fn cohort_rows(report: &CohortReport) -> Result<Vec<CohortRow<'_>>, TableError> {
    let mut rows = Vec::new();
    for (slice, cohorts) in named(&report.all, &report.slices)? {
        for cohort in &cohorts.rows {
            let start = Month::of(cohort.period.start());
            if Month::of(cohort.period.end()).months_since(start) != 1 {
                return Err(unsuited(
                    slice,
                    "its cohorts are not those of single months; ask for months",
                ));
            }
            rows.extend(
                cohort
                    .cells
                    .iter()
                    .enumerate()
                    .map(|(age, cell)| CohortRow {
                        slice,
                        cohort_month: start.first_day(),
                        age_months: age as u64,
                        active_accounts: cell.active,
                        revenue: cell.revenue,
                        logo_retention: cohort.logo_retention(age),
                        revenue_retention: cohort.revenue_retention(age),
                    }),
            );
        }
    }
    Ok(rows)
}

/// The whole, then the slices by name. Fails where two of them would bear one name.
fn named<'a, T>(
    all: &'a T,
    slices: &'a BTreeMap<SliceKey, T>,
) -> Result<impl Iterator<Item = (&'a str, &'a T)>, TableError> {
    let mut by_name = BTreeMap::new();
    for (key, slice) in slices {
        let name = match key {
            SliceKey::Manager(manager) => manager.as_str(),
            SliceKey::Segment(segment) => segment.as_str(),
            SliceKey::Unassigned => UNASSIGNED,
            _ => {
                return Err(unsuited(
                    "",
                    "a kind of slice that these tables cannot name",
                ));
            }
        };
        if name == ALL || by_name.insert(name, slice).is_some() {
            return Err(unsuited(
                name,
                "another slice has this name, or it is that of the whole; rename it",
            ));
        }
    }
    Ok(std::iter::once((ALL, all)).chain(by_name))
}

/// Whole months from the end of one period to the end of another.
fn months_between(earlier: Period, later: Period) -> i32 {
    Month::of(later.end()).months_since(Month::of(earlier.end()))
}

fn unsuited(slice: &str, reason: &'static str) -> TableError {
    TableError::Unsuited {
        slice: slice.to_owned(),
        reason,
    }
}
