use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::ops::Bound;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{
    Append, Archive, BoxFuture, ChainHash, ContentHash, Gatherer, Head, Journal, JournalError,
    JournalErrorKind, Limit, Page, PreparedRestore, Profile, ProfileState, Receipt, RecordReader,
    RecordedAppend, Snapshot, Snapshots, StoredCommand, StoredRecord, Verified, Verifier,
};
use crate::id::{ActorId, CommandId, SubjectId, TenantId};
use crate::record::{Position, Record, StreamId, Version};
use crate::text::Name;

/// A journal in memory, as strict as one on disk: for tests, for simulations, for trying something out.
///
/// Nothing is durable. One lock guards everything; no method waits for anything else, so every future is ready at once.
///
/// ```
/// use tenure::journal::{Journal, MemoryJournal};
///
/// let journal: std::sync::Arc<dyn Journal> = std::sync::Arc::new(MemoryJournal::new());
/// # let _ = journal;
/// ```
#[derive(Default)]
pub struct MemoryJournal {
    tenants: Mutex<BTreeMap<TenantId, Tenant>>,
}

#[derive(Default)]
struct Tenant {
    records: Vec<Record>,
    /// The stored form of restored records that this version would write differently: schema number and JSON.
    older: HashMap<Position, (u32, String)>,
    /// For each stream the indices of its records.
    streams: BTreeMap<StreamId, Vec<usize>>,
    commands: HashMap<CommandId, (ContentHash, Receipt)>,
    head: Option<Head>,
    profiles: BTreeMap<SubjectId, ProfileState>,
    snapshots: BTreeMap<Name, Snapshot>,
}

impl MemoryJournal {
    /// A journal without any record.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The tenants. A thread that panicked while it held the lock cannot have left half an append: everything that can fail
    /// comes before the first change.
    fn lock(&self) -> MutexGuard<'_, BTreeMap<TenantId, Tenant>> {
        self.tenants.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn with<T>(&self, tenant: &TenantId, read: impl FnOnce(&Tenant) -> T) -> T {
        match self.lock().get(tenant) {
            Some(tenant) => read(tenant),
            None => read(&Tenant::default()),
        }
    }

    fn write(&self, id: &TenantId, append: Append) -> Result<Receipt, JournalError> {
        let append = append.prepare()?;
        let mut tenants = self.lock();
        let tenant = tenants.entry(id.clone()).or_default();
        if let Some((content, receipt)) = tenant.commands.get(&append.command) {
            if *content != append.content {
                return Err(JournalError::command_reused(&append.command));
            }
            return Ok(Receipt {
                replayed: true,
                ..receipt.clone()
            });
        }
        let head = tenant.head(id);
        let versions: Vec<Version> = append
            .streams
            .iter()
            .map(|stream| tenant.version(&stream.id))
            .collect();
        append.check(&head, &versions, |position| {
            Ok(tenant.at(position).map(|record| record.stream.clone()))
        })?;
        let mut records = Vec::with_capacity(append.records.len());
        let placed = append.place(&head, &versions, |record, stored, _| {
            let (Some(position), Some(stream)) = (
                Position::new(stored.position),
                append.streams.get(record.stream),
            ) else {
                return Ok(());
            };
            records.push(Record {
                position,
                stream: stream.id.clone(),
                version: Version::new(stored.version),
                effective_on: record.effective_on,
                recorded_at: head
                    .recorded_at
                    .map_or(append.at, |last| last.max(append.at)),
                command: append.command.clone(),
                actor: append.actor.clone(),
                corrects: record.corrects,
                fact: record.fact.clone(),
            });
            Ok(())
        })?;

        tenant.keep(records);
        tenant.head = Some(placed.head);
        tenant.commands.insert(
            append.command.clone(),
            (append.content, placed.receipt.clone()),
        );
        Ok(placed.receipt)
    }
}

impl Tenant {
    fn head(&self, id: &TenantId) -> Head {
        self.head.unwrap_or_else(|| Head {
            position: None,
            chain: ChainHash::genesis(id),
            recorded_at: None,
        })
    }

    fn version(&self, stream: &StreamId) -> Version {
        Version::new(
            self.streams
                .get(stream)
                .map_or(0, |indices| indices.len() as u64),
        )
    }

