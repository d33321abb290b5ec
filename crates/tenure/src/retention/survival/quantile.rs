use std::fmt;

use super::probability::{ConfidenceLevel, probability};
use super::{Interval, SurvivalCurve, SurvivalError, SurvivalRow};

/// The time by which a share of accounts has left, or that so many never did under observation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum QuantileTime {
    /// At this time.
    At(f64),
    /// The curve, or its band, does not come down that far: the time lies after the last observation. It is not infinite, not
    /// zero and not the last time; it is not known.
    NotReached,
}

impl QuantileTime {
    /// The time, if it was reached.
    #[must_use]
    pub const fn reached(self) -> Option<f64> {
        match self {
            Self::At(time) => Some(time),
            Self::NotReached => None,
        }
    }
}

impl fmt::Display for QuantileTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::At(time) => fmt::Display::fmt(time, f),
            Self::NotReached => f.pad("not reached"),
        }
    }
}

/// Which time stands for a quantile when survival is exactly at it over a stretch of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum FlatStretch {
    /// The middle between the first time at it and the first time below it, or the last time of the curve if it never falls
    /// below: what R's `survfit` reports.
    #[default]
    Midpoint,
    /// The first time at which survival is at it or below: the textbook's definition, and lifelines'.
    FirstTime,
}

/// A quantile of lifetimes with its confidence limits.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Quantile {
    /// The estimate.
    pub time: QuantileTime,
    /// The first time at which the lower limit of survival is at or below the share: Brookmeyer and Crowley's limit, by the
    /// log-log band.
    pub lower: QuantileTime,
    /// The first time at which the upper limit of survival is.
    pub upper: QuantileTime,
}

impl SurvivalCurve {
    /// The time by which half of all accounts have left.
    #[must_use]
    pub fn median(&self, level: ConfidenceLevel, flat: FlatStretch) -> Quantile {
        self.when_left(0.5, level, flat)
    }

    /// The time by which this share of accounts has left: 0.25 for the lower quartile.
    ///
    /// # Errors
    /// [`SurvivalError::Probability`] unless the share lies strictly between 0 and 1.
    pub fn quantile(
        &self,
        share: f64,
        level: ConfidenceLevel,
        flat: FlatStretch,
    ) -> Result<Quantile, SurvivalError> {
        Ok(self.when_left(probability(share)?, level, flat))
    }

    /// The first time at which this share has left, by the curve and by its limits.
    fn when_left(&self, share: f64, level: ConfidenceLevel, flat: FlatStretch) -> Quantile {
        // What has left is compared, not what survives: 7 of 10 is 0.7, while 1 - 0.7 is not 0.3 in binary.
        let crossed = self.rows.partition_point(|row| row.left() < share);
        let time = self.rows.get(crossed).map(|row| match flat {
            FlatStretch::Midpoint if row.left() == share => self.middle(row.time, share),
            FlatStretch::Midpoint | FlatStretch::FirstTime => row.time,
        });
        // The upper limit can rise where survival falls little and its error grows, so every row is asked.
        let first = |limit: fn(Interval) -> f64| {
            let down = |row: &&SurvivalRow| {
                let limit = row.interval(level).map(limit);
                limit.is_some_and(|limit| limit <= 1.0 - share)
            };
            reached(self.rows.iter().find(down).map(|row| row.time))
        };
        Quantile {
            time: reached(time),
            lower: first(|interval| interval.lower),
            upper: first(|interval| interval.upper),
        }
    }

    /// The middle of the stretch that begins at `first` and on which `share` has left.
    fn middle(&self, first: f64, share: f64) -> f64 {
        let beyond = self.rows.partition_point(|row| row.left() <= share);
        let end = self
            .rows
            .get(beyond)
            .map_or(self.last_time(), |row| row.time);
        f64::midpoint(first, end)
    }
}

fn reached(time: Option<f64>) -> QuantileTime {
    time.map_or(QuantileTime::NotReached, QuantileTime::At)
}
