#![doc = include_str!("../README.md")]

mod csv;
mod error;
mod file;
mod jsonl;
mod progress;
mod retention;
mod row;
mod schema;
mod survival;
mod tables;
mod text;

pub use crate::csv::{CsvWriter, write_csv};
pub use error::TableError;
pub use file::write_file;
pub use jsonl::{JsonLinesWriter, write_jsonl};
pub use retention::{bridge_rows, cohort_rows, trailing_rows};
pub use row::{CellSink, Row};
pub use schema::{Column, Kind, TableSchema};
pub use survival::{survival_curve_rows, survival_summary_row};
pub use tables::{
    ALL, BRIDGE_MONTHLY, BRIDGE_QUARTERLY, BridgeMonthly, BridgeQuarterly, BridgeRow, CATALOGUE,
    COHORT_RETENTION, CohortRow, SURVIVAL_CURVE, SURVIVAL_SUMMARY, SurvivalCurveRow,
    SurvivalSummaryRow, TRAILING_12, TrailingRow, UNASSIGNED,
};
