//! Fractions of any size: for differences and sums of rates, whose common denominators fit no fixed width.

use std::cmp::Ordering;
use std::fmt;

use rust_decimal::Decimal;

use crate::Rounding;
use crate::ratio::Ratio;
use crate::text::pad;

/// An exact fraction of any size and either sign: a difference of rates, a part of one, a sum of such parts.
///
/// A [`Ratio`] keeps the two numbers it was measured from, which fit 128 bits. What is computed from several of them seldom does:
/// the difference of four retention rates of a large book has a denominator of 160 bits. This type never overflows and never
/// rounds, so that parts of a difference can be shown to add up to it. It is shown without common factor, and compared by value.
///
/// # Laws
/// - `plus`, `minus` and `times` are exact; `a.plus(&b).minus(&b) == a`.
/// - The sum of many does not depend on their order.
///
/// ```
/// use tenure::{Fraction, Ratio, Rounding};
///
/// let (before, after) = (Ratio::of(2, 3).expect("three"), Ratio::of(3, 5).expect("five"));
/// let change = Fraction::from(after).minus(&Fraction::from(before));
/// assert_eq!(change.to_string(), "-1/15");
/// assert_eq!(change.to_decimal(4, Rounding::HalfEven).map(|d| d.to_string()), Some("-0.0667".to_owned()));
/// let parts = [Fraction::from(-1).times(&Fraction::from(before)), after.into()];
/// assert_eq!(parts.into_iter().sum::<Fraction>(), change);
/// ```
#[derive(Clone, Debug)]
pub struct Fraction {
    /// Never of zero.
    negative: bool,
    numerator: Natural,
    /// Above zero. A factor in common with the numerator stays until somebody looks: finding it takes longer than all else.
    denominator: Natural,
}

/// A whole number from zero up: words of 64 bits, the lowest first, the last not zero.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Natural(Vec<u64>);

impl Fraction {
    /// `numerator / denominator`, or `None` when the denominator is not above zero.
    #[must_use]
    pub fn of(numerator: i128, denominator: i128) -> Option<Self> {
        Ratio::of(numerator, denominator).map(Self::from)
    }

    /// Nothing.
    #[must_use]
    pub fn zero() -> Self {
        Self::from(0)
    }

    /// Whether it is nothing.
    #[must_use]
    pub const fn is_zero(&self) -> bool {
        self.numerator.0.is_empty()
    }

    /// Whether it is below zero.
    #[must_use]
    pub const fn is_negative(&self) -> bool {
        self.negative
    }

