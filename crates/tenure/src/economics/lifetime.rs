use std::ops::RangeInclusive;

use crate::money::Money;
use crate::ratio::Ratio;

use super::error::{exact_at_least_zero, out_of_range, share};
use super::margin::WHOLE_BASIS_POINTS;
use super::sensitivity::{SensitivityRow, table};
use super::{EconomicsError, ExactAmount, Extent, GrossMargin, arithmetic};

/// What the simple customer lifetime value is made of. All per account and month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LifetimeInputs {
    /// Recurring revenue per paying account and month: `ExactAmount::per(closing amount, closing accounts)`.
    pub average_revenue_monthly: ExactAmount,
    /// What of it is left after the cost of the service.
    pub margin: GrossMargin,
    /// Revenue lost per month, of the opening. That of a quarter or a year is too high for this formula.
    pub revenue_churn_monthly: Ratio,
}

/// By how much one input of [`LifetimeInputs`] moves with every step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LifetimeStep {
    /// Average revenue, by this amount.
    AverageRevenue(Money),
    /// Margin, by this many hundredths of a percent.
    Margin {
        /// The step.
        basis_points: i32,
    },
    /// Monthly revenue churn, by this many hundredths of a percent.
    RevenueChurn {
        /// The step.
        basis_points: i32,
    },
}

impl LifetimeInputs {
    /// Customer lifetime value, simple: margin × average revenue / revenue churn per month, per account.
    ///
    /// The sum of what an account leaves each month if the same share of what remains is lost every month for ever. Real books
    /// lose more in early months and less later, so it is a figure to compare with, not a forecast. Not discounted.
    ///
    /// Without churn it is [`Extent::Unbounded`], unless there is nothing to add up: an account that leaves nothing a month is worth
    /// nothing, however long it stays. Never rises with churn; scales with average revenue and margin.
    ///
    /// Source: [Finmark](https://help.finmark.com/en/articles/5525177-how-finmark-calculates-ltv-cac-and-cac-payback), ARPA × gross
    /// margin / revenue churn; the same in
    /// [NetSuite](https://docs.oracle.com/en/cloud/saas/netsuite/ns-online-help/section_0910123257.html), where revenue churn is
    /// (churn + contraction) / opening, here
    /// [`gross_revenue_churn`](crate::retention::BridgeRow::gross_revenue_churn).
    ///
    /// ```
    /// use tenure::economics::{ExactAmount, Extent, GrossMargin, LifetimeInputs};
    /// use tenure::Ratio;
    ///
    /// let inputs = LifetimeInputs {
    ///     average_revenue_monthly: ExactAmount::per("50000.00 USD".parse()?, 100).expect("100 accounts"),
    ///     margin: GrossMargin::from_basis_points(8_000)?,
    ///     revenue_churn_monthly: Ratio::of(5, 100).expect("above zero"),
    /// };
    /// let value = inputs.lifetime_value()?.bounded().expect("some churn");
    /// assert_eq!(value.to_string(), "8000.00 USD");
    /// let loyal = LifetimeInputs { revenue_churn_monthly: Ratio::of(0, 100).expect("above zero"), ..inputs };
    /// assert_eq!(loyal.lifetime_value()?, Extent::Unbounded);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`EconomicsError::NegativeAmount`]; [`EconomicsError::RateOutOfRange`] for churn outside 0 to 1;
    /// [`EconomicsError::OutOfRange`].
    pub fn lifetime_value(&self) -> Result<Extent<ExactAmount>, EconomicsError> {
        let average =
            exact_at_least_zero("average revenue per month", self.average_revenue_monthly)?;
        let left = self
            .margin
            .share()
            .and_then(|share| average.times(share))
            .ok_or_else(|| out_of_range(LIFETIME_VALUE))?;
        let churn = share("revenue churn per month", self.revenue_churn_monthly, GROSS)?;
        lifetime(left, churn)
    }

