use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::{ChainHash, Head, JournalError, JournalErrorKind, RecordReader, StoredRecord};
use crate::id::TenantId;
use crate::record::{Position, Version};

/// What a verification went over, all of it in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The head up to which was checked. Its chain hash is the anchor to keep elsewhere.
    pub head: Head,
    /// How many streams the tenant has.
    pub streams: usize,
}

/// The walk behind [`Journal::verify`](super::Journal::verify), for implementors: every journal checks the same.
///
/// Feed it the stored columns of all records up to the head, then [`finish`](Verifier::finish).
#[derive(Debug)]
pub struct Verifier {
    head: Head,
    chain: ChainHash,
    position: u64,
    recorded_at: Option<DateTime<Utc>>,
    /// By the text of the stream: a number for it, and its version so far.
    streams: HashMap<Box<str>, (u32, u64)>,
    /// The stream's number of each record, to find what a correction names.
    stream_of: Vec<u32>,
    /// For each append the place of its first record and the checksum of its command.
    appends: Vec<(u64, u32)>,
    /// The command of the last record.
    command: String,
    reader: RecordReader,
    buffer: Vec<u8>,
}

impl Verifier {
    /// A walk over the records of a tenant up to this head.
    #[must_use]
    pub fn new(tenant: &TenantId, head: Head) -> Self {
        Self {
            head,
            chain: ChainHash::genesis(tenant),
            position: 0,
            recorded_at: None,
            streams: HashMap::new(),
            stream_of: Vec::new(),
            appends: Vec::new(),
            command: String::new(),
            reader: RecordReader::default(),
            buffer: Vec::new(),
        }
    }

    /// Checks the next record.
    ///
    /// # Errors
    /// [`JournalErrorKind::Corrupt`] or [`JournalErrorKind::NewerSchema`] with its position; where one is missing, with that one.
    pub fn next(&mut self, stored: &StoredRecord<'_>, checksum: u32) -> Result<(), JournalError> {
        let due = self.position.saturating_add(1);
        let at = Position::new(due).unwrap_or(Position::FIRST);
        if stored.position != due {
            return Err(corrupt(at, format!("record {at} is missing")));
        }
        let record = self
            .reader
            .open(stored, checksum)
            .map_err(|error| error.at(at))?;

        let known = u32::try_from(self.streams.len()).unwrap_or(u32::MAX);
        let (number, version) = match self.streams.get_mut(stored.stream) {
            Some(stream) => stream,
            None => self
                .streams
                .entry(stored.stream.into())
                .or_insert((known, 0)),
        };
        *version = version.saturating_add(1);
        if *version != stored.version {
            return Err(corrupt(
                at,
                format!(
                    "record {at} has version {} of stream `{}`, where {version} is due",
                    stored.version, stored.stream
                ),
            ));
        }
        if self.recorded_at > Some(record.recorded_at) {
            return Err(corrupt(
                at,
                format!("record {at} was recorded before the one before it"),
            ));
        }
        if let Some(corrects) = record.corrects {
            let named = usize::try_from(corrects.get().saturating_sub(1))
                .ok()
                .and_then(|index| self.stream_of.get(index));
            if named != Some(number) {
                return Err(corrupt(
                    at,
                    format!(
                        "record {at} corrects {corrects}, which is no earlier record of its stream"
                    ),
                ));
            }
        }
        self.stream_of.push(*number);
        if self.command != stored.command {
            stored.command.clone_into(&mut self.command);
            let checksum = crc32fast::hash(stored.command.as_bytes());
            self.appends.push((due, checksum));
        }
        self.position = due;
        self.recorded_at = Some(record.recorded_at);
        self.chain = stored.seal(&self.chain, &mut self.buffer).1;
        Ok(())
    }

    /// The version that a stream has come to, by its text, to compare with what the journal keeps of it.
    #[must_use]
    pub fn version(&self, stream: &str) -> Version {
        self.streams
            .get(stream)
            .map_or(Version::EMPTY, |(_, version)| Version::new(*version))
    }

    /// How many appends it went over, to compare with how many commands the journal knows.
    #[must_use]
    pub fn appends(&self) -> usize {
        self.appends.len()
    }

    /// Whether the records of an append with this command stand from the first of these places to the last, once the walk is over. Where
    /// a journal keeps its commands beside the records, each must, or a retry would not be known again.
    #[must_use]
    pub fn has_append(&self, command: &str, first: u64, last: u64) -> bool {
        let found = self
            .appends
            .binary_search_by_key(&first, |(first, _)| *first);
        let Some((nth, (_, checksum))) = found
            .ok()
            .and_then(|nth| Some((nth, self.appends.get(nth)?)))
        else {
            return false;
        };
        let next = self.appends.get(nth.saturating_add(1));
        let end = next.map_or(self.position, |(next, _)| next.saturating_sub(1));
        last == end && *checksum == crc32fast::hash(command.as_bytes())
    }

    /// Checks that the walk came to the head, with the same hash.
    ///
    /// # Errors
    /// [`JournalErrorKind::Corrupt`] with the position of the first missing record, or of the head when the hashes differ.
    pub fn finish(&self) -> Result<Verified, JournalError> {
        let last = self.head.position.map_or(0, Position::get);
        if self.position != last {
            let at =
                Position::new(self.position.min(last).saturating_add(1)).unwrap_or(Position::FIRST);
            return Err(corrupt(
                at,
                format!("{} records are there, the head says {last}", self.position),
            ));
        }
        if self.chain != self.head.chain || self.recorded_at != self.head.recorded_at {
            return Err(JournalError::new(
                JournalErrorKind::Corrupt {
                    position: self.head.position,
                },
                format!(
                    "the hash over all records is {}, the head says {}: the head was changed, or records together with their checksums",
                    self.chain, self.head.chain
                ),
            ));
        }
        Ok(Verified {
            head: self.head,
            streams: self.streams.len(),
        })
    }
}

fn corrupt(at: Position, message: String) -> JournalError {
    JournalError::new(JournalErrorKind::Corrupt { position: Some(at) }, message)
}
