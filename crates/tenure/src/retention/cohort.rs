use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::as_of::AsOf;
use crate::calendar::{Period, Periods};
use crate::currency::Currency;
use crate::money::Money;
use crate::ratio::Ratio;

use super::RetentionError;
use super::axis::{Axis, Row};
use super::convention::Convention;
use super::frame::Seen;
use super::history::RevenueHistory;
use super::interval::wilson;
use super::returning::Returning;
use super::sharing::spread_cohorts;
use super::slicing::{Division, SliceKey, Slicing};
use super::survival::{ConfidenceLevel, Interval};
use super::tally::Tally;

/// Accounts grouped by the period in which they first paid, and what became of each group, for the whole book and each slice.
///
/// # Laws
/// A cohort's cell at age 0 is its size. Cells of one period (a diagonal), with the accounts that came before the run, add up to
/// that period's closing. The sizes, with those accounts, add up to all accounts that ever paid at the end of a period of the
/// run or before. Slices add up to the whole in every cell. The number of accounts not yet churned never rises with age.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CohortReport {
    /// The definitions behind every figure.
    pub convention: Convention,
    /// The last day asked for, and what counted as known.
    pub as_of: AsOf,
    /// The currency of every amount.
    pub currency: Currency,
    /// The whole book.
    pub all: Cohorts,
    /// Each slice, in the order of keys.
    pub slices: BTreeMap<SliceKey, Cohorts>,
}

/// The cohorts of one run of periods.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Cohorts {
    /// The cohorts that have any account, by period.
    pub rows: Vec<Cohort>,
    /// The accounts that first paid before the run and so belong to none of its cohorts: one cell for each period of the run.
    pub earlier: Vec<CohortCell>,
}

/// The accounts that first paid in one period.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Cohort {
    /// The period at whose end they were first above zero.
    pub period: Period,
    /// By age in periods, from 0 up to the last period of the run: what lies past it is absent, not zero. Never empty.
    pub cells: Vec<CohortCell>,
}

/// A group of accounts at the end of one period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CohortCell {
    /// Accounts that pay then. One that left and came back is active again.
    pub active: u64,
    /// What they pay per month.
    pub revenue: Money,
    /// Accounts that paid at the end of every period so far. One that left is none of them, whether it came back or not.
    pub not_yet_churned: u64,
    /// What those pay per month.
    pub not_yet_churned_revenue: Money,
}

/// Whom a cell counts.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Presence {
    /// Whoever pays at the end of the period. Can rise again.
    #[default]
    ActiveInPeriod,
    /// Whoever paid at the end of every period so far. Its number never rises.
    NotYetChurned,
}

/// The cohorts of a run of periods.
///
/// An account belongs to the cohort of the period at whose end it was first above zero, in the whole history: "first" looks back
/// before the run, on the same calendar. What first paid before the run belongs to no cohort of it and is given apart, in
/// [`Cohorts::earlier`]; and so is who was there before the history [begins](RevenueHistory::known_from). Cells past the end of the
/// [observation](RevenueHistory::observed_until) are absent. An account never above zero at the end of a period belongs nowhere.
///
/// Under a division by holder an account counts, at every age, in the slice that held it at the end of the period of its cohort.
///
/// # Errors
/// [`RetentionError::ForeignSlicing`] when the slicing was made for another history.
pub fn cohorts(
    history: &RevenueHistory,
    periods: &Periods,
    slicing: &Slicing,
    convention: Convention,
) -> Result<CohortReport, RetentionError> {
    let mut report = by_division(history, periods, slicing, convention)?;
    if !slicing.sets().is_empty() {
        spread_cohorts(&mut report, history, periods, slicing)?;
    }
    Ok(report)
}

