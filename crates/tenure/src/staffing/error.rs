use super::policy::StaffingCostsError;
use super::solve::ProblemError;
use crate::calendar::Span;
use crate::id::{AccountId, ManagerId};
use crate::money::MoneyError;

/// Why there is no plan.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StaffingError {
    /// The plan has no end or no day.
    #[error("the days {days} have no end or hold none; give the plan a first and a last day")]
    Days {
        /// As given.
        days: Span,
    },
    /// The amounts of an account do not go together with those of the others, or with the value bands.
    #[error("the recurring amounts of account `{account}`: {source}")]
    Amount {
        /// Which.
        account: AccountId,
        /// Why.
        source: MoneyError,
    },
    /// An account must stay with somebody who leaves.
    #[error(
        "account `{account}` is to stay with manager `{manager}`, who leaves; take it off one of the two lists"
    )]
    StaysWithLeaving {
        /// Which.
        account: AccountId,
        /// Who.
        manager: ManagerId,
    },
    /// A manager to be planned for was never in the directory.
    #[error("manager `{manager}` is not in the directory; hire the manager first")]
    UnknownManager {
        /// Who.
        manager: ManagerId,
    },
    /// The available time of a manager is past the range.
    #[error(
        "the available time of manager `{manager}` is past the range of exact figures; plan for fewer days"
    )]
    Time {
        /// Whose.
        manager: ManagerId,
    },
    /// The sum of all amounts is past the range of money.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// The costs of the policy are out of range.
    #[error(transparent)]
    Costs(#[from] StaffingCostsError),
    /// The numbers are too large to be divided exactly.
    #[error(transparent)]
    Problem(#[from] ProblemError),
}
