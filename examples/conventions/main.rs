//! One book under five conventions, the figures side by side; and the difference between two of them, account by account, with the rule
//! that made it.
//!
//!     cargo run --release --example conventions
//!
//! runs on a simulated book. With arguments it reads the commands that make a book of the host's; `--help` says which.
#![allow(
    clippy::print_stderr,
    reason = "a program speaks through its standard streams"
)]

mod arguments;
mod explained;
mod side_by_side;
mod simulated;

use std::error::Error;
use std::io::{self, Write as _};
use std::process::ExitCode;

use tenure::decide::decide_all;
use tenure::{Book, Command};

use crate::arguments::{Arguments, Invocation, USAGE};

fn main() -> ExitCode {
    let done = match Invocation::parse(std::env::args().skip(1)) {
        Ok(Invocation::Help) => Ok(USAGE.to_owned()),
        Ok(Invocation::Compare(arguments)) => compare(&arguments),
        Err(error) => Err(error.into()),
    };
    match done {
        Ok(said) => {
            // All work is done: nothing is lost when whoever reads has seen enough and closes the pipe.
            let _ = io::stdout().write_all(said.as_bytes());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("conventions: {error}");
            ExitCode::FAILURE
        }
    }
}

fn compare(arguments: &Arguments) -> Result<String, Box<dyn Error>> {
    let (commands, note) = match &arguments.commands {
        Some(file) => {
            let text = std::fs::read_to_string(file)
                .map_err(|error| format!("{}: {error}", file.display()))?;
            let commands = serde_json::from_str::<Vec<Command>>(&text)
                .map_err(|error| format!("{}: {error}", file.display()))?;
            (commands, "")
        }
        None => (
            simulated::commands()?,
            "A simulated book: made up, seeded, no customer is in it.\n\n",
        ),
    };
    let mut book = Book::default();
    decide_all(&mut book, &commands)
        .map_err(|(place, rejection)| format!("command {}: {rejection}", place + 1))?;
    let table = side_by_side::table(&book, arguments)?;
    let explained = explained::difference(&book, arguments)?;
    Ok(format!("{note}{table}\n{explained}"))
}
