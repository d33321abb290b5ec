//! The server's journal beside the driver it uses.

use std::error::Error;
use std::time::Instant;

use futures_util::future::join3;
use futures_util::{StreamExt, pin_mut};
use tenure::journal::{Journal, Limit};
use tenure_postgres::{Options, PostgresJournal, migrate};
use tenure_testkit::postgres::{SERVICE, Server};
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, NoTls, Statement};

use crate::floor::Floor;
use crate::score::{ROUNDS, Score, Side, per_second};
use crate::work::{RawRow, append, rows, tenant};

const SINGLE: usize = 200;
const CALLERS: usize = 16;
const BATCHES: usize = 20;
const BATCH: usize = 100;
const RECORDS: usize = 200_000;
const PAGE: &str = "SELECT position, stream, version, effective_day, recorded_us, command, actor, corrects, type, schema, \
     payload, checksum FROM tenure.record WHERE tenant = 1 AND position > $1 AND position <= $1 + 10000 \
     ORDER BY tenant, position";

/// The table of the records without anything around it, but with its indexes.
const BARE: &str = "CREATE TABLE bare AS TABLE tenure.record WITH NO DATA; \
     ALTER TABLE bare ADD PRIMARY KEY (tenant, position); \
     CREATE UNIQUE INDEX ON bare (tenant, stream, version)";

const UNNEST: &str = "INSERT INTO bare (tenant, position, version, recorded_us, checksum, effective_day, schema, stream, \
     command, type, payload) SELECT 1, * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], \
     $5::integer[], $6::bigint[], $7::text[], $8::text[], $9::text[], $10::text[])";

pub(crate) fn run(score: &mut Score) -> Result<(), Box<dyn Error>> {
    let Some(server) = Server::shared() else {
        println!("PostgreSQL: skipped, there is no server");
        return Ok(());
    };
    let database = server.database();
    let version = server.sql("postgres", "SHOW server_version_num");
    score.part(&format!("PostgreSQL {}", version.trim()));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        migrate(&Options::new(&database.owner)?, SERVICE).await?;
        let journal = PostgresJournal::open(Options::new(&database.service)?).await?;
        let raw = connect(&database.admin).await?;
        raw.batch_execute(BARE).await?;
        singles(server, &journal, &raw, score).await?;
        batches(&journal, &raw, score).await?;
        copies(&raw, score).await?;
        let plain = connect(&database.service).await?;
        scans(&journal, &raw, &plain, score).await
    })
}

