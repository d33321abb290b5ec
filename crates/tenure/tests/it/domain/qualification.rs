//! What managers are qualified for, and which roles that opens.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use proptest::prelude::*;
use tenure::decide::decide;
use tenure::fact::InteractionHeld;
use tenure::policy::{Policy, RoleRequirements};
use tenure::{
    AssignmentCause, Book, Command, InteractionId, InteractionKind, Proficiency, Qualification,
    Role, RoleRefusalReason,
};

use super::directory::{also, given, hire, refused, withdraw};
use super::{account, day, manager, name, open_account};

pub(super) fn award(kind: &str, on: NaiveDate, expires_on: Option<NaiveDate>) -> Command {
    Command::AwardQualification {
        manager: manager("maria"),
        kind: name(kind),
        on,
        expires_on,
    }
}

fn verify(kind: &str, awarded_on: NaiveDate, on: NaiveDate) -> Command {
    Command::VerifyQualification {
        manager: manager("maria"),
        kind: name(kind),
        awarded_on,
        on,
    }
}

fn revoke(kind: &str, on: NaiveDate) -> Command {
    Command::RevokeQualification {
        manager: manager("maria"),
        kind: name(kind),
        on,
    }
}

fn assess(role: Role, proficiency: Option<Proficiency>, month: u32) -> Command {
    Command::AssessRole {
        manager: manager("maria"),
        role,
        proficiency,
        on: day(month, 1),
    }
}

fn advice_requires(least: Proficiency, kinds: &[&str], verified: bool) -> Command {
    let kinds = kinds.iter().map(|kind| name(kind)).collect();
    let requirements =
        RoleRequirements::new(Role::FinancialAdvisory, least, kinds, verified).unwrap();
    Command::AdoptPolicy {
        policy: Box::new(Policy::RoleRequirements(requirements)),
        on: day(1, 1),
    }
}

fn held<'a>(book: &'a Book, kind: &str) -> &'a Qualification {
    let known = book.directory().manager(&manager("maria")).unwrap();
    known.qualification(&name(kind)).unwrap()
}

fn may(book: &Book, command: &Command) {
    decide(book, command).unwrap();
}

fn reason(book: &Book, role: Role, on: NaiveDate) -> Option<RoleRefusalReason> {
    let played = book.directory().may_play(&manager("maria"), role, on);
    played.err().map(|refusal| refusal.reason)
}

/// Whoever plays a role towards a customer has what it requires on that day, in a meeting as in an assignment.
#[test]
fn nobody_meets_a_customer_in_a_role_without_what_it_requires() {
    let meet = |id: &str, role, on| Command::RecordInteraction {
        account: account("a"),
        on,
        interaction: InteractionHeld {
            interaction: InteractionId::new(id).unwrap(),
            kind: InteractionKind::Meeting,
            manager: manager("maria"),
            role,
            contacts: BTreeSet::new(),
            minutes: None,
            sentiment: None,
            notes: None,
        },
    };
    let advise = |on| meet("i", Role::FinancialAdvisory, on);
    let mut book = given(&[hire("maria", 1), open_account("a")]);
    assert_eq!(
        refused(&book, &advise(day(2, 1))),
        "manager `maria` may not play the role financial_advisory on 2026-02-01: not assessed as able to; assess the manager in this role \
         first"
    );
    may(&book, &meet("s", Role::Support, day(2, 1))); // which requires nothing
    also(
        &mut book,
        &[
            assess(Role::FinancialAdvisory, Some(Proficiency::Expert), 1),
            advice_requires(Proficiency::Competent, &["CFP"], false),
            award("CFP", day(2, 1), Some(day(6, 1))),
        ],
    );
    may(&book, &advise(day(2, 1)));
    may(&book, &advise(day(5, 31)));
    for on in [day(1, 31), day(6, 1)] {
        assert_eq!(
            refused(&book, &advise(on)),
            format!(
                "manager `maria` may not play the role financial_advisory on {on}: has no valid qualification `CFP` on that day"
            )
        );
    }
}

