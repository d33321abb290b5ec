//! What holds for the survival of any lifetimes, each law by its name.

use proptest::prelude::*;
use tenure::retention::survival::{
    ConfidenceLevel, FlatStretch, Lifetime, QuantileTime, SurvivalCurve, SurvivalRow, TestWeight,
    compare_groups, survival_curve,
};

use super::cases;

const P95: ConfidenceLevel = ConfidenceLevel::P95;

/// Quarters, so that times tie, are decimals, and stay exact when scaled by powers of two.
fn times() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => (1..=24_u32).prop_map(|quarters| f64::from(quarters) / 4.0),
        1 => 0.01..30.0_f64,
    ]
}

fn lifetime(duration: f64, ended: bool) -> Lifetime {
    if ended {
        Lifetime::ended(duration).unwrap()
    } else {
        Lifetime::censored(duration).unwrap()
    }
}

fn lifetimes(many: usize) -> impl Strategy<Value = Vec<Lifetime>> {
    let one = (times(), prop::bool::weighted(0.6)).prop_map(|(time, ended)| lifetime(time, ended));
    prop::collection::vec(one, 1..=many)
}

/// Some of them under observation only from some time on.
fn truncated(many: usize) -> impl Strategy<Value = Vec<Lifetime>> {
    let entries = prop::collection::vec(prop::option::of(times()), many);
    (lifetimes(many), entries).prop_map(|(lifetimes, entries)| {
        let entered = lifetimes.iter().zip(entries).map(|(life, entry)| {
            let entry = entry.filter(|entry| *entry < life.duration());
            life.entered(entry.unwrap_or_default()).unwrap()
        });
        entered.collect()
    })
}

fn curve(lifetimes: &[Lifetime]) -> SurvivalCurve {
    survival_curve(lifetimes.iter().copied()).unwrap()
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-12 * a.abs().max(b.abs()).max(1e-3)
}

fn scaled(lifetimes: &[Lifetime], by: f64) -> Vec<Lifetime> {
    let scaled = lifetimes.iter().map(|life| {
        let longer = lifetime(life.duration() * by, life.has_ended());
        longer.entered(life.entry() * by).unwrap()
    });
    scaled.collect()
}

fn chi_square(groups: &[Vec<Lifetime>], weight: TestWeight) -> Option<f64> {
    compare_groups(groups, weight)
        .ok()
        .map(|test| test.chi_square)
}

fn weights() -> impl Strategy<Value = TestWeight> {
    prop_oneof![Just(TestWeight::LogRank), Just(TestWeight::PetoPeto)]
}

/// Counts by going through everybody at every time, and multiplies as the textbook does.
fn by_counting(lifetimes: &[Lifetime]) -> Vec<(f64, u64, u64, u64, f64, f64, f64)> {
    let mut times: Vec<f64> = lifetimes.iter().map(Lifetime::duration).collect();
    times.sort_by(f64::total_cmp);
    times.dedup();
    let (mut survival, mut hazard, mut greenwood) = (1.0, 0.0, 0.0);
    let rows = times.into_iter().map(|time| {
        let count =
            |of: &dyn Fn(&Lifetime) -> bool| lifetimes.iter().filter(|l| of(l)).count() as u64;
        let at_risk = count(&|life| life.entry() < time && time <= life.duration());
        let events = count(&|life| life.duration() == time && life.has_ended());
        let censored = count(&|life| life.duration() == time && !life.has_ended());
        let (n, d) = (at_risk as f64, events as f64);
        survival *= 1.0 - d / n;
        hazard += d / n;
        greenwood += d / (n * (n - d));
        (time, at_risk, events, censored, survival, hazard, greenwood)
    });
    rows.collect()
}

