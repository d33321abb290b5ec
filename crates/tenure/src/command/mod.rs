//! What a host may ask for.

mod declaration;
mod streams;

use std::num::NonZeroU16;

use chrono::{NaiveDate, NaiveTime};
use serde::Serialize;

use declaration::commands;

use crate::account::{
    AssignmentCause, CasePriority, CaseState, ChurnReason, CommitmentOutcome, ContactRole,
    ContractTerms, DiscountTerms, EscalationLevel, Escalator, HandoverItem, Influence, Liaison,
    LineTerms, OpportunityOutcome, OpportunityStage, Seat, WorkingStage,
};
use crate::basis_points::BasisPoints;
use crate::calendar::Span;
use crate::currency::Currency;
use crate::directory::policy::Policy;
use crate::directory::{Capacity, Discipline, EducationLevel, LanguageLevel, Needs, Proficiency};
use crate::fact::{
    AccountRated, CaseOpened, CommitmentMade, FitReviewHeld, InteractionHeld, LiaisonRequested,
    OpportunityOpened, SurveyAnswered,
};
use crate::id::{
    AbsenceId, AccountId, CaseId, CommitmentId, ContactId, ContractId, DiscountId, HandoverId,
    LiaisonRequestId, ManagerId, OpportunityId, PlayRunId, ProductId, SubjectId, SubscriptionId,
    TeamId,
};
use crate::money::Money;
use crate::record::{Position, StreamId};
use crate::role::Role;
use crate::staffing::PlanStep;
use crate::text::Name;

