//! What is read, each on a snapshot of its own.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension};
use tenure::journal::{Head, JournalError, Limit, Page, ProfileState, Receipt, Verified, Verifier};
use tenure::{CommandId, Position, StreamId, SubjectId, TenantId, Version};

use crate::collect::{Collector, Numbers, collect};
use crate::error::Fault;
use crate::tables::{self, MAX_POSITION, record_columns};
use crate::{file, observe, profiles};

/// A connection to read over.
pub(crate) struct Source {
    connection: Connection,
    collector: Collector,
}

impl Source {
    pub(crate) fn open(path: &Path, wait: Duration) -> Result<Self, Fault> {
        let connection = file::reader(path, wait)?;
        let collector = Collector::new(&connection)?;
        Ok(Self {
            connection,
            collector,
        })
    }

    pub(crate) fn reader<'a>(&'a mut self, path: &'a Path) -> Reader<'a> {
        Reader {
            connection: &mut self.connection,
            collector: &self.collector,
            path,
        }
    }
}

/// Whoever reads over a connection.
pub(crate) struct Reader<'a> {
    connection: &'a mut Connection,
    collector: &'a Collector,
    path: &'a Path,
}

impl Reader<'_> {
    /// Runs the reads on one snapshot.
    pub(crate) fn snapshot<T>(
        &mut self,
        doing: &str,
        read: impl FnOnce(&Connection) -> Result<T, Fault>,
    ) -> Result<T, JournalError> {
        let _span = observe::read(doing);
        Snapshot::begin(self.connection)
            .map_err(Fault::from)
            .and_then(|snapshot| read(snapshot.0))
            .map_err(|fault| fault.of(self.path, doing))
    }

    pub(crate) fn scan(
        &mut self,
        id: &TenantId,
        after: Option<Position>,
        limit: Limit,
    ) -> Result<Page, JournalError> {
        let collector = self.collector;
        self.snapshot("read", |snapshot| {
            let Some(tenant) = tables::tenant(snapshot, id)? else {
                return Ok(nothing());
            };
            let head = tenant.head.position.map_or(0, Position::get);
            let Some(span) = Span::new(after.map_or(0, Position::get), limit, head) else {
                return Ok(nothing());
            };
            let keys = (tenant.key(span.first), tenant.key(span.last));
            let statement = snapshot.prepare_cached(collect!("key BETWEEN ?1 AND ?2", "key"))?;
            let records = collector.records(statement, keys, Numbers::Positions, &span)?;
            Ok(Page {
                records,
                end: span.end,
            })
        })
    }

    pub(crate) fn load(
        &mut self,
        id: &TenantId,
        stream: &StreamId,
        after: Version,
        limit: Limit,
    ) -> Result<Page, JournalError> {
        let collector = self.collector;
        self.snapshot("read", |snapshot| {
            let Some(tenant) = tables::tenant(snapshot, id)? else {
                return Ok(nothing());
            };
            let name = stream.to_string();
            let Some((no, version)) = stream_row(snapshot, tenant.no, &name)? else {
                return Ok(nothing());
            };
            let Some(span) = Span::new(after.get(), limit, version) else {
                return Ok(nothing());
            };
            let statement = snapshot.prepare_cached(collect!(
                "stream_no = ?1 AND version BETWEEN ?2 AND ?3",
                "version"
            ))?;
            let versions = (no, span.first, span.last);
            let numbers = Numbers::VersionsOf(name);
            let records = collector.records(statement, versions, numbers, &span)?;
            Ok(Page {
                records,
                end: span.end,
            })
        })
    }

    pub(crate) fn head(&mut self, id: &TenantId) -> Result<Head, JournalError> {
        self.snapshot("read", |snapshot| {
            Ok(tables::tenant(snapshot, id)?
                .map_or_else(|| tables::genesis(id), |tenant| tenant.head))
        })
    }

    pub(crate) fn receipt(
        &mut self,
        id: &TenantId,
        command: &CommandId,
    ) -> Result<Option<Receipt>, JournalError> {
        self.snapshot("read", |snapshot| {
            let Some(tenant) = tables::tenant(snapshot, id)? else {
                return Ok(None);
            };
            match tables::command(snapshot, &tenant, command)? {
                None => Ok(None),
                Some(found) => tables::receipt(snapshot, &tenant, command, &found).map(Some),
            }
        })
    }

    pub(crate) fn profile(
        &mut self,
        id: &TenantId,
        subject: &SubjectId,
    ) -> Result<ProfileState, JournalError> {
        self.snapshot("read", |snapshot| match tables::tenant(snapshot, id)? {
            None => Ok(ProfileState::Absent),
            Some(tenant) => profiles::get(snapshot, &tenant, subject),
        })
    }

    pub(crate) fn verify(&mut self, id: &TenantId) -> Result<Verified, JournalError> {
        self.snapshot("verify", |snapshot| {
            let Some(tenant) = tables::tenant(snapshot, id)? else {
                return Ok(Verifier::new(id, tables::genesis(id)).finish()?);
            };
            let mut verifier = Verifier::new(id, tenant.head);
            let mut statement = snapshot.prepare_cached(concat!(
                "SELECT ",
                record_columns!(),
                " FROM record WHERE key BETWEEN ?1 AND ?2 ORDER BY key"
            ))?;
            // To the last possible position: a record past the head is wrong too.
            let mut rows = statement.query((tenant.key(1), tenant.key(MAX_POSITION)))?;
            while let Some(row) = rows.next()? {
                let (stored, checksum) = tables::record(|column| row.get_ref(column))?;
                verifier.next(&stored, checksum)?;
            }
            let verified = verifier.finish()?;

            let mut statement =
                snapshot.prepare_cached("SELECT id, version FROM stream WHERE tenant = ?1")?;
            let mut rows = statement.query([tenant.no])?;
            let mut streams = 0_usize;
            while let Some(row) = rows.next()? {
                let name: String = row.get(0)?;
                if verifier.version(&name).get() != row.get::<_, u64>(1)? {
                    return Err(tables::damaged("stream").into());
                }
                streams = streams.saturating_add(1);
            }
            if verified.streams != streams {
                return Err(tables::damaged("stream").into());
            }
            tables::each_command(snapshot, &tenant, |id, command, checksum| {
                verifier.command(&command.stored(id), checksum)
            })?;
            verifier.finish_commands()?;
            Ok(verified)
        })
    }
}

