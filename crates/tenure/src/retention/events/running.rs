//! The tables of figures that are kept up to date, and how one fact changes them.

use super::facts::Fact;
use super::tables::{Cell, DayCounts, MonthCells, Slots, Standing, Tables};
use super::tables::{active, ends, kind};
use super::{EventParts, net};

/// The figures after the facts so far, slot by slot: what is told today meets in the cells of a few slots, which stay in the nearest
/// cache, where [`Tables`] have those of one slice together.
#[derive(Clone, Debug)]
pub(super) struct Running {
    pub(super) slots: Slots,
    /// How many slices there are.
    slices: usize,
    /// By slot.
    months: Vec<MonthCells>,
    /// By slot, then slot of the first payment: the differences to the slot before.
    cohorts: Vec<Cell>,
    /// By slot, then slice, then movement.
    sliced: Vec<[Cell; 5]>,
    churned: DayCounts,
    /// A slot and its opening, so that reading the row of the latest fact adds nothing up.
    opening: (usize, Cell),
}

impl Running {
    pub(super) fn new(slots: Slots, slices: usize) -> Self {
        let empty = Tables::new(&slots, 0, EventParts::ALL);
        Self {
            slices,
            months: empty.months,
            cohorts: empty.cohorts,
            sliced: vec![[Cell::default(); 5]; slots.width * slices],
            churned: empty.churned,
            opening: (0, Cell::default()),
            slots,
        }
    }

    /// One fact of an account, its latest; or with `sign` -1 takes that back.
    #[inline]
    pub(super) fn step(&mut self, standing: &mut Standing, slot: usize, fact: Fact, sign: i64) {
        standing.enter(slot);
        if fact.value < 0 {
            standing.hand(fact);
        } else {
            self.pay(standing, slot, fact, sign);
        }
    }

    /// What an account pays from a day on, in the slot that it has entered.
    #[inline]
    pub(super) fn pay(&mut self, standing: &mut Standing, slot: usize, fact: Fact, sign: i64) {
        let Fact { value: level, day } = fact;
        let before = standing.amount;
        if level == before {
            return;
        }
        let (start, ever) = (standing.start, standing.has_paid());
        // Neither is below zero.
        let delta = level.wrapping_sub(before).wrapping_mul(sign);
        let accounts = active(before, level).wrapping_mul(sign);
        let kind = kind(before, level, ever);
        if let Some(cells) = self.months.get_mut(slot) {
            if let Some(cell) = cells.get_mut(kind) {
                cell.add(delta, sign);
            }
            let (gain, loss, lost) = ends(start, before, level);
            let [.., gained, lost_cell] = cells;
            gained.add(gain.wrapping_mul(sign), 0);
            lost_cell.add(loss.wrapping_mul(sign), lost.wrapping_mul(sign));
        }
        if slot < self.opening.0 {
            self.opening.1.add(delta, accounts);
        }
        // Places in tables that there is memory for.
        let place = slot.wrapping_mul(self.slices) + usize::from(standing.holder);
        let cells = self.sliced.get_mut(place);
        if let Some(cell) = cells.and_then(|cells| cells.get_mut(kind)) {
            cell.add(delta, sign);
        }
        if standing.pay(day, level) {
            let days = day.wrapping_sub(standing.first_paid());
            self.churned.add(days, sign);
        }
        // It has paid by now, within the run.
        let cohort = self.slots.of(standing.first_paid()).unwrap_or_default();
        let place = slot.wrapping_mul(self.slots.width) + cohort;
        if let Some(cell) = self.cohorts.get_mut(place) {
            cell.add(delta, accounts);
        }
    }

    /// The slot of a fact, which was in the run when it came.
    pub(super) fn slot_of(&self, fact: Fact) -> usize {
        self.slots.of(fact.day).unwrap_or_default()
    }

    /// Has the opening of a slot ready.
    #[inline]
    pub(super) fn open(&mut self, slot: usize) {
        if self.opening.0 != slot {
            self.opening = (slot, self.opening_of(slot));
        }
    }

    /// The opening of a slot and its cells.
    #[inline]
    pub(super) fn month(&self, slot: usize) -> Option<(Cell, &MonthCells)> {
        let cells = self.months.get(slot)?;
        let opening = if slot == self.opening.0 {
            self.opening.1
        } else {
            self.opening_of(slot)
        };
        Some((opening, cells))
    }

    /// What the slots before come to: the difference to the opening that is known.
    fn opening_of(&self, slot: usize) -> Cell {
        let (known, mut opening) = self.opening;
        let between = |from: usize, to: usize| self.months.get(from..to).unwrap_or_default();
        for cells in between(known, slot.max(known)) {
            let moved = net(cells);
            opening.add(moved.amount, moved.accounts);
        }
        for cells in between(slot.min(known), known) {
            let moved = net(cells);
            opening.add(moved.amount.wrapping_neg(), moved.accounts.wrapping_neg());
        }
        opening
    }

    /// The same figures in the order of a whole history's, with the accounts as they stand.
    pub(super) fn tables<'a>(&self, standings: impl Iterator<Item = &'a Standing>) -> Tables {
        let mut tables = Tables::new(&self.slots, self.slices, EventParts::ALL);
        let width = self.slots.width;
        tables.months.clone_from(&self.months);
        for (place, cell) in tables.cohorts.iter_mut().enumerate() {
            let (cohort, slot) = (place / width, place % width);
            *cell = self
                .cohorts
                .get(slot * width + cohort)
                .copied()
                .unwrap_or_default();
        }
        for (place, cells) in tables.slices.as_chunks_mut::<5>().0.iter_mut().enumerate() {
            let (slice, slot) = (place / width, place % width);
            *cells = self
                .sliced
                .get(slot * self.slices + slice)
                .copied()
                .unwrap_or_default();
        }
        tables.churned.clone_from(&self.churned);
        for first in standings.filter_map(Standing::loyal_since) {
            tables.alive.add(first, 1);
        }
        tables
    }
}
