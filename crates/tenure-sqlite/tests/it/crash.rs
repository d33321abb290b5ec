//! A process that is killed while it writes loses nothing that it was told is kept.

use std::env;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use tenure::Position;
use tenure::journal::{Expected, Limit};
use tenure_sqlite::SqliteJournal;
use tenure_testkit::effort;

use crate::support::{Folder, account, openings, tenant};

const FILE: &str = "TENURE_CRASH_FILE";
const RECORDS: usize = 7;

/// Not a test of its own: the process that is killed. Appends for ever and says which appends it was told are kept.
#[test]
#[ignore = "the process that `a_killed_process_loses_nothing` kills"]
fn writes_until_killed() {
    let Some(file) = env::var_os(FILE).map(PathBuf::from) else {
        return;
    };
    let journal = SqliteJournal::open(file).unwrap();
    let head = journal.head_blocking(&tenant()).unwrap();
    let mut next = head.position.map_or(0, Position::get);
    let mut out = std::io::stdout();
    loop {
        let append = openings(&format!("c{next}"), &account("A"), Expected::Any, RECORDS);
        next = journal
            .append_blocking(&tenant(), append)
            .unwrap()
            .last
            .get();
        writeln!(out, "kept {next}").unwrap();
        out.flush().unwrap();
    }
}

#[test]
fn a_killed_process_loses_nothing() {
    let cycles = effort::times("TENURE_CRASHES", 20, 1_000);
    let new = || {
        let folder = Folder::new();
        tenure_sqlite::migrate(folder.file()).unwrap();
        folder
    };
    let mut folder = new();
    for cycle in 0..cycles {
        // Another file now and then: every cycle verifies all that there is.
        if cycle % 40 == 39 {
            folder = new();
        }
        let mut child = Command::new(env::current_exe().unwrap())
            .args([
                "--exact",
                "crash::writes_until_killed",
                "--ignored",
                "--nocapture",
            ])
            .env(FILE, folder.file())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut kept = 0;
        let mut told = 0;
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        for line in lines.by_ref().map_while(Result::ok) {
            // The first line shares its line with the name of the test.
            if let Some((_, position)) = line.split_once("kept ") {
                kept = position.parse::<u64>().unwrap();
                told += 1;
            }
            if told == 1 + cycle * 3 % 20 {
                child.kill().unwrap();
            }
        }
        child.wait().unwrap();
        assert!(told > 0, "the process never wrote");

        let journal = SqliteJournal::open(folder.file()).unwrap();
        let verified = journal.verify_blocking(&tenant()).unwrap();
        let last = verified.head.position.map_or(0, Position::get);
        assert!(last >= kept, "{kept} records were kept, {last} are there");
        assert_eq!(last % RECORDS as u64, 0, "an append is torn");
        // What nobody was told of is found by its command.
        let after = Position::new(last - 1);
        let page = journal.scan_blocking(&tenant(), after, Limit::MAX).unwrap();
        let receipt = journal
            .receipt_blocking(&tenant(), &page.records[0].command)
            .unwrap()
            .unwrap();
        assert_eq!(receipt.last.get(), last);
    }
}
