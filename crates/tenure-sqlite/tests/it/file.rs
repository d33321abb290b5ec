//! Making, opening and refusing files.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::thread;

use rusqlite::Connection;
use tenure::Version;
use tenure::journal::{Expected, Journal, JournalErrorKind, Limit};
use tenure_sqlite::{Options, Schema, SqliteJournal, check, migrate};
use tenure_testkit::conformance::block_on;

use crate::support::{Folder, account, openings, tenant};

#[test]
fn everything_is_there_after_reopening() {
    let folder = Folder::new();
    let (tenant, a) = (tenant(), account("A"));
    let append = openings("c", &a, Expected::Any, 5);
    let journal = SqliteJournal::open_or_create(folder.file()).unwrap();
    let receipt = journal.append_blocking(&tenant, append.clone()).unwrap();
    let page = journal.scan_blocking(&tenant, None, Limit::MAX).unwrap();
    let head = journal.head_blocking(&tenant).unwrap();
    drop(journal);
    // Closing leaves one file and nothing beside it.
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);

    let journal = SqliteJournal::open(folder.file()).unwrap();
    assert_eq!(journal.path(), folder.file());
    assert_eq!(
        journal.scan_blocking(&tenant, None, Limit::MAX).unwrap(),
        page
    );
    assert_eq!(
        journal
            .load_blocking(&tenant, &a, Version::EMPTY, Limit::MAX)
            .unwrap(),
        page
    );
    assert_eq!(journal.head_blocking(&tenant).unwrap(), head);
    assert_eq!(journal.verify_blocking(&tenant).unwrap().head, head);
    let again = journal.append_blocking(&tenant, append).unwrap();
    assert!(again.replayed);
    assert_eq!(
        journal
            .receipt_blocking(&tenant, &receipt.command)
            .unwrap()
            .unwrap(),
        again
    );
}

#[test]
fn an_append_whose_future_was_dropped_is_whole_or_absent() {
    let folder = Folder::new();
    let (tenant, a) = (tenant(), account("A"));
    for round in 0..20 {
        let journal = SqliteJournal::open_or_create(folder.file()).unwrap();
        let before = journal.head_blocking(&tenant).unwrap().position;
        let append = openings(&format!("c{round}"), &a, Expected::Any, 100);
        let mut future = journal.append(&tenant, append);
        // One poll hands it over; nobody waits for the answer.
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        let _ = future.as_mut().poll(&mut context);
        drop(future);
        drop(journal);

        let journal = SqliteJournal::open(folder.file()).unwrap();
        let command = openings(&format!("c{round}"), &a, Expected::Any, 100).command;
        let receipt = block_on(journal.receipt(&tenant, &command)).unwrap();
        let after = journal.head_blocking(&tenant).unwrap().position;
        match receipt {
            Some(receipt) => assert_eq!(Some(receipt.last), after),
            None => assert_eq!(before, after),
        }
        journal.verify_blocking(&tenant).unwrap();
    }
}

#[test]
fn a_file_is_made_only_when_asked_for() {
    let folder = Folder::new();
    assert_eq!(check(folder.file()).unwrap(), Schema::Absent);
    let error = SqliteJournal::open(folder.file()).unwrap_err();
    assert_eq!(*error.kind(), JournalErrorKind::Unavailable);
    assert!(error.to_string().contains("journal.db"), "{error}");
    assert!(error.to_string().contains("migrate"), "{error}");
    assert!(!folder.file().exists());

    fs::write(folder.file(), "").unwrap();
    assert_eq!(check(folder.file()).unwrap(), Schema::Outdated { steps: 0 });
    let error = SqliteJournal::open(folder.file()).unwrap_err();
    assert_eq!(*error.kind(), JournalErrorKind::Unavailable);

    migrate(folder.file()).unwrap();
    migrate(folder.file()).unwrap();
    assert_eq!(check(folder.file()).unwrap(), Schema::Current);
    SqliteJournal::open_with(
        folder.file(),
        Options::new()
            .readers(0)
            .queue(0)
            .busy_timeout(std::time::Duration::ZERO),
    )
    .unwrap();
}

