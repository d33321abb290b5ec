//! Large pages, which two threads read at once.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use rusqlite::Connection;
use tenure::journal::{Expected, Journal, JournalErrorKind, Limit, Page};
use tenure::{Position, TenantId};
use tenure_sqlite::{Options, SqliteJournal};
use tenure_testkit::conformance::block_on;

use crate::support::{Folder, account, openings, tenant};

const RECORDS: [usize; 3] = [10_000, 10_000, 3_456];

fn filled(folder: &Folder) -> SqliteJournal {
    let journal = SqliteJournal::open_or_create(folder.file()).unwrap();
    for (nth, records) in RECORDS.into_iter().enumerate() {
        let (command, stream) = (format!("c{nth}"), account(&format!("A{nth}")));
        let append = openings(&command, &stream, Expected::Any, records);
        journal.append_blocking(&tenant(), append).unwrap();
    }
    journal
}

fn pages(limit: usize, read: impl Fn(&TenantId, Option<Position>, Limit) -> Page) -> Vec<Page> {
    let mut pages: Vec<Page> = Vec::new();
    loop {
        let after = pages.last().and_then(|page| page.records.last());
        let page = read(
            &tenant(),
            after.map(|record| record.position),
            Limit::new(limit),
        );
        let end = page.end;
        pages.push(page);
        if end {
            return pages;
        }
    }
}

#[test]
fn a_page_is_the_same_whether_one_reads_it_or_two() {
    let folder = Folder::new();
    let two = filled(&folder);
    let one = SqliteJournal::open_with(folder.file(), Options::new().readers(1)).unwrap();
    for limit in [1_999, 2_001, 7_818, 10_000] {
        let expected = pages(limit, |tenant, after, limit| {
            one.scan_blocking(tenant, after, limit).unwrap()
        });
        assert_eq!(expected.len(), 23_456_usize.div_ceil(limit));
        let blocking = pages(limit, |tenant, after, limit| {
            two.scan_blocking(tenant, after, limit).unwrap()
        });
        let waited = pages(limit, |tenant, after, limit| {
            block_on(two.scan(tenant, after, limit)).unwrap()
        });
        assert!(blocking == expected && waited == expected, "{limit}");
    }
}

#[test]
fn damage_in_either_half_is_told_with_its_place() {
    for place in [11_000, 19_000] {
        let folder = Folder::new();
        let journal = filled(&folder);
        let connection = Connection::open(folder.file()).unwrap();
        connection
            .execute_batch("DROP TRIGGER record_is_never_changed")
            .unwrap();
        connection
            .execute(
                "UPDATE record SET actor = 'me' WHERE key & 1099511627775 = ?1",
                [place],
            )
            .unwrap();
        let after = Position::new(10_000);
        for error in [
            journal
                .scan_blocking(&tenant(), after, Limit::MAX)
                .unwrap_err(),
            block_on(journal.scan(&tenant(), after, Limit::MAX)).unwrap_err(),
        ] {
            let position = Position::new(place);
            assert_eq!(*error.kind(), JournalErrorKind::Corrupt { position });
        }
    }
}

#[test]
fn pages_join_up_while_somebody_appends() {
    let folder = Folder::new();
    let journal = filled(&folder);
    let last = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            for nth in 0..40 {
                let stream = account(&format!("B{nth}"));
                let append = openings(&format!("d{nth}"), &stream, Expected::Any, 250);
                journal.append_blocking(&tenant(), append).unwrap();
            }
            last.store(true, Ordering::SeqCst);
        });
        let mut after = Position::new(10_000);
        loop {
            let all_there = last.load(Ordering::SeqCst);
            let page = journal
                .scan_blocking(&tenant(), after, Limit::new(2_000))
                .unwrap();
            for record in page.records {
                assert_eq!(Some(record.position), Position::after(after));
                after = Some(record.position);
            }
            if page.end && all_there {
                break;
            }
        }
        assert_eq!(after, Position::new(33_456));
    });
}
