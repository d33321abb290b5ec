use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, SubsecRound, Utc};
use sha2::{Digest, Sha256};

use super::{JournalError, JournalErrorKind};
use crate::fact::{Fact, Scope};
use crate::id::{ActorId, CommandId};
use crate::record::{Position, StreamId, Version};

/// One request to a journal: facts for streams of one tenant, to be written all or none.
///
/// An append must satisfy, before anything is tried:
/// - it has at least one record and at most [`Append::MAX_RECORDS`], each at most [`Append::MAX_RECORD_BYTES`] of JSON and together
///   at most [`Append::MAX_BYTES`];
/// - every stream written has exactly one expectation (streams that are only read may have one too, so that a decision holds
///   only while what it was based on stands);
/// - a fact stands in a stream of its [`Scope`];
/// - a withdrawal names the record it corrects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Append {
    /// The request. The same id with the same content is the same request.
    pub command: CommandId,
    /// Who or what makes the request.
    pub actor: Option<ActorId>,
    /// The caller's instant, cut to microseconds. Not part of the content: a retry may bring a later one.
    pub at: DateTime<Utc>,
    /// The versions the decision was based on.
    pub expect: Vec<(StreamId, Expected)>,
    /// What to record, in order.
    pub records: Vec<NewRecord>,
}

/// A fact to be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRecord {
    /// The stream it belongs to.
    pub stream: StreamId,
    /// The business day from which it holds.
    pub effective_on: NaiveDate,
    /// The earlier record of the same stream that it puts right.
    pub corrects: Option<Position>,
    /// What happened.
    pub fact: Fact,
}

/// What the caller knows of a stream's version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Expected {
    /// Nothing: any version will do.
    Any,
    /// Exactly this version, [`Version::EMPTY`] for a stream that must not exist yet.
    Exactly(Version),
}

/// Where the records of an append stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The request.
    pub command: CommandId,
    /// The place of its first record.
    pub first: Position,
    /// The place of its last record.
    pub last: Position,
    /// The version of every stream written, after the append, by stream.
    pub versions: Vec<(StreamId, Version)>,
    /// The instant that its records carry.
    pub recorded_at: DateTime<Utc>,
    /// Whether this receipt is of an earlier append with the same command id, so that nothing was written now.
    pub replayed: bool,
}

/// Hash of the content of an append, to tell a retry from a reused command id.
pub type ContentHash = [u8; 32];

impl Append {
    /// The most records of one append.
    pub const MAX_RECORDS: usize = 10_000;
    /// The most bytes of JSON of one record.
    pub const MAX_RECORD_BYTES: usize = 1 << 20;
    /// The most bytes of JSON of one append.
    pub const MAX_BYTES: usize = 16 << 20;

    /// Checks the rules stated above, brings `at` to microseconds, and encodes the facts once.
    ///
    /// For implementors of [`Journal`](super::Journal): the first thing that `append` does.
    ///
    /// # Errors
    /// [`JournalErrorKind::Invalid`] or [`JournalErrorKind::TooLarge`], naming the rule.
    pub fn prepare(self) -> Result<PreparedAppend, JournalError> {
        let invalid = |message: String| Err(JournalError::new(JournalErrorKind::Invalid, message));
        let too_large =
            |message: String| Err(JournalError::new(JournalErrorKind::TooLarge, message));

        if self.records.is_empty() {
            return invalid("an append has no record; give at least one".to_owned());
        }
        if self.records.len() > Self::MAX_RECORDS {
            return too_large(format!(
                "an append of {} records; at most {} are allowed, so split it",
                self.records.len(),
                Self::MAX_RECORDS
            ));
        }
        let mut expect = BTreeMap::new();
        for (stream, expected) in self.expect {
            if expect.insert(stream.clone(), expected).is_some() {
                return invalid(format!("two expectations for stream `{stream}`; give one"));
            }
        }
        let mut payloads = Vec::with_capacity(self.records.len());
        let mut bytes = 0_usize;
        let mut written = BTreeSet::new();
        for record in &self.records {
            let NewRecord { stream, fact, .. } = record;
            if written.insert(stream) && !expect.contains_key(stream) {
                return invalid(format!(
                    "no expectation for stream `{stream}`; give `Expected::Any` if any version will do"
                ));
            }
            let in_scope = match fact.scope() {
                Scope::Any => true,
                Scope::Directory => *stream == StreamId::Directory,
                Scope::Account => matches!(stream, StreamId::Account(_)),
            };
            if !in_scope {
                return invalid(format!(
                    "`{}` does not belong into stream `{stream}`",
                    fact.type_name()
                ));
            }
            if matches!(fact, Fact::RecordWithdrawn(_)) && record.corrects.is_none() {
                return invalid("a withdrawal must name the record that it corrects".to_owned());
            }
            let payload = fact.to_json().map_err(|source| {
                JournalError::new(
                    JournalErrorKind::Invalid,
                    "a fact cannot be encoded".to_owned(),
                )
                .with_source(source)
            })?;
            if payload.len() > Self::MAX_RECORD_BYTES {
                return too_large(format!(
                    "a `{}` of {} bytes; at most {} are allowed",
                    fact.type_name(),
                    payload.len(),
                    Self::MAX_RECORD_BYTES
                ));
            }
            bytes = bytes.saturating_add(payload.len());
            payloads.push(payload);
        }
        if bytes > Self::MAX_BYTES {
            return too_large(format!(
                "an append of {bytes} bytes; at most {} are allowed, so split it",
                Self::MAX_BYTES
            ));
        }
        let mut prepared = PreparedAppend {
            command: self.command,
            actor: self.actor,
            at: self.at.trunc_subsecs(6),
            expect,
            records: self.records.into_iter().zip(payloads).collect(),
            content: [0; 32],
        };
        prepared.content = prepared.hash();
        Ok(prepared)
    }
}

/// An [`Append`] that satisfies the rules, with its facts encoded. For implementors of [`Journal`](super::Journal).
#[derive(Clone, Debug)]
pub struct PreparedAppend {
    /// The request.
    pub command: CommandId,
    /// Who or what makes it.
    pub actor: Option<ActorId>,
    /// The caller's instant in whole microseconds.
    pub at: DateTime<Utc>,
    /// One expectation for every stream written, and for others that the decision read.
    pub expect: BTreeMap<StreamId, Expected>,
    /// The records with the JSON of their facts.
    pub records: Vec<(NewRecord, String)>,
    /// Hash of everything but `at`.
    pub content: ContentHash,
}

impl PreparedAppend {
    fn hash(&self) -> ContentHash {
        let mut hash = Sha256::new();
        let mut field = |bytes: &[u8]| {
            hash.update((bytes.len() as u64).to_le_bytes());
            hash.update(bytes);
        };
        field(self.actor.as_ref().map_or("", ActorId::as_str).as_bytes());
        for (stream, expected) in &self.expect {
            field(stream.to_string().as_bytes());
            match expected {
                Expected::Any => field(b"any"),
                Expected::Exactly(version) => field(&version.get().to_le_bytes()),
            }
        }
        for (record, payload) in &self.records {
            field(record.stream.to_string().as_bytes());
            field(record.effective_on.to_string().as_bytes());
            field(&record.corrects.map_or(0, Position::get).to_le_bytes());
            field(record.fact.type_name().as_bytes());
            field(&record.fact.schema().to_le_bytes());
            field(payload.as_bytes());
        }
        hash.finalize().into()
    }
}
