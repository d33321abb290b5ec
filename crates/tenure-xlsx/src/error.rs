//! Why a workbook could not be made.

use rust_xlsxwriter::XlsxError;
use tenure::Money;
use tenure_tables::TableError;

/// Why a workbook could not be made. Rows are counted from 1, without the heading.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WorkbookError {
    /// What every format refuses.
    #[error(transparent)]
    Table(#[from] TableError),
    /// An amount with more digits than a cell holds.
    #[error(
        "table `{table}`, row {row}, column `{column}`: a cell holds fifteen digits, and {amount} has more; write it as CSV or Parquet, \
         which hold them all"
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
    },
    /// A whole number with more digits than a cell holds.
    #[error(
        "table `{table}`, row {row}, column `{column}`: a cell holds fifteen digits, and {value} has more; write it as CSV or Parquet"
    )]
    Whole {
        /// The table.
        table: &'static str,
        /// The row.
        row: u64,
        /// The column.
        column: &'static str,
        /// The number.
        value: i128,
    },
    /// More rows than a sheet has.
    #[error(
        "table `{table}` has more than the {rows} rows that a sheet holds; ask for splitting, write fewer rows, or write CSV or Parquet"
    )]
    TooManyRows {
        /// The table.
        table: &'static str,
        /// The most rows, without the heading.
        rows: u32,
    },
    /// A sheet or a chart that cannot be made.
    #[error("sheet `{sheet}`: {source}")]
    Sheet {
        /// The name of the sheet.
        sheet: String,
        /// Why not.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The destination, or a temporary file, refused bytes.
    #[error("the workbook could not be written: {source}")]
    Write {
        /// Why not.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl WorkbookError {
    pub(crate) fn sheet(sheet: &str) -> impl FnOnce(XlsxError) -> Self {
        let sheet = sheet.to_owned();
        move |error| Self::Sheet {
            sheet,
            source: Box::new(error),
        }
    }

    pub(crate) fn write(error: XlsxError) -> Self {
        Self::Write {
            source: Box::new(error),
        }
    }
}
