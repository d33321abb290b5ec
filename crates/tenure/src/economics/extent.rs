use crate::Rounding;
use crate::money::{Money, MoneyError};

use super::ExactAmount;

/// A figure that may be without bound: what is never lost is worth more than any amount, what earns nothing is never paid back.
///
/// Without bound is a value of its own, above every bounded one, so that no report shows it as 0 and no sum takes it for a number.
///
/// ```
/// use tenure::economics::Extent;
///
/// assert!(Extent::Bounded(1_000_000) < Extent::Unbounded);
/// assert_eq!(Extent::Bounded(12).bounded(), Some(12));
/// assert_eq!(Extent::<u32>::Unbounded.bounded(), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Extent<T> {
    /// This much.
    Bounded(T),
    /// More than any amount.
    Unbounded,
}

impl<T> Extent<T> {
    /// The value, if it has a bound.
    #[must_use]
    pub fn bounded(self) -> Option<T> {
        match self {
            Self::Bounded(value) => Some(value),
            Self::Unbounded => None,
        }
    }

    /// The extent of what `make` makes of the value.
    pub(super) fn try_map<U, E>(
        self,
        make: impl FnOnce(T) -> Result<U, E>,
    ) -> Result<Extent<U>, E> {
        match self {
            Self::Bounded(value) => make(value).map(Extent::Bounded),
            Self::Unbounded => Ok(Extent::Unbounded),
        }
    }
}

impl Extent<ExactAmount> {
    /// The amount in whole minor units, rounded by the named rule.
    ///
    /// # Errors
    /// [`MoneyError::OutOfRange`] when the amount does not fit.
    pub fn rounded(self, rounding: Rounding) -> Result<Extent<Money>, MoneyError> {
        self.try_map(|amount| amount.rounded(rounding))
    }
}
