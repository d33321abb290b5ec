//! Dividing accounts among managers as cheaply as can be, with a proof of how cheap that is.
//!
//! The cost of a division is the cost of each placement by itself, what every manager's minutes cost, and what the value of a
//! manager's accounts costs above a limit. All are whole numbers, so that the parts add up exactly. [`solve`] answers with a
//! division and with a [lower bound](Solution::lower_bound) below which no division can cost. The bound is exact arithmetic on
//! prices (the Lagrangian relaxation of loads, see Fisher, "The Lagrangian relaxation method for solving integer programming
//! problems", Management Science 27, 1981, <https://doi.org/10.1287/mnsc.27.1.1>), and
//! holds whatever made the prices.
//!
//! # Laws
//! - Nobody has more than the most minutes, and no account is where it is forbidden.
//! - The lower bound is at most the cost; where they are equal the division is optimal.
//! - A division never costs more than leaving accounts with their holders, where that is allowed.
//! - The same problem gives the same solution, on every machine.

mod branch;
mod gather;
mod improve;
mod load_cost;
mod place;
mod placement;
mod prices;
mod problem;

pub use problem::{Problem, ProblemError, Room, Terms, Work};

use placement::Placement;

use crate::ratio::Ratio;

/// Rounds of the search for prices.
const ROUNDS: u32 = 300;
/// How many exchanges are looked at from each start.
const LOOKS: u64 = 12_000_000;
/// Up to how many pairs of an account and a manager everything is looked at.
const SMALL: usize = 1_024;
/// For how many steps.
const STEPS: u64 = 300_000;

/// A division of accounts among managers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Solution {
    managers: Vec<Option<usize>>,
    cost: i64,
    lower_bound: i64,
}

impl Solution {
    /// The manager of each account, by number; `None` for nobody.
    #[must_use]
    pub fn managers(&self) -> &[Option<usize>] {
        &self.managers
    }

    /// What it costs.
    #[must_use]
    pub const fn cost(&self) -> i64 {
        self.cost
    }

    /// What every division costs at least.
    #[must_use]
    pub const fn lower_bound(&self) -> i64 {
        self.lower_bound
    }

    /// Whether none is cheaper.
    #[must_use]
    pub const fn is_optimal(&self) -> bool {
        self.cost == self.lower_bound
    }

    /// By how much it may cost more than the cheapest, as a part of the lower bound. `None` over a bound of nothing.
    #[must_use]
    pub const fn gap(&self) -> Option<Ratio> {
        let (cost, bound) = (self.cost as i128, self.lower_bound as i128);
        Ratio::of(cost - bound, bound)
    }

    /// The minutes of each manager, fixed ones included.
    #[must_use]
    pub fn loads(&self, problem: &Problem) -> Vec<i64> {
        let mut placement = Placement::empty(problem);
        for (account, manager) in self.managers.iter().enumerate() {
            placement.put(account, *manager);
        }
        placement.loads().to_vec()
    }
}

impl Problem {
    /// What a division costs, by the manager of each account; `None` where it breaks a rule, or has not one place an account.
    #[must_use]
    pub fn cost_of(&self, managers: &[Option<usize>]) -> Option<i64> {
        let mut placement = Placement::empty(self);
        for (account, manager) in managers.iter().enumerate() {
            let minutes = self.work(account).minutes.into();
            if let Some(manager) = *manager
                && !(placement.allows(account, manager) && placement.has_room(manager, minutes))
            {
                return None;
            }
            placement.put(account, *manager);
        }
        (managers.len() == self.accounts()).then(|| placement.cost())
    }
}

/// Whether a division may cost more than a two-hundredth above the bound.
fn is_wide(bound: i64, cost: i64) -> bool {
    i128::from(cost - bound) * 200 > i128::from(bound)
}

/// The division at these prices, if it becomes better than one that is known.
fn better_by<'a>(found: &prices::Found, known: Placement<'a>) -> Placement<'a> {
    let mut other = place::by_prices(known.problem, &found.prices);
    improve::improve(&mut other, &found.prices, LOOKS);
    if other.cost() < known.cost() {
        other
    } else {
        known
    }
}

/// Divides the accounts.
///
/// Small problems are solved to the end, unless that takes more than some hundred thousand steps; larger ones come with the bound.
#[must_use]
pub fn solve(problem: &Problem) -> Solution {
    let mut best = place::as_it_is(problem);
    place::fill(&mut best);
    let mut found = prices::search(problem, prices::level(problem), best.cost(), ROUNDS);
    improve::improve(&mut best, &found.prices, LOOKS);
    best = better_by(&found, best);
    // A good division tells prices, and those may prove more, or tell a better division.
    let told = prices::marginal(problem, &best);
    if told.bound > found.bound {
        found = told;
        if is_wide(found.bound, best.cost()) {
            found = prices::search(problem, found, best.cost(), ROUNDS);
            best = better_by(&found, best);
        }
    }
    let mut solution = Solution {
        managers: best.managers().to_vec(),
        cost: best.cost(),
        lower_bound: found.bound.min(best.cost()),
    };
    let pairs = problem.accounts().saturating_mul(problem.managers().max(1));
    if !solution.is_optimal() && pairs <= SMALL {
        let empty = Placement::empty(problem);
        let searched = branch::search(empty, &found.prices, solution.cost, STEPS);
        if let Some(managers) = searched.better {
            let mut better = Placement::empty(problem);
            for (account, manager) in managers.iter().enumerate() {
                better.put(account, *manager);
            }
            solution.cost = better.cost();
            solution.managers = managers;
        }
        if searched.complete {
            solution.lower_bound = solution.cost;
        }
    }
    solution
}
