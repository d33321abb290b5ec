//! What an operator does: back up, check, limit, relax.

use std::fs;
use std::os::unix::fs::FileExt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use rusqlite::Connection;
use tenure::journal::{Expected, Journal, JournalErrorKind};
use tenure_sqlite::{Durability, Options, SqliteJournal, migrate};
use tenure_testkit::conformance::block_on;

use crate::support::{Folder, account, openings, tenant};

#[test]
fn a_backup_under_load_is_the_journal_of_one_moment() {
    let folder = Folder::new();
    let journal = SqliteJournal::open_or_create(folder.file()).unwrap();
    let (tenant, stop) = (tenant(), AtomicBool::new(false));
    thread::scope(|scope| {
        scope.spawn(|| {
            for nth in 0.. {
                let append = openings(&format!("c{nth}"), &account("A"), Expected::Any, 7);
                journal.append_blocking(&tenant, append).unwrap();
                if stop.load(Ordering::Relaxed) {
                    break;
                }
            }
        });
        for nth in 0..5 {
            let before = journal.head_blocking(&tenant).unwrap().position;
            let to = folder.path().join(format!("backup-{nth}.db"));
            block_on(journal.backup(&to)).unwrap();
            let after = journal.head_blocking(&tenant).unwrap().position;
            let copy = SqliteJournal::open(&to).unwrap();
            let verified = copy.verify_blocking(&tenant).unwrap();
            assert!(before <= verified.head.position && verified.head.position <= after);
            copy.check_integrity_blocking().unwrap();
            if let Some(last) = verified.head.position {
                assert_eq!(last.get() % 7, 0, "an append is torn");
            }
            // It can be written on.
            copy.append_blocking(&tenant, openings("own", &account("A"), Expected::Any, 1))
                .unwrap();
        }
        stop.store(true, Ordering::Relaxed);
    });
    let error = journal
        .backup_blocking(folder.path().join("backup-0.db"))
        .unwrap_err();
    assert_eq!(*error.kind(), JournalErrorKind::Invalid);
    let error = journal
        .backup_blocking(folder.path().join("none/backup.db"))
        .unwrap_err();
    assert_eq!(*error.kind(), JournalErrorKind::Unavailable, "{error}");
    assert!(!fs::read_dir(folder.path()).unwrap().any(|entry| {
        entry
            .unwrap()
            .file_name()
            .to_string_lossy()
            .contains("partial")
    }));
}

#[test]
fn a_damaged_page_is_found() {
    let folder = Folder::new();
    let journal = SqliteJournal::open_or_create(folder.file()).unwrap();
    for nth in 0..20 {
        let append = openings(
            &format!("c{nth}"),
            &account(&format!("A{nth}")),
            Expected::Any,
            100,
        );
        journal.append_blocking(&tenant(), append).unwrap();
    }
    block_on(journal.check_integrity()).unwrap();
    drop(journal);
    // The first page of an index: its cells then point anywhere.
    let connection = Connection::open(folder.file()).unwrap();
    let (page, size): (u64, u64) = connection
        .query_row(
            "SELECT rootpage, (SELECT page_size FROM pragma_page_size) FROM sqlite_schema WHERE name = 'record_by_version'",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .unwrap();
    drop(connection);
    let file = fs::OpenOptions::new()
        .write(true)
        .open(folder.file())
        .unwrap();
    file.write_all_at(&[0xa5; 64], (page - 1) * size + 8)
        .unwrap();
    let journal = SqliteJournal::open(folder.file()).unwrap();
    let error = journal.check_integrity_blocking().unwrap_err();
    assert_eq!(*error.kind(), JournalErrorKind::Corrupt { position: None });
}

#[test]
fn past_its_size_a_file_is_full_and_can_be_read() {
    let folder = Folder::new();
    migrate(folder.file()).unwrap();
    let options = Options::new().max_bytes(400_000);
    let journal = SqliteJournal::open_with(folder.file(), options).unwrap();
    let tenant = tenant();
    let mut written = 0;
    let refused = loop {
        let append = openings(&format!("c{written}"), &account("A"), Expected::Any, 100);
        match journal.append_blocking(&tenant, append) {
            Ok(_) => written += 1,
            Err(error) => break error,
        }
        assert!(written < 1_000);
    };
    assert_eq!(*refused.kind(), JournalErrorKind::Full, "{refused}");
    assert!(written > 5);
    let verified = journal.verify_blocking(&tenant).unwrap();
    assert_eq!(
        verified.head.position.map(|last| last.get()),
        Some(written * 100)
    );
    drop(journal);
    assert!(fs::metadata(folder.file()).unwrap().len() <= 400_000);
    // With more room it goes on.
    let journal = SqliteJournal::open(folder.file()).unwrap();
    let append = openings(&format!("c{written}"), &account("A"), Expected::Any, 100);
    journal.append_blocking(&tenant, append).unwrap();
}

#[test]
fn relaxed_is_only_by_name() {
    assert_eq!(
        Options::new(),
        Options::new().durability(Durability::Flushed)
    );
    let folder = Folder::new();
    migrate(folder.file()).unwrap();
    let options = Options::new().durability(Durability::Relaxed);
    let journal = SqliteJournal::open_with(folder.file(), options).unwrap();
    journal
        .append_blocking(&tenant(), openings("c", &account("A"), Expected::Any, 3))
        .unwrap();
    block_on(journal.verify(&tenant())).unwrap();
}
