//! What an operator does with the file while it is in use.

use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use rusqlite::Connection;
use tenure::journal::{BoxFuture, JournalError, JournalErrorKind};

use crate::error::Fault;
use crate::journal::SqliteJournal;
use crate::threads::{Waiting, future};
use crate::{Durability, file, oneshot, schema};

impl SqliteJournal {
    /// Writes a copy of the whole file, as it is at one moment, to a path where nothing is yet. Appends and reads go on meanwhile.
    ///
    /// The copy is complete and flushed once it has its name; open it as any journal. It has no trace of what was forgotten before.
    ///
    /// # Errors
    /// [`JournalErrorKind::Invalid`] when something has that name already; [`JournalErrorKind::Full`] and
    /// [`JournalErrorKind::Unavailable`] when it cannot be written; [`JournalErrorKind::Corrupt`] when the file is damaged.
    pub fn backup(&self, to: impl AsRef<Path>) -> BoxFuture<'_, Result<(), JournalError>> {
        let to = to.as_ref().to_owned();
        future(move || self.aside(move |path, wait| back_up(path, &to, wait)))
    }

    /// [`backup`](SqliteJournal::backup), blocking.
    ///
    /// # Errors
    /// As there.
    pub fn backup_blocking(&self, to: impl AsRef<Path>) -> Result<(), JournalError> {
        back_up(self.path(), to.as_ref(), self.busy_timeout())
    }

    /// Goes over every page of the file and checks that its tables and indexes are whole and fit each other. Finds damage of the file's
    /// structure, in tables that have no checksums too; whether records are what was written is for
    /// [`verify`](tenure::journal::Journal::verify).
    ///
    /// # Errors
    /// [`JournalErrorKind::Corrupt`] with what was found first; as from the store.
    pub fn check_integrity(&self) -> BoxFuture<'_, Result<(), JournalError>> {
        future(move || self.aside(check_integrity))
    }

    /// [`check_integrity`](SqliteJournal::check_integrity), blocking.
    ///
    /// # Errors
    /// As there.
    pub fn check_integrity_blocking(&self) -> Result<(), JournalError> {
        check_integrity(self.path(), self.busy_timeout())
    }

    /// Runs something long on a thread and a connection of its own, so that no reader waits for it.
    fn aside<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Path, Duration) -> Result<T, JournalError> + Send + 'static,
    ) -> Result<Waiting<T>, JournalError> {
        let (reply, answer) = oneshot::channel();
        let (path, wait) = (self.path().to_owned(), self.busy_timeout());
        thread::Builder::new()
            .name("tenure-sqlite-aside".to_owned())
            .spawn(move || reply.send(work(&path, wait)))
            .map_err(|error| {
                JournalError::new(JournalErrorKind::Unavailable, "cannot start a thread")
                    .with_source(error)
            })?;
        Ok(Waiting {
            answer,
            lost: JournalErrorKind::Unavailable,
        })
    }
}

fn back_up(path: &Path, to: &Path, wait: Duration) -> Result<(), JournalError> {
    file::check_path(to)?;
    let taken = || {
        JournalError::new(
            JournalErrorKind::Invalid,
            format!(
                "`{}` is there already; give the backup another name",
                to.display()
            ),
        )
    };
    if to.try_exists().unwrap_or(true) {
        return Err(taken());
    }
    let partial = beside(to);
    // Of a backup that was interrupted.
    let _ = fs::remove_file(&partial);
    let written = write_copy(path, &partial, wait)
        .map_err(|fault| fault.of(path, "back up"))
        // A link fails where something has the name by now; a rename would replace it.
        .and_then(|()| fs::hard_link(&partial, to).map_err(|error| unwritten(to, error)))
        .and_then(|()| sync_folder(to).map_err(|error| unwritten(to, error)));
    let _ = fs::remove_file(&partial);
    written
}

/// The name under which the copy grows.
fn beside(to: &Path) -> PathBuf {
    let mut name: OsString = to.as_os_str().to_owned();
    name.push(".partial");
    PathBuf::from(name)
}

fn unwritten(to: &Path, error: std::io::Error) -> JournalError {
    JournalError::new(
        JournalErrorKind::Unavailable,
        format!(
            "the backup `{}` cannot be written; check its folder",
            to.display()
        ),
    )
    .with_source(error)
}

fn write_copy(path: &Path, partial: &Path, wait: Duration) -> Result<(), Fault> {
    let connection = file::writer(path, wait, false, Durability::Flushed, None)?;
    let name = partial.to_str().ok_or_else(|| {
        JournalError::new(
            JournalErrorKind::Invalid,
            "the name of the backup is no Unicode text; give another one",
        )
    })?;
    // One read transaction: a state of one moment, however long it takes and whatever is appended meanwhile.
    connection.execute("VACUUM INTO ?1", [name])?;
    let copy: Connection = file::writer(partial, wait, false, Durability::Flushed, None)?;
    schema::write_ahead(&copy)?;
    copy.close().map_err(|(_, error)| error)?;
    Ok(())
}

/// A name is durable once its folder is.
fn sync_folder(to: &Path) -> std::io::Result<()> {
    File::open(to)?.sync_all()?;
    let folder = match to.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    // Only Unix can open a folder; elsewhere the name is as durable as the system makes it.
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

fn check_integrity(path: &Path, wait: Duration) -> Result<(), JournalError> {
    let found = file::reader(path, wait)
        .and_then(|connection| {
            Ok(
                connection.query_row("PRAGMA integrity_check(1)", [], |row| {
                    row.get::<_, String>(0)
                })?,
            )
        })
        .map_err(|fault| fault.of(path, "check"))?;
    if found == "ok" {
        return Ok(());
    }
    Err(JournalError::new(
        JournalErrorKind::Corrupt { position: None },
        format!(
            "the file of the journal `{}` is damaged; restore it from a backup",
            path.display()
        ),
    )
    .with_source(found))
}
