//! The catalogue tells the truth about the rows.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use tenure::{Currency, Money, Ratio};
use tenure_tables::{BridgeMonthly, BridgeQuarterly, CATALOGUE, CellSink, Kind, Row};

use crate::samples;

#[test]
fn every_table_is_documented_and_keyed_by_its_own_columns() {
    for table in CATALOGUE {
        let mut names = BTreeSet::new();
        for column in table.columns {
            assert!(names.insert(column.name), "{} twice", column.name);
            assert!(
                column
                    .name
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b == b'_'),
                "{}",
                column.name
            );
            assert!(column.meaning.ends_with('.') && !column.unit.is_empty());
        }
        assert!(!table.key.is_empty() && table.meaning.ends_with('.'));
        for key in table.key {
            assert!(!table.column(key).unwrap().nullable, "{key} may be absent");
        }
    }
}

#[test]
fn rows_hand_over_what_their_schema_says() {
    samples::bridge()
        .into_iter()
        .map(BridgeMonthly)
        .for_each(follows_schema);
    samples::bridge()
        .into_iter()
        .map(BridgeQuarterly)
        .for_each(follows_schema);
    samples::trailing().into_iter().for_each(follows_schema);
    samples::cohorts().into_iter().for_each(follows_schema);
    samples::survival_curves()
        .into_iter()
        .for_each(follows_schema);
    samples::survival_summaries()
        .into_iter()
        .for_each(follows_schema);
}

fn follows_schema<R: Row>(row: R) {
    let mut kinds = Kinds(Vec::new());
    row.cells(&mut kinds).unwrap();
    assert_eq!(kinds.0.len(), R::SCHEMA.columns.len());
    for (column, kind) in R::SCHEMA.columns.iter().zip(kinds.0) {
        match kind {
            Some(Kind::Text) if column.kind == Kind::Id => {}
            Some(kind) => assert_eq!(kind, column.kind, "{}", column.name),
            None => assert!(column.nullable, "{}", column.name),
        }
    }
}

/// Notes the kind of each cell.
struct Kinds(Vec<Option<Kind>>);

impl Kinds {
    fn note(&mut self, kind: Option<Kind>) -> Result<(), std::convert::Infallible> {
        self.0.push(kind);
        Ok(())
    }
}

impl CellSink for Kinds {
    type Error = std::convert::Infallible;

    fn text(&mut self, _: &str) -> Result<(), Self::Error> {
        self.note(Some(Kind::Text))
    }

    fn currency(&mut self, _: Currency) -> Result<(), Self::Error> {
        self.note(Some(Kind::Text))
    }

    fn date(&mut self, _: NaiveDate) -> Result<(), Self::Error> {
        self.note(Some(Kind::Date))
    }

    fn moment(&mut self, _: DateTime<Utc>) -> Result<(), Self::Error> {
        self.note(Some(Kind::Moment))
    }

    fn integer(&mut self, _: i64) -> Result<(), Self::Error> {
        self.note(Some(Kind::Integer))
    }

    fn flag(&mut self, _: bool) -> Result<(), Self::Error> {
        self.note(Some(Kind::Flag))
    }

    fn amount(&mut self, _: Money) -> Result<(), Self::Error> {
        self.note(Some(Kind::Amount))
    }

    fn count(&mut self, _: u64) -> Result<(), Self::Error> {
        self.note(Some(Kind::Count))
    }

    fn rate(&mut self, _: Ratio) -> Result<(), Self::Error> {
        self.note(Some(Kind::Rate))
    }

    fn number(&mut self, _: f64) -> Result<(), Self::Error> {
        self.note(Some(Kind::Number))
    }

    fn absent(&mut self) -> Result<(), Self::Error> {
        self.note(None)
    }
}
