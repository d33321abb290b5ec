use std::collections::HashMap;
use std::iter::FusedIterator;
use std::sync::Arc;

use chrono::NaiveDate;
use foldhash::quality::RandomState;

use crate::calendar::{self, Span};
use crate::currency::Currency;
use crate::id::{AccountId, SubscriptionId};
use crate::money::{Money, MoneyError};

use super::account_list::AccountList;
use super::columns::{self, Fact, Gathered};
use super::convention::ValuationError;
use super::frame::Frame;
use super::lines::{Line, Lines};

/// The place of an account in a [`RevenueHistory`], from 0 in the order in which accounts were first named.
///
/// It means something only together with the history or the builder it came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountIndex(u32);

impl AccountIndex {
    /// The account at this place.
    #[must_use]
    pub const fn new(index: u32) -> Self {
        Self(index)
    }

    /// The place.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }

    /// The place, to look up in a column.
    pub(super) const fn place(self) -> usize {
        self.0 as usize
    }
}

/// One recurring line: an amount a month, in force on the days of a span.
///
/// Lines of one account add up where they overlap. A line without any day, and one of nothing, moves no amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RevenueLine {
    /// Whose line it is.
    pub account: AccountIndex,
    /// The days on which it is in force.
    pub span: Span,
    /// The recurring amount per month; not below zero.
    pub monthly: Money,
}

/// From a day on an account's recurring amount is this much, until its next such fact.
///
/// The lean form for histories of many facts, 16 bytes each; [`RevenueHistoryBuilder::level`] takes amounts with their currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RevenueLevel {
    /// Whose amount it is.
    pub account: AccountIndex,
    /// The first day on which it is in force.
    pub on: NaiveDate,
    /// The recurring amount per month, in minor units of the history's currency; not below zero.
    pub minor: i64,
}

/// The recurring monthly amount of every account on every day, in one currency.
///
/// Held in columns: for each account the days on which its amount changes and the amount from that day on. A day on which
/// nothing changes in the end is no change, so two histories of the same amounts are equal however they were written down.
///
/// # Laws
/// The order of lines does not matter. Cutting a line in two that meet, or in two parts that add up, changes nothing. Nor do
/// lines without a day or without an amount, but for [`first_in_force`](RevenueHistory::first_in_force).
///
/// ```
/// use chrono::NaiveDate;
/// use tenure::retention::{RevenueHistory, RevenueLine};
/// use tenure::{AccountId, Currency, Span};
///
/// let day = |m, d| NaiveDate::from_ymd_opt(2026, m, d).expect("a day");
/// let mut builder = RevenueHistory::builder(Currency::USD);
/// let account = builder.account(&AccountId::new("A-1")?)?;
/// let span = Span::new(day(1, 15), Some(day(4, 1)))?;
/// builder.line(RevenueLine { account, span, monthly: "100.00 USD".parse()? })?;
/// builder.line(RevenueLine { account, span: day(3, 1).into(), monthly: "20.00 USD".parse()? })?;
/// let history = builder.build()?;
/// assert_eq!(history.amount_on(account, day(3, 31)), "120.00 USD".parse()?);
/// assert_eq!(history.amount_on(account, day(4, 1)), "20.00 USD".parse()?); // the end is not in force
/// assert_eq!(history.changes(account).count(), 3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevenueHistory {
    currency: Currency,
    accounts: Arc<[AccountId]>,
    /// Where the changes of each account begin, and last where they all end: one more than accounts.
    offsets: Vec<usize>,
    /// Days since 1970-01-01, rising within an account.
    days: Vec<i32>,
    /// Minor units in force from that day on; never below zero.
    levels: Vec<i64>,
    /// The earliest of `days`.
    first_change: Option<i32>,
    first_in_force: Option<i32>,
    /// All of `levels` added up: no sum of any of their differences can pass twice that.
    weight: i128,
    pub(super) frame: Frame,
}

/// One account's changes: a day each, and the amount in minor units from that day on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Changes<'a> {
    pub(super) days: &'a [i32],
    pub(super) levels: &'a [i64],
}

