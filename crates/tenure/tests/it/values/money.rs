use std::cmp::Ordering;

use proptest::prelude::*;
use rust_decimal::{Decimal, RoundingStrategy};
use tenure::{Currency, Money, MoneyError, Rounding, parse_decimal};
use tenure_testkit::strategies::{currency, decimal, minor_units, money, money_in, rounding};

use super::big::Big;
use super::{hash_of, laws};

fn usd(minor: i128) -> Money {
    Money::from_minor(minor, Currency::USD).unwrap()
}

fn two_currencies() -> impl Strategy<Value = (Money, Money)> {
    let codes: Vec<Currency> = Currency::all().collect();
    proptest::sample::subsequence(codes, 2)
        .prop_shuffle()
        .prop_flat_map(|pair| (money_in(pair[0]), money_in(pair[1])))
}

fn strategy_of(rule: Rounding) -> RoundingStrategy {
    match rule {
        Rounding::HalfEven => RoundingStrategy::MidpointNearestEven,
        Rounding::HalfAwayFromZero => RoundingStrategy::MidpointAwayFromZero,
        Rounding::TowardZero => RoundingStrategy::ToZero,
        Rounding::AwayFromZero => RoundingStrategy::AwayFromZero,
        Rounding::Floor => RoundingStrategy::ToNegativeInfinity,
        Rounding::Ceiling => RoundingStrategy::ToPositiveInfinity,
        rule => panic!("{rule:?} has no counterpart"),
    }
}

fn weights() -> impl Strategy<Value = Vec<u32>> {
    let weight = prop_oneof![4 => 0..10_u32, 2 => any::<u32>(), 1 => Just(u32::MAX)];
    proptest::collection::vec(weight, 1..12).prop_filter("some weight is above zero", |weights| {
        weights.iter().any(|weight| *weight > 0)
    })
}

