//! Exact money: a decimal amount in whole minor units of one currency.

use std::cmp::Ordering;
use std::fmt;
use std::ops::Neg;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Serialize, Serializer};

use crate::apportion::apportion;
use crate::text::{deserialize_from_text, excerpt, pad};
use crate::{Currency, Rounding, UnknownCurrency};

/// An exact amount of one currency, always in whole minor units (cents, pence, paise).
///
/// Serialised, shown and parsed as text, amount first and with every digit of the minor unit: `"1234.50 USD"`. A width pads that
/// text, a precision never cuts it. There is one zero: `-0.00` parses as `0.00`.
///
/// | operation | gives | fails when |
/// | --- | --- | --- |
/// | [`new`](Money::new) | `Money` | the amount has digits below the minor unit, or is out of range |
/// | [`rounded`](Money::rounded) | `Money`, rounded by a named rule | out of range |
/// | [`from_minor`](Money::from_minor) | `Money` | out of range |
/// | [`checked_add`](Money::checked_add), [`checked_sub`](Money::checked_sub) | `Money` | currencies differ; out of range |
/// | [`checked_mul`](Money::checked_mul) by a whole number | `Money` | out of range |
/// | `-amount` | `Money` | never: the range is symmetric |
/// | [`sum`](Money::sum) of many | `Money`, in any order the same | currencies differ; the sum is out of range |
/// | [`split`](Money::split) by weights | parts that add up exactly | all weights are zero |
/// | [`compare`](Money::compare) | `Ordering` | currencies differ |
/// | `partial_cmp` | `Option<Ordering>` | `None` when currencies differ |
/// | `==` | `bool` | never: another currency is another value |
/// | [`to_minor_i64`](Money::to_minor_i64) | `i64` | past ±9.2 × 10¹⁸ minor units |
///
/// The range is that of a [`Decimal`]'s 96-bit mantissa: ±79,228,162,514,264,337,593,543,950,335 minor units
/// ([`MAX_MINOR`](Money::MAX_MINOR)). Sums are made in integers: near its maximum a plain `Decimal` sum silently drops a digit,
/// this one is an error.
///
/// # Laws
/// - Addition commutes and associates where every step is in range, and `a + b - b == a`.
/// - Text and serde round-trip.
/// - `compare` is the order of the minor units, and `==` says equal exactly where `partial_cmp` does.
/// - [`rounded`](Money::rounded) differs from the exact amount by at most half a minor unit under the half rules and by less than
///   one under the others.
/// - The parts of a [`split`](Money::split) add up to the whole, differ from their exact shares by less than one minor unit, and
///   mirror when the whole changes its sign.
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
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    /// Within [`Money::MAX_MINOR`] of zero. An integer has one zero, so equal amounts are equal bytes.
    minor: i128,
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
    #[error(
        "the amount of {currency} is past the range of exact amounts, 28 digits; check its unit"
    )]
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
        /// The beginning of the text, control characters escaped.
        text: String,
    },
    /// The currency part of a text is not known.
    #[error(transparent)]
    Currency(#[from] UnknownCurrency),
}

impl Money {
    /// The largest amount of any currency in minor units, 2^96 − 1; its negative is the smallest.
    pub const MAX_MINOR: i128 = (1 << 96) - 1;

    /// Exactly this amount, in major units.
    ///
    /// # Errors
    /// [`MoneyError::BelowMinorUnit`] when the amount is not a whole number of minor units, [`MoneyError::OutOfRange`] when it
    /// does not fit.
    pub fn new(amount: Decimal, currency: Currency) -> Result<Self, MoneyError> {
        let money = Self::rounded(amount, currency, Rounding::TowardZero)?;
        if money.amount() == amount {
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
        if minor.unsigned_abs() > Self::MAX_MINOR.unsigned_abs() {
            return Err(MoneyError::OutOfRange { currency });
        }
        Ok(Self { minor, currency })
    }

    /// Nothing, in this currency.
    #[must_use]
    pub const fn zero(currency: Currency) -> Self {
        Self { minor: 0, currency }
    }

    /// The amount in major units, its scale the currency's minor digits.
    #[must_use]
    pub const fn amount(&self) -> Decimal {
        let magnitude = self.minor.unsigned_abs();
        // The three words of the 96 bits; nothing is above them.
        Decimal::from_parts(
            magnitude as u32,
            (magnitude >> 32) as u32,
            (magnitude >> 64) as u32,
            self.minor < 0,
            self.currency.minor_digits(),
        )
    }

    /// The currency.
    #[must_use]
    pub const fn currency(&self) -> Currency {
        self.currency
    }

    /// The amount in minor units (cents).
    #[must_use]
    pub const fn to_minor(&self) -> i128 {
        self.minor
    }

    /// The amount in minor units, in the width that columns of amounts use.
    ///
    /// # Errors
    /// [`MoneyError::OutOfRange`] past the range of `i64`.
    pub fn to_minor_i64(&self) -> Result<i64, MoneyError> {
        i64::try_from(self.minor).map_err(|_| self.out_of_range())
    }

    /// Whether the amount is zero.
    #[must_use]
    pub const fn is_zero(&self) -> bool {
        self.minor == 0
    }

    /// Whether the amount is below zero.
    #[must_use]
    pub const fn is_negative(&self) -> bool {
        self.minor < 0
    }

    /// The sum.
    ///
    /// # Errors
    /// [`MoneyError::CurrencyMismatch`], [`MoneyError::OutOfRange`].
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        let sum = self.minor.checked_add(other.minor);
        Self::from_minor(sum.ok_or_else(|| self.out_of_range())?, self.currency)
    }

