//! Histories whose amounts are valued anew from day to day, or change units: several currencies at the rates of the day, accounts
//! that are acquired or merged, amounts that are out of the book for a time.
//!
//! Such a history keeps every amount in the currency of its contract, in a lane: one currency of one account. A lane is at home in
//! one unit on each day, or in none. What a unit pays is what the lanes pay that are at home in it, valued and added up, rounded
//! once. What became of it in a step follows from three such sums, each of whole minor units, so that everything adds up exactly:
//! what it paid before; the same amounts by the homes at the end of the step, which is what was transferred; and these at the rates
//! of the end, which is what rates alone did. The rest, up to what it pays at the end, is its movement.

pub(super) mod bridge;
mod build;
mod cohort;
pub(super) mod trailing;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::currency::Currency;
use crate::rounding::Rounding;

use super::convention::{Fx, ValuationError, exact_sum};
use super::history::{Changes, HistoryError, RevenueHistory, date};

pub(super) use build::{Member, Parts, Piece, assemble};

/// The lanes of a history, and the units they are at home in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Composition {
    to: Currency,
    fx: Fx,
    rounding: Rounding,
    lanes: Vec<Lane>,
    /// The lanes that are ever at home in each unit.
    units: Vec<Vec<u32>>,
    /// The first day on which something that had paid elsewhere came to a unit: from then on, the unit has paid before.
    inherited: Vec<Option<i32>>,
}

/// What one account pays in one currency, and where that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Lane {
    currency: Currency,
    days: Vec<i32>,
    /// Minor units of its currency from that day on.
    levels: Vec<i64>,
    /// From a day on it is at home in this unit; the first from the beginning of time.
    homes: Vec<(i32, Option<u32>)>,
}

/// What became of a unit from the end of one day to the end of a later one. Whole minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) opening: i64,
    /// Of the opening, what is at home elsewhere at the end.
    pub(super) transferred_out: i64,
    /// Of other openings, what is at home here at the end.
    pub(super) transferred_in: i64,
    /// What both make: the opening of all that is at home here at the end.
    pub(super) carried: i64,
    /// The same at the rates of the end.
    pub(super) restated: i64,
    pub(super) closing: i64,
}

impl Step {
    /// Whether anything but rates did something.
    fn is_change(&self) -> bool {
        self.restated != self.closing || self.transferred_in != 0 || self.transferred_out != 0
    }

    /// What rates alone did.
    pub(super) fn fx(&self) -> i128 {
        i128::from(self.restated) - i128::from(self.carried)
    }
}

impl Lane {
    fn changes(&self) -> Changes<'_> {
        Changes {
            days: &self.days,
            levels: &self.levels,
        }
    }

    fn home(&self, day: i32) -> Option<u32> {
        let after = self.homes.partition_point(|(from, _)| *from <= day);
        let home = after.checked_sub(1).and_then(|at| self.homes.get(at));
        home.and_then(|(_, unit)| *unit)
    }
}

impl Composition {
    /// Of one unit alone: what counts for another one is out of the book.
    pub(super) fn only(&self, unit: usize) -> Self {
        let here = u32::try_from(unit).ok();
        let lanes = self.lanes_of(unit).map(|lane| {
            let homes = lane.homes.iter();
            let home = |of: Option<u32>| of.filter(|of| Some(*of) == here).map(|_| 0);
            Lane {
                homes: homes.map(|(from, of)| (*from, home(*of))).collect(),
                ..lane.clone()
            }
        });
        let lanes: Vec<Lane> = lanes.collect();
        Self {
            to: self.to,
            fx: self.fx.clone(),
            rounding: self.rounding,
            units: vec![(0..).take(lanes.len()).collect()],
            lanes,
            inherited: vec![self.inherited.get(unit).copied().flatten()],
        }
    }

    /// Whether anything was ever at home in a unit.
    pub(super) fn has_lanes(&self, unit: usize) -> bool {
        self.units.get(unit).is_some_and(|lanes| !lanes.is_empty())
    }

    fn lanes_of(&self, unit: usize) -> impl Iterator<Item = &Lane> {
        let lanes = self.units.get(unit).into_iter().flatten();
        lanes.filter_map(|lane| self.lanes.get(*lane as usize))
    }

    /// What some lanes of a unit pay on a day, at the rates of a day.
    fn sum(
        &self,
        unit: usize,
        amounts_on: i32,
        rates_on: i32,
        counts: impl Fn(&Lane) -> bool,
    ) -> Result<i64, ValuationError> {
        let to = self.to;
        let mut amounts = Vec::new();
        for lane in self.lanes_of(unit).filter(|lane| counts(lane)) {
            let minor = lane.changes().on(amounts_on);
            if minor == 0 {
                continue;
            }
            let rate = if lane.currency == to {
                None
            } else {
                let rate = self.fx.rate(lane.currency, date(rates_on));
                Some(rate.ok_or(ValuationError::MissingRate {
                    currency: lane.currency,
                    to,
                    on: date(rates_on),
                })?)
            };
            amounts.push((i128::from(minor), lane.currency, rate));
        }
        exact_sum(to, amounts.into_iter(), self.rounding).ok_or(ValuationError::OutOfRange {
            to,
            on: date(amounts_on),
        })
    }

    /// What a unit pays on a day, at the rates of a day.
    pub(super) fn amount(
        &self,
        unit: usize,
        on: i32,
        rates_on: i32,
    ) -> Result<i64, ValuationError> {
        let here = u32::try_from(unit).ok();
        self.sum(unit, on, rates_on, |lane| lane.home(on) == here)
    }

