//! Exact products, quotients and sums of ratios; `None` where the result does not fit.

use crate::ratio::Ratio;

/// `a × b`, with what cancels crosswise taken out first, so that only results that do not fit are lost.
pub(super) fn times(a: Ratio, b: Ratio) -> Option<Ratio> {
    let (left_top, right_bottom) = Ratio::of(a.numerator(), b.denominator())?.reduced();
    let (right_top, left_bottom) = Ratio::of(b.numerator(), a.denominator())?.reduced();
    Ratio::of(
        left_top.checked_mul(right_top)?,
        left_bottom.checked_mul(right_bottom)?,
    )
}

/// `a / b`; `None` also where `b` is not above zero.
pub(super) fn over(a: Ratio, b: Ratio) -> Option<Ratio> {
    times(a, Ratio::of(b.denominator(), b.numerator())?)
}

/// `a + b`.
pub(super) fn plus(a: Ratio, b: Ratio) -> Option<Ratio> {
    let (left, bottom) = a.reduced();
    let (right, right_bottom) = b.reduced();
    // The smallest common denominator: b's, times what a's has beyond it.
    let (left_factor, right_factor) = Ratio::of(right_bottom, bottom)?.reduced();
    let sum = left
        .checked_mul(left_factor)?
        .checked_add(right.checked_mul(right_factor)?)?;
    Ratio::of(sum, bottom.checked_mul(left_factor)?)
}
