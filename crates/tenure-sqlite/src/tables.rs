//! The tables as both sides see them: which columns stand where, and how they become values.

use chrono::DateTime;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Error, OptionalExtension, Row};
use tenure::journal::{
    ChainHash, ContentHash, Head, JournalError, JournalErrorKind, Receipt, ReceiptReader,
    StoredCommand, StoredRecord,
};
use tenure::{CommandId, Position, TenantId, Version};

use crate::error::Fault;

/// The key of a record is the tenant's number and, in this many bits below it, the position.
const POSITION_BITS: u32 = 40;
/// The last position of a tenant.
pub(crate) const MAX_POSITION: u64 = (1 << POSITION_BITS) - 1;

/// The columns of [`record`], in its order, from the table `record` by that name; the tables that it is joined with have a checksum, too.
macro_rules! record_columns {
    () => {
        "key, version, stream, effective_day, recorded_us, command, actor, corrects, type, schema, payload, record.checksum"
    };
}
pub(crate) use record_columns;

/// How many they are.
pub(crate) const RECORD_COLUMNS: usize = 12;

/// A tenant that has a row.
#[derive(Clone, Copy)]
pub(crate) struct Tenant {
    pub(crate) no: i64,
    pub(crate) head: Head,
}

impl Tenant {
    /// The key of the record at a position of this tenant.
    pub(crate) fn key(&self, position: u64) -> i64 {
        (self.no << POSITION_BITS) | position.min(MAX_POSITION).cast_signed()
    }
}

pub(crate) fn genesis(tenant: &TenantId) -> Head {
    Head {
        position: None,
        chain: ChainHash::genesis(tenant),
        recorded_at: None,
    }
}

pub(crate) fn tenant(connection: &Connection, id: &TenantId) -> Result<Option<Tenant>, Fault> {
    let row = connection
        .prepare_cached("SELECT no, position, chain, recorded_us FROM tenant WHERE id = ?1")?
        .query_row([id.as_str()], |row| {
            Ok((
                row.get::<_, i64>(0)?,
                row.get::<_, u64>(1)?,
                row.get::<_, [u8; 32]>(2)?,
                row.get::<_, Option<i64>>(3)?,
            ))
        })
        .optional()?;
    let Some((no, position, chain, recorded_us)) = row else {
        return Ok(None);
    };
    let recorded_at = match recorded_us {
        None => None,
        Some(us) => Some(DateTime::from_timestamp_micros(us).ok_or_else(|| damaged("tenant"))?),
    };
    Ok(Some(Tenant {
        no,
        head: Head {
            position: Position::new(position),
            chain: ChainHash::from(chain),
            recorded_at,
        },
    }))
}

/// The values of [`record_columns`], each asked for by its place: the columns of a record and their checksum.
pub(crate) fn record<'a>(
    value: impl Fn(usize) -> Result<ValueRef<'a>, Error>,
) -> Result<(StoredRecord<'a>, u32), Fault> {
    let key = value(0)?.as_i64().map_err(Error::from)?;
    let position = key.cast_unsigned() & MAX_POSITION;
    columns(value, position).map_err(|error| unfit(position, &error).into())
}

/// # Errors
/// Only about values that do not fit their column, which no append has written.
fn columns<'a>(
    value: impl Fn(usize) -> Result<ValueRef<'a>, Error>,
    position: u64,
) -> Result<(StoredRecord<'a>, u32), Error> {
    let number = |column| Ok::<_, Error>(value(column)?.as_i64()?);
    let count = |column| {
        let number = number(column)?;
        u64::try_from(number).map_err(|_| Error::IntegralValueOutOfRange(column, number))
    };
    let small = |column| {
        let number = number(column)?;
        u32::try_from(number).map_err(|_| Error::IntegralValueOutOfRange(column, number))
    };
    Ok((
        StoredRecord {
            position,
            version: count(1)?,
            stream: value(2)?.as_str()?,
            effective_day: number(3)?,
            recorded_us: number(4)?,
            command: value(5)?.as_str()?,
            actor: value(6)?.as_str_or_null()?,
            corrects: match value(7)? {
                ValueRef::Null => None,
                _ => Some(count(7)?),
            },
            type_name: value(8)?.as_str()?,
            schema: small(9)?,
            payload: value(10)?.as_str()?,
        },
        small(11)?,
    ))
}

/// An append that was recorded.
pub(crate) struct Command {
    pub(crate) content: ContentHash,
    pub(crate) first: u64,
    pub(crate) last: u64,
}

