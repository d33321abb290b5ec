//! Snapshots of folds, beside the records.

use deadpool_postgres::{ClientWrapper, Pool};
use tenure::journal::Snapshot;
use tenure::{Name, Position, TenantId};

use crate::error::Fault;
use crate::reader::{head_statement, tenant};
use crate::rows::bigint;
use crate::session::{Session, begin, read_snapshot};

pub(crate) async fn get(
    pool: &Pool,
    id: &TenantId,
    fold: &Name,
) -> Result<Option<Snapshot>, Fault> {
    let session = Session::new(pool).await?;
    read_snapshot(session, id, async |client| {
        let statement = head_statement(client).await?;
        match tenant(client, &statement, id).await? {
            None => Ok(None),
            Some(tenant) => kept(client, id, tenant.head.position, fold).await,
        }
    })
    .await
}

async fn kept(
    client: &ClientWrapper,
    id: &TenantId,
    head: Option<Position>,
    fold: &Name,
) -> Result<Option<Snapshot>, Fault> {
    let statement = client
        .prepare_cached(
            "SELECT position, state, checksum FROM tenure.snapshot \
             WHERE tenant = (SELECT no FROM tenure.tenant WHERE id = $1) AND fold = $2",
        )
        .await?;
    let found = client
        .query_opt(&statement, &[&id.as_str(), &fold.as_str()])
        .await?;
    let Some(row) = found else { return Ok(None) };
    let position = u64::try_from(row.try_get::<_, i64>(0)?);
    let checksum = u32::try_from(row.try_get::<_, i64>(2)?);
    let (Ok(position), Ok(checksum)) = (position, checksum) else {
        return Ok(None);
    };
    Ok(Snapshot::open(
        id,
        fold,
        position,
        row.try_get(1)?,
        checksum,
        head,
    ))
}

/// Whether it was kept.
pub(crate) async fn keep(
    pool: &Pool,
    id: &TenantId,
    fold: &Name,
    snapshot: &Snapshot,
) -> Result<bool, Fault> {
    let checksum = snapshot.seal(id, fold)?;
    let session = Session::new(pool).await?;
    let client = session.client()?;
    begin(client, id).await?;
    // It may move on meanwhile, but never back.
    let statement = head_statement(client).await?;
    let head = tenant(client, &statement, id).await?;
    snapshot.check(fold, head.and_then(|tenant| tenant.head.position))?;
    // One past the head is none.
    let keep = client
        .prepare_cached(
            "INSERT INTO tenure.snapshot (tenant, fold, position, checksum, state) \
             SELECT no, $2, $3, $4, $5 FROM tenure.tenant WHERE id = $1 \
             ON CONFLICT (tenant, fold) DO UPDATE \
             SET position = excluded.position, checksum = excluded.checksum, state = excluded.state \
             WHERE snapshot.position <= excluded.position \
             OR snapshot.position > (SELECT position FROM tenure.tenant WHERE id = $1)",
        )
        .await?;
    let kept = client
        .execute(
            &keep,
            &[
                &id.as_str(),
                &fold.as_str(),
                &bigint(snapshot.position.get()),
                &i64::from(checksum),
                &snapshot.state,
            ],
        )
        .await?;
    client.batch_execute("COMMIT").await?;
    session.end();
    Ok(kept > 0)
}

/// How many there were.
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
