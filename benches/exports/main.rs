//! How long a million rows of eight columns take as CSV and Parquet, and 200,000 as a workbook, beside what others take for the same rows in
//! the same run.
//!
//!     cargo bench --bench exports
#![allow(
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
use crate::rows::{Account, account_months};

const ROUNDS: usize = 5;
const ROWS: usize = 1_000_000;
const SHEET_ROWS: usize = 200_000;

/// What is compared: a name, what the peer is asked for, how often (slow ones once), and the bar for the product's time over the peer's.
const COMPARED: [(&str, &str, usize, f64); 4] = [
    ("csv", "polars csv", ROUNDS, 1.3),
    ("csv", "pandas csv", 1, 1.0 / 8.0),
    ("parquet", "pyarrow parquet", ROUNDS, 1.3),
    ("xlsx", "xlsxwriter xlsx", 1, 1.0 / 4.0),
];

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("exports");
    fs::create_dir_all(&folder)?;
    let accounts = rows::accounts(ROWS / rows::MONTHS + 1);
    let parquet = folder.join("rows.parquet");
    write_parquet(
        File::create(&parquet)?,
        account_months(&accounts).take(ROWS),
        &options(),
    )?;
    let mut peer = Peer::start(&parquet, &folder)?;

    println!(
        "{ROWS} rows x 8 columns ({SHEET_ROWS} in the workbook), seconds, the median of up to {ROUNDS} rounds\n"
    );
    println!(
        "{:<10}{:>10}  {:<18}{:>10}{:>8}{:>8}",
        "format", "tenure", "peer", "seconds", "ratio", "bar"
    );
    for (format, asked, rounds, bar) in COMPARED {
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            ours.push(product(format, &accounts, &folder)?);
            theirs.push(peer.ask(asked)?);
        }
        let (ours, theirs) = (median(ours), median(theirs));
        let ratio = ours / theirs;
        let verdict = if ratio <= bar { "" } else { "  over the bar" };
        println!(
            "{format:<10}{ours:>10.3}  {asked:<18}{theirs:>10.3}{ratio:>8.3}{bar:>8.3}{verdict}"
        );
    }
    let jsonl = product("jsonl", &accounts, &folder)?;
    println!("{:<10}{jsonl:>10.3}", "jsonl");
    Ok(())
}

/// Writes the rows once and gives the seconds.
fn product(format: &str, accounts: &[Account], folder: &Path) -> Result<f64, Box<dyn Error>> {
    let path = folder.join(format!("tenure.{format}"));
    let rows: Vec<_> = account_months(accounts).take(ROWS).collect();
    let begun = Instant::now();
    match format {
        "csv" => drop(write_csv(File::create(path)?, &rows)?),
        "jsonl" => drop(write_jsonl(File::create(path)?, &rows)?),
        "parquet" => drop(write_parquet(File::create(path)?, &rows, &options())?),
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
