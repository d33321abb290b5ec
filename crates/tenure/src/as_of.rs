//! The two times of every question.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::record::{Position, Record};

/// A point in both times: the business day asked about, and what was known when.
///
/// A cancellation recorded in May and effective in March changes what is known in May about March; what was known in April about
/// March stays as it was, for ever.
///
/// ```
/// use chrono::NaiveDate;
/// use tenure::{AsOf, Known};
///
/// let march = NaiveDate::from_ymd_opt(2026, 3, 31).expect("a day");
/// let today = AsOf { effective: march, known: Known::Now };
/// let then = AsOf { effective: march, known: Known::by_end_of(march).expect("in range") };
/// assert_ne!(today, then);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AsOf {
    /// The business day.
    pub effective: NaiveDate,
    /// What counts as known.
    pub known: Known,
}

/// What counts as known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Known {
    /// Everything recorded.
    #[default]
    Now,
    /// What was recorded up to and including this instant.
    At(DateTime<Utc>),
    /// What was recorded up to and including this record. Several records may share an instant; no two share a position.
    Through(Position),
}

impl Known {
    /// What was known by the end of a day in UTC; `None` at the very end of the range of dates.
    #[must_use]
    pub fn by_end_of(day: NaiveDate) -> Option<Self> {
        let midnight = day.succ_opt()?.and_hms_opt(0, 0, 0)?.and_utc();
        let last_instant = midnight.checked_sub_signed(chrono::TimeDelta::microseconds(1))?;
        Some(Self::At(last_instant))
    }

    /// Whether a record was known.
    #[must_use]
    pub fn includes(&self, record: &Record) -> bool {
        match self {
            Self::Now => true,
            Self::At(instant) => record.recorded_at <= *instant,
            Self::Through(position) => record.position <= *position,
        }
    }
}
