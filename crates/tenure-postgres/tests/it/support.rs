//! A runtime, the server, and requests to send.

use std::future::Future;
use std::sync::OnceLock;

use chrono::{DateTime, NaiveDate};
use tenure::fact::AccountOpened;
use tenure::journal::{Append, Expected, NewRecord};
use tenure::{AccountId, CommandId, StreamId, TenantId};
use tenure_postgres::{Options, PostgresJournal, migrate};
use tenure_testkit::postgres::{Database, SERVICE, Server};
use tokio::runtime::Runtime;

pub(crate) fn server() -> Option<&'static Server> {
    Server::shared()
}

/// The runtime of all tests: a journal works on the one on which it was opened.
pub(crate) fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap()
    })
}

pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    runtime().block_on(future)
}

pub(crate) fn options(address: &str) -> Options {
    Options::new(address).unwrap()
}

/// A migrated database, open.
pub(crate) fn journal(database: &Database) -> PostgresJournal {
    block_on(async {
        migrate(&options(&database.owner), SERVICE).await.unwrap();
        PostgresJournal::open(options(&database.service))
            .await
            .unwrap()
    })
}

pub(crate) fn tenant() -> TenantId {
    TenantId::new("acme").unwrap()
}

pub(crate) fn account(name: &str) -> StreamId {
    StreamId::Account(AccountId::new(name).unwrap())
}

/// Opens an account so many times.
pub(crate) fn openings(command: &str, stream: &StreamId, expected: Expected, n: usize) -> Append {
    Append {
        command: CommandId::new(command).unwrap(),
        actor: None,
        at: DateTime::from_timestamp(1_790_000_000, 0).unwrap(),
        expect: vec![(stream.clone(), expected)],
        records: vec![
            NewRecord {
                stream: stream.clone(),
                effective_on: NaiveDate::from_ymd_opt(2026, 3, 1).unwrap(),
                corrects: None,
                fact: AccountOpened {}.into(),
            };
            n
        ],
    }
}

/// How often a text stands in the files below a folder.
pub(crate) fn occurrences(folder: &std::path::Path, needle: &str) -> usize {
    let mut found = 0;
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found += occurrences(&path, needle);
        } else if let Ok(bytes) = std::fs::read(&path) {
            // The server has no such text in any other encoding.
            found += String::from_utf8_lossy(&bytes).matches(needle).count();
        }
    }
    found
}
