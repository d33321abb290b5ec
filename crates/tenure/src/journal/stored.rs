use chrono::{DateTime, NaiveDate, Utc};

use super::{ChainHash, JournalError, JournalErrorKind};
use crate::fact::{DecodeError, Fact};
use crate::id::{ActorId, CommandId};
use crate::record::{ACCOUNT_PREFIX, DIRECTORY, Position, Record, StreamId, Version};

/// A record as a journal stores it: plain columns, so that adapters agree on what is checked and hashed.
///
/// For implementors of [`Journal`](super::Journal). Write what
/// [`PreparedAppend::place`](super::PreparedAppend::place) hands over, and read through a [`RecordReader`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoredRecord<'a> {
    /// [`Record::position`].
    pub position: u64,
    /// [`Record::stream`] as text.
    pub stream: &'a str,
    /// [`Record::version`].
    pub version: u64,
    /// [`Record::effective_on`] as days since 1970-01-01.
    pub effective_day: i64,
    /// [`Record::recorded_at`] as microseconds since 1970-01-01T00:00:00Z.
    pub recorded_us: i64,
    /// [`Record::command`].
    pub command: &'a str,
    /// [`Record::actor`].
    pub actor: Option<&'a str>,
    /// [`Record::corrects`].
    pub corrects: Option<u64>,
    /// [`Fact::type_name`].
    pub type_name: &'a str,
    /// [`Fact::schema`].
    pub schema: u32,
    /// [`Fact::to_json`].
    pub payload: &'a str,
}

/// Why stored columns are not a record.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoredRecordError {
    /// The checksum does not fit the columns.
    #[error("the checksum is {actual:08x}, not {expected:08x} as written")]
    Checksum {
        /// As stored beside the columns.
        expected: u32,
        /// Of the columns as read.
        actual: u32,
    },
    /// A column has a value that no record has.
    #[error("the column `{column}` has an impossible value")]
    Column {
        /// Which.
        column: &'static str,
    },
    /// The fact cannot be decoded.
    #[error(transparent)]
    Fact(#[from] DecodeError),
}

impl<'a> StoredRecord<'a> {
    /// The checksum of the columns and the chain hash after this record; `buffer` is only working space.
    #[must_use]
    pub fn seal(&self, chain: &ChainHash, buffer: &mut Vec<u8>) -> (u32, ChainHash) {
        self.canonical(buffer);
        (crc32fast::hash(buffer), chain.extend(buffer))
    }

    /// The days since 1970-01-01 of a date, as [`StoredRecord::effective_day`] has it.
    #[must_use]
    pub fn day_of(date: NaiveDate) -> i64 {
        i64::from(date.to_epoch_days())
    }

    /// Every column with its length before it, in the order of declaration: two different records never have the same bytes.
    fn canonical(&self, buffer: &mut Vec<u8>) {
        buffer.clear();
        let mut text = |text: &str| {
            buffer.extend_from_slice(&(text.len() as u64).to_le_bytes());
            buffer.extend_from_slice(text.as_bytes());
        };
        text(self.stream);
        text(self.command);
        text(self.actor.unwrap_or_default());
        text(self.type_name);
        text(self.payload);
        let numbers = [
            self.position,
            self.version,
            self.effective_day.cast_unsigned(),
            self.recorded_us.cast_unsigned(),
            self.corrects.unwrap_or_default(),
            u64::from(self.schema),
        ];
        buffer.extend_from_slice(numbers.map(u64::to_le_bytes).as_flattened());
    }
}

/// Turns stored columns into records, checking each.
///
/// Neighbouring records mostly share their command, their actor and their stream, and what their dates are worked out from: a reader
/// that is kept for a page shares those between its records.
#[derive(Debug, Default)]
pub struct RecordReader {
    buffer: Vec<u8>,
    stream: Option<StreamId>,
    command: Option<CommandId>,
    actor: Option<ActorId>,
    effective: Option<(i64, NaiveDate)>,
    recorded: Option<(i64, DateTime<Utc>)>,
}

impl RecordReader {
    /// Checks the columns against their checksum, without decoding them.
    ///
    /// # Errors
    /// [`StoredRecordError::Checksum`].
    pub fn check(
        &mut self,
        stored: &StoredRecord<'_>,
        checksum: u32,
    ) -> Result<(), StoredRecordError> {
        stored.canonical(&mut self.buffer);
        let actual = crc32fast::hash(&self.buffer);
        if actual == checksum {
            Ok(())
        } else {
            Err(StoredRecordError::Checksum {
                expected: checksum,
                actual,
            })
        }
    }

