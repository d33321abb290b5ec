//! Making, opening and refusing databases.

use std::path::Path;
use std::thread;

use tenure::journal::{Expected, Journal, JournalErrorKind};
use tenure_postgres::{Durability, Options, PostgresJournal, Schema, check, migrate};
use tenure_testkit::postgres::SERVICE;

use crate::support::{account, block_on, journal, openings, options, server, tenant};

fn refused(options: Options) -> (JournalErrorKind, String) {
    let error = block_on(PostgresJournal::open(options)).unwrap_err();
    (error.kind().clone(), error.to_string())
}

#[test]
fn tables_are_made_only_when_asked_for() {
    let Some(server) = server() else { return };
    let database = server.database();
    let owner = options(&database.owner);
    assert_eq!(block_on(check(&owner)).unwrap(), Schema::Absent);
    let (kind, message) = refused(options(&database.service));
    assert_eq!(kind, JournalErrorKind::Unavailable);
    assert!(message.contains("migrate"), "{message}");
    assert_eq!(block_on(check(&owner)).unwrap(), Schema::Absent);

    block_on(migrate(&owner, SERVICE)).unwrap();
    block_on(migrate(&owner, SERVICE)).unwrap();
    assert_eq!(block_on(check(&owner)).unwrap(), Schema::Current);
    assert_eq!(
        block_on(check(&options(&database.service))).unwrap(),
        Schema::Current
    );
    block_on(PostgresJournal::open(options(&database.service))).unwrap();
}

#[test]
fn many_migrate_at_once_and_one_does_it() {
    let Some(server) = server() else { return };
    for _ in 0..3 {
        let database = server.database();
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| block_on(migrate(&options(&database.owner), SERVICE)).unwrap());
            }
        });
        assert_eq!(
            server
                .sql(database.name(), "SELECT count(*) FROM tenure.migration")
                .trim(),
            "4"
        );
        block_on(PostgresJournal::open(options(&database.service))).unwrap();
    }
}

#[test]
fn a_database_of_a_later_version_or_of_something_else_is_refused() {
    let Some(server) = server() else { return };
    let database = server.database();
    let owner = options(&database.owner);
    block_on(migrate(&owner, SERVICE)).unwrap();
    server.sql(
        database.name(),
        "INSERT INTO tenure.migration VALUES (5, 5)",
    );
    assert_eq!(block_on(check(&owner)).unwrap(), Schema::Newer { steps: 5 });
    let newer = JournalErrorKind::NewerSchema { position: None };
    assert_eq!(refused(options(&database.service)).0, newer);
    assert_eq!(
        *block_on(migrate(&owner, SERVICE)).unwrap_err().kind(),
        newer
    );

    server.sql(
        database.name(),
        "DELETE FROM tenure.migration WHERE number = 5; UPDATE tenure.migration SET checksum = checksum + 1",
    );
    let corrupt = JournalErrorKind::Corrupt { position: None };
    assert_eq!(*block_on(check(&owner)).unwrap_err().kind(), corrupt);

    let foreign = server.database();
    server.sql(
        foreign.name(),
        "CREATE SCHEMA tenure; CREATE TABLE tenure.lease (no integer)",
    );
    assert_eq!(
        block_on(check(&options(&foreign.admin))).unwrap(),
        Schema::Foreign
    );
    let error = block_on(migrate(&options(&foreign.admin), SERVICE)).unwrap_err();
    assert_eq!(*error.kind(), JournalErrorKind::Invalid);
}

#[test]
fn a_database_of_an_earlier_version_is_brought_to_this_one() {
    let Some(server) = server() else { return };
    let database = server.database();
    let earlier = journal(&database);
    let first = openings("c1", &account("A"), Expected::Any, 2);
    block_on(earlier.append(&tenant(), first.clone())).unwrap();
    let head = block_on(earlier.head(&tenant())).unwrap();
    drop(earlier);
    // As the first version left it.
    server.sql(
        database.name(),
        "DROP FUNCTION tenure.append, tenure.append_one; DROP TABLE tenure.snapshot; ALTER TABLE tenure.command DROP COLUMN checksum; \
         DELETE FROM tenure.migration WHERE number > 1",
    );
    let outdated = Schema::Outdated { steps: 1 };
    assert_eq!(
        block_on(check(&options(&database.owner))).unwrap(),
        outdated
    );
    let (kind, message) = refused(options(&database.service));
    assert_eq!(kind, JournalErrorKind::Unavailable);
    assert!(message.contains("1 of 4"), "{message}");

    let journal = journal(&database);
    assert_eq!(block_on(journal.verify(&tenant())).unwrap().head, head);
    assert!(block_on(journal.append(&tenant(), first)).unwrap().replayed);
    let second = openings("c2", &account("A"), Expected::Any, 1);
    block_on(journal.append(&tenant(), second)).unwrap();
    block_on(journal.verify(&tenant())).unwrap();
}

