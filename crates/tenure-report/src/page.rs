//! The page: what stands where, and in which words.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use tenure_tables::{ALL, BridgeRow, CohortRow, TrailingRow};

use crate::line_chart::{self, Series};
use crate::report::last;
use crate::tables::SliceLine;
use crate::{RetentionReport, figures, heat_map, tables, waterfall};

/// Months of rates drawn as lines.
const RATE_MONTHS: usize = 36;
/// Slices shown before the rest folds away.
const OPEN_SLICES: usize = 25;
/// The longest text of the head and the foot, in characters.
const TEXT_CHARS: usize = 600;

const STYLE: &str = include_str!("style.css");

pub(crate) fn render(report: &RetentionReport<'_>) -> Markup {
    let text = |text: &str| figures::clipped(text, TEXT_CHARS);
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (figures::name(report.title)) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    p.eyebrow { "Retention report" }
                    h1 dir="auto" { (text(report.title)) }
                    @if !report.subtitle.is_empty() { p.subtitle dir="auto" { (text(report.subtitle)) } }
                    p.as-of { "As of " (figures::day(report.as_of)) " · amounts in " (report.currency) ", recurring per month" }
                    @if !report.last_month_is_over() {
                        p.note { "The last month is not over: its figures run to " (figures::day(report.as_of)) }
                    }
                    @for note in report.notes { p.note dir="auto" { (text(note)) } }
                }
                main {
                    (cards(report))
                    (bridges(report))
                    (rates(report))
                    (cohorts(report))
                    (slices(report))
                }
                (definitions(report))
            }
        }
    }
}

fn whole<'a>(rows: &'a [TrailingRow<'a>]) -> impl Iterator<Item = &'a TrailingRow<'a>> {
    rows.iter().filter(|row| row.slice == ALL)
}

fn cards(report: &RetentionReport<'_>) -> Markup {
    let month = report.monthly.iter().rfind(|row| row.slice == ALL);
    let trailing = whole(report.trailing).last();
    let card = |name: &str, value: Option<String>, basis: String| {
        html! {
            div.card {
                dt { (name) }
                dd.figure { (value.unwrap_or_else(|| figures::ABSENT.to_owned())) }
                dd.basis { (basis) }
            }
        }
    };
    let at_end = || match month {
        Some(_) if !report.last_month_is_over() => figures::day(report.as_of),
        Some(row) => format!("end of {}", figures::month(row.period)),
        None => "no month to show".to_owned(),
    };
    let twelve = |kept: Option<String>| match (trailing, kept) {
        (Some(row), Some(kept)) => format!("{kept}, 12 months to {}", figures::month(row.month)),
        (Some(row), None) => format!("12 months to {}", figures::month(row.month)),
        (None, _) => "no twelve months to show".to_owned(),
    };
    html! {
        dl.cards aria-label="Headline figures" {
            (card(
                "Recurring revenue",
                month.map(|row| figures::amount(row.closing)),
                format!("{} a month, {}", report.currency, at_end()),
            ))
            (card("Accounts", month.map(|row| figures::count(row.closing_accounts)), at_end()))
            (card("Gross revenue retention", trailing.map(|row| figures::percent(row.gross_revenue_retention)), twelve(None)))
            (card("Net revenue retention", trailing.map(|row| figures::percent(row.net_revenue_retention)), twelve(None)))
            (card(
                "Logo retention",
                trailing.map(|row| figures::percent(row.logo_retention)),
                twelve(trailing.map(|row| {
                    format!("{} of {}", figures::count(row.retained_accounts), figures::accounts(row.opening_accounts))
                })),
            ))
        }
    }
}

/// A chart, its title, and what lies below it; a line of text where there is nothing to draw.
fn figure(title: &str, lead: Markup, chart: Option<Markup>, below: Markup) -> Markup {
    html! {
        figure {
            figcaption {
                h3 { (title) }
                p { (lead) }
            }
            @match chart {
                Some(chart) => {
                    div.scroll tabindex="0" role="region" aria-label=(title) { (chart) }
                    (below)
                }
                None => p.nothing { "Nothing to show: there are no figures for this part." },
            }
        }
    }
}

fn folded(summary: &str, table: Markup) -> Markup {
    html! { details { summary { (summary) } (table) } }
}

