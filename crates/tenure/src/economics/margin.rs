use std::fmt;

use serde::{Deserialize, Serialize};

use crate::ratio::Ratio;
use crate::text::pad;

use super::EconomicsError;

/// The share of revenue that is left after the cost of providing the service: 0 % to 100 %, in basis points of 0.01 %.
///
/// Serialised as the number of basis points, shown as a percentage.
///
/// ```
/// use tenure::economics::GrossMargin;
///
/// let margin = GrossMargin::from_basis_points(7_550)?;
/// assert_eq!(margin.to_string(), "75.50 %");
/// assert!(GrossMargin::from_basis_points(10_001).is_err());
/// assert!(GrossMargin::from_basis_points(-1).is_err()); // what costs more than it brings has no lifetime value to speak of
/// # Ok::<(), tenure::economics::EconomicsError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct GrossMargin {
    basis_points: u16,
}

/// The basis points of 100 %.
pub(super) const WHOLE_BASIS_POINTS: u16 = 10_000;

impl GrossMargin {
    /// This many hundredths of a percent.
    ///
    /// # Errors
    /// [`EconomicsError::MarginOutOfRange`] outside 0..=10,000.
    pub fn from_basis_points(basis_points: i64) -> Result<Self, EconomicsError> {
        match u16::try_from(basis_points) {
            Ok(basis_points) if basis_points <= WHOLE_BASIS_POINTS => Ok(Self { basis_points }),
            _ => Err(EconomicsError::MarginOutOfRange { basis_points }),
        }
    }

    /// The margin in hundredths of a percent.
    #[must_use]
    pub const fn basis_points(self) -> u16 {
        self.basis_points
    }

    /// The share, over 10,000.
    pub(super) fn share(self) -> Option<Ratio> {
        Ratio::of(self.basis_points.into(), WHOLE_BASIS_POINTS.into())
    }

    /// The margin this many basis points higher.
    pub(super) fn raised(self, basis_points: i64) -> Result<Self, EconomicsError> {
        Self::from_basis_points(i64::from(self.basis_points).saturating_add(basis_points))
    }
}

impl TryFrom<i64> for GrossMargin {
    type Error = EconomicsError;

    fn try_from(basis_points: i64) -> Result<Self, Self::Error> {
        Self::from_basis_points(basis_points)
    }
}

impl From<GrossMargin> for i64 {
    fn from(margin: GrossMargin) -> Self {
        margin.basis_points.into()
    }
}

impl fmt::Display for GrossMargin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (percent, rest) = (self.basis_points / 100, self.basis_points % 100);
        pad(f, format_args!("{percent}.{rest:02} %"))
    }
}
