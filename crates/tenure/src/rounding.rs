//! Named ways to round, because an unnamed one is a difference nobody can explain later.

use serde::{Deserialize, Serialize};

/// How a number with too many digits becomes one with fewer.
///
/// # Laws
/// What is exact stays. The half rules differ from the exact value by at most one half, the others by less than one.
/// `Floor <= exact <= Ceiling`; `TowardZero` is the smaller of these two in magnitude, `AwayFromZero` the larger. No rule ever
/// turns the order of two numbers round. All but `Floor` and `Ceiling` mirror with the sign, and those two are each other's mirror.
///
/// | value | 2.5 | 3.5 | -2.5 | 2.4 | -2.6 |
/// | --- | --- | --- | --- | --- | --- |
/// | `HalfEven` | 2 | 4 | -2 | 2 | -3 |
/// | `HalfAwayFromZero` | 3 | 4 | -3 | 2 | -3 |
/// | `TowardZero` | 2 | 3 | -2 | 2 | -2 |
/// | `AwayFromZero` | 3 | 4 | -3 | 3 | -3 |
/// | `Floor` | 2 | 3 | -3 | 2 | -3 |
/// | `Ceiling` | 3 | 4 | -2 | 3 | -2 |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Rounding {
    /// To the nearest; a tie goes to the even neighbour ("banker's rounding"). Carries no drift over many values.
    #[default]
    HalfEven,
    /// To the nearest; a tie goes away from zero, as taught at school.
    HalfAwayFromZero,
    /// Cut the digits off.
    TowardZero,
    /// The next one outwards unless exact.
    AwayFromZero,
    /// Toward minus infinity.
    Floor,
    /// Toward plus infinity.
    Ceiling,
}

impl Rounding {
    /// `numerator / denominator` as a whole number; `None` over zero, and for `i128::MIN / -1`, which does not fit.
    ///
    /// ```
    /// use tenure::Rounding;
    ///
    /// assert_eq!(Rounding::HalfEven.divide(5, 2), Some(2));
    /// assert_eq!(Rounding::HalfEven.divide(7, 2), Some(4));
    /// assert_eq!(Rounding::Floor.divide(-5, 2), Some(-3));
    /// assert_eq!(Rounding::Floor.divide(5, 0), None);
    /// ```
    #[must_use]
    pub fn divide(self, numerator: i128, denominator: i128) -> Option<i128> {
        if denominator == 1 {
            return Some(numerator);
        }
        let quotient = numerator.checked_div(denominator)?;
        // It fits, so this does: a second division would only take longer.
        let rest = numerator - quotient * denominator;
        if rest == 0 {
            return Some(quotient);
        }
        let away = if (rest < 0) == (denominator < 0) {
            1
        } else {
            -1
        };
        // Twice the rest may not fit, so compare the rest with what is missing to the next whole number.
        let half = rest
            .unsigned_abs()
            .cmp(&denominator.unsigned_abs().abs_diff(rest.unsigned_abs()));
        let outwards = match self {
            Self::HalfEven => half.is_gt() || (half.is_eq() && quotient % 2 != 0),
            Self::HalfAwayFromZero => half.is_ge(),
            Self::TowardZero => false,
            Self::AwayFromZero => true,
            Self::Floor => away < 0,
            Self::Ceiling => away > 0,
        };
        if outwards {
            quotient.checked_add(away)
        } else {
            Some(quotient)
        }
    }
}