fn bridges(report: &RetentionReport<'_>) -> Markup {
    let quarters = report.last_quarters();
    let months = report.last_months();
    let quarter = |row: &BridgeRow<'_>| figures::quarter(row.period);
    let month = |row: &BridgeRow<'_>| figures::month(row.period);
    let range = match (quarters.first(), quarters.last()) {
        (Some(first), Some(last)) if quarters.len() > 1 => {
            format!("{} to {}", quarter(first), quarter(last))
        }
        (Some(only), _) => quarter(only),
        _ => "the last four quarters".to_owned(),
    };
    let sum_title = match quarters.len() {
        4 => "Last four quarters, in sum",
        _ => "The quarters so far, in sum",
    };
    let summed = format!("What moved recurring revenue, {range}");
    html! {
        section {
            h2 { "What moved recurring revenue" }
            (figure(
                sum_title,
                html! {
                    "From opening to closing, " (range) ". Movements of the quarters added up; an account that moved in two of them "
                    "counts in both."
                },
                waterfall::summed(&quarters, report.currency, &format!("Waterfall chart: {summed}")),
                html! { (tables::summed(&quarters, &summed).unwrap_or_default()) },
            ))
            (figure(
                "Quarter by quarter",
                html! { "Gains first, then losses, then the closing, which is the next quarter's opening." },
                waterfall::by_period(&quarters, report.currency, "Waterfall chart: movements by quarter", quarter, true),
                html! {
                    (waterfall::legend(&quarters))
                    (tables::bridge(&quarters, "Bridge by quarter; the smaller number is accounts", "Quarter", quarter))
                },
            ))
            (figure(
                "Month by month",
                html! { "The last twelve months: gains, then losses, each month from where the month before ended." },
                waterfall::by_period(&months, report.currency, "Waterfall chart: movements by month", month, false),
                html! {
                    (waterfall::legend(&months))
                    (folded(
                        "The numbers, month by month",
                        tables::bridge(&months, "Bridge by month; the smaller number is accounts", "Month", month),
                    ))
                },
            ))
        }
    }
}

fn rates(report: &RetentionReport<'_>) -> Markup {
    let trailing = last(whole(report.trailing), RATE_MONTHS);
    let monthly = last(
        report.monthly.iter().filter(|row| row.slice == ALL),
        RATE_MONTHS,
    );
    let trailing_lines = [
        Series {
            name: "Net",
            class: "net",
            rates: trailing
                .iter()
                .map(|row| row.net_revenue_retention)
                .collect(),
        },
        Series {
            name: "Gross",
            class: "gross",
            rates: trailing
                .iter()
                .map(|row| row.gross_revenue_retention)
                .collect(),
        },
        Series {
            name: "Logo",
            class: "logo",
            rates: trailing.iter().map(|row| row.logo_retention).collect(),
        },
    ];
    let monthly_lines = [
        Series {
            name: "Net",
            class: "net",
            rates: monthly
                .iter()
                .map(|row| row.net_revenue_retention)
                .collect(),
        },
        Series {
            name: "Gross",
            class: "gross",
            rates: monthly
                .iter()
                .map(|row| row.gross_revenue_retention)
                .collect(),
        },
        Series {
            name: "Logo",
            class: "logo",
            rates: monthly.iter().map(|row| row.logo_retention).collect(),
        },
    ];
    let months_of = |months: &mut dyn Iterator<Item = NaiveDate>| months.collect::<Vec<_>>();
    let trailing_months = months_of(&mut trailing.iter().map(|row| row.month));
    let monthly_months = months_of(&mut monthly.iter().map(|row| row.period));
    html! {
        section {
            h2 { "Retention over time" }
            (figure(
                "Trailing twelve months",
                html! { "What was kept of the book of twelve months before, point to point. A gap means there was no book yet." },
                line_chart::draw(&trailing_months, &trailing_lines, "Line chart: trailing twelve-month retention, gross, net and logo"),
                folded("The numbers, month by month", tables::trailing(&trailing, "Trailing twelve-month retention")),
            ))
            (figure(
                "Each month by itself",
                html! { "What each month kept of its own opening." },
                line_chart::draw(&monthly_months, &monthly_lines, "Line chart: monthly retention, gross, net and logo"),
                folded("The numbers, month by month", tables::monthly_rates(&monthly, "Monthly retention")),
            ))
        }
    }
}

