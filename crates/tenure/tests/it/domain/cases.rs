//! What customers bring up, from the first word to the last.

use chrono::{NaiveDateTime, NaiveTime};
use tenure::decide::decide_all;
use tenure::fact::CaseOpened;
use tenure::{Case, CaseId, CaseKind, CasePriority, CaseState, Command, EscalationLevel, Role};

use super::work::{held, is_so, withdraw, working};
use super::{account, day, name, refused};

pub(super) fn clock(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap()
}

/// A moment in March 2026, of which the 2nd is a Monday.
pub(super) fn march(d: u32, hour: u32, minute: u32) -> NaiveDateTime {
    day(3, d).and_time(clock(hour, minute))
}

fn id() -> CaseId {
    CaseId::new("t").unwrap()
}

pub(super) fn open(at: NaiveDateTime) -> Command {
    Command::OpenCase {
        account: account("a"),
        on: at.date(),
        case: CaseOpened {
            case: id(),
            at: at.time(),
            kind: CaseKind::Problem,
            role: Role::Support,
            priority: CasePriority::Normal,
            topic: name("login"),
            contact: None,
            notes: None,
        },
    }
}

pub(super) fn to(to: CaseState, at: NaiveDateTime) -> Command {
    Command::MoveCase {
        account: account("a"),
        case: id(),
        to,
        on: at.date(),
        at: at.time(),
    }
}

pub(super) fn answer(at: NaiveDateTime) -> Command {
    Command::AnswerCase {
        account: account("a"),
        case: id(),
        on: at.date(),
        at: at.time(),
    }
}

pub(super) fn reply(at: NaiveDateTime) -> Command {
    Command::RecordCustomerReply {
        account: account("a"),
        case: id(),
        on: at.date(),
        at: at.time(),
    }
}

fn prioritise(priority: CasePriority, at: NaiveDateTime) -> Command {
    Command::PrioritiseCase {
        account: account("a"),
        case: id(),
        priority,
        on: at.date(),
        at: at.time(),
    }
}

fn hand_over(role: Role, at: NaiveDateTime) -> Command {
    Command::HandCaseOver {
        account: account("a"),
        case: id(),
        role,
        on: at.date(),
        at: at.time(),
    }
}

fn escalate(level: EscalationLevel, at: NaiveDateTime) -> Command {
    Command::EscalateCase {
        account: account("a"),
        case: id(),
        to: level,
        reason: name("third time"),
        on: at.date(),
        at: at.time(),
    }
}

fn deescalate(at: NaiveDateTime) -> Command {
    Command::DeescalateCase {
        account: account("a"),
        case: id(),
        on: at.date(),
        at: at.time(),
    }
}

pub(super) fn after(commands: &[Command]) -> Case {
    held(&working(commands)).case(&id()).unwrap().clone()
}

const STATES: [CaseState; 5] = [
    CaseState::New,
    CaseState::Open,
    CaseState::WaitingForCustomer,
    CaseState::Resolved,
    CaseState::Closed,
];

#[test]
fn the_table_of_moves_is_what_decides() {
    use CaseState::{Closed, New, Open, Resolved, WaitingForCustomer};
    let ways: [(CaseState, &[CaseState]); 5] = [
        (New, &[]),
        (Open, &[Open]),
        (WaitingForCustomer, &[WaitingForCustomer]),
        (Resolved, &[Resolved]),
        (Closed, &[Resolved, Closed]),
    ];
    let mut allowed = 0;
    for (from, way) in ways {
        let there: Vec<_> = std::iter::once(open(march(2, 9, 0)))
            .chain(way.iter().map(|state| to(*state, march(2, 10, 0))))
            .collect();
        for state in STATES {
            let mut book = working(&there);
            let moved = decide_all(&mut book, &[to(state, march(2, 11, 0))]);
            assert_eq!(moved.is_ok(), from.allows(state), "{from:?} to {state:?}");
            allowed += usize::from(from.allows(state) && from != state);
        }
    }
    assert_eq!(allowed, 4 + 2 + 2 + 2 + 1);
    let closed = working(&[open(march(2, 9, 0)), to(Open, march(2, 10, 0))]);
    assert_eq!(
        refused(&closed, &to(Closed, march(2, 11, 0))),
        "case `t` is open then, on 2026-03-02, so it cannot be closed"
    );
}

#[test]
fn events_of_one_day_go_by_their_time_and_not_by_when_they_were_recorded() {
    let case = after(&[
        open(march(2, 9, 0)),
        to(CaseState::Resolved, march(2, 15, 0)),
        to(CaseState::Open, march(2, 10, 0)),
        to(CaseState::WaitingForCustomer, march(2, 12, 0)),
    ]);
    let at = |hour, minute| case.state_at(march(2, hour, minute));
    assert_eq!(at(8, 59), None);
    assert_eq!(at(9, 0), Some(CaseState::New));
    assert_eq!(at(11, 59), Some(CaseState::Open));
    assert_eq!(at(12, 0), Some(CaseState::WaitingForCustomer));
    assert_eq!(case.state_on(day(3, 2)), Some(CaseState::Resolved));
    assert!(!case.is_unresolved_on(day(3, 2)));
}

