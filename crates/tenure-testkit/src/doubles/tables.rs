//! The tables of a double, and the changes that a log of them has.

use std::collections::BTreeMap;

use tenure::journal::{ChainHash, ContentHash, Head, StoredRecord};
use tenure::{CommandId, Position, StreamId, SubjectId, TenantId, Version};

/// A stored record without its position.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) stream: String,
    pub(super) version: u64,
    pub(super) effective_day: i64,
    pub(super) recorded_us: i64,
    pub(super) command: String,
    pub(super) actor: Option<String>,
    pub(super) corrects: Option<u64>,
    pub(super) type_name: String,
    pub(super) schema: u32,
    pub(super) payload: String,
    pub(super) checksum: u32,
}

impl Row {
    pub(super) fn of(stored: &StoredRecord<'_>, checksum: u32) -> Self {
        Self {
            stream: stored.stream.to_owned(),
            version: stored.version,
            effective_day: stored.effective_day,
            recorded_us: stored.recorded_us,
            command: stored.command.to_owned(),
            actor: stored.actor.map(str::to_owned),
            corrects: stored.corrects,
            type_name: stored.type_name.to_owned(),
            schema: stored.schema,
            payload: stored.payload.to_owned(),
            checksum,
        }
    }

    pub(super) fn stored(&self, position: u64) -> StoredRecord<'_> {
        StoredRecord {
            position,
            stream: &self.stream,
            version: self.version,
            effective_day: self.effective_day,
            recorded_us: self.recorded_us,
            command: &self.command,
            actor: self.actor.as_deref(),
            corrects: self.corrects,
            type_name: &self.type_name,
            schema: self.schema,
            payload: &self.payload,
        }
    }

    /// The checksum that fits the columns as they are.
    pub(super) fn fitting(&self, position: u64) -> u32 {
        let chain = ChainHash::from([0; 32]);
        self.stored(position).seal(&chain, &mut Vec::new()).0
    }
}

/// What is known of a command: the hash of its content, and its first and last position.
pub(super) type Known = (ContentHash, u64, u64);

/// What is kept of a subject: fields and checksum, or nothing once it was forgotten.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub(super) fields: Option<(String, u32)>,
    pub(super) forgotten: bool,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Tables {
    pub(super) heads: BTreeMap<TenantId, Head>,
    pub(super) streams: BTreeMap<(TenantId, String), Version>,
    pub(super) records: BTreeMap<(TenantId, u64), Row>,
    pub(super) commands: BTreeMap<(TenantId, CommandId), Known>,
    pub(super) profiles: BTreeMap<(TenantId, SubjectId), Kept>,
}

#[derive(Clone, Debug)]
pub(super) enum Change {
    Record(TenantId, u64, Row),
    Stream(TenantId, String, Version),
    Head(TenantId, Head),
    Command(TenantId, CommandId, Known),
    Profile(TenantId, SubjectId, Kept),
}

impl Change {
    pub(super) fn bytes(&self) -> u64 {
        match self {
            Self::Record(_, _, row) => 100 + row.payload.len() as u64,
            _ => 50,
        }
    }
}

impl Tables {
    pub(super) fn apply(&mut self, change: &Change) {
        match change {
            Change::Record(tenant, position, row) => {
                self.records
                    .insert((tenant.clone(), *position), row.clone());
            }
            Change::Stream(tenant, name, version) => {
                self.streams
                    .insert((tenant.clone(), name.clone()), *version);
            }
            Change::Head(tenant, head) => {
                self.heads.insert(tenant.clone(), *head);
            }
            Change::Command(tenant, command, known) => {
                self.commands
                    .insert((tenant.clone(), command.clone()), *known);
            }
            Change::Profile(tenant, subject, kept) => {
                self.profiles
                    .insert((tenant.clone(), subject.clone()), kept.clone());
            }
        }
    }

    pub(super) fn head(&self, tenant: &TenantId) -> Head {
        self.heads.get(tenant).copied().unwrap_or_else(|| Head {
            position: None,
            chain: ChainHash::genesis(tenant),
            recorded_at: None,
        })
    }

    pub(super) fn version(&self, tenant: &TenantId, stream: &str) -> Version {
        self.streams
            .get(&(tenant.clone(), stream.to_owned()))
            .copied()
            .unwrap_or_default()
    }

    /// The rows of a tenant after a position, in order.
    pub(super) fn rows(
        &self,
        tenant: &TenantId,
        after: u64,
    ) -> impl Iterator<Item = (u64, &Row)> + use<'_> {
        let first = (tenant.clone(), after.saturating_add(1));
        let last = (tenant.clone(), u64::MAX);
        let range = (after < u64::MAX).then(|| self.records.range(first..=last));
        range
            .into_iter()
            .flatten()
            .map(|((_, position), row)| (*position, row))
    }

    pub(super) fn stream_at(&self, tenant: &TenantId, position: Position) -> Option<StreamId> {
        let row = self.records.get(&(tenant.clone(), position.get()))?;
        row.stream.parse().ok()
    }
}
