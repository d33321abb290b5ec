//! Personal data, kept so that it can be erased to the last byte.
//!
//! `secure_delete` is not enough for that: when SQLite splits or merges pages it moves rows and leaves their old bytes behind
//! in the free space of a page, where no later deletion finds them. Therefore the data lies in slots that never move: a slot is
//! a row that is only ever added at the end of its table, never removed, and only overwritten by as many bytes. Its size is a
//! power of two, so that a slot that was cleared serves again.

use rusqlite::{Connection, OptionalExtension, Row};
use tenure::SubjectId;
use tenure::journal::{JournalError, Limit, ProfileState};

use crate::error::Fault;
use crate::tables::{self, Tenant};

const SMALLEST_SLOT: usize = 128;

/// What is known of a subject.
struct Kept {
    /// `None` once the subject was forgotten.
    slot: Option<i64>,
    length: usize,
    checksum: u32,
}

impl Kept {
    fn of(row: &Row<'_>) -> Result<Self, rusqlite::Error> {
        Ok(Self {
            slot: row.get(0)?,
            length: row.get(1)?,
            checksum: row.get(2)?,
        })
    }
}

fn kept(
    connection: &Connection,
    tenant: &Tenant,
    subject: &SubjectId,
) -> Result<Option<Kept>, Fault> {
    Ok(connection
        .prepare_cached(
            "SELECT slot, length, checksum FROM profile WHERE tenant = ?1 AND subject = ?2",
        )?
        .query_row((tenant.no, subject.as_str()), Kept::of)
        .optional()?)
}

fn read(connection: &Connection, slot: i64) -> Result<Vec<u8>, Fault> {
    Ok(connection
        .prepare_cached("SELECT data FROM slot WHERE no = ?1")?
        .query_row([slot], |row| row.get(0))?)
}

/// Overwrites a slot; the data must have its size.
fn overwrite(connection: &Connection, slot: i64, data: &[u8]) -> Result<(), Fault> {
    connection
        .prepare_cached("UPDATE slot SET data = ?2 WHERE no = ?1")?
        .execute((slot, data))?;
    Ok(())
}

/// Clears a slot for another profile of its size.
fn release(connection: &Connection, slot: i64) -> Result<(), Fault> {
    let size = read(connection, slot)?.len();
    overwrite(connection, slot, &vec![0; size])?;
    connection
        .prepare_cached("INSERT INTO free_slot (size, slot) VALUES (?1, ?2)")?
        .execute((size, slot))?;
    Ok(())
}

/// Puts the data into a slot of its size, a cleared one if there is one.
fn place(connection: &Connection, data: &[u8]) -> Result<i64, Fault> {
    let free = connection
        .prepare_cached("SELECT slot FROM free_slot WHERE size = ?1 LIMIT 1")?
        .query_row([data.len()], |row| row.get::<_, i64>(0))
        .optional()?;
    let Some(slot) = free else {
        return Ok(connection
            .prepare_cached("INSERT INTO slot (data) VALUES (?1)")?
            .insert([data])?);
    };
    connection
        .prepare_cached("DELETE FROM free_slot WHERE size = ?1 AND slot = ?2")?
        .execute((data.len(), slot))?;
    overwrite(connection, slot, data)?;
    Ok(slot)
}

pub(crate) fn get(
    connection: &Connection,
    tenant: &Tenant,
    subject: &SubjectId,
) -> Result<ProfileState, Fault> {
    match kept(connection, tenant, subject)? {
        None => Ok(ProfileState::Absent),
        Some(kept) => state(connection, subject, &kept),
    }
}

/// The subjects after one, in order.
pub(crate) fn subjects(
    connection: &Connection,
    tenant: &Tenant,
    after: Option<&SubjectId>,
    limit: Limit,
) -> Result<Vec<(SubjectId, ProfileState)>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT slot, length, checksum, subject FROM profile \
         WHERE tenant = ?1 AND subject > ?2 ORDER BY subject LIMIT ?3",
    )?;
    let after = after.map_or("", SubjectId::as_str);
    let mut rows = statement.query((tenant.no, after, limit.get()))?;
    let mut subjects = Vec::new();
    while let Some(row) = rows.next()? {
        let subject = SubjectId::new(row.get_ref(3)?.as_str().map_err(rusqlite::Error::from)?)
            .map_err(|_| tables::damaged("profile"))?;
        let state = state(connection, &subject, &Kept::of(row)?)?;
        subjects.push((subject, state));
    }
    Ok(subjects)
}

fn state(connection: &Connection, subject: &SubjectId, kept: &Kept) -> Result<ProfileState, Fault> {
    let Some(slot) = kept.slot else {
        return Ok(ProfileState::open(subject, None, kept.checksum)?);
    };
    let data = read(connection, slot)?;
    let fields = data
        .get(..kept.length)
        .and_then(|fields| std::str::from_utf8(fields).ok())
        .ok_or_else(|| tables::damaged("slot"))?;
    Ok(ProfileState::open(subject, Some(fields), kept.checksum)?)
}

/// Keeps the sealed fields of a profile in place of what was kept before.
pub(crate) fn put(
    connection: &Connection,
    tenant: &Tenant,
    subject: &SubjectId,
    fields: String,
    checksum: u32,
) -> Result<(), Fault> {
    let before = kept(connection, tenant, subject)?;
    let length = fields.len();
    let mut data = fields.into_bytes();
    data.resize(length.next_power_of_two().max(SMALLEST_SLOT), 0);
    if let Some(before) = before {
        let Some(slot) = before.slot else {
            return Err(JournalError::forgotten(subject).into());
        };
        release(connection, slot)?;
    }
    let slot = place(connection, &data)?;
    connection
        .prepare_cached(
            "INSERT INTO profile (tenant, subject, slot, length, checksum) VALUES (?1, ?2, ?3, ?4, ?5) \
             ON CONFLICT DO UPDATE SET slot = excluded.slot, length = excluded.length, checksum = excluded.checksum",
        )?
        .execute((tenant.no, subject.as_str(), slot, length, checksum))?;
    Ok(())
}

pub(crate) fn forget(
    connection: &Connection,
    tenant: &Tenant,
    subject: &SubjectId,
) -> Result<(), Fault> {
    if let Some(slot) = kept(connection, tenant, subject)?.and_then(|kept| kept.slot) {
        release(connection, slot)?;
    }
    connection
        .prepare_cached(
            "INSERT INTO profile (tenant, subject, slot, length, checksum) VALUES (?1, ?2, NULL, 0, ?3) \
             ON CONFLICT DO UPDATE SET slot = NULL, length = 0, checksum = excluded.checksum",
        )?
        .execute((
            tenant.no,
            subject.as_str(),
            ProfileState::seal_forgotten(subject),
        ))?;
    Ok(())
}
