//! The people, teams, products and settings of a host: the fold of the `Directory` stream.

mod absence;
mod available;
mod capacity;
mod manager;
mod may_play;
mod pay;
pub mod policy;
mod product;
mod qualification;
mod skill;
mod spans;
mod team;
mod turns;

use chrono::NaiveDate;

use crate::agenda::AgendaPolicy;
use crate::calendar::{Span, WorkingCalendar};
use crate::fact::{Fact, Scope};
use crate::focus::FocusPolicy;
use crate::fold::{FoldError, Versions};
use crate::health::Scorecard;
use crate::id::{ManagerId, ProductId, TeamId};
use crate::part::{Ground, Part};
use crate::parts::Parts;
use crate::record::{Position, Record, Version};
use crate::role::Role;
use crate::text::Name;
use crate::timeline::{Entry, Timeline};

pub use absence::{Absence, AbsenceChange};
pub use capacity::{Capacity, CapacityError};
pub use manager::{Expiring, Manager};
pub use may_play::{RoleRefusal, RoleRefusalReason};
pub use pay::{AgreedPay, AgreedPayError};
pub use product::{Needs, NeedsError, Product};
pub use qualification::{Award, Qualification, QualificationEvent};
pub use skill::{Education, EducationLevel, LanguageLevel, Proficiency};
pub use team::{Discipline, Team, TeamLife};

use manager::manager_of;
use policy::{Play, Policy, PolicyTopic, RoleRequirements};

/// Who is employed as a manager and what they bring, which teams there are, what is on sale, and which policies hold.
///
/// Every answer is for a day, from all that is known, whenever it was recorded.
///
/// ```
/// use tenure::{Book, Command, ManagerId, Proficiency, Role, decide::decide_all};
/// # use chrono::NaiveDate;
/// # let day = |month| NaiveDate::from_ymd_opt(2026, month, 1).expect("a day");
/// let maria = ManagerId::new("maria")?;
/// let mut book = Book::default();
/// let commands = [
///     Command::HireManager { manager: maria.clone(), on: day(1) },
///     Command::AssessRole { manager: maria.clone(), role: Role::Sales, proficiency: Some(Proficiency::Expert), on: day(2) },
/// ];
/// decide_all(&mut book, &commands).expect("nothing stands against it");
/// assert!(book.directory().may_play(&maria, Role::Sales, day(1)).is_err());
/// assert!(book.directory().may_play(&maria, Role::Sales, day(2)).is_ok());
/// # Ok::<(), tenure::TextError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Directory {
    versions: Versions,
    managers: Parts<ManagerId, Manager>,
    policies: Parts<PolicyTopic, Timeline<Policy>>,
    teams: Parts<TeamId, Team>,
    products: Parts<ProductId, Product>,
    closings: Timeline<()>,
}

impl Directory {
    /// The manager with this id, present or past.
    #[must_use]
    pub fn manager(&self, manager: &ManagerId) -> Option<&Manager> {
        self.managers.get(manager)
    }

    /// Every manager there ever was, by id.
    pub fn managers(&self) -> impl Iterator<Item = (&ManagerId, &Manager)> {
        self.managers.iter()
    }

    /// Who is employed and away on a day, by id.
    pub fn absent_on(&self, day: NaiveDate) -> impl Iterator<Item = &ManagerId> {
        self.managers
            .iter()
            .filter(move |(_, manager)| manager.is_employed_on(day) && manager.is_absent_on(day))
            .map(|(id, _)| id)
    }

    /// The policy that holds for a topic on a day.
    #[must_use]
    pub fn policy_on(&self, topic: &PolicyTopic, day: NaiveDate) -> Option<&Policy> {
        self.policies.get(topic)?.at(day)
    }

    /// Every policy, by topic, from day to day.
    pub fn policies(&self) -> impl Iterator<Item = (&PolicyTopic, &Timeline<Policy>)> {
        self.policies.iter()
    }

    /// What a role requires on a day; `None` when that was not adopted.
    #[must_use]
    pub fn role_requirements_on(&self, role: Role, day: NaiveDate) -> Option<&RoleRequirements> {
        match self.policy_on(&PolicyTopic::RoleRequirements(role), day)? {
            Policy::RoleRequirements(requirements) => Some(requirements),
            _ => None,
        }
    }

    /// Which role an account asks for on a day, by the policy adopted; `None` where the default holds.
    #[must_use]
    pub fn focus_policy_on(&self, day: NaiveDate) -> Option<&FocusPolicy> {
        match self.policy_on(&PolicyTopic::Focus, day)? {
            Policy::Focus(policy) => Some(policy),
            _ => None,
        }
    }

