//! What is read.
//!
//! A page costs one round trip: the head and the rows are asked for together. The rows see at least what the head saw, because every
//! statement of a transaction that only reads committed rows sees what was committed before it began; what is past the head is cut off.

use deadpool_postgres::{ClientWrapper, Pool};
use futures_util::future::join;
use futures_util::{StreamExt, pin_mut};
use tenure::journal::{
    Head, JournalError, Limit, Page, ProfileState, Receipt, RecordReader, StoredRecord, Verified,
    Verifier,
};
use tenure::{CommandId, Position, StreamId, SubjectId, TenantId, Version};
use tokio_postgres::Statement;
use tokio_postgres::types::ToSql;

use crate::error::Fault;
use crate::rows::{self, Tenant, bigint, record_columns};
use crate::session::{Session, read_at_once, read_snapshot};

/// How many rows a walk over all records takes at once.
const STEP: i64 = 10_000;

pub(crate) async fn scan(
    pool: &Pool,
    id: &TenantId,
    after: Option<Position>,
    limit: Limit,
) -> Result<Page, Fault> {
    let session = Session::new(pool).await?;
    let client = session.client()?;
    let head = head_statement(client).await?;
    let rows = client.prepare_cached(concat!(
        "SELECT ", record_columns!(), " FROM tenure.record \
         WHERE tenant = (SELECT no FROM tenure.tenant WHERE id = $1) AND position > $2 AND position <= $3 \
         ORDER BY tenant, position"
    )).await?;
    let after = after.map_or(0, Position::get);
    let until = after.saturating_add(limit.get() as u64);
    read_at_once(session, id, async |client| {
        let mut records = Vec::with_capacity(limit.get());
        let mut reader = RecordReader::default();
        let mut due = after.saturating_add(1);
        let name = id.as_str();
        let (head, read) = join(
            tenant(client, &head, id),
            each(
                client,
                &rows,
                &[&name, &bigint(after), &bigint(until)],
                |stored, checksum| {
                    if stored.position != due {
                        return Err(rows::missing(due));
                    }
                    let opened = reader.open(stored, checksum);
                    records.push(opened.map_err(|error| error.at(rows::place(due)))?);
                    due = due.saturating_add(1);
                    Ok(())
                },
            ),
        )
        .await;
        let head = head?.map_or(0, |tenant| tenant.head.position.map_or(0, Position::get));
        read?;
        page(records, after, until.min(head), head, rows::missing)
    })
    .await
}

pub(crate) async fn load(
    pool: &Pool,
    id: &TenantId,
    stream: &StreamId,
    after: Version,
    limit: Limit,
) -> Result<Page, Fault> {
    let session = Session::new(pool).await?;
    let client = session.client()?;
    let version = client
        .prepare_cached(
            "SELECT version FROM tenure.stream \
             WHERE tenant = (SELECT no FROM tenure.tenant WHERE id = $1) AND id = $2",
        )
        .await?;
    let rows = client
        .prepare_cached(concat!(
            "SELECT ",
            record_columns!(),
            " FROM tenure.record \
         WHERE tenant = (SELECT no FROM tenure.tenant WHERE id = $1) AND stream = $2 \
         AND version > $3 AND version <= $4 ORDER BY tenant, stream, version"
        ))
        .await?;
    let name = stream.to_string();
    let after = after.get();
    let until = after.saturating_add(limit.get() as u64);
    read_at_once(session, id, async |client| {
        let mut records = Vec::new();
        let mut reader = RecordReader::default();
        let mut due = after.saturating_add(1);
        let tenant = id.as_str();
        let (version, read) = join(
            client.query_opt(&version, &[&tenant, &name]),
            each(
                client,
                &rows,
                &[&tenant, &name, &bigint(after), &bigint(until)],
                |stored, checksum| {
                    // The row is found through an index, which no checksum of ours guards.
                    if stored.version != due || stored.stream != name {
                        return Err(rows::missing_version(&name, due));
                    }
                    let opened = reader.open(stored, checksum);
                    records.push(opened.map_err(|error| error.at(rows::place(stored.position)))?);
                    due = due.saturating_add(1);
                    Ok(())
                },
            ),
        )
        .await;
        let version = match version? {
            None => 0,
            Some(row) => rows::count(row.try_get(0)?, "stream")?,
        };
        read?;
        page(records, after, until.min(version), version, |due| {
            rows::missing_version(&name, due)
        })
    })
    .await
}

