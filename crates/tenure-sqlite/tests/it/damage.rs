//! A hand inside the file: everything it does to the records is found.

use rusqlite::Connection;
use tenure::journal::{Expected, Journal, JournalErrorKind, Limit, Snapshot, Snapshots};
use tenure::{Position, Version};
use tenure_sqlite::SqliteJournal;
use tenure_testkit::conformance::block_on;

use crate::support::{Folder, account, openings, tenant};

/// Five records, of which somebody changed something behind the journal's back.
fn damaged(change: &str) -> (Folder, SqliteJournal) {
    let folder = Folder::new();
    let journal = SqliteJournal::open_or_create(folder.file()).unwrap();
    for (command, stream, records) in [("c1", "A", 2), ("c2", "B", 1), ("c3", "A", 2)] {
        journal
            .append_blocking(
                &tenant(),
                openings(command, &account(stream), Expected::Any, records),
            )
            .unwrap();
    }
    journal.verify_blocking(&tenant()).unwrap();
    let connection = Connection::open(folder.file()).unwrap();
    connection
        .execute_batch(
            "DROP TRIGGER record_is_never_changed; DROP TRIGGER record_is_never_removed;",
        )
        .unwrap();
    connection.execute_batch(change).unwrap();
    (folder, journal)
}

fn corrupt(position: u64) -> JournalErrorKind {
    JournalErrorKind::Corrupt {
        position: Position::new(position),
    }
}

#[test]
fn a_changed_column_is_found_where_it_is_read() {
    for change in [
        "payload = '{\"a\":1}'",
        "stream = 'account:B'",
        "effective_day = effective_day + 1",
        "recorded_us = recorded_us + 1",
        "command = 'c4'",
        "actor = 'me'",
        "corrects = 1",
        "type = 'account_left_vacant'",
        "schema = 2",
        "checksum = checksum + 1",
        "checksum = -1",
        "schema = -1",
        "payload = CAST(X'ff' AS TEXT)",
    ] {
        let (_folder, journal) = damaged(&format!(
            "UPDATE record SET {change} WHERE (key & 1099511627775) = 4"
        ));
        let tenant = tenant();
        let error = journal
            .scan_blocking(&tenant, None, Limit::MAX)
            .unwrap_err();
        assert_eq!(*error.kind(), corrupt(4), "{change}: {error}");
        assert!(error.to_string().contains('4'));
        let error = journal.verify_blocking(&tenant).unwrap_err();
        assert_eq!(*error.kind(), corrupt(4), "{change}: {error}");
        assert!(
            journal
                .load_blocking(&tenant, &account("A"), Version::EMPTY, Limit::MAX)
                .is_err()
        );
        // The others can still be read.
        let page = journal.scan_blocking(&tenant, None, Limit::new(3)).unwrap();
        assert_eq!(page.records.len(), 3);
        let page = journal.load_blocking(&tenant, &account("B"), Version::EMPTY, Limit::MAX);
        assert!(page.unwrap().end);
    }
}

#[test]
fn a_missing_record_is_found() {
    for position in 1..=5 {
        let (_folder, journal) = damaged(&format!(
            "DELETE FROM record WHERE (key & 1099511627775) = {position}"
        ));
        for error in [
            journal
                .scan_blocking(&tenant(), None, Limit::MAX)
                .unwrap_err(),
            journal.verify_blocking(&tenant()).unwrap_err(),
        ] {
            assert_eq!(*error.kind(), corrupt(position), "{error}");
        }
        let stream = account(if position == 3 { "B" } else { "A" });
        let error = journal
            .load_blocking(&tenant(), &stream, Version::EMPTY, Limit::MAX)
            .unwrap_err();
        assert!(matches!(error.kind(), JournalErrorKind::Corrupt { .. }));
    }
}

#[test]
fn a_fact_of_a_later_version_is_told_apart_from_damage() {
    // As a later version would have written it, checksum included.
    let record = tenure::journal::StoredRecord {
        position: 3,
        stream: "account:B",
        version: 1,
        effective_day: 20_513,
        recorded_us: 1_790_000_000_000_000,
        command: "c2",
        actor: None,
        corrects: None,
        type_name: "account_dreamt_of",
        schema: 9,
        payload: "{}",
    };
    let genesis = tenure::journal::ChainHash::genesis(&tenant());
    let (checksum, _) = record.seal(&genesis, &mut Vec::new());
    let (_folder, journal) = damaged(&format!(
        "UPDATE record SET type = 'account_dreamt_of', schema = 9, effective_day = 20513, checksum = {checksum} \
         WHERE (key & 1099511627775) = 3"
    ));
    let newer = JournalErrorKind::NewerSchema {
        position: Position::new(3),
    };
    let error = journal
        .scan_blocking(&tenant(), None, Limit::MAX)
        .unwrap_err();
    assert_eq!(*error.kind(), newer, "{error}");
    let error = block_on(journal.load(&tenant(), &account("B"), Version::EMPTY, Limit::MAX));
    assert_eq!(*error.unwrap_err().kind(), newer);
    let page = block_on(journal.load(&tenant(), &account("A"), Version::EMPTY, Limit::MAX));
    assert_eq!(page.unwrap().records.len(), 4);
}

