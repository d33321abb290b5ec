use serde::{Deserialize, Serialize};

use crate::book::Book;
use crate::calendar::Periods;
use crate::currency::Currency;
use crate::text::Name;

use super::super::RetentionError;
use super::super::bridge::{BridgeReport, bridge};
use super::super::convention::Convention;
use super::super::history::RevenueHistory;
use super::super::slicing::Slicing;
use super::RestatementError;

/// A report that can be asked of any book: what stays the same while what is known changes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BookReport {
    /// The currency of all amounts.
    pub currency: Currency,
    /// The periods to show.
    pub periods: Periods,
    /// By what to slice.
    pub by: SliceBy,
    /// Every definition.
    pub convention: Convention,
}

/// By what the accounts of a book are told apart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SliceBy {
    /// Not at all.
    #[default]
    Nothing,
    /// By the manager who held the account at the time.
    Manager,
    /// By the managers credited with the account at the time, supporting seats with their part.
    Credit,
    /// By the roles in which managers are credited with the account at the time.
    Role,
    /// By its class in a dimension at the time: its industry, its segment.
    Class(Name),
    /// By the product that is sold at the time, under [`AccountGrain::Subscription`](super::super::AccountGrain::Subscription).
    Product,
    /// By the currency in which the account is billed at the time.
    BillingCurrency,
    /// By the account at the top of the hierarchy at the time.
    UltimateParent,
}

impl BookReport {
    /// The report of the whole book under the default convention.
    #[must_use]
    pub fn of(currency: Currency, periods: Periods) -> Self {
        Self {
            currency,
            periods,
            by: SliceBy::Nothing,
            convention: Convention::default(),
        }
    }

    /// The same, sliced.
    #[must_use]
    pub fn by(self, by: SliceBy) -> Self {
        Self { by, ..self }
    }

    /// The same under a convention.
    #[must_use]
    pub fn under(self, convention: Convention) -> Self {
        Self { convention, ..self }
    }

    /// The history of a book, and how this report slices it.
    ///
    /// # Errors
    /// [`RestatementError::History`], [`RestatementError::Retention`].
    pub fn history(&self, book: &Book) -> Result<(RevenueHistory, Slicing), RestatementError> {
        let history = RevenueHistory::from_book_under(book, self.currency, &self.convention)?;
        let slicing = self.by.slicing(&history, book)?;
        Ok((history, slicing))
    }

    /// The bridge of a book.
    ///
    /// # Errors
    /// [`RestatementError::History`], [`RestatementError::Retention`].
    pub fn bridge(&self, book: &Book) -> Result<BridgeReport, RestatementError> {
        let (history, slicing) = self.history(book)?;
        Ok(bridge(
            &history,
            &self.periods,
            &slicing,
            self.convention.clone(),
        )?)
    }
}

impl SliceBy {
    /// Whether who is employed decides who is in which slice.
    pub(super) const fn follows_the_directory(&self) -> bool {
        matches!(self, Self::Manager | Self::Credit | Self::Role)
    }

    /// The slicing of a book's history.
    ///
    /// # Errors
    /// [`RetentionError`] never for a history of the same book.
    pub fn slicing(
        &self,
        history: &RevenueHistory,
        book: &Book,
    ) -> Result<Slicing, RetentionError> {
        match self {
            Self::Nothing => Ok(Slicing::none()),
            Self::Manager => Slicing::by_manager(history, book),
            Self::Credit => Slicing::by_credit(history, book),
            Self::Role => Slicing::by_role(history, book),
            Self::Class(dimension) => Slicing::by_class_at_the_time(history, book, dimension),
            Self::Product => Slicing::by_product(history, book),
            Self::BillingCurrency => Slicing::by_billing_currency(history, book),
            Self::UltimateParent => Slicing::by_ultimate_parent(history, book),
        }
    }
}
