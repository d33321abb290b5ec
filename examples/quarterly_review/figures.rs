//! From a history to the four figures of the review.

use std::error::Error;

use chrono::{Days, NaiveDate};
use tenure::retention::survival::{
    ConfidenceLevel, FlatStretch, Quantile, RestrictedMean, SurvivalCurve, SurvivalError,
    lifetimes_of, survival_curve,
};
use tenure::retention::{
    BridgeReport, CohortReport, Column, Convention, Difference, ExplainError, Explanation, Figure,
    Question, Rate, RevenueHistory, Slicing, TrailingReport, bridge, cohorts, explain, trailing,
};
use tenure::{Grain, Month, Periods};

pub(crate) struct Figures {
    pub(crate) monthly: BridgeReport,
    pub(crate) quarterly: BridgeReport,
    pub(crate) trailing: TrailingReport,
    pub(crate) cohorts: CohortReport,
    /// How long accounts stay, in days; nothing where no account ever paid.
    pub(crate) survival: Option<Survival>,
    pub(crate) moved: Moved,
}

/// The accounts behind the last quarter.
#[derive(Default)]
pub(crate) struct Moved {
    /// Behind what came, grew, shrank and left.
    pub(crate) explained: Vec<Explanation>,
    /// Behind the change of twelve-month retention since a quarter before.
    pub(crate) differences: Vec<Difference>,
}

impl Moved {
    /// What cannot be told is left out: of a history that is too short, or of definitions under which a figure is no sum over accounts.
    fn of(
        history: &RevenueHistory,
        calendar: &Calendar,
        convention: &Convention,
        quarterly: &BridgeReport,
    ) -> Result<Self, ExplainError> {
        let Some(last) = quarterly.all.rows.last() else {
            return Ok(Self::default());
        };
        let ask = |periods: &Periods, figure, on| {
            let question = Question {
                figure,
                slice: None,
                on,
            };
            let whole = Slicing::none();
            match explain(history, periods, &whole, convention.clone(), &question) {
                Err(
                    ExplainError::PastTheRun { .. }
                    | ExplainError::NoSuchPeriod { .. }
                    | ExplainError::NotAdditive { .. },
                ) => Ok(None),
                explained => explained.map(Some),
            }
        };
        let mut moved = Self::default();
        let rate = |rate| Figure::Trailing { window: 12, rate };
        let (now, before) = (
            calendar.months.end() - Days::new(1),
            last.period.start() - Days::new(1),
        );
        for rate in [Rate::NetRevenueRetention, Rate::GrossRevenueRetention].map(rate) {
            let earlier = ask(&calendar.months, rate, before)?;
            let later = ask(&calendar.months, rate, now)?;
            for (earlier, later) in earlier.iter().zip(&later) {
                moved.differences.push(Difference::between(earlier, later)?);
            }
        }
        for column in [
            Column::Churn,
            Column::Contraction,
            Column::Expansion,
            Column::New,
        ] {
            let figure = Figure::Amount(column);
            moved
                .explained
                .extend(ask(&calendar.quarters, figure, last.period.start())?);
        }
        Ok(moved)
    }
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
        let quarterly = bridge(history, quarters, slicing, convention())?;
        let figures = Self {
            moved: Moved::of(history, calendar, &convention(), &quarterly)?,
            monthly: bridge(history, months, slicing, convention())?,
            quarterly,
            trailing: trailing(history, months, 12, slicing, convention())?,
            cohorts: cohorts(history, months, slicing, convention())?,
            survival: Survival::of(history, months.end())?,
        };
        figures.monthly.reconcile()?;
        figures.quarterly.reconcile()?;
        Ok(figures)
    }
}
