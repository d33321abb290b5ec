//! The lower bound: what minutes and value would have to be worth for no placement to be cheaper.

use super::load_cost::{LoadCost, ValueCost};
use super::placement::Placement;
use super::problem::{FORBIDDEN, Problem};

/// Prices are whole numbers of 1/4096 of a point, so that the bound is exact.
pub(super) const SCALE: i64 = 1 << 12;
/// So low that a price times the minutes of an account, with its cost and its value, fits 64 bits.
const MAX_PRICE: i64 = 1 << 40;

/// A price for a minute and for a unit of value of each manager.
///
/// For any prices of at least zero the cost of every placement is at least
///
/// `Σ over accounts min over managers (cost + minute price × minutes + value price × value)`
/// `+ Σ over managers min over loads (load cost − minute price × (load − fixed load))`, and the same for value:
///
/// a placement pays each term at least what its least costs, and the prices cancel (weak duality of the Lagrangian relaxation of
/// loads). So the bound needs no trust in how the prices were found.
#[derive(Clone, Debug)]
pub(super) struct Prices {
    pub(super) minute: Vec<i64>,
    pub(super) value: Vec<i64>,
}

/// What prices say.
#[derive(Clone, Debug)]
pub(super) struct Bound {
    /// In 1/[`SCALE`] of a point.
    pub(super) scaled: i128,
    /// By manager: the load that the cheapest choices give, less the load that the manager would choose.
    pub(super) excess: Vec<i64>,
    /// The same for value.
    pub(super) excess_value: Vec<i64>,
}

impl Bound {
    /// In whole points, as every cost is: rounded up.
    pub(super) fn points(&self) -> i64 {
        let scale = i128::from(SCALE);
        let up = self.scaled.div_euclid(scale) + i128::from(self.scaled.rem_euclid(scale) > 0);
        i64::try_from(up).unwrap_or(i64::MAX)
    }
}

impl Prices {
    /// What an account costs with a manager at these prices, scaled; above everything else where it is forbidden.
    pub(super) fn of(&self, problem: &Problem, account: usize, manager: usize) -> i64 {
        let work = problem.work(account);
        let minute = self.minute.get(manager).copied().unwrap_or_default();
        let value = self.value.get(manager).copied().unwrap_or_default();
        let cost = problem.row(account).get(manager).copied();
        priced(
            cost.unwrap_or(FORBIDDEN),
            minute,
            work.minutes.into(),
            value,
            work.value.into(),
        )
    }

    /// The bound that these prices prove.
    pub(super) fn bound(&self, problem: &Problem) -> Bound {
        let mut loads: Vec<i64> = problem.loads.iter().map(|load| load.fixed).collect();
        let mut values: Vec<i64> = problem.values.iter().map(|value| value.fixed).collect();
        let mut scaled = 0_i128;
        let value_is_free = self.value.iter().all(|price| *price == 0);
        for (work, row) in problem.rows() {
            let (minutes, value) = (i64::from(work.minutes), i64::from(work.value));
            let mut least = i64::from(work.unplaced) * SCALE;
            let mut place = None;
            let mut look = |(manager, cost): (usize, i64)| {
                if cost < least {
                    least = cost;
                    place = Some(manager);
                }
            };
            let costs = row.iter().zip(&self.minute);
            if value_is_free {
                let costs = costs.map(|(cost, minute)| priced(*cost, *minute, minutes, 0, 0));
                costs.enumerate().for_each(&mut look);
            } else {
                let costs = costs.zip(&self.value);
                let costs = costs
                    .map(|((cost, minute), unit)| priced(*cost, *minute, minutes, *unit, value));
                costs.enumerate().for_each(&mut look);
            }
            scaled += i128::from(least);
            if let Some(place) = place {
                if let Some(load) = loads.get_mut(place) {
                    *load += minutes;
                }
                if let Some(held) = values.get_mut(place) {
                    *held += value;
                }
            }
        }
        for ((cost, price), load) in problem.loads.iter().zip(&self.minute).zip(&mut loads) {
            let (least, chosen) = of_load(cost, *price, cost.fixed);
            scaled += least;
            *load -= chosen;
        }
        for ((cost, price), value) in problem.values.iter().zip(&self.value).zip(&mut values) {
            let (least, chosen) = of_value(cost, *price, cost.fixed);
            scaled += least;
            *value -= chosen;
        }
        Bound {
            scaled,
            excess: loads,
            excess_value: values,
        }
    }
}

/// What is left of a load's cost when its minutes above `from` are paid for, and the load at which it is least.
pub(super) fn of_load(cost: &LoadCost, price: i64, from: i64) -> (i128, i64) {
    let (least, chosen) = cost.least(SCALE, price, from);
    (least + i128::from(price) * i128::from(from), chosen)
}

/// The same for value.
pub(super) fn of_value(cost: &ValueCost, price: i64, from: i64) -> (i128, i64) {
    let (least, chosen) = cost.least(SCALE, price, from);
    (least + i128::from(price) * i128::from(from), chosen)
}

/// In range: a cost is below 2^32 scaled by 2^12, a price at most 2^40, minutes and value at most 2^21.
const fn priced(cost: u32, minute: i64, minutes: i64, unit: i64, value: i64) -> i64 {
    let cost = (cost as i64).wrapping_mul(SCALE);
    let time = minute.wrapping_mul(minutes);
    cost.wrapping_add(time)
        .wrapping_add(unit.wrapping_mul(value))
}

/// Prices, and the bound that they prove.
pub(super) struct Found {
    pub(super) prices: Prices,
    pub(super) bound: i64,
    at: Point,
}

