//! How healthy an account is: a score of 0 to 100 that says what it is made of, and why it is another than before.
//!
//! # Formula
//! A measure's number is scored on its [`Ramp`](crate::Ramp), 0 to 100 points in whole hundredths. With `w` the weight of a measure in its
//! group and `W` that of a group, over the measures that have a number:
//!
//! ```text
//! score = Σ W_g · (Σ w_m · x_m / Σ w_m) / Σ W_g
//! ```
//!
//! What becomes of a measure without a number says the scorecard's [`MissingRule`]. The score is a fraction, never rounded: a band
//! is looked up by what it is. So one measure's [effective weight](Measured::weight) is `W_g · w_m` over the weights that have a
//! number, and weight times score, added up, is the score.
//!
//! A weighted mean of scored measures with bands is how customer-success systems do it: see Gainsight's
//! [measure weights](https://support.gainsight.com/Gainsight_NXT/05Scorecards/02Admin_Guides/Measure_Weights_in_Scorecards).
//!
//! ```
//! use std::collections::BTreeMap;
//! use chrono::NaiveDate;
//! use tenure::health::{Health, Scorecard};
//! use tenure::situation::Situation;
//! use tenure::{AccountId, BasisPoints, Name, Ratio};
//!
//! // 5 touch points are good (100), 3 average (60), 2 poor (40).
//! let points = [100, 100, 100, 100, 100, 60, 60, 60, 40, 40];
//! let measure = |n: usize| format!(
//!     r#"{{"kind": {{"supplied": "touch point {n}"}}, "weight": 1, "scored": {{"zero_at": 0, "full_at": 10000}}}}"#
//! );
//! let card: Scorecard = serde_json::from_str(&format!(
//!     r#"{{"groups": [{{"name": "quality", "weight": 1, "measures": [{}]}}], "missing": "not_available",
//!          "bands": [{{"name": "low", "up_to": 5000}}, {{"name": "high", "up_to": 10000}}]}}"#,
//!     (0..10).map(measure).collect::<Vec<_>>().join(",")
//! ))?;
//! let account = AccountId::new("A-17")?;
//! let mut situation = Situation::blank(&account, NaiveDate::from_ymd_opt(2026, 3, 2).expect("a day"));
//! for (n, points) in points.into_iter().enumerate() {
//!     situation.measures.insert(Name::new(format!("touch point {n}"))?, BasisPoints::new(points * 100)?);
//! }
//! let health = Health::of(&situation, &card);
//! assert_eq!(health.score(), Ratio::of(76, 1));
//! assert_eq!(health.band().map(|band| band.name.as_str()), Some("high"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod bands;
mod change;
mod measure;
mod scorecard;

use chrono::NaiveDate;

use crate::account::Account;
use crate::basis_points::BasisPoints;
use crate::book::Book;
use crate::ratio::Ratio;
use crate::situation::{Evidence, Situation, Viewpoint};
use crate::text::Name;

pub use bands::{Band, Bands, BandsError};
pub use change::{Cause, CauseKind, HealthChange};
pub use measure::{Measure, MeasureKind};
pub use scorecard::{MeasureGroup, MissingRule, Scorecard, ScorecardError};

/// How healthy an account is, and what of.
///
/// # Laws
/// - Effective weights add up to one, and weights times scores to the score, exactly.
/// - The score lies between the lowest and the highest score of a measure that has one.
/// - A better number of one measure never lowers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health<'c> {
    card: &'c Scorecard,
    measures: Vec<Measured<'c>>,
    /// What the shares of the measures add up to; above zero when any has a number.
    weights: i64,
    score: Option<Ratio>,
    known: Ratio,
}

/// What a measure says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured<'c> {
    /// Its group.
    pub group: &'c Name,
    /// Which.
    pub kind: &'c MeasureKind,
    /// Its number, in the unit of the table at [`MeasureKind`]; `None` when it is missing.
    pub number: Option<i64>,
    /// Its score in hundredths of a point; `None` when it is missing.
    pub score: Option<BasisPoints>,
    /// The records behind it.
    pub evidence: Evidence,
    /// Its part of `weights`.
    share: i64,
    weights: i64,
}

impl Measured<'_> {
    /// Its effective weight, a part of one; nothing when it is missing.
    #[must_use]
    pub const fn weight(&self) -> Option<Ratio> {
        Ratio::of(self.share as i128, self.weights as i128)
    }

    /// The points of the score that come from it: weight times score.
    #[must_use]
    pub fn points(&self) -> Option<Ratio> {
        let score = i128::from(self.score?.get());
        Ratio::of(
            i128::from(self.share).checked_mul(score)?,
            i128::from(self.weights).checked_mul(100)?,
        )
    }
}

