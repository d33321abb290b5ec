//! Parents, merges, and what they add up to.

use std::collections::BTreeSet;
use std::sync::Arc;

use proptest::prelude::*;
use tenure::decide::decide;
use tenure::journal::MemoryJournal;
use tenure::retention::{Convention, RevenueHistory, SliceKey, Slicing, bridge};
use tenure::{
    Account, AccountId, Book, Command, CommandId, Currency, Desk, DeskError, Grain, Known, Money,
    Periods, Rejection, Request, Span, Stage, TenantId,
};
use tenure_testkit::conformance::block_on;

use super::{
    account, day, dollars, given, name, open_account, recorded, refused, subscription, try_all,
    withdraw_from,
};

fn place(child: &str, parent: &str, month: u32) -> Command {
    Command::PlaceAccountUnder {
        account: account(child),
        parent: account(parent),
        on: day(month, 1),
    }
}

fn independent(child: &str, month: u32) -> Command {
    Command::MakeAccountIndependent {
        account: account(child),
        on: day(month, 1),
    }
}

fn merge(from: &str, into: &str, month: u32) -> Command {
    Command::MergeAccount {
        account: account(from),
        into: account(into),
        on: day(month, 1),
    }
}

fn undo(from: &str, month: u32) -> Command {
    Command::UndoMerge {
        account: account(from),
        on: day(month, 1),
    }
}

fn pays(id: &str, from: u32, amount: i64) -> Command {
    Command::StartSubscription {
        account: account(id),
        subscription: subscription("s"),
        span: Span::from(day(from, 1)),
        monthly: dollars(amount),
    }
}

fn opened(ids: &[&str]) -> Vec<Command> {
    ids.iter().map(|id| open_account(id)).collect()
}

fn monthly(account: &Account) -> Option<Money> {
    let (_, held) = account.subscriptions().next()?;
    held.monthly_on(day(12, 1))
}

fn top(book: &Book, id: &str, month: u32) -> String {
    let id = account(id);
    book.hierarchy_on(day(month, 1))
        .ultimate_parent(&id)
        .to_string()
}

#[test]
fn parents_hold_from_a_day_on() {
    let book = given(
        &[
            opened(&["a", "b", "c"]),
            vec![
                place("c", "b", 2),
                place("b", "a", 4),
                independent("c", 6),
                place("c", "a", 8),
            ],
        ]
        .concat(),
    );
    assert_eq!(top(&book, "c", 1), "c");
    assert_eq!(top(&book, "c", 2), "b");
    assert_eq!(top(&book, "c", 4), "a");
    assert_eq!(top(&book, "c", 6), "c");
    let (a, b, c) = (account("a"), account("b"), account("c"));
    assert_eq!(book.hierarchy_on(day(8, 1)).children(&a), [&b, &c]);
    assert_eq!(book.hierarchy_on(day(8, 1)).parent(&c), Some(&a));
    let tops: Vec<_> = book
        .ultimate_parents(&c)
        .into_iter()
        .map(|(span, id)| (span.start().max(day(1, 1)), id.as_str()))
        .collect();
    assert_eq!(
        tops,
        [
            (day(1, 1), "c"),
            (day(2, 1), "b"),
            (day(4, 1), "a"),
            (day(6, 1), "c"),
            (day(8, 1), "a"),
        ]
    );
}

#[test]
fn nobody_stands_above_itself_on_any_day() {
    let book = given(&[opened(&["a", "b", "c"]), vec![place("b", "a", 5)]].concat());
    assert_eq!(
        refused(&book, &place("a", "b", 2)),
        "account `a` would stand above itself on 2026-05-01: record 2 puts account `b` under it"
    );
    assert_eq!(
        refused(&book, &merge("a", "b", 7)),
        "account `a` would stand above itself on 2026-07-01: record 2 puts account `b` under it"
    );
    assert_eq!(
        refused(&book, &place("a", "a", 2)),
        "account `a` cannot stand under itself or be merged into itself"
    );
    assert!(matches!(
        decide(&book, &place("a", "z", 2)),
        Err(Rejection::UnknownAccount { .. })
    ));
    // For the months before that it is possible.
    given(
        &[
            opened(&["a", "b"]),
            vec![place("a", "b", 2), independent("a", 5), place("b", "a", 5)],
        ]
        .concat(),
    );
}

#[test]
fn withdrawing_makes_no_circle_either() {
    let book = given(
        &[
            opened(&["a", "b"]),
            vec![place("a", "b", 1), independent("a", 3), place("b", "a", 5)],
        ]
        .concat(),
    );
    assert_eq!(
        refused(&book, &withdraw_from("a", 3)),
        "account `a` would stand above itself on 2026-05-01: record 2 puts account `b` under it"
    );
}

