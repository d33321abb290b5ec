//! Whatever bytes a file has, it is imported or every problem is told in words; what was imported is imported again the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tenure::Currency;
use tenure_import::{
    AccountOptions, Accounts, AmountUnit, AssignmentOptions, Assignments, ImportError, LifetimeOptions, Lifetimes, SubscriptionOptions,
    Subscriptions,
};

fn told(error: &ImportError) {
    let text = error.to_string();
    assert!(!text.is_empty());
    assert!(!text.contains(|letter: char| letter.is_control() && letter != '\n'), "{text:?}");
}

fuzz_target!(|file: &[u8]| {
    for unit in [AmountUnit::Major, AmountUnit::Minor] {
        let options = SubscriptionOptions::new(unit).in_currency_unless_stated(Currency::EUR);
        match Subscriptions::from_reader("fuzz.csv", file, &options) {
            Ok(read) => {
                let again = Subscriptions::from_reader("fuzz.csv", file, &options).expect("the same");
                assert_eq!(read.rows().count(), again.rows().count());
                for (row, other) in read.rows().zip(again.rows()) {
                    assert_eq!(row.amount(), other.amount());
                }
                let _ = read.revenue_lines().count();
            }
            Err(error) => told(&error),
        }
    }
    match Accounts::from_reader("fuzz.csv", file, &AccountOptions::new()) {
        Ok(read) => assert!(read.rows().all(|row| row.line() > 1)),
        Err(error) => told(&error),
    }
    match Assignments::from_reader("fuzz.csv", file, &AssignmentOptions::new()) {
        Ok(read) => drop(read.holders()),
        Err(error) => told(&error),
    }
    match Lifetimes::from_reader("fuzz.csv", file, &LifetimeOptions::new("duration", "event")) {
        Ok(read) => drop(read.groups().count()),
        Err(error) => told(&error),
    }
});
