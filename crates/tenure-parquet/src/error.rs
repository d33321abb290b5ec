//! Why a table could not become columns.

use parquet::errors::ParquetError as Inner;
use tenure::Money;
use tenure_tables::TableError;

/// Why a table could not be written as Parquet or made into record batches. Rows are counted from 1.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ParquetError {
    /// What every format refuses.
    #[error(transparent)]
    Table(#[from] TableError),
    /// An amount that its column cannot hold exactly.
    #[error(
        "table `{table}`, row {row}, column `{column}`: {amount} does not fit a decimal of {precision} digits, {scale} of them after the \
         point; ask for a wide amount type, or for the currency with the most digits"
    )]
    Amount {
        /// The table.
        table: &'static str,
        /// The row.
        row: u64,
        /// The column.
        column: &'static str,
        /// The amount.
        amount: Money,
        /// Digits in all.
        precision: u8,
        /// Digits after the point.
        scale: u8,
    },
    /// The encoder or the destination failed.
    #[error("table `{table}` could not be written by row {row}: {source}")]
    Write {
        /// The table.
        table: &'static str,
        /// The last row that was handed in.
        row: u64,
        /// What went wrong; its source is the destination's own error, where it was that.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl ParquetError {
    pub(crate) fn write(table: &'static str, row: u64, source: Inner) -> Self {
        let source = Box::new(source);
        Self::Write { table, row, source }
    }

    pub(crate) fn arrow(table: &'static str, row: u64, source: arrow_schema::ArrowError) -> Self {
        let source = Box::new(source);
        Self::Write { table, row, source }
    }
}
