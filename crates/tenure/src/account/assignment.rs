use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::basis_points::BasisPoints;
use crate::fetch::Fetch;
use crate::id::ManagerId;
use crate::part::{Ground, Part};
use crate::parts::Parts;
use crate::record::Position;
use crate::role::Role;
use crate::timeline::Timeline;

use super::Holder;

/// Who looks after an account over time: the holder, those who support, and whoever covers an absence.
///
/// # Laws
/// - On every day at most one manager holds the account.
/// - On every day the [credit](Assignments::credit_on) adds up to the whole.
/// - On every day at most one manager covers, and the holder stays the holder.
///
/// ```
/// use chrono::NaiveDate;
/// use tenure::decide::decide_all;
/// use tenure::{AccountId, AssignmentCause, BasisPoints, Book, Command, ManagerId, Proficiency, Role, Seat};
///
/// let on = NaiveDate::from_ymd_opt(2026, 1, 1).expect("a day");
/// let (account, maria, ravi) = (AccountId::new("acme")?, ManagerId::new("maria")?, ManagerId::new("ravi")?);
/// let mut book = Book::default();
/// decide_all(&mut book, &[
///     Command::HireManager { manager: maria.clone(), on },
///     Command::HireManager { manager: ravi.clone(), on },
///     Command::AssessRole {
///         manager: ravi.clone(), role: Role::Technical, proficiency: Some(Proficiency::Expert), on,
///     },
///     Command::OpenAccount { account: account.clone(), on },
///     Command::AssignManager { account: account.clone(), manager: maria.clone(), cause: AssignmentCause::Rule, on },
///     Command::AssignSupport {
///         account: account.clone(),
///         seat: Seat { manager: ravi.clone(), role: Role::Technical },
///         credit: BasisPoints::new(2_500)?,
///         on,
///     },
/// ]).map_err(|(_, rejection)| rejection)?;
/// let credit = book.account(&account).expect("opened").assignments().credit_on(on);
/// assert_eq!(credit.managers[&maria].get(), 7_500);
/// assert_eq!(credit.managers[&ravi].get(), 2_500);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assignments {
    holders: Timeline<Holder>,
    causes: Timeline<AssignmentCause>,
    support: Parts<Seat, Timeline<Option<BasisPoints>>>,
    covers: Timeline<Cover>,
}

/// Why a manager was assigned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum AssignmentCause {
    /// A rule of the host's chose the manager: a territory, a distribution.
    Rule,
    /// Somebody chose the manager.
    Manual,
    /// The account was handed over.
    Transfer,
    /// The manager took it.
    Claim,
    /// It was so in the system from which the book was taken over.
    Import,
    /// The manager took over because another was absent, and kept it.
    AbsenceCover,
}

/// A supporting manager in one role.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seat {
    /// Who.
    pub manager: ManagerId,
    /// In which role.
    pub role: Role,
}

/// Somebody stands in for the holder, who stays the holder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cover {
    /// Who stands in.
    pub manager: ManagerId,
    /// The first day no longer covered.
    pub until: NaiveDate,
}

/// Who is credited with an account on a day. The parts add up to the whole, exactly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreditShares {
    /// By manager, the holder and all who support; nobody whose share is nothing.
    pub managers: BTreeMap<ManagerId, BasisPoints>,
    /// What nobody has: the holder's part while the account is vacant or not reviewed.
    pub unassigned: BasisPoints,
}

impl Assignments {
    pub(super) const NONE: Self = Self {
        holders: Timeline::new(),
        causes: Timeline::new(),
        support: Parts::new(),
        covers: Timeline::new(),
    };

    /// The holders from day to day.
    #[must_use]
    pub const fn holders(&self) -> &Timeline<Holder> {
        &self.holders
    }

    /// Why the manager of a day was assigned; `None` without a manager, and for records made before causes were kept.
    #[must_use]
    pub fn cause_on(&self, day: NaiveDate) -> Option<AssignmentCause> {
        let holder = self.holders.entry_at(day)?;
        let cause = self.causes.entries().iter();
        cause
            .filter(|cause| cause.by == holder.by)
            .map(|cause| cause.value)
            .next()
    }

    /// Those who support on a day with the part of the credit that each has, by manager and role. Whether they are still there
    /// [the book](crate::Book::support_on) knows.
    pub fn support_on(&self, day: NaiveDate) -> impl Iterator<Item = (&Seat, BasisPoints)> {
        self.support
            .iter()
            .filter_map(move |(seat, credit)| Some((seat, (*credit.at(day)?)?)))
    }

    /// Every supporting seat there ever was, with its part of the credit from day to day; `None` while released.
    pub fn support(&self) -> impl Iterator<Item = (&Seat, &Timeline<Option<BasisPoints>>)> {
        self.support.iter()
    }

    /// Who stands in on a day.
    #[must_use]
    pub fn cover_on(&self, day: NaiveDate) -> Option<&Cover> {
        self.covers.at(day).filter(|cover| day < cover.until)
    }

