//! What happened, named in the past tense after the business event.

mod stored;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use stored::facts;

use crate::directory::policy::Policy;
use crate::directory::{Capacity, Discipline, EducationLevel, LanguageLevel, Needs, Proficiency};
use crate::id::{AbsenceId, ManagerId, ProductId, SubjectId, SubscriptionId, TeamId};
use crate::money::Money;
use crate::role::Role;
use crate::text::Name;

/// Which streams a type of fact may stand in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The directory only.
    Directory,
    /// The stream of an account only.
    Account,
    /// Any stream.
    Any,
}

/// Why stored text is not a fact.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// The type or its schema number is not known to this version.
    #[error(
        "`{type_name}` with schema {schema} was written by a newer version of tenure; update before reading on"
    )]
    Unknown {
        /// The stored name of the type.
        type_name: String,
        /// The stored schema number.
        schema: u32,
    },
    /// The JSON is broken or does not fit the type.
    #[error("the stored JSON does not fit its type")]
    Malformed(#[source] serde_json::Error),
}

facts! {
    /// A manager joined.
    Directory ManagerHired, "manager_hired", schema 1 {
        /// Who.
        manager: ManagerId,
    }
    /// A manager left.
    Directory ManagerLeft, "manager_left", schema 1 {
        /// Who.
        manager: ManagerId,
    }
    /// A customer's account was opened.
    Account AccountOpened, "account_opened", schema 1 {}
    /// An account was put into a class of some dimension: its industry is `EdTech`, its segment `mid-market`.
    Account AccountClassified, "account_classified", schema 1 {
        /// What is told apart, such as `industry` or `segment`.
        dimension: Name,
        /// The class; `None` takes the account out of all classes of the dimension.
        class: Option<Name>,
    }
    /// A recurring subscription came into force.
    Account SubscriptionStarted, "subscription_started", schema 1 {
        /// Which, within the account.
        subscription: SubscriptionId,
        /// The recurring amount of a month; zero for a trial.
        monthly: Money,
    }
    /// The recurring amount of a subscription in force changed.
    Account SubscriptionRepriced, "subscription_repriced", schema 1 {
        /// Which, within the account.
        subscription: SubscriptionId,
        /// The recurring amount of a month from now on.
        monthly: Money,
    }
    /// A subscription is no longer in force: the service has ended.
    Account SubscriptionEnded, "subscription_ended", schema 1 {
        /// Which, within the account.
        subscription: SubscriptionId,
    }
    /// A manager became the one person the customer deals with.
    Account ManagerAssigned, "manager_assigned", schema 1 {
        /// Who.
        manager: ManagerId,
    }
    /// It was decided that nobody holds the account for now.
    Account AccountLeftVacant, "account_left_vacant", schema 1 {}
    /// The record that this one corrects should never have been recorded.
    Any RecordWithdrawn, "record_withdrawn", schema 1 {}
    /// The personal data of a manager is kept under a subject.
    Directory ManagerProfileLinked, "manager_profile_linked", schema 1 {
        /// Who.
        manager: ManagerId,
        /// The subject of the erasable profile.
        subject: SubjectId,
    }
    /// A manager is away from this day on.
    Directory AbsencePlanned, "absence_planned", schema 1 {
        /// Who.
        manager: ManagerId,
        /// Which absence.
        absence: AbsenceId,
        /// The first day back; `None` while nobody knows.
        until: Option<NaiveDate>,
    }
    /// A manager is back from an absence on this day, earlier than planned.
    Directory AbsenceShortened, "absence_shortened", schema 1 {
        /// Who.
        manager: ManagerId,
        /// Which absence.
        absence: AbsenceId,
    }
    /// An absence that would have begun on this day does not take place.
    Directory AbsenceCancelled, "absence_cancelled", schema 1 {
        /// Who.
        manager: ManagerId,
        /// Which absence.
        absence: AbsenceId,
    }
    /// It was assessed how well a manager plays a role.
    Directory RoleProficiencyAssessed, "role_proficiency_assessed", schema 1 {
        /// Who.
        manager: ManagerId,
        /// In which role.
        role: Role,
        /// How well; `None` for not at all.
        proficiency: Option<Proficiency>,
    }
    /// A manager completed an education.
    Directory EducationCompleted, "education_completed", schema 1 {
        /// Who.
        manager: ManagerId,
        /// How far.
        level: EducationLevel,
        /// In what.
        field: Name,
    }
    /// A manager was awarded a qualification, for the first time or anew.
    Directory QualificationAwarded, "qualification_awarded", schema 1 {
        /// Who.
        manager: ManagerId,
        /// Which kind.
        kind: Name,
        /// The first day on which this award is no longer valid; `None` when it does not expire.
        expires_on: Option<NaiveDate>,
    }
    /// The award of a qualification was checked with whoever gave it.
    Directory QualificationVerified, "qualification_verified", schema 1 {
        /// Whose.
        manager: ManagerId,
        /// Which kind.
        kind: Name,
        /// The day of the award.
        awarded_on: NaiveDate,
    }
    /// A qualification was taken away: no award before this day is valid any more.
    Directory QualificationRevoked, "qualification_revoked", schema 1 {
        /// Whose.
        manager: ManagerId,
        /// Which kind.
        kind: Name,
    }
    /// It was agreed how much of a manager's time there is.
    Directory CapacityAgreed, "capacity_agreed", schema 1 {
        /// Whose.
        manager: ManagerId,
        /// How much.
        capacity: Capacity,
    }
    /// It was assessed how well a manager speaks a language.
    Directory LanguageAssessed, "language_assessed", schema 1 {
        /// Who.
        manager: ManagerId,
        /// The language, as a tag such as `te` or `pt-BR`.
        language: Name,
        /// How well; `None` for not at all.
        level: Option<LanguageLevel>,
    }
    /// It was agreed in which time zone a manager works.
    Directory TimeZoneAgreed, "time_zone_agreed", schema 1 {
        /// Who.
        manager: ManagerId,
        /// The name of the zone in the IANA database, such as `Asia/Kolkata`.
        time_zone: Name,
    }
    /// A policy was adopted, in place of any other of its topic.
    Directory PolicyAdopted, "policy_adopted", schema 1 {
        /// The policy.
        policy: Box<Policy>,
    }
    /// A team was formed.
    Directory TeamFormed, "team_formed", schema 1 {
        /// Which.
        team: TeamId,
        /// What it is called.
        name: Name,
        /// What it is for.
        discipline: Discipline,
    }
    /// A team was dissolved.
    Directory TeamDissolved, "team_dissolved", schema 1 {
        /// Which.
        team: TeamId,
    }
    /// Somebody joined a team.
    Directory TeamMemberJoined, "team_member_joined", schema 1 {
        /// Which team.
        team: TeamId,
        /// Who.
        manager: ManagerId,
    }
    /// Somebody left a team.
    Directory TeamMemberLeft, "team_member_left", schema 1 {
        /// Which team.
        team: TeamId,
        /// Who.
        manager: ManagerId,
    }
    /// A product is on sale, and meets these needs.
    Directory ProductOffered, "product_offered", schema 1 {
        /// Which.
        product: ProductId,
        /// The needs it meets.
        needs: Needs,
    }
    /// A product is no longer on sale.
    Directory ProductWithdrawn, "product_withdrawn", schema 1 {
        /// Which.
        product: ProductId,
    }
}
