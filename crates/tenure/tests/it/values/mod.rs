//! The laws of the value types, each property named after its law.

mod big;
mod currency;
mod fiscal;
mod fraction;
mod money;
mod month;
mod periods;
mod quarter;
mod ratio;
mod role;
mod rounding;
mod span;
mod steps;
mod text;
mod timeline;
mod wire;
mod working;

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use chrono::NaiveDate;

/// The properties of one file, with their counter-examples in `tests/it/regressions`.
macro_rules! laws {
    ($file:literal; $($properties:tt)*) => {
        proptest::proptest! {
            #![proptest_config($crate::config(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/tests/it/regressions/",
                $file,
                ".txt"
            )))]
            $($properties)*
        }
    };
}
use laws;

fn hash_of(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn values_are_send_and_sync_and_the_small_ones_copy() {
    const fn shared<T: Send + Sync + 'static>() {}
    const fn small<T: Copy + Send + Sync + 'static>() {}
    const {
        small::<tenure::Currency>();
        small::<tenure::FiscalCalendar>();
        small::<tenure::Grain>();
        small::<tenure::Money>();
        small::<tenure::Month>();
        small::<tenure::MonthSteps>();
        small::<tenure::Period>();
        small::<tenure::Position>();
        small::<tenure::Quarter>();
        small::<tenure::Ratio>();
        small::<tenure::Rounding>();
        small::<tenure::Span>();
        shared::<tenure::AccountId>();
        shared::<tenure::MoneyError>();
        shared::<tenure::Name>();
        shared::<tenure::Periods>();
        shared::<tenure::Timeline<tenure::Money>>();
    }
}
