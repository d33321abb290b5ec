//! What is known about a history beside its amounts: how it was made, and from when to when it was watched.

use std::borrow::Cow;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::RecurringRule;
use crate::as_of::Known;
use crate::calendar::{Month, Periods};
use crate::id::AccountId;

use super::RetentionError;
use super::composed::Composition;
use super::convention::{AccountGrain, Convention, Fx, Reactivation};
use super::history::{AccountIndex, Changes, RevenueHistory, date};

/// What is known about a history beside its amounts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Frame {
    /// The conventions it was made by; `None` when the host says what an amount is.
    pub(super) basis: Option<Arc<Basis>>,
    /// The account that each unit belongs to, where the units are not accounts.
    pub(super) owners: Option<Arc<[AccountId]>>,
    /// Where amounts are valued anew or change units.
    pub(super) composition: Option<Arc<Composition>>,
    /// The first day of which all is known.
    pub(super) known_from: Option<i32>,
    /// The first day of which nothing is known.
    pub(super) observed_until: Option<i32>,
    /// What counted as known when the rows were taken.
    pub(super) known: Known,
}

/// The conventions that say what a history is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Basis {
    pub(super) recurring: RecurringRule,
    pub(super) account: AccountGrain,
    pub(super) fx: Fx,
}

impl From<&Convention> for Basis {
    fn from(convention: &Convention) -> Self {
        Self {
            recurring: convention.recurring,
            account: convention.account,
            fx: convention.fx.clone(),
        }
    }
}

/// What a report is made from: the history as the convention sees it, and the periods that were watched to their end.
#[derive(Debug)]
pub(super) struct Seen<'a> {
    pub(super) history: Cow<'a, RevenueHistory>,
    /// `None` when not one was.
    pub(super) periods: Option<Cow<'a, Periods>>,
}

impl Frame {
    /// Of the unit at this place alone.
    pub(super) fn only(&self, unit: usize) -> Self {
        let owner = |owners: &Arc<[AccountId]>| owners.get(unit).cloned().into_iter().collect();
        Self {
            owners: self.owners.as_ref().map(owner),
            composition: self
                .composition
                .as_ref()
                .map(|composition| Arc::new(composition.only(unit))),
            ..self.clone()
        }
    }
}

impl RevenueHistory {
    /// What counted as known when the rows were taken: everything, unless it was said otherwise. Every figure carries it.
    #[must_use]
    pub const fn known(&self) -> Known {
        self.frame.known
    }

    /// The same rows, said to be what was known then. A history from a [`Book`](crate::Book) says so by itself.
    #[must_use]
    pub fn known_at(mut self, known: Known) -> Self {
        self.frame.known = known;
        self
    }