fn cohorts(report: &RetentionReport<'_>) -> Markup {
    let cohorts = heat_map::latest(report.cohorts.iter().filter(|row| row.slice == ALL));
    let revenue = |row: &CohortRow<'_>| row.revenue_retention;
    let logo = |row: &CohortRow<'_>| row.logo_retention;
    html! {
        section {
            h2 { "Cohorts" }
            p.lead {
                "Accounts by the month in which they began, in per cent of that month: the last " (heat_map::MAX_COHORTS)
                " cohorts with accounts, up to " (heat_map::MAX_AGE) " months on. Darker is more kept; green is above 100. Months "
                "that are not over have no cell."
            }
            (figure(
                "Revenue kept",
                html! { "Recurring revenue of the cohort over that of its first month, expansion included." },
                heat_map::draw(&cohorts, revenue, "Heat map: revenue retention by cohort and months since it began"),
                folded("The numbers, cohort by cohort", tables::cohorts(&cohorts, "Revenue retention by cohort and months since", revenue)),
            ))
            (figure(
                "Accounts kept",
                html! { "Accounts of the cohort above zero in the month; one that left and came back is active again." },
                heat_map::draw(&cohorts, logo, "Heat map: logo retention by cohort and months since it began"),
                folded("The numbers, cohort by cohort", tables::cohorts(&cohorts, "Logo retention by cohort and months since", logo)),
            ))
        }
    }
}

fn slices(report: &RetentionReport<'_>) -> Markup {
    let Some(month) = report.trailing.iter().map(|row| row.month).max() else {
        return html! {};
    };
    let closings: BTreeMap<&str, &BridgeRow<'_>> = report
        .monthly
        .iter()
        .filter(|row| row.period == month)
        .map(|row| (row.slice, row))
        .collect();
    let mut lines: Vec<SliceLine<'_>> = report
        .trailing
        .iter()
        .filter(|row| row.month == month)
        .map(|trailing| SliceLine {
            trailing,
            monthly: closings.get(trailing.slice).copied(),
        })
        .collect();
    let whole = lines
        .iter()
        .position(|line| line.trailing.slice == ALL)
        .map(|at| lines.remove(at));
    if lines.is_empty() {
        return html! {};
    }
    let (open, rest) = lines.split_at(lines.len().min(OPEN_SLICES));
    let caption = format!("Slices over the twelve months to {}", figures::month(month));
    html! {
        section {
            h2 { "Slices" }
            p.lead { "The last four quarters of every part of the book, side by side: retention of its own accounts, point to point." }
            (tables::slices(open, whole.as_ref(), month, &caption))
            @if !rest.is_empty() {
                (folded(&format!("{} more slices", rest.len()), tables::slices(rest, None, month, &caption)))
            }
        }
    }
}

fn definitions(report: &RetentionReport<'_>) -> Markup {
    let definitions = [
        (
            "Recurring revenue",
            "The recurring amount per month in force on the last day of the period. Opening is the closing of the period before.",
        ),
        (
            "New",
            "Closing amount of accounts that were never above zero before.",
        ),
        (
            "Reactivation",
            "Closing amount of accounts that were above zero earlier, but not at the opening.",
        ),
        (
            "Expansion, contraction",
            "Increase and decrease of accounts above zero at both opening and closing.",
        ),
        (
            "Churn",
            "Opening amount of accounts that are at zero at the closing.",
        ),
        (
            "Gross revenue retention",
            "Of the opening amount, what is still there at the closing, each account counted up to its opening amount. Never above \
             100%.",
        ),
        (
            "Net revenue retention",
            "Closing amount of the accounts that opened the period, over their opening amount: with expansion, without new accounts.",
        ),
        (
            "Logo retention",
            "Of the accounts that opened the period, the share still above zero at its closing.",
        ),
        (
            "Trailing twelve months",
            "The end of a month against the end of the month twelve months before: point to point, not a product of monthly rates.",
        ),
        (
            "Cohort",
            "The accounts whose first month-end above zero was the same.",
        ),
        (
            "–",
            "Not defined: there was nothing to keep. It is not zero.",
        ),
    ];
    html! {
        footer {
            h2 { "What the figures mean" }
            dl.definitions {
                @for (figure, definition) in definitions {
                    div { dt { (figure) } dd { (definition) } }
                }
                div { dt { "Convention" } dd dir="auto" { (figures::clipped(report.convention, TEXT_CHARS)) } }
            }
            p {
                "Where the convention differs from a definition above, the convention holds. Rates on this page are rounded to one "
                "decimal, half to even; amounts are exact."
            }
        }
    }
}
