//! What happened, named in the past tense after the business event.

mod stored;

use serde::{Deserialize, Serialize};

use stored::facts;

use crate::id::{ManagerId, SubscriptionId};
use crate::money::Money;
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
}
