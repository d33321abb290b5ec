//! A manager's page: what stands where.

mod agenda;
mod focus;
mod health;
mod load;

use std::collections::BTreeMap;

use maud::{Markup, html};
use tenure::Role;
use tenure::situation::Evidence;

use super::{Head, card, document, meanings, renewals};
use crate::colour::Shade;
use crate::reader::{ABSENT, Reader};
use crate::{ManagerReport, ReportError};

pub(crate) fn render(report: &ManagerReport<'_>, reader: &Reader) -> Result<Markup, ReportError> {
    let words = &reader.words.manager;
    let (names, pipeline) = (report.names, report.renewals);
    let head = Head {
        kind: words.page,
        heading: &report.heading,
        as_of: (reader.words.as_of_day)(&reader.day(report.heading.as_of)),
        remark: None,
    };
    let main = html! {
        (cards(report, reader)?)
        (agenda::section(report, reader))
        (focus::section(report, reader))
        (health::section(report, reader))
        section {
            h2 { (words.renewals) }
            (renewals::months(reader, pipeline)?)
            (renewals::one_by_one(reader, names, pipeline, false)?)
        }
        @if let Some(load) = report.load { (load::section(load, reader)) }
    };
    Ok(document(
        reader,
        &head,
        main,
        meanings(reader, words.definitions),
    ))
}

fn cards(report: &ManagerReport<'_>, reader: &Reader) -> Result<Markup, ReportError> {
    let words = &reader.words.manager;
    let monthly = report
        .accounts
        .iter()
        .filter_map(|standing| standing.monthly);
    let monthly = renewals::amounts_of(reader, &renewals::sums(monthly)?);
    let taken = report.load.map(|load| {
        let available = load.available.to_decimal(0, tenure::Rounding::Floor);
        let available = available.map_or(0, |minutes| minutes.mantissa());
        let basis = (words.minutes_of)(&reader.count(load.minutes()), &reader.whole(available));
        (reader.percent(load.utilisation()), basis)
    });
    let (taken, taken_basis) =
        taken.unwrap_or_else(|| (ABSENT.to_owned(), words.no_load.to_owned()));
    let bands = bands(report, reader);
    Ok(html! {
        dl.cards aria-label=(reader.words.headline_figures) {
            (card(words.accounts_held, &reader.count(report.accounts.len() as u64), &format!("{monthly} {}", words.a_month)))
            (card(
                words.to_do,
                &reader.count(report.agenda.actions().len() as u64),
                &reader.counted(words.minutes, report.agenda.wanted_minutes()),
            ))
            (card(words.health, &bands.0, &bands.1))
            (renewals::within_card(reader, report.renewals, 90))
            (card(words.time_taken, &taken, &taken_basis))
        }
    })
}

/// How many accounts are in each band, from the worst, with the names of the bands; the ones without a score last.
fn bands(report: &ManagerReport<'_>, reader: &Reader) -> (String, String) {
    let mut counts: BTreeMap<Option<usize>, (&str, u64)> = BTreeMap::new();
    for standing in report.accounts {
        let band = standing.health.band();
        let place = band.and_then(|band| standing.health.card().bands().place(&band.name));
        let name = band.map_or(ABSENT, |band| band.name.as_str());
        counts.entry(place).or_insert((name, 0)).1 += 1;
    }
    let unknown = counts.remove(&None);
    let counts: Vec<(&str, u64)> = counts.into_values().chain(unknown).collect();
    if counts.is_empty() {
        return (ABSENT.to_owned(), reader.words.manager.by_band.to_owned());
    }
    let numbers: Vec<String> = counts
        .iter()
        .map(|(_, count)| reader.count(*count))
        .collect();
    let names: Vec<String> = counts
        .iter()
        .map(|(name, _)| reader.isolated(name))
        .collect();
    (numbers.join(" · "), names.join(" · "))
}

const fn shade_of(role: Role) -> Shade {
    match role {
        Role::Sales => Shade::Blue,
        Role::Support => Shade::Amber,
        Role::Technical => Shade::Green,
        Role::FinancialAdvisory => Shade::Purple,
        _ => Shade::Slate,
    }
}

impl Reader {
    pub(crate) fn role(&self, role: Role) -> &'static str {
        let mut names = self.words.manager.roles.iter();
        let name = names.find(|(known, _)| *known == role);
        name.map_or(role.name(), |(_, name)| name)
    }

    /// The numbers of the records behind something; nothing for none. At most a few are named.
    pub(crate) fn records(&self, evidence: &Evidence) -> Option<String> {
        const NAMED: usize = 5;
        let count = evidence.records().count();
        if count == 0 {
            return None;
        }
        let named = evidence.records().take(NAMED);
        let mut numbers: Vec<String> = named.map(|record| self.count(record.get())).collect();
        if count > NAMED {
            numbers.push("…".to_owned());
        }
        Some((self.words.manager.records)(
            &numbers.join(", "),
            self.category(count as u64),
        ))
    }
}
