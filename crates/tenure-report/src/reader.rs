//! Figures and dates as the readers of a language write them. Presentation only: every digit is that of the exact value.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use icu_calendar::{Date, Gregorian};
use icu_datetime::FixedCalendarDateTimeFormatter;
use icu_datetime::fieldsets::{M, YM, YMD};
use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRuleType, PluralRules};
use tenure::calendar::Period;
use tenure::{Currency, Money, Month, Ratio, Rounding};

use crate::ReportError;
use crate::language::{Language, Words};

/// Stands where a figure is not defined.
pub(crate) const ABSENT: &str = "–";

/// The longest name shown, in characters; a longer one is cut with a mark.
const NAME_CHARS: usize = 60;

/// The longest name in a chart, in characters.
const SHORT_CHARS: usize = 26;

/// The longest text of a sentence or two, in characters.
const TEXT_CHARS: usize = 600;

/// Who a page is for: the words of a language, and how its readers write numbers and dates.
#[derive(Debug)]
pub(crate) struct Reader {
    pub(crate) words: &'static Words,
    numbers: DecimalFormatter,
    plurals: PluralRules,
    days: FixedCalendarDateTimeFormatter<Gregorian, YMD>,
    months: FixedCalendarDateTimeFormatter<Gregorian, YM>,
    month_names: FixedCalendarDateTimeFormatter<Gregorian, M>,
}

impl Reader {
    /// # Errors
    /// [`ReportError::Language`] where the rules of the language are not built in.
    pub(crate) fn new(language: Language) -> Result<Self, ReportError> {
        Self::built(language.words()).ok_or(ReportError::Language { language })
    }

    fn built(words: &'static Words) -> Option<Self> {
        let locale: Locale = words.locale.parse().ok()?;
        Some(Self {
            words,
            numbers: DecimalFormatter::try_new((&locale).into(), Default::default()).ok()?,
            plurals: PluralRules::try_new((&locale).into(), PluralRuleType::Cardinal.into())
                .ok()?,
            days: FixedCalendarDateTimeFormatter::try_new((&locale).into(), YMD::long()).ok()?,
            months: FixedCalendarDateTimeFormatter::try_new((&locale).into(), YM::medium()).ok()?,
            month_names: FixedCalendarDateTimeFormatter::try_new((&locale).into(), M::medium())
                .ok()?,
        })
    }

    /// `1,234,567.00`, with a true minus sign.
    pub(crate) fn amount(&self, money: Money) -> String {
        self.minor(money.to_minor(), money.currency())
    }

    /// `1,234,567.00 USD`.
    pub(crate) fn amount_with_code(&self, money: Money) -> String {
        format!("{} {}", self.amount(money), money.currency())
    }

    /// As [`amount`](Self::amount), of minor units.
    pub(crate) fn minor(&self, minor: i128, currency: Currency) -> String {
        let digits = currency.minor_digits();
        format!(
            "{}{}",
            sign(minor),
            self.scaled(minor.unsigned_abs(), digits)
        )
    }

    /// `+1,234.00` or `−1,234.00`.
    pub(crate) fn signed_minor(&self, value: i128, currency: Currency) -> String {
        let sign = if value > 0 { "+" } else { "" };
        format!("{sign}{}", self.minor(value, currency))
    }

    /// `1,234`.
    pub(crate) fn count(&self, count: u64) -> String {
        self.scaled(count.into(), 0)
    }

    /// A whole number of either sign.
    pub(crate) fn whole(&self, value: i128) -> String {
        format!("{}{}", sign(value), self.scaled(value.unsigned_abs(), 0))
    }

    /// `1.25` of a number of hundredths, and so on.
    pub(crate) fn fixed(&self, value: i128, decimals: u32) -> String {
        format!(
            "{}{}",
            sign(value),
            self.scaled(value.unsigned_abs(), decimals)
        )
    }

    /// `+1.25` or `−1.25` of a number of hundredths, and so on.
    pub(crate) fn signed_scaled(&self, value: i128, decimals: u32) -> String {
        let plus = if value > 0 { "+" } else { sign(value) };
        format!("{plus}{}", self.scaled(value.unsigned_abs(), decimals))
    }

    /// `1 account`, `1,234 accounts`.
    pub(crate) fn accounts(&self, count: u64) -> String {
        self.counted(self.words.accounts, count)
    }

    /// A number with what it counts, in the form that the language has for this number.
    pub(crate) fn counted(&self, text: fn(&str, PluralCategory) -> String, count: u64) -> String {
        text(&self.count(count), self.category(count))
    }

