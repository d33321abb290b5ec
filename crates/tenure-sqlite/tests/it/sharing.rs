//! Several journals on one file, and more requests than may wait.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::{Connection, TransactionBehavior};
use tenure::journal::{Expected, Journal, JournalErrorKind, JournalExt, Limit};
use tenure::{Position, Version};
use tenure_sqlite::{Options, SqliteJournal, migrate};
use tenure_testkit::conformance::block_on;

use crate::support::{Folder, account, openings, tenant};

#[test]
fn two_journals_on_one_file_see_each_others_appends() {
    let folder = Folder::new();
    let (tenant, a) = (tenant(), account("A"));
    let first = SqliteJournal::open_or_create(folder.file()).unwrap();
    let second = SqliteJournal::open(folder.file()).unwrap();
    let empty = Expected::Exactly(Version::EMPTY);
    let append = openings("c", &a, empty, 2);
    first.append_blocking(&tenant, append.clone()).unwrap();
    let error = second
        .append_blocking(&tenant, openings("d", &a, empty, 1))
        .unwrap_err();
    assert_eq!(
        *error.kind(),
        JournalErrorKind::Conflict {
            stream: a,
            expected: Version::EMPTY,
            actual: Version::new(2),
        }
    );
    assert!(second.append_blocking(&tenant, append).unwrap().replayed);
    assert_eq!(
        second.head_blocking(&tenant).unwrap(),
        first.head_blocking(&tenant).unwrap()
    );
}

#[test]
fn writers_of_several_journals_never_meet_a_lock() {
    const APPENDS: u64 = 50;
    let folder = Folder::new();
    let tenant = tenant();
    migrate(folder.file()).unwrap();
    thread::scope(|scope| {
        for handle in 0..4 {
            let (folder, tenant) = (&folder, &tenant);
            scope.spawn(move || {
                let journal = SqliteJournal::open(folder.file()).unwrap();
                thread::scope(|scope| {
                    for writer in 0..2 {
                        let journal = &journal;
                        scope.spawn(move || {
                            let own = account(&format!("{handle}-{writer}"));
                            for nth in 0..APPENDS {
                                let append = openings(
                                    &format!("{handle}-{writer}-{nth}"),
                                    &own,
                                    Expected::Exactly(Version::new(nth)),
                                    1,
                                );
                                journal.append_blocking(tenant, append).unwrap();
                                journal
                                    .load_blocking(tenant, &own, Version::EMPTY, Limit::MAX)
                                    .unwrap();
                            }
                        });
                    }
                });
            });
        }
    });
    let journal = SqliteJournal::open(folder.file()).unwrap();
    let verified = journal.verify_blocking(&tenant).unwrap();
    assert_eq!(verified.head.position, Position::new(8 * APPENDS));
    assert_eq!(verified.streams, 8);
}

#[test]
fn another_process_that_keeps_writing_makes_it_busy() {
    let folder = Folder::new();
    migrate(folder.file()).unwrap();
    let options = Options::new().busy_timeout(Duration::from_millis(20));
    let journal = SqliteJournal::open_with(folder.file(), options).unwrap();
    let append = openings("c", &account("A"), Expected::Any, 1);
    let mut other = Connection::open(folder.file()).unwrap();
    let lock = other
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .unwrap();
    let error = journal
        .append_blocking(&tenant(), append.clone())
        .unwrap_err();
    assert_eq!(*error.kind(), JournalErrorKind::Busy);
    assert!(error.is_retryable());
    // Reading is not in anybody's way.
    assert_eq!(journal.head_blocking(&tenant()).unwrap().position, None);
    drop(lock);
    journal.append_blocking(&tenant(), append).unwrap();
}