/// Where every account is in one slice on every day.
fn by_division(
    history: &RevenueHistory,
    periods: &Periods,
    slicing: &Slicing,
    convention: Convention,
) -> Result<CohortReport, RetentionError> {
    let division = slicing.division(history)?;
    let currency = history.currency();
    let as_of = AsOf {
        effective: periods.end().pred_opt().unwrap_or_default(),
        known: history.known(),
    };
    let Seen { history, periods } = history.seen(periods, &convention)?;
    let Some(periods) = periods.as_deref() else {
        let none = || Cohorts {
            rows: Vec::new(),
            earlier: Vec::new(),
        };
        return Ok(CohortReport {
            convention,
            as_of,
            currency,
            all: none(),
            slices: slicing.name(slicing.keys().iter().map(|_| none()).collect()),
        });
    };
    let returning = Returning::new(&history, &convention);
    // On its own days, of which the ends of periods tell no more.
    let day_by_day = &*history;
    let history = match history.composition() {
        Some(composition) => Cow::Owned(composition.at_the_ends(&history, periods)?),
        None => Cow::Borrowed(&*history),
    };
    let axis = Axis::new(
        periods,
        history.first_change(),
        history.whole_columns().days,
    );
    let rows = axis.rows();
    let mut books = vec![Book::new(rows); slicing.books()];
    for (account, changes) in history.all_columns().enumerate() {
        let mut snapshots = axis
            .snapshots(changes)
            .skip_while(|snapshot| snapshot.level == 0)
            .peekable();
        let Some(first) = snapshots.peek().map(|snapshot| snapshot.place) else {
            continue;
        };
        let key = match division {
            Division::Whole => 0,
            Division::Fixed(keys) => keys.get(account).copied().unwrap_or_default(),
            Division::Held(held) => {
                let holders = held.holders(account);
                let handed = holders
                    .days
                    .partition_point(|day| axis.place_of(*day) <= first);
                holders.after(handed)
            }
        };
        let Some(book) = books.get_mut(key as usize) else {
            continue;
        };
        let (born, cells) = match axis.row(first) {
            Row::In(_) if returning.is_unknown(day_by_day.columns(account)) => {
                (0, &mut book.earlier)
            }
            Row::Before => (0, &mut book.earlier),
            Row::In(row) => (row, book.cohort(row, rows)),
            Row::After => continue,
        };
        let (mut before, mut kept) = (0, Some(0));
        for snapshot in snapshots {
            let row = match axis.row(snapshot.place) {
                Row::Before => 0,
                Row::In(row) => row,
                Row::After => break,
            };
            if let Some(cell) = row.checked_sub(born).and_then(|age| cells.get_mut(age)) {
                cell.active.replace(before, snapshot.level);
                if let Some(kept) = kept {
                    cell.kept.replace(kept, snapshot.level);
                }
            }
            before = snapshot.level;
            // Once at zero it has churned, for good.
            kept = kept.filter(|_| snapshot.level > 0).map(|_| snapshot.level);
        }
    }
    let mut whole = Book::new(rows);
    for book in &mut books {
        book.run();
        whole.add(book, rows);
    }
    let finish = |book: Book| book.finish(periods, currency);
    let all = finish(whole)?;
    let slices = books.into_iter().take(slicing.keys().len()).map(finish);
    Ok(CohortReport {
        convention,
        as_of,
        currency,
        all,
        slices: slicing.name(slices.collect::<Result<_, _>>()?),
    })
}

/// One slice's cells; during the pass the differences to the cell before.
#[derive(Clone, Debug)]
struct Book {
    /// By row of the cohort; empty until it has an account.
    cohorts: Vec<Vec<Cell>>,
    earlier: Vec<Cell>,
}

/// The figures of one cell.
#[derive(Clone, Copy, Debug, Default)]
struct Cell {
    active: Tally,
    /// Of those who have not churned yet.
    kept: Tally,
}

impl Cell {
    fn add(&mut self, other: Self) {
        self.active.add(other.active);
        self.kept.add(other.kept);
    }
}

impl Book {
    fn new(rows: usize) -> Self {
        Self {
            cohorts: vec![Vec::new(); rows],
            earlier: vec![Cell::default(); rows],
        }
    }

    /// The cells of a cohort, made when it gets its first account. Outside the run there are none, and nothing is noted.
    fn cohort(&mut self, row: usize, rows: usize) -> &mut Vec<Cell> {
        match self.cohorts.get_mut(row) {
            Some(cells) => {
                if cells.is_empty() {
                    cells.resize(rows.saturating_sub(row), Cell::default());
                }
                cells
            }
            None => &mut self.earlier,
        }
    }

    /// From differences to figures.
    fn run(&mut self) {
        for cells in self.cohorts.iter_mut().chain([&mut self.earlier]) {
            let mut running = Cell::default();
            for cell in cells {
                running.add(*cell);
                *cell = running;
            }
        }
    }

    fn add(&mut self, slice: &Self, rows: usize) {
        for (row, cells) in slice.cohorts.iter().enumerate() {
            if !cells.is_empty() {
                for (sum, cell) in self.cohort(row, rows).iter_mut().zip(cells) {
                    sum.add(*cell);
                }
            }
        }
        for (sum, cell) in self.earlier.iter_mut().zip(&slice.earlier) {
            sum.add(*cell);
        }
    }

