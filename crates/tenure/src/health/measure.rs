use std::fmt;

use serde::{Deserialize, Serialize};

use crate::account::Stage;
use crate::ramp::Ramp;
use crate::situation::{Evidence, Situation, Sponsor};
use crate::text::Name;

/// Something about an account that a scorecard can measure, as a number of a [`Situation`].
///
/// | measure | number | missing |
/// | --- | --- | --- |
/// | `satisfaction` | satisfaction, 0 to 10,000 | nothing said that still counts |
/// | `satisfaction_trend` | recent less earlier satisfaction, in basis points | not enough answers |
/// | `usage` | change of use, in basis points | the host says nothing |
/// | `cases` | unresolved cases, severe ones counting three | no case was ever brought up |
/// | `service_level` | the most that is used of a target, in basis points; 0 without a running clock | no service levels adopted, or no unresolved case |
/// | `fit` | products that are unclear, 1 each, or do not suit, 2 each; partly or with gaps, 1 | never reviewed |
/// | `contact` | days since the last contact in basis points of the cadence | no cadence adopted |
/// | `commitments` | weight of broken and overdue commitments, 10,000 each | nothing promised |
/// | `sponsor` | 1 when somebody stands for the purchase, 0 when nobody does any more | never had a sponsor |
/// | `payment` | days past due; 0 in other stages | without a stage |
/// | `growth` | growth of the recurring amount, in basis points | paid nothing before |
/// | `manager_rating` | what a manager thinks, 1 to 5, whoever holds the account now | never rated |
/// | `{"supplied": name}` | a measure of the host's own, 0 to 10,000 | the host does not supply it |
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
#[expect(missing_docs, reason = "the table above says what each is")]
pub enum MeasureKind {
    Satisfaction,
    SatisfactionTrend,
    Usage,
    Cases,
    ServiceLevel,
    Fit,
    Contact,
    Commitments,
    Sponsor,
    Payment,
    Growth,
    ManagerRating,
    Supplied(Name),
}

/// One measure of a [`Scorecard`](super::Scorecard).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// What is measured.
    pub kind: MeasureKind,
    /// How much it weighs against the other measures of its group: 1 to 100.
    pub weight: u8,
    /// From its number to its score: 0 points at one end, 100 at the other.
    pub scored: Ramp,
}

impl MeasureKind {
    /// Every measure but those of the host's own, in order.
    pub const ALL: [Self; 12] = [
        Self::Satisfaction,
        Self::SatisfactionTrend,
        Self::Usage,
        Self::Cases,
        Self::ServiceLevel,
        Self::Fit,
        Self::Contact,
        Self::Commitments,
        Self::Sponsor,
        Self::Payment,
        Self::Growth,
        Self::ManagerRating,
    ];

    /// The name on the wire; of a host's own measure, its name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Satisfaction => "satisfaction",
            Self::SatisfactionTrend => "satisfaction_trend",
            Self::Usage => "usage",
            Self::Cases => "cases",
            Self::ServiceLevel => "service_level",
            Self::Fit => "fit",
            Self::Contact => "contact",
            Self::Commitments => "commitments",
            Self::Sponsor => "sponsor",
            Self::Payment => "payment",
            Self::Growth => "growth",
            Self::ManagerRating => "manager_rating",
            Self::Supplied(name) => name.as_str(),
        }
    }

    /// The number that a situation has for it, and the records behind it.
    pub(super) fn read(&self, situation: &Situation<'_>) -> Option<(i64, Evidence)> {
        match self {
            Self::Satisfaction => {
                let said = situation.satisfaction.as_ref()?;
                Some((said.value.score.get().into(), said.evidence.clone()))
            }
            Self::SatisfactionTrend => {
                let said = situation.satisfaction.as_ref()?;
                Some((said.value.trend?.change.into(), said.evidence.clone()))
            }
            Self::Usage => Some((situation.usage_change?.into(), Evidence::NONE)),
            Self::Cases => situation.has_cases.then(|| cases(situation)),
            Self::ServiceLevel => service_level(situation),
            Self::Fit => {
                let fit = situation.fit.as_ref()?;
                let found = &fit.value;
                let partly = found.partly.max(u32::from(found.gaps > 0));
                let number =
                    i64::from(found.unclear) + i64::from(found.unsuitable) * 2 + i64::from(partly);
                Some((number, fit.evidence.clone()))
            }
            Self::Contact => {
                let last = situation.last_contact.as_ref()?;
                Some((situation.silence()?, last.evidence.clone()))
            }
            Self::Commitments => {
                let promised = situation.promises.as_ref()?;
                let weight = promised.value.broken_weight;
                Some((weight.into(), promised.evidence.clone()))
            }
            Self::Sponsor => {
                let sponsor = situation.sponsor.as_ref()?;
                let there = matches!(sponsor.value, Sponsor::There(_));
                Some((there.into(), sponsor.evidence.clone()))
            }
            Self::Payment => {
                let held = situation.stage.as_ref()?;
                let days = crate::situation::days_from(held.value.since, situation.on);
                let days = if held.value.stage == Stage::PastDue {
                    days
                } else {
                    0
                };
                Some((days, held.evidence.clone()))
            }
            Self::Growth => {
                let value = situation.value.as_ref()?;
                Some((value.value.growth?.into(), value.evidence.clone()))
            }
            Self::ManagerRating => {
                let rated = situation.rating.as_ref()?;
                Some((rated.value.rating.into(), rated.evidence.clone()))
            }
            Self::Supplied(name) => {
                let value = situation.measures.get(name)?;
                Some((value.get().into(), Evidence::NONE))
            }
        }
    }
}

fn cases(situation: &Situation<'_>) -> (i64, Evidence) {
    let mut number = 0;
    let mut evidence = Evidence::NONE;
    for case in &situation.cases {
        number += if case.value.is_severe() { 3 } else { 1 };
        evidence.extend(&case.evidence);
    }
    (number, evidence)
}

fn service_level(situation: &Situation<'_>) -> Option<(i64, Evidence)> {
    let running = situation.cases.iter().filter_map(|case| {
        let used = case.value.sla?.used;
        Some((used, &case.evidence))
    });
    let (used, evidence) = running.max_by_key(|(used, _)| *used)?;
    Some((used.into(), evidence.clone()))
}

impl fmt::Display for MeasureKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