#[test]
fn a_merge_keeps_everything_and_can_be_undone() {
    let commands = [
        opened(&["a", "b", "child", "group"]),
        vec![
            place("child", "b", 1),
            place("b", "group", 1),
            pays("a", 6, 100),
            pays("b", 2, 50),
            pays("child", 3, 7),
            merge("b", "a", 8),
        ],
    ]
    .concat();
    let book = given(&commands);
    let (a, b, child) = (account("a"), account("b"), account("child"));
    let august = book.hierarchy_on(day(8, 1));
    assert_eq!(august.survivor(&b), &a);
    assert_eq!(
        august.children(&a),
        [&child],
        "a merge must not lose children"
    );
    assert_eq!(august.parent(&child), Some(&a));
    assert_eq!(august.family(&a), [&a, &b, &child]);
    assert_eq!(
        august.roll_up(&a, Currency::USD, monthly).unwrap(),
        dollars(157)
    );
    assert_eq!(
        august.first_paid_on(&a),
        Some(day(2, 1)),
        "the older first payment"
    );
    assert_eq!(
        book.hierarchy_on(day(7, 31)).first_paid_on(&a),
        Some(day(6, 1))
    );
    assert_eq!(
        book.account(&b).unwrap().stage_on(day(8, 1)),
        Some(Stage::Merged)
    );
    assert_eq!(book.account(&b).unwrap().stage_on(day(7, 31)), None);
    assert_eq!(top(&book, "child", 7), "group");

    let undone = given(&[commands.clone(), vec![undo("b", 10)]].concat());
    assert_eq!(top(&undone, "child", 9), "a");
    assert_eq!(top(&undone, "child", 10), "group");
    assert_eq!(
        refused(&undone, &undo("b", 11)),
        "account `b` is not merged into another on 2026-11-01"
    );
    assert_eq!(
        refused(&undone, &withdraw_from("b", 4)),
        "record 5 builds on record 4; withdraw it first"
    );
    // One that should never have been recorded is taken back altogether.
    let withdrawn = given(&[commands.clone(), vec![withdraw_from("b", 4)]].concat());
    assert_eq!(
        withdrawn.account(&b).unwrap().lineage(),
        given(&commands[..9]).account(&b).unwrap().lineage()
    );
}

#[test]
fn a_merge_that_rests_a_parent_is_undone_only_without_a_circle() {
    let book = given(
        &[
            opened(&["a", "b", "p"]),
            vec![place("b", "p", 1), merge("b", "a", 2), place("p", "b", 3)],
        ]
        .concat(),
    );
    assert_eq!(top(&book, "p", 3), "a");
    assert!(matches!(
        decide(&book, &undo("b", 5)),
        Err(Rejection::HierarchyCircle { .. })
    ));
    assert!(matches!(
        decide(&book, &withdraw_from("b", 3)),
        Err(Rejection::HierarchyCircle { .. })
    ));
}

#[test]
fn a_merged_account_moves_no_further() {
    let stage = Command::CancelAccount {
        account: account("b"),
        reason: None,
        on: day(5, 1),
    };
    let book = given(&[opened(&["a", "b"]), vec![merge("b", "a", 4)]].concat());
    assert_eq!(
        refused(&book, &stage),
        "account `b` is merged into another on 2026-05-01, by record 2; undo that first"
    );
    assert_eq!(
        refused(&book, &merge("b", "a", 2)),
        "record 2 says something else about account `b` in that time; withdraw it first"
    );
    let book = given(&[opened(&["a", "b"]), vec![stage]].concat());
    assert_eq!(
        refused(&book, &merge("b", "a", 4)),
        "record 2 says something else about account `b` in that time; withdraw it first"
    );
}

/// Acquisition of B by A on a day: nothing churns; in the book of A's group B's amount is transferred in.
#[test]
fn trap_11_an_acquisition_is_a_transfer_and_not_a_churn() {
    let book = given(
        &[
            opened(&["a", "b"]),
            vec![pays("a", 1, 100), pays("b", 1, 50), place("b", "a", 3)],
        ]
        .concat(),
    );
    let history = RevenueHistory::from_book(&book, Currency::USD).unwrap();
    let slicing = Slicing::by_ultimate_parent(&history, &book).unwrap();
    let months = Periods::covering(Grain::Month, day(2, 1), day(4, 30)).unwrap();
    let report = bridge(&history, &months, &slicing, Convention::default()).unwrap();
    report.reconcile().unwrap();
    assert!(
        report
            .all
            .rows
            .iter()
            .all(|row| row.amounts.churn.is_zero() && row.amounts.new.is_zero())
    );
    let of = |id: &str| &report.slices[&SliceKey::Segment(name(id))];
    let march = |id: &str| {
        let amounts = of(id).rows[1].amounts;
        [
            amounts.opening,
            amounts.transfers_in,
            amounts.transfers_out,
            amounts.churn,
            amounts.closing,
        ]
    };
    assert_eq!(march("a"), [100, 50, 0, 0, 150].map(dollars));
    assert_eq!(march("b"), [50, 0, 50, 0, 0].map(dollars));
}

