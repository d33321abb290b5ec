//! The retention page: what stands where.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use maud::{Markup, html};
use tenure_tables::{ALL, BridgeRow, CohortRow, TrailingRow};

use super::{Head, card, document, figure, folded, moved};
use crate::line_chart::{self, Series};
use crate::reader::{ABSENT, Reader};
use crate::report::last;
use crate::tables::SliceLine;
use crate::{RetentionReport, heat_map, survival_chart, tables, waterfall};

/// Months of rates drawn as lines.
const RATE_MONTHS: usize = 36;
/// Slices shown before the rest folds away.
const OPEN_SLICES: usize = 25;

pub(crate) fn render(report: &RetentionReport<'_>, reader: &Reader) -> Markup {
    let words = reader.words;
    let day = reader.day(report.heading.as_of);
    let head = Head {
        kind: words.retention_report,
        heading: &report.heading,
        as_of: (words.as_of)(&day, report.currency.code()),
        remark: (!report.last_month_is_over()).then(|| (words.month_not_over)(&day)),
    };
    let main = html! {
        (cards(report, reader))
        (bridges(report, reader))
        (moved::section(reader, report.names, report.explained, report.differences))
        (rates(report, reader))
        (cohorts(report, reader))
        (survival(report, reader))
        (slices(report, reader))
    };
    document(reader, &head, main, definitions(report, reader))
}

fn whole<'a>(rows: &'a [TrailingRow<'a>]) -> impl Iterator<Item = &'a TrailingRow<'a>> {
    rows.iter().filter(|row| row.slice == ALL)
}

fn cards(report: &RetentionReport<'_>, reader: &Reader) -> Markup {
    let words = reader.words;
    let month = report.monthly.iter().rfind(|row| row.slice == ALL);
    let trailing = whole(report.trailing).last();
    let card = |name: &str, value: Option<String>, basis: String| {
        card(name, value.as_deref().unwrap_or(ABSENT), &basis)
    };
    let at_end = || match month {
        Some(_) if !report.last_month_is_over() => reader.day(report.heading.as_of),
        Some(row) => (words.end_of)(&reader.month(row.period)),
        None => words.no_month.to_owned(),
    };
    let twelve = |kept: Option<String>| match trailing {
        Some(row) => {
            let months = (words.twelve_months_to)(&reader.month(row.month));
            kept.map_or(months.clone(), |kept| (words.kept_over)(&kept, &months))
        }
        None => words.no_twelve_months.to_owned(),
    };
    html! {
        dl.cards aria-label=(words.headline_figures) {
            (card(
                words.recurring_revenue,
                month.map(|row| reader.amount(row.closing)),
                (words.a_month)(report.currency.code(), &at_end()),
            ))
            (card(words.accounts_head, month.map(|row| reader.count(row.closing_accounts)), at_end()))
            (card(words.gross_retention, trailing.map(|row| reader.percent(row.gross_revenue_retention)), twelve(None)))
            (card(words.net_retention, trailing.map(|row| reader.percent(row.net_revenue_retention)), twelve(None)))
            (card(
                words.logo_retention,
                trailing.map(|row| reader.percent(row.logo_retention)),
                twelve(trailing.map(|row| {
                    (words.of_whole)(&reader.count(row.retained_accounts), &reader.accounts(row.opening_accounts))
                })),
            ))
        }
    }
}

fn bridges(report: &RetentionReport<'_>, reader: &Reader) -> Markup {
    let words = reader.words;
    let quarters = report.last_quarters();
    let months = report.last_months();
    let quarter = |row: &BridgeRow<'_>| reader.quarter(row.period);
    let month = |row: &BridgeRow<'_>| reader.month(row.period);
    let range = match (quarters.first(), quarters.last()) {
        (Some(first), Some(last)) if quarters.len() > 1 => {
            (words.range)(&quarter(first), &quarter(last))
        }
        (Some(only), _) => quarter(only),
        _ => words.last_four_quarters.to_owned(),
    };
    let sum_title = match quarters.len() {
        4 => words.four_quarters_in_sum,
        _ => words.quarters_in_sum,
    };
    let summed = (words.what_moved_in)(&range);
    let waterfall_label = |what: &str| (words.waterfall_chart)(what);
    html! {
        section {
            h2 { (words.what_moved) }
            (figure(
                reader,
                sum_title,
                &(words.in_sum_lead)(&range),
                waterfall::summed(reader, &quarters, report.currency, &waterfall_label(&summed)),
                html! { (tables::summed(reader, &quarters, &summed).unwrap_or_default()) },
            ))
            (figure(
                reader,
                words.quarter_by_quarter,
                words.quarter_by_quarter_lead,
                waterfall::by_period(
                    reader, &quarters, report.currency, &waterfall_label(words.movements_by_quarter), quarter, true,
                ),
                html! {
                    (waterfall::legend(reader, &quarters))
                    (tables::bridge(reader, &quarters, words.bridge_by_quarter, words.quarter, quarter))
                },
            ))
            (figure(
                reader,
                words.month_by_month,
                words.month_by_month_lead,
                waterfall::by_period(
                    reader, &months, report.currency, &waterfall_label(words.movements_by_month), month, false,
                ),
                html! {
                    (waterfall::legend(reader, &months))
                    (folded(
                        words.numbers_by_month,
                        tables::bridge(reader, &months, words.bridge_by_month, words.month, month),
                    ))
                },
            ))
        }
    }
}

