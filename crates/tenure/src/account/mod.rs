//! A customer's account: the fold of its stream.

mod case;
mod commitment;
mod fit_review;
mod interaction;
mod liaison;
mod opportunity;
mod sla;
mod steps;
mod subscription;
mod survey;

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

use crate::fact::{Fact, FitReviewHeld, InteractionHeld, SurveyAnswered};
use crate::fold::{FoldError, Versions};
use crate::id::{
    AccountId, CaseId, CommitmentId, LiaisonRequestId, ManagerId, OpportunityId, SubscriptionId,
};
use crate::part::{Ground, Part};
use crate::record::{Position, Record, Version};
use crate::text::Name;
use crate::timeline::Timeline;

pub(crate) use case::CaseStep;
pub use case::{Case, CaseEvent, CaseKind, CasePriority, CaseState, EscalationLevel};
pub(crate) use commitment::CommitmentStep;
pub use commitment::{Commitment, CommitmentOrigin, CommitmentOutcome};
pub use fit_review::{
    Clarity, FitReviewDue, FitReviewPolicy, FitReviewReason, ProductFit, Suitability,
};
pub use interaction::{InteractionKind, Sentiment};
pub(crate) use liaison::LiaisonStep;
pub use liaison::{Liaison, LiaisonRequest};
pub(crate) use opportunity::OpportunityStep;
pub use opportunity::{
    Opportunity, OpportunityKind, OpportunityOutcome, OpportunityStage, OpportunityState,
    OpportunityTerms,
};
pub use sla::{SlaClock, SlaClockState, SlaReading, SlaTarget};
pub(crate) use steps::{Impossible, Step, Steps};
pub use subscription::{Subscription, Term};
pub use survey::{SurveyScale, SurveyScore, SurveyScoreError};

/// Everything known about one customer's account.
///
/// Each part is a [`Timeline`], so that every question names its day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    id: AccountId,
    versions: Versions,
    opened: Timeline<()>,
    classes: BTreeMap<Name, Timeline<Option<Name>>>,
    subscriptions: BTreeMap<SubscriptionId, Subscription>,
    holders: Timeline<Holder>,
    survey_answers: Timeline<SurveyAnswered>,
    interactions: Timeline<InteractionHeld>,
    commitments: BTreeMap<CommitmentId, Commitment>,
    cases: BTreeMap<CaseId, Case>,
    fit_reviews: Timeline<FitReviewHeld>,
    liaisons: BTreeMap<Liaison, Timeline<Option<Name>>>,
    liaison_requests: BTreeMap<LiaisonRequestId, LiaisonRequest>,
    opportunities: BTreeMap<OpportunityId, Opportunity>,
}

/// Who holds an account. Before the first decision nobody has reviewed it, which is neither of these.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holder {
    /// This manager.
    Manager(ManagerId),
    /// Nobody, by decision.
    Vacant,
}

impl Account {
    /// An account of which nothing is known yet.
    #[must_use]
    pub const fn new(id: AccountId) -> Self {
        Self {
            id,
            versions: Versions::NONE,
            opened: Timeline::new(),
            classes: BTreeMap::new(),
            subscriptions: BTreeMap::new(),
            holders: Timeline::new(),
            survey_answers: Timeline::new(),
            interactions: Timeline::new(),
            commitments: BTreeMap::new(),
            cases: BTreeMap::new(),
            fit_reviews: Timeline::new(),
            liaisons: BTreeMap::new(),
            liaison_requests: BTreeMap::new(),
            opportunities: BTreeMap::new(),
        }
    }

    /// The account's id.
    #[must_use]
    pub const fn id(&self) -> &AccountId {
        &self.id
    }

    /// How many records made it.
    #[must_use]
    pub const fn version(&self) -> Version {
        self.versions.version()
    }

    /// The day on which it was opened, with the record that said so; `None` when it never was.
    #[must_use]
    pub fn opened(&self) -> Option<(NaiveDate, Position)> {
        self.opened
            .effective()
            .next()
            .map(|entry| (entry.on, entry.by))
    }

    /// Who holds it on a day; `None` while nobody has reviewed it.
    #[must_use]
    pub fn holder_on(&self, day: NaiveDate) -> Option<&Holder> {
        self.holders.at(day)
    }

    /// Who holds it, from day to day.
    #[must_use]
    pub const fn holders(&self) -> &Timeline<Holder> {
        &self.holders
    }

