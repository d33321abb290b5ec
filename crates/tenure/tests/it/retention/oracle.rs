//! Published data with answers computed twice by other software: amounts and counts exactly, rates to twelve digits.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests may fail loudly"
)]

use std::collections::BTreeMap;
use std::fs;

use chrono::NaiveDate;
use tenure::retention::{
    self, BridgeRow, Convention, GrossMethod, NetMethod, RevenueHistory, RevenueLine, Slicing,
    TrailingRow,
};
use tenure::{AccountId, Currency, Grain, Money, Periods, Ratio, Span};
use tenure_testkit::data;

pub(super) type CsvRow = BTreeMap<String, String>;

pub(super) fn rows(path: &str) -> Option<Vec<CsvRow>> {
    let text = fs::read_to_string(data::path(path)?).unwrap();
    let mut lines = text.lines();
    let names: Vec<_> = lines.next().unwrap().split(',').collect();
    let rows = lines.map(|line| {
        let fields = line.split(',').map(str::to_owned);
        names
            .iter()
            .map(|name| (*name).to_owned())
            .zip(fields)
            .collect()
    });
    Some(rows.collect())
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Whole dollars, as both data sets have them.
fn dollars(text: &str) -> Money {
    format!("{text}.00 USD").parse().unwrap()
}

fn history<'a>(
    lines: impl Iterator<Item = (&'a str, &'a str, &'a str, &'a str)>,
) -> RevenueHistory {
    let mut builder = RevenueHistory::builder(Currency::USD);
    for (account, start, end, amount) in lines {
        let account = builder.account(&AccountId::new(account).unwrap()).unwrap();
        let end = (!end.is_empty()).then(|| day(end));
        let span = Span::new(day(start), end).unwrap();
        let monthly = dollars(amount);
        builder
            .line(RevenueLine {
                account,
                span,
                monthly,
            })
            .unwrap();
    }
    builder.build().unwrap()
}

fn playbook() -> Option<RevenueHistory> {
    let rows = rows("mrr_dbt_seed/subscription_periods.csv")?;
    Some(history(rows.iter().map(|row| {
        (
            row["customer_id"].as_str(),
            row["start_date"].as_str(),
            row["end_date"].as_str(),
            row["monthly_amount"].as_str(),
        )
    })))
}

fn ravenstack() -> Option<RevenueHistory> {
    let half = rows("ravenstack/oracle_half_a/accounts_in_half_a.csv")?;
    let half: Vec<_> = half.iter().map(|row| row["account_id"].as_str()).collect();
    let rows = rows("ravenstack/subscriptions.csv")?;
    let chosen = rows
        .iter()
        .filter(|row| half.contains(&row["account_id"].as_str()));
    Some(history(chosen.map(|row| {
        (
            row["account_id"].as_str(),
            row["start_date"].as_str(),
            row["end_date"].as_str(),
            row["mrr_amount"].as_str(),
        )
    })))
}

fn covering(grain: Grain, rows: &[CsvRow]) -> Periods {
    let first = day(&rows.first().unwrap()["period"]);
    let last = day(&rows.last().unwrap()["period"]);
    Periods::covering(grain, first, last).unwrap()
}

fn same_rate(row: &CsvRow, column: &str, found: Option<Ratio>) {
    let expected = row[column].parse::<f64>().ok();
    match (expected, found) {
        (None, None) => assert_eq!(row[column], ""),
        (Some(expected), Some(found)) => {
            let found = found.to_f64();
            assert!(
                (found - expected).abs() <= 1e-12 * expected.abs().max(1.0),
                "{column} of {}: {found}, expected {expected}",
                row["period"]
            );
        }
        _ => panic!(
            "{column} of {}: {found:?}, expected {expected:?}",
            row["period"]
        ),
    }
}

