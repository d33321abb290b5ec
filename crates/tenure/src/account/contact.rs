use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::fetch::Fetch;
use crate::id::SubjectId;
use crate::part::{Ground, Part};
use crate::parts::Parts;
use crate::record::Position;
use crate::timeline::{Entry, Timeline};

/// A person at the customer's.
///
/// Name, mail and telephone are nowhere in here: they are the [`Profile`](crate::journal::Profile) kept under the
/// [subject](Contact::subject), and can be erased.
///
/// A contact is added once, then is gone and comes back in turns. Roles are held only while the contact is there, and whoever
/// is sponsor when leaving is a [lost sponsor](Contact::sponsor_losses), by a fact of its own.
///
/// ```
/// use chrono::NaiveDate;
/// use tenure::decide::decide_all;
/// use tenure::{AccountId, Book, Command, ContactId, ContactRole, SponsorLoss, SubjectId};
///
/// let day = |m| NaiveDate::from_ymd_opt(2026, m, 1).expect("a day");
/// let (account, contact) = (AccountId::new("acme")?, ContactId::new("C-1")?);
/// let mut book = Book::default();
/// decide_all(&mut book, &[
///     Command::OpenAccount { account: account.clone(), on: day(1) },
///     Command::AddContact {
///         account: account.clone(), contact: contact.clone(), subject: SubjectId::new("person-17")?, on: day(1),
///     },
///     Command::GiveContactRole {
///         account: account.clone(), contact: contact.clone(), role: ContactRole::Sponsor, on: day(2),
///     },
///     Command::ContactLeaves { account: account.clone(), contact: contact.clone(), on: day(6) },
/// ]).map_err(|(_, rejection)| rejection)?;
/// let known = book.account(&account).and_then(|held| held.contact(&contact)).expect("added");
/// let loss = known.sponsor_losses().next().expect("lost on leaving");
/// assert_eq!((loss.on, loss.value), (day(6), SponsorLoss::Left));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    presence: Timeline<Presence>,
    roles: Parts<ContactRole, Timeline<RoleStep>>,
    influence: Timeline<Influence>,
}

/// What a contact is to us. One person often plays several roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ContactRole {
    /// Decides about buying and staying.
    DecisionMaker,
    /// Stands for the purchase at the top: the executive sponsor.
    Sponsor,
    /// Speaks for the product among the users.
    Champion,
    /// Uses it.
    User,
    /// Receives and pays the bills.
    Billing,
}

/// How much a contact's word counts at the customer's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Influence {
    /// Is heard.
    Low,
    /// Is asked.
    Medium,
    /// Decides, or is followed by those who do.
    High,
}

/// How a sponsor was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SponsorLoss {
    /// The contact is gone.
    Left,
    /// The contact is still there, but no longer stands for the purchase.
    StoodDown,
}

/// Whether a contact is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Known from this day; personal data is kept under the subject.
    Added(SubjectId),
    /// Gone.
    Left,
    /// There again.
    Returned,
}

/// What holds for a contact's role from a day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoleStep {
    /// The contact plays it.
    Given,
    /// The contact no longer plays it.
    Ended,
    /// The contact is no longer the sponsor.
    Lost(SponsorLoss),
}

impl Contact {
    /// Under whom personal data is kept.
    #[must_use]
    pub fn subject(&self) -> Option<&SubjectId> {
        self.presence
            .entries()
            .iter()
            .find_map(|entry| match &entry.value {
                Presence::Added(subject) => Some(subject),
                Presence::Left | Presence::Returned => None,
            })
    }

    /// Whether the contact is there on a day.
    #[must_use]
    pub fn is_active_on(&self, day: NaiveDate) -> bool {
        matches!(
            self.presence.at(day),
            Some(Presence::Added(_) | Presence::Returned)
        )
    }

    /// There and gone, from day to day.
    #[must_use]
    pub const fn presence(&self) -> &Timeline<Presence> {
        &self.presence
    }

    /// Whether the contact plays a role on a day; nobody who is gone does.
    #[must_use]
    pub fn has_role_on(&self, role: ContactRole, day: NaiveDate) -> bool {
        self.is_active_on(day) && self.is_given(role, day)
    }

    /// The roles that the contact plays on a day, in their order.
    pub fn roles_on(&self, day: NaiveDate) -> impl Iterator<Item = ContactRole> {
        let roles = self.roles.keys().copied();
        roles.filter(move |role| self.has_role_on(*role, day))
    }

    /// How much the contact's word counts on a day, where somebody judged it.
    #[must_use]
    pub fn influence_on(&self, day: NaiveDate) -> Option<Influence> {
        self.influence.at(day).copied()
    }

