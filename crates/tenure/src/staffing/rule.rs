use std::fmt;

use super::load::Wants;
use super::policy::Demands;
use super::question::{Scope, StaffingQuestion};
use crate::book::Book;
use crate::directory::{LanguageLevel, RoleRefusalReason};
use crate::id::{AccountId, ManagerId};
use crate::role::Role;
use crate::text::Name;

/// The rule that stands against giving an account to a manager. The first that does, in this order.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rule {
    /// The manager leaves.
    Leaving,
    /// The manager is away on a day that is to be covered, or not employed on it.
    Away,
    /// The manager may not play a role.
    Role {
        /// Which.
        role: Role,
        /// What is missing.
        reason: RoleRefusalReason,
    },
    /// The manager does not speak the customer's language well enough.
    Language {
        /// Which.
        language: Name,
        /// How well the manager speaks it; `None` for not at all.
        actual: Option<LanguageLevel>,
    },
    /// The manager does not take this business type.
    BusinessType {
        /// Which.
        business_type: Name,
    },
    /// The manager may not hold this account.
    Conflict,
    /// The manager has more than may be taken already.
    Overloaded {
        /// The minutes that are held.
        minutes: u64,
        /// Those up to which accounts are taken.
        limit: u64,
    },
    /// There is no room left for it.
    Full {
        /// The minutes that are left.
        left: u64,
    },
}

impl Rule {
    /// Its name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Leaving => "leaving",
            Self::Away => "away",
            Self::Conflict => "conflict",
            Self::Role { .. } => "role",
            Self::Language { .. } => "language",
            Self::BusinessType { .. } => "business_type",
            Self::Overloaded { .. } => "overloaded",
            Self::Full { .. } => "full",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Leaving => f.write_str("leaves"),
            Self::Away => f.write_str("is away or not employed on a day to be covered"),
            Self::Conflict => f.write_str("may not hold this account"),
            Self::Role { role, reason } => write!(f, "may not play the role {role}: {reason}"),
            Self::Language {
                language,
                actual: None,
            } => {
                write!(f, "was never assessed in the language `{language}`")
            }
            Self::Language { language, .. } => {
                write!(f, "does not speak `{language}` well enough")
            }
            Self::BusinessType { business_type } => {
                write!(f, "does not take the business type `{business_type}`")
            }
            Self::Overloaded { minutes, limit } => {
                write!(
                    f,
                    "has {minutes} minutes already, and takes no more above {limit}"
                )
            }
            Self::Full { left } => write!(f, "has {left} minutes left, too few"),
        }
    }
}

/// What a manager may hold by what is asked, whichever account asks it.
pub(super) struct Rules<'a> {
    pub(super) book: &'a Book,
    pub(super) demands: &'a Demands,
    pub(super) question: &'a StaffingQuestion,
}

impl Rules<'_> {
    /// The first rule against a manager, capacity and conflicts aside.
    pub(super) fn against(&self, manager: &ManagerId, wants: &Wants<'_>) -> Option<Rule> {
        if self.question.leaving.contains(manager) {
            return Some(Rule::Leaving);
        }
        if self.is_away(manager) {
            return Some(Rule::Away);
        }
        let on = self.question.days.start();
        let directory = self.book.directory();
        // Whoever holds or covers an account meets the requirements of the relationship, whatever else the account asks for.
        let roles = wants.roles.iter();
        let refused = directory
            .meets_requirements(manager, Role::Relationship, on)
            .and_then(|()| {
                roles
                    .copied()
                    .try_for_each(|role| directory.may_play(manager, role, on))
            });
        if let Err(refusal) = refused {
            return Some(Rule::Role {
                role: refusal.role,
                reason: refusal.reason,
            });
        }
        if let Some(language) = wants.language {
            let known = directory.manager(manager);
            let actual = known.and_then(|known| known.language_on(language, on));
            if actual.is_none_or(|actual| actual < self.demands.language_level) {
                return Some(Rule::Language {
                    language: language.clone(),
                    actual,
                });
            }
        }
        let terms = self.question.managers.get(manager);
        let taken = terms.and_then(|terms| terms.business_types.as_ref());
        if let (Some(asked), Some(taken)) = (wants.business_type, taken)
            && !taken.contains(asked)
        {
            return Some(Rule::BusinessType {
                business_type: asked.clone(),
            });
        }
        None
    }

    /// Whether a manager may not hold one account.
    pub(super) fn conflicts(&self, manager: &ManagerId, account: &AccountId) -> bool {
        let conflicts = self.question.conflicts.get(manager);
        conflicts.is_some_and(|accounts| accounts.contains(account))
    }

    /// Whoever stands in is there on every day.
    fn is_away(&self, manager: &ManagerId) -> bool {
        let Scope::CoverFor(absent) = &self.question.scope else {
            return false;
        };
        let days = self.question.days;
        let Some(known) = self.book.directory().manager(manager) else {
            return true;
        };
        let leaves = known
            .employment()
            .next_after(days.start())
            .is_some_and(|next| !next.value && days.end().is_some_and(|end| next.on < end));
        manager == absent || leaves || known.away().iter().any(|away| away.overlaps(&days))
    }
}
