//! DuckDB in a Python of its own.

use std::error::Error;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

pub(crate) struct DuckDb {
    process: Child,
    ask: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl DuckDb {
    /// Starts DuckDB on a CSV of subscriptions; each round writes the bridge to `out`.
    pub(crate) fn start(folder: &Path, file: &Path, out: &Path) -> Result<Self, Box<dyn Error>> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("main_job/duckdb_bridge.py");
        let mut process = Command::new(python(folder)?)
            .arg(script)
            .args([file, out])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let pipes = process.stdin.take().zip(process.stdout.take());
        let (ask, answers) = pipes.ok_or("the pipes to DuckDB are missing")?;
        Ok(Self {
            process,
            ask,
            answers: BufReader::new(answers),
        })
    }

    /// The seconds from the file to the figures.
    pub(crate) fn round(&mut self) -> Result<f64, Box<dyn Error>> {
        writeln!(self.ask)?;
        self.ask.flush()?;
        let mut answer = String::new();
        self.answers.read_line(&mut answer)?;
        Ok(answer.trim().parse()?)
    }
}

impl Drop for DuckDb {
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
