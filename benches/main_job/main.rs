//! A million generated subscriptions: from CSV to the monthly bridge, beside DuckDB on the same file, and through a new journal.
//!
//!     cargo bench --bench main_job
//!
//! Each side runs in a process of its own, rounds of both take turns, the first does not count, and medians are compared. Both must
//! agree on every figure.
#![allow(
    clippy::print_stdout,
    reason = "a bench speaks through its standard output"
)]

mod peer;
mod product;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tenure::Month;
use tenure_testkit::simulation::SimulatedBook;

use crate::peer::Side;
use crate::product::Measured;

/// How often each side runs; the first round of each warms the page cache and does not count.
const ROUNDS: usize = 5;
const ROWS: usize = 1_000_000;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [_, "csv", file, out] => product::from_csv(Path::new(file), Path::new(out)),
        [_, "journal", file, journal] => {
            product::through_journal(Path::new(file), Path::new(journal))
        }
        _ => compare(),
    }
}

fn compare() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/bench/main_job");
    fs::create_dir_all(&folder)?;
    let file = generate(&folder)?;
    let (ours, theirs) = (folder.join("bridge.csv"), folder.join("duckdb_bridge.csv"));

    let mut duckdb = Side::duckdb(&folder, &file, &theirs)?;
    let mut tenure = Side::product(&file, &ours)?;
    let (mut product, mut peer) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let measured = Measured::read(&tenure.round()?)?;
        let seconds: f64 = duckdb.round()?.parse()?;
        if round > 0 {
            product.push(measured);
            peer.push(seconds);
        }
    }
    drop((tenure, duckdb));
    if fs::read_to_string(&ours)? != fs::read_to_string(&theirs)? {
        return Err(format!("{} and {} differ", ours.display(), theirs.display()).into());
    }
    let peak = product.iter().map(|measured| measured.peak_bytes).max();
    let product = median(product.iter().map(|measured| measured.seconds).collect());
    let peer = median(peer);
    println!("CSV to monthly bridge, {ROWS} rows, medians of {ROUNDS}, all figures equal");
    println!(
        "  tenure  {product:.3} s, peak {} MiB",
        peak.unwrap_or(0) >> 20
    );
    println!("  DuckDB  {peer:.3} s, 2 threads");
    println!("  ratio   {:.2} x", peer / product);

    let mut rates = Vec::new();
    for round in 0..ROUNDS {
        let journal = folder.join(format!("journal-{round}.sqlite"));
        for suffix in ["", "-wal", "-shm"] {
            let _ = fs::remove_file(format!("{}{suffix}", text(&journal)?));
        }
        let measured = child(&["journal", text(&file)?, text(&journal)?])?;
        rates.push(ROWS as f64 / measured.seconds);
        fs::remove_file(&journal)?;
    }
    println!("CSV through a new SQLite journal to monthly bridge, {ROWS} rows, median of {ROUNDS}");
    println!("  tenure  {:.0} rows/s", median(rates));
    Ok(())
}

/// Subscriptions in the order of their starts, as a billing system lists them.
fn generate(folder: &Path) -> Result<PathBuf, Box<dyn Error>> {
    let file = folder.join("subscriptions.csv");
    let months: (Month, Month) = ("2019-01".parse()?, "2023-12".parse()?);
    let mut book = SimulatedBook::new(1, 420_000, months.0, months.1);
    let rows = &mut book.subscriptions;
    rows.sort_by(|a, b| (a.start, &a.id).cmp(&(b.start, &b.id)));
    if rows.len() < ROWS {
        return Err(format!("only {} rows were generated", rows.len()).into());
    }
    rows.truncate(ROWS);
    fs::write(&file, book.subscriptions_csv())?;
    Ok(file)
}

/// Runs this program again, so that memory is that of one measurement alone.
fn child(arguments: &[&str]) -> Result<Measured, Box<dyn Error>> {
    let output = Command::new(std::env::current_exe()?)
        .args(arguments)
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    Measured::read(&String::from_utf8(output.stdout)?)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

fn text(path: &Path) -> Result<&str, Box<dyn Error>> {
    path.to_str().ok_or_else(|| "a path is not UTF-8".into())
}
