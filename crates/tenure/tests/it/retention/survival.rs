//! Survival by hand: small cases, edges, errors.

use chrono::NaiveDate;
use tenure::retention::survival::{
    ConfidenceLevel, FlatStretch, Lifetime, QuantileTime, RiskGap, SurvivalCurve, SurvivalError,
    TestWeight, compare_groups, lifetimes_of, survival_curve,
};
use tenure::retention::{RevenueHistory, RevenueLine};
use tenure::{AccountId, Currency, Span};

const P95: ConfidenceLevel = ConfidenceLevel::P95;

fn ended(duration: f64) -> Lifetime {
    Lifetime::ended(duration).unwrap()
}

fn censored(duration: f64) -> Lifetime {
    Lifetime::censored(duration).unwrap()
}

fn curve(lifetimes: &[Lifetime]) -> SurvivalCurve {
    survival_curve(lifetimes.iter().copied()).unwrap()
}

fn median(curve: &SurvivalCurve, flat: FlatStretch) -> QuantileTime {
    curve.median(P95, flat).time
}

#[test]
fn times_are_numbers_from_zero_up() {
    for time in [
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        -1.0,
        -f64::MIN_POSITIVE,
    ] {
        for result in [
            Lifetime::ended(time),
            Lifetime::censored(time),
            ended(5.0).entered(time),
        ] {
            assert!(matches!(result, Err(SurvivalError::Time { .. })), "{time}");
        }
        let beyond = curve(&[ended(1.0)]).restricted_mean(time);
        assert!(matches!(beyond, Err(SurvivalError::Time { .. })), "{time}");
    }
}

#[test]
fn an_entry_lies_before_the_duration() {
    for entry in [5.0, 5.1] {
        let error = ended(5.0).entered(entry).unwrap_err();
        assert_eq!(
            error,
            SurvivalError::NotObserved {
                duration: 5.0,
                entry
            }
        );
        assert!(error.to_string().contains("leave it out"));
    }
    assert!(matches!(
        Lifetime::censored(-0.0),
        Err(SurvivalError::NotObserved { .. })
    ));
    assert_eq!(ended(5.0).entered(-0.0).unwrap(), ended(5.0));
}

#[test]
fn nothing_has_no_curve_and_one_group_no_comparison() {
    assert_eq!(survival_curve([]), Err(SurvivalError::Empty));
    let one = [ended(1.0)];
    let compare = |groups: &[&[Lifetime]]| compare_groups(groups, TestWeight::LogRank);
    assert_eq!(
        compare(&[&one]),
        Err(SurvivalError::TooFewGroups { groups: 1 })
    );
    assert_eq!(
        compare(&[&one, &[]]),
        Err(SurvivalError::EmptyGroup { group: 1 })
    );
    assert_eq!(
        compare(&[&[censored(3.0)], &[censored(4.0)]]),
        Err(SurvivalError::NotComparable)
    );
    // One group is gone before the other comes.
    let late = [ended(7.0).entered(2.0).unwrap()];
    assert_eq!(compare(&[&one, &late]), Err(SurvivalError::NotComparable));
}

#[test]
fn levels_and_shares_lie_strictly_between_nothing_and_all() {
    for value in [0.0, 1.0, -0.5, 1.5, f64::NAN] {
        let level = ConfidenceLevel::new(value);
        assert!(matches!(level, Err(SurvivalError::Probability { .. })));
        let quantile = curve(&[ended(1.0)]).quantile(value, P95, FlatStretch::Midpoint);
        assert!(matches!(quantile, Err(SurvivalError::Probability { .. })));
    }
}

#[test]
fn limits_are_absent_where_survival_is_all_or_nothing() {
    let curve = curve(&[censored(1.0), ended(2.0), ended(3.0)]);
    let [all, half, none] = &curve.rows[..] else {
        panic!("{curve:?}")
    };
    assert_eq!(
        (all.survival, all.std_error(), all.interval(P95)),
        (1.0, Some(0.0), None)
    );
    assert!(half.interval(P95).is_some());
    assert_eq!(
        (none.survival, none.std_error(), none.interval(P95)),
        (0.0, None, None)
    );
}

#[test]
fn a_flat_stretch_at_the_median_goes_by_a_named_rule() {
    let lifetimes = [
        ended(1.0),
        ended(2.0),
        censored(3.0),
        ended(6.0),
        ended(9.0),
    ];
    // Four at risk at first, so that survival is 1/2 from 2 to 6.
    let four = curve(&[&lifetimes[..2], &lifetimes[3..]].concat());
    assert_eq!(median(&four, FlatStretch::Midpoint), QuantileTime::At(4.0));
    assert_eq!(median(&four, FlatStretch::FirstTime), QuantileTime::At(2.0));
    // It never falls below: up to the last time seen.
    let stays = curve(&[ended(1.0), ended(2.0), censored(3.0), censored(8.0)]);
    assert_eq!(median(&stays, FlatStretch::Midpoint), QuantileTime::At(5.0));
    // Shares that binary numbers only come near are met exactly too.
    for tenths in 1..10_u32 {
        let ten: Vec<_> = (1..=10).map(|time| ended(f64::from(time))).collect();
        let share = f64::from(tenths) / 10.0;
        let quantile = curve(&ten)
            .quantile(share, P95, FlatStretch::Midpoint)
            .unwrap();
        assert_eq!(
            quantile.time,
            QuantileTime::At(f64::from(tenths) + 0.5),
            "{share}"
        );
    }
}