laws! { "money";
    #[test]
    fn addition_commutes(a in money_in(Currency::USD), b in money_in(Currency::USD)) {
        prop_assert_eq!(a.checked_add(b), b.checked_add(a));
    }

    #[test]
    fn addition_associates_in_range(
        a in money_in(Currency::USD), b in money_in(Currency::USD), c in money_in(Currency::USD),
    ) {
        let left = a.checked_add(b).and_then(|sum| sum.checked_add(c));
        let right = b.checked_add(c).and_then(|sum| a.checked_add(sum));
        if let (Ok(left), Ok(right)) = (left, right) {
            prop_assert_eq!(left, right);
        }
    }

    #[test]
    fn addition_is_exact_or_an_error(a in minor_units(), b in minor_units()) {
        match usd(a).checked_add(usd(b)) {
            Ok(sum) => prop_assert_eq!(sum.to_minor(), a + b),
            Err(error) => {
                prop_assert_eq!(error, MoneyError::OutOfRange { currency: Currency::USD });
                prop_assert!((a + b).abs() > Money::MAX_MINOR);
            }
        }
    }

    #[test]
    fn subtraction_undoes_addition(a in money_in(Currency::USD), b in money_in(Currency::USD)) {
        if let Ok(sum) = a.checked_add(b) {
            prop_assert_eq!(sum.checked_sub(b), Ok(a));
        }
        prop_assert_eq!(a.checked_sub(a), Ok(Money::zero(Currency::USD)));
    }

    #[test]
    fn negation_is_its_own_inverse_and_adds_up_to_zero(a in money()) {
        prop_assert_eq!(-(-a), a);
        prop_assert_eq!(a.checked_add(-a), Ok(Money::zero(a.currency())));
    }

    #[test]
    fn multiplication_is_exact_or_an_error(a in minor_units(), times in any::<i64>()) {
        let exact = Big::from(a).times(Big::from(i128::from(times)));
        match usd(a).checked_mul(times) {
            Ok(product) => prop_assert_eq!(Big::from(product.to_minor()), exact),
            Err(_) => prop_assert!(exact.magnitude() > Big::from(Money::MAX_MINOR)),
        }
    }

    #[test]
    fn a_sum_is_that_of_the_minor_units_in_any_order(
        amounts in proptest::collection::vec(minor_units(), 0..20).prop_flat_map(|amounts| {
            (Just(amounts.clone()), Just(amounts).prop_shuffle())
        }),
    ) {
        let (as_drawn, shuffled) = amounts;
        let sum = Money::sum(Currency::USD, as_drawn.iter().map(|minor| usd(*minor)));
        prop_assert_eq!(&sum, &Money::sum(Currency::USD, shuffled.iter().map(|minor| usd(*minor))));
        prop_assert_eq!(sum, Money::from_minor(as_drawn.iter().sum(), Currency::USD));
    }

    #[test]
    fn other_currencies_never_mix((a, b) in two_currencies()) {
        let mismatch = MoneyError::CurrencyMismatch { left: a.currency(), right: b.currency() };
        prop_assert_eq!(a.checked_add(b), Err(mismatch.clone()));
        prop_assert_eq!(a.checked_sub(b), Err(mismatch.clone()));
        prop_assert_eq!(a.compare(&b), Err(mismatch.clone()));
        prop_assert_eq!(Money::sum(a.currency(), [a, b]), Err(mismatch));
        prop_assert_eq!(a.partial_cmp(&b), None);
        prop_assert_ne!(a, b);
    }

    #[test]
    fn text_round_trips(a in money()) {
        prop_assert_eq!(a.to_string().parse(), Ok(a));
        prop_assert_eq!(a.to_string(), format!("{} {}", a.amount(), a.currency()));
        prop_assert_eq!(format!("{a:?}"), a.to_string());
    }

    #[test]
    fn serde_round_trips(a in money()) {
        let json = serde_json::to_string(&a).unwrap();
        prop_assert_eq!(&json, &format!("\"{a}\""));
        prop_assert_eq!(serde_json::from_str::<Money>(&json).unwrap(), a);
        prop_assert_eq!(serde_json::from_value::<Money>(serde_json::to_value(a).unwrap()).unwrap(), a);
    }

    #[test]
    fn comparison_is_that_of_minor_units(a in minor_units(), b in minor_units(), currency in currency()) {
        let (x, y) = (
            Money::from_minor(a, currency).unwrap(),
            Money::from_minor(b, currency).unwrap(),
        );
        prop_assert_eq!(x.compare(&y), Ok(a.cmp(&b)));
        prop_assert_eq!(x.partial_cmp(&y), Some(a.cmp(&b)));
        prop_assert_eq!(x == y, a == b);
    }

    #[test]
    fn amount_and_minor_units_say_the_same(a in money()) {
        prop_assert_eq!(a.amount().scale(), a.currency().minor_digits());
        prop_assert_eq!(a.amount().mantissa(), a.to_minor());
        prop_assert_eq!(Money::new(a.amount(), a.currency()), Ok(a));
        prop_assert_eq!(Money::from_minor(a.to_minor(), a.currency()), Ok(a));
        prop_assert_eq!(a.is_zero(), a.to_minor() == 0);
        prop_assert_eq!(a.is_negative(), a.to_minor() < 0);
    }

    #[test]
    fn new_takes_whole_minor_units_at_any_scale(a in money(), more in 0..8_u32) {
        let mut amount = a.amount();
        amount.rescale(amount.scale() + more);
        let again = Money::new(amount, a.currency()).unwrap();
        prop_assert_eq!(again, a);
        prop_assert_eq!(hash_of(&again), hash_of(&a));
        prop_assert_eq!(again.to_string(), a.to_string());
    }

    #[test]
    fn rounding_agrees_with_an_independent_one(amount in decimal(), currency in currency(), rule in rounding()) {
        let digits = currency.minor_digits();
        let expected = amount.round_dp_with_strategy(digits, strategy_of(rule));
        match Money::rounded(amount, currency, rule) {
            Ok(money) => prop_assert_eq!(money.amount(), expected),
            Err(_) => prop_assert!(
                Big::from(expected.mantissa()).times(Big::from(10_i128.pow(digits - expected.scale()))).magnitude()
                    > Big::from(Money::MAX_MINOR)
            ),
        }
    }

    #[test]
    fn new_is_rounded_where_nothing_is_lost(amount in decimal(), currency in currency()) {
        match Money::new(amount, currency) {
            Ok(money) => prop_assert_eq!(money.amount(), amount),
            Err(MoneyError::BelowMinorUnit { .. }) => {
                prop_assert!(amount.normalize().scale() > currency.minor_digits());
            }
            Err(error) => prop_assert_eq!(error, MoneyError::OutOfRange { currency }),
        }
    }

    #[test]
    fn split_parts_add_up_to_the_whole(whole in money(), weights in weights()) {
        let parts = whole.split(&weights).unwrap();
        prop_assert_eq!(parts.len(), weights.len());
        prop_assert_eq!(Money::sum(whole.currency(), parts), Ok(whole));
    }

    #[test]
    fn split_parts_are_within_one_unit_of_their_exact_share(whole in minor_units(), weights in weights()) {
        let total = Big::from(weights.iter().map(|weight| i128::from(*weight)).sum::<i128>());
        for (part, weight) in usd(whole).split(&weights).unwrap().iter().zip(&weights) {
            // |part - whole · weight / total| < 1
            let exact = Big::from(whole).times(Big::from(i128::from(*weight)));
            let error = Big::from(part.to_minor()).times(total).minus(exact);
            prop_assert!(error.magnitude() < total);
            prop_assert!(*weight > 0 || part.is_zero());
        }
    }

    #[test]
    fn split_mirrors_with_the_sign(whole in money(), weights in weights()) {
        let mirrored: Vec<Money> = (-whole).split(&weights).unwrap().into_iter().map(|part| -part).collect();
        prop_assert_eq!(whole.split(&weights).unwrap(), mirrored);
    }

    #[test]
    fn split_gives_the_larger_weight_no_less_and_the_earlier_of_equals_no_less(
        whole in 0..=Money::MAX_MINOR, weights in weights(),
    ) {
        let parts = usd(whole).split(&weights).unwrap();
        for (i, (part, weight)) in parts.iter().zip(&weights).enumerate() {
            for (later, its_weight) in parts.iter().zip(&weights).skip(i + 1) {
                let order = part.compare(later).unwrap();
                match weight.cmp(its_weight) {
                    Ordering::Less => prop_assert!(order.is_le()),
                    Ordering::Equal | Ordering::Greater => prop_assert!(order.is_ge()),
                }
            }
        }
    }

    #[test]
    fn the_column_width_is_the_same_number_or_an_error(a in minor_units()) {
        prop_assert_eq!(usd(a).to_minor_i64().ok(), i64::try_from(a).ok());
    }

    #[test]
    fn a_decimal_parses_to_itself(value in decimal()) {
        let parsed = parse_decimal(&value.to_string()).unwrap();
        prop_assert_eq!((parsed.mantissa(), parsed.scale()), (value.mantissa(), value.scale()));
    }

    /// More digits below the minor unit, all zeros, are the same amount written at length.
    #[test]
    fn an_amount_is_the_same_however_long_it_is_written(
        text in "-?[0-9]{0,17}(\\.[0-9]{0,4})?",
        currency in prop::sample::select(vec!["USD", "JPY", "KWD", "CLF"]),
    ) {
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, "0"));
        let short = format!("{text} {currency}").parse::<Money>().ok();
        let long = if fraction.is_empty() {
            None
        } else {
            let fraction = format!("{fraction:0<9}");
            format!("{whole}.{fraction} {currency}").parse::<Money>().ok()
        };
        prop_assert_eq!(short, long);
    }

    #[test]
    fn any_text_parses_to_what_it_says_or_not_at_all(text in "-?[0-9]{0,3}[.,_ e+-]?[0-9]{0,3}") {
        let plain = text.strip_prefix('-').unwrap_or(&text);
        let parts: Vec<&str> = plain.split('.').collect();
        let well_formed = parts.len() <= 2
            && parts.iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
        prop_assert_eq!(parse_decimal(&text).is_some(), well_formed, "{}", text);
        if well_formed {
            prop_assert_eq!(parse_decimal(&text), text.parse::<Decimal>().ok());
        }
    }
}