    /// What became of a unit from the end of one day to the end of another.
    pub(super) fn step(&self, unit: usize, from: i32, to: i32) -> Result<Step, ValuationError> {
        let here = u32::try_from(unit).ok();
        let opening = self.amount(unit, from, from)?;
        let (stayed, carried) = if self.moves(unit, from, to) {
            let at_end = |lane: &Lane| lane.home(to) == here;
            let stays = |lane: &Lane| at_end(lane) && lane.home(from) == here;
            (
                self.sum(unit, from, from, stays)?,
                self.sum(unit, from, from, at_end)?,
            )
        } else {
            (opening, opening)
        };
        let restated = match self.fx {
            Fx::AsOf(_) => self.sum(unit, from, to, |lane| lane.home(to) == here)?,
            _ => carried,
        };
        Ok(Step {
            opening,
            transferred_out: opening.saturating_sub(stayed),
            transferred_in: carried.saturating_sub(stayed),
            carried,
            restated,
            closing: self.amount(unit, to, to)?,
        })
    }

    /// Whether any lane of a unit moves after a day and up to another.
    fn moves(&self, unit: usize, after: i32, to: i32) -> bool {
        let mut lanes = self.lanes_of(unit);
        lanes.any(|lane| lane.homes.iter().any(|(day, _)| after < *day && *day <= to))
    }

    /// Whether a unit counts as having paid before, on a day, for what came to it.
    pub(super) fn inherited(&self, unit: usize, on: i32) -> bool {
        let first = self.inherited.get(unit).copied().flatten();
        first.is_some_and(|first| first <= on)
    }

    /// The days on which anything about a unit changes, after a day and up to another, in order: amounts, homes, rates.
    pub(super) fn days_of(&self, unit: usize, after: i32, until: i32) -> BTreeSet<i32> {
        let mut days = BTreeSet::new();
        for lane in self.lanes_of(unit) {
            days.extend(&lane.days);
            days.extend(lane.homes.iter().map(|(day, _)| *day));
            if let (Fx::AsOf(rates), true) = (&self.fx, after <= until) {
                let given = rates.days(lane.currency, date(after), date(until));
                days.extend(given.map(|day| day.to_epoch_days()));
            }
        }
        days.retain(|day| after < *day && *day <= until);
        days
    }

    /// Without what changes on a day and later.
    pub(super) fn observed_until(&self, until: i32) -> Self {
        let mut observed = self.clone();
        for lane in &mut observed.lanes {
            let kept = lane.days.partition_point(|day| *day < until);
            lane.days.truncate(kept);
            lane.levels.truncate(kept);
            lane.homes.retain(|(day, _)| *day < until);
        }
        observed
    }

    /// The history in which these gaps of each unit are filled with what was paid before them, by whatever was at home in it before
    /// and stayed so to the end of the gap.
    pub(super) fn without_gaps(
        &self,
        history: &RevenueHistory,
        gaps: &[Vec<(i32, i32)>],
    ) -> Result<RevenueHistory, HistoryError> {
        let mut filled = self.clone();
        for (unit, gaps) in gaps.iter().enumerate() {
            let here = u32::try_from(unit).ok();
            for (from, to) in gaps {
                let before = from.saturating_sub(1);
                for lane in self.units.get(unit).into_iter().flatten() {
                    let Some(lane) = filled.lanes.get_mut(*lane as usize) else {
                        continue;
                    };
                    let stays = lane
                        .homes
                        .iter()
                        .all(|(day, _)| *day <= before || to <= day);
                    if stays && lane.home(before) == here && lane.changes().on(before) > 0 {
                        lane.hold(*from, *to);
                    }
                }
            }
        }
        let mut history = filled.valued(history)?;
        history.frame.composition = Some(Arc::new(filled));
        Ok(history)
    }

    /// The history whose changes are those of its units, each valued on its day. What rates alone do is no change.
    fn valued(&self, history: &RevenueHistory) -> Result<RevenueHistory, HistoryError> {
        let mut wrong = None;
        let valued = history.rebuilt(|unit, _, put| {
            for day in self.days_of_amounts(unit) {
                match self.step(unit, day.saturating_sub(1), day) {
                    Ok(step) if step.is_change() => put(day, step.closing),
                    Ok(_) => {}
                    Err(source) => wrong = wrong.take().or(Some((unit, source))),
                }
            }
        });
        match wrong {
            Some((unit, source)) => Err(HistoryError::Valuation {
                account: history.name(unit),
                source,
            }),
            None => Ok(valued),
        }
    }

    /// The days on which amounts or homes of a unit change, in order.
    fn days_of_amounts(&self, unit: usize) -> BTreeSet<i32> {
        let mut days = BTreeSet::new();
        for lane in self.lanes_of(unit) {
            days.extend(&lane.days);
            let moved = lane.homes.iter().map(|(day, _)| *day);
            days.extend(moved.filter(|day| *day != BEGINNING));
        }
        days
    }
}

impl Lane {
    /// Keeps the amount of the day before `from` until before `to`.
    fn hold(&mut self, from: i32, to: i32) {
        let level = self.changes().on(to);
        let changes = self.changes();
        let outside = changes.iter().filter(|(day, _)| *day < from || to < *day);
        let mut changes: Vec<(i32, i64)> = outside.collect();
        let at = changes.partition_point(|(day, _)| *day < to);
        changes.insert(at, (to, level));
        (self.days, self.levels) = changes.into_iter().unzip();
    }
}

/// Before every day.
pub(super) const BEGINNING: i32 = i32::MIN;
