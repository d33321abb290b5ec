//! The others: a Python process that holds the same rows in its own tables, and writes them when it is asked to.

use std::error::Error;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// What the peer needs.
const PACKAGES: [&str; 4] = ["pandas", "polars", "pyarrow", "XlsxWriter"];

pub(crate) struct Peer {
    child: Child,
    asked: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Peer {
    /// Starts it on a file of rows. It writes into a folder.
    pub(crate) fn start(rows: &Path, folder: &Path) -> Result<Self, Box<dyn Error>> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("exports/peer.py");
        let mut child = Command::new(python()?)
            .arg(script)
            .args([rows, folder])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let asked = child.stdin.take().ok_or("no way in")?;
        let answers = BufReader::new(child.stdout.take().ok_or("no way out")?);
        Ok(Self {
            child,
            asked,
            answers,
        })
    }

    /// The seconds it took for what it was asked.
    pub(crate) fn ask(&mut self, what: &str) -> Result<f64, Box<dyn Error>> {
        writeln!(self.asked, "{what}")?;
        self.asked.flush()?;
        let mut answer = String::new();
        self.answers.read_line(&mut answer)?;
        Ok(answer
            .trim()
            .parse()
            .map_err(|_| format!("the peer said `{}` to `{what}`", answer.trim()))?)
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // It ends with its input; nothing is lost when it does not.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The interpreter that `TENURE_PYTHON` names, or one in a virtual environment below the target folder.
fn python() -> Result<PathBuf, Box<dyn Error>> {
    if let Some(python) = std::env::var_os("TENURE_PYTHON") {
        return Ok(python.into());
    }
    let venv = Path::new(env!("CARGO_TARGET_TMPDIR")).join("exports-venv");
    let python = venv.join("bin/python");
    if !python.exists() {
        run(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
    }
    run(Command::new(&python)
        .args(["-m", "pip", "install", "--quiet"])
        .args(PACKAGES))?;
    Ok(python)
}

fn run(command: &mut Command) -> Result<(), Box<dyn Error>> {
    let status = command.status()?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{command:?}: {status}").into())
    }
}
