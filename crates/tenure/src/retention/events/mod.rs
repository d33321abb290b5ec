//! The figures of single events: movements, retention, cohorts, slices and lifetimes in one pass, in whole minor units.

mod batch;
mod facts;
mod live;
mod running;
mod stamps;
mod tables;

use std::collections::BTreeMap;

use crate::as_of::{AsOf, Known};
use crate::calendar::{Period, Periods};
use crate::currency::Currency;
use crate::money::Money;

use self::batch::{Lifetimes, Pass};
use self::stamps::{MAX_SLICES, Stamp, stamps};
use self::tables::{Cell, GAINED, LOST, MAX_WEIGHT, Slots, Tables};
use super::RetentionError;
use super::convention::{Convention, MovementGrain};
use super::history::RevenueHistory;
use super::movement::Movement;
use super::slicing::{SliceKey, Slicing};

pub use live::{Live, LiveBatchError, LiveError};

/// Which figures to work out. Each alone takes less time than all together; all together take less than one after the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EventParts {
    /// [`EventFigures::rows`].
    pub movements: bool,
    /// [`EventFigures::cohort`].
    pub cohorts: bool,
    /// [`EventFigures::slice`].
    pub slices: bool,
    /// [`EventFigures::lifetimes`].
    pub lifetimes: bool,
}

impl EventParts {
    /// All figures.
    pub const ALL: Self = Self {
        movements: true,
        cohorts: true,
        slices: true,
        lifetimes: true,
    };

    /// None; to name those that are wanted.
    pub const NONE: Self = Self {
        movements: false,
        cohorts: false,
        slices: false,
        lifetimes: false,
    };
}

/// An amount in minor units and a number: of accounts, or of movements where an account can have several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EventSum {
    /// Minor units per month.
    pub minor: i64,
    /// How many.
    pub count: u64,
}

/// One period of single events.
///
/// # Laws
/// opening + new + reactivation + expansion - contraction - churn = closing, in minor units; and in accounts without expansion and
/// contraction. It has the movements that [`bridge`](super::bridge()) has by [`MovementGrain::Event`](super::MovementGrain::Event).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EventRow {
    /// The period.
    pub period: Period,
    /// In force on the day before the period, with the paying accounts.
    pub opening: EventSum,
    /// Of accounts that pay for the first time.
    pub new: EventSum,
    /// Of accounts that pay again.
    pub reactivation: EventSum,
    /// By which accounts pay more.
    pub expansion: EventSum,
    /// By which accounts pay less.
    pub contraction: EventSum,
    /// What lost accounts had paid.
    pub churn: EventSum,
    /// In force on the last day of the period, with the paying accounts.
    pub closing: EventSum,
    /// By how much the accounts of the opening that pay more on the last day pay more.
    pub gained_minor: i64,
    /// By how much those that pay less, or nothing, pay less; with the number of those that pay nothing.
    pub lost: EventSum,
}

/// The figures of single events over a run of periods, as of the end of the run.
///
/// The same numbers as [`bridge`](super::bridge()) by [`MovementGrain::Event`](super::MovementGrain::Event), without transfers, in
/// columns that are quick to make and to keep up to date: see [`EventColumns`] and [`Live`].
///
/// # Laws
/// Slices add up to the rows in every movement. The cells of all cohorts in one period add up to its closing.
///
/// Two are equal when every figure is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventFigures {
    currency: Currency,
    known: Known,
    periods: Periods,
    keys: Vec<SliceKey>,
    /// Cohorts are cells no longer, but differences added up.
    tables: Tables,
    rows: Vec<EventRow>,
    lifetimes: BTreeMap<i32, (u64, u64)>,
}

/// A history and a slicing made ready for figures of single events: every change knows the slice that it counts for, the holder on
/// its day (the day of a handover is the new holder's). Lifetimes that are asked for alone are looked for once and kept, 8 bytes an
/// account.
///
/// ```
/// use tenure::retention::{EventColumns, EventParts, RevenueHistory, RevenueLine, Slicing};
/// use tenure::{AccountId, Currency, Grain, Periods, Span};
///
/// let day = |m, d| chrono::NaiveDate::from_ymd_opt(2026, m, d).expect("a day");
/// let mut builder = RevenueHistory::builder(Currency::EUR);
/// let account = builder.account(&AccountId::new("A-1")?)?;
/// for (from, to) in [(day(1, 10), Some(day(2, 3))), (day(2, 20), None)] {
///     let span = Span::new(from, to)?;
///     builder.line(RevenueLine { account, span, monthly: "80.00 EUR".parse()? })?;
/// }
/// let (history, slicing) = (builder.build()?, Slicing::none());
/// let months = Periods::covering(Grain::Month, day(1, 1), day(2, 28)).expect("in range");
/// let figures = EventColumns::new(&history, &slicing)?.figures(&months, EventParts::ALL)?;
/// let february = figures.rows().last().expect("two rows");
/// assert_eq!((february.churn.minor, february.reactivation.minor), (80_00, 80_00)); // left and came back
/// assert_eq!((february.lost.minor, february.lost.count), (0, 0)); // and was there at both ends
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct EventColumns<'a> {
    history: &'a RevenueHistory,
    slicing: &'a Slicing,
    /// By change, in the order of the history's columns; none where the book is not divided.
    stamps: Vec<Stamp>,
    lifetimes: Lifetimes,
}

