//! The exact bytes of every table in every format. Users' programs read these headers and digits.
//!
//! `TENURE_BLESS=1 cargo test -p tenure-tables golden` writes the files anew.

use std::path::Path;

use tenure::agenda::RenewalPipeline;
use tenure::health::Scorecard;
use tenure::situation::{SituationPolicy, Viewpoint};
use tenure_tables::{
    CATALOGUE, CalendarOptions, Columns, CsvOptions, CsvProfile, JsonLinesOptions, LoadOptions,
    Loader, Row, agenda_events, agenda_rows, catalogue_markdown, commitment_rows, contact_rows,
    follow_up_events, json_schema, load_snippet, renewal_events, renewal_rows, write_calendar,
    write_csv, write_csv_with, write_jsonl, write_markdown, write_vcards,
};

use crate::book;
use crate::every_table::{Read, Tables, every_table};

/// Every table of the catalogue, in every format of text.
#[test]
fn golden_tables() {
    every_table(&mut Golden);
}

struct Golden;

impl Tables for Golden {
    fn table<R: Row>(&mut self, rows: &[R]) {
        check(rows);
    }
}

#[test]
fn golden_calendar_and_cards() {
    let (book, profiles) = (book::book(), book::profiles());
    let (mut calendar, mut cards) = (Vec::new(), Vec::new());
    let options = CalendarOptions {
        domain: "crm.example.com",
        name: "Renewals; and more",
        as_of: book::today(),
        reminders: &[7, 1],
    };
    let viewpoint = Viewpoint::of(&book, book::today());
    let two_years = SituationPolicy {
        look_ahead_days: 730,
        ..viewpoint.policy().clone()
    };
    let ahead = Viewpoint::by(&book, book::today(), two_years);
    let pipeline = RenewalPipeline::from_situations(ahead.situations()).unwrap();
    let card = Scorecard::default();
    let agendas = Read::of(&viewpoint, &card).agendas(&viewpoint, book::today().into());
    let events = renewal_events(renewal_rows(&book, &pipeline))
        .chain(follow_up_events(commitment_rows(&book, book::today())))
        .chain(agenda_events(agenda_rows(book::today(), &agendas)));
    write_calendar(&mut calendar, &options, events).unwrap();
    compare("calendar.ics", &calendar);
    let contacts = contact_rows(&book, &profiles, book::today());
    write_vcards(&mut cards, "crm.example.com", contacts, ALL_COLUMNS).unwrap();
    compare("contacts.vcf", &cards);
}

#[test]
fn golden_schemas_and_snippets() {
    let (mut schemas, mut snippets) = (String::new(), String::new());
    for table in CATALOGUE {
        schemas += &json_schema(
            table,
            JsonLinesOptions {
                columns: ALL_COLUMNS,
                ..JsonLinesOptions::default()
            },
        );
        for loader in [Loader::DuckDb, Loader::Pandas, Loader::Polars] {
            let path = format!("{}.csv", table.name);
            let options = LoadOptions {
                path: &path,
                minor_digits: 2,
                columns: ALL_COLUMNS,
            };
            snippets += &format!("{loader:?}\n{}\n", load_snippet(table, loader, options));
        }
    }
    compare("schemas.json.txt", schemas.as_bytes());
    compare("snippets.txt", snippets.as_bytes());
}

/// `docs/tables.md` is the page of the catalogue.
#[test]
fn golden_page_of_the_catalogue() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/tables.md");
    compare_with(&path, catalogue_markdown().as_bytes());
}

const ALL_COLUMNS: Columns = Columns {
    personal: true,
    pay: true,
};

fn check<R: Row>(rows: &[R]) {
    let name = R::SCHEMA.name;
    let count = rows.len() as u64;
    let mut csv = Vec::new();
    assert_eq!(write_csv(&mut csv, rows).unwrap(), count);
    compare(&format!("{name}.csv"), &csv);
    let mut lines = Vec::new();
    assert_eq!(write_jsonl(&mut lines, rows).unwrap(), count);
    compare(&format!("{name}.jsonl"), &lines);

    let mut sheet = Vec::new();
    let options = CsvOptions {
        profile: CsvProfile::Spreadsheet,
        columns: ALL_COLUMNS,
    };
    assert_eq!(write_csv_with(&mut sheet, rows, options).unwrap(), count);
    compare(&format!("{name}.spreadsheet.csv"), &sheet);
    let mut page = Vec::new();
    assert_eq!(write_markdown(&mut page, rows, ALL_COLUMNS).unwrap(), count);
    compare(&format!("{name}.md"), &page);
}

fn compare(name: &str, actual: &[u8]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    compare_with(&folder.join(name), actual);
}

fn compare_with(path: &Path, actual: &[u8]) {
    if std::env::var_os("TENURE_BLESS").is_some() {
        std::fs::write(path, actual).unwrap();
    }
    let expected = std::fs::read(path).unwrap();
    assert_eq!(
        String::from_utf8_lossy(actual),
        String::from_utf8_lossy(&expected),
        "{}",
        path.display()
    );
}
