//! The files of the review.

use std::error::Error;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use tenure_report::{Language, Names, RetentionReport};
use tenure_tables::{
    ALL, BridgeMonthly, BridgeQuarterly, Row, TableError, bridge_rows, cohort_rows,
    survival_curve_rows, survival_summary_row, trailing_rows, write_csv, write_file, write_jsonl,
};

use crate::by_manager::{MonthlyByManager, QuarterlyByManager, Transferred, transferred_rows};
use crate::figures::{Figures, Survival};

/// What the report says above its figures.
pub(crate) struct Heading<'a> {
    pub(crate) subtitle: &'a str,
    pub(crate) notes: &'a [&'a str],
    pub(crate) as_of: NaiveDate,
}

/// Makes the folder that the files go into, unless it is there.
pub(crate) fn make(out: &Path) -> Result<(), String> {
    fs::create_dir_all(out).map_err(|error| {
        let out = out.display();
        format!("the folder {out} cannot be made: {error}; give another one with --out")
    })
}

/// Writes every table as CSV and JSON Lines, and the report; each file whole or not at all. Gives the paths in the order written.
pub(crate) fn write(
    out: &Path,
    figures: &Figures,
    heading: &Heading<'_>,
    slices_are_managers: bool,
) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    make(out)?;
    let transferred = slices_are_managers.then(|| {
        let monthly = transferred_rows(&figures.monthly);
        (monthly, transferred_rows(&figures.quarterly))
    });
    let (monthly, quarterly) = match &transferred {
        None => (
            bridge_rows(&figures.monthly)?,
            bridge_rows(&figures.quarterly)?,
        ),
        Some((monthly, quarterly)) => (without_transfers(monthly), without_transfers(quarterly)),
    };
    let trailing = trailing_rows(&figures.trailing)?;
    let cohorts = cohort_rows(&figures.cohorts)?;
    let whole = figures.survival.as_ref();
    let curve: Vec<_> = whole
        .map(|whole| survival_curve_rows(ALL, &whole.curve, Survival::LEVEL).collect())
        .unwrap_or_default();
    let summary: Vec<_> = whole
        .map(|whole| survival_summary_row(ALL, &whole.curve, &whole.median, &whole.mean))
        .into_iter()
        .collect();
    let report = RetentionReport {
        heading: tenure_report::Heading {
            title: "Retention review",
            subtitle: heading.subtitle,
            notes: heading.notes,
            as_of: heading.as_of,
            language: Language::English,
        },
        convention: &figures.monthly.convention.to_string(),
        currency: figures.monthly.currency,
        monthly: &monthly,
        quarterly: &quarterly,
        trailing: &trailing,
        cohorts: &cohorts,
        survival: &curve,
        survival_summary: &summary,
        differences: &figures.moved.differences,
        explained: &figures.moved.explained,
        names: &Names::default(),
    };
    let page = report.to_html()?;

    let mut written = Vec::new();
    match &transferred {
        None => {
            let monthly = monthly.iter().map(|row| BridgeMonthly(*row));
            let quarterly = quarterly.iter().map(|row| BridgeQuarterly(*row));
            table(out, &mut written, monthly)?;
            table(out, &mut written, quarterly)?;
        }
        Some((monthly, quarterly)) => {
            table(
                out,
                &mut written,
                monthly.iter().map(|row| MonthlyByManager(*row)),
            )?;
            table(
                out,
                &mut written,
                quarterly.iter().map(|row| QuarterlyByManager(*row)),
            )?;
        }
    }
    table(out, &mut written, trailing.iter().copied())?;
    table(out, &mut written, cohorts.iter().copied())?;
    let path = out.join("report.html");
    write_file(&path, |file| {
        file.write_all(page.as_bytes())
            .map_err(|source| TableError::File {
                action: "write",
                path: path.clone(),
                source,
            })
    })?;
    written.push(path);
    Ok(written)
}

fn without_transfers<'a>(rows: &[Transferred<'a>]) -> Vec<tenure_tables::BridgeRow<'a>> {
    rows.iter().map(|row| row.bridge).collect()
}

fn table<R: Row>(
    out: &Path,
    written: &mut Vec<PathBuf>,
    rows: impl Iterator<Item = R> + Clone,
) -> Result<(), TableError> {
    let csv = out.join(format!("{}.csv", R::SCHEMA.name));
    write_file(&csv, |file| write_csv(file, rows.clone()))?;
    let jsonl = out.join(format!("{}.jsonl", R::SCHEMA.name));
    write_file(&jsonl, |file| write_jsonl(file, rows))?;
    written.extend([csv, jsonl]);
    Ok(())
}
