//! Accounts, managers and what is decided about them.

mod absence;
mod assignment;
mod capacity;
mod cases;
mod commitments;
mod contact;
mod contract;
mod coverage;
mod decisions;
mod desk;
mod directory;
mod fit_reviews;
mod guide;
mod handover;
mod hierarchy;
mod interactions;
mod liaison;
mod lifecycle;
mod meddled;
pub(crate) mod model;
mod opportunities;
mod pay;
mod policy;
mod product;
mod qualification;
mod sla;
mod stored_form;
mod surveys;
mod team;
mod traps;
mod work;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate};
use tenure::decide::{decide, decide_all};
use tenure::journal::NewRecord;
use tenure::{
    AccountId, Book, Command, CommandId, ManagerId, Money, Name, Position, Record, StreamId,
    SubscriptionId, Version,
};

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

/// Decides the commands in order into a book, each as a request of its own; every one of them is accepted.
pub(crate) fn given(commands: &[Command]) -> Book {
    let mut book = Book::default();
    for command in commands {
        decide_all(&mut book, std::slice::from_ref(command)).unwrap();
    }
    book
}

/// Decides each command on its own into a book; what is rejected changes nothing. The facts of those that were accepted.
pub(crate) fn try_all(commands: &[Command]) -> (Book, Vec<Vec<NewRecord>>) {
    let mut book = Book::default();
    let mut accepted = Vec::new();
    for command in commands {
        let before = book.clone();
        match decide_all(&mut book, std::slice::from_ref(command)) {
            Ok(facts) => accepted.push(facts),
            Err(_) => assert_eq!(book, before, "a rejected command changed the book"),
        }
    }
    (book, accepted)
}

/// The records that a journal would keep for these facts, with the positions that a book gives decided facts: by stream.
pub(crate) fn recorded(facts: &[NewRecord]) -> Vec<Record> {
    let mut versions = BTreeMap::new();
    facts
        .iter()
        .map(|fact| {
            let version: &mut u64 = versions.entry(fact.stream.clone()).or_default();
            *version += 1;
            Record {
                position: Position::new(*version).unwrap(),
                stream: fact.stream.clone(),
                version: Version::new(*version),
                effective_on: fact.effective_on,
                recorded_at: DateTime::UNIX_EPOCH,
                command: CommandId::new("c").unwrap(),
                actor: None,
                corrects: fact.corrects,
                fact: fact.fact.clone(),
            }
        })
        .collect()
}

/// What stands against a command, in words.
pub(crate) fn refused(book: &Book, command: &Command) -> String {
    decide(book, command).unwrap_err().to_string()
}

pub(crate) fn open_account(id: &str) -> Command {
    Command::OpenAccount {
        account: account(id),
        on: day(1, 1),
    }
}

pub(crate) fn withdraw_from(id: &str, record: u64) -> Command {
    Command::WithdrawRecord {
        stream: StreamId::Account(account(id)),
        record: Position::new(record).unwrap(),
    }
}
