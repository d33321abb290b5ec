//! Exact rates: two integers that keep what they were made of.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use rust_decimal::Decimal;

use crate::Rounding;
use crate::text::{excerpt, pad, serde_as_text};

/// A rate as an exact numerator over an exact denominator above zero.
///
/// The parts are kept as given, so that "9 of 10" and "90 of 100" can be told apart in a report, while `==`, ordering and
/// hashing go by value. A rate over nothing does not exist: [`Ratio::of`] returns `None`, never 0, 1, NaN or infinity.
/// Amounts enter as minor units, so both parts of a revenue rate are whole.
///
/// Shown, parsed and serialised as text, both parts as given: `"11/12"`. JSON numbers would lose digits past 2^53.
///
/// # Laws
/// - `of(k·a, k·b) == of(a, b)` for k > 0, with the same hash.
/// - Ordering agrees with cross-multiplication.
/// - `complement` twice is the identity, and turns the order round.
/// - The decimal view differs from the exact value by at most half a unit of its last digit under the half rules and by less than
///   one unit under the others; it never falls when the rate rises.
/// - Text and serde round-trip, parts included.
///
/// ```
/// use tenure::{Ratio, Rounding};
///
/// let kept = Ratio::of(11, 12).expect("twelve accounts at the opening");
/// assert_eq!(kept.to_decimal(4, Rounding::HalfEven).map(|d| d.to_string()), Some("0.9167".to_owned()));
/// assert_eq!(kept.complement(), Ratio::of(1, 12));
/// assert_eq!(Ratio::of(0, 0), None);
/// ```
#[derive(Clone, Copy)]
pub struct Ratio {
    numerator: i128,
    denominator: i128,
}

/// Text that is not a ratio.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a ratio; write two whole numbers like `11/12`, the second above zero")]
pub struct RatioError {
    text: String,
}

impl Ratio {
    /// `numerator / denominator`, or `None` when the denominator is not above zero.
    #[must_use]
    pub const fn of(numerator: i128, denominator: i128) -> Option<Self> {
        if denominator > 0 {
            Some(Self {
                numerator,
                denominator,
            })
        } else {
            None
        }
    }

    /// A whole number, over one.
    pub(crate) const fn whole(number: i128) -> Self {
        Self {
            numerator: number,
            denominator: 1,
        }
    }

    /// The part above the line, as given.
    #[must_use]
    pub const fn numerator(&self) -> i128 {
        self.numerator
    }

    /// The part below the line, as given; above zero.
    #[must_use]
    pub const fn denominator(&self) -> i128 {
        self.denominator
    }

    /// One minus the rate: retention to churn and back. `None` past the range of `i128`.
    #[must_use]
    pub fn complement(&self) -> Option<Self> {
        Self::of(
            self.denominator.checked_sub(self.numerator)?,
            self.denominator,
        )
    }

    /// The rate with this many digits after the point; `None` when it does not fit a [`Decimal`], which holds at most 28 digits
    /// after the point and 96 bits without it.
    #[must_use]
    pub fn to_decimal(&self, digits: u32, rounding: Rounding) -> Option<Decimal> {
        if digits > Decimal::MAX_SCALE {
            return None;
        }
        // Long division from the floor, digit by digit. Ten times the rest may not fit, so it is added up below the denominator.
        let mut mantissa = self.numerator.checked_div_euclid(self.denominator)?;
        let mut rest = self.numerator.checked_rem_euclid(self.denominator)?;
        for _ in 0..digits {
            let (step, missing) = (rest, self.denominator - rest);
            let mut digit = 0;
            rest = 0;
            for _ in 0..10 {
                if rest >= missing {
                    rest -= missing;
                    digit += 1;
                } else {
                    rest += step;
                }
            }
            mantissa = mantissa.checked_mul(10)?.checked_add(digit)?;
        }
        // Rounding only asks where the rest lies: at nothing, below, at or above one half.
        let quarters = match rest.cmp(&(self.denominator - rest)) {
            _ if rest == 0 => 0,
            Ordering::Less => 1,
            Ordering::Equal => 2,
            Ordering::Greater => 3,
        };
        let mantissa = rounding.divide(mantissa.checked_mul(4)?.checked_add(quarters)?, 4)?;
        Decimal::try_from_i128_with_scale(mantissa, digits).ok()
    }

    /// The rate as a double, for charts and statistics: the nearest one when both parts are below 2^53, else within two units of
    /// its last place.
    #[must_use]
    pub const fn to_f64(&self) -> f64 {
        self.numerator as f64 / self.denominator as f64
    }

    /// Numerator and denominator without common factor.
    pub(crate) fn reduced(&self) -> (i128, i128) {
        let divisor = greatest_common_divisor(
            self.numerator.unsigned_abs(),
            self.denominator.unsigned_abs(),
        );
        // It divides the denominator, so it is above zero and fits.
        match i128::try_from(divisor) {
            Ok(divisor) if divisor > 1 => (self.numerator / divisor, self.denominator / divisor),
            _ => (self.numerator, self.denominator),
        }
    }
}

fn greatest_common_divisor(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

impl PartialEq for Ratio {
    fn eq(&self, other: &Self) -> bool {
        self.reduced() == other.reduced()
    }
}

impl Eq for Ratio {}

impl Hash for Ratio {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.reduced().hash(state);
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ratio {
    /// By value, exactly: whole parts first, then the reciprocals of what is left (Euclid), so that nothing overflows.
    fn cmp(&self, other: &Self) -> Ordering {
        let (mut a, mut b) = (self.numerator, self.denominator);
        let (mut c, mut d) = (other.numerator, other.denominator);
        // Nearly always the cross products fit, which takes no division.
        if let (Some(left), Some(right)) = (a.checked_mul(d), c.checked_mul(b)) {
            return left.cmp(&right);
        }
        let mut flipped = false;
        loop {
            let whole = a.div_euclid(b).cmp(&c.div_euclid(d));
            let (rest_left, rest_right) = (a.rem_euclid(b), c.rem_euclid(d));
            let order = match (whole, rest_left, rest_right) {
                (Ordering::Equal, 0, 0) => Ordering::Equal,
                (Ordering::Equal, 0, _) => Ordering::Less,
                (Ordering::Equal, _, 0) => Ordering::Greater,
                (Ordering::Equal, ..) => {
                    // a/b and c/d share their whole part: compare b/rest with d/rest the other way round.
                    (a, b, c, d) = (b, rest_left, d, rest_right);
                    flipped = !flipped;
                    continue;
                }
                (order, ..) => order,
            };
            return if flipped { order.reverse() } else { order };
        }
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        pad(f, format_args!("{}/{}", self.numerator, self.denominator))
    }
}

impl fmt::Debug for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Ratio {
    type Err = RatioError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parse = || {
            let (numerator, denominator) = text.split_once('/')?;
            let ratio = Self::of(numerator.parse().ok()?, denominator.parse().ok()?)?;
            // The parser of numbers is lenient about signs and leading zeros; what is shown again must be what was written.
            (ratio.to_string() == text).then_some(ratio)
        };
        parse().ok_or_else(|| RatioError {
            text: excerpt(text),
        })
    }
}

serde_as_text!(Ratio, "a ratio like `11/12`");
