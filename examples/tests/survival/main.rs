//! The survival of lifetimes as a user gets it: the program, its files, its errors.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails panics"
)]

mod bad_input;
mod oracles;
mod program;
mod small_files;
#[path = "../support/mod.rs"]
mod support;