fn request(id: &str, commands: Vec<Command>) -> Request {
    Request {
        id: CommandId::new(id).unwrap(),
        actor: None,
        at: day(1, 1).and_hms_opt(12, 0, 0).unwrap().and_utc(),
        commands,
    }
}

#[test]
fn the_desk_loads_whatever_stands_above() {
    let desk = Desk::new(Arc::new(MemoryJournal::new()), TenantId::new("t").unwrap());
    let build = [
        opened(&["a", "b", "c", "d"]),
        vec![place("b", "a", 1), place("c", "b", 1), place("d", "c", 1)],
    ]
    .concat();
    block_on(desk.execute(&request("build", build))).unwrap();
    let error = block_on(desk.execute(&request("circle", vec![place("a", "d", 6)]))).unwrap_err();
    let DeskError::Rejected { rejection, .. } = error else {
        panic!("{error}");
    };
    assert!(
        matches!(rejection, Rejection::HierarchyCircle { .. }),
        "{rejection}"
    );
    // A caller who decides on less than that is told so.
    let whole = block_on(desk.book(Known::Now)).unwrap();
    let mut part = Book::default();
    let records = recorded(
        &whole
            .accounts()
            .filter(|held| ["a", "d"].contains(&held.id().as_str()))
            .flat_map(|held| {
                let id = held.id().as_str();
                let up = if id == "d" {
                    vec![place("d", "c", 1)]
                } else {
                    vec![]
                };
                let (_, facts) = try_all(&[opened(&["c", id]), up].concat());
                facts.concat()
            })
            .filter(|fact| fact.stream != tenure::StreamId::Account(account("c")))
            .collect::<Vec<_>>(),
    );
    for record in &records {
        part.apply(record).unwrap();
    }
    assert_eq!(
        refused(&part, &place("a", "d", 6)),
        "the decision reads stream `account:c`, which the book does not hold; load it first"
    );
}

const IDS: [&str; 5] = ["a", "b", "c", "d", "e"];

fn any_command() -> impl Strategy<Value = Command> {
    let id = || prop::sample::select(IDS.as_slice());
    prop_oneof![
        5 => (id(), id(), 1_u32..=12).prop_map(|(child, parent, month)| place(child, parent, month)),
        1 => (id(), 1_u32..=12).prop_map(|(child, month)| independent(child, month)),
        2 => (id(), id(), 1_u32..=12).prop_map(|(from, into, month)| merge(from, into, month)),
        1 => (id(), 1_u32..=12).prop_map(|(from, month)| undo(from, month)),
        2 => (id(), 2_u64..6).prop_map(|(id, record)| withdraw_from(id, record)),
    ]
}

proptest! {
    #![proptest_config(crate::config(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/regressions/hierarchy.txt")))]

    /// Whatever is asked for, in whatever order: no circle on any day, and every account counts once.
    #[test]
    fn families_divide_the_book_on_every_day(commands in prop::collection::vec(any_command(), 1..40)) {
        let (book, facts) = try_all(&[opened(&IDS), commands].concat());
        let ids: Vec<AccountId> = IDS.iter().map(|id| account(id)).collect();
        for month in 1..=12 {
            let on = day(month, 1);
            for id in &ids {
                let mut at = id;
                let mut steps = 0;
                while let Some(above) = book.account(at).and_then(|held| held.lineage().above_on(on)) {
                    at = above.account();
                    steps += 1;
                    prop_assert!(steps <= IDS.len(), "a circle on {}", on);
                }
                let hierarchy = book.hierarchy_on(on);
                prop_assert_eq!(hierarchy.ultimate_parent(id), at);
                let spans = book.ultimate_parents(id);
                let top = spans.iter().find(|(span, _)| span.contains(on)).unwrap().1;
                prop_assert_eq!(top, at);
            }
            let hierarchy = book.hierarchy_on(on);
            let tops: BTreeSet<_> = ids.iter().map(|id| hierarchy.ultimate_parent(id)).collect();
            let mut members: Vec<_> = tops.iter().flat_map(|top| hierarchy.family(top)).collect();
            members.sort();
            prop_assert_eq!(members, ids.iter().collect::<Vec<_>>());
        }
        // Facts of different streams and days commute.
        let mut facts = facts.concat();
        if facts.iter().all(|fact| fact.corrects.is_none()) {
            facts.sort_by_key(|fact| fact.effective_on);
            let in_order = Book::fold(&recorded(&facts), Known::Now).unwrap();
            for month in 1..=12 {
                for id in &ids {
                    let on = day(month, 1);
                    let above = |book: &Book| book.account(id).unwrap().lineage().above_on(on).map(|above| above.account().clone());
                    prop_assert_eq!(above(&book), above(&in_order));
                }
            }
        }
    }
}
