//! What single events add up to, and where an account stands after one.

use std::collections::BTreeMap;
use std::hint::select_unpredictable;

use super::facts::Fact;
use crate::calendar::Periods;

/// The place of a period among the rows of the tables: 0 is all time before the run, then come the periods.
#[derive(Clone, Debug)]
pub(super) struct Slots {
    start: i32,
    of_day: Vec<u16>,
    /// One more than there are periods.
    pub(super) width: usize,
}

/// An amount and a number of accounts. Either may be a difference.
///
/// Amounts wrap around, and still come out right: what they add up to in the end is within twice the weight of the facts, which is
/// checked, and arithmetic modulo 2^64 does not care how far it was off in between.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) amount: i64,
    pub(super) accounts: i64,
}

/// More minor units than this, summed over all facts, are refused.
pub(super) const MAX_WEIGHT: i64 = 1 << 61;

/// The movements of one period in the order of [`Movement::ALL`](super::super::Movement::ALL), each with the sign it has in the sum;
/// then [`GAINED`] and [`LOST`].
pub(super) type MonthCells = [Cell; 7];

/// By how much the accounts of the opening pay more at the end.
pub(super) const GAINED: usize = 5;
/// By how much they pay less, and how many pay nothing.
pub(super) const LOST: usize = 6;

/// A number for each of a range of days or durations, and for any outside of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct DayCounts {
    from: i32,
    dense: Vec<i64>,
    outside: BTreeMap<i32, i64>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tables {
    pub(super) width: usize,
    /// By slot.
    pub(super) months: Vec<MonthCells>,
    /// By slot of the first payment, then slot: the differences to the slot before.
    pub(super) cohorts: Vec<Cell>,
    /// By slice, then slot, then movement.
    pub(super) slices: Vec<Cell>,
    /// Accounts by days from their first payment to their first churn.
    pub(super) churned: DayCounts,
    /// Accounts without churn by the day of their first payment.
    pub(super) alive: DayCounts,
}

/// Where an account stands after its latest fact.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing {
    pub(super) amount: i64,
    /// The amount at the opening of the slot.
    pub(super) start: i64,
    /// Twice the day of the first payment, one more once that was lost; `NEVER` before it.
    paid: i32,
    /// The [`order`](super::facts::Fact::order) of the latest fact.
    pub(super) latest: i32,
    pub(super) holder: u16,
    /// The slot of the latest fact.
    slot: u16,
}

// Half a line of the cache; the other half are the newest facts.
const _: () = assert!(size_of::<Standing>() == 32);

const NEVER: i32 = i32::MAX;

impl Slots {
    /// Of at most 4,096 periods, as [`Tables`] are square.
    pub(super) fn new(periods: &Periods) -> Option<Self> {
        if periods.len() > 1 << 12 {
            return None;
        }
        let start = periods.start().to_epoch_days();
        let days = periods.end().to_epoch_days().abs_diff(start) as usize;
        let mut of_day = Vec::with_capacity(days);
        for (slot, period) in (1_u16..).zip(periods.iter()) {
            let (start, end) = (period.start(), period.end());
            let days = end.to_epoch_days().abs_diff(start.to_epoch_days()) as usize;
            of_day.resize(of_day.len() + days, slot);
        }
        Some(Self {
            start,
            of_day,
            width: periods.len() + 1,
        })
    }

    /// The slot of a day; `None` after the run.
    #[inline]
    pub(super) fn of(&self, day: i32) -> Option<usize> {
        self.finder()(day)
    }

    /// The slot of one day after the other, as [`of`](Self::of), for loops that write to tables in between.
    #[inline]
    pub(super) fn finder(&self) -> impl Fn(i32) -> Option<usize> + Copy {
        let (start, of_day) = (self.start, self.of_day.as_slice());
        move |day| {
            // Neither is near the ends of its range: days come from dates. Below zero is past every place.
            let since = day.wrapping_sub(start).cast_unsigned();
            match of_day.get(since as usize) {
                Some(slot) => Some(usize::from(*slot)),
                None => (day < start).then_some(0),
            }
        }
    }

    /// The day after the run.
    pub(super) fn end(&self) -> i32 {
        // It came from a date.
        self.start.wrapping_add(self.of_day.len() as i32)
    }

    /// The first day of the run, and how many days it has.
    fn days(&self) -> (i32, usize) {
        (self.start, self.of_day.len())
    }
}

impl Cell {
    #[inline]
    pub(super) fn add(&mut self, amount: i64, accounts: i64) {
        self.amount = self.amount.wrapping_add(amount);
        self.accounts = self.accounts.wrapping_add(accounts);
    }
}

impl DayCounts {
    fn new(from: i32, days: usize) -> Self {
        Self {
            from,
            dense: vec![0; days],
            outside: BTreeMap::new(),
        }
    }

    #[inline]
    pub(super) fn add(&mut self, day: i32, by: i64) {
        let place = usize::try_from(i64::from(day) - i64::from(self.from)).ok();
        if let Some(count) = place.and_then(|place| self.dense.get_mut(place)) {
            *count += by;
        } else if by != 0 {
            self.add_outside(day, by);
        }
    }

    #[cold]
    fn add_outside(&mut self, day: i32, by: i64) {
        let count = self.outside.entry(day).or_default();
        *count += by;
        if *count == 0 {
            self.outside.remove(&day);
        }
    }

    /// All that have a number, in no order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (i32, i64)> + '_ {
        let dense = (self.from..).zip(self.dense.iter().copied());
        let outside = self.outside.iter().map(|(day, count)| (*day, *count));
        dense.filter(|(_, count)| *count != 0).chain(outside)
    }

    fn merge(&mut self, other: &Self) {
        for (sum, count) in self.dense.iter_mut().zip(&other.dense) {
            *sum += count;
        }
        for (day, count) in &other.outside {
            self.add_outside(*day, *count);
        }
    }
}

