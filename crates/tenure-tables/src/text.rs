//! Values as text, appended to a buffer without a detour through a `String`.

use std::io::Write;

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use tenure::{Money, Ratio, Rounding};

/// Decimals of every rate in a file.
const RATE_DIGITS: u32 = 12;
const RATE_UNIT: i128 = 10_i128.pow(RATE_DIGITS);

/// `931.00`: major units with all minor digits.
pub(crate) fn push_amount(buffer: &mut Vec<u8>, amount: Money) {
    let digits = amount.currency().minor_digits();
    push_fixed(buffer, amount.to_minor(), digits, 10_u128.pow(digits));
}

/// `0.333333333333`; `None` when the rate is out of range.
pub(crate) fn push_rate(buffer: &mut Vec<u8>, rate: Ratio) -> Option<()> {
    let mantissa = match rate.numerator().checked_mul(RATE_UNIT) {
        Some(scaled) => Rounding::HalfEven.divide(scaled, rate.denominator())?,
        // The long division of the core reaches further and costs more.
        None => rate.to_decimal(RATE_DIGITS, Rounding::HalfEven)?.mantissa(),
    };
    push_fixed(buffer, mantissa, RATE_DIGITS, RATE_UNIT.unsigned_abs());
    Some(())
}

/// `2026-01-31`.
pub(crate) fn push_date(buffer: &mut Vec<u8>, date: NaiveDate) {
    match u64::try_from(date.year()) {
        Ok(year @ 0..=9999) => {
            push_digits(buffer, year, 4);
            buffer.push(b'-');
            push_digits(buffer, u64::from(date.month()), 2);
            buffer.push(b'-');
            push_digits(buffer, u64::from(date.day()), 2);
        }
        // ISO 8601 wants a sign before any other year, and chrono writes it. A vector takes every byte.
        _ => write!(buffer, "{date}").unwrap_or_default(),
    }
}

/// `2026-01-31T08:15:00.250000Z`: always six decimals, cut like those of a journal.
pub(crate) fn push_moment(buffer: &mut Vec<u8>, moment: DateTime<Utc>) {
    push_date(buffer, moment.date_naive());
    for (before, value, width) in [
        (b'T', moment.hour(), 2),
        (b':', moment.minute(), 2),
        (b':', moment.second(), 2),
        // A leap second is the last one of its minute, lasting longer.
        (b'.', moment.nanosecond().min(999_999_999) / 1_000, 6),
    ] {
        buffer.push(before);
        push_digits(buffer, u64::from(value), width);
    }
    buffer.push(b'Z');
}

/// `-3`.
pub(crate) fn push_integer(buffer: &mut Vec<u8>, integer: i64) {
    if integer < 0 {
        buffer.push(b'-');
    }
    push_digits(buffer, integer.unsigned_abs(), 1);
}

/// `true` or `false`.
pub(crate) fn push_flag(buffer: &mut Vec<u8>, flag: bool) {
    buffer.extend_from_slice(if flag { b"true" } else { b"false" });
}

/// `12`.
pub(crate) fn push_count(buffer: &mut Vec<u8>, count: u64) {
    push_digits(buffer, count, 1);
}

/// `0.5927902`, `36`, `2e-28`: the fewest digits that read back as the same double; `None` when it is not finite.
pub(crate) fn push_number(buffer: &mut Vec<u8>, number: f64) -> Option<()> {
    if !number.is_finite() {
        return None;
    }
    // Zero has no sign in a file.
    let number = number + 0.0;
    let plain = number == 0.0 || (1e-5..1e16).contains(&number.abs());
    // A vector takes every byte.
    match plain {
        true => write!(buffer, "{number}"),
        false => write!(buffer, "{number:e}"),
    }
    .unwrap_or_default();
    Some(())
}

/// `mantissa / unit`, where `unit` is ten to the power of `digits`.
fn push_fixed(buffer: &mut Vec<u8>, mantissa: i128, digits: u32, unit: u128) {
    if mantissa < 0 {
        buffer.push(b'-');
    }
    let magnitude = mantissa.unsigned_abs();
    // Nearly every amount fits 64 bits, where division is several times cheaper.
    let (whole, fraction) = match (u64::try_from(magnitude), u64::try_from(unit)) {
        (Ok(magnitude), Ok(unit)) => (u128::from(magnitude / unit), magnitude % unit),
        _ => (
            magnitude / unit,
            u64::try_from(magnitude % unit).unwrap_or_default(),
        ),
    };
    match u64::try_from(whole) {
        Ok(whole) => push_digits(buffer, whole, 1),
        Err(_) => write!(buffer, "{whole}").unwrap_or_default(),
    }
    if digits > 0 {
        buffer.push(b'.');
        push_digits(buffer, fraction, digits as usize);
    }
}

