//! Fractions of any size, against whole numbers of 384 bits and against themselves.

use proptest::prelude::*;
use tenure::{Fraction, Ratio, Rounding};

use super::big::Big;

fn parts() -> impl Strategy<Value = (i128, i128)> {
    let small = (-50_i128..50, 1_i128..50);
    let large = (any::<i64>(), 1..=i64::MAX).prop_map(|(n, d)| (n.into(), d.into()));
    let huge = (-(1_i128 << 96)..(1_i128 << 96), 1_i128..(1_i128 << 96));
    prop_oneof![small, large, huge]
}

fn fraction((numerator, denominator): (i128, i128)) -> Fraction {
    Fraction::of(numerator, denominator).unwrap()
}

/// a/b == c/d + e/f, by whole numbers of 384 bits.
fn is_sum(sum: &Ratio, (c, d): (i128, i128), (e, f): (i128, i128)) -> bool {
    let times = |a: i128, b: i128, c: i128| Big::from(a).times(Big::from(b)).times(Big::from(c));
    let ours = times(sum.numerator(), d, f);
    ours == times(c, f, sum.denominator()).plus(times(e, d, sum.denominator()))
}

proptest! {
    #![proptest_config(crate::config(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/regressions/fraction.txt")))]

    #[test]
    fn sums_are_those_of_whole_numbers(
        a in (any::<i32>(), 1..=i32::MAX), b in (any::<i32>(), 1..=i32::MAX),
    ) {
        let wide = |(n, d): (i32, i32)| (i128::from(n), i128::from(d));
        let (a, b) = (wide(a), wide(b));
        let sum = fraction(a).plus(&fraction(b)).to_ratio().unwrap();
        prop_assert!(is_sum(&sum, a, b));
        let product = fraction(a).times(&fraction(b));
        prop_assert_eq!(product.to_ratio(), Ratio::of(a.0 * b.0, a.1 * b.1));
    }

    #[test]
    fn adding_and_taking_away_is_nothing_done(a in parts(), b in parts(), c in parts()) {
        let (a, b, c) = (fraction(a), fraction(b), fraction(c));
        prop_assert_eq!(a.plus(&b).minus(&b), a.clone());
        prop_assert_eq!(a.plus(&b), b.plus(&a));
        prop_assert_eq!(a.plus(&b).times(&c), a.times(&c).plus(&b.times(&c)));
        prop_assert!(a.minus(&a).is_zero() && !a.minus(&a).is_negative());
        prop_assert_eq!(a.minus(&b).is_negative(), a < b);
        prop_assert_eq!(a.negated().negated(), a.clone());
        prop_assert_eq!(a.size() == a, !a.is_negative());
    }

    #[test]
    fn a_sum_does_not_depend_on_the_order(mut of in prop::collection::vec(parts(), 0..12)) {
        let sum = of.iter().copied().map(fraction).sum::<Fraction>();
        let one_by_one = of.iter().fold(Fraction::zero(), |sum, part| sum.plus(&fraction(*part)));
        of.reverse();
        prop_assert_eq!(&of.into_iter().map(fraction).sum::<Fraction>(), &sum);
        prop_assert_eq!(one_by_one, sum);
    }

    #[test]
    fn it_shows_and_rounds_as_a_ratio_does(a in parts(), digits in 0_u32..9) {
        let ratio = Ratio::of(a.0, a.1).unwrap();
        for rounding in [Rounding::HalfEven, Rounding::HalfAwayFromZero, Rounding::Floor] {
            // Twice over a common factor, so that nothing is as it came.
            let same = fraction(a).times(&fraction((6, 4))).times(&fraction((2, 3)));
            prop_assert_eq!(same.to_decimal(digits, rounding), ratio.to_decimal(digits, rounding));
        }
        let (exact, double) = (ratio.to_f64(), fraction(a).to_f64());
        prop_assert!((exact - double).abs() <= exact.abs() * 1e-15, "{} {}", exact, double);
    }
}

#[test]
fn large_ones_are_written_in_full() {
    let large = fraction((i128::MAX, 7)).times(&fraction((i128::MAX, 11)));
    assert_eq!(
        large.to_string(),
        "28948022309329048855892746252171976962977213799489202546401021394546514198529/77"
    );
    assert_eq!(large.to_ratio(), None);
    assert_eq!(large.minus(&large).to_string(), "0/1");
    assert_eq!(fraction((-4, 6)).to_string(), "-2/3");
}
