//! Which role each account asks for, and why.

use std::cmp::Reverse;

use maud::{Markup, html};
use tenure::focus::{Focus, Reason, Signal};
use tenure::{Role, Rounding};

use super::super::{figure, folded};
use super::shade_of;
use crate::reader::{ABSENT, Reader};
use crate::stack_chart::{self, Stack, StackPart};
use crate::{AccountStanding, ManagerReport, tables};

/// Accounts shown one by one; of the others the mean is shown.
const ONE_BY_ONE: usize = 25;
/// Reasons told in the first table; all are in the second.
const TOLD: usize = 3;
/// Basis points of the whole.
const WHOLE: i128 = 10_000;

pub(super) fn section(report: &ManagerReport<'_>, reader: &Reader) -> Markup {
    let words = &reader.words.manager;
    let mut standings: Vec<&AccountStanding<'_>> = report.accounts.iter().collect();
    // What pays in several currencies, or nothing, has no order among amounts: it follows.
    standings.sort_by_key(|standing| {
        let monthly = standing
            .monthly
            .map(|monthly| (monthly.to_minor(), monthly.currency()));
        (Reverse(monthly), standing.account)
    });
    let (shown, rest) = standings.split_at(standings.len().min(ONE_BY_ONE));
    let stacks: Vec<Stack> = shown
        .iter()
        .map(|standing| {
            stack(
                reader,
                report.names.of_account(standing.account),
                &parts(&standing.focus),
            )
        })
        .chain(mean(rest).map(|mean| {
            let name = reader.counted(reader.words.moved.rest, rest.len() as u64);
            stack(reader, &name, &mean)
        }))
        .collect();
    let description = shown.first().map_or_else(String::new, |first| {
        let account = reader.isolated(report.names.of_account(first.account));
        (words.mixes_description)(&account, reader.role(first.focus.leading()))
    });
    let chart = stack_chart::draw(reader, &stacks, &[], WHOLE, words.mixes_chart, &description);
    html! {
        section {
            h2 { (words.focus) }
            p.lead { (words.focus_lead) }
            (figure(
                reader,
                words.mixes,
                words.mixes_lead,
                chart,
                html! {
                    (stack_chart::legend(Role::ALL.into_iter().map(|role| (reader.role(role), shade_of(role)))))
                    (mixes(report, reader, shown, rest))
                    (folded(words.numbers_by_reason, reasons(report, reader, shown)))
                },
            ))
        }
    }
}

fn parts(focus: &Focus) -> [i64; 5] {
    Role::ALL.map(|role| focus.part(role).get().into())
}

