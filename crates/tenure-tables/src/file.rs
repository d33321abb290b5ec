//! Files that are there whole or not at all.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::TableError;

/// Names tried for the temporary file before giving up. One is taken only by a write that runs now or was killed.
const MAX_NAMES: u32 = 1_000;

/// Writes a file all or nothing.
///
/// `write` fills a temporary file in the same folder (`.NAME.PROCESS-N.partial`), which is flushed, synced to disk and only
/// then renamed to `path`. A reader sees the file as it was before, or complete; never a part of it. A file that was there
/// is replaced. When anything fails, the temporary file is removed and `path` is left as it was, absent if it was absent.
///
/// One exception: when the folder itself cannot be synced after the rename, the complete new file is in place, and the error says
/// that it may not survive a power cut.
///
/// ```
/// use tenure_tables::{CohortRow, write_csv, write_file};
///
/// let path = std::env::temp_dir().join(format!("cohort_retention-{}.csv", std::process::id()));
/// let rows = write_file(&path, |out| write_csv(out, std::iter::empty::<CohortRow>()))?;
/// assert_eq!(rows, 0); // the header alone
/// # std::fs::remove_file(&path).ok();
/// # Ok::<(), tenure_tables::TableError>(())
/// ```
///
/// # Errors
/// What `write` returns; [`TableError::File`]; [`TableError::NoFileName`].
pub fn write_file<T, E: From<TableError>>(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> Result<T, E>,
) -> Result<T, E> {
    let mut partial = Partial::beside(path)?;
    let failed = |action, source| TableError::File {
        action,
        path: path.to_owned(),
        source,
    };
    let mut out = BufWriter::new(partial.open()?);
    let value = write(&mut out)?;
    out.flush().map_err(|error| failed("flush", error))?;
    out.get_ref()
        .sync_all()
        .map_err(|error| failed("sync", error))?;
    drop(out);
    fs::rename(&partial.path, path).map_err(|error| failed("rename to", error))?;
    partial.exists = false;
    sync_folder(&partial.folder).map_err(|error| failed("sync the folder of", error))?;
    Ok(value)
}

/// The temporary file. Removed when dropped, unless it was renamed.
struct Partial {
    folder: PathBuf,
    name: OsString,
    path: PathBuf,
    exists: bool,
}

impl Partial {
    fn beside(path: &Path) -> Result<Self, TableError> {
        let name = path.file_name().ok_or_else(|| TableError::NoFileName {
            path: path.to_owned(),
        })?;
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
            _ => PathBuf::from("."),
        };
        Ok(Self {
            folder,
            name: name.to_owned(),
            path: PathBuf::new(),
            exists: false,
        })
    }

    /// Makes the file under the first name that nothing else holds.
    fn open(&mut self) -> Result<File, TableError> {
        let process = std::process::id();
        let mut taken = None;
        for attempt in 0..MAX_NAMES {
            let mut name = OsString::from(".");
            name.push(&self.name);
            name.push(format!(".{process}-{attempt}.partial"));
            self.path = self.folder.join(name);
            match File::create_new(&self.path) {
                Ok(file) => {
                    self.exists = true;
                    return Ok(file);
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => taken = Some(error),
                Err(error) => return Err(self.not_created(error)),
            }
        }
        Err(self.not_created(taken.unwrap_or_else(|| io::ErrorKind::AlreadyExists.into())))
    }

    fn not_created(&self, source: io::Error) -> TableError {
        TableError::File {
            action: "create",
            path: self.path.clone(),
            source,
        }
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if self.exists {
            // Nothing to be done about a failure here: the error that led here is the one to report.
            fs::remove_file(&self.path).ok();
        }
    }
}

/// Makes the rename itself durable.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Elsewhere a folder cannot be opened as a file; the system's own journal has to do.
#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}
