//! Intervals of rates, against statsmodels and by their laws.

#![allow(clippy::unwrap_used, reason = "tests may fail loudly")]

use std::num::NonZeroU32;

use proptest::prelude::*;
use tenure::retention::survival::ConfidenceLevel;
use tenure::retention::{
    Convention, Explanation, Figure, Question, Rate, Slicing, clopper_pearson, explain, wilson,
};
use tenure_testkit::data;
use tenure_testkit::history::{self, all_months};

use super::cases;

#[test]
fn intervals_of_shares_are_those_of_statsmodels() {
    let Some(folder) = data::path("numeric_small") else {
        return;
    };
    let table = std::fs::read_to_string(folder.join("proportion_ci.csv")).unwrap();
    let mut lines = table.lines();
    assert_eq!(
        lines.next(),
        Some("k,n,level,wilson_lo,wilson_hi,clopper_lo,clopper_hi")
    );
    let mut compared = 0;
    for line in lines {
        let fields: Vec<f64> = line
            .split(',')
            .map(|field| field.parse().unwrap())
            .collect();
        let [k, n, level, expected @ ..] = fields.as_slice() else {
            panic!("{line}");
        };
        let level = ConfidenceLevel::new(*level).unwrap();
        let (k, n) = (*k as u64, *n as u64);
        let (score, exact) = (
            wilson(k, n, level).unwrap(),
            clopper_pearson(k, n, level).unwrap(),
        );
        let found = [score.lower, score.upper, exact.lower, exact.upper];
        for (found, expected) in found.iter().zip(expected) {
            assert!(
                (found - expected).abs() <= 1e-12,
                "{line}: {found}, expected {expected}"
            );
        }
        compared += 1;
    }
    assert!(compared > 30);
}

fn explained(book: &history::SampleBook, rate: Rate, at: usize) -> Explanation {
    let (history, months) = (book.history(), all_months());
    let question = Question {
        figure: Figure::Rate(rate),
        slice: None,
        on: months.get(at).unwrap().start(),
    };
    explain(
        &history,
        &months,
        &Slicing::none(),
        Convention::default(),
        &question,
    )
    .unwrap()
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn intervals_hold_the_share_and_turn_round(
        n in 1_u64..5_000, part in 0.0_f64..=1.0, level in 0.05_f64..0.999,
    ) {
        let k = (n as f64 * part) as u64;
        let level = ConfidenceLevel::new(level).unwrap();
        let share = k as f64 / n as f64;
        let (score, exact) = (wilson(k, n, level).unwrap(), clopper_pearson(k, n, level).unwrap());
        for interval in [score, exact] {
            prop_assert!(0.0 <= interval.lower && interval.upper <= 1.0);
            prop_assert!(interval.lower <= share && share <= interval.upper, "{:?} {}", interval, share);
        }
        let other = (wilson(n - k, n, level).unwrap(), clopper_pearson(n - k, n, level).unwrap());
        for (interval, other) in [(score, other.0), (exact, other.1)] {
            prop_assert!((1.0 - other.upper - interval.lower).abs() < 1e-12);
            prop_assert!((1.0 - other.lower - interval.upper).abs() < 1e-12);
        }
        // Ten times as many of the same share tell more.
        let more = wilson(k * 10, n * 10, level).unwrap();
        prop_assert!(more.upper - more.lower < score.upper - score.lower);
    }

    #[test]
    fn a_seed_gives_one_interval_within_the_rates_there_are(
        book in history::books(8), at in 1_usize..40, seed in any::<u64>(),
    ) {
        let explanation = explained(&book, Rate::GrossRevenueRetention, at);
        let drawings = NonZeroU32::new(200).unwrap();
        let draw = || explanation.bootstrap(drawings, seed, ConfidenceLevel::P95);
        let Some(interval) = draw() else {
            prop_assert!(explanation.value().is_none());
            return Ok(());
        };
        prop_assert_eq!(draw(), Some(interval));
        prop_assert!(0.0 <= interval.lower && interval.lower <= interval.upper && interval.upper <= 1.0);
        if explanation.contributions.len() == 1 {
            prop_assert_eq!(interval.lower, interval.upper);
        }
        let amount = Question { figure: Figure::Amount(tenure::retention::Column::Closing), ..explanation.question };
        let (history, months) = (book.history(), all_months());
        let whole = explain(&history, &months, &Slicing::none(), Convention::default(), &amount).unwrap();
        prop_assert_eq!(whole.bootstrap(drawings, seed, ConfidenceLevel::P95), None);
    }
}

#[test]
fn nothing_of_nothing_has_no_interval() {
    for of in [wilson, clopper_pearson] {
        assert_eq!(of(0, 0, ConfidenceLevel::P95), None);
        assert_eq!(of(3, 2, ConfidenceLevel::P95), None);
        let all = of(5, 5, ConfidenceLevel::P95).unwrap();
        assert!(all.upper == 1.0 && all.lower < 1.0);
    }
}
