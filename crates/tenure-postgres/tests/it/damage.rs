//! A hand inside the database, and another journal's records.

use tenure::journal::{
    self, Archive, Expected, Journal, JournalErrorKind, Limit, Profile, ProfileState, Snapshot,
    Snapshots,
};
use tenure::{CommandId, Name, Position, SubjectId, Version};
use tenure_postgres::{PostgresJournal, scrub};
use tenure_sqlite::SqliteJournal;

use crate::support::{account, block_on, journal, occurrences, openings, options, server, tenant};

fn filled(journal: &PostgresJournal) {
    for (command, stream, records) in [("c1", "A", 2), ("c2", "B", 1), ("c3", "A", 2)] {
        let append = openings(command, &account(stream), Expected::Any, records);
        block_on(journal.append(&tenant(), append)).unwrap();
    }
    block_on(journal.verify(&tenant())).unwrap();
}

#[test]
fn whatever_is_changed_behind_its_back_is_found() {
    let Some(server) = server() else { return };
    let database = server.database();
    let journal = journal(&database);
    filled(&journal);
    let change = |sql: &str| {
        server.sql(
            database.name(),
            &format!("ALTER TABLE tenure.record DISABLE TRIGGER USER; {sql}; ALTER TABLE tenure.record ENABLE TRIGGER USER"),
        );
    };
    change(
        "CREATE TABLE public.r AS TABLE tenure.record; CREATE TABLE public.t AS TABLE tenure.tenant; CREATE TABLE public.s AS TABLE tenure.stream; CREATE TABLE public.c AS TABLE tenure.command",
    );
    let put_back = "DELETE FROM tenure.record; INSERT INTO tenure.record TABLE public.r; \
         UPDATE tenure.tenant SET (position, chain, recorded_us) = (SELECT position, chain, recorded_us FROM public.t); \
         DELETE FROM tenure.stream; INSERT INTO tenure.stream TABLE public.s; \
         DELETE FROM tenure.command; INSERT INTO tenure.command TABLE public.c";
    let corrupt = |position| JournalErrorKind::Corrupt {
        position: Position::new(position),
    };
    for column in [
        "payload = '{\"a\":1}'",
        "stream = 'account:C'",
        "effective_day = effective_day + 1",
        "recorded_us = recorded_us + 1",
        "command = 'c4'",
        "actor = 'me'",
        "corrects = 1",
        "type = 'account_left_vacant'",
        "schema = 2",
        "schema = -1",
        "checksum = checksum # 1",
        "checksum = -1",
        "version = 9",
    ] {
        change(&format!(
            "UPDATE tenure.record SET {column} WHERE position = 4"
        ));
        let scanned = block_on(journal.scan(&tenant(), None, Limit::MAX)).unwrap_err();
        assert_eq!(*scanned.kind(), corrupt(4), "{column}: {scanned}");
        let verified = block_on(journal.verify(&tenant())).unwrap_err();
        assert_eq!(*verified.kind(), corrupt(4), "{column}: {verified}");
        assert!(
            block_on(journal.load(&tenant(), &account("A"), Version::EMPTY, Limit::MAX)).is_err(),
            "{column}"
        );
        assert!(
            block_on(journal.appends(&tenant(), None)).is_err(),
            "{column}"
        );
        change(put_back);
        block_on(journal.verify(&tenant())).unwrap();
    }
    for sql in [
        "DELETE FROM tenure.record WHERE position = 3",
        "DELETE FROM tenure.record WHERE position = 5",
        "DELETE FROM tenure.record WHERE position = 5; UPDATE tenure.tenant SET position = 4",
        "UPDATE tenure.tenant SET chain = decode(repeat('00', 32), 'hex')",
        "UPDATE tenure.tenant SET recorded_us = recorded_us + 1",
        "UPDATE tenure.tenant SET position = 6",
        "UPDATE tenure.stream SET version = version + 1 WHERE id = 'account:B'",
        "DELETE FROM tenure.stream WHERE id = 'account:B'",
        "INSERT INTO tenure.stream SELECT tenant, 'account:C', 1 FROM tenure.stream LIMIT 1",
        "UPDATE tenure.command SET content = decode(repeat('00', 32), 'hex') WHERE id = 'c2'",
        "UPDATE tenure.command SET checksum = checksum # 1 WHERE id = 'c2'",
        "UPDATE tenure.command SET first = 2 WHERE id = 'c2'",
        "DELETE FROM tenure.command WHERE id = 'c2'",
        // Not even when the checksum is taken away with it.
        "UPDATE tenure.command SET last = last + 1, checksum = NULL WHERE id = 'c1'",
        "UPDATE tenure.command SET id = 'c4', checksum = NULL WHERE id = 'c1'",
    ] {
        change(sql);
        let error = block_on(journal.verify(&tenant())).unwrap_err();
        assert!(
            matches!(error.kind(), JournalErrorKind::Corrupt { .. }),
            "{sql}: {error}"
        );
        change(put_back);
    }
    block_on(journal.verify(&tenant())).unwrap();

    // What answers a retry is checked too, and not taken for another request.
    change("UPDATE tenure.command SET content = decode(repeat('00', 32), 'hex') WHERE id = 'c3'");
    let damage = JournalErrorKind::Corrupt { position: None };
    let again = openings("c3", &account("A"), Expected::Any, 2);
    let retried = block_on(journal.append(&tenant(), again)).unwrap_err();
    assert_eq!(*retried.kind(), damage, "{retried}");
    let command = CommandId::new("c3").unwrap();
    let asked = block_on(journal.receipt(&tenant(), &command)).unwrap_err();
    assert_eq!(*asked.kind(), damage, "{asked}");
    assert!(block_on(journal.appends(&tenant(), None)).is_err());
    change(put_back);

    // A snapshot is only a cache: one that is not what was written is none, and the next one takes its place.
    let fold = Name::new("a fold").unwrap();
    let snapshot = Snapshot {
        position: Position::new(4).unwrap(),
        state: b"as it was".to_vec(),
    };
    for column in [
        "state = 'as it is'",
        "position = position - 1",
        "position = 99",
        "position = -1",
        "checksum = checksum # 1",
        "checksum = -1",
    ] {
        let kept = block_on(journal.keep_snapshot(&tenant(), &fold, snapshot.clone()));
        assert!(kept.unwrap());
        let kept = || block_on(journal.snapshot(&tenant(), &fold)).unwrap();
        assert_eq!(kept(), Some(snapshot.clone()));
        change(&format!("UPDATE tenure.snapshot SET {column}"));
        assert_eq!(kept(), None, "{column}");
        block_on(journal.verify(&tenant())).unwrap();
    }
}

