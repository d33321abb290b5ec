//! The renewals page, and what a manager's page shows of renewals.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::NaiveDate;
use maud::{Markup, html};
use tenure::agenda::{PipelineRow, PipelineTotal, RenewalPipeline};
use tenure::situation::Renewing;
use tenure::{Currency, ManagerId, Money, MoneyError, Month};

use super::{Head, card, document, figure, folded, meanings};
use crate::colour::Shade;
use crate::reader::{ABSENT, Reader};
use crate::stack_chart::{self, Stack, StackPart};
use crate::{Names, RenewalReport, ReportError, tables};

/// Renewals shown one by one; all later ones are one row.
const ONE_BY_ONE: usize = 60;
/// Managers shown one by one.
const MANAGERS: usize = 25;

pub(crate) fn render(report: &RenewalReport<'_>, reader: &Reader) -> Result<Markup, ReportError> {
    let words = &reader.words.renewals;
    let (pipeline, names) = (report.pipeline, report.names);
    let head = Head {
        kind: words.page,
        heading: &report.heading,
        as_of: (reader.words.as_of_day)(&reader.day(report.heading.as_of)),
        remark: None,
    };
    let main = html! {
        (cards(reader, pipeline))
        section {
            h2 { (words.heading) }
            (months(reader, pipeline)?)
            (one_by_one(reader, names, pipeline, true)?)
            (managers(reader, names, pipeline)?)
        }
    };
    Ok(document(
        reader,
        &head,
        main,
        meanings(reader, words.definitions),
    ))
}

/// What comes up within each number of days.
fn cards(reader: &Reader, pipeline: &RenewalPipeline<'_>) -> Markup {
    html! {
        dl.cards aria-label=(reader.words.headline_figures) {
            @for within in RenewalPipeline::WITHIN_DAYS {
                (within_card(reader, pipeline, within))
            }
        }
    }
}

/// The card of one number of days.
pub(crate) fn within_card(reader: &Reader, pipeline: &RenewalPipeline<'_>, within: u16) -> Markup {
    let words = &reader.words.renewals;
    let totals = totals(pipeline, within);
    let amounts: Vec<Money> = totals.iter().map(|total| total.base).collect();
    let basis = totals.iter().map(|total| {
        let items = reader.counted(words.items, total.count);
        (words.up_for)(&items, &reader.percent(total.share()))
    });
    let basis: Vec<String> = basis.collect();
    card(
        &reader.counted(words.within, within.into()),
        &amounts_of(reader, &amounts),
        &match basis.as_slice() {
            [] => words.nothing.to_owned(),
            lines => lines.join("; "),
        },
    )
}

fn totals<'p>(pipeline: &'p RenewalPipeline<'_>, within: u16) -> Vec<&'p PipelineTotal> {
    let totals = pipeline.totals().iter();
    totals.filter(|total| total.within_days == within).collect()
}

/// What comes up by month, a figure for each currency, with the totals below.
pub(crate) fn months(
    reader: &Reader,
    pipeline: &RenewalPipeline<'_>,
) -> Result<Markup, MoneyError> {
    let words = &reader.words.renewals;
    let by_currency = by_month(pipeline)?;
    let none = pipeline
        .rows()
        .iter()
        .filter(|row| row.base.is_none())
        .count();
    let lead = match none {
        0 => words.by_month_lead.to_owned(),
        none => format!(
            "{} {}",
            words.by_month_lead,
            reader.counted(words.without_amount, none as u64)
        ),
    };
    if by_currency.is_empty() {
        return Ok(figure(reader, words.by_month, &lead, None, html! {}));
    }
    let several = by_currency.len() > 1;
    let figures = by_currency.iter().map(|(currency, months)| {
        let title = match several {
            true => (words.figure_in)(words.by_month, currency.code()),
            false => words.by_month.to_owned(),
        };
        let most = months
            .iter()
            .max_by_key(|(_, sums)| sums.iter().map(Money::to_minor).sum::<i128>());
        let description = most.map_or_else(String::new, |(month, sums)| {
            let sum = sums.iter().map(Money::to_minor).sum();
            (words.by_month_description)(
                &reader.month(month.first_day()),
                &with_code(reader, sum, *currency),
            )
        });
        let chart = stack_chart::draw(
            reader,
            &stacks(reader, months, *currency),
            &[],
            1,
            &(words.by_month_chart)(currency.code()),
            &description,
        );
        let below = html! {
            (stack_chart::legend(HOW.into_iter().map(|how| (how.name(reader), how.shade()))))
            (totals_table(reader, pipeline, *currency))
            (folded(words.numbers_by_month, months_table(reader, months, *currency)))
        };
        figure(reader, &title, &lead, chart, below)
    });
    let figures: Vec<Markup> = figures.collect();
    Ok(html! { @for figure in &figures { (figure) } })
}

