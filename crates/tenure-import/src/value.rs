//! Fields to values, from bytes where the usual form allows it and through the general parsers where not.

use chrono::NaiveDate;
use tenure::{Currency, Money, Rounding, parse_decimal};

use crate::rule::Rule;

/// What one whole unit of an amount in a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AmountUnit {
    /// The currency's major unit (dollars): `49.90`. Rounded half to even where an amount has more digits than the currency.
    Major,
    /// The currency's minor unit (cents), whole numbers only: `4990`.
    Minor,
}

/// A day `YYYY-MM-DD` of the years 1 to 9999, with white space around it or not.
pub(crate) fn day(text: &str) -> Option<NaiveDate> {
    let bytes = match text.as_bytes() {
        // The usual one has nothing to trim.
        bytes if bytes.len() == 10 => bytes,
        bytes => bytes.trim_ascii(),
    };
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = bytes else {
        return None;
    };
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0_u32, |number, digit| {
            digit
                .is_ascii_digit()
                .then(|| number * 10 + u32::from(digit - b'0'))
        })
    };
    let year = i32::try_from(number(&[*y1, *y2, *y3, *y4])?).ok()?;
    let date = NaiveDate::from_ymd_opt(year, number(&[*m1, *m2])?, number(&[*d1, *d2])?)?;
    (year > 0).then_some(date)
}

/// A time since the start of a lifetime: a finite decimal number from zero up, as any program writes it.
pub(crate) fn time(text: &str) -> Option<f64> {
    let text = text.trim_ascii();
    // The parser takes words for infinity and for no number, too.
    let plain =
        |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-');
    if !text.bytes().all(plain) {
        return None;
    }
    let time: f64 = text.parse().ok()?;
    (time.is_finite() && time >= 0.0).then_some(time)
}

/// Whether a lifetime ended.
pub(crate) fn event(text: &str) -> Option<bool> {
    let text = text.trim_ascii();
    let is = |words: [&str; 3]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if is(["1", "true", "yes"]) {
        Some(true)
    } else if is(["0", "false", "no"]) {
        Some(false)
    } else {
        None
    }
}

/// An amount in minor units of the currency.
pub(crate) fn amount(text: &str, unit: AmountUnit, currency: Currency) -> Result<i64, Rule> {
    let shift = match unit {
        AmountUnit::Major => currency.minor_digits(),
        AmountUnit::Minor => 0,
    };
    match short_amount(text.as_bytes(), shift) {
        Some(minor) => Ok(minor),
        None => any_amount(text, unit, currency),
    }
}

/// The usual amount: up to fourteen digits and a point, no more digits behind it than the currency has.
fn short_amount(bytes: &[u8], shift: u32) -> Option<i64> {
    const MAX_BYTES: usize = 14;
    if bytes.is_empty() || bytes.len() > MAX_BYTES {
        return None;
    }
    let mut minor = 0_i64;
    let mut whole = 0_u32;
    let mut fraction = None;
    for byte in bytes {
        match byte {
            b'0'..=b'9' => {
                minor = minor * 10 + i64::from(byte - b'0');
                match &mut fraction {
                    None => whole += 1,
                    Some(digits) => *digits += 1,
                }
            }
            b'.' if fraction.is_none() => fraction = Some(0),
            _ => return None,
        }
    }
    if whole == 0 || fraction == Some(0) {
        return None;
    }
    let missing = shift.checked_sub(fraction.unwrap_or(0))?;
    10_i64.checked_pow(missing)?.checked_mul(minor)
}

fn any_amount(text: &str, unit: AmountUnit, currency: Currency) -> Result<i64, Rule> {
    let text = text.trim_ascii();
    let decimal = parse_decimal(text).ok_or(Rule::Amount)?;
    if decimal.is_sign_negative() && !decimal.is_zero() {
        return Err(Rule::NotNegative);
    }
    let money = match unit {
        AmountUnit::Major => Money::rounded(decimal, currency, Rounding::HalfEven),
        AmountUnit::Minor if text.contains('.') => return Err(Rule::WholeMinorUnits),
        AmountUnit::Minor => Money::from_minor(decimal.mantissa(), currency),
    };
    money
        .and_then(|money| money.to_minor_i64())
        .map_err(|_| Rule::AmountRange)
}

