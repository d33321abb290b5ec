//! The restatement page: its form, and that what it shows adds up.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, NaiveDate, Utc};
use tenure::decide::decide_all;
use tenure::retention::{BookReport, Restatement, SliceBy, restatement};
use tenure::{
    Book, Command, CommandId, Currency, Grain, Known, Periods, Position, Record, StreamId, Version,
};
use tenure_report::{Heading, Language, Names, ReportError, RestatementReport};

use crate::book::day;
use crate::{golden, html};

/// Records as a journal would hold them.
#[derive(Default)]
struct Journal {
    book: Book,
    records: Vec<Record>,
    versions: BTreeMap<StreamId, u64>,
}

impl Journal {
    /// Records what commands come to on a day.
    fn on(&mut self, recorded: NaiveDate, request: &str, json: &str) {
        let commands: Vec<Command> = serde_json::from_str(json).unwrap();
        let facts = decide_all(&mut self.book, &commands).unwrap();
        for fact in facts {
            let version = self.versions.entry(fact.stream.clone()).or_default();
            *version += 1;
            self.records.push(Record {
                position: Position::new(self.records.len() as u64 + 1).unwrap(),
                stream: fact.stream,
                version: Version::new(*version),
                effective_on: fact.effective_on,
                recorded_at: DateTime::<Utc>::from_naive_utc_and_offset(
                    recorded.and_hms_opt(9, 30, 0).unwrap(),
                    Utc,
                ),
                command: CommandId::new(request).unwrap(),
                actor: None,
                corrects: fact.corrects,
                fact: fact.fact,
            });
        }
    }
}

/// Accounts from January, a closing in April, and what came to light in May.
fn restated(accounts: usize) -> Restatement {
    let mut journal = Journal::default();
    journal.on(
        day(2026, 1, 5),
        "directory",
        r#"[{"hire_manager": {"manager": "maria", "on": "2026-01-01"}}, {"hire_manager": {"manager": "arjun", "on": "2026-01-01"}}]"#,
    );
    for number in 0..accounts {
        journal.on(
            day(2026, 1, 6),
            &format!("import-{number}"),
            &format!(
                r#"[{{"open_account": {{"account": "A-{number}", "on": "2026-01-01"}}}},
                {{"assign_manager": {{"account": "A-{number}", "manager": "maria", "cause": "claim", "on": "2026-01-01"}}}},
                {{"start_subscription": {{"account": "A-{number}", "subscription": "S-{number}",
                    "span": {{"start": "2026-01-01", "end": null}}, "monthly": "{}.25 USD"}}}}]"#,
                100 + number * 10,
            ),
        );
    }
    let closed = Position::new(journal.records.len() as u64).unwrap();
    for number in 0..accounts {
        let account = format!("A-{number}");
        let late = match number % 4 {
            0 => format!(
                r#"{{"end_subscription": {{"account": "{account}", "subscription": "S-{number}", "on": "2026-03-01"}}}}"#
            ),
            1 => format!(
                r#"{{"reprice_subscription": {{"account": "{account}", "subscription": "S-{number}", "monthly": "999.00 USD", "on": "2026-02-15"}}}}"#
            ),
            2 => format!(
                r#"{{"assign_manager": {{"account": "{account}", "manager": "arjun", "cause": "claim", "on": "2026-03-01"}}}}"#
            ),
            _ => continue,
        };
        journal.on(
            day(2026, 5, 4),
            &format!("late-{number}"),
            &format!("[{late}]"),
        );
    }
    let months = Periods::covering(Grain::Month, day(2026, 1, 1), day(2026, 4, 30)).unwrap();
    let report = BookReport::of(Currency::USD, months).by(SliceBy::Manager);
    restatement(
        &journal.records,
        &report,
        Known::Through(closed),
        Known::Now,
    )
    .unwrap()
}

fn report<'a>(restatement: &'a Restatement, names: &'a Names<'a>) -> RestatementReport<'a> {
    RestatementReport {
        heading: Heading {
            title: "What April says now",
            subtitle: "All subscriptions",
            notes: &["Simulated data: no real customer is in it"],
            as_of: day(2026, 4, 30),
            language: Language::English,
        },
        restatement,
        names,
    }
}

#[test]
fn golden_pages_of_a_restatement() {
    let restated = restated(7);
    let names = Names::default();
    for language in Language::ALL {
        let mut report = report(&restated, &names);
        report.heading.language = *language;
        let page = report.to_html().unwrap();
        html::assert_self_contained(&page);
        assert_eq!(page.matches("<svg").count(), 3);
        let name = format!("restatement.{}.html", language.code());
        golden::compare(&page, &name);
        std::fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join(name), page).unwrap();
    }
}

#[test]
fn effects_of_movements_and_of_records_are_the_difference() {
    for accounts in [1, 7, 60] {
        let restated = restated(accounts);
        let page = report(&restated, &Names::default()).to_html().unwrap();
        let (before, after) = (
            restated.before.all.rows.last().unwrap(),
            restated.after.all.rows.last().unwrap(),
        );
        let difference = after.amounts.closing.to_minor() - before.amounts.closing.to_minor();
        for (caption, cell) in [
            ("Difference of the last closing by movement</caption>", 1),
            (
                "Records in the order in which they were recorded</caption>",
                6,
            ),
        ] {
            let table = page.split(caption).nth(1).unwrap();
            let body = table.split("<tbody>").nth(1).unwrap();
            let body = &body[..body.find("</tbody>").unwrap()];
            let mut numbers: Vec<i128> = body
                .split("</tr>")
                .filter(|row| !row.is_empty())
                .map(|row| {
                    let cells = row.split("<td>").skip(1);
                    let last = cells.last().unwrap_or_else(|| panic!("{cell}: {row}"));
                    let shown = &last[..last.find("</td>").unwrap()];
                    let digits: String = shown.chars().filter(char::is_ascii_digit).collect();
                    let number: i128 = digits.parse().unwrap();
                    if shown.starts_with('−') {
                        -number
                    } else {
                        number
                    }
                })
                .collect();
            if caption.starts_with("Difference") {
                assert_eq!(numbers.pop(), Some(difference));
            }
            assert_eq!(numbers.iter().sum::<i128>(), difference, "{caption}");
        }
    }
}

#[test]
fn what_changed_between_slices_only_is_told() {
    let restated = restated(7);
    let page = report(&restated, &Names::default()).to_html().unwrap();
    let slices = page
        .split("Last closing by slice</caption>")
        .nth(1)
        .unwrap();
    assert!(slices.contains("arjun") && slices.contains("maria"));
}

#[test]
fn a_restatement_that_was_altered_is_refused() {
    let mut restated = restated(7);
    restated.changes.pop();
    let refused = report(&restated, &Names::default()).to_html().unwrap_err();
    assert!(matches!(refused, ReportError::Restatement(_)), "{refused}");
}

#[test]
fn nothing_changed_is_said() {
    let mut restated = restated(0);
    restated.changes.clear();
    let page = report(&restated, &Names::default()).to_html().unwrap();
    html::assert_self_contained(&page);
    assert!(page.contains("Nothing changed") && !page.contains("<svg"));
}
