//! Which tables the file has, and how it gets the present ones.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode};
use tenure::journal::{JournalError, JournalErrorKind, Schema, step_checksum};

use crate::error::{Fault, is_busy};
use crate::file;
use crate::options::Durability;

/// Marks the file as a journal of tenure: "tnre".
const APPLICATION: i32 = 0x746e_7265;

/// The steps in order, never changed once released. The number of applied steps is the file's `user_version`.
const STEPS: &[&str] = &[
    include_str!("../migrations/0001.sql"),
    include_str!("../migrations/0002.sql"),
];

/// How long a migration waits for another one.
const WAIT: Duration = Duration::from_secs(60);

/// What the file at this path is. Changes nothing.
///
/// # Errors
/// [`JournalErrorKind::Unavailable`] when it cannot be read, [`JournalErrorKind::Corrupt`] when its steps are not those of any
/// version.
pub fn check(path: impl AsRef<Path>) -> Result<Schema, JournalError> {
    let path = path.as_ref();
    file::check_sqlite()?;
    file::check_path(path)?;
    // `Connection::open` reads nothing, so a missing file must be told apart here.
    match path.try_exists() {
        Ok(false) => return Ok(Schema::Absent),
        Ok(true) => {}
        Err(error) => {
            return Err(JournalError::new(
                JournalErrorKind::Unavailable,
                format!("cannot look for the journal `{}`", path.display()),
            )
            .with_source(error));
        }
    }
    let found = file::writer(path, WAIT, false, Durability::Flushed, None)
        .and_then(|connection| look(&connection));
    or_foreign(found).map_err(|fault| fault.of(path, "check"))
}

/// Brings the file at this path to the present schema, making it first when there is none. Safe to call from any number of
/// processes at once: one applies each step, the others wait. Never goes back.
///
/// # Errors
/// [`JournalErrorKind::NewerSchema`] for a file of a later version, [`JournalErrorKind::Invalid`] for a file that is not a
/// journal; otherwise as from the store. After an error nothing of a step is applied.
pub fn migrate(path: impl AsRef<Path>) -> Result<(), JournalError> {
    let path = path.as_ref();
    file::check_sqlite()?;
    file::check_path(path)?;
    let doing = |fault: Fault| fault.of(path, "migrate");
    let connection = match file::writer(path, WAIT, true, Durability::Flushed, None) {
        Ok(connection) => connection,
        Err(Fault::Driver(error)) if is_no_database(&error) => {
            return Err(refused(path, Schema::Foreign));
        }
        Err(fault) => return Err(doing(fault)),
    };
    match or_foreign(look(&connection)).map_err(doing)? {
        Schema::Current => return Ok(()),
        Schema::Absent | Schema::Outdated { .. } => {}
        other => return Err(refused(path, other)),
    }
    write_ahead(&connection).map_err(doing)?;
    apply(&connection).map_err(doing)
}

/// Whether the file is fit to be opened as a journal.
pub(crate) fn admit(path: &Path, connection: &Connection) -> Result<(), JournalError> {
    let found = or_foreign(look(connection)).map_err(|fault| fault.of(path, "open"))?;
    if found != Schema::Current {
        return Err(refused(path, found));
    }
    let mode: String = connection
        .pragma_query_value(None, "journal_mode", |row| row.get(0))
        .map_err(|error| Fault::from(error).of(path, "open"))?;
    if mode != "wal" {
        return Err(JournalError::new(
            JournalErrorKind::Unavailable,
            format!(
                "the journal `{}` has its journal mode changed to `{mode}`; set it back to `wal`",
                path.display()
            ),
        ));
    }
    Ok(())
}

