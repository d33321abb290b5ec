//! What a file adds to a book.

use chrono::NaiveDate;
use proptest::prelude::*;
use tenure::decide::decide_all;
use tenure::retention::RevenueHistory;
use tenure::{AccountId, Book, Command, Currency, Name, Span, SubscriptionId};
use tenure_import::{Plan, PlanError, StatedClass, StatedSubscription, plan, plan_by_id};

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

fn stated(
    account: &str,
    id: &str,
    start: NaiveDate,
    end: Option<NaiveDate>,
    amount: i64,
) -> StatedSubscription {
    StatedSubscription {
        account: AccountId::new(account).unwrap(),
        subscription: SubscriptionId::new(id).unwrap(),
        span: Span::new(start, end).unwrap(),
        monthly: format!("{amount} USD").parse().unwrap(),
    }
}

fn segment(account: &str, class: Option<&str>) -> StatedClass {
    StatedClass {
        account: AccountId::new(account).unwrap(),
        dimension: Name::new("segment").unwrap(),
        class: class.map(|class| Name::new(class).unwrap()),
    }
}

/// Plans and carries out.
fn bring(book: &mut Book, rows: &[StatedSubscription], classes: &[StatedClass]) -> Plan {
    let plan = plan(book, rows, classes).unwrap();
    decide_all(book, &plan.commands).unwrap();
    plan
}

fn counts(plan: &Plan) -> [u64; 5] {
    [
        plan.new_subscriptions,
        plan.ended_subscriptions,
        plan.corrected_subscriptions,
        plan.unchanged_subscriptions,
        plan.absent_subscriptions,
    ]
}

#[test]
fn each_row_is_new_ended_corrected_unchanged_or_absent() {
    let mut book = Book::default();
    let first = [
        stated("a", "1", day(1, 1), None, 10),
        stated("a", "2", day(2, 1), Some(day(3, 1)), 20),
        stated("b", "3", day(1, 15), None, 30),
        stated("c", "4", day(1, 15), None, 40),
    ];
    let plan = bring(
        &mut book,
        &first,
        &[segment("a", Some("small")), segment("z", Some("large"))],
    );
    assert_eq!(counts(&plan), [4, 0, 0, 0, 0]);
    assert_eq!(
        plan.new_accounts, 3,
        "an account without subscriptions is left out"
    );

    let second = [
        stated("a", "1", day(1, 1), Some(day(6, 1)), 10),
        stated("a", "2", day(2, 1), Some(day(4, 1)), 20),
        stated("b", "3", day(1, 10), None, 33),
        stated("b", "5", day(5, 1), Some(day(5, 1)), 1),
    ];
    let plan = bring(&mut book, &second, &[segment("a", Some("large"))]);
    assert_eq!(counts(&plan), [1, 1, 2, 0, 1]);
    let held = book.account(&AccountId::new("a").unwrap()).unwrap();
    let class = held.class_on(&Name::new("segment").unwrap(), day(1, 1));
    assert_eq!(class.map(Name::as_str), Some("large"));
}

#[test]
fn a_file_may_not_undo_a_price_that_it_does_not_know() {
    let mut book = Book::default();
    bring(&mut book, &[stated("a", "1", day(1, 1), None, 10)], &[]);
    let reprice = Command::RepriceSubscription {
        account: AccountId::new("a").unwrap(),
        subscription: SubscriptionId::new("1").unwrap(),
        monthly: "15 USD".parse().unwrap(),
        on: day(3, 1),
    };
    decide_all(&mut book, &[reprice]).unwrap();
    let unchanged = plan(&book, &[stated("a", "1", day(1, 1), None, 10)], &[]).unwrap();
    assert!(unchanged.commands.is_empty());
    let ended = plan(
        &book,
        &[stated("a", "1", day(1, 1), Some(day(5, 1)), 10)],
        &[],
    )
    .unwrap();
    assert_eq!(ended.ended_subscriptions, 1);
    let undone = plan(
        &book,
        &[stated("a", "1", day(1, 1), Some(day(2, 1)), 10)],
        &[],
    );
    assert!(matches!(undone, Err(PlanError::Repriced { .. })));
}

fn rows() -> impl Strategy<Value = Vec<StatedSubscription>> {
    let row = (
        0_u8..4,
        0_u8..6,
        1_u32..=12,
        0_u32..4,
        any::<bool>(),
        0_i64..5,
    );
    prop::collection::btree_map((0_u8..4, 0_u8..6), row, 1..15).prop_map(|rows| {
        rows.into_iter()
            .map(|((account, id), (.., month, more, open, amount))| {
                let end = (!open).then(|| day((month + more).min(12), 28));
                stated(
                    &format!("a{account}"),
                    &format!("s{id}"),
                    day(month, 28),
                    end,
                    amount,
                )
            })
            .collect()
    })
}

proptest! {
    /// A file brought in twice changes nothing the second time, whatever the book held before, and the book then has the file's
    /// amounts on every day for every row of it.
    #[test]
    fn a_plan_brings_the_book_to_the_file_and_then_is_empty(before in rows(), file in rows()) {
        let mut book = Book::default();
        bring(&mut book, &before, &[]);
        bring(&mut book, &file, &[]);
        let again = plan(&book, &file, &[]).unwrap();
        prop_assert_eq!(again.commands, vec![]);
        for row in &file {
            let held = book.account(&row.account).unwrap().subscription(&row.subscription).unwrap();
            prop_assert_eq!(held.span(), Some(row.span));
            for month in 1..=12 {
                let expected = row.span.contains(day(month, 28)).then_some(row.monthly);
                prop_assert_eq!(held.monthly_on(day(month, 28)), expected);
            }
        }
        prop_assert!(RevenueHistory::from_book(&book, Currency::USD).is_ok());
    }
}

#[test]
fn a_row_whose_account_was_put_right_counts_there_and_no_longer_here() {
    let mut book = Book::default();
    bring(
        &mut book,
        &[stated("a", "1", day(1, 1), Some(day(6, 1)), 10)],
        &[],
    );
    let moved = [stated("b", "1", day(1, 1), Some(day(6, 1)), 10)];
    // Where ids may repeat from account to account, it is another subscription.
    assert_eq!(counts(&plan(&book, &moved, &[]).unwrap()), [1, 0, 0, 0, 1]);
    let plan = plan_by_id(&book, &moved, &[]).unwrap();
    assert_eq!(counts(&plan), [0, 0, 1, 0, 0]);
    decide_all(&mut book, &plan.commands).unwrap();
    let of = |id: &str| {
        let account = book.account(&AccountId::new(id).unwrap()).unwrap();
        let found = account.subscription(&SubscriptionId::new("1").unwrap());
        found.and_then(|held| held.monthly_on(day(2, 1))).is_some()
    };
    assert_eq!((of("a"), of("b")), (false, true));
    let again = plan_by_id(&book, &moved, &[]).unwrap();
    assert_eq!((counts(&again), again.commands.len()), ([0, 0, 0, 1, 0], 0));
}
