use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::account::LineStep;
use crate::book::Book;
use crate::coverage::Coverage;
use crate::currency::Currency;
use crate::hierarchy::{Reach, tops};
use crate::id::{AccountId, SubscriptionId};
use crate::text::Name;

use super::RetentionError;
use super::composed::{BEGINNING, Member, Parts, Piece, assemble};
use super::convention::{AccountGrain, Convention};
use super::history::{AccountIndex, HistoryError, RevenueHistory};
use super::slicing::{Handover, SliceKey, Slicing};

impl RevenueHistory {
    /// The history of every account of a book under the default convention.
    ///
    /// # Errors
    /// [`HistoryError`] when an amount is in another currency or amounts add up past 64 bits.
    pub fn from_book(book: &Book, currency: Currency) -> Result<Self, HistoryError> {
        Self::from_book_under(book, currency, &Convention::default())
    }

    /// The history of a book under a convention: its subscriptions as recorded and the lines of its contracts, by
    /// [`Convention::recurring`], for the units of [`Convention::account`], in one currency by [`Convention::fx`].
    ///
    /// Units come in the order of accounts; by [`AccountGrain::Subscription`] in the order of accounts and, within one, of
    /// subscriptions, named `account/subscription`. Every account is a unit, also one that has been merged or stands under another:
    /// on such days it pays nothing of its own.
    ///
    /// ```
    /// use tenure::decide::decide_all;
    /// use tenure::retention::{self, Convention, RevenueHistory, Slicing};
    /// use tenure::{Book, ChurnTiming, Currency, Grain, Periods, RecurringRule};
    ///
    /// let commands = serde_json::from_str::<Vec<_>>(r#"[
    ///     {"open_account": {"account": "A-17", "on": "2026-01-01"}},
    ///     {"sign_contract": {"account": "A-17", "contract": "K", "signed_on": "2026-01-01", "on": "2026-01-01",
    ///         "terms": {"length": "evergreen", "notice_days": 30}}},
    ///     {"agree_line": {"account": "A-17", "contract": "K", "line": "S", "on": "2026-01-01", "terms": {"product": "gold",
    ///         "quantity": 1, "unit_price": "100.00 USD", "interval": {"every": 1, "unit": "month"}, "trial_until": null}}},
    ///     {"cancel_contract": {"account": "A-17", "contract": "K", "effective": "2026-02-28", "service_end": "2026-03-31",
    ///         "on": "2026-01-20"}}
    /// ]"#)?;
    /// let mut book = Book::default();
    /// decide_all(&mut book, &commands).map_err(|(_, rejection)| rejection)?;
    /// let day = |m| chrono::NaiveDate::from_ymd_opt(2026, m, 1).expect("a day");
    /// let months = Periods::covering(Grain::Month, day(1), day(4)).expect("in range");
    /// for (churn, lost_in) in [(ChurnTiming::CancelRequest, None), (ChurnTiming::CancellationEffective, Some(2)), (ChurnTiming::ServiceEnd, Some(3))] {
    ///     let convention = Convention { recurring: RecurringRule { churn, ..RecurringRule::default() }, ..Convention::default() };
    ///     let history = RevenueHistory::from_book_under(&book, Currency::USD, &convention)?;
    ///     let report = retention::bridge(&history, &months, &Slicing::none(), convention)?;
    ///     let lost = report.all.rows.iter().find(|row| row.accounts.churned > 0);
    ///     assert_eq!(lost.map(|row| row.period.start()), lost_in.map(day)); // asked for in January: never at the end of a month
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`HistoryError`] when an amount is in a currency without a rate, below zero, or past 64 bits.
    pub fn from_book_under(
        book: &Book,
        currency: Currency,
        convention: &Convention,
    ) -> Result<Self, HistoryError> {
        let mut units = Units::new(convention.account, book.accounts().len())?;
        let mut pieces = Vec::new();
        let places: BTreeMap<&AccountId, u32> = (0..)
            .zip(book.accounts())
            .map(|(place, account)| (account.id(), place))
            .collect();
        for (place, account) in (0_u32..).zip(book.accounts()) {
            let amounts = account
                .recurring_amounts(&convention.recurring)
                .map_err(|source| HistoryError::Amount {
                    account: account.id().clone(),
                    source,
                })?;
            let homes = || {
                let reach = match convention.account {
                    AccountGrain::UltimateParent => Reach::Top,
                    AccountGrain::Account | AccountGrain::Subscription => Reach::Survivor,
                };
                let tops = tops(book, account.id(), reach).into_iter();
                tops.map(|(days, top)| (days.start(), places.get(top).copied().unwrap_or(place)))
                    .collect()
            };
            let apart = account.lineage().named().next().is_none();
            units.account(account.id(), if apart { Vec::new() } else { homes() });
            // Every one is a unit, also one that never pays under this convention.
            let subscriptions = account.subscriptions().map(|(id, _)| id);
            let contracts = account.contracts();
            let lines = contracts.flat_map(|(_, contract)| contract.lines().map(|(id, _)| id));
            let ids: BTreeSet<&SubscriptionId> = subscriptions.chain(lines).collect();
            for id in &ids {
                units.member(account.id(), id)?;
            }
            let lines: BTreeMap<_, _> = ids.into_iter().zip(0_u32..).collect();
            for amount in amounts {
                let line = lines.get(amount.id).copied().unwrap_or_default();
                pieces.push(Piece {
                    member: units.member(account.id(), amount.id)?,
                    line,
                    span: amount.span,
                    monthly: amount.monthly,
                    excluded: amount.excluded,
                });
            }
        }
        let history = assemble(units.parts(pieces), currency, convention)?;
        Ok(history.known_at(book.known()))
    }
}

