//! The stages of an account's life.

use proptest::prelude::*;
use tenure::{
    Account, Book, ChurnKind, ChurnReason, Command, Currency, Known, Stage, WorkingStage, dimension,
};

use super::{
    account, day, dollars, given, name, open_account, recorded, refused, try_all, withdraw_from,
};

fn enter(to: WorkingStage, month: u32) -> Command {
    Command::MoveAccount {
        account: account("a"),
        to,
        on: day(month, 1),
    }
}

fn churn(reason: ChurnReason, month: u32) -> Command {
    Command::ChurnAccount {
        account: account("a"),
        reason,
        on: day(month, 1),
    }
}

fn cancel(month: u32) -> Command {
    Command::CancelAccount {
        account: account("a"),
        reason: Some(ChurnReason::Price),
        on: day(month, 1),
    }
}

fn win_back(month: u32) -> Command {
    Command::WinBackAccount {
        account: account("a"),
        on: day(month, 1),
    }
}

fn held(book: &Book) -> &Account {
    book.account(&account("a")).unwrap()
}

fn name_of(stage: Stage) -> &'static str {
    stage.as_str()
}

/// The table in the documentation of the type is the table that decides.
#[test]
fn the_documented_moves_are_the_moves() {
    let source = include_str!("../../../src/account/lifecycle.rs");
    let documented: Vec<&str> = source
        .lines()
        .filter_map(|line| line.strip_prefix("/// | "))
        .skip(2)
        .take(Stage::MOVES.len())
        .collect();
    let stated: Vec<String> = Stage::MOVES
        .iter()
        .map(|(from, to)| {
            let to: Vec<_> = to.iter().copied().map(name_of).collect();
            let from = from.map_or("new", name_of);
            format!("{from} | {} |", to.join(", ")).replace("|  |", "| |")
        })
        .collect();
    assert_eq!(documented, stated);
}

#[test]
fn every_stage_has_its_row_and_can_be_reached() {
    for (from, to) in Stage::MOVES {
        assert!(!to.is_empty() || *from == Some(Stage::Merged));
        assert!(from.is_none_or(|stage| !to.contains(&stage)));
        for stage in *to {
            assert!(Stage::MOVES.iter().any(|(row, _)| *row == Some(*stage)));
        }
    }
    let wire = serde_json::to_string(&Stage::AtRisk).unwrap();
    assert_eq!(wire, format!("\"{}\"", Stage::AtRisk));
}

#[test]
fn a_cancellation_is_not_yet_a_churn() {
    let book = given(&[
        open_account("a"),
        enter(WorkingStage::Active, 1),
        cancel(3),
        churn(ChurnReason::Competitor, 6),
        win_back(9),
    ]);
    let on = |month| held(&book).stage_on(day(month, 15));
    assert_eq!(on(2), Some(Stage::Active));
    assert_eq!(on(3), Some(Stage::PendingCancellation));
    assert_eq!(on(6), Some(Stage::Churned));
    assert_eq!(on(9), Some(Stage::Reactivated));
    let steps = held(&book).lifecycle().steps();
    let reason = steps.at(day(6, 1)).unwrap().reason.clone().unwrap();
    assert_eq!(reason.kind(), ChurnKind::Voluntary);
    let other = ChurnReason::Other {
        kind: ChurnKind::Involuntary,
        name: name("sanctions"),
    };
    assert_eq!(other.kind(), ChurnKind::Involuntary);
}

#[test]
fn a_backdated_stage_fits_between_the_one_before_and_the_one_after() {
    let book = given(&[
        open_account("a"),
        enter(WorkingStage::Onboarding, 1),
        churn(ChurnReason::Price, 6),
        win_back(9),
    ]);
    assert_eq!(
        refused(&book, &win_back(3)),
        "account `a` cannot become reactivated on 2026-03-01: it is onboarding before that, by record 2"
    );
    assert_eq!(
        refused(&book, &enter(WorkingStage::Closed, 7)),
        "record 4 makes account `a` reactivated on 2026-09-01, which cannot follow closed; withdraw it first"
    );
    assert_eq!(
        refused(&given(&[open_account("a")]), &win_back(3)),
        "account `a` cannot become reactivated on 2026-03-01: it has no stage before that"
    );
    // The churn carries the winning back, and nothing carries the churn's own reason.
    assert_eq!(
        refused(&book, &withdraw_from("a", 3)),
        "record 4 builds on record 3; withdraw it first"
    );
    let book = given(&[
        open_account("a"),
        enter(WorkingStage::Onboarding, 1),
        churn(ChurnReason::Price, 6),
        enter(WorkingStage::AtRisk, 4),
        churn(ChurnReason::Service, 6),
        withdraw_from("a", 5),
        withdraw_from("a", 4),
    ]);
    assert_eq!(held(&book).stage_on(day(5, 1)), Some(Stage::Onboarding));
    let churned = held(&book).lifecycle().steps().at(day(6, 1)).unwrap();
    assert_eq!(churned.reason, Some(ChurnReason::Price));
}