    /// Checks the columns against their checksum and decodes them.
    ///
    /// # Errors
    /// [`StoredRecordError`]; [`StoredRecordError::at`] makes it an error of the journal.
    pub fn open(
        &mut self,
        stored: &StoredRecord<'_>,
        checksum: u32,
    ) -> Result<Record, StoredRecordError> {
        let columns = self.columns(stored, checksum)?;
        Ok(Record {
            position: Position::new(stored.position)
                .ok_or(StoredRecordError::Column { column: "position" })?,
            stream: columns.stream,
            version: columns.version,
            effective_on: columns.effective_on,
            recorded_at: columns.recorded_at,
            command: columns.command,
            actor: columns.actor,
            corrects: columns.corrects,
            fact: Fact::from_json(stored.type_name, stored.schema, stored.payload)?,
        })
    }

    /// Everything but the fact.
    pub(super) fn columns(
        &mut self,
        stored: &StoredRecord<'_>,
        checksum: u32,
    ) -> Result<Columns, StoredRecordError> {
        self.check(stored, checksum)?;
        let column = |column| StoredRecordError::Column { column };
        let stream = match self
            .stream
            .take()
            .filter(|last| is_stream(last, stored.stream))
        {
            Some(last) => last,
            None => stored.stream.parse().map_err(|_| column("stream"))?,
        };
        let command = match self
            .command
            .take()
            .filter(|last| last.as_str() == stored.command)
        {
            Some(last) => last,
            None => CommandId::new(stored.command).map_err(|_| column("command"))?,
        };
        let actor = match stored.actor {
            None => None,
            Some(text) => Some(
                match self.actor.take().filter(|last| last.as_str() == text) {
                    Some(last) => last,
                    None => ActorId::new(text).map_err(|_| column("actor"))?,
                },
            ),
        };
        let effective_on = match self.effective {
            Some((day, date)) if day == stored.effective_day => date,
            _ => date_of(stored.effective_day).ok_or(column("effective_day"))?,
        };
        let recorded_at = match self.recorded {
            Some((us, instant)) if us == stored.recorded_us => instant,
            _ => DateTime::<Utc>::from_timestamp_micros(stored.recorded_us)
                .ok_or(column("recorded_us"))?,
        };
        self.effective = Some((stored.effective_day, effective_on));
        self.recorded = Some((stored.recorded_us, recorded_at));
        self.stream = Some(stream.clone());
        self.command = Some(command.clone());
        self.actor.clone_from(&actor);
        Ok(Columns {
            stream,
            version: match stored.version {
                0 => return Err(column("version")),
                version => Version::new(version),
            },
            effective_on,
            recorded_at,
            command,
            actor,
            corrects: match stored.corrects {
                None => None,
                Some(corrects) => Some(Position::new(corrects).ok_or(column("corrects"))?),
            },
        })
    }
}

/// What the columns of a record say, without its fact.
pub(super) struct Columns {
    pub(super) stream: StreamId,
    pub(super) version: Version,
    pub(super) effective_on: NaiveDate,
    pub(super) recorded_at: DateTime<Utc>,
    pub(super) command: CommandId,
    pub(super) actor: Option<ActorId>,
    pub(super) corrects: Option<Position>,
}

impl StoredRecordError {
    /// The error of a journal that met this at a position.
    #[must_use]
    pub fn at(self, position: Position) -> JournalError {
        let kind = match &self {
            Self::Fact(DecodeError::Unknown { .. }) => JournalErrorKind::NewerSchema {
                position: Some(position),
            },
            _ => JournalErrorKind::Corrupt {
                position: Some(position),
            },
        };
        JournalError::new(kind, format!("record {position} cannot be read: {self}"))
            .with_source(self)
    }
}

fn date_of(days: i64) -> Option<NaiveDate> {
    NaiveDate::from_epoch_days(i32::try_from(days).ok()?)
}

/// Whether the id has this text, without building the text.
fn is_stream(id: &StreamId, text: &str) -> bool {
    match id {
        StreamId::Directory => text == DIRECTORY,
        StreamId::Account(account) => text.strip_prefix(ACCOUNT_PREFIX) == Some(account.as_str()),
    }
}
