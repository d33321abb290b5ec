use super::{RecordedAppend, RecordedFact};
use crate::journal::{
    Append, ContentHash, JournalError, JournalErrorKind, RecordReader, StoredRecord,
};
use crate::record::Position;

/// Makes whole appends of stored records, for implementors of [`Archive::appends`](super::Archive::appends).
///
/// Feed it the records after the position asked for, in order, each with the row of its command, until it is
/// [`full`](Gatherer::is_full) or there are no more up to the head; then [`finish`](Gatherer::finish).
#[derive(Debug)]
pub struct Gatherer {
    due: u64,
    records: usize,
    bytes: usize,
    full: bool,
    appends: Vec<RecordedAppend>,
    /// The last position of the append at the end of `appends`.
    last: u64,
    reader: RecordReader,
}

impl Gatherer {
    /// A gatherer of the appends after a position.
    #[must_use]
    pub fn new(after: Option<Position>) -> Self {
        let after = after.map_or(0, Position::get);
        Self {
            due: after.saturating_add(1),
            records: 0,
            bytes: 0,
            full: false,
            appends: Vec::new(),
            last: after,
            reader: RecordReader::default(),
        }
    }

    /// Takes the next record. `content`, `first` and `last` are of the row of its command.
    ///
    /// # Errors
    /// [`JournalErrorKind::Corrupt`] with its position when a record is missing, is not what was written, or does not fit its
    /// command; [`JournalErrorKind::Invalid`] when the first record is not the first of its append.
    pub fn next(
        &mut self,
        stored: &StoredRecord<'_>,
        checksum: u32,
        content: ContentHash,
        (first, last): (u64, u64),
    ) -> Result<(), JournalError> {
        let at = Position::new(self.due).unwrap_or(Position::FIRST);
        let corrupt = |message: String| {
            JournalError::new(JournalErrorKind::Corrupt { position: Some(at) }, message)
        };
        if self.full {
            return Ok(());
        }
        if stored.position != self.due {
            return Err(corrupt(format!("record {at} is missing")));
        }
        let record = self
            .reader
            .columns(stored, checksum)
            .map_err(|error| error.at(at))?;
        if self.due > self.last {
            if first != self.due {
                // Only the caller's own position can lie within an append: later ones were checked.
                return Err(if self.appends.is_empty() {
                    JournalError::new(
                        JournalErrorKind::Invalid,
                        format!(
                            "record {at} is not the first of its append; go on after the last of one"
                        ),
                    )
                } else {
                    corrupt(format!("record {at} is not where its command begins"))
                });
            }
            let size = last.saturating_sub(first).saturating_add(1);
            let size = usize::try_from(size).unwrap_or(usize::MAX);
            if self.records.saturating_add(size) > Append::MAX_RECORDS && !self.appends.is_empty() {
                self.full = true;
                return Ok(());
            }
            self.last = last;
            self.appends.push(RecordedAppend {
                command: record.command,
                content,
                actor: record.actor,
                recorded_at: record.recorded_at,
                first: at,
                records: Vec::with_capacity(size.min(Append::MAX_RECORDS)),
            });
        } else if self.appends.last().is_none_or(|append| {
            (&append.command, &append.actor, append.recorded_at)
                != (&record.command, &record.actor, record.recorded_at)
        }) {
            return Err(corrupt(format!(
                "record {at} is not of the append it stands in"
            )));
        }
        self.records = self.records.saturating_add(1);
        self.bytes = self.bytes.saturating_add(stored.payload.len());
        if let Some(append) = self.appends.last_mut() {
            append.records.push(RecordedFact {
                stream: record.stream,
                version: record.version,
                effective_on: record.effective_on,
                corrects: record.corrects,
                type_name: stored.type_name.to_owned(),
                schema: stored.schema,
                payload: stored.payload.to_owned(),
            });
        }
        if self.bytes > Append::MAX_BYTES && self.appends.len() > 1 {
            // The append at the end does not fit any more: the next page has it.
            self.appends.pop();
            self.full = true;
        }
        self.due = self.due.saturating_add(1);
        Ok(())
    }

    /// Whether no further record is needed.
    #[must_use]
    pub const fn is_full(&self) -> bool {
        self.full
    }

    /// The whole appends that were gathered.
    ///
    /// # Errors
    /// [`JournalErrorKind::Corrupt`] with the position of the first missing record.
    pub fn finish(self) -> Result<Vec<RecordedAppend>, JournalError> {
        if self.full || self.due > self.last {
            return Ok(self.appends);
        }
        Err(JournalError::new(
            JournalErrorKind::Corrupt {
                position: Position::new(self.due),
            },
            format!("record {} is missing", self.due),
        ))
    }
}
