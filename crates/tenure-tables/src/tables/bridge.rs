//! How recurring revenue went from the opening to the closing of each period.

use chrono::NaiveDate;
use tenure::{Currency, Money, Ratio};

use super::{
    ACCOUNTS, CURRENCY, GROSS_REVENUE_RETENTION, LOGO_RETENTION, MAJOR_UNITS,
    NET_REVENUE_RETENTION, SLICE,
};
use crate::{CellSink, Column, Row, TableSchema};

/// The bridge of every month.
pub const BRIDGE_MONTHLY: TableSchema = TableSchema {
    name: "bridge_monthly",
    meaning: "How the recurring monthly amount of one slice went from the opening to the closing of one month: \
              opening + new + reactivation + expansion - contraction - churn + fx = closing, exactly.",
    columns: &columns(Column::date("month", "day", "The first day of the month.")),
    key: &["slice", "month", "currency"],
    order: "`all` first, then slices by name in byte order; within a slice by month",
};

/// The bridge of every quarter.
pub const BRIDGE_QUARTERLY: TableSchema = TableSchema {
    name: "bridge_quarterly",
    meaning: "How the recurring monthly amount of one slice went from the opening to the closing of one quarter: \
              opening + new + reactivation + expansion - contraction - churn + fx = closing, exactly.",
    columns: &columns(Column::date(
        "quarter",
        "day",
        "The first day of the quarter.",
    )),
    key: &["slice", "quarter", "currency"],
    order: "`all` first, then slices by name in byte order; within a slice by quarter",
};

/// One slice in one period. Amounts are recurring monthly amounts; movements are sizes, from zero up, in the direction of their
/// name, and only `fx` has a sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BridgeRow<'a> {
    /// The part of the book; [`ALL`](crate::ALL) is the whole.
    pub slice: &'a str,
    /// The first day of the month or quarter.
    pub period: NaiveDate,
    /// The currency of every amount.
    pub currency: Currency,
    /// In force on the last day before the period.
    pub opening: Money,
    /// From accounts never above zero before.
    pub new: Money,
    /// From accounts that were above zero before, but not at the opening.
    pub reactivation: Money,
    /// More from accounts that opened and closed above zero.
    pub expansion: Money,
    /// Less from accounts that opened and closed above zero.
    pub contraction: Money,
    /// Lost with accounts that closed at zero.
    pub churn: Money,
    /// Change due to exchange rates alone.
    pub fx: Money,
    /// In force on the last day of the period.
    pub closing: Money,
    /// Accounts above zero at the opening.
    pub opening_accounts: u64,
    /// Accounts behind `new`.
    pub new_accounts: u64,
    /// Accounts behind `reactivation`.
    pub reactivated_accounts: u64,
    /// Accounts behind `expansion`.
    pub expanded_accounts: u64,
    /// Accounts behind `contraction`.
    pub contracted_accounts: u64,
    /// Accounts behind `churn`.
    pub churned_accounts: u64,
    /// Accounts above zero at the closing.
    pub closing_accounts: u64,
    /// Gross revenue retention; `None` when nothing opened.
    pub gross_revenue_retention: Option<Ratio>,
    /// Net revenue retention; `None` when nothing opened.
    pub net_revenue_retention: Option<Ratio>,
    /// Logo retention; `None` when no account opened.
    pub logo_retention: Option<Ratio>,
}

/// A [`BridgeRow`] whose period is a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BridgeMonthly<'a>(pub BridgeRow<'a>);

/// A [`BridgeRow`] whose period is a quarter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BridgeQuarterly<'a>(pub BridgeRow<'a>);

impl Row for BridgeMonthly<'_> {
    const SCHEMA: &'static TableSchema = &BRIDGE_MONTHLY;

    fn cells<S: CellSink>(&self, sink: &mut S) -> Result<(), S::Error> {
        self.0.cells(sink)
    }
}

impl Row for BridgeQuarterly<'_> {
    const SCHEMA: &'static TableSchema = &BRIDGE_QUARTERLY;

    fn cells<S: CellSink>(&self, sink: &mut S) -> Result<(), S::Error> {
        self.0.cells(sink)
    }
}

impl BridgeRow<'_> {
    fn cells<S: CellSink>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.text(self.slice)?;
        sink.date(self.period)?;
        sink.currency(self.currency)?;
        sink.amount(self.opening)?;
        sink.amount(self.new)?;
        sink.amount(self.reactivation)?;
        sink.amount(self.expansion)?;
        sink.amount(self.contraction)?;
        sink.amount(self.churn)?;
        sink.amount(self.fx)?;
        sink.amount(self.closing)?;
        sink.count(self.opening_accounts)?;
        sink.count(self.new_accounts)?;
        sink.count(self.reactivated_accounts)?;
        sink.count(self.expanded_accounts)?;
        sink.count(self.contracted_accounts)?;
        sink.count(self.churned_accounts)?;
        sink.count(self.closing_accounts)?;
        sink.rate_or_absent(self.gross_revenue_retention)?;
        sink.rate_or_absent(self.net_revenue_retention)?;
        sink.rate_or_absent(self.logo_retention)
    }
}

const fn columns(period: Column) -> [Column; 21] {
    [
        SLICE,
        period,
        CURRENCY,
        Column::amount(
            "opening",
            MAJOR_UNITS,
            "Recurring monthly amount in force on the last day before the period.",
        ),
        Column::amount(
            "new",
            MAJOR_UNITS,
            "Closing amount of accounts never above zero before.",
        ),
        Column::amount(
            "reactivation",
            MAJOR_UNITS,
            "Closing amount of accounts that were above zero earlier, but not at the opening.",
        ),
        Column::amount(
            "expansion",
            MAJOR_UNITS,
            "Increase of accounts above zero at opening and closing.",
        ),
        Column::amount(
            "contraction",
            MAJOR_UNITS,
            "Decrease of accounts above zero at opening and closing; written without a minus.",
        ),
        Column::amount(
            "churn",
            MAJOR_UNITS,
            "Opening amount of accounts at zero at the closing; written without a minus.",
        ),
        Column::amount(
            "fx",
            MAJOR_UNITS,
            "The part of the change that is due to exchange rates alone; negative when they took away.",
        ),
        Column::amount(
            "closing",
            MAJOR_UNITS,
            "Recurring monthly amount in force on the last day of the period: the next period's opening.",
        ),
        Column::count(
            "opening_accounts",
            ACCOUNTS,
            "Accounts above zero at the opening.",
        ),
        Column::count("new_accounts", ACCOUNTS, "Accounts behind `new`."),
        Column::count(
            "reactivated_accounts",
            ACCOUNTS,
            "Accounts behind `reactivation`.",
        ),
        Column::count(
            "expanded_accounts",
            ACCOUNTS,
            "Accounts behind `expansion`.",
        ),
        Column::count(
            "contracted_accounts",
            ACCOUNTS,
            "Accounts behind `contraction`.",
        ),
        Column::count("churned_accounts", ACCOUNTS, "Accounts behind `churn`."),
        Column::count(
            "closing_accounts",
            ACCOUNTS,
            "Accounts above zero at the closing.",
        ),
        GROSS_REVENUE_RETENTION,
        NET_REVENUE_RETENTION,
        LOGO_RETENTION,
    ]
}
