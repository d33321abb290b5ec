//! What was forgotten is in no file.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tenure::journal::{Expected, Profile};
use tenure::{Name, SubjectId};
use tenure_sqlite::SqliteJournal;

use crate::support::{Folder, account, openings, tenant};

/// How often a text stands in any file of a folder.
fn occurrences(folder: &Path, needle: &str) -> usize {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let bytes = fs::read(entry.unwrap().path()).unwrap();
            bytes
                .windows(needle.len())
                .filter(|window| *window == needle.as_bytes())
                .count()
        })
        .sum()
}

fn subject(nth: usize) -> SubjectId {
    SubjectId::new(format!("P{nth}")).unwrap()
}

/// A profile of some length that is full of its marker.
fn profile(marker: &str, times: usize) -> Profile {
    let fields = (0..=times / 100).map(|nth| {
        (
            Name::new(format!("field {nth}")).unwrap(),
            marker.repeat(times.min(100)),
        )
    });
    Profile::new(fields.collect()).unwrap()
}

#[test]
fn nothing_of_the_forgotten_is_left_in_the_files() {
    const SUBJECTS: usize = 600;
    let folder = Folder::new();
    let journal = SqliteJournal::open_or_create(folder.file()).unwrap();
    let tenant = tenant();
    // Profiles of all sizes that grow, shrink and move between pages, before half of them are forgotten.
    for round in 0..4 {
        for nth in 0..SUBJECTS {
            let marker = if nth % 2 == 0 {
                "~forgotten~"
            } else {
                "~remembered~"
            };
            let spread = nth * 7919 + round * 104_729 + nth * nth * 31;
            let times = 1 + spread % if nth % 7 == 0 { 400 } else { 30 };
            journal
                .put_profile_blocking(&tenant, &subject(nth), profile(marker, times))
                .unwrap();
        }
        let append = openings(&format!("c{round}"), &account("A"), Expected::Any, 50);
        journal.append_blocking(&tenant, append).unwrap();
    }
    assert!(occurrences(folder.path(), "~forgotten~") > 0);
    for nth in (0..SUBJECTS).step_by(2) {
        journal.forget_blocking(&tenant, &subject(nth)).unwrap();
    }
    // With the journal still open, and after it was closed.
    assert_eq!(occurrences(folder.path(), "~forgotten~"), 0);
    drop(journal);
    assert_eq!(occurrences(folder.path(), "~forgotten~"), 0);
    assert!(occurrences(folder.path(), "~remembered~") > 0);
}

#[test]
fn a_reader_of_an_older_state_only_delays_it() {
    let folder = Folder::new();
    let journal = SqliteJournal::open_or_create(folder.file()).unwrap();
    let tenant = tenant();
    journal
        .put_profile_blocking(&tenant, &subject(1), profile("~forgotten~", 3))
        .unwrap();
    let other = Connection::open(folder.file()).unwrap();
    other
        .execute_batch("BEGIN; SELECT count(*) FROM profile;")
        .unwrap();
    let started = Instant::now();
    journal.forget_blocking(&tenant, &subject(1)).unwrap();
    assert!(started.elapsed() < Duration::from_secs(2));
    assert!(occurrences(folder.path(), "~forgotten~") > 0);
    other.execute_batch("COMMIT").unwrap();
    while occurrences(folder.path(), "~forgotten~") > 0 {
        assert!(started.elapsed() < Duration::from_secs(20));
        std::thread::sleep(Duration::from_millis(20));
    }
}
