//! A plan is one command, decided against the book of that moment.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use tenure::journal::MemoryJournal;
use tenure::staffing::{PlanStep, PlanTarget, StaffingQuestion, propose};
use tenure::{
    AssignmentCause, Book, Command, CommandId, Desk, DeskError, Holder, Known, Outcome, Rejection,
    Request, Span, TenantId,
};
use tenure_testkit::conformance::block_on;
use tenure_testkit::staffing::{StaffedBook, planned_from};

use crate::domain::{account, day, given, manager};

fn step(id: &str, from: Option<&str>, to: &str) -> PlanStep {
    PlanStep {
        account: account(id),
        from: from.map(|from| Holder::Manager(manager(from))),
        to: PlanTarget::Manager {
            manager: manager(to),
            cause: AssignmentCause::Transfer,
            roles: [].into(),
        },
    }
}

fn carry_out(steps: &[PlanStep]) -> Command {
    Command::CarryOutPlan {
        steps: steps.to_vec(),
        on: day(4, 1),
    }
}

fn two_managers() -> Vec<Command> {
    let mut commands = Vec::new();
    for id in ["maria", "ravi"] {
        commands.push(Command::HireManager {
            manager: manager(id),
            on: day(1, 1),
        });
    }
    for id in ["a", "b"] {
        commands.push(Command::OpenAccount {
            account: account(id),
            on: day(1, 1),
        });
    }
    commands.push(Command::AssignManager {
        account: account("a"),
        manager: manager("maria"),
        cause: AssignmentCause::Manual,
        on: day(1, 1),
    });
    commands
}

fn refused(book: &Book, steps: &[PlanStep]) -> String {
    tenure::decide::decide(book, &carry_out(steps))
        .unwrap_err()
        .to_string()
}

#[test]
fn a_plan_that_is_out_of_date_says_what_changed() {
    let book = given(&two_managers());
    let steps = [step("b", None, "ravi"), step("a", Some("ravi"), "maria")];
    assert_eq!(
        refused(&book, &steps),
        "the plan takes account `a` to be held by manager `ravi` on 2026-04-01, and it is held by manager `maria`, by record 2; make the \
         plan anew"
    );
    let steps = [step("b", Some("maria"), "ravi")];
    assert!(refused(&book, &steps).contains("and it is held by nobody yet; make"));
    let steps = [step("b", None, "ravi"), step("b", None, "maria")];
    assert_eq!(
        refused(&book, &steps),
        "the plan has two steps for account `b`; give one"
    );
}

#[test]
fn a_plan_is_refused_when_the_new_manager_has_left_or_may_no_longer_play_the_role() {
    let mut commands = two_managers();
    commands.push(Command::ReleaseManager {
        manager: manager("ravi"),
        on: day(3, 1),
    });
    let book = given(&commands);
    assert!(refused(&book, &[step("b", None, "ravi")]).contains("not employed"));
    let book = given(&two_managers());
    let mut advice = step("b", None, "ravi");
    if let PlanTarget::Manager { roles, .. } = &mut advice.to {
        roles.insert(tenure::Role::FinancialAdvisory);
    }
    assert!(refused(&book, &[advice]).contains("may not play the role financial_advisory"));
}

#[test]
fn a_departure_is_one_append_and_records_transfers() {
    let sample = StaffedBook::new(7, 40, 5);
    let journal = Arc::new(MemoryJournal::new());
    let desk = Desk::new(journal, TenantId::new("acme").unwrap());
    let request = |id: &str, commands: Vec<Command>| Request {
        id: CommandId::new(id).unwrap(),
        actor: None,
        at: DateTime::<Utc>::UNIX_EPOCH,
        commands,
    };
    let run = |id: &str, commands: Vec<Command>| block_on(desk.execute(&request(id, commands)));
    run("book", sample.commands.clone()).unwrap();
    let book = block_on(desk.book(Known::Now)).unwrap();
    let leaver = manager("manager-001");
    let days = Span::new(planned_from(), Some(day(7, 1))).unwrap();
    let question = StaffingQuestion::departure(leaver.clone(), days);
    let plan = propose(&book, &sample.policy, &question).unwrap();
    let held = book.held_by(&leaver, planned_from()).count();
    assert_eq!(plan.placements().len(), held);
    assert!(held > 0);
    let Outcome::Recorded(receipt) = run("plan", vec![plan.command()]).unwrap() else {
        panic!("nothing was recorded");
    };
    assert_eq!(receipt.versions.len(), held);
    let records = receipt.last.get() - receipt.first.get() + 1;
    assert_eq!(records, held as u64);
    let after = block_on(desk.book(Known::Now)).unwrap();
    assert_eq!(after.held_by(&leaver, planned_from()).count(), 0);
    for row in plan.placements().iter().filter(|row| row.to.is_some()) {
        let known = after.account(&row.account).unwrap();
        let cause = known.assignments().cause_on(planned_from());
        assert_eq!(cause, Some(AssignmentCause::Transfer));
    }
    // The same plan under another id comes too late, and changes nothing.
    let late = run("plan again", vec![plan.command()]).unwrap_err();
    let DeskError::Rejected { rejection, .. } = late else {
        panic!("{late}");
    };
    assert!(matches!(rejection, Rejection::PlanOutdated { .. }));
    assert_eq!(block_on(desk.book(Known::Now)).unwrap(), after);
}
