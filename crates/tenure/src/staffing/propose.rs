use std::collections::{BTreeMap, BTreeSet};

use super::error::StaffingError;
use super::load::{Experience, Survey, Surveyed, Wants};
use super::policy::{StaffingCosts, StaffingPolicy};
use super::proposal::{
    CostPart, ManagerChange, PlacementOutcome, Proposal, ProposedPlacement, Transfer,
};
use super::question::{Scope, StaffingQuestion};
use super::rule::{Rule, Rules};
use super::solve::{Problem, ProblemError, Room, Solution, Terms, Work, solve};
use crate::book::Book;
use crate::rounding::Rounding;

/// What it costs that nobody has an account: more than anything else about it.
const UNPLACED: u32 = Problem::MAX_COST;
/// What it costs that a holder keeps an account against a rule: less than that nobody has it, more than anything else.
const KEPT: u32 = Problem::MAX_COST / 10 * 9;
/// The most that the change of one account costs by its value.
const MOST_BY_VALUE: i128 = 100_000_000;

/// Who should hold the accounts in question: within the rules, at the least cost that was found, with a bound on what any plan costs.
///
/// Hard rules: whoever leaves holds nothing; roles and qualifications; language; business types; conflicts; accounts that stay; and
/// nobody is brought above the minutes up to which accounts are taken. A manager who is above already keeps accounts or hands some
/// over, and takes none. Soft goals, each in points: balanced load, few changes of holder, managers at home in industry and segment,
/// no concentration of value.
///
/// Somebody who is not hired yet is planned with on a copy of the book in which they are: see
/// [`decide_all`](crate::decide::decide_all).
///
/// # Errors
/// [`StaffingError`] for days without end, amounts of several currencies, and contradictions in the question.
pub fn propose(
    book: &Book,
    policy: &StaffingPolicy,
    question: &StaffingQuestion,
) -> Result<Proposal, StaffingError> {
    let survey = Survey::of(book, policy, question)?;
    let mut planner = Planner::new(book, survey, question)?;
    // An account that its holder would have to give up for nobody stays: it is taken out of the question, and the rest asked anew.
    let solution = loop {
        let problem = planner.problem()?;
        let solution = solve(&problem);
        let given_up = planner.given_up(&solution);
        if given_up.is_empty() {
            break (problem, solution);
        }
        planner.keep(&given_up);
    };
    Ok(planner.proposal(&solution.0, &solution.1))
}

struct Planner<'a> {
    survey: Survey<'a>,
    question: &'a StaffingQuestion,
    costs: StaffingCosts,
    rules: Rules<'a>,
    /// The accounts in question, by place in the survey.
    asked: Vec<usize>,
    /// Those that were in question and stay.
    kept: BTreeSet<usize>,
    /// By manager: what is held before the plan, in minutes.
    held: Vec<u64>,
    total_minor: i128,
    /// By what accounts want: the rule and the cost of each manager.
    classes: BTreeMap<Wants<'a>, Vec<Class>>,
}

/// What an account costs with a manager by itself, part by part.
type OwnCosts = [(CostPart, u32); 4];

const NO_COST: (CostPart, u32) = (CostPart::Change, 0);

/// An account with what is the same for every manager.
struct Asked<'s, 'a> {
    account: &'s Surveyed<'a>,
    /// By manager.
    classes: &'s [Class],
    /// The place of the holder, whom a plan could change.
    holder: Option<usize>,
    /// What it costs to change a holder who could keep it.
    change: u32,
    change_by_value: u32,
}

/// What a manager is to accounts that want the same.
#[derive(Clone, Debug)]
struct Class {
    against: Option<Rule>,
    industry: u32,
    segment: u32,
}

