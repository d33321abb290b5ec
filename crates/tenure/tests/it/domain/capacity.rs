//! How much of a manager's time there is.

use chrono::Days;
use proptest::prelude::*;
use tenure::calendar::WorkingCalendar;
use tenure::policy::Policy;
use tenure::{
    AbsenceId, BasisPoints, Book, Capacity, Command, LanguageLevel, Ratio, Span, SubjectId,
};

use super::directory::{also, given, hire, refused, release, withdraw};
use super::{day, manager, name};

pub(super) fn adopt_calendar(calendar: &str, month: u32, json: &str) -> Command {
    let hours: WorkingCalendar = serde_json::from_str(json).unwrap();
    Command::AdoptPolicy {
        policy: Box::new(Policy::WorkingCalendar {
            name: name(calendar),
            calendar: hours,
        }),
        on: day(month, 1),
    }
}

const FIVE_DAYS: &str = r#"{"monday":["09:00-17:00"],"tuesday":["09:00-17:00"],"wednesday":["09:00-17:00"],
    "thursday":["09:00-17:00"],"friday":["09:00-17:00"],"holidays":["2026-03-04"]}"#;

pub(super) fn agree(minutes: u16, utilisation: u16, calendar: &str, month: u32) -> Command {
    let utilisation = BasisPoints::new(utilisation).unwrap();
    Command::AgreeCapacity {
        manager: manager("maria"),
        capacity: Capacity::new(minutes, utilisation, name(calendar)).unwrap(),
        on: day(month, 1),
    }
}

fn away(id: &str, from: u32, to: u32) -> Command {
    Command::PlanAbsence {
        manager: manager("maria"),
        absence: AbsenceId::new(id).unwrap(),
        span: Span::new(day(3, from), Some(day(3, to))).unwrap(),
    }
}

fn minutes(book: &Book, from: u32, to: u32) -> Option<Ratio> {
    let span = Span::new(day(3, from), Some(day(3, to))).unwrap();
    book.directory().available_minutes(&manager("maria"), span)
}

#[test]
fn a_week_has_the_utilised_part_of_the_agreed_minutes_less_holidays_and_absence() {
    let mut book = given(&[
        hire("maria", 1),
        adopt_calendar("office", 1, FIVE_DAYS),
        agree(2_000, 7_500, "office", 1),
    ]);
    // Monday the 9th to Sunday the 15th.
    assert_eq!(minutes(&book, 9, 16), Ratio::of(1_500, 1));
    // The 4th of March is a holiday: four days of five.
    assert_eq!(minutes(&book, 2, 9), Ratio::of(1_200, 1));
    // Away from Tuesday to Thursday, twice over.
    also(&mut book, &[away("a", 10, 12), away("b", 11, 13)]);
    assert_eq!(minutes(&book, 9, 16), Ratio::of(600, 1));
    assert_eq!(minutes(&book, 14, 16), Ratio::of(0, 1), "a weekend");
}

#[test]
fn only_employed_days_of_an_agreed_capacity_count() {
    let book = given(&[
        hire("maria", 2),
        release("maria", 4),
        adopt_calendar("office", 1, FIVE_DAYS),
        agree(2_000, 10_000, "office", 3),
    ]);
    let of = |from, to| {
        let span = Span::new(from, Some(to)).unwrap();
        book.directory().available_minutes(&manager("maria"), span)
    };
    assert_eq!(
        of(day(2, 2), day(2, 9)),
        Ratio::of(0, 1),
        "before any agreement"
    );
    assert_eq!(
        of(day(3, 30), day(4, 6)),
        Ratio::of(800, 1),
        "two days of March"
    );
    assert_eq!(of(day(4, 1), day(12, 31)), Ratio::of(0, 1));
    let open = Span::from(day(3, 1));
    assert_eq!(
        book.directory().available_minutes(&manager("maria"), open),
        None
    );
    assert_eq!(
        book.directory().available_minutes(&manager("bob"), open),
        None
    );
}

