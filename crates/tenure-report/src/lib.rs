#![doc = include_str!("../README.md")]

mod colour;
mod error;
mod heat_map;
mod language;
mod line_chart;
mod movement;
mod page;
mod reader;
mod report;
mod scale;
mod survival_chart;
mod tables;
mod waterfall;

pub use error::ReportError;
pub use language::Language;
pub use report::RetentionReport;
