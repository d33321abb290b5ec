//! What positions pay, and what a manager costs.

use std::collections::BTreeMap;

use proptest::prelude::*;
use tenure::journal::Profile;
use tenure::policy::{PayBand, PayBandError, PayScale, PayScaleError, PositionProfile};
use tenure::{AgreedPay, AgreedPayError, BasisPoints, Money, MoneyError, Ratio, Rounding};

use super::directory::{given, hire};
use super::qualification::award;
use super::{day, dollars, manager, name};

fn euros(minor: i64) -> Money {
    Money::from_minor(i128::from(minor), "EUR".parse().unwrap()).unwrap()
}

fn points(given: u16) -> BasisPoints {
    BasisPoints::new(given).unwrap()
}

fn position(business_type: &str) -> PositionProfile {
    PositionProfile {
        business_type: name(business_type),
        clientele: name("retail"),
    }
}

#[test]
fn a_band_ends_where_it_begins_or_above_in_one_currency() {
    assert!(PayBand::new(dollars(5), dollars(5)).is_ok());
    assert_eq!(
        PayBand::new(dollars(6), dollars(5))
            .unwrap_err()
            .to_string(),
        "from 6.00 USD to 5.00 USD is no band; begin at zero or above and end there or above"
    );
    assert!(PayBand::new(dollars(-1), dollars(5)).is_err());
    assert!(matches!(
        PayBand::new(dollars(5), euros(900)),
        Err(PayBandError::Money(MoneyError::CurrencyMismatch { .. }))
    ));
}

#[test]
fn a_band_is_found_by_position_and_raised_by_qualifications() {
    let json = r#"{"bands":[{"business_type":"bank","clientele":"retail","minimum":"40000.00 EUR","maximum":"60000.00 EUR"}],"uplifts":{"CFP":500,"RIA":250}}"#;
    let scale: PayScale = serde_json::from_str(json).unwrap();
    assert_eq!(serde_json::to_string(&scale).unwrap(), json);
    assert_eq!(scale.band(&position("software")), None);
    let band = scale.band(&position("bank")).unwrap();
    let book = given(&[
        hire("maria", 1),
        award("CFP", day(1, 1), None),
        award("RIA", day(2, 1), Some(day(6, 1))),
        award("juggling", day(1, 1), None),
    ]);
    let maria = book.directory().manager(&manager("maria")).unwrap();
    let raised_on = |month| {
        let kinds = maria.qualified_on(day(month, 1));
        scale.band_with(&position("bank"), kinds).unwrap().unwrap()
    };
    assert_eq!(raised_on(7).minimum().to_string(), "42000.00 EUR");
    let raised = raised_on(3);
    assert_eq!(raised.minimum().to_string(), "43000.00 EUR");
    assert_eq!(raised.maximum().to_string(), "64500.00 EUR");
    let twice = PayScale::new(
        [(position("bank"), *band), (position("bank"), raised)],
        BTreeMap::new(),
    );
    assert!(matches!(twice, Err(PayScaleError::Repeated { .. })));
    assert!(serde_json::from_str::<PayScale>(&json.replace("60000", "30000")).is_err());
}

#[test]
fn a_band_of_one_amount_has_no_positions() {
    let band = PayBand::new(dollars(5), dollars(5)).unwrap();
    assert_eq!(band.position(dollars(5)), Ok(None));
    let band = PayBand::new(dollars(40), dollars(60)).unwrap();
    assert_eq!(band.position(dollars(65)), Ok(Ratio::of(5, 4)));
    assert_eq!(band.position(dollars(35)), Ok(Ratio::of(-1, 4)));
    assert!(band.position(euros(100)).is_err());
}

