//! The tour of a journal as a user runs it: it prints what is kept beside it, on either kind of journal.
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

use std::process::{Command, Output};

use tenure_testkit::postgres::Server;

use crate::support::{Folder, example};

const EXPECTED: &str = include_str!("../../journal_tour/expected.txt");
const ADDRESS: &str = "TENURE_POSTGRES_URL";

fn run(prepare: impl FnOnce(&mut Command)) -> Output {
    let folder = Folder::new();
    let mut command = example("journal_tour");
    command.current_dir(folder.path("")).env_remove(ADDRESS);
    prepare(&mut command);
    command.output().unwrap()
}

fn succeed(prepare: impl FnOnce(&mut Command)) -> String {
    let output = run(prepare);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// From the headline of one step to that of another.
fn steps<'a>(said: &'a str, first: &str, end: &str) -> &'a str {
    let place = |step: &str| said.find(&format!("\n{step}. ")).unwrap();
    &said[place(first)..place(end)]
}

#[test]
fn on_sqlite_it_prints_what_is_kept() {
    assert_eq!(succeed(|_| {}), EXPECTED);
}

#[test]
fn on_postgresql_it_says_the_same_and_leaves_nothing_behind() {
    let Some(server) = Server::shared() else {
        return;
    };
    let address = server.database().admin;
    let by_flag = succeed(|command| {
        command.args(["--postgres", &address]);
    });
    let by_variable = succeed(|command| {
        command.env(ADDRESS, &address);
    });
    assert_eq!(by_flag, by_variable);
    // Records, amounts, refusals and the hash: all but where it is opened and how it is backed up.
    assert_eq!(steps(&by_flag, "2", "10"), steps(EXPECTED, "2", "10"));
    assert!(by_flag.contains("as the owner of the tables: "));
    let restored = |said: &str| said[said.find("\n11. ").unwrap()..].to_owned();
    assert_eq!(restored(&by_flag), restored(EXPECTED));
    assert!(by_flag.contains("the copy has 5 records; the same hash: yes\n"));
    let left = server.sql(
        "postgres",
        "SELECT datname FROM pg_database WHERE datname LIKE 'tenure_tour_%' \
         UNION SELECT rolname FROM pg_roles WHERE rolname LIKE 'tenure_tour_%'",
    );
    assert_eq!(left, "");
}

#[test]
fn what_cannot_be_understood_or_reached_is_told() {
    let output = run(|command| {
        command.arg("postgresql://somewhere/else");
    });
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("--postgres ADDRESS"));

    let output = run(|command| {
        command.args([
            "--postgres",
            "postgresql://nobody@%2Fno%2Fsuch%2Ffolder/none",
        ]);
    });
    assert!(!output.status.success());
    assert!(output.stdout.is_empty());
    assert!(
        String::from_utf8_lossy(&output.stderr)
            .contains("journal_tour: error connecting to server")
    );
}
