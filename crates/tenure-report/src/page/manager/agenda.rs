//! What a manager has to do, in order, and what of it does not fit.

use maud::{Markup, html};
use tenure::agenda::{Action, ActionKind, Ranked, Subject};
use tenure::{Ratio, Rounding};

use super::super::{figure, folded, renewals};
use crate::colour::Shade;
use crate::reader::Reader;
use crate::stack_chart::{self, Mark, Stack, StackPart};
use crate::{ManagerReport, Names, tables};

/// Actions shown one by one, of those that fit and of those that do not; the rest are one line.
const ONE_BY_ONE: usize = 30;
/// Actions whose points are drawn.
const DRAWN: usize = 10;

pub(super) fn section(report: &ManagerReport<'_>, reader: &Reader) -> Markup {
    let words = &reader.words.manager;
    let agenda = report.agenda;
    let ranked: Vec<(usize, &Ranked<'_>)> = (1..).zip(agenda.actions()).collect();
    let (out, fitting): (Vec<_>, Vec<_>) = ranked
        .into_iter()
        .partition(|(_, ranked)| ranked.fits == Some(false));
    let known = agenda.available_minutes().is_some();
    html! {
        section {
            h2 { (words.agenda) }
            p.lead { (words.agenda_lead) }
            @if agenda.actions().is_empty() {
                p.nothing { (words.nothing_to_do) }
            } @else {
                (time(report, reader))
                h3.apart { @if known { (words.in_time) } @else { (words.ranked) } }
                (list(report, reader, &fitting))
                @if !out.is_empty() {
                    h3.apart { (words.out_of_time) }
                    p.lead { (words.out_of_time_lead) }
                    (list(report, reader, &out))
                }
                (points(report, reader))
            }
        }
    }
}

/// What everything takes against the time there is.
fn time(report: &ManagerReport<'_>, reader: &Reader) -> Markup {
    let words = &reader.words.manager;
    let agenda = report.agenda;
    let minutes = |count: u64| reader.counted(words.minutes, count);
    let wanted = agenda.wanted_minutes();
    let rest: u64 = agenda
        .not_fitting()
        .map(|ranked| u64::from(ranked.action.minutes))
        .sum();
    let Some(available) = agenda.available_minutes().and_then(whole_minutes) else {
        return html! { p.lead { ((words.no_time_agreed)(&minutes(wanted))) } };
    };
    let lead = (words.time_lead)(&minutes(wanted), &minutes(available), &minutes(rest));
    let part = |name, shade, value: u64| StackPart {
        name,
        shade,
        value: value.into(),
        shown: minutes(value),
    };
    let stack = Stack {
        name: words.wanted.to_owned(),
        parts: vec![
            part(words.fits, Shade::Green, wanted - rest.min(wanted)),
            part(words.does_not_fit, Shade::Red, rest),
        ],
        shown: minutes(wanted),
        before: None,
    };
    let mark = Mark {
        at: available.into(),
        name: (words.available)(&minutes(available)),
    };
    let chart = stack_chart::draw(reader, &[stack], &[mark], 1, words.time_chart, &lead);
    let below = stack_chart::legend(
        [(words.fits, Shade::Green), (words.does_not_fit, Shade::Red)].into_iter(),
    );
    figure(reader, words.time, &lead, chart, below)
}

/// Whole minutes of those there are, rounded down.
pub(super) fn whole_minutes(available: Ratio) -> Option<u64> {
    let minutes = available.to_decimal(0, Rounding::Floor)?.mantissa();
    u64::try_from(minutes).ok()
}

fn list(report: &ManagerReport<'_>, reader: &Reader, ranked: &[(usize, &Ranked<'_>)]) -> Markup {
    let words = &reader.words.manager;
    let (shown, rest) = ranked.split_at(ranked.len().min(ONE_BY_ONE));
    html! {
        ol.agenda {
            @for (place, ranked) in shown { (item(report, reader, *place, ranked)) }
        }
        @if !rest.is_empty() {
            @let minutes = rest.iter().map(|(_, ranked)| u64::from(ranked.action.minutes)).sum();
            @let count = rest.len() as u64;
            p.rest {
                ((words.more_actions)(&reader.count(count), &reader.counted(words.minutes, minutes), reader.category(count)))
            }
        }
    }
}

fn item(report: &ManagerReport<'_>, reader: &Reader, place: usize, ranked: &Ranked<'_>) -> Markup {
    let words = &reader.words.manager;
    let action = &ranked.action;
    let why = [
        (ranked.why.kind, words.for_kind),
        (ranked.why.due, words.for_due),
        (ranked.why.value, words.for_value),
        (ranked.why.risk, words.for_risk),
    ];
    let why = why.into_iter().filter(|(points, _)| *points != 0);
    let why: Vec<String> = why
        .map(|(points, name)| format!("{} {name}", reader.whole(points.into())))
        .collect();
    let mut facts = vec![
        reader.role(action.role).to_owned(),
        reader.counted(words.minutes, action.minutes.into()),
    ];
    facts.extend(
        action
            .value
            .map(|value| (words.at_stake)(&reader.amount_with_code(value))),
    );
    facts.extend(subject(reader, &action.subject));
    html! {
        li value=(place) {
            p.task {
                strong { (reader.action(action.kind)) }
                " "
                @match action.account {
                    Some(account) => span.whose { (report.names.account(reader, account)) },
                    None => span.whose { (words.own) },
                }
                @if let Some((text, late)) = due(report, reader, action) {
                    " "
                    span class=(if late { "due late" } else { "due" }) { (text) }
                }
            }
            p.facts { (facts.join(" · ")) }
            p.facts {
                (reader.counted(words.points, ranked.points.unsigned_abs()))
                ": " (why.join(" + "))
                @if let Some(records) = reader.records(&action.evidence) { " · " (records) }
            }
        }
    }
}

