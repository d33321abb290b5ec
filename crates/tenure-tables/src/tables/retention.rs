//! Retention of any window, and bridges of any grain with what changed hands.

use tenure::retention::{BridgeReport, TrailingReport};

use super::declare::table;
use super::units::{DAY, ISO_4217};
use super::{ACCOUNTS, MAJOR_UNITS, named, trailing_window};
use crate::TableError;

const SLICE_NAME: &str = "name";

table! {
    /// One slice in one period, with what changed hands.
    BRIDGE, SliceBridgeRow, "bridge":
    "How the recurring monthly amount of one slice went from the opening to the closing of one period: opening + new + reactivation + \
     unknown + expansion - contraction - churn + fx + transfers_in - transfers_out = closing, exactly.",
    key ["slice", "period_start", "period_end", "currency"], order "`all` first, then slices by name in byte order; within a slice by period",
    slice: [id] SLICE_NAME, "The part of the book the row is about; `all` is the whole.";
    period_start: [date] DAY, "The first day of the period.";
    period_end: [date] DAY, "The first day after the period.";
    currency: [currency] ISO_4217, "The currency of every amount of the row.";
    opening: [amount] MAJOR_UNITS, "Recurring monthly amount in force on the last day before the period.";
    new: [amount] MAJOR_UNITS, "Of accounts that pay for the first time.";
    reactivation: [amount] MAJOR_UNITS, "Of accounts that pay again.";
    unknown: [amount] MAJOR_UNITS, "Of accounts that pay and may have paid before the history begins, so that nobody can tell whether for the first time.";
    expansion: [amount] MAJOR_UNITS, "By which accounts pay more.";
    contraction: [amount] MAJOR_UNITS, "By which accounts pay less; written without a minus.";
    churn: [amount] MAJOR_UNITS, "What lost accounts had paid; written without a minus.";
    fx: [amount] MAJOR_UNITS, "The part of the change that is due to exchange rates alone.";
    transfers_in: [amount] MAJOR_UNITS, "Handed over to this slice from others.";
    transfers_out: [amount] MAJOR_UNITS, "Handed over from this slice to others; written without a minus.";
    closing: [amount] MAJOR_UNITS, "In force on the last day of the period: the next period's opening.";
    base: [amount] MAJOR_UNITS, "What the rates of the row are rates of: the opening amounts of the accounts whose movements are credited here.";
    opening_accounts: [count] ACCOUNTS, "Accounts above zero at the opening.";
    new_accounts: [count] ACCOUNTS, "Accounts behind `new`.";
    reactivated_accounts: [count] ACCOUNTS, "Accounts behind `reactivation`.";
    unknown_accounts: [count] ACCOUNTS, "Accounts behind `unknown`.";
    expanded_accounts: [count] ACCOUNTS, "Accounts behind `expansion`.";
    contracted_accounts: [count] ACCOUNTS, "Accounts behind `contraction`.";
    churned_accounts: [count] ACCOUNTS, "Accounts behind `churn`.";
    transferred_in_accounts: [count] ACCOUNTS, "Accounts handed over to this slice while paying.";
    transferred_out_accounts: [count] ACCOUNTS, "Accounts handed over from this slice while paying.";
    closing_accounts: [count] ACCOUNTS, "Accounts above zero at the closing.";
    gross_revenue_retention: [rate] "", "Of `base`, the part still there at the closing, each account counted up to its opening amount. Absent when nothing opened.";
    net_revenue_retention: [rate] "", "Closing amount of the accounts behind `base`, over `base`. Absent when nothing opened.";
    logo_retention: [rate] "", "Of the accounts behind `base`, the part still above zero at the closing. Absent when none opened.";
    quick_ratio: [rate] "", "What was won over what was lost. Absent when nothing was lost.";
    revenue_per_account: [amount opt] MAJOR_UNITS, "Closing amount for each account at the closing, rounded by the convention. Absent without accounts.";
}