    /// Says that everything is known from this day on only: who paid on it or before was already there. Such an account is
    /// [`Unknown`](super::Movement::Unknown) and not new, and belongs to no cohort.
    ///
    /// ```
    /// use tenure::retention::{self, Convention, RevenueHistory, RevenueLine, Slicing};
    /// use tenure::{AccountId, Currency, Grain, Periods};
    ///
    /// let day = |m, d| chrono::NaiveDate::from_ymd_opt(2026, m, d).expect("a day");
    /// let mut builder = RevenueHistory::builder(Currency::USD);
    /// for (id, from) in [("was there", day(1, 1)), ("came", day(1, 20))] {
    ///     let account = builder.account(&AccountId::new(id)?)?;
    ///     builder.line(RevenueLine { account, span: from.into(), monthly: "10.00 USD".parse()? })?;
    /// }
    /// let history = builder.build()?.known_from(day(1, 1));
    /// let january = Periods::covering(Grain::Month, day(1, 1), day(1, 1)).expect("in range");
    /// let report = retention::bridge(&history, &january, &Slicing::none(), Convention::default())?;
    /// assert_eq!((report.all.rows[0].accounts.unknown, report.all.rows[0].accounts.new), (1, 1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn known_from(mut self, day: NaiveDate) -> Self {
        self.frame.known_from = Some(day.to_epoch_days());
        self
    }

    /// Says that nothing is known of this day and later ones: an amount that ends there has not ended, it is out of sight. Reports
    /// have no row for a period that is not over by then.
    ///
    /// ```
    /// use tenure::retention::{self, Convention, RevenueHistory, RevenueLine, Slicing};
    /// use tenure::{AccountId, Currency, Grain, Periods, Span};
    ///
    /// let day = |m, d| chrono::NaiveDate::from_ymd_opt(2026, m, d).expect("a day");
    /// let mut builder = RevenueHistory::builder(Currency::USD);
    /// let account = builder.account(&AccountId::new("A-1")?)?;
    /// let span = Span::new(day(1, 1), Some(day(3, 1)))?; // where the extract ends
    /// builder.line(RevenueLine { account, span, monthly: "10.00 USD".parse()? })?;
    /// let history = builder.build()?.observed_until(day(3, 1));
    /// let months = Periods::covering(Grain::Month, day(1, 1), day(4, 1)).expect("in range");
    /// let report = retention::bridge(&history, &months, &Slicing::none(), Convention::default())?;
    /// assert_eq!(report.all.rows.len(), 2); // March is not over, and nobody is known to have left
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn observed_until(self, day: NaiveDate) -> Self {
        let until = day.to_epoch_days();
        let mut observed = self.rebuilt(|_, changes, put| {
            for (day, level) in changes.iter().filter(|(day, _)| *day < until) {
                put(day, level);
            }
        });
        observed.frame.observed_until = Some(until);
        if let Some(composition) = &mut observed.frame.composition {
            *composition = Arc::new(composition.observed_until(until));
        }
        observed
    }

    /// The account that a unit of the history belongs to: itself, or by [`AccountGrain::Subscription`] the one that has the
    /// subscription. `None` for an index that the history does not have.
    #[must_use]
    pub fn owner(&self, unit: AccountIndex) -> Option<&AccountId> {
        let units = self.frame.owners.as_deref().unwrap_or(self.accounts());
        units.get(unit.place())
    }

    /// Whether its units are subscriptions.
    pub(super) const fn is_of_subscriptions(&self) -> bool {
        self.frame.owners.is_some()
    }

    /// The account that each unit belongs to, in the order of units.
    pub(super) fn owners(&self) -> &[AccountId] {
        self.frame.owners.as_deref().unwrap_or(self.accounts())
    }

    /// Whether its columns say all there is to say.
    pub(super) fn is_plain(&self) -> bool {
        let Frame {
            composition,
            known_from,
            observed_until,
            ..
        } = &self.frame;
        composition.is_none() && known_from.is_none() && observed_until.is_none()
    }

    pub(super) fn composition(&self) -> Option<&Composition> {
        self.frame.composition.as_deref()
    }

    /// The history as the convention sees it.
    ///
    /// # Errors
    /// [`RetentionError::OtherConvention`] when it was made by another one; [`RetentionError::Valuation`] where amounts cannot be
    /// valued.
    pub(super) fn seen<'a>(
        &'a self,
        periods: &'a Periods,
        convention: &Convention,
    ) -> Result<Seen<'a>, RetentionError> {
        if let Some(basis) = &self.frame.basis {
            let asked = Basis::from(convention);
            let other = if basis.recurring != asked.recurring {
                Some("recurring")
            } else if basis.account != asked.account {
                Some("account")
            } else {
                (basis.fx != asked.fx).then_some("fx")
            };
            if let Some(part) = other {
                return Err(RetentionError::OtherConvention { part });
            }
        }
        let history = self.with_gaps_closed(convention)?;
        let periods = match self.frame.observed_until {
            None => Some(Cow::Borrowed(periods)),
            Some(until) => periods.until(date(until)).map(Cow::Owned),
        };
        Ok(Seen { history, periods })
    }

    /// The history without the gaps that are none by the convention. Whoever divides a history by accounts closes them first: one
    /// account alone does not know what was held on to where its amounts were before they came to it.
    ///
    /// # Errors
    /// [`RetentionError::Valuation`] where amounts cannot be valued.
    pub(super) fn with_gaps_closed(
        &self,
        convention: &Convention,
    ) -> Result<Cow<'_, Self>, RetentionError> {
        Ok(match convention.reactivation {
            Reactivation::Always | Reactivation::WithinDays(_) => Cow::Borrowed(self),
            Reactivation::BridgeGaps(days) => {
                let days = i32::from(days.get());
                Cow::Owned(self.without_gaps(|from, to| to.saturating_sub(from) < days)?)
            }
            Reactivation::AfterWholeMonths(months) => {
                let months = i32::from(months.get());
                Cow::Owned(self.without_gaps(|from, to| whole_months(from, to) < months)?)
            }
        })
    }

    /// The history in which what was paid before a gap holds on through it, if the gap from one day to before another is to be
    /// closed.
    fn without_gaps(&self, closed: impl Fn(i32, i32) -> bool) -> Result<Self, RetentionError> {
        if let Some(composition) = self.composition() {
            let gaps: Vec<Vec<(i32, i32)>> = self
                .all_columns()
                .map(|changes| {
                    changes
                        .gaps()
                        .filter(|(from, to)| closed(*from, *to))
                        .collect()
                })
                .collect();
            return Ok(composition.without_gaps(self, &gaps)?);
        }
        Ok(self.rebuilt(|_, changes, put| {
            let mut held: Option<i32> = None;
            let mut last = 0;
            for (day, level) in changes.iter() {
                if level == 0 {
                    held = Some(day);
                    continue;
                }
                if let Some(from) = held.take()
                    && !closed(from, day)
                {
                    put(from, 0);
                    last = 0;
                }
                if level != last {
                    put(day, level);
                    last = level;
                }
            }
            if let Some(from) = held {
                put(from, 0);
            }
        }))
    }
}

impl Changes<'_> {
    pub(super) fn iter(&self) -> impl Iterator<Item = (i32, i64)> {
        self.days.iter().copied().zip(self.levels.iter().copied())
    }

    /// The amount in force on a day.
    pub(super) fn on(&self, day: i32) -> i64 {
        let after = self.days.partition_point(|change| *change <= day);
        let level = after.checked_sub(1).and_then(|at| self.levels.get(at));
        level.copied().unwrap_or_default()
    }

    /// The stretches at zero between two amounts: the first day of each, and the day after the last.
    pub(super) fn gaps(&self) -> impl Iterator<Item = (i32, i32)> {
        let mut from = None;
        self.iter().filter_map(move |(day, level)| {
            if level == 0 {
                from = from.or(Some(day));
                return None;
            }
            from.take().map(|from| (from, day))
        })
    }

    /// For how many days it has been at zero right before a day on which it pays again; `None` when it never paid before.
    pub(super) fn away_before(&self, day: i32) -> Option<i32> {
        let (mut from, mut paid) = (None, false);
        for (change, level) in self.iter().take_while(|(change, _)| *change < day) {
            from = if level == 0 {
                from.or(Some(change))
            } else {
                None
            };
            paid |= level > 0;
        }
        paid.then(|| day.saturating_sub(from.unwrap_or(day)))
    }
}

/// How many calendar months lie wholly between a day and before another.
fn whole_months(from: i32, to: i32) -> i32 {
    let (from, to) = (date(from), date(to));
    let begun = Month::of(from);
    let first = if begun.first_day() == from {
        Some(begun)
    } else {
        begun.checked_add(1)
    };
    first.map_or(0, |first| Month::of(to).months_since(first))
}