/// When an action is due, and whether that is over.
fn due(report: &ManagerReport<'_>, reader: &Reader, action: &Action<'_>) -> Option<(String, bool)> {
    let words = &reader.words.manager;
    let due = action.due?;
    let days = due.signed_duration_since(report.heading.as_of).num_days();
    let distance = match days {
        0 => return Some((words.due_today.to_owned(), false)),
        1.. => reader.counted(words.ahead, days.unsigned_abs()),
        _ => reader.counted(words.overdue, days.unsigned_abs()),
    };
    Some(((words.due)(&reader.day(due), &distance), days < 0))
}

/// What an action is about, with the host's id isolated; nothing where it is the account as such.
fn subject(reader: &Reader, subject: &Subject<'_>) -> Option<String> {
    let words = &reader.words.manager;
    let id = |id: &str| reader.isolated(id);
    Some(match subject {
        Subject::Case(case) => (words.case)(&id(case.as_str())),
        Subject::Commitment(commitment) => (words.commitment)(&id(commitment.as_str())),
        Subject::Renewal(renewing) => renewals::what(reader, *renewing),
        Subject::Request(request) => (words.request)(&id(request.as_str())),
        Subject::Opportunity(opportunity) => (words.opportunity)(&id(opportunity.as_str())),
        Subject::Discount(discount) => (words.discount)(&id(discount.as_str())),
        Subject::FitReview(review) => (words.fit_review)(&id(review.as_str())),
        Subject::PlayStep(run, step) => (words.play_step)(&id(step.as_str()), &id(run.as_str())),
        Subject::Qualification(name) => (words.qualification)(&id(name.as_str())),
        _ => return None,
    })
}

/// What the points of the first actions are made of.
fn points(report: &ManagerReport<'_>, reader: &Reader) -> Markup {
    let words = &reader.words.manager;
    let first = report.agenda.actions().iter().take(DRAWN);
    let kinds = [
        (words.for_kind, Shade::Blue),
        (words.for_due, Shade::Amber),
        (words.for_value, Shade::Green),
        (words.for_risk, Shade::Purple),
    ];
    let points = |ranked: &Ranked<'_>| {
        let why = ranked.why;
        [why.kind, why.due, why.value, why.risk]
    };
    let stacks = first.clone().map(|ranked| Stack {
        name: whose(report.names, reader, &ranked.action).to_owned(),
        parts: kinds
            .into_iter()
            .zip(points(ranked))
            .map(|((name, shade), points)| StackPart {
                name,
                shade,
                value: points.into(),
                shown: reader.whole(points.into()),
            })
            .collect(),
        shown: reader.whole(ranked.points.into()),
        before: None,
    });
    let stacks: Vec<Stack> = stacks.collect();
    let description = report
        .agenda
        .actions()
        .first()
        .map_or_else(String::new, |first| {
            let points = reader.counted(words.points, first.points.unsigned_abs());
            (words.points_description)(reader.action(first.action.kind), &points)
        });
    let head = html! {
        tr {
            th scope="col" { (words.action) }
            th.words scope="col" { (reader.words.moved.account) }
            @for (name, _) in kinds { th scope="col" { (name) } }
            th scope="col" { (reader.words.moved.together) }
        }
    };
    let body = html! {
        @for ranked in first {
            tr {
                th scope="row" { (reader.action(ranked.action.kind)) }
                td.words {
                    @match ranked.action.account {
                        Some(account) => (report.names.account(reader, account)),
                        None => (words.own),
                    }
                }
                @for points in points(ranked) { td { (reader.whole(points.into())) } }
                td { (reader.whole(ranked.points.into())) }
            }
        }
    };
    let chart = stack_chart::draw(reader, &stacks, &[], 1, words.points_chart, &description);
    let below = html! {
        (stack_chart::legend(kinds.into_iter()))
        (folded(words.numbers_by_action, tables::framed(words.numbers_by_action, head, body)))
    };
    figure(
        reader,
        words.points_caption,
        words.points_lead,
        chart,
        below,
    )
}

fn whose<'a>(names: &'a Names<'_>, reader: &Reader, action: &Action<'a>) -> &'a str {
    match action.account {
        Some(account) => names.of_account(account),
        None => reader.words.manager.own,
    }
}

impl Reader {
    fn action(&self, kind: ActionKind) -> &'static str {
        let mut names = self.words.manager.actions.iter();
        let name = names.find(|(known, _)| *known == kind);
        name.map_or(kind.name(), |(_, name)| name)
    }
}
