//! Service-level clocks: they run in working hours, rest while the customer is waited for, and stop.

use chrono::{NaiveDateTime, TimeDelta, Weekday};
use proptest::prelude::*;
use tenure::calendar::{WorkingCalendar, WorkingHours};
use tenure::decide::decide_all;
use tenure::policy::ServiceLevels;
use tenure::{CasePriority, CaseState, Command, SlaClock, SlaClockState, SlaReading, SlaTarget};

use super::cases::{after, answer, march, open, reply, to};
use super::work::{held, working};

/// Nine to one and two to five on weekdays; the 6th of March is a holiday.
fn office() -> WorkingCalendar {
    let stretches: [WorkingHours; 2] =
        ["09:00-13:00", "14:00-17:00"].map(|text| text.parse().unwrap());
    let weekdays = [
        Weekday::Mon,
        Weekday::Tue,
        Weekday::Wed,
        Weekday::Thu,
        Weekday::Fri,
    ];
    let hours = weekdays
        .into_iter()
        .flat_map(|day| stretches.map(|stretch| (day, stretch)));
    WorkingCalendar::new(hours, [march(6, 0, 0).date()]).unwrap()
}

fn target(clock: SlaClock, minutes: u32) -> SlaTarget {
    SlaTarget {
        clock,
        minutes,
        warning_minutes: 15,
    }
}

fn read(
    commands: &[Command],
    clock: SlaClock,
    minutes: u32,
    as_of: NaiveDateTime,
) -> Vec<SlaReading> {
    after(commands).sla(target(clock, minutes), &office(), as_of)
}

fn one(commands: &[Command], clock: SlaClock, minutes: u32, as_of: NaiveDateTime) -> SlaReading {
    let mut readings = read(commands, clock, minutes, as_of);
    assert_eq!(readings.len(), 1);
    readings.remove(0)
}

fn minutes(minutes: i64) -> TimeDelta {
    TimeDelta::minutes(minutes)
}

#[test]
fn the_clock_stops_on_resolve() {
    let commands = [
        open(march(2, 9, 0)),
        to(CaseState::Resolved, march(2, 10, 0)),
    ];
    for as_of in [march(2, 10, 0), march(2, 12, 0), march(20, 12, 0)] {
        for clock in [SlaClock::FirstResponse, SlaClock::Resolution] {
            let reading = one(&commands, clock, 90, as_of);
            assert_eq!(reading.elapsed, minutes(60));
            assert_eq!(reading.state, SlaClockState::Stopped(march(2, 10, 0)));
            assert!(!reading.is_breached() && !reading.is_at_risk());
            assert_eq!(reading.due_at, None);
        }
    }
}

#[test]
fn lunch_nights_weekends_and_holidays_do_not_count() {
    let thursday_to_monday = [open(march(5, 12, 30))];
    let at = |as_of| one(&thursday_to_monday, SlaClock::Resolution, 240, as_of);
    assert_eq!(at(march(5, 13, 0)).elapsed, minutes(30));
    assert_eq!(at(march(5, 14, 0)).elapsed, minutes(30));
    assert_eq!(at(march(5, 17, 0)).elapsed, minutes(210));
    assert_eq!(at(march(6, 12, 0)).elapsed, minutes(210)); // a holiday
    assert_eq!(at(march(9, 9, 0)).elapsed, minutes(210)); // after the weekend
    assert_eq!(at(march(5, 13, 0)).due_at, Some(march(9, 9, 30)));
    assert!(at(march(9, 9, 20)).is_at_risk());
    assert!(!at(march(9, 9, 30)).is_breached());
    assert!(at(march(9, 9, 31)).is_breached());
}

