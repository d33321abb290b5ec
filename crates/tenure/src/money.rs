//! Exact money: a decimal amount in whole minor units of one currency.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{Currency, Rounding, UnknownCurrency};

/// The largest mantissa a [`Decimal`] holds: 96 bits.
const MAX_MINOR: i128 = (1 << 96) - 1;

/// An exact amount of one currency, always in whole minor units (cents, pence, paise).
///
/// Serialised, shown and parsed as text, amount first: `"1234.50 USD"`.
///
/// | operation | gives | fails when |
/// | --- | --- | --- |
/// | [`new`](Money::new) | `Money` | the amount has digits below the minor unit, or is out of range |
/// | [`rounded`](Money::rounded) | `Money`, rounded by a named rule | out of range |
/// | [`from_minor`](Money::from_minor) | `Money` | out of range |
/// | [`checked_add`](Money::checked_add), [`checked_sub`](Money::checked_sub) | `Money` | currencies differ; out of range |
/// | [`checked_mul`](Money::checked_mul) by a whole number | `Money` | out of range |
/// | [`checked_neg`](Money::checked_neg) | `Money` | never |
/// | [`split`](Money::split) by weights | parts that add up exactly | all weights are zero |
/// | [`compare`](Money::compare) | `Ordering` | currencies differ |
/// | `partial_cmp` | `Option<Ordering>` | `None` when currencies differ |
/// | `==` | `bool` | never: another currency is another value |
/// | [`to_minor_i64`](Money::to_minor_i64) | `i64` | past ±9.2 × 10¹⁸ minor units |
///
/// The range is that of a 96-bit mantissa: ±79,228,162,514,264,337,593,543,950,335 minor units. Sums are made in integers:
/// near its maximum a plain `Decimal` sum silently drops a digit, this one is an error.
///
/// # Laws
/// Addition commutes and associates where every step is in range; `a + b - b == a`; text round-trips; the parts of a split
/// add up to the whole and differ from their exact shares by less than one minor unit.
///
/// ```
/// use tenure::{Currency, Money};
///
/// let fee: Money = "49.90 EUR".parse()?;
/// let seats = fee.checked_mul(3)?;
/// assert_eq!(seats.to_string(), "149.70 EUR");
/// assert!(seats.checked_add(Money::zero(Currency::USD)).is_err()); // no silent exchange
/// assert!("49.905 EUR".parse::<Money>().is_err()); // half a cent is nobody's
/// # Ok::<(), tenure::MoneyError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "std::borrow::Cow<'_, str>", into = "String")]
pub struct Money {
    /// Scale is always the currency's minor digits, so that equal amounts are equal bytes.
    amount: Decimal,
    currency: Currency,
}

/// Why an amount or an operation on amounts is not possible.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MoneyError {
    /// Two currencies met in one operation.
    #[error("{left} and {right} do not mix; convert one of them at a stated rate first")]
    CurrencyMismatch {
        /// Currency of the left operand.
        left: Currency,
        /// Currency of the right operand.
        right: Currency,
    },
    /// The amount has digits below the currency's minor unit.
    #[error(
        "{amount} has more digits than {currency} has ({digits}); round it by a named rule first",
        digits = currency.minor_digits()
    )]
    BelowMinorUnit {
        /// The amount as given.
        amount: Decimal,
        /// The currency it was meant in.
        currency: Currency,
    },
    /// The result does not fit the range of exact amounts.
    #[error("the amount is out of range for {currency}")]
    OutOfRange {
        /// The currency of the operation.
        currency: Currency,
    },
    /// A split without any weight above zero.
    #[error("cannot split by weights that add up to nothing; give at least one weight above zero")]
    NothingToSplitBy,
    /// Text that is not an amount and a currency.
    #[error("`{text}` is not an amount of money; write it like `1234.50 USD`")]
    Text {
        /// The beginning of the text.
        text: String,
    },
    /// The currency part of a text is not known.
    #[error(transparent)]
    Currency(#[from] UnknownCurrency),
}

impl Money {
    /// Exactly this amount, in major units.
    ///
    /// # Errors
    /// [`MoneyError::BelowMinorUnit`] when the amount is not a whole number of minor units, [`MoneyError::OutOfRange`] when it
    /// does not fit.
    pub fn new(amount: Decimal, currency: Currency) -> Result<Self, MoneyError> {
        let money = Self::rounded(amount, currency, Rounding::TowardZero)?;
        if money.amount == amount {
            Ok(money)
        } else {
            Err(MoneyError::BelowMinorUnit { amount, currency })
        }
    }

