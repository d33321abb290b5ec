//! What load and value cost a manager: convex, piecewise linear, in whole numbers.

use super::problem::{Problem, Room, Terms};
use crate::basis_points::BasisPoints;

/// What the minutes of one manager cost.
///
/// `points × Σ max(0, minutes − k × step)` over the steps below the capacity, and `over × max(0, minutes − capacity)`. Every term is
/// convex and never falls, so the sum is and does.
#[derive(Clone, Copy, Debug)]
pub(super) struct LoadCost {
    step: i64,
    steps: i64,
    points: i64,
    capacity: i64,
    over: i64,
    pub(super) fixed: i64,
    pub(super) most: i64,
}

/// What the value of one manager's accounts costs.
#[derive(Clone, Copy, Debug)]
pub(super) struct ValueCost {
    limit: i64,
    points: i64,
    pub(super) fixed: i64,
}

impl LoadCost {
    pub(super) fn new(terms: &Terms, room: &Room) -> Self {
        let whole = i64::from(BasisPoints::WHOLE.get());
        let minutes = |minutes: u64| i64::try_from(minutes).unwrap_or(i64::MAX);
        let capacity = minutes(room.capacity);
        let width = i64::from(terms.step_basis_points);
        // At least a hundredth apart, so that there are fewer than two hundred, whatever is cut.
        let step = if width == 0 {
            0
        } else {
            capacity.saturating_mul(width.clamp(100, whole)) / whole
        };
        let steps = if step == 0 { 0 } else { (capacity - 1) / step };
        Self {
            step,
            steps,
            points: terms.points_per_minute.into(),
            capacity,
            over: terms.over_points_per_minute.into(),
            fixed: minutes(room.fixed),
            most: minutes(room.most.max(room.fixed)),
        }
    }

    pub(super) const fn capacity(&self) -> i64 {
        self.capacity
    }

    /// What a minute costs at most.
    pub(super) const fn steepest(&self) -> f64 {
        (self.points * self.steps + self.over) as f64
    }

    /// What these minutes cost. In range: there are fewer than two hundred steps, 10,000 points a minute and 2^27 minutes.
    pub(super) fn at(&self, minutes: i64) -> i64 {
        let passed = match minutes.checked_div(self.step) {
            Some(passed) => passed.min(self.steps),
            None => 0,
        };
        let stepped = passed * minutes - self.step * (passed * (passed + 1) / 2);
        self.points * stepped + self.over * (minutes - self.capacity).max(0)
    }

    /// What one minute more costs at these minutes. No further minute costs less.
    pub(super) fn rise(&self, minutes: i64) -> i64 {
        let passed = match minutes.checked_div(self.step) {
            Some(passed) => passed.min(self.steps),
            None => 0,
        };
        let over = if minutes >= self.capacity {
            self.over
        } else {
            0
        };
        self.points * passed + over
    }

    /// The least of `scale × cost(minutes) − price × minutes` over the minutes from `from` to the most, and where it lies. The cost is
    /// convex and bends only at its steps, so it lies at one of five places.
    pub(super) fn least(&self, scale: i64, price: i64, from: i64) -> (i128, i64) {
        let most = self.most.max(from);
        let turn = match price.checked_div(self.points.saturating_mul(scale)) {
            Some(turn) => turn.saturating_add(1).min(self.steps),
            None => self.steps,
        };
        let turns = [turn, turn - 1].map(|turn| turn.max(1).saturating_mul(self.step));
        [from, most, self.capacity, turns[0], turns[1]]
            .into_iter()
            .map(|minutes| minutes.clamp(from, most))
            .map(|minutes| {
                let cost = i128::from(self.at(minutes)) * i128::from(scale);
                (cost - i128::from(price) * i128::from(minutes), minutes)
            })
            .min()
            .unwrap_or_default()
    }
}

impl ValueCost {
    pub(super) fn new(terms: &Terms, room: &Room) -> Self {
        Self {
            limit: terms.value_limit.into(),
            points: terms.points_per_value.into(),
            fixed: room.fixed_value.into(),
        }
    }

    /// Whether value costs nothing, whatever there is of it.
    pub(super) const fn is_free(&self) -> bool {
        self.points == 0
    }

    /// What accounts of this value cost.
    pub(super) fn at(&self, value: i64) -> i64 {
        self.points * (value - self.limit).max(0)
    }

    /// What one unit more costs at this value.
    pub(super) const fn rise(&self, value: i64) -> i64 {
        if value >= self.limit { self.points } else { 0 }
    }

    /// As [`LoadCost::least`], over the values from `from` to all there is.
    pub(super) fn least(&self, scale: i64, price: i64, from: i64) -> (i128, i64) {
        let most = i64::from(Problem::MAX_VALUE).max(from);
        [from, most, self.limit]
            .into_iter()
            .map(|value| value.clamp(from, most))
            .map(|value| {
                let cost = i128::from(self.at(value)) * i128::from(scale);
                (cost - i128::from(price) * i128::from(value), value)
            })
            .min()
            .unwrap_or_default()
    }
}
