use chrono::NaiveDate;

use crate::currency::Currency;

use super::super::RetentionError;
use super::super::slicing::SliceKey;
use super::figure::Figure;

/// Why a figure, or a difference of two, cannot be explained.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ExplainError {
    /// The day lies in none of the periods, or in one that was not watched to its end.
    #[error(
        "{on} lies in none of the periods that the report has rows for; ask for a day of one of them"
    )]
    NoSuchPeriod {
        /// The day.
        on: NaiveDate,
    },
    /// The window or the age reaches past the run of periods.
    #[error(
        "the report has no `{figure}` for the period of {on}: {periods} periods away there is none in it"
    )]
    PastTheRun {
        /// The figure.
        figure: Figure,
        /// The day.
        on: NaiveDate,
        /// How far the other period is away.
        periods: usize,
    },
    /// A rate of single periods was asked for over a window.
    #[error("there is no `{figure}`: this rate is one of single periods")]
    NoSuchFigure {
        /// The figure.
        figure: Figure,
    },
    /// The slicing has no such slice.
    #[error("there is no slice `{slice}` in this slicing")]
    NoSuchSlice {
        /// The slice.
        slice: SliceKey,
    },
    /// What the accounts have in the figure does not add up to it: under this convention it is no quotient of sums.
    #[error(
        "under this convention `{figure}` is no sum over accounts; explain it under one whose rates are quotients of two sums"
    )]
    NotAdditive {
        /// The figure.
        figure: Figure,
    },
    /// Two explanations of different figures.
    #[error("`{from}` and `{to}` are different figures; compare two of one name")]
    DifferentFigures {
        /// The first.
        from: Figure,
        /// The second.
        to: Figure,
    },
    /// Two explanations in different currencies.
    #[error("{from} and {to} cannot be compared; restate one of them first")]
    DifferentCurrencies {
        /// That of the first.
        from: Currency,
        /// That of the second.
        to: Currency,
    },
    /// The report cannot be made.
    #[error(transparent)]
    Retention(#[from] RetentionError),
}
