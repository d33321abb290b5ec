//! Which accounts made figures, and which made them others than before.

use maud::{Markup, html};
use tenure::retention::{
    Column, Difference, DifferenceStep, Explanation, Figure, Parts, Rule, SliceKey,
};
use tenure::{Fraction, Known, Ratio};

use super::{figure, folded};
use crate::bar_chart::{self, Bar, Tone};
use crate::figures::{Unit, is_of_money, unit};
use crate::reader::{ABSENT, Reader};
use crate::{Names, tables};

/// Accounts shown one by one; all others are one bar and one row.
pub(crate) const SHOWN: usize = 10;

pub(crate) fn section(
    reader: &Reader,
    names: &Names<'_>,
    explained: &[Explanation],
    differences: &[Difference],
) -> Markup {
    let words = &reader.words.moved;
    if explained.is_empty() && differences.is_empty() {
        return html! {};
    }
    html! {
        section {
            h2 { (words.heading) }
            p.lead { (words.lead) }
            @for difference in differences {
                @for step in &difference.steps { (moved(reader, names, difference, step)) }
            }
            @for explanation in explained { (made(reader, names, explanation)) }
        }
    }
}

/// The accounts behind one figure.
fn made(reader: &Reader, names: &Names<'_>, explanation: &Explanation) -> Markup {
    let words = &reader.words.moved;
    let asked = explanation.question.figure;
    let unit = unit(asked, explanation.currency);
    let name = reader.figure(asked);
    let slice = explanation.question.slice.as_ref();
    let mut title = (words.figure_of)(&name, &reader.period(explanation.period));
    if let Some(slice) = slice {
        title += " · ";
        title += &key(reader, names, slice);
    }
    let accounts = explanation.contributions.len();
    let lead = (words.made_of)(
        &reader.value(explanation.total, unit),
        &reader.accounts(accounts as u64),
    );
    let largest = explanation.largest(SHOWN);
    let rest = accounts - largest.len();
    let shown = largest.iter().map(|contribution| contribution.parts);
    let rest_parts = (rest > 0).then(|| shown.fold(explanation.total, without));
    // What stands above the line of a rate is an amount, or a number of accounts.
    let above = match (unit, is_of_money(asked)) {
        (Unit::Share, true) | (Unit::PerAccount(_), _) => Unit::Amount(explanation.currency),
        (Unit::Share, false) => Unit::Accounts,
        (unit, _) => unit,
    };
    let below = match unit {
        Unit::PerAccount(_) => Unit::Accounts,
        _ => above,
    };
    let count = |value: i128, unit: Unit| match unit {
        Unit::Amount(currency) => reader.minor(value, currency),
        _ => reader.whole(value),
    };
    let is_loss = is_a_loss(asked);
    let tone = |value: i128| {
        if is_loss {
            Tone::of(-value)
        } else {
            Tone::of(value)
        }
    };
    let mut bars: Vec<Bar> = largest
        .iter()
        .map(|contribution| Bar {
            name: names.of_account(&contribution.account).to_owned(),
            value: contribution.parts.numerator,
            shown: count(contribution.parts.numerator, above),
            tone: tone(contribution.parts.numerator),
        })
        .collect();
    bars.extend(rest_parts.map(|parts| Bar {
        name: reader.counted(words.rest, rest as u64),
        value: parts.numerator,
        shown: count(parts.numerator, above),
        tone: Tone::Rest,
    }));
    let numbers = |parts: Parts| {
        html! {
            td { (count(parts.numerator, above)) }
            @match (parts.denominator, explanation.total.denominator) {
                (Some(denominator), _) => td { (count(denominator, below)) },
                (None, Some(_)) => td { (ABSENT) },
                (None, None) => td { (reader.percent(Ratio::of(parts.numerator, explanation.total.numerator))) },
            }
        }
    };
    let head = html! {
        tr {
            th scope="col" { (words.account) }
            th scope="col" { (words.before) }
            th scope="col" { (words.after) }
            @if explanation.total.denominator.is_some() {
                th scope="col" { (words.above_line) }
                th scope="col" { (words.below_line) }
            } @else {
                th scope="col" { (words.part) }
                th scope="col" { (words.share) }
            }
        }
    };
    let body = html! {
        @for contribution in &largest {
            tr {
                th scope="row" { (names.account(reader, &contribution.account)) }
                td { (reader.amount(contribution.opening)) }
                td { (reader.amount(contribution.closing)) }
                (numbers(contribution.parts))
            }
        }
        @if let Some(parts) = rest_parts {
            tr { th scope="row" { (reader.counted(words.rest, rest as u64)) } td { } td { } (numbers(parts)) }
        }
        tr.whole-row { th scope="row" { (words.together) } td { } td { } (numbers(explanation.total)) }
    };
    drawn(reader, &title, &lead, &bars, head, body)
}

