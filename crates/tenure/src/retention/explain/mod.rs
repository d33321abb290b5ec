//! Figures that explain themselves: which accounts make one, what made two of them differ, and how much of that is mix.

mod definitions;
mod difference;
mod error;
mod figure;
mod mix;

use chrono::NaiveDate;

use crate::as_of::AsOf;
use crate::calendar::{Period, Periods};
use crate::currency::Currency;
use crate::id::AccountId;
use crate::money::Money;
use crate::ratio::Ratio;

use super::convention::Convention;
use super::history::{AccountIndex, RevenueHistory};
use super::slicing::{SliceKey, Slicing};

pub use difference::{Difference, DifferencePart, DifferenceStep, Rule};
pub use error::ExplainError;
pub use figure::{CohortMeasure, Column, Figure, Parts};
pub use mix::{MixAndRate, SliceEffect};

/// Which figure is asked about: its name and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The figure.
    pub figure: Figure,
    /// In which slice; `None` for the whole book.
    pub slice: Option<SliceKey>,
    /// Any day of the period in whose row it stands. For a cell of a cohort: of the period in which the cohort first paid.
    pub on: NaiveDate,
}

/// A figure with the accounts behind it. Their contributions add up to it, exactly.
///
/// # Laws
/// - The contributions add up to [`total`](Explanation::total), above and below the line.
/// - The total is what the report of the whole history says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explanation {
    /// What was asked.
    pub question: Question,
    /// The definitions behind it.
    pub convention: Convention,
    /// The last day it tells of, and what counted as known.
    pub as_of: AsOf,
    /// The currency of amounts.
    pub currency: Currency,
    /// The first period it tells of: of a window and of a cohort the one at whose end they begin.
    pub from: Period,
    /// The last one: the same for a figure of a single period.
    pub period: Period,
    /// The figure.
    pub total: Parts,
    /// What each account has in it, by account; accounts without a part are left out.
    pub contributions: Vec<Contribution>,
}

/// What one account has in a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Contribution {
    /// Which.
    pub account: AccountId,
    /// What it paid to begin with, gaps closed by the convention: the day before the period; of a window or a cohort, on the last day
    /// of the first period.
    pub opening: Money,
    /// What it paid on the last day.
    pub closing: Money,
    /// What it has in the figure.
    pub parts: Parts,
}

/// The accounts behind a figure, with what each has in it.
///
/// An account's part is the figure of a book that has no other account, so parts follow every definition that the figure follows.
/// Of a rate each account has a part above and one below the line. Takes time in proportion to the accounts that ever paid
/// until then; where amounts are valued by the day or move between accounts, to all that ever had any.
///
/// ```
/// use chrono::NaiveDate;
/// use tenure::retention::{Convention, Figure, Parts, Question, Rate, RevenueHistory, RevenueLine, Slicing, explain};
/// use tenure::{AccountId, Currency, Grain, Periods, Span};
///
/// let day = |m, d| NaiveDate::from_ymd_opt(2026, m, d).expect("a day");
/// let mut builder = RevenueHistory::builder(Currency::USD);
/// for (id, end, monthly) in [("A-1", None, "60.00 USD"), ("A-2", Some(day(2, 10)), "40.00 USD")] {
///     let account = builder.account(&AccountId::new(id)?)?;
///     builder.line(RevenueLine { account, span: Span::new(day(1, 5), end)?, monthly: monthly.parse()? })?;
/// }
/// let months = Periods::covering(Grain::Month, day(1, 1), day(2, 28)).expect("in range");
/// let question = Question { figure: Figure::Rate(Rate::NetRevenueRetention), slice: None, on: day(2, 1) };
/// let explanation = explain(&builder.build()?, &months, &Slicing::none(), Convention::default(), &question)?;
/// assert_eq!(explanation.total, Parts::rate(60_00, 100_00));
/// let lost = &explanation.contributions[1];
/// assert_eq!((lost.account.as_str(), lost.parts), ("A-2", Parts::rate(0, 40_00)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`ExplainError`] when the figure does not exist there, or is no sum over accounts.
pub fn explain(
    history: &RevenueHistory,
    periods: &Periods,
    slicing: &Slicing,
    convention: Convention,
    question: &Question,
) -> Result<Explanation, ExplainError> {
    if let Some(slice) = &question.slice
        && slicing.keys().binary_search(slice).is_err()
    {
        return Err(ExplainError::NoSuchSlice {
            slice: slice.clone(),
        });
    }
    let run = figure::Run::of(periods, question)?;
    let answer = |history: &RevenueHistory, slicing: &Slicing| {
        run.parts(history, slicing, &convention, question)
    };
    let total = answer(history, slicing)?;
    let history = &*history.with_gaps_closed(&convention)?;
    let (opening_day, closing_day) = (run.opening_day, run.last.last_day());
    let mut contributions = Vec::new();
    let mut sum = Parts::none(question.figure);
    for (index, account) in (0..).map(AccountIndex::new).zip(history.accounts()) {
        if !may_have_a_part(history, index, closing_day) {
            continue;
        }
        let parts = answer(&history.only(index), &slicing.only(index))?;
        if parts == Parts::none(question.figure) {
            continue;
        }
        sum.add(parts);
        contributions.push(Contribution {
            account: account.clone(),
            opening: history.amount_on(index, opening_day),
            closing: history.amount_on(index, closing_day),
            parts,
        });
    }
    if sum != total {
        return Err(ExplainError::NotAdditive {
            figure: question.figure,
        });
    }
    contributions.sort_by(|a, b| a.account.cmp(&b.account));
    Ok(Explanation {
        question: question.clone(),
        convention,
        as_of: AsOf {
            effective: closing_day,
            known: history.known(),
        },
        currency: history.currency(),
        from: run.first,
        period: run.last,
        total,
        contributions,
    })
}

/// Whether an account can have anything in a figure that ends on a day.
fn may_have_a_part(history: &RevenueHistory, account: AccountIndex, until: NaiveDate) -> bool {
    if let Some(composition) = history.composition() {
        // Within a step an account can come to have what it loses again, without a change of what it pays.
        return composition.has_lanes(account.place());
    }
    let started = history.columns(account.place()).days.first();
    started.is_some_and(|day| *day <= until.to_epoch_days())
}

impl Explanation {
    /// The figure as a number: of an amount in minor units. `None` for a rate over nothing.
    #[must_use]
    pub fn value(&self) -> Option<Ratio> {
        self.total.value()
    }

    /// The contributions of the most weight, largest first; by account among equals. Of a rate, what counts is by how much an
    /// account takes it away from what it is without that account's part: the size of numerator - rate x denominator.
    #[must_use]
    pub fn largest(&self, most: usize) -> Vec<&Contribution> {
        let weight = |contribution: &&Contribution| contribution.parts.pull(self.total);
        let mut sorted: Vec<_> = self.contributions.iter().collect();
        sorted.sort_by_cached_key(|contribution| std::cmp::Reverse(weight(contribution)));
        sorted.truncate(most);
        sorted
    }
}
