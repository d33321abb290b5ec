use std::cmp::Ordering;
use std::fmt;

use crate::money::{Money, MoneyError};
use crate::ratio::Ratio;
use crate::text::pad;
use crate::{Currency, Rounding};

use super::arithmetic;

/// An exact amount of one currency that may lie between two minor units: an average, a value, a price that balances.
///
/// [`Money`] is what is paid and therefore whole; this is what is computed. It is rounded once, where it is shown or paid.
///
/// ```
/// use tenure::economics::ExactAmount;
/// use tenure::{Ratio, Rounding};
///
/// let average = ExactAmount::per("100.00 USD".parse()?, 3).expect("three accounts");
/// assert_eq!(Some(average.minor_units()), Ratio::of(10_000, 3));
/// assert_eq!(average.rounded(Rounding::HalfEven)?, "33.33 USD".parse()?);
/// assert_eq!(average.to_string(), "10000/3 minor units of USD");
/// assert_eq!(ExactAmount::per("100.00 USD".parse()?, 0), None); // an average over nothing
/// # Ok::<(), tenure::MoneyError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ExactAmount {
    minor_units: Ratio,
    currency: Currency,
}

impl ExactAmount {
    /// `total / count`, such as revenue per account; the parts stay as given. `None` over nothing.
    #[must_use]
    pub fn per(total: Money, count: u64) -> Option<Self> {
        Some(Self {
            minor_units: Ratio::of(total.to_minor(), count.into())?,
            currency: total.currency(),
        })
    }

    /// The amount in minor units (cents), exactly.
    #[must_use]
    pub const fn minor_units(&self) -> Ratio {
        self.minor_units
    }

    /// The currency.
    #[must_use]
    pub const fn currency(&self) -> Currency {
        self.currency
    }

    /// The amount in whole minor units, rounded by the named rule.
    ///
    /// # Errors
    /// [`MoneyError::OutOfRange`] when the amount does not fit.
    pub fn rounded(&self, rounding: Rounding) -> Result<Money, MoneyError> {
        let (numerator, denominator) =
            (self.minor_units.numerator(), self.minor_units.denominator());
        let minor = rounding
            .divide(numerator, denominator)
            .ok_or(MoneyError::OutOfRange {
                currency: self.currency,
            })?;
        Money::from_minor(minor, self.currency)
    }

    /// Which of two amounts is larger.
    ///
    /// # Errors
    /// [`MoneyError::CurrencyMismatch`].
    pub fn compare(&self, other: &Self) -> Result<Ordering, MoneyError> {
        if self.currency == other.currency {
            Ok(self.minor_units.cmp(&other.minor_units))
        } else {
            Err(MoneyError::CurrencyMismatch {
                left: self.currency,
                right: other.currency,
            })
        }
    }

    pub(super) fn times(self, factor: Ratio) -> Option<Self> {
        Some(Self {
            minor_units: arithmetic::times(self.minor_units, factor)?,
            ..self
        })
    }

    pub(super) fn over(self, divisor: Ratio) -> Option<Self> {
        Some(Self {
            minor_units: arithmetic::over(self.minor_units, divisor)?,
            ..self
        })
    }

    pub(super) fn plus_minor_units(self, minor_units: Ratio) -> Option<Self> {
        Some(Self {
            minor_units: arithmetic::plus(self.minor_units, minor_units)?,
            ..self
        })
    }

    pub(super) fn is_zero(&self) -> bool {
        self.minor_units.numerator() == 0
    }
}

impl From<Money> for ExactAmount {
    fn from(amount: Money) -> Self {
        Self {
            minor_units: Ratio::whole(amount.to_minor()),
            currency: amount.currency(),
        }
    }
}

impl fmt::Display for ExactAmount {
    /// As money where the amount is whole, else as a ratio of minor units.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let (minor, 1) = self.minor_units.reduced()
            && let Ok(money) = Money::from_minor(minor, self.currency)
        {
            fmt::Display::fmt(&money, f)
        } else {
            pad(
                f,
                format_args!("{} minor units of {}", self.minor_units, self.currency),
            )
        }
    }
}

impl PartialOrd for ExactAmount {
    /// The order of the amounts; `None` when the currencies differ.
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.compare(other).ok()
    }
}
