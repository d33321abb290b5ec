//! Requests through a journal.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use tenure::journal::{Append, Journal, Limit, MemoryJournal};
use tenure::{
    AssignmentCause, Book, Command, CommandId, Desk, DeskError, Known, Outcome, Position, Request,
    Span, StreamId, TenantId,
};
use tenure_testkit::conformance::block_on;

use super::meddled::{MeddledJournal, Moment};
use super::{account, day, dollars, manager, open_account, subscription};

fn desk() -> (Arc<MemoryJournal>, Desk) {
    let journal = Arc::new(MemoryJournal::new());
    let tenant = TenantId::new("t").unwrap();
    (journal.clone(), Desk::new(journal, tenant))
}

fn noon(on: NaiveDate) -> DateTime<Utc> {
    on.and_hms_opt(12, 0, 0).unwrap().and_utc()
}

fn request(id: &str, on: NaiveDate, commands: Vec<Command>) -> Request {
    Request {
        id: CommandId::new(id).unwrap(),
        actor: None,
        at: noon(on),
        commands,
    }
}

fn open_with_subscription() -> Vec<Command> {
    vec![
        Command::OpenAccount {
            account: account("a"),
            on: day(1, 1),
        },
        Command::StartSubscription {
            account: account("a"),
            subscription: subscription("s"),
            span: Span::from(day(1, 1)),
            monthly: dollars(100),
        },
    ]
}

#[test]
fn a_request_sent_twice_is_recorded_once() {
    let (_, desk) = desk();
    let first = block_on(desk.execute(&request("r", day(1, 2), open_with_subscription()))).unwrap();
    let again = block_on(desk.execute(&request("r", day(1, 3), open_with_subscription()))).unwrap();
    let (Outcome::Recorded(first), Outcome::Recorded(again)) = (first, again) else {
        panic!("nothing was recorded");
    };
    assert_eq!(
        (first.first, first.last, first.replayed),
        (again.first, again.last, false)
    );
    assert!(again.replayed);
}

#[test]
fn a_rejected_command_leaves_nothing_of_its_request() {
    let (journal, desk) = desk();
    let mut commands = open_with_subscription();
    commands.push(commands[1].clone());
    let error = block_on(desk.execute(&request("r", day(1, 2), commands))).unwrap_err();
    assert!(
        matches!(error, DeskError::Rejected { place: 3, .. }),
        "{error}"
    );
    let tenant = TenantId::new("t").unwrap();
    assert!(
        block_on(journal.scan(&tenant, None, Limit::MAX))
            .unwrap()
            .records
            .is_empty()
    );
}

#[test]
fn what_was_known_then_stays_as_it_was() {
    let (_, desk) = desk();
    block_on(desk.execute(&request("open", day(1, 2), open_with_subscription()))).unwrap();
    let cancel = Command::EndSubscription {
        account: account("a"),
        subscription: subscription("s"),
        on: day(3, 1),
    };
    block_on(desk.execute(&request("cancel", day(5, 10), vec![cancel]))).unwrap();

    let amount = |known| {
        let book = block_on(desk.book(known)).unwrap();
        let held = book
            .account(&account("a"))
            .unwrap()
            .subscription(&subscription("s"))
            .cloned();
        held.unwrap().monthly_on(day(3, 31))
    };
    assert_eq!(
        amount(Known::by_end_of(day(4, 30)).unwrap()),
        Some(dollars(100))
    );
    assert_eq!(
        amount(Known::At(noon(day(5, 10)) - TimeDelta::microseconds(1))),
        Some(dollars(100))
    );
    assert_eq!(amount(Known::At(noon(day(5, 10)))), None);
    assert_eq!(amount(Known::Now), None);
}

#[test]
fn a_large_request_is_recorded_in_batches_that_keep_an_account_together() {
    let (journal, desk) = desk();
    let commands: Vec<_> = (0..3_500)
        .flat_map(|number| {
            let id = account(&format!("a{number}"));
            let started = |s: &str| Command::StartSubscription {
                account: id.clone(),
                subscription: subscription(s),
                span: Span::new(day(1, 1), Some(day(2, 1))).unwrap(),
                monthly: dollars(1),
            };
            [
                Command::OpenAccount {
                    account: id.clone(),
                    on: day(1, 1),
                },
                started("s"),
                started("t"),
            ]
        })
        .collect();
    let book = block_on(desk.book(Known::Now)).unwrap();
    let receipts =
        block_on(desk.execute_in_batches(book, request("r", day(2, 2), commands))).unwrap();
    assert_eq!(receipts.len(), 2);
    assert!(
        receipts[0]
            .versions
            .iter()
            .all(|(_, version)| version.get() == 5)
    );
    let tenant = TenantId::new("t").unwrap();
    let head = block_on(journal.head(&tenant)).unwrap();
    assert_eq!(head.position.unwrap().get(), 3_500 * 5);
}

