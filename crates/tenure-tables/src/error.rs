//! Why a table could not be written.

use std::io;
use std::path::PathBuf;

use tenure::{AccountId, Currency, MoneyError, Ratio};

/// Why a table could not be written. Rows are counted from 1, without the header.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TableError {
    /// The destination refused bytes.
    #[error("table `{table}` could not be written at row {row}: {source}")]
    Write {
        /// The table.
        table: &'static str,
        /// The row at which it was noticed; earlier rows may be missing too, because writing is buffered.
        row: u64,
        /// What the destination said.
        source: io::Error,
    },
    /// A file could not be made, written through to disk or put in place.
    #[error("could not {action} `{}`: {source}", path.display())]
    File {
        /// What was being done: `create`, `flush`, `sync`, `rename to` or `sync the folder of`.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// A path that names no file.
    #[error("`{}` does not end in a file name; name the file to write", path.display())]
    NoFileName {
        /// The path as given.
        path: PathBuf,
    },
    /// Two currencies under one sign.
    #[error(
        "table `{table}`, row {row}, column `{column}`: an amount in {found} among amounts in {expected}; write a row, or \
         where the table has no currency column a table, for each currency"
    )]
    MixedCurrency {
        /// The table.
        table: &'static str,
        /// The row.
        row: u64,
        /// The column.
        column: &'static str,
        /// The currency the row, or the table, is in.
        expected: Currency,
        /// The currency of the amount.
        found: Currency,
    },
    /// A rate whose twelve decimals do not fit the range of exact numbers.
    #[error(
        "table `{table}`, row {row}, column `{column}`: the rate {rate} is too large to be written with twelve decimals"
    )]
    RateOutOfRange {
        /// The table.
        table: &'static str,
        /// The row.
        row: u64,
        /// The column.
        column: &'static str,
        /// The rate.
        rate: Ratio,
    },
    /// A number without a value.
    #[error(
        "table `{table}`, row {row}, column `{column}`: {value} is no number to write; leave an undefined figure absent"
    )]
    NotFinite {
        /// The table.
        table: &'static str,
        /// The row.
        row: u64,
        /// The column.
        column: &'static str,
        /// What stood for the number.
        value: f64,
    },
    /// A row that is not one of its table: its type's [`Row::cells`](crate::Row::cells) is wrong.
    #[error(
        "table `{table}` has {columns} columns, but row {row} has {cells} cells; its type must hand over one cell a column"
    )]
    Shape {
        /// The table.
        table: &'static str,
        /// The row.
        row: u64,
        /// Cells the row has; counting stops at the first too many.
        cells: usize,
        /// Columns the table has.
        columns: usize,
    },
    /// A cell that is not of the kind its table says.
    #[error(
        "table `{table}`, row {row}: the cell of column `{column}` is of another kind than the column; its type must hand over what its schema says"
    )]
    Kind {
        /// The table.
        table: &'static str,
        /// The row.
        row: u64,
        /// The column.
        column: &'static str,
    },
    /// A recurring amount that a rule cannot make.
    #[error("account `{account}` has no recurring amount under this rule: {source}")]
    Amount {
        /// The account.
        account: AccountId,
        /// Why not.
        source: MoneyError,
    },
    /// A fact that has no stored form.
    #[error("a record could not be encoded: {0}")]
    Encode(#[source] serde_json::Error),
    /// Something that is personal as a whole, without being asked for.
    #[error("{what} are personal data; ask for personal columns to write them")]
    Personal {
        /// What.
        what: &'static str,
    },
    /// A name that cannot stand in a calendar's ids.
    #[error("`{domain}` is no domain name; give one that is yours, such as crm.example.com")]
    Domain {
        /// The name.
        domain: String,
    },
    /// A report that does not fit its table.
    #[error("slice `{slice}`: {reason}")]
    Unsuited {
        /// The slice at fault; [`ALL`](crate::ALL) where it is the report itself.
        slice: String,
        /// What is wrong with it, and what to do.
        reason: &'static str,
    },
}