    /// The form that the language has for a number of things.
    pub(crate) fn category(&self, count: u64) -> PluralCategory {
        self.plurals.category_for(count)
    }

    /// `98.7%`, rounded half to even; a dash where there is no rate.
    pub(crate) fn percent(&self, rate: Option<Ratio>) -> String {
        match rate.and_then(|rate| scaled(rate, 3)) {
            Some(thousandths) => format!("{}%", self.tenths(thousandths)),
            None => ABSENT.to_owned(),
        }
    }

    /// As [`percent`](Self::percent), without the sign and without a fraction of nothing: for marks on an axis.
    pub(crate) fn axis_percent(&self, thousandths: i128) -> String {
        if thousandths % 10 == 0 {
            let whole = thousandths / 10;
            format!("{}{}%", sign(whole), self.scaled(whole.unsigned_abs(), 0))
        } else {
            format!("{}%", self.tenths(thousandths))
        }
    }

    /// A rate in per cent with one decimal and no sign, for a cell with little room.
    pub(crate) fn bare_percent(&self, thousandths: i128) -> String {
        self.tenths(thousandths)
    }

    /// A round amount for an axis: `1.2M`, `950k`, `500`. All of one axis have the unit that suits the largest.
    pub(crate) fn axis_amount(&self, minor: i128, largest: i128, currency: Currency) -> String {
        if minor == 0 {
            return self.scaled(0, 0);
        }
        let major = 10_i128.pow(currency.minor_digits());
        let units = self.words.units.iter();
        let (unit, suffix) = units
            .map(|(size, suffix)| (i128::from(*size) * major, *suffix))
            .find(|(unit, _)| largest.abs() >= *unit)
            .unwrap_or((major, ""));
        // Units are powers of ten, and ticks are round: the digits end long before the width does.
        let mut number = Decimal::from(minor.unsigned_abs());
        number.multiply_pow10(-(unit.ilog10() as i16));
        number.trim_end();
        format!("{}{}{suffix}", sign(minor), self.numbers.format(&number))
    }

    /// As [`axis_amount`](Self::axis_amount), of any amount, rounded to three digits: where there is little room, and the exact amount
    /// stands elsewhere.
    pub(crate) fn short_amount(&self, minor: i128, largest: i128, currency: Currency) -> String {
        let digits = minor.unsigned_abs().checked_ilog10().unwrap_or_default();
        let step = 10_i128.pow(digits.saturating_sub(2));
        let rounded = Rounding::HalfEven.divide(minor, step).unwrap_or_default();
        self.axis_amount(rounded * step, largest, currency)
    }

    /// `Jan 2026`.
    pub(crate) fn month(&self, first_day: NaiveDate) -> String {
        match gregorian(first_day) {
            Some(date) => self.months.format(&date).to_string(),
            None => first_day.format("%Y-%m").to_string(),
        }
    }

    /// `Jan–Mar 2026`, or `Nov 2025–Jan 2026` where a quarter of a fiscal year crosses the calendar's.
    pub(crate) fn quarter(&self, first_day: NaiveDate) -> String {
        let first = Month::of(first_day);
        let last = first.checked_add(2).unwrap_or(first).first_day();
        match gregorian(first_day) {
            Some(date) if last.year() == first_day.year() => {
                format!("{}–{}", self.month_names.format(&date), self.month(last))
            }
            _ => format!("{}–{}", self.month(first_day), self.month(last)),
        }
    }

    /// A month, quarter or year by its name, any other run of days by its first and last.
    pub(crate) fn period(&self, period: Period) -> String {
        let (first, last) = (period.start(), period.last_day());
        let whole_months = first.day() == 1 && period.end().day() == 1;
        let months = Month::of(period.end()).months_since(Month::of(first));
        match months {
            1 if whole_months => self.month(first),
            3 if whole_months => self.quarter(first),
            2.. if whole_months => format!("{}–{}", self.month(first), self.month(last)),
            _ => (self.words.range)(&self.day(first), &self.day(last)),
        }
    }

    /// `23 November 2026, 14:05 UTC`.
    pub(crate) fn instant(&self, instant: DateTime<Utc>) -> String {
        format!(
            "{}, {} UTC",
            self.day(instant.date_naive()),
            instant.format("%H:%M")
        )
    }

