use chrono::{Datelike, NaiveDate};
use proptest::prelude::*;
use tenure::{Month, MonthSteps};
use tenure_testkit::strategies::{any_day, month_steps};

use super::{date, laws};

laws! { "steps";
    #[test]
    fn a_step_keeps_the_anchors_day_or_clamps_to_the_last(anchor in any_day(), months in -3_000..3_000) {
        let month = Month::of(anchor).checked_add(months);
        let step = MonthSteps::from(anchor).nth(months);
        prop_assert_eq!(step.map(Month::of), month);
        if let (Some(step), Some(month)) = (step, month) {
            prop_assert_eq!(step.day(), anchor.day().min(month.last_day().day()));
        }
    }

    #[test]
    fn steps_never_drift(steps in month_steps(), years in 1..30) {
        let anchor = steps.anchor();
        prop_assert_eq!(steps.nth(0), Some(anchor));
        // However many shorter months lie between, a month as long as the anchor's has the anchor's day again.
        let there = steps.nth(12 * years).unwrap();
        let expected = anchor.with_year(anchor.year() + years);
        prop_assert_eq!(there, expected.unwrap_or(Month::of(there).last_day()));
    }

    #[test]
    fn steps_rise(steps in month_steps(), a in -500..500, b in -500..500) {
        prop_assert_eq!(steps.nth(a).cmp(&steps.nth(b)), a.cmp(&b));
    }
}

#[test]
fn a_leap_day_returns_every_fourth_year() {
    let steps = MonthSteps::from(date("2024-02-29"));
    let years: Vec<String> = (0..=4)
        .map(|year| steps.nth(12 * year).unwrap().to_string())
        .collect();
    assert_eq!(
        years,
        [
            "2024-02-29",
            "2025-02-28",
            "2026-02-28",
            "2027-02-28",
            "2028-02-29"
        ]
    );
}

#[test]
fn steps_out_of_range_do_not_exist() {
    let (first, last) = (
        MonthSteps::from(NaiveDate::MIN),
        MonthSteps::from(NaiveDate::MAX),
    );
    assert_eq!(first.nth(-1), None);
    assert_eq!(last.nth(1), None);
    assert_eq!(first.nth(i32::MIN), None);
    assert_eq!(last.nth(i32::MAX), None);
}