impl<'a> Planner<'a> {
    fn new(
        book: &'a Book,
        survey: Survey<'a>,
        question: &'a StaffingQuestion,
    ) -> Result<Self, StaffingError> {
        let named = question.leaving.iter().chain(match &question.scope {
            Scope::HeldBy(managers) => managers.iter().collect::<Vec<_>>(),
            Scope::CoverFor(manager) => vec![manager],
            _ => Vec::new(),
        });
        for manager in named {
            if book.directory().manager(manager).is_none() {
                return Err(StaffingError::UnknownManager {
                    manager: manager.clone(),
                });
            }
        }
        let mut planner = Self {
            question,
            costs: survey.policy.costs,
            rules: Rules {
                book,
                demands: &survey.policy.demands,
                question,
            },
            asked: Vec::new(),
            kept: BTreeSet::new(),
            held: vec![0; survey.managers.len()],
            total_minor: 0,
            classes: BTreeMap::new(),
            survey,
        };
        let experience = planner.survey.experience();
        for (place, account) in planner.survey.accounts.iter().enumerate() {
            let manager = account.last_manager();
            planner.total_minor = planner.total_minor.saturating_add(account.minor());
            if let Some(held) = planner
                .held_by(account)
                .and_then(|place| planner.held.get_mut(place))
            {
                *held = held.saturating_add(account.minutes());
            }
            let leaves = manager.is_some_and(|manager| question.leaving.contains(manager));
            let stays = question.staying.contains(account.id);
            if let Some(manager) = manager.filter(|_| leaves && stays) {
                return Err(StaffingError::StaysWithLeaving {
                    account: account.id.clone(),
                    manager: manager.clone(),
                });
            }
            if !stays && (leaves && !planner.covers() || planner.asks(account)) {
                planner.asked.push(place);
                if !planner.classes.contains_key(&account.wants) {
                    let class = planner.class(&account.wants, &experience);
                    planner.classes.insert(account.wants.clone(), class);
                }
            }
        }
        Ok(planner)
    }

    fn covers(&self) -> bool {
        matches!(self.question.scope, Scope::CoverFor(_))
    }

    fn asks(&self, account: &Surveyed<'_>) -> bool {
        match &self.question.scope {
            Scope::WholeBook => true,
            Scope::Unheld => self.held_by(account).is_none(),
            Scope::HeldBy(managers) => account
                .last_manager()
                .is_some_and(|manager| managers.contains(manager)),
            Scope::CoverFor(absent) => {
                let days = self.question.days;
                let covers = account.account.assignments().covers().entries().iter();
                let mut covers = covers.filter(|cover| {
                    days.end().is_some_and(|end| cover.on < end) && days.start() < cover.value.until
                });
                account.holder == Some(absent) && covers.next().is_none()
            }
        }
    }

    /// The place of whoever holds an account, if employed.
    fn held_by(&self, account: &Surveyed<'_>) -> Option<usize> {
        self.survey.place_of(account.holder?)
    }

