use chrono::{Days, Months, NaiveDate};
use proptest::prelude::*;
use tenure::{Grain, Periods};
use tenure_testkit::strategies::{any_day, day, grain, periods};

use super::{date, laws};

laws! { "periods";
    #[test]
    fn periods_follow_each_other_without_gap_or_overlap(periods in periods()) {
        let all: Vec<_> = periods.iter().collect();
        prop_assert_eq!(all.len(), periods.len());
        prop_assert_eq!(periods.iter().len(), periods.len());
        prop_assert!(!all.is_empty());
        prop_assert_eq!(all[0].start(), periods.start());
        prop_assert_eq!(all[all.len() - 1].end(), periods.end());
        for pair in all.windows(2) {
            prop_assert_eq!(pair[0].end(), pair[1].start());
        }
        for (index, period) in all.iter().enumerate() {
            prop_assert!(period.start() < period.end());
            prop_assert_eq!(period.last_day().succ_opt(), Some(period.end()));
            prop_assert_eq!((period.span().start(), period.span().end()), (period.start(), Some(period.end())));
            prop_assert_eq!(periods.get(index), Some(*period));
        }
        prop_assert_eq!(periods.get(all.len()), None);
        prop_assert_eq!(periods.get(usize::MAX), None);
        prop_assert_eq!(periods.opening_day().and_then(|day| day.succ_opt()), Some(periods.start()));
    }

    #[test]
    fn each_period_is_that_of_all_its_days(periods in periods(), probe in any::<prop::sample::Index>()) {
        let period = periods.get(probe.index(periods.len())).unwrap();
        for day in period.start().iter_days().take_while(|day| *day < period.end()) {
            prop_assert_eq!(periods.grain().period_of(day), Some(period));
        }
    }

    #[test]
    fn the_run_begins_with_the_first_day_and_ends_with_the_last(grain in grain(), first in day(), more in 0..4_000_u64) {
        let last = first + Days::new(more);
        let periods = Periods::covering(grain, first, last).unwrap();
        prop_assert_eq!(periods.index_of(first), Some(0));
        prop_assert_eq!(periods.index_of(last), Some(periods.len() - 1));
    }

    #[test]
    fn index_of_agrees_with_a_linear_search(periods in periods(), day in day()) {
        let searched = periods.iter().position(|period| period.start() <= day && day < period.end());
        prop_assert_eq!(periods.index_of(day), searched);
        for edge in periods.iter().flat_map(|period| [period.start(), period.last_day(), period.end()]) {
            let searched = periods.iter().position(|period| period.span().contains(edge));
            prop_assert_eq!(periods.index_of(edge), searched);
        }
    }

    #[test]
    fn a_period_holds_its_day_anywhere_in_the_range(grain in grain(), day in any_day()) {
        match grain.period_of(day) {
            Some(period) => prop_assert!(period.start() <= day && day < period.end()),
            None => prop_assert!(
                day.checked_sub_months(Months::new(12)).is_none() || day.checked_add_months(Months::new(12)).is_none()
            ),
        }
    }

    #[test]
    fn a_run_backwards_does_not_exist(grain in grain(), day in day(), back in 1..900_u64) {
        prop_assert_eq!(Periods::covering(grain, day, day - Days::new(back)), None);
    }
}

#[test]
fn a_run_has_at_most_its_greatest_length() {
    let first = date("0001-01-01");
    let last_of_run = first + Months::new(u32::try_from(Periods::MAX).unwrap()) - Days::new(1);
    let longest = Periods::covering(Grain::Month, first, last_of_run).unwrap();
    assert_eq!(longest.len(), Periods::MAX);
    assert_eq!(
        Periods::covering(Grain::Month, first, last_of_run + Days::new(1)),
        None
    );
    assert_eq!(
        Periods::covering(Grain::Month, NaiveDate::MIN, NaiveDate::MAX),
        None
    );
}

#[test]
fn the_ends_of_the_range_of_dates_are_no_panic() {
    for grain in [Grain::Month, Grain::Quarter, Grain::Year] {
        // The day after the last period would be out of range.
        assert_eq!(grain.period_of(NaiveDate::MAX), None);
        assert_eq!(
            Periods::covering(grain, NaiveDate::MAX, NaiveDate::MAX),
            None
        );
        let first = Periods::covering(grain, NaiveDate::MIN, NaiveDate::MIN).unwrap();
        assert_eq!(first.start(), NaiveDate::MIN);
        assert_eq!(first.opening_day(), None);
        assert_eq!(first.index_of(NaiveDate::MIN), Some(0));
        assert_eq!(first.index_of(NaiveDate::MAX), None);
    }
}

#[test]
fn one_day_makes_one_period() {
    let day = date("2026-02-28");
    let periods = Periods::covering(Grain::Month, day, day).unwrap();
    assert_eq!(periods.len(), 1);
    assert_eq!(
        (periods.start(), periods.end()),
        (date("2026-02-01"), date("2026-03-01"))
    );
    assert_eq!(periods.opening_day(), Some(date("2026-01-31")));
}
