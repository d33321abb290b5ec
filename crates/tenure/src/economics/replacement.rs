use std::cmp::Ordering;
use std::ops::RangeInclusive;

use crate::money::Money;
use crate::ratio::Ratio;

use super::error::{at_least_zero, out_of_range};
use super::sensitivity::{SensitivityRow, table};
use super::{EconomicsError, ExactAmount, Extent};

/// Keep or replace: what winning a recurring amount elsewhere would cost, against what keeping it costs.
///
/// The price of replacing is what acquisition paid for each unit of recurring amount it won. Both ways lead to the same recurring
/// amount, so its margin cancels; it is assumed that what is won lasts as long as what is kept, which flatters replacing.
///
/// Source: the balance of acquisition and retention spending of Blattberg and Deighton,
/// [Manage Marketing by the Customer Equity Test](https://hbr.org/1996/07/manage-marketing-by-the-customer-equity-test), in its
/// simplest form.
///
/// ```
/// use tenure::economics::{Cheaper, Extent, KeepOrReplace};
/// use tenure::Rounding;
///
/// let at_risk = KeepOrReplace {
///     at_stake_monthly: "3000.00 USD".parse()?,
///     accounts_at_stake: 20,
///     acquisition_cost: "90000.00 USD".parse()?,
///     acquired_monthly: "7500.00 USD".parse()?,
/// };
/// // Winning cost 12 for each unit a month.
/// let replacing = at_risk.replacement_cost()?.expect("a price is known");
/// assert_eq!(replacing.rounded(Rounding::HalfEven)?, Extent::Bounded("36000.00 USD".parse()?));
/// let each = at_risk.break_even_spend_per_account()?.expect("a price is known");
/// assert_eq!(each.rounded(Rounding::Floor)?, Extent::Bounded("1800.00 USD".parse()?));
/// assert_eq!(at_risk.cheaper("12000.00 USD".parse()?)?, Some(Cheaper::Keep));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeepOrReplace {
    /// The recurring amount per month that keeping keeps and that would otherwise be lost: stated, as in
    /// [`RetentionSpending`](super::RetentionSpending), not the whole amount of the accounts.
    pub at_stake_monthly: Money,
    /// The accounts that the spending goes to.
    pub accounts_at_stake: u64,
    /// What acquisition cost in a period.
    pub acquisition_cost: Money,
    /// The recurring amount per month that it won.
    pub acquired_monthly: Money,
}

/// Which of two ways to the same recurring amount costs less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cheaper {
    /// Keeping the accounts.
    Keep,
    /// Neither: break-even.
    Neither,
    /// Winning others.
    Replace,
}

/// A row of [`KeepOrReplace::sensitivity`]: the break-even spend per account.
pub type ReplacementRow = SensitivityRow<KeepOrReplace, Option<Extent<ExactAmount>>>;

/// By how much one input of [`KeepOrReplace`] moves with every step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReplacementStep {
    /// The amount at stake, by this amount per month.
    AtStake(Money),
    /// What acquisition cost, by this amount.
    AcquisitionCost(Money),
    /// What acquisition won, by this amount per month.
    Acquired(Money),
}

impl KeepOrReplace {
    /// What replacing the amount at stake through acquisition would cost: amount at stake × acquisition cost / amount acquired.
    ///
    /// | at stake | acquired | acquisition cost | gives |
    /// | --- | --- | --- | --- |
    /// | any | above 0 | any | `Some(Bounded(cost))` |
    /// | 0 | any | any | `Some(Bounded(0))`: nothing to replace |
    /// | above 0 | 0 | above 0 | `Some(Unbounded)`: no spending won anything |
    /// | above 0 | 0 | 0 | `None`: nothing tried, no price known |
    ///
    /// # Errors
    /// [`EconomicsError::NegativeAmount`], [`EconomicsError::Money`] for several currencies, [`EconomicsError::OutOfRange`].
    pub fn replacement_cost(&self) -> Result<Option<Extent<ExactAmount>>, EconomicsError> {
        self.at_stake_monthly.compare(&self.acquisition_cost)?;
        self.at_stake_monthly.compare(&self.acquired_monthly)?;
        let at_stake = at_least_zero("recurring amount at stake per month", self.at_stake_monthly)?;
        let cost = at_least_zero("acquisition cost", self.acquisition_cost)?;
        let acquired = at_least_zero("recurring amount acquired per month", self.acquired_monthly)?;
        if at_stake.is_zero() {
            return Ok(Some(Extent::Bounded(at_stake.into())));
        }
        if acquired.is_zero() {
            return Ok((!cost.is_zero()).then_some(Extent::Unbounded));
        }
        let price = Ratio::of(cost.to_minor(), acquired.to_minor());
        price
            .and_then(|price| ExactAmount::from(at_stake).times(price))
            .map(|cost| Some(Extent::Bounded(cost)))
            .ok_or_else(|| out_of_range("replacement cost"))
    }

