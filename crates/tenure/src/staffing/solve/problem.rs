use super::load_cost::{LoadCost, ValueCost};

/// Accounts to be divided among managers, in whole numbers: a generalised assignment problem with a convex cost of load.
///
/// Managers and accounts are numbered from 0 in the order in which they were added. [`propose`](crate::staffing::propose) makes it
/// of a book; a host with costs of its own may state it directly.
///
/// ```
/// use tenure::staffing::solve::{Problem, Room, Terms, Work, solve};
///
/// let terms = Terms { step_basis_points: 500, points_per_minute: 1, ..Terms::default() };
/// let mut problem = Problem::new(terms, [Room::of(600), Room::of(600)])?;
/// for _ in 0..4 {
///     problem.add(Work { minutes: 200, unplaced: 1_000_000, ..Work::default() }, &[Some(0), Some(50)])?;
/// }
/// let solution = solve(&problem);
/// assert!(solution.is_optimal());
/// assert_eq!(solution.loads(&problem), [400, 400]);
/// # Ok::<(), tenure::staffing::solve::ProblemError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Problem {
    pub(super) loads: Vec<LoadCost>,
    pub(super) values: Vec<ValueCost>,
    pub(super) works: Vec<Work>,
    /// A row of one cost a manager for each account, [`FORBIDDEN`] where a rule stands against it.
    pub(super) costs: Vec<u32>,
    /// Of all accounts and everything fixed.
    value: u64,
}

/// Above every cost: the account may not go to this manager.
pub(super) const FORBIDDEN: u32 = u32::MAX;

/// What load and concentration cost, the same for every manager.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// How far apart the steps of load are, in ten-thousandths of a manager's capacity, at least 100. 0 for no steps.
    pub step_basis_points: u16,
    /// What a minute costs more from each step on.
    pub points_per_minute: u32,
    /// What a minute above the capacity costs more.
    pub over_points_per_minute: u32,
    /// Up to which value a manager's accounts cost nothing, in the unit of [`Work::value`].
    pub value_limit: u32,
    /// What each unit of value above that costs.
    pub points_per_value: u32,
}

/// What a manager has room for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Room {
    /// The minutes against which load is measured.
    pub capacity: u64,
    /// The most minutes that the manager may have in all.
    pub most: u64,
    /// The minutes of accounts that are not part of the question.
    pub fixed: u64,
    /// The value of those accounts.
    pub fixed_value: u32,
}

/// An account to be placed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// The minutes that it takes, whoever has it.
    pub minutes: u32,
    /// What it is worth, in any unit in which all accounts together are worth at most [`Problem::MAX_VALUE`].
    pub value: u32,
    /// What it costs to place it with nobody.
    pub unplaced: u32,
    /// Who has it now, by number.
    pub holder: Option<usize>,
}

/// Numbers that make no [`Problem`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the {what} is {given}, and at most {most} can be divided exactly; {advice}")]
pub struct ProblemError {
    /// Which number.
    what: &'static str,
    /// As given.
    given: u64,
    /// The largest that is allowed.
    most: u64,
    /// What to do.
    advice: &'static str,
}

fn at_most(
    what: &'static str,
    given: u64,
    most: u64,
    advice: &'static str,
) -> Result<(), ProblemError> {
    if given <= most {
        Ok(())
    } else {
        Err(ProblemError {
            what,
            given,
            most,
            advice,
        })
    }
}

impl Room {
    /// Room for so many minutes, none of them taken.
    #[must_use]
    pub const fn of(minutes: u64) -> Self {
        Self {
            capacity: minutes,
            most: minutes,
            fixed: 0,
            fixed_value: 0,
        }
    }
}

impl Problem {
    /// The highest cost of one placement, and of none.
    pub const MAX_COST: u32 = 1_000_000_000;
    /// The most minutes of one account: two years of somebody's time.
    pub const MAX_MINUTES: u32 = 1 << 21;
    /// The most minutes of a manager: a century of somebody's time.
    pub const MAX_CAPACITY: u64 = 1 << 26;
    /// The highest value of all accounts together.
    pub const MAX_VALUE: u32 = 1_000_000;
    /// The highest price of a minute or a unit of value.
    pub const MAX_RATE: u32 = 10_000;
    /// The most managers.
    pub const MAX_MANAGERS: usize = 10_000;
    /// The most accounts.
    pub const MAX_ACCOUNTS: usize = 1_000_000;

