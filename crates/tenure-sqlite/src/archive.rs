//! Whole appends, out and in.

use rusqlite::Connection;
use tenure::journal::{
    Append, Archive, BoxFuture, Gatherer, Head, JournalError, JournalErrorKind, Limit,
    PreparedRestore, ProfileState, RecordedAppend,
};
use tenure::{Position, SubjectId, TenantId, Version};

use crate::error::Fault;
use crate::insert::NewRows;
use crate::journal::SqliteJournal;
use crate::profiles;
use crate::reader::{Reader, stream_row};
use crate::tables::{self, MAX_POSITION, RECORD_COLUMNS, record_columns};
use crate::threads::future;
use crate::writer::{Job, tenant_row};

impl Archive for SqliteJournal {
    fn appends<'a>(
        &'a self,
        tenant: &'a TenantId,
        after: Option<Position>,
    ) -> BoxFuture<'a, Result<Vec<RecordedAppend>, JournalError>> {
        let id = tenant.clone();
        future(move || self.read(move |reader| reader.appends(&id, after)))
    }

    fn append_recorded<'a>(
        &'a self,
        tenant: &'a TenantId,
        appends: Vec<RecordedAppend>,
    ) -> BoxFuture<'a, Result<Head, JournalError>> {
        future(move || {
            let restored = PreparedRestore::new(appends)?;
            self.write(|reply| Job::Restore(tenant.clone(), Box::new(restored), reply))
        })
    }

    fn subjects<'a>(
        &'a self,
        tenant: &'a TenantId,
        after: Option<&'a SubjectId>,
        limit: Limit,
    ) -> BoxFuture<'a, Result<Vec<(SubjectId, ProfileState)>, JournalError>> {
        let (id, after) = (tenant.clone(), after.cloned());
        future(move || self.read(move |reader| reader.subjects(&id, after.as_ref(), limit)))
    }
}

impl Reader<'_> {
    fn appends(
        &mut self,
        id: &TenantId,
        after: Option<Position>,
    ) -> Result<Vec<RecordedAppend>, JournalError> {
        self.snapshot("read", |snapshot| {
            let mut gatherer = Gatherer::new(after);
            let Some(tenant) = tables::tenant(snapshot, id)? else {
                return Ok(gatherer.finish()?);
            };
            let mut statement = snapshot.prepare_cached(concat!(
                "SELECT ",
                record_columns!(),
                ", command.content, command.first, command.last, command.checksum FROM record \
                 LEFT JOIN command ON command.tenant = ?3 AND command.id = record.command \
                 WHERE key BETWEEN ?1 AND ?2 ORDER BY key"
            ))?;
            let first = after.map_or(0, Position::get).saturating_add(1);
            let until = first
                .saturating_add(Append::MAX_RECORDS as u64)
                .min(tenant.head.position.map_or(0, Position::get));
            let mut rows = statement.query((tenant.key(first), tenant.key(until), tenant.no))?;
            while let Some(row) = rows.next()? {
                let (stored, checksum) = tables::record(|column| row.get_ref(column))?;
                let (Some(content), Some(begin), Some(end)) = (
                    row.get(RECORD_COLUMNS)?,
                    row.get(RECORD_COLUMNS + 1)?,
                    row.get(RECORD_COLUMNS + 2)?,
                ) else {
                    return Err(tables::damaged("command").into());
                };
                let command = tables::Command {
                    content,
                    first: begin,
                    last: end,
                };
                command
                    .stored(stored.command)
                    .check(row.get(RECORD_COLUMNS + 3)?)?;
                gatherer.next(&stored, checksum, content, (begin, end))?;
                if gatherer.is_full() {
                    break;
                }
            }
            Ok(gatherer.finish()?)
        })
    }

    fn subjects(
        &mut self,
        id: &TenantId,
        after: Option<&SubjectId>,
        limit: Limit,
    ) -> Result<Vec<(SubjectId, ProfileState)>, JournalError> {
        self.snapshot("read", |snapshot| match tables::tenant(snapshot, id)? {
            None => Ok(Vec::new()),
            Some(tenant) => profiles::subjects(snapshot, &tenant, after, limit),
        })
    }
}

/// Writes recorded appends where the tenant ends; what does not go on there is refused before anything is written.
pub(crate) fn restore(
    connection: &Connection,
    id: &TenantId,
    restored: &PreparedRestore,
) -> Result<Head, Fault> {
    let tenant = tenant_row(connection, id)?;
    for append in &restored.appends {
        if tables::command(connection, &tenant, &append.command)?.is_some() {
            return Err(JournalError::command_reused(&append.command).into());
        }
    }
    let last = restored
        .appends
        .last()
        .map_or(0, |append| append.last().get());
    if last > MAX_POSITION {
        return Err(JournalError::new(
            JournalErrorKind::Full,
            format!("at most {MAX_POSITION} records of a tenant fit; begin another file"),
        )
        .into());
    }
    let mut numbers = Vec::with_capacity(restored.streams.len());
    let mut versions = Vec::with_capacity(restored.streams.len());
    for (_, name) in &restored.streams {
        let found = stream_row(connection, tenant.no, name)?;
        numbers.push(found.map(|(no, _)| no));
        versions.push(Version::new(found.map_or(0, |(_, version)| version)));
    }
    let mut new_stream =
        connection.prepare_cached("INSERT INTO stream (tenant, id, version) VALUES (?1, ?2, 1)")?;
    for (no, (_, name)) in numbers.iter_mut().zip(&restored.streams) {
        if no.is_none() {
            *no = Some(new_stream.insert((tenant.no, name))?);
        }
    }
    let appends = restored.appends.iter();
    let records = appends.map(|append| append.records.len()).sum();
    let mut rows = NewRows::new(connection, records);
    let mut failed = None;
    let placed = restored.place(id, &tenant.head, &versions, |index, stored, checksum| {
        let no = numbers.get(index).copied().flatten();
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
    for (no, after) in numbers.iter().zip(&placed.versions) {
        tables::set_version(connection, *no, *after)?;
    }
    tables::set_head(connection, &tenant, &placed.head)?;
    for append in &restored.appends {
        tables::put_command(
            connection,
            &tenant,
            &append.command,
            &append.content,
            (append.first.get(), append.last().get()),
        )?;
    }
    Ok(placed.head)
}