#[test]
fn what_is_not_reached_says_so() {
    let curve = curve(&[ended(1.0), censored(2.0), censored(3.0)]);
    let quantile = curve.median(P95, FlatStretch::Midpoint);
    assert_eq!(quantile.time, QuantileTime::NotReached);
    assert_eq!(quantile.time.reached(), None);
    assert_eq!(quantile.time.to_string(), "not reached");
    assert_eq!(quantile.upper, QuantileTime::NotReached);
    assert_eq!(curve.survival_at(3.0), Some(2.0 / 3.0));
    assert_eq!(curve.survival_at(3.5), None);
    assert_eq!(curve.survival_at(f64::NAN), None);
    assert_eq!(curve.survival_at(0.0), Some(1.0));
    let error = SurvivalError::HorizonUnobserved {
        horizon: 3.5,
        last: 3.0,
    };
    assert_eq!(curve.restricted_mean(3.5), Err(error));
}

#[test]
fn once_nobody_is_left_the_area_is_known_for_ever() {
    let curve = curve(&[ended(2.0), ended(4.0)]);
    assert_eq!(curve.restricted_mean(100.0).unwrap().mean, 3.0);
    assert_eq!(curve.survival_at(100.0), Some(0.0));
}

#[test]
fn a_risk_set_that_empties_is_reported() {
    let late = ended(9.0).entered(5.0).unwrap();
    let gap = |from, until| move |gap: &RiskGap| (gap.from, gap.until) == (from, until);
    // By the last one's end: survival is 0 for ever, though one more is seen.
    let ends = curve(&[ended(2.0), ended(3.0), late]);
    assert!(ends.gaps.iter().all(gap(3.0, 5.0)) && ends.gaps.len() == 1);
    assert_eq!(ends.rows.last().unwrap().survival, 0.0);
    assert_eq!(ends.rows.last().unwrap().at_risk, 1);
    // By its censoring: survival stands still.
    let stops = curve(&[ended(2.0), censored(3.0), late]);
    assert!(stops.gaps.iter().all(gap(3.0, 5.0)) && stops.gaps.len() == 1);
    assert_eq!(stops.survival_at(4.0), Some(0.5));
    // One who comes as the last one goes was not at risk with them.
    let meets = curve(&[ended(5.0), late]);
    assert!(meets.gaps.iter().all(gap(5.0, 5.0)) && meets.gaps.len() == 1);
    assert_eq!(meets.rows[0].at_risk, 1);
    // The end of everything is no gap, nor is a late beginning.
    let begins = curve(&[late, late]);
    assert_eq!((begins.observed_from, begins.gaps.len()), (5.0, 0));
}

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, month, day).unwrap()
}

#[test]
fn lifetimes_run_from_the_first_paid_day_to_the_first_lost_one() {
    let mut builder = RevenueHistory::builder(Currency::USD);
    let mut add = |id: &str, spans: &[(NaiveDate, Option<NaiveDate>, &str)]| {
        let account = builder.account(&AccountId::new(id).unwrap()).unwrap();
        for (start, end, monthly) in spans {
            let span = Span::new(*start, *end).unwrap();
            let monthly = monthly.parse().unwrap();
            builder
                .line(RevenueLine {
                    account,
                    span,
                    monthly,
                })
                .unwrap();
        }
    };
    let ten = "10.00 USD";
    add("left", &[(day(1, 1), Some(day(2, 1)), ten)]);
    add(
        "trial, then paid, then less",
        &[
            (day(1, 1), Some(day(1, 11)), "0.00 USD"),
            (day(1, 11), Some(day(1, 21)), ten),
            (day(1, 21), None, "5.00 USD"),
        ],
    );
    add(
        "came back",
        &[(day(1, 1), Some(day(1, 5)), ten), (day(1, 9), None, ten)],
    );
    add("never paid", &[]);
    add("leaves later", &[(day(2, 1), Some(day(4, 1)), ten)]);
    add(
        "leaves on the day nobody has seen",
        &[(day(2, 1), Some(day(3, 2)), ten)],
    );
    add("comes later", &[(day(3, 2), None, ten)]);
    let history = builder.build().unwrap();

    let told = |since| {
        let lifetimes = lifetimes_of(&history, since, day(3, 2));
        let told = lifetimes.iter().map(|(account, life)| {
            (
                account.get(),
                life.entry(),
                life.duration(),
                life.has_ended(),
            )
        });
        told.collect::<Vec<_>>()
    };
    assert_eq!(
        told(None),
        [
            (0, 0.0, 31.0, true),
            (1, 0.0, 50.0, false),
            (2, 0.0, 4.0, true),
            (4, 0.0, 29.0, false),
            (5, 0.0, 29.0, false),
        ]
    );
    // Who left by the day the book was imported is not in it; who was there is at risk from that day on.
    assert_eq!(
        told(Some(day(2, 1))),
        [
            (1, 21.0, 50.0, false),
            (4, 0.0, 29.0, false),
            (5, 0.0, 29.0, false),
        ]
    );
}

#[test]
fn the_largest_and_the_smallest_times_make_finite_figures() {
    let times = [f64::from_bits(1), f64::MIN_POSITIVE, 1.0, 1e200, f64::MAX];
    let lifetimes = times.map(ended);
    let curve = curve(&lifetimes);
    let mean = curve.restricted_mean(f64::MAX).unwrap();
    assert!(mean.mean.is_finite() && mean.std_error.is_finite() && mean.std_error > 0.0);
    assert_eq!(
        curve.median(P95, FlatStretch::Midpoint).time,
        QuantileTime::At(1.0)
    );
    let halves = [&lifetimes[..2], &lifetimes[2..]];
    let test = compare_groups(&halves, TestWeight::LogRank).unwrap();
    assert!(test.chi_square.is_finite() && test.p_value > 0.0);
}
