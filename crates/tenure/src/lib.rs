#![doc = include_str!("../README.md")]

mod account;
pub mod agenda;
mod apportion;
mod as_of;
mod basis_points;
mod book;
pub mod calendar;
mod command;
mod coverage;
mod currency;
pub mod decide;
mod desk;
mod directory;
pub mod economics;
pub mod fact;
mod fetch;
pub mod focus;
mod fold;
mod fraction;
pub mod health;
mod hierarchy;
pub mod id;
pub mod journal;
mod money;
mod pages;
mod part;
mod parts;
mod ramp;
mod ratio;
mod record;
mod rejection;
pub mod retention;
mod role;
mod rounding;
pub mod situation;
pub mod staffing;
mod text;
mod timeline;
mod wire;
mod work_item;

pub use account::{
    Above, Account, Acquisition, AssignmentCause, Assignments, BillingInterval, Cancellation,
    ChurnKind, ChurnReason, ChurnTiming, Contact, ContactRole, Contract, ContractTerms, Cover,
    CreditShares, Details, Discount, DiscountTerms, Escalator, FiniteDiscounts, Handover,
    HandoverEnd, HandoverItem, HandoverPlan, Holder, Influence, IntervalUnit, Lifecycle,
    LifecycleStep, LineStep, LineTerms, Lineage, MonthlyRule, Off, PastDue, Paused, Presence,
    RecurringRule, Renewal, RenewalDate, RoleStep, Seat, Settlement, Signed, SponsorLoss, Stage,
    Subscription, Term, TermLength, Trial, WorkingStage, dimension,
};
pub use account::{
    Case, CaseEvent, CaseKind, CasePriority, CaseState, Clarity, Commitment, CommitmentOrigin,
    CommitmentOutcome, EscalationLevel, FitReviewDue, FitReviewReason, InteractionKind, Liaison,
    LiaisonRequest, Opportunity, OpportunityKind, OpportunityOutcome, OpportunityStage,
    OpportunityState, OpportunityTerms, PlayRun, ProductFit, Rating, RatingError, Sentiment,
    SlaClock, SlaClockState, SlaReading, SlaTarget, Suitability, SurveyScale, SurveyScore,
    SurveyScoreError,
};
pub use as_of::{AsOf, Known};
pub use basis_points::{BasisPoints, BasisPointsError};
pub use book::Book;
pub use calendar::{
    FiscalCalendar, Grain, Month, MonthError, MonthSteps, Period, Periods, Quarter, Span, SpanError,
};
pub use command::Command;
pub use coverage::{Coverage, Support};
pub use currency::{Currency, UnknownCurrency};
pub use desk::{Desk, DeskError, Outcome, Request};
pub use directory::{
    Absence, AbsenceChange, AgreedPay, AgreedPayError, Award, Capacity, CapacityError, Directory,
    Discipline, Education, EducationLevel, Expiring, LanguageLevel, Manager, Needs, NeedsError,
    Product, Proficiency, Qualification, QualificationEvent, RoleRefusal, RoleRefusalReason, Team,
    TeamLife, policy,
};
pub use fact::Fact;
pub use fold::FoldError;
pub use fraction::Fraction;
pub use hierarchy::Hierarchy;
pub use id::{
    AbsenceId, AccountId, ActorId, CommandId, ContactId, ContractId, DiscountId, HandoverId,
    ManagerId, ProductId, SubjectId, SubscriptionId, TeamId, TenantId,
};
pub use id::{
    CaseId, CommitmentId, FitReviewId, InteractionId, LiaisonRequestId, OpportunityId, PlayRunId,
    SurveyResponseId,
};
pub use money::{Money, MoneyError, parse_decimal};
pub use ramp::{Ramp, RampError};
pub use ratio::{Ratio, RatioError};
pub use record::{Position, Record, StreamId, StreamIdError, Version};
pub use rejection::Rejection;
pub use role::{Role, RoleMix, RoleMixError};
pub use rounding::Rounding;
pub use text::{Name, TextError};
pub use timeline::{Entry, Timeline};
pub use work_item::WorkItem;
