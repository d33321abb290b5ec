//! Typed ids over the host's own strings.
//!
//! Every id is a text that the host already uses (a UUID, a number, a CRM key), checked once and typed, so that an account can
//! never stand where a manager belongs. `tenure` invents none. On the wire an id is the plain text.

use std::fmt;
use std::sync::Arc;

use crate::text::{self, TextError, serde_as_text};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident, $what:literal;)+) => {$(
        $(#[$doc])*
        ///
        /// 1 to 128 bytes of UTF-8 without control characters, not beginning or ending with white space; compared byte by byte.
        /// Serialised as the plain text. Cheap to clone.
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The longest id, in bytes of UTF-8.
            pub const MAX_BYTES: usize = 128;

            /// The id with this text.
            ///
            /// # Errors
            /// [`TextError`] when the text is empty, too long, untrimmed, or has control characters.
            pub fn new(text: impl AsRef<str>) -> Result<Self, TextError> {
                text::check($what, text.as_ref(), Self::MAX_BYTES)?;
                Ok(Self(text.as_ref().into()))
            }

            /// The host's own text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({:?})"), &*self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = TextError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::new(text)
            }
        }

        serde_as_text!($name, "an id of 1 to 128 bytes without control characters");

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.as_str().to_owned()
            }
        }
    )+};
}

ids! {
    /// A customer's account.
    ///
    /// ```
    /// use tenure::AccountId;
    ///
    /// let account = AccountId::new("A-2e4581")?;
    /// assert_eq!(account.as_str(), "A-2e4581");
    /// assert_eq!(format!("{account:?}"), r#"AccountId("A-2e4581")"#);
    /// assert!(AccountId::new(" A-2e4581").is_err());
    /// # Ok::<(), tenure::TextError>(())
    /// ```
    AccountId, "the account id";
    /// Whoever caused a record: an employee, a job, an importer.
    ActorId, "the actor id";
    /// One request to change something. The same id with the same content is the same request, however often it arrives.
    CommandId, "the command id";
    /// An account manager.
    ManagerId, "the manager id";
    /// A person or organisation whose personal data can be erased.
    SubjectId, "the subject id";
    /// A recurring subscription of an account, unique within the account.
    SubscriptionId, "the subscription id";
    /// One customer of the host: everything of a tenant is invisible to every other.
    TenantId, "the tenant id";
    /// Days on which a manager is away, unique within the manager.
    AbsenceId, "the absence id";

    /// A team of the host.
    TeamId, "the team id";
    /// A person at a customer's, unique within the account.
    ContactId, "the contact id";
    /// A contract, unique within the account.
    ContractId, "the contract id";
    /// A discount, unique within the contract.
    DiscountId, "the discount id";
    /// One handing over of an account, unique within the account.
    HandoverId, "the handover id";
    /// Something the host sells.
    ProductId, "the product id";
    /// Something that passed between managers and a customer, unique within the account.
    InteractionId, "the interaction id";
    /// Something promised to a customer, unique within the account.
    CommitmentId, "the commitment id";
    /// Something a customer needs or that does not work, unique within the account.
    CaseId, "the case id";
    /// An answer to a survey, unique within the account.
    SurveyResponseId, "the survey response id";
    /// A review of whether what was sold fits, unique within the account.
    FitReviewId, "the fit review id";
    /// Something that may be sold to a customer, unique within the account.
    OpportunityId, "the opportunity id";
    /// Something asked of another team or a specialist, unique within the account.
    LiaisonRequestId, "the liaison request id";
    /// A play that was started for a customer, unique within the account.
    PlayRunId, "the play run id";
}

impl CommandId {
    /// Stands in a record that is decided but not yet appended.
    pub(crate) fn undecided() -> Self {
        Self("undecided".into())
    }
}
