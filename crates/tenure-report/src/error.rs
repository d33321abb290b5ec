use chrono::NaiveDate;
use tenure::retention::RestatementError;
use tenure::{Currency, MoneyError};

use crate::Language;

/// Why a report could not be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// A row in another currency than the report's.
    #[error(
        "table `{table}` has an amount in {found}, but the report is in {expected}; make a report for each currency"
    )]
    Currency {
        /// The table of the row.
        table: &'static str,
        /// The report's currency.
        expected: Currency,
        /// The row's.
        found: Currency,
    },
    /// The rules by which a language writes numbers and dates are not built in.
    #[error("this build lacks the rules of numbers and dates of the language `{}`; choose another one", language.code())]
    Language {
        /// The language asked for.
        language: Language,
    },
    /// A restatement whose changes do not lead from what was reported to what is known now.
    #[error(transparent)]
    Restatement(#[from] RestatementError),
    /// Amounts that add up to more than fits.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// A bridge whose movements do not lead from its opening to its closing, or whose opening is not the closing before.
    #[error(
        "the bridge of the period that begins on {period} does not add up from the closing before it to its own; give every \
         period of one calendar in order, with amounts from one run of the metrics"
    )]
    Unbalanced {
        /// The first day of the period.
        period: NaiveDate,
    },
}
