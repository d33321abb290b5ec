//! Dates as business uses them: months, quarters, half-open spans, fiscal calendars, and steps that do not drift.

use std::fmt;

use chrono::{DateTime, NaiveDate, TimeZone, Utc};

mod epoch;
mod fiscal;
mod month;
mod periods;
mod quarter;
mod span;
mod steps;
mod working;

pub(crate) use epoch::epoch_days;
pub use fiscal::FiscalCalendar;
pub use month::{Month, MonthError};
pub use periods::{Grain, Period, Periods};
pub use quarter::Quarter;
pub use span::{Span, SpanError};
pub use steps::MonthSteps;
pub use working::{WorkingCalendar, WorkingCalendarError, WorkingHours, WorkingHoursError};

/// A year as ISO 8601 writes it: four digits, and with a sign outside 0000 to 9999.
struct Year(i32);

impl fmt::Display for Year {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if (0..=9999).contains(&self.0) {
            write!(f, "{:04}", self.0)
        } else {
            write!(f, "{:+05}", self.0)
        }
    }
}

/// The day on which an instant falls in a time zone: what stands in a record is a day, so an instant becomes one where it comes in.
///
/// The zone is an argument, and never the machine's own: a [`FixedOffset`](chrono::FixedOffset), or a zone of the crate `chrono-tz`,
/// which knows since when which offset holds. A day on which clocks change has 23 or 25 hours, and is one day all the same. Every
/// instant has exactly one day; reports in another zone are reports of another history.
///
/// ```
/// use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
/// use tenure::calendar::day_in;
///
/// let new_york = FixedOffset::west_opt(5 * 3600).expect("within a day");
/// let instant: DateTime<Utc> = "2026-02-01T03:30:00Z".parse()?;
/// assert_eq!(Some(day_in(instant, &new_york)), NaiveDate::from_ymd_opt(2026, 1, 31)); // still January there
/// assert_eq!(Some(day_in(instant, &Utc)), NaiveDate::from_ymd_opt(2026, 2, 1));
/// # Ok::<(), chrono::ParseError>(())
/// ```
pub fn day_in<Z: TimeZone>(instant: DateTime<Utc>, zone: &Z) -> NaiveDate {
    instant.with_timezone(zone).date_naive()
}
