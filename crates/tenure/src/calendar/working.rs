use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike, Weekday};
use serde::{Deserialize, Serialize};

use crate::text::{excerpt, pad, serde_as_text};

const NANOS_OF_SECOND: i64 = 1_000_000_000;
const NANOS_OF_MINUTE: i64 = 60 * NANOS_OF_SECOND;
const NANOS_OF_DAY: i64 = 1_440 * NANOS_OF_MINUTE;

/// Working hours within one day, in whole minutes of the local clock: from a time up to but not including another.
///
/// As text and on the wire `09:00-17:30`; the end of the day is `24:00`.
///
/// ```
/// use tenure::calendar::WorkingHours;
///
/// let morning: WorkingHours = "09:00-12:30".parse()?;
/// assert_eq!(morning.minutes(), 210);
/// assert!("12:30-09:00".parse::<WorkingHours>().is_err());
/// # Ok::<(), tenure::calendar::WorkingHoursError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WorkingHours {
    /// In minutes from midnight, below `end`.
    start: u16,
    /// In minutes from midnight, at most 1,440.
    end: u16,
}

/// Text that is no working hours of a day.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` is no working hours; write them like `09:00-17:30`, ending after they start and at `24:00` the latest"
)]
pub struct WorkingHoursError {
    text: String,
}

impl WorkingHours {
    /// Midnight to midnight.
    pub const WHOLE_DAY: Self = Self {
        start: 0,
        end: 1_440,
    };

    /// The hours between two minutes of the day, counted from midnight; `None` unless `start < end <= 1440`.
    #[must_use]
    pub const fn new(start: u16, end: u16) -> Option<Self> {
        if start < end && end <= Self::WHOLE_DAY.end {
            Some(Self { start, end })
        } else {
            None
        }
    }

    /// How many minutes they hold.
    #[must_use]
    pub const fn minutes(self) -> u16 {
        self.end - self.start
    }

    /// How much of them lies before a time of the day.
    fn nanos_before(self, time: i64) -> i64 {
        let start = i64::from(self.start) * NANOS_OF_MINUTE;
        let end = i64::from(self.end) * NANOS_OF_MINUTE;
        (time.min(end) - start).max(0)
    }
}

impl fmt::Display for WorkingHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let clock = |minutes: u16| (minutes / 60, minutes % 60);
        let ((from_hour, from_minute), (to_hour, to_minute)) = (clock(self.start), clock(self.end));
        pad(
            f,
            format_args!("{from_hour:02}:{from_minute:02}-{to_hour:02}:{to_minute:02}"),
        )
    }
}

impl FromStr for WorkingHours {
    type Err = WorkingHoursError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let minute_of_day = |clock: &str| {
            let (hours, minutes) = clock.split_once(':')?;
            let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
            (minutes < 60).then_some(hours.checked_mul(60)?.checked_add(minutes)?)
        };
        let parse = || {
            let (start, end) = text.split_once('-')?;
            let hours = Self::new(minute_of_day(start)?, minute_of_day(end)?)?;
            // The parser of numbers is lenient; what is shown again must be what was written.
            (hours.to_string() == text).then_some(hours)
        };
        parse().ok_or_else(|| WorkingHoursError {
            text: excerpt(text),
        })
    }
}

serde_as_text!(WorkingHours, "working hours like `09:00-17:30`");

/// When work is done: the hours of each day of the week, less the holidays. Answers how much working time lies between two
/// moments, and when a promise of so many working hours is due.
///
/// Moments are of the local clock, so no time zone is needed: an hour that summer time skips or repeats counts as the clock shows
/// it. All is half-open: the moment at which the day's work ends is not worked. A day may have any hours, several stretches or all
/// 24; a holiday has none.
///
/// Serialised as an object of the days that have hours, and the holidays:
/// `{"monday":["09:00-12:30","13:15-17:30"],"holidays":["2026-01-01"]}`.
///
/// # Laws
/// - [`working_time_between`](Self::working_time_between) is additive, `between(a, b) + between(b, c) == between(a, c)`, and turns
///   its sign when the moments change places.
/// - It never exceeds the time on the clock.
/// - `between(a, add(a, d)) == d`, and `add(a, d)` is the earliest such moment.
/// - `add(add(a, d), e) == add(a, d + e)`.
///
/// ```
/// use std::time::Duration;
/// use chrono::{NaiveDate, TimeDelta, Weekday};
/// use tenure::calendar::{WorkingCalendar, WorkingHours};
///
/// let nine_to_five: WorkingHours = "09:00-17:00".parse()?;
/// let weekdays = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];
/// let office = WorkingCalendar::new(weekdays.map(|day| (day, nine_to_five)), [])?;
///
/// let friday = NaiveDate::from_ymd_opt(2026, 3, 6).and_then(|day| day.and_hms_opt(16, 0, 0)).expect("a moment");
/// let due = office.add_working_time(friday, Duration::from_secs(2 * 3600)).expect("there is work");
/// assert_eq!(due.to_string(), "2026-03-09 10:00:00"); // the Monday after
/// assert_eq!(office.working_time_between(friday, due), TimeDelta::hours(2));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Week", into = "Week")]
pub struct WorkingCalendar {
    /// From Monday, each day's hours in order and apart from each other.
    days: [Vec<WorkingHours>; 7],
    /// By date, each with the minutes that it and those before it take from the hours of their days.
    holidays: Vec<(NaiveDate, i64)>,
    /// The minutes of a week without holidays, and those of them before each day.
    minutes_of_week: u16,
    minutes_before: [u16; 7],
}

