//! The figures of single accounts as cells that can be compared.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::id::AccountId;

use super::super::bridge::{Bridge, BridgeReport, bridge};
use super::super::explain::Column;
use super::super::history::{AccountIndex, RevenueHistory};
use super::super::slicing::{SliceKey, Slicing};
use super::{BookReport, RestatementError};

/// Where a cell stands. Ordered as changes are told.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) slice: Option<SliceKey>,
    pub(super) row: usize,
    pub(super) account: AccountId,
    pub(super) column: Column,
}

/// What stands there, or by how much it changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Cell {
    /// In minor units.
    pub(super) amount: i128,
    pub(super) accounts: i64,
}

/// Cells that are not nothing.
pub(super) type Cells = BTreeMap<Place, Cell>;

impl Cell {
    pub(super) fn plus(self, other: Self) -> Self {
        Self {
            amount: self.amount + other.amount,
            accounts: self.accounts + other.accounts,
        }
    }

    fn minus(self, other: Self) -> Self {
        Self {
            amount: self.amount - other.amount,
            accounts: self.accounts - other.accounts,
        }
    }
}

impl BookReport {
    /// What each account of a history has in every cell of the report: the report of that account alone.
    pub(super) fn cells(
        &self,
        (history, slicing): &(RevenueHistory, Slicing),
    ) -> Result<Cells, RestatementError> {
        let mut cells = Cells::new();
        let history = history.with_gaps_closed(&self.convention)?;
        for (index, account) in (0..).map(AccountIndex::new).zip(history.accounts()) {
            let (history, slicing) = (history.only(index), slicing.only(index));
            let report = bridge(&history, &self.periods, &slicing, self.convention.clone())?;
            each(&report, |slice, row, _, column, cell| {
                cells.insert(
                    Place {
                        slice: slice.cloned(),
                        row,
                        account: account.clone(),
                        column,
                    },
                    cell,
                );
            });
        }
        Ok(cells)
    }
}

/// Every cell that changed, with the change.
pub(super) fn changed(before: &Cells, after: &Cells) -> Vec<(Place, Cell)> {
    let none = Cell::default();
    let mut changes = Vec::new();
    for (place, cell) in after {
        let change = cell.minus(before.get(place).copied().unwrap_or(none));
        if change != none {
            changes.push((place.clone(), change));
        }
    }
    let gone = before
        .iter()
        .filter(|(place, _)| !after.contains_key(place));
    changes.extend(gone.map(|(place, cell)| (place.clone(), none.minus(*cell))));
    changes
}

/// Every cell of a report that is not nothing, by slice, first day and column.
pub(super) fn totals(
    report: &BridgeReport,
) -> BTreeMap<(Option<&SliceKey>, NaiveDate, Column), Cell> {
    let mut cells = BTreeMap::new();
    each(report, |slice, _, start, column, cell| {
        cells.insert((slice, start, column), cell);
    });
    cells
}

/// Visits every cell of a report that is not nothing.
fn each<'a>(
    report: &'a BridgeReport,
    mut visit: impl FnMut(Option<&'a SliceKey>, usize, NaiveDate, Column, Cell),
) {
    let mut of = |slice: Option<&'a SliceKey>, bridge: &Bridge| {
        for (at, row) in bridge.rows.iter().enumerate() {
            for column in Column::ALL {
                let cell = Cell {
                    amount: column.amount(row),
                    accounts: i64::try_from(column.accounts(row)).unwrap_or(i64::MAX),
                };
                if cell != Cell::default() {
                    visit(slice, at, row.period.start(), column, cell);
                }
            }
        }
    };
    of(None, &report.all);
    for (key, slice) in &report.slices {
        of(Some(key), slice);
    }
}
