//! Other teams and specialists tied to an account, and what is asked of them.

use tenure::fact::LiaisonRequested;
use tenure::{Command, Liaison, LiaisonRequestId, TeamId};

use super::work::{held, is_so, withdraw, working};
use super::{account, day, manager, name, refused};

pub(super) fn team() -> Liaison {
    Liaison::Team(TeamId::new("platform").unwrap())
}

fn specialist(who: &str) -> Liaison {
    Liaison::Specialist(manager(who))
}

pub(super) fn tie(liaison: Liaison, purpose: &str, month: u32) -> Command {
    Command::TieLiaison {
        account: account("a"),
        liaison,
        purpose: name(purpose),
        on: day(month, 1),
    }
}

pub(super) fn untie(liaison: Liaison, month: u32) -> Command {
    Command::UntieLiaison {
        account: account("a"),
        liaison,
        on: day(month, 1),
    }
}

pub(super) fn ask(id: &str, month: u32, expected_by: u32) -> Command {
    Command::RequestLiaison {
        account: account("a"),
        on: day(month, 1),
        request: LiaisonRequested {
            request: LiaisonRequestId::new(id).unwrap(),
            liaison: team(),
            topic: name("rate limit"),
            expected_by: day(expected_by, 1),
            notes: None,
        },
    }
}

pub(super) fn answer(id: &str, month: u32) -> Command {
    Command::AnswerLiaisonRequest {
        account: account("a"),
        request: LiaisonRequestId::new(id).unwrap(),
        on: day(month, 1),
    }
}

#[test]
fn a_liaison_is_tied_from_day_to_day_and_may_come_back() {
    let book = working(&[
        tie(team(), "migration", 8),
        tie(specialist("arjun"), "tax", 3),
    ]);
    let tied = |month| {
        let tied = held(&book).liaisons_on(day(month, 1));
        tied.values()
            .map(|purpose| purpose.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(tied(1), Vec::<String>::new());
    assert_eq!(tied(8), ["migration", "tax"]);
    assert_eq!(held(&book).liaison_purpose_on(&team(), day(7, 1)), None);
}

#[test]
fn a_backdated_tie_holds_until_what_is_known_already() {
    let book = working(&[tie(team(), "b", 4), untie(team(), 6), tie(team(), "a", 2)]);
    let purpose = |month| {
        held(&book)
            .liaison_purpose_on(&team(), day(month, 1))
            .cloned()
    };
    assert_eq!(purpose(3), Some(name("a")));
    assert_eq!(purpose(5), Some(name("b")));
    assert_eq!(purpose(6), None);
    is_so(&book, &tie(team(), "b", 4));
    is_so(&book, &untie(team(), 6));
}

#[test]
fn a_specialist_is_employed_and_a_team_exists() {
    let nobody = Liaison::Team(TeamId::new("nobody").unwrap());
    assert!(refused(&working(&[]), &tie(nobody, "tax", 2)).contains("team `nobody`"));
    assert_eq!(
        refused(&working(&[]), &untie(team(), 2)),
        "team `platform` was never tied to the account before 2026-02-01"
    );
    assert_eq!(
        refused(&working(&[]), &tie(specialist("nobody"), "tax", 2)),
        "manager `nobody` is not in the directory; hire the manager first"
    );
}

#[test]
fn a_request_is_open_until_it_is_answered_and_overdue_after_the_day_expected() {
    let book = working(&[ask("q", 2, 4), answer("q", 6)]);
    let found = held(&book).liaison_requests().next().unwrap().1;
    let open = |month, d| found.is_open_on(day(month, d));
    assert!(!open(1, 31) && open(2, 1) && open(5, 31) && !open(6, 1));
    let overdue = |month, d| found.is_overdue_on(day(month, d));
    assert!(!overdue(4, 1) && overdue(4, 2) && !overdue(6, 1));
    is_so(&book, &ask("q", 2, 4));
    is_so(&book, &answer("q", 6));
    assert_eq!(
        refused(&book, &answer("q", 7)),
        "request `q` is answered then, on 2026-07-01, so it cannot be answered"
    );
    assert_eq!(
        refused(&book, &withdraw(2)),
        "record 3 builds on record 2; withdraw it first"
    );
    assert!(refused(&book, &ask("r", 5, 4)).contains("would be due on 2026-04-01"));
}