    fn at(&self, position: Position) -> Option<&Record> {
        let index = usize::try_from(position.get().saturating_sub(1)).ok()?;
        self.records.get(index)
    }

    fn load(&self, stream: &StreamId, after: Version, limit: Limit) -> Page {
        let rest = self
            .streams
            .get(stream)
            .and_then(|indices| indices.get(usize::try_from(after.get()).ok()?..))
            .unwrap_or_default();
        Page {
            records: rest
                .iter()
                .take(limit.get())
                .filter_map(|index| self.records.get(*index).cloned())
                .collect(),
            end: rest.len() <= limit.get(),
        }
    }

    fn scan(&self, after: Option<Position>, limit: Limit) -> Page {
        let rest = usize::try_from(after.map_or(0, Position::get))
            .ok()
            .and_then(|after| self.records.get(after..))
            .unwrap_or_default();
        Page {
            records: rest.iter().take(limit.get()).cloned().collect(),
            end: rest.len() <= limit.get(),
        }
    }

    fn keep(&mut self, records: Vec<Record>) {
        for record in records {
            let index = self.records.len();
            match self.streams.get_mut(&record.stream) {
                Some(indices) => indices.push(index),
                None => {
                    self.streams.insert(record.stream.clone(), vec![index]);
                }
            }
            self.records.push(record);
        }
    }

