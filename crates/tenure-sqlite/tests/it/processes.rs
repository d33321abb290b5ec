//! Several processes on one file.

use std::env;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use rusqlite::Connection;
use tenure::journal::{Expected, Journal, JournalErrorKind};
use tenure::{Position, Version};
use tenure_sqlite::{SqliteJournal, migrate};
use tenure_testkit::conformance::block_on;
use tenure_testkit::{Dice, effort};

use crate::support::{Folder, account, openings, tenant};

const FILE: &str = "TENURE_PROCESS_FILE";
const NUMBER: &str = "TENURE_PROCESS_NUMBER";

/// Starts a test of this program, by its name, as a process of its own.
fn process(test: &str, folder: &Folder, number: usize) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["--exact", test, "--ignored"])
        .env(FILE, folder.file())
        .env(NUMBER, number.to_string())
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

/// The file and the number of this process, when it is one of those.
fn task() -> Option<(PathBuf, String)> {
    Some((env::var_os(FILE)?.into(), env::var(NUMBER).ok()?))
}

/// Not a test of its own.
#[test]
#[ignore = "a process of `many_processes_migrate_at_once`"]
fn migrates_and_appends() {
    let Some((file, number)) = task() else { return };
    let journal = SqliteJournal::open_or_create(file).unwrap();
    let append = openings(&number, &account("A"), Expected::Any, 1);
    journal.append_blocking(&tenant(), append).unwrap();
}

#[test]
fn many_processes_migrate_at_once() {
    const PROCESSES: usize = 8;
    let mut dice = Dice::new(8);
    for round in 0..effort::times("TENURE_MIGRATIONS", 4, 50) {
        let folder = Folder::new();
        let mut processes: Vec<Child> = (0..PROCESSES)
            .map(|number| process("processes::migrates_and_appends", &folder, number))
            .collect();
        // In every other round one of them is killed somewhere on its way.
        let killed = round % 2 == 1;
        if killed {
            thread::sleep(Duration::from_micros(dice.below(15_000)));
            processes[0].kill().unwrap();
        }
        for (number, mut process) in processes.into_iter().enumerate() {
            let ended = process.wait().unwrap();
            assert!(
                ended.success() || (killed && number == 0),
                "round {round}, process {number}: {ended}"
            );
        }
        let journal = SqliteJournal::open(folder.file()).unwrap();
        let records = journal.verify_blocking(&tenant()).unwrap().head.position;
        let all = PROCESSES as u64;
        assert!(records == Position::new(all) || (killed && records == Position::new(all - 1)));
        let connection = Connection::open(folder.file()).unwrap();
        let applied: (i64, i64) = connection
            .query_row("SELECT count(*), max(number) FROM migration", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .unwrap();
        assert_eq!(applied.0, applied.1, "each step once");
    }
}

/// Not a test of its own.
#[test]
#[ignore = "a process of `processes_and_threads_write_at_once_and_meet_no_lock`"]
fn writes_from_four_threads() {
    let Some((file, number)) = task() else { return };
    let journal = SqliteJournal::open(file).unwrap();
    thread::scope(|scope| {
        for writer in 0..4 {
            let (journal, number) = (&journal, &number);
            scope.spawn(move || {
                let own = account(&format!("{number}-{writer}"));
                for nth in 0..effort::times("TENURE_ROUNDS", 20, 200) {
                    let append = openings(
                        &format!("{number}-{writer}-{nth}"),
                        &own,
                        Expected::Exactly(Version::new(nth)),
                        1,
                    );
                    journal.append_blocking(&tenant(), append).unwrap();
                }
            });
        }
    });
}

#[test]
fn processes_and_threads_write_at_once_and_meet_no_lock() {
    let folder = Folder::new();
    migrate(folder.file()).unwrap();
    // Somebody reads an old state all the time.
    let reader = Connection::open(folder.file()).unwrap();
    reader
        .execute_batch("BEGIN; SELECT count(*) FROM record;")
        .unwrap();
    let processes: Vec<Child> = (0..4)
        .map(|number| process("processes::writes_from_four_threads", &folder, number))
        .collect();
    for mut process in processes {
        assert!(process.wait().unwrap().success());
    }
    let journal = SqliteJournal::open(folder.file()).unwrap();
    let verified = journal.verify_blocking(&tenant()).unwrap();
    assert_eq!(verified.streams, 16);
    assert_eq!(
        verified.head.position,
        Position::new(16 * effort::times("TENURE_ROUNDS", 20, 200))
    );
    // The log that it kept from being emptied is gone with it.
    drop(reader);
    drop(journal);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

/// Not a test of its own: ends as hard as a process can, with an append under way.
#[test]
#[ignore = "the process of `an_aborted_process_leaves_nothing_half`"]
fn aborts_in_the_middle() {
    let Some((file, number)) = task() else { return };
    let journal = SqliteJournal::open(file).unwrap();
    let tenant = tenant();
    let append = openings(&number, &account("A"), Expected::Any, 500);
    let mut future = journal.append(&tenant, append);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let _ = future.as_mut().poll(&mut context);
    let wait = number.parse::<u64>().unwrap() * 400;
    thread::sleep(Duration::from_micros(wait));
    std::process::abort();
}

#[test]
fn an_aborted_process_leaves_nothing_half() {
    let folder = Folder::new();
    migrate(folder.file()).unwrap();
    let tenant = tenant();
    let mut there = 0;
    for number in 0..10 {
        process("processes::aborts_in_the_middle", &folder, number)
            .wait()
            .unwrap();
        let journal = SqliteJournal::open(folder.file()).unwrap();
        let append = openings(&number.to_string(), &account("A"), Expected::Any, 500);
        let receipt = block_on(journal.receipt(&tenant, &append.command)).unwrap();
        let head = journal.verify_blocking(&tenant).unwrap().head.position;
        there += if receipt.is_some() { 500 } else { 0 };
        assert_eq!(head.map_or(0, Position::get), there);
        // Whoever restarts sends it again.
        let settled = journal.append_blocking(&tenant, append.clone()).unwrap();
        assert_eq!(settled.replayed, receipt.is_some());
        there = settled.last.get();
        let mut another = append;
        another.records.pop();
        let reused = journal.append_blocking(&tenant, another).unwrap_err();
        assert_eq!(*reused.kind(), JournalErrorKind::CommandReused);
    }
}
