//! What a host may ask for.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::account::{ChurnReason, WorkingStage};
use crate::book::Book;
use crate::calendar::Span;
use crate::currency::Currency;
use crate::hierarchy;
use crate::id::{AccountId, ManagerId, SubscriptionId};
use crate::money::Money;
use crate::part::Part;
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
    /// An account enters a stage of its life.
    MoveAccount {
        /// Which.
        account: AccountId,
        /// The stage.
        to: WorkingStage,
        /// The first day.
        on: NaiveDate,
    },
    /// It is decided that the customer leaves. The decision, not yet its effect.
    CancelAccount {
        /// Which.
        account: AccountId,
        /// Why, where it is known.
        reason: Option<ChurnReason>,
        /// The day of the decision.
        on: NaiveDate,
    },
    /// The customer is lost: the effect, not the decision.
    ChurnAccount {
        /// Which.
        account: AccountId,
        /// Why.
        reason: ChurnReason,
        /// The first day on which it is no longer a customer.
        on: NaiveDate,
    },
    /// A customer who had churned comes back.
    WinBackAccount {
        /// Which.
        account: AccountId,
        /// The first day.
        on: NaiveDate,
    },
    /// The currency in which the customer is billed is agreed.
    AgreeBillingCurrency {
        /// Which account.
        account: AccountId,
        /// The currency.
        currency: Currency,
        /// The day from which it holds.
        on: NaiveDate,
    },
    /// The customer works in a time zone.
    LocateAccount {
        /// Which account.
        account: AccountId,
        /// The IANA name, kept as given.
        time_zone: Name,
        /// The day from which it holds.
        on: NaiveDate,
    },
    /// The customer is won.
    AcquireCustomer {
        /// Which account.
        account: AccountId,
        /// What it cost, zero or more; `None` where that is not known.
        cost: Option<Money>,
        /// Where the customer came from.
        source: Option<Name>,
        /// The day.
        on: NaiveDate,
    },
    /// An account comes to stand under another.
    PlaceAccountUnder {
        /// Which.
        account: AccountId,
        /// The account above.
        parent: AccountId,
        /// The first day.
        on: NaiveDate,
    },
    /// An account no longer stands under another.
    MakeAccountIndependent {
        /// Which.
        account: AccountId,
        /// The first day.
        on: NaiveDate,
    },
    /// An account is merged into another, which carries it on.
    MergeAccount {
        /// The account that is merged away; its history stays.
        account: AccountId,
        /// The account that carries it on.
        into: AccountId,
        /// The first day.
        on: NaiveDate,
    },
    /// A merge is undone from a day on. (One that should never have been recorded is withdrawn.)
    UndoMerge {
        /// The account that was merged away.
        account: AccountId,
        /// The first day on which it stands for itself again.
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
            Self::MoveAccount { account, .. }
            | Self::CancelAccount { account, .. }
            | Self::ChurnAccount { account, .. }
            | Self::WinBackAccount { account, .. }
            | Self::AgreeBillingCurrency { account, .. }
            | Self::LocateAccount { account, .. }
            | Self::AcquireCustomer { account, .. }
            | Self::MakeAccountIndependent { account, .. }
            | Self::UndoMerge { account, .. } => vec![StreamId::Account(account.clone())],
            Self::PlaceAccountUnder {
                account,
                parent: other,
                ..
            }
            | Self::MergeAccount {
                account,
                into: other,
                ..
            } => vec![
                StreamId::Account(account.clone()),
                StreamId::Account(other.clone()),
            ],
        }
    }

    /// The streams that the decision reads beyond those, as far as a book that holds them can tell: the accounts above.
    ///
    /// Load them and ask again, until there is none that the book does not hold. A whole book holds them all.
    #[must_use]
    pub fn further_streams(&self, book: &Book) -> Vec<StreamId> {
        match self {
            Self::PlaceAccountUnder {
                account,
                parent: other,
                ..
            }
            | Self::MergeAccount {
                account,
                into: other,
                ..
            } => hierarchy::streams_above(book, [account, other]),
            Self::UndoMerge { account, .. } => hierarchy::streams_above(book, [account]),
            Self::WithdrawRecord {
                stream: StreamId::Account(account),
                record,
            } if book
                .account(account)
                .is_some_and(|known| known.lineage().ground(*record).is_some()) =>
            {
                hierarchy::streams_above(book, [account])
            }
            _ => Vec::new(),
        }
    }
}
