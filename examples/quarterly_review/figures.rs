//! From a history to the four figures of the review.

use std::error::Error;

use chrono::NaiveDate;
use tenure::retention::survival::{
    ConfidenceLevel, FlatStretch, Quantile, RestrictedMean, SurvivalCurve, SurvivalError,
    lifetimes_of, survival_curve,
};
use tenure::retention::{
    BridgeReport, CohortReport, Convention, RevenueHistory, Slicing, TrailingReport, bridge,
    cohorts, trailing,
};
use tenure::{Grain, Month, Periods};

pub(crate) struct Figures {
    pub(crate) monthly: BridgeReport,
    pub(crate) quarterly: BridgeReport,
    pub(crate) trailing: TrailingReport,
    pub(crate) cohorts: CohortReport,
    /// How long accounts stay, in days; nothing where no account ever paid.
    pub(crate) survival: Option<Survival>,
}

pub(crate) struct Survival {
    pub(crate) curve: SurvivalCurve,
    pub(crate) median: Quantile,
    pub(crate) mean: RestrictedMean,
}

impl Survival {
    pub(crate) const LEVEL: ConfidenceLevel = ConfidenceLevel::P95;

    /// As of a day, the first of which nothing is known.
    fn of(history: &RevenueHistory, as_of: NaiveDate) -> Result<Option<Self>, SurvivalError> {
        let lifetimes = lifetimes_of(history, None, as_of);
        let curve = match survival_curve(lifetimes.into_iter().map(|(_, lifetime)| lifetime)) {
            Err(SurvivalError::Empty) => return Ok(None),
            curve => curve?,
        };
        Ok(Some(Self {
            median: curve.median(Self::LEVEL, FlatStretch::Midpoint),
            mean: curve.restricted_mean(curve.last_time())?,
            curve,
        }))
    }
}

/// The months from the first with anything in force to `until`, and the quarters in which they lie.
pub(crate) struct Calendar {
    pub(crate) months: Periods,
    pub(crate) quarters: Periods,
}

impl Calendar {
    pub(crate) fn new(first: Option<NaiveDate>, until: Month) -> Result<Self, Box<dyn Error>> {
        let first = first.unwrap_or(until.first_day());
        let covering = |grain| Periods::covering(grain, first, until.last_day());
        match (covering(Grain::Month), covering(Grain::Quarter)) {
            (Some(months), Some(quarters)) => Ok(Self { months, quarters }),
            _ => Err(format!(
                "no period to show: the first subscription is in force on {first}, the last month asked for is {until}; choose a \
                 later one with --until, at most {} periods away",
                Periods::MAX
            )
            .into()),
        }
    }
}

impl Figures {
    pub(crate) fn compute(
        history: &RevenueHistory,
        slicing: &Slicing,
        calendar: &Calendar,
        convention: &Convention,
    ) -> Result<Self, Box<dyn Error>> {
        let convention = || convention.clone();
        let Calendar { months, quarters } = calendar;
        let figures = Self {
            monthly: bridge(history, months, slicing, convention())?,
            quarterly: bridge(history, quarters, slicing, convention())?,
            trailing: trailing(history, months, 12, slicing, convention())?,
            cohorts: cohorts(history, months, slicing, convention())?,
            survival: Survival::of(history, months.end())?,
        };
        figures.monthly.reconcile()?;
        figures.quarterly.reconcile()?;
        Ok(figures)
    }
}
