//! Snapshots of streams: a cache that can be dropped at any time and comes back the same.

use deadpool_postgres::{ClientWrapper, Pool};
use tenure::TenantId;
use tenure::journal::{Append, JournalError, JournalErrorKind, Limit, RecordReader, SnapshotWriter};

use crate::error::Fault;
use crate::reader::each;
use crate::rows::{self, bigint, record_columns};
use crate::session::{Session, begin};

/// A shorter stream is loaded as quickly from its records.
const SHORTEST: i64 = 8;
/// How many streams share a transaction.
const STREAMS: i64 = 200;

/// Makes the snapshots of a tenant's streams anew where records were added since. How many were made.
pub(crate) async fn refresh(pool: &Pool, id: &TenantId) -> Result<u64, Fault> {
    let (mut count, mut after) = (0_u64, String::new());
    loop {
        let session = Session::new(pool).await?;
        let client = session.client()?;
        begin(client, id).await?;
        let statement = client
            .prepare_cached(
                "SELECT stream.id, stream.version, stream.tenant FROM tenure.stream \
                 LEFT JOIN tenure.snapshot ON snapshot.tenant = stream.tenant AND snapshot.stream = stream.id \
                 WHERE stream.tenant = (SELECT no FROM tenure.tenant WHERE id = $1) AND stream.id > $2 \
                 AND stream.version >= $3 AND coalesce(snapshot.version, 0) < least(stream.version, $4) \
                 ORDER BY stream.tenant, stream.id LIMIT $5",
            )
            .await?;
        let most = bigint(Limit::MAX.get() as u64);
        let tenant = id.as_str();
        let streams = client
            .query(&statement, &[&tenant, &after, &SHORTEST, &most, &STREAMS])
            .await?;
        let keep = client
            .prepare_cached(
                "INSERT INTO tenure.snapshot (tenant, stream, version, data) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT (tenant, stream) DO UPDATE SET version = excluded.version, data = excluded.data \
                 WHERE snapshot.version < excluded.version",
            )
            .await?;
        for row in &streams {
            let (name, version, no): (&str, i64, i32) =
                (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
            let (data, version) = make(client, no, name, version.min(most)).await?;
            let kept = client.execute(&keep, &[&no, &name, &version, &data]).await?;
            count = count.saturating_add(kept);
            name.clone_into(&mut after);
        }
        client.batch_execute("COMMIT").await?;
        session.end();
        if streams.is_empty() {
            return Ok(count);
        }
    }
}

pub(crate) async fn drop_all(pool: &Pool, id: &TenantId) -> Result<u64, Fault> {
    let session = Session::new(pool).await?;
    let client = session.client()?;
    begin(client, id).await?;
    let statement = client
        .prepare_cached(
            "DELETE FROM tenure.snapshot WHERE tenant = (SELECT no FROM tenure.tenant WHERE id = $1)",
        )
        .await?;
    let dropped = client.execute(&statement, &[&id.as_str()]).await?;
    client.batch_execute("COMMIT").await?;
    session.end();
    Ok(dropped)
}

/// The snapshot of the first records of a stream, up to this version or to as many as an append may have bytes, and its version.
async fn make(
    client: &ClientWrapper,
    no: i32,
    name: &str,
    until: i64,
) -> Result<(Vec<u8>, i64), Fault> {
    let statement = client
        .prepare_cached(concat!(
            "SELECT ",
            record_columns!(),
            " FROM tenure.record WHERE tenant = $1 AND stream = $2 AND version <= $3 \
             ORDER BY tenant, stream, version"
        ))
        .await?;
    let mut writer = SnapshotWriter::default();
    let mut reader = RecordReader::default();
    let (mut version, mut bytes, mut full) = (0_u64, 0_usize, false);
    each(client, &statement, &[&no, &name, &until], |stored, checksum| {
        bytes = bytes.saturating_add(stored.payload.len());
        full = full || (version > 0 && bytes > Append::MAX_BYTES);
        if full {
            return Ok(());
        }
        version = version.saturating_add(1);
        if stored.version != version || stored.stream != name {
            return Err(rows::missing_version(name, version));
        }
        reader
            .check(stored, checksum)
            .map_err(|error| error.at(rows::place(stored.position)))?;
        writer.push(stored, checksum);
        Ok(())
    })
    .await?;
    if !full && bigint(version) < until {
        return Err(rows::missing_version(name, version.saturating_add(1)).into());
    }
    Ok((writer.finish(), bigint(version)))
}

/// Checks that every snapshot of a tenant is what its records make.
pub(crate) async fn verify(client: &ClientWrapper, no: i32) -> Result<(), Fault> {
    let statement = client
        .prepare_cached(
            "SELECT stream, version, data FROM tenure.snapshot WHERE tenant = $1 AND stream > $2 \
             ORDER BY tenant, stream LIMIT $3",
        )
        .await?;
    let mut after = String::new();
    loop {
        let snapshots = client.query(&statement, &[&no, &after, &STREAMS]).await?;
        if snapshots.is_empty() {
            return Ok(());
        }
        for row in &snapshots {
            let (name, version, data): (&str, i64, &[u8]) =
                (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
            let (made, to) = make(client, no, name, version).await?;
            if (made.as_slice(), to) != (data, version) {
                return Err(JournalError::new(
                    JournalErrorKind::Corrupt { position: None },
                    format!("the snapshot of stream `{name}` is not what its records make; drop the snapshots, they are only a cache"),
                )
                .into());
            }
            name.clone_into(&mut after);
        }
    }
}
