//! The journal itself: every record as it was written.

use tenure::Record;

use super::declare::table;
use super::units::{DAY, ID, POSITION};
use crate::TableError;

table! {
    /// One record.
    RECORD, RecordRow, "record":
    "Every record of a journal, exactly: a book folds from these rows as it does from the journal they came from. No personal data are \
     in it, only the ids under which a journal keeps them.",
    key ["position"], order "by position",
    position: [count] POSITION, "The place among all records: the order in which they were recorded.";
    stream: [id] "stream", "`directory`, or `account:` and the account's id.";
    version: [count] "records", "The place in the stream, from 1.";
    effective_on: [date] DAY, "The business day from which it holds.";
    recorded_at: [moment] "UTC", "When it was written.";
    command: [id] ID, "The request that caused it.";
    actor: [id opt] ID, "Who or what made the request. Absent where nobody said.";
    corrects: [count opt] POSITION, "The record of the same stream that no longer holds because of this one.";
    fact: [id] "type of fact", "What happened, by the name under which it is stored.";
    schema: [count] "number", "The schema of the stored form.";
    data: [text] "JSON", "The particulars, in the stored form.";
}

/// A record with the texts that its row borrows.
///
/// ```
/// use tenure_tables::{RecordCells, Row, write_jsonl};
/// # let records: Vec<tenure::Record> = Vec::new();
/// let cells = records.iter().map(RecordCells::of).collect::<Result<Vec<_>, _>>()?;
/// write_jsonl(std::io::sink(), cells.iter().map(RecordCells::row))?;
/// # Ok::<(), tenure_tables::TableError>(())
/// ```
#[derive(Clone, Debug)]
pub struct RecordCells<'a> {
    record: &'a Record,
    stream: String,
    data: String,
}

impl<'a> RecordCells<'a> {
    /// The texts of a record.
    ///
    /// # Errors
    /// [`TableError::Encode`] never for facts that exist; the signature is that of the encoder.
    pub fn of(record: &'a Record) -> Result<Self, TableError> {
        Ok(Self {
            record,
            stream: record.stream.to_string(),
            data: record.fact.to_json().map_err(TableError::Encode)?,
        })
    }

    /// The row of `record`.
    #[must_use]
    pub fn row(&self) -> RecordRow<'_> {
        let record = self.record;
        RecordRow {
            position: record.position.get(),
            stream: &self.stream,
            version: record.version.get(),
            effective_on: record.effective_on,
            recorded_at: record.recorded_at,
            command: record.command.as_str(),
            actor: record.actor.as_ref().map(|actor| actor.as_str()),
            corrects: record.corrects.map(|position| position.get()),
            fact: record.fact.type_name(),
            schema: u64::from(record.fact.schema()),
            data: &self.data,
        }
    }
}
