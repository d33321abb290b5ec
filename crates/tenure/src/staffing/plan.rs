use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::account::{AssignmentCause, Holder};
use crate::id::{AccountId, ManagerId};
use crate::role::Role;

/// One step of an accepted plan, with what it took for granted.
///
/// Carried out together by [`Command::CarryOutPlan`](crate::Command::CarryOutPlan), which refuses all of them when the holder of any
/// account is no longer who the plan thought it was, or the new one is no longer employed or may no longer play the roles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanStep {
    /// Which account.
    pub account: AccountId,
    /// Who held it when the plan was made; `None` when nobody had reviewed it.
    pub from: Option<Holder>,
    /// What becomes of it.
    pub to: PlanTarget,
}

/// What becomes of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum PlanTarget {
    /// A manager takes it over.
    Manager {
        /// Who.
        manager: ManagerId,
        /// Why.
        cause: AssignmentCause,
        /// The roles that the manager must be able to play for it.
        roles: BTreeSet<Role>,
    },
    /// Nobody holds it for now.
    Vacant,
    /// A manager stands in for the holder.
    Cover {
        /// Who.
        manager: ManagerId,
        /// The first day no longer covered.
        until: NaiveDate,
        /// The roles that the manager must be able to play for it.
        roles: BTreeSet<Role>,
    },
}