/// The page of the records that stand after a place, of which those up to `last` must be there and later ones are not wanted.
fn page(
    mut records: Vec<tenure::Record>,
    after: u64,
    last: u64,
    end: u64,
    missing: impl FnOnce(u64) -> JournalError,
) -> Result<Page, Fault> {
    let wanted = usize::try_from(last.saturating_sub(after)).unwrap_or(usize::MAX);
    if records.len() < wanted {
        let there = records.len() as u64;
        return Err(missing(after.saturating_add(there).saturating_add(1)).into());
    }
    records.truncate(wanted);
    Ok(Page {
        records,
        end: last.max(after) >= end,
    })
}

pub(crate) async fn head(pool: &Pool, id: &TenantId) -> Result<Head, Fault> {
    let session = Session::new(pool).await?;
    let statement = head_statement(session.client()?).await?;
    let found = read_at_once(session, id, async |client| {
        tenant(client, &statement, id).await
    })
    .await?;
    Ok(found.map_or_else(|| rows::genesis(id), |tenant| tenant.head))
}

pub(crate) async fn receipt(
    pool: &Pool,
    id: &TenantId,
    command: &CommandId,
) -> Result<Option<Receipt>, Fault> {
    let session = Session::new(pool).await?;
    read_snapshot(session, id, async |client| {
        let statement = client
            .prepare_cached(
                "SELECT content, first, last, checksum FROM tenure.command \
                 WHERE tenant = (SELECT no FROM tenure.tenant WHERE id = $1) AND id = $2",
            )
            .await?;
        let (tenant, name) = (id.as_str(), command.as_str());
        match client.query_opt(&statement, &[&tenant, &name]).await? {
            None => Ok(None),
            Some(row) => {
                let stored = rows::checked_command(&row, 0, name)?;
                let places = (stored.first, stored.last);
                receipt_of(client, id, command, places).await.map(Some)
            }
        }
    })
    .await
}

/// The receipt of a recorded append, made of its records: they are all that was ever written of it.
pub(crate) async fn receipt_of(
    client: &ClientWrapper,
    id: &TenantId,
    command: &CommandId,
    (first, last): (u64, u64),
) -> Result<Receipt, Fault> {
    let statement = client.prepare_cached(concat!(
        "SELECT ", record_columns!(), " FROM tenure.record \
         WHERE tenant = (SELECT no FROM tenure.tenant WHERE id = $1) AND position >= $2 AND position <= $3 \
         ORDER BY tenant, position"
    )).await?;
    let mut summary = tenure::journal::ReceiptReader::new(command, first, last);
    let name = id.as_str();
    each(
        client,
        &statement,
        &[&name, &bigint(first), &bigint(last)],
        |stored, checksum| summary.next(stored, checksum),
    )
    .await?;
    Ok(summary.finish()?)
}

pub(crate) async fn profile(
    pool: &Pool,
    id: &TenantId,
    subject: &SubjectId,
) -> Result<ProfileState, Fault> {
    let session = Session::new(pool).await?;
    let statement = session
        .client()?
        .prepare_cached(
            "SELECT fields, checksum FROM tenure.profile \
             WHERE tenant = (SELECT no FROM tenure.tenant WHERE id = $1) AND subject = $2",
        )
        .await?;
    let (tenant, name) = (id.as_str(), subject.as_str());
    let row = read_at_once(session, id, async |client| {
        Ok(client.query_opt(&statement, &[&tenant, &name]).await?)
    })
    .await?;
    match row {
        None => Ok(ProfileState::Absent),
        Some(row) => state(subject, row.try_get(0)?, row.try_get(1)?),
    }
}

/// What the columns `fields, checksum` of a subject's profile say.
pub(crate) fn state(
    subject: &SubjectId,
    fields: Option<&str>,
    checksum: i64,
) -> Result<ProfileState, Fault> {
    let checksum = u32::try_from(checksum).map_err(|_| rows::damaged("profile"))?;
    Ok(ProfileState::open(subject, fields, checksum)?)
}

