//! Text that breaks careless writers is exact in files for programs, and harmless in files for people.

use icalendar::{Calendar, CalendarComponent, Component, parser};
use tenure::Currency;
use tenure_tables::{
    AccountMonthRow, CalendarEvent, CalendarOptions, Columns, CsvOptions, CsvProfile, EventKind,
    JsonLinesOptions, JsonNumbers, write_calendar, write_csv, write_csv_with, write_jsonl,
    write_jsonl_with, write_markdown, write_vcards,
};

use crate::samples::{day, usd};
use crate::{book, samples};

/// Texts by what is wrong with them.
fn texts() -> Vec<(&'static str, String)> {
    vec![
        (
            "formula",
            "=HYPERLINK(\"http://example.com\",\"x\")".to_owned(),
        ),
        ("plus", "+1+1".to_owned()),
        ("minus", "-2+3".to_owned()),
        ("at", "@SUM(1)".to_owned()),
        ("full-width formula", "＝1+1".to_owned()),
        ("tab before a formula", "\t=1".to_owned()),
        ("line end before a formula", "\r\n=1".to_owned()),
        ("NUL before a formula", "\0=1".to_owned()),
        ("markup", "<script>alert(1)</script>&amp;<b>".to_owned()),
        (
            "markdown",
            "[x](http://example.com) **b** `c` | d \\ #1 @you $x$".to_owned(),
        ),
        ("quotes", "\"a\" 'b' \"\",\"\"".to_owned()),
        (
            "newlines",
            "a\nb\r\nc\rd\u{2028}e\n\nBEGIN:VEVENT\nEND:VCALENDAR".to_owned(),
        ),
        (
            "right-to-left",
            "\u{202e}abc\u{202c} שלום مرحبا \u{2066}x".to_owned(),
        ),
        ("four bytes", "𝔘𝔫𝔦 😀 𠮷".to_owned()),
        ("Telugu", "స్థూల విస్తరణ".to_owned()),
        ("NUL and controls", "a\0b\u{1}c\u{7f}d\u{85}e".to_owned()),
        ("byte order mark", "\u{feff}a".to_owned()),
        ("escape of a workbook", "_x0041_".to_owned()),
        ("looks like a number", "007".to_owned()),
        ("looks absent", "null".to_owned()),
        ("empty", String::new()),
        ("spaces", "  a  ".to_owned()),
        ("a million bytes", "న\",=<|\n".repeat(125_000)),
    ]
}

fn row(text: &str) -> AccountMonthRow<'_> {
    AccountMonthRow {
        account: text,
        month: day(2026, 1),
        currency: Currency::USD,
        amount: usd(-1_005),
        movement: None,
        change: usd(-7),
        manager: Some(text),
        segment: None,
        health: None,
    }
}

#[test]
fn files_for_programs_are_exact() {
    for (what, text) in texts() {
        let (mut csv, mut lines) = (Vec::new(), Vec::new());
        write_csv(&mut csv, [row(&text)]).unwrap();
        write_jsonl(&mut lines, [row(&text)]).unwrap();
        let mut reader = csv::Reader::from_reader(csv.as_slice());
        let record = reader.records().next().unwrap().unwrap();
        assert_eq!(
            (&record[0], &record[6], &record[3]),
            (text.as_str(), text.as_str(), "-10.05"),
            "{what}"
        );
        let value: serde_json::Value = serde_json::from_slice(&lines).unwrap();
        assert_eq!(value["account"], text.as_str(), "{what}");
        assert_eq!(
            lines.iter().filter(|byte| **byte == b'\n').count(),
            1,
            "{what}"
        );
    }
}

#[test]
fn an_empty_text_is_not_an_absent_one() {
    let mut csv = Vec::new();
    write_csv(&mut csv, [row("")]).unwrap();
    let csv = String::from_utf8(csv).unwrap();
    assert!(
        csv.ends_with("\n\"\",2026-01-01,USD,-10.05,,-0.07,\"\",,\n"),
        "{csv}"
    );
}

#[test]
fn a_spreadsheet_starts_nothing() {
    for (what, text) in texts() {
        let mut csv = Vec::new();
        let options = CsvOptions {
            profile: CsvProfile::Spreadsheet,
            ..CsvOptions::default()
        };
        write_csv_with(&mut csv, [row(&text)], options).unwrap();
        assert!(csv.starts_with(b"\xef\xbb\xbfaccount,") && csv.ends_with(b"\r\n"));
        let mut reader = csv::Reader::from_reader(&csv[3..]);
        let record = reader.records().next().unwrap().unwrap();
        let shown = &record[0];
        assert!(
            !shown.starts_with(['=', '+', '-', '@', '＝', '\t', '\r', '\n', '\0']),
            "{what}: {shown}"
        );
        assert_eq!(shown.strip_prefix('\'').unwrap_or(shown), text, "{what}");
        // Numbers are numbers, below zero too.
        assert_eq!((&record[3], &record[5]), ("-10.05", "-0.07"));
    }
}

