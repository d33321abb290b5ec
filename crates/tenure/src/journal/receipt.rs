use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::{JournalError, JournalErrorKind, Receipt, RecordReader, StoredRecord};
use crate::id::CommandId;
use crate::record::{Position, StreamId, Version};

/// Makes the receipt of an append of its records, which are all that was ever written of it. For implementors of
/// [`Journal::receipt`](super::Journal::receipt) and of replays.
///
/// Feed it the stored records between the places of the command, in order, then [`finish`](ReceiptReader::finish).
#[derive(Debug)]
pub struct ReceiptReader<'a> {
    command: &'a CommandId,
    first: u64,
    last: u64,
    due: u64,
    versions: BTreeMap<StreamId, Version>,
    recorded_at: Option<DateTime<Utc>>,
    reader: RecordReader,
}

impl<'a> ReceiptReader<'a> {
    /// A reader of the records of a command, which stand from its first place to its last one.
    #[must_use]
    pub fn new(command: &'a CommandId, first: u64, last: u64) -> Self {
        Self {
            command,
            first,
            last,
            due: first,
            versions: BTreeMap::new(),
            recorded_at: None,
            reader: RecordReader::default(),
        }
    }

    /// Takes the next record.
    ///
    /// # Errors
    /// [`JournalErrorKind::Corrupt`] with the position of a record that is missing or is not what was written.
    pub fn next(&mut self, stored: &StoredRecord<'_>, checksum: u32) -> Result<(), JournalError> {
        if stored.position != self.due || stored.command != self.command.as_str() {
            return Err(self.missing());
        }
        let at = Position::new(self.due).unwrap_or(Position::FIRST);
        let columns = self
            .reader
            .columns(stored, checksum)
            .map_err(|error| error.at(at))?;
        self.versions.insert(columns.stream, columns.version);
        self.recorded_at = Some(columns.recorded_at);
        self.due = self.due.saturating_add(1);
        Ok(())
    }

    /// The receipt, marked as replayed.
    ///
    /// # Errors
    /// [`JournalErrorKind::Corrupt`] with the position of the first missing record.
    pub fn finish(self) -> Result<Receipt, JournalError> {
        match (
            Position::new(self.first),
            Position::new(self.last),
            self.recorded_at,
        ) {
            (Some(first), Some(last), Some(recorded_at))
                if self.due == self.last.saturating_add(1) =>
            {
                Ok(Receipt {
                    command: self.command.clone(),
                    first,
                    last,
                    versions: self.versions.into_iter().collect(),
                    recorded_at,
                    replayed: true,
                })
            }
            _ => Err(self.missing()),
        }
    }

    fn missing(&self) -> JournalError {
        JournalError::new(
            JournalErrorKind::Corrupt {
                position: Position::new(self.due),
            },
            format!(
                "record {} of the command `{}` is missing; restore it from a backup",
                self.due, self.command
            ),
        )
    }
}
