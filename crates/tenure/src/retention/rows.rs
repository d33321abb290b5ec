use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::account::{
    BillingInterval, Cancellation, FiniteDiscounts, PastDue, Paused, RecurringRule, Trial,
};
use crate::calendar::Span;
use crate::currency::Currency;
use crate::id::{AccountId, SubscriptionId};
use crate::money::{Money, MoneyError};

use super::book::Units;
use super::composed::{Piece, assemble};
use super::convention::Convention;
use super::history::{HistoryError, RevenueHistory};

/// What a subscription costs on some days, as a host's own table has it: everything that a [`Convention`] has a say in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevenueRow {
    /// Whose it is.
    pub account: AccountId,
    /// Which; of one account each has an id of its own.
    pub subscription: SubscriptionId,
    /// The days on which this holds.
    pub span: Span,
    /// The price for one interval, permanent discounts taken off; not below zero. In any currency.
    pub price: Money,
    /// How often the price is due.
    pub interval: BillingInterval,
    /// What is off the price for now, by discounts that end by themselves.
    pub finite_discount: Option<Money>,
    /// Whether it is paid on these days, and if not, why.
    pub standing: RowStanding,
    /// The cancellation of the subscription, if it was cancelled: the same on each of its rows. Without one the end of the span is
    /// all that is known, and no [`ChurnTiming`](crate::ChurnTiming) moves it.
    pub cancellation: Option<Cancellation>,
}

/// Whether what a [`RevenueRow`] says is paid on its days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RowStanding {
    /// It is.
    #[default]
    Paid,
    /// It is on trial.
    Trial,
    /// It is paused.
    Paused,
    /// Payments are overdue.
    PastDue,
}

/// From a day on an account counts for another one, of which it is a branch or into which it was merged; or for itself again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Belonging {
    /// Which account.
    pub account: AccountId,
    /// The first day on which it does.
    pub on: NaiveDate,
    /// The account at the top, on these days: itself when it stands alone.
    pub to: AccountId,
}

impl RevenueHistory {
    /// The history of a host's own rows under a convention: the same as that of a book which records the same.
    ///
    /// `belongings` say which account each counts for, and when: merges, and under [`AccountGrain::UltimateParent`](super::AccountGrain::UltimateParent) parents too.
    /// An account that is not in any row is one that never paid. Rows may come in any order; those of one subscription add up where
    /// they overlap. Units are as [`from_book_under`](Self::from_book_under) has them.
    ///
    /// ```
    /// use tenure::retention::{Convention, RevenueHistory, RevenueRow, RowStanding};
    /// use tenure::{AccountId, BillingInterval, Currency, IntervalUnit, SubscriptionId};
    ///
    /// let day = |d| chrono::NaiveDate::from_ymd_opt(2026, 1, d).expect("a day");
    /// let row = RevenueRow {
    ///     account: AccountId::new("A-1")?,
    ///     subscription: SubscriptionId::new("S-1")?,
    ///     span: day(1).into(),
    ///     price: "1200.00 EUR".parse()?,
    ///     interval: BillingInterval::new(1, IntervalUnit::Year).expect("above zero"),
    ///     finite_discount: Some("120.00 EUR".parse()?),
    ///     standing: RowStanding::Paid,
    ///     cancellation: None,
    /// };
    /// let paid = |convention| -> Result<_, Box<dyn std::error::Error>> {
    ///     let history = RevenueHistory::from_host_rows(Currency::EUR, [row.clone()], [], &convention)?;
    ///     let amounts: Vec<_> = history.changes(tenure::retention::AccountIndex::new(0)).collect();
    ///     Ok(amounts[0].1.to_string())
    /// };
    /// assert_eq!(paid(Convention::stripe())?, "100.00 EUR"); // the coupon ends
    /// assert_eq!(paid(Convention::profitwell())?, "90.00 EUR");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`HistoryError`] when an amount is in a currency without a rate, below zero, or past 64 bits.
    pub fn from_host_rows(
        currency: Currency,
        rows: impl IntoIterator<Item = RevenueRow>,
        belongings: impl IntoIterator<Item = Belonging>,
        convention: &Convention,
    ) -> Result<Self, HistoryError> {
        let mut rows: Vec<RevenueRow> = rows.into_iter().collect();
        rows.sort_by(|a, b| (&a.account, &a.subscription).cmp(&(&b.account, &b.subscription)));
        let mut homes: BTreeMap<AccountId, BTreeMap<NaiveDate, AccountId>> = BTreeMap::new();
        for belonging in belongings {
            homes.entry(belonging.to.clone()).or_default();
            let days = homes.entry(belonging.account).or_default();
            days.insert(belonging.on, belonging.to);
        }
        for row in &rows {
            if !homes.contains_key(&row.account) {
                homes.insert(row.account.clone(), BTreeMap::new());
            }
        }
        let mut units = Units::new(convention.account, homes.len())?;
        let places: BTreeMap<&AccountId, u32> = homes.keys().zip(0..).collect();
        let mut rest = rows.into_iter().peekable();
        let mut pieces = Vec::new();
        for (account, days) in &homes {
            let own = places.get(account).copied().unwrap_or_default();
            let place = |(on, to): (&NaiveDate, &AccountId)| {
                (*on, places.get(to).copied().unwrap_or_default())
            };
            let moves = days.iter().map(place);
            let moved: Vec<_> = [(NaiveDate::MIN, own)].into_iter().chain(moves).collect();
            units.account(account, if days.is_empty() { Vec::new() } else { moved });
            let mut line = 0_u32;
            let mut last: Option<SubscriptionId> = None;
            while let Some(row) = rest.next_if(|row| row.account == *account) {
                if last.as_ref().is_some_and(|last| *last != row.subscription) {
                    line = line.saturating_add(1);
                }
                let member = units.member(account, &row.subscription)?;
                if let Some((span, monthly, excluded)) = row.counts(&convention.recurring)? {
                    pieces.push(Piece {
                        member,
                        line,
                        span,
                        monthly,
                        excluded,
                    });
                }
                last = Some(row.subscription);
            }
        }
        assemble(units.parts(pieces), currency, convention)
    }
}