    /// Up to which spend per account keeping costs no more than replacing. `None` also without accounts. Round it down.
    ///
    /// # Errors
    /// As [`replacement_cost`](Self::replacement_cost).
    pub fn break_even_spend_per_account(
        &self,
    ) -> Result<Option<Extent<ExactAmount>>, EconomicsError> {
        let Some(replacing) = self.replacement_cost()? else {
            return Ok(None);
        };
        let Some(each) = Ratio::of(1, self.accounts_at_stake.into()) else {
            return Ok(None);
        };
        let spend = replacing.try_map(|cost| {
            let spend = cost.times(each);
            spend.ok_or_else(|| out_of_range("break-even spend per account"))
        })?;
        Ok(Some(spend))
    }

    /// Whether keeping at this cost, for all accounts at stake together, is cheaper than replacing.
    ///
    /// # Errors
    /// As [`replacement_cost`](Self::replacement_cost).
    pub fn cheaper(&self, cost_to_keep: Money) -> Result<Option<Cheaper>, EconomicsError> {
        self.at_stake_monthly.compare(&cost_to_keep)?;
        let keeping = ExactAmount::from(at_least_zero("cost to keep", cost_to_keep)?);
        let Some(replacing) = self.replacement_cost()? else {
            return Ok(None);
        };
        let order = match replacing {
            Extent::Unbounded => Ordering::Less,
            Extent::Bounded(cost) => keeping.compare(&cost)?,
        };
        Ok(Some(match order {
            Ordering::Less => Cheaper::Keep,
            Ordering::Equal => Cheaper::Neither,
            Ordering::Greater => Cheaper::Replace,
        }))
    }

    /// The break-even spend per account with one input moved by each number of steps, ascending.
    ///
    /// ```
    /// use tenure::economics::{KeepOrReplace, ReplacementStep};
    ///
    /// let at_risk = KeepOrReplace {
    ///     at_stake_monthly: "3000.00 USD".parse()?,
    ///     accounts_at_stake: 20,
    ///     acquisition_cost: "90000.00 USD".parse()?,
    ///     acquired_monthly: "7500.00 USD".parse()?,
    /// };
    /// let mut spends = Vec::new();
    /// for row in at_risk.sensitivity(ReplacementStep::AtStake("1000.00 USD".parse()?), -1..=1)? {
    ///     let spend = row.figure.and_then(|spend| spend.bounded()).expect("acquisition won something");
    ///     spends.push(spend.to_string());
    /// }
    /// assert_eq!(spends, ["1200.00 USD", "1800.00 USD", "2400.00 USD"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`replacement_cost`](Self::replacement_cost), when a step leaves the range of an input: ask for fewer or smaller
    /// steps.
    pub fn sensitivity(
        &self,
        step: ReplacementStep,
        steps: RangeInclusive<i32>,
    ) -> Result<Vec<ReplacementRow>, EconomicsError> {
        let moved = |steps: i32| {
            let raised =
                |amount: Money, by: Money| amount.checked_add(by.checked_mul(steps.into())?);
            let mut moved = *self;
            match step {
                ReplacementStep::AtStake(by) => {
                    moved.at_stake_monthly = raised(self.at_stake_monthly, by)?;
                }
                ReplacementStep::AcquisitionCost(by) => {
                    moved.acquisition_cost = raised(self.acquisition_cost, by)?;
                }
                ReplacementStep::Acquired(by) => {
                    moved.acquired_monthly = raised(self.acquired_monthly, by)?;
                }
            }
            Ok(moved)
        };
        table(steps, moved, Self::break_even_spend_per_account)
    }
}
