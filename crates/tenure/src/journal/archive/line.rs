//! The lines of an export. Their form is for ever, like that of the facts: a change takes a new format number.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{RecordedAppend, RecordedFact};
use crate::id::{ActorId, CommandId, SubjectId, TenantId};
use crate::journal::{ContentHash, Head, JournalError, JournalErrorKind, Profile};
use crate::record::{Position, StreamId, Version};

/// The number of the form below.
pub(super) const FORMAT: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Line<'a> {
    /// The first.
    Tenure(Header),
    /// An append, before its records.
    Append(AppendLine),
    /// A record of the append before it.
    #[serde(borrow)]
    Record(RecordLine<'a>),
    /// Somebody whose personal data was erased and must not come back.
    Forgotten(SubjectId),
    /// Somebody's personal data; only in an export of profiles.
    Profile(ProfileLine),
    /// The last, so that what was cut off is noticed.
    End(End),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Header {
    pub(super) format: u32,
    pub(super) holds: Holds,
    pub(super) tenant: TenantId,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Holds {
    Records,
    Profiles,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AppendLine {
    command: CommandId,
    content: String,
    actor: Option<ActorId>,
    recorded_at: DateTime<Utc>,
    first: Position,
    pub(super) records: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RecordLine<'a> {
    stream: StreamId,
    version: Version,
    effective_on: NaiveDate,
    corrects: Option<Position>,
    #[serde(rename = "type")]
    type_name: String,
    schema: u32,
    #[serde(borrow)]
    fact: &'a RawValue,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProfileLine {
    pub(super) subject: SubjectId,
    pub(super) fields: Profile,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct End {
    /// How many records, or how many profiles.
    pub(super) count: u64,
    /// The hash over all records; only in an export of records.
    pub(super) chain: Option<String>,
}

impl Line<'_> {
    pub(super) fn header(tenant: &TenantId, holds: Holds) -> Self {
        Self::Tenure(Header {
            format: FORMAT,
            holds,
            tenant: tenant.clone(),
        })
    }

    pub(super) fn end(head: &Head) -> Self {
        Self::End(End {
            count: head.position.map_or(0, Position::get),
            chain: Some(head.chain.to_string()),
        })
    }

    /// The line as text, without the end of the line.
    pub(super) fn text(&self) -> Result<String, JournalError> {
        serde_json::to_string(self).map_err(|error| {
            JournalError::new(JournalErrorKind::Invalid, "a line cannot be encoded")
                .with_source(error)
        })
    }
}

impl From<&RecordedAppend> for AppendLine {
    fn from(append: &RecordedAppend) -> Self {
        Self {
            command: append.command.clone(),
            content: append
                .content
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect(),
            actor: append.actor.clone(),
            recorded_at: append.recorded_at,
            first: append.first,
            records: append.records.len() as u64,
        }
    }
}

impl AppendLine {
    /// The append without its records; `None` when its content is no hash.
    pub(super) fn open(self) -> Option<RecordedAppend> {
        let digits = self.content.as_bytes();
        let mut content: ContentHash = [0; 32];
        if digits.len() != 64 {
            return None;
        }
        for (byte, pair) in content.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        // An instant finer than a journal keeps would come back as another one.
        let recorded_at = DateTime::from_timestamp_micros(self.recorded_at.timestamp_micros())
            .filter(|cut| *cut == self.recorded_at)?;
        Some(RecordedAppend {
            command: self.command,
            content,
            actor: self.actor,
            recorded_at,
            first: self.first,
            records: Vec::new(),
        })
    }
}

impl<'a> RecordLine<'a> {
    pub(super) fn new(record: &'a RecordedFact) -> Result<Self, JournalError> {
        Ok(Self {
            stream: record.stream.clone(),
            version: record.version,
            effective_on: record.effective_on,
            corrects: record.corrects,
            type_name: record.type_name.clone(),
            schema: record.schema,
            fact: serde_json::from_str(&record.payload).map_err(|error| {
                JournalError::new(
                    JournalErrorKind::Corrupt { position: None },
                    format!(
                        "version {} of stream `{}` is no JSON",
                        record.version, record.stream
                    ),
                )
                .with_source(error)
            })?,
        })
    }

    pub(super) fn open(self) -> RecordedFact {
        RecordedFact {
            stream: self.stream,
            version: self.version,
            effective_on: self.effective_on,
            corrects: self.corrects,
            type_name: self.type_name,
            schema: self.schema,
            payload: self.fact.get().to_owned(),
        }
    }
}