#[test]
fn nobody_holds_an_account_without_what_the_relationship_requires() {
    let assign = |month| Command::AssignManager {
        account: account("a"),
        manager: manager("maria"),
        cause: AssignmentCause::Manual,
        on: day(month, 1),
    };
    let requirements = RoleRequirements::new(
        Role::Relationship,
        Proficiency::Competent,
        [name("onboarded")].into(),
        false,
    );
    let adopt = Command::AdoptPolicy {
        policy: Box::new(Policy::RoleRequirements(requirements.unwrap())),
        on: day(3, 1),
    };
    let mut book = given(&[hire("maria", 1), open_account("a"), adopt]);
    may(&book, &assign(2)); // before anything was required
    assert_eq!(
        refused(&book, &assign(3)),
        "manager `maria` may not play the role relationship on 2026-03-01: not assessed as able to; assess the manager in this role first"
    );
    let cover = Command::ArrangeCover {
        account: account("a"),
        manager: manager("maria"),
        on: day(4, 1),
        until: day(5, 1),
    };
    assert!(refused(&book, &cover).contains("may not play the role relationship"));
    let able = [
        assess(Role::Relationship, Some(Proficiency::Expert), 1),
        award("onboarded", day(1, 1), None),
    ];
    also(&mut book, &able);
    also(&mut book, &[assign(3), cover]);
}

#[test]
fn an_award_is_valid_until_the_day_it_expires() {
    let book = given(&[hire("maria", 1), award("CFP", day(2, 1), Some(day(6, 1)))]);
    let valid = |on| held(&book, "CFP").is_valid_on(on);
    assert!(!valid(day(1, 31)));
    assert!(valid(day(2, 1)) && valid(day(5, 31)));
    assert!(!valid(day(6, 1)), "trap 1: half-open");
}

#[test]
fn a_renewal_without_a_gap_is_one_unbroken_span() {
    let book = given(&[
        hire("maria", 1),
        award("CFP", day(2, 1), Some(day(6, 1))),
        award("CFP", day(5, 1), Some(day(9, 1))),
        award("CFP", day(10, 1), Some(day(11, 1))),
    ]);
    let span = held(&book, "CFP").valid_span_on(day(3, 1)).unwrap();
    assert_eq!((span.start(), span.end()), (day(2, 1), Some(day(9, 1))));
    assert_eq!(held(&book, "CFP").valid_span_on(day(9, 15)), None);
}

#[test]
fn what_will_expire_is_flagged_ahead() {
    let book = given(&[
        hire("maria", 1),
        award("CFP", day(2, 1), Some(day(6, 1))),
        award("PMP", day(2, 1), None),
        award("RIA", day(2, 1), Some(day(5, 30))),
        award("RIA", day(5, 1), Some(day(12, 1))),
        award("Old", day(2, 1), Some(day(3, 1))),
    ]);
    let known = book.directory().manager(&manager("maria")).unwrap();
    let flagged = |on, days| -> Vec<_> {
        let expiring = known.expiring(on, days).into_iter();
        expiring
            .map(|flag| (flag.kind.to_string(), flag.on))
            .collect()
    };
    assert_eq!(flagged(day(5, 2), 30), [("CFP".to_owned(), day(6, 1))]);
    assert!(flagged(day(5, 2), 29).is_empty());
    assert_eq!(
        flagged(day(4, 1), u32::MAX).len(),
        2,
        "renewed RIA counts with its renewal"
    );
}

#[test]
fn a_revocation_ends_every_award_before_it_and_none_after() {
    let book = given(&[
        hire("maria", 1),
        award("CFP", day(2, 1), None),
        revoke("CFP", day(4, 1)),
        award("CFP", day(7, 1), None),
    ]);
    let valid = |month| held(&book, "CFP").is_valid_on(day(month, 1));
    assert_eq!(
        [1, 2, 3, 4, 6, 7, 12].map(valid),
        [false, true, true, false, false, true, true]
    );
}

