//! Snapshots of folds, beside the records.

use rusqlite::{Connection, OptionalExtension};
use tenure::journal::{BoxFuture, JournalError, Snapshot, Snapshots};
use tenure::{Name, Position, TenantId};

use crate::error::Fault;
use crate::journal::SqliteJournal;
use crate::reader::Reader;
use crate::tables::{self, Tenant};
use crate::threads::future;
use crate::writer::Job;

/// What the writer is asked to do with snapshots, and what it answers.
pub(crate) enum Work {
    /// 1 when it was kept.
    Keep(Name, Snapshot),
    /// How many there were.
    Drop,
}

impl Snapshots for SqliteJournal {
    fn snapshot<'a>(
        &'a self,
        tenant: &'a TenantId,
        fold: &'a Name,
    ) -> BoxFuture<'a, Result<Option<Snapshot>, JournalError>> {
        let (id, fold) = (tenant.clone(), fold.clone());
        future(move || self.read(move |reader| reader.fold_snapshot(&id, &fold)))
    }

    fn keep_snapshot<'a>(
        &'a self,
        tenant: &'a TenantId,
        fold: &'a Name,
        snapshot: Snapshot,
    ) -> BoxFuture<'a, Result<bool, JournalError>> {
        Box::pin(async move {
            let work = Work::Keep(fold.clone(), snapshot);
            Ok(self.work_on_snapshots(tenant, work).await? > 0)
        })
    }

    fn drop_snapshots<'a>(
        &'a self,
        tenant: &'a TenantId,
    ) -> BoxFuture<'a, Result<u64, JournalError>> {
        self.work_on_snapshots(tenant, Work::Drop)
    }
}

impl SqliteJournal {
    fn work_on_snapshots<'a>(
        &'a self,
        tenant: &'a TenantId,
        work: Work,
    ) -> BoxFuture<'a, Result<u64, JournalError>> {
        let id = tenant.clone();
        future(move || self.write(|reply| Job::Snapshots(id, work, reply)))
    }
}

impl Reader<'_> {
    fn fold_snapshot(
        &mut self,
        id: &TenantId,
        fold: &Name,
    ) -> Result<Option<Snapshot>, JournalError> {
        self.snapshot("read", |snapshot| match tables::tenant(snapshot, id)? {
            None => Ok(None),
            Some(tenant) => kept(snapshot, id, &tenant, fold),
        })
    }
}

fn kept(
    connection: &Connection,
    id: &TenantId,
    tenant: &Tenant,
    fold: &Name,
) -> Result<Option<Snapshot>, Fault> {
    let row = connection
        .prepare_cached(
            "SELECT position, state, checksum FROM snapshot WHERE tenant = ?1 AND fold = ?2",
        )?
        .query_row((tenant.no, fold.as_str()), |row| {
            Ok((
                row.get::<_, i64>(0)?,
                row.get::<_, Vec<u8>>(1)?,
                row.get::<_, i64>(2)?,
            ))
        })
        .optional()?;
    let Some((position, state, checksum)) = row else {
        return Ok(None);
    };
    let (Ok(position), Ok(checksum)) = (u64::try_from(position), u32::try_from(checksum)) else {
        return Ok(None);
    };
    let head = tenant.head.position;
    Ok(Snapshot::open(id, fold, position, state, checksum, head))
}

pub(crate) fn work(connection: &Connection, id: &TenantId, work: &Work) -> Result<u64, Fault> {
    let tenant = tables::tenant(connection, id)?;
    match work {
        Work::Keep(fold, snapshot) => {
            let checksum = snapshot.seal(id, fold)?;
            let head = tenant.as_ref().and_then(|tenant| tenant.head.position);
            snapshot.check(fold, head)?;
            // There is a head, so there is a row.
            let Some(tenant) = tenant else { return Ok(0) };
            // One past the head is none.
            let kept = connection
                .prepare_cached(
                    "INSERT INTO snapshot (tenant, fold, position, checksum, state) VALUES (?1, ?2, ?3, ?4, ?5) \
                     ON CONFLICT (tenant, fold) DO UPDATE \
                     SET position = excluded.position, checksum = excluded.checksum, state = excluded.state \
                     WHERE snapshot.position <= excluded.position OR snapshot.position > ?6",
                )?
                .execute((
                    tenant.no,
                    fold.as_str(),
                    snapshot.position.get(),
                    checksum,
                    &snapshot.state,
                    head.map_or(0, Position::get),
                ))?;
            Ok(kept as u64)
        }
        Work::Drop => match tenant {
            None => Ok(0),
            Some(tenant) => {
                let dropped = connection
                    .prepare_cached("DELETE FROM snapshot WHERE tenant = ?1")?
                    .execute([tenant.no])?;
                Ok(dropped as u64)
            }
        },
    }
}
