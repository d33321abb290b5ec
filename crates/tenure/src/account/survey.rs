use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Account;
use crate::fact::SurveyAnswered;
use crate::id::{ContactId, SurveyResponseId};
use crate::ratio::Ratio;
use crate::timeline::Entry;

/// What a customer was asked to give a number for.
///
/// Scores of different scales are never compared or put together; two free ratings are on the same scale only when both ends agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum SurveyScale {
    /// Net promoter score: how likely the customer is to recommend, 0 to 10.
    Nps,
    /// Customer satisfaction, 1 to 5.
    Csat,
    /// Customer effort score: how easy it was, 1 (hard) to 7 (easy).
    Ces,
    /// A rating of the host's own.
    Rating {
        /// The worst value.
        lowest: i16,
        /// The best value.
        highest: i16,
    },
}

impl SurveyScale {
    /// The worst and the best value.
    #[must_use]
    pub const fn ends(&self) -> (i16, i16) {
        match self {
            Self::Nps => (0, 10),
            Self::Csat => (1, 5),
            Self::Ces => (1, 7),
            Self::Rating { lowest, highest } => (*lowest, *highest),
        }
    }
}

/// A number that a customer gave, on its scale. A question left open has no score, which is not zero: nothing is recorded for it.
///
/// Serialised as `{"scale":"nps","value":9}`.
///
/// ```
/// use tenure::{SurveyScale, SurveyScore};
///
/// let score = SurveyScore::new(SurveyScale::Nps, 9)?;
/// assert_eq!(score.value(), 9);
/// assert!(SurveyScore::new(SurveyScale::Csat, 0).is_err());
/// # Ok::<(), tenure::SurveyScoreError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct SurveyScore {
    scale: SurveyScale,
    value: i16,
}

/// Why a number is not a [`SurveyScore`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SurveyScoreError {
    /// The scale has no two values.
    #[error(
        "a scale from {lowest} to {highest} tells nothing apart; give a highest above the lowest"
    )]
    NoScale {
        /// The worst value.
        lowest: i16,
        /// The best value.
        highest: i16,
    },
    /// The value is not on the scale.
    #[error("{value} is not on the scale from {lowest} to {highest}")]
    OffScale {
        /// The value.
        value: i16,
        /// The worst value.
        lowest: i16,
        /// The best value.
        highest: i16,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    scale: SurveyScale,
    value: i16,
}

impl SurveyScore {
    /// A value on a scale.
    ///
    /// # Errors
    /// [`SurveyScoreError`] when the scale is empty or the value is not on it.
    pub const fn new(scale: SurveyScale, value: i16) -> Result<Self, SurveyScoreError> {
        let (lowest, highest) = scale.ends();
        if lowest >= highest {
            return Err(SurveyScoreError::NoScale { lowest, highest });
        }
        if value < lowest || value > highest {
            return Err(SurveyScoreError::OffScale {
                value,
                lowest,
                highest,
            });
        }
        Ok(Self { scale, value })
    }

    /// The scale.
    #[must_use]
    pub const fn scale(&self) -> SurveyScale {
        self.scale
    }

    /// The value, on its scale.
    #[must_use]
    pub const fn value(&self) -> i16 {
        self.value
    }

    /// The net promoter score of these answers in percent points, −100 to 100: the percentage of promoters (9 and 10) less that
    /// of detractors (0 to 6), exact. `None` when there is no answer on that scale; answers on others are left out.
    ///
    /// ```
    /// use tenure::{Ratio, SurveyScale, SurveyScore};
    ///
    /// let answers = [10, 9, 8, 0].map(|value| SurveyScore::new(SurveyScale::Nps, value).expect("on the scale"));
    /// assert_eq!(SurveyScore::net_promoter(&answers), Ratio::of(25, 1)); // 50% − 25%
    /// assert_eq!(SurveyScore::net_promoter(&[]), None);
    /// ```
    #[must_use]
    pub fn net_promoter<'a>(scores: impl IntoIterator<Item = &'a Self>) -> Option<Ratio> {
        let (mut balance, mut answers) = (0_i128, 0_i128);
        for score in scores {
            if score.scale == SurveyScale::Nps {
                answers += 1;
                balance += match score.value {
                    9.. => 1,
                    7..=8 => 0,
                    _ => -1,
                };
            }
        }
        Ratio::of(balance * 100, answers)
    }
}

impl From<SurveyScore> for Written {
    fn from(SurveyScore { scale, value }: SurveyScore) -> Self {
        Self { scale, value }
    }
}

impl TryFrom<Written> for SurveyScore {
    type Error = SurveyScoreError;

    fn try_from(Written { scale, value }: Written) -> Result<Self, Self::Error> {
        Self::new(scale, value)
    }
}

/// What customers answered.
impl Account {
    /// Every answer to a survey, by day and then in the order recorded.
    pub fn survey_answers(&self) -> impl DoubleEndedIterator<Item = &Entry<SurveyAnswered>> {
        self.work.survey_answers.entries().iter()
    }

    /// The answer with this id, with its day and the record that said so.
    #[must_use]
    pub fn survey_answer(&self, response: &SurveyResponseId) -> Option<&Entry<SurveyAnswered>> {
        self.survey_answers()
            .find(|answer| answer.value.response == *response)
    }

    /// The latest answer on a scale, on or before a day, by any contact. There is none where nobody answered, which is not zero.
    #[must_use]
    pub fn latest_survey_answer_on(
        &self,
        scale: SurveyScale,
        day: NaiveDate,
    ) -> Option<&Entry<SurveyAnswered>> {
        self.survey_answers()
            .rfind(|answer| answer.on <= day && answer.value.score.scale() == scale)
    }

    /// The latest answer of each contact on a scale, on or before a day, by contact.
    #[must_use]
    pub fn latest_survey_answers_on(
        &self,
        scale: SurveyScale,
        day: NaiveDate,
    ) -> BTreeMap<&ContactId, &Entry<SurveyAnswered>> {
        self.survey_answers()
            .filter(|answer| answer.on <= day && answer.value.score.scale() == scale)
            .map(|answer| (&answer.value.contact, answer))
            .collect()
    }
}