    /// The sum.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        if self.denominator == other.denominator {
            let denominator = self.denominator.clone();
            return self.add(&self.numerator, other, &other.numerator, denominator);
        }
        self.add(
            &self.numerator.times(&other.denominator),
            other,
            &other.numerator.times(&self.denominator),
            self.denominator.times(&other.denominator),
        )
    }

    /// The sum, given both numerators over one denominator.
    fn add(&self, ours: &Natural, other: &Self, theirs: &Natural, denominator: Natural) -> Self {
        let (negative, numerator) = if self.negative == other.negative {
            (self.negative, ours.plus(theirs))
        } else if ours < theirs {
            (other.negative, theirs.minus(ours))
        } else {
            (self.negative, ours.minus(theirs))
        };
        Self::new(negative, numerator, denominator)
    }

    /// The difference.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        self.plus(&other.negated())
    }

    /// The product.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        Self::new(
            self.negative != other.negative,
            self.numerator.times(&other.numerator),
            self.denominator.times(&other.denominator),
        )
    }

    /// The same without its sign.
    #[must_use]
    pub fn size(&self) -> Self {
        Self {
            negative: false,
            ..self.clone()
        }
    }

    /// The same size with the other sign.
    #[must_use]
    pub fn negated(&self) -> Self {
        Self {
            negative: !self.negative && !self.is_zero(),
            ..self.clone()
        }
    }

    /// As a [`Ratio`], without common factor; `None` when a part has more than 127 bits.
    #[must_use]
    pub fn to_ratio(&self) -> Option<Ratio> {
        let (numerator, denominator) = self.reduced();
        let numerator = i128::try_from(numerator.to_u128()?).ok()?;
        let denominator = i128::try_from(denominator.to_u128()?).ok()?;
        Ratio::of(
            if self.negative { -numerator } else { numerator },
            denominator,
        )
    }

    /// The value with this many digits after the point; `None` when it does not fit a [`Decimal`].
    #[must_use]
    pub fn to_decimal(&self, digits: u32, rounding: Rounding) -> Option<Decimal> {
        if digits > Decimal::MAX_SCALE {
            return None;
        }
        let scaled = self.numerator.times(&Natural::of(10_u128.pow(digits)));
        let (whole, rest) = scaled.divide(&self.denominator);
        // Rounding only asks where the rest lies: at nothing, below, at or above one half.
        let quarters = match rest.plus(&rest).cmp(&self.denominator) {
            _ if rest.0.is_empty() => 0,
            Ordering::Less => 1,
            Ordering::Equal => 2,
            Ordering::Greater => 3,
        };
        let size = i128::try_from(whole.to_u128()?).ok()?;
        let size = size.checked_mul(4)?.checked_add(quarters)?;
        let mantissa = rounding.divide(if self.negative { -size } else { size }, 4)?;
        Decimal::try_from_i128_with_scale(mantissa, digits).ok()
    }

    /// The value as a double, for charts: within two units of its last place.
    #[must_use]
    pub fn to_f64(&self) -> f64 {
        // A quotient of 64 or 65 bits, and the power of two that is missing to it.
        let shift = self.denominator.bits() as i64 - self.numerator.bits() as i64 + 65;
        let quotient = match usize::try_from(shift) {
            Ok(up) => self.numerator.shifted(up).divide(&self.denominator).0,
            Err(_) => {
                let down = usize::try_from(shift.unsigned_abs()).unwrap_or_default();
                self.numerator.divide(&self.denominator.shifted(down)).0
            }
        };
        let size = quotient.to_u128().unwrap_or_default() as f64;
        let exponent = i32::try_from(-shift).unwrap_or(i32::MIN);
        let value = size * 2_f64.powi(exponent);
        if self.negative { -value } else { value }
    }

    /// All numbers of the first list multiplied, over all of the second. Of two made over the same list, sums stay over it. Only
    /// for lists of numbers that are not zero below the line.
    pub(crate) fn product(above: &[i128], below: &[i128]) -> Self {
        let size = |numbers: &[i128]| {
            let sizes = numbers.iter().map(|number| number.unsigned_abs());
            sizes.fold(Natural::of(1), |product, size| {
                product.times(&Natural::of(size))
            })
        };
        let negative = above.iter().chain(below).filter(|number| **number < 0);
        Self::new(negative.count() % 2 == 1, size(above), size(below))
    }

    fn new(negative: bool, numerator: Natural, denominator: Natural) -> Self {
        Self {
            negative: negative && !numerator.0.is_empty(),
            numerator,
            denominator,
        }
    }

    /// Numerator and denominator without common factor.
    fn reduced(&self) -> (Natural, Natural) {
        let divisor = self.numerator.common_divisor(&self.denominator);
        (
            self.numerator.divide(&divisor).0,
            self.denominator.divide(&divisor).0,
        )
    }
}

impl From<i128> for Fraction {
    fn from(whole: i128) -> Self {
        Self::from(Ratio::whole(whole))
    }
}

impl From<Ratio> for Fraction {
    fn from(ratio: Ratio) -> Self {
        let (numerator, denominator) = ratio.reduced();
        Self {
            negative: numerator < 0,
            numerator: Natural::of(numerator.unsigned_abs()),
            denominator: Natural::of(denominator.unsigned_abs()),
        }
    }
}

/// Neighbours first, then sums of neighbours: the denominators of many parts grow only towards the end.
impl std::iter::Sum for Fraction {
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        let mut sums: Vec<Self> = parts.collect();
        while sums.len() > 1 {
            let pairs = sums.chunks(2).map(|pair| match pair {
                [one, other] => one.plus(other),
                [one] => one.clone(),
                _ => Self::zero(),
            });
            sums = pairs.collect();
        }
        sums.pop().unwrap_or_else(Self::zero)
    }
}

impl PartialEq for Fraction {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Fraction {}

impl PartialOrd for Fraction {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Fraction {
    fn cmp(&self, other: &Self) -> Ordering {
        let sizes = || {
            if self.denominator == other.denominator {
                return self.numerator.cmp(&other.numerator);
            }
            let ours = self.numerator.times(&other.denominator);
            ours.cmp(&other.numerator.times(&self.denominator))
        };
        match (self.negative, other.negative) {
            (false, false) => sizes(),
            (true, true) => sizes().reverse(),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.negative { "-" } else { "" };
        let (numerator, denominator) = self.reduced();
        pad(f, format_args!("{sign}{numerator}/{denominator}"))
    }
}

impl Natural {
    fn of(value: u128) -> Self {
        Self(vec![value as u64, (value >> 64) as u64]).trimmed()
    }

    fn trimmed(mut self) -> Self {
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
        self
    }

    fn to_u128(&self) -> Option<u128> {
        match self.0.as_slice() {
            [] => Some(0),
            [low] => Some(u128::from(*low)),
            [low, high] => Some(u128::from(*high) << 64 | u128::from(*low)),
            _ => None,
        }
    }

