use serde::{Deserialize, Serialize};

use crate::basis_points::BasisPoints;
use crate::text::Name;

/// How much of a manager's time there is: minutes a week, the part of them that goes to customers, and the calendar that says on
/// which days.
///
/// Serialised as an object, `{"minutes_per_week":2400,"utilisation_basis_points":8000,"calendar":"hyderabad"}`.
///
/// ```
/// use tenure::{BasisPoints, Capacity, Name};
///
/// let full_time = Capacity::new(40 * 60, BasisPoints::new(8_000)?, Name::new("hyderabad")?)?;
/// assert_eq!(full_time.minutes_per_week(), 2_400);
/// assert!(Capacity::new(169 * 60, BasisPoints::WHOLE, Name::new("hyderabad")?).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Terms", into = "Terms")]
pub struct Capacity {
    terms: Terms,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Terms {
    minutes_per_week: u16,
    utilisation_basis_points: BasisPoints,
    calendar: Name,
}

/// More minutes than a week has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{minutes_per_week} minutes are more than a week has; give at most 10080")]
pub struct CapacityError {
    minutes_per_week: u16,
}

impl Capacity {
    /// The most minutes: all of a week.
    pub const MAX_MINUTES_PER_WEEK: u16 = 7 * 24 * 60;

    /// So many minutes in a week without holidays, this part of them for customers, spread like the hours of the named calendar.
    ///
    /// # Errors
    /// [`CapacityError`] above [`MAX_MINUTES_PER_WEEK`](Self::MAX_MINUTES_PER_WEEK).
    pub fn new(
        minutes_per_week: u16,
        utilisation: BasisPoints,
        calendar: Name,
    ) -> Result<Self, CapacityError> {
        Self::try_from(Terms {
            minutes_per_week,
            utilisation_basis_points: utilisation,
            calendar,
        })
    }

    /// The working minutes agreed for a week without holidays.
    #[must_use]
    pub const fn minutes_per_week(&self) -> u16 {
        self.terms.minutes_per_week
    }

    /// The part of them that goes to customers.
    #[must_use]
    pub const fn utilisation(&self) -> BasisPoints {
        self.terms.utilisation_basis_points
    }

    /// The name of the working calendar.
    #[must_use]
    pub const fn calendar(&self) -> &Name {
        &self.terms.calendar
    }
}

impl TryFrom<Terms> for Capacity {
    type Error = CapacityError;

    fn try_from(terms: Terms) -> Result<Self, Self::Error> {
        if terms.minutes_per_week > Self::MAX_MINUTES_PER_WEEK {
            return Err(CapacityError {
                minutes_per_week: terms.minutes_per_week,
            });
        }
        Ok(Self { terms })
    }
}

impl From<Capacity> for Terms {
    fn from(capacity: Capacity) -> Self {
        capacity.terms
    }
}
