//! A tenant's records as a whole: read as they were stored, written as they were recorded.
//!
//! A backup that is only a copy of a database file is readable by that database alone. What is here moves the records themselves:
//! into [JSON Lines](https://jsonlines.org) and back, or from one kind of journal to another, with every position, instant, version,
//! receipt and stored form as it was. The hash over all records says whether it arrived: both sides have the same one.
//!
//! Nothing here reads or writes files. [`export`] hands over lines and [`restore`] takes them, from whatever the host has.
//!
//! ```
//! use tenure::journal::{self, Archive, Journal, MemoryJournal};
//! use tenure::TenantId;
//!
//! # tenure_testkit::conformance::block_on(async {
//! let (from, to) = (MemoryJournal::new(), MemoryJournal::new());
//! let tenant = TenantId::new("acme")?;
//! let mut lines: Vec<Result<String, std::io::Error>> = Vec::new();
//! journal::export(&from, &tenant, |line| {
//!     lines.push(Ok(line.to_owned()));
//!     Ok::<(), std::io::Error>(())
//! })
//! .await?;
//! let restored = journal::restore(&to, lines).await?;
//! assert_eq!(restored.head, from.head(&tenant).await?);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # }).unwrap();
//! ```

mod copy;
mod export;
mod gather;
mod line;
mod place;
mod restore;

use chrono::{DateTime, NaiveDate, Utc};

use super::{BoxFuture, ContentHash, Head, Journal, JournalError, Limit, ProfileState};
use crate::id::{ActorId, CommandId, SubjectId, TenantId};
use crate::record::{Position, StreamId, Version};

pub use copy::copy;
pub use export::{export, export_profiles};
pub use gather::Gatherer;
pub use place::{PlacedRestore, PreparedRestore};
pub use restore::{restore, restore_profiles};

/// What a journal can do besides: hand out what it stored, and take what another one did.
///
/// Apart from [`Journal`], so that whoever only records and reads cannot write history by mistake.
pub trait Archive: Journal {
    /// The appends of a tenant after a position, as they were recorded and in order: whole ones, as many as fit into
    /// [`Append::MAX_RECORDS`](super::Append::MAX_RECORDS) records and [`Append::MAX_BYTES`](super::Append::MAX_BYTES) bytes of
    /// JSON, but at least one while there is any.
    ///
    /// # Errors
    /// [`Corrupt`](super::JournalErrorKind::Corrupt) with the position of a record that is not what was written, or
    /// [`Invalid`](super::JournalErrorKind::Invalid) for a position within an append; otherwise as [`Journal::scan`]. Records are
    /// not decoded, so one of a newer version is no error.
    fn appends<'a>(
        &'a self,
        tenant: &'a TenantId,
        after: Option<Position>,
    ) -> BoxFuture<'a, Result<Vec<RecordedAppend>, JournalError>>;

    /// Writes appends as they were recorded elsewhere, right after the head of the tenant, all or none, and returns the head
    /// after them. Each keeps its positions, its instant and its command, which is answered from then on with its receipt.
    ///
    /// # Errors
    /// [`Invalid`](super::JournalErrorKind::Invalid) when they do not go on where the tenant ends (positions, versions, instants)
    /// or contradict themselves; [`NewerSchema`](super::JournalErrorKind::NewerSchema) and
    /// [`Corrupt`](super::JournalErrorKind::Corrupt) for a fact that this version cannot decode;
    /// [`TooLarge`](super::JournalErrorKind::TooLarge) past what one page of [`appends`](Archive::appends) may have; from the store
    /// as [`Journal::append`]. After an unknown outcome the head says which it was.
    fn append_recorded<'a>(
        &'a self,
        tenant: &'a TenantId,
        appends: Vec<RecordedAppend>,
    ) -> BoxFuture<'a, Result<Head, JournalError>>;

    /// The subjects after one, in the order of their ids, with what is known of each: kept, or forgotten.
    ///
    /// # Errors
    /// As [`Journal::profile`].
    fn subjects<'a>(
        &'a self,
        tenant: &'a TenantId,
        after: Option<&'a SubjectId>,
        limit: Limit,
    ) -> BoxFuture<'a, Result<Vec<(SubjectId, ProfileState)>, JournalError>>;
}

/// An append as it was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedAppend {
    /// The request.
    pub command: CommandId,
    /// What tells a retry of it from another request with its id.
    pub content: ContentHash,
    /// Who or what made it.
    pub actor: Option<ActorId>,
    /// The instant that its records carry.
    pub recorded_at: DateTime<Utc>,
    /// The place of its first record; the others follow it.
    pub first: Position,
    /// What it recorded, in order; at least one.
    pub records: Vec<RecordedFact>,
}

/// A record of a [`RecordedAppend`], with its fact as it was stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedFact {
    /// The stream.
    pub stream: StreamId,
    /// Its place in the stream, from 1.
    pub version: Version,
    /// The business day from which it holds.
    pub effective_on: NaiveDate,
    /// The earlier record of the stream that it puts right.
    pub corrects: Option<Position>,
    /// The name of the type of fact.
    pub type_name: String,
    /// The number of the schema in which it is written.
    pub schema: u32,
    /// The JSON of the fact, byte by byte as it was stored.
    pub payload: String,
}

impl RecordedAppend {
    /// The place of its last record.
    #[must_use]
    pub fn last(&self) -> Position {
        let more = (self.records.len() as u64).saturating_sub(1);
        Position::new(self.first.get().saturating_add(more)).unwrap_or(self.first)
    }
}
