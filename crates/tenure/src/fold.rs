//! What every fold of a stream checks: that the records arrive whole and in order.

use crate::record::{Position, Record, StreamId, Version};

/// A record that cannot be taken in, because a journal never hands it out like this.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FoldError {
    /// A record is missing or came twice: fold a stream from its first record without leaving any out.
    #[error(
        "record {position} is version {actual} of stream `{stream}`, but version {expected} comes next; \
         fold a stream from its first record without leaving any out"
    )]
    NotNext {
        /// The record.
        position: Position,
        /// Its stream.
        stream: StreamId,
        /// The version that comes next.
        expected: Version,
        /// The version it has.
        actual: Version,
    },
    /// The fact does not belong into this stream.
    #[error("record {position}, a `{type_name}`, does not belong into stream `{stream}`")]
    Misplaced {
        /// The record.
        position: Position,
        /// Its type.
        type_name: &'static str,
        /// Its stream.
        stream: StreamId,
    },
}

impl FoldError {
    pub(crate) fn misplaced(record: &Record) -> Self {
        Self::Misplaced {
            position: record.position,
            type_name: record.fact.type_name(),
            stream: record.stream.clone(),
        }
    }
}

/// How far a stream has been folded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Versions {
    version: Version,
    last_position: Option<Position>,
}

impl Versions {
    pub(crate) const NONE: Self = Self {
        version: Version::EMPTY,
        last_position: None,
    };

    pub(crate) const fn version(&self) -> Version {
        self.version
    }

    pub(crate) const fn last_position(&self) -> Option<Position> {
        self.last_position
    }

    /// Steps to a record, which must be the next one.
    pub(crate) fn advance(&mut self, record: &Record) -> Result<(), FoldError> {
        let expected = self.version.next().unwrap_or(self.version);
        if record.version != expected || Some(record.position) <= self.last_position {
            return Err(FoldError::NotNext {
                position: record.position,
                stream: record.stream.clone(),
                expected,
                actual: record.version,
            });
        }
        self.version = expected;
        self.last_position = Some(record.position);
        Ok(())
    }
}
