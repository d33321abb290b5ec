//! What may be recorded, what may not, and why.

use proptest::prelude::*;
use tenure::decide::{decide, decide_all};
use tenure::{AssignmentCause, Book, Command, Holder, Known, Position, Rejection, Span, StreamId};

use super::{account, day, dollars, given, manager, name, refused, subscription};

fn open() -> Command {
    Command::OpenAccount {
        account: account("a"),
        on: day(1, 1),
    }
}

fn start(id: &str, from: u32, to: Option<u32>) -> Command {
    Command::StartSubscription {
        account: account("a"),
        subscription: subscription(id),
        span: Span::new(day(from, 1), to.map(|month| day(month, 1))).unwrap(),
        monthly: dollars(100),
    }
}

fn reprice(id: &str, month: u32, amount: i64) -> Command {
    Command::RepriceSubscription {
        account: account("a"),
        subscription: subscription(id),
        monthly: dollars(amount),
        on: day(month, 1),
    }
}

fn end(id: &str, month: u32) -> Command {
    Command::EndSubscription {
        account: account("a"),
        subscription: subscription(id),
        on: day(month, 1),
    }
}

fn withdraw(record: u64) -> Command {
    Command::WithdrawRecord {
        stream: StreamId::Account(account("a")),
        record: Position::new(record).unwrap(),
    }
}

#[test]
fn a_subscription_has_the_amount_of_each_day() {
    let book = given(&[open(), start("s", 2, Some(6)), reprice("s", 4, 150)]);
    let found = book.account(&account("a")).unwrap();
    let on = |month, d| {
        found
            .subscription(&subscription("s"))
            .unwrap()
            .monthly_on(day(month, d))
    };
    assert_eq!(on(1, 31), None);
    assert_eq!(on(2, 1), Some(dollars(100)));
    assert_eq!(on(3, 31), Some(dollars(100)));
    assert_eq!(on(4, 1), Some(dollars(150)));
    assert_eq!(on(5, 31), Some(dollars(150)));
    assert_eq!(on(6, 1), None);
}

#[test]
fn a_subscription_ended_on_the_day_it_started_holds_no_day() {
    let book = given(&[open(), start("s", 2, Some(2))]);
    let found = book.account(&account("a")).unwrap();
    let held = found.subscription(&subscription("s")).unwrap();
    assert_eq!(held.amounts().count(), 0);
    assert!(held.span().unwrap().is_empty());
}

#[test]
fn a_rejection_names_the_rule_and_the_record() {
    let book = given(&[open(), start("s", 2, Some(6)), reprice("s", 4, 150)]);
    assert_eq!(
        refused(&book, &open()),
        "account `a` was opened already, by record 1"
    );
    assert_eq!(
        refused(&book, &start("s", 8, None)),
        "subscription `s` was started on 2026-02-01 already, by record 2; a subscription starts once, so give another id to a \
         customer who comes back, or withdraw that record"
    );
    assert_eq!(
        refused(&book, &reprice("s", 7, 1)),
        "subscription `s` is not in force on 2026-07-01"
    );
    assert_eq!(
        refused(&book, &end("s", 3)),
        "record 4 changes subscription `s` on 2026-04-01, after the end asked for; withdraw it first"
    );
    assert_eq!(
        refused(&book, &withdraw(2)),
        "record 4 builds on record 2; withdraw it first"
    );
    assert_eq!(
        refused(&book, &withdraw(9)),
        "stream `account:a` has no record 9 that still holds"
    );
    let negative = Command::RepriceSubscription {
        account: account("a"),
        subscription: subscription("s"),
        monthly: dollars(-1),
        on: day(3, 1),
    };
    assert_eq!(
        refused(&book, &negative),
        "-1.00 USD is below zero; a subscription costs nothing at the least"
    );
}

#[test]
fn a_request_takes_back_only_what_was_recorded_before_it() {
    let mut book = given(&[open()]);
    let commands = [start("s", 2, None), withdraw(2)];
    let (place, rejection) = decide_all(&mut book, &commands).unwrap_err();
    assert_eq!(place, 1);
    assert_eq!(
        rejection.to_string(),
        "stream `account:a` has no record 2 before this request, and a request takes back only what was recorded before it; leave \
         out the command that would record it"
    );
    // A record of an earlier request and what replaces it go together.
    let mut book = given(&[open(), start("s", 2, None)]);
    decide_all(&mut book, &[withdraw(2), start("s", 3, None)]).unwrap();
    let held = book.account(&account("a")).unwrap();
    let started = held.subscription(&subscription("s")).unwrap();
    assert_eq!(started.monthly_on(day(2, 28)), None);
    assert_eq!(started.monthly_on(day(3, 1)), Some(dollars(100)));
}

