//! Retention measured exactly: what a book of accounts pays, what moved it, and what was kept.
//!
//! **In** goes a [`RevenueHistory`]: for every account the recurring amount per month in force on each day, given as additive
//! [`RevenueLine`]s over half-open spans or as totals from a day on. With it go the [`Periods`](crate::Periods) to report, a
//! [`Slicing`] of the accounts (by manager at the time, by segment, or none) and a [`Convention`] that names every definition.
//!
//! **Out** come three reports, each for the whole book and for every slice, and the survival of [lifetimes](survival):
//!
//! | function | report | rates |
//! | --- | --- | --- |
//! | [`bridge`] | opening, movements and closing of every period | gross and net revenue retention, logo retention, churn, quick ratio, average revenue |
//! | [`trailing`] | the closing of a period against that of `n` periods earlier | gross and net revenue retention, logo retention |
//! | [`cohorts`] | what became of the accounts that first paid in a period | logo and revenue retention by age, weighted averages |
//! | [`survival::survival_curve`] | how long accounts stay, those still there included | survival, hazard, quantiles, restricted mean |
//!
//! The amount of a period is the one in force on its last day. In every row of a bridge, exactly and in minor units,
//!
//! > opening + new + reactivation + expansion - contraction - churn + fx + transfers in - transfers out = closing,
//!
//! and the closing of a period is the opening of the next. Slices add up to the whole. A rate over nothing is `None`. The same
//! history gives the same report, in whatever order it was written down.
//!
//! ```
//! use tenure::retention::{self, Convention, RevenueHistory, RevenueLine, Slicing};
//! use tenure::{AccountId, Currency, Grain, Periods, Ratio};
//!
//! let day = |m, d| chrono::NaiveDate::from_ymd_opt(2026, m, d).expect("a day");
//! let mut builder = RevenueHistory::builder(Currency::USD);
//! for (id, from, monthly) in [("A-1", day(1, 5), "60.00 USD"), ("A-2", day(1, 9), "40.00 USD"), ("A-1", day(2, 1), "15.00 USD")] {
//!     let account = builder.account(&AccountId::new(id)?)?;
//!     builder.line(RevenueLine { account, span: from.into(), monthly: monthly.parse()? })?;
//! }
//! let months = Periods::covering(Grain::Month, day(1, 1), day(2, 28)).expect("in range");
//! let report = retention::bridge(&builder.build()?, &months, &Slicing::none(), Convention::default())?;
//! let february = report.all.rows.last().expect("two rows");
//! assert_eq!(february.amounts.expansion, "15.00 USD".parse()?);
//! assert_eq!(february.net_revenue_retention(), Ratio::of(115, 100));
//! assert_eq!(report.all.rows[0].net_revenue_retention(), None); // nothing was open
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod account_list;
mod axis;
mod book;
mod bridge;
mod bridge_book;
mod cohort;
mod columns;
mod composed;
mod convention;
mod daily;
mod error;
mod event_bridge;
mod events;
mod explain;
mod frame;
mod history;
mod interval;
mod lines;
mod movement;
mod net_bridge;
mod rates;
mod restatement;
mod returning;
mod rows;
mod sharing;
mod slicing;
pub mod survival;
mod tally;
mod trailing;
mod wording;
mod work;

pub use account_list::AccountList;
pub use bridge::{
    BaseChange, Bridge, BridgeAccounts, BridgeAmounts, BridgeReport, BridgeRow, bridge,
};
pub use cohort::{Cohort, CohortCell, CohortReport, Cohorts, Presence, cohorts};
pub use convention::{
    AccountGrain, ConstantRates, Convention, Credit, DatedRates, Fx, FxError, GrossMethod,
    LogoDenominator, MovementGrain, NetMethod, QuickRatio, Reactivation, ValuationError,
};
pub use error::{RetentionError, Unreconciled};
pub use events::{EventColumns, EventFigures, EventParts, EventRow, EventSum};
pub use events::{Live, LiveBatchError, LiveError};
pub use explain::{
    CohortMeasure, Column, Contribution, Difference, DifferencePart, DifferenceStep, ExplainError,
    Explanation, Figure, MixAndRate, Parts, Question, Rule, SliceEffect, explain,
};
pub use history::{
    AccountIndex, HistoryError, RevenueHistory, RevenueHistoryBuilder, RevenueLevel, RevenueLine,
};
pub use interval::{clopper_pearson, wilson};
pub use movement::Movement;
pub use rates::Rate;
pub use restatement::{
    BookReport, ChangingRecord, ClosedBridge, ClosedReport, ClosedRow, RecordEffect, Restated,
    Restatement, RestatementError, SliceBy, closed_bridge, restatement,
};
pub use rows::{Belonging, RevenueRow, RowStanding};
pub use sharing::Sharing;
pub use slicing::{Handover, Holding, SliceKey, Slicing};
pub use trailing::{Trailing, TrailingReport, TrailingRow, WindowMovements, trailing};
