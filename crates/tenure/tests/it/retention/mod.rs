//! Retention: against independently computed answers, against a naive reference, and by its laws.

mod by_convention;
mod construction;
mod conventions;
mod differential;
mod events;
mod explain;
mod intervals;
mod laws;
mod limits;
mod oracle;
mod published_examples;
mod restatement;
mod sharing;
mod survival;
mod survival_laws;
mod survival_oracle;
mod worked_examples;

use proptest::test_runner::{Config, FileFailurePersistence};

/// A usual run is modest; `TENURE_CASES` asks for more.
fn cases(usual: u32) -> Config {
    let asked = std::env::var("TENURE_CASES").ok();
    let cases = asked.and_then(|cases| cases.parse().ok()).unwrap_or(usual);
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/it/regressions/retention.txt"
    );
    Config {
        cases,
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(file))),
        ..Config::default()
    }
}
