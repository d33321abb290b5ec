use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::text::pad;

/// Days from a start up to but not including an end: `[start, end)`. An open end is `None`.
///
/// Half-open everywhere: what ends on the 1st is not in force on the 1st, and two spans that meet share no day. A span whose end
/// is its start holds no day at all (a contract cancelled on the day it began).
///
/// Serialised as an object of dates, `{"start":"2026-03-01","end":null}`.
///
/// # Laws
/// - A day lies in `a.intersection(&b)` exactly when it lies in both; intersection commutes and associates.
/// - `days` is how many days it holds, and `is_empty` says that this is none.
///
/// ```
/// use chrono::NaiveDate;
/// use tenure::Span;
///
/// let day = |d| NaiveDate::from_ymd_opt(2026, 3, d).expect("a day");
/// let term = Span::new(day(1), Some(day(10)))?;
/// assert!(term.contains(day(1)) && term.contains(day(9)) && !term.contains(day(10)));
/// assert!(!term.overlaps(&Span::from(day(10))));
/// assert!(Span::new(day(10), Some(day(1))).is_err());
/// # Ok::<(), tenure::SpanError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Bounds", into = "Bounds")]
pub struct Span {
    start: NaiveDate,
    end: Option<NaiveDate>,
}

/// A span that would end before it starts.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the end {end} is before the start {start}; an end may be the start at the earliest")]
pub struct SpanError {
    start: NaiveDate,
    end: NaiveDate,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Bounds {
    start: NaiveDate,
    end: Option<NaiveDate>,
}

impl Span {
    /// The span `[start, end)`; open when `end` is `None`.
    ///
    /// # Errors
    /// [`SpanError`] when the end is before the start.
    pub fn new(start: NaiveDate, end: Option<NaiveDate>) -> Result<Self, SpanError> {
        match end {
            Some(end) if end < start => Err(SpanError { start, end }),
            _ => Ok(Self { start, end }),
        }
    }

    /// The first day.
    #[must_use]
    pub const fn start(&self) -> NaiveDate {
        self.start
    }

    /// The first day no longer in it; `None` when open.
    #[must_use]
    pub const fn end(&self) -> Option<NaiveDate> {
        self.end
    }

    /// Whether it holds no day.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.end == Some(self.start)
    }

    /// Whether the day lies in it.
    #[must_use]
    pub fn contains(&self, day: NaiveDate) -> bool {
        self.start <= day && self.end.is_none_or(|end| day < end)
    }

    /// The days both have; `None` when there is none.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Option<Self> {
        let start = self.start.max(other.start);
        let end = match (self.end, other.end) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (end, None) | (None, end) => end,
        };
        end.is_none_or(|end| start < end)
            .then_some(Self { start, end })
    }

    /// Whether they share a day.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.intersection(other).is_some()
    }

    /// How many days it holds; `None` when open.
    #[must_use]
    pub fn days(&self) -> Option<i64> {
        self.end
            .map(|end| end.signed_duration_since(self.start).num_days())
    }
}

impl From<NaiveDate> for Span {
    /// The open span from this day on.
    fn from(start: NaiveDate) -> Self {
        Self { start, end: None }
    }
}

impl From<Span> for Bounds {
    fn from(Span { start, end }: Span) -> Self {
        Self { start, end }
    }
}

impl TryFrom<Bounds> for Span {
    type Error = SpanError;

    fn try_from(Bounds { start, end }: Bounds) -> Result<Self, Self::Error> {
        Self::new(start, end)
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.end {
            Some(end) => pad(f, format_args!("[{}, {end})", self.start)),
            None => pad(f, format_args!("[{}, open)", self.start)),
        }
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