/// Why lines or levels do not make a history.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HistoryError {
    /// An amount in another currency than the history's.
    #[error(
        "account `{account}` has an amount in {found}, the history is in {expected}; restate it at a named rate first"
    )]
    Currency {
        /// The account.
        account: AccountId,
        /// The history's currency.
        expected: Currency,
        /// The amount's currency.
        found: Currency,
    },
    /// A recurring amount below zero.
    #[error(
        "account `{account}` has the recurring amount {amount}; it must not be below zero, a reduction is a lower amount"
    )]
    Negative {
        /// The account.
        account: AccountId,
        /// The amount.
        amount: Money,
    },
    /// The amounts of an account add up past what a column holds.
    #[error(
        "the amounts of account `{account}` in force on {on} pass 9.2 x 10^18 minor units; check the unit of the amounts"
    )]
    Overflow {
        /// The account.
        account: AccountId,
        /// The first day on which they do.
        on: NaiveDate,
    },
    /// Additive lines and totals given for the same account.
    #[error(
        "account `{account}` has both additive lines and totals from a day on; give one kind only"
    )]
    Mixed {
        /// The account.
        account: AccountId,
    },
    /// An index that no account has.
    #[error(
        "there is no account at index {index}, only {accounts}; use the index that naming the account returned"
    )]
    UnknownAccount {
        /// The index.
        index: u32,
        /// How many accounts there are.
        accounts: usize,
    },
    /// The same account twice in a list of accounts.
    #[error("account `{account}` is listed twice; list each account once")]
    DuplicateAccount {
        /// The account.
        account: AccountId,
    },
    /// More accounts than an index can tell apart.
    #[error("there are more accounts than 2^32; split the book")]
    TooManyAccounts,
    /// Amounts that cannot be valued at the convention's rates.
    #[error("the amounts of `{account}` cannot be valued")]
    Valuation {
        /// The account.
        account: String,
        /// Why not.
        source: ValuationError,
    },
    /// Rates that lead to another currency than the history's.
    #[error("the rates lead to {rates}, the history is in {history}; give rates to {history}")]
    Rates {
        /// The currency of the rates.
        rates: Currency,
        /// The history's currency.
        history: Currency,
    },
    /// A subscription and its account have too long a name together.
    #[error(
        "subscription `{subscription}` of account `{account}` has no name of its own: both together pass 127 bytes; use shorter ids"
    )]
    UnitId {
        /// The account.
        account: AccountId,
        /// The subscription.
        subscription: SubscriptionId,
    },
    /// A line of a contract has an amount that cannot be under the rule asked for.
    #[error("a contract of account `{account}` has no amount per month under this rule")]
    Amount {
        /// The account.
        account: AccountId,
        /// Why not.
        source: MoneyError,
    },
}

/// Collects lines or levels, in any order, into a [`RevenueHistory`].
#[derive(Clone, Debug)]
pub struct RevenueHistoryBuilder {
    currency: Currency,
    accounts: Vec<AccountId>,
    /// Only ever asked for one account, never walked: its order cannot show.
    index: HashMap<AccountId, u32, RandomState>,
    rows: Vec<Rows>,
    lines: Lines,
    levels: Vec<Level>,
}

/// Which kind of rows an account has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rows {
    None,
    Lines,
    Levels,
}

/// A checked total from a day on.
#[derive(Clone, Copy, Debug)]
struct Level {
    account: u32,
    day: i32,
    minor: i64,
}

impl RevenueHistory {
    /// A builder of a history in this currency.
    #[must_use]
    pub fn builder(currency: Currency) -> RevenueHistoryBuilder {
        RevenueHistoryBuilder::new(currency)
    }

    /// The history of lines whose accounts are numbered already: index `i` is `accounts[i]`.
    ///
    /// For importers with many lines; needs no look-up per line. Fastest when lines come account by account and the accounts
    /// in rising order of their ids, correct in any order.
    ///
    /// # Errors
    /// [`HistoryError`] at the first line that has another currency, a negative amount or an index out of range; at an account
    /// listed twice; where amounts add up past 64 bits.
    pub fn from_lines(
        currency: Currency,
        accounts: impl Into<AccountList>,
        lines: impl IntoIterator<Item = RevenueLine>,
    ) -> Result<Self, HistoryError> {
        let accounts = accounts.into().checked()?;
        let lines = lines.into_iter();
        let mut rows = Lines::with_capacity(accounts.len(), lines.size_hint().0);
        for line in lines {
            let account =
                accounts
                    .get(line.account.place())
                    .ok_or(HistoryError::UnknownAccount {
                        index: line.account.get(),
                        accounts: accounts.len(),
                    })?;
            rows.push(checked(&line, currency, account)?);
        }
        Self::from_rows(currency, accounts, rows)
    }

