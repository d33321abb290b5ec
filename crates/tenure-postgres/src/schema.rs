//! Which tables the database has, how it gets the present ones, and what only their owner may do.

use deadpool_postgres::{GenericClient, Pool};
use tenure::journal::{JournalError, JournalErrorKind, Schema, step_checksum};

use crate::connect;
use crate::error::Fault;
use crate::options::Options;

/// The steps in order, never changed once released.
const STEPS: &[&str] = &[
    include_str!("../migrations/0001.sql"),
    include_str!("../migrations/0002.sql"),
    include_str!("../migrations/0003.sql"),
    include_str!("../migrations/0004.sql"),
];

/// The key of the lock that one migration takes: "tenure" and a number of ours.
const LOCK: i64 = 0x7465_6e75_7265_0001;

/// What the database is. Changes nothing; any role that may connect can ask.
///
/// # Errors
/// [`JournalErrorKind::Unavailable`] when it cannot be reached, [`JournalErrorKind::Corrupt`] when its steps are not those of any
/// version.
pub async fn check(options: &Options) -> Result<Schema, JournalError> {
    let pool = connect::owner(options)?;
    let found = async {
        let client = pool.get().await?;
        client
            .batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            .await?;
        let found = inspect(&client).await;
        client.batch_execute("COMMIT").await?;
        found
    };
    found.await.map_err(|fault: Fault| fault.doing("check"))
}

/// Brings the database to the present schema, and grants a role what a [`PostgresJournal`](crate::PostgresJournal) needs: to read, to add,
/// and to move heads, but never to change or remove a record.
///
/// `owner` connects as who is to own the tables, in a schema `tenure` of their own; `role` is the one that the service will connect
/// as, which must exist and be a plain one. Safe to call from any number of processes at once: one applies the steps, all in one
/// transaction under a lock that is taken before anything is read, and the others wait. Never goes back.
///
/// # Errors
/// [`JournalErrorKind::NewerSchema`] for a database of a later version, [`JournalErrorKind::Invalid`] when the schema `tenure` is
/// something else's; otherwise as from the store. After an error nothing is applied.
pub async fn migrate(owner: &Options, role: &str) -> Result<(), JournalError> {
    let pool = connect::owner(owner)?;
    apply(&pool, role)
        .await
        .map_err(|fault| fault.doing("migrate"))
}

async fn apply(pool: &Pool, role: &str) -> Result<(), Fault> {
    let mut client = pool.get().await?;
    let transaction = client.build_transaction().start().await?;
    let wait = format!(
        "SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0; SELECT pg_advisory_xact_lock({LOCK})"
    );
    transaction.batch_execute(&wait).await?;
    let done = match inspect(&transaction).await? {
        Schema::Current => STEPS.len(),
        Schema::Absent => 0,
        Schema::Outdated { steps } => usize::try_from(steps).unwrap_or(usize::MAX),
        other => return Err(refused(other).into()),
    };
    for (number, step) in (1_i32..).zip(STEPS).skip(done) {
        transaction.batch_execute(step).await?;
        transaction
            .execute(
                "INSERT INTO tenure.migration (number, checksum) VALUES ($1, $2)",
                &[&number, &step_checksum(step)],
            )
            .await?;
    }
    // The server quotes the name: no text of the caller becomes SQL.
    let quoted: String = transaction
        .query_one("SELECT quote_ident($1)", &[&role])
        .await?
        .try_get(0)?;
    transaction
        .batch_execute(&format!(
            "GRANT USAGE ON SCHEMA tenure TO {quoted}; \
             GRANT SELECT ON tenure.migration, tenure.journal TO {quoted}; \
             GRANT SELECT, INSERT ON tenure.record, tenure.command TO {quoted}; \
             GRANT EXECUTE ON FUNCTION tenure.append, tenure.append_one TO {quoted}; \
             GRANT SELECT, INSERT, UPDATE (position, chain, recorded_us) ON tenure.tenant TO {quoted}; \
             GRANT SELECT, INSERT, UPDATE (version) ON tenure.stream TO {quoted}; \
             GRANT SELECT, INSERT, UPDATE (fields, checksum) ON tenure.profile TO {quoted}; \
             GRANT SELECT, INSERT, DELETE, UPDATE (position, checksum, state) ON tenure.snapshot TO {quoted};"
        ))
        .await?;
    transaction.commit().await?;
    Ok(())
}

