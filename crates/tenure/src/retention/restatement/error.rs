use chrono::NaiveDate;

use crate::fold::FoldError;
use crate::money::MoneyError;
use crate::record::Position;

use super::super::RetentionError;
use super::super::history::HistoryError;
use super::super::slicing::SliceKey;

/// Why two states of knowledge cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RestatementError {
    /// The second state of knowledge is the earlier one.
    #[error(
        "record {record} was known in the first report and is not in the second; give the earlier state of knowledge first"
    )]
    NotLater {
        /// A record that only the first one has.
        record: Position,
    },
    /// The records are not those of a journal.
    #[error(transparent)]
    Fold(#[from] FoldError),
    /// The book has no history in one currency.
    #[error(transparent)]
    History(#[from] HistoryError),
    /// The report cannot be made.
    #[error(transparent)]
    Retention(#[from] RetentionError),
    /// A difference that is no amount.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// The changes do not lead from the first report to the second.
    #[error(
        "the changes make {found} of the column {column} in the period from {start}, the report says {expected}; the restatement was \
         altered or the engine is wrong"
    )]
    Unreconciled {
        /// The slice; `None` for the whole.
        slice: Option<SliceKey>,
        /// The first day of the period.
        start: NaiveDate,
        /// The column.
        column: &'static str,
        /// What the second report says, in minor units.
        expected: i128,
        /// What the changes make of the first.
        found: i128,
    },
}
