//! Every convention, against the naive reference: from a book and from a host's rows, net and by events, sliced and whole. With those of
//! `differential`, a usual run compares 20,500 histories.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests may fail loudly"
)]

use chrono::{Months, NaiveDate};
use proptest::prelude::*;
use tenure::retention::{
    self, Convention, LogoDenominator, MovementGrain, RevenueHistory, RevenueRow, RowStanding,
    Slicing,
};
use tenure::{
    AccountId, BillingInterval, Cancellation, Grain, IntervalUnit, Money, PastDue, Periods,
    RecurringRule, Span, SubscriptionId,
};
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

    #[test]
    fn where_the_run_begins_does_not_matter_under_any_convention(
        ledger in conventions::ledgers(3),
        convention in conventions::conventions(),
        periods in runs(),
        earlier in 1_u32..25,
    ) {
        let history = of_rows(&ledger, &convention);
        prop_assert_eq!(later_rows(&history, &periods, earlier, &convention), Ok(()));
    }
}

/// Whether the bridge of a run has the same rows when the run begins months earlier.
fn later_rows(
    history: &RevenueHistory,
    periods: &Periods,
    earlier: u32,
    convention: &Convention,
) -> Result<(), String> {
    let rows = |periods: &Periods| {
        let report = retention::bridge(history, periods, &Slicing::none(), convention.clone());
        report.unwrap().all.rows
    };
    let (first, last) = (periods.start() - Months::new(earlier), periods.end());
    let longer = Periods::covering(periods.grain(), first, last.pred_opt().unwrap()).unwrap();
    let (short, long) = (rows(periods), rows(&longer));
    if short == long[long.len() - short.len()..] {
        Ok(())
    } else {
        Err(format!("{short:#?}, and from {first} on {long:#?}"))
    }
}

/// An account's only payment is out of the book for as long as it lasts, and comes back on the day on which it ends: the account was
/// there and left, however little that shows on any day. What it pays a year later has come back.
#[test]
fn who_came_into_the_book_only_to_leave_it_was_there() {
    let account = AccountId::new("Blue Door").unwrap();
    let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
    let row = |deal: &str, start, end, standing| RevenueRow {
        account: account.clone(),
        subscription: SubscriptionId::new(deal).unwrap(),
        span: Span::new(start, end).unwrap(),
        price: Money::from_minor(1000, REPORT).unwrap(),
        interval: BillingInterval::new(1, IntervalUnit::Month).unwrap(),
        finite_discount: None,
        standing,
        cancellation: end.map(|end| Cancellation {
            requested: end,
            effective: end,
            service_end: end,
        }),
    };
    let overdue = row(
        "first",
        day(2024, 1, 30),
        Some(day(2024, 2, 1)),
        RowStanding::PastDue,
    );
    let back = row("second", day(2025, 3, 31), None, RowStanding::Paid);
    for grain in [MovementGrain::Event, MovementGrain::Net] {
        let convention = Convention {
            grain,
            recurring: RecurringRule {
                past_due: PastDue::Exclude,
                ..RecurringRule::default()
            },
            ..Convention::default()
        };
        let rows = [overdue.clone(), back.clone()];
        let history = RevenueHistory::from_host_rows(REPORT, rows, [], &convention).unwrap();
        let years = |first| Periods::covering(Grain::Year, first, day(2025, 12, 31)).unwrap();
        later_rows(&history, &years(day(2025, 1, 1)), 12, &convention).unwrap();
        let report = retention::bridge(
            &history,
            &years(day(2024, 1, 1)),
            &Slicing::none(),
            convention,
        );
        let [left, returned] = &report.unwrap().all.rows[..] else {
            panic!("two years")
        };
        // By the ends of years it never was there.
        let events = u64::from(grain == MovementGrain::Event);
        assert_eq!(left.accounts.churned, events);
        assert_eq!(returned.accounts.reactivated, events);
        assert_eq!(returned.accounts.new, 1 - events);
    }
}
