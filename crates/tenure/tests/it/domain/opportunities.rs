//! What may be sold, stage by stage.

use tenure::decide::decide_all;
use tenure::fact::OpportunityOpened;
use tenure::{
    Command, OpportunityId, OpportunityKind, OpportunityOutcome, OpportunityStage, OpportunityState,
};

use super::work::{held, is_so, withdraw, working};
use super::{account, day, dollars, name, refused};

fn id(text: &str) -> OpportunityId {
    OpportunityId::new(text).unwrap()
}

pub(super) fn opportunity(text: &str, kind: OpportunityKind, month: u32, expected: u32) -> Command {
    Command::OpenOpportunity {
        account: account("a"),
        on: day(month, 1),
        opportunity: OpportunityOpened {
            opportunity: id(text),
            kind,
            monthly: dollars(100),
            expected_close: day(expected, 1),
        },
    }
}

pub(super) fn move_to(text: &str, to: OpportunityStage, month: u32) -> Command {
    Command::MoveOpportunity {
        account: account("a"),
        opportunity: id(text),
        to,
        on: day(month, 1),
    }
}

pub(super) fn close(text: &str, outcome: OpportunityOutcome, month: u32) -> Command {
    Command::CloseOpportunity {
        account: account("a"),
        opportunity: id(text),
        outcome,
        reason: name("price"),
        on: day(month, 1),
    }
}

pub(super) fn revise(text: &str, amount: i64, expected: u32, month: u32) -> Command {
    Command::ReviseOpportunity {
        account: account("a"),
        opportunity: id(text),
        monthly: dollars(amount),
        expected_close: day(expected, 1),
        on: day(month, 1),
    }
}

fn upsell() -> Command {
    opportunity("o", OpportunityKind::Upsell, 2, 9)
}

const STAGES: [OpportunityStage; 4] = [
    OpportunityStage::Identified,
    OpportunityStage::Qualified,
    OpportunityStage::Proposed,
    OpportunityStage::Negotiating,
];

#[test]
fn the_table_of_stages_is_what_decides() {
    let mut allowed = 0;
    for from in STAGES {
        for stage in STAGES {
            let mut book = working(&[upsell(), move_to("o", from, 3)]);
            let moved = decide_all(&mut book, &[move_to("o", stage, 4)]);
            assert_eq!(moved.is_ok(), from.allows(stage), "{from:?} to {stage:?}");
            allowed += usize::from(from.allows(stage) && from != stage);
        }
        for outcome in [OpportunityOutcome::Won, OpportunityOutcome::Lost] {
            let mut book = working(&[upsell(), move_to("o", from, 3)]);
            let closed = decide_all(&mut book, &[close("o", outcome, 4)]);
            assert_eq!(
                closed.is_ok(),
                from.may_close(outcome),
                "{from:?} {outcome:?}"
            );
        }
    }
    assert_eq!(allowed, 3 + 3 + 2 + 2);
    assert_eq!(
        refused(
            &working(&[upsell()]),
            &close("o", OpportunityOutcome::Won, 4)
        ),
        "opportunity `o` is identified then, on 2026-04-01, so it cannot be won"
    );
}

#[test]
fn what_is_expected_is_that_of_the_day() {
    let book = working(&[
        upsell(),
        revise("o", 300, 12, 6),
        revise("o", 200, 10, 4), // recorded late
        close("o", OpportunityOutcome::Lost, 8),
    ]);
    let found = held(&book).opportunity(&id("o")).unwrap();
    let amount = |month| found.terms_on(day(month, 1)).map(|terms| terms.monthly);
    assert_eq!(amount(1), None);
    assert_eq!(
        [2, 4, 6, 9].map(amount),
        [100, 200, 300, 300].map(|a| Some(dollars(a)))
    );
    assert!(found.is_open_on(day(7, 31)) && !found.is_open_on(day(8, 1)));
    let closed = found.closed().unwrap();
    assert_eq!(
        (closed.on, closed.value),
        (day(8, 1), (OpportunityOutcome::Lost, &name("price")))
    );
}

#[test]
fn what_is_over_stays_over() {
    let lost = close("o", OpportunityOutcome::Lost, 8);
    let book = working(&[upsell(), lost.clone()]);
    is_so(&book, &lost);
    is_so(&book, &upsell());
    assert_eq!(
        refused(&book, &move_to("o", OpportunityStage::Qualified, 9)),
        "opportunity `o` is lost then, on 2026-09-01, so it cannot be qualified"
    );
    assert_eq!(
        refused(&book, &close("o", OpportunityOutcome::Lost, 7)),
        "what record 3 says about opportunity `o` on 2026-08-01 could not follow; withdraw that record first"
    );
    let found = held(&book).opportunity(&id("o")).unwrap();
    assert_eq!(
        found.state_on(day(8, 1)),
        Some(OpportunityState::Closed(OpportunityOutcome::Lost))
    );
}

#[test]
fn an_offer_carries_the_win() {
    let book = working(&[
        upsell(),
        move_to("o", OpportunityStage::Proposed, 3),
        close("o", OpportunityOutcome::Won, 4),
    ]);
    assert_eq!(
        refused(&book, &withdraw(3)),
        "record 4 builds on record 3; withdraw it first"
    );
}

#[test]
fn amounts_and_days_make_sense() {
    let book = working(&[upsell()]);
    assert_eq!(
        refused(&book, &revise("o", -1, 12, 3)),
        "-1.00 USD is below zero; opportunity `o` brings nothing at the least"
    );
    assert!(refused(&book, &revise("o", 1, 2, 3)).contains("would be due on 2026-02-01"));
    let revised = working(&[upsell(), revise("o", 100, 9, 3)]);
    is_so(&revised, &revise("o", 100, 9, 3));
}
