use serde::{Deserialize, Serialize};

use super::BySegment;
use crate::basis_points::BasisPoints;

/// How much of a manager's time an account takes, and when a manager has too many.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Workload {
    /// The minutes of a week that one account takes.
    pub minutes_per_week: BySegment,
    /// The part of the available minutes above which a manager takes no further account.
    pub full_at_basis_points: BasisPoints,
}
