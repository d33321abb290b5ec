//! Which streams a decision reads.

use super::Command;
use crate::book::Book;
use crate::hierarchy;
use crate::part::Part;
use crate::record::StreamId;

impl Command {
    /// The streams that the decision reads, the one it writes first.
    #[must_use]
    pub fn streams(&self) -> Vec<StreamId> {
        match self {
            Self::WithdrawRecord { stream, .. } => vec![stream.clone()],
            Self::HireManager { .. }
            | Self::ReleaseManager { .. }
            | Self::LinkManagerProfile { .. }
            | Self::PlanAbsence { .. }
            | Self::ShortenAbsence { .. }
            | Self::CancelAbsence { .. }
            | Self::AssessRole { .. }
            | Self::CompleteEducation { .. }
            | Self::AwardQualification { .. }
            | Self::VerifyQualification { .. }
            | Self::RevokeQualification { .. }
            | Self::AgreeCapacity { .. }
            | Self::AssessLanguage { .. }
            | Self::AgreeTimeZone { .. }
            | Self::AdoptPolicy { .. }
            | Self::ClosePeriod { .. }
            | Self::FormTeam { .. }
            | Self::DissolveTeam { .. }
            | Self::JoinTeam { .. }
            | Self::LeaveTeam { .. }
            | Self::OfferProduct { .. }
            | Self::WithdrawProduct { .. } => vec![StreamId::Directory],
            Self::PlaceAccountUnder {
                account,
                parent: other,
                ..
            }
            | Self::MergeAccount {
                account,
                into: other,
                ..
            } => vec![
                StreamId::Account(account.clone()),
                StreamId::Account(other.clone()),
            ],
            Self::AssignManager { account, .. }
            | Self::AssignSupport { account, .. }
            | Self::ArrangeCover { account, .. }
            | Self::StartHandover { account, .. }
            | Self::CompleteHandover { account, .. }
            | Self::RecordInteraction { account, .. }
            | Self::MakeCommitment { account, .. }
            | Self::RecordFitReview { account, .. }
            | Self::RateAccount { account, .. }
            | Self::StartPlay { account, .. }
            | Self::TieLiaison { account, .. }
            | Self::RequestLiaison { account, .. } => {
                vec![StreamId::Account(account.clone()), StreamId::Directory]
            }
            Self::OpenAccount { account, .. }
            | Self::ClassifyAccount { account, .. }
            | Self::StartSubscription { account, .. }
            | Self::RepriceSubscription { account, .. }
            | Self::EndSubscription { account, .. }
            | Self::LeaveVacant { account, .. }
            | Self::MoveAccount { account, .. }
            | Self::CancelAccount { account, .. }
            | Self::ChurnAccount { account, .. }
            | Self::WinBackAccount { account, .. }
            | Self::AgreeBillingCurrency { account, .. }
            | Self::LocateAccount { account, .. }
            | Self::AcquireCustomer { account, .. }
            | Self::MakeAccountIndependent { account, .. }
            | Self::UndoMerge { account, .. }
            | Self::AddContact { account, .. }
            | Self::ContactLeaves { account, .. }
            | Self::ContactReturns { account, .. }
            | Self::GiveContactRole { account, .. }
            | Self::EndContactRole { account, .. }
            | Self::JudgeInfluence { account, .. }
            | Self::ReleaseSupport { account, .. }
            | Self::DoHandoverItem { account, .. }
            | Self::WaiveHandoverItem { account, .. }
            | Self::AbandonHandover { account, .. }
            | Self::SignContract { account, .. }
            | Self::RenewContract { account, .. }
            | Self::AgreeLine { account, .. }
            | Self::RemoveLine { account, .. }
            | Self::SwapPlan { account, .. }
            | Self::GrantDiscount { account, .. }
            | Self::EndDiscount { account, .. }
            | Self::PauseContract { account, .. }
            | Self::ResumeContract { account, .. }
            | Self::CancelContract { account, .. }
            | Self::RetractCancellation { account, .. }
            | Self::AgreeEscalator { account, .. }
            | Self::RecordSurveyAnswer { account, .. }
            | Self::SettleCommitment { account, .. }
            | Self::DoPlayStep { account, .. }
            | Self::SkipPlayStep { account, .. }
            | Self::EndPlay { account, .. }
            | Self::OpenCase { account, .. }
            | Self::MoveCase { account, .. }
            | Self::AnswerCase { account, .. }
            | Self::RecordCustomerReply { account, .. }
            | Self::PrioritiseCase { account, .. }
            | Self::HandCaseOver { account, .. }
            | Self::EscalateCase { account, .. }
            | Self::DeescalateCase { account, .. }
            | Self::UntieLiaison { account, .. }
            | Self::AnswerLiaisonRequest { account, .. }
            | Self::OpenOpportunity { account, .. }
            | Self::MoveOpportunity { account, .. }
            | Self::ReviseOpportunity { account, .. }
            | Self::CloseOpportunity { account, .. } => vec![StreamId::Account(account.clone())],
            Self::CarryOutPlan { steps, .. } => {
                let accounts = steps
                    .iter()
                    .map(|step| StreamId::Account(step.account.clone()));
                accounts.chain([StreamId::Directory]).collect()
            }
        }
    }

    /// The streams that the decision reads beyond those, as far as a book that holds them can tell: the accounts above.
    ///
    /// Load them and ask again, until there is none that the book does not hold. A whole book holds them all.
    #[must_use]
    pub fn further_streams(&self, book: &Book) -> Vec<StreamId> {
        match self {
            Self::PlaceAccountUnder {
                account,
                parent: other,
                ..
            }
            | Self::MergeAccount {
                account,
                into: other,
                ..
            } => hierarchy::streams_above(book, [account, other]),
            Self::UndoMerge { account, .. } => hierarchy::streams_above(book, [account]),
            Self::WithdrawRecord {
                stream: StreamId::Account(account),
                record,
            } if book
                .account(account)
                .is_some_and(|known| known.lineage().ground(*record).is_some()) =>
            {
                hierarchy::streams_above(book, [account])
            }
            _ => Vec::new(),
        }
    }
}
