//! How long accounts stay: survival of lifetimes that ended and of those still running.
//!
//! Current customers have not "stayed for ever", and have not left either: their lifetimes are *censored*. A book that was
//! imported on some day lacks the accounts that left before it: its lifetimes are *left-truncated*. The averages of what ended,
//! and of what was seen, are both biased; the figures here are not.
//!
//! **In** go [`Lifetime`]s, in any unit of time: those of a [`RevenueHistory`](super::RevenueHistory) by [`lifetimes_of`], or a
//! host's own. **Out** comes a [`SurvivalCurve`], with quantiles and the restricted mean, and tests between groups.
//!
//! At each distinct time t, n lifetimes are at risk (entry < t <= duration) and d of them end.
//!
//! | figure | formula | unit | nothing to show |
//! | --- | --- | --- | --- |
//! | [`survival`](SurvivalRow::survival) | product of (1 - d/n) \[1\] | share, 0 to 1 | [`SurvivalError::Empty`] |
//! | [`std_error`](SurvivalRow::std_error) | S sqrt(sum of d / (n (n - d))) \[2\] | share | `None` where S is 0 |
//! | [`interval`](SurvivalRow::interval) | S^exp(±z s / ln S), s^2 = sum of d / (n (n - d)) \[3\] | share | `None` where S is 0 or 1 |
//! | [`nelson_aalen`](SurvivalRow::nelson_aalen) | sum of d/n \[4\] | cumulative hazard, from 0 up | 0 before the first end |
//! | [`fleming_harrington`](SurvivalRow::fleming_harrington) | sum of 1/n + 1/(n-1) + ..., d terms \[5\] | cumulative hazard | 0 before the first end |
//! | [`quantile`](SurvivalCurve::quantile), [`median`](SurvivalCurve::median) | first t with S at or below the share \[3\] | time | [`QuantileTime::NotReached`] |
//! | [`restricted_mean`](SurvivalCurve::restricted_mean) | area under S to the horizon \[6\] | time | an error past the last time |
//! | [`compare_groups`] | log-rank \[7\], Peto-Peto \[8\] | chi-square, p-value | [`SurvivalError::NotComparable`] |
//!
//! Censored lifetimes count as at risk at their own time; an entry at the time of an end does not. Two programs agree on a
//! cumulative hazard only under the same rule for ties, so there are two columns: R's `cumhaz` is `nelson_aalen`, lifelines'
//! default is `fleming_harrington`. Two agree on a median only under the same rule for a flat stretch: [`FlatStretch`].
//!
//! Sums are compensated and products kept to twice the precision, so that figures of a million lifetimes are as good as those of
//! ten. A left-truncated risk set that runs empty is reported in [`SurvivalCurve::gaps`].
//!
//! ```
//! use tenure::retention::survival::{
//!     ConfidenceLevel, FlatStretch, Lifetime, QuantileTime, TestWeight, compare_groups, survival_curve,
//! };
//!
//! let monthly = [Lifetime::ended(2.0)?, Lifetime::ended(3.0)?, Lifetime::ended(3.0)?, Lifetime::censored(7.5)?];
//! let yearly = [Lifetime::ended(12.0)?, Lifetime::censored(12.0)?, Lifetime::censored(20.0)?];
//!
//! let curve = survival_curve(monthly)?;
//! assert_eq!(curve.survival_at(2.5), Some(0.75));
//! assert_eq!(curve.survival_at(8.0), None); // nobody was seen so late
//! let (p95, flat) = (ConfidenceLevel::P95, FlatStretch::default());
//! assert_eq!(curve.median(p95, flat).time, QuantileTime::At(3.0));
//! assert_eq!(survival_curve(yearly)?.median(p95, flat).time, QuantileTime::NotReached);
//! assert_eq!(curve.restricted_mean(4.0)?.mean, 2.0 + 0.75 + 0.25);
//! let test = compare_groups(&[&monthly[..], &yearly[..]], TestWeight::LogRank)?;
//! assert_eq!(test.degrees_of_freedom, 1);
//! # Ok::<(), tenure::retention::survival::SurvivalError>(())
//! ```
//!
//! 1. Kaplan, Meier: Nonparametric estimation from incomplete observations, JASA 53 (1958),
//!    <https://doi.org/10.1080/01621459.1958.10501452>. With late entries: Klein, Moeschberger, Survival Analysis, 4.6,
//!    <https://doi.org/10.1007/b97377>.
//! 2. Greenwood: The natural duration of cancer, 1926; as in Klein, Moeschberger, 4.2.
//! 3. Kalbfleisch, Prentice: The Statistical Analysis of Failure Time Data, 1.4, <https://doi.org/10.1002/9781118032985>. Limits of
//!    quantiles: Brookmeyer, Crowley, Biometrics 38 (1982), <https://doi.org/10.2307/2530286>.
//! 4. Nelson, Technometrics 14 (1972), <https://doi.org/10.1080/00401706.1972.10488991>; Aalen, Annals of Statistics 6 (1978),
//!    <https://doi.org/10.1214/aos/1176344247>.
//! 5. Fleming, Harrington, Communications in Statistics 13 (1984), <https://doi.org/10.1080/03610928408828837>.
//! 6. Royston, Parmar, BMC Medical Research Methodology 13 (2013), <https://doi.org/10.1186/1471-2288-13-152>.
//! 7. Mantel, Cancer Chemotherapy Reports 50 (1966); as in Klein, Moeschberger, 7.3.
//! 8. Peto, Peto, JRSS A 135 (1972), <https://doi.org/10.2307/2344317>; Harrington, Fleming, Biometrika 69 (1982),
//!    <https://doi.org/10.1093/biomet/69.3.553>.

mod chi_square;
mod curve;
mod error;
mod exact;
mod group_test;
mod lifetime;
mod of_history;
mod probability;
mod quantile;
mod restricted_mean;
mod risk;

pub use curve::{Interval, RiskGap, SurvivalCurve, SurvivalRow, survival_curve};
pub use error::SurvivalError;
pub use group_test::{GroupTest, ObservedExpected, TestWeight, compare_groups};
pub use lifetime::Lifetime;
pub use of_history::lifetimes_of;
pub use probability::ConfidenceLevel;
pub use quantile::{FlatStretch, Quantile, QuantileTime};
pub use restricted_mean::RestrictedMean;