    /// The history of totals from a day on, of accounts that are numbered already: index `i` is `accounts[i]`. Of two totals of one
    /// account and day the one given last holds.
    ///
    /// For logs of many facts in any order; takes no look-up per fact.
    ///
    /// ```
    /// use chrono::NaiveDate;
    /// use tenure::retention::{AccountIndex, RevenueHistory, RevenueLevel};
    /// use tenure::{AccountId, Currency};
    ///
    /// let on = |day| NaiveDate::from_ymd_opt(2026, 3, day).expect("a day");
    /// let account = AccountIndex::new(0);
    /// let levels = [(9, 50_00), (1, 80_00), (9, 60_00)].map(|(day, minor)| RevenueLevel { account, on: on(day), minor });
    /// let history = RevenueHistory::from_levels(Currency::USD, [AccountId::new("A-1")?], &levels)?;
    /// assert_eq!(history.amount_on(account, on(9)), "60.00 USD".parse()?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`HistoryError`] at an amount below zero, an index out of range, or an account listed twice.
    pub fn from_levels(
        currency: Currency,
        accounts: impl Into<AccountList>,
        levels: &[RevenueLevel],
    ) -> Result<Self, HistoryError> {
        let accounts = accounts.into().checked()?;
        let fact = |level: &RevenueLevel| Fact {
            value: level.minor,
            account: level.account.get(),
            on: level.on,
        };
        // The lowest amount, 0 if none is below.
        let note = |lowest: &mut i64, level: &RevenueLevel| *lowest = level.minor.min(*lowest);
        // The first day, and all amounts together: 128 bits hold the sum of as many 64 bits as there is memory for.
        let sum = |days: &[i32], levels: &[i64]| {
            let first =
                (days.first()).map(|first| days.iter().fold(*first, |first, day| first.min(*day)));
            let weight = levels.iter().fold(0_i128, |weight, level| {
                weight.wrapping_add(i128::from(*level))
            });
            (first, weight)
        };
        let Gathered {
            columns,
            first,
            notes,
            sums,
        } = columns::gather(accounts.len(), levels, fact, note, sum, 0).map_err(|index| {
            HistoryError::UnknownAccount {
                index,
                accounts: accounts.len(),
            }
        })?;
        if notes.iter().any(|lowest| *lowest < 0)
            && let Some(level) = levels.iter().find(|level| level.minor < 0)
            && let Some(account) = accounts.get(level.account.place())
        {
            return Err(HistoryError::Negative {
                account: account.clone(),
                amount: money(level.minor, currency),
            });
        }
        Ok(Self {
            currency,
            accounts,
            first_change: sums.iter().filter_map(|(first, _)| *first).min(),
            first_in_force: first.map(calendar::epoch_days),
            offsets: columns.offsets,
            days: columns.days,
            levels: columns.values,
            weight: sums.iter().map(|(_, weight)| weight).sum(),
            frame: Frame::default(),
        })
    }

    /// Sorts the steps of lines by account and day, and adds them up.
    fn from_rows(
        currency: Currency,
        accounts: Arc<[AccountId]>,
        mut rows: Lines,
    ) -> Result<Self, HistoryError> {
        let levels = rows.add_up(&accounts)?;
        Ok(Self {
            currency,
            accounts,
            offsets: levels.offsets,
            days: levels.days,
            levels: levels.levels,
            first_change: levels.first_change,
            first_in_force: rows.first_in_force(),
            weight: levels.weight,
            frame: Frame::default(),
        })
    }

    /// The currency of every amount.
    #[must_use]
    pub const fn currency(&self) -> Currency {
        self.currency
    }

    /// Every account that was named, by index, also those without any amount.
    #[must_use]
    pub fn accounts(&self) -> &[AccountId] {
        &self.accounts
    }

    /// The first day on which any line is in force, even one of nothing (a trial), or from which any total was given; `None`
    /// when there is none. Where reports of the whole history begin.
    #[must_use]
    pub fn first_in_force(&self) -> Option<NaiveDate> {
        self.first_in_force.map(date)
    }

    /// The recurring monthly amount of an account in force on a day; zero before its first change, and for an index that this
    /// history does not have. Valued at the rates of its last change, where rates change.
    #[must_use]
    pub fn amount_on(&self, account: AccountIndex, day: NaiveDate) -> Money {
        let level = self.columns(account.place()).on(day.to_epoch_days());
        money(level, self.currency)
    }

