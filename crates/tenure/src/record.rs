//! What a journal keeps: a fact with where, when, and on whose behalf it was recorded.

use std::fmt;
use std::num::NonZeroU64;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::fact::Fact;
use crate::id::{AccountId, ActorId, CommandId};
use crate::text::TextError;

/// The place of a record among all records of its tenant: 1, 2, 3, … without a hole.
///
/// A reader that has seen position n has seen everything up to n.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Position(NonZeroU64);

impl Position {
    /// The first place.
    pub const FIRST: Self = Self(NonZeroU64::MIN);

    /// The place with this number; `None` for 0, where nothing stands.
    #[must_use]
    pub const fn new(number: u64) -> Option<Self> {
        match NonZeroU64::new(number) {
            Some(number) => Some(Self(number)),
            None => None,
        }
    }

    /// The number, from 1.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0.get()
    }

    /// The place after a head: the first one when there is none. `None` past the range of `u64`.
    #[must_use]
    pub fn after(head: Option<Self>) -> Option<Self> {
        match head {
            None => Some(Self::FIRST),
            Some(head) => head.0.checked_add(1).map(Self),
        }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}

/// How many records a stream has; the version of its nth record is n.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Version(u64);

impl Version {
    /// The version of a stream without any record.
    pub const EMPTY: Self = Self(0);

    /// The version after this many records.
    #[must_use]
    pub const fn new(records: u64) -> Self {
        Self(records)
    }

    /// How many records.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The version after one more record; `None` past the range of `u64`.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        self.0.checked_add(1).map(Self)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One ordered sequence of a tenant's records, guarded by its [`Version`].
///
/// As text `directory` or `account:` and the account's id.
///
/// ```
/// use tenure::{AccountId, StreamId};
///
/// let stream: StreamId = "account:A-17".parse()?;
/// assert_eq!(stream, StreamId::Account(AccountId::new("A-17")?));
/// assert_eq!(StreamId::Directory.to_string(), "directory");
/// # Ok::<(), tenure::StreamIdError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "std::borrow::Cow<'_, str>", into = "String")]
pub enum StreamId {
    /// The managers and what else the host itself brings: one small stream.
    Directory,
    /// Everything about one customer's account: a stream each.
    Account(AccountId),
}

/// Text that names no stream.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StreamIdError {
    /// Neither `directory` nor `account:…`.
    #[error("a stream is `directory` or `account:` and an id")]
    Unknown,
    /// The id of the account is not valid.
    #[error(transparent)]
    Id(#[from] TextError),
}

pub(crate) const DIRECTORY: &str = "directory";
pub(crate) const ACCOUNT_PREFIX: &str = "account:";

impl fmt::Display for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Directory => f.write_str(DIRECTORY),
            Self::Account(account) => write!(f, "{ACCOUNT_PREFIX}{account}"),
        }
    }
}

impl FromStr for StreamId {
    type Err = StreamIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == DIRECTORY {
            return Ok(Self::Directory);
        }
        let account = text
            .strip_prefix(ACCOUNT_PREFIX)
            .ok_or(StreamIdError::Unknown)?;
        Ok(Self::Account(AccountId::new(account)?))
    }
}

impl TryFrom<std::borrow::Cow<'_, str>> for StreamId {
    type Error = StreamIdError;

    fn try_from(text: std::borrow::Cow<'_, str>) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<StreamId> for String {
    fn from(stream: StreamId) -> Self {
        stream.to_string()
    }
}

/// A fact as a journal keeps it. Records are never changed and never removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Place among all records of the tenant: the order in which they were recorded.
    pub position: Position,
    /// The stream it belongs to.
    pub stream: StreamId,
    /// Its place in that stream, from 1.
    pub version: Version,
    /// The business day from which it holds, given by the caller.
    pub effective_on: NaiveDate,
    /// When it was written, in whole microseconds; never decreasing along positions of a tenant.
    pub recorded_at: DateTime<Utc>,
    /// The request that caused it.
    pub command: CommandId,
    /// Who or what made the request, where the host said so.
    pub actor: Option<ActorId>,
    /// The record of the same stream that this one puts right: that one no longer holds.
    pub corrects: Option<Position>,
    /// What happened.
    pub fact: Fact,
}