fn rates(report: &RetentionReport<'_>, reader: &Reader) -> Markup {
    let words = reader.words;
    let trailing = last(whole(report.trailing), RATE_MONTHS);
    let monthly = last(
        report.monthly.iter().filter(|row| row.slice == ALL),
        RATE_MONTHS,
    );
    let trailing_lines = lines(
        reader,
        trailing.iter().map(|row| {
            [
                row.net_revenue_retention,
                row.gross_revenue_retention,
                row.logo_retention,
            ]
        }),
    );
    let monthly_lines = lines(
        reader,
        monthly.iter().map(|row| {
            [
                row.net_revenue_retention,
                row.gross_revenue_retention,
                row.logo_retention,
            ]
        }),
    );
    let trailing_months: Vec<NaiveDate> = trailing.iter().map(|row| row.month).collect();
    let monthly_months: Vec<NaiveDate> = monthly.iter().map(|row| row.period).collect();
    html! {
        section {
            h2 { (words.over_time) }
            (figure(
                reader,
                words.trailing_twelve,
                words.trailing_twelve_lead,
                line_chart::draw(reader, &trailing_months, &trailing_lines, words.trailing_chart),
                folded(words.numbers_by_month, tables::trailing(reader, &trailing, words.trailing_caption)),
            ))
            (figure(
                reader,
                words.each_month,
                words.each_month_lead,
                line_chart::draw(reader, &monthly_months, &monthly_lines, words.each_month_chart),
                folded(words.numbers_by_month, tables::monthly_rates(reader, &monthly, words.each_month_caption)),
            ))
        }
    }
}

/// The net, gross and logo rates of each month as lines.
fn lines(
    reader: &Reader,
    rates: impl Iterator<Item = [Option<tenure::Ratio>; 3]> + Clone,
) -> [Series; 3] {
    let words = reader.words;
    let line =
        |name, class, pick: fn([Option<tenure::Ratio>; 3]) -> Option<tenure::Ratio>| Series {
            name,
            class,
            rates: rates.clone().map(pick).collect(),
        };
    [
        line(words.net, "net", |[net, _, _]| net),
        line(words.gross, "gross", |[_, gross, _]| gross),
        line(words.logo, "logo", |[_, _, logo]| logo),
    ]
}

fn cohorts(report: &RetentionReport<'_>, reader: &Reader) -> Markup {
    let words = reader.words;
    let cohorts = heat_map::latest(report.cohorts.iter().filter(|row| row.slice == ALL));
    let revenue = |row: &CohortRow<'_>| row.revenue_retention;
    let logo = |row: &CohortRow<'_>| row.logo_retention;
    let lead = (words.cohorts_lead)(
        &heat_map::MAX_COHORTS.to_string(),
        &heat_map::MAX_AGE.to_string(),
    );
    html! {
        section {
            h2 { (words.cohorts) }
            p.lead { (lead) }
            (figure(
                reader,
                words.revenue_kept,
                words.revenue_kept_lead,
                heat_map::draw(reader, &cohorts, revenue, words.revenue_kept_chart),
                folded(words.numbers_by_cohort, tables::cohorts(reader, &cohorts, words.revenue_kept_caption, revenue)),
            ))
            (figure(
                reader,
                words.accounts_kept,
                words.accounts_kept_lead,
                heat_map::draw(reader, &cohorts, logo, words.accounts_kept_chart),
                folded(words.numbers_by_cohort, tables::cohorts(reader, &cohorts, words.accounts_kept_caption, logo)),
            ))
        }
    }
}

fn survival(report: &RetentionReport<'_>, reader: &Reader) -> Markup {
    let words = reader.words;
    let curve = last(
        report
            .survival
            .iter()
            .filter(|row| row.group == ALL)
            .copied(),
        usize::MAX,
    );
    if curve.is_empty() {
        return html! {};
    }
    let median = report
        .survival_summary
        .iter()
        .find(|row| row.group == ALL)
        .and_then(|row| row.median);
    let lead = match median {
        // The middle of a level stretch may be half a day.
        Some(days) => reader.counted(words.half_left, days.ceil() as u64),
        None => words.half_not_left.to_owned(),
    };
    html! {
        section {
            h2 { (words.survival) }
            p.lead { (words.survival_lead) }
            (figure(
                reader,
                words.still_there,
                &lead,
                survival_chart::draw(reader, &curve, words.survival_chart),
                html! {
                    (folded(words.numbers_by_day, tables::survival(reader, &curve, words.survival_caption)))
                    @if report.survival_summary.len() > 1 {
                        (tables::survival_by_group(reader, report.survival_summary, words.survival_by_group))
                    }
                },
            ))
        }
    }
}

fn slices(report: &RetentionReport<'_>, reader: &Reader) -> Markup {
    let words = reader.words;
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
    let caption = (words.slices_caption)(&reader.month(month));
    html! {
        section {
            h2 { (words.slices) }
            p.lead { (words.slices_lead) }
            (tables::slices(reader, open, whole.as_ref(), month, &caption))
            @if !rest.is_empty() {
                (folded(
                    &reader.counted(words.more_slices, rest.len() as u64),
                    tables::slices(reader, rest, None, month, &caption),
                ))
            }
        }
    }
}

fn definitions(report: &RetentionReport<'_>, reader: &Reader) -> Markup {
    let words = reader.words;
    html! {
        footer {
            h2 { (words.definitions) }
            dl.definitions {
                @for (figure, definition) in words.definition_list {
                    div { dt { (figure) } dd { (definition) } }
                }
                div { dt { (words.convention) } dd dir="auto" { (reader.text(report.convention)) } }
            }
            p { (words.convention_holds) }
        }
    }
}
