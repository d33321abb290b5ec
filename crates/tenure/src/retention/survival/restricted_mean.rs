use super::exact::Sum;
use super::lifetime::time;
use super::{SurvivalCurve, SurvivalError};

/// The mean time that accounts stay within a horizon: the area under the curve up to it.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct RestrictedMean {
    /// Up to when time is counted.
    pub horizon: f64,
    /// The mean time, in the unit of the lifetimes; at most the horizon.
    pub mean: f64,
    /// Its standard error: the root of the sum over event times t of A(t)^2 d / (n (n - d)), where A(t) is the area from t to
    /// the horizon. The last term, when nobody is left, is 0.
    pub std_error: f64,
}

impl SurvivalCurve {
    /// The restricted mean to a horizon. Unlike the mean, it needs nothing past what was observed, and unlike the median it is
    /// always reached.
    ///
    /// # Errors
    /// [`SurvivalError::Time`]; [`SurvivalError::HorizonUnobserved`] after the last time, unless survival is 0 by then.
    pub fn restricted_mean(&self, horizon: f64) -> Result<RestrictedMean, SurvivalError> {
        let horizon = time(horizon)?;
        if self.survival_at(horizon).is_none() {
            let last = self.last_time();
            return Err(SurvivalError::HorizonUnobserved { horizon, last });
        }
        let within = self.rows.partition_point(|row| row.time <= horizon);
        let rows = self.rows.get(..within).unwrap_or_default();
        let (mut area, mut variance) = (Sum::default(), Sum::default());
        let mut until = horizon;
        for row in rows.iter().rev() {
            area.add((until - row.time) * row.survival);
            until = row.time;
            // In parts of the horizon, whose square may be past every double.
            let after = area.value() / horizon;
            variance.add(after * after * row.variance_term());
        }
        area.add(until);
        Ok(RestrictedMean {
            horizon,
            mean: area.value(),
            std_error: horizon * variance.value().sqrt(),
        })
    }
}
