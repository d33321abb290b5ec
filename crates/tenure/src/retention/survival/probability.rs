use super::SurvivalError;
use super::chi_square::two_sided_normal;

/// How often an interval is meant to hold the truth: strictly between 0 and 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ConfidenceLevel {
    level: f64,
    z: f64,
}

impl ConfidenceLevel {
    /// This level, such as 0.95.
    ///
    /// # Errors
    /// [`SurvivalError::Probability`].
    pub fn new(level: f64) -> Result<Self, SurvivalError> {
        probability(level).map(|level| Self {
            level,
            z: two_sided_normal(1.0 - level),
        })
    }

    /// 95 %, the usual one.
    pub const P95: Self = Self {
        level: 0.95,
        z: 1.959_963_984_540_054,
    };

    /// The level.
    #[must_use]
    pub const fn get(self) -> f64 {
        self.level
    }

    /// The standard normal value that half of the interval spans.
    pub(in crate::retention) const fn z(self) -> f64 {
        self.z
    }
}

/// 95 %.
impl Default for ConfidenceLevel {
    fn default() -> Self {
        Self::P95
    }
}

/// The same number, if it lies strictly between 0 and 1.
pub(super) fn probability(value: f64) -> Result<f64, SurvivalError> {
    if value > 0.0 && value < 1.0 {
        Ok(value)
    } else {
        Err(SurvivalError::Probability { value })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_level_is_the_computed_one() {
        let computed = ConfidenceLevel::new(0.95).unwrap();
        assert!((computed.z() - ConfidenceLevel::P95.z()).abs() < 2e-15);
    }
}
