//! The journal on a disk that takes notes, runs full, fails and loses power. A program of its own, because that disk stands in front
//! of SQLite's for all of it.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]

mod damage;
mod disk;
mod power;
mod store;
#[path = "../it/support.rs"]
mod support;
