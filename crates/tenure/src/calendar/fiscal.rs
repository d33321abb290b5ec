use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Month, Span};

/// A financial year of twelve whole months that may begin in any month.
///
/// A fiscal year is named after the calendar year in which it ends: with a year that begins in February, fiscal 2026 runs from
/// 2025-02-01 to 2026-01-31. A year that begins in January is the calendar year. Serialised as the number of the first month.
///
/// # Laws
/// - A day lies in `year_span(year_of(day))` and in the `quarter_span` of `quarter_of(day)`, where these are in range.
/// - The four quarters of a year tile it, three whole months each, and years follow each other without gap or overlap.
/// - The year that begins in January has the quarters of [`Quarter`](super::Quarter).
///
/// ```
/// use chrono::NaiveDate;
/// use tenure::FiscalCalendar;
///
/// let fiscal = FiscalCalendar::starting_in(2).expect("February");
/// let day = NaiveDate::from_ymd_opt(2026, 1, 31).expect("a day");
/// assert_eq!(fiscal.year_of(day), 2026);
/// assert_eq!(fiscal.quarter_of(day), (2026, 4));
/// assert_eq!(fiscal.year_span(2026).map(|span| span.to_string()).as_deref(), Some("[2025-02-01, 2026-02-01)"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct FiscalCalendar {
    /// 1 to 12.
    first_month: u32,
}

impl FiscalCalendar {
    /// A year that begins on the first day of this month, 1 to 12; `None` for another number.
    #[must_use]
    pub fn starting_in(first_month: u32) -> Option<Self> {
        (1..=12)
            .contains(&first_month)
            .then_some(Self { first_month })
    }

    /// The month in which the year begins, 1 to 12.
    #[must_use]
    pub const fn first_month(&self) -> u32 {
        self.first_month
    }

    /// The fiscal year in which a day lies.
    #[must_use]
    pub fn year_of(&self, day: NaiveDate) -> i32 {
        let (start, _) = self.place(day);
        self.name_of_year_starting(start)
    }

    /// The fiscal year and its quarter, 1 to 4, in which a day lies.
    #[must_use]
    pub fn quarter_of(&self, day: NaiveDate) -> (i32, u32) {
        let (start, months_into) = self.place(day);
        (self.name_of_year_starting(start), months_into / 3 + 1)
    }

    /// The days of a fiscal year; `None` out of range.
    #[must_use]
    pub fn year_span(&self, year: i32) -> Option<Span> {
        self.months_of(year, 0, 12)
    }

    /// The days of a quarter, 1 to 4, of a fiscal year; `None` for another number or out of range.
    #[must_use]
    pub fn quarter_span(&self, year: i32, quarter: u32) -> Option<Span> {
        let skipped = i32::try_from(quarter.checked_sub(1)?).ok()?;
        (quarter <= 4).then(|| self.months_of(year, skipped * 3, 3))?
    }

    fn months_of(&self, year: i32, skipped: i32, count: i32) -> Option<Span> {
        let starts_before = i32::from(self.first_month > 1);
        let first = Month::new(year.checked_sub(starts_before)?, self.first_month)?;
        let start = first.checked_add(skipped)?;
        Span::new(
            start.first_day(),
            Some(start.checked_add(count)?.first_day()),
        )
        .ok()
    }

    /// The calendar year in which the fiscal year of a day starts, and the whole months since.
    fn place(&self, day: NaiveDate) -> (i32, u32) {
        let month = Month::of(day);
        if month.month() >= self.first_month {
            (month.year(), month.month() - self.first_month)
        } else {
            (month.year() - 1, month.month() + 12 - self.first_month)
        }
    }

    fn name_of_year_starting(&self, calendar_year: i32) -> i32 {
        calendar_year + i32::from(self.first_month > 1)
    }
}

impl TryFrom<u32> for FiscalCalendar {
    type Error = &'static str;

    fn try_from(first_month: u32) -> Result<Self, Self::Error> {
        Self::starting_in(first_month).ok_or("a fiscal year begins in a month from 1 to 12")
    }
}

impl From<FiscalCalendar> for u32 {
    fn from(fiscal: FiscalCalendar) -> Self {
        fiscal.first_month
    }
}