    /// Its class in a dimension on a day.
    #[must_use]
    pub fn class_on(&self, dimension: &Name, day: NaiveDate) -> Option<&Name> {
        self.classes.get(dimension)?.at(day)?.as_ref()
    }

    /// Its classes in every dimension, by dimension, from day to day.
    pub fn classes(&self) -> impl Iterator<Item = (&Name, &Timeline<Option<Name>>)> {
        self.classes.iter()
    }

    /// A subscription, present or past.
    #[must_use]
    pub fn subscription(&self, subscription: &SubscriptionId) -> Option<&Subscription> {
        self.subscriptions.get(subscription)
    }

    /// Every subscription, present or past, by id.
    pub fn subscriptions(&self) -> impl Iterator<Item = (&SubscriptionId, &Subscription)> {
        self.subscriptions.iter()
    }

    /// Takes in the next record of the account's stream.
    ///
    /// # Errors
    /// [`FoldError`] when the record is not the next one or does not belong into an account. Nothing has changed then.
    pub fn apply(&mut self, record: &Record) -> Result<(), FoldError> {
        if matches!(record.fact, Fact::ManagerHired(_) | Fact::ManagerLeft(_)) {
            return Err(FoldError::misplaced(record));
        }
        self.versions.advance(record)?;
        if let Some(corrected) = record.corrects {
            // At most one part has it; asking all of them is cheap, for an account has tens of entries.
            for part in self.parts_mut() {
                part.withdraw(corrected);
            }
        }
        let (on, by) = (record.effective_on, record.position);
        match &record.fact {
            Fact::AccountOpened(_) => {
                self.opened.insert(on, by, ());
            }
            Fact::AccountClassified(classified) => {
                self.classes
                    .entry(classified.dimension.clone())
                    .or_default()
                    .insert(on, by, classified.class.clone());
            }
            Fact::SubscriptionStarted(started) => {
                self.term(
                    &started.subscription,
                    record,
                    Term::Started(started.monthly),
                );
            }
            Fact::SubscriptionRepriced(repriced) => {
                self.term(
                    &repriced.subscription,
                    record,
                    Term::Repriced(repriced.monthly),
                );
            }
            Fact::SubscriptionEnded(ended) => self.term(&ended.subscription, record, Term::Ended),
            Fact::ManagerAssigned(assigned) => {
                self.holders
                    .insert(on, by, Holder::Manager(assigned.manager.clone()));
            }
            Fact::AccountLeftVacant(_) => {
                self.holders.insert(on, by, Holder::Vacant);
            }
            Fact::RecordWithdrawn(_) | Fact::ManagerHired(_) | Fact::ManagerLeft(_) => {}
            Fact::SurveyAnswered(answered) => {
                self.survey_answers.insert(on, by, answered.clone());
            }
            Fact::InteractionHeld(held) => {
                self.interactions.insert(on, by, held.clone());
            }
            Fact::CommitmentMade(made) => {
                let step = CommitmentStep::Made(made.clone());
                self.commitment_step(&made.commitment, record, step);
            }
            Fact::CommitmentSettled(settled) => {
                let step = CommitmentStep::Settled(settled.outcome);
                self.commitment_step(&settled.commitment, record, step);
            }
            Fact::CaseOpened(opened) => {
                let event = CaseEvent::Opened(opened.clone());
                self.case_step(&opened.case, record, opened.at, event);
            }
            Fact::CaseMoved(moved) => {
                self.case_step(&moved.case, record, moved.at, CaseEvent::Moved(moved.to));
            }
            Fact::CaseAnswered(answered) => {
                self.case_step(&answered.case, record, answered.at, CaseEvent::Answered);
            }
            Fact::CustomerReplied(replied) => {
                self.case_step(
                    &replied.case,
                    record,
                    replied.at,
                    CaseEvent::CustomerReplied,
                );
            }
            Fact::CasePrioritised(prioritised) => {
                let event = CaseEvent::Prioritised(prioritised.priority);
                self.case_step(&prioritised.case, record, prioritised.at, event);
            }
            Fact::CaseHandedOver(handed) => {
                let event = CaseEvent::HandedOver(handed.role);
                self.case_step(&handed.case, record, handed.at, event);
            }
            Fact::CaseEscalated(escalated) => {
                let event = CaseEvent::Escalated {
                    to: escalated.to,
                    reason: escalated.reason.clone(),
                };
                self.case_step(&escalated.case, record, escalated.at, event);
            }
            Fact::CaseDeescalated(back) => {
                self.case_step(&back.case, record, back.at, CaseEvent::Deescalated);
            }
            Fact::FitReviewHeld(held) => {
                self.fit_reviews.insert(on, by, held.clone());
            }
            Fact::LiaisonTied(tied) => {
                let purpose = Some(tied.purpose.clone());
                self.tie(&tied.liaison, record, purpose);
            }
            Fact::LiaisonUntied(untied) => self.tie(&untied.liaison, record, None),
            Fact::LiaisonRequested(asked) => {
                let step = LiaisonStep::Asked(asked.clone());
                self.liaison_step(&asked.request, record, step);
            }
            Fact::LiaisonAnswered(answered) => {
                self.liaison_step(&answered.request, record, LiaisonStep::Answered);
            }
            Fact::OpportunityOpened(opened) => {
                let step = OpportunityStep::Opened(opened.clone());
                self.opportunity_step(&opened.opportunity, record, step);
            }
            Fact::OpportunityMoved(moved) => {
                let step = OpportunityStep::Moved(moved.to);
                self.opportunity_step(&moved.opportunity, record, step);
            }
            Fact::OpportunityRevised(revised) => {
                let step = OpportunityStep::Revised(OpportunityTerms {
                    monthly: revised.monthly,
                    expected_close: revised.expected_close,
                });
                self.opportunity_step(&revised.opportunity, record, step);
            }
            Fact::OpportunityClosed(closed) => {
                let step = OpportunityStep::Closed(closed.outcome, closed.reason.clone());
                self.opportunity_step(&closed.opportunity, record, step);
            }
        }
        Ok(())
    }

