//! Who looks after an account once its manager has left.

use tenure::retention::{self, Convention, RevenueHistory, SliceKey, Slicing};
use tenure::{
    AccountId, AssignmentCause, Book, Command, Coverage, Currency, Grain, Periods, Position, Span,
    StreamId, WorkingStage,
};

use super::{account, day, dollars, given, manager, open_account, subscription, withdraw_from};

fn hire(who: &str, month: u32) -> Command {
    Command::HireManager {
        manager: manager(who),
        on: day(month, 1),
    }
}

fn release(who: &str, month: u32) -> Command {
    Command::ReleaseManager {
        manager: manager(who),
        on: day(month, 1),
    }
}

fn assign(to: &str, month: u32) -> Command {
    Command::AssignManager {
        account: account("a"),
        manager: manager(to),
        cause: AssignmentCause::Manual,
        on: day(month, 1),
    }
}

fn base(further: &[Command]) -> Book {
    let base = [
        hire("maria", 1),
        hire("ravi", 1),
        open_account("a"),
        assign("maria", 2),
    ];
    let commands: Vec<_> = base.iter().chain(further).cloned().collect();
    given(&commands)
}

fn coverage<'a>(book: &'a Book, account: &'a AccountId) -> Vec<(u32, Coverage<'a>)> {
    let mut from_month = Vec::new();
    for (span, coverage) in book.coverage(account) {
        let month = chrono::Datelike::month(&span.start());
        from_month.push((month, coverage));
        assert_eq!(book.coverage_on(account, span.start()), coverage);
    }
    from_month
}

#[test]
fn nobody_holds_an_account_after_leaving_until_it_is_decided_anew() {
    let (a, maria, ravi) = (account("a"), manager("maria"), manager("ravi"));
    let left = Coverage::Unreviewed { left: Some(&maria) };
    let book = base(&[release("maria", 6)]);
    assert_eq!(
        coverage(&book, &a),
        [(2, Coverage::Held(&maria)), (6, left)]
    );
    let before = Coverage::Unreviewed { left: None };
    assert_eq!(book.coverage_on(&a, day(1, 31)), before);

    // Coming back brings nothing back; a decision does.
    let book = base(&[release("maria", 6), hire("maria", 8), assign("ravi", 9)]);
    assert_eq!(
        coverage(&book, &a),
        [
            (2, Coverage::Held(&maria)),
            (6, left),
            (9, Coverage::Held(&ravi))
        ]
    );
    // Handed over in time, nothing is left behind.
    let book = base(&[assign("ravi", 6), release("maria", 6)]);
    assert_eq!(
        coverage(&book, &a),
        [(2, Coverage::Held(&maria)), (6, Coverage::Held(&ravi))]
    );
    // Vacant by decision is not unreviewed, and stays so.
    let vacant = Command::LeaveVacant {
        account: account("a"),
        on: day(4, 1),
    };
    let book = base(&[vacant, release("maria", 6)]);
    assert_eq!(
        coverage(&book, &a),
        [(2, Coverage::Held(&maria)), (4, Coverage::Vacant)]
    );
}

#[test]
fn whoever_plans_to_leave_sees_what_has_to_be_handed_over() {
    let book = base(&[open_account("b"), release("maria", 6)]);
    let maria = manager("maria");
    let held = |month| {
        let held = book.held_by(&maria, day(month, 1));
        held.map(|account| account.id().as_str().to_owned())
            .collect::<Vec<_>>()
    };
    let unreviewed = |month| {
        let accounts = book.unreviewed_on(day(month, 1));
        accounts
            .map(|account| account.id().as_str().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        (held(1), held(5), held(6)),
        (vec![], vec!["a".to_owned()], vec![])
    );
    assert_eq!(unreviewed(1), ["a", "b"]);
    assert_eq!(unreviewed(5), ["b"]);
    assert_eq!(unreviewed(6), ["a", "b"]);
}

#[test]
fn who_is_no_longer_a_customer_needs_no_manager() {
    let prospect = Command::MoveAccount {
        account: account("a"),
        to: WorkingStage::Prospect,
        on: day(1, 1),
    };
    let closed = Command::MoveAccount {
        account: account("a"),
        to: WorkingStage::Closed,
        on: day(7, 1),
    };
    let book = base(&[release("maria", 6), prospect, closed]);
    assert_eq!(book.unreviewed_on(day(6, 30)).count(), 1);
    assert_eq!(book.unreviewed_on(day(7, 1)).count(), 0);
}

/// What a leaver held is nobody's in the figures from that day on, to the last unit.
#[test]
fn a_leaver_is_credited_with_nothing_that_happens_later() {
    let start = Command::StartSubscription {
        account: account("a"),
        subscription: subscription("s"),
        span: Span::from(day(1, 1)),
        monthly: dollars(100),
    };
    let book = base(&[start, release("maria", 6)]);
    let history = RevenueHistory::from_book(&book, Currency::USD).unwrap();
    let slicing = Slicing::by_manager(&history, &book).unwrap();
    let months = Periods::covering(Grain::Month, day(5, 1), day(6, 30)).unwrap();
    let report = retention::bridge(&history, &months, &slicing, Convention::default()).unwrap();
    let maria = SliceKey::Manager(manager("maria"));
    let closing = |key: &SliceKey| {
        let months = report.slices[key].rows.iter();
        months
            .map(|month| month.amounts.closing)
            .collect::<Vec<_>>()
    };
    assert_eq!(closing(&maria), [dollars(100), dollars(0)]);
    assert_eq!(closing(&SliceKey::Unassigned), [dollars(0), dollars(100)]);
}

/// Taking the release back gives the account back: nothing was lost by it.
#[test]
fn withdrawing_a_release_gives_the_accounts_back() {
    let maria = manager("maria");
    let taken_back = Command::WithdrawRecord {
        stream: StreamId::Directory,
        record: Position::new(3).unwrap(),
    };
    let book = base(&[release("maria", 6), taken_back]);
    assert_eq!(
        book.coverage_on(&account("a"), day(12, 1)),
        Coverage::Held(&maria)
    );
    let book = base(&[release("maria", 6), withdraw_from("a", 2)]);
    assert_eq!(
        book.coverage_on(&account("a"), day(3, 1)),
        Coverage::Unreviewed { left: None }
    );
}
