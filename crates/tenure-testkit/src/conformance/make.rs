//! What the behaviours work on.

use std::thread;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use tenure::fact::{
    AccountOpened, ManagerHired, RecordWithdrawn, SubscriptionEnded, SubscriptionStarted,
};
use tenure::journal::{
    Append, Expected, Head, Journal, JournalError, JournalErrorKind, JournalExt, NewRecord, Receipt,
};
use tenure::{
    AccountId, CommandId, Fact, ManagerId, Position, Record, StreamId, SubscriptionId, TenantId,
    Version,
};

use super::block_on;

pub(crate) fn tenant(name: &str) -> TenantId {
    TenantId::new(name).unwrap()
}

pub(crate) fn command(name: &str) -> CommandId {
    CommandId::new(name).unwrap()
}

pub(crate) fn account(name: &str) -> StreamId {
    StreamId::Account(AccountId::new(name).unwrap())
}

pub(crate) fn place(position: u64) -> Position {
    Position::new(position).unwrap()
}

pub(crate) fn exactly(version: u64) -> Expected {
    Expected::Exactly(Version::new(version))
}

pub(crate) fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 2, 28).unwrap()
}

pub(crate) fn instant(micros: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(1_790_000_000_000_000 + micros).unwrap()
}

pub(crate) fn opened() -> Fact {
    AccountOpened {}.into()
}

pub(crate) fn hired(manager: &str) -> Fact {
    ManagerHired {
        manager: ManagerId::new(manager).unwrap(),
    }
    .into()
}

pub(crate) fn started(subscription: &str, monthly: &str) -> Fact {
    SubscriptionStarted {
        subscription: SubscriptionId::new(subscription).unwrap(),
        monthly: monthly.parse().unwrap(),
    }
    .into()
}

pub(crate) fn ended(subscription: &str) -> Fact {
    SubscriptionEnded {
        subscription: SubscriptionId::new(subscription).unwrap(),
    }
    .into()
}

pub(crate) fn withdrawn() -> Fact {
    RecordWithdrawn {}.into()
}

/// An append without anything in it yet.
pub(crate) fn request(command_id: &str) -> Append {
    Append {
        command: command(command_id),
        actor: None,
        at: instant(0),
        expect: Vec::new(),
        records: Vec::new(),
    }
}

pub(crate) trait Build {
    fn at(self, micros: i64) -> Append;
    fn expect(self, stream: &StreamId, expected: Expected) -> Append;
    fn record(self, stream: &StreamId, fact: Fact) -> Append;
    fn correct(self, stream: &StreamId, fact: Fact, corrects: u64) -> Append;
}

impl Build for Append {
    fn at(mut self, micros: i64) -> Append {
        self.at = instant(micros);
        self
    }

    fn expect(mut self, stream: &StreamId, expected: Expected) -> Append {
        self.expect.push((stream.clone(), expected));
        self
    }

    fn record(mut self, stream: &StreamId, fact: Fact) -> Append {
        self.records.push(NewRecord {
            stream: stream.clone(),
            effective_on: day(),
            corrects: None,
            fact,
        });
        self
    }

    fn correct(self, stream: &StreamId, fact: Fact, corrects: u64) -> Append {
        let mut append = self.record(stream, fact);
        append.records.last_mut().unwrap().corrects = Position::new(corrects);
        append
    }
}

/// A journal, asked by a thread that waits.
pub(crate) trait Ask {
    fn try_write(&self, tenant: &TenantId, append: Append) -> Result<Receipt, JournalError>;
    fn write(&self, tenant: &TenantId, append: Append) -> Receipt;
    fn refusal(&self, tenant: &TenantId, append: Append) -> JournalErrorKind;
    fn all(&self, tenant: &TenantId) -> Vec<Record>;
    fn stream(&self, tenant: &TenantId, stream: &StreamId) -> Vec<Record>;
    fn end(&self, tenant: &TenantId) -> Head;
}

impl Ask for dyn Journal + '_ {
    /// Again when too many were at it at once, as a host would.
    fn try_write(&self, tenant: &TenantId, append: Append) -> Result<Receipt, JournalError> {
        for _ in 0..1_000 {
            match block_on(self.append(tenant, append.clone())) {
                Err(error) if *error.kind() == JournalErrorKind::Busy => {
                    thread::sleep(Duration::from_millis(1));
                }
                outcome => return outcome,
            }
        }
        panic!("the journal was busy a thousand times");
    }

    fn write(&self, tenant: &TenantId, append: Append) -> Receipt {
        self.try_write(tenant, append)
            .expect("the append is in order")
    }

    fn refusal(&self, tenant: &TenantId, append: Append) -> JournalErrorKind {
        let before = self.end(tenant);
        let error = self
            .try_write(tenant, append)
            .expect_err("the append is not in order");
        assert_eq!(
            self.end(tenant),
            before,
            "something was written, and: {error}"
        );
        assert!(!error.to_string().is_empty());
        error.kind().clone()
    }

    fn all(&self, tenant: &TenantId) -> Vec<Record> {
        block_on(self.scan_all(tenant)).expect("the records can be read")
    }

    fn stream(&self, tenant: &TenantId, stream: &StreamId) -> Vec<Record> {
        block_on(self.load_all(tenant, stream)).expect("the stream can be read")
    }

    fn end(&self, tenant: &TenantId) -> Head {
        block_on(self.head(tenant)).expect("the head can be read")
    }
}
