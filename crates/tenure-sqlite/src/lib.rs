#![doc = include_str!("../README.md")]

mod error;
mod file;
mod journal;
mod oneshot;
mod options;
mod profiles;
mod reader;
mod schema;
mod tables;
mod writer;

pub use journal::SqliteJournal;
pub use options::Options;
pub use schema::{Schema, check, migrate};
