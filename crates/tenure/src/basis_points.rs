//! A part of a whole in ten-thousandths.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::text::pad;

/// A part of a whole in basis points, ten-thousandths: 0 to 10,000, so that a quarter is 2,500.
///
/// Serialised as the plain number.
///
/// ```
/// use tenure::BasisPoints;
///
/// let quarter = BasisPoints::new(2_500)?;
/// assert_eq!(quarter.get(), 2_500);
/// assert!(BasisPoints::new(10_001).is_err());
/// # Ok::<(), tenure::BasisPointsError>(())
/// ```
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(try_from = "u16", into = "u16")]
pub struct BasisPoints(u16);

/// More than a whole.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{given} basis points are more than a whole; give at most 10000")]
pub struct BasisPointsError {
    given: u16,
}

impl BasisPoints {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// All of it: 10,000.
    pub const WHOLE: Self = Self(10_000);

    /// This many ten-thousandths.
    ///
    /// # Errors
    /// [`BasisPointsError`] above 10,000.
    pub const fn new(given: u16) -> Result<Self, BasisPointsError> {
        if given > Self::WHOLE.0 {
            return Err(BasisPointsError { given });
        }
        Ok(Self(given))
    }

    /// How many ten-thousandths.
    #[must_use]
    pub const fn get(self) -> u16 {
        self.0
    }
}

impl fmt::Display for BasisPoints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        pad(f, format_args!("{}", self.0))
    }
}

impl TryFrom<u16> for BasisPoints {
    type Error = BasisPointsError;

    fn try_from(given: u16) -> Result<Self, Self::Error> {
        Self::new(given)
    }
}

impl From<BasisPoints> for u16 {
    fn from(points: BasisPoints) -> Self {
        points.0
    }
}
