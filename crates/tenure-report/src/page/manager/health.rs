//! How healthy accounts are, and why that is other than before.

use maud::{Markup, html};
use tenure::health::{Cause, CauseKind, Health, HealthChange, MeasureKind};
use tenure::{Fraction, Ratio, Rounding};

use super::super::{figure, folded};
use crate::colour::Shade;
use crate::reader::{ABSENT, Reader};
use crate::stack_chart::{self, Stack, StackPart};
use crate::{AccountStanding, ManagerReport, tables};

/// Accounts shown one by one; the others are one row.
const ONE_BY_ONE: usize = 25;
/// Hundredths of points of the best health.
const FULL: i128 = 10_000;
/// Decimals of points.
const DECIMALS: u32 = 2;

pub(super) fn section(report: &ManagerReport<'_>, reader: &Reader) -> Markup {
    let words = &reader.words.manager;
    let mut standings: Vec<&AccountStanding<'_>> = report.accounts.iter().collect();
    // The lowest first; those without a score last.
    standings.sort_by(|a, b| {
        let key = |standing: &AccountStanding<'_>| {
            let score = standing.health.score();
            (score.is_none(), score)
        };
        key(a).cmp(&key(b)).then_with(|| a.account.cmp(b.account))
    });
    let (shown, rest) = standings.split_at(standings.len().min(ONE_BY_ONE));
    let scored = shown
        .iter()
        .filter(|standing| standing.health.score().is_some());
    let stacks: Vec<Stack> = scored
        .map(|standing| stack(report, reader, standing))
        .collect();
    let description = shown.first().map_or_else(String::new, |lowest| {
        let account = reader.isolated(report.names.of_account(lowest.account));
        (words.scores_description)(&account, &score(reader, lowest.health.score()))
    });
    let chart = stack_chart::draw(reader, &stacks, &[], FULL, words.scores_chart, &description);
    html! {
        section {
            h2 { (words.health) }
            p.lead { (words.health_lead) }
            (figure(
                reader,
                words.scores,
                words.scores_lead,
                chart,
                folded(words.numbers_by_cause, table(report, reader, shown, rest)),
            ))
        }
    }
}

fn stack(report: &ManagerReport<'_>, reader: &Reader, standing: &AccountStanding<'_>) -> Stack {
    let health = &standing.health;
    let after = health.score();
    let before = standing
        .change
        .as_ref()
        .and_then(|change| before(health, change));
    let band = health.band().map_or(ABSENT, |band| band.name.as_str());
    Stack {
        name: report.names.of_account(standing.account).to_owned(),
        parts: vec![StackPart {
            name: reader.words.manager.score,
            shade: shade(health),
            value: after.and_then(hundredths).unwrap_or_default(),
            shown: score(reader, after),
        }],
        shown: reader.short(band),
        before: before.as_ref().and_then(steps),
    }
}

/// From the worst band to the best: red, then amber, then green.
fn shade(health: &Health<'_>) -> Shade {
    let bands = health.card().bands();
    let place = health.band().and_then(|band| bands.place(&band.name));
    let last = bands.iter().count().saturating_sub(1);
    match place {
        Some(place) if place == last => Shade::Green,
        Some(0) => Shade::Red,
        Some(_) => Shade::Amber,
        None => Shade::Slate,
    }
}

fn hundredths(score: Ratio) -> Option<i128> {
    Some(score.to_decimal(DECIMALS, Rounding::HalfEven)?.mantissa())
}

fn steps(points: &Fraction) -> Option<i128> {
    Some(points.to_decimal(DECIMALS, Rounding::HalfEven)?.mantissa())
}

/// The score before the change.
fn before(health: &Health<'_>, change: &HealthChange<'_>) -> Option<Fraction> {
    let after = Fraction::from(health.score()?);
    Some(after.minus(&change.total.into()))
}

fn score(reader: &Reader, score: Option<Ratio>) -> String {
    match score.and_then(hundredths) {
        Some(points) => reader.fixed(points, DECIMALS),
        None => ABSENT.to_owned(),
    }
}

