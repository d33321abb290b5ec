//! Runs the program in a folder of its own.

use std::fs;
use std::process::Output;

pub(crate) use crate::support::{Folder, Row, rows};

use crate::support::example;

impl Folder {
    /// The names of everything in it.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(self.path(""))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

/// Runs the program with these arguments.
pub(crate) fn run(arguments: &[&str]) -> Output {
    example("quarterly_review")
        .args(arguments)
        .output()
        .unwrap()
}

/// Runs the program, which must succeed, and gives what it printed.
pub(crate) fn succeed(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(
        output.status.success(),
        "{arguments:?} failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// Runs the program, which must fail with status 1, and gives what it said on standard error.
pub(crate) fn fail(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert_eq!(output.status.code(), Some(1), "{arguments:?}");
    String::from_utf8(output.stderr).unwrap()
}

/// The rows of one slice.
pub(crate) fn of_slice(rows: &[Row], slice: &str) -> Vec<Row> {
    rows.iter()
        .filter(|row| row["slice"] == slice)
        .cloned()
        .collect()
}
