//! The embedded journal beside a flushed file and beside SQLite itself.

use std::error::Error;
use std::ops::ControlFlow;
use std::path::Path;
use std::thread;
use std::time::Instant;

use futures_util::future::join_all;
use rusqlite::{Connection, params};
use tenure::Version;
use tenure::journal::{Journal, JournalExt, Limit};
use tenure_sqlite::{Durability, Options, SqliteJournal, migrate};
use tenure_testkit::conformance::block_on;

use crate::floor::Floor;
use crate::memory;
use crate::score::{ROUNDS, Score, Side, timed};
use crate::work::{RawRow, account, append, rows, tenant};

const SINGLE: usize = 200;
const CALLERS: usize = 16;
const BATCH: usize = 10_000;
/// Appends that are asked for at once.
const TOGETHER: usize = 4;
/// Records an account.
const STREAM: usize = 25;

pub(crate) fn run(folder: &Path, score: &mut Score) -> Result<(), Box<dyn Error>> {
    score.part(&format!("SQLite {}", rusqlite::version()));
    singles(folder, score)?;
    batches(folder, score)?;
    reads(folder, score)
}

fn singles(folder: &Path, score: &mut Score) -> Result<(), Box<dyn Error>> {
    let journal = SqliteJournal::open_or_create(folder.join("single.db"))?;
    let mut floor = Floor::new(&folder.join("floor"))?;
    let tenant = tenant();
    let (mut flushed, mut one, mut many) = (Side::default(), Side::default(), Vec::new());
    for round in 0..ROUNDS {
        for nth in 0..SINGLE {
            let append = append(&format!("one-{round}-{nth}"), nth % 50, 1, 1);
            let start = Instant::now();
            floor.append();
            flushed.turn(1, start);
            let start = Instant::now();
            journal.append_blocking(&tenant, append)?;
            one.turn(1, start);
        }
        flushed.end_round();
        one.end_round();
        let (rate, ()) = timed(SINGLE * CALLERS, || {
            thread::scope(|scope| {
                for caller in 0..CALLERS {
                    let (journal, tenant) = (&journal, &tenant);
                    scope.spawn(move || {
                        for nth in 0..SINGLE {
                            let append =
                                append(&format!("many-{round}-{caller}-{nth}"), nth % 50, 1, 1);
                            journal.append_blocking(tenant, append).expect("it is kept");
                        }
                    });
                }
            });
        });
        many.push(rate);
    }
    score.ratio(
        "appends of one fact",
        "file + fdatasync",
        one.rates(),
        flushed.rates(),
        Some(0.6),
    );
    score.ratio(
        "the same by 16 callers at once",
        "one caller",
        &many,
        one.rates(),
        Some(4.0),
    );
    Ok(())
}

fn batches(folder: &Path, score: &mut Score) -> Result<(), Box<dyn Error>> {
    let journal = SqliteJournal::open_or_create(folder.join("batch.db"))?;
    migrate(folder.join("raw.db"))?;
    let raw = Connection::open(folder.join("raw.db"))?;
    raw.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 4000;",
    )?;
    let tenant = tenant();
    let (mut ours, mut theirs, mut together) = (Side::default(), Side::default(), Vec::new());
    // Accounts that are new, and 25 records of each in a row: what an import brings.
    let batch = |name: &str, nth: usize| {
        let from = nth * BATCH / STREAM;
        append(&format!("{name}-{nth}"), from, BATCH, STREAM)
    };
    for round in 0..ROUNDS {
        let turns = TOGETHER * round..TOGETHER * (round + 1);
        for nth in turns.clone() {
            let given = batch("ours", nth);
            let start = Instant::now();
            journal.append_blocking(&tenant, given)?;
            ours.turn(BATCH, start);
            let given = rows(batch("raw", nth), (nth * BATCH) as u64);
            let start = Instant::now();
            insert(&raw, &given)?;
            theirs.turn(BATCH, start);
        }
        ours.end_round();
        theirs.end_round();
        // One is prepared while the other is written.
        let given: Vec<_> = turns
            .map(|nth| batch("pair", TOGETHER * ROUNDS + nth))
            .collect();
        let appended = timed(TOGETHER * BATCH, || {
            block_on(join_all(
                given
                    .into_iter()
                    .map(|append| journal.append(&tenant, append)),
            ))
        });
        appended.1.into_iter().collect::<Result<Vec<_>, _>>()?;
        together.push(appended.0);
    }
    let (ours, theirs) = (ours.rates(), theirs.rates());
    score.ratio(
        "facts, 10,000 an append",
        "raw inserts, same indexes",
        ours,
        theirs,
        Some(0.7),
    );
    score.ratio(
        "the same, four asked for at once",
        "raw inserts, same indexes",
        &together,
        theirs,
        None,
    );
    Ok(())
}

