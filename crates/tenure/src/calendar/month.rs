use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};

use super::Year;
use crate::text::{excerpt, pad, serde_as_text};

/// A calendar month.
///
/// Shown, parsed and serialised as `2026-01`, a year outside 0000 to 9999 with a sign (`+12026-01`), and in no other way. The range
/// is that of [`NaiveDate`].
///
/// # Laws
/// - `Month::of(day) == month` exactly for the days from `first_day` to `last_day`.
/// - `month.checked_add(a)?.checked_add(b)? == month.checked_add(a + b)?`.
/// - `earlier.checked_add(later.months_since(earlier)) == Some(later)`.
/// - Ordering is that of the first days. Text and serde round-trip.
///
/// ```
/// use tenure::Month;
///
/// let february: Month = "2028-02".parse()?;
/// assert_eq!(february.last_day().to_string(), "2028-02-29");
/// assert_eq!(february.checked_add(11), Month::new(2029, 1));
/// # Ok::<(), tenure::MonthError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    first_day: NaiveDate,
}

/// Text that is not a month.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a month; write it like `2026-01`")]
pub struct MonthError {
    text: String,
}

impl Month {
    /// The month with this number, 1 to 12; `None` for another number or a year out of range.
    #[must_use]
    pub fn new(year: i32, month: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, 1).map(|first_day| Self { first_day })
    }

    /// The month in which a day lies.
    #[must_use]
    pub fn of(day: NaiveDate) -> Self {
        Self {
            first_day: day.with_day(1).unwrap_or(day),
        }
    }

    /// The year.
    #[must_use]
    pub fn year(&self) -> i32 {
        self.first_day.year()
    }

    /// The number of the month, 1 to 12.
    #[must_use]
    pub fn month(&self) -> u32 {
        self.first_day.month()
    }

    /// The first day.
    #[must_use]
    pub const fn first_day(&self) -> NaiveDate {
        self.first_day
    }

    /// The last day: the one whose end a month-end snapshot shows.
    #[must_use]
    pub fn last_day(&self) -> NaiveDate {
        let length = u32::from(self.first_day.num_days_in_month());
        self.first_day.with_day(length).unwrap_or(self.first_day)
    }

    /// The month this many months later (earlier when negative); `None` out of range.
    #[must_use]
    pub fn checked_add(&self, months: i32) -> Option<Self> {
        let index = (i64::from(self.year()) * 12 + i64::from(self.month()) - 1) + i64::from(months);
        let year = i32::try_from(index.div_euclid(12)).ok()?;
        let month = u32::try_from(index.rem_euclid(12)).ok()?;
        Self::new(year, month + 1)
    }

    /// Whole months from `earlier` to this one; negative when `earlier` is later.
    #[must_use]
    pub fn months_since(&self, earlier: Self) -> i32 {
        (self.year() - earlier.year()) * 12 + self.first_day.month0().cast_signed()
            - earlier.first_day.month0().cast_signed()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        pad(f, format_args!("{}-{:02}", Year(self.year()), self.month()))
    }
}

impl fmt::Debug for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Month {
    type Err = MonthError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parse = || {
            let (year, month) = text.rsplit_once('-')?;
            let parsed = Self::new(year.parse().ok()?, month.parse().ok()?)?;
            // The parser of numbers is lenient about signs and leading zeros; what is shown again must be what was written.
            (parsed.to_string() == text).then_some(parsed)
        };
        parse().ok_or_else(|| MonthError {
            text: excerpt(text),
        })
    }
}

serde_as_text!(Month, "a month like `2026-01`");