#[test]
fn a_rejection_names_the_rule_and_the_record() {
    let book = given(&[
        hire("maria", 1),
        award("CFP", day(2, 1), Some(day(6, 1))),
        revoke("CFP", day(4, 1)),
    ]);
    assert_eq!(
        refused(&book, &award("CFP", day(3, 1), Some(day(3, 1)))),
        "qualification `CFP` would expire on 2026-03-01, not after 2026-03-01, the day of its award; let it expire later"
    );
    assert_eq!(
        refused(&book, &award("CFP", day(4, 1), None)),
        "record 3 says something else about qualification `CFP` of manager `maria` on 2026-04-01; withdraw it first, or choose \
         another day"
    );
    assert!(refused(&book, &award("CFP", day(2, 1), None)).starts_with("record 2 says"));
    assert!(refused(&book, &revoke("CFP", day(2, 1))).starts_with("record 2 says"));
    assert_eq!(
        refused(&book, &revoke("CFP", day(1, 15))),
        "qualification `CFP` was not awarded to manager `maria` before 2026-01-15, so there is nothing to revoke"
    );
    assert_eq!(
        refused(&book, &verify("CFP", day(2, 2), day(3, 1))),
        "qualification `CFP` was not awarded to manager `maria` on 2026-02-02; award it first"
    );
    assert_eq!(
        refused(&book, &verify("CFP", day(2, 1), day(1, 31))),
        "qualification `CFP` was awarded on 2026-02-01 and cannot be verified before, on 2026-01-31"
    );
}

#[test]
fn an_award_is_withdrawn_after_what_builds_on_it() {
    let mut book = given(&[
        hire("maria", 1),
        award("CFP", day(2, 1), None),
        verify("CFP", day(2, 1), day(3, 1)),
        revoke("CFP", day(4, 1)),
    ]);
    assert_eq!(
        refused(&book, &withdraw(2)),
        "record 3 builds on record 2; withdraw it first"
    );
    also(&mut book, &[withdraw(3)]);
    assert_eq!(
        refused(&book, &withdraw(2)),
        "record 4 builds on record 2; withdraw it first"
    );
    // With another award before the revocation, the first can go.
    also(&mut book, &[award("CFP", day(1, 15), None), withdraw(2)]);
    assert!(held(&book, "CFP").is_valid_on(day(3, 31)));
    assert!(!held(&book, "CFP").is_valid_on(day(4, 1)));
}

#[test]
fn financial_advice_without_a_valid_qualification_is_refused() {
    let advice = Role::FinancialAdvisory;
    let mut book = given(&[]);
    assert_eq!(
        reason(&book, advice, day(3, 1)),
        Some(RoleRefusalReason::NotEmployed)
    );
    also(&mut book, &[hire("maria", 1)]);
    assert_eq!(
        reason(&book, advice, day(3, 1)),
        Some(RoleRefusalReason::NotAssessed)
    );
    also(&mut book, &[assess(advice, Some(Proficiency::Trainee), 1)]);
    assert_eq!(
        reason(&book, advice, day(3, 1)),
        Some(RoleRefusalReason::NoRequirements),
        "nobody gives financial advice by default"
    );
    also(
        &mut book,
        &[advice_requires(
            Proficiency::Competent,
            &["CFP", "RIA"],
            true,
        )],
    );
    assert_eq!(
        book.directory()
            .may_play(&manager("maria"), advice, day(3, 1))
            .unwrap_err()
            .to_string(),
        "manager `maria` may not play the role financial_advisory on 2026-03-01: is trainee, and at least competent is required"
    );
    also(
        &mut book,
        &[
            assess(advice, Some(Proficiency::Expert), 2),
            award("CFP", day(2, 1), Some(day(6, 1))),
        ],
    );
    assert_eq!(
        reason(&book, advice, day(3, 1)),
        Some(RoleRefusalReason::NotVerified { kind: name("CFP") })
    );
    also(&mut book, &[verify("CFP", day(2, 1), day(2, 10))]);
    assert_eq!(
        reason(&book, advice, day(3, 1)),
        Some(RoleRefusalReason::NotQualified { kind: name("RIA") })
    );
    also(
        &mut book,
        &[
            award("RIA", day(2, 1), None),
            verify("RIA", day(2, 1), day(2, 20)),
        ],
    );
    assert_eq!(reason(&book, advice, day(3, 1)), None);
    assert_eq!(
        reason(&book, advice, day(2, 15)),
        Some(RoleRefusalReason::NotVerified { kind: name("RIA") }),
        "verified later"
    );
    assert_eq!(
        reason(&book, advice, day(6, 1)),
        Some(RoleRefusalReason::NotQualified { kind: name("CFP") }),
        "expired"
    );
    also(&mut book, &[revoke("RIA", day(4, 1))]);
    assert_eq!(
        reason(&book, advice, day(4, 1)),
        Some(RoleRefusalReason::NotQualified { kind: name("RIA") })
    );
    assert_eq!(reason(&book, advice, day(3, 31)), None);
}

