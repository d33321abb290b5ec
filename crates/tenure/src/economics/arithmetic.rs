//! Exact products, quotients and sums of ratios; `None` where the result does not fit.

use crate::ratio::Ratio;

/// `a × b`, in lowest terms: what cancels is taken out first, so `None` means that the product itself does not fit.
pub(super) fn times(a: Ratio, b: Ratio) -> Option<Ratio> {
    let (a_top, a_bottom) = a.reduced();
    let (b_top, b_bottom) = b.reduced();
    let (left_top, right_bottom) = Ratio::of(a_top, b_bottom)?.reduced();
    let (right_top, left_bottom) = Ratio::of(b_top, a_bottom)?.reduced();
    Ratio::of(
        left_top.checked_mul(right_top)?,
        left_bottom.checked_mul(right_bottom)?,
    )
}

/// `a / b`; `None` also where `b` is not above zero.
pub(super) fn over(a: Ratio, b: Ratio) -> Option<Ratio> {
    times(a, Ratio::of(b.denominator(), b.numerator())?)
}

/// `a + b`, over the smallest common denominator.
pub(super) fn plus(a: Ratio, b: Ratio) -> Option<Ratio> {
    let (left, bottom) = a.reduced();
    let (right, right_bottom) = b.reduced();
    // By what each is missing of the other's denominator.
    let (left_factor, right_factor) = Ratio::of(right_bottom, bottom)?.reduced();
    let sum = left
        .checked_mul(left_factor)?
        .checked_add(right.checked_mul(right_factor)?)?;
    Ratio::of(sum, bottom.checked_mul(left_factor)?)
}
