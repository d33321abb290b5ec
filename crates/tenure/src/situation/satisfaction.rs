use chrono::{Datelike, NaiveDate};

use super::Rules;
use super::evidence::{Evidence, Reading};
use super::policy::SatisfactionWeights;
use crate::account::{Account, Sentiment, SurveyScale, SurveyScore};
use crate::basis_points::BasisPoints;
use crate::record::Position;

/// How satisfied a customer is, from every answer and impression that still counts.
///
/// Scales are kept apart in [`sources`](Self::sources). They come together by one stated normalisation: the worst value of a scale
/// is 0, the best 10,000, and what lies between lies on a straight line ([`normalised`]); a sentiment is one of 0, 2,500, 5,000,
/// 7,500 and 10,000. Every answer weighs its source's weight times the days it has left until it no longer counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Satisfaction {
    /// The weighted mean, cut to a whole basis point.
    pub score: BasisPoints,
    /// How much of its days the latest answer has left: 10,000 on its own day. What is said of a customer fades out with it.
    pub freshness: BasisPoints,
    /// Where it is going, when there are answers both old and new enough to tell.
    pub trend: Option<SatisfactionTrend>,
    /// Each source by itself, in the order in which it first spoke.
    pub sources: Vec<SatisfactionSource>,
}

/// The mean of recent answers against that of earlier ones, neither with a sharp edge: for recent ones an answer weighs more the newer it is; for
/// earlier ones it weighs most at half of the days that count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SatisfactionTrend {
    /// The recent mean less the earlier one, in basis points; below zero when it falls.
    pub change: i32,
    /// How much the two means rest on: the smaller of their heaviest weights, 10,000 at the most.
    pub confidence: BasisPoints,
}

/// What a source of satisfaction says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SatisfactionSource {
    /// Which.
    pub kind: SatisfactionSourceKind,
    /// What it said last: a value on its scale; of a sentiment −2 to 2.
    pub latest: i16,
    /// When.
    pub latest_on: NaiveDate,
    /// How many answers count.
    pub answers: u32,
    /// The weighted mean of its answers, normalised.
    pub mean: BasisPoints,
}

/// Where an answer comes from. Two ratings of the host's own are one source only when both ends of their scales agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SatisfactionSourceKind {
    /// Surveys on this scale.
    Survey(SurveyScale),
    /// The impression of whoever spoke with the customer.
    Sentiment,
}

/// A score between the ends of its scale: 0 is the worst, 10,000 the best; to the nearest basis point.
///
/// ```
/// use tenure::situation::normalised;
/// use tenure::{SurveyScale, SurveyScore};
///
/// assert_eq!(normalised(SurveyScore::new(SurveyScale::Csat, 4)?).get(), 7_500);
/// assert_eq!(normalised(SurveyScore::new(SurveyScale::Ces, 3)?).get(), 3_333);
/// # Ok::<(), tenure::SurveyScoreError>(())
/// ```
#[must_use]
pub fn normalised(score: SurveyScore) -> BasisPoints {
    let (lowest, highest) = score.scale().ends();
    let above = i64::from(score.value()) - i64::from(lowest);
    let range = i64::from(highest) - i64::from(lowest);
    points(
        (above * 20_000 + range)
            .checked_div(range * 2)
            .unwrap_or_default(),
    )
}

fn points(value: i64) -> BasisPoints {
    let whole = i64::from(BasisPoints::WHOLE.get());
    u16::try_from(value.clamp(0, whole))
        .ok()
        .and_then(|value| BasisPoints::new(value).ok())
        .unwrap_or_default()
}

const fn of_sentiment(sentiment: Sentiment) -> (i16, i64) {
    match sentiment {
        Sentiment::VeryNegative => (-2, 0),
        Sentiment::Negative => (-1, 2_500),
        Sentiment::Neutral => (0, 5_000),
        Sentiment::Positive => (1, 7_500),
        Sentiment::VeryPositive => (2, 10_000),
    }
}

/// A sum of weights, and of values times weights.
#[derive(Clone, Copy, Debug, Default)]
struct Mean {
    weights: i64,
    sum: i64,
}

impl Mean {
    // A weight is below 2^32 and a value at most 10,000, so a hundred thousand answers stay within 64 bits; more saturate.
    fn add(&mut self, weight: i64, value: i64) {
        self.weights = self.weights.saturating_add(weight);
        self.sum = self.sum.saturating_add(weight * value);
    }

    fn value(&self) -> Option<i64> {
        self.sum.checked_div(self.weights)
    }
}

/// What somebody said: what is shown of it, and the same normalised.
struct Said {
    kind: SatisfactionSourceKind,
    weight: u16,
    shown: i16,
    value: i64,
}

impl Said {
    fn in_survey(score: SurveyScore, weights: &SatisfactionWeights) -> Self {
        Self {
            kind: SatisfactionSourceKind::Survey(score.scale()),
            weight: weights.of_scale(score.scale()),
            shown: score.value(),
            value: normalised(score).get().into(),
        }
    }