#[test]
fn only_an_employed_manager_takes_an_account_over() {
    let assign = |month| Command::AssignManager {
        account: account("a"),
        manager: manager("maria"),
        cause: AssignmentCause::Manual,
        on: day(month, 1),
    };
    let hire = Command::HireManager {
        manager: manager("maria"),
        on: day(2, 1),
    };
    let release = Command::ReleaseManager {
        manager: manager("maria"),
        on: day(6, 1),
    };
    assert_eq!(
        refused(&given(&[open()]), &assign(3)),
        "manager `maria` is not in the directory; hire the manager first"
    );
    let book = given(&[open(), hire.clone(), release.clone()]);
    assert!(matches!(
        decide(&book, &assign(1)),
        Err(Rejection::NotEmployed { .. })
    ));
    assert!(matches!(
        decide(&book, &assign(6)),
        Err(Rejection::NotEmployed { .. })
    ));
    assert!(matches!(
        decide(&book, &hire),
        Err(Rejection::AlreadyEmployed { .. })
    ));
    assert!(matches!(
        decide(&book, &release),
        Err(Rejection::NotEmployed { .. })
    ));
    let earlier = Command::ReleaseManager {
        manager: manager("maria"),
        on: day(4, 1),
    };
    assert!(matches!(
        decide(&book, &earlier),
        Err(Rejection::LaterEmployment { .. })
    ));

    let vacant = Command::LeaveVacant {
        account: account("a"),
        on: day(5, 1),
    };
    let book = given(&[open(), hire, release, assign(3), vacant]);
    let held = book.account(&account("a")).unwrap();
    assert_eq!(held.holder_on(day(2, 28)), None);
    assert_eq!(
        held.holder_on(day(3, 1)),
        Some(&Holder::Manager(manager("maria")))
    );
    assert_eq!(held.holder_on(day(5, 1)), Some(&Holder::Vacant));
}

#[test]
fn what_is_so_already_needs_no_record() {
    let classify = |class: Option<&str>| Command::ClassifyAccount {
        account: account("a"),
        dimension: name("segment"),
        class: class.map(name),
        on: day(1, 1),
    };
    let book = given(&[open(), classify(Some("small")), start("s", 2, None)]);
    assert_eq!(decide(&book, &classify(Some("small"))), Ok(vec![]));
    assert_eq!(decide(&book, &classify(None)).unwrap().len(), 1);
    assert_eq!(decide(&book, &reprice("s", 3, 100)), Ok(vec![]));
}

fn any_command() -> impl Strategy<Value = Command> {
    let ids = prop_oneof![Just("s"), Just("t")];
    prop_oneof![
        1 => Just(open()),
        4 => (ids.clone(), 1_u32..=12, proptest::option::of(1_u32..=12)).prop_filter_map("ends before it starts", |(id, from, to)| {
            to.is_none_or(|to| to >= from).then(|| start(id, from, to))
        }),
        4 => (ids.clone(), 1_u32..=12, 0_i64..4).prop_map(|(id, month, amount)| reprice(id, month, amount)),
        3 => (ids, 1_u32..=12).prop_map(|(id, month)| end(id, month)),
        2 => (1_u64..12).prop_map(withdraw),
        2 => (1_u32..=12).prop_map(|month| Command::LeaveVacant { account: account("a"), on: day(month, 1) }),
    ]
}

proptest! {
    #![proptest_config(crate::config(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/regressions/decisions.txt")))]

    /// Whatever is asked for, in whatever order: what was accepted folds, and every subscription has one start before everything
    /// else about it and at most one end after it.
    #[test]
    fn accepted_commands_never_make_an_impossible_state(commands in prop::collection::vec(any_command(), 1..40)) {
        let mut book = Book::default();
        for command in &commands {
            let before = book.clone();
            if decide_all(&mut book, std::slice::from_ref(command)).is_err() {
                prop_assert_eq!(&book, &before, "a rejected command changed the book");
            }
        }
        for (_, held) in book.account(&account("a")).into_iter().flat_map(|held| held.subscriptions()) {
            let start = held.start().expect("a subscription without a start");
            for entry in held.terms().entries() {
                prop_assert!(entry.on >= start.on);
                if let Some(end) = held.end() {
                    prop_assert!((entry.on, entry.by) <= (end.on, end.by));
                }
            }
            let spans: Vec<_> = held.amounts().map(|(span, _)| span).collect();
            for pair in spans.windows(2) {
                prop_assert!(!pair[0].overlaps(&pair[1]));
            }
        }
    }

    /// Taking a record back leaves what there was before it.
    #[test]
    fn withdrawing_undoes(commands in prop::collection::vec(any_command(), 1..20), last in any_command()) {
        let mut book = Book::default();
        for command in &commands {
            let _ = decide_all(&mut book, std::slice::from_ref(command));
        }
        let before: Vec<_> = book.accounts().filter(|held| held.opened().is_some()).flat_map(view).collect();
        let last_position = |book: &Book| book.account(&account("a")).map_or(0, |held| held.version().get());
        let ahead = last_position(&book);
        let withdraws = matches!(last, Command::WithdrawRecord { .. });
        if withdraws || decide_all(&mut book, &[last]).is_err() {
            return Ok(());
        }
        for record in (ahead + 1..=last_position(&book)).rev() {
            decide_all(&mut book, &[withdraw(record)]).unwrap();
        }
        let after: Vec<_> = book.accounts().filter(|held| held.opened().is_some()).flat_map(view).collect();
        prop_assert_eq!(before, after);
    }
}

/// What an account says of every first of a month.
fn view(held: &tenure::Account) -> Vec<String> {
    (1..=12)
        .flat_map(|month| {
            let on = day(month, 1);
            let amounts: Vec<_> = held
                .subscriptions()
                .map(|(id, subscription)| format!("{id} {:?}", subscription.monthly_on(on)))
                .collect();
            let opened = held.opened().is_some();
            [format!(
                "{on} {opened} {:?} {amounts:?}",
                held.holder_on(on)
            )]
        })
        .collect()
}

#[test]
fn an_empty_book_folds_from_nothing() {
    assert_eq!(Book::fold([], Known::Now).unwrap(), Book::default());
}