    /// What makes an account healthy on a day, by the scorecard adopted; `None` where the default holds.
    #[must_use]
    pub fn scorecard_on(&self, day: NaiveDate) -> Option<&Scorecard> {
        match self.policy_on(&PolicyTopic::Health, day)? {
            Policy::Health(card) => Some(card),
            _ => None,
        }
    }

    /// What goes first on an agenda on a day, by the policy adopted; `None` where the default holds.
    #[must_use]
    pub fn agenda_policy_on(&self, day: NaiveDate) -> Option<&AgendaPolicy> {
        match self.policy_on(&PolicyTopic::Agenda, day)? {
            Policy::Agenda(policy) => Some(policy),
            _ => None,
        }
    }

    /// The play of this name that is adopted on a day.
    #[must_use]
    pub fn play_on(&self, name: &Name, day: NaiveDate) -> Option<&Play> {
        match self.policy_on(&PolicyTopic::Play(name.clone()), day)? {
            Policy::Play(play) => Some(play),
            _ => None,
        }
    }

    /// The working calendar of this name that holds on a day.
    #[must_use]
    pub fn working_calendar_on(&self, name: &Name, day: NaiveDate) -> Option<&WorkingCalendar> {
        match self.policy_on(&PolicyTopic::WorkingCalendar(name.clone()), day)? {
            Policy::WorkingCalendar { calendar, .. } => Some(calendar),
            _ => None,
        }
    }

    /// The team with this id, present or past.
    #[must_use]
    pub fn team(&self, team: &TeamId) -> Option<&Team> {
        self.teams.get(team)
    }

    /// Every team there ever was, by id.
    pub fn teams(&self) -> impl Iterator<Item = (&TeamId, &Team)> {
        self.teams.iter()
    }

