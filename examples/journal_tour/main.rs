//! What a journal does, step by step: open, append, conflict, retry, as-of, correct, forget, verify, back up, restore.
//!
//!     cargo run --release --example journal_tour
//!     cargo run --release --example journal_tour -- --postgres postgresql://postgres@localhost/postgres
//!
//! goes through an SQLite file in `target/journal_tour`; with an address, given so or as `TENURE_POSTGRES_URL`, through a database on that
//! server. The address is that of a role that may make databases and roles: the tour makes its own, and removes them at its end. What
//! both print from step 2 to step 9 is the same, hash included.
#![allow(
    clippy::print_stderr,
    reason = "a program speaks through its standard streams"
)]

mod on_postgres;
mod on_sqlite;
mod tour;

use std::env;
use std::error::Error;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Where the tour leaves its files: a folder that version control ignores.
const OUT: &str = "target/journal_tour";
const ADDRESS: &str = "TENURE_POSTGRES_URL";

fn main() -> ExitCode {
    match run() {
        Ok(said) => {
            // Nothing is lost when whoever reads has seen enough and closes the pipe.
            let _ = io::stdout().write_all(said.as_bytes());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("journal_tour: {error}");
            let mut cause = error.source();
            while let Some(error) = cause {
                eprintln!("  because: {error}");
                cause = error.source();
            }
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<String, Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let address = match arguments[..] {
        [] => env::var(ADDRESS).ok(),
        ["--postgres", address] => Some(address.to_owned()),
        _ => {
            return Err(format!(
                "only `--postgres ADDRESS` is understood, the address of a role that may make databases and roles; without it \
                 {ADDRESS} says where, or the tour goes through an SQLite file"
            )
            .into());
        }
    };
    let folder = folder()?;
    match address {
        None => on_sqlite::run(&folder),
        Some(address) => on_postgres::run(&folder, &address),
    }
}

/// An empty folder.
fn folder() -> Result<PathBuf, Box<dyn Error>> {
    let folder = Path::new(OUT);
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    Ok(folder.to_owned())
}
