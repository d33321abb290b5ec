//! Opening the file: what every connection to it must be before it is used.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use tenure::journal::{JournalError, JournalErrorKind};

use crate::error::{Fault, is_busy};
use crate::options::Durability;

/// Earlier versions can lose the newest commits when a WAL file is reset under several connections.
const OLDEST_SQLITE: i32 = 3_051_003;

/// The most pages of a file that SQLite knows.
const MAX_PAGES: u64 = 4_294_967_294;

/// How long to sleep before looking again whether a lock is free.
const LOOK_AGAIN: Duration = Duration::from_millis(1);

pub(crate) fn check_sqlite() -> Result<(), JournalError> {
    if rusqlite::version_number() < OLDEST_SQLITE {
        return Err(JournalError::new(
            JournalErrorKind::Unavailable,
            format!(
                "SQLite {} is linked, which can lose commits; link 3.51.3 or later",
                rusqlite::version()
            ),
        ));
    }
    Ok(())
}

/// Whether the path names a file and not one of the special databases of SQLite that are gone with their connection.
pub(crate) fn check_path(path: &Path) -> Result<(), JournalError> {
    if path.as_os_str().is_empty() || path.as_os_str() == ":memory:" {
        return Err(JournalError::new(
            JournalErrorKind::Invalid,
            "a journal is a file; give its path, or use `MemoryJournal`",
        ));
    }
    Ok(())
}

/// A connection that writes, and makes every commit as durable as asked for.
pub(crate) fn writer(
    path: &Path,
    wait: Duration,
    create: bool,
    durability: Durability,
    max_bytes: Option<u64>,
) -> Result<Connection, Fault> {
    let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if create {
        flags |= OpenFlags::SQLITE_OPEN_CREATE;
    }
    let connection = Connection::open_with_flags(path, flags)?;
    settle(&connection, wait)?;
    // `fullfsync` only does something on macOS, where an ordinary fsync does not reach the medium.
    connection.execute_batch(
        "PRAGMA fullfsync = ON;
         PRAGMA checkpoint_fullfsync = ON;
         PRAGMA secure_delete = ON;
         PRAGMA trusted_schema = OFF;
         PRAGMA cell_size_check = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -65536;
         PRAGMA wal_autocheckpoint = 4000;
         PRAGMA journal_size_limit = 67108864;",
    )?;
    // In a write-ahead log 1 (NORMAL) flushes at checkpoints only, 2 (FULL) at every commit.
    let synchronous = match durability {
        Durability::Flushed => 2,
        Durability::Relaxed => 1,
    };
    connection.pragma_update(None, "synchronous", synchronous)?;
    require(&connection, "synchronous", synchronous)?;
    if let Some(bytes) = max_bytes {
        let page: u64 = connection.pragma_query_value(None, "page_size", |row| row.get(0))?;
        let pages = bytes.checked_div(page).unwrap_or(0).clamp(1, MAX_PAGES);
        // The answer is what took, which is never less than what there is.
        connection
            .pragma_update_and_check(None, "max_page_count", pages, |row| row.get::<_, u64>(0))?;
    }
    require(&connection, "secure_delete", 1)?;
    Ok(connection)
}

/// A connection that only reads.
pub(crate) fn reader(path: &Path, wait: Duration) -> Result<Connection, Fault> {
    let connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    settle(&connection, wait)?;
    connection.execute_batch(
        "PRAGMA query_only = ON;
         PRAGMA trusted_schema = OFF;
         PRAGMA cell_size_check = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -12288;",
    )?;
    Ok(connection)
}

/// What every connection has: how long it waits for others, and statements that are compiled once. Without the planner's guarantee of
/// stability SQLite would compile a statement anew for every value of a range that is asked for.
fn settle(connection: &Connection, wait: Duration) -> Result<(), Fault> {
    connection.busy_timeout(wait)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(32);
    Ok(())
}

/// A transaction that holds the write lock from its beginning, so that it never fails half way for having read something that another
/// process then changed. Busy when the lock was not to be had in this time.
///
/// SQLite itself comes to look for a lock ten times a second only, and so misses the moments that somebody who writes without a pause
/// leaves between two transactions.
pub(crate) fn begin(
    connection: &Connection,
    wait: Duration,
) -> Result<Transaction<'_>, rusqlite::Error> {
    let started = Instant::now();
    // Makes no system call, and does not fail on an open connection.
    connection.busy_timeout(Duration::ZERO)?;
    let begun = loop {
        match Transaction::new_unchecked(connection, TransactionBehavior::Immediate) {
            Err(error) if is_busy(&error) && started.elapsed() < wait => thread::sleep(LOOK_AGAIN),
            outcome => break outcome,
        }
    };
    connection.busy_timeout(wait)?;
    begun
}

/// A setting that did not take would be a broken promise.
fn require(connection: &Connection, setting: &str, value: i64) -> Result<(), Fault> {
    let actual: i64 = connection.pragma_query_value(None, setting, |row| row.get(0))?;
    if actual == value {
        return Ok(());
    }
    Err(JournalError::new(
        JournalErrorKind::Unavailable,
        format!(
            "SQLite keeps `{setting}` at {actual} where {value} was asked for; link another build"
        ),
    )
    .into())
}
