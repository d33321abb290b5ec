use std::collections::BTreeSet;
use std::fmt;

use chrono::NaiveDate;

use super::effort::Effort;
use super::load::ManagerLoad;
use super::plan::{PlanStep, PlanTarget};
use super::rule::Rule;
use crate::account::{AssignmentCause, Holder};
use crate::command::Command;
use crate::id::{AccountId, ManagerId};
use crate::money::Money;
use crate::ratio::Ratio;
use crate::role::Role;

/// Who should hold which account, what speaks for it, and what would change: nothing is written before it is
/// [carried out](Proposal::command).
///
/// # Laws
/// - Every account in question is on one row, and every row has a manager, or rules against every one.
/// - No placement breaks a rule, and nobody is brought above the minutes up to which accounts are taken.
/// - The points of all rows and all managers add up to [`cost`](Proposal::cost), and those are at least
///   [`lower_bound`](Proposal::lower_bound).
/// - What managers take over, others hand over, or nobody had; after the command the book is as the rows say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    pub(super) on: NaiveDate,
    pub(super) leaving: BTreeSet<ManagerId>,
    pub(super) cover_until: Option<NaiveDate>,
    pub(super) placements: Vec<ProposedPlacement>,
    pub(super) managers: Vec<ManagerChange>,
    pub(super) cost: i64,
    pub(super) lower_bound: i64,
}

/// What is proposed for one account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposedPlacement {
    /// Which.
    pub account: AccountId,
    /// Who holds it now; `None` when nobody has reviewed it.
    pub from: Option<Holder>,
    /// Who should hold it, or stand in; `None` when nobody may.
    pub to: Option<ManagerId>,
    /// What that means.
    pub outcome: PlacementOutcome,
    /// What it takes over the days of the plan.
    pub effort: Effort,
    /// What it pays a month.
    pub monthly: Option<Money>,
    /// The roles that its manager must be able to play.
    pub roles: Vec<Role>,
    /// What speaks against the placement by itself, in points.
    pub costs: Vec<(CostPart, u32)>,
    /// For each manager who may not have it the rule, by manager, where nobody may.
    pub against: Vec<(ManagerId, Rule)>,
}

/// What becomes of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum PlacementOutcome {
    /// The holder keeps it.
    Stays,
    /// It goes from one manager to another.
    Moves,
    /// It gets a manager, and had none.
    Placed,
    /// Somebody stands in.
    Covered,
    /// Its holder keeps it although a rule stands against that, for nobody else may have it. Nothing is forced.
    Kept,
    /// Nobody may have it. It is left vacant where its holder leaves, and else as it is.
    Unplaced,
}

/// What points are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum CostPart {
    /// The holder changes.
    Change,
    /// The holder changes, by what the account pays.
    ChangeByValue,
    /// The manager is not at home in the industry.
    Industry,
    /// The manager is not at home in the segment.
    Segment,
    /// A rule stands against the holder who keeps it.
    Kept,
    /// Nobody has it.
    Unplaced,
}

/// What the plan changes for one manager.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManagerChange {
    /// The load without the plan.
    pub before: ManagerLoad,
    /// The load with it.
    pub after: ManagerLoad,
    /// What comes.
    pub taken_over: Transfer,
    /// What goes.
    pub handed_over: Transfer,
    /// What the minutes cost with the plan, in points.
    pub load_points: i64,
    /// What the concentration of value costs with the plan, in points.
    pub value_points: i64,
}

/// Accounts that change hands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transfer {
    /// How many.
    pub accounts: u64,
    /// What they take.
    pub minutes: u64,
    /// What they pay a month; `None` in a book in which nothing is paid.
    pub monthly: Option<Money>,
}

impl PlacementOutcome {
    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stays => "stays",
            Self::Moves => "moves",
            Self::Placed => "placed",
            Self::Covered => "covered",
            Self::Kept => "kept",
            Self::Unplaced => "unplaced",
        }
    }
}

impl CostPart {
    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Change => "change",
            Self::ChangeByValue => "change_by_value",
            Self::Industry => "industry",
            Self::Segment => "segment",
            Self::Kept => "kept",
            Self::Unplaced => "unplaced",
        }
    }
}

impl fmt::Display for PlacementOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl fmt::Display for CostPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl ProposedPlacement {
    /// What speaks against it by itself, in points.
    #[must_use]
    pub fn points(&self) -> i64 {
        self.costs
            .iter()
            .map(|(_, points)| i64::from(*points))
            .sum()
    }
}

impl Proposal {
    /// The day from which it holds.
    #[must_use]
    pub const fn on(&self) -> NaiveDate {
        self.on
    }

    /// What is proposed for every account in question, by account.
    #[must_use]
    pub fn placements(&self) -> &[ProposedPlacement] {
        &self.placements
    }

    /// The accounts that nobody may have, kept or not, with the rules that stand against each manager.
    pub fn unplaced(&self) -> impl Iterator<Item = &ProposedPlacement> {
        self.placements.iter().filter(|placement| {
            matches!(
                placement.outcome,
                PlacementOutcome::Kept | PlacementOutcome::Unplaced
            )
        })
    }

    /// What would change for every manager employed on the day, by manager.
    #[must_use]
    pub fn managers(&self) -> &[ManagerChange] {
        &self.managers
    }

    /// What the plan costs in points: those of all placements and all managers.
    #[must_use]
    pub const fn cost(&self) -> i64 {
        self.cost
    }

    /// What every plan within the rules costs at least.
    #[must_use]
    pub const fn lower_bound(&self) -> i64 {
        self.lower_bound
    }

    /// By how much the plan may cost more than the best one, as a part of the lower bound. `None` over a bound of nothing.
    #[must_use]
    pub fn gap(&self) -> Option<Ratio> {
        let (cost, bound) = (i128::from(self.cost), i128::from(self.lower_bound));
        Ratio::of(cost - bound, bound)
    }

    /// The one command that carries the plan out, all or nothing, as long as the book is still as the plan took it to be.
    ///
    /// An append holds [`Append::MAX_RECORDS`](crate::journal::Append::MAX_RECORDS) records; a plan with more steps is refused by the
    /// journal, and is to be made for a part of the book at a time.
    #[must_use]
    pub fn command(&self) -> Command {
        Command::CarryOutPlan {
            steps: self
                .placements
                .iter()
                .filter_map(|row| self.step(row))
                .collect(),
            on: self.on,
        }
    }

    fn step(&self, row: &ProposedPlacement) -> Option<PlanStep> {
        let roles = || row.roles.iter().copied().collect();
        let to = match (row.outcome, &row.to) {
            (PlacementOutcome::Moves, Some(manager)) => PlanTarget::Manager {
                manager: manager.clone(),
                cause: AssignmentCause::Transfer,
                roles: roles(),
            },
            (PlacementOutcome::Placed, Some(manager)) => PlanTarget::Manager {
                manager: manager.clone(),
                cause: AssignmentCause::Rule,
                roles: roles(),
            },
            (PlacementOutcome::Covered, Some(manager)) => PlanTarget::Cover {
                manager: manager.clone(),
                until: self.cover_until?,
                roles: roles(),
            },
            (PlacementOutcome::Unplaced, _) if self.is_left(row) => PlanTarget::Vacant,
            _ => return None,
        };
        Some(PlanStep {
            account: row.account.clone(),
            from: row.from.clone(),
            to,
        })
    }

    /// Whether the holder of an account that nobody may have leaves.
    fn is_left(&self, row: &ProposedPlacement) -> bool {
        match &row.from {
            Some(Holder::Manager(holder)) => self.leaving.contains(holder),
            _ => false,
        }
    }
}
