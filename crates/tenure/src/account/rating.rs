use serde::{Deserialize, Serialize};

use super::Account;
use crate::fact::AccountRated;
use crate::timeline::Timeline;

/// What a manager thinks of how an account stands: 1, about to leave, to 5, could not be better.
///
/// It is a judgement, not a measurement, and goes on holding until somebody judges anew: a handover does not reset it, and the
/// record says whose judgement it is.
///
/// Serialised as the plain number.
///
/// ```
/// use tenure::Rating;
///
/// assert_eq!(Rating::new(4)?.get(), 4);
/// assert!(Rating::new(0).is_err() && Rating::new(6).is_err());
/// # Ok::<(), tenure::RatingError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Rating(u8);

/// A number that is no [`Rating`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{given} is no rating; give 1 (about to leave) to 5 (could not be better)")]
pub struct RatingError {
    given: u8,
}

impl Rating {
    /// The worst.
    pub const WORST: Self = Self(1);
    /// The best.
    pub const BEST: Self = Self(5);

    /// This rating.
    ///
    /// # Errors
    /// [`RatingError`] unless it is 1 to 5.
    pub const fn new(given: u8) -> Result<Self, RatingError> {
        if given < Self::WORST.0 || Self::BEST.0 < given {
            return Err(RatingError { given });
        }
        Ok(Self(given))
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for Rating {
    type Error = RatingError;

    fn try_from(given: u8) -> Result<Self, Self::Error> {
        Self::new(given)
    }
}

impl From<Rating> for u8 {
    fn from(rating: Rating) -> Self {
        rating.0
    }
}

/// What managers think of the account.
impl Account {
    /// The ratings, from day to day, each with who gave it. The last one holds, whoever holds the account.
    #[must_use]
    pub const fn ratings(&self) -> &Timeline<AccountRated> {
        &self.work.ratings
    }
}
