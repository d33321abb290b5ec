use std::num::NonZeroU16;

use serde::{Deserialize, Serialize};

use crate::account::RecurringRule;
use crate::account::SurveyScale;

/// How far back and ahead a [`Situation`](super::Situation) looks, and how much each source of satisfaction weighs.
///
/// What is not given is as in the [default](Self::default): see the table of `docs/focus.md`.
///
/// ```
/// use tenure::situation::SituationPolicy;
///
/// let policy: SituationPolicy = serde_json::from_str(r#"{"satisfaction_days":180}"#)?;
/// assert_eq!(policy.satisfaction_days.get(), 180);
/// assert_eq!(policy.look_ahead_days, SituationPolicy::default().look_ahead_days);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SituationPolicy {
    /// Days after which an answer no longer counts. It weighs less every day until then, in a straight line.
    pub satisfaction_days: NonZeroU16,
    /// How much each source of satisfaction weighs against the others.
    pub satisfaction_weights: SatisfactionWeights,
    /// Days for which a broken commitment counts, less every day.
    pub commitment_days: NonZeroU16,
    /// Days after its due day by which an open commitment counts like a broken one, more every day.
    pub overdue_days: NonZeroU16,
    /// Days over which growth is measured.
    pub growth_days: NonZeroU16,
    /// Days ahead in which renewals and ends of discounts are seen.
    pub look_ahead_days: u16,
    /// The most days from one talk in the role of financial advice to the next.
    pub advice_review_days: NonZeroU16,
    /// Which definitions make recurring amounts.
    pub recurring: RecurringRule,
}

/// How much each source of satisfaction weighs. One of weight 0 does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SatisfactionWeights {
    /// Answers on the scale of the net promoter score.
    pub nps: u16,
    /// Answers on customer satisfaction.
    pub csat: u16,
    /// Answers on customer effort.
    pub ces: u16,
    /// Answers on scales of the host's own.
    pub rating: u16,
    /// How customers came across in interactions.
    pub sentiment: u16,
}

impl SatisfactionWeights {
    pub(super) const fn of_scale(&self, scale: SurveyScale) -> u16 {
        match scale {
            SurveyScale::Nps => self.nps,
            SurveyScale::Csat => self.csat,
            SurveyScale::Ces => self.ces,
            SurveyScale::Rating { .. } => self.rating,
        }
    }
}

impl Default for SatisfactionWeights {
    fn default() -> Self {
        Self {
            nps: 100,
            csat: 100,
            ces: 100,
            rating: 100,
            sentiment: 50,
        }
    }
}

const fn days(count: u16) -> NonZeroU16 {
    match NonZeroU16::new(count) {
        Some(days) => days,
        None => NonZeroU16::MIN,
    }
}

impl Default for SituationPolicy {
    fn default() -> Self {
        Self {
            satisfaction_days: days(365),
            satisfaction_weights: SatisfactionWeights::default(),
            commitment_days: days(180),
            overdue_days: days(14),
            growth_days: days(365),
            look_ahead_days: 180,
            advice_review_days: days(365),
            recurring: RecurringRule::default(),
        }
    }
}
