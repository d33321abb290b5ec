use std::num::NonZeroU32;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::text::Name;

/// How soon a case is answered and resolved: the service level agreement, in working time.
///
/// When a target is due says [`WorkingCalendar::add_working_time`](crate::calendar::WorkingCalendar::add_working_time) of the
/// named calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceLevels {
    /// The name of the working calendar by which the minutes are counted.
    pub calendar: Name,
    /// For cases that can wait.
    pub low: ServiceTarget,
    /// For most cases.
    pub normal: ServiceTarget,
    /// For cases that go before others.
    pub high: ServiceTarget,
    /// For cases that cannot wait.
    pub urgent: ServiceTarget,
}

/// The targets of one priority, in minutes of working time.
///
/// ```
/// use tenure::policy::ServiceTarget;
///
/// let target: ServiceTarget = serde_json::from_str(
///     r#"{"first_response_minutes":60,"next_response_minutes":120,"resolution_minutes":960}"#,
/// )?;
/// assert_eq!(target.resolution().as_secs(), 16 * 3600);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Minutes", into = "Minutes")]
pub struct ServiceTarget {
    minutes: Minutes,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Minutes {
    first_response_minutes: NonZeroU32,
    next_response_minutes: NonZeroU32,
    resolution_minutes: NonZeroU32,
}

/// A case that would have to be resolved before it is answered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the resolution is due after {resolution} minutes, before the first response after {first_response}; give it at least as long"
)]
pub struct ServiceTargetError {
    first_response: NonZeroU32,
    resolution: NonZeroU32,
}

impl ServiceTarget {
    /// These targets, in minutes of working time.
    ///
    /// # Errors
    /// [`ServiceTargetError`] when the resolution is due before the first response.
    pub fn new(
        first_response_minutes: NonZeroU32,
        next_response_minutes: NonZeroU32,
        resolution_minutes: NonZeroU32,
    ) -> Result<Self, ServiceTargetError> {
        Self::try_from(Minutes {
            first_response_minutes,
            next_response_minutes,
            resolution_minutes,
        })
    }

    /// From the opening of a case to the first answer.
    #[must_use]
    pub fn first_response(&self) -> Duration {
        minutes(self.minutes.first_response_minutes)
    }

    /// From each further word of the customer to the answer.
    #[must_use]
    pub fn next_response(&self) -> Duration {
        minutes(self.minutes.next_response_minutes)
    }

    /// From the opening of a case to its resolution.
    #[must_use]
    pub fn resolution(&self) -> Duration {
        minutes(self.minutes.resolution_minutes)
    }
}

fn minutes(count: NonZeroU32) -> Duration {
    Duration::from_secs(u64::from(count.get()) * 60)
}

impl TryFrom<Minutes> for ServiceTarget {
    type Error = ServiceTargetError;

    fn try_from(minutes: Minutes) -> Result<Self, Self::Error> {
        if minutes.resolution_minutes < minutes.first_response_minutes {
            return Err(ServiceTargetError {
                first_response: minutes.first_response_minutes,
                resolution: minutes.resolution_minutes,
            });
        }
        Ok(Self { minutes })
    }
}

impl From<ServiceTarget> for Minutes {
    fn from(target: ServiceTarget) -> Self {
        target.minutes
    }
}
