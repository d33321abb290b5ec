use chrono::{Datelike, NaiveDate};
use proptest::prelude::*;
use tenure::{FiscalCalendar, Month, Quarter};
use tenure_testkit::strategies::{any_day, day, fiscal_calendar};

use super::laws;

laws! { "fiscal";
    #[test]
    fn a_day_lies_in_its_year_and_quarter(fiscal in fiscal_calendar(), day in any_day()) {
        let year = fiscal.year_of(day);
        let (same_year, quarter) = fiscal.quarter_of(day);
        prop_assert_eq!(year, same_year);
        prop_assert!((1..=4).contains(&quarter));
        if let Some(span) = fiscal.year_span(year) {
            prop_assert!(span.contains(day));
        }
        if let Some(span) = fiscal.quarter_span(year, quarter) {
            prop_assert!(span.contains(day));
        }
    }

    #[test]
    fn a_year_is_named_after_the_one_in_which_it_ends(fiscal in fiscal_calendar(), day in day()) {
        let year = fiscal.year_of(day);
        let span = fiscal.year_span(year).unwrap();
        prop_assert_eq!(span.end().unwrap().pred_opt().unwrap().year(), year);
        prop_assert_eq!(span.start().month(), fiscal.first_month());
        prop_assert_eq!(span.start().day(), 1);
        prop_assert_eq!(
            Month::of(span.end().unwrap()).months_since(Month::of(span.start())),
            12,
        );
    }

    #[test]
    fn quarters_tile_the_year_and_years_tile_time(fiscal in fiscal_calendar(), year in 1990..2060_i32) {
        let span = fiscal.year_span(year).unwrap();
        let mut reached = span.start();
        for quarter in 1..=4 {
            let part = fiscal.quarter_span(year, quarter).unwrap();
            prop_assert_eq!(part.start(), reached);
            reached = part.end().unwrap();
            prop_assert_eq!(Month::of(reached).months_since(Month::of(part.start())), 3);
            prop_assert_eq!(fiscal.quarter_of(part.start()), (year, quarter));
            prop_assert_eq!(fiscal.quarter_of(reached.pred_opt().unwrap()), (year, quarter));
        }
        prop_assert_eq!(Some(reached), span.end());
        prop_assert_eq!(fiscal.year_span(year + 1).unwrap().start(), reached);
    }

    #[test]
    fn a_year_from_january_is_the_calendar_year(day in any_day()) {
        let fiscal = FiscalCalendar::starting_in(1).unwrap();
        prop_assert_eq!(fiscal.quarter_of(day), (day.year(), Quarter::of(day).quarter()));
    }

    #[test]
    fn serde_round_trips(fiscal in fiscal_calendar()) {
        let json = serde_json::to_string(&fiscal).unwrap();
        prop_assert_eq!(&json, &fiscal.first_month().to_string());
        prop_assert_eq!(serde_json::from_str::<FiscalCalendar>(&json).unwrap(), fiscal);
    }
}

#[test]
fn impossible_calendars_years_and_quarters_are_refused() {
    for month in [0, 13, u32::MAX] {
        assert_eq!(FiscalCalendar::starting_in(month), None);
    }
    let fiscal = FiscalCalendar::starting_in(7).unwrap();
    for quarter in [0, 5, u32::MAX] {
        assert_eq!(fiscal.quarter_span(2026, quarter), None);
    }
    for year in [
        i32::MIN,
        i32::MAX,
        fiscal.year_of(NaiveDate::MIN),
        fiscal.year_of(NaiveDate::MAX),
    ] {
        assert_eq!(fiscal.year_span(year), None);
    }
}

#[test]
fn a_leap_day_lies_in_the_last_quarter_of_a_year_from_march() {
    let fiscal = FiscalCalendar::starting_in(3).unwrap();
    let leap = NaiveDate::from_ymd_opt(2028, 2, 29).unwrap();
    assert_eq!(fiscal.quarter_of(leap), (2028, 4));
    assert_eq!(fiscal.year_span(2028).unwrap().days(), Some(366));
    assert_eq!(fiscal.year_span(2029).unwrap().days(), Some(365));
}
