//! What holds for everything in the directory, whatever is asked for in whatever order.

use chrono::{DateTime, NaiveDate, TimeDelta};
use proptest::prelude::*;
use tenure::decide::{decide, decide_all};
use tenure::journal::NewRecord;
use tenure::{
    AbsenceId, Book, Command, CommandId, EducationLevel, Known, LanguageLevel, Position,
    Proficiency, QualificationEvent, Record, Role, Span, StreamId, SubjectId, TeamId, TeamLife,
    Version,
};

use super::{capacity, day, manager, name, product, team};

pub(super) fn given(commands: &[Command]) -> Book {
    let mut book = Book::default();
    also(&mut book, commands);
    book
}

pub(super) fn also(book: &mut Book, commands: &[Command]) {
    decide_all(book, commands).unwrap();
}

pub(super) fn refused(book: &Book, command: &Command) -> String {
    decide(book, command).unwrap_err().to_string()
}

pub(super) fn hire(id: &str, month: u32) -> Command {
    Command::HireManager {
        manager: manager(id),
        on: day(month, 1),
    }
}

pub(super) fn release(id: &str, month: u32) -> Command {
    Command::ReleaseManager {
        manager: manager(id),
        on: day(month, 1),
    }
}

pub(super) fn withdraw(record: u64) -> Command {
    Command::WithdrawRecord {
        stream: StreamId::Directory,
        record: Position::new(record).unwrap(),
    }
}

fn who() -> impl Strategy<Value = &'static str> {
    prop_oneof![3 => Just("maria"), 1 => Just("bob")]
}

fn month() -> impl Strategy<Value = u32> {
    1_u32..=12
}

fn employment() -> impl Strategy<Value = Command> {
    prop_oneof![
        (who(), month()).prop_map(|(id, month)| hire(id, month)),
        (who(), month()).prop_map(|(id, month)| release(id, month)),
    ]
}

fn absence() -> impl Strategy<Value = Command> {
    let ids = prop_oneof![Just("a"), Just("b")].prop_map(|id| AbsenceId::new(id).unwrap());
    prop_oneof![
        (who(), ids.clone(), month(), prop::option::of(0_u32..6)).prop_map(
            |(id, absence, from, length)| {
                let end = length.map(|length| day((from + length).min(12), 1));
                let span = Span::new(day(from, 1), end).unwrap();
                Command::PlanAbsence {
                    manager: manager(id),
                    absence,
                    span,
                }
            }
        ),
        (who(), ids.clone(), month()).prop_map(|(id, absence, month)| {
            Command::ShortenAbsence {
                manager: manager(id),
                absence,
                on: day(month, 1),
            }
        }),
        (who(), ids).prop_map(|(id, absence)| Command::CancelAbsence {
            manager: manager(id),
            absence
        }),
    ]
}

fn qualification() -> impl Strategy<Value = Command> {
    prop_oneof![
        3 => (who(), month(), prop::option::of(month())).prop_map(|(id, on, expires)| Command::AwardQualification {
            manager: manager(id),
            kind: name("CFP"),
            on: day(on, 1),
            expires_on: expires.map(|expires| day(expires, 1)),
        }),
        1 => (who(), month(), month()).prop_map(|(id, awarded, on)| Command::VerifyQualification {
            manager: manager(id),
            kind: name("CFP"),
            awarded_on: day(awarded, 1),
            on: day(on, 1),
        }),
        1 => (who(), month()).prop_map(|(id, on)| Command::RevokeQualification {
            manager: manager(id),
            kind: name("CFP"),
            on: day(on, 1),
        }),
    ]
}