#[test]
fn a_markdown_cell_stays_a_cell() {
    for (what, text) in texts() {
        let mut page = Vec::new();
        write_markdown(&mut page, [row(&text)], Columns::OPEN).unwrap();
        let page = String::from_utf8(page).unwrap();
        assert_eq!(page.lines().count(), 3, "{what}");
        let line = page.lines().last().unwrap();
        let bare = line
            .replace("\\\\", "")
            .replace("\\|", "")
            .replace("\\]", "");
        assert_eq!(bare.matches('|').count(), 10, "{what}: {line}");
        assert!(
            !line.contains('<') && !bare.contains("](") && !line.chars().any(char::is_control),
            "{what}"
        );
        assert!(!line.contains(['\u{202e}', '\u{2066}']), "{what}");
    }
}

#[test]
fn a_calendar_keeps_its_events() {
    let options = CalendarOptions {
        domain: "crm.example.com",
        name: "a;b\r\nEND:VCALENDAR",
        as_of: book::today(),
        reminders: &[3],
    };
    for (what, text) in texts() {
        let event = CalendarEvent {
            kind: EventKind::FollowUp,
            account: &text,
            about: "M-1".into(),
            renewal: None,
            on: day(2026, 12),
            sequence: 2,
            summary: text.clone(),
            description: text.clone(),
        };
        let mut file = Vec::new();
        assert_eq!(
            write_calendar(&mut file, &options, [event.clone(), event]).unwrap(),
            2
        );
        let file = String::from_utf8(file).unwrap();
        assert!(
            file.split("\r\n")
                .all(|line| line.len() <= 75 && !line.contains(['\n', '\r', '\0'])),
            "{what}"
        );

        // As another program reads it.
        let unfolded = parser::unfold(&file);
        let calendar: Calendar = parser::read_calendar(&unfolded).unwrap().into();
        let events: Vec<_> = calendar
            .components
            .iter()
            .filter_map(CalendarComponent::as_event)
            .collect();
        assert_eq!(events.len(), 2, "{what}");
        assert_eq!(events[0].property_value("DTSTART"), Some("20261201"));
        assert_eq!(events[0].property_value("DTEND"), Some("20261202"));
        assert_eq!(events[0].get_uid(), events[1].get_uid());
        assert!(
            events[0]
                .get_uid()
                .unwrap()
                .ends_with("-M%2D1@crm.example.com")
        );
    }
}

#[test]
fn what_is_no_domain_is_refused() {
    for domain in ["", "a b", "x\r\nEND:VCALENDAR", "a@b"] {
        let options = CalendarOptions {
            domain,
            name: "",
            as_of: book::today(),
            reminders: &[],
        };
        assert!(
            write_calendar(std::io::sink(), &options, []).is_err(),
            "{domain}"
        );
        let columns = Columns {
            personal: true,
            ..Columns::OPEN
        };
        assert!(
            write_vcards(std::io::sink(), domain, [], columns).is_err(),
            "{domain}"
        );
    }
}

#[test]
fn numbers_in_json_have_the_digits_of_the_text() {
    let options = JsonLinesOptions {
        numbers: JsonNumbers::Float,
        ..JsonLinesOptions::default()
    };
    let mut lines = Vec::new();
    write_jsonl_with(&mut lines, [samples::cohorts()[1]], options).unwrap();
    let line = String::from_utf8(lines).unwrap();
    assert!(
        line.contains("\"revenue\":1200.05,\"logo_retention\":0.666666666667,"),
        "{line}"
    );
}

#[test]
fn progress_is_told_as_often_as_asked_and_at_the_end() {
    let said = |every| {
        let mut said = Vec::new();
        let rows = tenure_tables::with_progress(samples::cohorts(), every, |rows| said.push(rows));
        write_csv(std::io::sink(), rows).unwrap();
        said
    };
    assert_eq!(said(2), [2, 3]);
    assert_eq!(said(3), [3]);
    assert_eq!(said(0), [1, 2, 3]);
    let none = tenure_tables::with_progress(Vec::<u8>::new(), 1, |_| panic!("nothing was written"));
    assert_eq!(none.count(), 0);
}