    /// The days on which an account's amount changes, in order, each with the amount from that day on.
    pub fn changes(
        &self,
        account: AccountIndex,
    ) -> impl ExactSizeIterator<Item = (NaiveDate, Money)> + FusedIterator + '_ {
        let Changes { days, levels } = self.columns(account.place());
        days.iter()
            .zip(levels)
            .map(|(day, level)| (date(*day), money(*level, self.currency)))
    }

    /// The account at this place, for messages.
    pub(super) fn name(&self, place: usize) -> String {
        self.accounts
            .get(place)
            .map_or_else(String::new, ToString::to_string)
    }

    /// The changes of the account at this place.
    pub(super) fn columns(&self, place: usize) -> Changes<'_> {
        let range = || Some(*self.offsets.get(place)?..*self.offsets.get(place.checked_add(1)?)?);
        let range = range().unwrap_or_default();
        Changes {
            days: self.days.get(range.clone()).unwrap_or_default(),
            levels: self.levels.get(range).unwrap_or_default(),
        }
    }

    /// The history of one account alone, gaps and all: see [`Self::with_gaps_closed`].
    pub(super) fn only(&self, account: AccountIndex) -> Self {
        let Changes { days, levels } = self.columns(account.place());
        let first = days.first().copied();
        Self {
            currency: self.currency,
            accounts: self
                .accounts
                .get(account.place())
                .cloned()
                .into_iter()
                .collect(),
            offsets: vec![0, days.len()],
            days: days.to_vec(),
            levels: levels.to_vec(),
            first_change: first,
            first_in_force: first,
            weight: levels.iter().map(|level| i128::from(*level)).sum(),
            frame: self.frame.only(account.place()),
        }
    }

    /// The changes of every account, in the order of accounts.
    pub(super) fn all_columns(&self) -> impl Iterator<Item = Changes<'_>> {
        (0..self.accounts.len()).map(|place| self.columns(place))
    }

    /// Where the changes of each account begin in the columns, and last where they all end.
    pub(super) fn offsets(&self) -> &[usize] {
        &self.offsets
    }

    /// The changes of all accounts, one after the other.
    pub(super) fn whole_columns(&self) -> Changes<'_> {
        Changes {
            days: &self.days,
            levels: &self.levels,
        }
    }

    /// The same accounts with other changes: `write` puts the changes of each, in the order of days, each a change.
    pub(super) fn rebuilt(
        &self,
        mut write: impl FnMut(usize, Changes<'_>, &mut dyn FnMut(i32, i64)),
    ) -> Self {
        let mut offsets = Vec::with_capacity(self.offsets.len());
        let (mut days, mut levels) = (Vec::new(), Vec::new());
        for (place, changes) in self.all_columns().enumerate() {
            offsets.push(days.len());
            write(place, changes, &mut |day, level| {
                days.push(day);
                levels.push(level);
            });
        }
        offsets.push(days.len());
        Self {
            currency: self.currency,
            accounts: Arc::clone(&self.accounts),
            first_change: days.iter().min().copied(),
            first_in_force: self.first_in_force,
            weight: levels.iter().map(|level| i128::from(*level)).sum(),
            offsets,
            days,
            levels,
            frame: self.frame.clone(),
        }
    }

    /// All amounts of all changes added up.
    pub(super) const fn weight(&self) -> i128 {
        self.weight
    }

    /// The earliest day of any change.
    pub(super) const fn first_change(&self) -> Option<i32> {
        self.first_change
    }
}

impl RevenueHistoryBuilder {
    /// A builder without accounts.
    #[must_use]
    pub fn new(currency: Currency) -> Self {
        Self {
            currency,
            accounts: Vec::new(),
            index: HashMap::default(),
            rows: Vec::new(),
            lines: Lines::default(),
            levels: Vec::new(),
        }
    }

    /// The index of an account, new or known. An account without lines is an account that never paid.
    ///
    /// # Errors
    /// [`HistoryError::TooManyAccounts`] past 2^32 accounts.
    pub fn account(&mut self, account: &AccountId) -> Result<AccountIndex, HistoryError> {
        if let Some(known) = self.index.get(account) {
            return Ok(AccountIndex(*known));
        }
        let index =
            u32::try_from(self.accounts.len()).map_err(|_| HistoryError::TooManyAccounts)?;
        self.index.insert(account.clone(), index);
        self.accounts.push(account.clone());
        self.rows.push(Rows::None);
        Ok(AccountIndex(index))
    }

