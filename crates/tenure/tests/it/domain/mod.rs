//! Accounts, managers and what is decided about them.

mod cases;
mod commitments;
mod decisions;
mod desk;
mod fit_reviews;
mod interactions;
mod liaison;
mod opportunities;
mod sla;
mod stored_form;
mod surveys;
mod work;

use chrono::NaiveDate;
use tenure::{AccountId, ManagerId, Money, Name, SubscriptionId};

use tenure::decide::{decide, decide_all};
use tenure::{Account, Book, Command, Position, StreamId};

pub(crate) fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

pub(crate) fn account(id: &str) -> AccountId {
    AccountId::new(id).unwrap()
}

pub(crate) fn manager(id: &str) -> ManagerId {
    ManagerId::new(id).unwrap()
}

pub(crate) fn subscription(id: &str) -> SubscriptionId {
    SubscriptionId::new(id).unwrap()
}

pub(crate) fn name(text: &str) -> Name {
    Name::new(text).unwrap()
}

pub(crate) fn dollars(amount: i64) -> Money {
    format!("{amount} USD").parse().unwrap()
}

/// Account `a`, opened on the first of January, with managers `maria` and `arjun`, after these commands.
pub(crate) fn working(commands: &[Command]) -> Book {
    let hire = |who| Command::HireManager {
        manager: manager(who),
        on: day(1, 1),
    };
    let open = Command::OpenAccount {
        account: account("a"),
        on: day(1, 1),
    };
    let mut book = Book::default();
    decide_all(&mut book, &[hire("maria"), hire("arjun"), open]).unwrap();
    decide_all(&mut book, commands).unwrap();
    book
}

pub(crate) fn held(book: &Book) -> &Account {
    book.account(&account("a")).unwrap()
}

/// Takes a record of account `a` back; its opening is record 1.
pub(crate) fn withdraw(record: u64) -> Command {
    Command::WithdrawRecord {
        stream: StreamId::Account(account("a")),
        record: Position::new(record).unwrap(),
    }
}

pub(crate) fn refused(book: &Book, command: &Command) -> String {
    decide(book, command).unwrap_err().to_string()
}

/// That everything is so already.
pub(crate) fn is_so(book: &Book, command: &Command) {
    assert_eq!(decide(book, command), Ok(vec![]));
}
