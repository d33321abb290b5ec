use chrono::{DateTime, NaiveDate, Utc};

use super::{ChainHash, JournalError, JournalErrorKind};
use crate::fact::{DecodeError, Fact};
use crate::id::{ActorId, CommandId};
use crate::record::{Position, Record, Version};

/// A record as a journal stores it: plain columns, so that adapters agree on what is checked and hashed.
///
/// For implementors of [`Journal`](super::Journal). Write what [`StoredRecord::seal`] returns, and read through
/// [`StoredRecord::open`].
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

    /// Checks the columns against the checksum and decodes them; `buffer` is only working space.
    ///
    /// # Errors
    /// [`StoredRecordError`]; [`StoredRecordError::at`] makes it an error of the journal.
    pub fn open(&self, checksum: u32, buffer: &mut Vec<u8>) -> Result<Record, StoredRecordError> {
        self.canonical(buffer);
        let actual = crc32fast::hash(buffer);
        if actual != checksum {
            return Err(StoredRecordError::Checksum {
                expected: checksum,
                actual,
            });
        }
        let column = |column| StoredRecordError::Column { column };
        Ok(Record {
            position: Position::new(self.position).ok_or(column("position"))?,
            stream: self.stream.parse().map_err(|_| column("stream"))?,
            version: Version::new(self.version),
            effective_on: date_of(self.effective_day).ok_or(column("effective_day"))?,
            recorded_at: DateTime::<Utc>::from_timestamp_micros(self.recorded_us)
                .ok_or(column("recorded_us"))?,
            command: CommandId::new(self.command).map_err(|_| column("command"))?,
            actor: self
                .actor
                .map(ActorId::new)
                .transpose()
                .map_err(|_| column("actor"))?,
            corrects: match self.corrects {
                None => None,
                Some(corrects) => Some(Position::new(corrects).ok_or(column("corrects"))?),
            },
            fact: Fact::from_json(self.type_name, self.schema, self.payload)?,
        })
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
        for number in [
            self.position,
            self.version,
            self.effective_day.cast_unsigned(),
            self.recorded_us.cast_unsigned(),
            self.corrects.unwrap_or_default(),
            u64::from(self.schema),
        ] {
            buffer.extend_from_slice(&number.to_le_bytes());
        }
    }
}

impl StoredRecordError {
    /// The error of a journal that met this at a position.
    #[must_use]
    pub fn at(self, position: Position) -> JournalError {
        let kind = match &self {
            Self::Fact(DecodeError::Unknown { .. }) => JournalErrorKind::NewerSchema { position },
            _ => JournalErrorKind::Corrupt { position },
        };
        JournalError::new(kind, format!("record {position} cannot be read: {self}"))
            .with_source(self)
    }
}

fn date_of(days: i64) -> Option<NaiveDate> {
    NaiveDate::from_epoch_days(i32::try_from(days).ok()?)
}
