use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Account;
use crate::fact::InteractionHeld;
use crate::id::InteractionId;
use crate::role::Role;
use crate::timeline::Entry;

/// How a manager was in touch with a customer.
///
/// ```
/// use tenure::InteractionKind;
///
/// assert!(InteractionKind::Email.is_contact());
/// assert!(!InteractionKind::Note.is_contact());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum InteractionKind {
    /// By telephone or video.
    Call,
    /// In person.
    Meeting,
    /// In writing.
    Email,
    /// Written down for colleagues; the customer had no part in it.
    Note,
    /// A review of what the customer set out to reach, held with those who decide (a QBR or EBR).
    BusinessReview,
}

impl InteractionKind {
    /// Whether the customer had a part in it: all but notes.
    #[must_use]
    pub const fn is_contact(&self) -> bool {
        !matches!(self, Self::Note)
    }
}

/// How the customer came across, in the judgement of who was there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sentiment {
    /// Angry, or about to leave.
    VeryNegative,
    /// Dissatisfied.
    Negative,
    /// Neither.
    Neutral,
    /// Satisfied.
    Positive,
    /// Enthusiastic.
    VeryPositive,
}

/// What passed between managers and the customer.
impl Account {
    /// Every interaction, by day and then in the order recorded.
    pub fn interactions(&self) -> impl DoubleEndedIterator<Item = &Entry<InteractionHeld>> {
        self.work.interactions.entries().iter()
    }

    /// The interaction with this id, with its day and the record that said so.
    #[must_use]
    pub fn interaction(&self, interaction: &InteractionId) -> Option<&Entry<InteractionHeld>> {
        self.interactions()
            .find(|held| held.value.interaction == *interaction)
    }

    /// The last interaction on or before a day in which the customer had a part. Notes do not count: a customer of whom much is
    /// written and to whom nobody speaks has not been contacted.
    #[must_use]
    pub fn last_contact_on(&self, day: NaiveDate) -> Option<&Entry<InteractionHeld>> {
        self.interactions()
            .rfind(|held| held.on <= day && held.value.kind.is_contact())
    }

    /// The last interaction on or before a day in this role in which the customer had a part.
    #[must_use]
    pub fn last_contact_in(&self, role: Role, day: NaiveDate) -> Option<&Entry<InteractionHeld>> {
        self.interactions()
            .rfind(|held| held.on <= day && held.value.kind.is_contact() && held.value.role == role)
    }
}
