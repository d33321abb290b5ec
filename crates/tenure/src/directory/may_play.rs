use chrono::NaiveDate;

use super::{Directory, Proficiency};
use crate::id::ManagerId;
use crate::role::Role;
use crate::text::Name;

/// Why a manager may not play a role on a day.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("manager `{manager}` may not play the role {role} on {on}: {reason}")]
pub struct RoleRefusal {
    /// Who.
    pub manager: ManagerId,
    /// Which role.
    pub role: Role,
    /// The day asked for.
    pub on: NaiveDate,
    /// What is missing.
    pub reason: RoleRefusalReason,
}

/// What is missing for a role.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RoleRefusalReason {
    /// The manager is not employed, or not in the directory.
    #[error("not employed on that day")]
    NotEmployed,
    /// Nobody has assessed the manager in the role, or the last assessment says no.
    #[error("not assessed as able to; assess the manager in this role first")]
    NotAssessed,
    /// The manager is not good enough at it.
    #[error("is {actual}, and at least {least} is required")]
    Proficiency {
        /// How good.
        actual: Proficiency,
        /// How good the requirements ask for.
        least: Proficiency,
    },
    /// Nobody has said what financial advice requires.
    #[error("what it requires was never adopted; adopt its requirements first")]
    NoRequirements,
    /// A qualification is missing, has expired or was revoked.
    #[error("has no valid qualification `{kind}` on that day")]
    NotQualified {
        /// Which kind.
        kind: Name,
    },
    /// A qualification was not verified.
    #[error("the qualification `{kind}` is not verified on that day")]
    NotVerified {
        /// Which kind.
        kind: Name,
    },
}

impl Directory {
    /// Whether a manager may play a role on a day: employed, assessed in it, and with everything that the role's requirements of
    /// that day ask for.
    ///
    /// Financial advice without adopted requirements is refused; every other role then asks for an assessment only. Being away is
    /// no reason against: a role is held through a holiday.
    ///
    /// # Errors
    /// [`RoleRefusal`] with the first reason, in the order of [`RoleRefusalReason`]; of several qualifications the first in byte
    /// order.
    pub fn may_play(
        &self,
        manager: &ManagerId,
        role: Role,
        day: NaiveDate,
    ) -> Result<(), RoleRefusal> {
        self.reason_against(manager, role, day)
            .map_or(Ok(()), |reason| {
                Err(RoleRefusal {
                    manager: manager.clone(),
                    role,
                    on: day,
                    reason,
                })
            })
    }

    /// Whether a manager has what a role requires on a day, if it requires anything: as [`may_play`](Directory::may_play) where
    /// requirements are adopted and for financial advice, else whether the manager is employed.
    ///
    /// Whoever holds an account meets those of the [relationship](Role::Relationship), whoever is in touch with a customer in a
    /// role those of that role.
    ///
    /// # Errors
    /// [`RoleRefusal`] with the first reason.
    pub fn meets_requirements(
        &self,
        manager: &ManagerId,
        role: Role,
        day: NaiveDate,
    ) -> Result<(), RoleRefusal> {
        let asks =
            role == Role::FinancialAdvisory || self.role_requirements_on(role, day).is_some();
        match self.may_play(manager, role, day) {
            Err(refusal) if !asks && refusal.reason == RoleRefusalReason::NotAssessed => Ok(()),
            answer => answer,
        }
    }

    /// The first reason why a manager may not play a role on a day.
    pub(crate) fn reason_against(
        &self,
        manager: &ManagerId,
        role: Role,
        day: NaiveDate,
    ) -> Option<RoleRefusalReason> {
        let known = self.manager(manager);
        let Some(manager) = known.filter(|known| known.is_employed_on(day)) else {
            return Some(RoleRefusalReason::NotEmployed);
        };
        let Some(actual) = manager.proficiency_on(role, day) else {
            return Some(RoleRefusalReason::NotAssessed);
        };
        let Some(requirements) = self.role_requirements_on(role, day) else {
            let needed = role == Role::FinancialAdvisory;
            return needed.then_some(RoleRefusalReason::NoRequirements);
        };
        let least = requirements.proficiency();
        if actual < least {
            return Some(RoleRefusalReason::Proficiency { actual, least });
        }
        requirements.qualifications().iter().find_map(|kind| {
            let held = manager.qualification(kind);
            if !held.is_some_and(|held| held.is_valid_on(day)) {
                return Some(RoleRefusalReason::NotQualified { kind: kind.clone() });
            }
            let unverified =
                requirements.verified() && !held.is_some_and(|held| held.is_verified_on(day));
            unverified.then(|| RoleRefusalReason::NotVerified { kind: kind.clone() })
        })
    }
}
