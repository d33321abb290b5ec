//! Rows as values: which columns stand where, and what they must be.

use chrono::{DateTime, Utc};
use tenure::journal::{
    ChainHash, Head, JournalError, JournalErrorKind, StoredCommand, StoredRecord,
};
use tenure::{Position, TenantId};
use tokio_postgres::Row;

use crate::error::Fault;

/// The columns of [`record`], in its order.
macro_rules! record_columns {
    () => {
        "record.position, record.stream, record.version, record.effective_day, record.recorded_us, \
         record.command, record.actor, record.corrects, record.type, record.schema, record.payload, \
         record.checksum"
    };
}
pub(crate) use record_columns;

/// How many they are.
pub(crate) const RECORD_COLUMNS: usize = 12;

/// The columns of a row of [`record_columns`] and their checksum.
pub(crate) fn record(row: &Row) -> Result<(StoredRecord<'_>, u32), Fault> {
    let position: i64 = row.try_get(0)?;
    let unfit = || {
        JournalError::new(
            JournalErrorKind::Corrupt {
                position: Some(place(position.cast_unsigned())),
            },
            format!("record {position} has an impossible value; restore it from a backup"),
        )
    };
    let unsigned = |value: i64| u64::try_from(value).map_err(|_| unfit());
    let narrow = |value: i64| u32::try_from(value).map_err(|_| unfit());
    let stored = StoredRecord {
        position: unsigned(position)?,
        stream: row.try_get(1)?,
        version: unsigned(row.try_get(2)?)?,
        effective_day: i64::from(row.try_get::<_, i32>(3)?),
        recorded_us: row.try_get(4)?,
        command: row.try_get(5)?,
        actor: row.try_get(6)?,
        corrects: row
            .try_get::<_, Option<i64>>(7)?
            .map(unsigned)
            .transpose()?,
        type_name: row.try_get(8)?,
        schema: narrow(row.try_get(9)?)?,
        payload: row.try_get(10)?,
    };
    Ok((stored, narrow(row.try_get(11)?)?))
}

/// A tenant that has a row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tenant {
    pub(crate) no: i32,
    pub(crate) head: Head,
}

/// The columns `no, position, chain, recorded_us`.
pub(crate) fn tenant(row: &Row) -> Result<Tenant, Fault> {
    let chain: [u8; 32] = row
        .try_get::<_, &[u8]>(2)?
        .try_into()
        .map_err(|_| damaged("tenant"))?;
    let recorded_at = row.try_get::<_, Option<i64>>(3)?.map(instant).transpose()?;
    Ok(Tenant {
        no: row.try_get(0)?,
        head: Head {
            position: Position::new(count(row.try_get(1)?, "tenant")?),
            chain: ChainHash::from(chain),
            recorded_at,
        },
    })
}

pub(crate) fn instant(us: i64) -> Result<DateTime<Utc>, Fault> {
    Ok(DateTime::from_timestamp_micros(us).ok_or_else(|| damaged("tenant"))?)
}

/// What is kept of a command in the columns `content, first, last, checksum` from this one on, with its checksum; `None` where an
/// outer join has found nothing.
pub(crate) fn command<'a>(
    row: &Row,
    from: usize,
    command: &'a str,
) -> Result<Option<(StoredCommand<'a>, Option<u32>)>, Fault> {
    let unfit = || damaged("command");
    let (Some(content), Some(first), Some(last)) = (
        row.try_get::<_, Option<&[u8]>>(from)?,
        row.try_get::<_, Option<i64>>(from.saturating_add(1))?,
        row.try_get::<_, Option<i64>>(from.saturating_add(2))?,
    ) else {
        return Ok(None);
    };
    let stored = StoredCommand {
        command,
        content: content.try_into().map_err(|_| unfit())?,
        first: count(first, "command")?,
        last: count(last, "command")?,
    };
    let checksum = row
        .try_get::<_, Option<i64>>(from.saturating_add(3))?
        .map(|checksum| u32::try_from(checksum).map_err(|_| unfit()))
        .transpose()?;
    Ok(Some((stored, checksum)))
}

/// The same, checked.
pub(crate) fn checked_command<'a>(
    row: &Row,
    from: usize,
    name: &'a str,
) -> Result<StoredCommand<'a>, Fault> {
    let (stored, checksum) = command(row, from, name)?.ok_or_else(|| damaged("command"))?;
    stored.check(checksum)?;
    Ok(stored)
}

/// A number that is never below 0.
pub(crate) fn count(value: i64, table: &str) -> Result<u64, JournalError> {
    u64::try_from(value).map_err(|_| damaged(table))
}

/// As the server has it. Past its range nothing stands.
pub(crate) fn bigint(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

pub(crate) fn genesis(tenant: &TenantId) -> Head {
    Head {
        position: None,
        chain: ChainHash::genesis(tenant),
        recorded_at: None,
    }
}

/// A row is not where it must be.
pub(crate) fn missing(position: u64) -> JournalError {
    JournalError::new(
        JournalErrorKind::Corrupt {
            position: Some(place(position)),
        },
        format!("record {position} is missing; restore it from a backup"),
    )
}

/// A record of a stream is not where it must be.
pub(crate) fn missing_version(stream: &str, version: u64) -> JournalError {
    JournalError::new(
        JournalErrorKind::Corrupt { position: None },
        format!("version {version} of stream `{stream}` is missing; restore it from a backup"),
    )
}

/// A row of another table than that of the records has a value that nothing has written.
pub(crate) fn damaged(table: &str) -> JournalError {
    JournalError::new(
        JournalErrorKind::Corrupt { position: None },
        format!("a row of the table `{table}` is not what was written; restore it from a backup"),
    )
}

pub(crate) fn place(position: u64) -> Position {
    Position::new(position).unwrap_or(Position::FIRST)
}
