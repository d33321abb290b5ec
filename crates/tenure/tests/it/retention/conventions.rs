//! Every convention, against the naive reference: from a book and from a host's rows, net and by events, sliced and whole. With those of
//! `differential`, a usual run compares 20,500 histories.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests may fail loudly"
)]

use chrono::NaiveDate;
use proptest::prelude::*;
use tenure::Periods;
use tenure::retention::{self, Convention, LogoDenominator, RevenueHistory, Slicing};
use tenure_testkit::conventions::reference::{Reference, Watch};
use tenure_testkit::conventions::{self, Ledger, REPORT};
use tenure_testkit::history;

use super::cases;
use super::differential::{bridge_rows, cohort_cells, trailing_rows, with_whole};

fn of_rows(ledger: &Ledger, convention: &Convention) -> RevenueHistory {
    let belongings = ledger.belongings(convention.account);
    RevenueHistory::from_host_rows(REPORT, ledger.rows(), belongings, convention).unwrap()
}

fn watched(history: RevenueHistory, watch: Watch) -> RevenueHistory {
    let history = match watch.known_from {
        Some(day) => history.known_from(day),
        None => history,
    };
    match watch.until {
        Some(day) => history.observed_until(day),
        None => history,
    }
}

fn watches() -> impl Strategy<Value = Watch> {
    let day = || proptest::option::weighted(0.25, history::days());
    (day(), day()).prop_map(
        |(known_from, until): (Option<NaiveDate>, Option<NaiveDate>)| Watch { known_from, until },
    )
}

fn runs() -> impl Strategy<Value = Periods> {
    history::short_periods()
}

proptest! {
    #![proptest_config(cases(5000))]

    #[test]
    fn the_bridge_under_any_convention_is_the_references(
        ledger in conventions::ledgers(4),
        convention in conventions::conventions(),
        periods in runs(),
        watch in watches(),
    ) {
        let history = watched(of_rows(&ledger, &convention), watch);
        let slicing = ledger.slicing(&history);
        let report = retention::bridge(&history, &periods, &slicing, convention.clone()).unwrap();
        report.reconcile().unwrap();
        let slices = report.slices.iter().map(|(key, b)| (key.clone(), bridge_rows(b))).collect();
        let found = with_whole(bridge_rows(&report.all), &slices);
        let reference = Reference::new(&ledger, &convention, watch);
        prop_assert_eq!(found, reference.bridge(&periods));
        if convention.logo == LogoDenominator::DailySum {
            let found = report.all.rows.iter().map(|row| row.logo_churn().map(|rate| rate.to_f64()));
            for (found, expected) in found.zip(reference.daily_churn(&periods)) {
                let near = match (found, expected) {
                    (Some(found), Some(expected)) => (found - expected).abs() < 1e-12,
                    (found, expected) => found == expected,
                };
                prop_assert!(near, "{:?}, expected {:?}", found, expected);
            }
        }
    }

}

proptest! {
    #![proptest_config(cases(3500))]

    #[test]
    fn trailing_and_cohorts_under_any_convention_are_the_references(
        ledger in conventions::ledgers(4),
        convention in conventions::conventions(),
        periods in runs(),
        watch in watches(),
        window in 0_usize..6,
    ) {
        let history = watched(of_rows(&ledger, &convention), watch);
        let none = Slicing::none();
        let reference = Reference::new(&ledger, &convention, watch);
        let trailing =
            retention::trailing(&history, &periods, window, &none, convention.clone()).unwrap();
        prop_assert_eq!(trailing_rows(&trailing.all), reference.trailing(&periods, window));
        let cohorts = retention::cohorts(&history, &periods, &none, convention.clone()).unwrap();
        let seen = watch.until.map_or(Some(periods.clone()), |until| periods.until(until));
        let found = seen.map(|seen| cohort_cells(&cohorts.all, &seen)).unwrap_or_default();
        prop_assert_eq!(found, reference.cohorts(&periods));
    }

}

proptest! {
    #![proptest_config(cases(3000))]

    #[test]
    fn a_book_and_a_hosts_rows_make_the_same_history(
        ledger in conventions::ledgers(4),
        convention in conventions::conventions(),
        periods in runs(),
    ) {
        let rows = of_rows(&ledger, &convention);
        let book = RevenueHistory::from_book_under(&ledger.book(), REPORT, &convention).unwrap();
        prop_assert_eq!(book.accounts(), rows.accounts());
        let figures = |history: &RevenueHistory| {
            let slicing = ledger.slicing(history);
            retention::bridge(history, &periods, &slicing, convention.clone()).unwrap()
        };
        prop_assert_eq!(figures(&book), figures(&rows));
    }
}
