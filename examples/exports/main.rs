//! Everything a book holds, and what follows from it, as files that people and programs use at once: CSV, JSON Lines, Parquet, a workbook, a
//! calendar.
//!
//!     cargo run --release --example exports
//!
//! writes a made-up book to `target/exports`; `--out DIR` writes it elsewhere, `--formats csv,parquet` only in these formats.
#![allow(
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a program speaks through its standard streams"
)]

#[path = "../shared/files.rs"]
mod files;
#[path = "../shared/formats.rs"]
mod formats;
mod sample;

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use tenure::retention::{Convention, RevenueHistory, Slicing, bridge, cohorts, trailing};
use tenure::{Currency, Grain, Periods, RecurringRule};
use tenure_tables::{
    CalendarOptions, Provenance, RecordCells, account_class_rows, account_month_rows, account_rows,
    assignment_rows, case_rows, cohort_rows, commitment_rows, contract_line_rows, follow_up_events,
    interaction_rows, manager_scoreboard_rows, movement_rows, renewal_events, renewal_rows,
    retention_rows, slice_bridge_rows, survey_rows, write_calendar,
};
use tenure_xlsx::{ManagerWorkbook, Workbook, WorkbookOptions};

use crate::files::Files;
use crate::formats::{Format, Formats};

/// What is written unless only some of it is asked for.
const FORMATS: [Format; 7] = [
    Format::Csv,
    Format::Spreadsheet,
    Format::Jsonl,
    Format::Markdown,
    Format::Parquet,
    Format::Xlsx,
    Format::Ics,
];

fn main() -> ExitCode {
    match arguments(std::env::args().skip(1)).and_then(|(out, formats)| export(&out, &formats)) {
        Ok(written) => {
            for path in written {
                println!("{}", path.display());
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("exports: {error}");
            ExitCode::FAILURE
        }
    }
}

fn arguments(
    mut arguments: impl Iterator<Item = String>,
) -> Result<(PathBuf, Formats), Box<dyn Error>> {
    let (mut out, mut formats) = (PathBuf::from("target/exports"), Formats::of(&FORMATS));
    while let Some(option) = arguments.next() {
        let value = arguments
            .next()
            .ok_or_else(|| format!("{option} needs a value"))?;
        match option.as_str() {
            "--out" => out = value.into(),
            "--formats" => formats = Formats::parse(&value, &FORMATS)?,
            _ => {
                return Err(format!(
                    "`{option}` is no option; there are --out DIR and --formats NAME,NAME"
                )
                .into());
            }
        }
    }
    Ok((out, formats))
}

fn export(out: &std::path::Path, formats: &Formats) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    std::fs::create_dir_all(out)?;
    let (book, records) = sample::book()?;
    let today = sample::TODAY;
    let rule = RecurringRule::default();
    let history = RevenueHistory::from_book(&book, Currency::USD)?;
    let first = history.first_in_force().unwrap_or(today);
    let covering = |grain| Periods::covering(grain, first, today).ok_or("nothing to show");
    let (months, quarters) = (covering(Grain::Month)?, covering(Grain::Quarter)?);
    let by_manager = Slicing::by_manager(&history, &book)?;
    let bridge = bridge(&history, &quarters, &by_manager, Convention::default())?;
    bridge.reconcile()?;
    let trailing = trailing(&history, &months, 12, &by_manager, Convention::default())?;
    let cohorts = cohorts(&history, &months, &Slicing::none(), Convention::default())?;

    let bridge_rows = slice_bridge_rows(&bridge)?;
    let retention = retention_rows(&trailing)?;
    let cohort = cohort_rows(&cohorts)?;
    let scoreboard = manager_scoreboard_rows(&bridge, &book)?;
    let year = chrono::Days::new(365);
    let renewals = renewal_rows(&book, today, today + year, &rule)?;
    let commitments: Vec<_> = commitment_rows(&book, today).collect();
    let lines = contract_line_rows(&book, &rule)?;
    let cells = records
        .iter()
        .map(RecordCells::of)
        .collect::<Result<Vec<_>, _>>()?;

    let convention = bridge.convention.to_string();
    let provenance = Provenance {
        as_of: today,
        convention: Some(&convention),
        currency: Some(Currency::USD),
    };
    let workbook = if formats.has(Format::Xlsx) {
        let mut workbook = Workbook::new("Account review", WorkbookOptions::new(provenance))?;
        workbook.usual(&ManagerWorkbook {
            bridge: &bridge_rows,
            retention: &retention,
            cohorts: &cohort,
            scoreboard: &scoreboard,
            commitments: &commitments,
            renewals: &renewals,
        })?;
        Some(workbook)
    } else {
        None
    };
    let mut files = Files::new(out, formats, provenance, workbook);
    files.table(|| account_rows(&book, today))?;
    files.table(|| account_class_rows(&book))?;
    // Refused once, before any file: the rows below are made anew for each format.
    drop(account_month_rows(&history, Some(&book), &months)?);
    files.table(|| {
        account_month_rows(&history, Some(&book), &months)
            .into_iter()
            .flatten()
    })?;
    files.table(|| assignment_rows(&book))?;
    files.table(|| bridge_rows.iter())?;
    files.table(|| case_rows(&book, today))?;
    files.table(|| cohort.iter())?;
    files.table(|| commitments.iter())?;
    files.table(|| lines.iter())?;
    files.table(|| interaction_rows(&book))?;
    files.table(|| scoreboard.iter())?;
    files.table(|| movement_rows(&history, Some(&book)))?;
    files.table(|| cells.iter().map(RecordCells::row))?;
    files.table(|| renewals.iter())?;
    files.table(|| retention.iter())?;
    files.table(|| survey_rows(&book))?;
    files.loaders()?;

    if formats.has(Format::Ics) {
        let options = CalendarOptions {
            domain: "crm.example.com",
            name: "Renewals and follow-ups",
            as_of: today,
            reminders: &[30, 7],
        };
        let events = renewal_events(renewals.iter().copied())
            .chain(follow_up_events(commitments.iter().copied()));
        files.file("review.ics", |file| {
            Ok(write_calendar(file, &options, events).map(drop)?)
        })?;
    }
    files.finish()
}
