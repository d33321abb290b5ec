use proptest::prelude::*;
use proptest::sample::select;
use rust_decimal::Decimal;
use tenure::{Currency, Money, Ratio, Rounding};

/// Any known currency; often one of the common ones.
pub fn currency() -> impl Strategy<Value = Currency> {
    prop_oneof![
        select(vec![
            Currency::USD,
            Currency::EUR,
            Currency::INR,
            Currency::JPY
        ]),
        select(Currency::all().collect::<Vec<_>>()),
    ]
}

/// Any rule of rounding.
pub fn rounding() -> impl Strategy<Value = Rounding> {
    select(vec![
        Rounding::HalfEven,
        Rounding::HalfAwayFromZero,
        Rounding::TowardZero,
        Rounding::AwayFromZero,
        Rounding::Floor,
        Rounding::Ceiling,
    ])
}

/// Any number of minor units that money can hold: everyday amounts, any width of bits, and the last few of the range.
pub fn minor_units() -> impl Strategy<Value = i128> {
    let any_width = (any::<i128>(), 32_u32..128)
        .prop_map(|(bits, shift)| (bits >> shift).clamp(-Money::MAX_MINOR, Money::MAX_MINOR));
    let edge = (0_i128..4, any::<bool>()).prop_map(|(below, negative)| {
        let magnitude = Money::MAX_MINOR - below;
        if negative { -magnitude } else { magnitude }
    });
    prop_oneof![
        4 => -10_000_000_i128..10_000_000,
        3 => any_width,
        1 => edge,
    ]
}

/// Any amount of one currency.
pub fn money_in(currency: Currency) -> impl Strategy<Value = Money> {
    minor_units().prop_map(move |minor| {
        Money::from_minor(minor, currency).unwrap_or_else(|_| Money::zero(currency))
    })
}

/// Any amount of any currency.
pub fn money() -> impl Strategy<Value = Money> {
    (minor_units(), currency()).prop_map(|(minor, currency)| {
        Money::from_minor(minor, currency).unwrap_or_else(|_| Money::zero(currency))
    })
}

/// Any decimal number without negative zero: 96 bits, of which up to 28 digits stand after the point.
pub fn decimal() -> impl Strategy<Value = Decimal> {
    (minor_units(), 0..=Decimal::MAX_SCALE).prop_map(|(mantissa, scale)| {
        Decimal::try_from_i128_with_scale(mantissa, scale).unwrap_or_default()
    })
}

/// Any ratio: small parts as of counts, wide ones as of amounts, parts at the edge of their range, and parts with a common factor.
pub fn ratio() -> impl Strategy<Value = Ratio> {
    let part = || {
        prop_oneof![
            6 => -50_i128..50,
            4 => (any::<i128>(), 0_u32..128).prop_map(|(bits, shift)| bits >> shift),
            1 => prop_oneof![Just(i128::MIN), Just(i128::MAX), Just(i128::MAX - 1)],
        ]
    };
    (part(), part(), 1_i128..20).prop_filter_map(
        "the denominator is above zero",
        |(numerator, denominator, factor)| {
            let denominator = denominator.checked_abs()?.max(1);
            let scaled = numerator
                .checked_mul(factor)
                .zip(denominator.checked_mul(factor));
            let (numerator, denominator) = scaled.unwrap_or((numerator, denominator));
            Ratio::of(numerator, denominator)
        },
    )
}
