//! What happened, named in the past tense after the business event.

mod old;
mod stored;

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU16;

use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Deserializer, Serialize};

use old::{ManagerAssigned1, PolicyAdopted1};
use stored::facts;

use crate::account::{
    AssignmentCause, CaseKind, CasePriority, CaseState, ChurnReason, CommitmentOrigin,
    CommitmentOutcome, ContactRole, ContractTerms, DiscountTerms, EscalationLevel, Escalator,
    HandoverItem, Influence, InteractionKind, Liaison, LineTerms, OpportunityKind,
    OpportunityOutcome, OpportunityStage, ProductFit, Rating, Sentiment, SponsorLoss, SurveyScore,
    WorkingStage,
};
use crate::basis_points::BasisPoints;
use crate::currency::Currency;
use crate::directory::policy::{Play, Policy};
use crate::directory::{Capacity, Discipline, EducationLevel, LanguageLevel, Needs, Proficiency};
use crate::id::{
    AbsenceId, AccountId, CaseId, CommitmentId, ContactId, ContractId, DiscountId, FitReviewId,
    HandoverId, InteractionId, LiaisonRequestId, ManagerId, OpportunityId, PlayRunId, ProductId,
    SubjectId, SubscriptionId, SurveyResponseId, TeamId,
};
use crate::money::Money;
use crate::role::Role;
use crate::text::Name;
use crate::wire::{self, Fields, FromFields};

/// Which streams a type of fact may stand in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The directory only.
    Directory,
    /// The stream of an account only.
    Account,
    /// Any stream.
    Any,
}

/// Why stored text is not a fact.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// The type or its schema number is not known to this version.
    #[error(
        "`{type_name}` with schema {schema} was written by a newer version of tenure; update before reading on"
    )]
    Unknown {
        /// The stored name of the type.
        type_name: String,
        /// The stored schema number.
        schema: u32,
    },
    /// The JSON is broken or does not fit the type.
    #[error("the stored JSON does not fit its type")]
    Malformed(#[source] serde_json::Error),
}