impl<'c> Health<'c> {
    /// How healthy a situation is by a scorecard.
    #[must_use]
    pub fn of(situation: &Situation<'_>, card: &'c Scorecard) -> Self {
        let groups = card.groups();
        let count = groups.iter().map(|group| group.measures.len()).sum();
        let mut measures = Vec::with_capacity(count);
        // What weighs in each group, of all its measures and of those that have numbers.
        let mut sums = [(0_i64, 0_i64); Scorecard::MAX_GROUPS];
        for (group, (whole, present)) in groups.iter().zip(&mut sums) {
            for measure in &group.measures {
                let (number, evidence) = match measure.kind.read(situation) {
                    Some((number, evidence)) => (Some(number), evidence),
                    None => (None, Evidence::NONE),
                };
                let score = number.map(|number| measure.scored.at(number));
                let weight = i64::from(measure.weight);
                let share = if score.is_some() { weight } else { 0 };
                *whole += weight;
                *present += share;
                measures.push(Measured {
                    group: &group.name,
                    kind: &measure.kind,
                    number,
                    score,
                    evidence,
                    share,
                    weights: 0,
                });
            }
        }
        // Every product is bounded by what a scorecard may weigh.
        let wholes: i64 = sums.iter().map(|(whole, _)| whole.max(&1)).product();
        let presents: i64 = sums.iter().map(|(_, present)| present.max(&1)).product();
        let without = |product: i64, sum: i64| product.checked_div(sum).unwrap_or_default();
        let (mut weights, mut known, mut all) = (0_i64, 0_i64, 0_i64);
        let mut rest = measures.iter_mut();
        for (group, (whole, present)) in groups.iter().zip(sums) {
            let weight = i64::from(group.weight);
            all += weight * wholes;
            known += weight * present * without(wholes, whole);
            weights += if present > 0 { weight * presents } else { 0 };
            let each = weight * without(presents, present);
            for measured in rest.by_ref().take(group.measures.len()) {
                measured.share *= each;
            }
        }
        for measured in &mut measures {
            measured.weights = weights;
        }
        let mut health = Self {
            card,
            measures,
            weights,
            score: None,
            known: Ratio::of(known.into(), all.into()).unwrap_or(Ratio::whole(0)),
        };
        let available = match card.missing() {
            MissingRule::NotAvailable => health
                .measures
                .iter()
                .all(|measured| measured.score.is_some()),
            MissingRule::Renormalise { at_least } => {
                let least = Ratio::of(at_least.get().into(), BasisPoints::WHOLE.get().into());
                least.is_some_and(|least| least <= health.known)
            }
        };
        if available {
            health.score = Ratio::of(health.sum(), i128::from(weights) * 100);
        }
        health
    }

    /// The score in points, 0 to 100, exactly; `None` when too little is known, by the scorecard's [`MissingRule`].
    #[must_use]
    pub const fn score(&self) -> Option<Ratio> {
        self.score
    }

    /// The band of the score; `None` without a score.
    #[must_use]
    pub fn band(&self) -> Option<&'c Band> {
        Some(self.card.bands().of(self.score?))
    }

    /// Every measure of the scorecard, in its order, missing ones included.
    #[must_use]
    pub fn measures(&self) -> &[Measured<'c>] {
        &self.measures
    }

    /// The part of all weight that has a number.
    #[must_use]
    pub const fn known(&self) -> Ratio {
        self.known
    }

    /// The scorecard.
    #[must_use]
    pub const fn card(&self) -> &'c Scorecard {
        self.card
    }

    /// Shares times scores in hundredths of points.
    fn sum(&self) -> i128 {
        let scored = self.measures.iter();
        scored
            .map(|measured| {
                let score = measured.score.unwrap_or_default();
                i128::from(measured.share) * i128::from(score.get())
            })
            .sum()
    }
}

/// The health of an account on each of these days, in the order given, all by one scorecard and one state of knowledge. `None` on
/// days before it was opened.
///
/// For what was known at an earlier instant, fold the book as of that instant.
#[must_use]
pub fn history<'c>(
    book: &Book,
    account: &Account,
    days: impl IntoIterator<Item = NaiveDate>,
    card: &'c Scorecard,
) -> Vec<(NaiveDate, Option<Health<'c>>)> {
    let opened = account.opened().map(|(on, _)| on);
    days.into_iter()
        .map(|on| {
            let there = opened.is_some_and(|opened| opened <= on);
            let health = there.then(|| {
                let situation = Viewpoint::of(book, on).situation_alone(account);
                Health::of(&situation, card)
            });
            (on, health)
        })
        .collect()
}
