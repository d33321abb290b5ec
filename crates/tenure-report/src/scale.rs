//! From whole numbers to places on a drawing.

use std::fmt;

/// A length or place on a drawing, shown with one decimal so that the same figure is the same text everywhere.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Px(pub(crate) f64);

impl fmt::Display for Px {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Rounding may leave a negative zero, which is text of its own.
        write!(f, "{:.1}", (self.0 * 10.0).round() / 10.0 + 0.0)
    }
}

/// A straight line from values to places. Values are whole: minor units, or small parts of a rate.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scale {
    low: i128,
    high: i128,
    at_low: f64,
    at_high: f64,
}

impl Scale {
    /// `low` goes to the place `at_low`, `high` to `at_high`. An empty range is widened by one.
    pub(crate) fn new(low: i128, high: i128, at_low: f64, at_high: f64) -> Self {
        Self {
            low,
            high: high.max(low.saturating_add(1)),
            at_low,
            at_high,
        }
    }

    pub(crate) fn at(&self, value: i128) -> f64 {
        let share =
            value.saturating_sub(self.low) as f64 / self.high.saturating_sub(self.low) as f64;
        self.at_low + share * (self.at_high - self.at_low)
    }
}

/// Round numbers from at or below `low` to at or above `high`: about `wanted` steps of 1, 2 or 5 times a power of ten.
pub(crate) fn ticks(low: i128, high: i128, wanted: i128) -> Vec<i128> {
    let high = high.max(low.saturating_add(1));
    let rough = high.saturating_sub(low) / wanted.max(1);
    let mut step: i128 = 1;
    'steps: for power in std::iter::successors(Some(1_i128), |power| power.checked_mul(10)) {
        for factor in [1, 2, 5] {
            let Some(next) = power.checked_mul(factor) else {
                break 'steps;
            };
            step = next;
            if step >= rough {
                break 'steps;
            }
        }
    }
    let first = low.div_euclid(step).saturating_mul(step);
    let mut ticks = vec![first];
    let mut tick = first;
    while tick < high {
        tick = tick.saturating_add(step);
        ticks.push(tick);
    }
    ticks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_cover_the_range() {
        assert_eq!(ticks(0, 100, 5), [0, 20, 40, 60, 80, 100]);
        assert_eq!(ticks(-7, 12, 4), [-10, -5, 0, 5, 10, 15]);
        assert_eq!(ticks(3, 3, 5), [3, 4]);
        let wide = ticks(i128::MIN / 4, i128::MAX / 4, 5);
        assert!(wide.len() < 12);
    }

    #[test]
    fn places_are_short_text() {
        assert_eq!(Px(-0.01).to_string(), "0.0");
        assert_eq!(Px(12.34).to_string(), "12.3");
        assert_eq!(Scale::new(0, 10, 100.0, 0.0).at(5), 50.0);
    }
}