#[test]
fn pay_is_personal() {
    let pay = AgreedPay {
        yearly: dollars(52_000),
        yearly_cost: dollars(64_000),
    };
    assert_eq!(format!("{pay:?}"), "AgreedPay(..)");
    let other = BTreeMap::from([(name("name"), "Maria".to_owned())]);
    let profile = pay.kept_in(&Profile::new(other).unwrap()).unwrap();
    assert_eq!(
        profile.fields().get("pay.yearly").map(String::as_str),
        Some("52000.00 USD")
    );
    assert_eq!(
        profile.fields().get("pay.yearly_cost").map(String::as_str),
        Some("64000.00 USD")
    );
    assert_eq!(
        profile.fields().get("name").map(String::as_str),
        Some("Maria")
    );
    assert_eq!(AgreedPay::from_profile(&profile), Ok(Some(pay)));

    let with = |fields: &[(&str, &str)]| {
        let fields = fields
            .iter()
            .map(|(field, text)| (name(field), (*text).to_owned()));
        AgreedPay::from_profile(&Profile::new(fields.collect()).unwrap())
    };
    assert_eq!(with(&[]), Ok(None));
    assert_eq!(
        with(&[("pay.yearly", "5 USD")]),
        Err(AgreedPayError::Incomplete {
            field: AgreedPay::YEARLY_COST
        })
    );
    let secret = with(&[("pay.yearly", "52,000 USD")])
        .unwrap_err()
        .to_string();
    assert_eq!(
        secret,
        "the field `pay.yearly` is not an amount of money; write it like `1234.50 USD`"
    );
}

#[test]
fn an_hour_nobody_spends_has_no_cost() {
    let pay = AgreedPay {
        yearly: dollars(1),
        yearly_cost: dollars(100),
    };
    let cost = |minutes, utilisation, rounding| {
        pay.cost_per_hour(minutes, points(utilisation), rounding)
            .unwrap()
            .map(|hour| hour.to_string())
    };
    assert_eq!(cost(0, 8_000, Rounding::HalfEven), None);
    assert_eq!(cost(6_000, 0, Rounding::HalfEven), None);
    assert_eq!(cost(180, 10_000, Rounding::HalfEven).unwrap(), "33.33 USD");
    assert_eq!(cost(180, 10_000, Rounding::Ceiling).unwrap(), "33.34 USD");
    assert_eq!(cost(120, 5_000, Rounding::HalfEven).unwrap(), "100.00 USD");
}

proptest! {
    #![proptest_config(crate::config(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/regressions/pay.txt")))]

    /// Raised ends are within half a minor unit of the exact ones, and the order of uplifts makes no difference.
    #[test]
    fn uplifts_add(minimum in 0_i64..1_000_000_000, width in 0_i64..1_000_000_000, mut uplifts in prop::collection::vec(0_u16..=10_000, 0..4)) {
        let band = PayBand::new(euros(minimum), euros(minimum + width)).unwrap();
        let raised = band.uplifted(uplifts.iter().map(|given| points(*given))).unwrap();
        let times = 10_000 + uplifts.iter().map(|given| i128::from(*given)).sum::<i128>();
        let exact = i128::from(minimum) * times;
        prop_assert!((raised.minimum().to_minor() * 10_000 - exact).abs() <= 5_000);
        prop_assert!(raised.minimum() <= raised.maximum());
        uplifts.reverse();
        prop_assert_eq!(raised, band.uplifted(uplifts.into_iter().map(points)).unwrap());
    }

    /// The cost of an hour times the hours is the yearly cost, but for the rounding of each hour.
    #[test]
    fn hours_cost_the_year(cost in 0_i64..100_000_000, minutes in 1_u32..200_000, utilisation in 1_u16..=10_000) {
        let pay = AgreedPay { yearly: euros(0), yearly_cost: euros(cost) };
        let hour = pay.cost_per_hour(minutes, points(utilisation), Rounding::HalfEven).unwrap().unwrap();
        let utilised = i128::from(minutes) * i128::from(utilisation);
        let difference = hour.to_minor() * utilised - i128::from(cost) * 600_000;
        prop_assert!(difference.abs() * 2 <= utilised);
    }
}
