//! From the reports of the core to rows.

use tenure::Month;
use tenure::retention::{BridgeReport, CohortReport, TrailingReport};

use crate::tables::{named, trailing_window, unsuited};
use crate::{BridgeRow, CohortRow, TableError, TrailingRow};

/// The rows of `bridge_monthly` or `bridge_quarterly`, by the grain of the report's periods: `all` first, then slices by name.
///
/// # Errors
/// [`TableError::Unsuited`] when a slice has transfers, or accounts that may have paid before the history begins, for which these
/// tables have no column, or a name that a row could not tell from another.
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
            if !amounts.unknown.is_zero() {
                return Err(unsuited(
                    slice,
                    "accounts may have paid before the history begins, and a bridge without a column for them would not add up",
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
            if trailing_window(row) != 12 {
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