fn waterfall(history: &RevenueHistory, grain: Grain, oracle: &str) {
    let oracle = rows(oracle).unwrap();
    let periods = covering(grain, &oracle);
    let report =
        retention::bridge(history, &periods, &Slicing::none(), Convention::default()).unwrap();
    report.reconcile().unwrap();
    assert_eq!(report.all.rows.len(), oracle.len());
    for (expected, row) in oracle.iter().zip(&report.all.rows) {
        let BridgeRow {
            period,
            amounts,
            accounts,
            ..
        } = row;
        assert_eq!(period.start(), day(&expected["period"]));
        for (column, found) in [
            ("start_mrr", amounts.opening),
            ("new_mrr", amounts.new),
            ("expansion_mrr", amounts.expansion),
            ("contraction_mrr", amounts.contraction),
            ("churn_mrr", amounts.churn),
            ("reactivation_mrr", amounts.reactivation),
            ("end_mrr", amounts.closing),
        ] {
            assert_eq!(found, dollars(&expected[column]), "{column} of {period:?}");
        }
        for (column, found) in [
            ("start_logos", accounts.opening),
            ("new_logos", accounts.new),
            ("churned_logos", accounts.churned),
            ("reactivated_logos", accounts.reactivated),
            ("end_logos", accounts.closing),
            ("expanded_logos", accounts.expanded),
            ("contracted_logos", accounts.contracted),
        ] {
            assert_eq!(
                found.to_string(),
                expected[column],
                "{column} of {period:?}"
            );
        }
        let kept = |rate: Option<Ratio>| rate.map_or(0, |rate| rate.numerator());
        for (column, found) in [
            ("gross_retained", kept(row.gross_revenue_retention())),
            ("net_retained", kept(row.net_revenue_retention())),
        ] {
            assert_eq!(
                found,
                dollars(&expected[column]).to_minor(),
                "{column} of {period:?}"
            );
        }
        let retained = kept(row.logo_retention()).to_string();
        assert_eq!(
            retained, expected["retained_logos"],
            "retained_logos of {period:?}"
        );
        same_rate(expected, "grr", row.gross_revenue_retention());
        same_rate(expected, "nrr", row.net_revenue_retention());
        same_rate(expected, "logo_retention", row.logo_retention());
    }
}

fn trailing(history: &RevenueHistory, waterfall: &str, oracle: &str) {
    let periods = covering(Grain::Month, &rows(waterfall).unwrap());
    let oracle = rows(oracle).unwrap();
    let report = retention::trailing(
        history,
        &periods,
        12,
        &Slicing::none(),
        Convention::default(),
    )
    .unwrap();
    assert_eq!(report.all.rows.len(), oracle.len());
    for (expected, row) in oracle.iter().zip(&report.all.rows) {
        let TrailingRow { base, period, .. } = row;
        assert_eq!(period.start(), day(&expected["period"]));
        assert_eq!(base.start(), period.start() - chrono::Months::new(12));
        for (column, found) in [
            ("base_mrr", row.opening),
            ("gross_retained", row.gross_retained),
            ("net_retained", row.net_retained),
        ] {
            assert_eq!(found, dollars(&expected[column]), "{column} of {period:?}");
        }
        for (column, found) in [
            ("base_logos", row.opening_accounts),
            ("retained_logos", row.retained_accounts),
        ] {
            assert_eq!(
                found.to_string(),
                expected[column],
                "{column} of {period:?}"
            );
        }
        same_rate(expected, "grr", row.gross_revenue_retention());
        same_rate(expected, "nrr", row.net_revenue_retention());
        same_rate(expected, "logo_retention", row.logo_retention());
    }
}

