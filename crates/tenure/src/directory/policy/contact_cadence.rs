use serde::{Deserialize, Serialize};

use super::BySegment;

/// How often a customer is contacted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContactCadence {
    /// The most days from one contact to the next.
    pub days: BySegment,
}
