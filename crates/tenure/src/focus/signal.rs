use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::account::{CaseKind, OpportunityKind, OpportunityStage, Stage};
use crate::role::Role;
use crate::situation::{Evidence, OpenCase, Reading, Situation, Sponsor, days_from};

use super::policy::CaseSeverity;

/// A sign that an account asks for a certain role, each with the number it is read as.
///
/// | signal | read as | absent |
/// | --- | --- | --- |
/// | `onboarding` | 1 in the stage onboarding, else 0 | without a stage |
/// | `dissatisfied` | satisfaction, 0 to 10,000 | nothing said that still counts |
/// | `satisfaction_falling` | recent less earlier satisfaction, in basis points | not enough answers |
/// | `support_case`, `technical_case`, `relationship_case` | severities of the unresolved cases of that role, added; those of sales that are no plain need count to relationship | no such case |
/// | `unclear` | products that are unclear to the customer | never reviewed |
/// | `unsuitable` | 2 for each product that does not suit, 1 for each that suits in part or leaves gaps | never reviewed |
/// | `fit_review_due` | days until the next fit review is due | no rules adopted, or none due |
/// | `usage_falling` | change of use, in basis points | the host says nothing |
/// | `silent` | days since the last contact in basis points of the cadence | no cadence adopted |
/// | `broken_commitments` | weight of broken and overdue commitments, 10,000 each | nothing promised |
/// | `renewal_near` | days until notice has to be given | nothing renews in the days looked ahead |
/// | `discount_ending` | days until the next discount ends | none ends |
/// | `past_due` | days in the stage past due | in another stage |
/// | `sponsor_lost` | 1 when nobody stands for the purchase any more, else 0 | never had a sponsor |
/// | `at_risk` | 1 in the stage at risk, else 0 | without a stage |
/// | `leaving` | 1 when cancelled, by stage or contract, else 0 | neither |
/// | `shrinking` | growth of the recurring amount, in basis points | paid nothing before |
/// | `sales_need` | unresolved needs brought to sales, none severe | no such case |
/// | `opportunity` | upsells and cross-sells pursued: 1 to 4 by stage, added | none is pursued |
/// | `financial_need` | severities of unresolved cases of financial advice, added, each at least 5,000 | no such case |
/// | `advice_review_due` | days until the next talk about finances is due | none was ever held |
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
#[expect(missing_docs, reason = "the table above says what each is")]
pub enum Signal {
    Onboarding,
    Dissatisfied,
    SatisfactionFalling,
    SupportCase,
    TechnicalCase,
    RelationshipCase,
    Unclear,
    Unsuitable,
    FitReviewDue,
    UsageFalling,
    Silent,
    BrokenCommitments,
    RenewalNear,
    DiscountEnding,
    PastDue,
    SponsorLost,
    AtRisk,
    Leaving,
    Shrinking,
    SalesNeed,
    Opportunity,
    FinancialNeed,
    AdviceReviewDue,
}

/// What the sales share of a focus is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SalesAim {
    /// What the base mix leaves to sales.
    AsUsual,
    /// That what the customer bought fits.
    Fit,
    /// That the customer renews.
    Renewal,
    /// That the customer buys more.
    Upsell,
}

impl SalesAim {
    /// Every aim, in order.
    pub const ALL: [Self; 4] = [Self::AsUsual, Self::Fit, Self::Renewal, Self::Upsell];

    /// The name on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AsUsual => "as_usual",
            Self::Fit => "fit",
            Self::Renewal => "renewal",
            Self::Upsell => "upsell",
        }
    }
}

impl Signal {
    /// Every signal, in the order in which reasons are given.
    pub const ALL: [Self; 23] = [
        Self::Onboarding,
        Self::Dissatisfied,
        Self::SatisfactionFalling,
        Self::SupportCase,
        Self::TechnicalCase,
        Self::RelationshipCase,
        Self::Unclear,
        Self::Unsuitable,
        Self::FitReviewDue,
        Self::UsageFalling,
        Self::Silent,
        Self::BrokenCommitments,
        Self::RenewalNear,
        Self::DiscountEnding,
        Self::PastDue,
        Self::SponsorLost,
        Self::AtRisk,
        Self::Leaving,
        Self::Shrinking,
        Self::SalesNeed,
        Self::Opportunity,
        Self::FinancialNeed,
        Self::AdviceReviewDue,
    ];