/// The working time from a fixed Monday to a moment: it rises through working hours and rests between them.
#[derive(Clone, Copy)]
struct Worked {
    /// Of all days before, in minutes.
    before: i64,
    /// Of the day itself, in nanoseconds.
    today: i64,
}

impl Worked {
    /// The nanoseconds from one moment to another.
    fn nanos_until(self, end: Self) -> i128 {
        let minutes = i128::from(end.before - self.before);
        minutes * i128::from(NANOS_OF_MINUTE) + i128::from(end.today - self.today)
    }
}

/// Hours of one day that overlap.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the hours {first} and {second} of {day} overlap; let each end before the next begins, or where it begins"
)]
pub struct WorkingCalendarError {
    day: Weekday,
    first: WorkingHours,
    second: WorkingHours,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Week {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    monday: Vec<WorkingHours>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    tuesday: Vec<WorkingHours>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    wednesday: Vec<WorkingHours>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    thursday: Vec<WorkingHours>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    friday: Vec<WorkingHours>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    saturday: Vec<WorkingHours>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    sunday: Vec<WorkingHours>,
    #[serde(default)]
    holidays: BTreeSet<NaiveDate>,
}

impl WorkingCalendar {
    /// The calendar with these hours, in any order, and these holidays.
    ///
    /// # Errors
    /// [`WorkingCalendarError`] when hours of one day overlap.
    pub fn new(
        hours: impl IntoIterator<Item = (Weekday, WorkingHours)>,
        holidays: impl IntoIterator<Item = NaiveDate>,
    ) -> Result<Self, WorkingCalendarError> {
        let mut by_day: BTreeMap<u32, Vec<WorkingHours>> = BTreeMap::new();
        for (day, stretch) in hours {
            by_day
                .entry(day.num_days_from_monday())
                .or_default()
                .push(stretch);
        }
        let mut day = Weekday::Sun;
        let days = [0; 7].map(|_| {
            day = day.succ();
            by_day
                .remove(&day.num_days_from_monday())
                .unwrap_or_default()
        });
        Self::checked(days, holidays.into_iter().collect())
    }

    fn checked(
        mut days: [Vec<WorkingHours>; 7],
        holidays: BTreeSet<NaiveDate>,
    ) -> Result<Self, WorkingCalendarError> {
        let mut day = Weekday::Mon;
        for hours in &mut days {
            hours.sort_unstable();
            for (first, second) in hours.iter().zip(hours.iter().skip(1)) {
                if second.start < first.end {
                    return Err(WorkingCalendarError {
                        day,
                        first: *first,
                        second: *second,
                    });
                }
            }
            day = day.succ();
        }
        // At most seven times 1,440.
        let mut minutes_of_week = 0;
        let minutes_before = days.each_ref().map(|hours| {
            let before = minutes_of_week;
            minutes_of_week += minutes(hours);
            before
        });
        let mut lost = 0;
        let holidays = holidays.into_iter().map(|holiday| {
            lost += i64::from(minutes(of_day(&days, holiday.weekday())));
            (holiday, lost)
        });
        Ok(Self {
            holidays: holidays.collect(),
            days,
            minutes_of_week,
            minutes_before,
        })
    }

    /// The hours of a day of the week, in order, whether or not some of these days are holidays.
    #[must_use]
    pub fn hours(&self, day: Weekday) -> &[WorkingHours] {
        of_day(&self.days, day)
    }

    /// The days without work, in order.
    pub fn holidays(&self) -> impl Iterator<Item = NaiveDate> {
        self.holidays.iter().map(|(holiday, _)| *holiday)
    }

    /// How many minutes are worked in a week without holidays.
    #[must_use]
    pub fn minutes_of_week(&self) -> u16 {
        self.minutes_of_week
    }

    /// How many minutes are worked on a date.
    #[must_use]
    pub fn minutes_on(&self, date: NaiveDate) -> u16 {
        minutes(self.hours_on(date))
    }

    /// The working time from one moment to another; below zero when the second is the earlier one.
    ///
    /// It takes no longer for moments that are far apart.
    #[must_use]
    pub fn working_time_between(&self, start: NaiveDateTime, end: NaiveDateTime) -> TimeDelta {
        let (from, to) = (self.worked_until(start), self.worked_until(end));
        let days = TimeDelta::try_minutes(to.before - from.before);
        // The whole range of dates holds far less time than the type.
        days.and_then(|days| days.checked_add(&TimeDelta::nanoseconds(to.today - from.today)))
            .unwrap_or_default()
    }