    /// Who belongs to a team on a day, by id: joined, not left, and employed, while the team exists.
    pub fn team_members_on<'a>(
        &'a self,
        team: &TeamId,
        day: NaiveDate,
    ) -> impl Iterator<Item = &'a ManagerId> + use<'a> {
        let team = self.team(team).filter(|team| team.exists_on(day));
        team.into_iter()
            .flat_map(Team::memberships)
            .filter(move |(_, membership)| membership.at(day) == Some(&true))
            .filter(move |(member, _)| {
                self.manager(member)
                    .is_some_and(|known| known.is_employed_on(day))
            })
            .map(|(member, _)| member)
    }

    /// The product with this id, present or past.
    #[must_use]
    pub fn product(&self, product: &ProductId) -> Option<&Product> {
        self.products.get(product)
    }

    /// Every product there ever was, by id.
    pub fn products(&self) -> impl Iterator<Item = (&ProductId, &Product)> {
        self.products.iter()
    }

    /// How far the books were closed, by the last day of the period and the record that closed it. Later records close later days.
    #[must_use]
    pub const fn closings(&self) -> &Timeline<()> {
        &self.closings
    }

    /// What closed a day: the first closing that reaches it. What was known then is [`Known::Through`](crate::Known::Through) its
    /// record.
    ///
    /// ```
    /// use chrono::NaiveDate;
    /// use tenure::{Book, Command, decide::decide_all};
    ///
    /// let day = |m, d| NaiveDate::from_ymd_opt(2026, m, d).expect("a day");
    /// let mut book = Book::default();
    /// let commands = [day(1, 31), day(3, 31)].map(|on| Command::ClosePeriod { on });
    /// decide_all(&mut book, &commands).expect("nothing stands against it");
    /// let closed = |on| book.directory().closing_of(on).map(|closing| closing.on);
    /// assert_eq!(closed(day(1, 31)), Some(day(1, 31)));
    /// assert_eq!(closed(day(2, 28)), Some(day(3, 31)));
    /// assert_eq!(closed(day(4, 30)), None);
    /// ```
    #[must_use]
    pub fn closing_of(&self, day: NaiveDate) -> Option<&Entry<()>> {
        let mut closings = self.closings.effective();
        closings.find(|closing| day <= closing.on)
    }

    /// How many records made it.
    #[must_use]
    pub const fn version(&self) -> Version {
        self.versions.version()
    }

    pub(crate) const fn last_position(&self) -> Option<Position> {
        self.versions.last_position()
    }

    /// Takes in the next record of the stream.
    ///
    /// # Errors
    /// [`FoldError`] when the record is not the next one or does not belong into the directory. Nothing has changed then.
    pub fn apply(&mut self, record: &Record) -> Result<(), FoldError> {
        if record.fact.scope() == Scope::Account {
            return Err(FoldError::misplaced(record));
        }
        self.versions.advance(record)?;
        if let Some(corrected) = record.corrects {
            for part in self.parts_mut() {
                part.withdraw(corrected);
            }
        }
        if let Some(manager) = manager_of(&record.fact) {
            let manager = self.managers.or_default(manager.clone());
            manager.apply(record);
        }
        let (on, by) = (record.effective_on, record.position);
        match &record.fact {
            Fact::PolicyAdopted(adopted) => {
                let policy = Policy::clone(&adopted.policy);
                let policies = self.policies.or_default(policy.topic());
                policies.insert(on, by, policy);
            }
            Fact::TeamFormed(formed) => {
                let life = TeamLife::Formed {
                    name: formed.name.clone(),
                    discipline: formed.discipline.clone(),
                };
                self.team_mut(&formed.team).live(on, by, life);
            }
            Fact::TeamDissolved(dissolved) => {
                let team = self.team_mut(&dissolved.team);
                team.live(on, by, TeamLife::Dissolved);
            }
            Fact::TeamMemberJoined(joined) => {
                let team = self.team_mut(&joined.team);
                team.member(&joined.manager, on, by, true);
            }
            Fact::TeamMemberLeft(left) => {
                let team = self.team_mut(&left.team);
                team.member(&left.manager, on, by, false);
            }
            Fact::ProductOffered(offered) => {
                let product = self.products.or_default(offered.product.clone());
                product.insert(on, by, Some(offered.needs.clone()));
            }
            Fact::ProductWithdrawn(withdrawn) => {
                let product = self.products.or_default(withdrawn.product.clone());
                product.insert(on, by, None);
            }
            Fact::PeriodClosed(_) => {
                self.closings.insert(on, by, ());
            }
            _ => {}
        }
        Ok(())
    }

    /// What a record carries that still holds.
    pub(crate) fn ground(&self, by: Position) -> Option<Ground> {
        let ground = self.parts().into_iter().find_map(|part| part.ground(by))?;
        let dependent = ground
            .dependent
            .or_else(|| self.membership_building_on(by))
            .or_else(|| self.user_of_calendar(by))
            .or_else(|| self.later_closing(by));
        Some(Ground {
            dependent,
            ..ground
        })
    }

    /// The working calendars of a name with the days on which they hold, in order.
    fn working_calendars(&self, name: &Name) -> impl Iterator<Item = (Span, &WorkingCalendar)> {
        let topic = PolicyTopic::WorkingCalendar(name.clone());
        let policies = self.policies.get(&topic).into_iter();
        policies
            .flat_map(Timeline::spans)
            .filter_map(|(span, policy)| match policy {
                Policy::WorkingCalendar { calendar, .. } => Some((span, calendar)),
                _ => None,
            })
    }

    /// A team membership of somebody of whose employment this is the only record.
    fn membership_building_on(&self, by: Position) -> Option<Position> {
        let (only, _) = self.managers.iter().find(|(_, manager)| {
            let mut records = manager.turns().records();
            records.next() == Some(by) && records.next().is_none()
        })?;
        self.teams
            .values()
            .filter_map(|team| team.membership(only))
            .find_map(|turns| turns.records().next())
    }

    /// A record that names a working calendar which nothing but this record makes known on its day.
    fn user_of_calendar(&self, by: Position) -> Option<Position> {
        let adopted = |policies: &Timeline<Policy>| policies.records().any(|record| record == by);
        let (topic, policies) = self
            .policies
            .iter()
            .find(|(_, policies)| adopted(policies))?;
        let PolicyTopic::WorkingCalendar(name) = topic else {
            return None;
        };
        let first_other = policies
            .entries()
            .iter()
            .find(|entry| entry.by != by)
            .map(|entry| entry.on);
        let uncovered = |on: NaiveDate| first_other.is_none_or(|other| on < other);
        let capacities = self.managers.values().flat_map(|manager| {
            let entries = manager.capacity().entries().iter();
            entries.map(|entry| (entry.on, entry.by, entry.value.calendar()))
        });
        let policies = self.policies.values().flat_map(|policies| {
            let entries = policies.entries().iter();
            entries.filter_map(|entry| Some((entry.on, entry.by, entry.value.needs_calendar()?)))
        });
        capacities
            .chain(policies)
            .find(|(on, _, calendar)| *calendar == name && uncovered(*on))
            .map(|(_, record, _)| record)
    }

    /// The closing after this one: books are opened again from the last.
    fn later_closing(&self, by: Position) -> Option<Position> {
        let mut closings = self.closings.effective();
        closings.find(|closing| closing.by == by)?;
        closings.next().map(|later| later.by)
    }

    fn team_mut(&mut self, team: &TeamId) -> &mut Team {
        self.teams.or_default(team.clone())
    }

    fn parts(&self) -> [&dyn Part; 5] {
        [
            &self.managers,
            &self.policies,
            &self.teams,
            &self.products,
            &self.closings,
        ]
    }

    fn parts_mut(&mut self) -> [&mut dyn Part; 5] {
        [
            &mut self.managers,
            &mut self.policies,
            &mut self.teams,
            &mut self.products,
            &mut self.closings,
        ]
    }
}