/// What made one figure another.
fn moved(
    reader: &Reader,
    names: &Names<'_>,
    difference: &Difference,
    step: &DifferenceStep,
) -> Markup {
    let words = &reader.words.moved;
    let unit = unit(difference.figure, difference.currency);
    let name = reader.figure(difference.figure);
    let total = step
        .change
        .as_ref()
        .and_then(|change| Reader::steps(change, unit));
    let lead = match total {
        Some(total) => (words.from_to)(
            &reader.value(step.from, unit),
            &reader.value(step.to, unit),
            &reader.change_with_unit(total, unit),
        ),
        None => words.not_comparable.to_owned(),
    };
    let mut title = name;
    for rule in &step.rules {
        title += " · ";
        title += &told(reader, names, rule);
    }
    let mut parts: Vec<_> = step.parts.iter().collect();
    parts.sort_by(|a, b| {
        let size = |change: &Option<Fraction>| change.as_ref().map(Fraction::size);
        size(&b.change).cmp(&size(&a.change))
    });
    let rest = parts.len().saturating_sub(SHOWN);
    parts.truncate(SHOWN);
    // Rounded as they add up, so that what is shown adds up to what is shown.
    let mut sum = Fraction::zero();
    let mut shown = 0_i128;
    let mut steps = Vec::new();
    for part in &parts {
        sum = sum.plus(part.change.as_ref().unwrap_or(&Fraction::zero()));
        let until = Reader::steps(&sum, unit).unwrap_or(shown);
        steps.push(until - shown);
        shown = until;
    }
    let rest_steps = total.map(|total| total - shown).filter(|_| rest > 0);
    let bar = |name: String, value: i128, tone: Tone| Bar {
        name,
        value,
        shown: reader.change(value, unit),
        tone,
    };
    let lower_is_better = is_a_loss(difference.figure);
    let tone = |value: i128| {
        if lower_is_better {
            Tone::of(-value)
        } else {
            Tone::of(value)
        }
    };
    let mut bars = Vec::new();
    if total.is_some() {
        bars.extend(parts.iter().zip(&steps).map(|(part, value)| {
            bar(
                names.of_account(&part.account).to_owned(),
                *value,
                tone(*value),
            )
        }));
        bars.extend(
            rest_steps.map(|value| bar(reader.counted(words.rest, rest as u64), value, Tone::Rest)),
        );
    }
    let head = html! {
        tr {
            th scope="col" { (words.account) }
            th scope="col" { (words.before) }
            th scope="col" { (words.after) }
            th scope="col" { (words.part) }
        }
    };
    let body = html! {
        @for (part, value) in parts.iter().zip(&steps) {
            tr {
                th scope="row" { (names.account(reader, &part.account)) }
                td { (reader.value(part.from, unit)) }
                td { (reader.value(part.to, unit)) }
                td { (reader.change(*value, unit)) }
            }
        }
        @if let Some(value) = rest_steps {
            tr { th scope="row" { (reader.counted(words.rest, rest as u64)) } td { } td { } td { (reader.change(value, unit)) } }
        }
        tr.whole-row {
            th scope="row" { (words.together) }
            td { (reader.value(step.from, unit)) }
            td { (reader.value(step.to, unit)) }
            td { (total.map_or_else(|| ABSENT.to_owned(), |total| reader.change(total, unit))) }
        }
    };
    drawn(reader, &title, &lead, &bars, head, body)
}

fn drawn(
    reader: &Reader,
    title: &str,
    lead: &str,
    bars: &[Bar],
    head: Markup,
    body: Markup,
) -> Markup {
    let words = &reader.words.moved;
    let chart = (words.chart)(title);
    let description = match bars.iter().max_by_key(|bar| bar.value.unsigned_abs()) {
        Some(bar) => (words.description)(&reader.isolated(&bar.name), &bar.shown),
        None => String::new(),
    };
    figure(
        reader,
        title,
        lead,
        bar_chart::draw(reader, bars, &chart, &description),
        folded(
            words.numbers,
            tables::framed(&(words.by_account)(title), head, body),
        ),
    )
}

/// What two figures differ in, in words.
fn told(reader: &Reader, names: &Names<'_>, rule: &Rule) -> String {
    let words = &reader.words.moved;
    let slice = |slice: &Option<SliceKey>| match slice {
        Some(slice) => key(reader, names, slice),
        None => reader.words.all_accounts.to_owned(),
    };
    match rule {
        Rule::Period { from, to } => (words.against)(&reader.period(*to), &reader.period(*from)),
        Rule::Known { from, to } => (words.known_against)(&reader.known(*to), &reader.known(*from)),
        Rule::Definition { field, from, to } => (words.definition)(field, from, to),
        Rule::Slice { from, to } => (words.slice_against)(&slice(to), &slice(from)),
        _ => String::new(),
    }
}

/// A slice, isolated in its direction.
pub(crate) fn key(reader: &Reader, names: &Names<'_>, slice: &SliceKey) -> String {
    reader.isolated(text_of(reader, names, slice))
}

fn text_of<'b>(reader: &Reader, names: &'b Names<'_>, slice: &'b SliceKey) -> &'b str {
    match slice {
        SliceKey::Manager(manager) => names.of_manager(manager),
        SliceKey::Segment(name) => name.as_str(),
        _ => reader.words.unassigned,
    }
}

/// Whether more of a figure is less revenue.
const fn is_a_loss(figure: Figure) -> bool {
    use tenure::retention::Rate;
    matches!(
        figure,
        Figure::Amount(Column::Contraction | Column::Churn | Column::TransfersOut)
            | Figure::Accounts(Column::Contraction | Column::Churn | Column::TransfersOut)
            | Figure::Rate(Rate::GrossRevenueChurn | Rate::NetRevenueChurn | Rate::LogoChurn)
            | Figure::Trailing {
                rate: Rate::GrossRevenueChurn | Rate::NetRevenueChurn | Rate::LogoChurn,
                ..
            }
    )
}

/// A total less one of its parts.
fn without(total: Parts, part: Parts) -> Parts {
    let numerator = total.numerator - part.numerator;
    match (total.denominator, part.denominator) {
        (Some(all), own) => Parts::rate(numerator, all - own.unwrap_or_default()),
        (None, _) => Parts::whole(numerator),
    }
}

impl Reader {
    /// What counted as known, in words.
    pub(crate) fn known(&self, known: Known) -> String {
        let words = &self.words.moved;
        match known {
            Known::Now => words.known_now.to_owned(),
            Known::At(instant) => (words.known_at)(&self.instant(instant)),
            Known::Through(record) => (words.known_through)(&self.count(record.get())),
        }
    }
}