    /// Hands the stored form of the records after a position to `each`, until it says that it is enough.
    fn stored(
        &self,
        after: Option<Position>,
        mut each: impl FnMut(&StoredRecord<'_>, u32) -> Result<bool, JournalError>,
    ) -> Result<(), JournalError> {
        let mut buffer = Vec::new();
        // A checksum covers the record alone, so any chain will do.
        let chain = ChainHash::from([0; 32]);
        let after = usize::try_from(after.map_or(0, Position::get)).unwrap_or(usize::MAX);
        for record in self.records.iter().skip(after) {
            let encoded = |source| {
                JournalError::new(
                    JournalErrorKind::Corrupt {
                        position: Some(record.position),
                    },
                    "a fact cannot be encoded",
                )
                .with_source(source)
            };
            let (schema, payload) = match self.older.get(&record.position) {
                Some((schema, payload)) => (*schema, Cow::Borrowed(payload.as_str())),
                None => (
                    record.fact.schema(),
                    Cow::Owned(record.fact.to_json().map_err(encoded)?),
                ),
            };
            let stream = record.stream.to_string();
            let stored = StoredRecord {
                position: record.position.get(),
                stream: &stream,
                version: record.version.get(),
                effective_day: StoredRecord::day_of(record.effective_on),
                recorded_us: record.recorded_at.timestamp_micros(),
                command: record.command.as_str(),
                actor: record.actor.as_ref().map(ActorId::as_str),
                corrects: record.corrects.map(Position::get),
                type_name: record.fact.type_name(),
                schema,
                payload: &payload,
            };
            let (checksum, _) = stored.seal(&chain, &mut buffer);
            if !each(&stored, checksum)? {
                break;
            }
        }
        Ok(())
    }

    fn verify(&self, id: &TenantId) -> Result<Verified, JournalError> {
        let mut verifier = Verifier::new(id, self.head(id));
        self.stored(None, |stored, checksum| {
            verifier.next(stored, checksum).map(|()| true)
        })?;
        let verified = verifier.finish()?;
        for (command, (content, receipt)) in &self.commands {
            let stored = StoredCommand {
                command: command.as_str(),
                content: *content,
                first: receipt.first.get(),
                last: receipt.last.get(),
            };
            verifier.command(&stored, None)?;
        }
        verifier.finish_commands()?;
        Ok(verified)
    }

    fn appends(&self, after: Option<Position>) -> Result<Vec<RecordedAppend>, JournalError> {
        let mut gatherer = Gatherer::new(after);
        self.stored(after, |stored, checksum| {
            let known = self.commands.get(stored.command).ok_or_else(|| {
                JournalError::new(
                    JournalErrorKind::Corrupt {
                        position: Position::new(stored.position),
                    },
                    "a record has no command",
                )
            });
            let (content, receipt) = known?;
            let places = (receipt.first.get(), receipt.last.get());
            gatherer.next(stored, checksum, *content, places)?;
            Ok(!gatherer.is_full())
        })?;
        gatherer.finish()
    }

    fn restore(&mut self, id: &TenantId, restored: &PreparedRestore) -> Result<Head, JournalError> {
        if let Some(known) = restored
            .appends
            .iter()
            .find(|append| self.commands.contains_key(&append.command))
        {
            return Err(JournalError::command_reused(&known.command));
        }
        let versions: Vec<Version> = restored
            .streams
            .iter()
            .map(|(stream, _)| self.version(stream))
            .collect();
        let mut reader = RecordReader::default();
        let mut records = Vec::new();
        let mut older = Vec::new();
        let placed = restored.place(id, &self.head(id), &versions, |_, stored, checksum| {
            let at = Position::new(stored.position).unwrap_or(Position::FIRST);
            let record = reader
                .open(stored, checksum)
                .map_err(|error| error.at(at))?;
            let now = record.fact.to_json().ok();
            if (record.fact.schema(), now.as_deref()) != (stored.schema, Some(stored.payload)) {
                older.push((at, (stored.schema, stored.payload.to_owned())));
            }
            records.push(record);
            Ok(())
        })?;
        for append in &restored.appends {
            let written: BTreeMap<StreamId, Version> = append
                .records
                .iter()
                .map(|record| (record.stream.clone(), record.version))
                .collect();
            let receipt = Receipt {
                command: append.command.clone(),
                first: append.first,
                last: append.last(),
                versions: written.into_iter().collect(),
                recorded_at: append.recorded_at,
                replayed: false,
            };
            self.commands
                .insert(append.command.clone(), (append.content, receipt));
        }
        self.keep(records);
        self.older.extend(older);
        self.head = Some(placed.head);
        Ok(placed.head)
    }
}

impl Journal for MemoryJournal {
    fn append<'a>(
        &'a self,
        tenant: &'a TenantId,
        append: Append,
    ) -> BoxFuture<'a, Result<Receipt, JournalError>> {
        Box::pin(async move { self.write(tenant, append) })
    }

    fn load<'a>(
        &'a self,
        tenant: &'a TenantId,
        stream: &'a StreamId,
        after: Version,
        limit: Limit,
    ) -> BoxFuture<'a, Result<Page, JournalError>> {
        Box::pin(async move { Ok(self.with(tenant, |kept| kept.load(stream, after, limit))) })
    }

    fn scan<'a>(
        &'a self,
        tenant: &'a TenantId,
        after: Option<Position>,
        limit: Limit,
    ) -> BoxFuture<'a, Result<Page, JournalError>> {
        Box::pin(async move { Ok(self.with(tenant, |kept| kept.scan(after, limit))) })
    }

    fn head<'a>(&'a self, tenant: &'a TenantId) -> BoxFuture<'a, Result<Head, JournalError>> {
        Box::pin(async move { Ok(self.with(tenant, |kept| kept.head(tenant))) })
    }

    fn receipt<'a>(
        &'a self,
        tenant: &'a TenantId,
        command: &'a CommandId,
    ) -> BoxFuture<'a, Result<Option<Receipt>, JournalError>> {
        Box::pin(async move {
            Ok(self.with(tenant, |kept| {
                kept.commands.get(command).map(|(_, receipt)| Receipt {
                    replayed: true,
                    ..receipt.clone()
                })
            }))
        })
    }

    fn profile<'a>(
        &'a self,
        tenant: &'a TenantId,
        subject: &'a SubjectId,
    ) -> BoxFuture<'a, Result<ProfileState, JournalError>> {
        Box::pin(async move {
            Ok(self.with(tenant, |kept| {
                kept.profiles
                    .get(subject)
                    .cloned()
                    .unwrap_or(ProfileState::Absent)
            }))
        })
    }

    fn put_profile<'a>(
        &'a self,
        tenant: &'a TenantId,
        subject: &'a SubjectId,
        profile: Profile,
    ) -> BoxFuture<'a, Result<(), JournalError>> {
        Box::pin(async move {
            let mut tenants = self.lock();
            let profiles = &mut tenants.entry(tenant.clone()).or_default().profiles;
            if profiles.get(subject) == Some(&ProfileState::Forgotten) {
                return Err(JournalError::forgotten(subject));
            }
            profiles.insert(subject.clone(), ProfileState::Present(profile));
            Ok(())
        })
    }

    fn forget<'a>(
        &'a self,
        tenant: &'a TenantId,
        subject: &'a SubjectId,
    ) -> BoxFuture<'a, Result<(), JournalError>> {
        Box::pin(async move {
            self.lock()
                .entry(tenant.clone())
                .or_default()
                .profiles
                .insert(subject.clone(), ProfileState::Forgotten);
            Ok(())
        })
    }

    fn verify<'a>(&'a self, tenant: &'a TenantId) -> BoxFuture<'a, Result<Verified, JournalError>> {
        Box::pin(async move { self.with(tenant, |kept| kept.verify(tenant)) })
    }
}