/// How a renewal goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    ByItself,
    IfRenewed,
    Cancelled,
}

const HOW: [How; 3] = [How::ByItself, How::IfRenewed, How::Cancelled];

impl How {
    const fn of(row: &PipelineRow<'_>) -> Self {
        match (row.cancelled, row.automatic) {
            (true, _) => Self::Cancelled,
            (false, true) => Self::ByItself,
            (false, false) => Self::IfRenewed,
        }
    }

    const fn name(self, reader: &Reader) -> &'static str {
        let words = &reader.words.renewals;
        match self {
            Self::ByItself => words.goes_on,
            Self::IfRenewed => words.ends,
            Self::Cancelled => words.cancelled,
        }
    }

    const fn shade(self) -> Shade {
        match self {
            Self::ByItself => Shade::Green,
            Self::IfRenewed => Shade::Amber,
            Self::Cancelled => Shade::Red,
        }
    }
}

/// Sums by how they go on, for each month from the first to the last with any.
type Months = BTreeMap<Month, [Money; 3]>;

fn by_month(pipeline: &RenewalPipeline<'_>) -> Result<BTreeMap<Currency, Months>, MoneyError> {
    let mut by_currency: BTreeMap<Currency, Months> = BTreeMap::new();
    for row in pipeline.rows() {
        let Some(base) = row.base else { continue };
        let none = Money::zero(base.currency());
        let months = by_currency.entry(base.currency()).or_default();
        let sums = months.entry(Month::of(row.on)).or_insert([none; 3]);
        for (how, sum) in HOW.into_iter().zip(sums) {
            if how == How::of(row) {
                *sum = sum.checked_add(base)?;
            }
        }
    }
    for (currency, months) in &mut by_currency {
        // A month in which nothing comes up is a bar without length, not a bar that is missing.
        let (first, last) = (months.keys().next().copied(), months.keys().last().copied());
        let mut next = first;
        while let (Some(month), Some(last)) = (next, last)
            && month < last
        {
            months.entry(month).or_insert([Money::zero(*currency); 3]);
            next = month.checked_add(1);
        }
    }
    Ok(by_currency)
}

fn stacks(reader: &Reader, months: &Months, currency: Currency) -> Vec<Stack> {
    let largest = months
        .values()
        .map(|sums| sums.iter().map(Money::to_minor).sum::<i128>())
        .max();
    let largest = largest.unwrap_or_default();
    let stack = |(month, sums): (&Month, &[Money; 3])| {
        let parts = HOW.into_iter().zip(sums).map(|(how, sum)| StackPart {
            name: how.name(reader),
            shade: how.shade(),
            value: sum.to_minor(),
            shown: reader.short_amount(sum.to_minor(), largest, currency),
        });
        Stack {
            name: reader.month(month.first_day()),
            parts: parts.collect(),
            shown: reader.minor(sums.iter().map(Money::to_minor).sum(), currency),
            before: None,
        }
    };
    months.iter().map(stack).collect()
}

