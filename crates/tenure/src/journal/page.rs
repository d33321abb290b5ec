use chrono::{DateTime, Utc};

use super::ChainHash;
use crate::record::{Position, Record};

/// The most records of a page: 1 to [`Limit::MAX`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit(usize);

impl Limit {
    /// The largest page. Pages this large cost a few percent over one long read and hold no lock between them.
    pub const MAX: Self = Self(10_000);

    /// A limit; 0 becomes 1 and more than [`Limit::MAX`] becomes that.
    #[must_use]
    pub const fn new(records: usize) -> Self {
        Self(if records == 0 {
            1
        } else if records > Self::MAX.0 {
            Self::MAX.0
        } else {
            records
        })
    }

    /// How many records.
    #[must_use]
    pub const fn get(self) -> usize {
        self.0
    }
}

/// Some records in order, and whether they were the last ones when they were read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The records.
    pub records: Vec<Record>,
    /// Whether nothing stood after them.
    pub end: bool,
}

/// The end of a tenant's records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The place of the last record; `None` when there is none.
    pub position: Option<Position>,
    /// The hash over all records.
    pub chain: ChainHash,
    /// The instant of the last record; `None` when there is none.
    pub recorded_at: Option<DateTime<Utc>>,
}
