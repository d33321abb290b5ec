//! Proptest strategies for every value type of `tenure`.
//!
//! Each makes every value that its type can hold, and makes the awkward ones often: amounts at the edge of their range, the last
//! days of months, leap days, texts of the greatest length. They shrink towards the plain ones: zero, US dollars, the year 2000.
//!
//! ```
//! use proptest::prelude::*;
//! use tenure::Money;
//! use tenure_testkit::strategies;
//!
//! proptest!(|(money in strategies::money())| {
//!     prop_assert_eq!(money.to_string().parse(), Ok(money));
//! });
//! ```

mod amounts;
mod dates;
mod texts;
mod timelines;

pub use amounts::{currency, decimal, minor_units, money, money_in, ratio, rounding};
pub use dates::{
    any_day, any_month, day, fiscal_calendar, grain, month, month_steps, periods, quarter, span,
};
pub use texts::{
    account_id, actor_id, command_id, manager_id, name, subject_id, subscription_id, tenant_id,
};
pub use timelines::{entries, position, timeline};
