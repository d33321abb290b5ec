//! The exact bytes of every table in every format. Users' programs read these headers and digits.
//!
//! `TENURE_BLESS=1 cargo test -p tenure-tables golden` writes the files anew.

use std::path::Path;

use tenure::retention::{self, Convention, Slicing};
use tenure::{Grain, Periods, RecurringRule};
use tenure_tables::{
    BridgeMonthly, BridgeQuarterly, CATALOGUE, CalendarOptions, Columns, CsvOptions, CsvProfile,
    JsonLinesOptions, LoadOptions, Loader, RecordCells, Row, account_class_rows,
    account_month_rows, account_rows, assignment_rows, case_rows, catalogue_markdown,
    commitment_rows, contact_rows, contract_line_rows, follow_up_events, interaction_rows,
    json_schema, load_snippet, manager_rows, manager_scoreboard_rows, movement_rows,
    renewal_events, renewal_rows, retention_rows, slice_bridge_rows, survey_rows, write_calendar,
    write_csv, write_csv_with, write_jsonl, write_markdown, write_vcards,
};

use crate::samples::day;
use crate::{book, samples};

#[test]
fn golden_bridge_monthly() {
    check(
        &samples::bridge()
            .into_iter()
            .map(BridgeMonthly)
            .collect::<Vec<_>>(),
    );
}

#[test]
fn golden_bridge_quarterly() {
    check(
        &samples::bridge()
            .into_iter()
            .map(BridgeQuarterly)
            .collect::<Vec<_>>(),
    );
}

#[test]
fn golden_trailing_12() {
    check(&samples::trailing());
}

#[test]
fn golden_cohort_retention() {
    check(&samples::cohorts());
}

#[test]
fn golden_survival_curve() {
    check(&samples::survival_curves());
}

#[test]
fn golden_survival_summary() {
    check(&samples::survival_summaries());
}

/// Every table of the sample book, in every format.
#[test]
fn golden_book_tables() {
    let (book, profiles) = (book::book(), book::profiles());
    let history = book::history(&book);
    let today = book::today();
    let months = Periods::covering(Grain::Month, day(2025, 12), today).unwrap();
    let quarters = Periods::covering(Grain::Quarter, day(2026, 1), today).unwrap();
    let rule = RecurringRule::default();
    let by_manager = Slicing::by_manager(&history, &book).unwrap();
    let bridge =
        retention::bridge(&history, &quarters, &by_manager, Convention::default()).unwrap();
    let trailing =
        retention::trailing(&history, &months, 6, &by_manager, Convention::default()).unwrap();
    let records = book::records();
    let cells: Vec<_> = records
        .iter()
        .map(|record| RecordCells::of(record).unwrap())
        .collect();

    check_all(account_rows(&book, today));
    check_all(account_class_rows(&book));
    check_all(account_month_rows(&history, Some(&book), &months).unwrap());
    check_all(assignment_rows(&book));
    check_all(slice_bridge_rows(&bridge).unwrap());
    check_all(case_rows(&book, today));
    check_all(commitment_rows(&book, today));
    check_all(contact_rows(&book, &profiles, today));
    check_all(contract_line_rows(&book, &rule).unwrap());
    check_all(interaction_rows(&book));
    check_all(manager_rows(&book, &profiles, today));
    check_all(manager_scoreboard_rows(&bridge, &book).unwrap());
    check_all(movement_rows(&history, Some(&book)));
    check_all(cells.iter().map(RecordCells::row));
    check_all(renewal_rows(&book, today, day(2028, 7), &rule).unwrap());
    check_all(retention_rows(&trailing).unwrap());
    check_all(survey_rows(&book));
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
    let renewals = renewal_rows(
        &book,
        book::today(),
        day(2028, 7),
        &RecurringRule::default(),
    )
    .unwrap();
    let events =
        renewal_events(renewals).chain(follow_up_events(commitment_rows(&book, book::today())));
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

fn check_all<R: Row>(rows: impl IntoIterator<Item = R>) {
    let rows: Vec<R> = rows.into_iter().collect();
    assert!(rows.len() > 1, "{} has too little to show", R::SCHEMA.name);
    check(&rows);
}

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
