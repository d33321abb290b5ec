//! What the driver answers, in the words of the port. Nothing else in this crate makes an error of a driver's error.

use std::path::Path;

use rusqlite::ErrorCode;
use rusqlite::ffi::SQLITE_CONSTRAINT_CHECK;
use tenure::journal::{JournalError, JournalErrorKind};

/// What can go wrong inside: the driver, or something that already has its words.
pub(crate) enum Fault {
    Driver(rusqlite::Error),
    Journal(JournalError),
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Driver(error)
    }
}

impl From<JournalError> for Fault {
    fn from(error: JournalError) -> Self {
        Self::Journal(error)
    }
}

impl Fault {
    /// The error of the port; `doing` continues "cannot".
    pub(crate) fn of(self, path: &Path, doing: &str) -> JournalError {
        match self {
            Self::Journal(error) => error,
            Self::Driver(error) => told(&error, path, doing),
        }
    }
}

/// The error of the port for one of several who share a failure of the driver.
pub(crate) fn told(error: &rusqlite::Error, path: &Path, doing: &str) -> JournalError {
    let (kind, hint) = explain(error);
    JournalError::new(
        kind,
        format!("cannot {doing} the journal `{}`: {hint}", path.display()),
    )
    .with_source(error.to_string())
}

/// Whether another connection holds the lock that was asked for.
pub(crate) fn is_busy(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
}

/// What an error means, and what to do about it.
fn explain(error: &rusqlite::Error) -> (JournalErrorKind, &'static str) {
    let code = error.sqlite_error();
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => (
            JournalErrorKind::Full,
            "the disk is full; make room and send the same request again",
        ),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => (
            JournalErrorKind::Busy,
            "another process kept it locked for too long; send the same request again",
        ),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => (
            JournalErrorKind::Corrupt { position: None },
            "the file is damaged or no SQLite database; restore it from a backup",
        ),
        Some(ErrorCode::CannotOpen) => (
            JournalErrorKind::Unavailable,
            "it cannot be opened; check that it exists and may be written, its folder too",
        ),
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => (
            JournalErrorKind::Unavailable,
            "it may not be written; check its permissions and those of its folder",
        ),
        // The tables state the limits of the file as checks; nothing else runs into one.
        Some(ErrorCode::ConstraintViolation)
            if code.is_some_and(|code| code.extended_code == SQLITE_CONSTRAINT_CHECK) =>
        {
            (
                JournalErrorKind::Full,
                "no further tenant or record fits; begin another file",
            )
        }
        Some(ErrorCode::ConstraintViolation) => (
            JournalErrorKind::Corrupt { position: None },
            "its tables contradict each other; restore it from a backup",
        ),
        None if is_misfit(error) => (
            JournalErrorKind::Corrupt { position: None },
            "a row has a value that was never written; restore it from a backup",
        ),
        _ => (JournalErrorKind::Unavailable, "the store refused"),
    }
}

/// Whether a value that was read does not fit its column.
fn is_misfit(error: &rusqlite::Error) -> bool {
    use rusqlite::Error;
    matches!(
        error,
        Error::FromSqlConversionFailure(..)
            | Error::IntegralValueOutOfRange(..)
            | Error::InvalidColumnType(..)
            | Error::Utf8Error(..)
    )
}

/// Whether a commit that failed like this may have become durable all the same: the device failed while it was told to.
pub(crate) fn leaves_doubt(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::SystemIoFailure)
}
