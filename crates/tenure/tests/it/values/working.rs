//! Working hours, holidays, and the time between.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::{Days, NaiveDate, NaiveDateTime, TimeDelta, Weekday};
use proptest::prelude::*;
use tenure::calendar::{WorkingCalendar, WorkingHours};

fn hours(text: &str) -> WorkingHours {
    text.parse().unwrap()
}

fn weekdays() -> impl Iterator<Item = Weekday> {
    (0..5).map(|day| Weekday::try_from(day).unwrap())
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn at(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

/// Monday to Friday with a break at noon; New Year's Day off.
fn office() -> WorkingCalendar {
    let stretches =
        weekdays().flat_map(|day| [(day, hours("13:15-17:30")), (day, hours("09:00-12:30"))]);
    WorkingCalendar::new(stretches, [date("2026-01-01")]).unwrap()
}

#[test]
fn the_break_the_night_the_weekend_and_the_holiday_do_not_count() {
    let between = |start, end| office().working_time_between(at(start), at(end));
    assert_eq!(
        between("2026-01-05 12:00", "2026-01-05 14:00"),
        TimeDelta::minutes(75)
    );
    assert_eq!(
        between("2026-01-02 17:00", "2026-01-05 09:30"),
        TimeDelta::minutes(60)
    );
    assert_eq!(
        between("2025-12-31 17:00", "2026-01-02 09:30"),
        TimeDelta::minutes(60)
    );
    assert_eq!(
        between("2026-01-03 00:00", "2026-01-05 09:00"),
        TimeDelta::zero()
    );
    assert_eq!(
        between("2026-01-05 09:30", "2026-01-02 17:00"),
        TimeDelta::minutes(-60)
    );
}

#[test]
fn a_promise_is_due_within_working_hours() {
    let due = |start, minutes: u64| {
        office()
            .add_working_time(at(start), Duration::from_secs(minutes * 60))
            .unwrap()
    };
    assert_eq!(due("2026-01-05 12:00", 75), at("2026-01-05 14:00"));
    // At the end of the day's work, not at the beginning of the next.
    assert_eq!(due("2026-01-05 16:30", 60), at("2026-01-05 17:30"));
    assert_eq!(due("2026-01-05 16:30", 61), at("2026-01-06 09:01"));
    // From the weekend, and from the evening of a Friday by exactly one week.
    assert_eq!(due("2026-01-03 11:00", 1), at("2026-01-05 09:01"));
    assert_eq!(due("2026-01-09 20:00", 5 * 465), at("2026-01-16 17:30"));
    assert_eq!(due("2026-01-03 11:00", 0), at("2026-01-03 11:00"));
}

#[test]
fn round_the_clock_is_the_clock() {
    let all = (0..7).map(|day| (Weekday::try_from(day).unwrap(), WorkingHours::WHOLE_DAY));
    let calendar = WorkingCalendar::new(all, []).unwrap();
    let (start, end) = (at("2024-02-28 23:59"), at("2026-03-01 00:01"));
    assert_eq!(calendar.working_time_between(start, end), end - start);
}

#[test]
fn without_hours_nothing_is_ever_due() {
    let holiday_home = WorkingCalendar::default();
    assert_eq!(
        holiday_home.add_working_time(at("2026-01-01 00:00"), Duration::from_secs(1)),
        None
    );
    let end_of_dates = office().add_working_time(NaiveDateTime::MAX, Duration::from_secs(3600));
    assert_eq!(end_of_dates, None);
    assert_eq!(
        office().add_working_time(at("2026-01-01 00:00"), Duration::MAX),
        None
    );
}

#[test]
fn the_whole_range_of_dates_is_answered_at_once() {
    let time = office().working_time_between(NaiveDateTime::MIN, NaiveDateTime::MAX);
    assert!(time > TimeDelta::days(365 * 100_000));
    let due = office().add_working_time(
        at("2026-01-01 00:00"),
        Duration::from_secs(40_000 * 365 * 8 * 3600),
    );
    assert!(due.is_some());
}

#[test]
fn hours_that_overlap_are_refused_and_hours_that_meet_are_not() {
    let overlap = [
        (Weekday::Tue, hours("12:00-17:00")),
        (Weekday::Tue, hours("09:00-12:01")),
    ];
    assert_eq!(
        WorkingCalendar::new(overlap, []).unwrap_err().to_string(),
        "the hours 09:00-12:01 and 12:00-17:00 of Tue overlap; let each end before the next begins, or where it begins"
    );
    let meet = [
        (Weekday::Tue, hours("12:00-24:00")),
        (Weekday::Tue, hours("09:00-12:00")),
    ];
    assert_eq!(
        WorkingCalendar::new(meet, []).unwrap().minutes_of_week(),
        900
    );
    for wrong in [
        "9:00-17:00",
        "09:00-09:00",
        "09:00-24:01",
        "09:60-10:00",
        "+9:00-17:00",
        "09:00",
    ] {
        assert!(wrong.parse::<WorkingHours>().is_err(), "{wrong}");
    }
}

#[test]
fn the_wire_form_goes_through_the_constructor() {
    let json = r#"{"monday":["09:00-12:30","13:15-17:30"],"holidays":["2026-01-01"]}"#;
    let calendar: WorkingCalendar = serde_json::from_str(json).unwrap();
    assert_eq!(serde_json::to_string(&calendar).unwrap(), json);
    assert_eq!(calendar.minutes_on(date("2026-01-05")), 465);
    assert_eq!(calendar.minutes_on(date("2026-01-01")), 0);
    let overlap = r#"{"friday":["09:00-12:30","12:00-17:30"]}"#;
    assert!(serde_json::from_str::<WorkingCalendar>(overlap).is_err());
    assert!(serde_json::from_str::<WorkingCalendar>(r#"{"mon":[]}"#).is_err());
}

/// Any week of up to three stretches a day, at least one in all, and a few holidays of spring 2026.
fn any_calendar() -> impl Strategy<Value = WorkingCalendar> {
    let day = prop::collection::btree_set(0_u16..=1_440, 0..=6);
    let week = prop::collection::vec(day, 7);
    let holidays = prop::collection::btree_set(0_u64..60, 0..8);
    (week, holidays)
        .prop_map(|(week, holidays)| {
            let stretches = week.into_iter().zip(0_u8..).flat_map(|(marks, day)| {
                let marks: Vec<_> = marks.into_iter().collect();
                let day = Weekday::try_from(day).unwrap();
                marks
                    .chunks_exact(2)
                    .map(|pair| (day, WorkingHours::new(pair[0], pair[1]).unwrap()))
                    .collect::<Vec<_>>()
            });
            let holidays: BTreeSet<_> = holidays
                .into_iter()
                .map(|after| date("2026-03-01") + Days::new(after))
                .collect();
            WorkingCalendar::new(stretches, holidays).unwrap()
        })
        .prop_filter("no hours", |calendar| calendar.minutes_of_week() > 0)
}

/// A moment around the holidays, whole minutes more often than not.
fn any_moment() -> impl Strategy<Value = NaiveDateTime> {
    (
        0_i64..80 * 1_440,
        prop_oneof![3 => Just(0_i64), 1 => 0_i64..60_000_000_000],
    )
        .prop_map(|(minutes, nanos)| {
            at("2026-02-20 00:00") + TimeDelta::minutes(minutes) + TimeDelta::nanoseconds(nanos)
        })
}

fn any_duration() -> impl Strategy<Value = Duration> {
    prop_oneof![
        (0_u64..20_000).prop_map(|minutes| Duration::from_secs(minutes * 60)),
        (0_u64..1_000_000_000_000_000).prop_map(Duration::from_nanos),
    ]
}

proptest! {
    #![proptest_config(crate::config(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/regressions/working.txt")))]

    #[test]
    fn working_time_is_additive(calendar in any_calendar(), a in any_moment(), b in any_moment(), c in any_moment()) {
        let between = |start, end| calendar.working_time_between(start, end);
        prop_assert_eq!(between(a, b) + between(b, c), between(a, c));
        prop_assert_eq!(between(a, b), -between(b, a));
    }

    #[test]
    fn working_time_is_within_the_time_on_the_clock(calendar in any_calendar(), a in any_moment(), b in any_moment()) {
        let (start, end) = (a.min(b), a.max(b));
        let worked = calendar.working_time_between(start, end);
        prop_assert!(worked >= TimeDelta::zero() && worked <= end - start);
    }

    /// The same as counting minute by minute.
    #[test]
    fn working_time_is_the_minutes_worked(calendar in any_calendar(), from in 0_i64..20 * 1_440, length in 0_i64..3 * 1_440) {
        let start = at("2026-02-25 00:00") + TimeDelta::minutes(from);
        let worked = (0..length)
            .map(|minute| start + TimeDelta::minutes(minute))
            .filter(|at| !calendar.holidays().any(|holiday| holiday == at.date()))
            .filter(|at| {
                use chrono::{Datelike, Timelike};
                let minute = u16::try_from(at.hour() * 60 + at.minute()).unwrap();
                let this = WorkingHours::new(minute, minute + 1).unwrap();
                calendar.hours(at.date().weekday()).iter().any(|hours| {
                    let text = hours.to_string();
                    let this = this.to_string();
                    text[..5] <= this[..5] && this[6..] <= text[6..]
                })
            })
            .count();
        let end = start + TimeDelta::minutes(length);
        prop_assert_eq!(calendar.working_time_between(start, end), TimeDelta::minutes(i64::try_from(worked).unwrap()));
    }

    #[test]
    fn adding_and_measuring_are_inverse(calendar in any_calendar(), start in any_moment(), duration in any_duration()) {
        let due = calendar.add_working_time(start, duration).unwrap();
        let between = calendar.working_time_between(start, due);
        prop_assert_eq!(between.to_std().unwrap(), duration);
        if duration > Duration::ZERO {
            let just_before = due - TimeDelta::nanoseconds(1);
            prop_assert!(calendar.working_time_between(start, just_before) < between, "{due} is not the earliest");
        }
    }

    #[test]
    fn adding_twice_is_adding_the_sum(calendar in any_calendar(), start in any_moment(), first in any_duration(), second in any_duration()) {
        let add = |start, duration| calendar.add_working_time(start, duration).unwrap();
        prop_assert_eq!(add(add(start, first), second), add(start, first + second));
    }

    #[test]
    fn serde_round_trips(calendar in any_calendar()) {
        let json = serde_json::to_string(&calendar).unwrap();
        prop_assert_eq!(serde_json::from_str::<WorkingCalendar>(&json).unwrap(), calendar);
    }
}