#[test]
fn there_is_one_zero() {
    let zero = Money::zero(Currency::USD);
    let mut negative = Decimal::new(0, 2);
    negative.set_sign_negative(true);
    let others = [
        "0 USD".parse().unwrap(),
        "-0 USD".parse().unwrap(),
        "-0.00 USD".parse().unwrap(),
        "-0.000000 USD".parse().unwrap(),
        "000.0 USD".parse().unwrap(),
        -zero,
        usd(0),
        zero.checked_mul(-1).unwrap(),
        usd(5).checked_add(usd(-5)).unwrap(),
        Money::new(negative, Currency::USD).unwrap(),
        Money::new(Decimal::NEGATIVE_ONE * Decimal::ZERO, Currency::USD).unwrap(),
        Money::rounded(Decimal::new(-4, 3), Currency::USD, Rounding::HalfEven).unwrap(),
        Money::rounded(Decimal::new(-4, 3), Currency::USD, Rounding::Ceiling).unwrap(),
        serde_json::from_str("\"-0.00 USD\"").unwrap(),
        Money::sum(Currency::USD, []).unwrap(),
        (-usd(1)).split(&[0, 1]).unwrap()[0],
    ];
    for other in others {
        assert_eq!(other, zero);
        assert_eq!(hash_of(&other), hash_of(&zero));
        assert_eq!(other.to_string(), "0.00 USD");
        assert!(other.is_zero() && !other.is_negative() && other.amount().is_sign_positive());
    }
    assert_eq!(parse_decimal("-0.0").unwrap().to_string(), "0.0");
}

