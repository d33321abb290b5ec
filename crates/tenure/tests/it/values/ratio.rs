use std::cmp::Ordering;

use proptest::prelude::*;
use rust_decimal::Decimal;
use tenure::{Ratio, Rounding};
use tenure_testkit::strategies::{ratio, rounding};

use super::big::Big;
use super::{hash_of, laws};

fn of(numerator: i128, denominator: i128) -> Ratio {
    Ratio::of(numerator, denominator).unwrap()
}

fn by_cross_multiplication(a: Ratio, b: Ratio) -> Ordering {
    let left = Big::from(a.numerator()).times(Big::from(b.denominator()));
    let right = Big::from(b.numerator()).times(Big::from(a.denominator()));
    left.cmp(&right)
}

laws! { "ratio";
    #[test]
    fn value_is_independent_of_a_common_factor(
        numerator in any::<i64>(), denominator in 1..i64::MAX, factor in 1..i64::MAX,
    ) {
        let plain = of(numerator.into(), denominator.into());
        let scaled = of(
            i128::from(numerator) * i128::from(factor),
            i128::from(denominator) * i128::from(factor),
        );
        prop_assert_eq!(plain, scaled);
        prop_assert_eq!(hash_of(&plain), hash_of(&scaled));
        prop_assert_eq!(plain.cmp(&scaled), Ordering::Equal);
        prop_assert_eq!(scaled.numerator(), i128::from(numerator) * i128::from(factor));
    }

    #[test]
    fn ordering_agrees_with_cross_multiplication(a in ratio(), b in ratio()) {
        let expected = by_cross_multiplication(a, b);
        prop_assert_eq!(a.cmp(&b), expected);
        prop_assert_eq!(b.cmp(&a), expected.reverse());
        prop_assert_eq!(a == b, expected.is_eq());
        prop_assert!(a != b || hash_of(&a) == hash_of(&b));
    }

    #[test]
    fn ordering_tells_neighbours_apart(a in ratio(), step in -1_i128..=1) {
        if let Some(b) = a.numerator().checked_add(step).and_then(|numerator| Ratio::of(numerator, a.denominator())) {
            prop_assert_eq!(b.cmp(&a), step.cmp(&0));
        }
        if let Some(b) = Ratio::of(a.numerator(), a.denominator().saturating_add(step)) {
            prop_assert_eq!(a.cmp(&b), by_cross_multiplication(a, b));
        }
    }

    #[test]
    fn complement_is_its_own_inverse_and_turns_the_order_round(a in ratio(), b in ratio()) {
        if let (Some(x), Some(y)) = (a.complement(), b.complement()) {
            prop_assert_eq!(x.cmp(&y), b.cmp(&a));
            let again = x.complement().unwrap();
            prop_assert_eq!((again.numerator(), again.denominator()), (a.numerator(), a.denominator()));
        }
    }

    #[test]
    fn the_decimal_view_is_within_its_last_digit(a in ratio(), digits in 0..=28_u32, rule in rounding()) {
        let scaled = Big::from(a.numerator()).times(Big::from(10_i128.pow(digits)));
        let one = Big::from(a.denominator());
        let Some(view) = a.to_decimal(digits, rule) else {
            // Only what no decimal holds is missing.
            let most = Big::from(Decimal::MAX.mantissa());
            prop_assert!(scaled.magnitude() > most.times(one).minus(one));
            return Ok(());
        };
        prop_assert_eq!(view.scale(), digits);
        prop_assert!(!view.is_zero() || view.is_sign_positive());
        let error = scaled.minus(Big::from(view.mantissa()).times(one));
        let (zero, twice) = (Big::from(0), error.magnitude().times(Big::from(2)));
        match rule {
            Rounding::HalfEven => {
                prop_assert!(twice <= one);
                prop_assert!(twice < one || view.mantissa() % 2 == 0);
            }
            Rounding::HalfAwayFromZero => {
                prop_assert!(twice <= one);
                prop_assert!(twice < one || (error < zero) == (scaled > zero));
            }
            Rounding::Floor => prop_assert!(error >= zero && error < one),
            Rounding::Ceiling => prop_assert!(error <= zero && error.magnitude() < one),
            Rounding::TowardZero => {
                prop_assert!(error.magnitude() < one && (error == zero || (error > zero) == (scaled > zero)));
            }
            _ => prop_assert!(error.magnitude() < one && (error == zero || (error < zero) == (scaled > zero))),
        }
    }

    #[test]
    fn the_decimal_view_never_falls_when_the_rate_rises(
        a in ratio(), b in ratio(), digits in 0..12_u32, rule in rounding(),
    ) {
        let (low, high) = (a.min(b), a.max(b));
        if let (Some(x), Some(y)) = (low.to_decimal(digits, rule), high.to_decimal(digits, rule)) {
            prop_assert!(x <= y);
        }
    }

    #[test]
    fn the_double_is_the_nearest_for_parts_below_two_to_the_53(
        numerator in -(1_i64 << 53)..1 << 53, denominator in 1..1_i64 << 53,
    ) {
        let rate = of(numerator.into(), denominator.into()).to_f64();
        prop_assert_eq!(rate, numerator as f64 / denominator as f64);
    }

    #[test]
    fn the_double_is_close_for_any_parts(a in ratio()) {
        if let Some(view) = a.to_decimal(20, Rounding::HalfEven) {
            let view: f64 = view.to_string().parse().unwrap();
            prop_assert!((a.to_f64() - view).abs() <= 4.0 * f64::EPSILON * view.abs() + 1e-20);
        }
    }

    #[test]
    fn text_and_serde_keep_both_parts(a in ratio()) {
        let parts = |ratio: Ratio| (ratio.numerator(), ratio.denominator());
        let parsed: Ratio = a.to_string().parse().unwrap();
        prop_assert_eq!(parts(parsed), parts(a));
        let json = serde_json::to_string(&a).unwrap();
        prop_assert_eq!(&json, &format!("\"{}/{}\"", a.numerator(), a.denominator()));
        prop_assert_eq!(parts(serde_json::from_str(&json).unwrap()), parts(a));
    }
}

