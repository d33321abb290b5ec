#![doc = include_str!("../README.md")]

mod bar_chart;
mod colour;
mod error;
mod figures;
mod heading;
mod heat_map;
mod language;
mod line_chart;
mod manager_report;
mod movement;
mod names;
mod page;
mod reader;
mod renewal_report;
mod report;
mod restatement_report;
mod scale;
mod stack_chart;
mod survival_chart;
mod tables;
mod waterfall;

pub use error::ReportError;
pub use heading::Heading;
pub use language::Language;
pub use manager_report::{AccountStanding, ManagerReport};
pub use names::Names;
pub use renewal_report::RenewalReport;
pub use report::RetentionReport;
pub use restatement_report::RestatementReport;
