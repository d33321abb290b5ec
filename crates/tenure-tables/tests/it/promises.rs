//! The catalogue tells the truth about the rows.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use tenure::{Currency, Money, Ratio};
use tenure_tables::{BridgeMonthly, BridgeQuarterly, CATALOGUE, CellSink, Kind, Row};

use crate::samples;

#[test]
fn headers_are_the_ones_programs_rely_on() {
    let headers: Vec<_> = CATALOGUE
        .iter()
        .map(|table| {
            let names: Vec<_> = table.columns.iter().map(|column| column.name).collect();
            (table.name, names.join(","))
        })
        .collect();
    assert_eq!(
        headers,
        [
            (
                "bridge_monthly",
                "slice,month,currency,opening,new,reactivation,expansion,contraction,churn,fx,closing,opening_accounts,\
                 new_accounts,reactivated_accounts,expanded_accounts,contracted_accounts,churned_accounts,closing_accounts,\
                 gross_revenue_retention,net_revenue_retention,logo_retention"
                    .to_owned()
            ),
            (
                "bridge_quarterly",
                "slice,quarter,currency,opening,new,reactivation,expansion,contraction,churn,fx,closing,opening_accounts,\
                 new_accounts,reactivated_accounts,expanded_accounts,contracted_accounts,churned_accounts,closing_accounts,\
                 gross_revenue_retention,net_revenue_retention,logo_retention"
                    .to_owned()
            ),
            (
                "cohort_retention",
                "slice,cohort_month,age_months,active_accounts,revenue,logo_retention,revenue_retention".to_owned()
            ),
            (
                "survival_curve",
                "group,time,at_risk,events,censored,survival,std_error,ci_lower,ci_upper,nelson_aalen".to_owned()
            ),
            (
                "survival_summary",
                "group,n,events,median,median_lower,median_upper,rmst_horizon,rmst,rmst_se".to_owned()
            ),
            (
                "trailing_12",
                "slice,month,currency,opening,gross_retained,net_retained,opening_accounts,retained_accounts,\
                 gross_revenue_retention,net_revenue_retention,logo_retention"
                    .to_owned()
            ),
        ]
    );
}

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
