//! The settings of a host, as data: dated like everything else, so that a past day is judged by the rules of that day.

mod by_segment;
mod contact_cadence;
mod fit_review;
mod pay_scale;
mod play;
mod role_requirements;
mod service_levels;
mod workload;

use serde::{Deserialize, Serialize};

pub use by_segment::BySegment;
pub use contact_cadence::ContactCadence;
pub use fit_review::FitReviewRules;
pub use pay_scale::{PayBand, PayBandError, PayScale, PayScaleError, PositionProfile};
pub use play::{Play, PlayError, PlayStep};
pub use role_requirements::{RoleRequirements, RoleRequirementsError};
pub use service_levels::{ServiceLevels, ServiceTarget, ServiceTargetError};
pub use workload::Workload;

use crate::agenda::AgendaPolicy;
use crate::calendar::WorkingCalendar;
use crate::focus::FocusPolicy;
use crate::health::Scorecard;
use crate::role::Role;
use crate::situation::SituationPolicy;
use crate::text::Name;

/// A setting that a host adopts from a day on, until it adopts another for the same [`PolicyTopic`].
///
/// ```
/// use tenure::policy::{Policy, PolicyTopic};
///
/// let policy: Policy = serde_json::from_str(
///     r#"{"contact_cadence":{"days":{"otherwise":90,"segments":{"enterprise":14}}}}"#,
/// )?;
/// assert_eq!(policy.topic(), PolicyTopic::ContactCadence);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Policy {
    /// When work is done, under a name that others refer to.
    WorkingCalendar {
        /// The name.
        name: Name,
        /// The hours and holidays.
        calendar: WorkingCalendar,
    },
    /// What a manager must bring to play a role.
    RoleRequirements(RoleRequirements),
    /// How often a customer is contacted.
    ContactCadence(ContactCadence),
    /// How soon a case is answered and resolved.
    ServiceLevels(ServiceLevels),
    /// How much time an account takes, and when a manager has too many.
    Workload(Workload),
    /// When a review of what was sold is due.
    FitReview(FitReviewRules),
    /// What positions pay.
    PayScale(PayScale),
    /// How far back and ahead the signs of an account are read.
    Situation(SituationPolicy),
    /// Which role an account asks for.
    Focus(Box<FocusPolicy>),
    /// What makes an account healthy.
    Health(Box<Scorecard>),
    /// What goes first on an agenda.
    Agenda(AgendaPolicy),
    /// What is done, step by step, when an account needs more than one action.
    Play(Play),
}

/// What a [`Policy`] is about: of each topic at most one policy holds on a day.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum PolicyTopic {
    /// The working calendar of this name.
    WorkingCalendar(Name),
    /// The requirements of this role.
    RoleRequirements(Role),
    /// How often a customer is contacted.
    ContactCadence,
    /// How soon a case is answered and resolved.
    ServiceLevels,
    /// How much time an account takes.
    Workload,
    /// When a review of what was sold is due.
    FitReview,
    /// What positions pay.
    PayScale,
    /// How far back and ahead the signs of an account are read.
    Situation,
    /// Which role an account asks for.
    Focus,
    /// What makes an account healthy.
    Health,
    /// What goes first on an agenda.
    Agenda,
    /// The play of this name.
    Play(Name),
}

impl Policy {
    /// What it is about.
    #[must_use]
    pub fn topic(&self) -> PolicyTopic {
        match self {
            Self::WorkingCalendar { name, .. } => PolicyTopic::WorkingCalendar(name.clone()),
            Self::RoleRequirements(requirements) => {
                PolicyTopic::RoleRequirements(requirements.role())
            }
            Self::ContactCadence(_) => PolicyTopic::ContactCadence,
            Self::ServiceLevels(_) => PolicyTopic::ServiceLevels,
            Self::Workload(_) => PolicyTopic::Workload,
            Self::FitReview(_) => PolicyTopic::FitReview,
            Self::PayScale(_) => PolicyTopic::PayScale,
            Self::Situation(_) => PolicyTopic::Situation,
            Self::Focus(_) => PolicyTopic::Focus,
            Self::Health(_) => PolicyTopic::Health,
            Self::Agenda(_) => PolicyTopic::Agenda,
            Self::Play(play) => PolicyTopic::Play(play.name().clone()),
        }
    }

    /// The working calendar it refers to by name.
    pub(crate) const fn needs_calendar(&self) -> Option<&Name> {
        match self {
            Self::ServiceLevels(levels) => Some(&levels.calendar),
            _ => None,
        }
    }
}
