//! Everything that the core promises, checked from outside, as one binary.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails panics"
)]

mod attention;
mod domain;
mod economics;
mod retention;
mod staffing;
mod values;

use proptest::test_runner::{Config, FileFailurePersistence};

/// The usual run (256 cases, or `PROPTEST_CASES`); counter-examples are kept in a file beside the tests and run first.
fn config(regressions: &'static str) -> Config {
    Config {
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(regressions))),
        ..Config::default()
    }
}