    fn plus(&self, other: &Self) -> Self {
        let (long, short) = if self.0.len() < other.0.len() {
            (other, self)
        } else {
            (self, other)
        };
        let mut carry = 0_u128;
        let short = short.0.iter().chain(std::iter::repeat(&0));
        let mut words: Vec<u64> = Vec::with_capacity(long.0.len() + 1);
        for (a, b) in long.0.iter().zip(short) {
            let sum = u128::from(*a) + u128::from(*b) + carry;
            words.push(sum as u64);
            carry = sum >> 64;
        }
        words.push(carry as u64);
        Self(words).trimmed()
    }

    /// What is left of a number that is at least as large as the other.
    fn minus(&self, other: &Self) -> Self {
        let mut borrow = false;
        let others = other.0.iter().chain(std::iter::repeat(&0));
        let words = self.0.iter().zip(others).map(|(a, b)| {
            let (less, first) = a.overflowing_sub(*b);
            let (less, second) = less.overflowing_sub(u64::from(borrow));
            borrow = first || second;
            less
        });
        Self(words.collect()).trimmed()
    }

    fn times(&self, other: &Self) -> Self {
        let mut words = vec![0_u64; self.0.len() + other.0.len()];
        for (at, a) in self.0.iter().enumerate() {
            let mut carry = 0_u128;
            for (word, b) in words.iter_mut().skip(at).zip(other.0.iter().chain([&0])) {
                let sum = u128::from(*word) + u128::from(*a) * u128::from(*b) + carry;
                *word = sum as u64;
                carry = sum >> 64;
            }
        }
        Self(words).trimmed()
    }

    fn bits(&self) -> usize {
        let last = self.0.last().map_or(0, |last| 64 - last.leading_zeros());
        self.0.len().saturating_sub(1) * 64 + last as usize
    }

    /// Times two to this power.
    fn shifted(&self, by: usize) -> Self {
        let mut words = vec![0; by / 64];
        let by = by % 64;
        let mut carry = 0;
        for word in &self.0 {
            let wide = u128::from(*word) << by;
            words.push(wide as u64 | carry);
            carry = (wide >> 64) as u64;
        }
        words.push(carry);
        Self(words).trimmed()
    }

    /// Quotient and rest by a number above zero.
    fn divide(&self, divisor: &Self) -> (Self, Self) {
        if let (Some(whole), Some(by)) = (self.to_u128(), divisor.to_u128())
            && by > 0
        {
            return (Self::of(whole / by), Self::of(whole % by));
        }
        if let [by] = divisor.0.as_slice() {
            return self.divide_by_word(*by);
        }
        let mut quotient = vec![0_u64; self.0.len()];
        let mut rest = self.clone();
        let steps = (self.bits() + 1).saturating_sub(divisor.bits());
        for at in (0..steps).rev() {
            let part = divisor.shifted(at);
            if rest >= part {
                rest = rest.minus(&part);
                if let Some(word) = quotient.get_mut(at / 64) {
                    *word |= 1 << (at % 64);
                }
            }
        }
        (Self(quotient).trimmed(), rest)
    }

    fn divide_by_word(&self, by: u64) -> (Self, Self) {
        let by = u128::from(by.max(1));
        let mut rest = 0_u128;
        let mut words: Vec<u64> = Vec::with_capacity(self.0.len());
        for word in self.0.iter().rev() {
            let wide = rest << 64 | u128::from(*word);
            words.push((wide / by) as u64);
            rest = wide % by;
        }
        words.reverse();
        (Self(words).trimmed(), Self::of(rest))
    }

    /// The greatest common divisor, by Euclid.
    fn common_divisor(&self, other: &Self) -> Self {
        let (mut a, mut b) = (self.clone(), other.clone());
        while !b.0.is_empty() {
            let rest = a.divide(&b).1;
            (a, b) = (b, rest);
        }
        a
    }
}

impl PartialOrd for Natural {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Natural {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_length = self.0.len().cmp(&other.0.len());
        by_length.then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }
}

impl fmt::Display for Natural {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        /// The largest power of ten in a word.
        const CHUNK: u64 = 10_u64.pow(19);
        let mut chunks = Vec::new();
        let mut rest = self.clone();
        while !rest.0.is_empty() {
            let (whole, low) = rest.divide_by_word(CHUNK);
            chunks.push(low.0.first().copied().unwrap_or_default());
            rest = whole;
        }
        write!(f, "{}", chunks.pop().unwrap_or_default())?;
        chunks
            .iter()
            .rev()
            .try_for_each(|chunk| write!(f, "{chunk:019}"))
    }
}