/// Decimal digits, with leading zeros up to `width`.
fn push_digits(buffer: &mut Vec<u8>, mut number: u64, width: usize) {
    let mut digits = [b'0'; 20];
    let mut used = 0;
    for digit in digits.iter_mut().rev() {
        // A remainder by ten always fits.
        *digit += u8::try_from(number % 10).unwrap_or_default();
        number /= 10;
        used += 1;
        if number == 0 && used >= width {
            break;
        }
    }
    let start = digits.len() - used;
    buffer.extend_from_slice(digits.get(start..).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(push: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut buffer = Vec::new();
        push(&mut buffer);
        String::from_utf8(buffer).unwrap()
    }

    #[test]
    fn amounts_keep_the_scale_of_their_currency() {
        for amount in [
            "931.00 USD",
            "-0.05 USD",
            "0.00 EUR",
            "12 JPY",
            "-7 JPY",
            "1.005 BHD",
            "79228162514264337593543950.33 USD",
        ] {
            let money: Money = amount.parse().unwrap();
            let shown = text(|buffer| push_amount(buffer, money));
            assert_eq!(format!("{shown} {}", money.currency()), amount);
        }
    }

    #[test]
    fn rates_have_twelve_decimals_half_even() {
        let rate = |numerator, denominator| {
            text(|buffer| push_rate(buffer, Ratio::of(numerator, denominator).unwrap()).unwrap())
        };
        assert_eq!(rate(1, 3), "0.333333333333");
        assert_eq!(rate(2, 3), "0.666666666667");
        assert_eq!(rate(7, 7), "1.000000000000");
        assert_eq!(rate(-1, 3), "-0.333333333333");
        assert_eq!(rate(1, 2 * RATE_UNIT), "0.000000000000");
        assert_eq!(rate(3, 2 * RATE_UNIT), "0.000000000002");
        assert_eq!(rate(-1, 10 * RATE_UNIT), "0.000000000000");
        // Past the short way.
        let large = 10_i128.pow(30);
        assert_eq!(rate(large, 3 * large), "0.333333333333");
        assert!(push_rate(&mut Vec::new(), Ratio::of(i128::MAX, 1).unwrap()).is_none());
    }

    #[test]
    fn dates_are_those_of_iso_8601() {
        for (year, expected) in [
            (2026, "2026-01-31"),
            (7, "0007-01-31"),
            (-1, "-0001-01-31"),
            (12_026, "+12026-01-31"),
        ] {
            let date = NaiveDate::from_ymd_opt(year, 1, 31).unwrap();
            assert_eq!(text(|buffer| push_date(buffer, date)), expected);
        }
    }

    #[test]
    fn numbers_are_short_and_read_back() {
        for (number, expected) in [
            (0.0, "0"),
            (-0.0, "0"),
            (36.0, "36"),
            (0.592_790_2, "0.5927902"),
            (1.0 / 3.0, "0.3333333333333333"),
            (1e-5, "0.00001"),
            (2.5e-28, "2.5e-28"),
            (-1e300, "-1e300"),
            (f64::MAX, "1.7976931348623157e308"),
        ] {
            assert_eq!(
                text(|buffer| push_number(buffer, number).unwrap()),
                expected
            );
            assert_eq!(expected.parse::<f64>().unwrap(), number);
        }
        for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(push_number(&mut Vec::new(), number).is_none());
        }
    }

    #[test]
    fn moments_have_microseconds() {
        let moment = "2026-01-31T08:05:00.25Z".parse().unwrap();
        assert_eq!(
            text(|buffer| push_moment(buffer, moment)),
            "2026-01-31T08:05:00.250000Z"
        );
        let leap: DateTime<Utc> = "2016-12-31T23:59:60.5Z".parse().unwrap();
        let shown = text(|buffer| push_moment(buffer, leap));
        assert_eq!(shown, "2016-12-31T23:59:59.999999Z");
    }

    #[test]
    fn integers_reach_both_ends() {
        for integer in [0, -1, i64::MIN, i64::MAX] {
            assert_eq!(
                text(|buffer| push_integer(buffer, integer)),
                integer.to_string()
            );
        }
    }

    #[test]
    fn counts_reach_the_largest() {
        assert_eq!(text(|buffer| push_count(buffer, 0)), "0");
        assert_eq!(
            text(|buffer| push_count(buffer, u64::MAX)),
            u64::MAX.to_string()
        );
    }
}
