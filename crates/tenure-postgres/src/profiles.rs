//! Personal data, beside the records.

use deadpool_postgres::Pool;
use tenure::journal::{JournalError, JournalErrorKind, Limit, Profile, ProfileState};
use tenure::{SubjectId, TenantId};

use crate::error::Fault;
use crate::reader::state;
use crate::rows;
use crate::session::{Session, begin, read_at_once};
use crate::writer::make_tenant;

pub(crate) async fn put(
    pool: &Pool,
    id: &TenantId,
    subject: &SubjectId,
    profile: &Profile,
) -> Result<(), Fault> {
    let (fields, checksum) = profile.seal(subject).map_err(|source| {
        JournalError::new(JournalErrorKind::Invalid, "a profile cannot be encoded")
            .with_source(source)
    })?;
    // Whoever was forgotten has no fields, and gets none.
    let kept = write(pool, id, subject, Some(&fields), checksum).await?;
    if kept == 0 {
        return Err(JournalError::forgotten(subject).into());
    }
    Ok(())
}

pub(crate) async fn forget(pool: &Pool, id: &TenantId, subject: &SubjectId) -> Result<(), Fault> {
    let checksum = ProfileState::seal_forgotten(subject);
    write(pool, id, subject, None, checksum).await?;
    Ok(())
}

async fn write(
    pool: &Pool,
    id: &TenantId,
    subject: &SubjectId,
    fields: Option<&str>,
    checksum: u32,
) -> Result<u64, Fault> {
    let session = Session::new(pool).await?;
    let client = session.client()?;
    begin(client, id).await?;
    make_tenant(client, id).await?;
    let put = client
        .prepare_cached(
            "INSERT INTO tenure.profile (tenant, subject, fields, checksum) \
             SELECT no, $2, $3, $4 FROM tenure.tenant WHERE id = $1 \
             ON CONFLICT (tenant, subject) DO UPDATE SET fields = excluded.fields, checksum = excluded.checksum \
             WHERE profile.fields IS NOT NULL",
        )
        .await?;
    let (tenant, name) = (id.as_str(), subject.as_str());
    let written = client
        .execute(&put, &[&tenant, &name, &fields, &i64::from(checksum)])
        .await?;
    client.batch_execute("COMMIT").await?;
    session.end();
    Ok(written)
}

pub(crate) async fn subjects(
    pool: &Pool,
    id: &TenantId,
    after: Option<&SubjectId>,
    limit: Limit,
) -> Result<Vec<(SubjectId, ProfileState)>, Fault> {
    let session = Session::new(pool).await?;
    let statement = session
        .client()?
        .prepare_cached(
            "SELECT subject, fields, checksum FROM tenure.profile \
             WHERE tenant = (SELECT no FROM tenure.tenant WHERE id = $1) AND subject > $2 \
             ORDER BY tenant, subject LIMIT $3",
        )
        .await?;
    let (tenant, after) = (id.as_str(), after.map_or("", SubjectId::as_str));
    let most = i64::try_from(limit.get()).unwrap_or(i64::MAX);
    let found = read_at_once(session, id, async |client| {
        Ok(client.query(&statement, &[&tenant, &after, &most]).await?)
    })
    .await?;
    found
        .iter()
        .map(|row| {
            let subject: &str = row.try_get(0)?;
            let subject = SubjectId::new(subject).map_err(|_| rows::damaged("profile"))?;
            let state = state(&subject, row.try_get(1)?, row.try_get(2)?)?;
            Ok((subject, state))
        })
        .collect()
}
