//! The journal on SQLite: the conformance suite, and what only a file can do.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

mod crash;
mod damage;
mod erasure;
mod file;
mod maintenance;
mod processes;
mod reading;
mod sharing;
mod suite;
mod support;
