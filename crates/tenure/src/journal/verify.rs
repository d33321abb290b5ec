use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use super::{
    ChainHash, Head, JournalError, JournalErrorKind, RecordReader, StoredCommand, StoredRecord,
};
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
/// Feed it the stored columns of all records up to the head, then [`finish`](Verifier::finish); then what is kept of every command, in any
/// order, and [`finish_commands`](Verifier::finish_commands).
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
    /// The command of the last records and the place of its first one.
    command: Option<(Box<str>, u64)>,
    /// The commands as the records say, and as they are kept.
    commands: (Tally, Tally),
    reader: RecordReader,
    buffer: Vec<u8>,
}

/// Which commands there are and where their records stand, whatever the order in which they are named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tally {
    count: u64,
    /// Of the hashes of all, a wide one so that no two collections have the same by accident.
    sum: u128,
}

impl Tally {
    fn add(&mut self, command: &str, first: u64, last: u64) {
        let mut hash = Sha256::new();
        hash.update(first.to_le_bytes());
        hash.update(last.to_le_bytes());
        hash.update(command);
        let hash: [u8; 32] = hash.finalize().into();
        let half = hash.first_chunk().copied().unwrap_or_default();
        self.count = self.count.saturating_add(1);
        self.sum = self.sum.wrapping_add(u128::from_le_bytes(half));
    }
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
            command: None,
            commands: (Tally::default(), Tally::default()),
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
        if self.command.as_ref().map(|(command, _)| &**command) != Some(stored.command) {
            self.end_command();
            self.command = Some((stored.command.into(), due));
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

    /// The records of the last command are all there.
    fn end_command(&mut self) {
        if let Some((command, first)) = self.command.take() {
            self.commands.0.add(&command, first, self.position);
        }
    }

    /// Takes what is kept of a command, with its checksum.
    ///
    /// # Errors
    /// As [`StoredCommand::check`].
    pub fn command(
        &mut self,
        stored: &StoredCommand<'_>,
        checksum: Option<u32>,
    ) -> Result<(), JournalError> {
        let StoredCommand {
            command,
            first,
            last,
            ..
        } = *stored;
        self.commands.1.add(command, first, last);
        stored.check(checksum)
    }

    /// Checks that what is kept of commands is what the records say of them: none missing, none too many, each in its place.
    ///
    /// # Errors
    /// [`JournalErrorKind::Corrupt`].
    pub fn finish_commands(&mut self) -> Result<(), JournalError> {
        self.end_command();
        let (recorded, kept) = self.commands;
        if recorded == kept {
            Ok(())
        } else {
            Err(JournalError::damaged_command())
        }
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