#[test]
fn particulars_change_from_a_day_on() {
    let currency = |currency, month| Command::AgreeBillingCurrency {
        account: account("a"),
        currency,
        on: day(month, 1),
    };
    let acquire = |cost| Command::AcquireCustomer {
        account: account("a"),
        cost: Some(dollars(cost)),
        source: Some(name("referral")),
        on: day(1, 1),
    };
    let book = given(&[
        open_account("a"),
        currency(Currency::USD, 1),
        currency(Currency::EUR, 5),
        acquire(900),
        Command::LocateAccount {
            account: account("a"),
            time_zone: name("Asia/Kolkata"),
            on: day(1, 1),
        },
        Command::ClassifyAccount {
            account: account("a"),
            dimension: name(dimension::BUSINESS_TYPE),
            class: Some(name("partner")),
            on: day(1, 1),
        },
    ]);
    let details = held(&book).details();
    assert_eq!(details.currencies().at(day(4, 30)), Some(&Currency::USD));
    assert_eq!(details.currencies().at(day(5, 1)), Some(&Currency::EUR));
    assert_eq!(
        details.acquisitions().at(day(2, 1)).unwrap().cost,
        Some(dollars(900))
    );
    assert_eq!(
        details.time_zones().at(day(2, 1)),
        Some(&name("Asia/Kolkata"))
    );
    assert_eq!(
        held(&book).class_on(dimension::BUSINESS_TYPE, day(2, 1)),
        Some(&name("partner"))
    );
    assert_eq!(
        refused(&book, &acquire(-1)),
        "-1.00 USD is below zero; a cost is nothing at the least"
    );
    assert_eq!(tenure::decide::decide(&book, &acquire(900)), Ok(vec![]));
}

fn any_step() -> impl Strategy<Value = Command> {
    let stage = prop_oneof![
        Just(WorkingStage::Prospect),
        Just(WorkingStage::Onboarding),
        Just(WorkingStage::Active),
        Just(WorkingStage::AtRisk),
        Just(WorkingStage::Paused),
        Just(WorkingStage::PastDue),
        Just(WorkingStage::Closed),
    ];
    prop_oneof![
        6 => (stage, 1_u32..=12).prop_map(|(stage, month)| enter(stage, month)),
        2 => (1_u32..=12).prop_map(cancel),
        3 => (1_u32..=12).prop_map(|month| churn(ChurnReason::Price, month)),
        2 => (1_u32..=12).prop_map(win_back),
        2 => (2_u64..12).prop_map(|record| withdraw_from("a", record)),
        2 => (1_u32..=12, any::<bool>()).prop_map(|(month, merge)| {
            let (account, into, on) = (account("a"), account("b"), day(month, 1));
            if merge {
                Command::MergeAccount { account, into, on }
            } else {
                Command::UndoMerge { account, on }
            }
        }),
    ]
}

proptest! {
    #![proptest_config(crate::config(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/regressions/lifecycle.txt")))]

    /// Whatever is asked for, and in whatever order: on every two days in a row the second stage may follow the first.
    #[test]
    fn every_move_is_one_of_the_table(steps in prop::collection::vec(any_step(), 1..30)) {
        let commands: Vec<_> = [open_account("a"), open_account("b")].into_iter().chain(steps).collect();
        let (book, facts) = try_all(&commands);
        let held = held(&book);
        let mut own = None;
        let mut before = None;
        for on in day(1, 1).iter_days().take(365) {
            let stage = held.stage_on(on);
            if stage != before && stage != Some(Stage::Merged) {
                // After a merge the stage before it comes back.
                let from = if before == Some(Stage::Merged) { own } else { before };
                let follows = stage.is_some_and(|stage| Stage::following(from).contains(&stage));
                prop_assert!(from == stage || follows, "{from:?} to {stage:?}");
            }
            if stage != Some(Stage::Merged) {
                own = stage;
            }
            before = stage;
        }
        let replayed = Book::fold(&recorded(&facts.concat()), Known::Now).unwrap();
        prop_assert_eq!(replayed, book);
    }

    /// The facts of different days say the same in whichever order they are recorded.
    #[test]
    fn recording_late_says_what_recording_in_order_says(
        stages in prop::collection::btree_map(1_u32..=12, any_step().prop_filter("its own day", |step| {
            matches!(step, Command::MoveAccount { .. } | Command::ChurnAccount { .. })
        }), 1..8),
        seed in any::<prop::sample::Index>(),
    ) {
        let at = |step: &Command, month: u32| match step.clone() {
            Command::MoveAccount { account, to, .. } => Command::MoveAccount { account, to, on: day(month, 1) },
            Command::ChurnAccount { account, reason, .. } => Command::ChurnAccount { account, reason, on: day(month, 1) },
            other => other,
        };
        let mut late: Vec<_> = stages.iter().map(|(month, step)| at(step, *month)).collect();
        let turn = seed.index(late.len());
        late.rotate_left(turn);
        let commands: Vec<_> = std::iter::once(open_account("a")).chain(late).collect();
        let (book, facts) = try_all(&commands);
        let mut facts = facts.concat();
        facts.sort_by_key(|fact| fact.effective_on);
        let in_order = Book::fold(&recorded(&facts), Known::Now).unwrap();
        for month in 1..=12 {
            let on = day(month, 1);
            prop_assert_eq!(book.account(&account("a")).unwrap().stage_on(on), in_order.account(&account("a")).unwrap().stage_on(on));
        }
    }
}