#[test]
fn a_file_of_a_later_version_is_refused() {
    let folder = Folder::new();
    migrate(folder.file()).unwrap();
    let connection = Connection::open(folder.file()).unwrap();
    connection.pragma_update(None, "user_version", 7).unwrap();
    drop(connection);
    assert_eq!(check(folder.file()).unwrap(), Schema::Newer { steps: 7 });
    for error in [
        SqliteJournal::open(folder.file()).unwrap_err(),
        migrate(folder.file()).unwrap_err(),
    ] {
        assert_eq!(
            *error.kind(),
            JournalErrorKind::NewerSchema { position: None }
        );
        assert!(error.to_string().contains("update"), "{error}");
    }
}

#[test]
fn a_file_of_an_earlier_version_is_brought_to_this_one() {
    let folder = Folder::new();
    let journal = SqliteJournal::open_or_create(folder.file()).unwrap();
    let first = openings("c1", &account("A"), Expected::Any, 2);
    journal.append_blocking(&tenant(), first.clone()).unwrap();
    let head = journal.head_blocking(&tenant()).unwrap();
    drop(journal);
    // As the first version left it.
    let connection = Connection::open(folder.file()).unwrap();
    connection
        .execute_batch(
            "DROP TABLE snapshot; ALTER TABLE command DROP COLUMN checksum; DELETE FROM migration WHERE number > 1; \
             PRAGMA user_version = 1",
        )
        .unwrap();
    drop(connection);
    assert_eq!(check(folder.file()).unwrap(), Schema::Outdated { steps: 1 });
    let error = SqliteJournal::open(folder.file()).unwrap_err();
    assert_eq!(*error.kind(), JournalErrorKind::Unavailable);
    assert!(error.to_string().contains("1 of 2"), "{error}");

    migrate(folder.file()).unwrap();
    let journal = SqliteJournal::open(folder.file()).unwrap();
    assert_eq!(journal.verify_blocking(&tenant()).unwrap().head, head);
    let again = journal.append_blocking(&tenant(), first).unwrap();
    assert!(again.replayed);
    let second = openings("c2", &account("A"), Expected::Any, 1);
    journal.append_blocking(&tenant(), second).unwrap();
    journal.verify_blocking(&tenant()).unwrap();
}

#[test]
fn steps_of_another_build_are_refused() {
    let folder = Folder::new();
    migrate(folder.file()).unwrap();
    let connection = Connection::open(folder.file()).unwrap();
    connection
        .execute("UPDATE migration SET checksum = checksum + 1", [])
        .unwrap();
    drop(connection);
    let error = SqliteJournal::open(folder.file()).unwrap_err();
    assert_eq!(*error.kind(), JournalErrorKind::Corrupt { position: None });
}

#[test]
fn the_file_of_another_application_is_refused_and_left_alone() {
    for setup in [
        "CREATE TABLE other (x)",
        "PRAGMA application_id = 252006674",
        "PRAGMA user_version = 1",
    ] {
        let folder = Folder::new();
        let connection = Connection::open(folder.file()).unwrap();
        connection.execute_batch(setup).unwrap();
        drop(connection);
        let before = fs::read(folder.file()).unwrap();
        assert_eq!(check(folder.file()).unwrap(), Schema::Foreign);
        for error in [
            SqliteJournal::open(folder.file()).unwrap_err(),
            SqliteJournal::open_or_create(folder.file()).unwrap_err(),
        ] {
            assert_eq!(*error.kind(), JournalErrorKind::Invalid);
            assert!(error.to_string().contains("not a journal"), "{error}");
        }
        assert_eq!(fs::read(folder.file()).unwrap(), before);
    }
}

