//! What the importer takes, what it refuses, and in which words.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failing test says so"
)]

mod accounts;
mod assignments;
mod files;
mod hostile;
mod lifetimes;
mod mapping;
mod plan;
mod records;
mod round_trip;
mod rows;
mod shared_data;

use tenure::Currency;
use tenure_import::{
    AccountOptions, Accounts, AmountUnit, ImportError, SubscriptionOptions, Subscriptions,
};

fn dollars() -> SubscriptionOptions {
    SubscriptionOptions::new(AmountUnit::Major).in_currency(Currency::USD)
}

fn import(file: impl AsRef<[u8]>) -> Result<Subscriptions, ImportError> {
    import_with(file, &dollars())
}

fn import_with(
    file: impl AsRef<[u8]>,
    options: &SubscriptionOptions,
) -> Result<Subscriptions, ImportError> {
    Subscriptions::from_reader("book.csv", file.as_ref(), options)
}

fn import_accounts(
    file: impl AsRef<[u8]>,
    options: &AccountOptions,
) -> Result<Accounts, ImportError> {
    Accounts::from_reader("accounts.csv", file.as_ref(), options)
}

/// The whole text of the error.
#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, ImportError>) -> String {
    result.expect_err("an error").to_string()
}