    const fn in_passing(sentiment: Sentiment, weights: &SatisfactionWeights) -> Self {
        let (shown, value) = of_sentiment(sentiment);
        Self {
            kind: SatisfactionSourceKind::Sentiment,
            weight: weights.sentiment,
            shown,
            value,
        }
    }
}

struct Gathering {
    /// For how long an answer counts, in days.
    days: i64,
    /// The day of the situation.
    today: i64,
    earlier: Mean,
    /// The most days that any answer has left, and the most that it has of its turn as an earlier one. The weight of its source counts in
    /// the means, not in what they rest on.
    freshest: i64,
    ripest: i64,
    /// The newer an answer, the more it weighs.
    sources: Vec<(SatisfactionSource, Mean)>,
    records: Vec<Position>,
}

impl Gathering {
    fn add(&mut self, said: &Said, on: NaiveDate, by: Position) {
        let age = self.today - i64::from(on.num_days_from_ce());
        let left = self.days - age;
        let weight = i64::from(said.weight);
        if left <= 0 || weight == 0 {
            return;
        }
        // An earlier answer weighs most at half of the days.
        let ripe = 2 * age.min(left);
        self.freshest = self.freshest.max(left);
        self.ripest = self.ripest.max(ripe);
        self.earlier.add(weight * ripe, said.value);
        self.records.push(by);
        let mut sources = self.sources.iter_mut();
        let known = sources.find(|(known, _)| known.kind == said.kind);
        if let Some((source, mean)) = known {
            source.answers = source.answers.saturating_add(1);
            if source.latest_on <= on {
                (source.latest, source.latest_on) = (said.shown, on);
            }
            mean.add(weight * left, said.value);
            return;
        }
        let mut mean = Mean::default();
        mean.add(weight * left, said.value);
        let source = SatisfactionSource {
            kind: said.kind,
            latest: said.shown,
            latest_on: on,
            answers: 1,
            mean: BasisPoints::ZERO,
        };
        self.sources.push((source, mean));
    }

    /// A part of the days that count, in ten-thousandths.
    fn share(&self, days: i64) -> i64 {
        let whole = i64::from(BasisPoints::WHOLE.get());
        (days * whole).checked_div(self.days).unwrap_or_default()
    }

    /// The mean of all answers, which is that of the recent ones.
    fn mean(&self) -> Option<i64> {
        let mut all = Mean::default();
        for (_, mean) in &self.sources {
            all.weights = all.weights.saturating_add(mean.weights);
            all.sum = all.sum.saturating_add(mean.sum);
        }
        all.value()
    }

    fn trend(&self, recent: i64) -> Option<SatisfactionTrend> {
        let change = recent - self.earlier.value()?;
        Some(SatisfactionTrend {
            change: i32::try_from(change).ok()?,
            confidence: points(self.share(self.freshest.min(self.ripest))),
        })
    }
}

/// How satisfied a customer is on a day; `None` when nothing that still counts was said.
pub(super) fn satisfaction(
    account: &Account,
    on: NaiveDate,
    rules: &Rules<'_>,
) -> Option<Reading<Satisfaction>> {
    let mut gathering = Gathering {
        days: i64::from(rules.policy.satisfaction_days.get()),
        today: i64::from(on.num_days_from_ce()),
        earlier: Mean::default(),
        freshest: 0,
        ripest: 0,
        sources: Vec::new(),
        // Few customers say more than this in the days that count.
        records: Vec::with_capacity(16),
    };
    let weights = &rules.policy.satisfaction_weights;
    let counts_from = rules.answers_after;
    let counts = |said_on: NaiveDate| counts_from.is_none_or(|from| from < said_on);
    let answers = account.survey_answers();
    for answer in answers
        .skip_while(|answer| !counts(answer.on))
        .take_while(|answer| answer.on <= on)
    {
        let said = Said::in_survey(answer.value.score, weights);
        gathering.add(&said, answer.on, answer.by);
    }
    let held = account.interactions();
    for held in held
        .skip_while(|held| !counts(held.on))
        .take_while(|held| held.on <= on)
    {
        if let Some(sentiment) = held.value.sentiment {
            let said = Said::in_passing(sentiment, weights);
            gathering.add(&said, held.on, held.by);
        }
    }
    let mean = gathering.mean()?;
    let value = Satisfaction {
        score: points(mean),
        freshness: points(gathering.share(gathering.freshest)),
        trend: gathering.trend(mean),
        sources: gathering
            .sources
            .iter()
            .map(|(source, mean)| SatisfactionSource {
                mean: points(mean.value().unwrap_or_default()),
                ..*source
            })
            .collect(),
    };
    Some(Reading {
        value,
        evidence: Evidence::gathered(gathering.records),
    })
}