table! {
    /// What became of one slice over one window.
    RETENTION, RetentionRow, "retention":
    "What became, by the end of one period, of the accounts in force at the beginning of a window that ends there: point to point, not a \
     product of shorter rates.",
    key ["slice", "period_end", "window_months", "currency"], order "`all` first, then slices by name in byte order; within a slice by period",
    slice: [id] SLICE_NAME, "The part of the book the row is about; `all` is the whole.";
    period_start: [date] DAY, "The first day of the period at whose end the window ends.";
    period_end: [date] DAY, "The first day after it.";
    window_months: [count] "months", "How long the window is.";
    currency: [currency] ISO_4217, "The currency of every amount of the row.";
    opening: [amount] MAJOR_UNITS, "Recurring monthly amount in force at the beginning of the window.";
    gross_retained: [amount] MAJOR_UNITS, "What of `opening` is still there, each account counted up to its opening amount.";
    net_retained: [amount] MAJOR_UNITS, "Amount now of the accounts behind `opening`, expansion included.";
    opening_accounts: [count] ACCOUNTS, "Accounts above zero at the beginning of the window.";
    retained_accounts: [count] ACCOUNTS, "Of those, accounts still above zero.";
    gross_revenue_retention: [rate] "", "Gross revenue retention over the window, by the convention. Absent when nothing opened.";
    net_revenue_retention: [rate] "", "Net revenue retention over the window, by the convention. Absent when nothing opened.";
    logo_retention: [rate] "", "`retained_accounts` over `opening_accounts`. Absent when none opened.";
}

/// The rows of `bridge`: `all` first, then slices by name.
///
/// # Errors
/// [`TableError::Unsuited`] when a slice has a name that a row could not tell from another.
pub fn slice_bridge_rows(report: &BridgeReport) -> Result<Vec<SliceBridgeRow<'_>>, TableError> {
    let mut rows = Vec::new();
    for (slice, bridge) in named(&report.all, &report.slices)? {
        rows.extend(bridge.rows.iter().map(|row| {
            let (amounts, accounts) = (&row.amounts, &row.accounts);
            SliceBridgeRow {
                slice,
                period_start: row.period.start(),
                period_end: row.period.end(),
                currency: report.currency,
                opening: amounts.opening,
                new: amounts.new,
                reactivation: amounts.reactivation,
                unknown: amounts.unknown,
                expansion: amounts.expansion,
                contraction: amounts.contraction,
                churn: amounts.churn,
                fx: amounts.fx,
                transfers_in: amounts.transfers_in,
                transfers_out: amounts.transfers_out,
                closing: amounts.closing,
                base: amounts.base,
                opening_accounts: accounts.opening,
                new_accounts: accounts.new,
                reactivated_accounts: accounts.reactivated,
                unknown_accounts: accounts.unknown,
                expanded_accounts: accounts.expanded,
                contracted_accounts: accounts.contracted,
                churned_accounts: accounts.churned,
                transferred_in_accounts: accounts.transferred_in,
                transferred_out_accounts: accounts.transferred_out,
                closing_accounts: accounts.closing,
                gross_revenue_retention: row.gross_revenue_retention(),
                net_revenue_retention: row.net_revenue_retention(),
                logo_retention: row.logo_retention(),
                quick_ratio: row.quick_ratio(),
                revenue_per_account: row.average_revenue_per_account(),
            }
        }));
    }
    Ok(rows)
}

/// The rows of `retention`: `all` first, then slices by name.
///
/// # Errors
/// [`TableError::Unsuited`] when a slice has a name that a row could not tell from another.
pub fn retention_rows(report: &TrailingReport) -> Result<Vec<RetentionRow<'_>>, TableError> {
    let mut rows = Vec::new();
    for (slice, trailing) in named(&report.all, &report.slices)? {
        rows.extend(trailing.rows.iter().map(|row| RetentionRow {
            slice,
            period_start: row.period.start(),
            period_end: row.period.end(),
            window_months: u64::from(trailing_window(row).unsigned_abs()),
            currency: report.currency,
            opening: row.opening,
            gross_retained: row.gross_retained,
            net_retained: row.net_retained,
            opening_accounts: row.opening_accounts,
            retained_accounts: row.retained_accounts,
            gross_revenue_retention: row.gross_revenue_retention(),
            net_revenue_retention: row.net_revenue_retention(),
            logo_retention: row.logo_retention(),
        }));
    }
    Ok(rows)
}
