#![doc = include_str!("../README.md")]

mod archive;
mod collect;
mod error;
mod file;
mod insert;
mod journal;
mod maintenance;
mod observe;
mod oneshot;
mod options;
mod profiles;
mod reader;
mod scan;
mod schema;
mod snapshots;
mod tables;
mod threads;
mod turn;
mod writer;

pub use journal::SqliteJournal;
pub use options::{Durability, Options};
pub use schema::{check, migrate};
pub use tenure::journal::Schema;
