//! What one transaction writes.
//!
//! Appends that come together share one, and so the one flush to the disk that an append costs. Everything about
//! an append that can be refused is looked at before its first row is written, so that a refused one leaves its neighbours
//! alone; when the store itself fails, all are rolled back and tried one by one.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension};
use tenure::journal::{
    Head, JournalError, JournalErrorKind, PreparedAppend, PreparedRestore, Profile, Receipt,
};
use tenure::{Position, SubjectId, TenantId, Version};

use crate::error::{Fault, is_busy, leaves_doubt, told};
use crate::insert::NewRows;
use crate::oneshot::Sender;
use crate::reader::stream_row;
use crate::tables::{self, MAX_POSITION, Tenant};
use crate::{archive, file, observe, profiles, snapshots};

/// How long an attempt to clear the log of what was forgotten may wait for readers.
const CLEARING_WAIT: Duration = Duration::from_millis(50);

pub(crate) type Reply<T> = Sender<Result<T, JournalError>>;

pub(crate) enum Job {
    Append(Box<AppendJob>),
    PutProfile(TenantId, SubjectId, Profile, Reply<()>),
    Forget(TenantId, SubjectId, Reply<()>),
    Restore(TenantId, Box<PreparedRestore>, Reply<Head>),
    Snapshots(TenantId, snapshots::Work, Reply<u64>),
}

pub(crate) struct AppendJob {
    pub(crate) tenant: TenantId,
    pub(crate) append: PreparedAppend,
    pub(crate) reply: Reply<Receipt>,
}

pub(crate) struct Writer {
    pub(crate) connection: Connection,
    pub(crate) path: PathBuf,
    pub(crate) busy_timeout: Duration,
    /// Forgotten data may still stand in the write-ahead log.
    pub(crate) uncleared: bool,
}

/// What a transaction came to when it did not commit.
enum Undone {
    /// It was not begun: another process writes.
    Locked(rusqlite::Error),
    /// Nothing was written.
    RolledBack(Fault),
    /// The device failed during the commit.
    Unknown(rusqlite::Error),
}

impl Writer {
    /// Does what is asked for and answers.
    pub(crate) fn carry_out(&mut self, job: Job) {
        match job {
            Job::Append(job) => self.append(vec![*job]),
            Job::PutProfile(tenant, subject, profile, reply) => {
                reply.send(self.put_profile(&tenant, &subject, &profile));
            }
            Job::Forget(tenant, subject, reply) => {
                reply.send(self.forget(&tenant, &subject));
            }
            Job::Restore(tenant, restored, reply) => {
                let outcome = transact(&self.connection, self.busy_timeout, |connection| {
                    archive::restore(connection, &tenant, &restored)
                });
                reply.send(self.settle(outcome, "restore into"));
            }
            Job::Snapshots(tenant, work, reply) => {
                let outcome = transact(&self.connection, self.busy_timeout, |connection| {
                    snapshots::work(connection, &tenant, &work)
                });
                reply.send(self.settle(outcome, "keep a snapshot in"));
            }
        }
    }

    /// Writes appends in one transaction and answers each.
    pub(crate) fn append(&mut self, group: Vec<AppendJob>) {
        let _span = observe::group(&group);
        let outcome = transact(&self.connection, self.busy_timeout, |connection| {
            let mut heads = Heads::default();
            let outcomes = group
                .iter()
                .map(|job| append_one(connection, &mut heads, &job.tenant, &job.append))
                .collect::<Result<Vec<_>, Fault>>()?;
            heads.write(connection)?;
            Ok(outcomes)
        });
        match outcome {
            Ok(outcomes) => {
                observe::outcomes(&outcomes);
                for (job, outcome) in group.into_iter().zip(outcomes) {
                    job.reply.send(outcome);
                }
            }
            // None of them is the cause, and each has waited as long as it may.
            Err(Undone::Locked(error)) => {
                observe::undone(group.len(), false);
                for job in group {
                    let told = told(&error, &self.path, "append to");
                    job.reply.send(Err(told));
                }
            }
            // One of them may be the cause: the others shall not suffer from it.
            Err(Undone::RolledBack(_)) if group.len() > 1 => {
                for job in group {
                    self.append(vec![job]);
                }
            }
            Err(Undone::RolledBack(fault)) => {
                observe::undone(1, false);
                // There is one left.
                if let Some(job) = group.into_iter().next() {
                    job.reply.send(Err(fault.of(&self.path, "append to")));
                }
            }
            Err(Undone::Unknown(error)) => {
                observe::undone(group.len(), true);
                for job in group {
                    job.reply.send(Err(self.unknown(&error)));
                }
            }
        }
    }

