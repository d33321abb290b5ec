//! The exact bytes of every table in every format. Users' programs read these headers and digits.
//!
//! `TENURE_BLESS=1 cargo test -p tenure-tables golden` writes the files anew.

use std::path::Path;

use tenure_tables::{BridgeMonthly, BridgeQuarterly, Row, write_csv, write_jsonl};

use crate::samples;

#[test]
fn golden_bridge_monthly() {
    check(
        &samples::bridge()
            .into_iter()
            .map(BridgeMonthly)
            .collect::<Vec<_>>(),
    );
}

#[test]
fn golden_bridge_quarterly() {
    check(
        &samples::bridge()
            .into_iter()
            .map(BridgeQuarterly)
            .collect::<Vec<_>>(),
    );
}

#[test]
fn golden_trailing_12() {
    check(&samples::trailing());
}

#[test]
fn golden_cohort_retention() {
    check(&samples::cohorts());
}

#[test]
fn golden_survival_curve() {
    check(&samples::survival_curves());
}

#[test]
fn golden_survival_summary() {
    check(&samples::survival_summaries());
}

fn check<R: Row>(rows: &[R]) {
    let mut csv = Vec::new();
    assert_eq!(write_csv(&mut csv, rows).unwrap(), 3);
    compare::<R>("csv", &csv);
    let mut lines = Vec::new();
    assert_eq!(write_jsonl(&mut lines, rows).unwrap(), 3);
    compare::<R>("jsonl", &lines);
}

fn compare<R: Row>(extension: &str, actual: &[u8]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(format!("{}.{extension}", R::SCHEMA.name));
    if std::env::var_os("TENURE_BLESS").is_some() {
        std::fs::write(&path, actual).unwrap();
    }
    let expected = std::fs::read(&path).unwrap();
    assert_eq!(
        String::from_utf8_lossy(actual),
        String::from_utf8_lossy(&expected),
        "{}",
        path.display()
    );
}