    /// The name on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Onboarding => "onboarding",
            Self::Dissatisfied => "dissatisfied",
            Self::SatisfactionFalling => "satisfaction_falling",
            Self::SupportCase => "support_case",
            Self::TechnicalCase => "technical_case",
            Self::RelationshipCase => "relationship_case",
            Self::Unclear => "unclear",
            Self::Unsuitable => "unsuitable",
            Self::FitReviewDue => "fit_review_due",
            Self::UsageFalling => "usage_falling",
            Self::Silent => "silent",
            Self::BrokenCommitments => "broken_commitments",
            Self::RenewalNear => "renewal_near",
            Self::DiscountEnding => "discount_ending",
            Self::PastDue => "past_due",
            Self::SponsorLost => "sponsor_lost",
            Self::AtRisk => "at_risk",
            Self::Leaving => "leaving",
            Self::Shrinking => "shrinking",
            Self::SalesNeed => "sales_need",
            Self::Opportunity => "opportunity",
            Self::FinancialNeed => "financial_need",
            Self::AdviceReviewDue => "advice_review_due",
        }
    }

    /// Whether a greater number is a stronger sign.
    #[must_use]
    pub const fn rises(self) -> bool {
        !matches!(
            self,
            Self::Dissatisfied
                | Self::SatisfactionFalling
                | Self::FitReviewDue
                | Self::UsageFalling
                | Self::RenewalNear
                | Self::DiscountEnding
                | Self::Shrinking
                | Self::AdviceReviewDue
        )
    }

    /// What the sales share that it calls for is meant for.
    #[must_use]
    pub const fn aim(self) -> SalesAim {
        match self {
            Self::Unclear | Self::Unsuitable | Self::FitReviewDue => SalesAim::Fit,
            Self::RenewalNear | Self::DiscountEnding | Self::Shrinking => SalesAim::Renewal,
            Self::SalesNeed | Self::Opportunity => SalesAim::Upsell,
            _ => SalesAim::AsUsual,
        }
    }

    /// Whether it must leave sales alone: dissatisfaction, and every case that can be severe.
    #[must_use]
    pub const fn never_sells(self) -> bool {
        matches!(
            self,
            Self::Dissatisfied
                | Self::SatisfactionFalling
                | Self::SupportCase
                | Self::TechnicalCase
                | Self::RelationshipCase
                | Self::FinancialNeed
        )
    }
}

impl fmt::Display for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl fmt::Display for SalesAim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A signal's number, what part of it still counts, and the records behind it.
#[derive(Debug)]
pub(super) struct Read<'s> {
    pub(super) number: i64,
    /// Of ten thousand: how far what it rests on is still fresh.
    pub(super) freshness: i64,
    /// Borrowed where one reading has all of it: most signals are read in vain.
    pub(super) evidence: Cow<'s, Evidence>,
}

impl<'s> Read<'s> {
    const fn new(number: i64, evidence: &'s Evidence) -> Self {
        Self {
            number,
            freshness: 10_000,
            evidence: Cow::Borrowed(evidence),
        }
    }

    const fn sum(number: i64, evidence: Evidence) -> Self {
        Self {
            number,
            freshness: 10_000,
            evidence: Cow::Owned(evidence),
        }
    }
}

/// Which signal a case speaks for.
fn signal_of(case: &OpenCase<'_>) -> Signal {
    match case.role {
        Role::Support => Signal::SupportCase,
        Role::Technical => Signal::TechnicalCase,
        Role::FinancialAdvisory => Signal::FinancialNeed,
        Role::Sales if case.kind == CaseKind::Need && !case.is_severe() => Signal::SalesNeed,
        Role::Sales | Role::Relationship => Signal::RelationshipCase,
    }
}

fn cases(
    signal: Signal,
    situation: &Situation<'_>,
    number: impl Fn(&OpenCase<'_>) -> i64,
) -> Option<Read<'static>> {
    let mut of_signal = situation
        .cases
        .iter()
        .filter(|case| signal_of(&case.value) == signal)
        .peekable();
    of_signal.peek()?;
    let (mut sum, mut evidence) = (0_i64, Evidence::NONE);
    for case in of_signal {
        sum = sum.saturating_add(number(&case.value));
        evidence.extend(&case.evidence);
    }
    Some(Read::sum(sum, evidence))
}

