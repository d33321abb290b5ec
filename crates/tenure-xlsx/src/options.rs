//! How a workbook is made.

use tenure_tables::{Columns, Provenance};

/// How digits before the point are grouped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Grouping {
    /// `12,345,678.90`.
    #[default]
    Thousands,
    /// By lakh and crore: `1,23,45,678.90`.
    Lakh,
}

/// How a workbook is made.
#[derive(Clone, Copy, Debug)]
pub struct WorkbookOptions<'a> {
    /// What the About sheet says of where the figures come from.
    pub provenance: Provenance<'a>,
    /// Which columns.
    pub columns: Columns,
    /// How amounts are grouped.
    pub grouping: Grouping,
    /// Whether a table with more rows than a sheet has goes on in further sheets. If not, it is an error.
    pub split: bool,
    /// The most rows of a sheet, heading included; at most [`WorkbookOptions::MAX_ROWS`].
    pub sheet_rows: u32,
}

impl<'a> WorkbookOptions<'a> {
    /// The most rows a sheet can have.
    pub const MAX_ROWS: u32 = 1_048_576;

    /// Open columns, grouped by thousands, no splitting.
    #[must_use]
    pub const fn new(provenance: Provenance<'a>) -> Self {
        Self {
            provenance,
            columns: Columns::OPEN,
            grouping: Grouping::Thousands,
            split: false,
            sheet_rows: Self::MAX_ROWS,
        }
    }
}