/// A row for each account with the causes of its change.
fn table(
    report: &ManagerReport<'_>,
    reader: &Reader,
    shown: &[&AccountStanding<'_>],
    rest: &[&AccountStanding<'_>],
) -> Markup {
    let words = &reader.words.manager;
    let head = html! {
        tr {
            th scope="col" { (reader.words.moved.account) }
            th scope="col" { (words.score) }
            th.words scope="col" { (words.band) }
            th scope="col" { (words.before) }
            th scope="col" { (words.change) }
            th.words scope="col" { (words.causes) }
        }
    };
    let body = html! {
        @for standing in shown {
            @let change = standing.change.as_ref();
            @let before = change.and_then(|change| before(&standing.health, change));
            @let total = change.and_then(|change| hundredths(change.total));
            tr {
                th scope="row" { (report.names.account(reader, standing.account)) }
                td { (score(reader, standing.health.score())) }
                td.words {
                    @match standing.health.band() {
                        Some(band) => {
                            span class={ "swatch " (shade(&standing.health).class()) } {}
                            bdi { (reader.name(band.name.as_str())) }
                        }
                        None => (words.too_little_known),
                    }
                }
                td { (before.as_ref().and_then(steps).map_or_else(|| ABSENT.to_owned(), |points| reader.fixed(points, DECIMALS))) }
                td { (total.map_or_else(|| ABSENT.to_owned(), |points| reader.signed_scaled(points, DECIMALS))) }
                td.words {
                    @match change {
                        Some(change) if change.causes.is_empty() => (words.no_cause),
                        Some(change) => ul.causes { @for cause in causes(reader, change) { li { (cause) } } },
                        None => (ABSENT),
                    }
                }
            }
        }
        @if let Some(between) = between(reader, rest) {
            tr.whole-row { th scope="row" colspan="6" { (between) } }
        }
    };
    tables::framed(words.scores_caption, head, body)
}

/// What of the change each cause makes, rounded as they add up, so that what is shown adds up to the change shown.
fn causes(reader: &Reader, change: &HealthChange<'_>) -> Vec<String> {
    let mut sum = Fraction::zero();
    let mut shown = 0_i128;
    let mut told = Vec::new();
    for cause in &change.causes {
        sum = sum.plus(&cause.points.into());
        let until = steps(&sum).unwrap_or(shown);
        told.push(cause_text(reader, cause, until - shown));
        shown = until;
    }
    told
}

fn cause_text(reader: &Reader, cause: &Cause<'_>, points: i128) -> String {
    let words = &reader.words.manager;
    let mut kinds = words.cause_kinds.iter();
    let kind = kinds.find(|(known, _)| *known == cause.kind);
    let kind = kind.map_or(CauseKind::name(cause.kind), |(_, name)| name);
    let brought = reader.records(&cause.brought);
    let brought = brought
        .map(|records| format!(" ({records})"))
        .unwrap_or_default();
    let points = reader.signed_scaled(points, DECIMALS);
    format!(
        "{points} {}: {kind}{brought}",
        reader.measure(cause.measure)
    )
}

/// The accounts that are not shown, in one line; nothing for none.
fn between(reader: &Reader, rest: &[&AccountStanding<'_>]) -> Option<String> {
    let words = &reader.words.manager;
    let scores = || rest.iter().filter_map(|standing| standing.health.score());
    let count = rest.len() as u64;
    (count > 0).then(|| {
        let (low, high) = (score(reader, scores().min()), score(reader, scores().max()));
        (words.rest_between)(&reader.count(count), &low, &high, reader.category(count))
    })
}

impl Reader {
    fn measure(&self, measure: &MeasureKind) -> String {
        if let MeasureKind::Supplied(name) = measure {
            return self.isolated(name.as_str());
        }
        let mut names = self.words.manager.measures.iter();
        let name = names.find(|(known, _)| *known == measure.name());
        name.map_or(measure.name(), |(_, name)| name).to_owned()
    }
}