#[test]
fn the_range_ends_where_a_decimal_ends() {
    let most = usd(Money::MAX_MINOR);
    assert_eq!(most.to_string(), "792281625142643375935439503.35 USD");
    assert_eq!("792281625142643375935439503.35 USD".parse(), Ok(most));
    assert_eq!((-most).to_string().parse(), Ok(-most));
    let out_of_range = MoneyError::OutOfRange {
        currency: Currency::USD,
    };
    assert_eq!(most.checked_add(usd(1)), Err(out_of_range.clone()));
    assert_eq!((-most).checked_sub(usd(1)), Err(out_of_range.clone()));
    assert_eq!(most.checked_mul(2), Err(out_of_range.clone()));
    assert_eq!(
        Money::from_minor(Money::MAX_MINOR + 1, Currency::USD),
        Err(out_of_range.clone())
    );
    assert_eq!(
        Money::from_minor(i128::MIN, Currency::USD),
        Err(out_of_range.clone())
    );
    assert_eq!(
        Money::new(Decimal::MAX, Currency::USD),
        Err(out_of_range.clone())
    );
    assert_eq!(
        "792281625142643375935439503.36 USD".parse::<Money>(),
        Err(out_of_range.clone())
    );
    assert_eq!(
        format!("{} USD", "9".repeat(60)).parse::<Money>(),
        Err(out_of_range)
    );
    assert_eq!(
        Money::new(Decimal::MAX, Currency::JPY).unwrap().to_minor(),
        Money::MAX_MINOR
    );
    assert_eq!(most.split(&[u32::MAX; 7]).unwrap().len(), 7);
    assert_eq!(most.split(&[1]).unwrap(), [most]);
}

#[test]
fn a_sum_may_leave_the_range_on_its_way() {
    let most = usd(Money::MAX_MINOR);
    assert_eq!(Money::sum(Currency::USD, [most, usd(1), -most]), Ok(usd(1)));
}

#[test]
fn what_is_no_amount_is_refused() {
    for text in [
        "",
        " ",
        "USD",
        "1.00",
        "1.00USD",
        "1.00  USD",
        " 1.00 USD",
        "1.00 USD ",
        "USD 1.00",
        "$1.00",
        "1,000.00 USD",
        "1e3 USD",
        "+1.00 USD",
        "--1 USD",
        ".5 USD",
        "5. USD",
        "1.005 USD",
        "1.0 JPY1",
        "0x10 USD",
        "١.00 USD",
        "NaN USD",
        "1.00 usd",
        "1.00 XYZ",
        "1.00\u{a0}USD",
        "1_000 USD",
    ] {
        assert!(text.parse::<Money>().is_err(), "{text}");
        let json = serde_json::to_string(text).unwrap();
        assert!(serde_json::from_str::<Money>(&json).is_err(), "{text}");
    }
    for json in [
        "1.00",
        "100",
        "null",
        "[\"1.00 USD\"]",
        "{\"amount\":\"1.00\"}",
    ] {
        assert!(serde_json::from_str::<Money>(json).is_err(), "{json}");
    }
}

#[test]
fn a_split_by_nothing_is_an_error() {
    assert_eq!(usd(100).split(&[]), Err(MoneyError::NothingToSplitBy));
    assert_eq!(usd(100).split(&[0, 0]), Err(MoneyError::NothingToSplitBy));
}

#[test]
fn left_over_units_go_to_the_largest_remainders_first() {
    // Exact shares 4 2/7, 4 2/7 and 1 3/7: the one unit left over is the third's.
    assert_eq!(usd(10).split(&[3, 3, 1]), Ok(vec![usd(4), usd(4), usd(2)]));
    // Among equal remainders the earlier part is first.
    assert_eq!(
        usd(-5).split(&[1, 1, 1]),
        Ok(vec![usd(-2), usd(-2), usd(-1)])
    );
}

/// Within 18 digits the text is made another way than beyond.
#[test]
fn text_has_every_digit_on_both_sides_of_18() {
    for currency in Currency::all() {
        for minor in [
            0,
            1,
            9,
            10,
            12_345,
            999_999_999_999_999_999,
            1_000_000_000_000_000_000,
        ] {
            for minor in [minor, -minor] {
                let money = Money::from_minor(minor, currency).unwrap();
                let text = format!("{} {currency}", money.amount());
                assert_eq!(money.to_string(), text);
                assert_eq!(
                    serde_json::to_string(&money).unwrap(),
                    format!("\"{text}\"")
                );
            }
        }
    }
}

#[test]
fn a_width_pads_and_a_precision_never_cuts() {
    let fee = usd(14_970);
    assert_eq!(format!("[{fee:>12}]"), "[  149.70 USD]");
    assert_eq!(format!("[{fee:<12}]"), "[149.70 USD  ]");
    assert_eq!(format!("[{fee:*^13}]"), "[*149.70 USD**]");
    assert_eq!(format!("{fee:.1}"), "149.70 USD");
    assert_eq!(format!("{fee:3.1}"), "149.70 USD");
}
