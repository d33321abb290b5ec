//! Runs the program in a folder of its own.

use std::process::Output;

pub(crate) use crate::support::{Folder, Row, rows};

use crate::support::example;

impl Folder {
    fn run(&self, arguments: &[&str]) -> Output {
        let mut program = example("survival");
        program.current_dir(self.path("")).args(arguments);
        program.output().unwrap()
    }

    /// Runs the program in this folder, which must succeed, and gives what it printed.
    pub(crate) fn succeed(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(
            output.status.success(),
            "{arguments:?} failed: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs the program in this folder, which must fail with status 1 and print nothing, and gives what it said on standard error.
    pub(crate) fn fail(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert_eq!(output.stdout, b"");
        String::from_utf8(output.stderr).unwrap()
    }
}