    fn unknown(&self, error: &rusqlite::Error) -> JournalError {
        JournalError::new(
            JournalErrorKind::UnknownOutcome,
            format!(
                "the disk failed during a commit to the journal `{}`; ask for the receipt once it is well again, or send the same command",
                self.path.display()
            ),
        )
        .with_source(error.to_string())
    }

    fn settle<T>(&self, outcome: Result<T, Undone>, doing: &str) -> Result<T, JournalError> {
        outcome.map_err(|undone| match undone {
            Undone::Locked(error) => told(&error, &self.path, doing),
            Undone::RolledBack(fault) => fault.of(&self.path, doing),
            Undone::Unknown(error) => self.unknown(&error),
        })
    }

    fn put_profile(
        &mut self,
        id: &TenantId,
        subject: &SubjectId,
        profile: &Profile,
    ) -> Result<(), JournalError> {
        let (fields, checksum) = profile.seal(subject).map_err(|source| {
            JournalError::new(JournalErrorKind::Invalid, "a profile cannot be encoded")
                .with_source(source)
        })?;
        let outcome = transact(&self.connection, self.busy_timeout, |connection| {
            let tenant = tenant_row(connection, id)?;
            profiles::put(connection, &tenant, subject, fields, checksum)
        });
        self.settle(outcome, "keep a profile in")
    }

    fn forget(&mut self, id: &TenantId, subject: &SubjectId) -> Result<(), JournalError> {
        let outcome = transact(&self.connection, self.busy_timeout, |connection| {
            let tenant = tenant_row(connection, id)?;
            profiles::forget(connection, &tenant, subject)
        });
        self.settle(outcome, "forget in")?;
        self.uncleared = true;
        self.clear();
        Ok(())
    }

    /// Empties the write-ahead log if something forgotten may stand in it. What cannot be done now, because somebody reads an
    /// older state, is tried again.
    pub(crate) fn clear(&mut self) {
        if !self.uncleared {
            return;
        }
        let clear = |connection: &Connection| -> Result<bool, rusqlite::Error> {
            connection.busy_timeout(CLEARING_WAIT)?;
            let held_up: i64 =
                connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
            Ok(held_up == 0)
        };
        let cleared = clear(&self.connection);
        // Setting a timeout makes no system call and does not fail on an open connection.
        let restored = self.connection.busy_timeout(self.busy_timeout);
        self.uncleared = !matches!((cleared, restored), (Ok(true), Ok(())));
    }
}

/// Runs the writes in one transaction.
fn transact<T>(
    connection: &Connection,
    wait: Duration,
    write: impl FnOnce(&Connection) -> Result<T, Fault>,
) -> Result<T, Undone> {
    let transaction = file::begin(connection, wait).map_err(|error| {
        if is_busy(&error) {
            Undone::Locked(error)
        } else {
            Undone::RolledBack(error.into())
        }
    })?;
    // Dropped without a commit it is rolled back.
    let value = write(&transaction).map_err(Undone::RolledBack)?;
    transaction.commit().map_err(|error| {
        if leaves_doubt(&error) {
            Undone::Unknown(error)
        } else {
            Undone::RolledBack(error.into())
        }
    })?;
    Ok(value)
}

/// The tenants that a group of appends writes for, as they stand after those before: each is read once and written once.
#[derive(Default)]
struct Heads<'g>(BTreeMap<&'g TenantId, Moving>);

struct Moving {
    tenant: Tenant,
    moved: bool,
}

impl<'g> Heads<'g> {
    /// `None` of a tenant that has no row.
    fn of(&mut self, connection: &Connection, id: &'g TenantId) -> Result<Option<Tenant>, Fault> {
        if let Some(known) = self.0.get(id) {
            return Ok(Some(known.tenant));
        }
        let found = tables::tenant(connection, id)?;
        if let Some(tenant) = found {
            let moved = false;
            self.0.insert(id, Moving { tenant, moved });
        }
        Ok(found)
    }

    fn move_to(&mut self, id: &'g TenantId, tenant: Tenant) {
        let moved = true;
        self.0.insert(id, Moving { tenant, moved });
    }

    fn write(&self, connection: &Connection) -> Result<(), Fault> {
        for moving in self.0.values().filter(|moving| moving.moved) {
            tables::set_head(connection, &moving.tenant, &moving.tenant.head)?;
        }
        Ok(())
    }
}

/// What an append comes to: `Ok(Err(..))` when it is refused and nothing of it was written.
type Outcome = Result<Result<Receipt, JournalError>, Fault>;