/// Numbers the units of a history and those who pay, account by account.
pub(super) struct Units {
    grain: AccountGrain,
    units: Vec<AccountId>,
    owners: Vec<AccountId>,
    members: Vec<Member>,
    /// The subscriptions of the account that came last.
    known: BTreeMap<SubscriptionId, u32>,
}

impl Units {
    pub(super) fn new(grain: AccountGrain, accounts: usize) -> Result<Self, HistoryError> {
        u32::try_from(accounts).map_err(|_| HistoryError::TooManyAccounts)?;
        Ok(Self {
            grain,
            units: Vec::with_capacity(accounts),
            owners: Vec::new(),
            members: Vec::with_capacity(accounts),
            known: BTreeMap::new(),
        })
    }

    /// Takes in the next account, with the places of the accounts that it counts for; none for itself alone.
    pub(super) fn account(&mut self, account: &AccountId, homes: Vec<(NaiveDate, u32)>) {
        self.known.clear();
        if self.grain == AccountGrain::Subscription {
            return;
        }
        // As many as accounts, whose number was checked.
        let unit = u32::try_from(self.units.len()).unwrap_or(u32::MAX);
        self.units.push(account.clone());
        let mut member = Member::of(unit);
        if !homes.is_empty() {
            let homes = homes.into_iter().enumerate();
            let from = |(at, (day, unit)): (usize, (NaiveDate, u32))| {
                (
                    if at == 0 {
                        BEGINNING
                    } else {
                        day.to_epoch_days()
                    },
                    unit,
                )
            };
            member.homes = homes.map(from).collect();
            member.homes.dedup_by_key(|(_, unit)| *unit);
        }
        self.members.push(member);
    }

    /// The member that pays for a subscription of the account taken in last.
    pub(super) fn member(
        &mut self,
        account: &AccountId,
        subscription: &SubscriptionId,
    ) -> Result<u32, HistoryError> {
        let next = u32::try_from(self.members.len()).map_err(|_| HistoryError::TooManyAccounts)?;
        if self.grain != AccountGrain::Subscription {
            return Ok(next.saturating_sub(1));
        }
        if let Some(known) = self.known.get(subscription) {
            return Ok(*known);
        }
        let unit = AccountId::new(format!("{account}/{subscription}")).map_err(|_| {
            HistoryError::UnitId {
                account: account.clone(),
                subscription: subscription.clone(),
            }
        })?;
        self.units.push(unit);
        self.owners.push(account.clone());
        self.members.push(Member::of(next));
        self.known.insert(subscription.clone(), next);
        Ok(next)
    }

