//! How strongly a number counts: nothing up to one value, fully from another, in a straight line between them.

use serde::{Deserialize, Serialize};

use crate::basis_points::BasisPoints;

/// A straight line from nothing to everything, in place of a threshold: a small change of the number is a small change of what
/// follows from it.
///
/// It may rise (`zero_at` below `full_at`) or fall. Whole numbers only, in the unit of what is measured; what lies between is cut
/// to whole basis points.
///
/// # Laws
/// - 0 at `zero_at` and beyond it, 10,000 at `full_at` and beyond it.
/// - It never turns: towards `full_at` it never falls.
/// - Two numbers `d` apart differ by at most `10,000 · d / |full_at − zero_at| + 1` basis points.
///
/// ```
/// use tenure::Ramp;
///
/// let days_to_renewal = Ramp::new(120, 20)?;
/// assert_eq!(days_to_renewal.at(150).get(), 0);
/// assert_eq!(days_to_renewal.at(70).get(), 5_000);
/// assert_eq!(days_to_renewal.at(-3).get(), 10_000);
/// # Ok::<(), tenure::RampError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Ends", into = "Ends")]
pub struct Ramp {
    zero_at: i32,
    full_at: i32,
}

/// A ramp whose ends are one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a ramp from {at} to {at} is a cliff; let it count fully at another number than the one at which it begins"
)]
pub struct RampError {
    at: i32,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ends {
    zero_at: i32,
    full_at: i32,
}

impl Ramp {
    /// Nothing at `zero_at`, everything at `full_at`.
    ///
    /// # Errors
    /// [`RampError`] when both are the same number.
    pub const fn new(zero_at: i32, full_at: i32) -> Result<Self, RampError> {
        if zero_at == full_at {
            return Err(RampError { at: zero_at });
        }
        Ok(Self { zero_at, full_at })
    }

    /// For the defaults of this crate, which the tests read back through [`new`](Self::new).
    pub(crate) const fn preset(zero_at: i32, full_at: i32) -> Self {
        Self { zero_at, full_at }
    }

    /// Where it begins to count.
    #[must_use]
    pub const fn zero_at(&self) -> i32 {
        self.zero_at
    }

    /// Where it counts fully.
    #[must_use]
    pub const fn full_at(&self) -> i32 {
        self.full_at
    }

    /// Whether more of the number counts for more.
    #[must_use]
    pub const fn rises(&self) -> bool {
        self.zero_at < self.full_at
    }

    /// How strongly this number counts.
    #[must_use]
    pub fn at(&self, number: i64) -> BasisPoints {
        let (zero, full) = (i64::from(self.zero_at), i64::from(self.full_at));
        let (low, high) = (zero.min(full), zero.max(full));
        // Within the ends, so that nothing overflows: both are of 32 bits.
        let along = (number.clamp(low, high) - zero).abs();
        let whole = i64::from(BasisPoints::WHOLE.get());
        let points = (along * whole).checked_div(high - low).unwrap_or_default();
        points
            .try_into()
            .ok()
            .and_then(|points| BasisPoints::new(points).ok())
            .unwrap_or_default()
    }
}

impl TryFrom<Ends> for Ramp {
    type Error = RampError;

    fn try_from(ends: Ends) -> Result<Self, Self::Error> {
        Self::new(ends.zero_at, ends.full_at)
    }
}

impl From<Ramp> for Ends {
    fn from(ramp: Ramp) -> Self {
        Self {
            zero_at: ramp.zero_at,
            full_at: ramp.full_at,
        }
    }
}
