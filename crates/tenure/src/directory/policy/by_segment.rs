use std::collections::BTreeMap;
use std::num::NonZeroU16;

use serde::{Deserialize, Serialize};

use crate::text::Name;

/// A number above zero for each segment of customers, and one for all others. What it counts says the field that has it.
///
/// ```
/// use tenure::{Name, policy::BySegment};
///
/// let days: BySegment = serde_json::from_str(r#"{"otherwise":90,"segments":{"enterprise":14}}"#)?;
/// assert_eq!(days.of(Some(&Name::new("enterprise")?)).get(), 14);
/// assert_eq!(days.of(None).get(), 90);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BySegment {
    /// For accounts of no segment, or of one that is not named.
    pub otherwise: NonZeroU16,
    /// By the name of the segment.
    pub segments: BTreeMap<Name, NonZeroU16>,
}

impl BySegment {
    /// The number for an account of this segment.
    #[must_use]
    pub fn of(&self, segment: Option<&Name>) -> NonZeroU16 {
        segment
            .and_then(|segment| self.segments.get(segment))
            .copied()
            .unwrap_or(self.otherwise)
    }
}
