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
    self, AccountGrain, BridgeRow, Convention, GrossMethod, NetMethod, RevenueHistory, RevenueLine,
    RevenueRow, RowStanding, SliceKey, Slicing, TrailingRow,
};
use tenure::{
    AccountId, BillingInterval, Currency, Grain, IntervalUnit, Money, Name, Periods, Ratio, Span,
    SubscriptionId,
};
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

/// Rows of the extract end where it ends: told so, nobody leaves on its last day, and the months before are as they were.
#[test]
fn playbook_ends_out_of_sight_and_not_in_churn() {
    let Some(history) = playbook() else { return };
    let end = day("2020-01-01");
    let months = Periods::covering(Grain::Month, day("2019-11-01"), day("2020-02-01")).unwrap();
    let rows = |history: &RevenueHistory| {
        let report =
            retention::bridge(history, &months, &Slicing::none(), Convention::default()).unwrap();
        report.all.rows
    };
    let (naive, told) = (rows(&history), rows(&history.clone().observed_until(end)));
    assert_eq!(naive[2].accounts.churned, 28);
    assert_eq!(told, naive[..2]);
}

/// Lines apart: of accounts that pay at both ends, what their subscriptions gained and lost, each on its own.
#[test]
fn ravenstack_line_by_line() {
    let Some(half) = rows("ravenstack/oracle_half_a/accounts_in_half_a.csv") else {
        return;
    };
    let half: Vec<_> = half.iter().map(|row| row["account_id"].as_str()).collect();
    let subscriptions = rows("ravenstack/subscriptions.csv").unwrap();
    let chosen = subscriptions
        .iter()
        .filter(|row| half.contains(&row["account_id"].as_str()));
    let lines = chosen.map(|row| RevenueRow {
        account: AccountId::new(&row["account_id"]).unwrap(),
        subscription: SubscriptionId::new(&row["subscription_id"]).unwrap(),
        span: Span::new(
            day(&row["start_date"]),
            (!row["end_date"].is_empty()).then(|| day(&row["end_date"])),
        )
        .unwrap(),
        price: dollars(&row["mrr_amount"]),
        interval: BillingInterval::new(1, IntervalUnit::Month).unwrap(),
        finite_discount: None,
        standing: RowStanding::Paid,
        cancellation: None,
    });
    let convention = Convention {
        account: AccountGrain::Subscription,
        ..Convention::default()
    };
    let history = RevenueHistory::from_host_rows(Currency::USD, lines, [], &convention).unwrap();
    let slicing = Slicing::by_account(&history, |unit| {
        let (account, _) = unit.as_str().split_once('/').unwrap();
        SliceKey::Segment(Name::new(account).unwrap())
    });
    let expected = rows("ravenstack/oracle_half_a/line_gross_monthly.csv").unwrap();
    let months = covering(Grain::Month, &expected);
    let report = retention::bridge(&history, &months, &slicing, convention).unwrap();
    for (at, expected) in expected.iter().enumerate() {
        let (mut gained, mut lost) = (0, 0);
        for slice in report.slices.values() {
            let amounts = slice.rows[at].amounts;
            if !amounts.opening.is_zero() && !amounts.closing.is_zero() {
                let minor = |money: Money| money.to_minor();
                gained +=
                    minor(amounts.new) + minor(amounts.reactivation) + minor(amounts.expansion);
                lost += minor(amounts.contraction) + minor(amounts.churn);
            }
        }
        let whole = report.all.rows[at].amounts;
        let found = [
            whole.opening.to_minor(),
            gained,
            lost,
            whole.closing.to_minor(),
        ];
        let columns = [
            "start_mrr",
            "line_expansion_mrr",
            "line_contraction_mrr",
            "end_mrr",
        ];
        assert_eq!(
            found,
            columns.map(|column| dollars(&expected[column]).to_minor()),
            "{expected:?}"
        );
    }
}

/// Buyers by the month of their first purchase, active in a month in which they buy, if only for nothing.
#[test]
fn cdnow_cohorts() {
    let Some(purchases) = rows("cdnow_sample/transactions.csv") else {
        return;
    };
    // A thousandth of a cent for every month with a purchase tells who bought for nothing, and is far from a cent for all.
    let mut bought: BTreeMap<(String, NaiveDate), i128> = BTreeMap::new();
    for row in &purchases {
        let month = tenure::Month::of(day(&row["date"])).first_day();
        let cents = bought.entry((row["sample_id"].clone(), month)).or_insert(1);
        *cents += row["cents"].parse::<i128>().unwrap() * 1000;
    }
    let mut builder = RevenueHistory::builder(Currency::USD);
    for ((id, month), minor) in bought {
        let account = builder.account(&AccountId::new(id).unwrap()).unwrap();
        let end = tenure::Month::of(month).checked_add(1).unwrap().first_day();
        let span = Span::new(month, Some(end)).unwrap();
        let monthly = Money::from_minor(minor, Currency::USD).unwrap();
        builder
            .line(RevenueLine {
                account,
                span,
                monthly,
            })
            .unwrap();
    }
    let months = Periods::covering(Grain::Month, day("1997-01-01"), day("1998-06-30")).unwrap();
    let history = builder.build().unwrap();
    let report =
        retention::cohorts(&history, &months, &Slicing::none(), Convention::default()).unwrap();
    let mut found = Vec::new();
    for cohort in &report.all.rows {
        for (age, cell) in cohort.cells.iter().enumerate() {
            let cents = cell.revenue.to_minor() / 1000;
            let month = tenure::Month::of(cohort.period.start()).to_string();
            let size = cohort.size();
            found.push(format!("{month},{age},{size},{},{cents}", cell.active));
        }
    }
    let expected = rows("cdnow_sample/oracle_cohorts_monthly.csv").unwrap();
    let columns = [
        "cohort",
        "offset",
        "cohort_size",
        "active_customers",
        "cents",
    ];
    let expected: Vec<_> = expected
        .iter()
        .map(|row| columns.map(|column| row[column].as_str()).join(","))
        .collect();
    assert_eq!(found, expected);
}