    fn finish(self, periods: &Periods, currency: Currency) -> Result<Cohorts, RetentionError> {
        let cells = |tallies: Vec<Cell>| {
            let cells = tallies.into_iter().map(|cell| {
                Ok(CohortCell {
                    active: cell.active.accounts(),
                    revenue: cell.active.money(currency)?,
                    not_yet_churned: cell.kept.accounts(),
                    not_yet_churned_revenue: cell.kept.money(currency)?,
                })
            });
            cells.collect::<Result<Vec<_>, RetentionError>>()
        };
        let cohorts = periods
            .iter()
            .zip(self.cohorts)
            .filter(|(_, tallies)| !tallies.is_empty());
        let rows = cohorts.map(|(period, tallies)| {
            Ok(Cohort {
                period,
                cells: cells(tallies)?,
            })
        });
        Ok(Cohorts {
            rows: rows.collect::<Result<_, RetentionError>>()?,
            earlier: cells(self.earlier)?,
        })
    }
}

impl Cohort {
    /// How many accounts it has: those active at age 0.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.cells.first().map_or(0, |cell| cell.active)
    }

    /// Accounts active at an age over the size of the cohort; `None` past the run.
    #[must_use]
    pub fn logo_retention(&self, age: usize) -> Option<Ratio> {
        self.logo_retention_by(Presence::ActiveInPeriod, age)
    }

    /// Revenue at an age over revenue at age 0; `None` past the run.
    #[must_use]
    pub fn revenue_retention(&self, age: usize) -> Option<Ratio> {
        self.revenue_retention_by(Presence::ActiveInPeriod, age)
    }

    /// Accounts that count at an age over the size of the cohort; `None` past the run.
    #[must_use]
    pub fn logo_retention_by(&self, presence: Presence, age: usize) -> Option<Ratio> {
        let cell = self.cells.get(age)?;
        Ratio::of(cell.accounts(presence).into(), self.size().into())
    }

    /// Revenue of the accounts that count at an age over revenue at age 0; `None` past the run.
    #[must_use]
    pub fn revenue_retention_by(&self, presence: Presence, age: usize) -> Option<Ratio> {
        Ratio::of(
            self.cells.get(age)?.revenue_by(presence).to_minor(),
            self.cells.first()?.revenue.to_minor(),
        )
    }

    /// Wilson's interval for the logo retention of an age; `None` past the run.
    #[must_use]
    pub fn logo_retention_interval(
        &self,
        presence: Presence,
        age: usize,
        level: ConfidenceLevel,
    ) -> Option<Interval> {
        wilson(self.cells.get(age)?.accounts(presence), self.size(), level)
    }
}

impl CohortCell {
    /// How many accounts count.
    #[must_use]
    pub const fn accounts(&self, presence: Presence) -> u64 {
        match presence {
            Presence::ActiveInPeriod => self.active,
            Presence::NotYetChurned => self.not_yet_churned,
        }
    }

    /// What they pay per month.
    #[must_use]
    pub const fn revenue_by(&self, presence: Presence) -> Money {
        match presence {
            Presence::ActiveInPeriod => self.revenue,
            Presence::NotYetChurned => self.not_yet_churned_revenue,
        }
    }
}

impl Cohorts {
    /// Accounts active at an age over the sizes of all cohorts that reach it: the average weighted by size, cohorts that fell to
    /// nothing included. `None` when no cohort reaches it.
    #[must_use]
    pub fn average_logo_retention(&self, age: usize) -> Option<Ratio> {
        self.average_logo_retention_by(Presence::ActiveInPeriod, age)
    }

    /// Revenue at an age over the revenue at age 0 of all cohorts that reach it, cohorts that fell to nothing included. `None`
    /// when no cohort reaches it.
    #[must_use]
    pub fn average_revenue_retention(&self, age: usize) -> Option<Ratio> {
        self.average_revenue_retention_by(Presence::ActiveInPeriod, age)
    }

    /// The average of [`Cohort::logo_retention_by`], weighted by size over all cohorts that reach the age.
    #[must_use]
    pub fn average_logo_retention_by(&self, presence: Presence, age: usize) -> Option<Ratio> {
        self.average(age, |cell| cell.accounts(presence).into())
    }

    /// The average of [`Cohort::revenue_retention_by`], weighted by revenue at age 0 over all cohorts that reach the age.
    #[must_use]
    pub fn average_revenue_retention_by(&self, presence: Presence, age: usize) -> Option<Ratio> {
        self.average(age, |cell| cell.revenue_by(presence).to_minor())
    }

    fn average(&self, age: usize, of: impl Fn(&CohortCell) -> i128) -> Option<Ratio> {
        let reach = self.rows.iter().filter_map(|cohort| {
            let cell = cohort.cells.get(age)?;
            Some((of(cell), of(cohort.cells.first()?)))
        });
        let (kept, first) = reach.fold((0, 0), |sum, cell| (sum.0 + cell.0, sum.1 + cell.1));
        Ratio::of(kept, first)
    }
}