async fn connect(address: &str) -> Result<Client, Box<dyn Error>> {
    let (client, connection) = tokio_postgres::connect(address, NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

async fn singles(
    server: &Server,
    journal: &PostgresJournal,
    raw: &Client,
    score: &mut Score,
) -> Result<(), Box<dyn Error>> {
    let insert = raw
        .prepare(
            "INSERT INTO bare (tenant, position, version, recorded_us, checksum, effective_day, schema, stream, command, \
             type, payload) VALUES (1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        )
        .await?;
    let tenant = tenant();
    let (mut ours, mut theirs, mut flushed) = (Side::default(), Side::default(), Side::default());
    let mut many = Vec::new();
    let mut floor = server
        .folder()
        .map(|folder| Floor::new(&folder.join("floor")))
        .transpose()?;
    for round in 0..ROUNDS {
        for nth in 0..SINGLE {
            let position = round * SINGLE + nth;
            let given = append(&format!("raw-{round}-{nth}"), position, 1, 1);
            let rows = rows(given, position as u64);
            let given = append(&format!("one-{round}-{nth}"), nth % 50, 1, 1);
            if let Some(floor) = &mut floor {
                let start = Instant::now();
                floor.append();
                flushed.turn(1, start);
            }
            let row = rows.first().ok_or("a row")?;
            let day = i32::try_from(row.day)?;
            let start = Instant::now();
            raw.execute(
                &insert,
                &[
                    &row.position,
                    &row.version,
                    &row.us,
                    &row.checksum,
                    &day,
                    &row.schema,
                    &row.stream,
                    &row.command,
                    &row.type_name,
                    &row.payload,
                ],
            )
            .await?;
            theirs.turn(1, start);
            let start = Instant::now();
            journal.append(&tenant, given).await?;
            ours.turn(1, start);
        }
        for side in [&mut ours, &mut theirs, &mut flushed] {
            side.end_round();
        }
        let start = Instant::now();
        let callers = (0..CALLERS).map(|caller| {
            let tenant = &tenant;
            async move {
                for nth in 0..SINGLE {
                    let append = append(&format!("many-{round}-{caller}-{nth}"), nth % 50, 1, 1);
                    journal.append(tenant, append).await.expect("it is kept");
                }
            }
        });
        futures_util::future::join_all(callers).await;
        many.push(per_second(SINGLE * CALLERS, start.elapsed()));
    }
    score.ratio(
        "appends of one fact",
        "bare INSERT",
        ours.rates(),
        theirs.rates(),
        Some(0.6),
    );
    if floor.is_some() {
        let (ours, flushed) = (ours.rates(), flushed.rates());
        score.ratio("the same", "file + fdatasync", ours, flushed, None);
    }
    score.ratio(
        "the same by 16 callers of one tenant",
        "one caller",
        &many,
        ours.rates(),
        Some(4.0),
    );
    Ok(())
}

async fn batches(
    journal: &PostgresJournal,
    raw: &Client,
    score: &mut Score,
) -> Result<(), Box<dyn Error>> {
    let insert = raw.prepare(UNNEST).await?;
    let tenant = tenant();
    for (size, count, what, bar) in [
        (BATCH, BATCHES, "facts, 100 an append", Some(0.7)),
        (10_000, 1, "facts, 10,000 an append", None),
    ] {
        let (mut ours, mut theirs) = (Side::default(), Side::default());
        for round in 0..ROUNDS {
            for nth in 0..count {
                let place = 10_000_000 + size * 1_000 + (round * count + nth) * size;
                let given = append(&format!("raw-{size}-{round}-{nth}"), place, size, 25);
                let rows = rows(given, place as u64);
                let given = append(&format!("ours-{size}-{round}-{nth}"), place, size, 25);
                let start = Instant::now();
                insert_rows(raw, &insert, &rows).await?;
                theirs.turn(size, start);
                let start = Instant::now();
                journal.append(&tenant, given).await?;
                ours.turn(size, start);
            }
            ours.end_round();
            theirs.end_round();
        }
        let (ours, theirs) = (ours.rates(), theirs.rates());
        score.ratio(what, "raw UNNEST", ours, theirs, bar);
    }
    Ok(())
}

/// Whether `COPY` would make a bulk import quicker: straight into the table, which the server refuses under row-level security, and by way
/// of a temporary table, which it allows.
async fn copies(raw: &Client, score: &mut Score) -> Result<(), Box<dyn Error>> {
    const ROWS: usize = 10_000;
    raw.batch_execute("CREATE TEMPORARY TABLE stage (LIKE bare)")
        .await?;
    let unnest = raw.prepare(UNNEST).await?;
    let (mut rates, mut sides) = (Vec::new(), [Vec::new(), Vec::new()]);
    for round in 0..ROUNDS {
        let given = |side: usize| {
            let from = 100_000_000 + (3 * round + side) * ROWS;
            rows(
                append(&format!("copy-{round}-{side}"), from, ROWS, 25),
                from as u64,
            )
        };
        let given = [given(0), given(1), given(2)];
        let start = Instant::now();
        insert_rows(raw, &unnest, &given[0]).await?;
        rates.push(per_second(ROWS, start.elapsed()));
        let start = Instant::now();
        copy_rows(raw, "bare", &given[1]).await?;
        sides[0].push(per_second(ROWS, start.elapsed()));
        let start = Instant::now();
        raw.batch_execute("BEGIN").await?;
        copy_rows(raw, "stage", &given[2]).await?;
        raw.batch_execute("INSERT INTO bare SELECT * FROM stage; TRUNCATE stage; COMMIT")
            .await?;
        sides[1].push(per_second(ROWS, start.elapsed()));
    }
    let [straight, staged] = sides;
    let other = "raw UNNEST of 10,000";
    score.ratio(
        "raw COPY of 10,000, no row-level security",
        other,
        &straight,
        &rates,
        None,
    );
    score.ratio(
        "raw COPY of 10,000 by way of a temporary table",
        other,
        &staged,
        &rates,
        None,
    );
    Ok(())
}

async fn copy_rows(client: &Client, table: &str, rows: &[RawRow]) -> Result<(), Box<dyn Error>> {
    let copy = format!(
        "COPY {table} (tenant, position, version, recorded_us, checksum, effective_day, schema, stream, command, type, \
         payload) FROM STDIN BINARY"
    );
    let types = [
        Type::INT4,
        Type::INT8,
        Type::INT8,
        Type::INT8,
        Type::INT8,
        Type::INT4,
        Type::INT8,
        Type::TEXT,
        Type::TEXT,
        Type::TEXT,
        Type::TEXT,
    ];
    let writer = BinaryCopyInWriter::new(client.copy_in(&copy).await?, &types);
    pin_mut!(writer);
    for row in rows {
        let day = i32::try_from(row.day)?;
        let columns: [&(dyn ToSql + Sync); 11] = [
            &1_i32,
            &row.position,
            &row.version,
            &row.us,
            &row.checksum,
            &day,
            &row.schema,
            &row.stream,
            &row.command,
            &row.type_name,
            &row.payload,
        ];
        writer.as_mut().write(&columns).await?;
    }
    writer.finish().await?;
    Ok(())
}

async fn insert_rows(
    raw: &Client,
    insert: &tokio_postgres::Statement,
    rows: &[RawRow],
) -> Result<(), tokio_postgres::Error> {
    fn column<'a, T>(rows: &'a [RawRow], of: impl Fn(&'a RawRow) -> T) -> Vec<T> {
        rows.iter().map(of).collect()
    }
    raw.execute(
        insert,
        &[
            &column(rows, |row| row.position),
            &column(rows, |row| row.version),
            &column(rows, |row| row.us),
            &column(rows, |row| row.checksum),
            &column(rows, |row| i32::try_from(row.day).unwrap_or(0)),
            &column(rows, |row| row.schema),
            &column(rows, |row| row.stream.as_str()),
            &column(rows, |row| row.command.as_str()),
            &column(rows, |row| row.type_name.as_str()),
            &column(rows, |row| row.payload.as_str()),
        ],
    )
    .await?;
    Ok(())
}

async fn scans(
    journal: &PostgresJournal,
    admin: &Client,
    service: &Client,
    score: &mut Score,
) -> Result<(), Box<dyn Error>> {
    let tenant = tenant();
    let mut filled = journal
        .head(&tenant)
        .await?
        .position
        .map_or(0, |last| last.get());
    for nth in 0.. {
        if filled >= RECORDS as u64 {
            break;
        }
        filled = journal
            .append(
                &tenant,
                append(&format!("fill-{nth}"), 50_000_000 + nth * 400, 10_000, 25),
            )
            .await?
            .last
            .get();
    }
    let count = usize::try_from(filled)?;
    admin
        .batch_execute("VACUUM (ANALYZE) tenure.record")
        .await?;
    let (mut ours, mut locked, mut plain) = (Side::default(), Side::default(), Side::default());
    let statements = (admin.prepare(PAGE).await?, service.prepare(PAGE).await?);
    for _ in 0..ROUNDS {
        let (mut after, mut read) = (None, 0);
        while read < count {
            let start = Instant::now();
            let page = journal.scan(&tenant, after, Limit::MAX).await?;
            let there = page.records.len();
            after = page.records.last().map(|record| record.position);
            drop(page);
            ours.turn(there, start);
            let from = i64::try_from(read)?;
            let start = Instant::now();
            assert_eq!(raw_page(admin, &statements.0, from).await?, there);
            plain.turn(there, start);
            // Together with the beginning and the end of its transaction, as the journal does it.
            let start = Instant::now();
            let (begun, rows, ended) = join3(
                service.batch_execute(
                    "BEGIN READ ONLY; SELECT set_config('tenure.tenant', 'acme', true)",
                ),
                raw_page(service, &statements.1, from),
                service.batch_execute("COMMIT"),
            )
            .await;
            begun?;
            ended?;
            assert_eq!(rows?, there);
            locked.turn(there, start);
            read += there;
        }
        for side in [&mut ours, &mut locked, &mut plain] {
            side.end_round();
        }
    }
    score.ratio(
        "records scanned, checked and decoded",
        "raw driver, no row-level security",
        ours.rates(),
        plain.rates(),
        Some(0.7),
    );
    score.ratio(
        "raw scan under row-level security",
        "raw driver, no row-level security",
        locked.rates(),
        plain.rates(),
        Some(0.9),
    );
    let bytes = admin
        .query_one("SELECT pg_total_relation_size('tenure.record')", &[])
        .await?
        .get::<_, i64>(0);
    println!(
        "\n{} bytes a record on disk, indexes included.",
        bytes / i64::try_from(count)?
    );
    Ok(())
}

/// Every column of up to 10,000 records after a position.
async fn raw_page(
    client: &Client,
    statement: &Statement,
    after: i64,
) -> Result<usize, tokio_postgres::Error> {
    let rows = client.query_raw(statement, [&after]).await?;
    pin_mut!(rows);
    let (mut count, mut bytes) = (0, 0);
    while let Some(row) = rows.next().await {
        let row = row?;
        for column in [0, 2, 4, 9, 11] {
            bytes += usize::from(row.try_get::<_, i64>(column)? == 0);
        }
        bytes += usize::from(row.try_get::<_, i32>(3)? == 0);
        for column in [1, 5, 8, 10] {
            bytes += row.try_get::<_, &str>(column)?.len();
        }
        count += 1;
    }
    Ok(std::hint::black_box((count, bytes)).0)
}