impl<'a> EventColumns<'a> {
    /// Gives every change of the history its slice.
    ///
    /// # Errors
    /// [`RetentionError::ForeignSlicing`] when the slicing was made for another history; [`RetentionError::TooManySlices`] past 8,192
    /// slices; [`RetentionError::TooLarge`] when all amounts of the history add up to more than 2^61 minor units;
    /// [`RetentionError::Shared`] where accounts are shared; [`RetentionError::NotPlain`] when amounts are valued by the day or change units, or the history is known to begin or end.
    pub fn new(history: &'a RevenueHistory, slicing: &'a Slicing) -> Result<Self, RetentionError> {
        if !history.is_plain() {
            return Err(RetentionError::NotPlain);
        }
        check_slices(slicing.keys().len(), MAX_SLICES)?;
        if history.weight() > i128::from(MAX_WEIGHT) {
            return Err(RetentionError::TooLarge);
        }
        if !slicing.sets().is_empty() {
            return Err(RetentionError::Shared);
        }
        let stamps = stamps(history, slicing.division(history)?);
        Ok(Self {
            history,
            slicing,
            stamps,
            lifetimes: Lifetimes::new(),
        })
    }

    /// The figures over a run of periods. What is not asked for is empty.
    ///
    /// # Errors
    /// [`RetentionError::TooManyPeriods`] past 4,096 periods.
    pub fn figures(
        &self,
        periods: &Periods,
        parts: EventParts,
    ) -> Result<EventFigures, RetentionError> {
        let slots = slots(periods)?;
        let keys = self.slicing.keys();
        let pass = Pass {
            history: self.history,
            stamps: &self.stamps,
            slots: &slots,
            keys: keys.len(),
            lifetimes: &self.lifetimes,
        };
        let parts = EventParts {
            slices: parts.slices && !keys.is_empty(),
            ..parts
        };
        let tables = pass.run(parts);
        Ok(EventFigures::new(
            self.history.currency(),
            self.history.known(),
            periods,
            keys.to_vec(),
            tables,
        ))
    }
}

/// Checks that there is a place for every slice.
const fn check_slices(slices: usize, most: usize) -> Result<(), RetentionError> {
    if slices > most {
        return Err(RetentionError::TooManySlices { slices, most });
    }
    Ok(())
}

fn slots(periods: &Periods) -> Result<Slots, RetentionError> {
    Slots::new(periods).ok_or(RetentionError::TooManyPeriods {
        periods: periods.len(),
    })
}

impl EventFigures {
    fn new(
        currency: Currency,
        known: Known,
        periods: &Periods,
        keys: Vec<SliceKey>,
        mut tables: Tables,
    ) -> Self {
        let width = tables.width;
        for cohort in tables.cohorts.chunks_mut(width) {
            let mut running = Cell::default();
            for cell in cohort {
                running.add(cell.amount, cell.accounts);
                *cell = running;
            }
        }
        let mut months = tables.months.iter();
        let mut opening = months.next().map(net).unwrap_or_default();
        let rows = periods.iter().zip(months).map(|(period, cells)| {
            let moved = net(cells);
            let row = row(period, opening, moved, cells);
            opening.add(moved.amount, moved.accounts);
            row
        });
        let rows = rows.collect();
        let end = periods.end().to_epoch_days();
        let mut lifetimes: BTreeMap<i32, (u64, u64)> = BTreeMap::new();
        for (days, accounts) in tables.churned.iter() {
            lifetimes.entry(days).or_default().0 += accounts.unsigned_abs();
        }
        for (first, accounts) in tables.alive.iter() {
            lifetimes.entry(end - first).or_default().1 += accounts.unsigned_abs();
        }
        Self {
            currency,
            known,
            periods: periods.clone(),
            keys,
            tables,
            rows,
            lifetimes,
        }
    }

    /// The definitions behind the figures: those of [`Convention::default`] by [`MovementGrain::Event`].
    #[must_use]
    pub fn convention(&self) -> Convention {
        Convention {
            grain: MovementGrain::Event,
            ..Convention::default()
        }
    }