fn months_table(reader: &Reader, months: &Months, currency: Currency) -> Markup {
    let words = &reader.words.renewals;
    let head = html! {
        tr {
            th scope="col" { (reader.words.month) }
            @for how in HOW { th scope="col" { (how.name(reader)) } }
        }
    };
    let body = html! {
        @for (month, sums) in months {
            tr {
                th scope="row" { (reader.month(month.first_day())) }
                @for sum in sums { td { (reader.amount(*sum)) } }
            }
        }
    };
    tables::table(
        "narrow",
        &(words.numbers_by_month_caption)(currency.code()),
        head,
        body,
    )
}

fn totals_table(reader: &Reader, pipeline: &RenewalPipeline<'_>, currency: Currency) -> Markup {
    let words = &reader.words.renewals;
    let head = html! {
        tr {
            th scope="col" { (words.within_days) }
            th scope="col" { (words.count) }
            th scope="col" { (words.base) }
            th scope="col" { (words.whole) }
            th scope="col" { (words.share) }
        }
    };
    let totals = pipeline.totals().iter();
    let totals = totals.filter(|total| total.base.currency() == currency);
    let body = html! {
        @for total in totals {
            tr {
                th scope="row" { (reader.count(total.within_days.into())) }
                td { (reader.count(total.count)) }
                td { (reader.amount(total.base)) }
                td { (reader.amount(total.whole)) }
                td { (reader.percent(total.share())) }
            }
        }
    };
    let caption = format!("{}, {currency}", words.totals_caption);
    tables::table("narrow", &caption, head, body)
}

/// The renewals by day, as many as a page can bear, and all later ones together.
pub(crate) fn one_by_one(
    reader: &Reader,
    names: &Names<'_>,
    pipeline: &RenewalPipeline<'_>,
    of_several_managers: bool,
) -> Result<Markup, MoneyError> {
    let words = &reader.words.renewals;
    let rows = pipeline.rows();
    if rows.is_empty() {
        return Ok(html! {});
    }
    let (shown, later) = rows.split_at(rows.len().min(ONE_BY_ONE));
    let later_sums = sums(
        later
            .iter()
            .filter(|row| !row.cancelled)
            .filter_map(|row| row.base),
    )?;
    let head = html! {
        tr {
            th scope="col" { (words.on) }
            th.words scope="col" { (reader.words.moved.account) }
            th.words scope="col" { (words.what) }
            @if of_several_managers { th.words scope="col" { (words.manager) } }
            th scope="col" { (words.notice_by) }
            th scope="col" { (words.monthly) }
            th.words scope="col" { (words.how) }
        }
    };
    let body = html! {
        @for row in shown {
            tr {
                th scope="row" {
                    (reader.day(row.on))
                    small { (reader.counted(words.in_days, row.days.unsigned_abs())) }
                }
                td.words { (names.account(reader, row.account)) }
                td.words { (what(reader, row.what)) }
                @if of_several_managers {
                    td.words {
                        @match row.holder {
                            Some(holder) => (names.manager(reader, holder)),
                            None => (words.nobody),
                        }
                    }
                }
                td {
                    (reader.day(row.notice_by))
                    @if is_over(row) { small { (words.notice_over) } }
                }
                td { (row.base.map_or_else(|| ABSENT.to_owned(), |base| reader.amount_with_code(base))) }
                td.words { span class={ "swatch " (How::of(row).shade().class()) } {} (How::of(row).name(reader)) }
            }
        }
        @if !later.is_empty() {
            tr.whole-row {
                th scope="row" { (reader.counted(words.later, later.len() as u64)) }
                td {} td {}
                @if of_several_managers { td {} }
                td {}
                td { (amounts_of(reader, &later_sums)) }
                td {}
            }
        }
    };
    Ok(html! {
        h3.apart { (words.list) }
        p.lead { (words.list_lead) }
        (tables::framed(words.list_caption, head, body))
    })
}

/// Whether notice can no longer be given.
fn is_over(row: &PipelineRow<'_>) -> bool {
    let today = row.on.checked_sub_signed(chrono::TimeDelta::days(row.days));
    today.is_some_and(|today: NaiveDate| row.notice_by < today)
}

