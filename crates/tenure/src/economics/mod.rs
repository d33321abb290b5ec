//! What winning accounts costs, what keeping them is worth, and where the two break even: exact functions of amounts and counts.
//!
//! Amounts and counts come from the reports of [`retention`](crate::retention); what was spent comes from the host's own books.
//! Nothing here guesses: what would have been lost without an account manager is an input, stated by whoever uses the figure.
//!
//! | figure | made by | unit | over nothing |
//! | --- | --- | --- | --- |
//! | compounded retention | [`compounded_retention_f64`] | share of the opening | `None` |
//! | annualised churn | [`annualised_churn_f64`] | share per 365 days | an error: no days |
//! | acquisition cost per new account | [`acquisition_cost_per_new_account`] | [`ExactAmount`] per account | `None` |
//! | acquisition cost payback | [`acquisition_cost_payback_months`] | months, or [`Extent::Unbounded`] | `None` |
//! | customer lifetime value | [`LifetimeInputs::lifetime_value`] | [`ExactAmount`] per account, or [`Extent::Unbounded`] | no account: no inputs |
//! | lifetime revenue | [`lifetime_revenue`] | as above | as above |
//! | customer retention cost | [`customer_retention_cost`] | [`ExactAmount`] per active account | `None` |
//! | cost to keep | [`cost_to_keep_per_account`], [`cost_to_keep_per_monthly_revenue`] | per account kept; per unit of revenue kept | `None` |
//! | return on retention | [`RetentionSpending::return_on_retention`] | profit per unit spent | `None` |
//! | keep or replace | [`KeepOrReplace`] | [`ExactAmount`], or [`Extent::Unbounded`] | `None` |
//! | cost to serve | [`cost_to_serve`] | [`ExactAmount`] by account, manager, segment | `None` |
//! | value at risk | [`value_at_risk`], [`expected_loss`] | [`ExactAmount`] per account | 0 over no months |
//! | the next hour | [`next_steps`] | steps with what each keeps, the most valuable first | no step |
//! | sensitivity | [`LifetimeInputs::sensitivity`], [`RetentionSpending::sensitivity`], [`KeepOrReplace::sensitivity`] | that of the figure | as the figure |
//!
//! What is exact stays exact until it is shown: an average or a value may lie between two cents, so it is an [`ExactAmount`],
//! rounded once by a named rule. An amount without bound is a value of its own, never 0 and never infinity. Two figures cannot be
//! exact, a product of many rates and a fractional power; they say `f64` in their names.
//!
//! # Laws
//! - With every amount times k > 0, amounts come out times k, and rates and months as they were.
//! - Payback in months × new monthly amount × margin = acquisition cost.
//! - Spending the break-even amount makes the return on retention 0, and makes keeping cost what replacing would.
//! - Lifetime value never rises with churn.
//! - Costs to serve by account, by manager and by segment each add up to the whole.
//! - No way to spend so many steps of time keeps more than the list of [`next_steps`].
//!
//! ```
//! use tenure::economics::{self, ExactAmount, Extent, GrossMargin, LifetimeInputs};
//! use tenure::retention::{self, Convention, RevenueHistory, RevenueLine, Slicing};
//! use tenure::{AccountId, Currency, Grain, Periods, Ratio, Rounding, Span};
//!
//! let day = |m, d| chrono::NaiveDate::from_ymd_opt(2026, m, d).expect("a day");
//! let mut builder = RevenueHistory::builder(Currency::USD);
//! for (id, end) in [("A-1", None), ("A-2", None), ("A-3", None), ("A-4", Some(day(2, 10)))] {
//!     let account = builder.account(&AccountId::new(id)?)?;
//!     builder.line(RevenueLine { account, span: Span::new(day(1, 1), end)?, monthly: "100.00 USD".parse()? })?;
//! }
//! let months = Periods::covering(Grain::Month, day(2, 1), day(2, 28)).expect("in range");
//! let report = retention::bridge(&builder.build()?, &months, &Slicing::none(), Convention::default())?;
//! let february = &report.all.rows[0];
//!
//! let average = ExactAmount::per(february.amounts.closing, february.accounts.closing).expect("three accounts pay");
//! let churn = february.gross_revenue_churn().expect("four accounts were open");
//! let margin = GrossMargin::from_basis_points(8_000)?;
//! let inputs = LifetimeInputs { average_revenue_monthly: average, margin, revenue_churn_monthly: churn };
//! let value = inputs.lifetime_value()?.rounded(Rounding::HalfEven)?;
//! assert_eq!(value, Extent::Bounded("320.00 USD".parse()?)); // 100 × 80 % / 25 %
//!
//! let payback = economics::acquisition_cost_payback_months("480.00 USD".parse()?, "100.00 USD".parse()?, margin)?;
//! assert_eq!(payback, Some(Extent::Bounded(Ratio::of(6, 1).expect("above zero"))));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod acquisition;
mod arithmetic;
mod compounding;
mod error;
mod exact_amount;
mod extent;
mod keeping;
mod lifetime;
mod margin;
mod next_hour;
mod replacement;
mod sensitivity;
mod service;
mod value_at_risk;

pub use acquisition::{acquisition_cost_payback_months, acquisition_cost_per_new_account};
pub use compounding::{annualised_churn_f64, compounded_retention_f64};
pub use error::EconomicsError;
pub use exact_amount::ExactAmount;
pub use extent::Extent;
pub use keeping::{
    RetentionSpending, RetentionStep, cost_to_keep_per_account, cost_to_keep_per_monthly_revenue,
    customer_retention_cost,
};
pub use lifetime::{LifetimeInputs, LifetimeStep, lifetime_revenue};
pub use margin::GrossMargin;
pub use next_hour::{Chance, NextStep, ResponseCurve, ResponseCurveError, next_steps};
pub use replacement::{Cheaper, KeepOrReplace, ReplacementRow, ReplacementStep};
pub use sensitivity::SensitivityRow;
pub use service::{CostToServe, Service, ServiceCost, cost_to_serve};
pub use value_at_risk::{expected_loss, value_at_risk};