    /// The lifetime value with one input moved by each number of steps, ascending.
    ///
    /// ```
    /// use tenure::economics::{GrossMargin, LifetimeInputs, LifetimeStep};
    /// use tenure::{Money, Ratio, Rounding};
    ///
    /// let inputs = LifetimeInputs {
    ///     average_revenue_monthly: "100.00 USD".parse::<Money>()?.into(),
    ///     margin: GrossMargin::from_basis_points(8_000)?,
    ///     revenue_churn_monthly: Ratio::of(2, 100).expect("above zero"),
    /// };
    /// let mut values = Vec::new();
    /// for row in inputs.sensitivity(LifetimeStep::RevenueChurn { basis_points: 100 }, -1..=2)? {
    ///     let value = row.figure.bounded().expect("some churn");
    ///     values.push(value.rounded(Rounding::HalfEven)?.to_string());
    /// }
    /// assert_eq!(values, ["8000.00 USD", "4000.00 USD", "2666.67 USD", "2000.00 USD"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`lifetime_value`](Self::lifetime_value), when a step leaves the range of an input: ask for fewer or smaller steps.
    pub fn sensitivity(
        &self,
        step: LifetimeStep,
        steps: RangeInclusive<i32>,
    ) -> Result<Vec<SensitivityRow<Self, Extent<ExactAmount>>>, EconomicsError> {
        table(steps, |steps| self.moved(step, steps), Self::lifetime_value)
    }

    fn moved(self, step: LifetimeStep, steps: i32) -> Result<Self, EconomicsError> {
        match step {
            LifetimeStep::AverageRevenue(step) => {
                let average = self.average_revenue_monthly;
                average.compare(&step.into())?;
                let by = Ratio::whole(step.checked_mul(steps.into())?.to_minor());
                let moved = average.plus_minor_units(by);
                Ok(Self {
                    average_revenue_monthly: moved
                        .ok_or_else(|| out_of_range("average revenue per month"))?,
                    ..self
                })
            }
            LifetimeStep::Margin { basis_points } => Ok(Self {
                margin: self
                    .margin
                    .raised(i64::from(basis_points) * i64::from(steps))?,
                ..self
            }),
            LifetimeStep::RevenueChurn { basis_points } => {
                let by = i128::from(basis_points) * i128::from(steps);
                let moved = Ratio::of(by, WHOLE_BASIS_POINTS.into())
                    .and_then(|by| arithmetic::plus(self.revenue_churn_monthly, by));
                Ok(Self {
                    revenue_churn_monthly: moved
                        .ok_or_else(|| out_of_range("revenue churn per month"))?,
                    ..self
                })
            }
        }
    }
}

/// Lifetime revenue: average revenue / subscriber churn per month, per account, before any cost.
///
/// What some products print as lifetime value. It is the revenue, not what is left of it: for a decision about spending use
/// [`LifetimeInputs::lifetime_value`]. Computed from exact inputs; a churn rate rounded for show first moves the result by
/// percents.
///
/// Source: [Stripe](https://docs.stripe.com/billing/subscriptions/analytics/glossary), subscriber lifetime value. Its example
/// divides by churn rounded to 9 % and prints 5,555; the exact figure is 5,500.
///
/// ```
/// use tenure::Ratio;
/// use tenure::economics::{ExactAmount, lifetime_revenue};
///
/// let average = ExactAmount::per("50000.00 USD".parse()?, 100).expect("100 accounts");
/// let churn = Ratio::of(10, 110).expect("above zero");
/// let revenue = lifetime_revenue(average, churn)?.bounded().expect("some churn");
/// assert_eq!(revenue.to_string(), "5500.00 USD");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// As [`LifetimeInputs::lifetime_value`].
pub fn lifetime_revenue(
    average_revenue_monthly: ExactAmount,
    subscriber_churn_monthly: Ratio,
) -> Result<Extent<ExactAmount>, EconomicsError> {
    let average = exact_at_least_zero("average revenue per month", average_revenue_monthly)?;
    let churn = share(
        "subscriber churn per month",
        subscriber_churn_monthly,
        "give the accounts lost in a month over those at its opening",
    )?;
    lifetime(average, churn)
}

const LIFETIME_VALUE: &str = "lifetime value";
const GROSS: &str = "give gross revenue churn; net revenue churn may be a gain, and a book that grows by itself has no lifetime";

/// What a monthly amount adds up to while this share of the rest is lost every month.
fn lifetime(monthly: ExactAmount, churn: Ratio) -> Result<Extent<ExactAmount>, EconomicsError> {
    if monthly.is_zero() {
        return Ok(Extent::Bounded(monthly));
    }
    if churn.numerator() == 0 {
        return Ok(Extent::Unbounded);
    }
    let value = monthly.over(churn);
    value
        .map(Extent::Bounded)
        .ok_or_else(|| out_of_range(LIFETIME_VALUE))
}
