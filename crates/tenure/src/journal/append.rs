use chrono::{DateTime, NaiveDate, Utc};
use sha2::{Digest, Sha256};

use super::{Head, JournalError, JournalErrorKind, StoredRecord};
use crate::fact::{Fact, Scope};
use crate::id::{ActorId, CommandId};
use crate::record::{Position, StreamId, Version};

/// One request to a journal: facts for streams of one tenant, to be written all or none.
///
/// What an append must satisfy, checked in this order:
///
/// Before anything is tried:
/// - it has at least one record and at most [`Append::MAX_RECORDS`], each at most [`Append::MAX_RECORD_BYTES`] of JSON and together
///   at most [`Append::MAX_BYTES`];
/// - every stream written has exactly one expectation (streams that are only read may have one too, so that a decision holds
///   only while what it was based on stands);
/// - a fact stands in a stream of its [`Scope`];
/// - a withdrawal names the record it corrects.
///
/// Against what is kept, unless the command is a replay, so that nothing is written on the first failure:
/// - every stream is at its expected version; with several that are not, the error names the first in the order of [`StreamId`];
/// - every correction names an earlier record of its own stream (one of the same append included).
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
    ///
    /// A journal refuses a position that is not an earlier record of this stream, and nothing else: whether a record that was
    /// already corrected may be corrected once more is for whoever decides on the loaded stream, and [`Expected::Exactly`]
    /// keeps two such decisions from meeting. A replayed command is answered before any of this is looked at.
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
        let at = DateTime::from_timestamp_micros(self.at.timestamp_micros()).ok_or_else(|| {
            JournalError::new(
                JournalErrorKind::Invalid,
                "the instant of an append is out of range; give the present",
            )
        })?;

        let mut expect = self.expect;
        expect.sort_by(|(left, _), (right, _)| left.cmp(right));
        if let Some(((stream, _), _)) = expect
            .iter()
            .zip(expect.iter().skip(1))
            .find(|((left, _), (right, _))| left == right)
        {
            return invalid(format!("two expectations for stream `{stream}`; give one"));
        }
        let streams: Vec<PreparedStream> = expect
            .into_iter()
            .map(|(id, expected)| PreparedStream {
                name: id.to_string(),
                id,
                expected,
            })
            .collect();

        let mut records = Vec::with_capacity(self.records.len());
        let mut bytes = 0_usize;
        let mut last = 0;
        for record in self.records {
            let NewRecord {
                stream,
                effective_on,
                corrects,
                fact,
            } = record;
            // Neighbouring records mostly share their stream.
            let found = match streams.get(last) {
                Some(known) if known.id == stream => Ok(last),
                _ => streams.binary_search_by(|known| known.id.cmp(&stream)),
            };
            let Ok(index) = found else {
                return invalid(format!(
                    "no expectation for stream `{stream}`; give `Expected::Any` if any version will do"
                ));
            };
            last = index;
            let in_scope = match fact.scope() {
                Scope::Any => true,
                Scope::Directory => stream == StreamId::Directory,
                Scope::Account => matches!(stream, StreamId::Account(_)),
            };
            if !in_scope {
                return invalid(format!(
                    "`{}` does not belong into stream `{stream}`",
                    fact.type_name()
                ));
            }
            if matches!(fact, Fact::RecordWithdrawn(_)) && corrects.is_none() {
                return invalid("a withdrawal must name the record that it corrects".to_owned());
            }
            let payload = fact.to_json().map_err(|source| {
                JournalError::new(JournalErrorKind::Invalid, "a fact cannot be encoded")
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
            records.push(PreparedRecord {
                stream: index,
                effective_on,
                corrects,
                fact,
                payload,
            });
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
            at,
            streams,
            records,
            content: [0; 32],
        };
        prepared.content = prepared.hash();
        Ok(prepared)
    }
}