    /// Every absence cover, by its first day.
    #[must_use]
    pub const fn covers(&self) -> &Timeline<Cover> {
        &self.covers
    }

    /// Who acts on a day: whoever covers, else the holder.
    #[must_use]
    pub fn acting_on(&self, day: NaiveDate) -> Option<&ManagerId> {
        match (self.cover_on(day), self.holders.at(day)) {
            (Some(cover), _) => Some(&cover.manager),
            (None, Some(Holder::Manager(manager))) => Some(manager),
            (None, _) => None,
        }
    }

    /// How the credit for the account is divided on a day: to each seat its part, to the holder the rest. Whoever has two seats, or
    /// holds and supports, has the sum. Whether they are still there the [book](crate::Book::coverage) knows, and
    /// [`Slicing::by_credit`](crate::retention::Slicing::by_credit) goes by it.
    #[must_use]
    pub fn credit_on(&self, day: NaiveDate) -> CreditShares {
        let mut managers: BTreeMap<ManagerId, BasisPoints> = BTreeMap::new();
        let mut rest = BasisPoints::WHOLE;
        for (seat, part) in self.support_on(day) {
            // The parts add up to the whole at most, so none is ever cut.
            let part = part.min(rest);
            rest = less(rest, part);
            add(&mut managers, &seat.manager, part);
        }
        if let Some(Holder::Manager(holder)) = self.holders.at(day) {
            add(&mut managers, holder, rest);
            rest = BasisPoints::ZERO;
        }
        managers.retain(|_, part| *part > BasisPoints::ZERO);
        CreditShares {
            managers,
            unassigned: rest,
        }
    }

    pub(super) fn hold(
        &mut self,
        on: NaiveDate,
        by: Position,
        holder: Holder,
        cause: Option<AssignmentCause>,
    ) {
        self.holders.insert(on, by, holder);
        if let Some(cause) = cause {
            self.causes.insert(on, by, cause);
        }
    }

    pub(crate) fn seat(
        &mut self,
        on: NaiveDate,
        by: Position,
        seat: Seat,
        credit: Option<BasisPoints>,
    ) {
        self.support.or_default(seat).insert(on, by, credit);
    }

    pub(super) fn cover(&mut self, on: NaiveDate, by: Position, cover: Cover) {
        self.covers.insert(on, by, cover);
    }

    /// The first day on which more than the whole is given away, how much, and a record that gives some of it.
    pub(crate) fn over_credited(&self) -> Option<(NaiveDate, u32, Position)> {
        let mut days: Vec<NaiveDate> = self
            .support
            .values()
            .flat_map(|credit| credit.entries().iter().map(|entry| entry.on))
            .collect();
        days.sort_unstable();
        days.into_iter().find_map(|day| {
            let sum = self
                .support_on(day)
                .map(|(_, part)| u32::from(part.get()))
                .sum();
            let last = self
                .support
                .values()
                .filter_map(|credit| credit.entry_at(day))
                .filter(|entry| entry.value.is_some())
                .map(|entry| entry.by)
                .max()?;
            (sum > u32::from(BasisPoints::WHOLE.get())).then_some((day, sum, last))
        })
    }

    fn parts(&self) -> [&dyn Part; 4] {
        [&self.holders, &self.causes, &self.support, &self.covers]
    }
}

fn less(whole: BasisPoints, part: BasisPoints) -> BasisPoints {
    BasisPoints::new(whole.get().saturating_sub(part.get())).unwrap_or_default()
}

fn add(managers: &mut BTreeMap<ManagerId, BasisPoints>, manager: &ManagerId, part: BasisPoints) {
    let share = managers.entry(manager.clone()).or_default();
    let sum = share.get().saturating_add(part.get());
    *share = BasisPoints::new(sum).unwrap_or(BasisPoints::WHOLE);
}

/// What gave credit back carries what was then given on.
impl Part for Assignments {
    fn withdraw(&mut self, by: Position) {
        self.holders.withdraw(by);
        self.causes.withdraw(by);
        self.support.withdraw(by);
        self.covers.withdraw(by);
    }

    fn ground(&self, by: Position) -> Option<Ground> {
        let ground = self.parts().into_iter().find_map(|part| part.ground(by))?;
        let mut without = self.clone();
        without.withdraw(by);
        Some(Ground {
            dependent: without.over_credited().map(|(.., record)| record),
            ..ground
        })
    }

    fn records(&self) -> Box<dyn Iterator<Item = Position> + '_> {
        let parts = [&self.holders as &dyn Part, &self.support, &self.covers];
        Box::new(parts.into_iter().flat_map(Part::records))
    }
}

impl Fetch for Assignments {
    fn fetch(&self, steps: usize) {
        self.holders.fetch(steps);
        self.support.fetch(steps);
        self.covers.fetch(steps);
    }
}
