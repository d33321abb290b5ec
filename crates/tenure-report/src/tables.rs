//! The numbers behind each chart, as tables.

use chrono::NaiveDate;
use maud::{Markup, html};
use tenure::Ratio;
use tenure_tables::{BridgeRow, CohortRow, TrailingRow};

use crate::figures;
use crate::heat_map::{Cohorts, oldest_age};
use crate::movement::Movement;

/// A table in a frame that scrolls sideways on its own, so that the page never does.
fn framed(caption: &str, head: Markup, body: Markup) -> Markup {
    table("wide", caption, head, body)
}

fn table(width: &str, caption: &str, head: Markup, body: Markup) -> Markup {
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
pub(crate) fn summed(rows: &[&BridgeRow<'_>], caption: &str) -> Option<Markup> {
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
        (row("Opening", Some("total"), figures::amount(first.opening), figures::count(first.opening_accounts)))
        @for movement in Movement::shown(rows) {
            @let effect = rows.iter().map(|row| movement.effect(row)).sum();
            @let accounts: Option<u64> = rows.iter().map(|row| movement.accounts(row)).sum();
            (row(
                movement.name(),
                Some(movement.class()),
                figures::signed_minor(effect, first.currency),
                accounts.map_or_else(String::new, figures::count),
            ))
        }
        (row("Closing", Some("total"), figures::amount(last.closing), figures::count(last.closing_accounts)))
    };
    let head = html! { tr { th scope="col" { "Movement" } th scope="col" { "Amount, " (first.currency) } th scope="col" { "Accounts" } } };
    Some(table("narrow", caption, head, body))
}

/// A row for each period: opening, movements, closing with their accounts, and the rates.
pub(crate) fn bridge(
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
                @if let Some(accounts) = accounts { small { (figures::count(accounts)) } }
            }
        }
    };
    let head = html! {
        tr {
            th scope="col" { (period_head) }
            th scope="col" { "Opening" }
            @for movement in &movements { th scope="col" { (movement.name()) } }
            th scope="col" { "Closing" }
            (rate_heads())
        }
    };
    let body = html! {
        @for row in rows {
            tr {
                th scope="row" { (period(row)) }
                (cell(figures::amount(row.opening), Some(row.opening_accounts)))
                @for movement in &movements {
                    (cell(figures::signed_minor(movement.effect(row), row.currency), movement.accounts(row)))
                }
                (cell(figures::amount(row.closing), Some(row.closing_accounts)))
                (rates([row.gross_revenue_retention, row.net_revenue_retention, row.logo_retention]))
            }
        }
    };
    framed(caption, head, body)
}

/// The three monthly rates of each month.
pub(crate) fn monthly_rates(rows: &[&BridgeRow<'_>], caption: &str) -> Markup {
    let body = html! {
        @for row in rows {
            tr {
                th scope="row" { (figures::month(row.period)) }
                (rates([row.gross_revenue_retention, row.net_revenue_retention, row.logo_retention]))
            }
        }
    };
    table(
        "narrow",
        caption,
        html! { tr { th scope="col" { "Month" } (rate_heads()) } },
        body,
    )
}

/// What became of the book of twelve months before, month by month.
pub(crate) fn trailing(rows: &[&TrailingRow<'_>], caption: &str) -> Markup {
    let head = html! {
        tr {
            th scope="col" { "12 months to" }
            th scope="col" { "Opening" }
            th scope="col" { "Kept, gross" }
            th scope="col" { "Kept, net" }
            th scope="col" { "Accounts" }
            th scope="col" { "Kept" }
            (rate_heads())
        }
    };
    let body = html! {
        @for row in rows {
            tr {
                th scope="row" { (figures::month(row.month)) }
                td { (figures::amount(row.opening)) }
                td { (figures::amount(row.gross_retained)) }
                td { (figures::amount(row.net_retained)) }
                td { (figures::count(row.opening_accounts)) }
                td { (figures::count(row.retained_accounts)) }
                (rates([row.gross_revenue_retention, row.net_revenue_retention, row.logo_retention]))
            }
        }
    };
    framed(caption, head, body)
}

/// The rates of a heat map; a cell that is not over is empty, one over nothing a dash.
pub(crate) fn cohorts(
    cohorts: &Cohorts<'_>,
    caption: &str,
    rate: impl Fn(&CohortRow<'_>) -> Option<Ratio>,
) -> Markup {
    let ages = 0..=oldest_age(cohorts);
    let head = html! {
        tr {
            th scope="col" { "Began" }
            @for age in ages.clone() { th scope="col" { (age) } }
        }
    };
    let body = html! {
        @for (month, rows) in cohorts {
            tr {
                th scope="row" { (figures::month(*month)) }
                @for age in ages.clone() {
                    @match rows.iter().find(|row| row.age_months == age) {
                        Some(row) => td { (figures::percent(rate(row))) },
                        None => td {},
                    }
                }
            }
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
    lines: &[SliceLine<'_>],
    whole: Option<&SliceLine<'_>>,
    month: NaiveDate,
    caption: &str,
) -> Markup {
    let line = |line: &SliceLine<'_>, name: Markup| {
        let row = line.trailing;
        html! {
            th scope="row" { (name) }
            td { (figures::amount(row.opening)) }
            td { (figures::count(row.opening_accounts)) }
            td { (line.monthly.map_or(figures::ABSENT.to_owned(), |row| figures::amount(row.closing))) }
            td { (line.monthly.map_or(figures::ABSENT.to_owned(), |row| figures::count(row.closing_accounts))) }
            (rates([row.gross_revenue_retention, row.net_revenue_retention, row.logo_retention]))
        }
    };
    let head = html! {
        tr {
            th scope="col" { "Slice" }
            th scope="col" { "12 months before" }
            th scope="col" { "Accounts" }
            th scope="col" { "End of " (figures::month(month)) }
            th scope="col" { "Accounts" }
            (rate_heads())
        }
    };
    let body = html! {
        @for slice in lines { tr { (line(slice, html! { bdi { (figures::name(slice.trailing.slice)) } })) } }
        @if let Some(whole) = whole { tr.whole-row { (line(whole, html! { "All accounts" })) } }
    };
    framed(caption, head, body)
}

fn rate_heads() -> Markup {
    html! { th scope="col" { "Gross" } th scope="col" { "Net" } th scope="col" { "Logo" } }
}

fn rates(rates: [Option<Ratio>; 3]) -> Markup {
    html! { @for rate in rates { td { (figures::percent(rate)) } } }
}
