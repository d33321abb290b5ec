//! Made-up problems of dividing accounts among managers: seeded, the same on every machine.
//!
//! Each is kept as the plain numbers that it is made of, so that a reference can state it in its own way.

use tenure::staffing::solve::{Problem, ProblemError, Room, Terms, Work};

use crate::Dice;

/// What makes a problem hard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Room for half as much again; every cost is drawn by lot.
    Loose,
    /// Hardly more room than work, and no price on balance: a plain generalised assignment.
    Tight,
    /// As tight, and the longer an account takes the less it costs: type D of Beasley's collection,
    /// <http://people.brunel.ac.uk/~mastjjb/jeb/orlib/gapinfo.html>.
    Correlated,
    /// Every account asks for a specialism that few managers have.
    Specialists,
    /// Balance, holders who would rather stay, and a limit on value, all at once.
    Balanced,
}

impl Family {
    /// Every family.
    pub const ALL: [Self; 5] = [
        Self::Loose,
        Self::Tight,
        Self::Correlated,
        Self::Specialists,
        Self::Balanced,
    ];
}

/// The numbers of a problem.
#[derive(Clone, Debug)]
pub struct Division {
    /// What load and concentration cost.
    pub terms: Terms,
    /// The managers.
    pub rooms: Vec<Room>,
    /// The accounts, each with what it costs with every manager.
    pub works: Vec<(Work, Vec<Option<u32>>)>,
}

impl Division {
    /// A problem of a family.
    #[must_use]
    pub fn new(family: Family, accounts: usize, managers: usize, seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let terms = match family {
            Family::Tight | Family::Correlated => Terms::default(),
            Family::Loose | Family::Specialists => Terms {
                step_basis_points: 1_000,
                points_per_minute: 1,
                over_points_per_minute: 20,
                ..Terms::default()
            },
            Family::Balanced => Terms {
                step_basis_points: 500,
                points_per_minute: 1,
                over_points_per_minute: 20,
                value_limit: 1_100_000 / u32::try_from(managers.max(1)).unwrap_or(1),
                points_per_value: 2,
            },
        };
        let value = u64::from(Problem::MAX_VALUE) / (2 * accounts.max(1)) as u64;
        let works: Vec<_> = (0..accounts)
            .map(|_| dice.account(family, managers, value))
            .collect();
        let work: u64 = works.iter().map(|(work, _)| u64::from(work.minutes)).sum();
        let per_cent = match family {
            Family::Loose => 150,
            Family::Tight | Family::Correlated => 103,
            Family::Specialists => 140,
            Family::Balanced => 125,
        };
        // A fifth more or less than the average, and in all what the family asks for.
        let parts: Vec<u64> = (0..managers).map(|_| 80 + dice.below(41)).collect();
        let whole: u64 = parts.iter().sum();
        let room = work * per_cent / 100;
        let rooms = parts
            .iter()
            .map(|part| Room::of(room * part / whole.max(1)));
        Self {
            terms,
            rooms: rooms.collect(),
            works,
        }
    }

    /// The usual way by turns: each account to the next manager in turn who may have it and has room.
    #[must_use]
    pub fn by_turns(&self) -> Vec<Option<usize>> {
        let mut loads = self.fixed();
        let (managers, mut turn) = (self.rooms.len(), 0);
        let works = self.works.iter();
        works
            .map(|(work, costs)| {
                let mut turns = (0..managers).map(|after| (turn + after) % managers);
                let next = turns.find(|manager| self.fits(&loads, *manager, work, costs))?;
                turn = next + 1;
                add(&mut loads, next, work);
                Some(next)
            })
            .collect()
    }

    /// The usual way by load: each account to whoever may have it, has room, and is least busy for the time there is.
    #[must_use]
    pub fn to_the_least_busy(&self) -> Vec<Option<usize>> {
        let mut loads = self.fixed();
        let works = self.works.iter();
        works
            .map(|(work, costs)| {
                let managers = self.rooms.iter().enumerate();
                let fit = managers.filter(|(manager, _)| self.fits(&loads, *manager, work, costs));
                let busy = fit.map(|(manager, room)| {
                    let load = loads.get(manager).copied().unwrap_or_default();
                    (load * 1_000_000 / room.capacity.max(1), manager)
                });
                let (_, next) = busy.min()?;
                add(&mut loads, next, work);
                Some(next)
            })
            .collect()
    }

    fn fixed(&self) -> Vec<u64> {
        self.rooms.iter().map(|room| room.fixed).collect()
    }

    fn fits(&self, loads: &[u64], manager: usize, work: &Work, costs: &[Option<u32>]) -> bool {
        let allowed = costs.get(manager).copied().flatten().is_some();
        let room = self.rooms.get(manager).zip(loads.get(manager));
        allowed && room.is_some_and(|(room, load)| load + u64::from(work.minutes) <= room.most)
    }

    /// The problem.
    ///
    /// # Errors
    /// [`ProblemError`] when there are more accounts or managers than a problem holds.
    pub fn problem(&self) -> Result<Problem, ProblemError> {
        let mut problem = Problem::new(self.terms, self.rooms.iter().copied())?;
        for (work, costs) in &self.works {
            problem.add(*work, costs)?;
        }
        Ok(problem)
    }
}

fn add(loads: &mut [u64], manager: usize, work: &Work) {
    if let Some(load) = loads.get_mut(manager) {
        *load += u64::from(work.minutes);
    }
}

impl Dice {
    fn account(&mut self, family: Family, managers: usize, value: u64) -> (Work, Vec<Option<u32>>) {
        let minutes = 30 + self.small(570);
        let specialism = self.below(12);
        let holder = self.below(managers.max(1) as u64 * 5 / 4);
        let costs = (0..managers).map(|manager| match family {
            Family::Loose | Family::Tight => Some(10 + self.small(90)),
            Family::Correlated => Some(650 - minutes + self.small(100)),
            Family::Specialists => {
                // The first specialism is that of every tenth manager, the second of every third, and so on.
                let knows = match specialism {
                    0 => manager % 10 == 0,
                    1..=3 => manager % 3 == 0,
                    other => (manager as u64 + other).is_multiple_of(2),
                };
                knows.then(|| 100 + self.small(900))
            }
            Family::Balanced => {
                let moves = if holder == manager as u64 { 0 } else { 600 };
                Some(moves + 200 * self.small(3))
            }
        });
        let costs = costs.collect();
        let work = Work {
            minutes,
            value: u32::try_from(self.below(2 * value.max(1))).unwrap_or(0),
            unplaced: 1_000_000,
            holder: usize::try_from(holder)
                .ok()
                .filter(|holder| *holder < managers && family == Family::Balanced),
        };
        (work, costs)
    }

    fn small(&mut self, end: u64) -> u32 {
        u32::try_from(self.below(end)).unwrap_or(0)
    }
}
