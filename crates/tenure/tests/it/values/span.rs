use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use tenure::Span;
use tenure_testkit::strategies::{any_day, day, span};

use super::{date, laws};

/// Every day from a little before the first of the dates to a little after the last.
fn window(dates: &[NaiveDate]) -> impl Iterator<Item = NaiveDate> {
    let first = *dates.iter().min().unwrap() - Days::new(2);
    let last = *dates.iter().max().unwrap() + Days::new(2);
    first.iter_days().take_while(move |day| *day <= last)
}

fn bounds(span: Span) -> impl Iterator<Item = NaiveDate> {
    [Some(span.start()), span.end()].into_iter().flatten()
}

/// Spans that are near each other often enough to meet.
fn near(start: NaiveDate) -> impl Strategy<Value = Span> {
    (
        0..40_u64,
        prop_oneof![4 => (0..40_u64).prop_map(Some), 1 => Just(None)],
    )
        .prop_map(move |(after, length)| {
            let start = start + Days::new(after);
            Span::new(start, length.map(|length| start + Days::new(length))).unwrap()
        })
}

fn pair() -> impl Strategy<Value = (Span, Span)> {
    day().prop_flat_map(|start| (near(start), near(start)))
}

laws! { "span";
    #[test]
    fn intersection_is_membership_in_both((a, b) in pair()) {
        let shared = a.intersection(&b);
        let dates: Vec<NaiveDate> = bounds(a).chain(bounds(b)).collect();
        let mut any = false;
        for day in window(&dates) {
            let both = a.contains(day) && b.contains(day);
            prop_assert_eq!(shared.is_some_and(|shared| shared.contains(day)), both);
            any |= both;
        }
        prop_assert_eq!(shared.is_some(), any);
        prop_assert_eq!(a.overlaps(&b), any);
        prop_assert!(shared.is_none_or(|shared| !shared.is_empty()));
    }

    #[test]
    fn intersection_commutes_and_associates((a, b) in pair(), c in span()) {
        prop_assert_eq!(a.intersection(&b), b.intersection(&a));
        let left = a.intersection(&b).and_then(|shared| shared.intersection(&c));
        let right = b.intersection(&c).and_then(|shared| a.intersection(&shared));
        prop_assert_eq!(left, right);
        prop_assert_eq!(a.intersection(&a), (!a.is_empty()).then_some(a));
    }

    #[test]
    fn days_are_the_days_it_holds(span in span()) {
        let held = span.days();
        prop_assert_eq!(held.is_none(), span.end().is_none());
        if let (Some(held), Some(end)) = (held, span.end()) {
            let counted = window(&[span.start(), end]).filter(|day| span.contains(*day)).count();
            prop_assert_eq!(usize::try_from(held).unwrap(), counted);
            prop_assert_eq!(span.is_empty(), counted == 0);
        }
    }

    #[test]
    fn an_end_before_the_start_is_refused(a in any_day(), b in any_day()) {
        let made = Span::new(a, Some(b));
        prop_assert_eq!(made.is_ok(), a <= b);
        if let Ok(span) = made {
            prop_assert_eq!((span.start(), span.end()), (a, Some(b)));
        }
    }

    #[test]
    fn an_open_span_holds_every_day_from_its_start(start in any_day(), day in any_day()) {
        let open = Span::from(start);
        prop_assert_eq!(open.contains(day), day >= start);
        prop_assert_eq!(Span::new(start, None), Ok(open));
        prop_assert_eq!(open.days(), None);
        prop_assert!(!open.is_empty());
    }

    #[test]
    fn serde_round_trips(a in any_day(), b in prop::option::of(any_day())) {
        let Ok(span) = Span::new(a, b) else { return Ok(()) };
        let json = serde_json::to_string(&span).unwrap();
        prop_assert_eq!(serde_json::from_str::<Span>(&json).unwrap(), span);
    }
}

#[test]
fn spans_that_meet_share_no_day() {
    let (a, b) = (
        Span::new(date("2026-01-01"), Some(date("2026-02-01"))).unwrap(),
        Span::from(date("2026-02-01")),
    );
    assert!(!a.overlaps(&b));
    assert_eq!(a.to_string(), "[2026-01-01, 2026-02-01)");
    assert_eq!(b.to_string(), "[2026-02-01, open)");
    assert_eq!(
        serde_json::to_string(&b).unwrap(),
        r#"{"start":"2026-02-01","end":null}"#
    );
}

#[test]
fn a_refusal_names_both_dates() {
    let error = Span::new(date("2026-02-01"), Some(date("2026-01-01"))).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the end 2026-01-01 is before the start 2026-02-01; an end may be the start at the earliest"
    );
}

#[test]
fn the_whole_range_of_dates_is_a_span() {
    let all = Span::new(NaiveDate::MIN, Some(NaiveDate::MAX)).unwrap();
    assert!(all.contains(NaiveDate::MIN) && !all.contains(NaiveDate::MAX));
    let leap = |year: &i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days: i64 = (-262_143..=262_142)
        .map(|year| 365 + i64::from(leap(&year)))
        .sum();
    assert_eq!(all.days(), Some(days - 1));
}
