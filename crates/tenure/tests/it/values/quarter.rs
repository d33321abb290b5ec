use chrono::{Datelike, NaiveDate};
use proptest::prelude::*;
use tenure::{Month, Quarter};
use tenure_testkit::strategies::{any_day, quarter};

use super::laws;

laws! { "quarter";
    #[test]
    fn a_quarter_holds_the_days_from_its_first_to_its_last(day in any_day()) {
        let quarter = Quarter::of(day);
        prop_assert!(quarter.first_day() <= day && day <= quarter.last_day());
        prop_assert_eq!(quarter.year(), day.year());
        prop_assert_eq!(quarter.quarter(), day.month().div_ceil(3));
        prop_assert_eq!(Quarter::of(quarter.first_day()), quarter);
        prop_assert_eq!(Quarter::of(quarter.last_day()), quarter);
        prop_assert_eq!(Quarter::new(quarter.year(), quarter.quarter()), Some(quarter));
        prop_assert_eq!(Month::of(quarter.last_day()).months_since(Month::of(quarter.first_day())), 2);
    }

    #[test]
    fn the_next_quarter_begins_after_the_last_day(quarter in quarter()) {
        prop_assert_eq!(
            quarter.checked_add(1).map(|next| next.first_day()),
            quarter.last_day().succ_opt(),
        );
    }

    #[test]
    fn steps_add_up(quarter in quarter(), a in -2_000..2_000, b in -2_000..2_000) {
        if let Some(there) = quarter.checked_add(a) {
            prop_assert_eq!(there.checked_add(b), quarter.checked_add(a + b));
            prop_assert_eq!(there.checked_add(-a), Some(quarter));
        }
    }

    #[test]
    fn order_is_that_of_the_first_days(a in quarter(), b in quarter()) {
        prop_assert_eq!(a.cmp(&b), a.first_day().cmp(&b.first_day()));
    }
}

#[test]
fn impossible_quarters_are_refused() {
    for number in [0, 5, u32::MAX, u32::MAX / 3 + 2] {
        assert_eq!(Quarter::new(2026, number), None);
    }
    let last = Quarter::of(NaiveDate::MAX);
    assert_eq!(last.checked_add(1), None);
    assert_eq!(last.checked_add(i32::MAX), None);
    assert_eq!(Quarter::of(NaiveDate::MIN).checked_add(-1), None);
}

#[test]
fn years_are_shown_as_months_show_them() {
    assert_eq!(Quarter::new(2026, 4).unwrap().to_string(), "2026-Q4");
    assert_eq!(Quarter::new(-1, 1).unwrap().to_string(), "-0001-Q1");
    assert_eq!(Quarter::new(12_026, 1).unwrap().to_string(), "+12026-Q1");
}
