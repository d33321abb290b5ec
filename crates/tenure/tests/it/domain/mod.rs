//! Accounts, managers and what is decided about them.

mod absence;
mod capacity;
mod decisions;
mod desk;
mod directory;
mod meddled;
mod pay;
mod policy;
mod product;
mod qualification;
mod stored_form;
mod team;

use chrono::NaiveDate;
use tenure::{AccountId, ManagerId, Money, Name, SubscriptionId};

pub(crate) fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

pub(crate) fn account(id: &str) -> AccountId {
    AccountId::new(id).unwrap()
}

pub(crate) fn manager(id: &str) -> ManagerId {
    ManagerId::new(id).unwrap()
}

pub(crate) fn subscription(id: &str) -> SubscriptionId {
    SubscriptionId::new(id).unwrap()
}

pub(crate) fn name(text: &str) -> Name {
    Name::new(text).unwrap()
}

pub(crate) fn dollars(amount: i64) -> Money {
    format!("{amount} USD").parse().unwrap()
}
