//! What is done for a customer from day to day, as one part of the account.

use chrono::NaiveTime;

use super::case::{Case, CaseEvent, CaseStep};
use super::commitment::{Commitment, CommitmentOrigin, CommitmentStep};
use super::handover::Settlement;
use super::liaison::{Liaison, LiaisonRequest, LiaisonStep};
use super::opportunity::{Opportunity, OpportunityStep, OpportunityTerms};
use super::play::{PlayEvent, PlayRun};
use super::steps::Stepped;
use crate::fact::{AccountRated, Fact, FitReviewHeld, InteractionHeld, SurveyAnswered};
use crate::fetch::Fetch;
use crate::id::{CaseId, CommitmentId, ContactId, LiaisonRequestId, OpportunityId, PlayRunId};
use crate::part::{Ground, Part};
use crate::parts::Parts;
use crate::record::{Position, Record};
use crate::text::Name;
use crate::timeline::Timeline;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Work {
    pub(super) survey_answers: Timeline<SurveyAnswered>,
    pub(super) interactions: Timeline<InteractionHeld>,
    pub(super) commitments: Parts<CommitmentId, Commitment>,
    pub(super) cases: Parts<CaseId, Case>,
    pub(super) fit_reviews: Timeline<FitReviewHeld>,
    pub(super) liaisons: Parts<Liaison, Timeline<Option<Name>>>,
    pub(super) liaison_requests: Parts<LiaisonRequestId, LiaisonRequest>,
    pub(super) opportunities: Parts<OpportunityId, Opportunity>,
    pub(super) ratings: Timeline<AccountRated>,
    pub(super) plays: Parts<PlayRunId, PlayRun>,
}

impl Work {
    pub(super) const NONE: Self = Self {
        survey_answers: Timeline::new(),
        interactions: Timeline::new(),
        commitments: Parts::new(),
        cases: Parts::new(),
        fit_reviews: Timeline::new(),
        liaisons: Parts::new(),
        liaison_requests: Parts::new(),
        opportunities: Parts::new(),
        ratings: Timeline::new(),
        plays: Parts::new(),
    };

    /// Takes in what a record says about day-to-day work, if it says anything.
    pub(super) fn apply(&mut self, record: &Record) {
        let (on, by) = (record.effective_on, record.position);
        match &record.fact {
            Fact::SurveyAnswered(answered) => {
                self.survey_answers.insert(on, by, answered.clone());
            }
            Fact::InteractionHeld(held) => {
                self.interactions.insert(on, by, held.clone());
            }
            Fact::CommitmentMade(made) => {
                let step = CommitmentStep::Made(made.clone());
                self.commitment(&made.commitment).insert(on, by, step);
            }
            Fact::CommitmentSettled(settled) => {
                let step = CommitmentStep::Settled(settled.outcome);
                self.commitment(&settled.commitment).insert(on, by, step);
            }
            Fact::CaseOpened(opened) => {
                let event = CaseEvent::Opened(opened.clone());
                self.case(&opened.case, record, opened.at, event);
            }
            Fact::CaseMoved(moved) => {
                self.case(&moved.case, record, moved.at, CaseEvent::Moved(moved.to));
            }
            Fact::CaseAnswered(answered) => {
                self.case(&answered.case, record, answered.at, CaseEvent::Answered);
            }
            Fact::CustomerReplied(replied) => {
                let event = CaseEvent::CustomerReplied;
                self.case(&replied.case, record, replied.at, event);
            }
            Fact::CasePrioritised(prioritised) => {
                let event = CaseEvent::Prioritised(prioritised.priority);
                self.case(&prioritised.case, record, prioritised.at, event);
            }
            Fact::CaseHandedOver(handed) => {
                let event = CaseEvent::HandedOver(handed.role);
                self.case(&handed.case, record, handed.at, event);
            }
            Fact::CaseEscalated(escalated) => {
                let event = CaseEvent::Escalated {
                    to: escalated.to,
                    reason: escalated.reason.clone(),
                };
                self.case(&escalated.case, record, escalated.at, event);
            }
            Fact::CaseDeescalated(back) => {
                self.case(&back.case, record, back.at, CaseEvent::Deescalated);
            }
            Fact::FitReviewHeld(held) => {
                self.fit_reviews.insert(on, by, held.clone());
            }
            Fact::LiaisonTied(tied) => {
                let ties = self.liaisons.or_default(tied.liaison.clone());
                ties.insert(on, by, Some(tied.purpose.clone()));
            }
            Fact::LiaisonUntied(untied) => {
                let ties = self.liaisons.or_default(untied.liaison.clone());
                ties.insert(on, by, None);
            }
            Fact::LiaisonRequested(asked) => {
                let step = LiaisonStep::Asked(asked.clone());
                self.request(&asked.request).insert(on, by, step);
            }
            Fact::LiaisonAnswered(answered) => {
                self.request(&answered.request)
                    .insert(on, by, LiaisonStep::Answered);
            }
            Fact::OpportunityOpened(opened) => {
                let step = OpportunityStep::Opened(opened.clone());
                self.opportunity(&opened.opportunity).insert(on, by, step);
            }
            Fact::OpportunityMoved(moved) => {
                let step = OpportunityStep::Moved(moved.to);
                self.opportunity(&moved.opportunity).insert(on, by, step);
            }
            Fact::OpportunityRevised(revised) => {
                let step = OpportunityStep::Revised(OpportunityTerms {
                    monthly: revised.monthly,
                    expected_close: revised.expected_close,
                });
                self.opportunity(&revised.opportunity).insert(on, by, step);
            }
            Fact::OpportunityClosed(closed) => {
                let step = OpportunityStep::Closed(closed.outcome, closed.reason.clone());
                self.opportunity(&closed.opportunity).insert(on, by, step);
            }
            Fact::AccountRated(rated) => {
                self.ratings.insert(on, by, rated.clone());
            }
            Fact::PlayStarted(started) => {
                let event = PlayEvent::Started(started.play.clone());
                self.play(&started.run).insert(on, by, event);
            }
            Fact::PlayStepDone(done) => {
                let event = PlayEvent::Settled(done.step.clone(), Settlement::Done);
                self.play(&done.run).insert(on, by, event);
            }
            Fact::PlayStepSkipped(skipped) => {
                let settlement = Settlement::Waived(skipped.reason.clone());
                let event = PlayEvent::Settled(skipped.step.clone(), settlement);
                self.play(&skipped.run).insert(on, by, event);
            }
            Fact::PlayEnded(ended) => {
                let event = PlayEvent::Ended(ended.exit.clone());
                self.play(&ended.run).insert(on, by, event);
            }
            _ => {}
        }
    }