/// What a situation says of a signal; `None` when it says nothing.
pub(super) fn read<'s>(
    signal: Signal,
    situation: &'s Situation<'_>,
    severity: &CaseSeverity,
) -> Option<Read<'s>> {
    let on = situation.on;
    let in_stage = |stage| {
        let held = situation.stage.as_ref()?;
        let is = i64::from(held.value.stage == stage);
        Some(Read::new(is, &held.evidence))
    };
    let until = |due: &'s Reading<chrono::NaiveDate>| {
        Some(Read::new(days_from(on, due.value), &due.evidence))
    };
    match signal {
        Signal::Onboarding => in_stage(Stage::Onboarding),
        Signal::AtRisk => in_stage(Stage::AtRisk),
        Signal::Dissatisfied => {
            let said = situation.satisfaction.as_ref()?;
            Some(Read {
                number: said.value.score.get().into(),
                freshness: said.value.freshness.get().into(),
                evidence: Cow::Borrowed(&said.evidence),
            })
        }
        Signal::SatisfactionFalling => {
            let said = situation.satisfaction.as_ref()?;
            let trend = said.value.trend?;
            Some(Read {
                number: trend.change.into(),
                freshness: trend.confidence.get().into(),
                evidence: Cow::Borrowed(&said.evidence),
            })
        }
        Signal::SupportCase | Signal::TechnicalCase | Signal::RelationshipCase => {
            cases(signal, situation, |case| severity.of(case))
        }
        Signal::FinancialNeed => cases(signal, situation, |case| severity.of(case).max(5_000)),
        Signal::SalesNeed => cases(signal, situation, |_| 1),
        Signal::Unclear => {
            let fit = situation.fit.as_ref()?;
            Some(Read::new(fit.value.unclear.into(), &fit.evidence))
        }
        Signal::Unsuitable => {
            let fit = situation.fit.as_ref()?;
            let gaps = u32::from(fit.value.gaps > 0);
            let points =
                i64::from(fit.value.unsuitable) * 2 + i64::from(fit.value.partly.max(gaps));
            Some(Read::new(points, &fit.evidence))
        }
        Signal::FitReviewDue => until(situation.fit_review_due.as_ref()?),
        Signal::UsageFalling => Some(Read::sum(situation.usage_change?.into(), Evidence::NONE)),
        Signal::Silent => {
            let evidence = &situation.last_contact.as_ref()?.evidence;
            Some(Read::new(situation.silence()?, evidence))
        }
        Signal::BrokenCommitments => {
            let promises = situation.promises.as_ref()?;
            Some(Read::new(
                promises.value.broken_weight.into(),
                &promises.evidence,
            ))
        }
        Signal::RenewalNear => {
            let next = situation.next_renewal()?;
            Some(Read::new(
                days_from(on, next.value.notice_by),
                &next.evidence,
            ))
        }
        Signal::DiscountEnding => {
            let ending = situation.discount_ending.as_ref()?;
            Some(Read::new(days_from(on, ending.value.on), &ending.evidence))
        }
        Signal::PastDue => {
            let held = situation.stage.as_ref()?;
            (held.value.stage == Stage::PastDue)
                .then(|| Read::new(days_from(held.value.since, on), &held.evidence))
        }
        Signal::SponsorLost => {
            let sponsor = situation.sponsor.as_ref()?;
            let lost = matches!(sponsor.value, Sponsor::Lost { .. });
            Some(Read::new(lost.into(), &sponsor.evidence))
        }
        Signal::Leaving => {
            let by_stage = situation
                .stage
                .as_ref()
                .filter(|held| held.value.stage == Stage::PendingCancellation);
            let by_stage = by_stage.map(|held| &held.evidence);
            let by_contract = situation.leaving.as_ref().map(|leaving| &leaving.evidence);
            let mut evidence = by_stage.or(by_contract)?.clone();
            if let Some(more) = by_contract {
                evidence.extend(more);
            }
            Some(Read::sum(1, evidence))
        }
        Signal::Shrinking => {
            let value = situation.value.as_ref()?;
            Some(Read::new(value.value.growth?.into(), &value.evidence))
        }
        Signal::Opportunity => {
            let pursued = situation.opportunities.iter();
            let mut more = pursued
                .filter(|pursued| pursued.value.kind != OpportunityKind::Renewal)
                .peekable();
            more.peek()?;
            let (mut sum, mut evidence) = (0_i64, Evidence::NONE);
            for pursued in more {
                sum = sum.saturating_add(steps(pursued.value.stage));
                evidence.extend(&pursued.evidence);
            }
            Some(Read::sum(sum, evidence))
        }
        Signal::AdviceReviewDue => until(situation.advice_review_due.as_ref()?),
    }
}

const fn steps(stage: OpportunityStage) -> i64 {
    match stage {
        OpportunityStage::Identified => 1,
        OpportunityStage::Qualified => 2,
        OpportunityStage::Proposed => 3,
        OpportunityStage::Negotiating => 4,
    }
}