impl Archive for MemoryJournal {
    fn appends<'a>(
        &'a self,
        tenant: &'a TenantId,
        after: Option<Position>,
    ) -> BoxFuture<'a, Result<Vec<RecordedAppend>, JournalError>> {
        Box::pin(async move { self.with(tenant, |kept| kept.appends(after)) })
    }

    fn append_recorded<'a>(
        &'a self,
        tenant: &'a TenantId,
        appends: Vec<RecordedAppend>,
    ) -> BoxFuture<'a, Result<Head, JournalError>> {
        Box::pin(async move {
            let restored = PreparedRestore::new(appends)?;
            let mut tenants = self.lock();
            let kept = tenants.entry(tenant.clone()).or_default();
            kept.restore(tenant, &restored)
        })
    }

    fn subjects<'a>(
        &'a self,
        tenant: &'a TenantId,
        after: Option<&'a SubjectId>,
        limit: Limit,
    ) -> BoxFuture<'a, Result<Vec<(SubjectId, ProfileState)>, JournalError>> {
        Box::pin(async move {
            Ok(self.with(tenant, |kept| {
                let start = after.map_or(Bound::Unbounded, Bound::Excluded);
                kept.profiles
                    .range::<SubjectId, _>((start, Bound::Unbounded))
                    .take(limit.get())
                    .map(|(subject, state)| (subject.clone(), state.clone()))
                    .collect()
            }))
        })
    }
}

impl Snapshots for MemoryJournal {
    fn snapshot<'a>(
        &'a self,
        tenant: &'a TenantId,
        fold: &'a Name,
    ) -> BoxFuture<'a, Result<Option<Snapshot>, JournalError>> {
        Box::pin(async move { Ok(self.with(tenant, |kept| kept.snapshots.get(fold).cloned())) })
    }

    fn keep_snapshot<'a>(
        &'a self,
        tenant: &'a TenantId,
        fold: &'a Name,
        snapshot: Snapshot,
    ) -> BoxFuture<'a, Result<bool, JournalError>> {
        Box::pin(async move {
            snapshot.seal(tenant, fold)?;
            let mut tenants = self.lock();
            let kept = tenants.entry(tenant.clone()).or_default();
            snapshot.check(fold, kept.head(tenant).position)?;
            let later = kept
                .snapshots
                .get(fold)
                .is_some_and(|kept| kept.position > snapshot.position);
            if !later {
                kept.snapshots.insert(fold.clone(), snapshot);
            }
            Ok(!later)
        })
    }

    fn drop_snapshots<'a>(
        &'a self,
        tenant: &'a TenantId,
    ) -> BoxFuture<'a, Result<u64, JournalError>> {
        Box::pin(async move {
            let mut tenants = self.lock();
            let dropped = tenants
                .get_mut(tenant)
                .map(|kept| std::mem::take(&mut kept.snapshots));
            Ok(dropped.map_or(0, |dropped| dropped.len() as u64))
        })
    }
}

impl fmt::Debug for MemoryJournal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tenants = self.lock();
        f.debug_struct("MemoryJournal")
            .field("tenants", &tenants.len())
            .field(
                "records",
                &tenants
                    .values()
                    .map(|tenant| tenant.records.len())
                    .sum::<usize>(),
            )
            .finish()
    }
}
