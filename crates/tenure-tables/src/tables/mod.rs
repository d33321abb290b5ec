//! The tables, a file each.

mod account;
mod agenda;
mod bridge;
mod cohort;
mod contract;
pub(crate) mod declare;
mod explain;
mod focus;
mod health;
mod people;
mod record;
mod restatement;
mod retention;
mod revenue;
mod scoreboard;
mod slices;
mod staffing;
mod survival;
mod trailing;
mod units;
mod work;

pub use account::{
    ACCOUNT, ACCOUNT_CLASS, ASSIGNMENT, AccountClassRow, AccountRow, AssignmentRow,
    account_class_rows, account_rows, assignment_rows,
};
pub use agenda::{
    AGENDA, AGENDA_UNOWNED, AgendaRow, AgendaUnownedRow, agenda_rows, agenda_unowned_rows,
};
pub use bridge::{BRIDGE_MONTHLY, BRIDGE_QUARTERLY, BridgeMonthly, BridgeQuarterly, BridgeRow};
pub use cohort::{COHORT_RETENTION, CohortRow};
pub use contract::{
    CONTRACT_LINE, ContractLineRow, RENEWAL, RENEWAL_TOTAL, RenewalRow, RenewalTotalRow,
    contract_line_rows, renewal_rows, renewal_total_rows,
};
pub use explain::{EXPLAIN, ExplainRow, explain_rows};
pub use focus::{FOCUS, FOCUS_REASON, FocusReasonRow, FocusRow, focus_reason_rows, focus_rows};
pub use health::{
    HEALTH, HEALTH_MEASURE, HealthMeasureRow, HealthRow, health_measure_rows, health_rows,
};
pub use people::{
    CONTACT, ContactRow, MANAGER, ManagerRow, Profiles, contact_rows, manager_rows, profile_field,
};
pub use record::{RECORD, RecordCells, RecordRow};
pub use restatement::{
    RESTATEMENT, RESTATEMENT_RECORD, RestatementRecordRow, RestatementRow, restatement_record_rows,
    restatement_rows,
};
pub use retention::{
    BRIDGE, RETENTION, RetentionRow, SliceBridgeRow, retention_rows, slice_bridge_rows,
};
pub use revenue::{
    ACCOUNT_MONTH, AccountMonthRow, MOVEMENT, MovementRow, account_month_rows, movement_rows,
};
pub use scoreboard::{MANAGER_SCOREBOARD, ManagerScoreboardRow, manager_scoreboard_rows};
pub use staffing::{
    MANAGER_LOAD, ManagerLoadRow, STAFFING_PROPOSAL, StaffingProposalRow, manager_load_rows,
    proposal_load_rows, staffing_proposal_rows,
};
pub use survival::{SURVIVAL_CURVE, SURVIVAL_SUMMARY, SurvivalCurveRow, SurvivalSummaryRow};
pub use trailing::{TRAILING_12, TrailingRow};
pub use work::{
    CASE, COMMITMENT, CaseRow, CommitmentRow, INTERACTION, InteractionRow, SURVEY, SurveyRow,
    case_rows, commitment_rows, interaction_rows, survey_rows,
};

pub(crate) use slices::{named, trailing_window, unsuited};

use crate::{Column, TableSchema};

/// The slice that is the whole: every account.
pub const ALL: &str = "all";

/// The slice of the accounts that belong to no other.
pub const UNASSIGNED: &str = "unassigned";

/// Every table, by name.
pub const CATALOGUE: &[&TableSchema] = &[
    &ACCOUNT,
    &ACCOUNT_CLASS,
    &ACCOUNT_MONTH,
    &AGENDA,
    &AGENDA_UNOWNED,
    &ASSIGNMENT,
    &BRIDGE,
    &BRIDGE_MONTHLY,
    &BRIDGE_QUARTERLY,
    &CASE,
    &COHORT_RETENTION,
    &COMMITMENT,
    &CONTACT,
    &CONTRACT_LINE,
    &EXPLAIN,
    &FOCUS,
    &FOCUS_REASON,
    &HEALTH,
    &HEALTH_MEASURE,
    &INTERACTION,
    &MANAGER,
    &MANAGER_LOAD,
    &MANAGER_SCOREBOARD,
    &MOVEMENT,
    &RECORD,
    &RENEWAL,
    &RENEWAL_TOTAL,
    &RESTATEMENT,
    &RESTATEMENT_RECORD,
    &RETENTION,
    &STAFFING_PROPOSAL,
    &SURVEY,
    &SURVIVAL_CURVE,
    &SURVIVAL_SUMMARY,
    &TRAILING_12,
];

const MAJOR_UNITS: &str = "major units of `currency`";
const ACCOUNTS: &str = "accounts";

const SLICE: Column = Column::id(
    "slice",
    "name",
    "The part of the book the row is about; `all` is the whole.",
);
const CURRENCY: Column = Column::id(
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