facts! {
    /// A manager joined.
    Directory ManagerHired, "manager_hired", schema 1 {
        /// Who.
        manager: ManagerId,
    }
    /// A manager left.
    Directory ManagerLeft, "manager_left", schema 1 {
        /// Who.
        manager: ManagerId,
    }
    /// A customer's account was opened.
    Account AccountOpened, "account_opened", schema 1 {}
    /// An account was put into a class of some dimension: its industry is `EdTech`, its segment `mid-market`.
    Account AccountClassified, "account_classified", schema 1 {
        /// What is told apart, such as `industry` or `segment`.
        dimension: Name,
        /// The class; `None` takes the account out of all classes of the dimension.
        class: Option<Name>,
    }
    /// A recurring subscription came into force.
    Account SubscriptionStarted, "subscription_started", schema 1 {
        /// Which, within the account.
        subscription: SubscriptionId,
        /// The recurring amount of a month; zero for a trial.
        monthly: Money,
    }
    /// The recurring amount of a subscription in force changed.
    Account SubscriptionRepriced, "subscription_repriced", schema 1 {
        /// Which, within the account.
        subscription: SubscriptionId,
        /// The recurring amount of a month from now on.
        monthly: Money,
    }
    /// A subscription is no longer in force: the service has ended.
    Account SubscriptionEnded, "subscription_ended", schema 1 {
        /// Which, within the account.
        subscription: SubscriptionId,
    }
    /// A manager became the one person the customer deals with.
    Account ManagerAssigned, "manager_assigned", schema 2 {
        /// Who.
        manager: ManagerId,
        /// Why; `None` in records made before causes were kept.
        cause: Option<AssignmentCause>,
    }, was 1 in ManagerAssigned1
    /// It was decided that nobody holds the account for now.
    Account AccountLeftVacant, "account_left_vacant", schema 1 {}
    /// The record that this one corrects should never have been recorded.
    Any RecordWithdrawn, "record_withdrawn", schema 1 {}
    /// The personal data of a manager is kept under a subject.
    Directory ManagerProfileLinked, "manager_profile_linked", schema 1 {
        /// Who.
        manager: ManagerId,
        /// The subject of the erasable profile.
        subject: SubjectId,
    }
    /// A manager is away from this day on.
    Directory AbsencePlanned, "absence_planned", schema 1 {
        /// Who.
        manager: ManagerId,
        /// Which absence.
        absence: AbsenceId,
        /// The first day back; `None` while nobody knows.
        until: Option<NaiveDate>,
    }
    /// A manager is back from an absence on this day, earlier than planned.
    Directory AbsenceShortened, "absence_shortened", schema 1 {
        /// Who.
        manager: ManagerId,
        /// Which absence.
        absence: AbsenceId,
    }
    /// An absence that would have begun on this day does not take place.
    Directory AbsenceCancelled, "absence_cancelled", schema 1 {
        /// Who.
        manager: ManagerId,
        /// Which absence.
        absence: AbsenceId,
    }
    /// It was assessed how well a manager plays a role.
    Directory RoleProficiencyAssessed, "role_proficiency_assessed", schema 1 {
        /// Who.
        manager: ManagerId,
        /// In which role.
        role: Role,
        /// How well; `None` for not at all.
        proficiency: Option<Proficiency>,
    }
    /// A manager completed an education.
    Directory EducationCompleted, "education_completed", schema 1 {
        /// Who.
        manager: ManagerId,
        /// How far.
        level: EducationLevel,
        /// In what.
        field: Name,
    }
    /// A manager was awarded a qualification, for the first time or anew.
    Directory QualificationAwarded, "qualification_awarded", schema 1 {
        /// Who.
        manager: ManagerId,
        /// Which kind.
        kind: Name,
        /// The first day on which this award is no longer valid; `None` when it does not expire.
        expires_on: Option<NaiveDate>,
    }
    /// The award of a qualification was checked with whoever gave it.
    Directory QualificationVerified, "qualification_verified", schema 1 {
        /// Whose.
        manager: ManagerId,
        /// Which kind.
        kind: Name,
        /// The day of the award.
        awarded_on: NaiveDate,
    }
    /// A qualification was taken away: no award before this day is valid any more.
    Directory QualificationRevoked, "qualification_revoked", schema 1 {
        /// Whose.
        manager: ManagerId,
        /// Which kind.
        kind: Name,
    }
    /// It was agreed how much of a manager's time there is.
    Directory CapacityAgreed, "capacity_agreed", schema 1 {
        /// Whose.
        manager: ManagerId,
        /// How much.
        capacity: Capacity,
    }
    /// It was assessed how well a manager speaks a language.
    Directory LanguageAssessed, "language_assessed", schema 1 {
        /// Who.
        manager: ManagerId,
        /// The language, as a tag such as `te` or `pt-BR`.
        language: Name,
        /// How well; `None` for not at all.
        level: Option<LanguageLevel>,
    }
    /// It was agreed in which time zone a manager works.
    Directory TimeZoneAgreed, "time_zone_agreed", schema 1 {
        /// Who.
        manager: ManagerId,
        /// The name of the zone in the IANA database, such as `Asia/Kolkata`.
        time_zone: Name,
    }
    /// A policy was adopted, in place of any other of its topic.
    Directory PolicyAdopted, "policy_adopted", schema 2 {
        /// The policy.
        policy: Box<Policy>,
    }, was 1 in PolicyAdopted1
    /// The figures up to and including the day of this record were reported: what is recorded later adjusts a later period.
    Directory PeriodClosed, "period_closed", schema 1 {}
    /// A team was formed.
    Directory TeamFormed, "team_formed", schema 1 {
        /// Which.
        team: TeamId,
        /// What it is called.
        name: Name,
        /// What it is for.
        discipline: Discipline,
    }
    /// A team was dissolved.
    Directory TeamDissolved, "team_dissolved", schema 1 {
        /// Which.
        team: TeamId,
    }
    /// Somebody joined a team.
    Directory TeamMemberJoined, "team_member_joined", schema 1 {
        /// Which team.
        team: TeamId,
        /// Who.
        manager: ManagerId,
    }
    /// Somebody left a team.
    Directory TeamMemberLeft, "team_member_left", schema 1 {
        /// Which team.
        team: TeamId,
        /// Who.
        manager: ManagerId,
    }
    /// A product is on sale, and meets these needs.
    Directory ProductOffered, "product_offered", schema 1 {
        /// Which.
        product: ProductId,
        /// The needs it meets.
        needs: Needs,
    }
    /// A product is no longer on sale.
    Directory ProductWithdrawn, "product_withdrawn", schema 1 {
        /// Which.
        product: ProductId,
    }
    /// An account entered a stage of its life.
    Account AccountStageEntered, "account_stage_entered", schema 1 {
        /// Which.
        stage: WorkingStage,
    }
    /// It was decided that the customer leaves. The decision, not yet its effect.
    Account AccountCancelled, "account_cancelled", schema 1 {
        /// Why, where it is known.
        reason: Option<ChurnReason>,
    }
    /// The customer was lost: the effect, not the decision.
    Account AccountChurned, "account_churned", schema 1 {
        /// Why.
        reason: ChurnReason,
    }
    /// A customer who had churned came back.
    Account AccountWonBack, "account_won_back", schema 1 {}
    /// The currency in which the customer is billed was agreed.
    Account BillingCurrencyAgreed, "billing_currency_agreed", schema 1 {
        /// Which.
        currency: Currency,
    }
    /// The customer works in a time zone.
    Account AccountLocated, "account_located", schema 1 {
        /// Its IANA name, kept as given.
        time_zone: Name,
    }
    /// The customer was won.
    Account CustomerAcquired, "customer_acquired", schema 1 {
        /// What it cost; `None` where that is not known.
        cost: Option<Money>,
        /// Where the customer came from.
        source: Option<Name>,
    }
    /// An account came to stand under another: its owner, its head office.
    Account AccountPlacedUnder, "account_placed_under", schema 1 {
        /// The account above.
        parent: AccountId,
    }
    /// An account no longer stands under another.
    Account AccountMadeIndependent, "account_made_independent", schema 1 {}
    /// An account was merged into another, which carries it on. Its history stays in its own stream.
    Account AccountMerged, "account_merged", schema 1 {
        /// The account that carries it on.
        into: AccountId,
    }
    /// A merge was undone: the account stands for itself again.
    Account MergeUndone, "merge_undone", schema 1 {}
    /// A person at the customer's became known. Personal data is kept under the subject.
    Account ContactAdded, "contact_added", schema 1 {
        /// Which, within the account.
        contact: ContactId,
        /// Under whom name, mail and telephone are kept.
        subject: SubjectId,
    }
    /// A contact is gone.
    Account ContactLeft, "contact_left", schema 1 {
        /// Which.
        contact: ContactId,
    }
    /// A contact who was gone is there again.
    Account ContactReturned, "contact_returned", schema 1 {
        /// Which.
        contact: ContactId,
    }
    /// A contact took a role on.
    Account ContactRoleGiven, "contact_role_given", schema 1 {
        /// Which contact.
        contact: ContactId,
        /// Which role.
        role: ContactRole,
    }
    /// A contact laid a role down; for a sponsor see [`SponsorLost`].
    Account ContactRoleEnded, "contact_role_ended", schema 1 {
        /// Which contact.
        contact: ContactId,
        /// Which role.
        role: ContactRole,
    }
    /// The customer's sponsor is no longer one.
    Account SponsorLost, "sponsor_lost", schema 1 {
        /// Which contact it was.
        contact: ContactId,
        /// How it came.
        how: SponsorLoss,
    }
    /// It was judged how much a contact's word counts.
    Account ContactInfluenceJudged, "contact_influence_judged", schema 1 {
        /// Which contact.
        contact: ContactId,
        /// How much.
        influence: Influence,
    }
    /// A manager came to support the holder in a role.
    Account SupportAssigned, "support_assigned", schema 1 {
        /// Who.
        manager: ManagerId,
        /// In which role.
        role: Role,
        /// The part of the credit for the account that goes to this seat.
        credit: BasisPoints,
    }
    /// A supporting manager was released.
    Account SupportReleased, "support_released", schema 1 {
        /// Who.
        manager: ManagerId,
        /// From which role.
        role: Role,
    }
    /// It was arranged that a manager stands in for the absent holder, who stays the holder.
    Account CoverArranged, "cover_arranged", schema 1 {
        /// Who stands in.
        manager: ManagerId,
        /// The first day no longer covered.
        until: NaiveDate,
    }
    /// An account began its way to another holder.
    Account HandoverStarted, "handover_started", schema 1 {
        /// Which handover.
        handover: HandoverId,
        /// Who is to hold the account.
        to: ManagerId,
        /// What must not be forgotten.
        items: Vec<HandoverItem>,
    }
    /// Something that must not be forgotten was done.
    Account HandoverItemDone, "handover_item_done", schema 1 {
        /// In which handover.
        handover: HandoverId,
        /// What.
        item: HandoverItem,
    }
    /// It was decided not to do something that had been planned.
    Account HandoverItemWaived, "handover_item_waived", schema 1 {
        /// In which handover.
        handover: HandoverId,
        /// What.
        item: HandoverItem,
        /// Why, from the host's own list.
        reason: Name,
    }
    /// A handover was completed.
    Account HandoverCompleted, "handover_completed", schema 1 {
        /// Which.
        handover: HandoverId,
    }
    /// Nothing came of a handover.
    Account HandoverAbandoned, "handover_abandoned", schema 1 {
        /// Which.
        handover: HandoverId,
    }
    /// A contract came into force that had been signed.
    Account ContractSigned, "contract_signed", schema 1 {
        /// Which, within the account.
        contract: ContractId,
        /// The day of the signature.
        signed_on: NaiveDate,
        /// For how long, and how it goes on or ends.
        terms: ContractTerms,
    }
    /// A contract that does not go on by itself was renewed, from the end of its term.
    Account ContractRenewed, "contract_renewed", schema 1 {
        /// Which.
        contract: ContractId,
        /// For how many months more.
        months: NonZeroU16,
    }
    /// A line was agreed, or other terms for it.
    Account LineAgreed, "line_agreed", schema 1 {
        /// In which contract.
        contract: ContractId,
        /// The line, unique within the account.
        line: SubscriptionId,
        /// What it costs from now on.
        terms: LineTerms,
    }
    /// A line is no longer part of its contract.
    Account LineRemoved, "line_removed", schema 1 {
        /// Of which contract.
        contract: ContractId,
        /// The line.
        line: SubscriptionId,
    }
    /// One line took the place of another: one change, not an end and a beginning.
    Account PlanSwapped, "plan_swapped", schema 1 {
        /// In which contract.
        contract: ContractId,
        /// The line that ends.
        from: SubscriptionId,
        /// The line that takes its place.
        to: SubscriptionId,
        /// What that one costs.
        terms: LineTerms,
    }
    /// Something was taken off the price of a line.
    Account DiscountGranted, "discount_granted", schema 1 {
        /// In which contract.
        contract: ContractId,
        /// The discount, unique within the contract.
        discount: DiscountId,
        /// How much is off which line, and until when.
        terms: DiscountTerms,
    }
    /// A discount no longer holds.
    Account DiscountEnded, "discount_ended", schema 1 {
        /// In which contract.
        contract: ContractId,
        /// Which.
        discount: DiscountId,
    }
    /// A contract rests for a time, by agreement.
    Account ContractPaused, "contract_paused", schema 1 {
        /// Which.
        contract: ContractId,
    }
    /// A contract no longer rests.
    Account ContractResumed, "contract_resumed", schema 1 {
        /// Which.
        contract: ContractId,
    }
    /// The customer asked to end a contract, on the day of this record.
    Account ContractCancelled, "contract_cancelled", schema 1 {
        /// Which.
        contract: ContractId,
        /// The day on which it takes effect by the contract.
        effective: NaiveDate,
        /// The first day without service.
        service_end: NaiveDate,
    }
    /// A cancellation was taken back: the contract goes on.
    Account CancellationRetracted, "cancellation_retracted", schema 1 {
        /// Of which contract.
        contract: ContractId,
    }
    /// It was agreed how the prices of a contract rise, the first step on the day of this record.
    Account EscalatorAgreed, "escalator_agreed", schema 1 {
        /// Of which contract.
        contract: ContractId,
        /// How they rise; `None` when they no longer do.
        escalator: Option<Escalator>,
    }
    /// A contact of the customer answered a survey.
    Account SurveyAnswered, "survey_answered", schema 1 {
        /// The answer.
        response: SurveyResponseId,
        /// Who gave it.
        contact: ContactId,
        /// The number given, on its scale.
        score: SurveyScore,
        /// Where what was written beside it is kept.
        comment: Option<SubjectId>,
    }
    /// A manager was in touch with the customer, or wrote something down about it.
    Account InteractionHeld, "interaction_held", schema 1 {
        /// Which.
        interaction: InteractionId,
        /// How.
        kind: InteractionKind,
        /// Who.
        manager: ManagerId,
        /// As what.
        role: Role,
        /// With whom.
        contacts: BTreeSet<ContactId>,
        /// How long, in minutes; `None` when nobody measured.
        minutes: Option<u32>,
        /// How the customer came across; `None` when nobody said.
        sentiment: Option<Sentiment>,
        /// Where the text is kept.
        notes: Option<SubjectId>,
    }
    /// Something was promised to the customer.
    Account CommitmentMade, "commitment_made", schema 1 {
        /// Which.
        commitment: CommitmentId,
        /// Where it was made; `None` when by itself.
        origin: Option<CommitmentOrigin>,
        /// The manager who sees to it.
        owner: ManagerId,
        /// The last day on which keeping it is in time.
        due: NaiveDate,
        /// Where the text is kept.
        notes: Option<SubjectId>,
    }
    /// What was promised was kept, broken, or is no longer asked for.
    Account CommitmentSettled, "commitment_settled", schema 1 {
        /// Which.
        commitment: CommitmentId,
        /// How.
        outcome: CommitmentOutcome,
    }
    /// The customer brought something up.
    Account CaseOpened, "case_opened", schema 1 {
        /// Which.
        case: CaseId,
        /// The local time of day.
        at: NaiveTime,
        /// What brought the customer to ask.
        kind: CaseKind,
        /// Whose business it is.
        role: Role,
        /// How soon it is to be dealt with.
        priority: CasePriority,
        /// What it is about, in the host's own terms.
        topic: Name,
        /// Who brought it up.
        contact: Option<ContactId>,
        /// Where the text is kept.
        notes: Option<SubjectId>,
    }
    /// A case was put into a state.
    Account CaseMoved, "case_moved", schema 1 {
        /// Which.
        case: CaseId,
        /// The local time of day.
        at: NaiveTime,
        /// Which state.
        to: CaseState,
    }
    /// The customer got an answer in a case.
    Account CaseAnswered, "case_answered", schema 1 {
        /// Which.
        case: CaseId,
        /// The local time of day.
        at: NaiveTime,
    }
    /// The customer wrote again in a case.
    Account CustomerReplied, "customer_replied", schema 1 {
        /// Which.
        case: CaseId,
        /// The local time of day.
        at: NaiveTime,
    }
    /// The priority of a case changed.
    Account CasePrioritised, "case_prioritised", schema 1 {
        /// Which.
        case: CaseId,
        /// The local time of day.
        at: NaiveTime,
        /// How soon it is to be dealt with from now on.
        priority: CasePriority,
    }
    /// A case became the business of another role.
    Account CaseHandedOver, "case_handed_over", schema 1 {
        /// Which.
        case: CaseId,
        /// The local time of day.
        at: NaiveTime,
        /// Whose.
        role: Role,
    }
    /// A case was taken further up.
    Account CaseEscalated, "case_escalated", schema 1 {
        /// Which.
        case: CaseId,
        /// The local time of day.
        at: NaiveTime,
        /// How far.
        to: EscalationLevel,
        /// Why, in the host's own terms.
        reason: Name,
    }
    /// A case is back where it usually is dealt with.
    Account CaseDeescalated, "case_deescalated", schema 1 {
        /// Which.
        case: CaseId,
        /// The local time of day.
        at: NaiveTime,
    }
    /// A manager and sales went through what the customer bought, and whether it fits.
    Account FitReviewHeld, "fit_review_held", schema 1 {
        /// Which.
        review: FitReviewId,
        /// The manager who held it.
        manager: ManagerId,
        /// The team or person from sales who took part.
        sales: Liaison,
        /// What was found, by product.
        products: BTreeMap<ProductId, ProductFit>,
        /// Where the text is kept.
        notes: Option<SubjectId>,
    }
    /// Another team or a specialist was tied to the account.
    Account LiaisonTied, "liaison_tied", schema 1 {
        /// Who.
        liaison: Liaison,
        /// What for, in the host's own terms.
        purpose: Name,
    }
    /// A team or a specialist is no longer tied to the account.
    Account LiaisonUntied, "liaison_untied", schema 1 {
        /// Who.
        liaison: Liaison,
    }
    /// Something was asked of a team or a specialist.
    Account LiaisonRequested, "liaison_requested", schema 1 {
        /// Which request.
        request: LiaisonRequestId,
        /// Of whom.
        liaison: Liaison,
        /// What about, in the host's own terms.
        topic: Name,
        /// The last day on which the answer is in time.
        expected_by: NaiveDate,
        /// Where the text is kept.
        notes: Option<SubjectId>,
    }
    /// A team or a specialist answered a request.
    Account LiaisonAnswered, "liaison_answered", schema 1 {
        /// Which request.
        request: LiaisonRequestId,
    }
    /// Something that may be sold to the customer, or a renewal, was seen.
    Account OpportunityOpened, "opportunity_opened", schema 1 {
        /// Which.
        opportunity: OpportunityId,
        /// What could be sold.
        kind: OpportunityKind,
        /// The recurring amount of a month that it would add, or keep in the case of a renewal.
        monthly: Money,
        /// The day by which it should be won or lost.
        expected_close: NaiveDate,
    }
    /// An opportunity was put into a stage.
    Account OpportunityMoved, "opportunity_moved", schema 1 {
        /// Which.
        opportunity: OpportunityId,
        /// Which stage.
        to: OpportunityStage,
    }
    /// Something else is expected of an opportunity.
    Account OpportunityRevised, "opportunity_revised", schema 1 {
        /// Which.
        opportunity: OpportunityId,
        /// The recurring amount of a month that it would add, or keep in the case of a renewal.
        monthly: Money,
        /// The day by which it should be won or lost.
        expected_close: NaiveDate,
    }
    /// An opportunity was won or lost.
    Account OpportunityClosed, "opportunity_closed", schema 1 {
        /// Which.
        opportunity: OpportunityId,
        /// How it ended.
        outcome: OpportunityOutcome,
        /// Why, in the host's own terms.
        reason: Name,
    }
    /// A manager judged how an account stands.
    Account AccountRated, "account_rated", schema 1 {
        /// Who.
        manager: ManagerId,
        /// How it stands.
        rating: Rating,
    }
    /// A play was started, with the version that is adopted.
    Account PlayStarted, "play_started", schema 1 {
        /// Which run of it.
        run: PlayRunId,
        /// The play as it is gone through, whatever is adopted later.
        play: Box<Play>,
    }
    /// A step of a play was done.
    Account PlayStepDone, "play_step_done", schema 1 {
        /// In which run.
        run: PlayRunId,
        /// Which step.
        step: Name,
    }
    /// It was decided not to do a step of a play.
    Account PlayStepSkipped, "play_step_skipped", schema 1 {
        /// In which run.
        run: PlayRunId,
        /// Which step.
        step: Name,
        /// Why, from the host's own list.
        reason: Name,
    }
    /// A play ended.
    Account PlayEnded, "play_ended", schema 1 {
        /// Which run.
        run: PlayRunId,
        /// By which of its exits.
        exit: Name,
    }
}