#[test]
fn an_answer_takes_a_new_case_up_and_a_reply_wakes_one_that_waits() {
    let case = after(&[
        open(march(2, 9, 0)),
        answer(march(2, 10, 0)),
        to(CaseState::WaitingForCustomer, march(2, 11, 0)),
        reply(march(2, 12, 0)),
        to(CaseState::Resolved, march(2, 13, 0)),
        reply(march(2, 14, 0)), // says thank you
    ]);
    assert_eq!(case.state_at(march(2, 10, 0)), Some(CaseState::Open));
    assert_eq!(case.state_at(march(2, 12, 0)), Some(CaseState::Open));
    assert_eq!(case.state_at(march(2, 14, 0)), Some(CaseState::Resolved));
}

#[test]
fn a_case_can_be_reopened() {
    let case = after(&[
        open(march(2, 9, 0)),
        to(CaseState::Resolved, march(2, 10, 0)),
        to(CaseState::Open, march(2, 11, 0)),
        to(CaseState::Resolved, march(2, 12, 0)),
        to(CaseState::Closed, march(3, 9, 0)),
        to(CaseState::Open, march(4, 9, 0)),
    ]);
    assert_eq!(case.reopened(), [march(2, 11, 0), march(4, 9, 0)]);
    assert!(case.is_unresolved_on(day(3, 4)));
}

#[test]
fn priority_role_and_escalation_are_those_of_the_moment() {
    let case = after(&[
        open(march(2, 9, 0)),
        hand_over(Role::Technical, march(2, 12, 0)),
        prioritise(CasePriority::Urgent, march(2, 10, 0)),
        escalate(EscalationLevel::Management, march(2, 11, 0)),
        deescalate(march(3, 9, 0)),
    ]);
    assert_eq!(case.priority_at(march(2, 8, 0)), None);
    assert_eq!(
        case.priority_at(march(2, 9, 59)),
        Some(CasePriority::Normal)
    );
    assert_eq!(
        case.priority_at(march(2, 10, 0)),
        Some(CasePriority::Urgent)
    );
    assert_eq!(case.role_at(march(2, 11, 59)), Some(Role::Support));
    assert_eq!(case.role_at(march(9, 9, 0)), Some(Role::Technical));
    let escalated = |d, hour| {
        case.escalation_at(march(d, hour, 0))
            .map(|(level, _)| level)
    };
    assert_eq!(escalated(2, 10), None);
    assert_eq!(escalated(2, 11), Some(EscalationLevel::Management));
    assert_eq!(escalated(3, 9), None);
}

#[test]
fn what_is_so_already_needs_no_record() {
    let so = [
        open(march(2, 9, 0)),
        answer(march(2, 10, 0)),
        prioritise(CasePriority::High, march(2, 11, 0)),
        escalate(EscalationLevel::Executive, march(2, 11, 0)),
        reply(march(2, 12, 0)),
    ];
    let book = working(&so);
    for command in &so {
        is_so(&book, command);
    }
    // What only follows from an earlier moment is recorded: something in between may turn up.
    let book = working(&[
        open(march(2, 9, 0)),
        prioritise(CasePriority::High, march(2, 10, 0)),
        prioritise(CasePriority::High, march(4, 10, 0)),
        prioritise(CasePriority::Low, march(3, 10, 0)),
    ]);
    let case = held(&book).case(&id()).unwrap();
    assert_eq!(case.priority_at(march(4, 10, 0)), Some(CasePriority::High));
    assert!(refused(&book, &open(march(2, 9, 1))).contains("was recorded for 2026-03-02 already"));
}

#[test]
fn a_closed_case_is_not_touched_until_it_is_reopened() {
    let book = working(&[open(march(2, 9, 0)), to(CaseState::Closed, march(2, 10, 0))]);
    assert_eq!(
        refused(&book, &prioritise(CasePriority::Low, march(2, 11, 0))),
        "case `t` is closed then, on 2026-03-02, so it cannot be given another priority"
    );
    assert_eq!(
        refused(&book, &answer(march(2, 8, 0))),
        "case `t` begins on 2026-03-02, by record 2; nothing can happen to it before, on 2026-03-02"
    );
}

/// Trap 13 of the field, for cases.
#[test]
fn a_backdated_event_leaves_no_impossible_case() {
    let book = working(&[
        open(march(2, 9, 0)),
        to(CaseState::Open, march(2, 10, 0)),
        to(CaseState::WaitingForCustomer, march(4, 9, 0)),
    ]);
    assert_eq!(
        refused(&book, &to(CaseState::Resolved, march(3, 9, 0))),
        "what record 4 says about case `t` on 2026-03-04 could not follow; withdraw that record first"
    );
    let book = working(&[
        open(march(2, 9, 0)),
        to(CaseState::Resolved, march(2, 10, 0)),
        to(CaseState::Closed, march(4, 9, 0)),
    ]);
    assert_eq!(
        refused(&book, &withdraw(2)),
        "record 3 builds on record 2; withdraw it first"
    );
    // From new it may be closed without having been resolved.
    let book = working(&[
        open(march(2, 9, 0)),
        to(CaseState::Resolved, march(2, 10, 0)),
        to(CaseState::Closed, march(4, 9, 0)),
        withdraw(3),
    ]);
    let case = held(&book).case(&id()).unwrap();
    assert_eq!(case.state_on(day(3, 3)), Some(CaseState::New));
    assert_eq!(case.state_on(day(3, 4)), Some(CaseState::Closed));
}
