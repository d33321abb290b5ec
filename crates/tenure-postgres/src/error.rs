//! What the driver and the pool answer, in the words of the port. Nothing else in this crate makes an error of theirs.

use deadpool_postgres::{HookError, PoolError, TimeoutType};
use tenure::journal::{JournalError, JournalErrorKind};
use tokio_postgres::error::SqlState;

/// What can go wrong inside: the driver, the pool, or something that already has its words.
#[derive(Debug)]
pub(crate) enum Fault {
    Driver(tokio_postgres::Error),
    Pool(PoolError),
    Journal(JournalError),
}

impl From<tokio_postgres::Error> for Fault {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Driver(error)
    }
}

impl From<PoolError> for Fault {
    fn from(error: PoolError) -> Self {
        match error {
            PoolError::Backend(error) | PoolError::PostCreateHook(HookError::Backend(error)) => {
                Self::Driver(error)
            }
            other => Self::Pool(other),
        }
    }
}

impl From<JournalError> for Fault {
    fn from(error: JournalError) -> Self {
        Self::Journal(error)
    }
}

impl Fault {
    /// The error of the port; `doing` continues "cannot".
    pub(crate) fn doing(self, doing: &str) -> JournalError {
        match self {
            Self::Journal(error) => error,
            other => other.told(doing),
        }
    }

    /// The same for one of several who share it.
    pub(crate) fn told(&self, doing: &str) -> JournalError {
        let (kind, hint, source) = match self {
            Self::Journal(error) => (error.kind().clone(), "", error.to_string()),
            Self::Driver(error) => {
                let (kind, hint) = explain(error);
                (kind, hint, described(error))
            }
            Self::Pool(PoolError::Timeout(TimeoutType::Wait)) => (
                JournalErrorKind::Busy,
                "every connection was in use for too long; send the same request again, or allow more by `Options::connections`",
                "timeout".to_owned(),
            ),
            Self::Pool(PoolError::PostCreateHook(HookError::Message(why))) => {
                return JournalError::new(
                    JournalErrorKind::Unavailable,
                    format!("cannot {doing} the journal on PostgreSQL: {why}"),
                );
            }
            Self::Pool(error) => (
                JournalErrorKind::Unavailable,
                UNREACHABLE,
                error.to_string(),
            ),
        };
        JournalError::new(
            kind,
            format!("cannot {doing} the journal on PostgreSQL: {hint}"),
        )
        .with_source(source)
    }

    /// Whether it may be one of the rows that were sent, and not the server or the way to it.
    pub(crate) fn is_of_a_row(&self) -> bool {
        match self {
            // Values and constraints; what is too large for the server.
            Self::Driver(error) => error.code().is_some_and(|code| {
                ["22", "23", "54"]
                    .iter()
                    .any(|class| code.code().starts_with(class))
            }),
            Self::Journal(_) => true,
            Self::Pool(_) => false,
        }
    }

    /// Whether the server may have committed although this is what came back: it was told to, and the answer was lost.
    pub(crate) fn leaves_doubt(&self) -> bool {
        match self {
            // An error of the server means that it did not, unless it was going down.
            Self::Driver(error) => match error.code() {
                Some(code) => is_shutdown(code),
                None => true,
            },
            Self::Pool(_) | Self::Journal(_) => false,
        }
    }

    /// The constraint that refused a row.
    pub(crate) fn violated(&self) -> Option<&str> {
        match self {
            Self::Driver(error) => error.as_db_error()?.constraint(),
            Self::Pool(_) | Self::Journal(_) => None,
        }
    }
}

const UNREACHABLE: &str = "the server cannot be reached; try again once it can";

/// What an error means, and what to do about it.
fn explain(error: &tokio_postgres::Error) -> (JournalErrorKind, &'static str) {
    use JournalErrorKind::{Busy, Corrupt, Full, Unavailable};
    let Some(code) = error.code() else {
        return (Unavailable, UNREACHABLE);
    };
    match code {
        &SqlState::DISK_FULL => (
            Full,
            "its disk is full; make room and send the same request again",
        ),
        &SqlState::QUERY_CANCELED
        | &SqlState::LOCK_NOT_AVAILABLE
        | &SqlState::T_R_DEADLOCK_DETECTED
        | &SqlState::T_R_SERIALIZATION_FAILURE
        | &SqlState::TOO_MANY_CONNECTIONS
        | &SqlState::OUT_OF_MEMORY => (Busy, "it was too busy; send the same request again"),
        &SqlState::DATA_CORRUPTED | &SqlState::INDEX_CORRUPTED => (
            Corrupt { position: None },
            "its files are damaged; restore it from a backup",
        ),
        &SqlState::UNIQUE_VIOLATION
        | &SqlState::CHECK_VIOLATION
        | &SqlState::NOT_NULL_VIOLATION => (
            Corrupt { position: None },
            "its tables contradict each other; restore it from a backup",
        ),
        &SqlState::INSUFFICIENT_PRIVILEGE => (
            Unavailable,
            "the role has too few rights; `tenure_postgres::migrate` grants what it needs",
        ),
        &SqlState::UNDEFINED_TABLE
        | &SqlState::INVALID_SCHEMA_NAME
        | &SqlState::INVALID_CATALOG_NAME => (
            Unavailable,
            "it does not exist; call `tenure_postgres::migrate` on the right database first",
        ),
        &SqlState::INVALID_PASSWORD | &SqlState::INVALID_AUTHORIZATION_SPECIFICATION => {
            (Unavailable, "the server refuses the role or its password")
        }
        &SqlState::READ_ONLY_SQL_TRANSACTION => {
            (Unavailable, "it may only be read; name the primary server")
        }
        code if is_shutdown(code) => (
            Unavailable,
            "the server is going down or starting; try again",
        ),
        _ => (Unavailable, "the server refused"),
    }
}

fn is_shutdown(code: &SqlState) -> bool {
    [
        SqlState::ADMIN_SHUTDOWN,
        SqlState::CRASH_SHUTDOWN,
        SqlState::CANNOT_CONNECT_NOW,
        SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
    ]
    .contains(code)
        || code.code().starts_with("08")
}

/// The message of the server without its detail, which may quote what was sent.
fn described(error: &tokio_postgres::Error) -> String {
    match error.as_db_error() {
        Some(error) => format!("{}: {}", error.code().code(), error.message()),
        None => match std::error::Error::source(error) {
            Some(source) => format!("{error}: {source}"),
            None => error.to_string(),
        },
    }
}
