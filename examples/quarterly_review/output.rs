//! The files of the review.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use tenure::health::Scorecard;
use tenure_report::{Heading, Names, RetentionReport};
use tenure_tables::{
    ALL, BridgeMonthly, BridgeQuarterly, Provenance, bridge_rows, cohort_rows, survival_curve_rows,
    survival_summary_row, trailing_rows,
};

use crate::Review;
use crate::arguments::Wanted;
use crate::by_manager::{MonthlyByManager, QuarterlyByManager, Transferred, transferred_rows};
use crate::figures::{Calendar, Figures, Survival};
use crate::files::Files;
use crate::formats::{Format, Formats};
use crate::set::{Reports, Set};
use crate::words;

/// What is written where no formats are asked for.
const USUAL: [Format; 3] = [Format::Csv, Format::Jsonl, Format::Html];

/// Makes the folder that the files go into, unless it is there.
pub(crate) fn make(out: &Path) -> Result<(), String> {
    fs::create_dir_all(out).map_err(|error| {
        let out = out.display();
        format!("the folder {out} cannot be made: {error}; give another one with --out")
    })
}

/// Writes the tables of retention and the page, or where formats are asked for the whole set in them; each file whole or not at all.
/// Gives the paths in the order written.
pub(crate) fn write(
    out: &Path,
    wanted: &Wanted,
    review: &Review<'_>,
    calendar: &Calendar,
    figures: &Figures,
) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    make(out)?;
    let usual = Formats::of(&USUAL);
    let formats = wanted.formats.as_ref().unwrap_or(&usual);
    let transferred = review.slices_are_managers.then(|| {
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

    // All that can fail but for the disk comes before the first file.
    let (currency, language) = (figures.monthly.currency, wanted.language);
    let convention = figures.monthly.convention.to_string();
    let provenance = Provenance {
        as_of: review.until.last_day(),
        convention: Some(&convention),
        currency: Some(currency),
    };
    let notes = review.note.map(|note| note.text(language));
    let page = RetentionReport {
        heading: Heading {
            title: words::title(language),
            subtitle: words::subtitle(language),
            notes: &notes.as_deref().into_iter().collect::<Vec<_>>(),
            as_of: provenance.as_of,
            language,
        },
        convention: &convention,
        currency,
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
    let page = match formats.has(Format::Html) {
        true => Some(page.to_html()?),
        false => None,
    };
    let card = Scorecard::default();
    let reports = match wanted.formats {
        Some(_) => Some(Reports::of(review, calendar, &card)?),
        None => None,
    };
    let set = match &reports {
        Some(reports) => Some(Set::of(review, calendar, figures, reports)?),
        None => None,
    };
    let workbook = match &set {
        Some(set) if formats.has(Format::Xlsx) => {
            Some(set.workbook(language, provenance, &cohorts)?)
        }
        _ => None,
    };

    let mut files = Files::new(out, formats, provenance, workbook);
    match &transferred {
        None => {
            files.table(|| monthly.iter().map(|row| BridgeMonthly(*row)))?;
            files.table(|| quarterly.iter().map(|row| BridgeQuarterly(*row)))?;
        }
        Some((monthly, quarterly)) => {
            files.table(|| monthly.iter().map(|row| MonthlyByManager(*row)))?;
            files.table(|| quarterly.iter().map(|row| QuarterlyByManager(*row)))?;
        }
    }
    files.table(|| trailing.iter())?;
    files.table(|| cohorts.iter())?;
    if let Some(set) = &set {
        files.table(|| curve.iter())?;
        files.table(|| summary.iter())?;
        set.tables(&mut files)?;
        files.loaders()?;
        if formats.has(Format::Ics) {
            set.calendar(&mut files, provenance.as_of)?;
        }
    }
    if let Some(page) = page {
        files.text("report.html", &page)?;
    }
    files.finish()
}

fn without_transfers<'a>(rows: &[Transferred<'a>]) -> Vec<tenure_tables::BridgeRow<'a>> {
    rows.iter().map(|row| row.bridge).collect()
}
