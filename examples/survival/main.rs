//! How long accounts stay: survival curves of lifetimes that ended and of those still running, by group, and whether groups differ.
//!
//!     cargo run --release --example survival
//!
//! runs on a simulated book. With arguments it reads a host's own file; `--help` says which.
#![allow(
    clippy::print_stderr,
    reason = "a program speaks through its standard streams"
)]

mod arguments;
mod figures;
mod sample;

use std::error::Error;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::ExitCode;

use tenure_import::{LifetimeOptions, Lifetimes};

use crate::arguments::{Arguments, Invocation, USAGE};
use crate::figures::{Figures, Groups};

/// Where the simulated figures go: a folder that version control ignores.
const SAMPLE_OUT: &str = "target/survival";

fn main() -> ExitCode {
    let done = match Invocation::parse(std::env::args().skip(1)) {
        Ok(Invocation::Help) => Ok(USAGE.to_owned()),
        Ok(Invocation::Sample) => sample(),
        Ok(Invocation::Survival(arguments)) => survival(&arguments),
        Err(error) => Err(error.into()),
    };
    match done {
        Ok(said) => {
            // All work is done: nothing is lost when whoever reads has seen enough and closes the pipe.
            let _ = io::stdout().write_all(said.as_bytes());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("survival: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The simulated book, by segment, in days.
fn sample() -> Result<String, Box<dyn Error>> {
    let note = "A simulated book: made up, seeded, no customer is in it. Times are days.\n\n";
    Ok(note.to_owned() + &finish(sample::lifetimes()?, None, Path::new(SAMPLE_OUT))?)
}

/// A host's own file.
fn survival(arguments: &Arguments) -> Result<String, Box<dyn Error>> {
    let mut options = LifetimeOptions::new(&arguments.duration, &arguments.event);
    if let Some(entry) = &arguments.entry {
        options = options.entered(entry);
    }
    if let Some(group) = &arguments.group {
        options = options.by(group);
    }
    let lifetimes = Lifetimes::from_path(&arguments.lifetimes, &options)?;
    let mut said = String::new();
    if lifetimes.not_observed() > 0 {
        writeln!(
            said,
            "{} rows of duration 0 that did not end were under observation for no time and are left out.\n",
            lifetimes.not_observed()
        )?;
    }
    let groups = lifetimes.groups().map(|(name, group)| {
        let name = name.map_or(tenure_tables::ALL, |name| name.as_str());
        (name.to_owned(), group.to_vec())
    });
    said += &finish(groups.collect(), arguments.horizon, &arguments.out)?;
    Ok(said)
}

/// Computes, writes the files, and says what matters.
fn finish(groups: Groups, horizon: Option<f64>, out: &Path) -> Result<String, Box<dyn Error>> {
    let figures = Figures::compute(groups, horizon)?;
    let mut said = figures.summary()?;
    let written = figures.write(out)?;
    writeln!(said, "\nWritten:")?;
    for path in written {
        writeln!(said, "  {}", path.display())?;
    }
    Ok(said)
}
