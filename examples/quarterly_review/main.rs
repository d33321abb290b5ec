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
#[path = "../shared/attention.rs"]
mod attention;
mod by_manager;
mod figures;
#[path = "../shared/files.rs"]
mod files;
#[path = "../shared/formats.rs"]
mod formats;
mod input;
mod journal;
mod output;
mod sample;
mod set;
mod summary;
mod words;

use std::collections::BTreeSet;
use std::error::Error;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::{NaiveDate, Utc};
use tenure::retention::{Convention, RevenueHistory, Slicing, bridge};
use tenure::{Book, Known, Month, Record};
use tenure_import::{AssignmentPlan, Plan, plan_assignments};
use tenure_report::Language;

use crate::arguments::{Arguments, Invocation, USAGE, Wanted};
use crate::figures::{Calendar, Figures};
use crate::input::Input;
use crate::journal::Recorder;
use crate::words::Note;

/// Where the simulated review goes: a folder that version control ignores.
const SAMPLE_OUT: &str = "target/quarterly_review";

fn main() -> ExitCode {
    let done = match Invocation::parse(std::env::args().skip(1)) {
        Ok(Invocation::Help) => Ok(USAGE.to_owned()),
        Ok(Invocation::Sample(wanted)) => review_sample(&wanted),
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
    /// What the journal holds, where there is one.
    book: Option<&'a Book>,
    /// All records, and what the figures count as known, where they are shown as they were known earlier.
    since: Option<(&'a [Record], Known)>,
    slicing: &'a Slicing,
    /// Whether the slices are managers, between whom accounts change hands.
    slices_are_managers: bool,
    by_manager: Option<&'a Slicing>,
    convention: &'a Convention,
    until: Month,
    note: Option<Note>,
}

/// A host's own files.
fn review(arguments: &Arguments) -> Result<String, Box<dyn Error>> {
    let input = Input::read(arguments)?;
    let until = arguments
        .until
        .unwrap_or_else(|| Month::of(input.subscriptions.latest_date()));
    let mut said = format!(
        "Read {} subscriptions of {} accounts from {}, in {}.\n",
        input.subscriptions.len(),
        input.subscriptions.accounts().len(),
        arguments.subscriptions.display(),
        input.subscriptions.currency(),
    );
    let convention = &arguments.convention;
    let stated = input.history()?;
    let mut since = None;
    let (history, slicing, book) = if arguments.no_journal {
        Calendar::new(stated.first_in_force(), until)?;
        let slicing = input.slicing(&stated)?;
        (stated, slicing, None)
    } else {
        let path = journal_path(&arguments.out, arguments.journal.as_deref());
        let known = known_at_the_end_of(arguments.known, &path)?;
        let first = stated.first_in_force();
        let (recorder, done) = record(&input, &arguments.out, &path, first, until)?;
        said += &done;
        let book = recorder.book(known)?;
        if arguments.wanted.formats.is_some() && arguments.known.is_some() {
            since = Some((recorder.records()?, known));
        }
        let history =
            RevenueHistory::from_book_under(&book, input.subscriptions.currency(), convention)?;
        let slicing = slicing(&input, &history, &book)?;
        (history, slicing, Some(book))
    };
    said += &finish(
        &arguments.out,
        &arguments.wanted,
        &Review {
            history: &history,
            book: book.as_ref(),
            since: since
                .as_ref()
                .map(|(records, known)| (records.as_slice(), *known)),
            slicing: &slicing,
            slices_are_managers: input.assignments.is_some(),
            by_manager: input.assignments.as_ref().map(|_| &slicing),
            convention,
            until,
            note: arguments.known.map(Note::KnownAtTheEndOf),
        },
    )?;
    Ok(said)
}

/// The simulated book: its files are written, read and recorded like a host's own, and its managers with it.
fn review_sample(wanted: &Wanted) -> Result<String, Box<dyn Error>> {
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
    let until = Month::of(input.subscriptions.latest_date());
    let first = input.history()?.first_in_force();
    let path = journal_path(out, None);
    let (recorder, _) = record(&input, out, &path, first, until)?;
    let book = recorder.book(Known::Now)?;
    let assignments = sample::assignments(&simulated, &book)?;
    recorder.record(book, assignments)?;

    let book = recorder.book(Known::Now)?;
    let history = RevenueHistory::from_book(&book, input.subscriptions.currency())?;
    finish(
        out,
        wanted,
        &Review {
            history: &history,
            book: Some(&book),
            since: None,
            slicing: &slicing(&input, &history, &book)?,
            slices_are_managers: false,
            by_manager: Some(&Slicing::by_manager(&history, &book)?),
            convention: &Convention::default(),
            until,
            note: Some(Note::Simulated),
        },
    )
}

fn journal_path(out: &Path, given: Option<&Path>) -> PathBuf {
    given.map_or_else(|| out.join("journal.sqlite"), Path::to_owned)
}

/// What was known at the end of a day, if anything was; everything without a day. What this run will record is known from now on.
fn known_at_the_end_of(day: Option<NaiveDate>, journal: &Path) -> Result<Known, Box<dyn Error>> {
    let Some(day) = day else {
        return Ok(Known::Now);
    };
    let known = Known::by_end_of(day)
        .ok_or_else(|| format!("--known: {day} is too far ahead; give an earlier day"))?;
    let now = Utc::now();
    let over = matches!(known, Known::At(instant) if instant < now);
    let nothing = || -> Result<bool, Box<dyn Error>> {
        Ok(!journal.exists() || Recorder::open(journal, now)?.book(known)?.accounts().len() == 0)
    };
    if over && nothing()? {
        return Err(format!(
            "the journal held no account at the end of {day}; give a later day with --known"
        )
        .into());
    }
    Ok(known)
}

/// Brings the journal up to what the files state, and says what that was. What cannot be carried out, or could not be shown, leaves
/// everything as it was. `first` is the first day in force in the file.
fn record(
    input: &Input,
    out: &Path,
    path: &Path,
    first: Option<NaiveDate>,
    until: Month,
) -> Result<(Recorder, String), Box<dyn Error>> {
    if !path.exists() {
        // Before there is a journal, everything that can be wrong is in the file.
        Calendar::new(first, until)?;
        if path.parent() == Some(out) {
            output::make(out)?;
        }
    }
    let recorder = Recorder::open(path, Utc::now())?;
    let book = recorder.book(Known::Now)?;
    let held = RevenueHistory::from_book(&book, input.subscriptions.currency());
    // A book in another currency is refused by the plan, which says more.
    let held = held.ok().and_then(|held| held.first_in_force());
    Calendar::new(first.into_iter().chain(held).min(), until)?;
    let mut plan = input.plan(&book)?;
    let mut said = recorded(&plan);
    let mut commands = std::mem::take(&mut plan.commands);
    if let Some(assignments) = &input.assignments {
        let stated: BTreeSet<_> = input.subscriptions.accounts().iter().collect();
        let plan = plan_assignments(&book, assignments, |account| stated.contains(account))?;
        said += &assigned(&plan);
        commands.extend(plan.commands);
    }
    output::make(out)?;
    recorder.record(book, commands)?;
    Ok((recorder, said))
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

fn assigned(plan: &AssignmentPlan) -> String {
    let mut said = format!(
        "Assignments: {} new, {} corrected, {} unchanged, {} managers new.\n",
        plan.new_assignments,
        plan.corrected_assignments,
        plan.unchanged_assignments,
        plan.new_managers,
    );
    if plan.unknown_accounts > 0 {
        said += &format!(
            "The assignments file names {} accounts without any subscription. They are left out.\n",
            plan.unknown_accounts
        );
    }
    said
}

/// By the class that the journal knows last, whatever the day of its subscriptions; or by whoever held the account at the time.
fn slicing(
    input: &Input,
    history: &RevenueHistory,
    book: &Book,
) -> Result<Slicing, Box<dyn Error>> {
    Ok(match &input.dimension {
        _ if input.assignments.is_some() => Slicing::by_manager(history, book)?,
        Some(dimension) => Slicing::by_class(history, book, dimension, NaiveDate::MAX),
        None => Slicing::none(),
    })
}

/// Computes, writes the files, and says what matters.
fn finish(out: &Path, wanted: &Wanted, review: &Review<'_>) -> Result<String, Box<dyn Error>> {
    let calendar = Calendar::new(review.history.first_in_force(), review.until)?;
    let figures = Figures::compute(review.history, review.slicing, &calendar, review.convention)?;
    let written = output::write(out, wanted, review, &calendar, &figures)?;

    let mut said = String::new();
    if let Some(note) = review.note {
        writeln!(said, "{}", note.text(Language::English))?;
    }
    writeln!(said, "\n{}", summary::quarters(&figures.quarterly)?)?;
    if let Some(by_manager) = review.by_manager {
        let convention = review.convention.clone();
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