    fn class(&self, wants: &Wants<'a>, experience: &[Experience<'a>]) -> Vec<Class> {
        let from = u64::from(self.costs.familiar_from_accounts.get());
        let managers = self.survey.managers.iter().zip(experience);
        managers
            .map(|(manager, known)| {
                let terms = self.question.managers.get(manager.id);
                let industry = wants.industry.is_none_or(|class| {
                    known
                        .industries
                        .get(class)
                        .is_some_and(|count| *count >= from)
                        || terms.is_some_and(|terms| terms.industries.contains(class))
                });
                let segment = wants.segment.is_none_or(|class| {
                    known
                        .segments
                        .get(class)
                        .is_some_and(|count| *count >= from)
                        || terms.is_some_and(|terms| terms.segments.contains(class))
                });
                Class {
                    against: self.rules.against(manager.id, wants),
                    industry: if industry {
                        0
                    } else {
                        self.costs.unfamiliar_industry
                    },
                    segment: if segment {
                        0
                    } else {
                        self.costs.unfamiliar_segment
                    },
                }
            })
            .collect()
    }

    /// An account with what is the same for every manager.
    fn asked<'s>(&'s self, account: &'s Surveyed<'a>) -> Asked<'s, 'a> {
        let classes = self.classes.get(&account.wants);
        let mut asked = Asked {
            account,
            classes: classes.map_or(&[], Vec::as_slice),
            holder: self.held_by(account).filter(|_| !self.covers()),
            change: 0,
            change_by_value: 0,
        };
        if asked
            .holder
            .is_some_and(|holder| !self.breaks_a_rule(&asked, holder))
        {
            asked.change = self.costs.change_of_holder;
            asked.change_by_value = self.change_by_value(account);
        }
        asked
    }

    /// Whether a rule that has nothing to do with room stands against a manager.
    fn breaks_a_rule(&self, asked: &Asked<'_, 'a>, manager: usize) -> bool {
        let against = asked
            .classes
            .get(manager)
            .is_none_or(|class| class.against.is_some());
        against || self.conflicts(asked, manager)
    }

    fn conflicts(&self, asked: &Asked<'_, 'a>, manager: usize) -> bool {
        let known = self.survey.managers.get(manager);
        known.is_some_and(|known| self.rules.conflicts(known.id, asked.account.id))
    }

    /// That rule.
    fn rule(&self, asked: &Asked<'_, 'a>, manager: usize) -> Option<Rule> {
        let class = asked.classes.get(manager)?;
        let conflict = || self.conflicts(asked, manager).then_some(Rule::Conflict);
        class.against.clone().or_else(conflict)
    }

    /// How many minutes a manager holds, if more than may be taken.
    fn overloaded(&self, manager: usize) -> Option<Rule> {
        let minutes = self.held.get(manager).copied().unwrap_or_default();
        let limit = self.survey.managers.get(manager)?.limit;
        (minutes > limit).then_some(Rule::Overloaded { minutes, limit })
    }

    /// What speaks against an account being with a manager by itself, part by part; `None` where it may not be.
    fn own_costs(&self, asked: &Asked<'_, 'a>, manager: usize) -> Option<OwnCosts> {
        let class = asked.classes.get(manager)?;
        let breaks = self.breaks_a_rule(asked, manager);
        let holds = asked.holder == Some(manager);
        if class.against == Some(Rule::Leaving) {
            return None;
        }
        if breaks && holds {
            return Some([(CostPart::Kept, KEPT), NO_COST, NO_COST, NO_COST]);
        }
        if breaks || !holds && self.overloaded(manager).is_some() {
            return None;
        }
        let [change, by_value] = if holds {
            [0, 0]
        } else {
            [asked.change, asked.change_by_value]
        };
        Some([
            (CostPart::Change, change),
            (CostPart::ChangeByValue, by_value),
            (CostPart::Industry, class.industry),
            (CostPart::Segment, class.segment),
        ])
    }

    /// In proportion to an average account.
    fn change_by_value(&self, account: &Surveyed<'_>) -> u32 {
        let count = self.survey.accounts.len() as i128;
        let weight = i128::from(self.costs.change_by_value) * count;
        let product = account.minor().checked_mul(weight);
        let points =
            product.and_then(|product| Rounding::HalfEven.divide(product, self.total_minor.max(1)));
        let points = points.map_or(MOST_BY_VALUE, |points| points.min(MOST_BY_VALUE));
        u32::try_from(points).unwrap_or_default()
    }

    /// The part of all recurring amounts, in millionths, cut: together they are at most a million.
    fn millionths(&self, minor: i128) -> u32 {
        if self.covers() {
            return 0;
        }
        let whole = i128::from(Problem::MAX_VALUE);
        let part = match minor.checked_mul(whole) {
            Some(product) => product / self.total_minor.max(1),
            None => minor / (self.total_minor / whole).max(1),
        };
        u32::try_from(part.min(whole)).unwrap_or_default()
    }

    fn terms(&self) -> Terms {
        let per_basis_point = Problem::MAX_VALUE / 10_000;
        Terms {
            step_basis_points: self.costs.load_step.get(),
            points_per_minute: self.costs.load_points_per_minute,
            over_points_per_minute: self.costs.over_points_per_minute,
            value_limit: per_basis_point * u32::from(self.costs.value_limit.get()),
            points_per_value: self.costs.value_points_per_millionth,
        }
    }

    fn problem(&self) -> Result<Problem, ProblemError> {
        let asked: BTreeSet<usize> = self.open().map(|(place, _)| place).collect();
        let mut fixed = vec![(0_u64, 0_u32); self.survey.managers.len()];
        for (place, account) in self.survey.accounts.iter().enumerate() {
            let held = self
                .held_by(account)
                .and_then(|manager| fixed.get_mut(manager));
            // What is covered stays with its holder.
            if let Some((minutes, value)) =
                held.filter(|_| self.covers() || !asked.contains(&place))
            {
                *minutes = minutes.saturating_add(account.minutes());
                *value = value.saturating_add(self.millionths(account.minor()));
            }
        }
        let rooms = self.survey.managers.iter().zip(&self.held).zip(fixed);
        let rooms = rooms.map(|((manager, held), (fixed, fixed_value))| Room {
            capacity: manager.limit,
            most: manager.limit.max(*held),
            fixed,
            fixed_value,
        });
        let mut problem = Problem::new(self.terms(), rooms)?;
        let mut row: Vec<Option<u32>> = Vec::new();
        for (_, account) in self.open() {
            let asked = self.asked(account);
            row.clear();
            row.extend((0..self.survey.managers.len()).map(|manager| {
                let costs = self.own_costs(&asked, manager)?;
                Some(costs.iter().map(|(_, points)| *points).sum())
            }));
            let work = Work {
                minutes: u32::try_from(account.minutes()).unwrap_or(u32::MAX),
                value: self.millionths(account.minor()),
                unplaced: UNPLACED,
                holder: asked.holder,
            };
            problem.add(work, &row)?;
        }
        Ok(problem)
    }

    /// The accounts that may go elsewhere, in the order in which the problem has them.
    fn open(&self) -> impl Iterator<Item = (usize, &Surveyed<'a>)> {
        let places = self.asked.iter().filter(|place| !self.kept.contains(place));
        places.filter_map(|place| Some((*place, self.survey.accounts.get(*place)?)))
    }

    /// The accounts that somebody who stays would have to give up for nobody.
    fn given_up(&self, solution: &Solution) -> Vec<usize> {
        let open = self.open().zip(solution.managers());
        let given_up = open.filter(|((_, account), to)| {
            let holder = account.holder;
            let stays = holder.is_some_and(|holder| !self.question.leaving.contains(holder));
            to.is_none() && !self.covers() && stays && self.held_by(account).is_some()
        });
        given_up.map(|((place, _), _)| place).collect()
    }

    fn keep(&mut self, places: &[usize]) {
        self.kept.extend(places.iter().copied());
    }

    fn proposal(&self, problem: &Problem, solution: &Solution) -> Proposal {
        let mut to: BTreeMap<usize, Option<usize>> = self
            .open()
            .map(|(place, _)| place)
            .zip(solution.managers().iter().copied())
            .collect();
        for place in &self.kept {
            let account = self.survey.accounts.get(*place);
            to.insert(*place, account.and_then(|account| self.held_by(account)));
        }
        let managers = self.changes(problem, &to);
        let placements = to.iter().filter_map(|(place, to)| {
            let account = self.survey.accounts.get(*place)?;
            Some(self.placement(account, *to, self.kept.contains(place), &managers))
        });
        let placements = placements.collect();
        Proposal {
            on: self.question.days.start(),
            leaving: self.question.leaving.clone(),
            cover_until: self.question.days.end().filter(|_| self.covers()),
            placements,
            managers,
            cost: solution.cost(),
            lower_bound: solution.lower_bound(),
        }
    }

    fn placement(
        &self,
        account: &Surveyed<'a>,
        to: Option<usize>,
        kept: bool,
        managers: &[ManagerChange],
    ) -> ProposedPlacement {
        let asked = self.asked(account);
        let breaks = to.is_some_and(|to| self.breaks_a_rule(&asked, to));
        let outcome = match to {
            None => PlacementOutcome::Unplaced,
            Some(_) if self.covers() => PlacementOutcome::Covered,
            Some(_) if breaks => PlacementOutcome::Kept,
            Some(to) if asked.holder == Some(to) => PlacementOutcome::Stays,
            Some(_) if account.last_manager().is_some() => PlacementOutcome::Moves,
            Some(_) => PlacementOutcome::Placed,
        };
        let mut costs = match to {
            // Taken out of the question, it costs nothing in it.
            _ if kept => Vec::new(),
            Some(to) => self
                .own_costs(&asked, to)
                .map(Vec::from)
                .unwrap_or_default(),
            None => vec![(CostPart::Unplaced, UNPLACED)],
        };
        costs.retain(|(_, points)| *points > 0);
        let against = match outcome {
            PlacementOutcome::Kept | PlacementOutcome::Unplaced => {
                let rules = managers.iter().enumerate();
                let rules = rules.filter_map(|(place, change)| {
                    let rule = self
                        .rule(&asked, place)
                        .or_else(|| self.overloaded(place))
                        .or_else(|| full(account, change))?;
                    Some((change.before.manager.clone(), rule))
                });
                rules.collect()
            }
            _ => Vec::new(),
        };
        ProposedPlacement {
            account: account.id.clone(),
            from: account.decided.cloned(),
            to: to.and_then(|to| Some(self.survey.managers.get(to)?.id.clone())),
            outcome,
            effort: account.effort.clone(),
            monthly: account.monthly,
            roles: account.wants.roles.iter().copied().collect(),
            costs,
            against,
        }
    }

    /// What changes for every manager.
    fn changes(
        &self,
        problem: &Problem,
        to: &BTreeMap<usize, Option<usize>>,
    ) -> Vec<ManagerChange> {
        let managers = self.survey.managers.len();
        let mut before: Vec<Vec<&Surveyed<'a>>> = vec![Vec::new(); managers];
        let mut after = before.clone();
        let mut values = vec![0_u64; managers];
        let (mut taken, mut handed) = (before.clone(), before.clone());
        for (place, account) in self.survey.accounts.iter().enumerate() {
            let holder = self.held_by(account);
            let then = match to.get(&place) {
                None => holder,
                Some(None) => holder.filter(|_| self.covers()),
                Some(to) => *to,
            };
            add(&mut before, holder, account);
            add(&mut after, then, account);
            if self.covers() && then != holder {
                add(&mut after, holder, account);
                add(&mut taken, then, account);
            } else if then != holder {
                add(&mut taken, then, account);
                add(&mut handed, holder, account);
            }
            if let Some(value) = then.and_then(|then| values.get_mut(then)) {
                *value = value.saturating_add(self.millionths(account.minor()).into());
            }
        }
        let lists = before.iter().zip(&after).zip(taken.iter().zip(&handed));
        let rows = self
            .survey
            .managers
            .iter()
            .zip(lists)
            .zip(values)
            .enumerate();
        rows.map(
            |(place, ((manager, ((before, after), (taken, handed))), value))| {
                let after = self.survey.load(manager, after.iter().copied());
                ManagerChange {
                    before: self.survey.load(manager, before.iter().copied()),
                    load_points: problem
                        .load_cost(place, after.minutes())
                        .unwrap_or_default(),
                    value_points: problem.value_cost(place, value).unwrap_or_default(),
                    after,
                    taken_over: self.transfer(taken),
                    handed_over: self.transfer(handed),
                }
            },
        )
        .collect()
    }

    fn transfer(&self, accounts: &[&Surveyed<'a>]) -> Transfer {
        let minor = accounts
            .iter()
            .map(|account| account.monthly.map_or(0, |monthly| monthly.to_minor()));
        Transfer {
            accounts: accounts.len() as u64,
            minutes: accounts.iter().map(|account| account.minutes()).sum(),
            monthly: self.survey.money(minor.fold(0, i128::saturating_add)),
        }
    }
}

fn add<'b, 'a>(
    lists: &mut [Vec<&'b Surveyed<'a>>],
    manager: Option<usize>,
    account: &'b Surveyed<'a>,
) {
    if let Some(list) = manager.and_then(|manager| lists.get_mut(manager)) {
        list.push(account);
    }
}

/// That a manager has no room left for an account after the plan.
fn full(account: &Surveyed<'_>, change: &ManagerChange) -> Option<Rule> {
    let left = change
        .after
        .limit_minutes
        .saturating_sub(change.after.minutes());
    (account.minutes() > left).then_some(Rule::Full { left })
}
