//! Figures as people read them. Presentation only: every digit is that of the exact value.

use chrono::{Datelike, NaiveDate};
use tenure::{Currency, Money, Ratio, Rounding};

/// Stands where a figure is not defined.
pub(crate) const ABSENT: &str = "–";

/// The longest name shown, in characters; a longer one is cut with a mark.
const NAME_CHARS: usize = 60;

/// `1,234,567.00`, with a true minus sign.
pub(crate) fn amount(money: Money) -> String {
    minor(money.to_minor(), money.currency())
}

/// As [`amount`], of minor units.
pub(crate) fn minor(minor: i128, currency: Currency) -> String {
    let digits = currency.minor_digits();
    let unit = 10_u128.pow(digits);
    let magnitude = minor.unsigned_abs();
    let sign = if minor < 0 { "−" } else { "" };
    let whole = grouped(magnitude / unit);
    match digits {
        0 => format!("{sign}{whole}"),
        _ => format!(
            "{sign}{whole}.{:0width$}",
            magnitude % unit,
            width = digits as usize
        ),
    }
}

/// `+1,234.00` or `−1,234.00`.
pub(crate) fn signed_minor(value: i128, currency: Currency) -> String {
    let sign = if value > 0 { "+" } else { "" };
    format!("{sign}{}", minor(value, currency))
}

/// `1,234`.
pub(crate) fn count(count: u64) -> String {
    grouped(count.into())
}

/// `1 account`, `1,234 accounts`.
pub(crate) fn accounts(count: u64) -> String {
    match count {
        1 => "1 account".to_owned(),
        _ => format!("{} accounts", grouped(count.into())),
    }
}

/// `98.7%`, rounded half to even; a dash where there is no rate.
pub(crate) fn percent(rate: Option<Ratio>) -> String {
    match rate.and_then(|rate| scaled(rate, 3)) {
        Some(thousandths) => {
            let sign = if thousandths < 0 { "−" } else { "" };
            let magnitude = thousandths.unsigned_abs();
            format!("{sign}{}.{}%", grouped(magnitude / 10), magnitude % 10)
        }
        None => ABSENT.to_owned(),
    }
}

/// A rate as a whole number of `10^-digits`, to place it on a scale; `None` out of range.
pub(crate) fn scaled(rate: Ratio, digits: u32) -> Option<i128> {
    match rate.numerator().checked_mul(10_i128.pow(digits)) {
        Some(numerator) => Rounding::HalfEven.divide(numerator, rate.denominator()),
        None => Some(rate.to_decimal(digits, Rounding::HalfEven)?.mantissa()),
    }
}

/// A round amount for an axis: `1.2M`, `950k`, `500`. All of one axis have the unit that suits the largest.
pub(crate) fn axis_amount(minor: i128, largest: i128, currency: Currency) -> String {
    if minor == 0 {
        return "0".to_owned();
    }
    let major = 10_i128.pow(currency.minor_digits());
    let (unit, suffix) = [
        (1_000_000_000, "bn"),
        (1_000_000, "M"),
        (1_000, "k"),
        (1, ""),
    ]
    .into_iter()
    .map(|(size, suffix)| (size * major, suffix))
    .find(|(unit, _)| largest.abs() >= *unit)
    .unwrap_or((major, ""));
    let sign = if minor < 0 { "−" } else { "" };
    let whole = minor.abs() / unit;
    // Ticks are round: the digits end long before the width does.
    let fraction = format!(
        "{:0width$}",
        minor.abs() % unit,
        width = unit.ilog10() as usize
    );
    match fraction.trim_end_matches('0') {
        "" => format!("{sign}{whole}{suffix}"),
        fraction => format!("{sign}{whole}.{fraction}{suffix}"),
    }
}

/// `Jan 2026`.
pub(crate) fn month(first_day: NaiveDate) -> String {
    first_day.format("%b %Y").to_string()
}

/// `Jan–Mar 2026`, or `Nov 2025–Jan 2026` where a quarter of a fiscal year crosses the calendar's.
pub(crate) fn quarter(first_day: NaiveDate) -> String {
    let first = tenure::Month::of(first_day);
    let last = first.checked_add(2).unwrap_or(first).first_day();
    if last.year() == first_day.year() {
        format!("{}–{}", first_day.format("%b"), last.format("%b %Y"))
    } else {
        format!("{}–{}", first_day.format("%b %Y"), last.format("%b %Y"))
    }
}

/// `23 November 2026`.
pub(crate) fn day(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

/// A name as a page can bear it: bounded, cut visibly, and without characters that control a terminal or the direction of text.
pub(crate) fn name(text: &str) -> String {
    clipped(text, NAME_CHARS)
}

/// As [`name`], for longer texts.
pub(crate) fn clipped(text: &str, max_chars: usize) -> String {
    let mut characters = text.chars().map(|c| match c {
        // Overrides of the direction would reach past the name.
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        c if c.is_control() => '\u{fffd}',
        c => c,
    });
    let mut shown: String = characters.by_ref().take(max_chars).collect();
    if characters.next().is_some() {
        shown.push_str("… (cut)");
    }
    shown
}

fn grouped(number: u128) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(text: &str) -> Money {
        text.parse().unwrap()
    }

    #[test]
    fn amounts_keep_every_digit() {
        assert_eq!(amount(money("1234567.05 USD")), "1,234,567.05");
        assert_eq!(amount(money("-999.00 USD")), "−999.00");
        assert_eq!(amount(money("1000 JPY")), "1,000");
        assert_eq!(amount(money("0.001 BHD")), "0.001");
    }

    #[test]
    fn percents_have_one_decimal() {
        assert_eq!(percent(Ratio::of(2, 3)), "66.7%");
        assert_eq!(percent(Ratio::of(1, 1)), "100.0%");
        assert_eq!(percent(Ratio::of(-5, 100)), "−5.0%");
        assert_eq!(percent(Ratio::of(125, 10)), "1,250.0%");
        assert_eq!(percent(None), ABSENT);
    }

    #[test]
    fn axes_are_short_and_exact() {
        let usd = Currency::USD;
        assert_eq!(axis_amount(125_000_000, 500_000_000, usd), "1.25M");
        assert_eq!(axis_amount(50_000_000, 500_000_000, usd), "0.5M");
        assert_eq!(axis_amount(0, 500_000_000, usd), "0");
        assert_eq!(axis_amount(-95_000, 200_000, usd), "−0.95k");
        assert_eq!(axis_amount(250, 900, usd), "2.5");
        assert_eq!(axis_amount(5, 90, usd), "0.05");
        assert_eq!(axis_amount(500, 900, Currency::JPY), "500");
        let clf = Currency::from_code("CLF").unwrap(); // four minor digits
        assert_eq!(
            axis_amount(15_000_000_000_000, 15_000_000_000_000, clf),
            "1.5bn"
        );
    }

    #[test]
    fn quarters_name_their_months() {
        let first = |year, month| NaiveDate::from_ymd_opt(year, month, 1).unwrap();
        assert_eq!(quarter(first(2026, 1)), "Jan–Mar 2026");
        assert_eq!(quarter(first(2025, 11)), "Nov 2025–Jan 2026");
    }

    #[test]
    fn names_are_bounded_and_harmless() {
        assert_eq!(name("Ana"), "Ana");
        let long = name(&"a".repeat(1 << 20));
        assert!(long.ends_with("a… (cut)") && long.chars().count() < 80);
        assert_eq!(name("a\u{202e}b\u{0}c"), "a\u{fffd}b\u{fffd}c");
    }
}