    /// This amount in major units, rounded to the currency's minor unit by the named rule. Round once, where the amount enters.
    ///
    /// ```
    /// use rust_decimal::Decimal;
    /// use tenure::{Currency, Money, Rounding};
    ///
    /// let third = Decimal::new(33_335, 3); // 33.335
    /// assert_eq!(Money::rounded(third, Currency::USD, Rounding::HalfEven)?.to_string(), "33.34 USD");
    /// assert_eq!(Money::rounded(third, Currency::JPY, Rounding::Floor)?.to_string(), "33 JPY");
    /// # Ok::<(), tenure::MoneyError>(())
    /// ```
    ///
    /// # Errors
    /// [`MoneyError::OutOfRange`] when the result does not fit.
    pub fn rounded(
        amount: Decimal,
        currency: Currency,
        rounding: Rounding,
    ) -> Result<Self, MoneyError> {
        let out_of_range = MoneyError::OutOfRange { currency };
        let scale = amount.scale();
        let digits = currency.minor_digits();
        let minor = if scale <= digits {
            ten_to(digits - scale).and_then(|factor| amount.mantissa().checked_mul(factor))
        } else {
            ten_to(scale - digits).and_then(|divisor| rounding.divide(amount.mantissa(), divisor))
        };
        Self::from_minor(minor.ok_or(out_of_range)?, currency)
    }

    /// This many minor units (cents).
    ///
    /// # Errors
    /// [`MoneyError::OutOfRange`] past the 96-bit range.
    pub fn from_minor(minor: i128, currency: Currency) -> Result<Self, MoneyError> {
        if minor.unsigned_abs() > MAX_MINOR.unsigned_abs() {
            return Err(MoneyError::OutOfRange { currency });
        }
        let amount = Decimal::try_from_i128_with_scale(minor, currency.minor_digits())
            .map_err(|_| MoneyError::OutOfRange { currency })?;
        Ok(Self { amount, currency })
    }

    /// Nothing, in this currency.
    #[must_use]
    pub fn zero(currency: Currency) -> Self {
        let mut amount = Decimal::ZERO;
        // Only the scale of zero is set: this cannot fail for at most four digits.
        amount.set_scale(currency.minor_digits()).ok();
        Self { amount, currency }
    }

    /// The amount in major units, its scale the currency's minor digits.
    #[must_use]
    pub const fn amount(&self) -> Decimal {
        self.amount
    }

    /// The currency.
    #[must_use]
    pub const fn currency(&self) -> Currency {
        self.currency
    }

    /// The amount in minor units (cents).
    #[must_use]
    pub const fn to_minor(&self) -> i128 {
        self.amount.mantissa()
    }

    /// The amount in minor units, in the width that columns of amounts use.
    ///
    /// # Errors
    /// [`MoneyError::OutOfRange`] past the range of `i64`.
    pub fn to_minor_i64(&self) -> Result<i64, MoneyError> {
        i64::try_from(self.to_minor()).map_err(|_| self.out_of_range())
    }

