use std::fmt;

use crate::id::{
    CaseId, CommitmentId, FitReviewId, InteractionId, LiaisonRequestId, OpportunityId, PlayRunId,
    SurveyResponseId,
};

/// One piece of the day-to-day work on an account. Shown as a person would call it: ``case `C-17` ``.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum WorkItem {
    /// An answer to a survey.
    SurveyResponse(SurveyResponseId),
    /// Something that passed between managers and the customer.
    Interaction(InteractionId),
    /// Something promised.
    Commitment(CommitmentId),
    /// Something the customer needs, or that does not work.
    Case(CaseId),
    /// A review of whether what was sold fits.
    FitReview(FitReviewId),
    /// Something asked of another team or a specialist.
    LiaisonRequest(LiaisonRequestId),
    /// Something that may be sold.
    Opportunity(OpportunityId),
    /// A play on its way.
    Play(PlayRunId),
}

impl fmt::Display for WorkItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SurveyResponse(id) => write!(f, "survey answer `{id}`"),
            Self::Interaction(id) => write!(f, "interaction `{id}`"),
            Self::Commitment(id) => write!(f, "commitment `{id}`"),
            Self::Case(id) => write!(f, "case `{id}`"),
            Self::FitReview(id) => write!(f, "fit review `{id}`"),
            Self::LiaisonRequest(id) => write!(f, "request `{id}`"),
            Self::Play(id) => write!(f, "play `{id}`"),
            Self::Opportunity(id) => write!(f, "opportunity `{id}`"),
        }
    }
}
