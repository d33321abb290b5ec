//! Snapshots of streams: a cache that can be dropped at any time and comes back the same.

use rusqlite::{Connection, OptionalExtension};
use tenure::TenantId;
use tenure::journal::{
    Append, BoxFuture, JournalError, JournalErrorKind, Limit, RecordReader, SnapshotWriter,
};

use crate::error::Fault;
use crate::journal::{SqliteJournal, future};
use crate::tables::{self, Tenant, record_columns};
use crate::writer::Job;

/// A shorter stream is loaded as quickly from its records.
const SHORTEST: u64 = 8;
/// How many streams share a transaction, so that appends do not wait for long.
const STREAMS: usize = 200;

/// A step of the work on snapshots.
pub(crate) enum Step {
    /// Makes those of the streams after this one that are behind.
    Refresh(i64),
    /// Drops those of the streams after this one.
    Drop(i64),
}

/// What a step came to: how many snapshots it made or dropped, and after which stream the next one goes on.
pub(crate) type Stepped = (u64, Option<i64>);

impl SqliteJournal {
    /// Makes the snapshots of a tenant's streams anew where records were added since: the first records of a stream, up to 10,000, in
    /// one row, from which a load takes them with one read. How many were made.
    ///
    /// A cache and nothing else: every load answers the same with and without it, [`verify`](tenure::journal::Journal::verify) compares
    /// it with the records, and made again after [`drop_snapshots`](SqliteJournal::drop_snapshots) it is the same bytes. It takes about as
    /// much room as the records. For a schedule, once accounts have many records and the file no longer fits into memory.
    ///
    /// # Errors
    /// [`JournalErrorKind::Corrupt`] with the position of a record that is not what was written; otherwise as from the store.
    pub fn refresh_snapshots<'a>(
        &'a self,
        tenant: &'a TenantId,
    ) -> BoxFuture<'a, Result<u64, JournalError>> {
        self.walk(tenant, Step::Refresh)
    }

    /// Drops the snapshots of a tenant's streams. How many there were.
    ///
    /// # Errors
    /// As from the store.
    pub fn drop_snapshots<'a>(
        &'a self,
        tenant: &'a TenantId,
    ) -> BoxFuture<'a, Result<u64, JournalError>> {
        self.walk(tenant, Step::Drop)
    }

    fn walk<'a>(
        &'a self,
        tenant: &'a TenantId,
        step: fn(i64) -> Step,
    ) -> BoxFuture<'a, Result<u64, JournalError>> {
        Box::pin(async move {
            let (mut count, mut next) = (0_u64, Some(0));
            while let Some(after) = next {
                let send = |reply| Job::Snapshots(tenant.clone(), step(after), reply);
                let stepped: Stepped = future(move || self.write(send)).await?;
                count = count.saturating_add(stepped.0);
                next = stepped.1;
            }
            Ok(count)
        })
    }
}

pub(crate) fn step(connection: &Connection, id: &TenantId, step: &Step) -> Result<Stepped, Fault> {
    let Some(tenant) = tables::tenant(connection, id)? else {
        return Ok((0, None));
    };
    match step {
        Step::Refresh(after) => refresh(connection, &tenant, *after),
        Step::Drop(after) => {
            let streams = connection
                .prepare_cached(
                    "SELECT stream.no FROM stream JOIN snapshot ON snapshot.stream_no = stream.no \
                     WHERE stream.tenant = ?1 AND stream.no > ?2 ORDER BY stream.no LIMIT ?3",
                )?
                .query_map((tenant.no, after, STREAMS), |row| row.get(0))?
                .collect::<Result<Vec<i64>, _>>()?;
            for no in &streams {
                connection
                    .prepare_cached("DELETE FROM snapshot WHERE stream_no = ?1")?
                    .execute([no])?;
            }
            Ok((streams.len() as u64, streams.last().copied()))
        }
    }
}

fn refresh(connection: &Connection, tenant: &Tenant, after: i64) -> Result<Stepped, Fault> {
    // By the number of the stream, so that the walk has an end whatever is appended meanwhile.
    let streams = connection
        .prepare_cached(
            "SELECT stream.no, stream.id, stream.version, snapshot.version \
             FROM stream LEFT JOIN snapshot ON snapshot.stream_no = stream.no \
             WHERE stream.no > ?2 AND stream.tenant = ?1 ORDER BY stream.no LIMIT ?3",
        )?
        .query_map((tenant.no, after, STREAMS), |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })?
        .collect::<Result<Vec<(i64, String, u64, Option<u64>)>, _>>()?;
    let mut count = 0_u64;
    for (no, name, version, kept) in &streams {
        let due = (*version).min(Limit::MAX.get() as u64);
        if due < SHORTEST || kept.is_some_and(|kept| kept >= due) {
            continue;
        }
        let (data, version) = make(connection, *no, name, due)?;
        if *kept == Some(version) {
            continue;
        }
        connection
            .prepare_cached("INSERT OR REPLACE INTO snapshot (stream_no, version, data) VALUES (?1, ?2, ?3)")?
            .execute((no, version, data))?;
        count = count.saturating_add(1);
    }
    Ok((count, streams.last().map(|(no, ..)| *no)))
}

/// The snapshot of the first records of a stream, up to this version or to as many as an append may have bytes, and its version.
fn make(
    connection: &Connection,
    no: i64,
    name: &str,
    until: u64,
) -> Result<(Vec<u8>, u64), Fault> {
    let mut statement = connection.prepare_cached(concat!(
        record_columns!(),
        "WHERE stream_no = ?1 AND version <= ?2 ORDER BY version"
    ))?;
    let mut rows = statement.query((no, until))?;
    let mut writer = SnapshotWriter::default();
    let mut reader = RecordReader::default();
    let (mut version, mut bytes) = (0_u64, 0_usize);
    while let Some(row) = rows.next()? {
        let (stored, checksum) = tables::record(row)?;
        bytes = bytes.saturating_add(stored.payload.len());
        if version > 0 && bytes > Append::MAX_BYTES {
            return Ok((writer.finish(), version));
        }
        version = version.saturating_add(1);
        if stored.version != version || stored.stream != name {
            return Err(tables::missing_version(name, version).into());
        }
        reader
            .check(&stored, checksum)
            .map_err(|error| error.at(tables::place(stored.position)))?;
        writer.push(&stored, checksum);
    }
    if version < until {
        return Err(tables::missing_version(name, version.saturating_add(1)).into());
    }
    Ok((writer.finish(), version))
}

/// The bytes of the snapshot of a stream.
pub(crate) fn of(connection: &Connection, no: i64) -> Result<Option<Vec<u8>>, Fault> {
    Ok(connection
        .prepare_cached("SELECT data FROM snapshot WHERE stream_no = ?1")?
        .query_row([no], |row| row.get(0))
        .optional()?)
}

/// Checks that every snapshot of a tenant is what its records make.
pub(crate) fn verify(connection: &Connection, tenant: &Tenant) -> Result<(), Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT stream.no, stream.id, snapshot.version, snapshot.data \
         FROM stream JOIN snapshot ON snapshot.stream_no = stream.no WHERE stream.tenant = ?1",
    )?;
    let mut rows = statement.query([tenant.no])?;
    while let Some(row) = rows.next()? {
        let (no, name, version): (i64, String, u64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let made = make(connection, no, &name, version)?;
        if made != (row.get(3)?, version) {
            return Err(JournalError::new(
                JournalErrorKind::Corrupt { position: None },
                format!("the snapshot of stream `{name}` is not what its records make; drop the snapshots, they are only a cache"),
            )
            .into());
        }
    }
    Ok(())
}