#[test]
fn a_late_first_answer_stays_late() {
    let commands = [
        open(march(2, 9, 0)),
        answer(march(2, 11, 0)),
        reply(march(2, 11, 30)),
        answer(march(2, 11, 31)),
    ];
    let reading = one(&commands, SlaClock::FirstResponse, 60, march(20, 9, 0));
    assert!(reading.is_breached());
    assert_eq!(reading.due_at, Some(march(2, 10, 0)));
    assert_eq!(reading.state, SlaClockState::Stopped(march(2, 11, 0)));
}

#[test]
fn each_turn_has_its_own_clock_so_that_none_hides_another() {
    let commands = [
        open(march(2, 9, 0)),
        reply(march(2, 9, 5)), // before the first answer: that clock runs already
        answer(march(2, 9, 10)),
        reply(march(2, 10, 0)),
        reply(march(2, 11, 30)), // again, without an answer in between
        answer(march(2, 12, 0)),
        reply(march(3, 9, 0)),
        answer(march(3, 9, 5)),
        answer(march(3, 9, 10)),
    ];
    let readings = read(&commands, SlaClock::NextResponse, 60, march(20, 9, 0));
    let seen: Vec<_> = readings
        .iter()
        .map(|reading| (reading.started, reading.elapsed, reading.is_breached()))
        .collect();
    assert_eq!(
        seen,
        [
            (march(2, 10, 0), minutes(120), true),
            (march(3, 9, 0), minutes(5), false),
        ]
    );
}

#[test]
fn the_clock_rests_while_the_customer_is_waited_for() {
    let commands = [
        open(march(2, 9, 0)),
        answer(march(2, 9, 30)),
        to(CaseState::WaitingForCustomer, march(2, 10, 0)),
        reply(march(4, 10, 0)),
    ];
    let at = |as_of| one(&commands, SlaClock::Resolution, 120, as_of);
    assert_eq!(at(march(3, 12, 0)).state, SlaClockState::Paused);
    assert_eq!(at(march(3, 12, 0)).elapsed, minutes(60));
    assert_eq!(at(march(3, 12, 0)).due_at, None);
    assert_eq!(at(march(4, 10, 0)).state, SlaClockState::Running);
    assert_eq!(at(march(4, 10, 30)).elapsed, minutes(90));
    assert_eq!(at(march(4, 10, 30)).due_at, Some(march(4, 11, 0)));
}

#[test]
fn a_reopened_case_goes_on_from_where_it_stopped() {
    let commands = [
        open(march(2, 9, 0)),
        to(CaseState::Resolved, march(2, 10, 0)),
        to(CaseState::Closed, march(2, 11, 0)),
        to(CaseState::Open, march(3, 9, 0)),
    ];
    let resolution = one(&commands, SlaClock::Resolution, 90, march(3, 9, 20));
    assert_eq!(resolution.elapsed, minutes(80));
    assert_eq!(resolution.due_at, Some(march(3, 9, 30)));
    assert!(resolution.is_at_risk());
    // Nobody has answered yet.
    let first = one(&commands, SlaClock::FirstResponse, 90, march(3, 9, 20));
    assert_eq!(first.state, SlaClockState::Running);
}

#[test]
fn what_is_done_before_working_hours_go_on_is_in_time() {
    let commands = [open(march(2, 16, 0)), answer(march(3, 8, 0))];
    let reading = one(&commands, SlaClock::FirstResponse, 60, march(3, 12, 0));
    assert_eq!(reading.due_at, Some(march(2, 17, 0)));
    assert_eq!(reading.elapsed, minutes(60));
    assert!(!reading.is_breached());
}

#[test]
fn nothing_runs_before_the_case_nor_without_working_hours() {
    let commands = [open(march(2, 9, 0))];
    assert_eq!(
        read(&commands, SlaClock::Resolution, 60, march(2, 8, 59)),
        []
    );
    let never = WorkingCalendar::new([], []).unwrap();
    let readings = after(&commands).sla(target(SlaClock::Resolution, 60), &never, march(20, 9, 0));
    assert_eq!(readings[0].elapsed, minutes(0));
    assert_eq!(readings[0].due_at, None);
    assert!(!readings[0].is_breached());
}

