use chrono::{Datelike, NaiveDate};
use proptest::prelude::*;
use tenure::Month;
use tenure_testkit::strategies::{any_day, any_month};

use super::{date, laws};

laws! { "month";
    #[test]
    fn a_month_holds_the_days_from_its_first_to_its_last(day in any_day()) {
        let month = Month::of(day);
        prop_assert!(month.first_day() <= day && day <= month.last_day());
        prop_assert_eq!((month.year(), month.month()), (day.year(), day.month()));
        prop_assert_eq!(Month::of(month.first_day()), month);
        prop_assert_eq!(Month::of(month.last_day()), month);
        prop_assert_eq!(Month::new(day.year(), day.month()), Some(month));
    }

    #[test]
    fn the_next_month_begins_after_the_last_day(month in any_month()) {
        prop_assert_eq!(
            month.checked_add(1).map(|next| next.first_day()),
            month.last_day().succ_opt(),
        );
    }

    #[test]
    fn steps_add_up(month in any_month(), a in -5_000..5_000, b in -5_000..5_000) {
        if let Some(there) = month.checked_add(a) {
            prop_assert_eq!(there.checked_add(b), month.checked_add(a + b));
            prop_assert_eq!(there.checked_add(-a), Some(month));
            prop_assert_eq!(there.months_since(month), a);
        }
        prop_assert_eq!(month.checked_add(0), Some(month));
    }

    #[test]
    fn months_since_undoes_the_step(earlier in any_month(), later in any_month()) {
        prop_assert_eq!(earlier.checked_add(later.months_since(earlier)), Some(later));
        prop_assert_eq!(earlier.months_since(later), -later.months_since(earlier));
    }

    #[test]
    fn order_is_that_of_the_first_days(a in any_month(), b in any_month()) {
        prop_assert_eq!(a.cmp(&b), a.first_day().cmp(&b.first_day()));
        prop_assert_eq!(a.cmp(&b), a.months_since(b).cmp(&0));
    }

    #[test]
    fn text_and_serde_round_trip(month in any_month()) {
        prop_assert_eq!(month.to_string().parse(), Ok(month));
        prop_assert_eq!(month.to_string(), month.first_day().format("%Y-%m").to_string());
        let json = serde_json::to_string(&month).unwrap();
        prop_assert_eq!(serde_json::from_str::<Month>(&json).unwrap(), month);
    }

    #[test]
    fn a_text_is_read_only_if_it_is_shown_so(text in "[+-]?[0-9]{1,6}[-/ ][0-9]{1,3}") {
        match text.parse::<Month>() {
            Ok(month) => prop_assert_eq!(month.to_string(), text),
            Err(error) => prop_assert!(error.to_string().contains("2026-01")),
        }
    }
}

#[test]
fn what_is_no_month_is_refused() {
    for text in [
        "",
        "2026",
        "2026-1",
        "2026-00",
        "2026-13",
        "2026-001",
        "26-01",
        "02026-01",
        "+2026-01",
        " 2026-01",
        "2026-01 ",
        "2026-01-01",
        "2026/01",
        "2026 01",
        "202601",
        "2026-Jan",
        "٢٠٢٦-٠١",
        "-0000-01",
        "9999999-01",
    ] {
        assert!(text.parse::<Month>().is_err(), "{text}");
        let json = serde_json::to_string(text).unwrap();
        assert!(serde_json::from_str::<Month>(&json).is_err(), "{text}");
    }
}

#[test]
fn the_range_ends_where_dates_end() {
    let (first, last) = (Month::of(NaiveDate::MIN), Month::of(NaiveDate::MAX));
    assert_eq!(first.first_day(), NaiveDate::MIN);
    assert_eq!(last.last_day(), NaiveDate::MAX);
    assert_eq!(first.checked_add(-1), None);
    assert_eq!(last.checked_add(1), None);
    assert_eq!(first.checked_add(i32::MIN), None);
    assert_eq!(last.checked_add(i32::MAX), None);
    assert_eq!(last.months_since(first), (262_142 + 262_143) * 12 + 11);
    assert_eq!(Month::new(i32::MAX, 1), None);
    assert_eq!(Month::new(2026, 0), None);
    assert_eq!(Month::new(2026, 13), None);
    assert_eq!(Month::new(2026, u32::MAX), None);
}

#[test]
fn leap_years_are_those_of_the_calendar() {
    for (day, leap) in [
        ("2024-02-29", true),
        ("2000-02-29", true),
        ("1900-02-28", false),
        ("2100-02-28", false),
    ] {
        let day = date(day);
        assert_eq!(Month::of(day).last_day(), day);
        assert_eq!(day.leap_year(), leap);
    }
}

#[test]
fn far_years_are_shown_with_a_sign() {
    assert_eq!(Month::new(12_026, 7).unwrap().to_string(), "+12026-07");
    assert_eq!(Month::new(-44, 3).unwrap().to_string(), "-0044-03");
    assert_eq!(Month::new(7, 3).unwrap().to_string(), "0007-03");
    assert_eq!(format!("{:>9}", Month::new(2026, 3).unwrap()), "  2026-03");
}
