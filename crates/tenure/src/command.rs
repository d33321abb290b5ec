//! What a host may ask for.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::calendar::Span;
use crate::directory::policy::Policy;
use crate::directory::{Capacity, Discipline, EducationLevel, LanguageLevel, Needs, Proficiency};
use crate::id::{AbsenceId, AccountId, ManagerId, ProductId, SubjectId, SubscriptionId, TeamId};
use crate::money::Money;
use crate::record::{Position, StreamId};
use crate::role::Role;
use crate::text::Name;

/// A request to record that something happened. [`decide`](crate::decide::decide) turns it into facts or rejects it.
///
/// Serialisable, so that a host can carry it and a property test can make it.
///
/// ```
/// use tenure::Command;
///
/// let command: Command = serde_json::from_str(
///     r#"{"assign_manager": {"account": "A-17", "manager": "maria", "on": "2026-03-01"}}"#,
/// )?;
/// assert!(matches!(command, Command::AssignManager { .. }));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Command {
    /// A manager joins.
    HireManager {
        /// Who.
        manager: ManagerId,
        /// The first day.
        on: NaiveDate,
    },
    /// A manager leaves.
    ReleaseManager {
        /// Who.
        manager: ManagerId,
        /// The first day on which the manager is no longer employed.
        on: NaiveDate,
    },
    /// A customer's account is opened.
    OpenAccount {
        /// Which.
        account: AccountId,
        /// The first day.
        on: NaiveDate,
    },
    /// An account is put into a class of a dimension, or taken out of all of them.
    ClassifyAccount {
        /// Which.
        account: AccountId,
        /// What is told apart, such as `industry`.
        dimension: Name,
        /// The class; `None` for no class.
        class: Option<Name>,
        /// The day from which it holds.
        on: NaiveDate,
    },
    /// A recurring subscription comes into force.
    StartSubscription {
        /// The account that pays.
        account: AccountId,
        /// The subscription, unique within the account.
        subscription: SubscriptionId,
        /// The days in force; open while no end is known.
        span: Span,
        /// The recurring amount of a month.
        monthly: Money,
    },
    /// The amount of a subscription in force changes.
    RepriceSubscription {
        /// The account that pays.
        account: AccountId,
        /// Which.
        subscription: SubscriptionId,
        /// The recurring amount of a month from now on.
        monthly: Money,
        /// The day from which it holds.
        on: NaiveDate,
    },
    /// The service of a subscription ends.
    EndSubscription {
        /// The account that pays.
        account: AccountId,
        /// Which.
        subscription: SubscriptionId,
        /// The first day no longer in force.
        on: NaiveDate,
    },
    /// A manager takes an account over.
    AssignManager {
        /// Which account.
        account: AccountId,
        /// Who becomes the one person the customer deals with.
        manager: ManagerId,
        /// The first day.
        on: NaiveDate,
    },
    /// An account is left without a manager, by decision.
    LeaveVacant {
        /// Which account.
        account: AccountId,
        /// The first day.
        on: NaiveDate,
    },
    /// A record is taken back because it should never have been recorded.
    WithdrawRecord {
        /// The stream in which it stands.
        stream: StreamId,
        /// The record.
        record: Position,
    },
    /// The personal data of a manager is kept under a subject from now on.
    LinkManagerProfile {
        /// Who.
        manager: ManagerId,
        /// The subject of the erasable profile.
        subject: SubjectId,
        /// The day from which it holds.
        on: NaiveDate,
    },
    /// A manager will be away.
    PlanAbsence {
        /// Who.
        manager: ManagerId,
        /// The absence, unique within the manager.
        absence: AbsenceId,
        /// The days away; open while nobody knows the first day back.
        span: Span,
    },
    /// A manager is back earlier than planned.
    ShortenAbsence {
        /// Who.
        manager: ManagerId,
        /// Which absence.
        absence: AbsenceId,
        /// The first day back, after the first day away and before the end so far.
        on: NaiveDate,
    },
    /// An absence does not take place.
    CancelAbsence {
        /// Who.
        manager: ManagerId,
        /// Which absence.
        absence: AbsenceId,
    },
    /// It is assessed how well a manager plays a role.
    AssessRole {
        /// Who.
        manager: ManagerId,
        /// In which role.
        role: Role,
        /// How well; `None` for not at all.
        proficiency: Option<Proficiency>,
        /// The day from which it holds.
        on: NaiveDate,
    },
    /// A manager completes an education.
    CompleteEducation {
        /// Who.
        manager: ManagerId,
        /// How far.
        level: EducationLevel,
        /// In what.
        field: Name,
        /// The day on which it was completed.
        on: NaiveDate,
    },
    /// A manager is awarded a qualification, for the first time or anew.
    AwardQualification {
        /// Who.
        manager: ManagerId,
        /// Which kind.
        kind: Name,
        /// The first day on which it is valid.
        on: NaiveDate,
        /// The first day on which this award is no longer valid; `None` when it does not expire.
        expires_on: Option<NaiveDate>,
    },
    /// An award was checked with whoever gave it.
    VerifyQualification {
        /// Whose.
        manager: ManagerId,
        /// Which kind.
        kind: Name,
        /// The day of the award.
        awarded_on: NaiveDate,
        /// The day from which it counts as verified.
        on: NaiveDate,
    },
    /// A qualification is taken away.
    RevokeQualification {
        /// Whose.
        manager: ManagerId,
        /// Which kind.
        kind: Name,
        /// The first day on which no award before it is valid.
        on: NaiveDate,
    },
    /// It is agreed how much of a manager's time there is.
    AgreeCapacity {
        /// Whose.
        manager: ManagerId,
        /// How much.
        capacity: Capacity,
        /// The day from which it holds.
        on: NaiveDate,
    },
    /// It is assessed how well a manager speaks a language.
    AssessLanguage {
        /// Who.
        manager: ManagerId,
        /// The language, as a tag such as `te` or `pt-BR`.
        language: Name,
        /// How well; `None` for not at all.
        level: Option<LanguageLevel>,
        /// The day from which it holds.
        on: NaiveDate,
    },
    /// It is agreed in which time zone a manager works.
    AgreeTimeZone {
        /// Who.
        manager: ManagerId,
        /// The name of the zone in the IANA database, such as `Asia/Kolkata`.
        time_zone: Name,
        /// The day from which it holds.
        on: NaiveDate,
    },
    /// A policy is adopted, in place of any other of its topic.
    AdoptPolicy {
        /// The policy.
        policy: Box<Policy>,
        /// The day from which it holds.
        on: NaiveDate,
    },
    /// A team is formed.
    FormTeam {
        /// Which.
        team: TeamId,
        /// What it is called.
        name: Name,
        /// What it is for.
        discipline: Discipline,
        /// The first day.
        on: NaiveDate,
    },
    /// A team is dissolved.
    DissolveTeam {
        /// Which.
        team: TeamId,
        /// The first day on which it is no more.
        on: NaiveDate,
    },
    /// Somebody joins a team.
    JoinTeam {
        /// Which team.
        team: TeamId,
        /// Who.
        manager: ManagerId,
        /// The first day.
        on: NaiveDate,
    },
    /// Somebody leaves a team.
    LeaveTeam {
        /// Which team.
        team: TeamId,
        /// Who.
        manager: ManagerId,
        /// The first day no longer in it.
        on: NaiveDate,
    },
    /// A product is on sale, and meets these needs.
    OfferProduct {
        /// Which.
        product: ProductId,
        /// The needs it meets.
        needs: Needs,
        /// The day from which it holds.
        on: NaiveDate,
    },
    /// A product goes off sale.
    WithdrawProduct {
        /// Which.
        product: ProductId,
        /// The first day off sale.
        on: NaiveDate,
    },
}