#[test]
fn what_the_checksums_cannot_see_verification_does() {
    for change in [
        // Somebody took the last record away and moved the head.
        "DELETE FROM record WHERE (key & 1099511627775) = 5; UPDATE tenant SET position = 4",
        "UPDATE tenant SET chain = zeroblob(32)",
        "UPDATE tenant SET recorded_us = recorded_us + 1",
        "UPDATE tenant SET position = 4",
        "UPDATE tenant SET position = 6",
        "UPDATE stream SET version = version + 1 WHERE id = 'account:B'",
        "DELETE FROM stream WHERE id = 'account:B'",
        "INSERT INTO stream (tenant, id, version) VALUES (1, 'account:C', 1)",
        "UPDATE command SET content = zeroblob(32) WHERE id = 'c2'",
        "UPDATE command SET checksum = checksum + 1 WHERE id = 'c2'",
        "UPDATE command SET first = 2 WHERE id = 'c2'",
        "DELETE FROM command WHERE id = 'c2'",
        // Not even when the checksum is taken away with it.
        "UPDATE command SET last = last + 1, checksum = NULL WHERE id = 'c1'",
        "UPDATE command SET id = 'c4', checksum = NULL WHERE id = 'c1'",
        "INSERT INTO command SELECT tenant, 'c4', content, first, last, NULL FROM command WHERE id = 'c1'",
    ] {
        let (_folder, journal) = damaged(change);
        let error = journal.verify_blocking(&tenant()).unwrap_err();
        assert!(
            matches!(error.kind(), JournalErrorKind::Corrupt { .. }),
            "{change}: {error}"
        );
    }
}

#[test]
fn a_damaged_command_answers_no_retry() {
    let (_folder, journal) = damaged(
        "UPDATE command SET content = zeroblob(32) WHERE id = 'c3'; UPDATE command SET first = 2 WHERE id = 'c2'",
    );
    let damage = JournalErrorKind::Corrupt { position: None };
    for (command, stream, records) in [("c2", "B", 1), ("c3", "A", 2)] {
        let again = openings(command, &account(stream), Expected::Any, records);
        let error = journal.append_blocking(&tenant(), again).unwrap_err();
        // Not that it was used for something else.
        assert_eq!(*error.kind(), damage, "{command}: {error}");
        let command = tenure::CommandId::new(command).unwrap();
        let error = journal.receipt_blocking(&tenant(), &command).unwrap_err();
        assert_eq!(*error.kind(), damage, "{command}: {error}");
    }
    let error = block_on(tenure::journal::Archive::appends(&journal, &tenant(), None)).unwrap_err();
    assert_eq!(*error.kind(), damage, "{error}");
    let again = openings("c1", &account("A"), Expected::Any, 2);
    assert!(journal.append_blocking(&tenant(), again).unwrap().replayed);
}

#[test]
fn a_damaged_snapshot_is_none() {
    let fold = tenure::Name::new("a fold").unwrap();
    for change in [
        "state = CAST(replace(state, 'a', 'b') AS BLOB)",
        "state = CAST('' AS BLOB)",
        "position = position - 1",
        "position = 99",
        "position = -1",
        "checksum = checksum + 1",
        "checksum = -1",
        "fold = 'another fold'",
    ] {
        let (folder, journal) = damaged("");
        let snapshot = Snapshot {
            position: Position::new(4).unwrap(),
            state: b"as it was".to_vec(),
        };
        let keep = || block_on(journal.keep_snapshot(&tenant(), &fold, snapshot.clone()));
        let kept = || block_on(journal.snapshot(&tenant(), &fold)).unwrap();
        assert!(keep().unwrap());
        assert_eq!(kept(), Some(snapshot.clone()));
        let connection = Connection::open(folder.file()).unwrap();
        let changed = connection.execute(&format!("UPDATE snapshot SET {change}"), []);
        assert_eq!(changed.unwrap(), 1);
        assert_eq!(kept(), None, "{change}");
        let moved = tenure::Name::new("another fold").unwrap();
        assert_eq!(block_on(journal.snapshot(&tenant(), &moved)).unwrap(), None);
        // Nothing else minds, and the next one takes its place.
        journal.verify_blocking(&tenant()).unwrap();
        assert!(keep().unwrap(), "{change}");
        assert_eq!(kept(), Some(snapshot.clone()));
    }
}

#[test]
fn an_append_onto_damage_harms_nothing_else() {
    // The version of A is behind its records: an append to it cannot be written.
    let (_folder, journal) = damaged("UPDATE stream SET version = 2 WHERE id = 'account:A'");
    let other = tenure::TenantId::new("other").unwrap();
    let outcomes: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..16)
            .map(|nth| {
                let (journal, other) = (&journal, &other);
                scope.spawn(move || {
                    let append = openings(&format!("d{nth}"), &account("A"), Expected::Any, 1);
                    let tenant = if nth == 0 { tenant() } else { other.clone() };
                    let outcome = journal.append_blocking(&tenant, append);
                    outcome.map(|_| ()).map_err(|error| error.kind().clone())
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    let damage = JournalErrorKind::Corrupt { position: None };
    assert_eq!(outcomes[0], Err(damage));
    assert_eq!(outcomes[1..], vec![Ok(()); 15]);
    assert_eq!(
        journal.head_blocking(&tenant()).unwrap().position,
        Position::new(5)
    );
    journal.verify_blocking(&other).unwrap();
}

#[test]
fn a_damaged_profile_is_not_shown() {
    let folder = Folder::new();
    let journal = SqliteJournal::open_or_create(folder.file()).unwrap();
    let subject = tenure::SubjectId::new("P").unwrap();
    let fields = [(tenure::Name::new("name").unwrap(), "Asha".to_owned())];
    let profile = tenure::journal::Profile::new(fields.into()).unwrap();
    journal
        .put_profile_blocking(&tenant(), &subject, profile)
        .unwrap();
    let connection = Connection::open(folder.file()).unwrap();
    connection
        .execute(
            "UPDATE slot SET data = CAST(replace(data, 'h', 'i') AS BLOB)",
            [],
        )
        .unwrap();
    let error = journal.profile_blocking(&tenant(), &subject).unwrap_err();
    assert_eq!(*error.kind(), JournalErrorKind::Corrupt { position: None });
    assert!(!error.to_string().contains("Asia"));
}
