//! The main job as a user runs it: the program, its files, its errors.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails panics"
)]

mod bad_input;
#[path = "../../../crates/tenure-xlsx/tests/it/cells.rs"]
mod cells;
mod formats;
mod journal;
mod knowing;
mod managers;
mod oracles;
mod program;
mod readers;
mod slices;
#[path = "../support/mod.rs"]
mod support;
