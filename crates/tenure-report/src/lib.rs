#![doc = include_str!("../README.md")]

mod colour;
mod error;
mod figures;
mod heat_map;
mod line_chart;
mod movement;
mod page;
mod report;
mod scale;
mod tables;
mod waterfall;

pub use error::ReportError;
pub use report::RetentionReport;