fn skill() -> impl Strategy<Value = Command> {
    let level = prop::option::of(prop_oneof![
        Just(Proficiency::Trainee),
        Just(Proficiency::Expert)
    ]);
    let spoken = prop::option::of(prop_oneof![
        Just(LanguageLevel::A2),
        Just(LanguageLevel::Native)
    ]);
    prop_oneof![
        (who(), level, month()).prop_map(|(id, proficiency, month)| Command::AssessRole {
            manager: manager(id),
            role: Role::FinancialAdvisory,
            proficiency,
            on: day(month, 1),
        }),
        (who(), spoken, month()).prop_map(|(id, level, month)| Command::AssessLanguage {
            manager: manager(id),
            language: name("te"),
            level,
            on: day(month, 1),
        }),
        (who(), month()).prop_map(|(id, month)| Command::CompleteEducation {
            manager: manager(id),
            level: EducationLevel::Master,
            field: name("law"),
            on: day(month, 1),
        }),
    ]
}

fn agreement() -> impl Strategy<Value = Command> {
    let zone = prop_oneof![Just("Asia/Kolkata"), Just("Europe/Berlin")];
    prop_oneof![
        (0_u16..3, month()).prop_map(|(hours, month)| capacity::agree(
            hours * 60,
            8_000,
            "office",
            month
        )),
        (who(), zone, month()).prop_map(|(id, zone, month)| Command::AgreeTimeZone {
            manager: manager(id),
            time_zone: name(zone),
            on: day(month, 1),
        }),
        (who(), 1_u8..3, month()).prop_map(|(id, subject, month)| Command::LinkManagerProfile {
            manager: manager(id),
            subject: SubjectId::new(subject.to_string()).unwrap(),
            on: day(month, 1),
        }),
    ]
}

