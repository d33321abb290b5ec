use crate::money::Money;
use crate::ratio::Ratio;

use super::error::{at_least_zero, out_of_range, share};
use super::{EconomicsError, ExactAmount, GrossMargin};

/// Value at risk: what is lost when an account leaves, recurring amount × margin × months.
///
/// The months are a horizon that somebody can defend, such as those to the end of the next term. The whole amount is taken to be at
/// risk; weigh it by a chance that you state with [`expected_loss`].
///
/// Source: the margin of the remaining term that is lost, the cost of churn of
/// [NetSuite](https://docs.oracle.com/en/cloud/saas/netsuite/ns-online-help/section_0910123257.html)'s lifetime value over a horizon
/// instead of for ever.
///
/// ```
/// use tenure::economics::{GrossMargin, value_at_risk};
///
/// let margin = GrossMargin::from_basis_points(8_000)?;
/// let value = value_at_risk("500.00 USD".parse()?, margin, 12)?;
/// assert_eq!(value.to_string(), "4800.00 USD");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`EconomicsError::NegativeAmount`], [`EconomicsError::OutOfRange`].
pub fn value_at_risk(
    monthly: Money,
    margin: GrossMargin,
    months: u32,
) -> Result<ExactAmount, EconomicsError> {
    let monthly = at_least_zero("recurring amount per month", monthly)?;
    ExactAmount::from(monthly)
        .times(Ratio::whole(months.into()))
        .and_then(|value| value.times(margin.share()?))
        .ok_or_else(|| out_of_range("value at risk"))
}

/// What of a value at risk is lost on average, if it is lost with a chance that is stated as a share.
///
/// ```
/// use tenure::Ratio;
/// use tenure::economics::{GrossMargin, expected_loss, value_at_risk};
///
/// let value = value_at_risk("500.00 USD".parse()?, GrossMargin::from_basis_points(8_000)?, 12)?;
/// let one_in_five = Ratio::of(1, 5).expect("above zero");
/// assert_eq!(expected_loss(value, one_in_five)?.to_string(), "960.00 USD");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`EconomicsError::RateOutOfRange`] outside 0 to 1, [`EconomicsError::OutOfRange`].
pub fn expected_loss(value: ExactAmount, chance: Ratio) -> Result<ExactAmount, EconomicsError> {
    let chance = share(
        "chance of a loss",
        chance,
        "state it as a share of such accounts that are lost",
    )?;
    value
        .times(chance)
        .ok_or_else(|| out_of_range("expected loss"))
}