impl RevenueRow {
    /// What it counts for by a rule, on which days, and whether it is out of the book; `None` when it is not in force.
    fn counts(&self, rule: &RecurringRule) -> Result<Option<(Span, Money, bool)>, HistoryError> {
        let wrong = |source| HistoryError::Amount {
            account: self.account.clone(),
            source,
        };
        if self.price.is_negative() {
            return Err(HistoryError::Negative {
                account: self.account.clone(),
                amount: self.price,
            });
        }
        let (zero, excluded) = match self.standing {
            RowStanding::Paid => (false, false),
            RowStanding::Trial => match rule.trial {
                Trial::Exclude => return Ok(None),
                trial => (trial == Trial::Zero, false),
            },
            RowStanding::Paused => (rule.paused == Paused::Zero, rule.paused == Paused::Exclude),
            RowStanding::PastDue => (
                rule.past_due == PastDue::Zero,
                rule.past_due == PastDue::Exclude,
            ),
        };
        let end = match (&self.cancellation, self.span.end()) {
            (Some(given), Some(end)) if end < given.service_end => {
                Some(end.min(rule.churn.stops(given)))
            }
            (Some(given), _) => Some(rule.churn.stops(given)),
            (None, end) => end,
        };
        let Ok(span) = Span::new(self.span.start(), end) else {
            return Ok(None);
        };
        if zero {
            return Ok(Some((span, Money::zero(self.price.currency()), excluded)));
        }
        let mut due = self.price;
        if let (Some(off), FiniteDiscounts::Subtract) =
            (self.finite_discount, rule.finite_discounts)
        {
            due = due.checked_sub(off).map_err(wrong)?;
        }
        let (times, months) = self.interval.per_month(rule.monthly);
        let exact = due.to_minor().max(0).checked_mul(times);
        let minor = exact.and_then(|exact| rule.rounding.divide(exact, months));
        let currency = due.currency();
        let minor = minor
            .ok_or(MoneyError::OutOfRange { currency })
            .map_err(wrong)?;
        let monthly = Money::from_minor(minor, currency).map_err(wrong)?;
        Ok(Some((span, monthly, excluded)))
    }
}
