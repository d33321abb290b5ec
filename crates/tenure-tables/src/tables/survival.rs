//! How long accounts stay.

use super::ACCOUNTS;
use crate::{CellSink, Column, Row, TableSchema};

const TIME: &str = "the unit of the lifetimes";
const SHARE: &str = "fraction of one";

const GROUP: Column = Column::id(
    "group",
    "name",
    "The group of accounts the row is about; `all` where they are not divided.",
);

/// The survival curve of each group.
pub const SURVIVAL_CURVE: TableSchema = TableSchema {
    name: "survival_curve",
    meaning: "What share of a group's accounts is still there after a time, running ones included by what is known of them \
              (Kaplan-Meier). A row for each distinct time at which an account left or was last seen.",
    columns: &[
        GROUP,
        Column::number("time", TIME, "Since the start of each account."),
        Column::count(
            "at_risk",
            ACCOUNTS,
            "Accounts under observation just before the time: entry < time <= duration.",
        ),
        Column::count(
            "events",
            ACCOUNTS,
            "Of those, accounts that left at the time.",
        ),
        Column::count(
            "censored",
            ACCOUNTS,
            "Of those, accounts last seen at the time and not gone.",
        ),
        Column::number(
            "survival",
            SHARE,
            "The share of accounts that stays longer.",
        ),
        Column::number(
            "std_error",
            SHARE,
            "Its standard error by Greenwood's formula. Absent where survival is 0.",
        )
        .nullable(),
        Column::number(
            "ci_lower",
            SHARE,
            "The lower limit of its log-log confidence interval. Absent where survival is 0 or 1.",
        )
        .nullable(),
        Column::number(
            "ci_upper",
            SHARE,
            "The upper limit. Absent where survival is 0 or 1.",
        )
        .nullable(),
        Column::number(
            "nelson_aalen",
            "cumulative hazard",
            "The sum of events / at_risk up to the time, ties by the plain rule.",
        ),
    ],
    key: &["group", "time"],
    order: "groups by name in byte order; within a group by time",
};

/// One figure a group.
pub const SURVIVAL_SUMMARY: TableSchema = TableSchema {
    name: "survival_summary",
    meaning: "How long a group's accounts stay.",
    columns: &[
        GROUP,
        Column::count("n", ACCOUNTS, "Accounts of the group."),
        Column::count("events", ACCOUNTS, "Of those, accounts that left."),
        Column::number(
            "median",
            TIME,
            "By when half have left; the middle of the stretch on which survival is exactly a half. Absent when it is not reached.",
        )
        .nullable(),
        Column::number(
            "median_lower",
            TIME,
            "Its lower confidence limit. Absent when it is not reached.",
        )
        .nullable(),
        Column::number(
            "median_upper",
            TIME,
            "Its upper confidence limit. Absent when it is not reached.",
        )
        .nullable(),
        Column::number(
            "rmst_horizon",
            TIME,
            "Up to when the restricted mean counts time: the same for all groups.",
        ),
        Column::number(
            "rmst",
            TIME,
            "The mean time that accounts stay within the horizon: the area under the curve.",
        ),
        Column::number("rmst_se", TIME, "Its standard error."),
    ],
    key: &["group"],
    order: "groups by name in byte order",
};

/// One time of one group's curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SurvivalCurveRow<'a> {
    /// The group.
    pub group: &'a str,
    /// Since the start of each account.
    pub time: f64,
    /// Accounts under observation just before.
    pub at_risk: u64,
    /// Accounts that left then.
    pub events: u64,
    /// Accounts last seen then.
    pub censored: u64,
    /// The share that stays longer.
    pub survival: f64,
    /// Its standard error; `None` where survival is 0.
    pub std_error: Option<f64>,
    /// Its lower confidence limit; `None` where survival is 0 or 1.
    pub ci_lower: Option<f64>,
    /// Its upper confidence limit; `None` where survival is 0 or 1.
    pub ci_upper: Option<f64>,
    /// The cumulative hazard, ties by the plain rule.
    pub nelson_aalen: f64,
}

impl Row for SurvivalCurveRow<'_> {
    const SCHEMA: &'static TableSchema = &SURVIVAL_CURVE;

    fn cells<S: CellSink>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.text(self.group)?;
        sink.number(self.time)?;
        sink.count(self.at_risk)?;
        sink.count(self.events)?;
        sink.count(self.censored)?;
        sink.number(self.survival)?;
        sink.number_or_absent(self.std_error)?;
        sink.number_or_absent(self.ci_lower)?;
        sink.number_or_absent(self.ci_upper)?;
        sink.number(self.nelson_aalen)
    }
}

/// How long one group's accounts stay.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SurvivalSummaryRow<'a> {
    /// The group.
    pub group: &'a str,
    /// Accounts of the group.
    pub n: u64,
    /// Of those, accounts that left.
    pub events: u64,
    /// By when half have left; `None` when it is not reached.
    pub median: Option<f64>,
    /// Its lower confidence limit; `None` when it is not reached.
    pub median_lower: Option<f64>,
    /// Its upper confidence limit; `None` when it is not reached.
    pub median_upper: Option<f64>,
    /// Up to when the restricted mean counts time.
    pub rmst_horizon: f64,
    /// The restricted mean.
    pub rmst: f64,
    /// Its standard error.
    pub rmst_se: f64,
}

impl Row for SurvivalSummaryRow<'_> {
    const SCHEMA: &'static TableSchema = &SURVIVAL_SUMMARY;

    fn cells<S: CellSink>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.text(self.group)?;
        sink.count(self.n)?;
        sink.count(self.events)?;
        sink.number_or_absent(self.median)?;
        sink.number_or_absent(self.median_lower)?;
        sink.number_or_absent(self.median_upper)?;
        sink.number(self.rmst_horizon)?;
        sink.number(self.rmst)?;
        sink.number(self.rmst_se)
    }
}
