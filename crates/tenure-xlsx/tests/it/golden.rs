//! Every table of the catalogue as a sheet: cell by cell what its golden CSV file says, and the same bytes as ever.
//!
//! `TENURE_BLESS=1 cargo test -p tenure-xlsx golden` writes the digests anew.

use chrono::{DateTime, NaiveDate, Utc};
use tenure::Currency;
use tenure_tables::{Columns, Kind, Provenance, Row};
use tenure_xlsx::{Workbook, WorkbookOptions};

use crate::book;
use crate::cells::sheets;
use crate::digests::{Digests, golden_csv};
use crate::every_table::{Tables, every_table};

#[test]
fn golden_tables() {
    let mut golden = Golden::default();
    every_table(&mut golden);
    golden.digests.check();
}

#[derive(Default)]
struct Golden {
    digests: Digests,
}

impl Tables for Golden {
    fn table<R: Row>(&mut self, rows: &[R]) {
        let name = R::SCHEMA.name;
        let options = WorkbookOptions::new(Provenance {
            as_of: book::today(),
            convention: Some("the default one"),
            currency: Some(Currency::USD),
        });
        let mut workbook = Workbook::new("Golden", options).unwrap();
        assert_eq!(workbook.table(name, rows).unwrap(), rows.len() as u64);
        let mut file = Vec::new();
        workbook.finish(&mut file).unwrap();
        self.digests.add(name, &file);

        let (header, expected) = golden_csv(name);
        let (title, found) = sheets(&file).remove(1);
        assert_eq!((title.as_str(), &found[0]), (name, &header));
        assert_eq!(found.len() - 1, expected.len(), "{name}");
        for (line, (found, expected)) in found[1..].iter().zip(&expected).enumerate() {
            for (at, column) in R::SCHEMA.written(Columns::OPEN).enumerate() {
                let cell = found.get(at).map_or("", String::as_str);
                assert!(
                    same(column.kind, cell, &expected[at]),
                    "{name}, row {line}, {}: `{cell}`, not `{}`",
                    column.name,
                    &expected[at]
                );
            }
        }
    }
}

/// Whether a cell holds what a field of CSV says, as far as a cell can.
fn same(kind: Kind, cell: &str, field: &str) -> bool {
    if field.is_empty() {
        return cell.is_empty();
    }
    // A cell holds a double: the nearest one.
    let number = |text: &str| text.parse::<f64>().unwrap();
    // Days since the day before the first of a workbook.
    let days = |day: NaiveDate| f64::from(day.to_epoch_days() + 25_569);
    match kind {
        Kind::Id | Kind::Text => cell == shown(field),
        Kind::Date => number(cell) == days(field.parse().unwrap()),
        Kind::Moment => {
            let moment: DateTime<Utc> = field.parse().unwrap();
            let seconds = moment.timestamp_millis() as f64 / 1_000.0;
            (number(cell) - 25_569.0 - seconds / 86_400.0).abs() < 1e-8
        }
        Kind::Flag => (cell == "1") == (field == "true"),
        // The field is rounded to twelve decimals.
        Kind::Rate => (number(cell) - number(field)).abs() <= 5e-13,
        _ => number(cell) == number(field),
    }
}

/// Text as a cell can hold it.
fn shown(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let shown = |character: char| match character {
        '\n' | '\t' => character,
        _ if character.is_control() => '\u{fffd}',
        _ => character,
    };
    text.chars().map(shown).collect()
}
