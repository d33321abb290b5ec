//! How numbers, days and records are written.

use std::error::Error;

use chrono::NaiveDate;
use tenure::focus::Focus;
use tenure::health::Health;
use tenure::situation::Evidence;
use tenure::{AccountId, Money, Ratio, Rounding};

/// A customer, as it stands now and as it stood.
pub(crate) struct Row<'a> {
    pub(crate) account: &'a AccountId,
    pub(crate) monthly: Option<Money>,
    pub(crate) focus: Focus,
    pub(crate) health: Health<'a>,
    pub(crate) before: Option<Health<'a>>,
}

/// A name of the library in words.
pub(crate) fn spaced(name: &str) -> String {
    name.replace('_', " ")
}

/// As in `Mon 9 Mar`.
pub(crate) fn day(day: NaiveDate) -> String {
    day.format("%a %-d %b").to_string()
}

/// The records behind something, in brackets; what rests on none came from the host or from time alone.
pub(crate) fn records(evidence: &Evidence) -> String {
    let numbers: Vec<_> = evidence
        .records()
        .map(|record| record.get().to_string())
        .collect();
    match numbers.as_slice() {
        [] => String::from("[no record]"),
        [first, second, rest @ ..] if rest.len() > 1 => {
            format!("[{first}, {second} and {} more]", rest.len())
        }
        numbers => format!("[{}]", numbers.join(", ")),
    }
}

/// An amount of a month; nothing where none is known.
pub(crate) fn monthly(amount: Option<Money>) -> String {
    amount.map_or_else(String::new, |amount| amount.to_string())
}

pub(crate) fn hours(minutes: u64) -> String {
    format!("{}:{:02} h", minutes / 60, minutes % 60)
}

pub(crate) fn decimal(ratio: Ratio, digits: u32) -> Result<String, Box<dyn Error>> {
    let rounded = ratio.to_decimal(digits, Rounding::HalfEven);
    Ok(rounded.ok_or("out of range")?.to_string())
}

pub(crate) fn percent(ratio: Option<Ratio>) -> Result<String, Box<dyn Error>> {
    let hundredfold =
        ratio.and_then(|ratio| Ratio::of(ratio.numerator() * 100, ratio.denominator()));
    match hundredfold {
        Some(ratio) => Ok(format!("{} %", decimal(ratio, 1)?)),
        None => Ok("-".to_owned()),
    }
}
