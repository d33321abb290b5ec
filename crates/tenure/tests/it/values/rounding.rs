use proptest::prelude::*;
use tenure::Rounding;
use tenure_testkit::strategies::rounding;

use super::big::Big;
use super::laws;

const ALL: [Rounding; 6] = [
    Rounding::HalfEven,
    Rounding::HalfAwayFromZero,
    Rounding::TowardZero,
    Rounding::AwayFromZero,
    Rounding::Floor,
    Rounding::Ceiling,
];

fn part() -> impl Strategy<Value = i128> {
    prop_oneof![
        4 => -40_i128..40,
        3 => (any::<i128>(), 0_u32..128).prop_map(|(bits, shift)| bits >> shift),
        1 => prop_oneof![Just(i128::MIN), Just(i128::MAX), Just(i128::MIN + 1), Just(i128::MAX - 1)],
    ]
}

/// Whether `rounded` is what the rule makes of `numerator / denominator`, by the words of the rule alone.
fn obeys(rule: Rounding, numerator: i128, denominator: i128, rounded: i128) -> bool {
    // With the denominator above zero: numerator - rounded · denominator has the sign of exact - rounded.
    let sign = Big::from(denominator.signum());
    let (exact, one) = (
        Big::from(numerator).times(sign),
        Big::from(denominator).times(sign),
    );
    let zero = Big::from(0);
    let error = exact.minus(Big::from(rounded).times(one));
    let (twice, outwards) = (
        error.magnitude().times(Big::from(2)),
        (exact > zero && error < zero) || (exact < zero && error > zero),
    );
    let inwards = (exact > zero && error > zero) || (exact < zero && error < zero);
    match rule {
        Rounding::HalfEven => twice < one || (twice == one && rounded % 2 == 0),
        Rounding::HalfAwayFromZero => twice < one || (twice == one && outwards),
        Rounding::TowardZero => error.magnitude() < one && !outwards,
        Rounding::AwayFromZero => error.magnitude() < one && !inwards,
        Rounding::Floor => error.magnitude() < one && error >= zero,
        Rounding::Ceiling => error.magnitude() < one && error <= zero,
        _ => false,
    }
}

laws! { "rounding";
    #[test]
    fn every_rule_does_what_its_name_says(rule in rounding(), numerator in part(), denominator in part()) {
        match rule.divide(numerator, denominator) {
            Some(rounded) => prop_assert!(obeys(rule, numerator, denominator, rounded)),
            None => prop_assert!(denominator == 0 || (numerator, denominator) == (i128::MIN, -1)),
        }
    }

    #[test]
    fn exact_stays(rule in rounding(), value in -1_000_000_000_i128..1_000_000_000, by in 1_i128..1_000_000) {
        prop_assert_eq!(rule.divide(value * by, by), Some(value));
    }

    #[test]
    fn order_is_never_turned_round(rule in rounding(), a in part(), b in part(), by in 1..i128::MAX) {
        let (low, high) = (a.min(b), a.max(b));
        prop_assert!(rule.divide(low, by) <= rule.divide(high, by));
    }

    #[test]
    fn rules_mirror_with_the_sign(rule in rounding(), numerator in -i128::MAX..=i128::MAX, by in 1..i128::MAX) {
        let mirror = match rule {
            Rounding::Floor => Rounding::Ceiling,
            Rounding::Ceiling => Rounding::Floor,
            rule => rule,
        };
        prop_assert_eq!(mirror.divide(-numerator, by), rule.divide(numerator, by).map(|value| -value));
    }
}

#[test]
fn the_table_of_the_documentation_holds() {
    // 2.5, 3.5, -2.5, 2.4, -2.6
    let rows = [
        (Rounding::HalfEven, [2, 4, -2, 2, -3]),
        (Rounding::HalfAwayFromZero, [3, 4, -3, 2, -3]),
        (Rounding::TowardZero, [2, 3, -2, 2, -2]),
        (Rounding::AwayFromZero, [3, 4, -3, 3, -3]),
        (Rounding::Floor, [2, 3, -3, 2, -3]),
        (Rounding::Ceiling, [3, 4, -2, 3, -2]),
    ];
    for (rule, expected) in rows {
        let rounded = [25, 35, -25, 24, -26].map(|tenths| rule.divide(tenths, 10).unwrap());
        assert_eq!(rounded, expected, "{rule:?}");
    }
}

#[test]
fn names_on_the_wire_are_stable() {
    let names = [
        "half_even",
        "half_away_from_zero",
        "toward_zero",
        "away_from_zero",
        "floor",
        "ceiling",
    ];
    for (rule, name) in ALL.into_iter().zip(names) {
        assert_eq!(serde_json::to_value(rule).unwrap(), name);
        assert_eq!(
            serde_json::from_value::<Rounding>(name.into()).unwrap(),
            rule
        );
    }
}
