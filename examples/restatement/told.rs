//! The restatement in words and columns.

use std::fmt::{self, Write as _};

use tenure::retention::{BridgeRow, ClosedReport, Column, Difference, Restated, Restatement};
use tenure::{Fraction, Month, Ratio, Rounding};

use crate::office::Late;

/// How many changes, and how many parts of a difference.
const CHANGES: usize = 12;
const PARTS: usize = 4;

pub(crate) fn happened(late: &Late) -> Result<String, fmt::Error> {
    let mut text = String::from("Recorded after the year was closed on 2026-01-12:\n");
    for (record, words) in late {
        writeln!(text, "  record {record}, {words}")?;
    }
    Ok(text)
}

/// Each month as it was reported and as it is known now.
pub(crate) fn side_by_side(restated: &Restatement) -> Result<String, fmt::Error> {
    let mut text = String::new();
    writeln!(
        text,
        "\n{:<8}{:<10}{:>14}{:>14}{:>14}{:>14}{:>12}{:>12}",
        "month", "", "opening", "contraction", "churn", "closing", "net", "gross"
    )?;
    for (before, after) in restated
        .before
        .all
        .rows
        .iter()
        .zip(&restated.after.all.rows)
    {
        for (label, row) in [("reported", before), ("now", after)] {
            writeln!(text, "{:<8}{label:<10}{}", month(row), figures(row))?;
        }
    }
    Ok(text)
}

fn figures(row: &BridgeRow) -> String {
    let amounts = &row.amounts;
    let amounts = [
        amounts.opening,
        amounts.contraction,
        amounts.churn,
        amounts.closing,
    ];
    let mut text = String::new();
    for amount in amounts {
        text += &format!("{:>14}", amount.amount().to_string());
    }
    for rate in [row.net_revenue_retention(), row.gross_revenue_retention()] {
        text += &format!("{:>12}", percent(rate));
    }
    text
}

/// What changed, by account, and which records changed it.
pub(crate) fn changes(restated: &Restatement) -> Result<String, fmt::Error> {
    let mut text =
        String::from("\nWhat changed, account by account, and which records changed it:\n");
    for change in restated.changes.iter().take(CHANGES) {
        writeln!(text, "  {}", told(change))?;
    }
    if let Some(more) = restated
        .changes
        .len()
        .checked_sub(CHANGES)
        .filter(|more| *more > 0)
    {
        writeln!(text, "  and {more} more")?;
    }
    writeln!(
        text,
        "The changes make the one report of the other, in every column of every month."
    )?;
    Ok(text)
}

fn told(change: &Restated) -> String {
    let records: Vec<_> = change
        .effects
        .iter()
        .map(|effect| {
            let record = &effect.record;
            format!(
                "{} {} of {}",
                record.position, record.type_name, record.effective_on
            )
        })
        .collect();
    format!(
        "{}  {}  {:<12}{:>10} -> {:<10} by {}",
        Month::of(change.period.start()),
        change.account,
        change.column.name(),
        change.amount_before.amount().to_string(),
        change.amount_after.amount().to_string(),
        records.join(", "),
    )
}

/// What changed between managers and not in the whole.
pub(crate) fn between_managers(
    by_manager: &Restatement,
    whole: &Restatement,
) -> Result<String, fmt::Error> {
    let mut text = String::from("\nBetween managers only:\n");
    let handed = by_manager
        .changes
        .iter()
        .filter(|change| matches!(change.column, Column::TransfersIn | Column::TransfersOut));
    for change in handed {
        let slice = change.slice.as_ref().map(ToString::to_string);
        writeln!(text, "  {:<8}{}", slice.unwrap_or_default(), told(change))?;
    }
    let moved = whole
        .changes
        .iter()
        .filter(|change| matches!(change.column, Column::TransfersIn | Column::TransfersOut));
    writeln!(text, "  (of the whole: {} changes of hands)", moved.count())?;
    Ok(text)
}

/// Rows as they were closed, and what was adjusted afterwards.
pub(crate) fn adjustments(closed: &ClosedReport) -> Result<String, fmt::Error> {
    let mut text =
        String::from("\nAs it was closed, with what came to light later as an adjustment:\n");
    for row in &closed.all.rows {
        let closing = match row.closed_by {
            Some(record) => format!("closed by record {record}"),
            None => "open".to_owned(),
        };
        writeln!(
            text,
            "  {}  adjustment {:>12}  opening {:>12}  closing {:>12}  {closing}",
            month(&row.row),
            row.adjustment.amount().to_string(),
            row.row.amounts.opening.amount().to_string(),
            row.row.amounts.closing.amount().to_string(),
        )?;
    }
    Ok(text)
}

/// Why two figures of one name differ.
pub(crate) fn difference(difference: &Difference) -> Result<String, fmt::Error> {
    let mut text = format!(
        "\nWhy {} of November is another one now:\n",
        difference.figure
    );
    let value =
        |parts: Option<tenure::retention::Parts>| percent(parts.and_then(|parts| parts.value()));
    writeln!(
        text,
        "  {} then, {} now: {}",
        value(difference.from()),
        value(difference.to()),
        points(difference.change().as_ref()),
    )?;
    for (_, part) in difference.largest(PARTS) {
        writeln!(text, "  {}  {}", part.account, points(part.change.as_ref()))?;
    }
    let parts = difference.steps.iter().flat_map(|step| &step.parts);
    let sum = parts
        .map(|part| part.change.clone())
        .sum::<Option<Fraction>>();
    writeln!(
        text,
        "All parts together: {}, which is {}.",
        points(sum.as_ref()),
        if sum == difference.change() {
            "the difference, exactly"
        } else {
            "not the difference"
        },
    )?;
    Ok(text)
}

fn month(row: &BridgeRow) -> Month {
    Month::of(row.period.start())
}

fn percent(rate: Option<Ratio>) -> String {
    let of_hundred = rate.and_then(|rate| {
        Ratio::of(rate.numerator().checked_mul(100)?, rate.denominator())?
            .to_decimal(2, Rounding::HalfEven)
    });
    of_hundred.map_or_else(|| "-".to_owned(), |percent| format!("{percent} %"))
}

fn points(change: Option<&Fraction>) -> String {
    let points = change.and_then(|change| {
        change
            .times(&Fraction::from(100))
            .to_decimal(3, Rounding::HalfEven)
    });
    points.map_or_else(
        || "-".to_owned(),
        |points| format!("{points:>8} percentage points"),
    )
}
