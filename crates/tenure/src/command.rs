//! What a host may ask for.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::calendar::Span;
use crate::id::{AccountId, ManagerId, SubscriptionId};
use crate::money::Money;
use crate::record::{Position, StreamId};
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
        }
    }
}