impl Found {
    fn at(problem: &Problem, at: Point) -> Self {
        let prices = at.prices();
        let bound = prices.bound(problem).points();
        Self { prices, bound, at }
    }
}

/// Looks for prices whose bound is higher, by steps along the averaged excess of load.
///
/// The steps are those of the volume algorithm (Barahona and Anbil, "The volume algorithm: producing primal solutions with a
/// subgradient method", Mathematical Programming 87, 2000, <https://doi.org/10.1007/s101070050002>), of Polyak's length towards the
/// cost of a placement that is known. Floating point only chooses where to look; each bound is exact.
pub(super) fn search(problem: &Problem, from: Found, known_cost: i64, rounds: u32) -> Found {
    let mut found = from;
    let mut bound = found.prices.bound(problem);
    let mut highest = bound.scaled;
    let mut direction = found.at.units(&bound);
    let mut stretch = 1.0_f64;
    let mut stale = 0_u32;
    for _ in 0..rounds {
        let length: f64 = direction.iter().map(|part| part * part).sum();
        if found.bound >= known_cost || length <= 0.0 || stretch < 1e-7 {
            break;
        }
        let gap = known_cost as f64 - highest as f64 / SCALE as f64;
        let at = found.at.moved(&direction, stretch * gap / length);
        let prices = at.prices();
        bound = prices.bound(problem);
        let excess = at.units(&bound);
        if bound.scaled > highest {
            highest = bound.scaled;
            found = Found {
                bound: bound.points(),
                prices,
                at,
            };
            stretch = (stretch * 1.2).min(2.0);
            stale = 0;
        } else {
            stale += 1;
            if stale.is_multiple_of(4) {
                stretch *= 0.5;
            }
        }
        for (part, new) in direction.iter_mut().zip(excess) {
            *part = *part * (1.0 - FRESH) + new * FRESH;
        }
    }
    found
}

/// How much of a direction is the newest excess.
const FRESH: f64 = 0.2;

/// How often the range of that price is halved.
const LEVELS: u32 = 40;

/// The best single price of a minute, the same for every manager: where all of them together have the load that they would choose.
pub(super) fn level(problem: &Problem) -> Found {
    let steepest = problem.loads.iter().map(LoadCost::steepest);
    // Where there is too little time, a minute is worth what it costs that nobody has an account.
    let scarce = problem.works.iter().filter(|work| work.minutes > 0);
    let scarce = scarce.map(|work| f64::from(work.unplaced) / f64::from(work.minutes));
    let (mut low, mut high) = (0.0, steepest.chain(scarce).fold(1.0, f64::max));
    for _ in 0..LEVELS {
        let middle = f64::midpoint(low, high);
        let bound = Point::at(problem, middle).prices().bound(problem);
        if bound.excess.iter().sum::<i64>() > 0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    let [low, high] = [low, high].map(|price| Found::at(problem, Point::at(problem, price)));
    if low.bound > high.bound { low } else { high }
}

/// What a minute and a unit of value more would cost every manager of a placement: were it the cheapest, those would be the prices, save
/// where somebody's time is up.
pub(super) fn marginal(problem: &Problem, known: &Placement<'_>) -> Found {
    let mut point = Point::at(problem, 0.0);
    let minutes = known.rises().iter().map(|rise| rise.minute);
    let rises = minutes.chain(known.rises().iter().map(|rise| rise.value));
    for ((part, unit), rise) in point.parts.iter_mut().zip(&point.units).zip(rises) {
        *part = rise as f64 * unit;
    }
    Found::at(problem, point)
}

/// Prices in units in which those of every manager weigh alike: those of a minute times the capacity, those of value times all there
/// is of it.
#[derive(Clone)]
struct Point {
    parts: Vec<f64>,
    units: Vec<f64>,
}

impl Point {
    /// A minute at the same price for every manager, and value at none.
    fn at(problem: &Problem, price: f64) -> Self {
        let managers = problem.managers();
        let room: i64 = problem.loads.iter().map(LoadCost::capacity).sum();
        let least = (room as f64 / managers.max(1) as f64 / 10.0).max(1.0);
        let minutes = problem
            .loads
            .iter()
            .map(|load| (load.capacity() as f64).max(least));
        let share = f64::from(Problem::MAX_VALUE) / managers.max(1) as f64;
        let values = problem
            .values
            .iter()
            .map(|value| if value.is_free() { 0.0 } else { share });
        let units: Vec<f64> = minutes.chain(values).collect();
        let parts = units.iter().enumerate();
        let parts = parts.map(|(place, unit)| if place < managers { price * unit } else { 0.0 });
        Self {
            parts: parts.collect(),
            units,
        }
    }

    fn prices(&self) -> Prices {
        let mut prices = self.parts.iter().zip(&self.units).map(|(part, unit)| {
            let price = if *unit > 0.0 { part / unit } else { 0.0 };
            // A cast of floating point keeps to the range and makes nothing of no number.
            ((price * SCALE as f64) as i64).clamp(0, MAX_PRICE)
        });
        let managers = self.parts.len() / 2;
        Prices {
            minute: prices.by_ref().take(managers).collect(),
            value: prices.collect(),
        }
    }

    fn units(&self, bound: &Bound) -> Vec<f64> {
        let excess = bound.excess.iter().chain(&bound.excess_value);
        excess
            .zip(&self.units)
            .map(|(excess, unit)| {
                if *unit > 0.0 {
                    *excess as f64 / unit
                } else {
                    0.0
                }
            })
            .collect()
    }

    fn moved(&self, direction: &[f64], by: f64) -> Self {
        let parts = self.parts.iter().zip(direction);
        Self {
            parts: parts
                .map(|(part, along)| (part + along * by).max(0.0))
                .collect(),
            units: self.units.clone(),
        }
    }
}
