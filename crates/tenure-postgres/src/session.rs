//! One use of a connection, and transactions for one tenant on it.

use std::future::Future;

use deadpool_postgres::{ClientWrapper, Object, Pool};
use futures_util::future::{join, join4};
use tenure::TenantId;
use tenure::journal::{JournalError, JournalErrorKind};

use crate::error::Fault;

const BEGIN_READ: &str = "BEGIN READ ONLY";
/// For what takes several statements that must see the same state.
const BEGIN_SNAPSHOT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
const BEGIN: &str = "BEGIN";

/// A connection that goes back to the pool when [`end`](Session::end) says that it is between transactions, and is closed otherwise:
/// whoever is interrupted leaves nothing behind for the next.
pub(crate) struct Session(Option<Object>);

impl Session {
    pub(crate) async fn new(pool: &Pool) -> Result<Self, Fault> {
        Ok(Self(Some(pool.get().await?)))
    }

    pub(crate) fn client(&self) -> Result<&ClientWrapper, Fault> {
        let ended = || JournalError::new(JournalErrorKind::Unavailable, "the session has ended");
        Ok(self.0.as_deref().ok_or_else(ended)?)
    }

    pub(crate) fn end(mut self) {
        self.0 = None;
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if let Some(object) = self.0.take() {
            drop(Object::take(object));
        }
    }
}

/// Sends the one statement of a reading transaction together with its beginning and its end, so that all cost one round trip.
pub(crate) async fn read_at_once<T>(
    session: Session,
    tenant: &TenantId,
    read: impl AsyncFnOnce(&ClientWrapper) -> Result<T, Fault>,
) -> Result<T, Fault> {
    let client = session.client()?;
    let name = set_tenant(client).await?;
    let id = tenant.as_str();
    let (begun, set, value, ended) = join4(
        client.batch_execute(BEGIN_READ),
        client.execute(&name, &[&id]),
        read(client),
        client.batch_execute("COMMIT"),
    )
    .await;
    begun?;
    set?;
    let value = value?;
    ended?;
    session.end();
    Ok(value)
}

/// Runs statements, one after the other, on one snapshot.
pub(crate) async fn read_snapshot<T>(
    session: Session,
    tenant: &TenantId,
    read: impl AsyncFnOnce(&ClientWrapper) -> Result<T, Fault>,
) -> Result<T, Fault> {
    let client = session.client()?;
    enter(client, BEGIN_SNAPSHOT, tenant).await?;
    let value = read(client).await?;
    client.batch_execute("COMMIT").await?;
    session.end();
    Ok(value)
}

/// Begins a transaction that writes for a tenant.
pub(crate) async fn begin(client: &ClientWrapper, tenant: &TenantId) -> Result<(), Fault> {
    enter(client, BEGIN, tenant).await
}

async fn enter(client: &ClientWrapper, begin: &str, tenant: &TenantId) -> Result<(), Fault> {
    let name = set_tenant(client).await?;
    let id = tenant.as_str();
    let (begun, set) = join(client.batch_execute(begin), client.execute(&name, &[&id])).await;
    begun?;
    set?;
    Ok(())
}

/// For this transaction only: a setting that outlived it would be the next borrower's.
async fn set_tenant(client: &ClientWrapper) -> Result<tokio_postgres::Statement, Fault> {
    Ok(client
        .prepare_cached("SELECT set_config('tenure.tenant', $1, true)")
        .await?)
}

/// Polls the futures in order, so that what they send goes out in order, and waits for both.
pub(crate) async fn in_order<A, B>(
    first: impl Future<Output = A>,
    then: impl Future<Output = B>,
) -> (A, B) {
    join(first, then).await
}