/// An [`Append`] that satisfies the rules that need no journal, with its facts encoded.
///
/// For implementors of [`Journal`](super::Journal), who go on like this inside their transaction: answer a known command with
/// its receipt; read the head of the tenant and the version of every stream of [`streams`](Self::streams);
/// [`check`](Self::check); [`place`](Self::place).
#[derive(Clone, Debug)]
pub struct PreparedAppend {
    /// The request.
    pub command: CommandId,
    /// Who or what makes it.
    pub actor: Option<ActorId>,
    /// The caller's instant in whole microseconds.
    pub at: DateTime<Utc>,
    /// Every stream that is written or that the decision read, in order.
    pub streams: Vec<PreparedStream>,
    /// What to record, in order.
    pub records: Vec<PreparedRecord>,
    /// Hash of everything but `at`.
    pub content: ContentHash,
}

/// A stream that an append writes or whose version it depends on.
#[derive(Clone, Debug)]
pub struct PreparedStream {
    /// Which.
    pub id: StreamId,
    /// Its id as text, as [`StoredRecord::stream`] has it.
    pub name: String,
    /// The version it must have.
    pub expected: Expected,
}

/// A record of an append with its fact encoded.
#[derive(Clone, Debug)]
pub struct PreparedRecord {
    /// Which of [`PreparedAppend::streams`] it belongs to, from 0.
    pub stream: usize,
    /// [`NewRecord::effective_on`].
    pub effective_on: NaiveDate,
    /// [`NewRecord::corrects`].
    pub corrects: Option<Position>,
    /// [`NewRecord::fact`].
    pub fact: Fact,
    /// The JSON of the fact.
    pub payload: String,
}

/// Where an append came to stand, as a journal is to keep it.
#[derive(Clone, Debug)]
pub struct Placed {
    /// What the caller gets once all is durable.
    pub receipt: Receipt,
    /// The head of the tenant from now on.
    pub head: Head,
    /// The versions of [`PreparedAppend::streams`] from now on, in the same order.
    pub versions: Vec<Version>,
}

impl PreparedAppend {
    /// Checks the append against what is kept: the expected versions, and that corrections name earlier records of their stream.
    ///
    /// `versions` has the present version of each of [`streams`](Self::streams), in the same order. `stream_at` finds the stream
    /// of a record up to the head.
    ///
    /// # Errors
    /// [`JournalErrorKind::Conflict`], [`JournalErrorKind::Invalid`], and whatever `stream_at` answers.
    pub fn check(
        &self,
        head: &Head,
        versions: &[Version],
        mut stream_at: impl FnMut(Position) -> Result<Option<StreamId>, JournalError>,
    ) -> Result<(), JournalError> {
        for (stream, actual) in self.streams.iter().zip(versions) {
            if let Expected::Exactly(expected) = stream.expected
                && expected != *actual
            {
                return Err(JournalError::conflict(stream.id.clone(), expected, *actual));
            }
        }
        let before = head.position.map_or(0, Position::get);
        for (index, record) in self.records.iter().enumerate() {
            let Some(corrects) = record.corrects else {
                continue;
            };
            let in_stream = match corrects.get().checked_sub(before) {
                None | Some(0) => {
                    let own = self.streams.get(record.stream).map(|stream| &stream.id);
                    stream_at(corrects)?.as_ref() == own
                }
                Some(nth) => usize::try_from(nth.saturating_sub(1))
                    .ok()
                    .filter(|nth| *nth < index)
                    .and_then(|nth| self.records.get(nth))
                    .is_some_and(|earlier| earlier.stream == record.stream),
            };
            if !in_stream {
                return Err(JournalError::new(
                    JournalErrorKind::Invalid,
                    format!(
                        "a `{}` corrects record {corrects}, which is no earlier record of its stream; name one of that stream",
                        record.fact.type_name()
                    ),
                ));
            }
        }
        Ok(())
    }

