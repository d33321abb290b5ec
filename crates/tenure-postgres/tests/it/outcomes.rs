//! Whoever stops waiting, and whatever connection is lost: an append is whole or absent, and its receipt says which.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::{Context, Waker};
use std::thread;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use tenure::journal::{Expected, Journal, JournalErrorKind};
use tenure::{Position, Version};
use tenure_postgres::{PostgresJournal, migrate};
use tenure_testkit::effort;
use tenure_testkit::postgres::{SERVICE, Server};

use crate::support::{account, block_on, journal, openings, options, server, tenant};

#[test]
fn an_append_whose_future_was_dropped_is_whole_or_absent() {
    let Some(server) = server() else { return };
    let database = server.database();
    let journal = journal(&database);
    let (tenant, a) = (tenant(), account("A"));
    for round in 0..40_u64 {
        let append = openings(&format!("c{round}"), &a, Expected::Any, 100);
        let command = append.command.clone();
        block_on(async {
            let mut future = journal.append(&tenant, append.clone());
            let mut context = Context::from_waker(Waker::noop());
            let _ = future.as_mut().poll(&mut context);
            tokio::time::sleep(Duration::from_micros(round * 50)).await;
            drop(future);
        });
        let receipt = block_on(journal.receipt(&tenant, &command)).unwrap();
        // Whatever the receipt said, the same command makes it so.
        let settled = block_on(journal.append(&tenant, append)).unwrap();
        assert_eq!(settled.last.get(), (round + 1) * 100);
        if let Some(receipt) = receipt {
            assert_eq!(settled, receipt);
        }
    }
    block_on(journal.verify(&tenant)).unwrap();
}

#[test]
fn a_read_whose_future_was_dropped_leaves_the_journal_well() {
    let Some(server) = server() else { return };
    let database = server.database();
    let journal = journal(&database);
    let tenant = tenant();
    block_on(journal.append(&tenant, openings("c", &account("A"), Expected::Any, 5_000))).unwrap();
    for round in 0..30 {
        let waited = Duration::from_micros(round * 300);
        let _ = block_on(async { tokio::time::timeout(waited, journal.verify(&tenant)).await });
    }
    assert_eq!(
        block_on(journal.verify(&tenant)).unwrap().head.position,
        Position::new(5_000)
    );
}

#[test]
fn connections_that_are_cut_lose_nothing_and_double_nothing() {
    let Some(server) = server() else { return };
    let database = server.database();
    let journal = Arc::new(journal(&database));
    let tenant = tenant();
    let name = database.name().to_owned();
    let mut acknowledged = 0;
    for round in 0..30_u64 {
        // Every connection of the service is cut while the appends are on their way.
        let cut = {
            let name = name.clone();
            thread::spawn(move || {
                thread::sleep(Duration::from_micros(round * 400));
                server.sql(
                    "postgres",
                    &format!(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                         WHERE datname = '{name}' AND usename = '{SERVICE}'"
                    ),
                );
            })
        };
        let appends: Vec<_> = (0..20)
            .map(|nth| {
                openings(
                    &format!("{round}-{nth}"),
                    &account(&format!("A{nth}")),
                    Expected::Any,
                    3,
                )
            })
            .collect();
        let outcomes = block_on(join_all(
            appends
                .iter()
                .map(|append| journal.append(&tenant, append.clone())),
        ));
        cut.join().unwrap();
        for (append, outcome) in appends.into_iter().zip(outcomes) {
            let deadline = Instant::now() + Duration::from_secs(20);
            let settled = loop {
                match block_on(journal.append(&tenant, append.clone())) {
                    Ok(receipt) => break receipt,
                    Err(error) => {
                        assert!(error.is_retryable() && Instant::now() < deadline, "{error}")
                    }
                }
            };
            match outcome {
                Ok(receipt) => {
                    acknowledged += 1;
                    assert_eq!((receipt.first, receipt.last), (settled.first, settled.last));
                    assert!(settled.replayed, "what was acknowledged is there");
                }
                Err(error) => {
                    assert!(error.is_retryable(), "{error}");
                    if *error.kind() != JournalErrorKind::UnknownOutcome {
                        assert!(
                            !settled.replayed,
                            "it was said that nothing was written: {error}"
                        );
                    }
                }
            }
        }
    }
    let verified = block_on(journal.verify(&tenant)).unwrap();
    assert_eq!(verified.head.position, Position::new(30 * 20 * 3));
    assert!(acknowledged > 0);
}