#[test]
fn other_roles_ask_for_an_assessment_until_requirements_are_adopted() {
    let mut book = given(&[
        hire("maria", 1),
        assess(Role::Sales, Some(Proficiency::Trainee), 2),
    ]);
    assert_eq!(
        reason(&book, Role::Sales, day(1, 31)),
        Some(RoleRefusalReason::NotAssessed)
    );
    assert_eq!(reason(&book, Role::Sales, day(2, 1)), None);
    also(&mut book, &[assess(Role::Sales, None, 5)]);
    assert_eq!(
        reason(&book, Role::Sales, day(5, 1)),
        Some(RoleRefusalReason::NotAssessed)
    );
}

#[derive(Clone, Debug)]
enum Event {
    Award(u32, Option<u32>),
    Revoke(u32),
}

fn any_event() -> impl Strategy<Value = Event> {
    prop_oneof![
        3 => (1_u32..28, prop::option::of(1_u32..20)).prop_map(|(on, length)| Event::Award(on, length)),
        1 => (1_u32..28).prop_map(Event::Revoke),
    ]
}

fn command(event: &Event) -> Command {
    let march = |d| day(3, 1) + chrono::Days::new(u64::from(d));
    match event {
        Event::Award(on, length) => {
            award("CFP", march(*on), length.map(|length| march(on + length)))
        }
        Event::Revoke(on) => revoke("CFP", march(*on)),
    }
}

proptest! {
    #![proptest_config(crate::config(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/regressions/qualification.txt")))]

    /// Valid on a day: some award covers it, and nothing was revoked from the award to the day.
    #[test]
    fn validity_is_what_the_accepted_events_say(events in prop::collection::vec(any_event(), 0..12)) {
        let mut book = given(&[hire("maria", 1), award("other", day(1, 1), None)]);
        let mut accepted = Vec::new();
        for event in &events {
            if tenure::decide::decide_all(&mut book, &[command(event)]).is_ok() {
                accepted.push(event);
            }
        }
        let known = book.directory().manager(&manager("maria")).unwrap();
        for at in 0..60 {
            let covered = accepted.iter().any(|event| match event {
                Event::Award(on, length) => {
                    let open = *on <= at && length.is_none_or(|length| at < on + length);
                    open && !accepted.iter().any(|event| matches!(event, Event::Revoke(r) if on < r && *r <= at))
                }
                Event::Revoke(_) => false,
            });
            let on = day(3, 1) + chrono::Days::new(u64::from(at));
            let held = known.qualification(&name("CFP"));
            prop_assert_eq!(held.is_some_and(|held| held.is_valid_on(on)), covered, "{}", on);
            let span = held.and_then(|held| held.valid_span_on(on));
            prop_assert_eq!(span.is_some(), covered);
            if let Some(end) = span.and_then(|span| span.end()) {
                prop_assert!(!held.unwrap().is_valid_on(end));
            }
        }
    }
}
