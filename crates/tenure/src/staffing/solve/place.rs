//! The first placement, and better ones by moving and exchanging accounts.

use std::cmp::Reverse;

use super::placement::Placement;
use super::prices::{Prices, SCALE};
use super::problem::Problem;

/// Everybody keeps what they have, where that is allowed.
pub(super) fn as_it_is(problem: &Problem) -> Placement<'_> {
    let mut placement = Placement::empty(problem);
    for account in 0..problem.accounts() {
        let work = problem.work(account);
        let holder = work.holder.filter(|holder| {
            placement.allows(account, *holder) && placement.has_room(*holder, work.minutes.into())
        });
        if holder.is_some() {
            placement.put(account, holder);
        }
    }
    placement
}

/// Places whatever is with nobody where it costs least more, the largest first.
pub(super) fn fill(placement: &mut Placement<'_>) {
    let problem = placement.problem;
    let mut open: Vec<usize> = (0..problem.accounts())
        .filter(|account| placement.manager(*account).is_none())
        .collect();
    open.sort_by_key(|account| Reverse(problem.work(*account).minutes));
    for account in open {
        let work = problem.work(account);
        let (minutes, value) = (i64::from(work.minutes), i64::from(work.value));
        let best = (0..problem.managers())
            .filter(|manager| {
                placement.allows(account, *manager) && placement.has_room(*manager, minutes)
            })
            .map(|manager| {
                let cost = problem.known_cost(account, manager);
                (cost + placement.change(manager, minutes, value), manager)
            })
            .min();
        if let Some((cost, manager)) = best
            && cost < i64::from(work.unplaced)
        {
            placement.put(account, Some(manager));
        }
    }
}

/// Places every account where it is cheapest at these prices, those first that would lose most by their second choice, as long as
/// there is room; whatever is left, where it fits.
pub(super) fn by_prices<'a>(problem: &'a Problem, prices: &Prices) -> Placement<'a> {
    let mut placement = Placement::empty(problem);
    let mut wishes: Vec<(i64, usize)> = (0..problem.accounts())
        .map(|account| {
            let [first, second] = two_cheapest(problem, prices, account);
            (first.saturating_sub(second), account)
        })
        .collect();
    wishes.sort_unstable();
    for (_, account) in wishes {
        let work = problem.work(account);
        let minutes = i64::from(work.minutes);
        let best = (0..problem.managers())
            .filter(|manager| {
                placement.allows(account, *manager) && placement.has_room(*manager, minutes)
            })
            .map(|manager| (prices.of(problem, account, manager), manager))
            .min();
        if let Some((cost, manager)) = best
            && cost < i64::from(work.unplaced) * SCALE
        {
            placement.put(account, Some(manager));
        }
    }
    fill(&mut placement);
    placement
}

fn two_cheapest(problem: &Problem, prices: &Prices, account: usize) -> [i64; 2] {
    let unplaced = i64::from(problem.work(account).unplaced) * SCALE;
    let mut cheapest = [unplaced; 2];
    for manager in 0..problem.managers() {
        let cost = prices.of(problem, account, manager);
        if cost < cheapest[0] {
            cheapest = [cost, cheapest[0]];
        } else if cost < cheapest[1] {
            cheapest[1] = cost;
        }
    }
    cheapest
}