#[test]
fn a_server_that_is_killed_and_comes_back_has_lost_nothing() {
    const WRITERS: usize = 4;
    let Some(_) = server() else { return };
    if std::env::var_os("TENURE_POSTGRES_URL").is_some() {
        return;
    }
    let Some(own) = Server::start() else { return };
    let database = own.database();
    let journal = journal(&database);
    let tenant = tenant();
    let stop = AtomicBool::new(false);
    // How many appends of each writer were acknowledged; each has three records.
    let acknowledged: [AtomicU64; WRITERS] = Default::default();
    let all = || -> u64 {
        acknowledged
            .iter()
            .map(|of| of.load(Ordering::SeqCst))
            .sum()
    };
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            let (journal, tenant, stop, acknowledged) =
                (&journal, &tenant, &stop, &acknowledged[writer]);
            scope.spawn(move || {
                let own = account(&format!("W{writer}"));
                for nth in 0.. {
                    if stop.load(Ordering::SeqCst) {
                        break;
                    }
                    // Its expectation fails if one that was refused had been written, or one that was acknowledged had not.
                    let expected = Expected::Exactly(Version::new(3 * nth));
                    let append = openings(&format!("{writer}-{nth}"), &own, expected, 3);
                    let began = Instant::now();
                    while let Err(error) = block_on(journal.append(tenant, append.clone())) {
                        assert!(
                            error.is_retryable() && began.elapsed() < Duration::from_secs(60),
                            "{error}"
                        );
                        thread::sleep(Duration::from_millis(10));
                    }
                    acknowledged.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
        for round in 0..effort::times("TENURE_RESTARTS", 3, 20) {
            thread::sleep(Duration::from_millis(100 + round * 37 % 200));
            own.kill();
            let before = all();
            own.up();
            // Whoever was waiting goes on by themselves, soon.
            let began = Instant::now();
            while all() < before + 2 * WRITERS as u64 {
                assert!(began.elapsed() < Duration::from_secs(10), "nobody goes on");
                thread::sleep(Duration::from_millis(5));
            }
        }
        stop.store(true, Ordering::SeqCst);
    });
    let verified = block_on(journal.verify(&tenant)).unwrap();
    assert_eq!(verified.head.position, Position::new(3 * all()));
    assert_eq!(verified.streams, WRITERS);

    // The server's own dump, read into another one, is the same journal.
    let dump = own.dump(database.name());
    let Some(other) = Server::start() else { return };
    let restored = other.database();
    other.load(restored.name(), &dump);
    let copy = block_on(PostgresJournal::open(options(&restored.service))).unwrap();
    assert_eq!(block_on(copy.verify(&tenant)).unwrap(), verified);
    let append = openings("0-0", &account("W0"), Expected::Exactly(Version::EMPTY), 3);
    assert!(block_on(copy.append(&tenant, append)).unwrap().replayed);
    let append = openings("further", &account("W0"), Expected::Any, 1);
    let receipt = block_on(copy.append(&tenant, append)).unwrap();
    assert_eq!(receipt.last.get(), 3 * all() + 1);
}

#[test]
fn too_few_connections_are_busy_and_none_is_lost() {
    let Some(server) = server() else { return };
    let database = server.database();
    block_on(migrate(&options(&database.owner), SERVICE)).unwrap();
    let few = options(&database.service)
        .connections(2)
        .wait(Duration::from_millis(100));
    let journal = block_on(PostgresJournal::open(few)).unwrap();
    let tenant = tenant();
    block_on(journal.append(&tenant, openings("c", &account("A"), Expected::Any, 10))).unwrap();
    // Whoever holds the row of the tenant holds up its appends, but not its reads.
    let (client, connection) = block_on(tokio_postgres::connect(
        &database.admin,
        tokio_postgres::NoTls,
    ))
    .unwrap();
    crate::support::runtime().spawn(connection);
    block_on(client.batch_execute("BEGIN; UPDATE tenure.tenant SET position = position")).unwrap();
    let held = block_on(journal.append(&tenant, openings("d", &account("A"), Expected::Any, 1)))
        .unwrap_err();
    assert_eq!(*held.kind(), JournalErrorKind::Busy, "{held}");
    assert_eq!(
        block_on(journal.head(&tenant)).unwrap().position,
        Position::new(10)
    );
    block_on(client.batch_execute("LOCK TABLE tenure.stream IN ACCESS EXCLUSIVE MODE")).unwrap();
    let (a, b) = (account("A"), tenure::Version::EMPTY);
    let outcomes =
        block_on(join_all((0..200).map(|_| {
            journal.load(&tenant, &a, b, tenure::journal::Limit::MAX)
        })));
    for outcome in outcomes {
        assert_eq!(*outcome.unwrap_err().kind(), JournalErrorKind::Busy);
    }
    block_on(client.batch_execute("ROLLBACK")).unwrap();
    for nth in 0..10 {
        block_on(journal.append(
            &tenant,
            openings(&format!("e{nth}"), &account("A"), Expected::Any, 1),
        ))
        .unwrap();
    }
    assert_eq!(
        block_on(journal.verify(&tenant)).unwrap().head.position,
        Position::new(20)
    );
}

/// A journal takes streams of which it knows nothing for new; those that are not are found out, whatever is expected of them.
#[test]
fn a_stream_that_only_looks_new_goes_on_where_it_stands() {
    let Some(server) = server() else { return };
    let database = server.database();
    let (first, tenant) = (journal(&database), tenant());
    let streams = ["A", "B", "C"].map(account);
    for stream in &streams {
        let append = openings(&format!("{stream}"), stream, Expected::Any, 2);
        block_on(first.append(&tenant, append)).unwrap();
    }
    let [a, b, c] = &streams;
    let second = block_on(PostgresJournal::open(options(&database.service))).unwrap();
    let next = |name: &str, stream, expected| {
        let append = openings(name, stream, expected, 1);
        block_on(second.append(&tenant, append))
    };
    next("learns the head", a, Expected::Any).unwrap();
    let receipt = next("any", b, Expected::Any).unwrap();
    assert_eq!(receipt.versions, [(b.clone(), Version::new(3))]);
    let error = next("none", c, Expected::Exactly(Version::EMPTY)).unwrap_err();
    assert!(
        matches!(error.kind(), JournalErrorKind::Conflict { actual, .. } if *actual == Version::new(2)),
        "{error}"
    );
    let receipt = next("two", c, Expected::Exactly(Version::new(2))).unwrap();
    assert_eq!(receipt.versions, [(c.clone(), Version::new(3))]);
    let new = account("D");
    let receipt = next("new", &new, Expected::Exactly(Version::EMPTY)).unwrap();
    assert_eq!(receipt.versions, [(new, Version::new(1))]);
    let verified = block_on(second.verify(&tenant)).unwrap();
    assert_eq!(verified.head.position, Position::new(10));
}