    /// `23 November 2026`.
    pub(crate) fn day(&self, day: NaiveDate) -> String {
        match gregorian(day) {
            Some(date) => self.days.format(&date).to_string(),
            None => day.to_string(),
        }
    }

    /// A name as a page can bear it: bounded, cut visibly, and without characters that control a terminal or the direction of text.
    pub(crate) fn name(&self, text: &str) -> String {
        self.clipped(text, NAME_CHARS)
    }

    /// A name where there is little room, as on a chart.
    pub(crate) fn short(&self, text: &str) -> String {
        let mut name = bounded(text, SHORT_CHARS);
        if name.1 {
            name.0.push('…');
        }
        name.0
    }

    /// A name within a plain text, isolated in its direction by the characters that Unicode has for it.
    pub(crate) fn isolated(&self, text: &str) -> String {
        format!("\u{2068}{}\u{2069}", self.name(text))
    }

    /// As [`name`](Self::name), for a sentence or two.
    pub(crate) fn text(&self, text: &str) -> String {
        self.clipped(text, TEXT_CHARS)
    }

    fn clipped(&self, text: &str, max_chars: usize) -> String {
        let (mut shown, cut) = bounded(text, max_chars);
        if cut {
            shown.push_str(self.words.cut);
        }
        shown
    }

    /// Per cent with one decimal, from thousandths.
    fn tenths(&self, thousandths: i128) -> String {
        format!(
            "{}{}",
            sign(thousandths),
            self.scaled(thousandths.unsigned_abs(), 1)
        )
    }

    /// A number with this many decimals, grouped.
    fn scaled(&self, magnitude: u128, decimals: u32) -> String {
        let mut number = Decimal::from(magnitude);
        number.multiply_pow10(-(decimals as i16));
        self.numbers.format(&number).to_string()
    }
}

/// The first characters of a text without any that control a terminal or the direction of text or that a page must not have, and
/// whether there are more.
fn bounded(text: &str, max_chars: usize) -> (String, bool) {
    let mut characters = text.chars().map(|c| match c {
        // Overrides of the direction would reach past the name.
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        c if c.is_control() || is_noncharacter(c) => '\u{fffd}',
        c => c,
    });
    let shown = characters.by_ref().take(max_chars).collect();
    (shown, characters.next().is_some())
}

/// Whether Unicode keeps it free for ever, for a program's own use: 32 in a row, and the last two of each plane.
const fn is_noncharacter(character: char) -> bool {
    matches!(character, '\u{fdd0}'..='\u{fdef}') || character as u32 & 0xfffe == 0xfffe
}

/// A rate as a whole number of `10^-digits`, to place it on a scale; `None` out of range.
pub(crate) fn scaled(rate: Ratio, digits: u32) -> Option<i128> {
    match rate.numerator().checked_mul(10_i128.pow(digits)) {
        Some(numerator) => Rounding::HalfEven.divide(numerator, rate.denominator()),
        None => Some(rate.to_decimal(digits, Rounding::HalfEven)?.mantissa()),
    }
}

/// The true minus sign below zero.
const fn sign(value: i128) -> &'static str {
    if value < 0 { "−" } else { "" }
}

