//! Dates as business uses them: months, quarters, half-open spans, fiscal calendars, and steps that do not drift.

mod fiscal;
mod month;
mod periods;
mod quarter;
mod span;
mod steps;

pub use fiscal::FiscalCalendar;
pub use month::{Month, MonthError};
pub use periods::{Grain, Period, Periods};
pub use quarter::Quarter;
pub use span::{Span, SpanError};
pub use steps::MonthSteps;
