//! The retention figures of a book of subscriptions: imported, recorded in an embedded journal, computed from it, and written as
//! files.
//!
//!     cargo run --release --example quarterly_review
//!
//! runs on a simulated book. With arguments it reads a host's own files; `--help` says which.
#![allow(
    clippy::print_stderr,
    reason = "a program speaks through its standard streams"
)]

mod arguments;
mod figures;
mod input;
mod journal;
mod output;
mod sample;
mod summary;

use std::error::Error;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::ExitCode;

use chrono::{NaiveDate, Utc};
use tenure::retention::{Convention, RevenueHistory, Slicing, bridge};
use tenure::{Book, Month};
use tenure_import::{Plan, plan};

use crate::arguments::{Arguments, Invocation, USAGE};
use crate::figures::{Calendar, Figures};
use crate::input::Input;
use crate::journal::Recorder;
use crate::output::Heading;

/// Where the simulated review goes: a folder that version control ignores.
const SAMPLE_OUT: &str = "target/quarterly_review";

fn main() -> ExitCode {
    let done = match Invocation::parse(std::env::args().skip(1)) {
        Ok(Invocation::Help) => Ok(USAGE.to_owned()),
        Ok(Invocation::Sample) => review_sample(),
        Ok(Invocation::Review(arguments)) => review(&arguments),
        Err(error) => Err(error.into()),
    };
    match done {
        Ok(said) => {
            // All work is done: nothing is lost when whoever reads has seen enough and closes the pipe.
            let _ = io::stdout().write_all(said.as_bytes());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("quarterly_review: {error}");
            let mut cause = error.source();
            while let Some(error) = cause {
                eprintln!("  because: {error}");
                cause = error.source();
            }
            ExitCode::FAILURE
        }
    }
}

/// What the figures are made from, and what a reader should know of it.
struct Review<'a> {
    history: &'a RevenueHistory,
    slicing: &'a Slicing,
    by_manager: Option<&'a Slicing>,
    until: Month,
    notes: &'a [&'a str],
}

/// A host's own files.
fn review(arguments: &Arguments) -> Result<String, Box<dyn Error>> {
    let input = Input::read(arguments)?;
    let until = arguments
        .until
        .unwrap_or_else(|| Month::of(input.subscriptions.latest_date()));
    let mut said = format!(
        "{} subscriptions of {} accounts in {}, amounts in {}.\n",
        input.subscriptions.len(),
        input.subscriptions.accounts().len(),
        arguments.subscriptions.display(),
        input.subscriptions.currency(),
    );
    // Everything that can be wrong with the input or its dates shows before anything is written.
    let stated = input.history()?;
    Calendar::new(&stated, until)?;

    let (history, slicing) = if arguments.no_journal {
        let slicing = input.slicing(&stated);
        (stated, slicing)
    } else {
        let (recorder, plan) = record(&input, &arguments.out, arguments.journal.as_deref())?;
        said += &recorded(&plan);
        let book = recorder.book()?;
        let history = RevenueHistory::from_book(&book, input.subscriptions.currency())?;
        let slicing = slicing(&input, &history, &book);
        (history, slicing)
    };
    said += &finish(
        &arguments.out,
        &Review {
            history: &history,
            slicing: &slicing,
            by_manager: None,
            until,
            notes: &[],
        },
    )?;
    Ok(said)
}

/// The simulated book: its files are written, read and recorded like a host's own, and its managers with it.
fn review_sample() -> Result<String, Box<dyn Error>> {
    let out = Path::new(SAMPLE_OUT);
    output::make(out)?;
    let simulated = sample::simulate()?;
    sample::write(&simulated, out)?;
    let input = Input::read(&Arguments {
        subscriptions: out.join("sample_subscriptions.csv"),
        accounts: Some(out.join("sample_accounts.csv")),
        by: Some("segment".to_owned()),
        ..Arguments::default()
    })?;
    let (recorder, _) = record(&input, out, None)?;
    let book = recorder.book()?;
    let assignments = sample::assignments(&simulated, &book)?;
    recorder.record(book, assignments)?;

    let book = recorder.book()?;
    let history = RevenueHistory::from_book(&book, input.subscriptions.currency())?;
    finish(
        out,
        &Review {
            history: &history,
            slicing: &slicing(&input, &history, &book),
            by_manager: Some(&Slicing::by_manager(&history, &book)?),
            until: Month::of(input.subscriptions.latest_date()),
            notes: &["A simulated book: made up, seeded, no customer is in it."],
        },
    )
}

/// Brings the journal up to what the files state. A plan that cannot be carried out leaves everything as it was.
fn record(
    input: &Input,
    out: &Path,
    journal: Option<&Path>,
) -> Result<(Recorder, Plan), Box<dyn Error>> {
    let (stated, classes) = (input.stated()?, input.classes());
    let path = match journal {
        Some(path) => path.to_owned(),
        None => {
            output::make(out)?;
            out.join("journal.sqlite")
        }
    };
    let recorder = Recorder::open(&path, Utc::now())?;
    let book = recorder.book()?;
    let mut plan = plan(&book, &stated, &classes)?;
    drop((stated, classes));
    output::make(out)?;
    recorder.record(book, std::mem::take(&mut plan.commands))?;
    Ok((recorder, plan))
}

fn recorded(plan: &Plan) -> String {
    let mut said = format!(
        "Recorded: {} new, {} ended, {} corrected, {} unchanged.\n",
        plan.new_subscriptions,
        plan.ended_subscriptions,
        plan.corrected_subscriptions,
        plan.unchanged_subscriptions,
    );
    if plan.absent_subscriptions > 0 {
        said += &format!(
            "The journal has {} more that are not in this file. They are kept and counted; give another --journal to leave them out.\n",
            plan.absent_subscriptions
        );
    }
    said
}

/// By the class that the journal knows last, whatever the day of its subscriptions.
fn slicing(input: &Input, history: &RevenueHistory, book: &Book) -> Slicing {
    match &input.dimension {
        Some(dimension) => Slicing::by_class(history, book, dimension, NaiveDate::MAX),
        None => Slicing::none(),
    }
}

/// Computes, writes the files, and says what matters.
fn finish(out: &Path, review: &Review<'_>) -> Result<String, Box<dyn Error>> {
    let calendar = Calendar::new(review.history, review.until)?;
    let figures = Figures::compute(review.history, review.slicing, &calendar)?;
    let heading = Heading {
        subtitle: "All subscriptions",
        notes: review.notes,
        as_of: review.until.last_day(),
    };
    let written = output::write(out, &figures, &heading)?;

    let mut said = String::new();
    for note in review.notes {
        writeln!(said, "{note}")?;
    }
    writeln!(said, "\n{}", summary::quarters(&figures.quarterly)?)?;
    if let Some(by_manager) = review.by_manager {
        let convention = Convention::default();
        let report = bridge(review.history, &calendar.quarters, by_manager, convention)?;
        report.reconcile()?;
        writeln!(
            said,
            "The managers whose books moved most in these quarters:\n"
        )?;
        writeln!(said, "{}", summary::managers(&report)?)?;
    }
    writeln!(said, "Written:")?;
    for path in written {
        writeln!(said, "  {}", path.display())?;
    }
    Ok(said)
}