/// Somebody who writes again and again keeps the lock nearly all of the time, but for moments.
#[test]
fn whoever_writes_without_a_pause_leaves_room_for_others() {
    let folder = Folder::new();
    migrate(folder.file()).unwrap();
    let options = Options::new().busy_timeout(Duration::from_secs(3));
    let journal = SqliteJournal::open_with(folder.file(), options).unwrap();
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let mut other = Connection::open(folder.file()).unwrap();
        other.busy_timeout(Duration::from_secs(60)).unwrap();
        let done = &done;
        scope.spawn(move || {
            while !done.load(Ordering::Relaxed) {
                let lock = other
                    .transaction_with_behavior(TransactionBehavior::Immediate)
                    .unwrap();
                thread::sleep(Duration::from_millis(20));
                drop(lock);
                thread::sleep(Duration::from_micros(100));
            }
        });
        let outcomes: Vec<_> = (0..5)
            .map(|nth| {
                let append = openings(&format!("c{nth}"), &account("A"), Expected::Any, 1);
                journal.append_blocking(&tenant(), append)
            })
            .collect();
        done.store(true, Ordering::Relaxed);
        for outcome in outcomes {
            outcome.unwrap();
        }
    });
}

/// Requests that wait together wait once, not one after another.
#[test]
fn all_who_wait_for_another_process_are_told_at_once() {
    const WAIT: Duration = Duration::from_millis(400);
    let folder = Folder::new();
    migrate(folder.file()).unwrap();
    let options = Options::new().busy_timeout(WAIT);
    let journal = SqliteJournal::open_with(folder.file(), options).unwrap();
    let mut other = Connection::open(folder.file()).unwrap();
    let lock = other
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .unwrap();
    let started = Instant::now();
    thread::scope(|scope| {
        for nth in 0..40 {
            let journal = &journal;
            scope.spawn(move || {
                let append = openings(&format!("c{nth}"), &account("A"), Expected::Any, 1);
                let error = journal.append_blocking(&tenant(), append).unwrap_err();
                assert_eq!(*error.kind(), JournalErrorKind::Busy);
            });
        }
    });
    // The first alone, and then those that came while it waited.
    assert!(started.elapsed() < 20 * WAIT);
    drop(lock);
}

#[test]
fn more_than_may_wait_are_told_so() {
    let folder = Folder::new();
    migrate(folder.file()).unwrap();
    let options = Options::new().queue(1);
    let journal = Arc::new(SqliteJournal::open_with(folder.file(), options).unwrap());
    let mut other = Connection::open(folder.file()).unwrap();
    let lock = other
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .unwrap();
    // The writer waits for the lock with a first one; at most one more may wait in the queue, and 64 in the writer's hands.
    let (told, outcomes) = mpsc::channel();
    for nth in 0..100 {
        let (journal, told) = (Arc::clone(&journal), told.clone());
        thread::spawn(move || {
            let append = openings(&format!("c{nth}"), &account("A"), Expected::Any, 1);
            let outcome = journal.append_blocking(&tenant(), append);
            told.send(outcome.map_err(|error| error.kind().clone()))
                .unwrap();
        });
    }
    assert_eq!(outcomes.recv().unwrap(), Err(JournalErrorKind::Busy));
    drop(lock);
    drop(told);
    let written = outcomes.iter().filter(Result::is_ok).count();
    let head = journal.head_blocking(&tenant()).unwrap();
    assert_eq!(head.position, Position::new(written as u64));
    assert!(written >= 1);
}

#[test]
fn it_stands_behind_a_trait_object_on_any_thread() {
    let folder = Folder::new();
    let journal: Arc<dyn Journal> = Arc::new(SqliteJournal::open_or_create(folder.file()).unwrap());
    let other = Arc::clone(&journal);
    thread::spawn(move || {
        let append = openings("c", &account("A"), Expected::Any, 3);
        block_on(other.append(&tenant(), append)).unwrap();
    })
    .join()
    .unwrap();
    assert_eq!(block_on(journal.scan_all(&tenant())).unwrap().len(), 3);
    assert!(format!("{journal:?}").contains("journal.db"));
}
