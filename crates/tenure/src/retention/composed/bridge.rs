//! The bridge of units whose amounts are valued by the day or move: step by step, as the module says.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::calendar::{Period, Periods};
use crate::retention::RetentionError;
use crate::retention::bridge_book::{Beyond, Book, transfer};
use crate::retention::convention::Credit;
use crate::retention::history::{Changes, RevenueHistory, date};
use crate::retention::movement::Movement;
use crate::retention::returning::Returning;
use crate::retention::slicing::{Division, Holders};

use super::{Composition, Step};

/// One pass over all units.
pub(in crate::retention) struct Pass<'a> {
    pub(in crate::retention) history: &'a RevenueHistory,
    pub(in crate::retention) composition: &'a Composition,
    pub(in crate::retention) periods: &'a Periods,
    pub(in crate::retention) division: &'a Division,
    pub(in crate::retention) credit: Credit,
    pub(in crate::retention) returning: Returning,
}

/// The slices of one unit over time.
pub(super) enum Keys<'a> {
    Fixed(u32),
    Held(Holders<'a>),
}

impl<'a> Keys<'a> {
    pub(super) fn of(division: &'a Division, unit: usize) -> Self {
        match division {
            Division::Whole => Self::Fixed(0),
            Division::Fixed(keys) => Self::Fixed(keys.get(unit).copied().unwrap_or_default()),
            Division::Held(held) => Self::Held(held.holders(unit)),
        }
    }

    pub(super) fn on(&self, day: i32) -> u32 {
        match self {
            Self::Fixed(key) => *key,
            Self::Held(holders) => holders.on(day),
        }
    }

    fn is_unassigned(&self, key: u32) -> bool {
        matches!(self, Self::Held(holders) if holders.unassigned == key)
    }

    fn handovers(&self, after: i32, until: i32) -> impl Iterator<Item = i32> {
        let days = match self {
            Self::Fixed(_) => &[],
            Self::Held(holders) => holders.days,
        };
        days.iter()
            .copied()
            .filter(move |day| after < *day && *day <= until)
    }
}

/// One unit in one period of the run.
struct Stretch<'a> {
    unit: usize,
    row: usize,
    /// The last day before the period, and its own last day.
    ends: (i32, i32),
    keys: &'a Keys<'a>,
    changes: Changes<'a>,
}

impl Stretch<'_> {
    /// The days on which its amount changes.
    fn days(&self) -> impl DoubleEndedIterator<Item = (i32, i64)> {
        let (after, until) = self.ends;
        let from = self.changes.days.partition_point(|day| *day <= after);
        let to = self.changes.days.partition_point(|day| *day <= until);
        let days = self.changes.days.get(from..to).unwrap_or_default();
        let levels = self.changes.levels.get(from..to).unwrap_or_default();
        days.iter().copied().zip(levels.iter().copied())
    }

    /// The first day of the period on which it pays.
    fn first_paying(&self) -> Option<i32> {
        let first = self.ends.0.saturating_add(1);
        if self.changes.on(first) > 0 {
            return Some(first);
        }
        self.days()
            .find(|(_, level)| *level > 0)
            .map(|(day, _)| day)
    }

    fn at_opening(&self) -> u32 {
        self.keys.on(self.ends.0)
    }

    /// The one holder that everything in the period is credited to, by [`Credit::HolderAtOpening`].
    fn one(&self, opening: i64) -> u32 {
        let at_opening = self.at_opening();
        match self.first_paying() {
            Some(day) if opening == 0 && self.keys.is_unassigned(at_opening) => self.keys.on(day),
            _ => at_opening,
        }
    }
}

