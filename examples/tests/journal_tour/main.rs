//! The tour of a journal as a user runs it: on SQLite it prints what is kept beside it, on PostgreSQL the same but for the tenant.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails panics"
)]

#[path = "../support/mod.rs"]
#[allow(dead_code, reason = "shared with the tests of other programs")]
mod support;

use std::process::Output;

use tenure_testkit::postgres::Server;

use crate::support::{Folder, example};

const EXPECTED: &str = include_str!("../../journal_tour/expected.txt");

fn run(arguments: &[&str]) -> Output {
    let folder = Folder::new();
    example("journal_tour")
        .args(arguments)
        .current_dir(folder.path(""))
        .output()
        .unwrap()
}

fn succeed(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_tour_on_sqlite_prints_what_is_kept() {
    assert_eq!(succeed(&[]), EXPECTED);
}

#[test]
fn the_tour_on_postgresql_says_the_same() {
    let Some(server) = Server::shared() else {
        return;
    };
    let database = server.database();
    for _ in 0..2 {
        let said = succeed(&[&database.service, &database.owner]);
        // Steps 2 to 8 name neither a journal nor a tenant.
        let steps = |text: &str| {
            let start = text.find("\n2.").unwrap();
            text[start..text.find("\n9.").unwrap()].to_owned()
        };
        assert_eq!(steps(&said), steps(EXPECTED));
        assert!(said.ends_with("the same hash: true\n"), "{said}");
    }
}

#[test]
fn wrong_arguments_are_told() {
    let output = run(&["one"]);
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("address"));
}