    /// The difference.
    ///
    /// # Errors
    /// [`MoneyError::CurrencyMismatch`], [`MoneyError::OutOfRange`].
    pub fn checked_sub(self, other: Self) -> Result<Self, MoneyError> {
        self.checked_add(-other)
    }

    /// The amount this many times.
    ///
    /// # Errors
    /// [`MoneyError::OutOfRange`].
    pub fn checked_mul(self, times: i64) -> Result<Self, MoneyError> {
        let product = self.minor.checked_mul(i128::from(times));
        Self::from_minor(product.ok_or_else(|| self.out_of_range())?, self.currency)
    }

    /// The sum of many amounts of one currency; zero of `currency` for none.
    ///
    /// Only the sum itself must be in range, not every step towards it, so the order of the amounts makes no difference.
    ///
    /// # Errors
    /// [`MoneyError::CurrencyMismatch`], [`MoneyError::OutOfRange`].
    pub fn sum(
        currency: Currency,
        amounts: impl IntoIterator<Item = Self>,
    ) -> Result<Self, MoneyError> {
        let zero = Self::zero(currency);
        let minor = amounts.into_iter().try_fold(0_i128, |sum, amount| {
            zero.same_currency(amount)?;
            // 96-bit amounts overflow 127 bits only after two thousand million of the largest.
            sum.checked_add(amount.minor)
                .ok_or_else(|| zero.out_of_range())
        })?;
        Self::from_minor(minor, currency)
    }

    /// Which of two amounts is larger.
    ///
    /// # Errors
    /// [`MoneyError::CurrencyMismatch`].
    pub fn compare(&self, other: &Self) -> Result<Ordering, MoneyError> {
        self.same_currency(*other)?;
        Ok(self.minor.cmp(&other.minor))
    }

    /// Splits the amount in proportion to `weights`, so that the parts add up to it exactly.
    ///
    /// Every part gets its share cut to whole minor units; what is left over goes, one unit each, to the parts with the largest
    /// remainders (Hamilton's method), the earlier part first among equals. A weight of zero gets nothing. Negative amounts split as
    /// their mirror image.
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
        if weights.iter().all(|weight| *weight == 0) {
            return Err(MoneyError::NothingToSplitBy);
        }
        // 96 bits times 32 bits fit in 128, so there are parts.
        apportion(self.minor.unsigned_abs(), weights)
            .ok_or_else(|| self.out_of_range())?
            .into_iter()
            .map(|minor| {
                let minor = i128::try_from(minor).map_err(|_| self.out_of_range())?;
                let part = Self::from_minor(minor, self.currency)?;
                Ok(if self.is_negative() { -part } else { part })
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
/// The value is exact, with as many digits after the point as the text has, and `-0` is `0`. `None` for any other text and for a
/// number that a [`Decimal`] does not hold: more than 28 digits after the point, or past 96 bits without it.
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
    plain_decimal(text)?.value()
}

/// The parts of a text that is written as a plain decimal number.
struct PlainDecimal<'a> {
    negative: bool,
    whole: &'a str,
    fraction: &'a str,
}

fn plain_decimal(text: &str) -> Option<PlainDecimal<'_>> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = match digits.split_once('.') {
        Some((_, "")) => return None,
        Some(parts) => parts,
        None => (digits, ""),
    };
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    (!whole.is_empty() && all_digits(whole) && all_digits(fraction)).then_some(PlainDecimal {
        negative: digits.len() < text.len(),
        whole,
        fraction,
    })
}

