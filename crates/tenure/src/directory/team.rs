use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::turns::Turns;
use crate::id::ManagerId;
use crate::part::{Ground, Part};
use crate::parts::Parts;
use crate::record::Position;
use crate::text::Name;
use crate::timeline::{Entry, Timeline};

/// A team of the host that an account manager turns to on behalf of customers.
///
/// It is formed once and at most dissolved once; one that comes back has a new id.
///
/// ```
/// use tenure::{Book, Command, Discipline, ManagerId, Name, TeamId, decide::decide_all};
/// # use chrono::NaiveDate;
/// # let day = |month| NaiveDate::from_ymd_opt(2026, month, 1).expect("a day");
/// let (maria, billing) = (ManagerId::new("maria")?, TeamId::new("T-1")?);
/// let mut book = Book::default();
/// let commands = [
///     Command::HireManager { manager: maria.clone(), on: day(1) },
///     Command::FormTeam { team: billing.clone(), name: Name::new("Billing")?, discipline: Discipline::Billing, on: day(2) },
///     Command::JoinTeam { team: billing.clone(), manager: maria.clone(), on: day(3) },
/// ];
/// decide_all(&mut book, &commands).expect("nothing stands against it");
/// let members = |month| book.directory().team_members_on(&billing, day(month)).count();
/// assert_eq!([2, 3].map(members), [0, 1]);
/// # Ok::<(), tenure::TextError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Team {
    life: Timeline<TeamLife>,
    members: Parts<ManagerId, Turns>,
}

/// What holds for a team from a day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TeamLife {
    /// It was formed.
    Formed {
        /// What it is called.
        name: Name,
        /// What it is for.
        discipline: Discipline,
    },
    /// It is no more.
    Dissolved,
}

/// What a team is for.
///
/// On the wire `"billing"`, and `{"other":"customer education"}` for what has no name here.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Discipline {
    /// Sells.
    Sales,
    /// Helps customers when something does not work.
    Support,
    /// Builds and repairs the product.
    Engineering,
    /// Invoices and collects.
    Billing,
    /// Contracts and disputes.
    Legal,
    /// Rules that a regulator sets.
    Compliance,
    /// Those who lead the company and stand behind an account.
    ExecutiveSponsor,
    /// Anything else, by name.
    Other(Name),
}

impl fmt::Display for Discipline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Sales => "sales",
            Self::Support => "support",
            Self::Engineering => "engineering",
            Self::Billing => "billing",
            Self::Legal => "legal",
            Self::Compliance => "compliance",
            Self::ExecutiveSponsor => "executive sponsor",
            Self::Other(name) => name.as_str(),
        })
    }
}

impl Team {
    /// What it is called.
    #[must_use]
    pub fn name(&self) -> Option<&Name> {
        match &self.formed()?.value {
            TeamLife::Formed { name, .. } => Some(name),
            TeamLife::Dissolved => None,
        }
    }

    /// What it is for.
    #[must_use]
    pub fn discipline(&self) -> Option<&Discipline> {
        match &self.formed()?.value {
            TeamLife::Formed { discipline, .. } => Some(discipline),
            TeamLife::Dissolved => None,
        }
    }

    /// Whether it exists on a day.
    #[must_use]
    pub fn exists_on(&self, day: NaiveDate) -> bool {
        let life = self.life.at(day);
        life.is_some_and(|life| *life != TeamLife::Dissolved)
    }

    /// Formed and dissolved, with the records that said so.
    #[must_use]
    pub const fn life(&self) -> &Timeline<TeamLife> {
        &self.life
    }

    /// Everybody who ever joined, by id, with joining (`true`) and leaving (`false`) from day to day. Who belongs to it on a day is
    /// for [`Directory::team_members_on`](super::Directory::team_members_on) to say, which knows who is employed.
    pub fn memberships(&self) -> impl Iterator<Item = (&ManagerId, &Timeline<bool>)> {
        self.members
            .iter()
            .map(|(member, turns)| (member, turns.timeline()))
    }

    pub(crate) fn formed(&self) -> Option<&Entry<TeamLife>> {
        let mut entries = self.life.entries().iter();
        entries.find(|entry| entry.value != TeamLife::Dissolved)
    }

    pub(crate) fn dissolved(&self) -> Option<&Entry<TeamLife>> {
        let mut entries = self.life.entries().iter();
        entries.find(|entry| entry.value == TeamLife::Dissolved)
    }

    pub(crate) fn membership(&self, member: &ManagerId) -> Option<&Turns> {
        self.members.get(member)
    }

    pub(super) fn live(&mut self, on: NaiveDate, by: Position, life: TeamLife) {
        self.life.insert(on, by, life);
    }

    pub(super) fn member(&mut self, member: &ManagerId, on: NaiveDate, by: Position, joins: bool) {
        self.members
            .or_default(member.clone())
            .insert(on, by, joins);
    }
}

/// That it was formed carries everything else.
impl Part for Team {
    fn withdraw(&mut self, by: Position) {
        self.life.withdraw(by);
        Part::withdraw(&mut self.members, by);
    }

    fn ground(&self, by: Position) -> Option<Ground> {
        let Some(ground) = Part::ground(&self.life, by) else {
            return self.members.ground(by);
        };
        let formed = self.formed().is_some_and(|formed| formed.by == by);
        let mut others = self.records().filter(|other| *other != by);
        let dependent = if formed { others.next() } else { None };
        Some(Ground {
            dependent,
            ..ground
        })
    }

    fn records(&self) -> Box<dyn Iterator<Item = Position> + '_> {
        Box::new(self.life.records().chain(self.members.records()))
    }
}
