//! How long a million rows of eight columns take as CSV and Parquet, and 200,000 as a workbook, beside what others take for the same rows in
//! the same run; and how much more memory the workbook takes with five times the rows. Fails over a bar.
//!
//!     cargo bench --bench exports
#![allow(
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a program speaks through its standard streams"
)]

mod peer;
mod rows;

use std::error::Error;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Instant;

use tenure::Currency;
use tenure_parquet::{ParquetOptions, write_parquet};
use tenure_tables::{Provenance, write_csv, write_jsonl};
use tenure_xlsx::{Workbook, WorkbookOptions};

use crate::peer::Peer;
use crate::rows::{AccountMonth, account_months};

const ROUNDS: usize = 5;
const ROWS: usize = 1_000_000;
const SHEET_ROWS: usize = 200_000;

/// How much the peak of memory may differ between a workbook of a fifth of the rows and one of all: it does not grow with them.
const FLAT_KIB: u64 = 8 * 1024;

/// What is compared: a name, what the peer is asked for, how often (slow ones less), and the bar for the product's time over the peer's.
const COMPARED: [(&str, &str, usize, f64); 4] = [
    ("csv", "polars csv", ROUNDS, 1.3),
    ("csv", "pandas csv", 3, 1.0 / 8.0),
    ("parquet", "pyarrow parquet", ROUNDS, 1.3),
    ("xlsx", "xlsxwriter xlsx", 3, 1.0 / 4.0),
];

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("exports");
    fs::create_dir_all(&folder)?;
    let accounts = rows::accounts(ROWS / rows::MONTHS + 1);
    let rows: Vec<_> = account_months(&accounts).take(ROWS).collect();
    // First of all, while the allocator holds nothing that a workbook could be written into.
    let memory = (
        memory_kib("VmRSS:"),
        peak_kib(&rows[..SHEET_ROWS / 5], &folder)?,
        peak_kib(&rows[..SHEET_ROWS], &folder)?,
    );
    let parquet = folder.join("rows.parquet");
    write_parquet(File::create(&parquet)?, &rows, &options())?;
    let mut peer = Peer::start(&parquet, &folder)?;

    println!(
        "{ROWS} rows x 8 columns ({SHEET_ROWS} in the workbook), seconds, the median of up to {ROUNDS} rounds\n"
    );
    println!(
        "{:<10}{:>10}  {:<18}{:>10}{:>8}{:>8}",
        "format", "tenure", "peer", "seconds", "ratio", "bar"
    );
    let mut over = Vec::new();
    for (format, asked, rounds, bar) in COMPARED {
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            ours.push(seconds(format, &rows, &folder)?);
            theirs.push(peer.ask(asked)?);
        }
        let (ours, theirs) = (median(ours), median(theirs));
        let ratio = ours / theirs;
        println!("{format:<10}{ours:>10.3}  {asked:<18}{theirs:>10.3}{ratio:>8.3}{bar:>8.3}");
        if ratio > bar {
            over.push(format!("{format} beside {asked}"));
        }
    }
    let jsonl = seconds("jsonl", &rows, &folder)?;
    println!("{:<10}{jsonl:>10.3}", "jsonl");
    if let (Some(before), Some(small), Some(large)) = memory {
        let (small, large) = (small.saturating_sub(before), large.saturating_sub(before));
        println!(
            "\na workbook takes {small} KiB at the most for {} rows, and {large} KiB for {SHEET_ROWS}",
            SHEET_ROWS / 5
        );
        if large > small + FLAT_KIB {
            over.push("the memory of a workbook".to_owned());
        }
    }
    match over.as_slice() {
        [] => Ok(()),
        over => Err(format!("over the bar: {}", over.join(", ")).into()),
    }
}

/// The most memory that the process has while a workbook of rows is written; nothing where the system does not tell.
fn peak_kib(rows: &[AccountMonth<'_>], folder: &Path) -> Result<Option<u64>, Box<dyn Error>> {
    // Forgets the peak so far.
    if fs::write("/proc/self/clear_refs", "5").is_err() {
        return Ok(None);
    }
    seconds("xlsx", rows, folder)?;
    Ok(memory_kib("VmHWM:"))
}

/// A number of the system about the memory of the process.
fn memory_kib(name: &str) -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

/// Writes the rows once and gives the seconds.
fn seconds(format: &str, rows: &[AccountMonth<'_>], folder: &Path) -> Result<f64, Box<dyn Error>> {
    let path = folder.join(format!("tenure.{format}"));
    let begun = Instant::now();
    match format {
        "csv" => drop(write_csv(File::create(path)?, rows)?),
        "jsonl" => drop(write_jsonl(File::create(path)?, rows)?),
        "parquet" => drop(write_parquet(File::create(path)?, rows, &options())?),
        _ => {
            let mut workbook = Workbook::new("Rows", WorkbookOptions::new(options().provenance))?;
            workbook.table("Rows", rows.iter().take(SHEET_ROWS))?;
            workbook.finish(File::create(path)?)?;
        }
    }
    Ok(begun.elapsed().as_secs_f64())
}

fn options() -> ParquetOptions<'static> {
    ParquetOptions::new(Provenance {
        as_of: rows::first_month(),
        convention: None,
        currency: Some(Currency::USD),
    })
}

fn median(mut seconds: Vec<f64>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds.get(seconds.len() / 2).copied().unwrap_or_default()
}
