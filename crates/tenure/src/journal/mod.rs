//! Where records are kept: the port that every journal implements, and the journal in memory.
//!
//! A journal is append-only. One append adds facts to any number of streams of one tenant, all or nothing, guarded by the
//! versions that the caller decided on. Positions are dense per tenant and handed out inside the append, so a reader that has
//! seen position n has seen everything up to n. Every journal, the one in memory included, passes the conformance suite of
//! `tenure-testkit` and is as strict as a database.
//!
//! No clock here: an append brings its instant, and a journal only keeps it from going back.
//!
//! ```
//! use chrono::{DateTime, NaiveDate};
//! use tenure::fact::AccountOpened;
//! use tenure::journal::{Append, Expected, Journal, JournalExt, MemoryJournal, NewRecord};
//! use tenure::{AccountId, CommandId, StreamId, TenantId, Version};
//!
//! # tenure_testkit::conformance::block_on(async {
//! let journal = MemoryJournal::new();
//! let tenant = TenantId::new("acme")?;
//! let stream = StreamId::Account(AccountId::new("A-17")?);
//! let append = Append {
//!     command: CommandId::new("open A-17")?,
//!     actor: None,
//!     at: DateTime::from_timestamp(1_790_000_000, 0).ok_or("an instant")?,
//!     // The account must not have any record yet.
//!     expect: vec![(stream.clone(), Expected::Exactly(Version::EMPTY))],
//!     records: vec![NewRecord {
//!         stream: stream.clone(),
//!         effective_on: NaiveDate::from_ymd_opt(2026, 3, 1).ok_or("a day")?,
//!         corrects: None,
//!         fact: AccountOpened {}.into(),
//!     }],
//! };
//! let receipt = journal.append(&tenant, append.clone()).await?;
//! assert_eq!(journal.load_all(&tenant, &stream).await?.len(), 1);
//!
//! // Sent twice, it is done once.
//! let again = journal.append(&tenant, append).await?;
//! assert!(again.replayed);
//! assert_eq!(again.first, receipt.first);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # }).unwrap();
//! ```

mod append;
mod archive;
mod chain;
mod error;
mod ext;
mod memory;
mod page;
mod profile;
mod receipt;
mod schema;
mod snapshot;
mod stored;
mod stored_command;
mod verify;

use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;

use crate::id::{CommandId, SubjectId, TenantId};
use crate::record::{Position, StreamId, Version};

pub use append::{
    Append, ContentHash, Expected, NewRecord, Placed, PreparedAppend, PreparedRecord,
    PreparedStream, Receipt,
};
pub use archive::{
    Archive, Gatherer, PlacedRestore, PreparedRestore, RecordedAppend, RecordedFact, copy, export,
    export_profiles, restore, restore_profiles,
};
pub use chain::{ChainHash, ChainHashError};
pub use error::{JournalError, JournalErrorKind};
pub use ext::JournalExt;
pub use memory::MemoryJournal;
pub use page::{Head, Limit, Page};
pub use profile::{Profile, ProfileError, ProfileState};
pub use receipt::ReceiptReader;
pub use schema::{Schema, step_checksum};
pub use snapshot::{Resumable, Resumed, Snapshot, Snapshots};
pub use stored::{RecordReader, StoredRecord, StoredRecordError};
pub use stored_command::StoredCommand;
pub use verify::{Verified, Verifier};

