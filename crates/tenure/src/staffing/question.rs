use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::calendar::Span;
use crate::id::{AccountId, ManagerId};
use crate::role::Role;
use crate::text::Name;

/// What is to be planned: which accounts are in question, over which days, and what a host knows that the book does not.
///
/// ```
/// use tenure::{ManagerId, Span, staffing::StaffingQuestion};
///
/// let day = |month| chrono::NaiveDate::from_ymd_opt(2026, month, 1).expect("a day");
/// let maria = ManagerId::new("maria")?;
/// let question = StaffingQuestion::departure(maria.clone(), Span::new(day(4), Some(day(7)))?);
/// assert!(question.leaving.contains(&maria));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StaffingQuestion {
    /// The days over which effort and capacity are compared. The plan holds from the first; a cover until the end.
    pub days: Span,
    /// Which accounts may get another manager.
    pub scope: Scope,
    /// Who holds nothing any more from the first day on.
    #[serde(default)]
    pub leaving: BTreeSet<ManagerId>,
    /// Accounts that stay with their holders.
    #[serde(default)]
    pub staying: BTreeSet<AccountId>,
    /// Accounts that a manager may not hold: a conflict of interest, a customer's wish.
    #[serde(default)]
    pub conflicts: BTreeMap<ManagerId, BTreeSet<AccountId>>,
    /// What the host knows of managers.
    #[serde(default)]
    pub managers: BTreeMap<ManagerId, ManagerTerms>,
    /// What the host knows of accounts.
    #[serde(default)]
    pub accounts: BTreeMap<AccountId, AccountTerms>,
}

/// Which accounts may get another manager.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Scope {
    /// Every one.
    WholeBook,
    /// Those that nobody holds who is employed: new ones, vacant ones, those of somebody who has left.
    Unheld,
    /// Those that these managers hold.
    HeldBy(BTreeSet<ManagerId>),
    /// Those that this manager holds, to be covered while away; the holder stays the holder.
    CoverFor(ManagerId),
}

/// What a host knows of a manager.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ManagerTerms {
    /// The business types that the manager takes; `None` for any.
    pub business_types: Option<BTreeSet<Name>>,
    /// Industries in which the manager is at home, beside those of accounts held.
    pub industries: BTreeSet<Name>,
    /// Segments in which the manager is at home, beside those of accounts held.
    pub segments: BTreeSet<Name>,
}

/// What a host knows of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AccountTerms {
    /// Minutes that its situation takes over the days of the plan, beside the rest of its effort.
    pub situation_minutes: u32,
    /// Roles that its manager must be able to play, beside those of its segment.
    pub roles: BTreeSet<Role>,
}

impl StaffingQuestion {
    /// Who should hold which account of the whole book.
    #[must_use]
    pub const fn whole_book(days: Span) -> Self {
        Self::of(Scope::WholeBook, days)
    }

    /// Who should hold the accounts that nobody holds.
    #[must_use]
    pub const fn new_accounts(days: Span) -> Self {
        Self::of(Scope::Unheld, days)
    }

    /// Who should hold every account of a manager who leaves.
    #[must_use]
    pub fn departure(manager: ManagerId, days: Span) -> Self {
        let scope = Scope::HeldBy(BTreeSet::from([manager.clone()]));
        Self {
            leaving: BTreeSet::from([manager]),
            ..Self::of(scope, days)
        }
    }

    /// Who should stand in for a manager who is away.
    #[must_use]
    pub const fn absence(manager: ManagerId, days: Span) -> Self {
        Self::of(Scope::CoverFor(manager), days)
    }

    const fn of(scope: Scope, days: Span) -> Self {
        Self {
            days,
            scope,
            leaving: BTreeSet::new(),
            staying: BTreeSet::new(),
            conflicts: BTreeMap::new(),
            managers: BTreeMap::new(),
            accounts: BTreeMap::new(),
        }
    }
}
