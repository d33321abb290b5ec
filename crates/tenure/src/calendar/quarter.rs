use std::fmt;

use chrono::{Datelike, NaiveDate};

use super::{Month, Year};
use crate::text::pad;

/// A quarter of the calendar year. For a fiscal year that begins elsewhere see [`FiscalCalendar`](super::FiscalCalendar).
///
/// Shown as `2026-Q4`. The range is that of [`NaiveDate`].
///
/// # Laws
/// - `Quarter::of(day) == quarter` exactly for the days from `first_day` to `last_day`.
/// - `quarter.checked_add(a)?.checked_add(b)? == quarter.checked_add(a + b)?`.
/// - Ordering is that of the first days.
///
/// ```
/// use chrono::NaiveDate;
/// use tenure::Quarter;
///
/// let day = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
/// let quarter = Quarter::of(day);
/// assert_eq!(quarter.to_string(), "2026-Q4");
/// assert_eq!(quarter.first_day().to_string(), "2026-10-01");
/// assert_eq!(quarter.last_day().to_string(), "2026-12-31");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter {
    first_month: Month,
}

impl Quarter {
    /// The quarter with this number, 1 to 4; `None` for another number or a year out of range.
    #[must_use]
    pub fn new(year: i32, quarter: u32) -> Option<Self> {
        let first_month = Month::new(
            year,
            quarter.checked_sub(1)?.checked_mul(3)?.checked_add(1)?,
        )?;
        Some(Self { first_month })
    }

    /// The quarter in which a day lies.
    #[must_use]
    pub fn of(day: NaiveDate) -> Self {
        let month = Month::of(day);
        let into = (day.month0() % 3).cast_signed();
        Self {
            first_month: month.checked_add(-into).unwrap_or(month),
        }
    }

    /// The year.
    #[must_use]
    pub fn year(&self) -> i32 {
        self.first_month.year()
    }

    /// The number of the quarter, 1 to 4.
    #[must_use]
    pub fn quarter(&self) -> u32 {
        (self.first_month.month() - 1) / 3 + 1
    }

    /// The first day.
    #[must_use]
    pub const fn first_day(&self) -> NaiveDate {
        self.first_month.first_day()
    }

    /// The last day.
    #[must_use]
    pub fn last_day(&self) -> NaiveDate {
        self.first_month
            .checked_add(2)
            .unwrap_or(self.first_month)
            .last_day()
    }

    /// The quarter this many quarters later (earlier when negative); `None` out of range.
    #[must_use]
    pub fn checked_add(&self, quarters: i32) -> Option<Self> {
        let first_month = self.first_month.checked_add(quarters.checked_mul(3)?)?;
        Some(Self { first_month })
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        pad(f, format_args!("{}-Q{}", Year(self.year()), self.quarter()))
    }
}

impl fmt::Debug for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
