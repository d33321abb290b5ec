#![doc = include_str!("../README.md")]

mod calendar;
mod catalogue;
mod content_line;
mod csv;
mod cursor;
mod error;
mod file;
mod jsonl;
mod markdown;
mod out;
mod progress;
mod provenance;
mod retention;
mod row;
mod schema;
mod survival;
mod tables;
mod text;
mod vcard;
mod wire_name;

pub use crate::csv::{CsvOptions, CsvProfile, CsvWriter, write_csv, write_csv_with};
pub use calendar::{
    CalendarEvent, CalendarOptions, EventKind, agenda_events, follow_up_events, renewal_events,
    write_calendar,
};
pub use catalogue::{LoadOptions, Loader, catalogue_markdown, json_schema, load_snippet};
pub use cursor::Cursor;
pub use error::TableError;
pub use file::write_file;
pub use jsonl::{JsonLinesOptions, JsonLinesWriter, JsonNumbers, write_jsonl, write_jsonl_with};
pub use markdown::write_markdown;
pub use progress::with_progress;
pub use provenance::Provenance;
pub use retention::{bridge_rows, cohort_rows, trailing_rows};
pub use row::{CellSink, Row};
pub use schema::{Column, Columns, Kind, Privacy, SCHEMA_VERSION, TableSchema};
pub use survival::{survival_curve_rows, survival_summary_row};
pub use tables::*;
pub use vcard::write_vcards;
