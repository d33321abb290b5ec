//! Exact rates: two integers that keep what they were made of.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::Rounding;

/// A rate as an exact numerator over an exact denominator above zero.
///
/// The parts are kept as given, so that "9 of 10" and "90 of 100" can be told apart in a report, while `==`, ordering and
/// hashing go by value. A rate over nothing does not exist: [`Ratio::of`] returns `None`, never 0, 1, NaN or infinity.
/// Amounts enter as minor units, so both parts of a revenue rate are whole.
///
/// # Laws
/// `of(k·a, k·b) == of(a, b)` for k > 0; `complement` twice is the identity; the decimal view differs from the exact value by
/// at most half a unit of its last digit; ordering agrees with cross-multiplication.
///
/// ```
/// use tenure::{Ratio, Rounding};
///
/// let kept = Ratio::of(11, 12).expect("twelve accounts at the opening");
/// assert_eq!(kept.to_decimal(4, Rounding::HalfEven).map(|d| d.to_string()), Some("0.9167".to_owned()));
/// assert_eq!(kept.complement(), Ratio::of(1, 12));
/// assert_eq!(Ratio::of(0, 0), None);
/// ```
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(try_from = "Parts", into = "Parts")]
pub struct Ratio {
    numerator: i128,
    denominator: i128,
}

/// The wire form: both parts as text, because JSON numbers lose digits past 2^53.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Parts {
    numerator: String,
    denominator: String,
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

    /// The rate with this many digits after the point; `None` when it does not fit a [`Decimal`].
    #[must_use]
    pub fn to_decimal(&self, digits: u32, rounding: Rounding) -> Option<Decimal> {
        // Long division from the floor, so that large parts do not overflow needlessly.
        let mut mantissa = self.numerator.checked_div_euclid(self.denominator)?;
        let mut rest = self.numerator.checked_rem_euclid(self.denominator)?;
        for _ in 0..digits {
            rest = rest.checked_mul(10)?;
            mantissa = mantissa
                .checked_mul(10)?
                .checked_add(rest / self.denominator)?;
            rest %= self.denominator;
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

    /// The nearest double, for charts and statistics.
    #[must_use]
    pub fn to_f64(&self) -> f64 {
        let whole = self.numerator / self.denominator;
        let rest = self.numerator % self.denominator;
        whole as f64 + rest as f64 / self.denominator as f64
    }

    /// Numerator and denominator without common factor.
    fn reduced(&self) -> (i128, i128) {
        let divisor = greatest_common_divisor(
            self.numerator.unsigned_abs(),
            self.denominator.unsigned_abs(),
        );
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
        write!(f, "{}/{}", self.numerator, self.denominator)
    }
}

impl fmt::Debug for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<Ratio> for Parts {
    fn from(ratio: Ratio) -> Self {
        Self {
            numerator: ratio.numerator.to_string(),
            denominator: ratio.denominator.to_string(),
        }
    }
}

impl TryFrom<Parts> for Ratio {
    type Error = &'static str;

    fn try_from(parts: Parts) -> Result<Self, Self::Error> {
        let whole = |text: &str| {
            text.parse()
                .map_err(|_| "a part of a ratio is not a whole number")
        };
        Self::of(whole(&parts.numerator)?, whole(&parts.denominator)?)
            .ok_or("the denominator of a ratio must be above zero")
    }
}
