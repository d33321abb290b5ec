//! What happened, named in the past tense after the business event.

use serde::{Deserialize, Serialize};

use crate::id::{ManagerId, SubscriptionId};
use crate::money::Money;
use crate::text::Name;

/// Declares the facts: the enum, a struct for each, and the stored form (type name, schema number, JSON object).
///
/// The stored form is for ever: a change of a struct's JSON takes a new schema number and keeps the decoder of the old one.
macro_rules! facts {
    ($($(#[$doc:meta])* $scope:ident $name:ident, $stored:literal, schema $schema:literal {
        $($(#[$field_doc:meta])* $field:ident: $type:ty,)*
    })+) => {
        /// Something that happened, as data. Its dates stand beside it, in the [`Record`](crate::Record).
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Fact {
            $($(#[$doc])* $name($name),)+
        }

        $(
            $(#[$doc])*
            #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
            #[serde(deny_unknown_fields)]
            pub struct $name {
                $($(#[$field_doc])* pub $field: $type,)*
            }

            impl From<$name> for Fact {
                fn from(fact: $name) -> Self {
                    Self::$name(fact)
                }
            }
        )+

        impl Fact {
            /// The stored name of every type of fact with its newest schema number, in the order of their declaration.
            pub const TYPES: &[(&str, u32)] = &[$(($stored, $schema)),+];

            /// The name under which this type is stored.
            #[must_use]
            pub const fn type_name(&self) -> &'static str {
                match self {
                    $(Self::$name(_) => $stored,)+
                }
            }

            /// The number of the schema in which [`to_json`](Fact::to_json) writes this type.
            #[must_use]
            pub const fn schema(&self) -> u32 {
                match self {
                    $(Self::$name(_) => $schema,)+
                }
            }

            /// Which streams this type may stand in.
            #[must_use]
            pub const fn scope(&self) -> Scope {
                match self {
                    $(Self::$name(_) => Scope::$scope,)+
                }
            }

            /// The canonical JSON object of this fact: fields in the order of their declaration, no white space.
            ///
            /// # Errors
            /// Never for facts that exist; the signature is that of the encoder.
            pub fn to_json(&self) -> Result<String, serde_json::Error> {
                match self {
                    $(Self::$name(fact) => serde_json::to_string(fact),)+
                }
            }

            /// The fact that was stored under this type name and schema number.
            ///
            /// # Errors
            /// [`DecodeError::Unknown`] for a type or schema number of a newer version, [`DecodeError::Malformed`] for JSON that does
            /// not fit.
            pub fn from_json(type_name: &str, schema: u32, json: &str) -> Result<Self, DecodeError> {
                match (type_name, schema) {
                    $(($stored, $schema) => serde_json::from_str::<$name>(json).map(Self::$name),)+
                    _ => {
                        return Err(DecodeError::Unknown {
                            type_name: type_name.chars().take(60).collect(),
                            schema,
                        });
                    }
                }
                .map_err(DecodeError::Malformed)
            }
        }
    };
}

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
