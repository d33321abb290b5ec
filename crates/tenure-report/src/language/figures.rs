use tenure::retention::{CohortMeasure, Column, Rate};

use super::{With, WithTwo};

/// What figures are called. Each list is as long as the core's own, so a name that is missing does not compile.
#[derive(Debug)]
pub(crate) struct Figures {
    pub(crate) columns: [(Column, &'static str); Column::ALL.len()],
    pub(crate) rates: [(Rate, &'static str); Rate::ALL.len()],
    pub(crate) cohort_measures: [(CohortMeasure, &'static str); 4],
    pub(crate) cohort_measure: &'static str,
    /// A column, of which the accounts are meant.
    pub(crate) accounts_of: With,
    /// A rate, a number of periods.
    pub(crate) over_periods: WithTwo,
    /// A measure, an age in periods.
    pub(crate) of_cohort: WithTwo,
    /// A number of percentage points.
    pub(crate) points: With,
}
