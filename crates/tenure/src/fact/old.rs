//! Stored forms that are written no longer, and what they mean today.

use serde::Deserialize;

use super::ManagerAssigned;
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
