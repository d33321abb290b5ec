use chrono::NaiveDate;

use crate::account::RecurringRule;
use crate::book::Book;
use crate::coverage::Coverage;
use crate::currency::Currency;
use crate::text::Name;

use super::RetentionError;
use super::history::{AccountIndex, HistoryError, RevenueHistory, RevenueLine};
use super::slicing::{Handover, SliceKey, Slicing};

impl RevenueHistory {
    /// The history of every account of a book: its subscriptions and the lines of its contracts, by the default rule.
    ///
    /// # Errors
    /// [`HistoryError`] when an amount is in another currency or amounts add up past 64 bits.
    pub fn from_book(book: &Book, currency: Currency) -> Result<Self, HistoryError> {
        Self::from_book_by(book, currency, &RecurringRule::default())
    }

    /// The history of every account of a book: its subscriptions as recorded, and the lines of its contracts by a rule.
    ///
    /// # Errors
    /// As [`from_book`](RevenueHistory::from_book).
    pub fn from_book_by(
        book: &Book,
        currency: Currency,
        rule: &RecurringRule,
    ) -> Result<Self, HistoryError> {
        let mut accounts = Vec::with_capacity(book.accounts().len());
        let mut lines = Vec::new();
        for account in book.accounts() {
            let index = u32::try_from(accounts.len()).map_err(|_| HistoryError::TooManyAccounts)?;
            accounts.push(account.id().clone());
            let recurring = account
                .recurring(rule)
                .map_err(|source| HistoryError::Amount {
                    account: account.id().clone(),
                    source,
                })?;
            lines.extend(recurring.into_iter().map(|(_, span, monthly)| RevenueLine {
                account: AccountIndex::new(index),
                span,
                monthly,
            }));
        }
        Self::from_lines(currency, accounts, lines)
    }
}

impl Slicing {
    /// By the manager who [held](Book::coverage) the account at the time. What is vacant or not reviewed is
    /// [`Unassigned`](SliceKey::Unassigned), and so is what was left behind by a manager who is no longer employed.
    ///
    /// # Errors
    /// [`RetentionError::UnknownAccount`] never for a history of the same book.
    pub fn by_manager(history: &RevenueHistory, book: &Book) -> Result<Self, RetentionError> {
        let mut handovers = Vec::new();
        for (index, id) in (0_u32..).zip(history.accounts()) {
            handovers.extend(
                book.coverage(id)
                    .into_iter()
                    .map(|(days, coverage)| Handover {
                        account: AccountIndex::new(index),
                        on: days.start(),
                        to: match coverage {
                            Coverage::Held(manager) => SliceKey::Manager(manager.clone()),
                            Coverage::Vacant | Coverage::Unreviewed { .. } => SliceKey::Unassigned,
                        },
                    }),
            );
        }
        Self::by_holder(history, handovers)
    }

    /// By the account at the top of the hierarchy on each day, as a segment of its id. An acquisition hands an account over from
    /// one to the other: it is neither lost nor won.
    ///
    /// # Errors
    /// [`RetentionError::UnknownAccount`] never for a history of the same book.
    pub fn by_ultimate_parent(
        history: &RevenueHistory,
        book: &Book,
    ) -> Result<Self, RetentionError> {
        let mut handovers = Vec::new();
        for (index, id) in (0_u32..).zip(history.accounts()) {
            let tops = book.ultimate_parents(id).into_iter();
            handovers.extend(tops.map(|(days, top)| Handover {
                account: AccountIndex::new(index),
                on: days.start(),
                // Every id is short enough for a name.
                to: Name::new(top.as_str()).map_or(SliceKey::Unassigned, SliceKey::Segment),
            }));
        }
        Self::by_holder(history, handovers)
    }

    /// By the class that an account has in a dimension on one day, for all time. What has none is
    /// [`Unassigned`](SliceKey::Unassigned).
    #[must_use]
    pub fn by_class(
        history: &RevenueHistory,
        book: &Book,
        dimension: &Name,
        on: NaiveDate,
    ) -> Self {
        Self::by_account(history, |id| {
            book.account(id)
                .and_then(|account| account.class_on(dimension, on))
                .map_or(SliceKey::Unassigned, |class| {
                    SliceKey::Segment(class.clone())
                })
        })
    }
}
