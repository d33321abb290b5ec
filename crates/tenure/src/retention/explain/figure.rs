use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::calendar::{Period, Periods};
use crate::ratio::Ratio;

use super::super::bridge::{Bridge, BridgeRow, bridge};
use super::super::cohort::{Cohorts, Presence, cohorts};
use super::super::convention::Convention;
use super::super::history::RevenueHistory;
use super::super::rates::Rate;
use super::super::slicing::Slicing;
use super::super::trailing::{Trailing, trailing};
use super::{ExplainError, Question};

/// A number of a report, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Figure {
    /// An amount of a bridge, in minor units.
    Amount(Column),
    /// A number of accounts of a bridge.
    Accounts(Column),
    /// A rate of one period.
    Rate(Rate),
    /// A rate from the end of the period this many places earlier to the end of the period asked for.
    Trailing {
        /// How many periods.
        window: usize,
        /// Which rate.
        rate: Rate,
    },
    /// A cell of a cohort: the period asked for is the one in which it first paid.
    Cohort {
        /// How many periods later.
        age: usize,
        /// Whom the cell counts.
        presence: Presence,
        /// What of it.
        measure: CohortMeasure,
    },
}

/// A column of a bridge, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Column {
    /// The day before the period.
    Opening,
    /// For the first time.
    New,
    /// Again.
    Reactivation,
    /// There before the history begins.
    Unknown,
    /// More.
    Expansion,
    /// Less.
    Contraction,
    /// No more.
    Churn,
    /// By exchange rates; of amounts only.
    Fx,
    /// Handed over to this slice.
    TransfersIn,
    /// Handed over from this slice.
    TransfersOut,
    /// The last day of the period.
    Closing,
    /// What retention is a rate of.
    Base,
}

/// What of a cohort's cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CohortMeasure {
    /// The accounts.
    Accounts,
    /// What they pay, in minor units.
    Revenue,
    /// The accounts over the cohort's size.
    LogoRetention,
    /// What they pay, over what the cohort paid at first.
    RevenueRetention,
}

/// What a figure is made of: whole numbers that add up over accounts and over slices, amounts in minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Parts {
    /// The figure itself, or what stands above the line of a rate.
    pub numerator: i128,
    /// What stands below the line; `None` for a figure that is no rate.
    pub denominator: Option<i128>,
}

impl Parts {
    /// Of an amount or a number.
    #[must_use]
    pub const fn whole(value: i128) -> Self {
        Self {
            numerator: value,
            denominator: None,
        }
    }

    /// Of a rate.
    #[must_use]
    pub const fn rate(numerator: i128, denominator: i128) -> Self {
        Self {
            numerator,
            denominator: Some(denominator),
        }
    }

    /// The value; `None` over nothing.
    #[must_use]
    pub fn value(&self) -> Option<Ratio> {
        Ratio::of(self.numerator, self.denominator.unwrap_or(1))
    }

    /// Of a figure to which nothing contributes.
    pub(super) const fn none(figure: Figure) -> Self {
        match figure {
            Figure::Amount(_) | Figure::Accounts(_) => Self::whole(0),
            Figure::Cohort {
                measure: CohortMeasure::Accounts | CohortMeasure::Revenue,
                ..
            } => Self::whole(0),
            _ => Self::rate(0, 0),
        }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.numerator += other.numerator;
        self.denominator = match (self.denominator, other.denominator) {
            (Some(ours), Some(theirs)) => Some(ours + theirs),
            (ours, theirs) => ours.or(theirs),
        };
    }

    /// How far this part takes a total away from what the rest makes of it.
    pub(super) fn pull(&self, total: Self) -> u128 {
        let own = |denominator: i128| {
            let over = total.denominator.filter(|over| *over > 0)?;
            let expected = denominator.checked_mul(total.numerator)?;
            // In whole units: it only sorts.
            Some(self.numerator - expected / over)
        };
        match self.denominator {
            None => self.numerator,
            Some(denominator) => own(denominator).unwrap_or(self.numerator),
        }
        .unsigned_abs()
    }
}

