//! A cancellation that was recorded late, a price that was put right and a handover that nobody had noted: what each did to
//! figures that had been reported.
//!
//!     cargo run --release --example restatement
//!     cargo run --release --example restatement -- --out DIR
//!
//! The second also writes the page of it to DIR, in each language.
//!
//! The book is simulated and goes through a journal. December is closed; then the three are recorded, all effective in a closed
//! period. The report as it was closed stays as it was, the report as known now says what is known now, and every difference is told
//! by account, with the record that made it.
#![allow(
    clippy::print_stderr,
    reason = "a program speaks through its standard streams"
)]

mod office;
mod told;

use std::error::Error;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::NaiveDate;
use tenure::retention::{
    BookReport, Difference, Figure, Question, Rate, Restatement, SliceBy, Slicing, closed_bridge,
    explain, restatement,
};
use tenure::{Book, Currency, Grain, Known, Periods};
use tenure_report::{Heading, Language, Names, RestatementReport};
use tenure_tables::{TableError, write_file};

use crate::office::Office;

fn main() -> ExitCode {
    let out = arguments(std::env::args().skip(1));
    match out.and_then(|out| run(out.as_deref())) {
        Ok(said) => {
            // Nothing is lost when whoever reads has seen enough and closes the pipe.
            let _ = io::stdout().write_all(said.as_bytes());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("restatement: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The folder that the page goes to, if it is asked for.
fn arguments(
    mut arguments: impl Iterator<Item = String>,
) -> Result<Option<PathBuf>, Box<dyn Error>> {
    match (
        arguments.next().as_deref(),
        arguments.next(),
        arguments.next(),
    ) {
        (None, ..) => Ok(None),
        (Some("--out"), Some(out), None) => Ok(Some(out.into())),
        _ => Err("the only option is --out DIR".into()),
    }
}

fn run(out: Option<&Path>) -> Result<String, Box<dyn Error>> {
    let mut office = Office::new()?;
    office.import()?;
    let closing = office.close_the_year()?;
    let late = office.record_late()?;
    let records = office.records()?;

    let months = Periods::covering(Grain::Month, day(2025, 10, 1)?, day(2026, 1, 31)?)
        .ok_or("the months are in range")?;
    let whole = BookReport::of(Currency::USD, months.clone());
    let (then, now) = (Known::Through(closing), Known::Now);
    let restated = restatement(&records, &whole, then, now)?;
    restated.reconcile()?;

    let mut said = String::from("A simulated book: made up, seeded, no customer is in it.\n\n");
    said += &told::happened(&late)?;
    said += &told::side_by_side(&restated)?;
    said += &told::changes(&restated)?;

    let by_manager = whole.clone().by(SliceBy::Manager);
    let handed = restatement(&records, &by_manager, then, now)?;
    handed.reconcile()?;
    if let Some(out) = out {
        pages(out, &handed)?;
    }
    said += &told::between_managers(&handed, &restated)?;
    said += &told::adjustments(&closed_bridge(&records, &whole)?)?;

    // Why net retention of November is another one now.
    let question = Question {
        figure: Figure::Rate(Rate::NetRevenueRetention),
        slice: None,
        on: day(2025, 11, 1)?,
    };
    let explained = |known| -> Result<_, Box<dyn Error>> {
        let (history, _) = whole.history(&Book::fold(&records, known)?)?;
        let convention = whole.convention.clone();
        let slicing = Slicing::none();
        Ok(explain(&history, &months, &slicing, convention, &question)?)
    };
    let difference = Difference::between(&explained(then)?, &explained(now)?)?;
    said += &told::difference(&difference)?;
    Ok(said)
}

/// The page of a restatement in each language.
fn pages(out: &Path, restated: &Restatement) -> Result<(), Box<dyn Error>> {
    std::fs::create_dir_all(out)?;
    for language in Language::ALL {
        let report = RestatementReport {
            heading: Heading {
                title: "What was reported for the year, and what is known now",
                subtitle: "All subscriptions",
                notes: &["A simulated book: made up, seeded, no customer is in it."],
                as_of: day(2026, 1, 31)?,
                language: *language,
            },
            restatement: restated,
            names: &Names::default(),
        };
        let page = report.to_html()?;
        let path = out.join(format!("restatement.{}.html", language.code()));
        write_file(&path, |file| {
            let written = file.write_all(page.as_bytes());
            written.map_err(|source| TableError::File {
                action: "write",
                path: path.clone(),
                source,
            })
        })?;
    }
    Ok(())
}

fn day(year: i32, month: u32, day: u32) -> Result<NaiveDate, Box<dyn Error>> {
    NaiveDate::from_ymd_opt(year, month, day).ok_or_else(|| "a day of the calendar".into())
}