    pub(super) fn parts(self, pieces: Vec<Piece>) -> Parts {
        Parts {
            units: self.units,
            owners: (self.grain == AccountGrain::Subscription).then_some(self.owners),
            members: self.members,
            pieces,
        }
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
        for (index, id) in (0_u32..).zip(history.owners()) {
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
        for (index, id) in (0_u32..).zip(history.owners()) {
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

    /// By the currency in which an account is billed at the time, as a segment of its code. Before that was agreed it is
    /// [`Unassigned`](SliceKey::Unassigned).
    ///
    /// # Errors
    /// [`RetentionError::UnknownAccount`] never for a history of the same book.
    pub fn by_billing_currency(
        history: &RevenueHistory,
        book: &Book,
    ) -> Result<Self, RetentionError> {
        let mut handovers = Vec::new();
        for (index, id) in (0_u32..).zip(history.owners()) {
            let agreed = book
                .account(id)
                .map(|account| account.details().currencies());
            let agreed = agreed.into_iter().flat_map(|agreed| agreed.effective());
            handovers.extend(agreed.map(|entry| Handover {
                account: AccountIndex::new(index),
                on: entry.on,
                to: Name::new(entry.value.code()).map_or(SliceKey::Unassigned, SliceKey::Segment),
            }));
        }
        Self::by_holder(history, handovers)
    }

    /// By the product that a line of a contract sells at the time, as a segment of its id, for a history of
    /// [subscriptions](AccountGrain::Subscription): an account may have several products at once. A subscription without a contract has
    /// none and is [`Unassigned`](SliceKey::Unassigned).
    ///
    /// # Errors
    /// [`RetentionError::NotSubscriptions`] for a history of accounts.
    pub fn by_product(history: &RevenueHistory, book: &Book) -> Result<Self, RetentionError> {
        if !history.is_of_subscriptions() {
            return Err(RetentionError::NotSubscriptions);
        }
        let mut handovers = Vec::new();
        for (index, (unit, owner)) in (0_u32..).zip(history.accounts().iter().zip(history.owners()))
        {
            let line = unit.as_str().get(owner.as_str().len().saturating_add(1)..);
            let line = line.and_then(|line| SubscriptionId::new(line).ok());
            let (Some(line), Some(account)) = (line, book.account(owner)) else {
                continue;
            };
            let steps = account
                .contracts()
                .flat_map(|(_, contract)| contract.lines())
                .filter(|(id, _)| **id == line)
                .flat_map(|(_, steps)| steps.effective());
            handovers.extend(steps.filter_map(|step| {
                match &step.value {
                    LineStep::Agreed(terms) => Some(Handover {
                        account: AccountIndex::new(index),
                        on: step.on,
                        to: Name::new(terms.product.as_str())
                            .map_or(SliceKey::Unassigned, SliceKey::Segment),
                    }),
                    LineStep::Removed => None,
                }
            }));
        }
        Self::by_holder(history, handovers)
    }

    /// By the class that an account had in a dimension at the time: an account that is put into another class goes over from one to
    /// the other, and is neither lost nor won. What has none is [`Unassigned`](SliceKey::Unassigned).
    ///
    /// # Errors
    /// [`RetentionError::UnknownAccount`] never for a history of the same book.
    pub fn by_class_at_the_time(
        history: &RevenueHistory,
        book: &Book,
        dimension: &Name,
    ) -> Result<Self, RetentionError> {
        let mut handovers = Vec::new();
        for (index, id) in (0_u32..).zip(history.owners()) {
            let classes = book
                .account(id)
                .and_then(|account| account.classes_in(dimension));
            let classes = classes.into_iter().flat_map(|classes| classes.effective());
            handovers.extend(classes.map(|entry| Handover {
                account: AccountIndex::new(index),
                on: entry.on,
                to: match &entry.value {
                    Some(class) => SliceKey::Segment(class.clone()),
                    None => SliceKey::Unassigned,
                },
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
        Self::by_owner(history, |id| {
            book.account(id)
                .and_then(|account| account.class_on(dimension, on))
                .map_or(SliceKey::Unassigned, |class| {
                    SliceKey::Segment(class.clone())
                })
        })
    }
}
