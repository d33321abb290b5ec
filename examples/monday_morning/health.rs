//! How the customers stand, and what changed since a month ago.

use std::cmp::Reverse;
use std::error::Error;

use chrono::NaiveDate;
use tenure::health::{Band, Health, HealthChange};
use tenure::{BasisPoints, Ratio};

use crate::words::{Row, day, decimal, records, spaced};

pub(crate) fn print(rows: &[Row<'_>], month_ago: NaiveDate) -> Result<(), Box<dyn Error>> {
    println!("HOW THE CUSTOMERS STAND");
    println!(
        "today:      {}",
        bands(rows.iter().map(|row| Some(&row.health)))
    );
    println!(
        "{}: {}",
        day(month_ago),
        bands(rows.iter().map(|row| row.before.as_ref()))
    );
    let mut changed: Vec<_> = rows
        .iter()
        .filter_map(|row| {
            let before = row.before.as_ref()?;
            Some((row, before, HealthChange::between(before, &row.health)?))
        })
        .collect();
    changed.sort_by_key(|(.., change)| change.total);
    println!("\nwho fell the most, and why:");
    for (row, before, change) in changed.iter().take(3) {
        let [was, is] = [*before, &row.health].map(|health| (health.score(), health.band()));
        let (Some(from), Some(to)) = (was.0, is.0) else {
            continue;
        };
        let band = |band: Option<&Band>| band.map_or("", |band| band.name.as_str()).to_owned();
        println!(
            "\n{}: {} from {} ({}) to {} ({})",
            row.account,
            signed(change.total)?,
            decimal(from, 1)?,
            band(was.1),
            decimal(to, 1)?,
            band(is.1)
        );
        let mut causes: Vec<_> = change.causes.iter().collect();
        causes.sort_by_key(|cause| Reverse(magnitude(cause.points)));
        for cause in causes {
            let score = |score: Option<BasisPoints>| {
                let tenths = score.map(|score| score.get() / 10);
                tenths.map_or_else(
                    || "-".to_owned(),
                    |tenths| format!("{}.{}", tenths / 10, tenths % 10),
                )
            };
            println!(
                "  {:>6}  {:20} {:10} {:>5} to {:>5}  {}",
                signed(cause.points)?,
                spaced(cause.measure.name()),
                cause.kind.name(),
                score(cause.before),
                score(cause.after),
                records(&cause.brought),
            );
        }
    }
    println!();
    Ok(())
}

fn bands<'h, 'c: 'h>(healths: impl Iterator<Item = Option<&'h Health<'c>>>) -> String {
    let mut counts = [
        ("poor", 0_u32),
        ("average", 0),
        ("good", 0),
        ("too little known", 0),
    ];
    let mut new = 0;
    for health in healths {
        let Some(health) = health else {
            new += 1;
            continue;
        };
        let name = health
            .band()
            .map_or("too little known", |band| band.name.as_str());
        for (known, count) in &mut counts {
            *count += u32::from(*known == name);
        }
    }
    let words = counts.map(|(name, count)| format!("{count} {name}"));
    let new = if new == 0 {
        String::new()
    } else {
        format!(", {new} no customer yet")
    };
    format!("{}{new}", words.join(", "))
}

fn magnitude(points: Ratio) -> Ratio {
    Ratio::of(points.numerator().abs(), points.denominator()).unwrap_or(points)
}

fn signed(points: Ratio) -> Result<String, Box<dyn Error>> {
    let sign = if points.numerator() > 0 { "+" } else { "" };
    Ok(format!("{sign}{}", decimal(points, 1)?))
}
