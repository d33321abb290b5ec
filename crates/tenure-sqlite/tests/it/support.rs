//! A folder for each test, and requests to send.

use std::fs;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, NaiveDate};
use tenure::fact::AccountOpened;
use tenure::journal::{Append, Expected, NewRecord};
use tenure::{AccountId, CommandId, StreamId, TenantId};

/// A folder that is gone with the value.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let nth = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("tenure-sqlite-{}-{nth}", process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.0.join("journal.db")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
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
