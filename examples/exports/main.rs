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

#[path = "../shared/attention.rs"]
mod attention;
#[path = "../shared/files.rs"]
mod files;
#[path = "../shared/formats.rs"]
mod formats;
mod sample;

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use tenure::agenda::RenewalPipeline;
use tenure::health::Scorecard;
use tenure::retention::{
    Convention, Figure, Question, Rate, RevenueHistory, Slicing, bridge, cohorts, explain, trailing,
};
use tenure::situation::{SituationPolicy, Viewpoint};
use tenure::staffing::{StaffingPolicy, StaffingQuestion, loads};
use tenure::{Currency, Grain, Periods, RecurringRule, Span};
use tenure_tables::{
    CalendarOptions, Profiles, Provenance, RecordCells, account_class_rows, account_month_rows,
    account_rows, agenda_events, agenda_rows, agenda_unowned_rows, assignment_rows, case_rows,
    cohort_rows, commitment_rows, contact_rows, contract_line_rows, explain_rows,
    focus_reason_rows, focus_rows, follow_up_events, health_measure_rows, health_rows,
    interaction_rows, manager_load_rows, manager_rows, manager_scoreboard_rows, movement_rows,
    renewal_events, renewal_rows, renewal_total_rows, retention_rows, slice_bridge_rows,
    survey_rows, write_calendar,
};
use tenure_xlsx::{ManagerWorkbook, Workbook, WorkbookOptions};

use crate::attention::Attention;
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
    let viewpoint = Viewpoint::of(&book, today);
    let policy = SituationPolicy {
        look_ahead_days: 365,
        ..viewpoint.policy().clone()
    };
    let ahead = Viewpoint::by(&book, today, policy);
    let pipeline = RenewalPipeline::from_situations(ahead.situations())?;
    let renewals: Vec<_> = renewal_rows(&book, &pipeline).collect();
    let card = Scorecard::default();
    let week = Span::new(today, today.checked_add_days(chrono::Days::new(7)))?;
    let attention = Attention::of(&viewpoint, &card, week);
    let agenda: Vec<_> = agenda_rows(today, &attention.agendas).collect();
    let loads = loads(
        &book,
        &StaffingPolicy::default(),
        &StaffingQuestion::whole_book(week),
    )?;
    let question = Question {
        figure: Figure::Rate(Rate::NetRevenueRetention),
        slice: None,
        on: today,
    };
    let convention = Convention::default();
    let explained = [explain(
        &history,
        &quarters,
        &by_manager,
        convention,
        &question,
    )?];
    let explained = explain_rows(&explained)?;
    let profiles = Profiles::new();
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
            agenda: &agenda,
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
    drop(account_month_rows(&history, None, &months, None)?);
    files.table(|| {
        account_month_rows(&history, Some(&book), &months, Some(&card))
            .into_iter()
            .flatten()
    })?;
    files.table(|| agenda.iter())?;
    files.table(|| agenda_unowned_rows(today, &attention.agendas))?;
    files.table(|| assignment_rows(&book))?;
    files.table(|| bridge_rows.iter())?;
    files.table(|| case_rows(&book, today))?;
    files.table(|| cohort.iter())?;
    files.table(|| commitments.iter())?;
    files.table(|| contact_rows(&book, &profiles, today))?;
    files.table(|| lines.iter())?;
    files.table(|| explained.iter())?;
    files.table(|| focus_rows(attention.focuses()))?;
    files.table(|| focus_reason_rows(attention.focuses()))?;
    files.table(|| health_rows(attention.healths()))?;
    files.table(|| health_measure_rows(attention.healths()))?;
    files.table(|| interaction_rows(&book))?;
    files.table(|| manager_rows(&book, &profiles, today))?;
    files.table(|| manager_load_rows(&loads))?;
    files.table(|| scoreboard.iter())?;
    files.table(|| movement_rows(&history, Some(&book)))?;
    files.table(|| cells.iter().map(RecordCells::row))?;
    files.table(|| renewals.iter())?;
    files.table(|| renewal_total_rows(&pipeline))?;
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
            .chain(follow_up_events(commitments.iter().copied()))
            .chain(agenda_events(agenda.iter().copied()));
        files.file("review.ics", |file| {
            Ok(write_calendar(file, &options, events).map(drop)?)
        })?;
    }
    files.finish()
}