/// Writes the table of personal data anew, so that nothing of what was forgotten is left in its files, whatever older state somebody is
/// reading. Reads and writes of personal data wait meanwhile; records are not touched. A transaction of a host's own that began earlier and
/// keeps one snapshot (`REPEATABLE READ`) finds the table empty from then on; this crate reads profiles in none such.
///
/// The server keeps old states of rows until they are cleaned away, so until then a forgotten profile is out of reach of every
/// statement but not of somebody who reads the files. The write-ahead log, replicas and backups of the files have it until they are
/// recycled: see the documentation of the crate.
///
/// # Errors
/// As from the store; `owner` must own the tables.
pub async fn scrub(owner: &Options) -> Result<(), JournalError> {
    let pool = connect::owner(owner)?;
    let scrub = async {
        let client = pool.get().await?;
        client.batch_execute(REWRITE).await?;
        Ok(())
    };
    scrub.await.map_err(|fault: Fault| fault.doing("scrub"))
}

/// Copies the rows that there are. `VACUUM (FULL)` would copy those of older states, too, as long as any transaction of the database,
/// the server's own upkeep among them, could still see them.
const REWRITE: &str =
    "ALTER TABLE tenure.profile ALTER COLUMN fields TYPE text COLLATE \"C\" USING fields || ''";

/// Why a database cannot be used.
pub(crate) fn refused(schema: Schema) -> JournalError {
    match schema {
        Schema::Newer { steps } => JournalError::new(
            JournalErrorKind::NewerSchema { position: None },
            format!(
                "the database has {steps} schema steps and this version knows {}; update the program",
                STEPS.len()
            ),
        ),
        Schema::Outdated { steps } => JournalError::new(
            JournalErrorKind::Unavailable,
            format!(
                "the database has {steps} of {} schema steps; call `tenure_postgres::migrate` first",
                STEPS.len()
            ),
        ),
        Schema::Absent => JournalError::new(
            JournalErrorKind::Unavailable,
            "the database has no journal; call `tenure_postgres::migrate` to make one",
        ),
        _ => JournalError::new(
            JournalErrorKind::Invalid,
            "the schema `tenure` of the database is not a journal; name another database",
        ),
    }
}

async fn inspect(client: &impl GenericClient) -> Result<Schema, Fault> {
    let row = client
        .query_one(
            "SELECT to_regnamespace('tenure') IS NOT NULL, to_regclass('tenure.migration') IS NOT NULL",
            &[],
        )
        .await?;
    match (row.try_get(0)?, row.try_get(1)?) {
        (false, _) => return Ok(Schema::Absent),
        (true, false) => return Ok(Schema::Foreign),
        (true, true) => {}
    }
    let rows = client
        .query(
            "SELECT number, checksum FROM tenure.migration ORDER BY number",
            &[],
        )
        .await?;
    let applied = rows
        .iter()
        .map(|row| Ok((row.try_get(0)?, row.try_get(1)?)))
        .collect::<Result<Vec<(i32, i64)>, Fault>>()?;
    let known = (1_i32..).zip(STEPS.iter().map(|step| step_checksum(step)));
    if !applied
        .iter()
        .copied()
        .zip(known)
        .all(|(there, known)| there == known)
    {
        return Err(JournalError::new(
            JournalErrorKind::Corrupt { position: None },
            "the schema steps of the database are not those of this program; restore it from a backup",
        )
        .into());
    }
    let steps = u32::try_from(applied.len()).unwrap_or(u32::MAX);
    Ok(match applied.len().cmp(&STEPS.len()) {
        std::cmp::Ordering::Less => Schema::Outdated { steps },
        std::cmp::Ordering::Equal => Schema::Current,
        std::cmp::Ordering::Greater => Schema::Newer { steps },
    })
}
