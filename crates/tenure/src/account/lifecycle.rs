use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::fetch::Fetch;
use crate::part::{Ground, Part};
use crate::record::Position;
use crate::text::Name;
use crate::timeline::{Entry, Timeline};

/// Where an account stands in its life as a customer.
///
/// Which stage may follow which is [`Stage::MOVES`], and nothing else decides it:
///
/// | from | to |
/// | --- | --- |
/// | new | prospect, onboarding, active, at_risk, paused, past_due, pending_cancellation, churned, closed |
/// | prospect | onboarding, active, closed, merged |
/// | onboarding | active, at_risk, paused, past_due, pending_cancellation, churned, merged |
/// | active | at_risk, paused, past_due, pending_cancellation, churned, merged |
/// | at_risk | active, paused, past_due, pending_cancellation, churned, merged |
/// | paused | active, at_risk, past_due, pending_cancellation, churned, merged |
/// | past_due | active, at_risk, paused, pending_cancellation, churned, merged |
/// | pending_cancellation | active, at_risk, past_due, churned, merged |
/// | churned | reactivated, closed, merged |
/// | reactivated | onboarding, active, at_risk, paused, past_due, pending_cancellation, churned, merged |
/// | closed | prospect, merged |
/// | merged | |
///
/// A book that begins with customers of long standing takes them in at the stage they are at; only a customer who churned within
/// the book can be reactivated. Undoing a merge brings back the stage there was before it.
///
/// ```
/// use tenure::Stage;
///
/// assert!(Stage::PendingCancellation.may_become(Stage::Active)); // saved
/// assert!(!Stage::Churned.may_become(Stage::Active)); // won back first
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Stage {
    /// Not a customer yet.
    Prospect,
    /// Signed and being brought into use.
    Onboarding,
    /// In use as agreed.
    Active,
    /// In use, but likely to leave.
    AtRisk,
    /// Not in use for a time, by agreement.
    Paused,
    /// In use with payments overdue.
    PastDue,
    /// The decision to leave is made; its effect is still to come. Not churned.
    PendingCancellation,
    /// The customer is lost: the effect, not the decision.
    Churned,
    /// Won back after churning.
    Reactivated,
    /// Nothing more is expected of it.
    Closed,
    /// Carried on as part of another account.
    Merged,
}

/// A stage that needs no further particulars to enter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum WorkingStage {
    /// [`Stage::Prospect`].
    Prospect,
    /// [`Stage::Onboarding`].
    Onboarding,
    /// [`Stage::Active`].
    Active,
    /// [`Stage::AtRisk`].
    AtRisk,
    /// [`Stage::Paused`].
    Paused,
    /// [`Stage::PastDue`].
    PastDue,
    /// [`Stage::Closed`].
    Closed,
}

/// Why a customer leaves or left.
///
/// ```
/// use tenure::{ChurnKind, ChurnReason};
///
/// assert_eq!(ChurnReason::Competitor.kind(), ChurnKind::Voluntary);
/// assert_eq!(ChurnReason::NonPayment.kind(), ChurnKind::Involuntary);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ChurnReason {
    /// Too expensive for what it gives. Voluntary.
    Price,
    /// It does not do what the customer needs. Voluntary.
    ProductFit,
    /// The customer was not served well. Voluntary.
    Service,
    /// The customer took another supplier's offer. Voluntary.
    Competitor,
    /// The customer went out of business. Involuntary.
    Insolvency,
    /// The customer was acquired, and the acquirer has no use for it. Involuntary.
    Acquisition,
    /// The customer did not pay. Involuntary.
    NonPayment,
    /// Another reason.
    Other {
        /// Whether the customer chose it.
        kind: ChurnKind,
        /// The reason's name, from the host's own list: no free text, no personal data.
        name: Name,
    },
}

/// Whether a customer chose to leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChurnKind {
    /// The customer decided it.
    Voluntary,
    /// It happened to the customer.
    Involuntary,
}

/// The stages of an account over time, with the reasons given.
///
/// Each stage follows the one before it as [`Stage::MOVES`] allows, on the whole timeline: a stage recorded late must be possible
/// both after the stage before its day and before the stage after it. Days on which the account is merged into another are no
/// part of it: see [`Account::stage_on`](crate::Account::stage_on).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lifecycle {
    steps: Timeline<LifecycleStep>,
}

/// A stage, and why it was entered where a reason was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LifecycleStep {
    /// The stage.
    pub stage: Stage,
    /// The reason of a churn, or of the decision to leave.
    pub reason: Option<ChurnReason>,
}

/// Two steps in a row that the table does not allow.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ImpossibleMove<'a> {
    pub(crate) before: Option<&'a Entry<LifecycleStep>>,
    pub(crate) after: &'a Entry<LifecycleStep>,
}