    /// How much the contact's word counts, from day to day.
    #[must_use]
    pub const fn judgements(&self) -> &Timeline<Influence> {
        &self.influence
    }

    /// When the contact was lost as a sponsor, how, and by which record; in order.
    pub fn sponsor_losses(&self) -> impl Iterator<Item = Entry<SponsorLoss>> {
        let steps = self.roles.get(&ContactRole::Sponsor).into_iter();
        let steps = steps.flat_map(Timeline::effective);
        steps.filter_map(|step| match step.value {
            RoleStep::Lost(value) => Some(Entry {
                on: step.on,
                by: step.by,
                value,
            }),
            RoleStep::Given | RoleStep::Ended => None,
        })
    }

    pub(crate) fn is_given(&self, role: ContactRole, day: NaiveDate) -> bool {
        let steps = self.roles.get(&role);
        steps.and_then(|steps| steps.at(day)) == Some(&RoleStep::Given)
    }

    pub(crate) fn role_steps(&self, role: ContactRole) -> Option<&Timeline<RoleStep>> {
        self.roles.get(&role)
    }

    pub(crate) fn turn(&mut self, on: NaiveDate, by: Position, presence: Presence) {
        self.presence.insert(on, by, presence);
    }

    pub(crate) fn step(&mut self, on: NaiveDate, by: Position, role: ContactRole, step: RoleStep) {
        self.roles.or_default(role).insert(on, by, step);
    }

    pub(super) fn judge(&mut self, on: NaiveDate, by: Position, influence: Influence) {
        self.influence.insert(on, by, influence);
    }

    /// A record that cannot be as things stand, if there is one.
    pub(crate) fn unsound(&self) -> Option<Position> {
        self.out_of_turn()
            .or_else(|| self.given_while_gone())
            .or_else(|| self.lost_without_cause())
            .or_else(|| self.left_as_sponsor())
    }

    /// Added first and once, then gone and back in turns.
    fn out_of_turn(&self) -> Option<Position> {
        let mut there = None;
        for entry in self.presence.effective() {
            let follows = match &entry.value {
                Presence::Added(_) => there.is_none(),
                Presence::Left => there == Some(true),
                Presence::Returned => there == Some(false),
            };
            if !follows {
                return Some(entry.by);
            }
            there = Some(entry.value != Presence::Left);
        }
        // Nothing at all is known of somebody who was never added.
        let others = || self.records().next();
        if there.is_none() { others() } else { None }
    }

    /// Roles are given to somebody who is there.
    fn given_while_gone(&self) -> Option<Position> {
        self.roles
            .values()
            .flat_map(Timeline::entries)
            .find(|step| step.value == RoleStep::Given && !self.is_active_on(step.on))
            .map(|step| step.by)
    }

    /// Only who is sponsor can be lost as one.
    fn lost_without_cause(&self) -> Option<Position> {
        let steps = self.roles.get(&ContactRole::Sponsor)?.entries();
        let before = std::iter::once(None).chain(steps.iter().map(|step| Some(step.value)));
        before
            .zip(steps)
            .find(|(before, step)| {
                matches!(step.value, RoleStep::Lost(_)) && *before != Some(RoleStep::Given)
            })
            .map(|(_, step)| step.by)
    }

    /// Nobody leaves as sponsor without being lost as one.
    fn left_as_sponsor(&self) -> Option<Position> {
        self.presence
            .effective()
            .find(|entry| {
                entry.value == Presence::Left && self.is_given(ContactRole::Sponsor, entry.on)
            })
            .map(|entry| entry.by)
    }
}

impl ContactRole {
    /// The name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DecisionMaker => "decision_maker",
            Self::Sponsor => "sponsor",
            Self::Champion => "champion",
            Self::User => "user",
            Self::Billing => "billing",
        }
    }
}

impl fmt::Display for ContactRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A record carries whatever could not be without it.
impl Part for Contact {
    fn withdraw(&mut self, by: Position) {
        self.presence.withdraw(by);
        self.roles.withdraw(by);
        self.influence.withdraw(by);
    }

    fn ground(&self, by: Position) -> Option<Ground> {
        let ground = self
            .presence
            .ground(by)
            .or_else(|| self.roles.ground(by))
            .or_else(|| self.influence.ground(by))?;
        let mut without = self.clone();
        without.withdraw(by);
        Some(Ground {
            dependent: without.unsound(),
            ..ground
        })
    }

    fn records(&self) -> Box<dyn Iterator<Item = Position> + '_> {
        let roles = self.roles.records();
        Box::new(
            self.presence
                .records()
                .chain(roles)
                .chain(self.influence.records()),
        )
    }
}

impl Fetch for Contact {
    fn fetch(&self, steps: usize) {
        self.presence.fetch(steps);
        self.roles.fetch(steps);
    }
}