/// The longest id, in bytes: what [`text`] need not ask the id's own type about.
pub(crate) const ID_MAX_BYTES: usize = 128;

/// Checks a text by the rules of ids and names: at once when it is printable ASCII, else through the type itself.
pub(crate) fn text<T>(
    text: &str,
    max_bytes: usize,
    new: impl Fn(&str) -> Result<T, tenure::TextError>,
) -> Result<(), Rule> {
    let usual = !text.is_empty()
        && text.len() <= max_bytes
        && text.bytes().all(|byte| byte.is_ascii_graphic());
    if usual {
        return Ok(());
    }
    new(text).map(|_| ()).map_err(Rule::Text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn the_short_way_to_an_amount_agrees_with_the_general_one(
            text in "-?[0-9]{0,16}(\\.[0-9]{0,5})?|[0-9.eE+, -]{0,8}",
            minor in any::<bool>(),
            code in prop::sample::select(vec!["USD", "JPY", "KWD", "CLF"]),
        ) {
            let currency = Currency::from_code(code).unwrap();
            let unit = if minor { AmountUnit::Minor } else { AmountUnit::Major };
            prop_assert_eq!(amount(&text, unit, currency), any_amount(&text, unit, currency));
        }

        #[test]
        fn a_day_agrees_with_the_calendar(year in 0..=9999_i32, month in 0..=13_u32, date in 0..=32_u32) {
            let expected = NaiveDate::from_ymd_opt(year, month, date).filter(|_| year > 0);
            prop_assert_eq!(day(&format!(" {year:04}-{month:02}-{date:02}\t")), expected);
        }
    }

    #[test]
    fn the_short_way_to_an_id_agrees_with_the_type() {
        for length in 0..=ID_MAX_BYTES + 2 {
            let id = "x".repeat(length);
            let checked = text(&id, ID_MAX_BYTES, |id| tenure::AccountId::new(id));
            let expected = tenure::AccountId::new(&id).map(drop).map_err(Rule::Text);
            assert_eq!(checked, expected, "{length}");
            let checked = text(&id, tenure::Name::MAX_BYTES, |id| tenure::Name::new(id));
            assert_eq!(checked.is_ok(), tenure::Name::new(&id).is_ok(), "{length}");
        }
    }

    #[test]
    fn only_one_way_to_write_a_day() {
        for text in [
            "",
            "2026-1-31",
            "2026/01/31",
            "31-01-2026",
            "20260131",
            "2026-01-31T00:00:00",
            "+026-01-01",
            "2026-02-29",
            "2026-02-30",
            "0000-01-01",
            "２０２６-01-31",
            "2026-01-3 ",
            "today",
        ] {
            assert_eq!(day(text), None, "{text}");
        }
        assert!(day("2024-02-29").is_some());
    }

    #[test]
    fn amounts_round_half_to_even_once() {
        for (text, expected) in [
            ("0.005", Ok(0)),
            ("0.015", Ok(2)),
            ("0.0250000000000000000000001", Ok(3)),
            (" 12.5\t", Ok(1250)),
            ("-0.00", Ok(0)),
            ("007", Ok(700)),
            ("-0.001", Err(Rule::NotNegative)),
            ("92233720368547758.07", Ok(i64::MAX)),
            ("92233720368547758.08", Err(Rule::AmountRange)),
            ("99999999999999999999999999999999", Err(Rule::Amount)),
            ("1,000", Err(Rule::Amount)),
            ("$5", Err(Rule::Amount)),
            ("", Err(Rule::Amount)),
            (".5", Err(Rule::Amount)),
            ("5.", Err(Rule::Amount)),
        ] {
            assert_eq!(
                amount(text, AmountUnit::Major, Currency::USD),
                expected,
                "{text}"
            );
        }
        assert_eq!(
            amount("49.00", AmountUnit::Minor, Currency::USD),
            Err(Rule::WholeMinorUnits)
        );
        assert_eq!(amount("4900", AmountUnit::Minor, Currency::USD), Ok(4900));
    }
}