#[test]
fn a_file_that_is_no_database_is_refused_and_left_alone() {
    let folder = Folder::new();
    let text = "the minutes of the last meeting\n".repeat(100);
    fs::write(folder.file(), &text).unwrap();
    assert_eq!(check(folder.file()).unwrap(), Schema::Foreign);
    for error in [
        SqliteJournal::open(folder.file()).unwrap_err(),
        migrate(folder.file()).unwrap_err(),
    ] {
        assert_eq!(*error.kind(), JournalErrorKind::Invalid);
    }
    assert_eq!(fs::read_to_string(folder.file()).unwrap(), text);
}

#[test]
fn a_place_that_cannot_be_written_is_unavailable_and_named() {
    let folder = Folder::new();
    let missing = folder.path().join("no such folder").join("journal.db");
    let of_a_file = folder.file().join("journal.db");
    fs::write(folder.file(), "").unwrap();
    for path in [missing.as_path(), of_a_file.as_path(), folder.path()] {
        let error = SqliteJournal::open_or_create(path).unwrap_err();
        assert_eq!(*error.kind(), JournalErrorKind::Unavailable, "{error}");
        assert!(
            error.to_string().contains(&path.display().to_string()),
            "{error}"
        );
        assert!(error.source().is_some());
    }
    for path in ["", ":memory:"] {
        let error = SqliteJournal::open_or_create(path).unwrap_err();
        assert_eq!(*error.kind(), JournalErrorKind::Invalid);
    }
}

#[test]
fn a_changed_journal_mode_is_refused() {
    let folder = Folder::new();
    migrate(folder.file()).unwrap();
    let connection = Connection::open(folder.file()).unwrap();
    connection
        .pragma_update(None, "journal_mode", "delete")
        .unwrap();
    drop(connection);
    let error = SqliteJournal::open(folder.file()).unwrap_err();
    assert_eq!(*error.kind(), JournalErrorKind::Unavailable);
    assert!(error.to_string().contains("wal"), "{error}");
}

#[test]
fn many_migrate_and_open_at_once() {
    for _ in 0..10 {
        let folder = Folder::new();
        thread::scope(|scope| {
            for nth in 0..4 {
                let folder = &folder;
                scope.spawn(move || {
                    let journal = SqliteJournal::open_or_create(folder.file()).unwrap();
                    let append = openings(&format!("c{nth}"), &account("A"), Expected::Any, 1);
                    journal.append_blocking(&tenant(), append).unwrap();
                });
            }
        });
        let connection = Connection::open(folder.file()).unwrap();
        let steps: i64 = connection
            .query_row("SELECT count(*) FROM migration", [], |row| row.get(0))
            .unwrap();
        assert_eq!(steps, 2);
        let journal = SqliteJournal::open(folder.file()).unwrap();
        assert_eq!(
            journal.verify_blocking(&tenant()).unwrap().head.position,
            tenure::Position::new(4)
        );
    }
}

#[test]
fn people_can_read_it_with_a_shell() {
    let folder = Folder::new();
    let journal = SqliteJournal::open_or_create(folder.file()).unwrap();
    journal
        .append_blocking(&tenant(), openings("c", &account("A"), Expected::Any, 2))
        .unwrap();
    let connection = Connection::open(folder.file()).unwrap();
    let line: String = connection
        .query_row(
            "SELECT concat_ws(' ', tenant, position, stream, version, effective_on, recorded_at, command, type, payload) \
             FROM journal WHERE position = 2",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(
        line,
        "acme 2 account:A 2 2026-03-01 2026-09-21T14:13:20.000000Z c account_opened {}"
    );
    for statement in ["UPDATE record SET payload = ''", "DELETE FROM record"] {
        let error = connection.execute(statement, []).unwrap_err();
        assert!(error.to_string().contains("never"), "{error}");
    }
}

#[test]
fn no_statement_is_made_of_input() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    assert_eq!(
        tenure_testkit::sql::made_of_input(&sources).unwrap(),
        [""; 0]
    );
}