    /// A problem with these managers and no account yet.
    ///
    /// # Errors
    /// [`ProblemError`] when a number is past its limit.
    pub fn new(terms: Terms, rooms: impl IntoIterator<Item = Room>) -> Result<Self, ProblemError> {
        let rates = [
            ("price of a minute", terms.points_per_minute),
            (
                "price of a minute above the capacity",
                terms.over_points_per_minute,
            ),
            ("price of value", terms.points_per_value),
        ];
        for (what, rate) in rates {
            at_most(
                what,
                rate.into(),
                Self::MAX_RATE.into(),
                "give a lower price",
            )?;
        }
        let mut problem = Self {
            loads: Vec::new(),
            values: Vec::new(),
            works: Vec::new(),
            costs: Vec::new(),
            value: 0,
        };
        for room in rooms {
            for minutes in [room.capacity, room.most, room.fixed] {
                at_most(
                    "time of a manager in minutes",
                    minutes,
                    Self::MAX_CAPACITY,
                    "plan for fewer days at a time",
                )?;
            }
            problem.value = problem.value_with(room.fixed_value)?;
            problem.loads.push(LoadCost::new(&terms, &room));
            problem.values.push(ValueCost::new(&terms, &room));
        }
        at_most(
            "number of managers",
            problem.loads.len() as u64,
            Self::MAX_MANAGERS as u64,
            "divide the book first",
        )?;
        Ok(problem)
    }

    /// Adds an account with what each manager would cost; `None` where a rule stands against it. Managers beyond the end of the row
    /// may not have it.
    ///
    /// # Errors
    /// [`ProblemError`] when a number is past its limit.
    pub fn add(&mut self, work: Work, costs: &[Option<u32>]) -> Result<(), ProblemError> {
        let limits = [
            (
                "effort of an account in minutes",
                work.minutes,
                Self::MAX_MINUTES,
            ),
            (
                "cost of placing an account with nobody",
                work.unplaced,
                Self::MAX_COST,
            ),
        ];
        for (what, given, most) in limits {
            at_most(what, given.into(), most.into(), "give a smaller one")?;
        }
        at_most(
            "number of accounts",
            self.works.len() as u64,
            Self::MAX_ACCOUNTS as u64 - 1,
            "divide the book first",
        )?;
        let value = self.value_with(work.value)?;
        for cost in costs.iter().flatten() {
            let most = Self::MAX_COST.into();
            at_most(
                "cost of a placement",
                (*cost).into(),
                most,
                "give a lower one",
            )?;
        }
        let row = costs.iter().copied().chain(std::iter::repeat(None));
        let row = row.map(|cost| cost.unwrap_or(FORBIDDEN));
        self.costs.extend(row.take(self.loads.len()));
        self.value = value;
        self.works.push(work);
        Ok(())
    }

    /// The value of everything with so much more.
    fn value_with(&self, more: u32) -> Result<u64, ProblemError> {
        let value = self.value.saturating_add(more.into());
        let most = Self::MAX_VALUE.into();
        at_most(
            "value of all accounts",
            value,
            most,
            "measure value in a larger unit",
        )?;
        Ok(value)
    }

    /// How many accounts there are.
    #[must_use]
    pub fn accounts(&self) -> usize {
        self.works.len()
    }

    /// How many managers there are.
    #[must_use]
    pub fn managers(&self) -> usize {
        self.loads.len()
    }

    /// What placing an account with a manager costs by itself; `None` where a rule stands against it.
    #[must_use]
    pub fn cost(&self, account: usize, manager: usize) -> Option<u32> {
        let cost = self.row(account).get(manager).copied()?;
        (cost != FORBIDDEN).then_some(cost)
    }

    /// What this many minutes cost a manager.
    #[must_use]
    pub fn load_cost(&self, manager: usize, minutes: u64) -> Option<i64> {
        let minutes = i64::try_from(minutes).ok()?;
        Some(self.loads.get(manager)?.at(minutes))
    }

    /// What accounts of this value cost a manager.
    #[must_use]
    pub fn value_cost(&self, manager: usize, value: u64) -> Option<i64> {
        let value = i64::try_from(value).ok()?;
        Some(self.values.get(manager)?.at(value))
    }

    /// An account with its row, in order.
    pub(super) fn rows(&self) -> impl Iterator<Item = (&Work, &[u32])> {
        // Without managers there is nothing to cut into rows.
        let rows = self.costs.chunks_exact(self.managers().max(1));
        let none: &[u32] = &[];
        self.works.iter().zip(rows.chain(std::iter::repeat(none)))
    }

    pub(super) fn row(&self, account: usize) -> &[u32] {
        let managers = self.managers();
        let start = account.saturating_mul(managers);
        self.costs
            .get(start..start.saturating_add(managers))
            .unwrap_or_default()
    }

    /// What every account costs at a manager.
    pub(super) fn column(&self, manager: usize) -> Vec<u32> {
        let from = self.costs.iter().skip(manager);
        from.step_by(self.managers().max(1)).copied().collect()
    }

    pub(super) fn work(&self, account: usize) -> Work {
        self.works.get(account).copied().unwrap_or_default()
    }

    /// The cost of a placement that is known to be allowed.
    pub(super) fn known_cost(&self, account: usize, manager: usize) -> i64 {
        i64::from(self.row(account).get(manager).copied().unwrap_or(FORBIDDEN))
    }
}
