//! Cohorts by age, each cell in the colour of its rate.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use maud::{Markup, html};
use tenure::Ratio;
use tenure_tables::CohortRow;

use crate::colour::of_retention;
use crate::reader::{Reader, scaled};
use crate::scale::Px;

/// Cohorts shown, the latest.
pub(crate) const MAX_COHORTS: usize = 24;
/// The highest age shown, in months.
pub(crate) const MAX_AGE: u64 = 24;

const CELL_WIDTH: f64 = 37.0;
const CELL_HEIGHT: f64 = 22.0;
const LEFT: f64 = 112.0;
const TOP: f64 = 44.0;

/// The cohorts of the whole, latest last, each with its rows by age.
pub(crate) type Cohorts<'a> = BTreeMap<NaiveDate, Vec<&'a CohortRow<'a>>>;

/// The cohorts to show among these rows.
pub(crate) fn latest<'a>(rows: impl Iterator<Item = &'a CohortRow<'a>>) -> Cohorts<'a> {
    let mut cohorts = Cohorts::new();
    for row in rows.filter(|row| row.age_months <= MAX_AGE) {
        cohorts.entry(row.cohort_month).or_default().push(row);
    }
    while cohorts.len() > MAX_COHORTS {
        cohorts.pop_first();
    }
    cohorts
}

/// The highest age that any cohort has reached.
pub(crate) fn oldest_age(cohorts: &Cohorts<'_>) -> u64 {
    let ages = cohorts.values().flatten().map(|row| row.age_months);
    ages.max().unwrap_or_default()
}

/// One cell for each cohort and age that is over; what is not over has no cell.
pub(crate) fn draw(
    reader: &Reader,
    cohorts: &Cohorts<'_>,
    rate: impl Fn(&CohortRow<'_>) -> Option<Ratio>,
    label: &str,
) -> Option<Markup> {
    let value = |row: &CohortRow<'_>| rate(row).and_then(|rate| scaled(rate, 3));
    let lowest = cohorts
        .values()
        .flatten()
        .filter_map(|row| value(row))
        .min()?;
    // From the ten per cent below the lowest, so that a book that keeps nearly everyone still shows its differences.
    let low = (lowest.clamp(0, 900) / 100) * 100;
    let ages = oldest_age(cohorts);
    let x = |age: u64| LEFT + CELL_WIDTH * age as f64;
    let width = x(ages + 1) + 2.0;
    let height = TOP + CELL_HEIGHT * cohorts.len() as f64 + 2.0;
    let width = width.max(600.0);
    Some(html! {
        svg.chart.heat viewBox={ "0 0 " (Px(width)) " " (Px(height)) } style={ "width:" (Px(width)) "px" }
            role="img" aria-label=(label) {
            text.tick x="0" y="34" { (reader.words.began) }
            text.tick x=(Px(LEFT - 10.0)) y="34" text-anchor="end" { (reader.words.accounts_head) }
            text.tick x=(Px(LEFT)) y="12" { (reader.words.months_since) }
            (legend(reader, low, width))
            @for age in 0..=ages {
                text.tick x=(Px(x(age) + CELL_WIDTH / 2.0)) y="34" text-anchor="middle" { (age) }
            }
            @for (place, (month, rows)) in cohorts.iter().enumerate() {
                @let y = TOP + CELL_HEIGHT * place as f64;
                text.label x="0" y=(Px(y + 15.0)) { (reader.month(*month)) }
                @if let Some(first) = rows.iter().find(|row| row.age_months == 0) {
                    text.label x=(Px(LEFT - 10.0)) y=(Px(y + 15.0)) text-anchor="end" { (reader.count(first.active_accounts)) }
                }
                @for row in rows {
                    @if let Some(value) = value(row) {
                        @let colour = of_retention(value, low);
                        g {
                            title {
                                ((reader.words.began_cell)(&reader.month(*month), &row.age_months.to_string())) ": "
                                (reader.percent(rate(row))) " (" (reader.accounts(row.active_accounts)) ", " (reader.amount(row.revenue)) " "
                                (row.revenue.currency()) ")"
                            }
                            rect x=(Px(x(row.age_months))) y=(Px(y)) width=(Px(CELL_WIDTH - 1.0)) height=(Px(CELL_HEIGHT - 1.0))
                                fill=(colour) {}
                            text.cell x=(Px(x(row.age_months) + CELL_WIDTH / 2.0 - 0.5)) y=(Px(y + 14.5)) text-anchor="middle"
                                fill=(colour.text()) { (reader.bare_percent(value)) }
                        }
                    }
                }
            }
        }
    })
}

/// The shades from the lowest to 150 %, at the top right.
fn legend(reader: &Reader, low: i128, width: f64) -> Markup {
    const SWATCH: f64 = 26.0;
    let below = (0..=5).map(|step| low + (1000 - low) * step / 5);
    let shades: Vec<i128> = below.chain([1001, 1250, 1500]).collect();
    let left = width - SWATCH * shades.len() as f64 - 34.0;
    let end = |text: String, x: f64, anchor: &str| {
        html! { text.tick x=(Px(x)) y="12" text-anchor=(anchor) { (text) } }
    };
    html! {
        (end(reader.axis_percent(low), left - 6.0, "end"))
        @for (place, shade) in shades.iter().enumerate() {
            rect x=(Px(left + SWATCH * place as f64)) y="2" width=(Px(SWATCH - 1.0)) height="12" fill=(of_retention(*shade, low)) {}
            @if *shade == 1000 {
                text.cell x=(Px(left + SWATCH * (place as f64 + 0.5) - 0.5)) y="11.5" text-anchor="middle"
                    fill=(of_retention(*shade, low).text()) { "100" }
            }
        }
        (end(reader.axis_percent(1500), width, "end"))
    }
}