commands! {
/// A request to record that something happened. [`decide`](crate::decide::decide) turns it into facts or rejects it.
///
/// Serialisable, so that a host can carry it and a property test can make it.
///
/// ```
/// use tenure::Command;
///
/// let command: Command = serde_json::from_str(
///     r#"{"assign_manager": {"account": "A-17", "manager": "maria", "cause": "manual", "on": "2026-03-01"}}"#,
/// )?;
/// assert!(matches!(command, Command::AssignManager { .. }));
/// # Ok::<(), serde_json::Error>(())
/// ```
///
#[doc = include_str!("guide.md")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Command {
    /// A manager joins.
    HireManager {
        /// Who.
        manager: ManagerId,
        /// The first day.
        on: NaiveDate,
    },
    /// A manager leaves.
    ReleaseManager {
        /// Who.
        manager: ManagerId,
        /// The first day on which the manager is no longer employed.
        on: NaiveDate,
    },
    /// A customer's account is opened.
    OpenAccount {
        /// Which.
        account: AccountId,
        /// The first day.
        on: NaiveDate,
    },
    /// An account is put into a class of a dimension, or taken out of all of them.
    ClassifyAccount {
        /// Which.
        account: AccountId,
        /// What is told apart, such as `industry`.
        dimension: Name,
        /// The class; `None` for no class.
        class: Option<Name>,
        /// The day from which it holds.
        on: NaiveDate,
    },
    /// A recurring subscription comes into force.
    StartSubscription {
        /// The account that pays.
        account: AccountId,
        /// The subscription, unique within the account.
        subscription: SubscriptionId,
        /// The days in force; open while no end is known.
        span: Span,
        /// The recurring amount of a month.
        monthly: Money,
    },
    /// The amount of a subscription in force changes.
    RepriceSubscription {
        /// The account that pays.
        account: AccountId,
        /// Which.
        subscription: SubscriptionId,
        /// The recurring amount of a month from now on.
        monthly: Money,
        /// The day from which it holds.
        on: NaiveDate,
    },
    /// The service of a subscription ends.
    EndSubscription {
        /// The account that pays.
        account: AccountId,
        /// Which.
        subscription: SubscriptionId,
        /// The first day no longer in force.
        on: NaiveDate,
    },
    /// A manager takes an account over.
    AssignManager {
        /// Which account.
        account: AccountId,
        /// Who becomes the one person the customer deals with.
        manager: ManagerId,
        /// Why.
        cause: AssignmentCause,
        /// The first day.
        on: NaiveDate,
    },
    /// An account is left without a manager, by decision.
    LeaveVacant {
        /// Which account.
        account: AccountId,
        /// The first day.
        on: NaiveDate,
    },
    /// A record is taken back because it should never have been recorded.
    WithdrawRecord {
        /// The stream in which it stands.
        stream: StreamId,
        /// The record.
        record: Position,
    },
    /// The personal data of a manager is kept under a subject from now on.
    LinkManagerProfile {
        /// Who.
        manager: ManagerId,
        /// The subject of the erasable profile.
        subject: SubjectId,
        /// The day from which it holds.
        on: NaiveDate,
    },
    /// A manager will be away.
    PlanAbsence {
        /// Who.
        manager: ManagerId,
        /// The absence, unique within the manager.
        absence: AbsenceId,
        /// The days away; open while nobody knows the first day back.
        span: Span,
    },
    /// A manager is back earlier than planned.
    ShortenAbsence {
        /// Who.
        manager: ManagerId,
        /// Which absence.
        absence: AbsenceId,
        /// The first day back, after the first day away and before the end so far.
        on: NaiveDate,
    },
    /// An absence does not take place.
    CancelAbsence {
        /// Who.
        manager: ManagerId,
        /// Which absence.
        absence: AbsenceId,
    },
    /// It is assessed how well a manager plays a role.
    AssessRole {
        /// Who.
        manager: ManagerId,
        /// In which role.
        role: Role,
        /// How well; `None` for not at all.
        proficiency: Option<Proficiency>,
        /// The day from which it holds.
        on: NaiveDate,
    },
    /// A manager completes an education.
    CompleteEducation {
        /// Who.
        manager: ManagerId,
        /// How far.
        level: EducationLevel,
        /// In what.
        field: Name,
        /// The day on which it was completed.
        on: NaiveDate,
    },
    /// A manager is awarded a qualification, for the first time or anew.
    AwardQualification {
        /// Who.
        manager: ManagerId,
        /// Which kind.
        kind: Name,
        /// The first day on which it is valid.
        on: NaiveDate,
        /// The first day on which this award is no longer valid; `None` when it does not expire.
        expires_on: Option<NaiveDate>,
    },
    /// An award was checked with whoever gave it.
    VerifyQualification {
        /// Whose.
        manager: ManagerId,
        /// Which kind.
        kind: Name,
        /// The day of the award.
        awarded_on: NaiveDate,
        /// The day from which it counts as verified.
        on: NaiveDate,
    },
    /// A qualification is taken away.
    RevokeQualification {
        /// Whose.
        manager: ManagerId,
        /// Which kind.
        kind: Name,
        /// The first day on which no award before it is valid.
        on: NaiveDate,
    },
    /// It is agreed how much of a manager's time there is.
    AgreeCapacity {
        /// Whose.
        manager: ManagerId,
        /// How much.
        capacity: Capacity,
        /// The day from which it holds.
        on: NaiveDate,
    },
    /// It is assessed how well a manager speaks a language.
    AssessLanguage {
        /// Who.
        manager: ManagerId,
        /// The language, as a tag such as `te` or `pt-BR`.
        language: Name,
        /// How well; `None` for not at all.
        level: Option<LanguageLevel>,
        /// The day from which it holds.
        on: NaiveDate,
    },
    /// It is agreed in which time zone a manager works.
    AgreeTimeZone {
        /// Who.
        manager: ManagerId,
        /// The name of the zone in the IANA database, such as `Asia/Kolkata`.
        time_zone: Name,
        /// The day from which it holds.
        on: NaiveDate,
    },
    /// A policy is adopted, in place of any other of its topic.
    AdoptPolicy {
        /// The policy.
        policy: Box<Policy>,
        /// The day from which it holds.
        on: NaiveDate,
    },
    /// The figures of everything up to a day are reported, and the books closed that far.
    ClosePeriod {
        /// The last day of the period.
        on: NaiveDate,
    },
    /// A team is formed.
    FormTeam {
        /// Which.
        team: TeamId,
        /// What it is called.
        name: Name,
        /// What it is for.
        discipline: Discipline,
        /// The first day.
        on: NaiveDate,
    },
    /// A team is dissolved.
    DissolveTeam {
        /// Which.
        team: TeamId,
        /// The first day on which it is no more.
        on: NaiveDate,
    },
    /// Somebody joins a team.
    JoinTeam {
        /// Which team.
        team: TeamId,
        /// Who.
        manager: ManagerId,
        /// The first day.
        on: NaiveDate,
    },
    /// Somebody leaves a team.
    LeaveTeam {
        /// Which team.
        team: TeamId,
        /// Who.
        manager: ManagerId,
        /// The first day no longer in it.
        on: NaiveDate,
    },
    /// A product is on sale, and meets these needs.
    OfferProduct {
        /// Which.
        product: ProductId,
        /// The needs it meets.
        needs: Needs,
        /// The day from which it holds.
        on: NaiveDate,
    },
    /// A product goes off sale.
    WithdrawProduct {
        /// Which.
        product: ProductId,
        /// The first day off sale.
        on: NaiveDate,
    },
    /// An account enters a stage of its life.
    MoveAccount {
        /// Which.
        account: AccountId,
        /// The stage.
        to: WorkingStage,
        /// The first day.
        on: NaiveDate,
    },
    /// It is decided that the customer leaves. The decision, not yet its effect.
    CancelAccount {
        /// Which.
        account: AccountId,
        /// Why, where it is known.
        reason: Option<ChurnReason>,
        /// The day of the decision.
        on: NaiveDate,
    },
    /// The customer is lost: the effect, not the decision.
    ChurnAccount {
        /// Which.
        account: AccountId,
        /// Why.
        reason: ChurnReason,
        /// The first day on which it is no longer a customer.
        on: NaiveDate,
    },
    /// A customer who had churned comes back.
    WinBackAccount {
        /// Which.
        account: AccountId,
        /// The first day.
        on: NaiveDate,
    },
    /// The currency in which the customer is billed is agreed.
    AgreeBillingCurrency {
        /// Which account.
        account: AccountId,
        /// The currency.
        currency: Currency,
        /// The day from which it holds.
        on: NaiveDate,
    },
    /// The customer works in a time zone.
    LocateAccount {
        /// Which account.
        account: AccountId,
        /// The IANA name, kept as given.
        time_zone: Name,
        /// The day from which it holds.
        on: NaiveDate,
    },
    /// The customer is won.
    AcquireCustomer {
        /// Which account.
        account: AccountId,
        /// What it cost, zero or more; `None` where that is not known.
        cost: Option<Money>,
        /// Where the customer came from.
        source: Option<Name>,
        /// The day.
        on: NaiveDate,
    },
    /// An account comes to stand under another.
    PlaceAccountUnder {
        /// Which.
        account: AccountId,
        /// The account above.
        parent: AccountId,
        /// The first day.
        on: NaiveDate,
    },
    /// An account no longer stands under another.
    MakeAccountIndependent {
        /// Which.
        account: AccountId,
        /// The first day.
        on: NaiveDate,
    },
    /// An account is merged into another, which carries it on.
    MergeAccount {
        /// The account that is merged away; its history stays.
        account: AccountId,
        /// The account that carries it on.
        into: AccountId,
        /// The first day.
        on: NaiveDate,
    },
    /// A merge is undone from a day on. (One that should never have been recorded is withdrawn.)
    UndoMerge {
        /// The account that was merged away.
        account: AccountId,
        /// The first day on which it stands for itself again.
        on: NaiveDate,
    },
    /// A person at the customer's becomes known.
    AddContact {
        /// Which account.
        account: AccountId,
        /// Which contact, unique within the account.
        contact: ContactId,
        /// Under whom name, mail and telephone are kept.
        subject: SubjectId,
        /// The first day.
        on: NaiveDate,
    },
    /// A contact is gone. Whoever was sponsor is lost as one.
    ContactLeaves {
        /// Which account.
        account: AccountId,
        /// Which contact, unique within the account.
        contact: ContactId,
        /// The first day without the contact.
        on: NaiveDate,
    },
    /// A contact who was gone is there again.
    ContactReturns {
        /// Which account.
        account: AccountId,
        /// Which contact, unique within the account.
        contact: ContactId,
        /// The first day.
        on: NaiveDate,
    },
    /// A contact takes a role on.
    GiveContactRole {
        /// Which account.
        account: AccountId,
        /// Which contact, unique within the account.
        contact: ContactId,
        /// Which role.
        role: ContactRole,
        /// The first day.
        on: NaiveDate,
    },
    /// A contact lays a role down.
    EndContactRole {
        /// Which account.
        account: AccountId,
        /// Which contact, unique within the account.
        contact: ContactId,
        /// Which role.
        role: ContactRole,
        /// The first day without it.
        on: NaiveDate,
    },
    /// It is judged how much a contact's word counts.
    JudgeInfluence {
        /// Which account.
        account: AccountId,
        /// Which contact, unique within the account.
        contact: ContactId,
        /// How much.
        influence: Influence,
        /// The day from which it holds.
        on: NaiveDate,
    },
    /// A manager comes to support the holder in a role, or with another part of the credit.
    AssignSupport {
        /// Which account.
        account: AccountId,
        /// Who, in which role.
        seat: Seat,
        /// The part of the credit; the holder has what the seats leave.
        credit: BasisPoints,
        /// The first day.
        on: NaiveDate,
    },
    /// A supporting manager is released.
    ReleaseSupport {
        /// Which account.
        account: AccountId,
        /// Who, from which role.
        seat: Seat,
        /// The first day without.
        on: NaiveDate,
    },
    /// A manager stands in for the absent holder, who stays the holder.
    ArrangeCover {
        /// Which account.
        account: AccountId,
        /// Who stands in.
        manager: ManagerId,
        /// The first day.
        on: NaiveDate,
        /// The first day no longer covered.
        until: NaiveDate,
    },
    /// An account begins its way to another holder.
    StartHandover {
        /// Which account.
        account: AccountId,
        /// Which handover, unique within the account.
        handover: HandoverId,
        /// Who is to hold it.
        to: ManagerId,
        /// What must not be forgotten, each once.
        items: Vec<HandoverItem>,
        /// The day.
        on: NaiveDate,
    },
    /// Something that must not be forgotten is done.
    DoHandoverItem {
        /// Which account.
        account: AccountId,
        /// Which handover, unique within the account.
        handover: HandoverId,
        /// What.
        item: HandoverItem,
        /// The day.
        on: NaiveDate,
    },
    /// It is decided not to do something that had been planned.
    WaiveHandoverItem {
        /// Which account.
        account: AccountId,
        /// Which handover, unique within the account.
        handover: HandoverId,
        /// What.
        item: HandoverItem,
        /// Why, from the host's own list.
        reason: Name,
        /// The day.
        on: NaiveDate,
    },
    /// A handover is completed: the new manager holds the account, and whoever supports it stays unless named here.
    CompleteHandover {
        /// Which account.
        account: AccountId,
        /// Which handover, unique within the account.
        handover: HandoverId,
        /// The supporting managers who are released.
        released: Vec<Seat>,
        /// The first day with the new holder.
        on: NaiveDate,
    },
    /// Nothing comes of a handover.
    AbandonHandover {
        /// Which account.
        account: AccountId,
        /// Which handover, unique within the account.
        handover: HandoverId,
        /// The day.
        on: NaiveDate,
    },
    /// A contract comes into force.
    SignContract {
        /// Which account.
        account: AccountId,
        /// Which contract, unique within the account.
        contract: ContractId,
        /// The day of the signature.
        signed_on: NaiveDate,
        /// For how long, and how it goes on or ends.
        terms: ContractTerms,
        /// The first day.
        on: NaiveDate,
    },
    /// A contract that does not go on by itself is renewed.
    RenewContract {
        /// Which account.
        account: AccountId,
        /// Which contract, unique within the account.
        contract: ContractId,
        /// For how many months more.
        months: NonZeroU16,
        /// The day on which it would lapse.
        on: NaiveDate,
    },
    /// A line is agreed, or other terms for it.
    AgreeLine {
        /// Which account.
        account: AccountId,
        /// Which contract, unique within the account.
        contract: ContractId,
        /// The line, unique within the account.
        line: SubscriptionId,
        /// What it costs from now on.
        terms: LineTerms,
        /// The first day.
        on: NaiveDate,
    },
    /// A line is taken out of its contract.
    RemoveLine {
        /// Which account.
        account: AccountId,
        /// Which contract, unique within the account.
        contract: ContractId,
        /// The line.
        line: SubscriptionId,
        /// The first day without it.
        on: NaiveDate,
    },
    /// One line takes the place of another: one change.
    SwapPlan {
        /// Which account.
        account: AccountId,
        /// Which contract, unique within the account.
        contract: ContractId,
        /// The line that ends.
        from: SubscriptionId,
        /// The line that takes its place, unique within the account.
        to: SubscriptionId,
        /// What that one costs.
        terms: LineTerms,
        /// The first day of the new one.
        on: NaiveDate,
    },
    /// Something is taken off the price of a line.
    GrantDiscount {
        /// Which account.
        account: AccountId,
        /// Which contract, unique within the account.
        contract: ContractId,
        /// The discount, unique within the contract.
        discount: DiscountId,
        /// How much is off which line, and until when.
        terms: DiscountTerms,
        /// The first day.
        on: NaiveDate,
    },
    /// A discount no longer holds.
    EndDiscount {
        /// Which account.
        account: AccountId,
        /// Which contract, unique within the account.
        contract: ContractId,
        /// Which.
        discount: DiscountId,
        /// The first day without it.
        on: NaiveDate,
    },
    /// A contract rests for a time, by agreement.
    PauseContract {
        /// Which account.
        account: AccountId,
        /// Which contract, unique within the account.
        contract: ContractId,
        /// The first day.
        on: NaiveDate,
    },
    /// A contract no longer rests.
    ResumeContract {
        /// Which account.
        account: AccountId,
        /// Which contract, unique within the account.
        contract: ContractId,
        /// The first day.
        on: NaiveDate,
    },
    /// The customer asks to end a contract.
    CancelContract {
        /// Which account.
        account: AccountId,
        /// Which contract, unique within the account.
        contract: ContractId,
        /// The day on which it takes effect by the contract, not before the request.
        effective: NaiveDate,
        /// The first day without service, not before the effect.
        service_end: NaiveDate,
        /// The day of the request.
        on: NaiveDate,
    },
    /// A cancellation is taken back before the service has ended.
    RetractCancellation {
        /// Which account.
        account: AccountId,
        /// Which contract, unique within the account.
        contract: ContractId,
        /// The day.
        on: NaiveDate,
    },
    /// It is agreed how the prices of a contract rise.
    AgreeEscalator {
        /// Which account.
        account: AccountId,
        /// Which contract, unique within the account.
        contract: ContractId,
        /// How; `None` when they no longer do.
        escalator: Option<Escalator>,
        /// The day of the first step.
        on: NaiveDate,
    },
    /// A contact of the customer answered a survey.
    RecordSurveyAnswer {
        /// Whose account.
        account: AccountId,
        /// The day.
        on: NaiveDate,
        /// What was answered.
        answer: SurveyAnswered,
    },
    /// A manager was in touch with the customer, or wrote something down about it.
    RecordInteraction {
        /// Whose account.
        account: AccountId,
        /// The day.
        on: NaiveDate,
        /// What passed.
        interaction: InteractionHeld,
    },
    /// Something is promised to the customer.
    MakeCommitment {
        /// Whose account.
        account: AccountId,
        /// The day.
        on: NaiveDate,
        /// What is promised.
        commitment: CommitmentMade,
    },
    /// What was promised is kept, broken, or no longer asked for.
    SettleCommitment {
        /// Whose account.
        account: AccountId,
        /// Which.
        commitment: CommitmentId,
        /// How.
        outcome: CommitmentOutcome,
        /// The day.
        on: NaiveDate,
    },
    /// The customer brings something up.
    OpenCase {
        /// Whose account.
        account: AccountId,
        /// The day.
        on: NaiveDate,
        /// What.
        case: CaseOpened,
    },
    /// A case is put into a state.
    MoveCase {
        /// Whose account.
        account: AccountId,
        /// Which.
        case: CaseId,
        /// Which state.
        to: CaseState,
        /// The day.
        on: NaiveDate,
        /// The local time of day.
        at: NaiveTime,
    },
    /// The customer gets an answer in a case.
    AnswerCase {
        /// Whose account.
        account: AccountId,
        /// Which.
        case: CaseId,
        /// The day.
        on: NaiveDate,
        /// The local time of day.
        at: NaiveTime,
    },
    /// The customer writes again in a case.
    RecordCustomerReply {
        /// Whose account.
        account: AccountId,
        /// Which.
        case: CaseId,
        /// The day.
        on: NaiveDate,
        /// The local time of day.
        at: NaiveTime,
    },
    /// A case gets another priority.
    PrioritiseCase {
        /// Whose account.
        account: AccountId,
        /// Which.
        case: CaseId,
        /// How soon it is to be dealt with from now on.
        priority: CasePriority,
        /// The day.
        on: NaiveDate,
        /// The local time of day.
        at: NaiveTime,
    },
    /// A case becomes the business of another role.
    HandCaseOver {
        /// Whose account.
        account: AccountId,
        /// Which.
        case: CaseId,
        /// Whose.
        role: Role,
        /// The day.
        on: NaiveDate,
        /// The local time of day.
        at: NaiveTime,
    },
    /// A case is taken further up.
    EscalateCase {
        /// Whose account.
        account: AccountId,
        /// Which.
        case: CaseId,
        /// How far.
        to: EscalationLevel,
        /// Why.
        reason: Name,
        /// The day.
        on: NaiveDate,
        /// The local time of day.
        at: NaiveTime,
    },
    /// A case goes back to where it usually is dealt with.
    DeescalateCase {
        /// Whose account.
        account: AccountId,
        /// Which.
        case: CaseId,
        /// The day.
        on: NaiveDate,
        /// The local time of day.
        at: NaiveTime,
    },
    /// A manager and sales go through what the customer bought, and whether it fits. Actions agreed there are commitments that
    /// name the review as their origin.
    RecordFitReview {
        /// Whose account.
        account: AccountId,
        /// The day.
        on: NaiveDate,
        /// What was found.
        review: FitReviewHeld,
    },
    /// Another team or a specialist is tied to the account.
    TieLiaison {
        /// Whose account.
        account: AccountId,
        /// Who.
        liaison: Liaison,
        /// What for.
        purpose: Name,
        /// The day.
        on: NaiveDate,
    },
    /// A team or a specialist is no longer tied to the account.
    UntieLiaison {
        /// Whose account.
        account: AccountId,
        /// Who.
        liaison: Liaison,
        /// The first day on which it no longer is.
        on: NaiveDate,
    },
    /// Something is asked of a team or a specialist, tied to the account or not.
    RequestLiaison {
        /// Whose account.
        account: AccountId,
        /// The day.
        on: NaiveDate,
        /// What is asked of whom.
        request: LiaisonRequested,
    },
    /// A team or a specialist answers a request.
    AnswerLiaisonRequest {
        /// Whose account.
        account: AccountId,
        /// Which.
        request: LiaisonRequestId,
        /// The day.
        on: NaiveDate,
    },
    /// Something that may be sold to the customer, or a renewal, is seen.
    OpenOpportunity {
        /// Whose account.
        account: AccountId,
        /// The day.
        on: NaiveDate,
        /// What.
        opportunity: OpportunityOpened,
    },
    /// An opportunity is put into a stage.
    MoveOpportunity {
        /// Whose account.
        account: AccountId,
        /// Which.
        opportunity: OpportunityId,
        /// Which stage.
        to: OpportunityStage,
        /// The day.
        on: NaiveDate,
    },
    /// Something else is expected of an opportunity.
    ReviseOpportunity {
        /// Whose account.
        account: AccountId,
        /// Which.
        opportunity: OpportunityId,
        /// The recurring amount of a month that it would add, or keep in the case of a renewal.
        monthly: Money,
        /// The day by which it should be won or lost.
        expected_close: NaiveDate,
        /// The day.
        on: NaiveDate,
    },
    /// An opportunity is won or lost.
    CloseOpportunity {
        /// Whose account.
        account: AccountId,
        /// Which.
        opportunity: OpportunityId,
        /// How it ends.
        outcome: OpportunityOutcome,
        /// Why.
        reason: Name,
        /// The day.
        on: NaiveDate,
    },
    /// An accepted [plan](crate::staffing::Proposal::command) of who holds which account is carried out: all of it, or nothing when
    /// the book is no longer as the plan took it to be.
    CarryOutPlan {
        /// What becomes of each account.
        steps: Vec<PlanStep>,
        /// The first day.
        on: NaiveDate,
    },
    /// A manager judges how an account stands.
    RateAccount {
        /// Which account.
        account: AccountId,
        /// The day.
        on: NaiveDate,
        /// Who, and how it stands.
        rated: AccountRated,
    },
    /// A play is started, with the version that is adopted on the day.
    StartPlay {
        /// For which account.
        account: AccountId,
        /// A new run of it.
        run: PlayRunId,
        /// The name of the play.
        play: Name,
        /// The day.
        on: NaiveDate,
    },
    /// A step of a play is done.
    DoPlayStep {
        /// Whose account.
        account: AccountId,
        /// In which run.
        run: PlayRunId,
        /// Which step.
        step: Name,
        /// The day.
        on: NaiveDate,
    },
    /// It is decided not to do a step of a play.
    SkipPlayStep {
        /// Whose account.
        account: AccountId,
        /// In which run.
        run: PlayRunId,
        /// Which step.
        step: Name,
        /// Why.
        reason: Name,
        /// The day.
        on: NaiveDate,
    },
    /// A play ends.
    EndPlay {
        /// Whose account.
        account: AccountId,
        /// Which run.
        run: PlayRunId,
        /// By which of its exits.
        exit: Name,
        /// The day.
        on: NaiveDate,
    },
}
}
