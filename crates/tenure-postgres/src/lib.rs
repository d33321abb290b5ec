#![doc = include_str!("../README.md")]

mod archive;
mod batch;
mod connect;
mod error;
mod journal;
mod observe;
mod options;
mod profiles;
mod queue;
mod reader;
mod rows;
mod schema;
mod session;
mod snapshots;
mod writer;

pub use journal::PostgresJournal;
pub use options::{Durability, Options};
pub use schema::{check, migrate, scrub};
pub use tenure::journal::Schema;
