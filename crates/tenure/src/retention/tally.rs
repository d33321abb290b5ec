use crate::currency::Currency;
use crate::money::{Money, MoneyError};

/// An amount and a number of accounts, added up together. Either may be a difference.
///
/// Neither overflows: 2^32 accounts of 2^63 minor units each are less than 2^96, and a run has fewer than 2^15 periods.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) amount: i128,
    pub(super) accounts: i64,
}

impl Tally {
    /// Adds one account with this amount.
    pub(super) fn count(&mut self, amount: i64) {
        self.amount += i128::from(amount);
        self.accounts += 1;
    }

    /// Replaces an account's amount: it counts where above zero.
    pub(super) fn replace(&mut self, before: i64, after: i64) {
        self.amount += i128::from(after) - i128::from(before);
        self.accounts += i64::from(after > 0) - i64::from(before > 0);
    }

    pub(super) fn add(&mut self, other: Self) {
        self.amount += other.amount;
        self.accounts += other.accounts;
    }

    pub(super) fn subtract(&mut self, other: Self) {
        self.amount -= other.amount;
        self.accounts -= other.accounts;
    }

    pub(super) fn money(&self, currency: Currency) -> Result<Money, MoneyError> {
        Money::from_minor(self.amount, currency)
    }

    /// The number of accounts, where it is one and not a difference.
    pub(super) fn accounts(&self) -> u64 {
        u64::try_from(self.accounts).unwrap_or_default()
    }
}
