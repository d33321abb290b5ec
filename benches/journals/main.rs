//! The journals beside what they stand on: a plain file that is flushed, SQLite and PostgreSQL through their drivers.
//!
//!     cargo bench --bench journals
//!
//! Every row is a ratio of two sides that took turns in this run, the median over all rounds, with the bar it has to reach where it has
//! one. It fails when one does not. The part on PostgreSQL needs a server, which it starts, or takes from `TENURE_POSTGRES_URL`. An argument (`sqlite`,
//! `postgres`, `memory`) runs that part alone.
#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a bench speaks through its standard output, and stops when it cannot go on"
)]

mod floor;
#[path = "../serve/memory.rs"]
mod memory;
mod postgres;
mod score;
mod sqlite;
mod work;

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use crate::score::Score;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let only = std::env::args()
        .skip(1)
        .find(|argument| argument != "--bench");
    let runs = |part: &str| only.as_deref().is_none_or(|only| only == part);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/bench/journals");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    let mut score = Score::default();
    if runs("sqlite") {
        sqlite::run(&folder, &mut score)?;
    }
    if runs("memory") {
        sqlite::memory(&folder, &mut score)?;
    }
    if runs("postgres") {
        postgres::run(&mut score)?;
    }
    fs::remove_dir_all(&folder)?;
    Ok(score.end())
}
