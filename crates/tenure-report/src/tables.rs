//! The numbers behind each chart, as tables.

use chrono::NaiveDate;
use maud::{Markup, html};
use tenure::Ratio;
use tenure_tables::{ALL, BridgeRow, CohortRow, SurvivalCurveRow, SurvivalSummaryRow, TrailingRow};

use crate::heat_map::{Cohorts, oldest_age};
use crate::movement::Movement;
use crate::reader::{ABSENT, Reader};
use crate::survival_chart::thousandths;

/// A table in a frame that scrolls sideways on its own, so that the page never does.
pub(crate) fn framed(caption: &str, head: Markup, body: Markup) -> Markup {
    table("wide", caption, head, body)
}

/// As [`framed`], as wide as its numbers need.
pub(crate) fn table(width: &str, caption: &str, head: Markup, body: Markup) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label=(caption) {
            table class=(width) {
                caption { (caption) }
                thead { (head) }
                tbody { (body) }
            }
        }
    }
}

/// The sum of each movement over all rows.
pub(crate) fn summed(reader: &Reader, rows: &[&BridgeRow<'_>], caption: &str) -> Option<Markup> {
    let (first, last) = (rows.first()?, rows.last()?);
    let row = |name: &str, swatch: Option<&str>, amount: String, accounts: String| {
        html! {
            tr {
                th scope="row" {
                    @if let Some(class) = swatch { span class={ "swatch " (class) } {} }
                    (name)
                }
                td { (amount) }
                td { (accounts) }
            }
        }
    };
    let body = html! {
        (row(reader.words.opening, Some("total"), reader.amount(first.opening), reader.count(first.opening_accounts)))
        @for movement in Movement::shown(rows) {
            @let effect = rows.iter().map(|row| movement.effect(row)).sum();
            @let accounts: Option<u64> = rows.iter().map(|row| movement.accounts(row)).sum();
            (row(
                movement.name(reader.words),
                Some(movement.class()),
                reader.signed_minor(effect, first.currency),
                accounts.map_or_else(String::new, |accounts| reader.count(accounts)),
            ))
        }
        (row(reader.words.closing, Some("total"), reader.amount(last.closing), reader.count(last.closing_accounts)))
    };
    let head = html! { tr { th scope="col" { (reader.words.movement) } th scope="col" { ((reader.words.amount_in)(first.currency.code())) } th scope="col" { (reader.words.accounts_head) } } };
    Some(table("narrow", caption, head, body))
}

/// A row for each period: opening, movements, closing with their accounts, and the rates.
pub(crate) fn bridge(
    reader: &Reader,
    rows: &[&BridgeRow<'_>],
    caption: &str,
    period_head: &str,
    period: impl Fn(&BridgeRow<'_>) -> String,
) -> Markup {
    let movements = Movement::shown(rows);
    let cell = |amount: String, accounts: Option<u64>| {
        html! {
            td {
                (amount)
                @if let Some(accounts) = accounts { small { (reader.count(accounts)) } }
            }
        }
    };
    let head = html! {
        tr {
            th scope="col" { (period_head) }
            th scope="col" { (reader.words.opening) }
            @for movement in &movements { th scope="col" { (movement.name(reader.words)) } }
            th scope="col" { (reader.words.closing) }
            (rate_heads(reader))
        }
    };
    let body = html! {
        @for row in rows {
            tr {
                th scope="row" { (period(row)) }
                (cell(reader.amount(row.opening), Some(row.opening_accounts)))
                @for movement in &movements {
                    (cell(reader.signed_minor(movement.effect(row), row.currency), movement.accounts(row)))
                }
                (cell(reader.amount(row.closing), Some(row.closing_accounts)))
                (rates(reader, [row.gross_revenue_retention, row.net_revenue_retention, row.logo_retention]))
            }
        }
    };
    framed(caption, head, body)
}

/// The three monthly rates of each month.
pub(crate) fn monthly_rates(reader: &Reader, rows: &[&BridgeRow<'_>], caption: &str) -> Markup {
    let body = html! {
        @for row in rows {
            tr {
                th scope="row" { (reader.month(row.period)) }
                (rates(reader, [row.gross_revenue_retention, row.net_revenue_retention, row.logo_retention]))
            }
        }
    };
    table(
        "narrow",
        caption,
        html! { tr { th scope="col" { (reader.words.month) } (rate_heads(reader)) } },
        body,
    )
}

/// What became of the book of twelve months before, month by month.
pub(crate) fn trailing(reader: &Reader, rows: &[&TrailingRow<'_>], caption: &str) -> Markup {
    let head = html! {
        tr {
            th scope="col" { (reader.words.twelve_months_to_head) }
            th scope="col" { (reader.words.opening) }
            th scope="col" { (reader.words.kept_gross) }
            th scope="col" { (reader.words.kept_net) }
            th scope="col" { (reader.words.accounts_head) }
            th scope="col" { (reader.words.kept) }
            (rate_heads(reader))
        }
    };
    let body = html! {
        @for row in rows {
            tr {
                th scope="row" { (reader.month(row.month)) }
                td { (reader.amount(row.opening)) }
                td { (reader.amount(row.gross_retained)) }
                td { (reader.amount(row.net_retained)) }
                td { (reader.count(row.opening_accounts)) }
                td { (reader.count(row.retained_accounts)) }
                (rates(reader, [row.gross_revenue_retention, row.net_revenue_retention, row.logo_retention]))
            }
        }
    };
    framed(caption, head, body)
}

/// The rates of a heat map; a cell that is not over is empty, one over nothing a dash.
pub(crate) fn cohorts(
    reader: &Reader,
    cohorts: &Cohorts<'_>,
    caption: &str,
    rate: impl Fn(&CohortRow<'_>) -> Option<Ratio>,
) -> Markup {
    let ages = 0..=oldest_age(cohorts);
    let head = html! {
        tr {
            th scope="col" { (reader.words.began) }
            @for age in ages.clone() { th scope="col" { (age) } }
        }
    };
    let body = html! {
        @for (month, rows) in cohorts {
            tr {
                th scope="row" { (reader.month(*month)) }
                @for age in ages.clone() {
                    @match rows.iter().find(|row| row.age_months == age) {
                        Some(row) => td { (reader.percent(rate(row))) },
                        None => td {},
                    }
                }
            }
        }
    };
    framed(caption, head, body)
}

/// The days at which the survival table has a row: as many as fit a page.
const SURVIVAL_DAYS: [u32; 10] = [30, 90, 180, 365, 545, 730, 1095, 1460, 1825, 3650];

/// What the curve of one group is at round days.
pub(crate) fn survival(reader: &Reader, rows: &[SurvivalCurveRow<'_>], caption: &str) -> Markup {
    let words = reader.words;
    let last = rows.last().map_or(0.0, |row| row.time);
    let marks = SURVIVAL_DAYS
        .into_iter()
        .filter(|day| f64::from(*day) < last);
    let percent = |share: f64| reader.percent(Ratio::of(thousandths(share), 1000));
    let limits = |row: Option<&SurvivalCurveRow<'_>>| {
        let limits = row.and_then(|row| row.ci_lower.zip(row.ci_upper));
        limits.map_or(ABSENT.to_owned(), |(lower, upper)| {
            format!("{}–{}", percent(lower), percent(upper))
        })
    };
    let body = html! {
        @for day in marks {
            @let until = rows.partition_point(|row| row.time <= f64::from(day));
            @let (before, next) = rows.split_at(until);
            tr {
                th scope="row" { (reader.count(day.into())) }
                td { (next.first().map_or(ABSENT.to_owned(), |row| reader.count(row.at_risk))) }
                td { (before.last().map_or_else(|| percent(1.0), |row| percent(row.survival))) }
                td { (limits(before.last())) }
            }
        }
    };
    let head = html! {
        tr {
            th scope="col" { (words.days) }
            th scope="col" { (words.at_risk) }
            th scope="col" { (words.stays_longer) }
            th scope="col" { (words.limits) }
        }
    };
    table("narrow", caption, head, body)
}

/// How long the accounts of each group stay.
pub(crate) fn survival_by_group(
    reader: &Reader,
    rows: &[SurvivalSummaryRow<'_>],
    caption: &str,
) -> Markup {
    let words = reader.words;
    let days = |days: f64| reader.count(days.round_ties_even() as u64);
    let horizon = rows
        .first()
        .map_or_else(String::new, |row| days(row.rmst_horizon));
    let body = html! {
        @for row in rows {
            tr {
                th scope="row" {
                    @if row.group == ALL { (words.all_accounts) } @else { bdi { (reader.name(row.group)) } }
                }
                td { (reader.count(row.n)) }
                td { (reader.count(row.events)) }
                td { (row.median.map_or(ABSENT.to_owned(), days)) }
                td { (days(row.rmst)) }
            }
        }
    };
    let head = html! {
        tr {
            th scope="col" { (words.group) }
            th scope="col" { (words.accounts_head) }
            th scope="col" { (words.left) }
            th scope="col" { (words.median_days) }
            th scope="col" { ((words.mean_days_within)(&horizon)) }
        }
    };
    framed(caption, head, body)
}

/// One slice of the comparison: its last twelve months, and where it stands now.
pub(crate) struct SliceLine<'a> {
    pub(crate) trailing: &'a TrailingRow<'a>,
    /// The monthly bridge of the month the twelve months end with.
    pub(crate) monthly: Option<&'a BridgeRow<'a>>,
}

/// The slices side by side, the whole last.
pub(crate) fn slices(
    reader: &Reader,
    lines: &[SliceLine<'_>],
    whole: Option<&SliceLine<'_>>,
    month: NaiveDate,
    caption: &str,
) -> Markup {
    let line = |line: &SliceLine<'_>, name: Markup| {
        let row = line.trailing;
        html! {
            th scope="row" { (name) }
            td { (reader.amount(row.opening)) }
            td { (reader.count(row.opening_accounts)) }
            td { (line.monthly.map_or(ABSENT.to_owned(), |row| reader.amount(row.closing))) }
            td { (line.monthly.map_or(ABSENT.to_owned(), |row| reader.count(row.closing_accounts))) }
            (rates(reader, [row.gross_revenue_retention, row.net_revenue_retention, row.logo_retention]))
        }
    };
    let head = html! {
        tr {
            th scope="col" { (reader.words.slice) }
            th scope="col" { (reader.words.twelve_months_before) }
            th scope="col" { (reader.words.accounts_head) }
            th scope="col" { ((reader.words.end_of_head)(&reader.month(month))) }
            th scope="col" { (reader.words.accounts_head) }
            (rate_heads(reader))
        }
    };
    let body = html! {
        @for slice in lines { tr { (line(slice, html! { bdi { (reader.name(slice.trailing.slice)) } })) } }
        @if let Some(whole) = whole { tr.whole-row { (line(whole, html! { (reader.words.all_accounts) })) } }
    };
    framed(caption, head, body)
}

fn rate_heads(reader: &Reader) -> Markup {
    let words = reader.words;
    html! { th scope="col" { (words.gross) } th scope="col" { (words.net) } th scope="col" { (words.logo) } }
}

fn rates(reader: &Reader, rates: [Option<Ratio>; 3]) -> Markup {
    html! { @for rate in rates { td { (reader.percent(rate)) } } }
}
