//! Local search: one account elsewhere, two exchanged, one pushed on to make room for another.

use super::gather::gather_all;
use super::placement::{Member, Placement};
use super::prices::Prices;
use super::problem::FORBIDDEN;

/// How many managers an account looks at for an exchange: those where it is cheapest at the prices.
const LOOKED_AT: usize = 6;

/// Moves accounts until none of the moves helps, or so many exchanges were looked at. The cost never rises.
pub(super) fn improve(placement: &mut Placement<'_>, prices: &Prices, looks: u64) {
    let likely = Likely::new(placement, prices);
    let mut looks = looks;
    while looks > 0 {
        let mut moved = false;
        while looks > 0 && shift_all(placement, &mut looks) {
            moved = true;
        }
        moved |= exchange_all(placement, &likely, &mut looks);
        moved |= rescue_all(placement, &likely, &mut looks);
        moved |= gather_all(placement, &mut looks);
        if !moved {
            break;
        }
    }
}

/// For each account the managers at whom it looks, cheapest first.
struct Likely {
    managers: Vec<usize>,
}

impl Likely {
    fn new(placement: &Placement<'_>, prices: &Prices) -> Self {
        let problem = placement.problem;
        let mut managers = Vec::with_capacity(problem.accounts().saturating_mul(LOOKED_AT));
        for account in 0..problem.accounts() {
            let mut best = [(i64::MAX, usize::MAX); LOOKED_AT];
            for manager in 0..problem.managers() {
                if !placement.allows(account, manager) {
                    continue;
                }
                let mut held = (prices.of(problem, account, manager), manager);
                if best.last().is_some_and(|last| held < *last) {
                    for place in &mut best {
                        if held < *place {
                            std::mem::swap(place, &mut held);
                        }
                    }
                }
            }
            managers.extend(best.iter().map(|(_, manager)| *manager));
        }
        Self { managers }
    }

    fn of(&self, account: usize) -> impl Iterator<Item = usize> + '_ {
        let start = account.saturating_mul(LOOKED_AT);
        let end = start.saturating_add(LOOKED_AT);
        let managers = self.managers.get(start..end).unwrap_or_default().iter();
        managers.copied().filter(|manager| *manager != usize::MAX)
    }
}

/// Each account to the manager where all costs least. Whether any moved.
fn shift_all(placement: &mut Placement<'_>, looks: &mut u64) -> bool {
    let problem = placement.problem;
    let mut moved = false;
    *looks = looks.saturating_sub(problem.costs.len() as u64 / 4);
    for (account, (work, row)) in problem.rows().enumerate() {
        let (minutes, value) = (i64::from(work.minutes), i64::from(work.value));
        let from = placement.manager(account);
        let freed = from.map_or(0, |from| placement.change(from, -minutes, -value));
        // What it may cost elsewhere at most to be worth the move.
        let mut best = (placement.own_cost(account) - freed, from);
        if from.is_some() && i64::from(work.unplaced) < best.0 {
            best = (work.unplaced.into(), None);
        }
        let rises = placement.rises().iter();
        for (to, (cost, rise)) in row.iter().zip(rises).enumerate() {
            let at_least = i64::from(*cost) + rise.minute * minutes + rise.value * value;
            if at_least < best.0 && minutes <= rise.room && *cost != FORBIDDEN && Some(to) != from {
                let cost = i64::from(*cost) + placement.change(to, minutes, value);
                if cost < best.0 {
                    best = (cost, Some(to));
                }
            }
        }
        if best.1 != from {
            placement.put(account, best.1);
            moved = true;
        }
    }
    moved
}

/// Each account with whichever other one the exchange gains most. Whether any moved.
fn exchange_all(placement: &mut Placement<'_>, likely: &Likely, looks: &mut u64) -> bool {
    let mut moved = false;
    for from in 0..placement.problem.managers() {
        let column = placement.problem.column(from);
        let mine = placement.members(from).to_vec();
        for member in mine {
            let mut best = (0, None);
            for to in likely.of(member.account).filter(|to| *to != from) {
                let others = placement.members(to);
                *looks = looks.saturating_sub(others.len() as u64);
                let exchange = Exchange::new(placement, &column, member, from, to);
                for other in others {
                    if let Some(gain) = exchange.with(other, best.0) {
                        best = (gain, Some((other.account, to)));
                    }
                }
            }
            if let (_, Some((other, to))) = best {
                placement.put(member.account, None);
                placement.put(other, Some(from));
                placement.put(member.account, Some(to));
                moved = true;
            }
            if *looks == 0 {
                return moved;
            }
        }
    }
    moved
}