impl Column {
    /// Every column, in order.
    pub const ALL: [Self; 12] = [
        Self::Opening,
        Self::New,
        Self::Reactivation,
        Self::Unknown,
        Self::Expansion,
        Self::Contraction,
        Self::Churn,
        Self::Fx,
        Self::TransfersIn,
        Self::TransfersOut,
        Self::Closing,
        Self::Base,
    ];

    /// The name, as it stands in a table of amounts.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Opening => "opening",
            Self::New => "new",
            Self::Reactivation => "reactivation",
            Self::Unknown => "unknown",
            Self::Expansion => "expansion",
            Self::Contraction => "contraction",
            Self::Churn => "churn",
            Self::Fx => "fx",
            Self::TransfersIn => "transfers_in",
            Self::TransfersOut => "transfers_out",
            Self::Closing => "closing",
            Self::Base => "base",
        }
    }

    /// Its amount in a row, in minor units.
    pub(in crate::retention) const fn amount(self, row: &BridgeRow) -> i128 {
        let amounts = &row.amounts;
        match self {
            Self::Opening => amounts.opening,
            Self::New => amounts.new,
            Self::Reactivation => amounts.reactivation,
            Self::Unknown => amounts.unknown,
            Self::Expansion => amounts.expansion,
            Self::Contraction => amounts.contraction,
            Self::Churn => amounts.churn,
            Self::Fx => amounts.fx,
            Self::TransfersIn => amounts.transfers_in,
            Self::TransfersOut => amounts.transfers_out,
            Self::Closing => amounts.closing,
            Self::Base => amounts.base,
        }
        .to_minor()
    }

    /// Its accounts in a row.
    pub(in crate::retention) fn accounts(self, row: &BridgeRow) -> i128 {
        let accounts = &row.accounts;
        i128::from(match self {
            Self::Opening => accounts.opening,
            Self::New => accounts.new,
            Self::Reactivation => accounts.reactivated,
            Self::Unknown => accounts.unknown,
            Self::Expansion => accounts.expanded,
            Self::Contraction => accounts.contracted,
            Self::Churn => accounts.churned,
            Self::Fx => 0,
            Self::TransfersIn => accounts.transferred_in,
            Self::TransfersOut => accounts.transferred_out,
            Self::Closing => accounts.closing,
            Self::Base => accounts.base,
        })
    }
}

/// The periods that a figure tells of, and no others.
pub(super) struct Run {
    periods: Periods,
    pub(super) first: Period,
    pub(super) last: Period,
    /// The day whose amounts it begins with.
    pub(super) opening_day: NaiveDate,
}

impl Run {
    pub(super) fn of(periods: &Periods, question: &Question) -> Result<Self, ExplainError> {
        let on = question.on;
        let missing = ExplainError::NoSuchPeriod { on };
        let at = periods.index_of(on).ok_or(missing.clone())?;
        let period = |at: Option<usize>, distance| {
            let period = at.and_then(|at| periods.get(at));
            period.ok_or(ExplainError::PastTheRun {
                figure: question.figure,
                on,
                periods: distance,
            })
        };
        let (first, last) = match question.figure {
            Figure::Trailing { window, .. } => (
                period(at.checked_sub(window), window)?,
                period(Some(at), 0)?,
            ),
            Figure::Cohort { age, .. } => (period(Some(at), 0)?, period(at.checked_add(age), age)?),
            _ => (period(Some(at), 0)?, period(Some(at), 0)?),
        };
        let opening_day = match question.figure {
            Figure::Trailing { .. } | Figure::Cohort { .. } => first.last_day(),
            _ => first.start().pred_opt().unwrap_or(first.start()),
        };
        let run = Periods::covering(periods.grain(), first.start(), last.last_day());
        Ok(Self {
            periods: run.ok_or(missing)?,
            first,
            last,
            opening_day,
        })
    }