    /// The earliest moment by which this much working time has passed; `start` itself for none.
    ///
    /// `None` when the calendar has no hours, or past the range of dates.
    #[must_use]
    pub fn add_working_time(
        &self,
        start: NaiveDateTime,
        duration: Duration,
    ) -> Option<NaiveDateTime> {
        let mut left = i128::try_from(duration.as_nanos()).ok()?;
        if left == 0 {
            return Some(start);
        }
        let week = i128::from(self.minutes_of_week) * i128::from(NANOS_OF_MINUTE);
        let mut at = start;
        // Whole weeks first, always stopping short: holidays can only make it later.
        loop {
            let weeks = u64::try_from((left - 1).checked_div(week)?).ok()?;
            if weeks == 0 {
                break;
            }
            let later = at.checked_add_days(Days::new(weeks.checked_mul(7)?))?;
            left -= self.worked_until(at).nanos_until(self.worked_until(later));
            at = later;
        }
        // Then day by day, a week's time at the most.
        let mut left = i64::try_from(left).ok()?;
        let mut passed = nanos_of_day(at.time());
        let mut date = at.date();
        loop {
            for hours in self.hours_on(date) {
                let before = hours.nanos_before(passed);
                let open = i64::from(hours.minutes()) * NANOS_OF_MINUTE - before;
                if left <= open {
                    let begins = i64::from(hours.start) * NANOS_OF_MINUTE + before;
                    return date
                        .and_time(NaiveTime::MIN)
                        .checked_add_signed(TimeDelta::nanoseconds(begins + left));
                }
                left -= open;
            }
            date = date.succ_opt()?;
            passed = 0;
        }
    }

    /// The hours of a date: none on a holiday.
    fn hours_on(&self, date: NaiveDate) -> &[WorkingHours] {
        let holiday = self.holidays.binary_search_by_key(&date, |(day, _)| *day);
        match holiday {
            Ok(_) => &[],
            Err(_) => self.hours(date.weekday()),
        }
    }

    fn worked_until(&self, at: NaiveDateTime) -> Worked {
        let date = at.date();
        // The first of January of the year 1 is day 1, and a Monday.
        let days = i64::from(date.num_days_from_ce()) - 1;
        let weeks = days.div_euclid(7) * i64::from(self.minutes_of_week);
        let weekday = usize::try_from(days.rem_euclid(7)).unwrap_or_default();
        let of_this_week = self
            .minutes_before
            .get(weekday)
            .copied()
            .unwrap_or_default();
        let place = self.holidays.partition_point(|(day, _)| *day < date);
        let last = place
            .checked_sub(1)
            .and_then(|last| self.holidays.get(last));
        let lost = last.map_or(0, |(_, lost)| *lost);
        let holiday = self
            .holidays
            .get(place)
            .is_some_and(|(day, _)| *day == date);
        let hours = if holiday {
            &[]
        } else {
            self.hours(date.weekday())
        };
        let time = nanos_of_day(at.time());
        Worked {
            before: weeks + i64::from(of_this_week) - lost,
            today: hours.iter().map(|hours| hours.nanos_before(time)).sum(),
        }
    }
}

fn of_day(days: &[Vec<WorkingHours>; 7], day: Weekday) -> &[WorkingHours] {
    let place = usize::try_from(day.num_days_from_monday()).unwrap_or_default();
    days.get(place).map_or(&[], Vec::as_slice)
}

fn minutes(hours: &[WorkingHours]) -> u16 {
    hours.iter().map(|hours| hours.minutes()).sum()
}

/// Since midnight. A leap second counts as the last moment of its day.
fn nanos_of_day(time: NaiveTime) -> i64 {
    let seconds = i64::from(time.num_seconds_from_midnight()) * NANOS_OF_SECOND;
    (seconds + i64::from(time.nanosecond())).min(NANOS_OF_DAY)
}

impl TryFrom<Week> for WorkingCalendar {
    type Error = WorkingCalendarError;

    fn try_from(week: Week) -> Result<Self, Self::Error> {
        let days = [
            week.monday,
            week.tuesday,
            week.wednesday,
            week.thursday,
            week.friday,
            week.saturday,
            week.sunday,
        ];
        Self::checked(days, week.holidays)
    }
}

impl From<WorkingCalendar> for Week {
    fn from(calendar: WorkingCalendar) -> Self {
        let holidays = calendar.holidays().collect();
        let [
            monday,
            tuesday,
            wednesday,
            thursday,
            friday,
            saturday,
            sunday,
        ] = calendar.days;
        Self {
            monday,
            tuesday,
            wednesday,
            thursday,
            friday,
            saturday,
            sunday,
            holidays,
        }
    }
}
