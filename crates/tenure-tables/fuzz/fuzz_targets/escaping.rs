//! Whatever a text is, every format keeps it within its cell, and those for programs keep it exactly.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tenure::Currency;
use tenure_tables::{
    AccountMonthRow, CalendarEvent, CalendarOptions, Columns, CsvOptions, CsvProfile, EventKind, write_calendar, write_csv, write_csv_with,
    write_jsonl, write_markdown,
};

fuzz_target!(|texts: (&str, Option<&str>)| {
    let zero = "0 USD".parse().expect("an amount");
    let day = chrono::NaiveDate::from_ymd_opt(2026, 1, 1).expect("a day");
    let row = AccountMonthRow {
        account: texts.0,
        month: day,
        currency: Currency::USD,
        amount: zero,
        movement: None,
        change: zero,
        manager: texts.1,
        segment: None,
        health: None,
    };

    let mut data = Vec::new();
    write_csv(&mut data, [row, row]).expect("written");
    let mut reader = csv::Reader::from_reader(data.as_slice());
    for record in reader.records() {
        let record = record.expect("well formed");
        assert_eq!((&record[0], &record[6]), (texts.0, texts.1.unwrap_or_default()));
    }

    let mut sheet = Vec::new();
    let options = CsvOptions { profile: CsvProfile::Spreadsheet, ..CsvOptions::default() };
    write_csv_with(&mut sheet, [row], options).expect("written");
    let mut reader = csv::Reader::from_reader(&sheet[3..]);
    let record = reader.records().next().expect("a row").expect("well formed");
    assert!(!record[0].starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\0']));

    let mut lines = Vec::new();
    write_jsonl(&mut lines, [row]).expect("written");
    let value: serde_json::Value = serde_json::from_slice(&lines).expect("JSON");
    assert_eq!(value["account"], texts.0);

    let mut page = Vec::new();
    write_markdown(&mut page, [row], Columns::OPEN).expect("written");
    assert_eq!(page.iter().filter(|byte| **byte == b'\n').count(), 3);

    let event = CalendarEvent {
        kind: EventKind::FollowUp,
        account: texts.0,
        about: "M-1".into(),
        renewal: None,
        on: day,
        sequence: 0,
        summary: texts.0.to_owned(),
        description: texts.1.unwrap_or_default().to_owned(),
    };
    let options = CalendarOptions { domain: "example.com", name: texts.0, as_of: day, reminders: &[1] };
    let mut calendar = Vec::new();
    write_calendar(&mut calendar, &options, [event]).expect("written");
    let calendar = String::from_utf8(calendar).expect("UTF-8");
    assert!(calendar.split("\r\n").all(|line| line.len() <= 75 && !line.contains(['\r', '\n'])));
    assert_eq!(calendar.matches("\r\nEND:VEVENT\r\n").count(), 1);
});