#[test]
fn a_calendar_is_known_before_it_is_named_and_stays_while_it_is() {
    let mut book = given(&[hire("maria", 1)]);
    assert_eq!(
        refused(&book, &agree(2_000, 10_000, "office", 3)),
        "the working calendar `office` is not adopted on 2026-03-01; adopt it from that day or earlier"
    );
    also(
        &mut book,
        &[
            adopt_calendar("office", 2, FIVE_DAYS),
            agree(2_000, 10_000, "office", 3),
        ],
    );
    assert_eq!(
        refused(&book, &withdraw(2)),
        "record 3 builds on record 2; withdraw it first"
    );
    also(
        &mut book,
        &[
            adopt_calendar("office", 1, r#"{"monday":["09:00-17:00"]}"#),
            withdraw(2),
        ],
    );
    assert_eq!(minutes(&book, 9, 16), Ratio::of(2_000, 1));
    assert_eq!(minutes(&book, 10, 16), Ratio::of(0, 1));
}

#[test]
fn where_and_how_a_manager_works_is_dated() {
    let book = given(&[
        hire("maria", 1),
        Command::AssessLanguage {
            manager: manager("maria"),
            language: name("te"),
            level: Some(LanguageLevel::C1),
            on: day(2, 1),
        },
        Command::AssessLanguage {
            manager: manager("maria"),
            language: name("te"),
            level: None,
            on: day(4, 1),
        },
        Command::AgreeTimeZone {
            manager: manager("maria"),
            time_zone: name("Asia/Kolkata"),
            on: day(2, 1),
        },
        Command::AgreeTimeZone {
            manager: manager("maria"),
            time_zone: name("Europe/Berlin"),
            on: day(3, 1),
        },
    ]);
    let known = book.directory().manager(&manager("maria")).unwrap();
    let level = |month| known.language_on(&name("te"), day(month, 1));
    assert_eq!([1, 2, 4].map(level), [None, Some(LanguageLevel::C1), None]);
    assert!(LanguageLevel::Native > LanguageLevel::C2);
    let zone = |month| known.time_zone_on(day(month, 1)).map(tenure::Name::as_str);
    assert_eq!(
        [1, 2, 3].map(zone),
        [None, Some("Asia/Kolkata"), Some("Europe/Berlin")]
    );
}

#[test]
fn a_subject_is_one_managers() {
    let link = |id: &str| Command::LinkManagerProfile {
        manager: manager(id),
        subject: SubjectId::new("person-17").unwrap(),
        on: day(1, 1),
    };
    let book = given(&[hire("maria", 1), hire("bob", 1), link("maria")]);
    assert_eq!(
        refused(&book, &link("bob")),
        "subject `person-17` is that of manager `maria`, by record 3; give each manager a subject of their own"
    );
    let known = book.directory().manager(&manager("maria")).unwrap();
    assert_eq!(known.subject_on(day(6, 1)).unwrap().as_str(), "person-17");
}

proptest! {
    #![proptest_config(crate::config(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/regressions/capacity.txt")))]

    /// The minutes of spans that meet add up exactly, through changes of capacity, calendar and presence.
    #[test]
    fn available_minutes_are_additive(
        agreed in prop::collection::vec((1_u32..6, 0_u16..3_000, 0_u16..=10_000, prop::bool::ANY), 1..5),
        absences in prop::collection::vec((1_u32..28, 1_u32..6), 0..4),
        cuts in prop::collection::btree_set(0_u64..200, 2..6),
    ) {
        let mut commands = vec![
            hire("maria", 1),
            release("maria", 6),
            adopt_calendar("office", 1, FIVE_DAYS),
            adopt_calendar("shop", 1, r#"{"friday":["00:00-07:07"],"saturday":["10:00-12:11"]}"#),
            adopt_calendar("shop", 3, r#"{"saturday":["10:00-14:13","20:00-24:00"]}"#),
        ];
        for (month, minutes, utilisation, office) in agreed {
            commands.push(agree(minutes, utilisation, if office { "office" } else { "shop" }, month));
        }
        for (number, (from, length)) in absences.into_iter().enumerate() {
            commands.push(away(&number.to_string(), from, (from + length).min(31)));
        }
        let book = given(&commands);
        let of = |from: u64, to: u64| {
            let start = day(1, 1);
            let span = Span::new(start + Days::new(from), Some(start + Days::new(to))).unwrap();
            book.directory().available_minutes(&manager("maria"), span).unwrap()
        };
        let cuts: Vec<_> = cuts.into_iter().collect();
        let whole = of(cuts[0], cuts[cuts.len() - 1]);
        let sum = cuts.windows(2).map(|pair| of(pair[0], pair[1])).fold((0, 1), |(n, d), part| {
            let (n, d) = (n * part.denominator() + part.numerator() * d, d * part.denominator());
            let common = common_divisor(n, d);
            (n / common, d / common)
        });
        prop_assert_eq!(Ratio::of(sum.0, sum.1).unwrap(), whole);
        prop_assert!(whole >= Ratio::of(0, 1).unwrap());
    }
}

fn common_divisor(a: i128, b: i128) -> i128 {
    if b == 0 { a } else { common_divisor(b, a % b) }
}
