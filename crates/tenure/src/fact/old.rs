//! Stored forms that are written no longer, and what they mean today.

use std::num::NonZeroU16;

use serde::Deserialize;

use super::{ManagerAssigned, PolicyAdopted};
use crate::directory::policy::{BySegment, FitReviewRules, Policy};
use crate::id::ManagerId;

/// Schema 1: why a manager was assigned was not kept.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ManagerAssigned1 {
    manager: ManagerId,
}

impl From<ManagerAssigned1> for ManagerAssigned {
    fn from(old: ManagerAssigned1) -> Self {
        Self {
            manager: old.manager,
            cause: None,
        }
    }
}

/// Schema 1: a fit review was asked for by the first sale and by time, not by a renewal.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PolicyAdopted1 {
    policy: Policy1,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Policy1 {
    FitReview { fit_review: FitReviewRules1 },
    AsToday(Policy),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FitReviewRules1 {
    first_after_days: NonZeroU16,
    days: BySegment,
}

impl From<PolicyAdopted1> for PolicyAdopted {
    fn from(old: PolicyAdopted1) -> Self {
        let policy = match old.policy {
            Policy1::FitReview { fit_review } => Policy::FitReview(FitReviewRules {
                days_after_sale: fit_review.first_after_days.get(),
                days_before_renewal: 0,
                days_between: Some(fit_review.days),
            }),
            Policy1::AsToday(policy) => policy,
        };
        Self {
            policy: Box::new(policy),
        }
    }
}
