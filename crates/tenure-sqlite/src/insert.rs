//! Rows of records as a large append adds them: many by one statement, and of each only what differs from the row that had its place in the
//! statement before.

use std::borrow::Borrow;

use rusqlite::{CachedStatement, Connection, ToSql};
use tenure::journal::{JournalError, JournalErrorKind, StoredRecord};

use crate::error::Fault;
use crate::tables::Tenant;

/// Rows that one statement adds, where so many are left. Between two rows of a statement SQLite stays where it is in the table and its
/// index; at the beginning of each it has to look for the place anew.
const BLOCK: usize = 32;
const COLUMNS: usize = 13;

/// Adds so many rows, their columns in the order of the table. Whoever writes rolls everything back when one fails.
macro_rules! insert_rows {
    ($rows:tt) => {
        concat!(
            "INSERT INTO record (key, stream_no, version, stream, effective_day, recorded_us, command, actor, corrects, \
             type, schema, payload, checksum) VALUES ",
            places!($rows)
        )
    };
}
macro_rules! places {
    (1) => {
        "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    };
    (2) => {
        concat!(places!(1), ", ", places!(1))
    };
    (4) => {
        concat!(places!(2), ", ", places!(2))
    };
    (8) => {
        concat!(places!(4), ", ", places!(4))
    };
    (16) => {
        concat!(places!(8), ", ", places!(8))
    };
    (32) => {
        concat!(places!(16), ", ", places!(16))
    };
}

/// Adds rows of records. What the store refuses may be told some rows later, and at the latest by [`finish`](Self::finish).
pub(crate) struct NewRows<'a> {
    connection: &'a Connection,
    /// How many are still to come.
    left: usize,
    block: Option<Insert<'a>>,
    one: Option<Insert<'a>>,
}

/// A statement that adds as many rows as it has places for.
struct Insert<'a> {
    statement: CachedStatement<'a>,
    /// What was bound for a row stays until it is bound anew, so what a record has in common with the one that had its place before is
    /// left as it is.
    bound: Vec<Bound>,
    filled: usize,
}

/// What those parameters of a row are bound to that mostly stay the same.
#[derive(Default)]
struct Bound {
    stream_no: Last<i64>,
    stream: Last<String>,
    effective_day: Last<i64>,
    recorded_us: Last<i64>,
    command: Last<String>,
    actor: Last<String>,
    corrects: Last<u64>,
    type_name: Last<String>,
    schema: Last<u32>,
}

/// Nothing yet, or a value that may be NULL.
type Last<T> = Option<Option<T>>;

impl<'a> NewRows<'a> {
    /// For exactly this many records.
    pub(crate) const fn new(connection: &'a Connection, records: usize) -> Self {
        Self {
            connection,
            left: records,
            block: None,
            one: None,
        }
    }

    pub(crate) fn insert(
        &mut self,
        tenant: &Tenant,
        stream_no: Option<i64>,
        stored: &StoredRecord<'_>,
        checksum: u32,
    ) -> Result<(), rusqlite::Error> {
        let statement = if self.is_in_block() || self.left >= BLOCK {
            Insert::once(&mut self.block, self.connection, insert_rows!(32), BLOCK)?
        } else {
            Insert::once(&mut self.one, self.connection, insert_rows!(1), 1)?
        };
        self.left = self.left.saturating_sub(1);
        statement.add(tenant, stream_no, stored, checksum)
    }

    /// Makes sure that every record came, as rows of a block that is not full are not added.
    pub(crate) fn finish(self) -> Result<(), Fault> {
        if self.left == 0 && !self.is_in_block() {
            return Ok(());
        }
        Err(JournalError::new(
            JournalErrorKind::Unavailable,
            "fewer records were written than there are; nothing was kept, so report this",
        )
        .into())
    }

    fn is_in_block(&self) -> bool {
        self.block.as_ref().is_some_and(|block| block.filled > 0)
    }
}

impl<'a> Insert<'a> {
    /// The statement, compiled when it is first asked for.
    fn once<'i>(
        insert: &'i mut Option<Self>,
        connection: &'a Connection,
        sql: &str,
        rows: usize,
    ) -> Result<&'i mut Self, rusqlite::Error> {
        Ok(match insert {
            Some(insert) => insert,
            None => insert.insert(Self {
                statement: connection.prepare_cached(sql)?,
                bound: std::iter::repeat_with(Bound::default).take(rows).collect(),
                filled: 0,
            }),
        })
    }

    fn add(
        &mut self,
        tenant: &Tenant,
        stream_no: Option<i64>,
        stored: &StoredRecord<'_>,
        checksum: u32,
    ) -> Result<(), rusqlite::Error> {
        let key = self.filled * COLUMNS + 1;
        let to = &mut self.statement;
        to.raw_bind_parameter(key, tenant.key(stored.position))?;
        to.raw_bind_parameter(key + 2, stored.version)?;
        to.raw_bind_parameter(key + 11, stored.payload)?;
        to.raw_bind_parameter(key + 12, checksum)?;
        if let Some(bound) = self.bound.get_mut(self.filled) {
            bound.rebind(to, key, stream_no, stored)?;
        }
        self.filled += 1;
        if self.filled == self.bound.len() {
            self.filled = 0;
            self.statement.raw_execute()?;
        }
        Ok(())
    }
}

impl Bound {
    /// The parameters of a row, of which the first is that of its key.
    fn rebind(
        &mut self,
        to: &mut CachedStatement<'_>,
        key: usize,
        stream_no: Option<i64>,
        stored: &StoredRecord<'_>,
    ) -> Result<(), rusqlite::Error> {
        let day = Some(&stored.effective_day);
        let instant = Some(&stored.recorded_us);
        let corrects = stored.corrects.as_ref();
        let type_name = Some(stored.type_name);
        rebind(to, key + 1, &mut self.stream_no, stream_no.as_ref())?;
        rebind(to, key + 3, &mut self.stream, Some(stored.stream))?;
        rebind(to, key + 4, &mut self.effective_day, day)?;
        rebind(to, key + 5, &mut self.recorded_us, instant)?;
        rebind(to, key + 6, &mut self.command, Some(stored.command))?;
        rebind(to, key + 7, &mut self.actor, stored.actor)?;
        rebind(to, key + 8, &mut self.corrects, corrects)?;
        rebind(to, key + 9, &mut self.type_name, type_name)?;
        rebind(to, key + 10, &mut self.schema, Some(&stored.schema))
    }
}

/// Binds a parameter, unless it is bound to this already.
fn rebind<T: ToSql + ToOwned + PartialEq + ?Sized>(
    to: &mut CachedStatement<'_>,
    parameter: usize,
    last: &mut Last<T::Owned>,
    value: Option<&T>,
) -> Result<(), rusqlite::Error> {
    let bound = last.as_ref().map(|last| last.as_ref().map(Borrow::borrow));
    if bound != Some(value) {
        to.raw_bind_parameter(parameter, value)?;
        *last = Some(value.map(ToOwned::to_owned));
    }
    Ok(())
}
