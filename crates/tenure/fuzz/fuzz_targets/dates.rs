//! Whatever a text is, it is a month, a span, an amount, working hours, or is refused; what was read is written so that it is read
//! again, and steps of months neither drift nor overflow.
#![no_main]

use chrono::NaiveDate;
use libfuzzer_sys::fuzz_target;
use tenure::calendar::WorkingHours;
use tenure::journal::{ChainHash, StoredRecord};
use tenure::{Currency, Money, Month, MonthSteps, Ratio, Span};

// The text, and after line breaks a day and steps from it.
fuzz_target!(|input: &str| {
    let mut lines = input.split('\n');
    let text = lines.next().unwrap_or_default();
    let mut number = || lines.next().and_then(|line| line.parse::<i32>().ok()).unwrap_or(20_000);
    let (days, steps) = (number(), number());
    if let Ok(month) = text.parse::<Month>() {
        assert_eq!(month.to_string().parse::<Month>().expect("the same"), month);
        if let Some(later) = month.checked_add(steps) {
            assert_eq!(later.months_since(month), steps);
        }
    }
    if let Some(day) = NaiveDate::from_epoch_days(days) {
        assert_eq!(StoredRecord::day_of(day), i64::from(days));
        let stepped = MonthSteps::from(day).nth(steps);
        assert_eq!(stepped.map(Month::of), Month::of(day).checked_add(steps));
        let end = NaiveDate::from_epoch_days(days.saturating_add(steps));
        if let Ok(span) = Span::new(day, end) {
            let json = serde_json::to_string(&span).expect("a span");
            assert_eq!(serde_json::from_str::<Span>(&json).expect("the same"), span);
            assert_eq!(span.contains(day), !span.is_empty());
        }
    }
    if let Ok(span) = serde_json::from_str::<Span>(text) {
        let json = serde_json::to_string(&span).expect("a span");
        assert_eq!(serde_json::from_str::<Span>(&json).expect("the same"), span);
    }
    if let Ok(money) = text.parse::<Money>() {
        assert_eq!(money.to_string().parse::<Money>().expect("the same"), money);
    }
    if let Ok(currency) = text.parse::<Currency>() {
        assert_eq!(currency.to_string(), text);
    }
    if let Ok(hash) = text.parse::<ChainHash>() {
        assert_eq!(hash.to_string(), text.to_lowercase());
    }
    let _ = text.parse::<Ratio>();
    if let Ok(hours) = text.parse::<WorkingHours>() {
        assert_eq!(hours.to_string().parse::<WorkingHours>().expect("the same"), hours);
    }
});
