//! Dates as business uses them: months, quarters, half-open spans, fiscal calendars, and steps that do not drift.

use std::fmt;

mod fiscal;
mod month;
mod periods;
mod quarter;
mod span;
mod steps;
mod working;

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
