use crate::money::Money;
use crate::ratio::Ratio;

use super::error::{at_least_zero, out_of_range};
use super::{EconomicsError, ExactAmount, Extent, GrossMargin, arithmetic};

/// Acquisition cost per new account: what was spent on winning accounts in a period, over the accounts won in it.
///
/// Spending of one period and accounts of another are the commonest way to get this wrong; take both from the same one, or lag
/// them on purpose. `None` when no account was won: the average over nothing says nothing, least of all 0.
///
/// Source: [Finmark](https://help.finmark.com/en/articles/5525177-how-finmark-calculates-ltv-cac-and-cac-payback): sales and
/// marketing expenses over new customers.
///
/// ```
/// use tenure::Ratio;
/// use tenure::economics::acquisition_cost_per_new_account;
///
/// let cost = acquisition_cost_per_new_account("50000.00 USD".parse()?, 25)?.expect("25 won");
/// assert_eq!(cost.to_string(), "2000.00 USD");
/// assert_eq!(acquisition_cost_per_new_account("50000.00 USD".parse()?, 0)?, None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`EconomicsError::NegativeAmount`].
pub fn acquisition_cost_per_new_account(
    acquisition_cost: Money,
    new_accounts: u64,
) -> Result<Option<ExactAmount>, EconomicsError> {
    let cost = at_least_zero("acquisition cost", acquisition_cost)?;
    Ok(ExactAmount::per(cost, new_accounts))
}

/// Acquisition cost payback in months: acquisition cost / (new recurring amount per month × margin).
///
/// Both amounts are of the same new accounts, one or many: their number cancels. Months are exact and not rounded up. It takes
/// the new amount as kept until then, so it is too short where young accounts churn.
///
/// | cost | margin × new amount | gives |
/// | --- | --- | --- |
/// | any | above 0 | `Some(Bounded(months))`; 0 for what cost nothing |
/// | above 0 | 0 | `Some(Unbounded)`: never paid back |
/// | 0 | 0 | `None`: nothing over nothing |
///
/// Source: [NetSuite](https://docs.oracle.com/en/cloud/saas/netsuite/ns-online-help/section_0910123257.html), CAC payback period.
///
/// ```
/// use tenure::Ratio;
/// use tenure::economics::{Extent, GrossMargin, acquisition_cost_payback_months};
///
/// let margin = GrossMargin::from_basis_points(8_000)?;
/// let months = acquisition_cost_payback_months("1000.00 USD".parse()?, "100.00 USD".parse()?, margin)?;
/// assert_eq!(months, Ratio::of(25, 2).map(Extent::Bounded)); // twelve and a half
/// let never = acquisition_cost_payback_months("1000.00 USD".parse()?, "0.00 USD".parse()?, margin)?;
/// assert_eq!(never, Some(Extent::Unbounded));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`EconomicsError::NegativeAmount`], [`EconomicsError::Money`] for two currencies, [`EconomicsError::OutOfRange`].
pub fn acquisition_cost_payback_months(
    acquisition_cost: Money,
    new_monthly: Money,
    margin: GrossMargin,
) -> Result<Option<Extent<Ratio>>, EconomicsError> {
    acquisition_cost.compare(&new_monthly)?;
    let cost = at_least_zero("acquisition cost", acquisition_cost)?;
    let new = at_least_zero("new recurring amount per month", new_monthly)?;
    let out_of_range = || out_of_range("acquisition cost payback");
    let earned = margin
        .share()
        .and_then(|share| arithmetic::times(Ratio::whole(new.to_minor()), share))
        .ok_or_else(out_of_range)?;
    if earned.numerator() == 0 {
        return Ok((!cost.is_zero()).then_some(Extent::Unbounded));
    }
    let months =
        arithmetic::over(Ratio::whole(cost.to_minor()), earned).ok_or_else(out_of_range)?;
    Ok(Some(Extent::Bounded(months)))
}
