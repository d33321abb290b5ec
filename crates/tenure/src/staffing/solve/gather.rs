//! Making room: the minutes that several managers have left over, gathered with one, so that an account that fits nowhere fits there.

use super::placement::{Member, Placement};

/// How many moves may be made for one account.
const MOVES: usize = 60;

/// Finds places for accounts that are with nobody, or as good as, as long as that costs less and so many moves were not looked at.
/// Whether any did.
pub(super) fn gather_all(placement: &mut Placement<'_>, looks: &mut u64) -> bool {
    let mut moved = false;
    for account in 0..placement.problem.accounts() {
        if !placement.is_ill_placed(account) {
            continue;
        }
        let from = placement.manager(account);
        // Minutes that nobody has left cannot be gathered.
        let left = placement.rises().iter().map(|rise| rise.room.max(0));
        if left.sum::<i64>() < placement.problem.work(account).minutes.into() {
            continue;
        }
        // Where most is left, least has to be gathered.
        let mut targets: Vec<(i64, usize)> = (0..placement.problem.managers())
            .filter(|to| Some(*to) != from && placement.allows(account, *to))
            .map(|to| (-placement.rise(to).room, to))
            .collect();
        targets.sort_unstable();
        for (_, to) in targets {
            if *looks == 0 {
                return moved;
            }
            let copied = placement.problem.accounts() as u64;
            *looks = looks.saturating_sub(copied);
            let mut changed = placement.clone();
            changed.put(account, None);
            if gather(&mut changed, account, to, looks) && changed.cost() < placement.cost() {
                *placement = changed;
                moved = true;
                break;
            }
        }
    }
    moved
}

/// Makes room for an account with a manager and puts it there. Whether it could.
fn gather(placement: &mut Placement<'_>, account: usize, to: usize, looks: &mut u64) -> bool {
    let minutes = i64::from(placement.problem.work(account).minutes);
    for _ in 0..MOVES {
        let missing = minutes - placement.rise(to).room;
        if missing <= 0 {
            placement.put(account, Some(to));
            return true;
        }
        let Some(step) = best_step(placement, to, missing, looks) else {
            return false;
        };
        placement.put(step.leaves, None);
        if let Some(enters) = step.enters {
            placement.put(enters, Some(to));
        }
        placement.put(step.leaves, Some(step.goes_to));
    }
    false
}

/// An account leaves, and maybe a smaller one comes in exchange.
struct Step {
    leaves: usize,
    goes_to: usize,
    enters: Option<usize>,
}

/// The step that frees what is missing at the least cost, or else the one that frees most.
fn best_step(placement: &Placement<'_>, to: usize, missing: i64, looks: &mut u64) -> Option<Step> {
    let problem = placement.problem;
    let column = problem.column(to);
    *looks = looks.saturating_sub(column.len() as u64);
    let mut best: Option<((i64, i64), Step)> = None;
    for mine in placement.members(to) {
        for other in (0..problem.managers()).filter(|other| *other != to) {
            if !placement.allows(mine.account, other) {
                continue;
            }
            let own = problem.known_cost(mine.account, other) - mine.cost;
            let theirs = placement.members(other);
            *looks = looks.saturating_sub(theirs.len() as u64 + 1);
            let exchanges = theirs.iter().filter_map(|member| {
                let cost = i64::from(column.get(member.account).copied()?);
                placement.allows(member.account, to).then_some((
                    member.minutes,
                    cost - member.cost,
                    Some(member),
                ))
            });
            for (minutes, cost, member) in exchanges.chain([(0, 0, None)]) {
                let freed = mine.minutes - minutes;
                if freed <= 0 || freed > placement.rise(other).room {
                    continue;
                }
                let rank = (-freed.min(missing), own + cost);
                if best.as_ref().is_none_or(|(least, _)| rank < *least) {
                    best = Some((rank, step(mine, other, member)));
                }
            }
        }
    }
    best.map(|(_, step)| step)
}

const fn step(mine: &Member, other: usize, member: Option<&Member>) -> Step {
    Step {
        leaves: mine.account,
        goes_to: other,
        enters: match member {
            Some(member) => Some(member.account),
            None => None,
        },
    }
}
