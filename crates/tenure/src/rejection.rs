//! Why a command cannot be recorded.

use chrono::NaiveDate;

use crate::account::{ContactRole, HandoverItem, Holder, Liaison, Seat, Stage};
use crate::calendar::Span;
use crate::directory::RoleRefusal;
use crate::id::{
    AbsenceId, AccountId, ContactId, ContractId, DiscountId, FitReviewId, HandoverId, ManagerId,
    OpportunityId, PlayRunId, ProductId, SubjectId, SubscriptionId, TeamId,
};
use crate::money::{Money, MoneyError};
use crate::record::{Position, StreamId};
use crate::text::Name;
use crate::work_item::WorkItem;

/// The rule that stands against a command, with the earlier record it refers to, in words that a user can be shown.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Rejection {
    /// The manager is not in the directory.
    #[error("manager `{manager}` is not in the directory; hire the manager first")]
    UnknownManager {
        /// Who.
        manager: ManagerId,
    },
    /// The manager is employed already.
    #[error("manager `{manager}` is employed on {on} already, by record {record}")]
    AlreadyEmployed {
        /// Who.
        manager: ManagerId,
        /// The day asked for.
        on: NaiveDate,
        /// The record that says so.
        record: Position,
    },
    /// The books are closed further than that already.
    #[error(
        "the books are closed through {through} by record {record}, so {on} is in a closed period; withdraw that record to open it again"
    )]
    PeriodClosedAlready {
        /// The day asked for.
        on: NaiveDate,
        /// The last day that is closed.
        through: NaiveDate,
        /// The record that closed it.
        record: Position,
    },
    /// The manager is not employed on that day.
    #[error("manager `{manager}` is not employed on {on}")]
    NotEmployed {
        /// Who.
        manager: ManagerId,
        /// The day asked for.
        on: NaiveDate,
    },
    /// A later record about the manager's employment stands in the way.
    #[error(
        "record {record} says something else about the employment of manager `{manager}` from {from}; withdraw it first"
    )]
    LaterEmployment {
        /// Who.
        manager: ManagerId,
        /// The day of that record.
        from: NaiveDate,
        /// The record.
        record: Position,
    },
    /// The account was never opened.
    #[error("account `{account}` does not exist; open it first")]
    UnknownAccount {
        /// Which.
        account: AccountId,
    },
    /// The account was opened before.
    #[error("account `{account}` was opened already, by record {record}")]
    AccountExists {
        /// Which.
        account: AccountId,
        /// The record that opened it.
        record: Position,
    },
    /// The amount is below zero.
    #[error("{monthly} is below zero; a subscription costs nothing at the least")]
    NegativeAmount {
        /// The amount.
        monthly: Money,
    },
    /// The subscription was started before.
    #[error(
        "subscription `{subscription}` was started on {from} already, by record {record}; a subscription starts once, so give another \
         id to a customer who comes back, or withdraw that record"
    )]
    SubscriptionExists {
        /// Which.
        subscription: SubscriptionId,
        /// The day of its start.
        from: NaiveDate,
        /// The record that started it.
        record: Position,
    },
    /// The subscription is not in force on that day.
    #[error("subscription `{subscription}` is not in force on {on}")]
    SubscriptionNotInForce {
        /// Which.
        subscription: SubscriptionId,
        /// The day asked for.
        on: NaiveDate,
    },
    /// A later record about the subscription stands in the way of its end.
    #[error(
        "record {record} changes subscription `{subscription}` on {from}, after the end asked for; withdraw it first"
    )]
    SubscriptionChangesLater {
        /// Which.
        subscription: SubscriptionId,
        /// The day of that record.
        from: NaiveDate,
        /// The record.
        record: Position,
    },
    /// There is nothing to withdraw.
    #[error("stream `{stream}` has no record {record} that still holds")]
    NothingToWithdraw {
        /// Which stream.
        stream: StreamId,
        /// The record asked for.
        record: Position,
    },
    /// The record to be withdrawn would come of the same request.
    #[error(
        "stream `{stream}` has no record {record} before this request, and a request takes back only what was recorded before it; leave \
         out the command that would record it"
    )]
    NotYetRecorded {
        /// Which stream.
        stream: StreamId,
        /// The record asked for.
        record: Position,
    },
    /// Other records build on the one to be withdrawn.
    #[error("record {dependent} builds on record {record}; withdraw it first")]
    StillNeeded {
        /// The record asked for.
        record: Position,
        /// A record that would be left without ground.
        dependent: Position,
    },
    /// The stream has more records than a position can count.
    #[error("stream `{stream}` is full")]
    StreamFull {
        /// Which.
        stream: StreamId,
    },
    /// The subject is that of another manager.
    #[error(
        "subject `{subject}` is that of manager `{manager}`, by record {record}; give each manager a subject of their own"
    )]
    SubjectTaken {
        /// Which.
        subject: SubjectId,
        /// Whose it is.
        manager: ManagerId,
        /// The record that says so.
        record: Position,
    },
    /// An absence without a day.
    #[error("absence `{absence}` would hold no day; let it end after {on}")]
    AbsenceWithoutDays {
        /// Which.
        absence: AbsenceId,
        /// Its first day.
        on: NaiveDate,
    },
    /// The absence was planned before.
    #[error(
        "absence `{absence}` of manager `{manager}` was planned already, by record {record}; give another absence another id"
    )]
    AbsenceExists {
        /// Which.
        absence: AbsenceId,
        /// Whose.
        manager: ManagerId,
        /// The record that planned it.
        record: Position,
    },
    /// The absence was never planned.
    #[error("manager `{manager}` has no absence `{absence}`; plan it first")]
    UnknownAbsence {
        /// Which.
        absence: AbsenceId,
        /// Whose.
        manager: ManagerId,
    },
    /// The absence does not take place.
    #[error("absence `{absence}` was cancelled; plan another")]
    AbsenceIsCancelled {
        /// Which.
        absence: AbsenceId,
    },
    /// The day back is not within the absence.
    #[error(
        "absence `{absence}` holds the days {span}, and {on} does not come after its first and before its end; cancel it to have no \
         day of it, plan a further one to be away longer"
    )]
    NotShorter {
        /// Which.
        absence: AbsenceId,
        /// The days it holds.
        span: Span,
        /// The day back asked for.
        on: NaiveDate,
    },
    /// A qualification would expire before it is valid.
    #[error(
        "qualification `{kind}` would expire on {expires_on}, not after {on}, the day of its award; let it expire later"
    )]
    ExpiresAtOnce {
        /// Which kind.
        kind: Name,
        /// The day of the award.
        on: NaiveDate,
        /// The day on which it would expire.
        expires_on: NaiveDate,
    },
    /// Something else about the qualification was recorded for that day.
    #[error(
        "record {record} says something else about qualification `{kind}` of manager `{manager}` on {on}; withdraw it first, or \
         choose another day"
    )]
    QualificationSameDay {
        /// Whose.
        manager: ManagerId,
        /// Which kind.
        kind: Name,
        /// The day.
        on: NaiveDate,
        /// The record.
        record: Position,
    },
    /// The qualification was not awarded on that day.
    #[error(
        "qualification `{kind}` was not awarded to manager `{manager}` on {awarded_on}; award it first"
    )]
    UnknownAward {
        /// Whose.
        manager: ManagerId,
        /// Which kind.
        kind: Name,
        /// The day of the award asked for.
        awarded_on: NaiveDate,
    },
    /// An award would be verified before it was made.
    #[error(
        "qualification `{kind}` was awarded on {awarded_on} and cannot be verified before, on {on}"
    )]
    VerifiedBeforeAwarded {
        /// Which kind.
        kind: Name,
        /// The day of the award.
        awarded_on: NaiveDate,
        /// The day of the verification asked for.
        on: NaiveDate,
    },
    /// There is nothing to revoke.
    #[error(
        "qualification `{kind}` was not awarded to manager `{manager}` before {on}, so there is nothing to revoke"
    )]
    NothingToRevoke {
        /// Whose.
        manager: ManagerId,
        /// Which kind.
        kind: Name,
        /// The day asked for.
        on: NaiveDate,
    },
    /// The working calendar was not adopted by then.
    #[error(
        "the working calendar `{calendar}` is not adopted on {on}; adopt it from that day or earlier"
    )]
    UnknownCalendar {
        /// Which.
        calendar: Name,
        /// The day asked for.
        on: NaiveDate,
    },
    /// The team was formed before.
    #[error("team `{team}` was formed already, by record {record}; give another team another id")]
    TeamExists {
        /// Which.
        team: TeamId,
        /// The record that formed it.
        record: Position,
    },
    /// The team does not exist on that day.
    #[error("team `{team}` does not exist on {on}")]
    NoTeam {
        /// Which.
        team: TeamId,
        /// The day asked for.
        on: NaiveDate,
    },
    /// A later record about the team stands in the way of its end.
    #[error(
        "record {record} says something else about team `{team}` on {from}, after the end asked for; withdraw it first"
    )]
    TeamChangesLater {
        /// Which.
        team: TeamId,
        /// The day of that record.
        from: NaiveDate,
        /// The record.
        record: Position,
    },
    /// The manager belongs to the team already.
    #[error("manager `{manager}` belongs to team `{team}` on {on} already, by record {record}")]
    AlreadyMember {
        /// Which team.
        team: TeamId,
        /// Who.
        manager: ManagerId,
        /// The day asked for.
        on: NaiveDate,
        /// The record that says so.
        record: Position,
    },
    /// The manager does not belong to the team.
    #[error("manager `{manager}` does not belong to team `{team}` on {on}")]
    NotMember {
        /// Which team.
        team: TeamId,
        /// Who.
        manager: ManagerId,
        /// The day asked for.
        on: NaiveDate,
    },
    /// A later record about the membership stands in the way.
    #[error(
        "record {record} says something else about manager `{manager}` in team `{team}` from {from}; withdraw it first"
    )]
    LaterMembership {
        /// Which team.
        team: TeamId,
        /// Who.
        manager: ManagerId,
        /// The day of that record.
        from: NaiveDate,
        /// The record.
        record: Position,
    },
    /// The product was never on sale before that day.
    #[error("product `{product}` was never on sale before {on}; offer it first")]
    NeverOffered {
        /// Which.
        product: ProductId,
        /// The day asked for.
        on: NaiveDate,
    },
    /// The stage cannot follow the one there is.
    #[error(
        "account `{account}` cannot become {stage} on {on}: {}",
        stands_before(before.as_ref())
    )]
    StageNotAllowed {
        /// Which.
        account: AccountId,
        /// The stage asked for.
        stage: Stage,
        /// The day asked for.
        on: NaiveDate,
        /// The stage before, with the record that says so; `None` for an account without a stage yet.
        before: Option<(Stage, Position)>,
    },
    /// A later stage could not follow the one asked for.
    #[error(
        "record {record} makes account `{account}` {later} on {from}, which cannot follow {stage}; withdraw it first"
    )]
    LaterStage {
        /// Which.
        account: AccountId,
        /// The stage asked for.
        stage: Stage,
        /// The stage after it.
        later: Stage,
        /// The day of that stage.
        from: NaiveDate,
        /// The record.
        record: Position,
    },
    /// A cost is below zero.
    #[error("{cost} is below zero; a cost is nothing at the least")]
    NegativeCost {
        /// The cost.
        cost: Money,
    },
    /// The account is merged into another on that day.
    #[error(
        "account `{account}` is merged into another on {on}, by record {record}; undo that first"
    )]
    MergedAway {
        /// Which.
        account: AccountId,
        /// The day asked for.
        on: NaiveDate,
        /// The record.
        record: Position,
    },
    /// A record stands against a merge or against undoing it.
    #[error(
        "record {record} says something else about account `{account}` in that time; withdraw it first"
    )]
    LaterMerge {
        /// Which.
        account: AccountId,
        /// The record.
        record: Position,
    },
    /// There is no merge to undo.
    #[error("account `{account}` is not merged into another on {on}")]
    NotMerged {
        /// Which.
        account: AccountId,
        /// The day asked for.
        on: NaiveDate,
    },
    /// An account cannot stand under itself.
    #[error("account `{account}` cannot stand under itself or be merged into itself")]
    AboveItself {
        /// Which.
        account: AccountId,
    },
    /// An account would stand above itself.
    #[error(
        "account `{account}` would stand above itself on {on}: record {record} puts account `{through}` under it"
    )]
    HierarchyCircle {
        /// Which.
        account: AccountId,
        /// The first such day that was found.
        on: NaiveDate,
        /// The account that leads back.
        through: AccountId,
        /// The record of that account.
        record: Position,
    },
    /// The book does not hold a stream that the decision reads.
    #[error("the decision reads stream `{stream}`, which the book does not hold; load it first")]
    NotLoaded {
        /// Which.
        stream: StreamId,
    },
    /// The contact is known already.
    #[error("contact `{contact}` was added already, by record {record}")]
    ContactExists {
        /// Which.
        contact: ContactId,
        /// The record that added it.
        record: Position,
    },
    /// The contact was never added.
    #[error("contact `{contact}` is not known; add it first")]
    UnknownContact {
        /// Which.
        contact: ContactId,
    },
    /// The contact is not there on that day.
    #[error("contact `{contact}` is not there on {on}")]
    ContactNotActive {
        /// Which.
        contact: ContactId,
        /// The day asked for.
        on: NaiveDate,
    },
    /// The contact does not play the role on that day.
    #[error("contact `{contact}` is not {role} on {on}")]
    RoleNotHeld {
        /// Which.
        contact: ContactId,
        /// The role.
        role: ContactRole,
        /// The day asked for.
        on: NaiveDate,
    },
    /// A record about the contact stands in the way.
    #[error(
        "record {record} says something about contact `{contact}` that could not be then; withdraw it first"
    )]
    ContactSaysOtherwise {
        /// Which.
        contact: ContactId,
        /// The record.
        record: Position,
    },
    /// More than the whole credit would be given away.
    #[error(
        "the parts of those who support account `{account}` would add up to {sum} basis points on {on}; at most 10000 can be given"
    )]
    CreditExceeded {
        /// Which account.
        account: AccountId,
        /// The first such day.
        on: NaiveDate,
        /// What they would add up to.
        sum: u32,
    },
    /// The manager does not support the account in that role on that day.
    #[error("manager `{}` does not support the account as {} on {on}", seat.manager, seat.role)]
    NotSupporting {
        /// Who, in which role.
        seat: Seat,
        /// The day asked for.
        on: NaiveDate,
    },
    /// A span without a day.
    #[error("there is no day from {on} to before {until}; give a later end")]
    NoDays {
        /// The first day.
        on: NaiveDate,
        /// The first day after.
        until: NaiveDate,
    },
    /// The manager may not play the role on that day.
    #[error(transparent)]
    Role(#[from] RoleRefusal),
    /// Whoever should stand in is away.
    #[error("manager `{manager}` is away on {on}")]
    Away {
        /// Who.
        manager: ManagerId,
        /// The first such day.
        on: NaiveDate,
    },
    /// Somebody stands in on some of these days already.
    #[error(
        "account `{account}` is covered from {from} to before {until} already, by record {record}; withdraw it first"
    )]
    AlreadyCovered {
        /// Which account.
        account: AccountId,
        /// The first day covered.
        from: NaiveDate,
        /// The first day no longer covered.
        until: NaiveDate,
        /// The record.
        record: Position,
    },
    /// The handover had not started by that day.
    #[error("handover `{handover}` had not started by then; start it first")]
    UnknownHandover {
        /// Which.
        handover: HandoverId,
    },
    /// A handover is going on, was made before, or has ended.
    #[error("record {record} about handover `{handover}` stands against it")]
    HandoverStands {
        /// Which.
        handover: HandoverId,
        /// The record.
        record: Position,
    },
    /// The item is not on the list, is there twice, or is of something that the account does not have.
    #[error("the {item} cannot be an item of handover `{handover}`, or is one already")]
    HandoverItem {
        /// The item.
        item: HandoverItem,
        /// Of which handover.
        handover: HandoverId,
    },
    /// Something must still be done or waived.
    #[error(
        "handover `{handover}` cannot be completed on {on}: the {item} is neither done nor waived"
    )]
    HandoverItemOpen {
        /// Which.
        handover: HandoverId,
        /// The first open item.
        item: HandoverItem,
        /// The day asked for.
        on: NaiveDate,
    },
    /// The contract was signed before.
    #[error("contract `{contract}` was signed already, by record {record}")]
    ContractExists {
        /// Which.
        contract: ContractId,
        /// The record.
        record: Position,
    },
    /// The contract was never signed.
    #[error("contract `{contract}` does not exist; sign it first")]
    UnknownContract {
        /// Which.
        contract: ContractId,
    },
    /// There is no contract to be co-termed with.
    #[error(
        "contract `{contract}` cannot end with `{with}`: that does not exist or ends with another itself"
    )]
    NoLeadingContract {
        /// Which.
        contract: ContractId,
        /// The contract that should lead.
        with: ContractId,
    },
    /// The contract is not in force on that day.
    #[error("contract `{contract}` is not in force on {on}")]
    ContractNotInForce {
        /// Which.
        contract: ContractId,
        /// The day asked for.
        on: NaiveDate,
        /// The record that signed it.
        record: Option<Position>,
    },
    /// A record about the contract stands in the way.
    #[error(
        "record {record} says something about contract `{contract}` that could not be then; withdraw it first"
    )]
    ContractSaysOtherwise {
        /// Which.
        contract: ContractId,
        /// The record.
        record: Position,
    },
    /// The contract has no such line on that day.
    #[error("contract `{contract}` has no line `{line}` on {on}")]
    NoLine {
        /// Which.
        contract: ContractId,
        /// The line asked for.
        line: SubscriptionId,
        /// The day asked for.
        on: NaiveDate,
    },
    /// The contract does not lapse on that day, so it cannot be renewed from it.
    #[error("contract `{contract}` does not lapse on {on}; renew it from the end of its term")]
    NoRenewal {
        /// Which.
        contract: ContractId,
        /// The day asked for.
        on: NaiveDate,
    },
    /// The discount was granted before.
    #[error("discount `{discount}` was granted already, by record {record}")]
    DiscountExists {
        /// Which.
        discount: DiscountId,
        /// The record.
        record: Position,
    },
    /// The discount does not hold on that day.
    #[error("discount `{discount}` does not hold on {on}")]
    NoDiscount {
        /// Which.
        discount: DiscountId,
        /// The day asked for.
        on: NaiveDate,
    },
    /// The three dates of a cancellation are out of order.
    #[error(
        "a cancellation asked for on {requested} cannot take effect on {effective} and end the service on {service_end}; \
         each day is the one before it at the earliest"
    )]
    CancellationOrder {
        /// The day of the request.
        requested: NaiveDate,
        /// The day of the effect.
        effective: NaiveDate,
        /// The first day without service.
        service_end: NaiveDate,
    },
    /// The contract is not paused on that day.
    #[error("contract `{contract}` is not paused on {on}")]
    NotPaused {
        /// Which.
        contract: ContractId,
        /// The day asked for.
        on: NaiveDate,
    },
    /// There is no cancellation to take back.
    #[error("contract `{contract}` has no cancellation to take back on {on}")]
    NotCancelled {
        /// Which.
        contract: ContractId,
        /// The day asked for.
        on: NaiveDate,
    },
    /// An amount cannot be.
    #[error(transparent)]
    Amount(#[from] MoneyError),
    /// It was recorded before, as something else or on another day.
    #[error(
        "{item} was recorded for {on} already, by record {record}; give another id, or withdraw that record"
    )]
    ItemExists {
        /// What.
        item: WorkItem,
        /// Its day.
        on: NaiveDate,
        /// The record.
        record: Position,
    },
    /// No play of this name is adopted.
    #[error("no play `{play}` is adopted on {on}; adopt it first")]
    UnknownPlay {
        /// The name.
        play: Name,
        /// The day.
        on: NaiveDate,
    },
    /// A play has no such step or exit.
    #[error(
        "play `{run}` has no step or exit `{name}`; name one of those that it was started with"
    )]
    NotInPlay {
        /// Which run.
        run: PlayRunId,
        /// The step or exit.
        name: Name,
    },
    /// A step of a play was settled before.
    #[error(
        "the step `{step}` of play `{run}` was settled on {on}, by record {record}; withdraw that first"
    )]
    StepSettled {
        /// Which run.
        run: PlayRunId,
        /// Which step.
        step: Name,
        /// When.
        on: NaiveDate,
        /// The record.
        record: Position,
    },
    /// Nothing is known of it.
    #[error("{item} is not recorded; record it first")]
    UnknownItem {
        /// What.
        item: WorkItem,
    },
    /// It begins after the moment asked for.
    #[error(
        "{item} begins on {began}, by record {record}; nothing can happen to it before, on {on}"
    )]
    ItemNotYet {
        /// What.
        item: WorkItem,
        /// The day asked for.
        on: NaiveDate,
        /// The day on which it begins.
        began: NaiveDate,
        /// The record.
        record: Position,
    },
    /// The step cannot be taken from where it stands.
    #[error("{item} is {state} then, on {on}, so it cannot be {step}")]
    StepNotAllowed {
        /// What.
        item: WorkItem,
        /// The day asked for.
        on: NaiveDate,
        /// Where it stands.
        state: &'static str,
        /// What was asked for.
        step: &'static str,
    },
    /// A step that is recorded already could not follow the one asked for.
    #[error(
        "what record {record} says about {item} on {from} could not follow; withdraw that record first"
    )]
    LaterStep {
        /// What.
        item: WorkItem,
        /// The day of that record.
        from: NaiveDate,
        /// The record.
        record: Position,
    },
    /// It would be due before it begins.
    #[error("{item} would be due on {due}, before {on}; give that day or a later one")]
    DueTooEarly {
        /// What.
        item: WorkItem,
        /// The day on which it would be due.
        due: NaiveDate,
        /// The day asked for.
        on: NaiveDate,
    },
    /// There is no tie to end.
    #[error("{liaison} was never tied to the account before {on}")]
    NeverTied {
        /// Who.
        liaison: Liaison,
        /// The day asked for.
        on: NaiveDate,
    },
    /// A fit review without any product.
    #[error("fit review `{review}` has no product; give at least one")]
    NothingReviewed {
        /// Which.
        review: FitReviewId,
    },
    /// The amount of an opportunity is below zero.
    #[error("{monthly} is below zero; opportunity `{opportunity}` brings nothing at the least")]
    NegativeOpportunity {
        /// Which.
        opportunity: OpportunityId,
        /// The amount.
        monthly: Money,
    },
    /// A plan takes for granted that somebody else holds the account.
    #[error(
        "the plan takes account `{account}` to be {} on {on}, and it is {}{}; make the plan anew",
        held(expected.as_ref()), held(actual.as_ref()), by_record(*record)
    )]
    PlanOutdated {
        /// Which.
        account: AccountId,
        /// The day from which the plan holds.
        on: NaiveDate,
        /// Who the plan thinks holds it; `None` when nobody had reviewed it.
        expected: Option<Holder>,
        /// Who does.
        actual: Option<Holder>,
        /// The record that says so.
        record: Option<Position>,
    },
    /// A plan has two steps for one account.
    #[error("the plan has two steps for account `{account}`; give one")]
    PlannedTwice {
        /// Which.
        account: AccountId,
    },
}

fn held(holder: Option<&Holder>) -> String {
    match holder {
        Some(Holder::Manager(manager)) => format!("held by manager `{manager}`"),
        Some(Holder::Vacant) => "vacant".to_owned(),
        None => "held by nobody yet".to_owned(),
    }
}

fn by_record(record: Option<Position>) -> String {
    record.map_or_else(String::new, |record| format!(", by record {record}"))
}

fn stands_before(before: Option<&(Stage, Position)>) -> String {
    match before {
        Some((stage, record)) => format!("it is {stage} before that, by record {record}"),
        None => "it has no stage before that".to_owned(),
    }
}
