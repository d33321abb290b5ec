use std::collections::BTreeMap;

use crate::currency::Currency;
use crate::id::{AccountId, ManagerId};
use crate::money::Money;
use crate::ratio::Ratio;
use crate::text::Name;

use super::error::{at_least_zero, out_of_range};
use super::{EconomicsError, ExactAmount, arithmetic};

/// What serving an account took of one manager: time, what an hour of it costs, and what was spent besides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Whom it served.
    pub account: AccountId,
    /// Who served; `None` where nobody in particular did.
    pub manager: Option<ManagerId>,
    /// The account's segment.
    pub segment: Option<Name>,
    /// How long.
    pub minutes: u64,
    /// What an hour costs, such as [`AgreedPay::cost_per_hour`](crate::AgreedPay::cost_per_hour).
    pub cost_per_hour: Money,
    /// What was spent for the account besides: travel, a licence, a third party.
    pub direct_cost: Money,
}

/// Cost to serve: minutes × cost per hour / 60 + direct cost, exactly.
///
/// Source: time-driven activity-based costing, Kaplan and Anderson,
/// [Time-Driven Activity-Based Costing](https://hbr.org/2004/11/time-driven-activity-based-costing): the cost of a unit of time
/// times the time an account takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServiceCost {
    /// How long.
    pub minutes: u64,
    /// What the time costs.
    pub time: ExactAmount,
    /// What was spent besides.
    pub direct: ExactAmount,
    /// Both together.
    pub total: ExactAmount,
}

/// What serving a book costs, by account, by manager and by segment. Each of the three adds up to the whole, exactly.
///
/// ```
/// use tenure::economics::{Service, cost_to_serve};
/// use tenure::{AccountId, ManagerId, Ratio};
///
/// let served = |account: &str, manager: &str, minutes| Ok::<_, Box<dyn std::error::Error>>(Service {
///     account: AccountId::new(account)?,
///     manager: Some(ManagerId::new(manager)?),
///     segment: None,
///     minutes,
///     cost_per_hour: "40.00 EUR".parse()?,
///     direct_cost: "10.00 EUR".parse()?,
/// });
/// let services = [served("A-1", "maria", 90)?, served("A-1", "ravi", 30)?, served("A-2", "ravi", 60)?];
/// let costs = cost_to_serve(&services)?.expect("somebody was served");
/// assert_eq!(costs.by_account[&AccountId::new("A-1")?].total.to_string(), "100.00 EUR");
/// assert_eq!(costs.by_manager[&Some(ManagerId::new("ravi")?)].total.to_string(), "80.00 EUR");
/// assert_eq!(costs.all.total.to_string(), "150.00 EUR");
/// assert_eq!(costs.all.part_of("600.00 EUR".parse()?)?, Ratio::of(1, 4));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CostToServe {
    /// By account.
    pub by_account: BTreeMap<AccountId, ServiceCost>,
    /// By manager; nobody in particular first.
    pub by_manager: BTreeMap<Option<ManagerId>, ServiceCost>,
    /// By segment; accounts of none first.
    pub by_segment: BTreeMap<Option<Name>, ServiceCost>,
    /// The whole.
    pub all: ServiceCost,
}

/// What these services cost. `None` without any.
///
/// # Errors
/// [`EconomicsError::NegativeAmount`], [`EconomicsError::Money`] for several currencies, [`EconomicsError::OutOfRange`].
pub fn cost_to_serve(services: &[Service]) -> Result<Option<CostToServe>, EconomicsError> {
    let Some(first) = services.first() else {
        return Ok(None);
    };
    let nothing = ServiceCost::nothing(first.cost_per_hour.currency());
    let mut costs = CostToServe {
        by_account: BTreeMap::new(),
        by_manager: BTreeMap::new(),
        by_segment: BTreeMap::new(),
        all: nothing,
    };
    for service in services {
        let cost = ServiceCost::of(service)?;
        let sums = [
            costs
                .by_account
                .entry(service.account.clone())
                .or_insert(nothing),
            costs
                .by_manager
                .entry(service.manager.clone())
                .or_insert(nothing),
            costs
                .by_segment
                .entry(service.segment.clone())
                .or_insert(nothing),
            &mut costs.all,
        ];
        for sum in sums {
            *sum = sum.plus(&cost)?;
        }
    }
    Ok(Some(costs))
}

impl ServiceCost {
    /// The cost as a part of a recurring amount over the same time. `None` over nothing.
    ///
    /// # Errors
    /// [`EconomicsError::NegativeAmount`], [`EconomicsError::Money`] for two currencies, [`EconomicsError::OutOfRange`].
    pub fn part_of(&self, revenue: Money) -> Result<Option<Ratio>, EconomicsError> {
        self.total.compare(&revenue.into())?;
        let revenue = at_least_zero("revenue", revenue)?;
        if revenue.is_zero() {
            return Ok(None);
        }
        let part = arithmetic::over(self.total.minor_units(), Ratio::whole(revenue.to_minor()));
        part.map(Some).ok_or_else(|| out_of_range("cost to serve"))
    }

    fn nothing(currency: Currency) -> Self {
        let nothing = ExactAmount::from(Money::zero(currency));
        Self {
            minutes: 0,
            time: nothing,
            direct: nothing,
            total: nothing,
        }
    }

    fn of(service: &Service) -> Result<Self, EconomicsError> {
        let hour = at_least_zero("cost of an hour", service.cost_per_hour)?;
        let direct = ExactAmount::from(at_least_zero("direct cost", service.direct_cost)?);
        let time = Ratio::of(service.minutes.into(), 60)
            .and_then(|hours| ExactAmount::from(hour).times(hours))
            .ok_or_else(|| out_of_range("cost to serve"))?;
        Ok(Self {
            minutes: service.minutes,
            time,
            direct,
            total: sum(&time, &direct)?,
        })
    }

    fn plus(&self, other: &Self) -> Result<Self, EconomicsError> {
        let minutes = self.minutes.checked_add(other.minutes);
        Ok(Self {
            minutes: minutes.ok_or_else(|| out_of_range("time of service"))?,
            time: sum(&self.time, &other.time)?,
            direct: sum(&self.direct, &other.direct)?,
            total: sum(&self.total, &other.total)?,
        })
    }
}

fn sum(a: &ExactAmount, b: &ExactAmount) -> Result<ExactAmount, EconomicsError> {
    a.compare(b)?;
    a.plus_minor_units(b.minor_units())
        .ok_or_else(|| out_of_range("cost to serve"))
}