    /// The last day of the run, and what counted as known: of [`EventColumns`] what their history says of itself, of [`Live`] all that
    /// it was told. A row tells of the last day of its period by the same knowledge.
    #[must_use]
    pub fn as_of(&self) -> AsOf {
        AsOf {
            effective: self.periods.end().pred_opt().unwrap_or_default(),
            known: self.known,
        }
    }

    /// The currency of every amount.
    #[must_use]
    pub const fn currency(&self) -> Currency {
        self.currency
    }

    /// The periods of the rows.
    #[must_use]
    pub const fn periods(&self) -> &Periods {
        &self.periods
    }

    /// The slices, in their order.
    #[must_use]
    pub fn keys(&self) -> &[SliceKey] {
        &self.keys
    }

    /// One row for each period.
    #[must_use]
    pub fn rows(&self) -> &[EventRow] {
        &self.rows
    }

    /// The movements of a period that count for a slice, by the places of both, in the order of [`Movement::ALL`]; `None` where there
    /// is no such place.
    #[must_use]
    pub fn slice(&self, slice: usize, period: usize) -> Option<[EventSum; 5]> {
        if slice >= self.keys.len() || period >= self.periods.len() {
            return None;
        }
        let from = (slice * self.tables.width + period + 1) * 5;
        let cells = self.tables.slices.get(from..from + 5)?;
        let mut sums = [EventSum::default(); 5];
        for ((sum, cell), movement) in sums.iter_mut().zip(cells).zip(Movement::ALL) {
            *sum = moved(*cell, movement);
        }
        Some(sums)
    }

    /// What the accounts that first paid in one period pay at the end of another, by the places of both, with the number of those that
    /// pay; nothing in periods before. `None` for `cohort` stands for the accounts that first paid before the run.
    ///
    /// An account first pays on the first day on which its amount is above zero, also if that ends within the period.
    #[must_use]
    pub fn cohort(&self, cohort: Option<usize>, period: usize) -> Option<EventSum> {
        let born = cohort.map_or(0, |cohort| cohort + 1);
        if born > self.periods.len() || period >= self.periods.len() {
            return None;
        }
        let place = born * self.tables.width + period + 1;
        self.tables.cohorts.get(place).map(|cell| sum(*cell))
    }

    /// How long accounts stayed, by days, rising: the number whose first churn was that many days after their first payment, and the
    /// number without churn whose first payment was that many days before the end of the run.
    pub fn lifetimes(&self) -> impl ExactSizeIterator<Item = (i32, u64, u64)> + '_ {
        let lifetimes = self.lifetimes.iter();
        lifetimes.map(|(days, (churned, alive))| (*days, *churned, *alive))
    }
}

impl EventSum {
    /// The amount with its currency.
    #[must_use]
    pub fn money(&self, currency: Currency) -> Money {
        // Any 64 bits of minor units are in the range of 96.
        Money::from_minor(i128::from(self.minor), currency).unwrap_or(Money::zero(currency))
    }
}

/// What the movements of a period come to.
#[inline]
fn net(cells: &tables::MonthCells) -> Cell {
    let [new, reactivation, expansion, contraction, churn, ..] = cells;
    let mut net = Cell::default();
    net.add(new.amount, new.accounts);
    net.add(reactivation.amount, reactivation.accounts);
    net.add(expansion.amount, 0);
    net.add(contraction.amount, 0);
    net.add(churn.amount, -churn.accounts);
    net
}

#[inline]
fn row(period: Period, opening: Cell, net: Cell, cells: &tables::MonthCells) -> EventRow {
    let [new, reactivation, expansion, contraction, churn, ..] = *cells;
    let mut closing = opening;
    closing.add(net.amount, net.accounts);
    let end = |place: usize| cells.get(place).copied().unwrap_or_default();
    EventRow {
        period,
        opening: sum(opening),
        new: moved(new, Movement::New),
        reactivation: moved(reactivation, Movement::Reactivation),
        expansion: moved(expansion, Movement::Expansion),
        contraction: moved(contraction, Movement::Contraction),
        churn: moved(churn, Movement::Churn),
        closing: sum(closing),
        gained_minor: end(GAINED).amount,
        lost: sum(end(LOST)),
    }
}

/// A movement without its sign.
#[inline]
fn moved(cell: Cell, movement: Movement) -> EventSum {
    let mut moved = sum(cell);
    if !movement.is_gain() {
        moved.minor = moved.minor.wrapping_neg();
    }
    moved
}

/// A sum that is no difference: its number is not below zero.
#[inline]
fn sum(cell: Cell) -> EventSum {
    EventSum {
        minor: cell.amount,
        count: cell.accounts.cast_unsigned(),
    }
}
