use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use super::{FiscalCalendar, Month, Quarter, Span};

/// How long a period of a report is, and where it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Grain {
    /// Calendar months.
    Month,
    /// Calendar quarters.
    Quarter,
    /// Calendar years.
    Year,
    /// Quarters of a fiscal year.
    FiscalQuarter(FiscalCalendar),
    /// Fiscal years.
    FiscalYear(FiscalCalendar),
    /// Weeks that begin on this day of the week.
    Week(Weekday),
}

/// One period: whole days from `start` up to but not including `end`, at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    start: NaiveDate,
    end: NaiveDate,
}

/// Periods that follow each other without gap or overlap: the rows of a report.
///
/// # Laws
/// - Each period starts where the one before ends, and each is the [`period_of`](Grain::period_of) of all its days.
/// - The first holds `first` and the last holds `last`.
/// - `index_of(day)` is the place of the one period that holds the day.
///
/// ```
/// use chrono::NaiveDate;
/// use tenure::{Grain, Periods};
///
/// let day = |m, d| NaiveDate::from_ymd_opt(2026, m, d).expect("a day");
/// let quarters = Periods::covering(Grain::Quarter, day(2, 14), day(7, 1)).expect("in range");
/// let starts: Vec<_> = quarters.iter().map(|period| period.start().to_string()).collect();
/// assert_eq!(starts, ["2026-01-01", "2026-04-01", "2026-07-01"]);
/// assert_eq!(quarters.index_of(day(6, 30)), Some(1));
/// assert_eq!(quarters.index_of(day(10, 1)), None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Periods {
    grain: Grain,
    /// The first day of each period and, last, the day after the last one: never empty, rising.
    bounds: Vec<NaiveDate>,
}

impl Grain {
    /// The period in which a day lies; `None` when it would leave the range of dates.
    #[must_use]
    pub fn period_of(&self, day: NaiveDate) -> Option<Period> {
        let months =
            |first: Month, count| Some((first.first_day(), first.checked_add(count)?.first_day()));
        let span = |span: Span| Some((span.start(), span.end()?));
        let (start, end) = match self {
            Self::Month => months(Month::of(day), 1)?,
            Self::Quarter => months(Month::of(Quarter::of(day).first_day()), 3)?,
            Self::Year => months(Month::new(day.year(), 1)?, 12)?,
            Self::FiscalQuarter(fiscal) => {
                let (year, quarter) = fiscal.quarter_of(day);
                span(fiscal.quarter_span(year, quarter)?)?
            }
            Self::FiscalYear(fiscal) => span(fiscal.year_span(fiscal.year_of(day))?)?,
            Self::Week(first) => {
                let since = day.weekday().days_since(*first);
                let start = day.checked_sub_days(Days::new(since.into()))?;
                (start, start.checked_add_days(Days::new(7))?)
            }
        };
        Some(Period { start, end })
    }
}

impl Period {
    /// The first day.
    #[must_use]
    pub const fn start(&self) -> NaiveDate {
        self.start
    }

    /// The day after the last.
    #[must_use]
    pub const fn end(&self) -> NaiveDate {
        self.end
    }

    /// The last day: the one whose end the closing snapshot shows.
    #[must_use]
    pub fn last_day(&self) -> NaiveDate {
        self.end.pred_opt().unwrap_or(self.start)
    }

    /// The same days as a [`Span`].
    #[must_use]
    pub fn span(&self) -> Span {
        Span::new(self.start, Some(self.end)).unwrap_or_else(|_| Span::from(self.start))
    }
}

impl Periods {
    /// The most periods a run may have: more than sixteen centuries of months.
    pub const MAX: usize = 20_000;

    /// The periods from the one in which `first` lies to the one in which `last` lies; `None` when `last` is before `first`, the
    /// range of dates is left, or there would be more than [`Periods::MAX`].
    #[must_use]
    pub fn covering(grain: Grain, first: NaiveDate, last: NaiveDate) -> Option<Self> {
        if last < first {
            return None;
        }
        let mut period = grain.period_of(first)?;
        let mut bounds = vec![period.start, period.end];
        while period.end <= last {
            if bounds.len() > Self::MAX {
                return None;
            }
            period = grain.period_of(period.end)?;
            bounds.push(period.end);
        }
        Some(Self { grain, bounds })
    }

    /// The grain.
    #[must_use]
    pub const fn grain(&self) -> Grain {
        self.grain
    }

    /// How many there are; at least one.
    #[must_use]
    #[allow(
        clippy::len_without_is_empty,
        reason = "a run of periods is never empty"
    )]
    pub fn len(&self) -> usize {
        self.bounds.len() - 1
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Period> + '_ {
        self.bounds
            .iter()
            .zip(self.bounds.iter().skip(1))
            .map(|(start, end)| Period {
                start: *start,
                end: *end,
            })
    }

    /// The period at this place, from 0.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<Period> {
        let start = *self.bounds.get(index)?;
        let end = *self.bounds.get(index.checked_add(1)?)?;
        Some(Period { start, end })
    }

    /// The place of the period in which a day lies; `None` outside all of them.
    #[must_use]
    pub fn index_of(&self, day: NaiveDate) -> Option<usize> {
        let after = self.bounds.partition_point(|bound| *bound <= day);
        (after < self.bounds.len()).then(|| after.checked_sub(1))?
    }

    /// Those that are over by the beginning of a day; `None` when not one is.
    #[must_use]
    pub fn until(&self, day: NaiveDate) -> Option<Self> {
        let bounds = self.bounds.partition_point(|bound| *bound <= day);
        (bounds > 1).then(|| Self {
            grain: self.grain,
            bounds: self.bounds.iter().take(bounds).copied().collect(),
        })
    }

    /// The first day of the first period.
    #[must_use]
    pub fn start(&self) -> NaiveDate {
        self.bounds.first().copied().unwrap_or_default()
    }

    /// The day after the last period.
    #[must_use]
    pub fn end(&self) -> NaiveDate {
        self.bounds.last().copied().unwrap_or_default()
    }

    /// The day before the first period, the one whose end the opening snapshot shows.
    #[must_use]
    pub fn opening_day(&self) -> Option<NaiveDate> {
        self.start().checked_sub_days(Days::new(1))
    }
}