/// The rows in one transaction, each by the statement that was compiled once.
fn insert(connection: &Connection, rows: &[RawRow]) -> Result<(), rusqlite::Error> {
    let transaction = connection.unchecked_transaction()?;
    let mut insert = transaction.prepare_cached(
        "INSERT INTO record (key, stream_no, version, stream, effective_day, recorded_us, command, \
         actor, corrects, type, schema, payload, checksum) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, NULL, NULL, ?8, ?9, ?10, ?11)",
    )?;
    for row in rows {
        insert.execute(params![
            (1_i64 << 40) | row.position,
            row.stream_no,
            row.version,
            row.stream,
            row.day,
            row.us,
            row.command,
            row.type_name,
            row.schema,
            row.payload,
            row.checksum
        ])?;
    }
    drop(insert);
    transaction.commit()
}

/// A journal with so many records, 25 an account.
fn filled(path: &Path, records: usize) -> Result<SqliteJournal, Box<dyn Error>> {
    migrate(path)?;
    let relaxed = SqliteJournal::open_with(path, Options::new().durability(Durability::Relaxed))?;
    for (nth, from) in (0..records).step_by(BATCH).enumerate() {
        relaxed.append_blocking(
            &tenant(),
            append(&format!("fill-{nth}"), from / STREAM, BATCH, STREAM),
        )?;
    }
    drop(relaxed);
    Ok(SqliteJournal::open(path)?)
}

fn reads(folder: &Path, score: &mut Score) -> Result<(), Box<dyn Error>> {
    const RECORDS: usize = 200_000;
    const LOADS: usize = 4_000;
    let path = folder.join("reads.db");
    let journal = filled(&path, RECORDS)?;
    let raw = Connection::open(&path)?;
    let tenant = tenant();
    let (mut scans, mut raws, mut loads) = (Side::default(), Side::default(), Vec::new());
    for _ in 0..ROUNDS {
        let (mut after, mut read) = (None, 0);
        while read < RECORDS {
            let start = Instant::now();
            let page = journal.scan_blocking(&tenant, after, Limit::MAX)?;
            let count = page.records.len();
            after = page.records.last().map(|record| record.position);
            drop(page);
            scans.turn(count, start);
            let start = Instant::now();
            assert_eq!(raw_scan(&raw, read, count)?, count);
            raws.turn(count, start);
            read += count;
        }
        scans.end_round();
        raws.end_round();
        let done = timed(LOADS, || {
            (0..LOADS).try_for_each(|nth| {
                let stream = account(nth * 7919 % (RECORDS / STREAM));
                let page = journal.load_blocking(&tenant, &stream, Version::EMPTY, Limit::MAX)?;
                assert_eq!(page.records.len(), STREAM);
                Ok::<(), tenure::journal::JournalError>(())
            })
        });
        done.1?;
        loads.push(done.0);
    }
    let what = "records scanned, checked and decoded";
    score.rate(what, scans.rates(), 1_000_000.0);
    score.ratio(
        what,
        "raw driver, every column",
        scans.rates(),
        raws.rates(),
        None,
    );
    score.rate("accounts of 25 facts loaded", &loads, 10_000.0);
    let bytes = std::fs::metadata(&path)?.len() / RECORDS as u64;
    println!("\n{bytes} bytes a record on disk, indexes included.");
    Ok(())
}

/// Every column of so many records after a position.
fn raw_scan(
    connection: &Connection,
    after: usize,
    records: usize,
) -> Result<usize, rusqlite::Error> {
    let mut statement = connection.prepare_cached(
        "SELECT key, version, stream, effective_day, recorded_us, command, actor, corrects, type, schema, payload, \
         checksum FROM record WHERE key > ?1 ORDER BY key LIMIT ?2",
    )?;
    let mut rows = statement.query(((1_i64 << 40) | after as i64, records))?;
    let mut count = 0;
    let mut bytes = 0;
    while let Some(row) = rows.next()? {
        for column in [0, 1, 3, 4, 9, 11] {
            bytes += usize::from(row.get::<_, i64>(column)? == 0);
        }
        for column in [2, 5, 8, 10] {
            bytes += row.get_ref(column)?.as_str()?.len();
        }
        count += 1;
    }
    Ok(std::hint::black_box((count, bytes)).0)
}

/// A scan holds a page, however long the journal is.
pub(crate) fn memory(folder: &Path, score: &mut Score) -> Result<(), Box<dyn Error>> {
    const RECORDS: usize = 1_000_000;
    let journal = filled(&folder.join("memory.db"), RECORDS)?;
    // The caches of the connections are part of it; what making the file left behind is not.
    memory::reset_peak()?;
    let before = memory::resident()?;
    let mut read = 0;
    block_on(journal.scan_each(&tenant(), None, |page| {
        read += page.len();
        ControlFlow::Continue(())
    }))?;
    assert_eq!(read, RECORDS);
    let more = memory::peak()?.saturating_sub(before);
    score.part("memory");
    score.at_most("a scan of 1,000,000 records, above the start", more, 64);
    Ok(())
}
