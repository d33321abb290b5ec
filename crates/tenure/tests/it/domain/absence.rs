//! Managers being away.

use proptest::prelude::*;
use tenure::{AbsenceId, Book, Command, Span};

use super::directory::{given, hire, refused, withdraw};
use super::{day, manager};

fn absence(id: &str) -> AbsenceId {
    AbsenceId::new(id).unwrap()
}

fn plan(id: &str, from: u32, to: Option<u32>) -> Command {
    Command::PlanAbsence {
        manager: manager("maria"),
        absence: absence(id),
        span: Span::new(day(7, from), to.map(|to| day(7, to))).unwrap(),
    }
}

fn shorten(id: &str, on: u32) -> Command {
    Command::ShortenAbsence {
        manager: manager("maria"),
        absence: absence(id),
        on: day(7, on),
    }
}

fn cancel(id: &str) -> Command {
    Command::CancelAbsence {
        manager: manager("maria"),
        absence: absence(id),
    }
}

fn away(book: &Book) -> Vec<String> {
    let known = book.directory().manager(&manager("maria")).unwrap();
    known.away().iter().map(ToString::to_string).collect()
}

#[test]
fn absences_that_overlap_or_meet_are_one() {
    let book = given(&[
        hire("maria", 1),
        plan("a", 1, Some(10)),
        plan("b", 8, Some(15)),
        plan("c", 15, Some(17)),
        plan("d", 20, None),
    ]);
    assert_eq!(
        away(&book),
        ["[2026-07-01, 2026-07-17)", "[2026-07-20, open)"]
    );
    let known = book.directory().manager(&manager("maria")).unwrap();
    assert!(known.is_absent_on(day(7, 16)));
    assert!(
        !known.is_absent_on(day(7, 17)),
        "the first day back is not away"
    );
    let absent = |d| book.directory().absent_on(day(7, d)).count();
    assert_eq!((absent(1), absent(18)), (1, 0));
}

#[test]
fn an_absence_is_shortened_and_cancelled_but_never_lengthened() {
    let planned = [
        hire("maria", 1),
        plan("a", 1, Some(10)),
        plan("open", 20, None),
    ];
    let mut book = given(&planned);
    super::directory::also(&mut book, &[shorten("a", 5), shorten("open", 25)]);
    assert_eq!(
        away(&book),
        ["[2026-07-01, 2026-07-05)", "[2026-07-20, 2026-07-25)"]
    );
    assert_eq!(
        refused(&book, &shorten("a", 7)),
        "absence `a` holds the days [2026-07-01, 2026-07-05), and 2026-07-07 does not come after its first and before its end; \
         cancel it to have no day of it, plan a further one to be away longer"
    );
    assert!(refused(&book, &shorten("a", 1)).contains("cancel it"));
    super::directory::also(&mut book, &[cancel("a")]);
    assert_eq!(away(&book), ["[2026-07-20, 2026-07-25)"]);
    assert_eq!(
        refused(&book, &shorten("a", 3)),
        "absence `a` was cancelled; plan another"
    );
    assert_eq!(
        refused(&book, &plan("a", 1, Some(10))),
        "absence `a` of manager `maria` was planned already, by record 2; give another absence another id"
    );
    assert_eq!(
        refused(&book, &cancel("b")),
        "manager `maria` has no absence `b`; plan it first"
    );
    assert_eq!(
        refused(&book, &plan("b", 3, Some(3))),
        "absence `b` would hold no day; let it end after 2026-07-03"
    );
}

#[test]
fn of_several_days_back_the_earliest_counts() {
    let mut book = given(&[
        hire("maria", 1),
        plan("a", 1, Some(10)),
        shorten("a", 7),
        shorten("a", 5),
    ]);
    assert_eq!(away(&book), ["[2026-07-01, 2026-07-05)"]);
    super::directory::also(&mut book, &[withdraw(4)]);
    assert_eq!(away(&book), ["[2026-07-01, 2026-07-07)"]);
}

#[test]
fn what_is_so_already_needs_no_record() {
    let mut book = given(&[hire("maria", 1), plan("a", 1, Some(10)), shorten("a", 5)]);
    let silent =
        |book: &Book, command: &Command| tenure::decide::decide(book, command).unwrap().is_empty();
    assert!(silent(&book, &shorten("a", 5)));
    assert!(silent(&book, &plan("a", 1, Some(5))));
    super::directory::also(&mut book, &[cancel("a")]);
    assert!(silent(&book, &cancel("a")));
}

#[test]
fn the_plan_is_withdrawn_last() {
    let mut book = given(&[hire("maria", 1), plan("a", 1, Some(10)), shorten("a", 5)]);
    assert_eq!(
        refused(&book, &withdraw(2)),
        "record 3 builds on record 2; withdraw it first"
    );
    super::directory::also(&mut book, &[withdraw(3)]);
    assert_eq!(away(&book), ["[2026-07-01, 2026-07-10)"]);
    super::directory::also(&mut book, &[withdraw(2)]);
    assert!(away(&book).is_empty());
}

proptest! {
    #![proptest_config(crate::config(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/regressions/absence.txt")))]

    /// The days away are exactly those that some absence holds.
    #[test]
    fn away_is_the_union(spans in prop::collection::vec((1_u32..25, prop::option::of(1_u32..7)), 0..8)) {
        let mut commands = vec![hire("maria", 1)];
        for (number, (from, length)) in spans.iter().enumerate() {
            commands.push(plan(&number.to_string(), *from, length.map(|length| from + length)));
        }
        let book = given(&commands);
        let known = book.directory().manager(&manager("maria")).unwrap();
        let away = known.away();
        for date in 1..=31 {
            let held = spans.iter().any(|(from, length)| {
                *from <= date && length.is_none_or(|length| date < from + length)
            });
            prop_assert_eq!(known.is_absent_on(day(7, date)), held);
            prop_assert_eq!(away.iter().filter(|span| span.contains(day(7, date))).count(), usize::from(held));
        }
        for pair in away.windows(2) {
            prop_assert!(pair[0].end().unwrap() < pair[1].start(), "neither overlap nor meet");
        }
    }
}