fn append_one<'g>(
    connection: &Connection,
    heads: &mut Heads<'g>,
    id: &'g TenantId,
    append: &PreparedAppend,
) -> Outcome {
    let known = heads.of(connection, id)?;
    if let Some(tenant) = &known
        && let Some(command) = tables::command(connection, tenant, &append.command)?
    {
        if command.content != append.content {
            return Ok(Err(JournalError::command_reused(&append.command)));
        }
        return Ok(Ok(tables::receipt(
            connection,
            tenant,
            &append.command,
            &command,
        )?));
    }
    let head = known
        .as_ref()
        .map_or_else(|| tables::genesis(id), |tenant| tenant.head);

    let mut numbers = Vec::with_capacity(append.streams.len());
    let mut versions = Vec::with_capacity(append.streams.len());
    for stream in &append.streams {
        let found = match &known {
            None => None,
            Some(tenant) => stream_row(connection, tenant.no, &stream.name)?,
        };
        numbers.push(found.map(|(no, _)| no));
        versions.push(Version::new(found.map_or(0, |(_, version)| version)));
    }
    let mut failed = None;
    let checked = append.check(&head, &versions, |position| {
        let stream = match &known {
            None => Ok(None),
            Some(tenant) => stream_at(connection, tenant, position),
        };
        stream.map_err(|fault| {
            failed = Some(fault);
            JournalError::new(
                JournalErrorKind::Unavailable,
                "a correction cannot be looked up",
            )
        })
    });
    if let Some(fault) = failed {
        return Err(fault);
    }
    if let Err(refusal) = checked {
        return Ok(Err(refusal));
    }
    let last = head.position.map_or(0, Position::get);
    if last.saturating_add(append.records.len() as u64) > MAX_POSITION {
        return Ok(Err(JournalError::new(
            JournalErrorKind::Full,
            format!(
                "the tenant has {last} records and at most {MAX_POSITION} fit; begin another file"
            ),
        )));
    }

    // From here on everything is written or rolled back.
    let tenant = match known {
        Some(tenant) => tenant,
        None => tenant_row(connection, id)?,
    };
    // New streams get their numbers now, in the order of their first record: so do the entries of the index.
    let mut new_stream =
        connection.prepare_cached("INSERT INTO stream (tenant, id, version) VALUES (?1, ?2, 1)")?;
    for record in &append.records {
        if let (Some(no @ None), Some(stream)) = (
            numbers.get_mut(record.stream),
            append.streams.get(record.stream),
        ) {
            *no = Some(new_stream.insert((tenant.no, &stream.name))?);
        }
    }
    let mut rows = NewRows::new(connection, append.records.len());
    let mut failed = None;
    let placed = append.place(&head, &versions, |record, stored, checksum| {
        let no = numbers.get(record.stream).copied().flatten();
        rows.insert(&tenant, no, stored, checksum).map_err(|error| {
            failed = Some(error);
            JournalError::new(JournalErrorKind::Unavailable, "a record cannot be written")
        })
    });
    if let Some(error) = failed {
        return Err(error.into());
    }
    let placed = placed?;
    rows.finish()?;

    for ((no, before), after) in numbers.iter().zip(&versions).zip(&placed.versions) {
        // A new stream stands at version 1 already.
        if before != after && (*before, *after) != (Version::EMPTY, Version::new(1)) {
            tables::set_version(connection, *no, *after)?;
        }
    }
    let head = placed.head;
    heads.move_to(id, Tenant { head, ..tenant });
    tables::put_command(
        connection,
        &tenant,
        &append.command,
        &append.content,
        (placed.receipt.first.get(), placed.receipt.last.get()),
    )?;
    Ok(Ok(placed.receipt))
}

/// The row of a tenant, made when there is none.
pub(crate) fn tenant_row(connection: &Connection, id: &TenantId) -> Result<Tenant, Fault> {
    if let Some(tenant) = tables::tenant(connection, id)? {
        return Ok(tenant);
    }
    let head = tables::genesis(id);
    let no = connection
        .prepare_cached("INSERT INTO tenant (id, position, chain) VALUES (?1, 0, ?2)")?
        .insert((id.as_str(), head.chain.as_bytes()))?;
    Ok(Tenant { no, head })
}

fn stream_at(
    connection: &Connection,
    tenant: &Tenant,
    position: Position,
) -> Result<Option<tenure::StreamId>, Fault> {
    let stream: Option<String> = connection
        .prepare_cached("SELECT stream FROM record WHERE key = ?1")?
        .query_row([tenant.key(position.get())], |row| row.get(0))
        .optional()?;
    match stream {
        None => Ok(None),
        Some(stream) => Ok(Some(stream.parse().map_err(|_| tables::damaged("record"))?)),
    }
}