/// A transaction that reads and ends with the value. One of the driver's own would compile its beginning and its end anew each time,
/// which takes as long as to find an account.
struct Snapshot<'a>(&'a Connection);

impl<'a> Snapshot<'a> {
    fn begin(connection: &'a mut Connection) -> Result<Self, rusqlite::Error> {
        let connection = &*connection;
        connection.prepare_cached("BEGIN")?.execute([])?;
        Ok(Self(connection))
    }
}

impl Drop for Snapshot<'_> {
    fn drop(&mut self) {
        // Nothing was written, and a read that failed may have ended it already.
        let ended = self.0.prepare_cached("ROLLBACK");
        let _ = ended.and_then(|mut end| end.execute([]));
    }
}

/// The numbers of a page, which has no hole: from the one after `after` up to the limit or the last.
pub(crate) struct Span {
    pub(crate) first: u64,
    pub(crate) last: u64,
    end: bool,
}

impl Span {
    /// `None` when nothing is left.
    fn new(after: u64, limit: Limit, last: u64) -> Option<Self> {
        if after >= last {
            return None;
        }
        let limit = after.saturating_add(limit.get() as u64);
        Some(Self {
            first: after.saturating_add(1),
            last: limit.min(last),
            end: limit >= last,
        })
    }

    /// No more than the limit.
    pub(crate) fn records(&self) -> usize {
        let after = self.first.saturating_sub(1);
        usize::try_from(self.last.saturating_sub(after)).unwrap_or(0)
    }
}

fn nothing() -> Page {
    Page {
        records: Vec::new(),
        end: true,
    }
}

/// The number and the version of a stream.
pub(crate) fn stream_row(
    connection: &Connection,
    tenant: i64,
    name: &str,
) -> Result<Option<(i64, u64)>, Fault> {
    Ok(connection
        .prepare_cached("SELECT no, version FROM stream WHERE tenant = ?1 AND id = ?2")?
        .query_row((tenant, name), |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}