    /// Gives every record its position, version and instant, and hands its columns with their checksum to `keep`, in order.
    ///
    /// # Errors
    /// Whatever `keep` answers; [`JournalErrorKind::Full`] past the range of positions.
    pub fn place(
        &self,
        head: &Head,
        versions: &[Version],
        mut keep: impl FnMut(&PreparedRecord, &StoredRecord<'_>, u32) -> Result<(), JournalError>,
    ) -> Result<Placed, JournalError> {
        let full = || JournalError::new(JournalErrorKind::Full, "no position is left");
        let recorded_at = head.recorded_at.map_or(self.at, |last| last.max(self.at));
        let mut versions: Vec<Version> = versions.to_vec();
        let mut written = vec![false; self.streams.len()];
        let mut position = head.position;
        let mut chain = head.chain;
        let mut buffer = Vec::new();
        for record in &self.records {
            // Both exist: `prepare` made the index, and the caller gave a version for each stream.
            let (Some(stream), Some(version), Some(written)) = (
                self.streams.get(record.stream),
                versions.get_mut(record.stream),
                written.get_mut(record.stream),
            ) else {
                return Err(JournalError::new(
                    JournalErrorKind::Invalid,
                    "a record of an append has no stream or version",
                ));
            };
            let next = Position::after(position).ok_or_else(full)?;
            *version = version.next().ok_or_else(full)?;
            *written = true;
            position = Some(next);
            let stored = StoredRecord {
                position: next.get(),
                stream: &stream.name,
                version: version.get(),
                effective_day: StoredRecord::day_of(record.effective_on),
                recorded_us: recorded_at.timestamp_micros(),
                command: self.command.as_str(),
                actor: self.actor.as_ref().map(ActorId::as_str),
                corrects: record.corrects.map(Position::get),
                type_name: record.fact.type_name(),
                schema: record.fact.schema(),
                payload: &record.payload,
            };
            let (checksum, after) = stored.seal(&chain, &mut buffer);
            chain = after;
            keep(record, &stored, checksum)?;
        }
        let (Some(first), Some(last)) = (Position::after(head.position), position) else {
            return Err(full());
        };
        Ok(Placed {
            receipt: Receipt {
                command: self.command.clone(),
                first,
                last,
                versions: self
                    .streams
                    .iter()
                    .zip(&versions)
                    .zip(&written)
                    .filter(|(_, written)| **written)
                    .map(|((stream, version), _)| (stream.id.clone(), *version))
                    .collect(),
                recorded_at,
                replayed: false,
            },
            head: Head {
                position,
                chain,
                recorded_at: Some(recorded_at),
            },
            versions,
        })
    }

    fn hash(&self) -> ContentHash {
        let mut hash = Sha256::new();
        let mut bytes = Vec::new();
        put(&mut bytes, b"tenure append 1");
        put(
            &mut bytes,
            self.actor.as_ref().map_or("", ActorId::as_str).as_bytes(),
        );
        bytes.extend_from_slice(&(self.streams.len() as u64).to_le_bytes());
        for stream in &self.streams {
            put(&mut bytes, stream.name.as_bytes());
            match stream.expected {
                Expected::Any => bytes.push(0),
                Expected::Exactly(version) => {
                    bytes.push(1);
                    bytes.extend_from_slice(&version.get().to_le_bytes());
                }
            }
        }
        bytes.extend_from_slice(&(self.records.len() as u64).to_le_bytes());
        for record in &self.records {
            bytes.extend_from_slice(&(record.stream as u64).to_le_bytes());
            bytes.extend_from_slice(&StoredRecord::day_of(record.effective_on).to_le_bytes());
            bytes.extend_from_slice(&record.corrects.map_or(0, Position::get).to_le_bytes());
            bytes.extend_from_slice(&record.fact.schema().to_le_bytes());
            put(&mut bytes, record.fact.type_name().as_bytes());
            put(&mut bytes, record.payload.as_bytes());
            hash.update(&bytes);
            bytes.clear();
        }
        hash.finalize().into()
    }
}

/// A field with its length before it, so that two different sequences of fields never have the same bytes.
fn put(bytes: &mut Vec<u8>, field: &[u8]) {
    bytes.extend_from_slice(&(field.len() as u64).to_le_bytes());
    bytes.extend_from_slice(field);
}
