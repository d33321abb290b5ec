//! Reports of the core become the rows that stand for them, and only those that do.

use chrono::NaiveDate;
use tenure::retention::survival::{ConfidenceLevel, FlatStretch, Lifetime, survival_curve};
use tenure::retention::{
    self, Convention, Handover, RevenueHistory, RevenueLine, SliceKey, Slicing,
};
use tenure::{AccountId, Currency, Grain, ManagerId, Money, Name, Periods, Span};
use tenure_tables::{
    BridgeMonthly, TableError, bridge_rows, cohort_rows, slice_bridge_rows, survival_curve_rows,
    survival_summary_row, trailing_rows, write_csv,
};

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// A-1 pays 10, then 15 from the second month; A-2 pays 20 for the first month only; A-3 returns after a year.
fn history() -> RevenueHistory {
    let mut builder = RevenueHistory::builder(Currency::USD);
    for (id, from, to, monthly) in [
        ("A-1", day(2025, 1, 1), None, "10.00 USD"),
        ("A-1", day(2025, 2, 1), None, "5.00 USD"),
        ("A-2", day(2025, 1, 1), Some(day(2025, 2, 1)), "20.00 USD"),
        ("A-3", day(2025, 1, 1), Some(day(2025, 2, 1)), "30.00 USD"),
        ("A-3", day(2026, 2, 1), None, "30.00 USD"),
    ] {
        let account = builder.account(&AccountId::new(id).unwrap()).unwrap();
        let span = Span::new(from, to).unwrap();
        let monthly = monthly.parse().unwrap();
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

fn periods(grain: Grain) -> Periods {
    Periods::covering(grain, day(2025, 1, 1), day(2026, 2, 28)).unwrap()
}

fn segments(history: &RevenueHistory, second: &str) -> Slicing {
    Slicing::by_account(history, |account| match account.as_str() {
        "A-1" => SliceKey::Unassigned,
        "A-2" => SliceKey::Segment(Name::new(second).unwrap()),
        _ => SliceKey::Manager(ManagerId::new("zoe").unwrap()),
    })
}

fn bridge(slicing: &Slicing) -> retention::BridgeReport {
    let months = periods(Grain::Month);
    retention::bridge(&history(), &months, slicing, Convention::default()).unwrap()
}

#[test]
fn bridges_list_the_whole_and_then_slices_by_name() {
    let report = bridge(&segments(&history(), "EdTech"));
    let rows = bridge_rows(&report).unwrap();
    let mut slices: Vec<_> = rows.iter().map(|row| row.slice).collect();
    assert_eq!(slices.len(), 4 * 14);
    slices.dedup();
    assert_eq!(slices, ["all", "EdTech", "unassigned", "zoe"]);

    let mut csv = Vec::new();
    write_csv(&mut csv, rows.into_iter().map(BridgeMonthly)).unwrap();
    let csv = String::from_utf8(csv).unwrap();
    let lines: Vec<_> = csv.lines().collect();
    assert_eq!(
        lines[1],
        "all,2025-01-01,USD,0.00,60.00,0.00,0.00,0.00,0.00,0.00,60.00,0,3,0,0,0,0,3,,,"
    );
    assert_eq!(
        lines[2],
        "all,2025-02-01,USD,60.00,0.00,0.00,5.00,0.00,50.00,0.00,15.00,3,0,0,1,0,2,1,0.166666666667,0.250000000000,\
         0.333333333333"
    );
    assert_eq!(
        lines[14],
        "all,2026-02-01,USD,15.00,0.00,30.00,0.00,0.00,0.00,0.00,45.00,1,0,1,0,0,0,2,1.000000000000,1.000000000000,\
         1.000000000000"
    );
}

#[test]
fn trailing_rows_are_named_after_their_last_month() {
    let report = retention::trailing(
        &history(),
        &periods(Grain::Month),
        12,
        &Slicing::none(),
        Convention::default(),
    )
    .unwrap();
    let mut csv = Vec::new();
    write_csv(&mut csv, trailing_rows(&report).unwrap()).unwrap();
    let csv = String::from_utf8(csv).unwrap();
    let lines: Vec<_> = csv.lines().skip(1).collect();
    assert_eq!(
        lines,
        [
            "all,2026-01-01,USD,60.00,10.00,15.00,3,1,0.166666666667,0.250000000000,0.333333333333",
            "all,2026-02-01,USD,15.00,15.00,15.00,1,1,1.000000000000,1.000000000000,1.000000000000"
        ]
    );

    // Four quarters are twelve months as well; six months are not.
    let quarters = periods(Grain::Quarter);
    let report = retention::trailing(
        &history(),
        &quarters,
        4,
        &Slicing::none(),
        Convention::default(),
    )
    .unwrap();
    assert_eq!(trailing_rows(&report).unwrap()[0].month, day(2026, 3, 1));
    let months = periods(Grain::Month);
    let report = retention::trailing(
        &history(),
        &months,
        6,
        &Slicing::none(),
        Convention::default(),
    )
    .unwrap();
    assert!(matches!(
        trailing_rows(&report),
        Err(TableError::Unsuited { .. })
    ));
}

#[test]
fn cohort_rows_stop_where_the_run_stops() {
    let none = Slicing::none();
    let report = retention::cohorts(
        &history(),
        &periods(Grain::Month),
        &none,
        Convention::default(),
    )
    .unwrap();
    let rows = cohort_rows(&report).unwrap();
    assert_eq!(rows.len(), 14);
    let last = rows[13];
    assert_eq!(
        (last.cohort_month, last.age_months, last.active_accounts),
        (day(2025, 1, 1), 13, 2)
    );
    assert_eq!(last.revenue_retention, tenure::Ratio::of(45, 60));

    let report = retention::cohorts(
        &history(),
        &periods(Grain::Quarter),
        &none,
        Convention::default(),
    )
    .unwrap();
    assert!(matches!(
        cohort_rows(&report),
        Err(TableError::Unsuited { .. })
    ));
}

#[test]
fn slices_that_rows_could_not_tell_apart_are_refused() {
    for name in ["all", "zoe", "unassigned"] {
        let report = bridge(&segments(&history(), name));
        let error = bridge_rows(&report).unwrap_err().to_string();
        assert!(error.starts_with(&format!("slice `{name}`: ")), "{error}");
    }
}

#[test]
fn a_bridge_with_transfers_does_not_fit_columns_without_them() {
    let history = history();
    let account = tenure::retention::AccountIndex::new(0);
    let on = day(2025, 6, 1);
    let to = SliceKey::Manager(ManagerId::new("zoe").unwrap());
    let slicing = Slicing::by_holder(&history, [Handover { account, on, to }]).unwrap();
    assert!(matches!(
        bridge_rows(&bridge(&slicing)),
        Err(TableError::Unsuited { .. })
    ));
}

#[test]
fn a_bridge_of_what_may_have_been_there_before_needs_a_column_for_it() {
    let history = history();
    let first = history.first_in_force().unwrap();
    let (history, months) = (history.known_from(first), periods(Grain::Month));
    let known =
        retention::bridge(&history, &months, &Slicing::none(), Convention::default()).unwrap();
    assert!(matches!(
        bridge_rows(&known),
        Err(TableError::Unsuited { .. })
    ));
    let rows = slice_bridge_rows(&known).unwrap();
    assert!(rows.iter().any(|row| !row.unknown.is_zero()));
    for row in rows {
        let gains = [row.new, row.reactivation, row.unknown, row.expansion];
        let losses = [row.contraction, row.churn];
        let minor = |amounts: &[Money]| amounts.iter().map(Money::to_minor).sum::<i128>();
        assert_eq!(
            row.opening.to_minor() + minor(&gains) - minor(&losses),
            row.closing.to_minor()
        );
    }
}

#[test]
fn a_survival_curve_and_its_summary() {
    let lifetimes = [(2.0, true), (3.5, false), (4.0, true), (9.0, false)].map(|(time, ended)| {
        let lifetime = if ended {
            Lifetime::ended(time)
        } else {
            Lifetime::censored(time)
        };
        lifetime.unwrap()
    });
    let curve = survival_curve(lifetimes).unwrap();
    let rows: Vec<_> = survival_curve_rows("g", &curve, ConfidenceLevel::P95).collect();
    let counts = rows
        .iter()
        .map(|row| (row.time, row.at_risk, row.events, row.censored));
    assert!(counts.eq([
        (2.0, 4, 1, 0),
        (3.5, 3, 0, 1),
        (4.0, 2, 1, 0),
        (9.0, 1, 0, 1)
    ]));
    let figures = rows.iter().map(|row| (row.survival, row.nelson_aalen));
    assert!(figures.eq([(0.75, 0.25), (0.75, 0.25), (0.375, 0.75), (0.375, 0.75)]));
    assert!(rows.iter().all(|row| row.group == "g"));
    // 0.375 sqrt(1/12 + 1/2), and 0.375^exp(±z sqrt(7/12) / ln 0.375), by mpmath.
    for (found, expected) in [
        (rows[2].std_error, 0.28641098093474),
        (rows[2].ci_lower, 0.010971121574844572),
        (rows[2].ci_upper, 0.8080010724813436),
    ] {
        assert!((found.unwrap() - expected).abs() < 1e-15, "{found:?}");
    }
    let median = curve.median(ConfidenceLevel::P95, FlatStretch::Midpoint);
    let mean = curve.restricted_mean(4.0).unwrap();
    let row = survival_summary_row("g", &curve, &median, &mean);
    assert_eq!(
        (row.n, row.events, row.median, row.median_upper),
        (4, 2, Some(4.0), None)
    );
    assert_eq!((row.rmst_horizon, row.rmst), (4.0, 3.5));
}