impl Stage {
    /// Which stages may follow which; `None` is an account without a stage yet. A stage may be recorded again from another day:
    /// that is no move.
    pub const MOVES: &[(Option<Self>, &[Self])] = {
        use Stage::{
            Active, AtRisk, Churned, Closed, Merged, Onboarding, PastDue, Paused,
            PendingCancellation, Prospect, Reactivated,
        };
        &[
            (
                None,
                &[
                    Prospect,
                    Onboarding,
                    Active,
                    AtRisk,
                    Paused,
                    PastDue,
                    PendingCancellation,
                    Churned,
                    Closed,
                ],
            ),
            (Some(Prospect), &[Onboarding, Active, Closed, Merged]),
            (
                Some(Onboarding),
                &[
                    Active,
                    AtRisk,
                    Paused,
                    PastDue,
                    PendingCancellation,
                    Churned,
                    Merged,
                ],
            ),
            (
                Some(Active),
                &[
                    AtRisk,
                    Paused,
                    PastDue,
                    PendingCancellation,
                    Churned,
                    Merged,
                ],
            ),
            (
                Some(AtRisk),
                &[
                    Active,
                    Paused,
                    PastDue,
                    PendingCancellation,
                    Churned,
                    Merged,
                ],
            ),
            (
                Some(Paused),
                &[
                    Active,
                    AtRisk,
                    PastDue,
                    PendingCancellation,
                    Churned,
                    Merged,
                ],
            ),
            (
                Some(PastDue),
                &[Active, AtRisk, Paused, PendingCancellation, Churned, Merged],
            ),
            (
                Some(PendingCancellation),
                &[Active, AtRisk, PastDue, Churned, Merged],
            ),
            (Some(Churned), &[Reactivated, Closed, Merged]),
            (
                Some(Reactivated),
                &[
                    Onboarding,
                    Active,
                    AtRisk,
                    Paused,
                    PastDue,
                    PendingCancellation,
                    Churned,
                    Merged,
                ],
            ),
            (Some(Closed), &[Prospect, Merged]),
            (Some(Merged), &[]),
        ]
    };

    /// The stages that may follow; for `None`, those in which an account may enter the book.
    #[must_use]
    pub fn following(stage: Option<Self>) -> &'static [Self] {
        Self::MOVES
            .iter()
            .find(|(from, _)| *from == stage)
            .map_or(&[], |(_, to)| *to)
    }

    /// Whether the other stage may follow this one.
    #[must_use]
    pub fn may_become(self, next: Self) -> bool {
        Self::following(Some(self)).contains(&next)
    }

    /// The name on the wire, such as `at_risk`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Prospect => "prospect",
            Self::Onboarding => "onboarding",
            Self::Active => "active",
            Self::AtRisk => "at_risk",
            Self::Paused => "paused",
            Self::PastDue => "past_due",
            Self::PendingCancellation => "pending_cancellation",
            Self::Churned => "churned",
            Self::Reactivated => "reactivated",
            Self::Closed => "closed",
            Self::Merged => "merged",
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl From<WorkingStage> for Stage {
    fn from(stage: WorkingStage) -> Self {
        match stage {
            WorkingStage::Prospect => Self::Prospect,
            WorkingStage::Onboarding => Self::Onboarding,
            WorkingStage::Active => Self::Active,
            WorkingStage::AtRisk => Self::AtRisk,
            WorkingStage::Paused => Self::Paused,
            WorkingStage::PastDue => Self::PastDue,
            WorkingStage::Closed => Self::Closed,
        }
    }
}

impl ChurnReason {
    /// Whether the customer chose it.
    #[must_use]
    pub const fn kind(&self) -> ChurnKind {
        match self {
            Self::Price | Self::ProductFit | Self::Service | Self::Competitor => {
                ChurnKind::Voluntary
            }
            Self::Insolvency | Self::Acquisition | Self::NonPayment => ChurnKind::Involuntary,
            Self::Other { kind, .. } => *kind,
        }
    }
}

impl LifecycleStep {
    pub(crate) const fn plain(stage: Stage) -> Self {
        Self {
            stage,
            reason: None,
        }
    }
}

impl Lifecycle {
    pub(super) const NONE: Self = Self {
        steps: Timeline::new(),
    };

    /// The stages from day to day, with the records that said so.
    #[must_use]
    pub const fn steps(&self) -> &Timeline<LifecycleStep> {
        &self.steps
    }

    pub(super) fn enter(&mut self, on: NaiveDate, by: Position, step: LifecycleStep) {
        self.steps.insert(on, by, step);
    }

    /// The first two steps in a row that cannot follow each other.
    pub(crate) fn first_impossible(steps: &Timeline<LifecycleStep>) -> Option<ImpossibleMove<'_>> {
        let befores = std::iter::once(None).chain(steps.effective().map(Some));
        befores
            .zip(steps.effective())
            .map(|(before, after)| ImpossibleMove { before, after })
            .find(|step| {
                let before = step.before.map(|entry| entry.value.stage);
                let after = step.after.value.stage;
                before != Some(after) && !Stage::following(before).contains(&after)
            })
    }
}

/// A step carries the one after it when that could not follow the one before.
impl Part for Lifecycle {
    fn withdraw(&mut self, by: Position) {
        self.steps.withdraw(by);
    }

    fn ground(&self, by: Position) -> Option<Ground> {
        let ground = self.steps.ground(by)?;
        let mut without = self.steps.clone();
        without.withdraw(by);
        let dependent = Self::first_impossible(&without).map(|step| step.after.by);
        Some(Ground {
            dependent,
            ..ground
        })
    }

    fn records(&self) -> Box<dyn Iterator<Item = Position> + '_> {
        self.steps.records()
    }
}

impl Fetch for Lifecycle {
    fn fetch(&self, steps: usize) {
        self.steps.fetch(steps);
    }
}
