//! A journal built as one on a database is, with tables, transactions and a log that has to be flushed; sound, or with one [`Defect`].
//!
//! [`DoubleStore`] is what the suite itself is tested with: the sound one has every behaviour, and each defect costs at least one.
//!
//! ```
//! use tenure_testkit::conformance;
//! use tenure_testkit::doubles::{Defect, DoubleStore};
//! use tenure_testkit::store::Store;
//!
//! let journal = DoubleStore::with(Defect::ClockTrusted).open()?;
//! let found = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
//!     conformance::instants_never_go_back(&*journal);
//! }));
//! assert!(found.is_err());
//! # Ok::<(), tenure::journal::JournalError>(())
//! ```
//!
//! [`Spread`] and [`Unreliable`] go before any journal, to test it as several processes use it, or whoever uses it.

mod append;
mod defect;
mod hand;
mod read;
mod spread;
mod tables;
mod unreliable;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use tenure::TenantId;
use tenure::journal::{
    Append, BoxFuture, Head, Journal, JournalError, JournalErrorKind, Limit, Page, Profile,
    ProfileState, Receipt, Verified,
};
use tenure::{CommandId, Position, StreamId, SubjectId, Version};

pub use defect::Defect;
pub use spread::Spread;
use tables::{Change, Tables};
pub use unreliable::Unreliable;

/// The store of a double: what stays when its journal is closed.
#[derive(Clone, Debug)]
pub struct DoubleStore {
    defect: Option<Defect>,
    state: Arc<Mutex<State>>,
}

/// A journal on a [`DoubleStore`].
#[derive(Debug)]
struct Double {
    defect: Option<Defect>,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    tables: Tables,
    log: Vec<Told>,
    /// How many bytes more fit.
    room: Option<u64>,
    /// How many operations succeed before one fails.
    fails_after: Option<u64>,
    failed: bool,
    /// The number that a sequence would give next, by tenant; only a defect asks.
    sequence: std::collections::BTreeMap<TenantId, u64>,
    /// The tenant of each connection of a pool, and the one to be used next; only a defect asks.
    sessions: [Option<TenantId>; 3],
    session: usize,
}

/// What the device was told.
#[derive(Clone, Debug)]
enum Told {
    /// A transaction, which takes effect as a whole or not at all.
    Write(Vec<Change>),
    Flush,
}

impl DoubleStore {
    /// A store whose journal keeps every promise.
    #[must_use]
    pub fn sound() -> Self {
        Self::of(None)
    }

    /// A store whose journal has this defect.
    #[must_use]
    pub fn with(defect: Defect) -> Self {
        Self::of(Some(defect))
    }

    fn of(defect: Option<Defect>) -> Self {
        Self::on(defect, Tables::default())
    }

    fn on(defect: Option<Defect>, tables: Tables) -> Self {
        let state = State {
            tables,
            ..State::default()
        };
        Self {
            defect,
            state: Arc::new(Mutex::new(state)),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Double {
    fn has(&self, defect: Defect) -> bool {
        self.defect == Some(defect)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets others in, as between two statements without a lock.
    fn pause(&self) {
        thread::sleep(Duration::from_micros(200));
    }

    /// Writes each of the transactions and flushes.
    fn commit(
        &self,
        state: &mut State,
        transactions: Vec<Vec<Change>>,
    ) -> Result<(), JournalError> {
        for changes in transactions {
            let bytes: u64 = changes.iter().map(Change::bytes).sum();
            match state.room.map(|room| room.checked_sub(bytes)) {
                Some(None) if self.has(Defect::FullTakenForDone) => continue,
                Some(None) => {
                    return Err(JournalError::new(
                        JournalErrorKind::Full,
                        "there is no room left",
                    ));
                }
                Some(left) => state.room = left,
                None => {}
            }
            if state.fails() {
                return Err(JournalError::new(
                    JournalErrorKind::Unavailable,
                    "the write failed, and nothing was written",
                ));
            }
            for change in &changes {
                state.tables.apply(change);
            }
            state.log.push(Told::Write(changes));
        }
        if self.has(Defect::AcknowledgedUnflushed) {
            return Ok(());
        }
        if state.fails() {
            let kind = if self.has(Defect::DoubtDenied) {
                JournalErrorKind::Unavailable
            } else {
                JournalErrorKind::UnknownOutcome
            };
            return Err(JournalError::new(kind, "the flush failed"));
        }
        state.log.push(Told::Flush);
        Ok(())
    }
}

impl State {
    /// Whether the next operation of the device fails.
    fn fails(&mut self) -> bool {
        match self.fails_after {
            Some(0) => {
                self.fails_after = None;
                self.failed = true;
                true
            }
            Some(left) => {
                self.fails_after = Some(left - 1);
                false
            }
            None => false,
        }
    }
}

impl Journal for Double {
    fn append<'a>(
        &'a self,
        tenant: &'a TenantId,
        append: Append,
    ) -> BoxFuture<'a, Result<Receipt, JournalError>> {
        Box::pin(async move { self.write(tenant, append) })
    }

    fn load<'a>(
        &'a self,
        tenant: &'a TenantId,
        stream: &'a StreamId,
        after: Version,
        limit: Limit,
    ) -> BoxFuture<'a, Result<Page, JournalError>> {
        Box::pin(async move { self.read_stream(tenant, stream, after, limit) })
    }

    fn scan<'a>(
        &'a self,
        tenant: &'a TenantId,
        after: Option<Position>,
        limit: Limit,
    ) -> BoxFuture<'a, Result<Page, JournalError>> {
        Box::pin(async move { self.read_tenant(tenant, after, limit) })
    }

    fn head<'a>(&'a self, tenant: &'a TenantId) -> BoxFuture<'a, Result<Head, JournalError>> {
        Box::pin(async move { Ok(self.lock().tables.head(tenant)) })
    }

    fn receipt<'a>(
        &'a self,
        tenant: &'a TenantId,
        command: &'a CommandId,
    ) -> BoxFuture<'a, Result<Option<Receipt>, JournalError>> {
        Box::pin(async move { self.find_receipt(&self.lock().tables, tenant, command) })
    }

    fn profile<'a>(
        &'a self,
        tenant: &'a TenantId,
        subject: &'a SubjectId,
    ) -> BoxFuture<'a, Result<ProfileState, JournalError>> {
        Box::pin(async move { self.read_profile(tenant, subject) })
    }

    fn put_profile<'a>(
        &'a self,
        tenant: &'a TenantId,
        subject: &'a SubjectId,
        profile: Profile,
    ) -> BoxFuture<'a, Result<(), JournalError>> {
        Box::pin(async move { self.keep_profile(tenant, subject, &profile) })
    }

    fn forget<'a>(
        &'a self,
        tenant: &'a TenantId,
        subject: &'a SubjectId,
    ) -> BoxFuture<'a, Result<(), JournalError>> {
        Box::pin(async move { self.erase_profile(tenant, subject) })
    }

    fn verify<'a>(&'a self, tenant: &'a TenantId) -> BoxFuture<'a, Result<Verified, JournalError>> {
        Box::pin(async move { self.verify_tenant(tenant) })
    }
}
