//! A table of the tests' own, with every kind of column.

use chrono::{DateTime, NaiveDate, Utc};
use tenure::{Currency, Money, Ratio};
use tenure_parquet::ParquetOptions;
use tenure_tables::{ACCOUNT_MONTH, AccountMonthRow, Provenance};

pub(crate) fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

pub(crate) fn provenance() -> Provenance<'static> {
    Provenance {
        as_of: day(6, 30),
        convention: Some("net movements"),
        currency: Some(Currency::USD),
    }
}

pub(crate) fn options() -> ParquetOptions<'static> {
    ParquetOptions::new(provenance())
}

pub(crate) fn usd(minor: i128) -> Money {
    Money::from_minor(minor, Currency::USD).unwrap()
}

/// Rows that differ in every column; the text repeats.
pub(crate) fn account_months(count: usize) -> Vec<AccountMonthRow<'static>> {
    assert_eq!(ACCOUNT_MONTH.columns.len(), 9);
    const ACCOUNTS: [&str; 5] = ["007", "=1+1", "a\0b", "స్థూల 😀", "\u{202e}rtl\r\n\""];
    (0..count)
        .map(|at| AccountMonthRow {
            account: ACCOUNTS[at / 7 % 5],
            month: day(1 + (at % 12) as u32, 1),
            currency: Currency::USD,
            amount: usd(at as i128 * 1_999 + 1),
            movement: (at % 3 == 0).then_some("expansion"),
            change: usd(at as i128 - 50),
            manager: (at % 4 != 0).then_some("maria"),
            segment: None,
            health: None,
        })
        .collect()
}

pub(crate) fn moment(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub(crate) fn ratio(numerator: i128, denominator: i128) -> Ratio {
    Ratio::of(numerator, denominator).unwrap()
}
