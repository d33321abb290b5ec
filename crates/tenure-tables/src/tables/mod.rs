//! The tables, a file each.

mod bridge;
mod cohort;
mod survival;
mod trailing;

pub use bridge::{BRIDGE_MONTHLY, BRIDGE_QUARTERLY, BridgeMonthly, BridgeQuarterly, BridgeRow};
pub use cohort::{COHORT_RETENTION, CohortRow};
pub use survival::{SURVIVAL_CURVE, SURVIVAL_SUMMARY, SurvivalCurveRow, SurvivalSummaryRow};
pub use trailing::{TRAILING_12, TrailingRow};

use crate::{Column, TableSchema};

/// The slice that is the whole: every account.
pub const ALL: &str = "all";

/// The slice of the accounts that belong to no other.
pub const UNASSIGNED: &str = "unassigned";

/// Every table, by name.
pub const CATALOGUE: &[&TableSchema] = &[
    &BRIDGE_MONTHLY,
    &BRIDGE_QUARTERLY,
    &COHORT_RETENTION,
    &SURVIVAL_CURVE,
    &SURVIVAL_SUMMARY,
    &TRAILING_12,
];

const MAJOR_UNITS: &str = "major units of `currency`";
const ACCOUNTS: &str = "accounts";

const SLICE: Column = Column::text(
    "slice",
    "name",
    "The part of the book the row is about; `all` is the whole.",
);
const CURRENCY: Column = Column::text(
    "currency",
    "ISO 4217 code",
    "The currency of every amount of the row.",
);
const GROSS_REVENUE_RETENTION: Column = Column::rate(
    "gross_revenue_retention",
    "Of the opening amount, the part still there at the closing, each account counted up to its opening amount: \
     without expansion. Between 0 and 1. Absent when nothing opened.",
);
const NET_REVENUE_RETENTION: Column = Column::rate(
    "net_revenue_retention",
    "Closing amount of the accounts that opened the period, over their opening amount: with expansion, without new \
     accounts. At least the gross rate. Absent when nothing opened.",
);
const LOGO_RETENTION: Column = Column::rate(
    "logo_retention",
    "Of the accounts that opened the period, the part still above zero at its closing. Absent when none opened.",
);