#[test]
fn a_rate_over_nothing_does_not_exist() {
    for denominator in [0, -1, i128::MIN] {
        assert_eq!(Ratio::of(1, denominator), None);
    }
}

#[test]
fn wide_parts_have_a_decimal_view() {
    let almost = of(i128::MAX - 1, i128::MAX);
    let text = |rule| almost.to_decimal(4, rule).unwrap().to_string();
    assert_eq!(text(Rounding::HalfEven), "1.0000");
    assert_eq!(text(Rounding::Floor), "0.9999");
    assert_eq!(
        of(i128::MIN, i128::MAX)
            .to_decimal(2, Rounding::HalfEven)
            .unwrap()
            .to_string(),
        "-1.00"
    );
    assert_eq!(of(i128::MAX, 1).to_decimal(0, Rounding::Floor), None);
}

#[test]
fn more_digits_than_a_decimal_has_are_refused_at_once() {
    assert_eq!(of(0, 1).to_decimal(29, Rounding::HalfEven), None);
    assert_eq!(of(1, 3).to_decimal(u32::MAX, Rounding::HalfEven), None);
    assert_eq!(
        of(1, 3)
            .to_decimal(28, Rounding::HalfEven)
            .unwrap()
            .to_string(),
        "0.3333333333333333333333333333"
    );
}

#[test]
fn a_small_negative_rate_rounds_to_the_one_zero() {
    for rule in [Rounding::HalfEven, Rounding::TowardZero, Rounding::Ceiling] {
        assert_eq!(
            of(-1, 1000).to_decimal(2, rule).unwrap().to_string(),
            "0.00"
        );
    }
}

#[test]
fn what_is_no_ratio_is_refused() {
    for text in [
        "",
        "1",
        "/",
        "1/",
        "/2",
        "1/0",
        "1/-2",
        "+1/2",
        "01/2",
        "1/02",
        "-0/2",
        "1 / 2",
        "1/2/3",
        "1.0/2",
        "a/b",
        "1/170141183460469231731687303715884105728",
    ] {
        assert!(text.parse::<Ratio>().is_err(), "{text}");
        let json = serde_json::to_string(text).unwrap();
        assert!(serde_json::from_str::<Ratio>(&json).is_err(), "{text}");
    }
}