/// Why a file cannot be opened.
pub(crate) fn refused(path: &Path, schema: Schema) -> JournalError {
    let path = path.display();
    match schema {
        Schema::Newer { steps } => JournalError::new(
            JournalErrorKind::NewerSchema { position: None },
            format!(
                "the journal `{path}` has {steps} schema steps and this version knows {}; update the program",
                STEPS.len()
            ),
        ),
        Schema::Outdated { steps } => JournalError::new(
            JournalErrorKind::Unavailable,
            format!(
                "the journal `{path}` has {steps} of {} schema steps; call `tenure_sqlite::migrate` first",
                STEPS.len()
            ),
        ),
        Schema::Absent => JournalError::new(
            JournalErrorKind::Unavailable,
            format!("there is no journal `{path}`; call `tenure_sqlite::migrate` to make one"),
        ),
        _ => JournalError::new(
            JournalErrorKind::Invalid,
            format!("`{path}` is not a journal of tenure; give another path"),
        ),
    }
}

/// A file that is no database at all is a foreign one.
fn or_foreign(found: Result<Schema, Fault>) -> Result<Schema, Fault> {
    match found {
        Err(Fault::Driver(error)) if is_no_database(&error) => Ok(Schema::Foreign),
        other => other,
    }
}

fn is_no_database(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::NotADatabase)
}

/// Inspects one snapshot: between two reads a migration may commit.
fn look(connection: &Connection) -> Result<Schema, Fault> {
    inspect(&*connection.unchecked_transaction()?)
}

fn inspect(connection: &Connection) -> Result<Schema, Fault> {
    let application: i32 =
        connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if application != APPLICATION {
        let tables: i64 =
            connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        return Ok(if application == 0 && version == 0 && tables == 0 {
            Schema::Outdated { steps: 0 }
        } else {
            Schema::Foreign
        });
    }
    let steps = u32::try_from(version).unwrap_or(u32::MAX);
    let known = u32::try_from(STEPS.len()).unwrap_or(u32::MAX);
    if steps > known {
        return Ok(Schema::Newer { steps });
    }
    let mut statement =
        connection.prepare("SELECT number, checksum FROM migration ORDER BY number")?;
    let applied = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<Vec<(i64, i64)>, _>>()?;
    let expected = (1..)
        .zip(STEPS.iter().map(|step| step_checksum(step)))
        .take(applied.len());
    if applied.len() as u64 != u64::from(steps) || !applied.iter().copied().eq(expected) {
        return Err(JournalError::new(
            JournalErrorKind::Corrupt { position: None },
            "the schema steps of the journal are not those of this program; restore it from a backup",
        )
        .into());
    }
    Ok(if steps == known {
        Schema::Current
    } else {
        Schema::Outdated { steps }
    })
}

/// Switches the file to a write-ahead log, which it then stays. Needs the file for itself for a moment, and SQLite does not
/// always wait for that.
pub(crate) fn write_ahead(connection: &Connection) -> Result<(), Fault> {
    let started = Instant::now();
    loop {
        let mode = connection
            .pragma_update_and_check(None, "journal_mode", "wal", |row| row.get::<_, String>(0));
        match mode {
            Ok(mode) if mode == "wal" => return Ok(()),
            Ok(mode) => {
                return Err(JournalError::new(
                    JournalErrorKind::Unavailable,
                    format!("the file system allows no write-ahead log (only `{mode}`); use a local disk"),
                )
                .into());
            }
            Err(error) if is_busy(&error) && started.elapsed() < WAIT => {
                thread::sleep(Duration::from_millis(5));
            }
            Err(error) => return Err(error.into()),
        }
    }
}

/// Applies what is missing, all under one lock that is taken before the state is read.
fn apply(connection: &Connection) -> Result<(), Fault> {
    let transaction = file::begin(connection, WAIT)?;
    let done = match inspect(&transaction)? {
        Schema::Current => return Ok(()),
        Schema::Outdated { steps } => steps,
        // Somebody else made it something else meanwhile.
        _ => {
            return Err(JournalError::new(
                JournalErrorKind::Busy,
                "the file changed during the migration; try again",
            )
            .into());
        }
    };
    for (number, step) in (1_u32..).zip(STEPS) {
        if number <= done {
            continue;
        }
        transaction.execute_batch(step)?;
        transaction.execute(
            "INSERT INTO migration (number, checksum) VALUES (?1, ?2)",
            (number, step_checksum(step)),
        )?;
        transaction.pragma_update(None, "user_version", number)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION)?;
    transaction.commit()?;
    Ok(())
}
