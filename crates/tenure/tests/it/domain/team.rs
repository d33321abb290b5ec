//! Teams and who belongs to them.

use tenure::{Command, Discipline, ManagerId, TeamId};

use super::directory::{also, given, hire, refused, release, withdraw};
use super::{day, manager, name};

fn team(id: &str) -> TeamId {
    TeamId::new(id).unwrap()
}

pub(super) fn form(id: &str, month: u32) -> Command {
    Command::FormTeam {
        team: team(id),
        name: name("Billing south"),
        discipline: Discipline::Billing,
        on: day(month, 1),
    }
}

pub(super) fn dissolve(id: &str, month: u32) -> Command {
    Command::DissolveTeam {
        team: team(id),
        on: day(month, 1),
    }
}

pub(super) fn join(id: &str, who: &str, month: u32) -> Command {
    Command::JoinTeam {
        team: team(id),
        manager: manager(who),
        on: day(month, 1),
    }
}

pub(super) fn leave(id: &str, who: &str, month: u32) -> Command {
    Command::LeaveTeam {
        team: team(id),
        manager: manager(who),
        on: day(month, 1),
    }
}

#[test]
fn a_member_has_joined_and_not_left_and_is_employed() {
    let book = given(&[
        hire("maria", 1),
        hire("bob", 1),
        form("b", 2),
        join("b", "maria", 3),
        leave("b", "maria", 5),
        join("b", "maria", 7),
        join("b", "bob", 3),
        release("bob", 6),
        dissolve("b", 9),
    ]);
    let members = |month| -> Vec<&str> {
        let members = book.directory().team_members_on(&team("b"), day(month, 1));
        members.map(ManagerId::as_str).collect()
    };
    assert_eq!(members(2), Vec::<&str>::new());
    assert_eq!(members(3), ["bob", "maria"]);
    assert_eq!(members(5), ["bob"]);
    assert_eq!(members(6), Vec::<&str>::new(), "whoever left the company");
    assert_eq!(members(8), ["maria"]);
    assert_eq!(members(9), Vec::<&str>::new(), "dissolved");
    let known = book.directory().team(&team("b")).unwrap();
    assert_eq!(known.discipline(), Some(&Discipline::Billing));
    assert_eq!(known.name(), Some(&name("Billing south")));
    assert!(known.exists_on(day(8, 31)) && !known.exists_on(day(9, 1)));
}

#[test]
fn a_rejection_names_the_rule_and_the_record() {
    let book = given(&[
        hire("maria", 1),
        form("b", 2),
        join("b", "maria", 3),
        leave("b", "maria", 5),
    ]);
    assert_eq!(
        refused(&book, &form("b", 4)),
        "team `b` was formed already, by record 2; give another team another id"
    );
    assert_eq!(
        refused(&book, &join("b", "maria", 1)),
        "team `b` does not exist on 2026-01-01"
    );
    assert_eq!(
        refused(&book, &join("b", "maria", 2)),
        "record 3 says something else about manager `maria` in team `b` from 2026-03-01; withdraw it first"
    );
    assert_eq!(
        refused(&book, &join("b", "maria", 4)),
        "manager `maria` belongs to team `b` on 2026-04-01 already, by record 3"
    );
    assert_eq!(
        refused(&book, &leave("b", "maria", 4)),
        "record 4 says something else about manager `maria` in team `b` from 2026-05-01; withdraw it first"
    );
    assert_eq!(
        refused(&book, &leave("b", "maria", 6)),
        "manager `maria` does not belong to team `b` on 2026-06-01"
    );
    assert_eq!(
        refused(&book, &dissolve("b", 4)),
        "record 4 says something else about team `b` on 2026-05-01, after the end asked for; withdraw it first"
    );
    let leaving_last = tenure::decide::decide(&book, &dissolve("b", 5));
    assert_eq!(leaving_last.unwrap().len(), 1);
    assert_eq!(
        refused(&book, &join("b", "bob", 4)),
        "manager `bob` is not in the directory; hire the manager first"
    );
}

#[test]
fn what_carries_something_else_is_withdrawn_last() {
    let mut book = given(&[hire("maria", 1), form("b", 2), join("b", "maria", 3)]);
    assert_eq!(
        refused(&book, &withdraw(2)),
        "record 3 builds on record 2; withdraw it first"
    );
    assert_eq!(
        refused(&book, &withdraw(1)),
        "record 3 builds on record 1; withdraw it first",
        "nobody belongs to a team who was never employed"
    );
    also(&mut book, &[withdraw(3), withdraw(2), withdraw(1)]);
    assert!(book.directory().team(&team("b")).is_none());
    assert!(book.directory().manager(&manager("maria")).is_none());
}

#[test]
fn turns_of_one_day_are_withdrawn_from_the_last() {
    // Left and came back on the same day: without the leaving there would be two beginnings in a row.
    let book = given(&[hire("maria", 1), release("maria", 3), hire("maria", 3)]);
    assert_eq!(
        refused(&book, &withdraw(2)),
        "record 3 builds on record 2; withdraw it first"
    );
    // Hired and gone on the same day: a day before is still followed by a beginning.
    let book = given(&[hire("bob", 3), release("bob", 3)]);
    assert_eq!(
        refused(&book, &hire("bob", 2)),
        "record 1 says something else about the employment of manager `bob` from 2026-03-01; withdraw it first"
    );
}