    /// What the figure of a history is made of.
    pub(super) fn parts(
        &self,
        history: &RevenueHistory,
        slicing: &Slicing,
        convention: &Convention,
        question: &Question,
    ) -> Result<Parts, ExplainError> {
        let figure = question.figure;
        let slice = question.slice.as_ref();
        // A report has no row for a period that was not watched to its end.
        let seen = |seen: bool| match seen {
            true => Ok(()),
            false => Err(ExplainError::NoSuchPeriod { on: question.on }),
        };
        let parts = match figure {
            Figure::Amount(_) | Figure::Accounts(_) | Figure::Rate(_) => {
                let report = bridge(history, &self.periods, slicing, convention.clone())?;
                seen(!report.all.rows.is_empty())?;
                let found = slice.map_or(Some(&report.all), |key| report.slices.get(key));
                found.and_then(|bridge| of_bridge(bridge, figure))
            }
            Figure::Trailing { window, rate } => {
                let report = trailing(history, &self.periods, window, slicing, convention.clone())?;
                seen(!report.all.rows.is_empty())?;
                let found = slice.map_or(Some(&report.all), |key| report.slices.get(key));
                found
                    .and_then(|trailing: &Trailing| trailing.rows.last())
                    .map(|row| {
                        row.rate_parts(rate)
                            .ok_or(ExplainError::NoSuchFigure { figure })
                    })
                    .transpose()?
                    .map(|(numerator, denominator)| Parts::rate(numerator, denominator))
            }
            Figure::Cohort {
                age,
                presence,
                measure,
            } => {
                let report = cohorts(history, &self.periods, slicing, convention.clone())?;
                seen(report.all.earlier.len() == self.periods.len())?;
                let found = slice.map_or(Some(&report.all), |key| report.slices.get(key));
                found.and_then(|cohorts| of_cohort(cohorts, self.first, age, presence, measure))
            }
        };
        // What one account has in a slice that it never was in.
        Ok(parts.unwrap_or(Parts::none(figure)))
    }
}

fn of_bridge(bridge: &Bridge, figure: Figure) -> Option<Parts> {
    let row = bridge.rows.last()?;
    Some(match figure {
        Figure::Amount(column) => Parts::whole(column.amount(row)),
        Figure::Accounts(column) => Parts::whole(column.accounts(row)),
        Figure::Rate(rate) => {
            let (numerator, denominator) = row.rate_parts(rate);
            Parts::rate(numerator, denominator)
        }
        _ => return None,
    })
}

fn of_cohort(
    cohorts: &Cohorts,
    period: Period,
    age: usize,
    presence: Presence,
    measure: CohortMeasure,
) -> Option<Parts> {
    let cohort = cohorts.rows.iter().find(|cohort| cohort.period == period)?;
    let (first, cell) = (cohort.cells.first()?, cohort.cells.get(age)?);
    let accounts = i128::from(cell.accounts(presence));
    let revenue = cell.revenue_by(presence).to_minor();
    Some(match measure {
        CohortMeasure::Accounts => Parts::whole(accounts),
        CohortMeasure::Revenue => Parts::whole(revenue),
        CohortMeasure::LogoRetention => Parts::rate(accounts, first.active.into()),
        CohortMeasure::RevenueRetention => Parts::rate(revenue, first.revenue.to_minor()),
    })
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Amount(column) => f.write_str(column.name()),
            Self::Accounts(column) => write!(f, "{} accounts", column.name()),
            Self::Rate(rate) => f.write_str(rate.name()),
            Self::Trailing { window, rate } => write!(f, "{} over {window} periods", rate.name()),
            Self::Cohort {
                age,
                presence,
                measure,
            } => {
                match presence {
                    Presence::ActiveInPeriod => {}
                    Presence::NotYetChurned => f.write_str("not yet churned ")?,
                }
                let measure = match measure {
                    CohortMeasure::Accounts => "accounts",
                    CohortMeasure::Revenue => "revenue",
                    CohortMeasure::LogoRetention => "logo retention",
                    CohortMeasure::RevenueRetention => "revenue retention",
                };
                write!(f, "{measure} of a cohort at age {age}")
            }
        }
    }
}
