//! The two sides, each in a process of its own.

use std::error::Error;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A process that does the same work once for every line it is sent, and answers each with a line: warm, as a service is.
pub(crate) struct Side {
    process: Child,
    ask: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Side {
    /// DuckDB on a CSV of subscriptions; each round writes the bridge to `out`.
    pub(crate) fn duckdb(folder: &Path, file: &Path, out: &Path) -> Result<Self, Box<dyn Error>> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("main_job/duckdb_bridge.py");
        Self::start(Command::new(python(folder)?).arg(script).args([file, out]))
    }

    /// This program on the same.
    pub(crate) fn product(file: &Path, out: &Path) -> Result<Self, Box<dyn Error>> {
        Self::start(
            Command::new(std::env::current_exe()?)
                .arg("csv")
                .args([file, out]),
        )
    }

    fn start(command: &mut Command) -> Result<Self, Box<dyn Error>> {
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let pipes = process.stdin.take().zip(process.stdout.take());
        let (ask, answers) = pipes.ok_or("the pipes to a side are missing")?;
        Ok(Self {
            process,
            ask,
            answers: BufReader::new(answers),
        })
    }

    /// Has the work done once; what it answers.
    pub(crate) fn round(&mut self) -> Result<String, Box<dyn Error>> {
        writeln!(self.ask)?;
        self.ask.flush()?;
        let mut answer = String::new();
        self.answers.read_line(&mut answer)?;
        Ok(answer.trim().to_owned())
    }
}

impl Drop for Side {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A Python that has DuckDB: the one that `TENURE_PYTHON` names, or a virtual environment made for the occasion.
fn python(folder: &Path) -> Result<PathBuf, Box<dyn Error>> {
    if let Some(named) = std::env::var_os("TENURE_PYTHON") {
        return Ok(named.into());
    }
    let environment = folder.join("python");
    let python = environment.join("bin/python");
    if !python.exists() {
        run(Command::new("python3")
            .args(["-m", "venv"])
            .arg(&environment))?;
    }
    run(Command::new(&python).args(["-m", "pip", "install", "--quiet", "duckdb==2.0.0"]))?;
    Ok(python)
}

fn run(command: &mut Command) -> Result<(), Box<dyn Error>> {
    if command.status()?.success() {
        Ok(())
    } else {
        Err(format!("{command:?} failed; name a Python that has DuckDB with TENURE_PYTHON").into())
    }
}
