use super::chi_square::upper_tail;
use super::exact::{Product, Sum};
use super::risk::{Risk, Step, Steps};
use super::{Lifetime, SurvivalError};

/// How much a difference between groups counts, by when it is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TestWeight {
    /// Every time alike: the log-rank test. Strongest where the ratio of hazards is the same at all times.
    LogRank,
    /// By the survival of all groups together just before the time: the Peto-Peto test (rho = 1 of Harrington and Fleming, as
    /// in R's `survdiff`). Early differences count more than those among the few that are left late.
    PetoPeto,
}

/// A test of whether groups have the same survival.
///
/// # Laws
/// Groups with the same lifetimes give a chi-square of 0. The order of groups and of lifetimes does not matter.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct GroupTest {
    /// How times were weighted.
    pub weight: TestWeight,
    /// By group, in the order given: the weighted ends observed, and those expected if all groups had the same hazard.
    pub groups: Vec<ObservedExpected>,
    /// How far observed and expected lie apart, against the hypergeometric variance.
    pub chi_square: f64,
    /// Groups that can differ from each other, less one.
    pub degrees_of_freedom: u64,
    /// The probability of so large a chi-square, or a larger one, if all groups had the same survival.
    pub p_value: f64,
}

/// Ends of one group.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct ObservedExpected {
    /// The sum of weight x ends; with [`TestWeight::LogRank`], how many ended.
    pub observed: f64,
    /// The sum of weight x ends of all groups x share of the group among those at risk.
    pub expected: f64,
}

/// Tests whether groups have the same survival, late entries included.
///
/// # Errors
/// [`SurvivalError::TooFewGroups`], [`SurvivalError::EmptyGroup`], [`SurvivalError::NotComparable`].
pub fn compare_groups<G>(groups: &[G], weight: TestWeight) -> Result<GroupTest, SurvivalError>
where
    G: AsRef<[Lifetime]>,
{
    if groups.len() < 2 {
        return Err(SurvivalError::TooFewGroups {
            groups: groups.len(),
        });
    }
    if let Some(group) = groups.iter().position(|group| group.as_ref().is_empty()) {
        return Err(SurvivalError::EmptyGroup { group });
    }
    let risks: Vec<Risk> = groups
        .iter()
        .map(|group| Risk::new(group.as_ref().iter().copied()))
        .collect();
    let mut walks: Vec<Steps<'_>> = risks.iter().map(Risk::steps).collect();
    let mut tally = Tally::new(groups.len());
    let mut survival = Product::ONE;
    let next = |walks: &[Steps<'_>]| {
        let times = walks.iter().filter_map(Steps::next_time);
        times.min_by(f64::total_cmp)
    };
    while let Some(time) = next(&walks) {
        let weighed = match weight {
            TestWeight::LogRank => 1.0,
            TestWeight::PetoPeto => survival.value(),
        };
        let steps = walks.iter_mut().map(|steps| steps.at(time));
        let (at_risk, events) = tally.take(steps, weighed);
        if events > 0.0 {
            survival.multiply(at_risk - events, at_risk);
        }
    }
    tally.finish(weight)
}

/// Observed, expected and the covariance of their differences.
struct Tally {
    /// The current time, by group.
    steps: Vec<Step>,
    observed: Vec<Sum>,
    expected: Vec<Sum>,
    /// Row by row; only up to the diagonal, for it is symmetric.
    covariance: Vec<Vec<Sum>>,
}

impl Tally {
    fn new(groups: usize) -> Self {
        Self {
            steps: Vec::with_capacity(groups),
            observed: vec![Sum::default(); groups],
            expected: vec![Sum::default(); groups],
            covariance: (1..=groups).map(|row| vec![Sum::default(); row]).collect(),
        }
    }

