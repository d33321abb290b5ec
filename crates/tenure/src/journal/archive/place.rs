use std::collections::BTreeSet;

use super::RecordedAppend;
use crate::fact::Fact;
use crate::id::{ActorId, CommandId, TenantId};
use crate::journal::{
    Append, Head, JournalError, JournalErrorKind, StoredRecord, StoredRecordError,
};
use crate::record::{Position, StreamId, Version};

/// Recorded appends that fit together, with what a journal needs to write them.
///
/// For implementors of [`Archive::append_recorded`](super::Archive::append_recorded), who go on like this inside their
/// transaction: read the head of the tenant and the version of every stream of [`streams`](Self::streams), [`place`](Self::place),
/// and keep the rows, the commands and what [`PlacedRestore`] says.
#[derive(Clone, Debug)]
pub struct PreparedRestore {
    /// Every stream that is written, in order, with its id as text.
    pub streams: Vec<(StreamId, String)>,
    /// The appends.
    pub appends: Vec<RecordedAppend>,
}

/// Where a tenant stands after restored appends.
#[derive(Clone, Debug)]
pub struct PlacedRestore {
    /// Its head.
    pub head: Head,
    /// The versions of [`PreparedRestore::streams`], in the same order.
    pub versions: Vec<Version>,
}

impl PreparedRestore {
    /// Checks the appends as far as that needs no journal.
    ///
    /// # Errors
    /// As [`Archive::append_recorded`](super::Archive::append_recorded).
    pub fn new(appends: Vec<RecordedAppend>) -> Result<Self, JournalError> {
        let records: usize = appends.iter().map(|append| append.records.len()).sum();
        let facts = || appends.iter().flat_map(|append| &append.records);
        let bytes = facts()
            .map(|record| record.payload.len())
            .fold(0, usize::saturating_add);
        let single = appends.len() == 1;
        if records > Append::MAX_RECORDS || (bytes > Append::MAX_BYTES && !single) {
            return Err(JournalError::new(
                JournalErrorKind::TooLarge,
                format!(
                    "{records} records of {bytes} bytes at once; at most {} of {} bytes are restored together",
                    Append::MAX_RECORDS,
                    Append::MAX_BYTES
                ),
            ));
        }
        let mut commands = BTreeSet::new();
        for append in &appends {
            let first = append.first;
            if append.records.is_empty() {
                return Err(invalid(format!("the append at {first} has no record")));
            }
            if !commands.insert(&append.command) {
                return Err(invalid(format!(
                    "the command `{}` is there twice",
                    append.command
                )));
            }
            for (position, record) in (first.get()..).zip(&append.records) {
                let at = Position::new(position).unwrap_or(first);
                Fact::from_json(&record.type_name, record.schema, &record.payload)
                    .map_err(|error| StoredRecordError::from(error).at(at))?;
            }
        }
        let ids: BTreeSet<&StreamId> = facts().map(|record| &record.stream).collect();
        let streams = ids
            .into_iter()
            .map(|id| (id.clone(), id.to_string()))
            .collect();
        Ok(Self { streams, appends })
    }

    /// Hands the columns of every record with their checksum to `keep`, in order, with the index of its stream in
    /// [`streams`](Self::streams).
    ///
    /// # Errors
    /// [`JournalErrorKind::Invalid`] when they do not go on where the tenant ends; whatever `keep` answers.
    pub fn place(
        &self,
        tenant: &TenantId,
        head: &Head,
        versions: &[Version],
        mut keep: impl FnMut(usize, &StoredRecord<'_>, u32) -> Result<(), JournalError>,
    ) -> Result<PlacedRestore, JournalError> {
        let mut head = *head;
        let mut versions = versions.to_vec();
        let mut buffer = Vec::new();
        for append in &self.appends {
            if Position::after(head.position) != Some(append.first) {
                return Err(invalid(format!(
                    "the tenant `{tenant}` has {} records, and the append `{}` begins at {}; restore what follows",
                    head.position.map_or(0, Position::get),
                    append.command,
                    append.first
                )));
            }
            if head.recorded_at > Some(append.recorded_at) {
                return Err(invalid(format!(
                    "the append `{}` at {} was recorded before the one before it",
                    append.command, append.first
                )));
            }
            for (position, record) in (append.first.get()..).zip(&append.records) {
                // Found: `new` made the streams of the records.
                let (Ok(index) | Err(index)) = self
                    .streams
                    .binary_search_by(|(id, _)| id.cmp(&record.stream));
                let (Some((_, name)), Some(version)) =
                    (self.streams.get(index), versions.get_mut(index))
                else {
                    return Err(invalid(format!("record {position} has no stream")));
                };
                if version.next() != Some(record.version) {
                    return Err(invalid(format!(
                        "record {position} has version {} of stream `{name}`, which is at {version}",
                        record.version
                    )));
                }
                *version = record.version;
                let stored = StoredRecord {
                    position,
                    stream: name,
                    version: record.version.get(),
                    effective_day: StoredRecord::day_of(record.effective_on),
                    recorded_us: append.recorded_at.timestamp_micros(),
                    command: CommandId::as_str(&append.command),
                    actor: append.actor.as_ref().map(ActorId::as_str),
                    corrects: record.corrects.map(Position::get),
                    type_name: &record.type_name,
                    schema: record.schema,
                    payload: &record.payload,
                };
                let (checksum, chain) = stored.seal(&head.chain, &mut buffer);
                head.chain = chain;
                keep(index, &stored, checksum)?;
            }
            head.position = Some(append.last());
            head.recorded_at = Some(append.recorded_at);
        }
        Ok(PlacedRestore { head, versions })
    }
}

fn invalid(message: String) -> JournalError {
    JournalError::new(JournalErrorKind::Invalid, message)
}