    /// Adds a line on top of the account's other lines.
    ///
    /// # Errors
    /// [`HistoryError`] when the currency differs, the amount is negative or past 64 bits, the account is not known, or has
    /// totals. The builder is unchanged then.
    pub fn line(&mut self, line: RevenueLine) -> Result<(), HistoryError> {
        let account = self.known(line.account)?;
        let checked = checked(&line, self.currency, account)?;
        self.only(line.account, Rows::Lines)?;
        self.lines.push(checked);
        Ok(())
    }

    /// Says that from a day on the account's total is this amount, until the next day for which a total is given. Of two totals
    /// for one day the one given last holds.
    ///
    /// # Errors
    /// [`HistoryError`] when the currency differs, the amount is negative or past 64 bits, the account is not known, or has
    /// lines. The builder is unchanged then.
    pub fn level(
        &mut self,
        account: AccountIndex,
        on: NaiveDate,
        monthly: Money,
    ) -> Result<(), HistoryError> {
        let minor = minor(monthly, on, self.currency, self.known(account)?)?;
        self.only(account, Rows::Levels)?;
        self.levels.push(Level {
            account: account.get(),
            day: on.to_epoch_days(),
            minor,
        });
        Ok(())
    }

    /// The history.
    ///
    /// # Errors
    /// [`HistoryError::Overflow`] where the lines of an account add up past 64 bits.
    pub fn build(mut self) -> Result<RevenueHistory, HistoryError> {
        // Stable: of one account and day the last given stays last. Then each total is a line until the next one.
        self.levels.sort_by_key(|level| (level.account, level.day));
        for account in self.levels.chunk_by(|a, b| a.account == b.account) {
            let mut days = account
                .chunk_by(|a, b| a.day == b.day)
                .filter_map(<[_]>::last)
                .peekable();
            while let Some(level) = days.next() {
                let end = days.peek().map(|next| next.day);
                self.lines
                    .push(Line::new(level.account, level.day, end, level.minor));
            }
        }
        RevenueHistory::from_rows(self.currency, self.accounts.into(), self.lines)
    }

    fn known(&self, account: AccountIndex) -> Result<&AccountId, HistoryError> {
        self.accounts
            .get(account.place())
            .ok_or(HistoryError::UnknownAccount {
                index: account.get(),
                accounts: self.accounts.len(),
            })
    }

    /// Notes that the account has this kind of rows, and no other.
    fn only(&mut self, account: AccountIndex, kind: Rows) -> Result<(), HistoryError> {
        let mixed = HistoryError::Mixed {
            account: self.known(account)?.clone(),
        };
        match self.rows.get_mut(account.place()) {
            Some(rows) if *rows == Rows::None || *rows == kind => {
                *rows = kind;
                Ok(())
            }
            _ => Err(mixed),
        }
    }
}

/// A line as small as it gets, or why its amount is none of the history.
fn checked(
    line: &RevenueLine,
    currency: Currency,
    account: &AccountId,
) -> Result<Line, HistoryError> {
    let (start, end) = (line.span.start(), line.span.end());
    let minor = minor(line.monthly, start, currency, account)?;
    let end = end.map(|end| end.to_epoch_days());
    Ok(Line::new(
        line.account.get(),
        start.to_epoch_days(),
        end,
        minor,
    ))
}

/// An amount as it stands in a column, or why it cannot.
fn minor(
    amount: Money,
    on: NaiveDate,
    currency: Currency,
    account: &AccountId,
) -> Result<i64, HistoryError> {
    if amount.currency() != currency {
        return Err(HistoryError::Currency {
            account: account.clone(),
            expected: currency,
            found: amount.currency(),
        });
    }
    if amount.is_negative() {
        return Err(HistoryError::Negative {
            account: account.clone(),
            amount,
        });
    }
    amount.to_minor_i64().map_err(|_| HistoryError::Overflow {
        account: account.clone(),
        on,
    })
}

/// Every day in a column came from a date.
pub(super) fn date(day: i32) -> NaiveDate {
    NaiveDate::from_epoch_days(day).unwrap_or_default()
}

/// Any 64 bits of minor units are a [`Money`], whose range is 96 bits.
fn money(minor: i64, currency: Currency) -> Money {
    Money::from_minor(i128::from(minor), currency).unwrap_or(Money::zero(currency))
}
