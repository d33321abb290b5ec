use std::num::NonZeroU16;

use serde::{Deserialize, Serialize};

use super::BySegment;

/// When a review of whether what was sold fits is due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FitReviewRules {
    /// Days from the start of a subscription to the first review.
    pub first_after_days: NonZeroU16,
    /// The most days from one review to the next.
    pub days: BySegment,
}