impl Tables {
    /// Empty tables; those of parts that are not wanted have no cells.
    pub(super) fn new(slots: &Slots, slices: usize, parts: super::EventParts) -> Self {
        let width = slots.width;
        let cells =
            |wanted: bool, cells: usize| vec![Cell::default(); if wanted { cells } else { 0 }];
        let (start, days) = slots.days();
        let days = if parts.lifetimes { days } else { 0 };
        Self {
            width,
            months: vec![MonthCells::default(); if parts.movements { width } else { 0 }],
            cohorts: cells(parts.cohorts, width * width),
            slices: cells(parts.slices, slices * width * 5),
            churned: DayCounts::new(0, days),
            alive: DayCounts::new(start, days),
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        let months = self.months.iter_mut().flatten();
        for (sum, cell) in months.zip(other.months.iter().flatten()) {
            sum.add(cell.amount, cell.accounts);
        }
        for (sum, cells) in [
            (&mut self.cohorts, &other.cohorts),
            (&mut self.slices, &other.slices),
        ] {
            for (sum, cell) in sum.iter_mut().zip(cells) {
                sum.add(cell.amount, cell.accounts);
            }
        }
        self.churned.merge(&other.churned);
        self.alive.merge(&other.alive);
    }

    /// The movements of the whole are those of all slices.
    pub(super) fn add_slices_to_months(&mut self) {
        for slice in self.slices.chunks(self.width * 5) {
            for (month, moved) in self.months.iter_mut().zip(slice.as_chunks::<5>().0) {
                for (sum, cell) in month.iter_mut().zip(moved) {
                    sum.add(cell.amount, cell.accounts);
                }
            }
        }
    }
}

impl Standing {
    /// Before any fact, held by this slice.
    pub(super) const fn new(holder: u16) -> Self {
        Self {
            amount: 0,
            start: 0,
            paid: NEVER,
            latest: i32::MIN,
            holder,
            slot: 0,
        }
    }

    /// Whether every fact from now on would mean the same for both, whatever their latest facts are.
    pub(super) fn continues_as(&self, other: &Self) -> bool {
        let so_far = |standing: &Self| {
            let amounts = (standing.amount, standing.start, standing.paid);
            (amounts, standing.slot, standing.holder)
        };
        so_far(self) == so_far(other)
    }

    /// Goes on to a slot, where the amount so far is the opening.
    #[inline]
    pub(super) fn enter(&mut self, slot: usize) {
        // At most 4,096.
        let slot = slot as u16;
        if slot != self.slot {
            self.slot = slot;
            self.start = self.amount;
        }
    }

    /// Whether it ever paid.
    #[inline]
    pub(super) const fn has_paid(&self) -> bool {
        self.paid != NEVER
    }

    /// The day of the first payment, if there was one.
    #[inline]
    pub(super) const fn first_paid(&self) -> i32 {
        self.paid >> 1
    }

    /// The day of the first payment of an account that was not lost since.
    pub(super) fn loyal_since(&self) -> Option<i32> {
        // `NEVER` is odd, too.
        (self.paid & 1 == 0).then_some(self.first_paid())
    }

    /// Pays another amount from a day on. Whether the account is lost by that for the first time.
    #[inline]
    pub(super) fn pay(&mut self, day: i32, level: i64) -> bool {
        self.amount = level;
        let lost = level == 0 && self.paid & 1 == 0;
        // Whether it is its first payment is hard to foretell.
        let known = self.paid | i32::from(lost);
        // No date is within a factor of ten of the ends of the range.
        self.paid = select_unpredictable(self.paid == NEVER, day.wrapping_mul(2), known);
        lost
    }

    /// Takes in a fact as [`Running::step`](super::running::Running::step) does, without any table.
    #[inline]
    pub(super) fn pass(&mut self, slot: usize, fact: Fact) {
        self.enter(slot);
        if fact.value < 0 {
            self.hand(fact);
        } else if fact.value != self.amount {
            self.pay(fact.day, fact.value);
        }
    }

    /// Passes to another holder.
    #[inline]
    pub(super) const fn hand(&mut self, fact: Fact) {
        // It came from a place.
        self.holder = !fact.value as u16;
    }
}

/// The place of a movement among all, of two amounts that differ. Without branches, as nobody can foretell it.
#[inline]
pub(super) fn kind(before: i64, after: i64, ever: bool) -> usize {
    let rising = select_unpredictable(before == 0, usize::from(ever), 2);
    let falling = 3 + usize::from(after == 0);
    select_unpredictable(after > before, rising, falling)
}

/// What a change adds to what the accounts of the opening gained, lost, and to how many are lost.
#[inline]
pub(super) fn ends(start: i64, before: i64, after: i64) -> (i64, i64, i64) {
    // Whether an account is above its opening is as good as random: a select costs less than a wrong guess.
    let above = |amount: i64| select_unpredictable(amount > start, amount, start);
    let gain = above(after).wrapping_sub(above(before));
    let lost = i64::from(after == 0) - i64::from(before == 0);
    // All ones for accounts of the opening, else nothing.
    let open = -i64::from(start > 0);
    let loss = gain.wrapping_sub(after.wrapping_sub(before));
    (gain & open, loss & open, lost & open)
}

/// What a change adds to the number of paying accounts.
#[inline]
pub(super) fn active(before: i64, after: i64) -> i64 {
    i64::from(after > 0) - i64::from(before > 0)
}
