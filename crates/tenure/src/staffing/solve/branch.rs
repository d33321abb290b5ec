//! The whole search, for problems small enough: every placement is looked at, or ruled out by a bound.

use super::load_cost::{LoadCost, ValueCost};
use super::placement::Placement;
use super::prices::{Prices, SCALE, of_load, of_value};

/// Looks for a placement cheaper than the best one known. `None` when there is certainly none; what was found, and whether the
/// search came to its end within so many steps.
pub(super) struct Branch<'a, 'p> {
    prices: &'p Prices,
    placement: Placement<'a>,
    /// The accounts, the one that loses most by a second choice first.
    order: Vec<usize>,
    /// What the accounts from each place of the order on cost at least at the prices, scaled.
    rest: Vec<i128>,
    best: i64,
    found: Option<Vec<Option<usize>>>,
    steps: u64,
}

pub(super) struct Searched {
    /// The cheapest placement, when it is cheaper than what was known.
    pub(super) better: Option<Vec<Option<usize>>>,
    /// Whether nothing can be cheaper than the best known by now.
    pub(super) complete: bool,
}

/// Searches for something cheaper than `known`, in at most `steps` steps.
pub(super) fn search(empty: Placement<'_>, prices: &Prices, known: i64, steps: u64) -> Searched {
    let problem = empty.problem;
    let mut order: Vec<(i64, usize, i64)> = (0..problem.accounts())
        .map(|account| {
            let mut costs = choices(&empty, prices, account);
            costs.sort_unstable();
            let cost = |place: usize| costs.get(place).map_or(i64::MAX / 2, |choice| choice.0);
            (cost(0) - cost(1), account, cost(0))
        })
        .collect();
    order.sort_unstable();
    let mut rest: Vec<i128> = vec![0];
    for (_, _, least) in order.iter().rev() {
        let sum = rest.last().copied().unwrap_or_default();
        rest.push(sum + i128::from(*least));
    }
    rest.reverse();
    let mut branch = Branch {
        prices,
        placement: empty,
        order: order.into_iter().map(|(_, account, _)| account).collect(),
        rest,
        best: known,
        found: None,
        steps,
    };
    let managers = branch.managers_bound();
    branch.descend(0, 0, managers);
    Searched {
        complete: branch.steps > 0,
        better: branch.found,
    }
}

/// Every way to place an account by its own rules with its cost at the prices, scaled.
fn choices(
    placement: &Placement<'_>,
    prices: &Prices,
    account: usize,
) -> Vec<(i64, Option<usize>)> {
    let problem = placement.problem;
    let unplaced = i64::from(problem.work(account).unplaced) * SCALE;
    (0..problem.managers())
        .filter(|manager| placement.allows(account, *manager))
        .map(|manager| (prices.of(problem, account, manager), Some(manager)))
        .chain([(unplaced, None)])
        .collect()
}

impl Branch<'_, '_> {
    /// What loads and values cost at least, whatever is still placed, scaled.
    fn managers_bound(&self) -> i128 {
        (0..self.placement.problem.managers())
            .map(|manager| self.manager_bound(manager))
            .sum()
    }

    fn manager_bound(&self, manager: usize) -> i128 {
        let problem = self.placement.problem;
        let price = |prices: &[i64]| prices.get(manager).copied().unwrap_or_default();
        let load = problem.loads.get(manager).map_or(0, |cost: &LoadCost| {
            let from = self.placement.load(manager);
            of_load(cost, price(&self.prices.minute), from).0
        });
        let value = problem.values.get(manager).map_or(0, |cost: &ValueCost| {
            let from = self.placement.value(manager);
            of_value(cost, price(&self.prices.value), from).0
        });
        load + value
    }

    /// Places the accounts from a place of the order on; `own` is what those before it cost by themselves, `managers` the bound of
    /// what their load costs.
    fn descend(&mut self, place: usize, own: i64, managers: i128) {
        let Some(account) = self.order.get(place).copied() else {
            let cost = self.placement.cost();
            if cost < self.best {
                self.best = cost;
                self.found = Some(self.placement.managers().to_vec());
            }
            return;
        };
        let problem = self.placement.problem;
        let work = problem.work(account);
        let rest = self.rest.get(place + 1).copied().unwrap_or_default();
        let mut choices = choices(&self.placement, self.prices, account);
        choices.sort_unstable();
        for (_, manager) in choices {
            if self.steps == 0 {
                return;
            }
            let own = match manager {
                Some(manager) if !self.placement.has_room(manager, work.minutes.into()) => continue,
                Some(manager) => own + problem.known_cost(account, manager),
                None => own + i64::from(work.unplaced),
            };
            self.steps -= 1;
            let before = manager.map_or(0, |manager| self.manager_bound(manager));
            self.placement.put(account, manager);
            let after = manager.map_or(0, |manager| self.manager_bound(manager));
            let managers = managers - before + after;
            let bound = i128::from(own) * i128::from(SCALE) + rest + managers;
            // Costs are whole: what cannot be below the best by a whole point is not better.
            if bound <= i128::from(self.best - 1) * i128::from(SCALE) {
                self.descend(place + 1, own, managers);
            }
            self.placement.put(account, None);
        }
    }
}