#[test]
fn a_tenant_moves_from_sqlite_and_back_with_the_same_hash() {
    let Some(server) = server() else { return };
    let database = server.database();
    let postgres = journal(&database);
    let folder = std::env::temp_dir().join(format!("tenure-move-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let sqlite = SqliteJournal::open_or_create(folder.join("from.db")).unwrap();
    let tenant = tenant();
    for nth in 0..30 {
        let append = openings(
            &format!("c{nth}"),
            &account(&format!("A{}", nth % 7)),
            Expected::Any,
            700,
        );
        sqlite.append_blocking(&tenant, append).unwrap();
    }
    let moved = block_on(journal::copy(&sqlite, &postgres, &tenant)).unwrap();
    assert_eq!(moved.head, sqlite.head_blocking(&tenant).unwrap());
    let back = SqliteJournal::open_or_create(folder.join("back.db")).unwrap();
    let returned = block_on(journal::copy(&postgres, &back, &tenant)).unwrap();
    assert_eq!(returned.head, moved.head);
    drop((sqlite, back));
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn nothing_of_the_forgotten_is_left_once_it_was_scrubbed() {
    let Some(server) = server() else { return };
    let database = server.database();
    let journal = journal(&database);
    let tenant = tenant();
    let marker = "~forgotten-by-all~";
    let name = |nth: usize| SubjectId::new(format!("P{nth}")).unwrap();
    let profile = |text: &str| {
        // Incompressible enough to lie in the table, or beside it when it is long.
        Profile::new([(Name::new("name").unwrap(), text.to_owned())].into()).unwrap()
    };
    for nth in 0..200 {
        let text = if nth % 2 == 0 {
            format!("{marker}{nth}")
        } else {
            format!("~remembered~{nth}")
        };
        block_on(journal.put_profile(&tenant, &name(nth), profile(&text))).unwrap();
    }
    // Somebody reads the state from before all the time.
    let (reader, connection) = block_on(tokio_postgres::connect(
        &database.admin,
        tokio_postgres::NoTls,
    ))
    .unwrap();
    crate::support::runtime().spawn(connection);
    let look = "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM tenure.tenant";
    block_on(reader.batch_execute(look)).unwrap();
    for nth in (0..200).step_by(2) {
        block_on(journal.forget(&tenant, &name(nth))).unwrap();
    }
    let dump = server.sql(database.name(), "SELECT * FROM tenure.profile");
    assert!(!dump.contains(marker) && dump.contains("~remembered~"));
    block_on(scrub(&options(&database.owner))).unwrap();
    let remembered = block_on(journal.profile(&tenant, &name(1))).unwrap();
    assert_eq!(remembered, ProfileState::Present(profile("~remembered~1")));
    // What an operator does with the log, on a server that recycles none of it.
    server.sql(database.name(), "SELECT pg_switch_wal()");
    server.sql(database.name(), "CHECKPOINT");
    server.sql(database.name(), "SELECT pg_switch_wal()");
    server.sql(database.name(), "CHECKPOINT");
    if let Some(folder) = server.folder() {
        assert_eq!(occurrences(folder, marker), 0);
        assert!(occurrences(folder, "~remembered~") > 0);
    }
}
