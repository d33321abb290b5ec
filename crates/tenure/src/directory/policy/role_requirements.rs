use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::directory::Proficiency;
use crate::role::Role;
use crate::text::Name;

/// What a manager must bring to play a role.
///
/// Financial advice always asks for at least one kind of qualification, and is given by nobody until its requirements are adopted.
/// Every other role asks for nothing but an assessment until then.
///
/// ```
/// use tenure::policy::RoleRequirements;
///
/// let advice: RoleRequirements = serde_json::from_str(
///     r#"{"role":"financial_advisory","proficiency":"competent","qualifications":["CFP"],"verified":true}"#,
/// )?;
/// assert!(advice.verified());
/// let without = r#"{"role":"financial_advisory","proficiency":"expert","qualifications":[],"verified":false}"#;
/// assert!(serde_json::from_str::<RoleRequirements>(without).is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Demands", into = "Demands")]
pub struct RoleRequirements {
    demands: Demands,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Demands {
    role: Role,
    proficiency: Proficiency,
    qualifications: BTreeSet<Name>,
    verified: bool,
}

/// Financial advice without any qualification.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("financial advice asks for at least one kind of qualification; name it")]
pub struct RoleRequirementsError;

impl RoleRequirements {
    /// For this role: the least proficiency, the kinds of qualification of which every one must be valid, and whether each must
    /// be verified.
    ///
    /// # Errors
    /// [`RoleRequirementsError`] for financial advice without a kind of qualification.
    pub fn new(
        role: Role,
        proficiency: Proficiency,
        qualifications: BTreeSet<Name>,
        verified: bool,
    ) -> Result<Self, RoleRequirementsError> {
        Self::try_from(Demands {
            role,
            proficiency,
            qualifications,
            verified,
        })
    }

    /// The role.
    #[must_use]
    pub const fn role(&self) -> Role {
        self.demands.role
    }

    /// The least proficiency.
    #[must_use]
    pub const fn proficiency(&self) -> Proficiency {
        self.demands.proficiency
    }

    /// The kinds of qualification, all of which must be valid, in byte order.
    #[must_use]
    pub const fn qualifications(&self) -> &BTreeSet<Name> {
        &self.demands.qualifications
    }

    /// Whether they must be verified, too.
    #[must_use]
    pub const fn verified(&self) -> bool {
        self.demands.verified
    }
}

impl TryFrom<Demands> for RoleRequirements {
    type Error = RoleRequirementsError;

    fn try_from(demands: Demands) -> Result<Self, Self::Error> {
        if demands.role == Role::FinancialAdvisory && demands.qualifications.is_empty() {
            return Err(RoleRequirementsError);
        }
        Ok(Self { demands })
    }
}

impl From<RoleRequirements> for Demands {
    fn from(requirements: RoleRequirements) -> Self {
        requirements.demands
    }
}