    fn play(&mut self, id: &PlayRunId) -> &mut PlayRun {
        self.plays.or_default(id.clone())
    }

    fn commitment(&mut self, id: &CommitmentId) -> &mut Commitment {
        self.commitments.or_default(id.clone())
    }

    fn case(&mut self, id: &CaseId, record: &Record, at: NaiveTime, event: CaseEvent) {
        self.cases.or_default(id.clone()).insert(
            record.effective_on,
            record.position,
            CaseStep { at, event },
        );
    }

    fn request(&mut self, id: &LiaisonRequestId) -> &mut LiaisonRequest {
        self.liaison_requests.or_default(id.clone())
    }

    fn opportunity(&mut self, id: &OpportunityId) -> &mut Opportunity {
        self.opportunities.or_default(id.clone())
    }

    /// The first record of a commitment that was made where this record says.
    fn commitment_made_by(&self, record: Position) -> Option<Position> {
        let interactions = self.interactions.entries().iter();
        let interaction = interactions
            .filter(|held| held.by == record)
            .map(|held| CommitmentOrigin::Interaction(held.value.interaction.clone()));
        let reviews = self.fit_reviews.entries().iter();
        let review = reviews
            .filter(|held| held.by == record)
            .map(|held| CommitmentOrigin::FitReview(held.value.review.clone()));
        let origin = interaction.chain(review).next()?;
        self.commitments
            .values()
            .filter_map(Commitment::made)
            .filter(|(_, _, made)| made.origin.as_ref() == Some(&origin))
            .map(|(_, by, _)| by)
            .min()
    }

    /// The first record that names a contact.
    pub(super) fn first_with(&self, contact: &ContactId) -> Option<Position> {
        let answers = self.survey_answers.entries().iter();
        let answers = answers.filter(|answer| answer.value.contact == *contact);
        let held = self.interactions.entries().iter();
        let held = held.filter(|held| held.value.contacts.contains(contact));
        let cases = self.cases.values().filter_map(Case::opened);
        let cases = cases.filter(|(_, _, opened)| opened.contact.as_ref() == Some(contact));
        answers
            .map(|answer| answer.by)
            .chain(held.map(|held| held.by))
            .chain(cases.map(|(_, by, _)| by))
            .min()
    }

    fn parts(&self) -> [&dyn Part; 10] {
        [
            &self.survey_answers,
            &self.interactions,
            &self.commitments,
            &self.cases,
            &self.fit_reviews,
            &self.liaisons,
            &self.liaison_requests,
            &self.opportunities,
            &self.ratings,
            &self.plays,
        ]
    }

    fn parts_mut(&mut self) -> [&mut dyn Part; 10] {
        [
            &mut self.survey_answers,
            &mut self.interactions,
            &mut self.commitments,
            &mut self.cases,
            &mut self.fit_reviews,
            &mut self.liaisons,
            &mut self.liaison_requests,
            &mut self.opportunities,
            &mut self.ratings,
            &mut self.plays,
        ]
    }
}

/// Interactions and fit reviews carry the commitments that were made in them.
impl Part for Work {
    fn withdraw(&mut self, by: Position) {
        for part in self.parts_mut() {
            part.withdraw(by);
        }
    }

    fn ground(&self, by: Position) -> Option<Ground> {
        let ground = self.parts().into_iter().find_map(|part| part.ground(by))?;
        Some(Ground {
            dependent: ground.dependent.or_else(|| self.commitment_made_by(by)),
            ..ground
        })
    }

    fn records(&self) -> Box<dyn Iterator<Item = Position> + '_> {
        Box::new(self.parts().into_iter().flat_map(Part::records))
    }
}

impl Fetch for Work {
    fn fetch(&self, steps: usize) {
        self.survey_answers.fetch(steps);
        self.interactions.fetch(steps);
        self.commitments.fetch(steps);
        self.cases.fetch(steps);
        self.fit_reviews.fetch(steps);
        self.liaison_requests.fetch(steps);
        self.opportunities.fetch(steps);
        self.ratings.fetch(steps);
        self.plays.fetch(steps);
    }
}