impl Pass<'_> {
    pub(in crate::retention) fn keep(
        &self,
        event: bool,
        books: &mut [Book],
    ) -> Result<(), RetentionError> {
        for (unit, changes) in self.history.all_columns().enumerate() {
            // A unit that never pays by itself can have been handed what was lost before it came.
            if !self.composition.has_lanes(unit) {
                continue;
            }
            let keys = Keys::of(self.division, unit);
            let before = last_day_before(self.periods.start());
            let opening = self.composition.amount(unit, before, before)?;
            if let Some(book) = books.get_mut(keys.on(before) as usize) {
                book.opening.replace(0, opening);
            }
            let mut ever = self.paid_by(unit, before, event)?;
            for (row, period) in self.periods.iter().enumerate() {
                let ends = ends(period);
                let stretch = Stretch {
                    unit,
                    row,
                    ends,
                    keys: &keys,
                    changes,
                };
                if event {
                    self.events(&stretch, &mut ever, books)?;
                } else {
                    self.net(&stretch, &mut ever, books)?;
                }
            }
        }
        Ok(())
    }

    /// Whether a unit counts as having paid before the run, whose eve this is: at the end of a step it paid, or in the step something
    /// that paid came over to it. Where the run begins makes no difference to what is new in it.
    fn paid_by(&self, unit: usize, eve: i32, event: bool) -> Result<bool, RetentionError> {
        let days = self.composition.days_of_amounts(unit);
        for day in days.into_iter().take_while(|day| *day <= eve) {
            let period = self.periods.grain().period_of(date(day));
            let (from, to) = match period.filter(|_| !event) {
                Some(period) => ends(period),
                // A day is a step of its own; so it is where the range of dates leaves no room for its period.
                None => (day.saturating_sub(1), day),
            };
            let step = self.composition.step(unit, from, to)?;
            if step.closing > 0 || step.carried > 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn net(
        &self,
        stretch: &Stretch<'_>,
        ever: &mut bool,
        books: &mut [Book],
    ) -> Result<(), RetentionError> {
        let (from, to) = stretch.ends;
        let step = self.composition.step(stretch.unit, from, to)?;
        let on = stretch.first_paying().unwrap_or(to);
        let movement = self.movement(stretch, &step, *ever, on);
        let last_change = stretch.days().next_back().map(|(day, _)| day);
        let credited = match (movement, self.credit, last_change) {
            (Some(_), Credit::HolderOnDay, Some(day)) => stretch.keys.on(day),
            (Some(_), Credit::HolderAtOpening, _) => stretch.one(step.opening),
            _ => stretch.at_opening(),
        };
        let row = stretch.row;
        transfer(
            books,
            stretch.at_opening(),
            credited,
            step.opening,
            |book| Some(&mut book.handed.get_mut(row)?.before),
        );
        if let Some(beyond) = beyond(books, credited, row) {
            beyond.step(&step);
            beyond.restate(&step);
        }
        record(books, credited, row, movement, &step);
        transfer(books, credited, stretch.keys.on(to), step.closing, |book| {
            Some(&mut book.handed.get_mut(row)?.after)
        });
        *ever |= step.closing > 0 || step.carried > 0;
        Ok(())
    }

    fn events(
        &self,
        stretch: &Stretch<'_>,
        ever: &mut bool,
        books: &mut [Book],
    ) -> Result<(), RetentionError> {
        let (from, to) = stretch.ends;
        let whole = self.composition.step(stretch.unit, from, to)?;
        let row = stretch.row;
        let at_opening = stretch.at_opening();
        let one = stretch.one(whole.opening);
        let on_day = self.credit == Credit::HolderOnDay;
        if !on_day {
            transfer(books, at_opening, one, whole.opening, |book| {
                Some(&mut book.handed.get_mut(row)?.before)
            });
        }
        let mut days: BTreeSet<i32> = self.composition.days_of(stretch.unit, from, to);
        days.extend(stretch.keys.handovers(from, to));
        let mut held = at_opening;
        for day in days {
            let step = self
                .composition
                .step(stretch.unit, day.saturating_sub(1), day)?;
            let holder = stretch.keys.on(day);
            if on_day {
                transfer(books, held, holder, step.opening, |book| {
                    Some(&mut book.handed.get_mut(row)?.before)
                });
            }
            held = holder;
            let credited = if on_day { holder } else { one };
            if let Some(beyond) = beyond(books, credited, row) {
                beyond.step(&step);
            }
            let movement = self.movement(stretch, &step, *ever, day);
            record(books, credited, row, movement, &step);
            *ever |= step.closing > 0 || step.carried > 0;
        }
        if !on_day {
            transfer(books, one, stretch.keys.on(to), whole.closing, |book| {
                Some(&mut book.handed.get_mut(row)?.after)
            });
        }
        // Retention counts for one slice, as it does under net movements.
        let last_change = stretch.days().next_back().map(|(day, _)| day);
        let credited = match last_change {
            Some(day) if on_day && whole.restated != whole.closing => stretch.keys.on(day),
            _ => at_opening,
        };
        transfer(books, at_opening, credited, whole.opening, |book| {
            Some(&mut book.ends.get_mut(row)?.credited)
        });
        if let Some(beyond) = beyond(books, credited, row) {
            beyond.restate(&whole);
        }
        let book = books.get_mut(credited as usize);
        if let Some(ends) = book.and_then(|book| book.ends.get_mut(row)) {
            ends.compare(whole.restated, whole.closing);
        }
        Ok(())
    }

    fn movement(
        &self,
        stretch: &Stretch<'_>,
        step: &Step,
        ever: bool,
        on: i32,
    ) -> Option<Movement> {
        let ever = ever || self.composition.inherited(stretch.unit, on);
        let movement = Movement::classify(step.restated, step.closing, ever)?;
        Some(self.returning.refine(movement, stretch.changes, on))
    }
}

fn last_day_before(day: NaiveDate) -> i32 {
    day.to_epoch_days().saturating_sub(1)
}

/// The last day before a period, and its own last day.
fn ends(period: Period) -> (i32, i32) {
    (
        last_day_before(period.start()),
        last_day_before(period.end()),
    )
}

fn beyond(books: &mut [Book], slice: u32, row: usize) -> Option<&mut Beyond> {
    books.get_mut(slice as usize)?.beyond.get_mut(row)
}

fn record(books: &mut [Book], slice: u32, row: usize, movement: Option<Movement>, step: &Step) {
    if let Some(movement) = movement
        && let Some(book) = books.get_mut(slice as usize)
        && let Some(moved) = book.moved.get_mut(row)
    {
        moved.record(movement, step.restated, step.closing);
    }
}

impl Beyond {
    /// Adds what moved nobody's business in a step. A unit that pays before and after it changed no place among those who pay.
    fn step(&mut self, step: &Step) {
        self.fx += step.fx();
        self.carried.incoming.amount += i128::from(step.transferred_in);
        self.carried.incoming.accounts += i64::from(step.opening == 0 && step.carried > 0);
        self.carried.outgoing.amount += i128::from(step.transferred_out);
        self.carried.outgoing.accounts += i64::from(step.opening > 0 && step.carried == 0);
    }

    /// Adds what makes the base of the opening.
    fn restate(&mut self, step: &Step) {
        self.base.replace(step.opening, step.restated);
    }
}
