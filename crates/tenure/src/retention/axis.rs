use std::iter::FusedIterator;

use crate::calendar::Periods;

use super::history::{Changes, date};

/// The longest stretch of days that gets a table: 2,800 years in 4 MiB.
const MAX_TABLE_DAYS: i32 = 1 << 20;

/// How many periods before the run stand one after the other; of those before them only the ones with a change.
const MAX_EARLIER: usize = 4_096;

/// The calendar of a run of periods, carried on backwards over the days before the run: what "an earlier period" means.
///
/// Places on it: 0 is all time before the first known change, then come the earlier periods, then the run, then everything
/// after it as one last place. Where the first change is ages before the run, the time between two periods with changes is one place.
#[derive(Clone, Debug)]
pub(super) struct Axis {
    /// The first day of each place from 1 on; the last is the day after the run.
    bounds: Vec<i32>,
    /// The place of the first period of the run.
    run: usize,
    /// From where on there is a period for every day, and the place that begins there.
    whole: (i32, usize),
    /// The place of each day from there on; empty when that would be too long.
    table: Vec<u32>,
}

/// An account's amount at the end of a place, where it may differ from the place before.
#[derive(Clone, Copy, Debug)]
pub(super) struct Snapshot {
    pub(super) place: usize,
    /// Minor units at the end of the place.
    pub(super) level: i64,
    /// The first day in the place on which the account pays, if any change of the place sets it above zero.
    pub(super) first_paying: Option<i32>,
    /// The day of the last change in the place.
    pub(super) last_change: i32,
}

impl Axis {
    /// The axis of these periods over changes on these days, in any order, `first` the earliest.
    pub(super) fn new(periods: &Periods, first: Option<i32>, days: &[i32]) -> Self {
        let start = periods.start();
        let mut earlier = vec![start.to_epoch_days()];
        let mut earliest = start;
        while first.is_some_and(|first| first < earliest.to_epoch_days())
            && earlier.len() <= MAX_EARLIER
        {
            let period = earliest
                .pred_opt()
                .and_then(|day| periods.grain().period_of(day));
            // Where the range of dates ends, the rest is before everything.
            let Some(period) = period.filter(|period| period.start() < earliest) else {
                break;
            };
            earliest = period.start();
            earlier.push(earliest.to_epoch_days());
        }
        let whole = earliest.to_epoch_days();
        let mut bounds = if first.is_some_and(|first| first < whole) {
            ancient(periods, days, whole)
        } else {
            Vec::new()
        };
        let whole = (whole, bounds.len() + 1);
        bounds.extend(earlier.iter().rev());
        let run = bounds.len();
        bounds.extend(periods.iter().map(|period| period.end().to_epoch_days()));
        let table = Self::table(&bounds, whole.1);
        Self {
            bounds,
            run,
            whole,
            table,
        }
    }

    /// The places of the days from the beginning of a place on.
    fn table(bounds: &[i32], from: usize) -> Vec<u32> {
        let bounds = bounds.get(from - 1..).unwrap_or_default();
        let (Some(first), Some(last)) = (bounds.first(), bounds.last()) else {
            return Vec::new();
        };
        let days = last.saturating_sub(*first);
        if days > MAX_TABLE_DAYS {
            return Vec::new();
        }
        let mut table = Vec::with_capacity(usize::try_from(days).unwrap_or_default());
        let places = u32::try_from(from).unwrap_or_default()..;
        for (place, pair) in places.zip(bounds.windows(2)) {
            if let [start, end] = pair {
                table.extend((*start..*end).map(|_| place));
            }
        }
        table
    }

    /// The place in which a day lies.
    pub(super) fn place_of(&self, day: i32) -> usize {
        let since = usize::try_from(i64::from(day) - i64::from(self.whole.0));
        match since {
            Ok(since) if !self.table.is_empty() => self
                .table
                .get(since)
                .map_or(self.bounds.len(), |place| *place as usize),
            _ => self.bounds.partition_point(|bound| *bound <= day),
        }
    }

    /// The row of a place in the run.
    pub(super) fn row(&self, place: usize) -> Row {
        match place.checked_sub(self.run) {
            None => Row::Before,
            Some(row) if place < self.bounds.len() => Row::In(row),
            Some(_) => Row::After,
        }
    }

    /// How many rows the run has.
    pub(super) fn rows(&self) -> usize {
        self.bounds.len() - self.run
    }

    /// The snapshots of an account at the end of every place in which its amount changed.
    pub(super) fn snapshots<'a>(
        &'a self,
        changes: Changes<'a>,
    ) -> impl FusedIterator<Item = Snapshot> + 'a {
        let mut rest = changes.days.iter().zip(changes.levels).peekable();
        std::iter::from_fn(move || {
            let (day, level) = rest.next()?;
            let place = self.place_of(*day);
            let mut snapshot = Snapshot {
                place,
                level: *level,
                first_paying: (*level > 0).then_some(*day),
                last_change: *day,
            };
            while let Some((day, level)) = rest.next_if(|(day, _)| self.place_of(**day) == place) {
                snapshot.level = *level;
                snapshot.last_change = *day;
                if snapshot.first_paying.is_none() && *level > 0 {
                    snapshot.first_paying = Some(*day);
                }
            }
            Some(snapshot)
        })
        .fuse()
    }
}

/// Where a place lies with respect to the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Row {
    Before,
    In(usize),
    After,
}

/// The beginnings and the ends of the periods before a day that have a change in them, rising.
fn ancient(periods: &Periods, days: &[i32], before: i32) -> Vec<i32> {
    let days = days.iter().filter(|day| **day < before);
    // Where the range of dates ends, the rest is before everything.
    let periods = days.filter_map(|day| periods.grain().period_of(date(*day)));
    let mut bounds: Vec<i32> = periods
        .flat_map(|period| [period.start(), period.end()])
        .map(|day| day.to_epoch_days())
        .filter(|day| *day < before)
        .collect();
    bounds.sort_unstable();
    bounds.dedup();
    bounds
}
