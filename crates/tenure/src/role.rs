//! What a manager is to a customer: the roles, and how much of each an account asks for.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::apportion::apportion;
use crate::basis_points::BasisPoints;

/// A role that an account manager plays for a customer. One person often plays several.
///
/// Ordered as declared. On the wire in snake case: `"financial_advisory"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Role {
    /// Sells: renewals, upgrades, further products.
    Sales,
    /// Helps when something does not work.
    Support,
    /// Advises on the technical use of what the customer bought.
    Technical,
    /// Gives financial advice, which most places allow only to the qualified.
    FinancialAdvisory,
    /// Is the primary point of contact: knows the people and their needs, and speaks for them inside.
    Relationship,
}

impl Role {
    /// Every role, in order.
    pub const ALL: [Self; 5] = [
        Self::Sales,
        Self::Support,
        Self::Technical,
        Self::FinancialAdvisory,
        Self::Relationship,
    ];

    /// The name on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sales => "sales",
            Self::Support => "support",
            Self::Technical => "technical",
            Self::FinancialAdvisory => "financial_advisory",
            Self::Relationship => "relationship",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// How much of each role an account asks of its manager: basis points that add up to exactly 10,000.
///
/// Serialised as an object of the roles that have a part, `{"sales":2500,"relationship":7500}`.
///
/// # Laws
/// - The parts add up to 10,000.
/// - A mix made [`from_weights`](RoleMix::from_weights) differs from the exact shares by less than one basis point; weights in
///   the same proportion give the same mix; a mix's own parts as weights give that mix.
/// - Serde round-trips.
///
/// ```
/// use tenure::{Role, RoleMix};
///
/// let mix = RoleMix::from_weights([(Role::Sales, 1), (Role::Support, 1), (Role::Relationship, 1)])?;
/// assert_eq!(mix.part(Role::Sales).get(), 3_334);
/// assert_eq!(mix.part(Role::Relationship).get(), 3_333);
/// assert_eq!(mix.part(Role::Technical).get(), 0);
/// # Ok::<(), tenure::RoleMixError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    try_from = "BTreeMap<Role, BasisPoints>",
    into = "BTreeMap<Role, BasisPoints>"
)]
pub struct RoleMix {
    /// Without roles that have no part, so that equal mixes are equal maps.
    parts: BTreeMap<Role, BasisPoints>,
}

/// Why parts are no [`RoleMix`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RoleMixError {
    /// The parts are not a whole.
    #[error("the parts of the roles add up to {sum} basis points; they must add up to 10000")]
    NotWhole {
        /// What they add up to.
        sum: u32,
    },
    /// A role stands twice.
    #[error("the role {role} has two parts; give it one")]
    Repeated {
        /// Which.
        role: Role,
    },
    /// No weight is above zero.
    #[error("no role has a weight; give at least one a weight above zero")]
    NoWeight,
}

impl RoleMix {
    /// The mix with these parts; a role that is left out has none.
    ///
    /// # Errors
    /// [`RoleMixError::NotWhole`], [`RoleMixError::Repeated`].
    pub fn new(parts: impl IntoIterator<Item = (Role, BasisPoints)>) -> Result<Self, RoleMixError> {
        let parts = once_each(parts)?;
        Self::try_from(parts)
    }

    /// The mix in proportion to weights, by the largest remainder; the role declared first goes first among equals.
    ///
    /// # Errors
    /// [`RoleMixError::NoWeight`], [`RoleMixError::Repeated`].
    pub fn from_weights(
        weights: impl IntoIterator<Item = (Role, u32)>,
    ) -> Result<Self, RoleMixError> {
        let weights = once_each(weights)?;
        let in_order: Vec<u32> = weights.values().copied().collect();
        let whole = u128::from(BasisPoints::WHOLE.get());
        let shares = apportion(whole, &in_order).ok_or(RoleMixError::NoWeight)?;
        let parts = weights.into_keys().zip(shares).filter_map(|(role, share)| {
            // A share is at most the whole.
            let share = BasisPoints::new(u16::try_from(share).ok()?).ok()?;
            Some((role, share))
        });
        Self::try_from(parts.collect::<BTreeMap<_, _>>())
    }

    /// The mix of one role alone.
    #[must_use]
    pub fn only(role: Role) -> Self {
        Self {
            parts: BTreeMap::from([(role, BasisPoints::WHOLE)]),
        }
    }

    /// The part of a role; nothing when it has none.
    #[must_use]
    pub fn part(&self, role: Role) -> BasisPoints {
        self.parts.get(&role).copied().unwrap_or_default()
    }

    /// The roles that have a part, in their order.
    pub fn parts(&self) -> impl Iterator<Item = (Role, BasisPoints)> {
        self.parts.iter().map(|(role, part)| (*role, *part))
    }
}

fn once_each<T>(
    pairs: impl IntoIterator<Item = (Role, T)>,
) -> Result<BTreeMap<Role, T>, RoleMixError> {
    let mut by_role = BTreeMap::new();
    for (role, value) in pairs {
        if by_role.insert(role, value).is_some() {
            return Err(RoleMixError::Repeated { role });
        }
    }
    Ok(by_role)
}

impl TryFrom<BTreeMap<Role, BasisPoints>> for RoleMix {
    type Error = RoleMixError;

    fn try_from(mut parts: BTreeMap<Role, BasisPoints>) -> Result<Self, Self::Error> {
        let sum = parts.values().map(|part| u32::from(part.get())).sum();
        if sum != u32::from(BasisPoints::WHOLE.get()) {
            return Err(RoleMixError::NotWhole { sum });
        }
        parts.retain(|_, part| *part > BasisPoints::ZERO);
        Ok(Self { parts })
    }
}

impl From<RoleMix> for BTreeMap<Role, BasisPoints> {
    fn from(mix: RoleMix) -> Self {
        mix.parts
    }
}
