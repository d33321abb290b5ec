//! Cohorts of shared accounts.

use crate::calendar::{Period, Periods};
use crate::money::{Money, MoneyError};
use crate::retention::RetentionError;
use crate::retention::cohort::{Cohort, CohortCell, CohortReport, Cohorts, cohorts};
use crate::retention::history::RevenueHistory;
use crate::retention::slicing::Slicing;

use super::shared_accounts;

/// Puts the parts of shared accounts in the place of what their leads have, in a report by leads. A slice that has a part of an
/// account without leading any of its cohort has a cohort of no accounts.
pub(in crate::retention) fn spread_cohorts(
    report: &mut CohortReport,
    history: &RevenueHistory,
    periods: &Periods,
    slicing: &Slicing,
) -> Result<(), RetentionError> {
    let convention = report.convention.clone();
    for account in shared_accounts(history, slicing, &convention)? {
        let report_of = |by: &Slicing| cohorts(&account.history, periods, by, convention.clone());
        let (by_lead, by_set) = (report_of(&account.by_lead)?, report_of(&account.by_set)?);
        for (key, slice) in &by_lead.slices {
            if let Some(whole) = report.slices.get_mut(key) {
                add(whole, slice, |amount| -amount)?;
            }
        }
        for (key, slice) in &by_set.slices {
            let Some(weights) = account.sets.get(key) else {
                continue;
            };
            for (place, key) in weights.keys().iter().enumerate() {
                let key = slicing.keys().get(*key as usize);
                if let Some(whole) = key.and_then(|key| report.slices.get_mut(key)) {
                    let part = |amount| weights.split(amount).get(place).copied().unwrap_or(0);
                    add(whole, slice, part)?;
                }
            }
        }
    }
    Ok(())
}

/// Adds a part of every amount; numbers of accounts stay.
fn add(
    whole: &mut Cohorts,
    slice: &Cohorts,
    part: impl Fn(i128) -> i128,
) -> Result<(), MoneyError> {
    for (cell, of) in whole.earlier.iter_mut().zip(&slice.earlier) {
        add_cell(cell, of, &part)?;
    }
    for cohort in &slice.rows {
        let cells = cells_of(whole, cohort.period, &cohort.cells);
        for (cell, of) in cells.iter_mut().zip(&cohort.cells) {
            add_cell(cell, of, &part)?;
        }
    }
    Ok(())
}

fn add_cell(
    cell: &mut CohortCell,
    of: &CohortCell,
    part: impl Fn(i128) -> i128,
) -> Result<(), MoneyError> {
    let currency = cell.revenue.currency();
    let sum =
        |to: Money, by: Money| Money::from_minor(to.to_minor() + part(by.to_minor()), currency);
    cell.revenue = sum(cell.revenue, of.revenue)?;
    cell.not_yet_churned_revenue = sum(cell.not_yet_churned_revenue, of.not_yet_churned_revenue)?;
    Ok(())
}

/// The cells of a cohort, made of nothing where the slice has none.
fn cells_of<'a>(
    whole: &'a mut Cohorts,
    period: Period,
    like: &[CohortCell],
) -> &'a mut [CohortCell] {
    let at = whole.rows.partition_point(|cohort| cohort.period < period);
    if whole
        .rows
        .get(at)
        .is_none_or(|cohort| cohort.period != period)
    {
        let nothing = |cell: &CohortCell| CohortCell {
            active: 0,
            revenue: Money::zero(cell.revenue.currency()),
            not_yet_churned: 0,
            not_yet_churned_revenue: Money::zero(cell.revenue.currency()),
        };
        let cells = like.iter().map(nothing).collect();
        whole.rows.insert(at, Cohort { period, cells });
    }
    whole
        .rows
        .get_mut(at)
        .map_or(&mut [], |cohort| &mut cohort.cells)
}
