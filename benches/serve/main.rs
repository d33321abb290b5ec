//! A book of single events on disk, loaded once, and its figures worked out on request: a line in, a line out.
//!
//!     cargo bench --features parallel --bench serve -- DIR
//!
//! `DIR` holds raw little-endian columns: `ev_acct.bin` (u32), `ev_day.bin` (u16, days since 2020-01-01), `ev_mrr.bin` (i64 minor units
//! from that day on), `as_acct.bin`, `as_day.bin`, `as_mgr.bin` (u32, u16, u16: the manager from that day on) and `seg.bin` (a byte for
//! each account); `csv` also reads `events.csv` and `assign.csv`. One line says that they are loaded. Then every line `FROM WORK [FILE]`
//! is answered with `NANOSECONDS PEAK_BYTES HELD_BYTES`: the most memory there was above that at the beginning, and how much of it is
//! held at the end. The figures are written to `FILE`, as little-endian 64-bit integers in the order that `canonical` describes.
//!
//! | FROM | WORK | measures |
//! | --- | --- | --- |
//! | `product` | `w1` `w2` `w3` `w4` `all` | the loaded history to the figures |
//! | `raw` | the same | unsorted rows to the history to the figures |
//! | `csv` | `all` | the files to the figures |
//! | `build` | `history` `slicing` `columns` | unsorted rows to each of them, which is held |
//! | `build` | `interned` | unsorted rows with typed ids and amounts in a currency to the history, through the builder |
//! | `live` | `apply` `row` | all facts in order, one at a time, each foreseen, without and with the row read after each; nanoseconds for all |
//! | `live` | a number | so many random corrections of the past, given together |
//! | `live` | `alone:` and a number | the same, each given alone |
//! | `memory` | a number | a million reads of memory, each at a place that the one before names, among so many times 32 bytes |
#![allow(
    clippy::print_stdout,
    reason = "a bench speaks through its standard output"
)]

mod book;
mod canonical;
mod csv;
mod latency;
mod live;
mod memory;

use std::error::Error;
use std::io::{self, BufRead, Write};
use std::path::Path;
use std::time::Instant;

use tenure::Periods;
use tenure::retention::{EventColumns, EventParts, RevenueHistory, Slicing};

use crate::book::{Raw, months};
use crate::live::Stream;

fn main() -> Result<(), Box<dyn Error>> {
    let Some(folder) = std::env::args().nth(1).filter(|first| first != "--bench") else {
        println!("serve: no folder of columns given, nothing to serve; see benches/README.md");
        return Ok(());
    };
    let folder = Path::new(&folder);
    let raw = Raw::load(folder)?;
    let periods = months()?;
    let history = raw.history()?;
    let slicing = raw.slicing(&history)?;
    let columns = EventColumns::new(&history, &slicing)?;
    let mut stream = None;
    let mut out = io::stdout().lock();
    writeln!(out, "loaded {} facts", raw.facts())?;
    out.flush()?;
    for line in io::stdin().lock().lines() {
        let line = line?;
        let mut words = line.split_whitespace();
        let (Some(from), Some(work)) = (words.next(), words.next()) else {
            continue;
        };
        let file = words.next();
        if from == "live" && stream.is_none() {
            stream = Some(Stream::new(&raw)?);
        }
        memory::reset_peak()?;
        let before = memory::resident()?;
        let start = Instant::now();
        let mut measured = None;
        let figures = match (from, &mut stream) {
            ("product", _) => canonical::figures(&columns, &periods, work)?,
            ("raw", _) => from_raw(&raw, &periods, work)?,
            ("csv", _) => from_raw(&Raw::from_csv(folder)?, &periods, work)?,
            ("build", _) => {
                measured = Some(build(&raw, work)?);
                Vec::new()
            }
            ("memory", _) => {
                let taken = latency::run(work.parse()?).ok_or("too many lines")?;
                measured = Some((taken, memory::resident()?));
                Vec::new()
            }
            ("live", Some(stream)) => {
                let (taken, figures) = stream.run(work)?;
                measured = Some((taken, memory::resident()?));
                figures
            }
            _ => return Err(format!("`{line}` is no work").into()),
        };
        let taken = start.elapsed().as_nanos();
        let (nanoseconds, after) = match measured {
            Some(measured) => measured,
            None => (taken, memory::resident()?),
        };
        let peak = memory::peak()?.saturating_sub(before);
        if let Some(file) = file {
            let bytes: Vec<u8> = figures
                .iter()
                .flat_map(|value| value.to_le_bytes())
                .collect();
            std::fs::write(file, bytes)?;
        }
        let held = after.saturating_sub(before);
        writeln!(out, "{nanoseconds} {peak} {held}")?;
        out.flush()?;
    }
    Ok(())
}

/// What a host does that keeps nothing between two requests.
fn from_raw(raw: &Raw, periods: &Periods, work: &str) -> Result<Vec<i64>, Box<dyn Error>> {
    let history = raw.history()?;
    let held = matches!(work, "w3" | "all");
    let slicing = if held {
        raw.slicing(&history)?
    } else {
        Slicing::none()
    };
    let columns = EventColumns::new(&history, &slicing)?;
    canonical::figures(&columns, periods, work)
}

/// Builds one thing; what it is built from is not timed. Nanoseconds, and the memory of the process while it is held.
fn build(raw: &Raw, what: &str) -> Result<(u128, u64), Box<dyn Error>> {
    let start = Instant::now();
    if what == "interned" {
        let history = raw.interned()?;
        let taken = start.elapsed().as_nanos();
        let held = memory::resident()?;
        drop(history);
        return Ok((taken, held));
    }
    let history: RevenueHistory = raw.history()?;
    if what == "history" {
        return Ok((start.elapsed().as_nanos(), memory::resident()?));
    }
    let start = Instant::now();
    let slicing = raw.slicing(&history)?;
    if what == "slicing" {
        return Ok((start.elapsed().as_nanos(), memory::resident()?));
    }
    let start = Instant::now();
    let columns = EventColumns::new(&history, &slicing)?;
    let taken = start.elapsed().as_nanos();
    let held = memory::resident()?;
    columns.figures(&months()?, EventParts::NONE)?;
    Ok((taken, held))
}
