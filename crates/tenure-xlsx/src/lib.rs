#![doc = include_str!("../README.md")]

mod about;
mod bridge;
mod cohorts;
mod error;
mod formats;
mod lines;
mod options;
mod sheet;
mod text;
mod workbook;

pub use error::WorkbookError;
pub use options::{Grouping, WorkbookOptions};
pub use workbook::{ManagerWorkbook, Workbook, write_workbook};
