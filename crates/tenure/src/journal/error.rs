use std::error::Error;
use std::fmt;

use crate::id::{CommandId, SubjectId};
use crate::record::{Position, StreamId, Version};

/// What went wrong, to match on.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum JournalErrorKind {
    /// The request itself breaks a rule of the port. Nothing was written; the same request will fail again.
    Invalid,
    /// A stream is not at the version that the decision was based on: load it again and decide again.
    Conflict {
        /// The stream.
        stream: StreamId,
        /// The version the caller expected.
        expected: Version,
        /// The version it has.
        actual: Version,
    },
    /// The command id was used before for something else.
    CommandReused,
    /// Whether the append happened is not known: ask for the receipt, or send the same command again.
    UnknownOutcome,
    /// What is stored is not what was written.
    Corrupt {
        /// The record; `None` when it is not a record that is damaged, or the store cannot tell which.
        position: Option<Position>,
    },
    /// What is stored was written by a newer version of tenure: update before reading on.
    NewerSchema {
        /// The record; `None` when the whole store is newer.
        position: Option<Position>,
    },
    /// The subject was forgotten, for good.
    Forgotten,
    /// No space left. Nothing was written.
    Full,
    /// Too many at once; nothing was written.
    Busy,
    /// The request is past a stated limit. Nothing was tried.
    TooLarge,
    /// The store cannot be reached or refuses to work.
    Unavailable,
}

/// An error of a journal: a kind to match on, what it was about, and the cause underneath.
///
/// The types of drivers never show in it, only their messages along [`Error::source`].
#[derive(Debug)]
pub struct JournalError {
    kind: JournalErrorKind,
    message: String,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl JournalError {
    /// An error of this kind; the message says what, where and what to do.
    #[must_use]
    pub fn new(kind: JournalErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            source: None,
        }
    }

    /// The same error with the cause underneath.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// A conflict on a stream.
    #[must_use]
    pub fn conflict(stream: StreamId, expected: Version, actual: Version) -> Self {
        let message = format!(
            "stream `{stream}` is at version {actual}, not {expected}; load it and decide again"
        );
        Self::new(
            JournalErrorKind::Conflict {
                stream,
                expected,
                actual,
            },
            message,
        )
    }

    /// A command id that was used for something else.
    #[must_use]
    pub fn command_reused(command: &CommandId) -> Self {
        Self::new(
            JournalErrorKind::CommandReused,
            format!(
                "the command `{command}` was recorded with other content; give every request an id of its own"
            ),
        )
    }

    /// A subject that was forgotten.
    #[must_use]
    pub fn forgotten(subject: &SubjectId) -> Self {
        Self::new(
            JournalErrorKind::Forgotten,
            format!("the subject `{subject}` was forgotten for good; nothing can be kept for it"),
        )
    }

    /// What to match on.
    #[must_use]
    pub const fn kind(&self) -> &JournalErrorKind {
        &self.kind
    }

    /// Whether the same request may succeed later without a new decision.
    #[must_use]
    pub const fn is_retryable(&self) -> bool {
        matches!(
            self.kind,
            JournalErrorKind::UnknownOutcome
                | JournalErrorKind::Busy
                | JournalErrorKind::Full
                | JournalErrorKind::Unavailable
        )
    }
}

impl fmt::Display for JournalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for JournalError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source
            .as_deref()
            .map(|source| source as &(dyn Error + 'static))
    }
}
