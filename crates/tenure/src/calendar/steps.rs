use chrono::{Datelike, NaiveDate};

use super::Month;

/// Monthly dates from an anchor, such as billing days or renewals: each step goes from the anchor, never from the step before.
///
/// A day that a month lacks becomes its last day, and the day after that is the anchor's own again: 31 January, 28 February,
/// 31 March. Stepping from the step before would stay at the 28th for ever.
///
/// # Laws
/// - `nth(0)` is the anchor, and `nth` rises with its argument.
/// - `nth(n)` lies in the month n months after the anchor's, on the anchor's day of the month or, where the month is shorter, on its
///   last day.
///
/// ```
/// use chrono::NaiveDate;
/// use tenure::MonthSteps;
///
/// let steps = MonthSteps::from(NaiveDate::from_ymd_opt(2026, 1, 31).expect("a day"));
/// let text = |n| steps.nth(n).map(|day| day.to_string());
/// assert_eq!(text(1).as_deref(), Some("2026-02-28"));
/// assert_eq!(text(2).as_deref(), Some("2026-03-31"));
/// assert_eq!(text(-2).as_deref(), Some("2025-11-30"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MonthSteps {
    anchor: NaiveDate,
}

impl MonthSteps {
    /// The date from which every step goes.
    #[must_use]
    pub const fn anchor(&self) -> NaiveDate {
        self.anchor
    }

    /// The date this many months after the anchor (before it when negative), clamped to the month's last day; `None` out of range.
    #[must_use]
    pub fn nth(&self, months: i32) -> Option<NaiveDate> {
        let month = Month::of(self.anchor).checked_add(months)?;
        // Nearly every month has the day.
        let day = month.first_day().with_day(self.anchor.day());
        day.or_else(|| Some(month.last_day()))
    }
}

impl From<NaiveDate> for MonthSteps {
    fn from(anchor: NaiveDate) -> Self {
        Self { anchor }
    }
}
