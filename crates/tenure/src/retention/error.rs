use chrono::NaiveDate;

use crate::calendar::Period;
use crate::id::AccountId;
use crate::money::MoneyError;

use super::convention::ValuationError;
use super::history::HistoryError;

/// Why a retention report cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RetentionError {
    /// A slicing of another history.
    #[error(
        "the slicing divides {divided} accounts, the history has {accounts}; make the slicing from the same history"
    )]
    ForeignSlicing {
        /// Accounts the slicing divides.
        divided: usize,
        /// Accounts of the history.
        accounts: usize,
    },
    /// A handover of an account that the history does not have.
    #[error(
        "a handover names the account at index {index}, the history has {accounts}; use the index that naming the account returned"
    )]
    UnknownAccount {
        /// The index.
        index: u32,
        /// Accounts of the history.
        accounts: usize,
    },
    /// A holder that the list of keys does not have.
    #[error("a holding names the key at place {key}, the list has {keys}; number the keys from 0")]
    UnknownKey {
        /// The place.
        key: u32,
        /// Keys of the list.
        keys: usize,
    },
    /// More slices than the columns of single events hold, or figures that are kept up to date.
    #[error(
        "{slices} slices are too many for figures of single events, at most {most}; divide by fewer keys"
    )]
    TooManySlices {
        /// How many there are.
        slices: usize,
        /// How many there can be.
        most: usize,
    },
    /// More periods than the tables of single events hold.
    #[error(
        "{periods} periods are too many for figures of single events, at most 4,096; take a shorter run"
    )]
    TooManyPeriods {
        /// How many there are.
        periods: usize,
    },
    /// Amounts that could add up past what the columns of single events hold.
    #[error(
        "all amounts of the history add up to more than 2.3 x 10^18 minor units; use the bridge, or check the unit of the amounts"
    )]
    TooLarge,
    /// A history that was made by another convention.
    #[error(
        "the history was made by another convention, its `{part}` differs; make the history under the convention that is asked for"
    )]
    OtherConvention {
        /// The part that differs: `recurring`, `account` or `fx`.
        part: &'static str,
    },
    /// A history that figures of single events cannot take.
    #[error(
        "figures of single events need amounts at fixed rates of accounts that stay apart, known from the beginning on; use the bridge"
    )]
    NotPlain,
    /// Shares of an account that add up to more than the whole.
    #[error(
        "the shares of account `{account}` from {on} on add up to {sum} basis points; give at most 10000"
    )]
    OverShared {
        /// The account.
        account: AccountId,
        /// The first day.
        on: NaiveDate,
        /// What they add up to.
        sum: u64,
    },
    /// A history of accounts where one of subscriptions is needed.
    #[error(
        "an account may have several products; make the history under the account grain `subscription`"
    )]
    NotSubscriptions,
    /// A slicing by shares where movements go to one holder.
    #[error(
        "figures of single events credit one holder, and the slicing shares accounts; use the bridge"
    )]
    Shared,
    /// Amounts that cannot be valued at the convention's rates.
    #[error(transparent)]
    Valuation(#[from] ValuationError),
    /// A history that the convention makes of the given one, and that cannot be.
    #[error(transparent)]
    History(#[from] HistoryError),
    /// A sum that is not an exact amount.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

/// Two numbers of a report that must be the same and are not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the {what} of the period from {start} is {found}, its parts make {expected}; the report was altered or the engine is wrong",
    start = period.start()
)]
#[non_exhaustive]
pub struct Unreconciled {
    /// The period.
    pub period: Period,
    /// What was compared: a column, amounts in minor units.
    pub what: &'static str,
    /// What its parts make.
    pub expected: i128,
    /// What stands there.
    pub found: i128,
}