/// What renews, in words.
pub(crate) fn what(reader: &Reader, renewing: Renewing<'_>) -> String {
    let words = &reader.words.renewals;
    match renewing {
        Renewing::Contract(id) => (words.contract)(&reader.isolated(id.as_str())),
        Renewing::Subscription(id) => (words.subscription)(&reader.isolated(id.as_str())),
    }
}

fn managers(
    reader: &Reader,
    names: &Names<'_>,
    pipeline: &RenewalPipeline<'_>,
) -> Result<Markup, MoneyError> {
    let words = &reader.words.renewals;
    let mut by_manager: BTreeMap<Option<&ManagerId>, Vec<&PipelineRow<'_>>> = BTreeMap::new();
    for row in pipeline.rows().iter().filter(|row| !row.cancelled) {
        by_manager.entry(row.holder).or_default().push(row);
    }
    if by_manager.is_empty() {
        return Ok(html! {});
    }
    let all = sums(by_manager.values().flatten().filter_map(|row| row.base))?;
    let count = by_manager.values().map(Vec::len).sum::<usize>();
    let mut lines = Vec::new();
    for (manager, rows) in by_manager {
        lines.push((
            manager,
            rows.len(),
            sums(rows.iter().filter_map(|row| row.base))?,
        ));
    }
    // By the first currency, for amounts of several have no order.
    let size = |amounts: &[Money]| {
        let first = all.first().map(|money| money.currency());
        let mut amounts = amounts.iter();
        let found = amounts.find(|money| Some(money.currency()) == first);
        found.map_or(0, Money::to_minor)
    };
    lines.sort_by_key(|(_, _, amounts)| Reverse(size(amounts)));
    let rest = lines.split_off(lines.len().min(MANAGERS));
    let rest_count = rest.iter().map(|(_, count, _)| count).sum::<usize>();
    let rest_sums = sums(
        rest.iter()
            .flat_map(|(_, _, amounts)| amounts.iter().copied()),
    )?;
    let head = html! {
        tr {
            th scope="col" { (words.manager) }
            th scope="col" { (words.count) }
            th scope="col" { (words.base) }
        }
    };
    let line = |name: Markup, count: usize, amounts: &[Money]| {
        html! {
            th scope="row" { (name) }
            td { (reader.count(count as u64)) }
            td { (amounts_of(reader, amounts)) }
        }
    };
    let body = html! {
        @for (manager, count, amounts) in &lines {
            tr {
                (line(
                    match manager {
                        Some(manager) => names.manager(reader, manager),
                        None => html! { (words.nobody) },
                    },
                    *count,
                    amounts,
                ))
            }
        }
        @if !rest.is_empty() {
            tr { (line(html! { (reader.counted(words.more_managers, rest.len() as u64)) }, rest_count, &rest_sums)) }
        }
        tr.whole-row { (line(html! { (words.all) }, count, &all)) }
    };
    Ok(html! {
        h3.apart { (words.by_manager) }
        p.lead { (words.by_manager_lead) }
        (tables::table("narrow", words.by_manager_caption, head, body))
    })
}

/// The sums of amounts by currency, in the order of currencies.
pub(crate) fn sums(amounts: impl IntoIterator<Item = Money>) -> Result<Vec<Money>, MoneyError> {
    let mut sums: BTreeMap<Currency, Money> = BTreeMap::new();
    for amount in amounts {
        let currency = amount.currency();
        let sum = sums.entry(currency).or_insert(Money::zero(currency));
        *sum = sum.checked_add(amount)?;
    }
    Ok(sums.into_values().collect())
}

/// Amounts of several currencies, each with its code; a dash for none.
pub(crate) fn amounts_of(reader: &Reader, amounts: &[Money]) -> String {
    if amounts.is_empty() {
        return ABSENT.to_owned();
    }
    let amounts: Vec<String> = amounts
        .iter()
        .map(|money| reader.amount_with_code(*money))
        .collect();
    amounts.join(" · ")
}

fn with_code(reader: &Reader, minor: i128, currency: Currency) -> String {
    format!("{} {currency}", reader.minor(minor, currency))
}