/// (O - E)^2 / V of two groups, as the textbook has it; `None` where V is nothing.
fn by_the_textbook(a: &[Lifetime], b: &[Lifetime], weight: TestWeight) -> Option<f64> {
    let both = [a, b].concat();
    let (mut difference, mut variance, mut survival) = (0.0, 0.0, 1.0);
    for (time, at_risk, events, ..) in by_counting(&both) {
        let (n, d) = (at_risk as f64, events as f64);
        let count = |of: &dyn Fn(&&Lifetime) -> bool| a.iter().filter(of).count() as f64;
        let first = count(&|life| life.entry() < time && time <= life.duration());
        let observed = count(&|life| life.duration() == time && life.has_ended());
        let weighed = match weight {
            TestWeight::LogRank => 1.0,
            TestWeight::PetoPeto => survival,
        };
        difference += weighed * (observed - d * first / n);
        if n > 1.0 {
            let share = first / n;
            variance += weighed * weighed * share * (1.0 - share) * d * (n - d) / (n - 1.0);
        }
        survival *= 1.0 - d / n;
    }
    (variance > 1e-12).then(|| difference * difference / variance)
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn a_test_of_two_groups_is_that_of_the_textbook(
        a in truncated(15), b in truncated(15), weight in weights(),
    ) {
        let found = chi_square(&[a.clone(), b.clone()], weight);
        let expected = by_the_textbook(&a, &b, weight);
        prop_assert_eq!(found.is_some(), expected.is_some());
        if let (Some(found), Some(expected)) = (found, expected) {
            prop_assert!((found - expected).abs() <= 1e-11 * expected.max(1.0), "{found} {expected}");
        }
    }

    #[test]
    fn the_curve_is_the_one_made_by_counting(lifetimes in truncated(30)) {
        let curve = curve(&lifetimes);
        let expected = by_counting(&lifetimes);
        prop_assert_eq!(curve.rows.len(), expected.len());
        for (row, (time, at_risk, events, censored, survival, hazard, greenwood)) in
            curve.rows.iter().zip(expected)
        {
            prop_assert_eq!(
                (row.time, row.at_risk, row.events, row.censored),
                (time, at_risk, events, censored)
            );
            prop_assert!(near(row.survival, survival) && near(row.nelson_aalen, hazard));
            match row.std_error() {
                Some(error) => prop_assert!(near(error, survival * f64::sqrt(greenwood))),
                None => prop_assert_eq!(row.survival, 0.0),
            }
        }
        let events = lifetimes.iter().filter(|life| life.has_ended()).count();
        prop_assert_eq!((curve.lifetimes, curve.events), (lifetimes.len() as u64, events as u64));
    }

    #[test]
    fn survival_starts_at_one_never_rises_and_ends_not_below_nothing(lifetimes in truncated(30)) {
        let curve = curve(&lifetimes);
        prop_assert_eq!(curve.survival_at(0.0), Some(1.0));
        let mut before = 1.0;
        for row in &curve.rows {
            prop_assert!(row.survival <= before && row.survival >= 0.0);
prop_assert_eq!(row.events > 0 && before > 0.0, row.survival < before);
            before = row.survival;
        }
    }

    #[test]
    fn without_censoring_survival_is_the_share_that_lives_longer(
        times in prop::collection::vec(times(), 1..60),
    ) {
        let lifetimes: Vec<_> = times.iter().map(|time| lifetime(*time, true)).collect();
        for row in &curve(&lifetimes).rows {
            let longer = times.iter().filter(|time| **time > row.time).count();
            prop_assert_eq!(row.survival, longer as f64 / times.len() as f64);
        }
    }

    #[test]
    fn scaling_time_scales_quantiles_and_the_restricted_mean(
        lifetimes in truncated(30), power in -3..6_i32, share in 0.05..0.95_f64,
    ) {
        let by = f64::powi(2.0, power);
        let (short, long) = (curve(&lifetimes), curve(&scaled(&lifetimes, by)));
        for flat in [FlatStretch::Midpoint, FlatStretch::FirstTime] {
            let a = short.quantile(share, P95, flat).unwrap();
            let b = long.quantile(share, P95, flat).unwrap();
            for (a, b) in [(a.time, b.time), (a.lower, b.lower), (a.upper, b.upper)] {
                prop_assert_eq!(a.reached().map(|time| time * by), b.reached());
            }
        }
        let horizon = short.last_time() * 0.75;
        let a = short.restricted_mean(horizon).unwrap();
        let b = long.restricted_mean(horizon * by).unwrap();
        prop_assert_eq!((a.mean * by, a.std_error * by), (b.mean, b.std_error));
        prop_assert!(a.mean <= horizon && a.mean > 0.0);
    }

    #[test]
    fn the_order_of_lifetimes_does_not_matter(lifetimes in truncated(30), turn in 0..30_usize) {
        let mut turned = lifetimes.clone();
        turned.rotate_left(turn % lifetimes.len());
        turned.reverse();
        prop_assert_eq!(curve(&lifetimes), curve(&turned));
    }

    #[test]
    fn every_lifetime_k_times_keeps_survival_and_divides_its_variance_by_k(
        lifetimes in truncated(20), k in 2..5_usize,
    ) {
        let (once, often) = (curve(&lifetimes), curve(&lifetimes.repeat(k)));
        for (a, b) in once.rows.iter().zip(&often.rows) {
            prop_assert!(near(a.survival, b.survival) && near(a.nelson_aalen, b.nelson_aalen));
            if let (Some(a), Some(b)) = (a.std_error(), b.std_error()) {
                prop_assert!(near(a * a, b * b * k as f64));
            }
        }
    }

    /// Not k times exactly: the hypergeometric variance has n - 1 below the line. With k copies each time's variance is
    /// k^2 (n - 1) / (k n - 1) times what it was, and n is 2 or more wherever it is not 0.
    #[test]
    fn every_lifetime_k_times_makes_chi_square_k_times_as_large_and_little_more(
        a in truncated(15), b in truncated(15), k in 2..5_usize, weight in weights(),
    ) {
        let once = chi_square(&[a.clone(), b.clone()], weight);
        let often = chi_square(&[a.repeat(k), b.repeat(k)], weight);
        prop_assert_eq!(once.is_some(), often.is_some());
        if let (Some(once), Some(often)) = (once, often) {
            let k = k as f64;
            prop_assert!(often >= once * k * (1.0 - 1e-9) - 1e-12);
            prop_assert!(often <= once * (2.0 * k - 1.0) * (1.0 + 1e-9) + 1e-12);
        }
    }

    #[test]
    fn hazards_stay_below_minus_the_logarithm_of_survival(lifetimes in truncated(30)) {
        let mut gone = false;
        for row in &curve(&lifetimes).rows {
            gone |= row.survival == 0.0;
            prop_assert!(row.nelson_aalen <= row.fleming_harrington * (1.0 + 1e-15));
            if !gone {
                prop_assert!(row.fleming_harrington <= -row.survival.ln() * (1.0 + 1e-13));
            }
        }
    }

    #[test]
    fn every_interval_holds_its_survival_and_grows_with_the_level(lifetimes in truncated(30)) {
        let (wide, narrow) = (ConfidenceLevel::new(0.99).unwrap(), ConfidenceLevel::new(0.5).unwrap());
        for row in &curve(&lifetimes).rows {
            let all_or_nothing = row.survival == 0.0 || row.survival == 1.0;
            prop_assert_eq!(row.interval(P95).is_none(), all_or_nothing);
            let limits = |level| row.interval(level).map(|interval| (interval.lower, interval.upper));
            if let (Some(wide), Some(p95), Some(narrow)) = (limits(wide), limits(P95), limits(narrow)) {
                let inside = [wide.0, p95.0, narrow.0, row.survival, narrow.1, p95.1, wide.1];
                prop_assert!(inside.is_sorted(), "{inside:?}");
                prop_assert!(wide.0 >= 0.0 && wide.1 <= 1.0);
            }
        }
    }

    #[test]
    fn groups_with_the_same_lifetimes_do_not_differ(
        lifetimes in truncated(20), groups in 2..5_usize, weight in weights(),
    ) {
        if let Ok(test) = compare_groups(&vec![lifetimes; groups], weight) {
            prop_assert!(test.chi_square < 1e-20 && test.p_value > 1.0 - 1e-9);
            prop_assert_eq!(test.degrees_of_freedom, groups as u64 - 1);
        }
    }

    #[test]
    fn the_order_of_groups_does_not_matter(
        mut groups in prop::collection::vec(truncated(15), 2..5), weight in weights(),
    ) {
        let forth = compare_groups(&groups, weight);
        groups.reverse();
        let back = compare_groups(&groups, weight);
        prop_assert_eq!(forth.is_ok(), back.is_ok());
        if let (Ok(forth), Ok(back)) = (forth, back) {
            prop_assert!((forth.chi_square - back.chi_square).abs() <= 1e-9 * forth.chi_square.max(1.0));
            prop_assert_eq!(forth.degrees_of_freedom, back.degrees_of_freedom);
            let observed: f64 = forth.groups.iter().map(|group| group.observed).sum();
            let expected: f64 = forth.groups.iter().map(|group| group.expected).sum();
            prop_assert!(near(observed, expected));
        }
    }

    #[test]
    fn an_entry_at_zero_is_no_entry(lifetimes in lifetimes(30)) {
        let entered: Vec<_> = lifetimes.iter().map(|life| life.entered(0.0).unwrap()).collect();
        prop_assert_eq!(curve(&lifetimes), curve(&entered));
    }

    #[test]
    fn cutting_a_lifetime_in_two_that_meet_changes_nothing(
        lifetimes in truncated(20), cut in times(),
    ) {
        let cut_in_two: Vec<_> = lifetimes
            .iter()
            .flat_map(|life| {
                if life.entry() < cut && cut < life.duration() {
                    let first = lifetime(cut, false).entered(life.entry()).unwrap();
                    vec![first, life.entered(cut).unwrap()]
                } else {
                    vec![*life]
                }
            })
            .collect();
        let (whole, cut) = (curve(&lifetimes), curve(&cut_in_two));
        let events = |curve: &SurvivalCurve| {
            let figures = |row: &SurvivalRow| {
                let limits = row.interval(P95).map(|interval| (interval.lower, interval.upper));
                let hazards = (row.nelson_aalen, row.fleming_harrington);
                (row.time, row.at_risk, row.events, row.survival, row.std_error(), limits, hazards)
            };
            curve.rows.iter().filter(|row| row.events > 0).map(figures).collect::<Vec<_>>()
        };
        prop_assert_eq!(events(&whole), events(&cut));
        prop_assert_eq!(whole.last_time(), cut.last_time());
        let (a, b) = (whole.median(P95, FlatStretch::Midpoint), cut.median(P95, FlatStretch::Midpoint));
        prop_assert_eq!(a, b);
        let mean = |curve: &SurvivalCurve| curve.restricted_mean(whole.last_time()).unwrap();
        prop_assert!(near(mean(&whole).mean, mean(&cut).mean));
        prop_assert!(near(mean(&whole).std_error, mean(&cut).std_error));
    }

    #[test]
    fn a_quantile_is_where_the_curve_crosses_it(lifetimes in truncated(30), share in 0.01..0.99_f64) {
        let curve = curve(&lifetimes);
        let quantile = curve.quantile(share, P95, FlatStretch::FirstTime).unwrap();
        let most = curve.rows.last().unwrap().left();
        match quantile.time {
            QuantileTime::At(time) => {
                prop_assert!(curve.rows.iter().any(|row| row.time == time && row.left() >= share));
                let before = curve.rows.iter().rev().find(|row| row.time < time);
                prop_assert!(before.is_none_or(|row| row.left() < share));
            }
            QuantileTime::NotReached => prop_assert!(most < share),
        }
        if let (QuantileTime::At(lower), QuantileTime::At(time)) = (quantile.lower, quantile.time) {
            prop_assert!(lower <= time);
        }
    }
}