/// The date as the formatters take it; `None` far outside of what they write.
fn gregorian(day: NaiveDate) -> Option<Date<Gregorian>> {
    let month = u8::try_from(day.month()).ok()?;
    let day_of_month = u8::try_from(day.day()).ok()?;
    Date::try_new_gregorian(day.year(), month, day_of_month).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(text: &str) -> Money {
        text.parse().unwrap()
    }

    fn reader(language: Language) -> Reader {
        Reader::new(language).unwrap()
    }

    #[test]
    fn every_language_is_built_in() {
        for language in Language::ALL {
            assert!(Reader::new(*language).is_ok(), "{language:?}");
        }
    }

    #[test]
    fn amounts_keep_every_digit() {
        let reader = reader(Language::English);
        assert_eq!(reader.amount(money("1234567.05 USD")), "1,234,567.05");
        assert_eq!(reader.amount(money("-999.00 USD")), "−999.00");
        assert_eq!(reader.amount(money("1000 JPY")), "1,000");
        assert_eq!(reader.amount(money("0.001 BHD")), "0.001");
    }

    #[test]
    fn amounts_are_grouped_as_readers_group_them() {
        for language in [Language::IndianEnglish, Language::Telugu] {
            let reader = reader(language);
            assert_eq!(reader.amount(money("1234567.50 INR")), "12,34,567.50");
            assert_eq!(
                reader.amount(money("-123456789.50 INR")),
                "−12,34,56,789.50"
            );
            assert_eq!(reader.count(1234), "1,234");
        }
    }

    #[test]
    fn percents_have_one_decimal() {
        let reader = reader(Language::English);
        assert_eq!(reader.percent(Ratio::of(2, 3)), "66.7%");
        assert_eq!(reader.percent(Ratio::of(1, 1)), "100.0%");
        assert_eq!(reader.percent(Ratio::of(-5, 100)), "−5.0%");
        assert_eq!(reader.percent(Ratio::of(125, 10)), "1,250.0%");
        assert_eq!(reader.percent(None), ABSENT);
        assert_eq!(reader.axis_percent(950), "95%");
        assert_eq!(reader.axis_percent(-955), "−95.5%");
    }

    #[test]
    fn axes_are_short_and_exact() {
        let reader = reader(Language::English);
        let usd = Currency::USD;
        assert_eq!(reader.axis_amount(125_000_000, 500_000_000, usd), "1.25M");
        assert_eq!(reader.axis_amount(50_000_000, 500_000_000, usd), "0.5M");
        assert_eq!(reader.axis_amount(0, 500_000_000, usd), "0");
        assert_eq!(reader.axis_amount(-95_000, 200_000, usd), "−0.95k");
        assert_eq!(reader.axis_amount(250, 900, usd), "2.5");
        assert_eq!(reader.axis_amount(5, 90, usd), "0.05");
        assert_eq!(reader.axis_amount(500, 900, Currency::JPY), "500");
        let clf = Currency::from_code("CLF").unwrap(); // four minor digits
        assert_eq!(
            reader.axis_amount(15_000_000_000_000, 15_000_000_000_000, clf),
            "1.5bn"
        );
    }

    #[test]
    fn axes_count_in_lakh_and_crore_where_readers_do() {
        let inr = Currency::from_code("INR").unwrap();
        let crore = 1_000_000_000;
        let indian = reader(Language::IndianEnglish);
        assert_eq!(indian.axis_amount(crore * 3 / 2, crore * 2, inr), "1.5 Cr");
        assert_eq!(indian.axis_amount(crore / 4, crore / 2, inr), "25 L");
        let telugu = reader(Language::Telugu);
        assert_eq!(telugu.axis_amount(crore / 4, crore / 2, inr), "25 లక్షలు");
    }

    #[test]
    fn dates_are_written_as_readers_write_them() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let english = reader(Language::English);
        assert_eq!(english.day(day), "23 November 2026");
        assert_eq!(english.month(day), "Nov 2026");
        let telugu = reader(Language::Telugu);
        assert_eq!(telugu.day(day), "23, నవంబర్ 2026");
        assert_eq!(telugu.month(day), "నవం 2026");
    }

    #[test]
    fn quarters_name_their_months() {
        let reader = reader(Language::English);
        let first = |year, month| NaiveDate::from_ymd_opt(year, month, 1).unwrap();
        assert_eq!(reader.quarter(first(2026, 1)), "Jan–Mar 2026");
        assert_eq!(reader.quarter(first(2025, 11)), "Nov 2025–Jan 2026");
    }

    #[test]
    fn numbers_have_the_form_of_what_they_count() {
        let english = reader(Language::English);
        assert_eq!(english.accounts(1), "1 account");
        assert_eq!(english.accounts(0), "0 accounts");
        let telugu = reader(Language::Telugu);
        assert_eq!(telugu.accounts(1), "1 ఖాతా");
        assert_eq!(telugu.accounts(2), "2 ఖాతాలు");
    }

    #[test]
    fn names_are_bounded_and_harmless() {
        let reader = reader(Language::English);
        assert_eq!(reader.name("Ana"), "Ana");
        let long = reader.name(&"a".repeat(1 << 20));
        assert!(long.ends_with("a… (cut)") && long.chars().count() < 80);
        assert_eq!(reader.name("a\u{202e}b\u{0}c"), "a\u{fffd}b\u{fffd}c");
        for noncharacter in [
            '\u{fdd0}',
            '\u{fdef}',
            '\u{fffe}',
            '\u{ffff}',
            '\u{1fffe}',
            '\u{10ffff}',
        ] {
            assert_eq!(reader.name(&noncharacter.to_string()), "\u{fffd}");
        }
        assert_eq!(
            reader.name("\u{fdcf}\u{fdf0}\u{fffc}😀"),
            "\u{fdcf}\u{fdf0}\u{fffc}😀"
        );
    }
}
