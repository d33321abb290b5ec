//! `cargo test --release -p tenure-tables -- --ignored --nocapture speed`

use std::io;
use std::time::Instant;

use tenure_tables::{BridgeMonthly, BridgeRow, write_csv, write_jsonl};

use crate::samples;

#[test]
#[ignore = "a measurement; run it in a release build on a quiet machine"]
fn speed_of_a_million_rows() {
    const ROWS: usize = 1_000_000;
    let rows: Vec<BridgeRow> = samples::bridge()
        .into_iter()
        .skip(1)
        .cycle()
        .take(ROWS)
        .collect();
    for _ in 0..3 {
        let start = Instant::now();
        write_csv(io::sink(), rows.iter().copied().map(BridgeMonthly)).unwrap();
        let csv = start.elapsed();
        let start = Instant::now();
        write_jsonl(io::sink(), rows.iter().copied().map(BridgeMonthly)).unwrap();
        let jsonl = start.elapsed();
        println!(
            "ns a row of 21 columns: csv {}, jsonl {}",
            csv.as_nanos() / ROWS as u128,
            jsonl.as_nanos() / ROWS as u128
        );
    }
}
