use super::problem::{FORBIDDEN, Problem};

/// Who has which account, with what it costs, kept up to date move by move.
#[derive(Clone, Debug)]
pub(super) struct Placement<'a> {
    pub(super) problem: &'a Problem,
    managers: Vec<Option<usize>>,
    loads: Vec<i64>,
    values: Vec<i64>,
    members: Vec<Vec<Member>>,
    rises: Vec<Rise>,
}

/// An account where it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Member {
    pub(super) account: usize,
    pub(super) minutes: i64,
    pub(super) value: i64,
    /// What it costs there by itself.
    pub(super) cost: i64,
}

/// What goes on in one manager's load, kept at hand to tell quickly that a move cannot help.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Rise {
    /// What a minute more costs: by convexity no more minutes cost less each, and no fewer save more each.
    pub(super) minute: i64,
    /// What a unit of value more costs.
    pub(super) value: i64,
    /// How many minutes more there is room for.
    pub(super) room: i64,
}

impl<'a> Placement<'a> {
    /// Nothing placed.
    pub(super) fn empty(problem: &'a Problem) -> Self {
        let mut placement = Self {
            problem,
            managers: vec![None; problem.accounts()],
            loads: problem.loads.iter().map(|load| load.fixed).collect(),
            values: problem.values.iter().map(|value| value.fixed).collect(),
            members: vec![Vec::new(); problem.managers()],
            rises: vec![Rise::default(); problem.managers()],
        };
        for manager in 0..problem.managers() {
            placement.add(manager, 0, 0);
        }
        placement
    }

    pub(super) fn rises(&self) -> &[Rise] {
        &self.rises
    }

    pub(super) fn rise(&self, manager: usize) -> Rise {
        self.rises.get(manager).copied().unwrap_or_default()
    }

    pub(super) fn manager(&self, account: usize) -> Option<usize> {
        self.managers.get(account).copied().flatten()
    }

    pub(super) fn managers(&self) -> &[Option<usize>] {
        &self.managers
    }

    pub(super) fn load(&self, manager: usize) -> i64 {
        self.loads.get(manager).copied().unwrap_or_default()
    }

    pub(super) fn value(&self, manager: usize) -> i64 {
        self.values.get(manager).copied().unwrap_or_default()
    }

    pub(super) fn loads(&self) -> &[i64] {
        &self.loads
    }

    pub(super) fn members(&self, manager: usize) -> &[Member] {
        self.members.get(manager).map_or(&[], Vec::as_slice)
    }

    /// Whether a manager may have so many minutes more and still keep to the most.
    pub(super) fn has_room(&self, manager: usize, more: i64) -> bool {
        self.problem
            .loads
            .get(manager)
            .is_some_and(|load| self.load(manager) + more <= load.most)
    }

    /// What it costs more when a manager has so many minutes and so much value more, or less.
    pub(super) fn change(&self, manager: usize, minutes: i64, value: i64) -> i64 {
        let load = self.problem.loads.get(manager).map_or(0, |cost| {
            let before = self.load(manager);
            cost.at(before + minutes) - cost.at(before)
        });
        let held = self.problem.values.get(manager).map_or(0, |cost| {
            if cost.is_free() {
                return 0;
            }
            let before = self.value(manager);
            cost.at(before + value) - cost.at(before)
        });
        load + held
    }

    /// Whether an account may go to a manager, by its own rules.
    pub(super) fn allows(&self, account: usize, manager: usize) -> bool {
        self.problem
            .row(account)
            .get(manager)
            .is_some_and(|cost| *cost != FORBIDDEN)
    }

    /// What an account costs where it is, by itself.
    pub(super) fn own_cost(&self, account: usize) -> i64 {
        match self.manager(account) {
            Some(manager) => self.problem.known_cost(account, manager),
            None => self.problem.work(account).unplaced.into(),
        }
    }

    /// Whether an account is with nobody, or where it costs nearly as much.
    pub(super) fn is_ill_placed(&self, account: usize) -> bool {
        let unplaced = i64::from(self.problem.work(account).unplaced);
        self.manager(account).is_none() || 2 * self.own_cost(account) > unplaced
    }

    /// Places an account elsewhere.
    pub(super) fn put(&mut self, account: usize, to: Option<usize>) {
        let work = self.problem.work(account);
        let (minutes, value) = (i64::from(work.minutes), i64::from(work.value));
        if let Some(from) = self.manager(account) {
            self.add(from, -minutes, -value);
            if let Some(members) = self.members.get_mut(from)
                && let Some(place) = members.iter().position(|member| member.account == account)
            {
                members.swap_remove(place);
            }
        }
        if let Some(to) = to {
            self.add(to, minutes, value);
            let cost = self.problem.known_cost(account, to);
            if let Some(members) = self.members.get_mut(to) {
                members.push(Member {
                    account,
                    minutes,
                    value,
                    cost,
                });
            }
        }
        if let Some(manager) = self.managers.get_mut(account) {
            *manager = to;
        }
    }

    fn add(&mut self, manager: usize, minutes: i64, value: i64) {
        if let Some(load) = self.loads.get_mut(manager) {
            *load += minutes;
        }
        if let Some(held) = self.values.get_mut(manager) {
            *held += value;
        }
        let (load, value) = (self.load(manager), self.value(manager));
        let costs = self
            .problem
            .loads
            .get(manager)
            .zip(self.problem.values.get(manager));
        if let Some((rise, (minutes, values))) = self.rises.get_mut(manager).zip(costs) {
            *rise = Rise {
                minute: minutes.rise(load),
                value: values.rise(value),
                room: minutes.most - load,
            };
        }
    }

    /// What all of it costs.
    pub(super) fn cost(&self) -> i64 {
        let own: i64 = (0..self.managers.len())
            .map(|account| self.own_cost(account))
            .sum();
        let loads = self.problem.loads.iter().zip(&self.loads);
        let loads: i64 = loads.map(|(cost, load)| cost.at(*load)).sum();
        let values = self.problem.values.iter().zip(&self.values);
        let values: i64 = values.map(|(cost, value)| cost.at(*value)).sum();
        own + loads + values
    }
}