impl PlainDecimal<'_> {
    /// The exact value; `None` when a [`Decimal`] does not hold it.
    fn value(&self) -> Option<Decimal> {
        let scale = u32::try_from(self.fraction.len()).ok()?;
        let digits = self.whole.bytes().chain(self.fraction.bytes());
        let mantissa = digits.into_iter().try_fold(0_i128, |mantissa, digit| {
            mantissa
                .checked_mul(10)?
                .checked_add(i128::from(digit.checked_sub(b'0')?))
        })?;
        let signed = if self.negative { -mantissa } else { mantissa };
        Decimal::try_from_i128_with_scale(signed, scale).ok()
    }
}

/// The amount of a text just as `Display` writes one, within 18 digits: what nearly all stored amounts are. `None` for any other text.
fn as_written(text: &str) -> Option<Money> {
    let (amount, code) = text.split_at_checked(text.len().checked_sub(4)?)?;
    let currency = Currency::from_code(code.strip_prefix(' ')?).ok()?;
    let digits = amount.strip_prefix('-').unwrap_or(amount);
    if digits.len() > 18 {
        return None;
    }
    let whole = match usize::try_from(currency.minor_digits()).ok()? {
        0 => digits.len(),
        fraction => digits.len().checked_sub(fraction)?.checked_sub(1)?,
    };
    let mut minor = 0_i64;
    for (at, byte) in digits.bytes().enumerate() {
        match byte {
            // 18 digits are far within 64 bits.
            b'0'..=b'9' if at != whole => {
                minor = minor.wrapping_mul(10).wrapping_add(i64::from(byte & 15));
            }
            b'.' if at == whole => {}
            _ => return None,
        }
    }
    let minor = i128::from(minor);
    (whole > 0).then_some(Money {
        minor: if digits.len() < amount.len() {
            -minor
        } else {
            minor
        },
        currency,
    })
}

/// The longest text of an amount within 18 digits: with a sign, a point and the code of the currency.
const SHORT: usize = 24;

/// The text of an amount within 18 digits, written from its end into the end of the buffer: without a decimal in between. `None` for any
/// other amount.
fn short_text(money: Money, buffer: &mut [u8; SHORT]) -> Option<&str> {
    let mut rest = u64::try_from(money.minor.unsigned_abs()).ok()?;
    if rest >= 1_000_000_000_000_000_000 {
        return None;
    }
    let fraction = money.currency.minor_digits();
    let mut places = buffer.iter_mut().rev();
    let mut put = |byte: u8| places.next().map(|place| *place = byte);
    for byte in money.currency.code().bytes().rev() {
        put(byte)?;
    }
    put(b' ')?;
    let mut digits = 0;
    while digits <= fraction || rest > 0 {
        if digits == fraction && fraction > 0 {
            put(b'.')?;
        }
        put(b'0' | u8::try_from(rest % 10).ok()?)?;
        rest /= 10;
        digits += 1;
    }
    if money.minor < 0 {
        put(b'-')?;
    }
    let unused = places.len();
    str::from_utf8(buffer.get(unused..)?).ok()
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match short_text(*self, &mut [0; SHORT]) {
            Some(text) => pad(f, format_args!("{text}")),
            None => pad(f, format_args!("{} {}", self.amount(), self.currency)),
        }
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
        if let Some(money) = as_written(text) {
            return Ok(money);
        }
        let not_money = || MoneyError::Text {
            text: excerpt(text),
        };
        let (amount, code) = text.split_once(' ').ok_or_else(not_money)?;
        let amount = plain_decimal(amount).ok_or_else(not_money)?;
        let currency = Currency::from_code(code)?;
        let amount = amount.value().ok_or(MoneyError::OutOfRange { currency })?;
        Self::new(amount, currency)
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match short_text(*self, &mut [0; SHORT]) {
            Some(text) => serializer.serialize_str(text),
            None => serializer.collect_str(self),
        }
    }
}

deserialize_from_text!(Money, "an amount of money like `1234.50 USD`");

impl Neg for Money {
    type Output = Self;

    /// The amount with the other sign.
    fn neg(self) -> Self {
        Self {
            minor: -self.minor,
            currency: self.currency,
        }
    }
}

impl PartialOrd for Money {
    /// The order of the amounts; `None` when the currencies differ.
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.compare(other).ok()
    }
}
