use std::ops::RangeInclusive;

use crate::money::Money;
use crate::ratio::Ratio;

use super::error::{at_least_zero, out_of_range};
use super::sensitivity::{SensitivityRow, table};
use super::{EconomicsError, ExactAmount, GrossMargin, arithmetic};

/// Customer retention cost: what was spent on keeping accounts in a period, over its active accounts. `None` without any.
///
/// Active are those who pay at the closing, new ones included; [`cost_to_keep_per_account`] leaves new ones out.
///
/// Source: [Mosaic](https://www.mosaic.tech), 125,000 over 250 customers is 500.
///
/// ```
/// use tenure::economics::customer_retention_cost;
///
/// let cost = customer_retention_cost("125000.00 USD".parse()?, 250)?.expect("250 active");
/// assert_eq!(cost.to_string(), "500.00 USD");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`EconomicsError::NegativeAmount`].
pub fn customer_retention_cost(
    retention_cost: Money,
    active_accounts: u64,
) -> Result<Option<ExactAmount>, EconomicsError> {
    let cost = at_least_zero("retention cost", retention_cost)?;
    Ok(ExactAmount::per(cost, active_accounts))
}

/// Cost to keep per account: what was spent on keeping accounts in a period, over the accounts of its opening that still pay at
/// its closing. `None` when none was kept.
///
/// Source: [Gainsight](https://gainsight.com/resource/cost-of-retention-calculator): over customers retained, without those added
/// in the period.
///
/// ```
/// use tenure::economics::cost_to_keep_per_account;
///
/// let cost = cost_to_keep_per_account("50000.00 USD".parse()?, 1_000)?.expect("1000 kept");
/// assert_eq!(cost.to_string(), "50.00 USD");
/// assert_eq!(cost_to_keep_per_account("50000.00 USD".parse()?, 0)?, None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`EconomicsError::NegativeAmount`].
pub fn cost_to_keep_per_account(
    retention_cost: Money,
    kept_accounts: u64,
) -> Result<Option<ExactAmount>, EconomicsError> {
    customer_retention_cost(retention_cost, kept_accounts)
}

/// Cost to keep per unit of revenue kept: what was spent on keeping accounts in a period, over the recurring amount per month kept
/// through it. `None` when none was kept.
///
/// The amount kept is that of gross revenue retention, its numerator: expansion was won, not kept. A cost of a quarter over an
/// amount per month has months for its unit; compare periods of the same length only.
///
/// Source: the same division as [`cost_to_keep_per_account`] (Gainsight), by amount.
///
/// ```
/// use tenure::Ratio;
/// use tenure::economics::cost_to_keep_per_monthly_revenue;
///
/// let cost = cost_to_keep_per_monthly_revenue("12000.00 USD".parse()?, "80000.00 USD".parse()?)?;
/// assert_eq!(cost, Ratio::of(15, 100)); // fifteen cents for each dollar a month
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`EconomicsError::NegativeAmount`], [`EconomicsError::Money`] for two currencies.
pub fn cost_to_keep_per_monthly_revenue(
    retention_cost: Money,
    kept_monthly: Money,
) -> Result<Option<Ratio>, EconomicsError> {
    retention_cost.compare(&kept_monthly)?;
    let cost = at_least_zero("retention cost", retention_cost)?;
    let kept = at_least_zero("recurring amount kept per month", kept_monthly)?;
    Ok(Ratio::of(cost.to_minor(), kept.to_minor()))
}

/// Spending on keeping accounts, and what it kept, with the counterfactual stated.
///
/// What would have been kept without the spending is never observed. It comes from a comparison that someone can defend: accounts
/// without a manager, the time before, a trial by lot. [`sensitivity`](Self::sensitivity) to it belongs beside every figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetentionSpending {
    /// What keeping cost.
    pub cost: Money,
    /// The recurring amount per month that was kept.
    pub kept_monthly: Money,
    /// The recurring amount per month that would have been kept without the spending: the counterfactual.
    pub kept_otherwise_monthly: Money,
    /// For how many months the difference counts. The shortest that can be defended is the time to the next renewal.
    pub months: u32,
    /// What of revenue is left after the cost of the service, before the cost of keeping.
    pub margin: GrossMargin,
}

/// By how much one input of [`RetentionSpending`] moves with every step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RetentionStep {
    /// The cost, by this amount.
    Cost(Money),
    /// The amount kept, by this amount per month.
    Kept(Money),
    /// The counterfactual, by this amount per month.
    KeptOtherwise(Money),
    /// The months that count, by this many.
    Months(i32),
    /// Margin, by this many hundredths of a percent.
    Margin {
        /// The step.
        basis_points: i32,
    },
}

