//! Whole appends, out and in.

use std::collections::HashMap;

use deadpool_postgres::Pool;
use futures_util::{StreamExt, pin_mut};
use tenure::journal::{Append, Gatherer, Head, JournalError, PreparedRestore, RecordedAppend};
use tenure::{Position, TenantId, Version};

use crate::batch::Rows;
use crate::error::Fault;
use crate::rows::{self, RECORD_COLUMNS, bigint, record_columns};
use crate::session::{Session, begin, read_snapshot};
use crate::writer::lock;

pub(crate) async fn appends(
    pool: &Pool,
    id: &TenantId,
    after: Option<Position>,
) -> Result<Vec<RecordedAppend>, Fault> {
    let session = Session::new(pool).await?;
    read_snapshot(session, id, async |client| {
        let statement = client
            .prepare_cached(concat!(
                "SELECT ", record_columns!(), ", command.content, command.first, command.last, command.checksum \
                 FROM tenure.record LEFT JOIN tenure.command \
                 ON command.tenant = record.tenant AND command.id = record.command \
                 WHERE record.tenant = (SELECT no FROM tenure.tenant WHERE id = $1) AND position > $2 \
                 AND position <= $3 ORDER BY record.tenant, record.position"
            ))
            .await?;
        let after_number = after.map_or(0, Position::get);
        let until = after_number.saturating_add(Append::MAX_RECORDS as u64);
        let mut gatherer = Gatherer::new(after);
        let name = id.as_str();
        let params: [&(dyn tokio_postgres::types::ToSql + Sync); 3] =
            [&name, &bigint(after_number), &bigint(until)];
        let found = client.query_raw(&statement, params).await?;
        pin_mut!(found);
        while let Some(row) = found.next().await {
            let row = row?;
            let (stored, checksum) = rows::record(&row)?;
            let command = rows::checked_command(&row, RECORD_COLUMNS, stored.command)?;
            let places = (command.first, command.last);
            gatherer.next(&stored, checksum, command.content, places)?;
            if gatherer.is_full() {
                break;
            }
        }
        Ok(gatherer.finish()?)
    })
    .await
}

pub(crate) async fn append_recorded(
    pool: &Pool,
    id: &TenantId,
    appends: Vec<RecordedAppend>,
) -> Result<Head, (Fault, bool)> {
    let restored = PreparedRestore::new(appends).map_err(|error| (error.into(), false))?;
    let mut sent = false;
    match write(pool, id, &restored, &mut sent).await {
        Ok(head) => Ok(head),
        Err(fault) => {
            let unknown = sent && fault.leaves_doubt();
            Err((fault, unknown))
        }
    }
}

async fn write(
    pool: &Pool,
    id: &TenantId,
    restored: &PreparedRestore,
    sent: &mut bool,
) -> Result<Head, Fault> {
    let session = Session::new(pool).await?;
    let client = session.client()?;
    begin(client, id).await?;
    let tenant = lock(client, id).await?;
    let names: Vec<&str> = restored
        .streams
        .iter()
        .map(|(_, name)| name.as_str())
        .collect();
    let statement = client
        .prepare_cached("SELECT id, version FROM tenure.stream WHERE tenant = $1 AND id = ANY($2)")
        .await?;
    let mut known: HashMap<String, Version> = HashMap::new();
    for row in client.query(&statement, &[&tenant.no, &names]).await? {
        let version = Version::new(rows::count(row.try_get(1)?, "stream")?);
        known.insert(row.try_get(0)?, version);
    }
    let versions: Vec<Version> = names
        .iter()
        .map(|name| known.get(*name).copied().unwrap_or_default())
        .collect();
    let mut batch = Rows::after(tenant.head);
    let placed = restored.place(id, &tenant.head, &versions, |_, stored, checksum| {
        batch.record(stored, checksum);
        Ok(())
    })?;
    for append in &restored.appends {
        batch.command(
            &append.command,
            &append.content,
            append.first,
            append.last(),
        );
    }
    for (name, version) in names.iter().zip(&placed.versions) {
        batch.stream_at(name, *version);
    }
    batch.head_at(placed.head);
    let statement = batch.statement(client).await?;
    let wrote = batch.write(client, &statement, id).await.map_err(|fault| {
        if fault.violated() == Some("command_pkey") {
            Fault::Journal(reused())
        } else {
            fault
        }
    })?;
    if !wrote {
        return Err(rows::damaged("tenant").into());
    }
    *sent = true;
    client.batch_execute("COMMIT").await?;
    session.end();
    Ok(placed.head)
}

fn reused() -> JournalError {
    JournalError::new(
        tenure::journal::JournalErrorKind::CommandReused,
        "one of the commands was recorded here for something else; restore into an empty journal",
    )
}