fn cohorts(history: &RevenueHistory, waterfall: &str, oracle: &str) {
    let periods = covering(Grain::Month, &rows(waterfall).unwrap());
    let report =
        retention::cohorts(history, &periods, &Slicing::none(), Convention::default()).unwrap();
    let found: Vec<_> = report
        .all
        .rows
        .iter()
        .flat_map(|cohort| {
            cohort.cells.iter().enumerate().map(|(age, cell)| {
                (
                    cohort.period.start().to_string(),
                    age.to_string(),
                    cell.active.to_string(),
                    cell.revenue,
                )
            })
        })
        .collect();
    let expected: Vec<_> = rows(oracle)
        .unwrap()
        .into_iter()
        .map(|mut row| {
            let mut field = |name| row.remove(name).unwrap();
            let revenue = dollars(&field("mrr"));
            (
                field("cohort"),
                field("offset"),
                field("active_logos"),
                revenue,
            )
        })
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn playbook_by_month() {
    let Some(history) = playbook() else { return };
    waterfall(
        &history,
        Grain::Month,
        "mrr_dbt_seed/oracle/waterfall_monthly.csv",
    );
}

#[test]
fn playbook_by_quarter() {
    let Some(history) = playbook() else { return };
    waterfall(
        &history,
        Grain::Quarter,
        "mrr_dbt_seed/oracle/waterfall_quarterly.csv",
    );
}

#[test]
fn playbook_trailing_twelve_months() {
    let Some(history) = playbook() else { return };
    let waterfall = "mrr_dbt_seed/oracle/waterfall_monthly.csv";
    trailing(&history, waterfall, "mrr_dbt_seed/oracle/trailing12.csv");
}

#[test]
fn playbook_cohorts() {
    let Some(history) = playbook() else { return };
    let waterfall = "mrr_dbt_seed/oracle/waterfall_monthly.csv";
    cohorts(
        &history,
        waterfall,
        "mrr_dbt_seed/oracle/cohorts_monthly.csv",
    );
}

#[test]
fn ravenstack_by_month() {
    let Some(history) = ravenstack() else { return };
    waterfall(
        &history,
        Grain::Month,
        "ravenstack/oracle_half_a/waterfall_monthly.csv",
    );
}

#[test]
fn ravenstack_trailing_twelve_months() {
    let Some(history) = ravenstack() else { return };
    let waterfall = "ravenstack/oracle_half_a/waterfall_monthly.csv";
    trailing(
        &history,
        waterfall,
        "ravenstack/oracle_half_a/trailing12.csv",
    );
}

#[test]
fn ravenstack_cohorts() {
    let Some(history) = ravenstack() else { return };
    let waterfall = "ravenstack/oracle_half_a/waterfall_monthly.csv";
    cohorts(
        &history,
        waterfall,
        "ravenstack/oracle_half_a/cohorts_monthly.csv",
    );
}

/// The same figures from snapshots on the first of each month: as every change is on a first, the snapshot of 1 January is what
/// January closes with, and the step from 1 December to it is the row of January.
#[test]
fn playbook_rows_by_hand() {
    let Some(history) = playbook() else { return };
    let periods = Periods::covering(Grain::Month, day("2019-01-01"), day("2019-08-01")).unwrap();
    let report =
        retention::bridge(&history, &periods, &Slicing::none(), Convention::default()).unwrap();
    let found: Vec<_> = report
        .all
        .rows
        .iter()
        .map(|row| {
            let amounts = &row.amounts;
            [
                amounts.opening,
                amounts.closing,
                amounts.new,
                amounts.reactivation,
                amounts.expansion,
                amounts.contraction,
                amounts.churn,
            ]
            .map(|money| money.to_minor() / 100)
        })
        .collect();
    assert_eq!(
        found,
        [
            [585, 620, 25, 0, 10, 0, 0],
            [620, 625, 30, 0, 25, 0, 50],
            [625, 660, 60, 0, 0, 0, 25],
            [660, 895, 120, 50, 65, 0, 0],
            [895, 965, 155, 0, 0, 85, 0],
            [965, 1135, 50, 0, 150, 30, 0],
            [1135, 1350, 205, 50, 0, 40, 0],
            [1350, 1240, 105, 0, 0, 55, 160],
        ]
    );
}

/// Six months from 2018-12-01 to 2019-06-01, under every method, and two other pairs of days.
#[test]
fn playbook_pairs_of_days_by_hand() {
    let Some(history) = playbook() else { return };
    let between = |first: &str, last: &str, months, convention: Convention| {
        let periods = Periods::covering(Grain::Month, day(first), day(last)).unwrap();
        let report = retention::trailing(
            &history,
            &periods,
            months,
            &Slicing::none(),
            convention.clone(),
        )
        .unwrap();
        assert_eq!(report.all.rows.len(), 1);
        report.all.rows[0].clone()
    };
    let default = Convention::default();
    let of = |a, b| Ratio::of(a, b);
    let half = between("2018-12-01", "2019-06-01", 6, default.clone());
    assert_eq!(half.net_revenue_retention(), of(610, 585));
    assert_eq!(half.gross_revenue_retention(), of(550, 585));
    assert_eq!(half.logo_retention(), of(11, 12));
    let bridge = Convention {
        net: NetMethod::Bridge,
        gross: GrossMethod::Bridge,
        ..default.clone()
    };
    let half = between("2018-12-01", "2019-06-01", 6, bridge);
    assert_eq!(half.net_revenue_retention(), of(585 + 250 - 115 - 75, 585));
    assert_eq!(half.gross_revenue_retention(), of(585 - 115 - 75, 585));
    let returned = Convention {
        net: NetMethod::BridgeWithReactivation,
        ..default.clone()
    };
    let half = between("2018-12-01", "2019-06-01", 6, returned);
    assert_eq!(
        half.net_revenue_retention(),
        of(585 + 250 + 50 - 115 - 75, 585)
    );

    let month = between("2019-10-01", "2019-11-01", 1, default.clone());
    assert_eq!(month.logo_retention(), of(36, 36));
    let percent = |rate: Option<Ratio>| {
        rate.unwrap()
            .to_decimal(6, tenure::Rounding::HalfEven)
            .unwrap()
            .to_string()
    };
    assert_eq!(percent(month.net_revenue_retention()), "0.970238");
    assert_eq!(percent(month.gross_revenue_retention()), "0.934524");
    let year = between("2018-11-01", "2019-11-01", 12, default.clone());
    assert_eq!(year.logo_retention(), of(10, 11));
    assert_eq!(percent(year.net_revenue_retention()), "0.973913");
    assert_eq!(percent(year.gross_revenue_retention()), "0.800000");
}