    /// What a record carries that still holds; the opening carries everything else.
    pub(crate) fn ground(&self, by: Position) -> Option<Ground> {
        if self.opened.ground(by).is_some() {
            let dependent = self
                .parts()
                .into_iter()
                .flat_map(Part::records)
                .find(|other| *other != by);
            return self.opened.ground(by).map(|ground| Ground {
                dependent,
                ..ground
            });
        }
        let ground = self.parts().into_iter().find_map(|part| part.ground(by))?;
        Some(Ground {
            dependent: ground.dependent.or_else(|| self.commitment_made_by(by)),
            ..ground
        })
    }

    /// Every part, for what concerns all of them.
    fn parts(&self) -> [&dyn Part; 12] {
        [
            &self.opened,
            &self.classes,
            &self.subscriptions,
            &self.holders,
            &self.survey_answers,
            &self.interactions,
            &self.commitments,
            &self.cases,
            &self.fit_reviews,
            &self.liaisons,
            &self.liaison_requests,
            &self.opportunities,
        ]
    }

    fn parts_mut(&mut self) -> [&mut dyn Part; 12] {
        [
            &mut self.opened,
            &mut self.classes,
            &mut self.subscriptions,
            &mut self.holders,
            &mut self.survey_answers,
            &mut self.interactions,
            &mut self.commitments,
            &mut self.cases,
            &mut self.fit_reviews,
            &mut self.liaisons,
            &mut self.liaison_requests,
            &mut self.opportunities,
        ]
    }

    pub(crate) const fn last_position(&self) -> Option<Position> {
        self.versions.last_position()
    }

    fn term(&mut self, subscription: &SubscriptionId, record: &Record, term: Term) {
        self.subscriptions
            .entry(subscription.clone())
            .or_default()
            .insert(record.effective_on, record.position, term);
    }

    fn commitment_step(&mut self, id: &CommitmentId, record: &Record, step: CommitmentStep) {
        self.commitments.entry(id.clone()).or_default().insert(
            record.effective_on,
            record.position,
            step,
        );
    }

    fn case_step(&mut self, id: &CaseId, record: &Record, at: NaiveTime, event: CaseEvent) {
        self.cases.entry(id.clone()).or_default().insert(
            record.effective_on,
            record.position,
            CaseStep { at, event },
        );
    }

    fn tie(&mut self, liaison: &Liaison, record: &Record, purpose: Option<Name>) {
        self.liaisons.entry(liaison.clone()).or_default().insert(
            record.effective_on,
            record.position,
            purpose,
        );
    }

    fn liaison_step(&mut self, id: &LiaisonRequestId, record: &Record, step: LiaisonStep) {
        self.liaison_requests.entry(id.clone()).or_default().insert(
            record.effective_on,
            record.position,
            step,
        );
    }

    fn opportunity_step(&mut self, id: &OpportunityId, record: &Record, step: OpportunityStep) {
        self.opportunities.entry(id.clone()).or_default().insert(
            record.effective_on,
            record.position,
            step,
        );
    }
}