impl Command {
    pub(crate) fn stored<'a>(&self, command: &'a str) -> StoredCommand<'a> {
        StoredCommand {
            command,
            content: self.content,
            first: self.first,
            last: self.last,
        }
    }
}

pub(crate) fn command(
    connection: &Connection,
    tenant: &Tenant,
    id: &CommandId,
) -> Result<Option<Command>, Fault> {
    let found = connection
        .prepare_cached(
            "SELECT content, first, last, checksum FROM command WHERE tenant = ?1 AND id = ?2",
        )?
        .query_row((tenant.no, id.as_str()), |row| {
            let command = Command {
                content: row.get(0)?,
                first: row.get(1)?,
                last: row.get(2)?,
            };
            Ok((command, row.get(3)?))
        })
        .optional()?;
    let Some((command, checksum)) = found else {
        return Ok(None);
    };
    command.stored(id.as_str()).check(checksum)?;
    Ok(Some(command))
}

/// Hands over what is kept of every command of a tenant, with its checksum.
pub(crate) fn each_command(
    connection: &Connection,
    tenant: &Tenant,
    mut each: impl FnMut(&str, &Command, Option<u32>) -> Result<(), JournalError>,
) -> Result<(), Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT id, content, first, last, checksum FROM command WHERE tenant = ?1",
    )?;
    let mut rows = statement.query([tenant.no])?;
    while let Some(row) = rows.next()? {
        let read = |row: &Row<'_>| -> Result<_, rusqlite::Error> {
            let command = Command {
                content: row.get(1)?,
                first: row.get(2)?,
                last: row.get(3)?,
            };
            Ok((command, row.get(4)?))
        };
        // A value that no append has written.
        let (command, checksum) = read(row).map_err(|_| damaged("command"))?;
        let id = row.get_ref(0)?.as_str().map_err(|_| damaged("command"))?;
        each(id, &command, checksum)?;
    }
    Ok(())
}

/// The receipt of a recorded append, made of its records: they are all that was ever written of it.
pub(crate) fn receipt(
    connection: &Connection,
    tenant: &Tenant,
    id: &CommandId,
    command: &Command,
) -> Result<Receipt, Fault> {
    let mut statement = connection.prepare_cached(concat!(
        "SELECT ",
        record_columns!(),
        " FROM record WHERE key BETWEEN ?1 AND ?2 ORDER BY key"
    ))?;
    let mut rows = statement.query((tenant.key(command.first), tenant.key(command.last)))?;
    let mut receipt = ReceiptReader::new(id, command.first, command.last);
    while let Some(row) = rows.next()? {
        let (stored, checksum) = record(|column| row.get_ref(column))?;
        receipt.next(&stored, checksum)?;
    }
    Ok(receipt.finish()?)
}

pub(crate) fn put_command(
    connection: &Connection,
    tenant: &Tenant,
    id: &CommandId,
    content: &ContentHash,
    (first, last): (u64, u64),
) -> Result<(), Fault> {
    let stored = StoredCommand {
        command: id.as_str(),
        content: *content,
        first,
        last,
    };
    connection
        .prepare_cached(
            "INSERT INTO command (tenant, id, content, first, last, checksum) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute((tenant.no, id.as_str(), content, first, last, stored.seal()))?;
    Ok(())
}

pub(crate) fn set_head(connection: &Connection, tenant: &Tenant, head: &Head) -> Result<(), Fault> {
    connection
        .prepare_cached(
            "UPDATE tenant SET position = ?2, chain = ?3, recorded_us = ?4 WHERE no = ?1",
        )?
        .execute((
            tenant.no,
            head.position.map_or(0, Position::get),
            head.chain.as_bytes(),
            head.recorded_at.map(|at| at.timestamp_micros()),
        ))?;
    Ok(())
}

pub(crate) fn set_version(
    connection: &Connection,
    stream: Option<i64>,
    version: Version,
) -> Result<(), Fault> {
    connection
        .prepare_cached("UPDATE stream SET version = ?2 WHERE no = ?1")?
        .execute((stream, version.get()))?;
    Ok(())
}

/// A row has a value that its column cannot have.
fn unfit(position: u64, error: &rusqlite::Error) -> JournalError {
    JournalError::new(
        JournalErrorKind::Corrupt {
            position: Some(place(position)),
        },
        format!("record {position} cannot be read; restore it from a backup"),
    )
    .with_source(error.to_string())
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
