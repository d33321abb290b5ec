//! What became of the accounts that came in together.

use chrono::NaiveDate;
use tenure::{Money, Ratio};

use super::{ACCOUNTS, SLICE};
use crate::{CellSink, Column, Row, TableSchema};

/// Retention of the accounts that began in the same month, by age.
pub const COHORT_RETENTION: TableSchema = TableSchema {
    name: "cohort_retention",
    meaning: "What is left, some months later, of the accounts whose first month-end above zero was the same. Ages whose month \
              is not over have no row.",
    columns: &[
        SLICE,
        Column::date(
            "cohort_month",
            "day",
            "The first day of the month at whose end the accounts were first above zero.",
        ),
        Column::count(
            "age_months",
            "months",
            "Whole months since the cohort month; 0 is that month itself.",
        ),
        Column::count(
            "active_accounts",
            ACCOUNTS,
            "Accounts of the cohort above zero at the end of that month.",
        ),
        Column::amount(
            "revenue",
            "major units of the one currency of the table",
            "Their recurring monthly amount at the end of that month.",
        ),
        Column::rate(
            "logo_retention",
            "`active_accounts` over those of age 0. Absent when there were none.",
        ),
        Column::rate(
            "revenue_retention",
            "`revenue` over that of age 0; above 1 where expansion outweighs losses. Absent when there was none.",
        ),
    ],
    key: &["slice", "cohort_month", "age_months"],
    order: "`all` first, then slices by name in byte order; within a slice by cohort month, then by age",
};

/// One cohort of one slice at one age.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CohortRow<'a> {
    /// The part of the book; [`ALL`](crate::ALL) is the whole.
    pub slice: &'a str,
    /// The first day of the month in which the cohort began.
    pub cohort_month: NaiveDate,
    /// Whole months since.
    pub age_months: u64,
    /// Accounts of the cohort above zero at the end of that month.
    pub active_accounts: u64,
    /// Their recurring monthly amount at the end of that month.
    pub revenue: Money,
    /// Active accounts over those of age 0; `None` when there were none.
    pub logo_retention: Option<Ratio>,
    /// Revenue over that of age 0; `None` when there was none.
    pub revenue_retention: Option<Ratio>,
}

impl Row for CohortRow<'_> {
    const SCHEMA: &'static TableSchema = &COHORT_RETENTION;

    fn cells<S: CellSink>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.text(self.slice)?;
        sink.date(self.cohort_month)?;
        sink.count(self.age_months)?;
        sink.count(self.active_accounts)?;
        sink.amount(self.revenue)?;
        sink.rate_or_absent(self.logo_retention)?;
        sink.rate_or_absent(self.revenue_retention)
    }
}