/// The mean share of each role, cut to whole basis points; what is cut goes to the last. Nothing for no accounts.
fn mean(standings: &[&AccountStanding<'_>]) -> Option<[i64; 5]> {
    let count = i64::try_from(standings.len())
        .ok()
        .filter(|count| *count > 0)?;
    let mut sums = [0_i64; 5];
    for standing in standings {
        for (sum, part) in sums.iter_mut().zip(parts(&standing.focus)) {
            *sum += part;
        }
    }
    let mut means = sums.map(|sum| sum / count);
    let cut = i64::try_from(WHOLE).ok()? - means.iter().sum::<i64>();
    if let Some(last) = means.last_mut() {
        *last += cut;
    }
    Some(means)
}

fn stack(reader: &Reader, name: &str, parts: &[i64; 5]) -> Stack {
    let roles = Role::ALL.into_iter().zip(parts);
    let leading = roles
        .clone()
        .max_by_key(|(role, part)| (**part, Reverse(*role)));
    Stack {
        name: name.to_owned(),
        parts: roles
            .map(|(role, part)| StackPart {
                name: reader.role(role),
                shade: shade_of(role),
                value: (*part).into(),
                shown: format!("{}%", reader.bare_percent(tenths(*part))),
            })
            .collect(),
        shown: leading.map_or_else(String::new, |(role, _)| reader.role(role).to_owned()),
        before: None,
    }
}

/// Tenths of per cent, from basis points.
fn tenths(points: i64) -> i128 {
    Rounding::HalfEven
        .divide(points.into(), 10)
        .unwrap_or_default()
}

/// A row for each account: the shares, and the strongest reasons for them.
fn mixes(
    report: &ManagerReport<'_>,
    reader: &Reader,
    shown: &[&AccountStanding<'_>],
    rest: &[&AccountStanding<'_>],
) -> Markup {
    let words = &reader.words.manager;
    let head = html! {
        tr {
            th scope="col" { (reader.words.moved.account) }
            @for role in Role::ALL { th scope="col" { (reader.role(role)) } }
            th.words scope="col" { (words.why) }
        }
    };
    let body = html! {
        @for standing in shown {
            tr {
                th scope="row" { (report.names.account(reader, standing.account)) }
                @for part in parts(&standing.focus) { td { (share(reader, part)) } }
                td.words {
                    @let told = told(reader, &standing.focus);
                    @if told.is_empty() { (words.no_reason) }
                    @else { ul.causes { @for reason in told { li { (reason) } } } }
                    @if let Some(referral) = standing.focus.referral() {
                        small { ((words.referred)(&share(reader, referral.share.get().into()))) }
                    }
                }
            }
        }
        @if let Some(mean) = mean(rest) {
            tr.whole-row {
                th scope="row" { (reader.counted(words.mean_of_rest, rest.len() as u64)) }
                @for part in mean { td { (share(reader, part)) } }
                td {}
            }
        }
    };
    tables::framed(words.mixes_caption, head, body)
}

/// The strongest reasons: the sign, and the role that it calls for most.
fn told(reader: &Reader, focus: &Focus) -> Vec<String> {
    let mut reasons: Vec<&Reason> = focus
        .reasons()
        .iter()
        .filter(|reason| reason.vote > 0)
        .collect();
    reasons.sort_by_key(|reason| (Reverse(reason.vote), reason.signal));
    let told = reasons.into_iter().take(TOLD).map(|reason| {
        let roles = Role::ALL.into_iter();
        let most = roles.max_by_key(|role| (reason.effect_on(*role), Reverse(*role)));
        let effect = most.map_or_else(String::new, |role| {
            let effect = reader.signed_scaled(reason.effect_on(role).into(), 2);
            format!("{effect} {}", reader.role(role))
        });
        let records = reader
            .records(&reason.evidence)
            .map(|records| format!(" ({records})"));
        format!(
            "{}: {effect}{}",
            reader.signal(reason.signal),
            records.unwrap_or_default()
        )
    });
    told.collect()
}

/// Base mix and every reason, role by role; they add up to the mix in whole basis points.
fn reasons(report: &ManagerReport<'_>, reader: &Reader, shown: &[&AccountStanding<'_>]) -> Markup {
    let words = &reader.words.manager;
    let head = html! {
        tr {
            th scope="col" { (reader.words.moved.account) }
            th.words scope="col" { (words.why) }
            th scope="col" { (words.strength) }
            @for role in Role::ALL { th scope="col" { (reader.role(role)) } }
        }
    };
    let body = html! {
        @for standing in shown {
            @let focus = &standing.focus;
            tr {
                th scope="row" { (report.names.account(reader, standing.account)) }
                td.words { (words.base_mix) }
                td { (ABSENT) }
                @for role in Role::ALL { td { (reader.fixed(focus.base_part(role).get().into(), 2)) } }
            }
            @for reason in focus.reasons() {
                tr {
                    td {}
                    td.words { (reader.signal(reason.signal)) }
                    td { (share(reader, reason.strength.get().into())) }
                    @for role in Role::ALL { td { (reader.signed_scaled(reason.effect_on(role).into(), 2)) } }
                }
            }
            tr.whole-row {
                td {}
                td.words { (words.mix) }
                td {}
                @for part in parts(focus) { td { (reader.fixed(part.into(), 2)) } }
            }
        }
    };
    tables::framed(words.reasons_caption, head, body)
}

/// `56.92%` of basis points.
fn share(reader: &Reader, points: i64) -> String {
    format!("{}%", reader.fixed(points.into(), 2))
}

impl Reader {
    fn signal(&self, signal: Signal) -> &'static str {
        let mut names = self.words.manager.signals.iter();
        let name = names.find(|(known, _)| *known == signal);
        name.map_or(signal.name(), |(_, name)| name)
    }
}