/// An account of one manager to be exchanged for one of another.
struct Exchange<'a, 'p> {
    placement: &'p Placement<'a>,
    /// What every account costs at the first manager.
    column: &'p [u32],
    from: usize,
    to: usize,
    minutes: i64,
    value: i64,
    /// What the account costs more by itself at the other manager, and by convexity at least for its time and value.
    own: i64,
    at_least: i64,
    /// What a minute and a unit of value of the other account cost at least.
    minute: i64,
    unit: i64,
    /// How many minutes the other account may take.
    most: i64,
    least: i64,
}

impl<'a, 'p> Exchange<'a, 'p> {
    fn new(
        placement: &'p Placement<'a>,
        column: &'p [u32],
        member: Member,
        from: usize,
        to: usize,
    ) -> Self {
        let (left, entered) = (placement.rise(from), placement.rise(to));
        let (minute, unit) = (left.minute - entered.minute, left.value - entered.value);
        let own = placement.problem.known_cost(member.account, to) - member.cost;
        Self {
            placement,
            column,
            from,
            to,
            minutes: member.minutes,
            value: member.value,
            own,
            at_least: own - minute * member.minutes - unit * member.value,
            minute,
            unit,
            most: member.minutes + left.room,
            least: member.minutes - entered.room,
        }
    }

    /// What the exchange costs, when that is less than `below`.
    fn with(&self, other: &Member, below: i64) -> Option<i64> {
        let there = self.column.get(other.account).copied()?;
        let own = i64::from(there) - other.cost;
        // A load that grows costs at least its rise, one that shrinks saves at most its rise.
        let at_least = self.at_least + own + self.minute * other.minutes + self.unit * other.value;
        if at_least >= below
            || there == FORBIDDEN
            || !(self.least..=self.most).contains(&other.minutes)
        {
            return None;
        }
        let (minutes, value) = (other.minutes - self.minutes, other.value - self.value);
        let gain = self.own
            + own
            + self.placement.change(self.from, minutes, value)
            + self.placement.change(self.to, -minutes, -value);
        (gain < below).then_some(gain)
    }
}

/// Whoever is with nobody, or as good as, gets a place that another account leaves for a third manager. Whether any did.
fn rescue_all(placement: &mut Placement<'_>, likely: &Likely, looks: &mut u64) -> bool {
    let problem = placement.problem;
    let mut moved = false;
    for account in 0..problem.accounts() {
        if *looks == 0 || !placement.is_ill_placed(account) {
            continue;
        }
        let from = placement.manager(account);
        let before = placement.own_cost(account);
        placement.put(account, None);
        let work = problem.work(account);
        let taken = from.map_or(0, |from| {
            placement.change(from, work.minutes.into(), work.value.into())
        });
        // What it would cost where it was, above what it costs with nobody.
        let back = before + taken - i64::from(work.unplaced);
        match rescue(placement, account, likely, looks) {
            Some((gain, (to, other, on))) if gain < back.min(0) => {
                placement.put(other, on);
                placement.put(account, Some(to));
                moved = true;
            }
            _ => placement.put(account, from),
        }
    }
    moved
}

/// Where an account would go, which other would leave from there, and where that one would go.
type Way = (usize, usize, Option<usize>);

fn rescue(
    placement: &Placement<'_>,
    account: usize,
    likely: &Likely,
    looks: &mut u64,
) -> Option<(i64, Way)> {
    let problem = placement.problem;
    let work = problem.work(account);
    let (minutes, value) = (i64::from(work.minutes), i64::from(work.value));
    let mut best: Option<(i64, Way)> = None;
    for to in (0..problem.managers()).filter(|to| placement.allows(account, *to)) {
        let here = problem.known_cost(account, to) - i64::from(work.unplaced);
        *looks = looks.saturating_sub(placement.members(to).len() as u64);
        if *looks == 0 {
            break;
        }
        for pushed in placement.members(to) {
            let (other, less, less_value) = (pushed.account, pushed.minutes, pushed.value);
            if !placement.has_room(to, minutes - less) {
                continue;
            }
            let here =
                here + placement.change(to, minutes - less, value - less_value) - pushed.cost;
            let unplaced = i64::from(problem.work(other).unplaced);
            let nobody = (here + unplaced, (to, other, None));
            let onwards = likely
                .of(other)
                .filter(|on| *on != to && placement.has_room(*on, less))
                .map(|on| {
                    let cost = problem.known_cost(other, on);
                    let cost = here + cost + placement.change(on, less, less_value);
                    (cost, (to, other, Some(on)))
                });
            let way = onwards.chain([nobody]).min();
            best = best.into_iter().chain(way).min();
        }
    }
    best
}