pub(crate) async fn verify(pool: &Pool, id: &TenantId) -> Result<Verified, Fault> {
    let session = Session::new(pool).await?;
    read_snapshot(session, id, async |client| {
        let head = head_statement(client).await?;
        let Some(found) = tenant(client, &head, id).await? else {
            return Ok(Verifier::new(id, rows::genesis(id)).finish()?);
        };
        let mut verifier = Verifier::new(id, found.head);
        let statement = client.prepare_cached(concat!(
            "SELECT ", record_columns!(), " FROM tenure.record \
             WHERE tenant = $1 AND position > $2 ORDER BY tenant, position LIMIT $3"
        )).await?;
        // To the last row there is: a record past the head is wrong too.
        let mut last = i64::MIN;
        loop {
            let mut count = 0;
            let after = last;
            let params: [&(dyn ToSql + Sync); 3] = [&found.no, &after, &STEP];
            each(client, &statement, &params, |stored, checksum| {
                verifier.next(stored, checksum)?;
                last = bigint(stored.position);
                count += 1;
                Ok(())
            })
            .await?;
            if count < STEP {
                break;
            }
        }
        let verified = verifier.finish()?;

        let statement = client
            .prepare_cached(
                "SELECT id, version FROM tenure.stream WHERE tenant = $1 AND id > $2 ORDER BY tenant, id LIMIT $3",
            )
            .await?;
        let mut streams = 0_usize;
        let mut last = String::new();
        loop {
            let rows = client.query(&statement, &[&found.no, &last, &STEP]).await?;
            for row in &rows {
                let (name, version): (&str, i64) = (row.try_get(0)?, row.try_get(1)?);
                if verifier.version(name) != Version::new(rows::count(version, "stream")?) {
                    return Err(rows::damaged("stream").into());
                }
                streams = streams.saturating_add(1);
                name.clone_into(&mut last);
            }
            if (rows.len() as u64) < STEP.cast_unsigned() {
                break;
            }
        }
        if streams != verified.streams {
            return Err(rows::damaged("stream").into());
        }

        let statement = client
            .prepare_cached(
                "SELECT content, first, last, checksum, id FROM tenure.command \
                 WHERE tenant = $1 AND id > $2 ORDER BY tenant, id LIMIT $3",
            )
            .await?;
        let mut last = String::new();
        loop {
            let rows = client.query(&statement, &[&found.no, &last, &STEP]).await?;
            for row in &rows {
                let name: &str = row.try_get(4)?;
                let (stored, checksum) =
                    rows::command(row, 0, name)?.ok_or_else(|| rows::damaged("command"))?;
                verifier.command(&stored, checksum)?;
                name.clone_into(&mut last);
            }
            if (rows.len() as u64) < STEP.cast_unsigned() {
                break;
            }
        }
        verifier.finish_commands()?;
        Ok(verified)
    })
    .await
}

pub(crate) async fn head_statement(client: &ClientWrapper) -> Result<Statement, Fault> {
    Ok(client
        .prepare_cached("SELECT no, position, chain, recorded_us FROM tenure.tenant WHERE id = $1")
        .await?)
}

pub(crate) async fn tenant(
    client: &ClientWrapper,
    statement: &Statement,
    id: &TenantId,
) -> Result<Option<Tenant>, Fault> {
    match client.query_opt(statement, &[&id.as_str()]).await? {
        None => Ok(None),
        Some(row) => rows::tenant(&row).map(Some),
    }
}

/// Hands every record of the answer over, in order, as it arrives.
pub(crate) async fn each(
    client: &ClientWrapper,
    statement: &Statement,
    params: &[&(dyn ToSql + Sync)],
    mut each: impl FnMut(&StoredRecord<'_>, u32) -> Result<(), JournalError>,
) -> Result<(), Fault> {
    let rows = client.query_raw(statement, params.iter().copied()).await?;
    pin_mut!(rows);
    while let Some(row) = rows.next().await {
        let row = row?;
        let (stored, checksum) = rows::record(&row)?;
        each(&stored, checksum)?;
    }
    Ok(())
}