fn policy() -> impl Strategy<Value = Command> {
    let hours = prop_oneof![
        Just(r#"{"monday":["09:00-17:00"]}"#),
        Just(r#"{"sunday":["09:00-11:00"],"holidays":["2026-03-01"]}"#)
    ];
    let requirements = prop::bool::ANY.prop_map(|verified| {
        format!(
            r#"{{"role_requirements":{{"role":"financial_advisory","proficiency":"competent","qualifications":["CFP"],"verified":{verified}}}}}"#
        )
    });
    prop_oneof![
        (hours, month())
            .prop_map(|(hours, month)| capacity::adopt_calendar("office", month, hours)),
        (requirements, month()).prop_map(|(policy, month)| Command::AdoptPolicy {
            policy: serde_json::from_str(&policy).unwrap(),
            on: day(month, 1),
        }),
    ]
}

fn staff() -> impl Strategy<Value = Command> {
    prop_oneof![
        2 => month().prop_map(|month| team::form("b", month)),
        1 => month().prop_map(|month| team::dissolve("b", month)),
        3 => (who(), month()).prop_map(|(id, month)| team::join("b", id, month)),
        2 => (who(), month()).prop_map(|(id, month)| team::leave("b", id, month)),
        1 => month().prop_map(|month| product::offer(&["pay suppliers"], month)),
        1 => month().prop_map(|month| product::offer(&["close the books"], month)),
        1 => month().prop_map(product::take_off_sale),
    ]
}

fn any_command() -> impl Strategy<Value = Command> {
    prop_oneof![
        2 => employment(),
        3 => absence(),
        3 => qualification(),
        2 => skill(),
        2 => agreement(),
        2 => policy(),
        4 => staff(),
    ]
}

fn any_command_or_withdrawal() -> impl Strategy<Value = Command> {
    prop_oneof![6 => any_command(), 1 => (1_u64..30).prop_map(withdraw)]
}

/// What was accepted, beginning with somebody employed and a calendar.
fn accepted(commands: &[Command]) -> (Book, Vec<NewRecord>) {
    let begin = [
        hire("maria", 1),
        capacity::adopt_calendar("office", 1, r#"{"monday":["09:00-17:00"]}"#),
    ];
    let mut book = Book::default();
    let mut records = decide_all(&mut book, &begin).unwrap();
    for command in commands {
        let before = book.clone();
        match decide_all(&mut book, std::slice::from_ref(command)) {
            Ok(decided) => records.extend(decided),
            Err(_) => assert_eq!(book, before, "a rejected command changed the book"),
        }
    }
    (book, records)
}

/// The records as a journal would hand them out, one a second.
fn recorded(records: &[NewRecord]) -> Vec<Record> {
    let mut number = 0;
    records
        .iter()
        .map(|new| {
            number += 1;
            Record {
                position: Position::new(number).unwrap(),
                stream: new.stream.clone(),
                version: Version::new(number),
                effective_on: new.effective_on,
                recorded_at: DateTime::UNIX_EPOCH
                    + TimeDelta::seconds(i64::try_from(number).unwrap()),
                command: CommandId::new("c").unwrap(),
                actor: None,
                corrects: new.corrects,
                fact: new.fact.clone(),
            }
        })
        .collect()
}

/// What the directory says of a day.
fn view_on(book: &Book, on: NaiveDate) -> Vec<String> {
    let directory = book.directory();
    let of_managers = directory.managers().map(|(id, known)| {
        let cfp = known.qualification(&name("CFP"));
        format!(
            "{id} employed {} away {} subject {:?} advises {:?} {:?} CFP {:?} {:?} expires {:?} speaks {:?} in {:?} has {:?}",
            known.is_employed_on(on),
            known.is_absent_on(on),
            known.subject_on(on),
            known.proficiency_on(Role::FinancialAdvisory, on),
            directory.may_play(id, Role::FinancialAdvisory, on),
            cfp.is_some_and(|held| held.is_valid_on(on)),
            cfp.is_some_and(|held| held.is_verified_on(on)),
            known.expiring(on, 40),
            known.language_on(&name("te"), on),
            known.time_zone_on(on),
            known.capacity_on(on),
        )
    });
    let days = Span::new(on, Some(on + TimeDelta::days(20))).unwrap();
    let minutes = directory
        .managers()
        .map(|(id, _)| format!("{:?}", directory.available_minutes(id, days)));
    let policies = directory
        .policies()
        .map(|(topic, policies)| format!("{topic:?} {:?}", policies.at(on)));
    let members = directory
        .team_members_on(&TeamId::new("b").unwrap(), on)
        .map(|member| format!("member {member}"));
    let products = directory
        .products()
        .map(|(id, product)| format!("{id} {:?}", product.needs_on(on)));
    of_managers
        .chain(minutes)
        .chain(policies)
        .chain(members)
        .chain(products)
        .collect()
}

fn view(book: &Book) -> Vec<Vec<String>> {
    let days = (1..=12).flat_map(|month| [day(month, 1), day(month, 15)]);
    days.map(|on| view_on(book, on)).collect()
}

proptest! {
    #![proptest_config(crate::config(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/regressions/directory.txt")))]

    #[test]
    fn accepted_commands_never_make_an_impossible_state(commands in prop::collection::vec(any_command_or_withdrawal(), 1..40)) {
        let (book, _) = accepted(&commands);
        let directory = book.directory();
        for (_, known) in directory.managers() {
            takes_turns(known.employment().entries().iter().map(|entry| entry.value))?;
            prop_assert!(!known.employment().is_empty(), "known without ever being employed");
            for (_, absence) in known.absences() {
                let plan = absence.changes().entries().iter().filter(|change| {
                    matches!(change.value, tenure::AbsenceChange::Planned { .. })
                });
                prop_assert_eq!(plan.count(), 1);
                prop_assert!(absence.span().is_none_or(|span| !span.is_empty()));
            }
            for (_, held) in known.qualifications() {
                let events = held.events().entries();
                let awarded = |on| events.iter().any(|event| {
                    event.on == on && matches!(event.value, QualificationEvent::Awarded { .. })
                });
                for event in events {
                    match event.value {
                        QualificationEvent::Verified { awarded_on } => prop_assert!(awarded(awarded_on)),
                        QualificationEvent::Revoked => prop_assert!(!awarded(event.on) && events[0].on < event.on),
                        _ => {}
                    }
                }
            }
            for entry in known.capacity().entries() {
                let calendar = directory.working_calendar_on(entry.value.calendar(), entry.on);
                prop_assert!(calendar.is_some(), "a capacity without a calendar");
            }
        }
        for (_, known) in directory.teams() {
            let life = known.life().entries();
            let formed = matches!(life[0].value, TeamLife::Formed { .. });
            prop_assert!(formed && life.len() <= 2);
            for (member, membership) in known.memberships() {
                takes_turns(membership.entries().iter().map(|entry| entry.value))?;
                prop_assert!(directory.manager(member).is_some());
                for entry in membership.entries() {
                    prop_assert!(life[0].on <= entry.on);
                    prop_assert!(life.get(1).is_none_or(|dissolved| entry.on <= dissolved.on));
                }
            }
        }
        for (_, product) in directory.products() {
            prop_assert!(product.offers().entries()[0].value.is_some());
        }
        let subjects: Vec<_> = directory
            .managers()
            .flat_map(|(id, known)| known.subjects().entries().iter().map(move |entry| (&entry.value, id)))
            .collect();
        for (subject, id) in &subjects {
            prop_assert!(subjects.iter().all(|(other, whose)| other != subject || whose == id));
        }
    }

    /// Folding what a journal kept gives the book that decided it.
    #[test]
    fn replay_is_the_live_state(commands in prop::collection::vec(any_command_or_withdrawal(), 1..40)) {
        let (book, records) = accepted(&commands);
        prop_assert_eq!(Book::fold(&recorded(&records), Known::Now).unwrap(), book);
    }

    /// What was known at an instant never changes, whatever is recorded later.
    #[test]
    fn what_was_known_then_stays_as_it_was(commands in prop::collection::vec(any_command_or_withdrawal(), 1..30), cut in 0_usize..30) {
        let records = recorded(&accepted(&commands).1);
        let cut = cut.min(records.len() - 1);
        let known = Known::At(records[cut].recorded_at);
        let then = Book::fold(&records[..=cut], Known::Now).unwrap();
        prop_assert_eq!(Book::fold(&records, known).unwrap(), then);
    }

    /// Taking back the records of a command, the last first, leaves what there was before it.
    #[test]
    fn withdrawing_undoes(commands in prop::collection::vec(any_command(), 1..25), last in any_command()) {
        let (mut book, records) = accepted(&commands);
        let before = view(&book);
        let ahead = u64::try_from(records.len()).unwrap();
        let Ok(decided) = decide_all(&mut book, &[last]) else { return Ok(()) };
        for record in (1..=u64::try_from(decided.len()).unwrap()).rev() {
            decide_all(&mut book, &[withdraw(ahead + record)]).unwrap();
        }
        prop_assert_eq!(view(&book), before);
    }

    /// Facts of different days commute: those of a backdated history say the same as those of one recorded in order.
    #[test]
    fn backdating_is_recording_in_order(commands in prop::collection::vec(any_command(), 1..40)) {
        let (book, mut records) = accepted(&commands);
        records.sort_by_key(|record| record.effective_on);
        let in_order = Book::fold(&recorded(&records), Known::Now).unwrap();
        prop_assert_eq!(view(&in_order), view(&book));
    }

    /// Whatever can be withdrawn leaves a history that could have been decided without it.
    #[test]
    fn a_withdrawn_record_might_never_have_been(commands in prop::collection::vec(any_command(), 1..25), record in 1_u64..25) {
        let (mut book, records) = accepted(&commands);
        if decide_all(&mut book, &[withdraw(record)]).is_err() {
            return Ok(());
        }
        let kept: Vec<_> = (1_u64..).zip(records).filter(|(number, _)| *number != record).map(|(_, kept)| kept).collect();
        let without = Book::fold(&recorded(&kept), Known::Now).unwrap();
        prop_assert_eq!(view(&without), view(&book));
    }

    /// Commands pass the wire unharmed.
    #[test]
    fn commands_round_trip(command in any_command()) {
        let json = serde_json::to_string(&command).unwrap();
        prop_assert_eq!(serde_json::from_str::<Command>(&json).unwrap(), command);
    }
}

fn takes_turns(states: impl Iterator<Item = bool>) -> Result<(), TestCaseError> {
    for (number, state) in states.enumerate() {
        prop_assert_eq!(
            state,
            number % 2 == 0,
            "two beginnings or two ends in a row"
        );
    }
    Ok(())
}