impl RetentionSpending {
    /// Return on retention: (revenue kept that would have been lost × margin - cost) / cost.
    ///
    /// 0 when the spending just paid for itself, -1 when it kept nothing, below -1 when more was lost than without it. `None` when
    /// nothing was spent.
    ///
    /// Source: return on investment with the gain counted in retained customers' margin, as in
    /// [Terem](https://terem.tech/retention-improvements-roi/).
    ///
    /// ```
    /// use tenure::Ratio;
    /// use tenure::economics::{GrossMargin, RetentionSpending};
    ///
    /// let spending = RetentionSpending {
    ///     cost: "12000.00 USD".parse()?,
    ///     kept_monthly: "95000.00 USD".parse()?,
    ///     kept_otherwise_monthly: "93000.00 USD".parse()?,
    ///     months: 12,
    ///     margin: GrossMargin::from_basis_points(7_500)?,
    /// };
    /// // 2,000 a month for 12 months at 75 % is 18,000.
    /// assert_eq!(spending.return_on_retention()?, Ratio::of(1, 2));
    /// assert_eq!(spending.break_even_cost()?.to_string(), "18000.00 USD");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`EconomicsError::NegativeAmount`], [`EconomicsError::Money`] for several currencies, [`EconomicsError::OutOfRange`].
    pub fn return_on_retention(&self) -> Result<Option<Ratio>, EconomicsError> {
        let saved = self.break_even_cost()?;
        if self.cost.is_zero() {
            return Ok(None);
        }
        let made = arithmetic::over(saved.minor_units(), Ratio::whole(self.cost.to_minor()));
        made.and_then(|made| arithmetic::plus(made, Ratio::whole(-1)))
            .map(Some)
            .ok_or_else(|| out_of_range("return on retention"))
    }

    /// What the spending may cost to just pay for itself: revenue kept that would have been lost × months × margin. Below zero when
    /// more would have been kept without it: then no spending does.
    ///
    /// # Errors
    /// As [`return_on_retention`](Self::return_on_retention).
    pub fn break_even_cost(&self) -> Result<ExactAmount, EconomicsError> {
        self.cost.compare(&self.kept_monthly)?;
        at_least_zero("retention cost", self.cost)?;
        let kept = at_least_zero("recurring amount kept per month", self.kept_monthly)?;
        let otherwise = at_least_zero(
            "recurring amount kept otherwise per month",
            self.kept_otherwise_monthly,
        )?;
        let saved = ExactAmount::from(kept.checked_sub(otherwise)?);
        saved
            .times(Ratio::whole(self.months.into()))
            .and_then(|saved| saved.times(self.margin.share()?))
            .ok_or_else(|| out_of_range("break-even cost"))
    }

    /// The return on retention with one input moved by each number of steps, ascending.
    ///
    /// ```
    /// use tenure::economics::{GrossMargin, RetentionSpending, RetentionStep};
    ///
    /// let spending = RetentionSpending {
    ///     cost: "12000.00 USD".parse()?,
    ///     kept_monthly: "95000.00 USD".parse()?,
    ///     kept_otherwise_monthly: "93000.00 USD".parse()?,
    ///     months: 12,
    ///     margin: GrossMargin::from_basis_points(7_500)?,
    /// };
    /// let mut returns = Vec::new();
    /// for row in spending.sensitivity(RetentionStep::KeptOtherwise("1000.00 USD".parse()?), -1..=2)? {
    ///     returns.push(row.figure.expect("something was spent").to_f64());
    /// }
    /// assert_eq!(returns, [1.25, 0.5, -0.25, -1.0]); // it only paid if at least 666.67 a month would have been lost
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`return_on_retention`](Self::return_on_retention), when a step leaves the range of an input: ask for fewer or
    /// smaller steps.
    pub fn sensitivity(
        &self,
        step: RetentionStep,
        steps: RangeInclusive<i32>,
    ) -> Result<Vec<SensitivityRow<Self, Option<Ratio>>>, EconomicsError> {
        table(
            steps,
            |steps| self.moved(step, steps),
            Self::return_on_retention,
        )
    }

    fn moved(self, step: RetentionStep, steps: i32) -> Result<Self, EconomicsError> {
        let raised = |amount: Money, by: Money| amount.checked_add(by.checked_mul(steps.into())?);
        Ok(match step {
            RetentionStep::Cost(by) => Self {
                cost: raised(self.cost, by)?,
                ..self
            },
            RetentionStep::Kept(by) => Self {
                kept_monthly: raised(self.kept_monthly, by)?,
                ..self
            },
            RetentionStep::KeptOtherwise(by) => Self {
                kept_otherwise_monthly: raised(self.kept_otherwise_monthly, by)?,
                ..self
            },
            RetentionStep::Months(by) => {
                let number = i64::from(by)
                    .saturating_mul(steps.into())
                    .saturating_add(self.months.into());
                let months =
                    u32::try_from(number).map_err(|_| EconomicsError::NumberOutOfRange {
                        what: "number of months",
                        number,
                        least: 0,
                    })?;
                Self { months, ..self }
            }
            RetentionStep::Margin { basis_points } => Self {
                margin: self
                    .margin
                    .raised(i64::from(basis_points) * i64::from(steps))?,
                ..self
            },
        })
    }
}