/// A boxed future, so that a journal can stand behind `Arc<dyn Journal>` and needs no particular runtime.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The port. Implementations uphold what each method states; the conformance suite checks it.
///
/// Dropping a future before it is ready leaves the outcome of an append unknown, as does
/// [`JournalErrorKind::UnknownOutcome`]: ask [`receipt`](Journal::receipt), or send the same command again.
pub trait Journal: Debug + Send + Sync + 'static {
    /// Adds records, all or none, and returns where they stand.
    ///
    /// Acknowledged means durable, as far as the journal's own documentation promises. The instants of the records are
    /// [`Append::at`] or the tenant's last recorded instant, whichever is later.
    ///
    /// The same command id with the same content (everything but `at`) writes nothing and returns the first receipt with
    /// [`Receipt::replayed`] set.
    ///
    /// # Errors
    /// - [`Invalid`](JournalErrorKind::Invalid): see [`Append`] for what an append must satisfy; nothing was tried.
    /// - [`TooLarge`](JournalErrorKind::TooLarge): past the limits stated at [`Append`]; nothing was tried.
    /// - [`CommandReused`](JournalErrorKind::CommandReused): the command id was used for other content.
    /// - [`Conflict`](JournalErrorKind::Conflict): a stream is not at its expected version; the error names the stream and both
    ///   versions.
    /// - [`UnknownOutcome`](JournalErrorKind::UnknownOutcome), [`Busy`](JournalErrorKind::Busy),
    ///   [`Full`](JournalErrorKind::Full), [`Unavailable`](JournalErrorKind::Unavailable): from the store.
    fn append<'a>(
        &'a self,
        tenant: &'a TenantId,
        append: Append,
    ) -> BoxFuture<'a, Result<Receipt, JournalError>>;

    /// The records of one stream after a version, in order; an unknown stream has none.
    ///
    /// # Errors
    /// [`Corrupt`](JournalErrorKind::Corrupt) or [`NewerSchema`](JournalErrorKind::NewerSchema) with the position of the record
    /// that cannot be read, never a skip; [`Busy`](JournalErrorKind::Busy) and [`Unavailable`](JournalErrorKind::Unavailable) from the
    /// store.
    fn load<'a>(
        &'a self,
        tenant: &'a TenantId,
        stream: &'a StreamId,
        after: Version,
        limit: Limit,
    ) -> BoxFuture<'a, Result<Page, JournalError>>;

    /// The records of a tenant after a position (`None`: from the first), in order.
    ///
    /// # Errors
    /// As [`load`](Journal::load).
    fn scan<'a>(
        &'a self,
        tenant: &'a TenantId,
        after: Option<Position>,
        limit: Limit,
    ) -> BoxFuture<'a, Result<Page, JournalError>>;

    /// The end of a tenant's records and the hash over all of them.
    ///
    /// # Errors
    /// [`Busy`](JournalErrorKind::Busy), [`Unavailable`](JournalErrorKind::Unavailable) from the store.
    fn head<'a>(&'a self, tenant: &'a TenantId) -> BoxFuture<'a, Result<Head, JournalError>>;

    /// What became of a command: its receipt, marked as [`replayed`](Receipt::replayed), or `None` when it was never recorded.
    /// Settles an unknown outcome.
    ///
    /// # Errors
    /// As [`head`](Journal::head).
    fn receipt<'a>(
        &'a self,
        tenant: &'a TenantId,
        command: &'a CommandId,
    ) -> BoxFuture<'a, Result<Option<Receipt>, JournalError>>;

    /// The personal data kept beside the facts for a subject.
    ///
    /// # Errors
    /// As [`head`](Journal::head), and [`Corrupt`](JournalErrorKind::Corrupt) when it cannot be read.
    fn profile<'a>(
        &'a self,
        tenant: &'a TenantId,
        subject: &'a SubjectId,
    ) -> BoxFuture<'a, Result<ProfileState, JournalError>>;

    /// Keeps personal data for a subject in place of what was kept before.
    ///
    /// # Errors
    /// [`Forgotten`](JournalErrorKind::Forgotten) once the subject was forgotten; otherwise as
    /// [`head`](Journal::head), and [`Full`](JournalErrorKind::Full).
    fn put_profile<'a>(
        &'a self,
        tenant: &'a TenantId,
        subject: &'a SubjectId,
        profile: Profile,
    ) -> BoxFuture<'a, Result<(), JournalError>>;

    /// Erases a subject's personal data for good. Facts, counts and sums stay as they were. Forgetting twice, or somebody
    /// unknown, is no error.
    ///
    /// # Errors
    /// As [`head`](Journal::head).
    fn forget<'a>(
        &'a self,
        tenant: &'a TenantId,
        subject: &'a SubjectId,
    ) -> BoxFuture<'a, Result<(), JournalError>>;

    /// Walks over all records of a tenant, up to the head as it is now, and checks everything that can be checked: the
    /// checksum of each record, that positions and the versions of every stream have no hole, that instants never
    /// go back, that corrections name earlier records of their stream, and the hash over all records against the head.
    ///
    /// Reads everything: for a schedule, not for a request.
    ///
    /// # Errors
    /// As [`load`](Journal::load), with the first position where something is wrong.
    fn verify<'a>(&'a self, tenant: &'a TenantId) -> BoxFuture<'a, Result<Verified, JournalError>>;
}