impl Command {
    /// The streams that the decision reads, the one it writes first.
    #[must_use]
    pub fn streams(&self) -> Vec<StreamId> {
        match self {
            Self::HireManager { .. } | Self::ReleaseManager { .. } => vec![StreamId::Directory],
            Self::AssignManager { account, .. } => {
                vec![StreamId::Account(account.clone()), StreamId::Directory]
            }
            Self::OpenAccount { account, .. }
            | Self::ClassifyAccount { account, .. }
            | Self::StartSubscription { account, .. }
            | Self::RepriceSubscription { account, .. }
            | Self::EndSubscription { account, .. }
            | Self::LeaveVacant { account, .. } => vec![StreamId::Account(account.clone())],
            Self::WithdrawRecord { stream, .. } => vec![stream.clone()],
            Self::LinkManagerProfile { .. }
            | Self::PlanAbsence { .. }
            | Self::ShortenAbsence { .. }
            | Self::CancelAbsence { .. }
            | Self::AssessRole { .. }
            | Self::CompleteEducation { .. }
            | Self::AwardQualification { .. }
            | Self::VerifyQualification { .. }
            | Self::RevokeQualification { .. }
            | Self::AgreeCapacity { .. }
            | Self::AssessLanguage { .. }
            | Self::AgreeTimeZone { .. }
            | Self::AdoptPolicy { .. }
            | Self::FormTeam { .. }
            | Self::DissolveTeam { .. }
            | Self::JoinTeam { .. }
            | Self::LeaveTeam { .. }
            | Self::OfferProduct { .. }
            | Self::WithdrawProduct { .. } => vec![StreamId::Directory],
        }
    }
}
