use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveTime};

use super::{Directory, Manager};
use crate::basis_points::BasisPoints;
use crate::calendar::{Span, WorkingCalendar};
use crate::id::ManagerId;
use crate::ratio::Ratio;

impl Directory {
    /// The minutes for customers that a manager has in a span: employed, not away, by the capacity and the calendar of each day.
    ///
    /// A day gets the part of the agreed minutes of a week that its working hours have of the hours of a week without holidays;
    /// of these the utilised part goes to customers. A day without working hours, a holiday, and a day before any capacity was
    /// agreed have none. Exact, so that the minutes of two spans that meet add up to those of both.
    ///
    /// `None` for an open span and for somebody who is not in the directory.
    #[must_use]
    pub fn available_minutes(&self, manager: &ManagerId, span: Span) -> Option<Ratio> {
        let manager = self.manager(manager)?;
        span.end()?;
        // By the minutes of the calendar's week, which the shares of its days are parts of.
        let mut parts: BTreeMap<u16, i128> = BTreeMap::new();
        for days in manager.present(span) {
            for (calendar, part, weight) in self.weighted(manager, days) {
                let worked = worked_minutes(calendar, part)?;
                let sum = parts.entry(calendar.minutes_of_week()).or_default();
                *sum = sum.checked_add(weight.checked_mul(worked)?)?;
            }
        }
        let week = parts
            .keys()
            .filter(|week| **week > 0)
            .try_fold(1_i128, |multiple, week| {
                least_common_multiple(multiple, i128::from(*week))
            })?;
        let sum = parts
            .iter()
            .filter(|(week, _)| **week > 0)
            .try_fold(0_i128, |sum, (minutes, part)| {
                sum.checked_add(part.checked_mul(week / i128::from(*minutes))?)
            })?;
        Ratio::of(sum, week.checked_mul(i128::from(BasisPoints::WHOLE.get()))?)
    }

    /// The days of a span by the capacity and the calendar that hold on them: each with minutes of a week times utilisation.
    fn weighted<'a>(
        &'a self,
        manager: &'a Manager,
        days: Span,
    ) -> impl Iterator<Item = (&'a WorkingCalendar, Span, i128)> {
        manager
            .capacity()
            .spans()
            .filter_map(move |(agreed, capacity)| Some((agreed.intersection(&days)?, capacity)))
            .flat_map(move |(agreed, capacity)| {
                let weight = i128::from(capacity.minutes_per_week())
                    * i128::from(capacity.utilisation().get());
                self.working_calendars(capacity.calendar())
                    .filter_map(move |(holds, calendar)| {
                        Some((calendar, holds.intersection(&agreed)?, weight))
                    })
            })
    }
}

/// The whole minutes worked on the days of a closed span. Hours are in whole minutes, so nothing is cut.
fn worked_minutes(calendar: &WorkingCalendar, days: Span) -> Option<i128> {
    let midnight = |date: NaiveDate| date.and_time(NaiveTime::MIN);
    let time = calendar.working_time_between(midnight(days.start()), midnight(days.end()?));
    Some(i128::from(time.num_minutes()))
}

fn least_common_multiple(a: i128, b: i128) -> Option<i128> {
    let (mut divisor, mut rest) = (a, b);
    while rest != 0 {
        (divisor, rest) = (rest, divisor.checked_rem(rest)?);
    }
    a.checked_mul(b.checked_div(divisor)?)
}