#[test]
fn a_failed_migration_leaves_nothing() {
    let Some(server) = server() else { return };
    let database = server.database();
    let error = block_on(migrate(
        &options(&database.owner),
        "nobody; DROP SCHEMA tenure",
    ))
    .unwrap_err();
    assert!(
        matches!(error.kind(), JournalErrorKind::Unavailable),
        "{error}"
    );
    assert_eq!(
        block_on(check(&options(&database.owner))).unwrap(),
        Schema::Absent
    );
}

#[test]
fn a_role_that_passes_row_level_security_is_refused() {
    let Some(server) = server() else { return };
    let database = server.database();
    drop(journal(&database));
    let name = database.name();
    for (address, why) in [(&database.admin, "superuser"), (&database.owner, "owns")] {
        let (kind, message) = refused(options(address));
        assert_eq!(kind, JournalErrorKind::Unavailable);
        assert!(message.contains(why), "{message}");
    }
    // A role of this test alone, so that the others are not disturbed.
    let role = format!("{name}_role");
    let own = database.service.replace(SERVICE, &role);
    server.sql(
        name,
        &format!("CREATE ROLE {role} LOGIN PASSWORD 'tenure' BYPASSRLS"),
    );
    block_on(migrate(&options(&database.owner), &role)).unwrap();
    assert!(refused(options(&own)).1.contains("BYPASSRLS"));
    server.sql(
        name,
        &format!("ALTER ROLE {role} NOBYPASSRLS; GRANT tenure_owner TO {role}"),
    );
    assert!(refused(options(&own)).1.contains("owns"));
    server.sql(name, &format!("REVOKE tenure_owner FROM {role}"));
    block_on(PostgresJournal::open(options(&own))).unwrap();
    // Security that somebody switched off, no longer forces, or widened.
    for (undo, put_back) in [
        (
            "ALTER TABLE tenure.record DISABLE ROW LEVEL SECURITY",
            "ALTER TABLE tenure.record ENABLE ROW LEVEL SECURITY",
        ),
        (
            "ALTER TABLE tenure.profile NO FORCE ROW LEVEL SECURITY",
            "ALTER TABLE tenure.profile FORCE ROW LEVEL SECURITY",
        ),
        (
            "CREATE POLICY wide ON tenure.stream USING (true)",
            "DROP POLICY wide ON tenure.stream",
        ),
    ] {
        server.sql(name, undo);
        let (_, message) = refused(options(&own));
        assert!(
            message.contains("row-level security guards 5 of the 6"),
            "{message}"
        );
        server.sql(name, put_back);
    }
    block_on(PostgresJournal::open(options(&own))).unwrap();
    server.sql(name, &format!("DROP OWNED BY {role}; DROP ROLE {role}"));
}

#[test]
fn a_server_that_does_not_flush_is_refused() {
    let Some(server) = server() else { return };
    let database = server.database();
    drop(journal(&database));
    let off = format!(
        "{}{}options=-c%20synchronous_commit%3Doff",
        database.service,
        if database.service.contains('?') {
            '&'
        } else {
            '?'
        }
    );
    let (kind, message) = refused(options(&off));
    assert_eq!(kind, JournalErrorKind::Unavailable);
    assert!(message.contains("synchronous_commit"), "{message}");
    let relaxed = options(&off).durability(Durability::Relaxed);
    let journal = block_on(PostgresJournal::open(relaxed)).unwrap();
    block_on(journal.head(&tenant())).unwrap();
}

#[test]
fn addresses_are_checked_and_not_shown() {
    for address in ["nonsense", "postgresql://u:secret@host:port/d"] {
        let error = Options::new(address).unwrap_err();
        assert_eq!(*error.kind(), JournalErrorKind::Invalid);
        assert!(
            !format!("{error} {error:?}").contains("secret"),
            "{error:?}"
        );
    }
    let options = Options::new("postgresql://u:secret@host/d").unwrap();
    let shown = format!("{options:?}");
    assert!(
        shown.contains("\"u\"") && !shown.contains("secret"),
        "{shown}"
    );
    let tls = Options::new("postgresql://u@host/d?sslmode=require");
    assert_eq!(tls.is_ok(), cfg!(feature = "tls"));
    // Nobody listens there, and no runtime of tokio runs here.
    let nowhere = Options::new("postgresql://u@127.0.0.1:9/d").unwrap();
    assert_eq!(refused(nowhere.clone()).0, JournalErrorKind::Unavailable);
    let error = tenure_testkit::conformance::block_on(PostgresJournal::open(nowhere)).unwrap_err();
    assert!(error.to_string().contains("tokio"), "{error}");
}

/// But for two of the migration: the number of a lock, and grants to a role whose name the server has quoted.
#[test]
fn no_statement_is_made_of_input() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let found = tenure_testkit::sql::made_of_input(&sources).unwrap();
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(found[0].contains("pg_advisory_xact_lock({LOCK})"));
    assert!(found[1].contains("TO {quoted}") && !found[1].contains("{role}"));
}