#[test]
fn one_account_may_fill_many_batches() {
    let (journal, desk) = desk();
    let started = |number| Command::StartSubscription {
        account: account("a"),
        subscription: subscription(&format!("s{number}")),
        span: Span::from(day(1, 1)),
        monthly: dollars(1),
    };
    let opened = Command::OpenAccount {
        account: account("a"),
        on: day(1, 1),
    };
    let count = 2 * Append::MAX_RECORDS + 1;
    let commands = std::iter::once(opened)
        .chain((0..count).map(started))
        .collect();
    let receipts =
        block_on(desk.execute_in_batches(Book::default(), request("r", day(2, 2), commands)))
            .unwrap();
    assert_eq!(receipts.len(), 3);
    let tenant = TenantId::new("t").unwrap();
    let head = block_on(journal.head(&tenant)).unwrap();
    assert_eq!(head.position.unwrap().get(), count as u64 + 1);
}

#[test]
fn a_withdrawal_names_a_record_that_stands_in_the_journal() {
    let (_, desk) = desk();
    let open = |id: &str| Command::OpenAccount {
        account: account(id),
        on: day(1, 1),
    };
    let start = |id: &str| Command::StartSubscription {
        account: account("a"),
        subscription: subscription(id),
        span: Span::from(day(1, 1)),
        monthly: dollars(100),
    };
    let others = ["b", "c", "d"].map(open).to_vec();
    block_on(desk.execute(&request("others", day(1, 2), others))).unwrap();
    // Record 4 will be the opening of the account, although the fourth fact of its stream is the start of a subscription.
    let fourth = Command::WithdrawRecord {
        stream: StreamId::Account(account("a")),
        record: Position::new(4).unwrap(),
    };
    let commands = vec![open("a"), start("s"), start("t"), start("u"), fourth];
    let error = block_on(desk.execute(&request("r", day(1, 2), commands))).unwrap_err();
    assert!(
        matches!(error, DeskError::Rejected { place: 5, .. }),
        "{error}"
    );
}

/// A host that sends a request again because the first answer is slow gets one receipt, whenever the first is written.
#[test]
fn a_request_sent_twice_at_once_is_recorded_once() {
    for moment in [Moment::BeforeFirstLoad, Moment::BeforeFirstAppend] {
        let (journal, first) = desk();
        let open = |id: &str| Command::OpenAccount {
            account: account(id),
            on: day(1, 1),
        };
        block_on(first.execute(&request("open", day(1, 2), vec![open("a")]))).unwrap();
        let start = request("start", day(1, 2), open_with_subscription()[1..].to_vec());
        let other = request(
            "other",
            day(1, 2),
            vec![Command::LeaveVacant {
                account: account("a"),
                on: day(1, 1),
            }],
        );
        let sent = start.clone();
        let meddled = MeddledJournal::new(journal.clone(), moment, move || {
            // With other streams behind it than the second one has seen.
            block_on(first.execute(&other)).unwrap();
            block_on(first.execute(&sent)).unwrap();
        });
        let second = Desk::new(Arc::new(meddled), TenantId::new("t").unwrap());
        let outcome = block_on(second.execute(&start)).unwrap();
        assert!(
            matches!(&outcome, Outcome::Recorded(receipt) if receipt.replayed),
            "{moment:?}: {outcome:?}"
        );
    }
}

/// Five hundred accounts change hands at once, in one append: all, or none of them.
#[test]
fn handing_over_a_whole_book_is_one_append() {
    let (journal, desk) = desk();
    let tenant = TenantId::new("t").unwrap();
    let number = |number: u32| format!("a{number:03}");
    let hire = |who: &str| Command::HireManager {
        manager: manager(who),
        on: day(1, 1),
    };
    let assign = |place: u32, to: &str, month: u32| Command::AssignManager {
        account: account(&number(place)),
        manager: manager(to),
        cause: AssignmentCause::Transfer,
        on: day(month, 1),
    };
    let mut opening = vec![hire("maria"), hire("ravi")];
    for place in 0..500 {
        opening.push(open_account(&number(place)));
        opening.push(assign(place, "maria", 1));
    }
    block_on(desk.execute(&request("opening", day(1, 1), opening))).unwrap();
    let before = block_on(journal.head(&tenant)).unwrap().position;

    // One that cannot be, and nothing of the request is recorded.
    let mut commands: Vec<_> = (0..500).map(|place| assign(place, "ravi", 3)).collect();
    commands.push(assign(500, "ravi", 3));
    let error = block_on(desk.execute(&request("r-1", day(2, 1), commands.clone()))).unwrap_err();
    assert_eq!(
        error.to_string(),
        "command 501 is rejected: account `a500` does not exist; open it first"
    );
    assert_eq!(block_on(journal.head(&tenant)).unwrap().position, before);

    // A leaver is released in the same request, once everything is handed over.
    commands.pop();
    commands.push(Command::ReleaseManager {
        manager: manager("maria"),
        on: day(3, 1),
    });
    let outcome = block_on(desk.execute(&request("r-2", day(2, 1), commands))).unwrap();
    let Outcome::Recorded(receipt) = outcome else {
        panic!("nothing was recorded");
    };
    assert_eq!(receipt.last.get() - receipt.first.get() + 1, 501);
    assert_eq!(
        receipt.versions.len(),
        501,
        "a stream each, and the directory"
    );
    let book = block_on(desk.book(Known::Now)).unwrap();
    let (maria, ravi) = (manager("maria"), manager("ravi"));
    assert_eq!(book.held_by(&maria, day(2, 28)).count(), 500);
    assert_eq!(book.held_by(&ravi, day(3, 1)).count(), 500);
    assert_eq!(book.unreviewed_on(day(3, 1)).count(), 0);
}