#[test]
fn the_target_is_that_of_the_priority() {
    let levels: ServiceLevels = serde_json::from_str(
        r#"{"calendar":"office",
            "low":{"first_response_minutes":480,"next_response_minutes":480,"resolution_minutes":4800},
            "normal":{"first_response_minutes":240,"next_response_minutes":240,"resolution_minutes":2400},
            "high":{"first_response_minutes":60,"next_response_minutes":120,"resolution_minutes":960},
            "urgent":{"first_response_minutes":15,"next_response_minutes":30,"resolution_minutes":240}}"#,
    )
    .unwrap();
    let minutes = |priority, clock| SlaTarget::of(&levels, priority, clock, 5).minutes;
    assert_eq!(minutes(CasePriority::Low, SlaClock::Resolution), 4800);
    assert_eq!(minutes(CasePriority::Normal, SlaClock::FirstResponse), 240);
    assert_eq!(minutes(CasePriority::High, SlaClock::NextResponse), 120);
    assert_eq!(minutes(CasePriority::Urgent, SlaClock::FirstResponse), 15);
}

fn any_event() -> impl Strategy<Value = Command> {
    let moment =
        (2_u32..=8, 0_u32..24, 0_u32..60).prop_map(|(d, hour, minute)| march(d, hour, minute));
    (0..7, moment).prop_map(|(event, at)| match event {
        0 => to(CaseState::Open, at),
        1 => to(CaseState::WaitingForCustomer, at),
        2 => to(CaseState::Resolved, at),
        3 => to(CaseState::Closed, at),
        4 => reply(at),
        _ => answer(at),
    })
}

proptest! {
    #![proptest_config(crate::config(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/regressions/sla.txt")))]

    /// Whatever happens to a case: time on its clocks never goes back, passes no quicker than working time, and only while
    /// something is to be done; the due moment is when the target is used up.
    #[test]
    fn clocks_count_working_time_that_is_ours(events in prop::collection::vec(any_event(), 0..12), limit in 0_u32..1000) {
        let mut book = working(&[open(march(2, 9, 0))]);
        for event in events {
            let _ = decide_all(&mut book, &[event]);
        }
        let case = held(&book).cases().next().unwrap().1;
        let office = office();
        for clock in [SlaClock::FirstResponse, SlaClock::NextResponse, SlaClock::Resolution] {
            let mut before: Vec<SlaReading> = Vec::new();
            let mut last = march(2, 9, 0);
            for hour in 0..24 * 8 {
                let as_of = march(2, 9, 0) + TimeDelta::hours(hour);
                let now = case.sla(target(clock, limit), &office, as_of);
                prop_assert!(now.len() >= before.len());
                for (earlier, later) in before.iter().zip(&now) {
                    prop_assert_eq!(earlier.started, later.started);
                    let gone = later.elapsed - earlier.elapsed;
                    prop_assert!(gone >= TimeDelta::zero());
                    prop_assert!(gone <= office.working_time_between(last, as_of));
                    prop_assert!(!earlier.is_breached() || later.is_breached());
                    if earlier.due_at.is_some_and(|due| due < last) {
                        prop_assert_eq!(earlier.due_at, later.due_at);
                    }
                }
                for reading in &now {
                    if reading.is_breached() {
                        prop_assert!(reading.due_at.is_some_and(|due| due < as_of));
                    }
                    if reading.state == SlaClockState::Running {
                        prop_assert!(case.state_at(as_of).unwrap().is_unresolved());
                        prop_assert!(case.state_at(as_of) != Some(CaseState::WaitingForCustomer));
                        prop_assert!(reading.due_at.is_some());
                        if reading.left() > TimeDelta::zero() {
                            let rest = office.working_time_between(as_of, reading.due_at.unwrap());
                            prop_assert_eq!(rest, reading.left());
                        }
                    }
                }
                (before, last) = (now, as_of);
            }
        }
    }
}