    /// Whether the amount is zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.to_minor() == 0
    }

    /// Whether the amount is below zero.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        self.to_minor() < 0
    }

    /// The sum.
    ///
    /// # Errors
    /// [`MoneyError::CurrencyMismatch`], [`MoneyError::OutOfRange`].
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        let sum = self.to_minor().checked_add(other.to_minor());
        Self::from_minor(sum.ok_or_else(|| self.out_of_range())?, self.currency)
    }

    /// The difference.
    ///
    /// # Errors
    /// [`MoneyError::CurrencyMismatch`], [`MoneyError::OutOfRange`].
    pub fn checked_sub(self, other: Self) -> Result<Self, MoneyError> {
        self.checked_add(other.checked_neg())
    }

    /// The amount this many times.
    ///
    /// # Errors
    /// [`MoneyError::OutOfRange`].
    pub fn checked_mul(self, times: i64) -> Result<Self, MoneyError> {
        let product = self.to_minor().checked_mul(i128::from(times));
        Self::from_minor(product.ok_or_else(|| self.out_of_range())?, self.currency)
    }

    /// The amount with the other sign. The range is symmetric, so this always fits.
    #[must_use]
    pub fn checked_neg(self) -> Self {
        let mut amount = self.amount;
        if !amount.is_zero() {
            amount.set_sign_negative(!amount.is_sign_negative());
        }
        Self {
            amount,
            currency: self.currency,
        }
    }

    /// The sum of many amounts of one currency; zero of `currency` for none.
    ///
    /// # Errors
    /// [`MoneyError::CurrencyMismatch`], [`MoneyError::OutOfRange`].
    pub fn sum(
        currency: Currency,
        amounts: impl IntoIterator<Item = Self>,
    ) -> Result<Self, MoneyError> {
        amounts
            .into_iter()
            .try_fold(Self::zero(currency), Self::checked_add)
    }

    /// Which of two amounts is larger.
    ///
    /// # Errors
    /// [`MoneyError::CurrencyMismatch`].
    pub fn compare(&self, other: &Self) -> Result<Ordering, MoneyError> {
        self.same_currency(*other)?;
        Ok(self.to_minor().cmp(&other.to_minor()))
    }

    /// Splits the amount in proportion to `weights`, so that the parts add up to it exactly.
    ///
    /// Every part gets its share cut to whole minor units; what is left over goes, one unit each, to the parts with the largest
    /// remainders (Hamilton's method), the earlier part first among equals. Negative amounts split as their mirror image.
    ///
    /// ```
    /// use tenure::Money;
    ///
    /// let bonus: Money = "100.00 USD".parse()?;
    /// let parts = bonus.split(&[1, 1, 1])?;
    /// let text: Vec<_> = parts.iter().map(ToString::to_string).collect();
    /// assert_eq!(text, ["33.34 USD", "33.33 USD", "33.33 USD"]);
    /// # Ok::<(), tenure::MoneyError>(())
    /// ```
    ///
    /// # Errors
    /// [`MoneyError::NothingToSplitBy`] when no weight is above zero.
    pub fn split(&self, weights: &[u32]) -> Result<Vec<Self>, MoneyError> {
        let total: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
        if total == 0 {
            return Err(MoneyError::NothingToSplitBy);
        }
        // At most 96 bits times 32 bits: the products fit 128 bits.
        let magnitude = self.to_minor().unsigned_abs();
        let mut left = magnitude;
        let mut parts: Vec<(u128, u128)> = weights
            .iter()
            .map(|weight| {
                let product = magnitude * u128::from(*weight);
                left -= product / total;
                (product / total, product % total)
            })
            .collect();
        let mut by_remainder: Vec<&mut (u128, u128)> = parts.iter_mut().collect();
        by_remainder.sort_by_key(|part| std::cmp::Reverse(part.1));
        for part in by_remainder {
            if left == 0 {
                break;
            }
            part.0 += 1;
            left -= 1;
        }
        let sign = if self.is_negative() { -1 } else { 1 };
        parts
            .into_iter()
            .map(|(minor, _)| {
                let minor = i128::try_from(minor).map_err(|_| self.out_of_range())?;
                Self::from_minor(sign * minor, self.currency)
            })
            .collect()
    }

    fn same_currency(&self, other: Self) -> Result<(), MoneyError> {
        if self.currency == other.currency {
            Ok(())
        } else {
            Err(MoneyError::CurrencyMismatch {
                left: self.currency,
                right: other.currency,
            })
        }
    }

    fn out_of_range(&self) -> MoneyError {
        MoneyError::OutOfRange {
            currency: self.currency,
        }
    }
}

/// `10^digits`, or `None` past `i128`.
fn ten_to(digits: u32) -> Option<i128> {
    10_i128.checked_pow(digits)
}

/// A plain decimal number: an optional minus, digits, at most one point with digits on both sides. Nothing that a human would
/// have to guess at: no thousands separators, no exponent, no leading plus.
///
/// ```
/// use tenure::parse_decimal;
///
/// assert_eq!(parse_decimal("-12.50").map(|d| d.to_string()), Some("-12.50".to_owned()));
/// for guess in ["", "1,234", "1e3", "+5", ".5", "5.", "12 ", "NaN"] {
///     assert_eq!(parse_decimal(guess), None, "{guess}");
/// }
/// ```
#[must_use]
pub fn parse_decimal(text: &str) -> Option<Decimal> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !all_digits(whole) || !fraction.is_none_or(all_digits) {
        return None;
    }
    Decimal::from_str_exact(text).ok()
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount, self.currency)
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Money {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let not_money = || MoneyError::Text {
            text: text.chars().take(40).collect(),
        };
        let (amount, code) = text.split_once(' ').ok_or_else(not_money)?;
        let amount = parse_decimal(amount).ok_or_else(not_money)?;
        Self::new(amount, Currency::from_code(code)?)
    }
}

impl TryFrom<std::borrow::Cow<'_, str>> for Money {
    type Error = MoneyError;

    fn try_from(text: std::borrow::Cow<'_, str>) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Money> for String {
    fn from(money: Money) -> Self {
        money.to_string()
    }
}

impl PartialOrd for Money {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.compare(other).ok()
    }
}
