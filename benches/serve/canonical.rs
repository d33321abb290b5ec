//! Figures as plain columns of integers, in an order that any program can write:
//!
//! - `w1`: amounts by month and kind, numbers by month and kind, then by month opening amount, gained, lost, opening accounts, lost accounts
//! - `w2`: accounts by cohort and month, then amounts
//! - `w3`: amounts by manager (the last is nobody), month and kind, then numbers
//! - `w4`: by days from 0 on accounts that churned, accounts that did not, and the Kaplan-Meier estimate as the bits of a double
//! - `all`: these one after the other
//!
//! Kinds are new, expansion, contraction, churn, reactivation; amounts have the sign that they have in the sum.

use std::error::Error;

use tenure::Periods;
use tenure::retention::{EventColumns, EventFigures, EventParts, EventSum};

pub(crate) fn figures(
    columns: &EventColumns<'_>,
    periods: &Periods,
    work: &str,
) -> Result<Vec<i64>, Box<dyn Error>> {
    let none = EventParts::NONE;
    let parts = match work {
        "w1" => EventParts {
            movements: true,
            ..none
        },
        "w2" => EventParts {
            cohorts: true,
            ..none
        },
        "w3" => EventParts {
            slices: true,
            ..none
        },
        "w4" => EventParts {
            lifetimes: true,
            ..none
        },
        "all" => EventParts::ALL,
        _ => return Err(format!("`{work}` is no figure").into()),
    };
    let figures = columns.figures(periods, parts)?;
    Ok(write(&figures, parts))
}

pub(crate) fn write(figures: &EventFigures, parts: EventParts) -> Vec<i64> {
    let mut out = Vec::new();
    if parts.movements {
        movements(figures, &mut out);
    }
    if parts.cohorts {
        cohorts(figures, &mut out);
    }
    if parts.slices {
        slices(figures, &mut out);
    }
    if parts.lifetimes {
        lifetimes(figures, &mut out);
    }
    out
}

/// From the order of the library to the order of kinds, with signs.
fn kinds([new, reactivation, expansion, contraction, churn]: [EventSum; 5]) -> [(i64, u64); 5] {
    [
        (new.minor, new.count),
        (expansion.minor, expansion.count),
        (-contraction.minor, contraction.count),
        (-churn.minor, churn.count),
        (reactivation.minor, reactivation.count),
    ]
}

fn movements(figures: &EventFigures, out: &mut Vec<i64>) {
    let rows = || {
        let rows = figures.rows().iter();
        rows.flat_map(|row| {
            kinds([
                row.new,
                row.reactivation,
                row.expansion,
                row.contraction,
                row.churn,
            ])
        })
    };
    out.extend(rows().map(|(minor, _)| minor));
    out.extend(rows().map(|(_, count)| count.cast_signed()));
    for row in figures.rows() {
        out.extend([
            row.opening.minor,
            row.gained_minor,
            row.lost.minor,
            row.opening.count.cast_signed(),
            row.lost.count.cast_signed(),
        ]);
    }
}

fn cohorts(figures: &EventFigures, out: &mut Vec<i64>) {
    let months = figures.periods().len();
    let cells = || {
        let pairs = (0..months).flat_map(move |cohort| (0..months).map(move |at| (cohort, at)));
        pairs.map(|(cohort, at)| figures.cohort(Some(cohort), at).unwrap_or_default())
    };
    out.extend(cells().map(|cell| cell.count.cast_signed()));
    out.extend(cells().map(|cell| cell.minor));
}

fn slices(figures: &EventFigures, out: &mut Vec<i64>) {
    let (slices, months) = (figures.keys().len(), figures.periods().len());
    let half = slices * months * 5;
    out.reserve(half * 2);
    let mut counts = Vec::with_capacity(half);
    for slice in 0..slices {
        for month in 0..months {
            for (minor, count) in kinds(figures.slice(slice, month).unwrap_or_default()) {
                out.push(minor);
                counts.push(count.cast_signed());
            }
        }
    }
    out.append(&mut counts);
}

fn lifetimes(figures: &EventFigures, out: &mut Vec<i64>) {
    let span = figures.periods().end() - figures.periods().start();
    let days = usize::try_from(span.num_days()).unwrap_or_default() + 1;
    let (mut churned, mut censored) = (vec![0_i64; days], vec![0_i64; days]);
    for (days, ended, open) in figures.lifetimes() {
        let place = usize::try_from(days).unwrap_or_default();
        if let (Some(churned), Some(censored)) = (churned.get_mut(place), censored.get_mut(place)) {
            *churned += ended.cast_signed();
            *censored += open.cast_signed();
        }
    }
    let mut at_risk: i64 = churned.iter().chain(&censored).sum();
    let mut survival = 1.0_f64;
    let mut estimate = Vec::with_capacity(days);
    for (ended, open) in churned.iter().zip(&censored) {
        if at_risk > 0 && *ended > 0 {
            survival *= 1.0 - *ended as f64 / at_risk as f64;
        }
        estimate.push(survival.to_bits().cast_signed());
        at_risk -= ended + open;
    }
    out.extend(churned);
    out.extend(censored);
    out.extend(estimate);
}