    /// Adds one time, and gives how many are at risk and how many end in all groups together.
    fn take(&mut self, steps: impl Iterator<Item = Step>, weight: f64) -> (f64, f64) {
        self.steps.clear();
        self.steps.extend(steps);
        // Counts below 2^53 are exact.
        let total = |count: fn(&Step) -> u64| self.steps.iter().map(count).sum::<u64>() as f64;
        let (at_risk, events) = (total(|step| step.at_risk), total(|step| step.events));
        if events == 0.0 {
            return (at_risk, events);
        }
        let variance = weight * weight * events * (at_risk - events) / (at_risk - 1.0).max(1.0);
        let sums = self.observed.iter_mut().zip(&mut self.expected);
        for ((step, (observed, expected)), row) in
            self.steps.iter().zip(sums).zip(&mut self.covariance)
        {
            observed.add(weight * step.events as f64);
            if step.at_risk == 0 {
                continue;
            }
            expected.add(weight * (events * step.at_risk as f64 / at_risk));
            let share = step.at_risk as f64 / at_risk;
            let diagonal = row.len() - 1;
            for (column, (cell, other)) in row.iter_mut().zip(&self.steps).enumerate() {
                let other = other.at_risk as f64;
                cell.add(if column == diagonal {
                    variance * share * ((at_risk - other) / at_risk)
                } else {
                    -variance * share * (other / at_risk)
                });
            }
        }
        (at_risk, events)
    }

    fn finish(self, weight: TestWeight) -> Result<GroupTest, SurvivalError> {
        let sums = self.observed.iter().zip(&self.expected);
        let groups: Vec<_> = sums
            .map(|(observed, expected)| ObservedExpected {
                observed: observed.value(),
                expected: expected.value(),
            })
            .collect();
        let differences = groups.iter().map(|group| group.observed - group.expected);
        let rows = self.covariance.iter();
        let covariance = rows.map(|row| row.iter().map(|cell| cell.value()).collect());
        let (chi_square, degrees_of_freedom) =
            quadratic_form(differences.collect(), covariance.collect());
        if degrees_of_freedom == 0 {
            return Err(SurvivalError::NotComparable);
        }
        Ok(GroupTest {
            weight,
            groups,
            chi_square,
            degrees_of_freedom,
            p_value: upper_tail(chi_square, degrees_of_freedom),
        })
    }
}

/// A remainder this small against what was there is rounding.
const ROUNDING: f64 = 1e-9;

/// u' V^- u and the rank of V, which is symmetric, not negative and given up to its diagonal: elimination by the largest
/// remaining variance, as long as any is left. The rank is at most one less than the groups, for all differences add up to zero.
fn quadratic_form(mut differences: Vec<f64>, mut covariance: Vec<Vec<f64>>) -> (f64, u64) {
    let variances: Vec<f64> = covariance
        .iter()
        .filter_map(|row| row.last().copied())
        .collect();
    let mut left: Vec<usize> = (0..variances.len()).collect();
    let (mut form, mut rank) = (0.0, 0);
    while left.len() > 1 {
        let of = |covariance: &[Vec<f64>], a: usize, b: usize| {
            let row = covariance.get(a.max(b));
            row.and_then(|row| row.get(a.min(b)).copied())
                .unwrap_or_default()
        };
        let variance = |group: &usize| of(&covariance, *group, *group);
        let eligible = left.iter().filter(|group| {
            let before = variances.get(**group).copied().unwrap_or_default();
            variance(group) > ROUNDING * before
        });
        let largest = eligible.max_by(|a, b| variance(a).total_cmp(&variance(b)));
        let Some(pivot) = largest.copied() else { break };
        left.retain(|group| *group != pivot);
        let size = of(&covariance, pivot, pivot);
        let difference = differences.get(pivot).copied().unwrap_or_default();
        form += difference * difference / size;
        rank += 1;
        for (place, &a) in left.iter().enumerate() {
            let factor = of(&covariance, a, pivot) / size;
            if let Some(other) = differences.get_mut(a) {
                *other -= factor * difference;
            }
            for &b in left.iter().take(place + 1) {
                let reduced = of(&covariance, a, b) - factor * of(&covariance, b, pivot);
                let row = covariance.get_mut(a.max(b));
                if let Some(cell) = row.and_then(|row| row.get_mut(a.min(b))) {
                    *cell = reduced;
                }
            }
        }
    }
    (form, rank)
}
