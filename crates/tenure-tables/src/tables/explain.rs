//! The accounts behind figures.

use tenure::Ratio;
use tenure::retention::{CohortMeasure, Column, Explanation, Figure, Parts, Presence, Rate};

use super::declare::table;
use super::slices::slice_name;
use super::units::{ACCOUNT_ID, CODE, DAY, ISO_4217};
use super::{ALL, MAJOR_UNITS, unsuited};
use crate::TableError;

table! {
    /// What one account has in one figure.
    EXPLAIN, ExplainRow, "explain":
    "What every account has in a figure. The parts of a figure's accounts add up to it, above and below the line, to the last unit; \
     accounts without a part have no row.",
    key ["slice", "figure", "presence", "distance", "period_start", "period_end", "currency", "account"],
    order "by figure as they were asked for, then by account in byte order",
    slice: [id] "name", "The part of the book the figure is of; `all` is the whole.";
    figure: [id] CODE, "The figure, by the name of its column in `bridge`, `retention` or `cohort_retention`.";
    presence: [id] CODE, "Of a cohort whom it counts, `active_in_period` or `not_yet_churned`; `all` for other figures.";
    distance: [count] "periods", "How many periods lie between its first and its last: the window of a trailing rate, the age of a cohort; 0 for a figure of one period.";
    period_start: [date] DAY, "The first day of its first period: of a window and of a cohort the one at whose end they begin.";
    period_end: [date] DAY, "The first day after its last period.";
    currency: [currency] ISO_4217, "The currency of the amounts.";
    account: [id] ACCOUNT_ID, "The account.";
    opening: [amount] MAJOR_UNITS, "What it paid a month to begin with: the day before the period; of a window or a cohort, on the last day of the first period.";
    closing: [amount] MAJOR_UNITS, "What it pays a month on the last day.";
    unit: [id] CODE, "What the parts are counted in: `minor_units` of the currency, or `accounts`.";
    numerator: [integer] "`unit`", "Its part of the figure, or of what stands above the line of a rate.";
    denominator: [integer opt] "`unit`", "Its part of what stands below the line; of `revenue_per_account` in accounts. Absent for a figure that is no rate.";
    part_of_rate: [rate] "", "The numerator over the denominators of all accounts together: by how much of the rate it stands, and all of them add up to it. Absent for a figure that is no rate, and over nothing.";
}

/// The rows of `explain`.
///
/// # Errors
/// [`TableError::Unsuited`] at a slice whose name a row could not tell from the whole, at a figure that has no name here, and where a part is past
/// the range of a cell.
pub fn explain_rows(explanations: &[Explanation]) -> Result<Vec<ExplainRow<'_>>, TableError> {
    let mut rows = Vec::new();
    for explanation in explanations {
        let slice = match &explanation.question.slice {
            None => ALL,
            Some(key) => slice_name(key)?,
        };
        let figure = explanation.question.figure;
        let named = Named::of(figure, slice)?;
        let whole = |number: i128| {
            i64::try_from(number)
                .map_err(|_| unsuited(slice, "a part of a figure is past the range of a cell"))
        };
        for contribution in &explanation.contributions {
            let Parts {
                numerator,
                denominator,
                ..
            } = contribution.parts;
            let all = explanation.total.denominator;
            rows.push(ExplainRow {
                slice,
                figure: named.figure,
                presence: named.presence,
                distance: named.distance,
                period_start: explanation.from.start(),
                period_end: explanation.period.end(),
                currency: explanation.currency,
                account: contribution.account.as_str(),
                opening: contribution.opening,
                closing: contribution.closing,
                unit: named.unit,
                numerator: whole(numerator)?,
                denominator: denominator.map(whole).transpose()?,
                part_of_rate: all.and_then(|all| Ratio::of(numerator, all)),
            });
        }
    }
    Ok(rows)
}

/// A figure in the words of the table.
struct Named {
    figure: &'static str,
    presence: &'static str,
    distance: u64,
    unit: &'static str,
}

impl Named {
    fn of(figure: Figure, slice: &str) -> Result<Self, TableError> {
        const AMOUNTS: &str = "minor_units";
        const ACCOUNTS: &str = "accounts";
        let unnamed = || unsuited(slice, "a figure that this table cannot name");
        let of_rate = |rate: Rate| {
            let logos = matches!(rate, Rate::LogoRetention | Rate::LogoChurn);
            (rate.name(), if logos { ACCOUNTS } else { AMOUNTS })
        };
        let ((figure, unit), presence, distance) = match figure {
            Figure::Amount(column) => ((column.name(), AMOUNTS), ALL, 0),
            Figure::Accounts(column) => {
                let name = accounts_name(column).ok_or_else(unnamed)?;
                ((name, ACCOUNTS), ALL, 0)
            }
            Figure::Rate(rate) => (of_rate(rate), ALL, 0),
            Figure::Trailing { window, rate } => (of_rate(rate), ALL, window),
            Figure::Cohort {
                age,
                presence,
                measure,
            } => {
                let presence = match presence {
                    Presence::NotYetChurned => "not_yet_churned",
                    Presence::ActiveInPeriod => "active_in_period",
                    _ => return Err(unnamed()),
                };
                let measure = match measure {
                    CohortMeasure::Accounts => ("active_accounts", ACCOUNTS),
                    CohortMeasure::Revenue => ("revenue", AMOUNTS),
                    CohortMeasure::LogoRetention => ("logo_retention", ACCOUNTS),
                    CohortMeasure::RevenueRetention => ("revenue_retention", AMOUNTS),
                    _ => return Err(unnamed()),
                };
                (measure, presence, age)
            }
            _ => return Err(unnamed()),
        };
        Ok(Self {
            figure,
            presence,
            distance: distance as u64,
            unit,
        })
    }
}

/// A number of accounts as its column in `bridge` is called. `None` for a column of amounts only.
const fn accounts_name(column: Column) -> Option<&'static str> {
    Some(match column {
        Column::Opening => "opening_accounts",
        Column::New => "new_accounts",
        Column::Reactivation => "reactivated_accounts",
        Column::Unknown => "unknown_accounts",
        Column::Expansion => "expanded_accounts",
        Column::Contraction => "contracted_accounts",
        Column::Churn => "churned_accounts",
        Column::TransfersIn => "transferred_in_accounts",
        Column::TransfersOut => "transferred_out_accounts",
        Column::Closing => "closing_accounts",
        Column::Base => "base_accounts",
        _ => return None,
    })
}
