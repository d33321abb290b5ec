//! Tenants cannot see each other, even when a statement forgets to ask for one.

use std::fmt::Write as _;

use tenure::TenantId;
use tenure::journal::{Expected, Journal, Profile, Snapshot, Snapshots};
use tenure::{Name, Position, SubjectId};

use crate::support::{account, block_on, journal, openings, server};

#[test]
fn row_level_security_alone_keeps_tenants_apart() {
    let Some(server) = server() else { return };
    let database = server.database();
    let journal = journal(&database);
    let hostile = "x' OR '1'='1";
    for name in ["one", "two", hostile] {
        let tenant = TenantId::new(name).unwrap();
        block_on(journal.append(&tenant, openings("c", &account("A"), Expected::Any, 3))).unwrap();
        let profile = Profile::new([(Name::new("name").unwrap(), name.to_owned())].into()).unwrap();
        block_on(journal.put_profile(&tenant, &SubjectId::new("P").unwrap(), profile)).unwrap();
        let snapshot = Snapshot {
            position: Position::FIRST,
            state: name.into(),
        };
        let fold = Name::new("a fold").unwrap();
        block_on(journal.keep_snapshot(&tenant, &fold, snapshot)).unwrap();
    }
    // What a session of the service sees without any predicate: nothing, or one tenant's, and never more.
    let (client, connection) = block_on(tokio_postgres::connect(
        &database.service,
        tokio_postgres::NoTls,
    ))
    .unwrap();
    let connection = crate::support::runtime().spawn(connection);
    let tables = [
        "tenant", "stream", "record", "command", "profile", "snapshot", "journal",
    ];
    let counts = |expected: &[i64]| {
        for (table, expected) in tables.iter().zip(expected) {
            let count =
                block_on(client.query_one(&format!("SELECT count(*) FROM tenure.{table}"), &[]))
                    .unwrap();
            assert_eq!(count.get::<_, i64>(0), *expected, "{table}");
        }
    };
    counts(&[0; 7]);
    for name in ["one", hostile, "nobody"] {
        block_on(client.batch_execute("BEGIN")).unwrap();
        block_on(client.execute("SELECT set_config('tenure.tenant', $1, true)", &[&name])).unwrap();
        let there = if name == "nobody" {
            [0; 7]
        } else {
            [1, 1, 3, 1, 1, 1, 3]
        };
        counts(&there);
        block_on(client.batch_execute("COMMIT")).unwrap();
        // The setting ends with its transaction: the next borrower of the connection has none.
        counts(&[0; 7]);
    }
    // Nor can it write for another, or change what is written.
    let mut told = String::new();
    for statement in [
        "INSERT INTO tenure.stream VALUES (2, 'account:X', 1)",
        "UPDATE tenure.record SET payload = '{}'",
        "DELETE FROM tenure.record",
        "DELETE FROM tenure.profile",
        "TRUNCATE tenure.record",
        // Not even for its own tenant: why a restore inserts from arrays.
        "COPY tenure.record FROM STDIN",
        "UPDATE tenure.tenant SET id = 'one'",
        "ALTER TABLE tenure.record DISABLE ROW LEVEL SECURITY",
        "SET row_security = off; SELECT count(*) FROM tenure.record",
    ] {
        block_on(client.batch_execute("BEGIN; SELECT set_config('tenure.tenant', 'one', true)"))
            .unwrap();
        let error = block_on(client.batch_execute(statement)).expect_err(statement);
        writeln!(told, "{error}").unwrap();
        block_on(client.batch_execute("ROLLBACK")).unwrap();
    }
    drop(client);
    block_on(connection).unwrap().unwrap();
    // The owner of the tables cannot change a record either.
    let (client, connection) = block_on(tokio_postgres::connect(
        &database.admin,
        tokio_postgres::NoTls,
    ))
    .unwrap();
    crate::support::runtime().spawn(connection);
    for statement in [
        "UPDATE tenure.record SET version = 9",
        "DELETE FROM tenure.record",
        "TRUNCATE tenure.record",
    ] {
        let error = block_on(client.batch_execute(statement)).unwrap_err();
        assert!(
            error
                .as_db_error()
                .unwrap()
                .message()
                .contains("never changed"),
            "{statement}"
        );
    }
}
