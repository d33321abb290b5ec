//! What is promised to customers, and what becomes of it.

use tenure::fact::CommitmentMade;
use tenure::{
    Command, CommitmentId, CommitmentOrigin, CommitmentOutcome, InteractionId, InteractionKind,
    Role,
};

use super::interactions::interaction;
use super::work::{held, is_so, withdraw, working};
use super::{account, day, manager, refused};

fn id(text: &str) -> CommitmentId {
    CommitmentId::new(text).unwrap()
}

pub(super) fn promise(
    text: &str,
    month: u32,
    due: u32,
    origin: Option<CommitmentOrigin>,
) -> Command {
    Command::MakeCommitment {
        account: account("a"),
        on: day(month, 1),
        commitment: CommitmentMade {
            commitment: id(text),
            origin,
            owner: manager("maria"),
            due: day(due, 1),
            notes: None,
        },
    }
}

pub(super) fn settle(text: &str, month: u32, outcome: CommitmentOutcome) -> Command {
    Command::SettleCommitment {
        account: account("a"),
        commitment: id(text),
        outcome,
        on: day(month, 1),
    }
}

#[test]
fn a_commitment_is_open_until_it_is_settled_and_overdue_after_its_due_day() {
    let book = working(&[
        promise("m", 2, 4, None),
        settle("m", 6, CommitmentOutcome::Kept),
    ]);
    let found = held(&book).commitment(&id("m")).unwrap();
    let open = |month, d| found.is_open_on(day(month, d));
    assert!(!open(1, 31) && open(2, 1) && open(5, 31) && !open(6, 1));
    let overdue = |month, d| found.is_overdue_on(day(month, d));
    assert!(!overdue(2, 1) && !overdue(4, 1) && overdue(4, 2) && overdue(5, 31) && !overdue(6, 1));
    assert_eq!(found.settled().unwrap().value, CommitmentOutcome::Kept);
}

#[test]
fn a_commitment_is_settled_once() {
    let kept = settle("m", 4, CommitmentOutcome::Kept);
    let book = working(&[promise("m", 2, 4, None), kept.clone()]);
    is_so(&book, &kept);
    is_so(&book, &promise("m", 2, 4, None));
    assert_eq!(
        refused(&book, &settle("m", 5, CommitmentOutcome::Broken)),
        "commitment `m` is kept then, on 2026-05-01, so it cannot be broken"
    );
    assert_eq!(
        refused(&book, &settle("m", 3, CommitmentOutcome::Broken)),
        "what record 3 says about commitment `m` on 2026-04-01 could not follow; withdraw that record first"
    );
    assert_eq!(
        refused(&book, &withdraw(2)),
        "record 3 builds on record 2; withdraw it first"
    );
}

#[test]
fn nothing_happens_to_a_commitment_before_it_is_made() {
    let book = working(&[promise("m", 2, 4, None)]);
    assert_eq!(
        refused(&book, &settle("m", 1, CommitmentOutcome::Kept)),
        "commitment `m` begins on 2026-02-01, by record 2; nothing can happen to it before, on 2026-01-01"
    );
    assert_eq!(
        refused(&book, &settle("n", 1, CommitmentOutcome::Kept)),
        "commitment `n` is not recorded; record it first"
    );
    assert_eq!(
        refused(&book, &promise("n", 5, 4, None)),
        "commitment `n` would be due on 2026-04-01, before 2026-05-01; give that day or a later one"
    );
}

#[test]
fn an_interaction_stands_while_a_commitment_was_made_in_it() {
    let origin = CommitmentOrigin::Interaction(InteractionId::new("i").unwrap());
    let call = interaction("i", 2, InteractionKind::Call, Role::Sales);
    let made = promise("m", 2, 4, Some(origin.clone()));
    assert_eq!(
        refused(&working(&[]), &made),
        "interaction `i` is not recorded; record it first"
    );
    let early = promise("m", 1, 4, Some(origin.clone()));
    assert!(
        refused(&working(std::slice::from_ref(&call)), &early).contains("begins on 2026-02-01")
    );

    let book = working(&[call.clone(), made.clone()]);
    assert_eq!(
        refused(&book, &withdraw(2)),
        "record 3 builds on record 2; withdraw it first"
    );
    let from: Vec<_> = held(&book)
        .commitments_from(&origin)
        .map(|(id, _)| id.clone())
        .collect();
    assert_eq!(from, [id("m")]);
    let book = working(&[call, made, withdraw(3), withdraw(2)]);
    assert_eq!(
        (
            held(&book).commitments().count(),
            held(&book).interactions().count()
        ),
        (0, 0)
    );
}
