//! What became of the book of twelve months ago.

use chrono::NaiveDate;
use tenure::{Currency, Money, Ratio};

use super::{
    ACCOUNTS, CURRENCY, GROSS_REVENUE_RETENTION, LOGO_RETENTION, MAJOR_UNITS,
    NET_REVENUE_RETENTION, SLICE,
};
use crate::{CellSink, Column, Row, TableSchema};

/// Retention over twelve months, point to point, month by month.
pub const TRAILING_12: TableSchema = TableSchema {
    name: "trailing_12",
    meaning: "What became, by the end of one month, of the accounts in force twelve months earlier: point to point, not a \
              product of monthly rates.",
    columns: &[
        SLICE,
        Column::date(
            "month",
            "day",
            "The first day of the month at whose end the twelve months end.",
        ),
        CURRENCY,
        Column::amount(
            "opening",
            MAJOR_UNITS,
            "Recurring monthly amount in force twelve months before the end of the month.",
        ),
        Column::amount(
            "gross_retained",
            MAJOR_UNITS,
            "What of `opening` is still there, each account counted up to its opening amount.",
        ),
        Column::amount(
            "net_retained",
            MAJOR_UNITS,
            "Amount now of the accounts behind `opening`, expansion included.",
        ),
        Column::count(
            "opening_accounts",
            ACCOUNTS,
            "Accounts above zero twelve months before.",
        ),
        Column::count(
            "retained_accounts",
            ACCOUNTS,
            "Of those, accounts still above zero.",
        ),
        GROSS_REVENUE_RETENTION,
        NET_REVENUE_RETENTION,
        LOGO_RETENTION,
    ],
    key: &["slice", "month", "currency"],
    order: "`all` first, then slices by name in byte order; within a slice by month",
};

/// One slice over the twelve months that end with one month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrailingRow<'a> {
    /// The part of the book; [`ALL`](crate::ALL) is the whole.
    pub slice: &'a str,
    /// The first day of the month at whose end the twelve months end.
    pub month: NaiveDate,
    /// The currency of every amount.
    pub currency: Currency,
    /// In force twelve months before the end of the month.
    pub opening: Money,
    /// What of it is still there, each account counted up to its opening amount.
    pub gross_retained: Money,
    /// Amount now of the accounts behind it.
    pub net_retained: Money,
    /// Accounts above zero twelve months before.
    pub opening_accounts: u64,
    /// Of those, accounts still above zero.
    pub retained_accounts: u64,
    /// `gross_retained / opening`; `None` when nothing opened.
    pub gross_revenue_retention: Option<Ratio>,
    /// `net_retained / opening`; `None` when nothing opened.
    pub net_revenue_retention: Option<Ratio>,
    /// `retained_accounts / opening_accounts`; `None` when none opened.
    pub logo_retention: Option<Ratio>,
}

impl Row for TrailingRow<'_> {
    const SCHEMA: &'static TableSchema = &TRAILING_12;

    fn cells<S: CellSink>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.text(self.slice)?;
        sink.date(self.month)?;
        sink.currency(self.currency)?;
        sink.amount(self.opening)?;
        sink.amount(self.gross_retained)?;
        sink.amount(self.net_retained)?;
        sink.count(self.opening_accounts)?;
        sink.count(self.retained_accounts)?;
        sink.rate_or_absent(self.gross_revenue_retention)?;
        sink.rate_or_absent(self.net_revenue_retention)?;
        sink.rate_or_absent(self.logo_retention)
    }
}
