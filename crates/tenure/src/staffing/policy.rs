use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU16;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::effort::{EffortPolicy, ValueBands};
use super::shape::ShapePolicy;
use crate::account::{CasePriority, RecurringRule, Stage, dimension};
use crate::basis_points::BasisPoints;
use crate::directory::policy::{BySegment, Policy, PolicyTopic};
use crate::directory::{Directory, LanguageLevel};
use crate::role::Role;
use crate::text::Name;

/// By which rules and costs accounts are given to managers, as data.
///
/// The default is documented as a table in `docs/staffing.md`.
///
/// ```
/// use tenure::staffing::StaffingPolicy;
///
/// let policy: StaffingPolicy = serde_json::from_str(r#"{"costs":{"change_of_holder":3000}}"#)?;
/// assert_eq!(policy.costs.change_of_holder, 3_000);
/// assert!(serde_json::from_str::<StaffingPolicy>(r#"{"costs":{"load_points_per_minute":10001}}"#).is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StaffingPolicy {
    /// How much time an account takes.
    pub effort: EffortPolicy,
    /// Which recurring amounts count as an account's value.
    pub recurring: RecurringRule,
    /// The part of a manager's available minutes up to which accounts are taken.
    pub full_at: BasisPoints,
    /// What a manager must bring.
    pub demands: Demands,
    /// What speaks against a placement, in points.
    pub costs: StaffingCosts,
    /// When a book is one of many small accounts, and when one of a few large ones.
    pub shape: ShapePolicy,
}

/// What a manager must bring for an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Demands {
    /// The dimension whose class is the language of the customer.
    pub language_dimension: Name,
    /// How well the manager must speak it.
    pub language_level: LanguageLevel,
    /// The roles that the manager must be able to play, by segment.
    pub roles_by_segment: BTreeMap<Name, BTreeSet<Role>>,
    /// The roles for accounts of no segment, or of one that is not named.
    pub roles_otherwise: BTreeSet<Role>,
}

/// What speaks against a placement, in points. Points mean nothing but their proportion to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Points", into = "Points")]
#[non_exhaustive]
pub struct StaffingCosts {
    /// An account gets another holder although the one it has could keep it.
    pub change_of_holder: u32,
    /// The same for an account whose recurring amount is average; in proportion for others.
    pub change_by_value: u32,
    /// The manager is not at home in the account's industry.
    pub unfamiliar_industry: u32,
    /// The manager is not at home in the account's segment.
    pub unfamiliar_segment: u32,
    /// With so many accounts of an industry or segment a manager is at home in it.
    pub familiar_from_accounts: NonZeroU16,
    /// How far apart the steps of load are, as a part of the minutes up to which accounts are taken.
    pub load_step: BasisPoints,
    /// What each minute costs more from each step on.
    pub load_points_per_minute: u32,
    /// What each minute costs above the minutes up to which accounts are taken, where it is so already.
    pub over_points_per_minute: u32,
    /// The part of the recurring amount of all accounts that one manager may hold at no cost.
    pub value_limit: BasisPoints,
    /// What each millionth of that amount costs above the limit.
    pub value_points_per_millionth: u32,
}

/// Costs that are too high to be added up exactly, or steps that are too narrow.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{field}` is {given}; give from {least} to {most}")]
pub struct StaffingCostsError {
    field: &'static str,
    given: u32,
    least: u32,
    most: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Points {
    change_of_holder: u32,
    change_by_value: u32,
    unfamiliar_industry: u32,
    unfamiliar_segment: u32,
    familiar_from_accounts: NonZeroU16,
    load_step: BasisPoints,
    load_points_per_minute: u32,
    over_points_per_minute: u32,
    value_limit: BasisPoints,
    value_points_per_millionth: u32,
}

impl StaffingCosts {
    /// The highest cost of one account in points.
    pub const MAX_POINTS: u32 = 100_000;
    /// The highest cost of a minute or of a millionth in points.
    pub const MAX_RATE: u32 = 10_000;

    /// These costs, if they can be added up exactly. Fields may be set freely; whoever plans with them asks this first.
    ///
    /// # Errors
    /// [`StaffingCostsError`] with the field and its range.
    pub fn checked(self) -> Result<Self, StaffingCostsError> {
        let in_range = |field, given, least, most| {
            if (least..=most).contains(&given) {
                Ok(())
            } else {
                Err(StaffingCostsError {
                    field,
                    given,
                    least,
                    most,
                })
            }
        };
        in_range(
            "change_of_holder",
            self.change_of_holder,
            0,
            Self::MAX_POINTS,
        )?;
        in_range("change_by_value", self.change_by_value, 0, Self::MAX_POINTS)?;
        in_range(
            "unfamiliar_industry",
            self.unfamiliar_industry,
            0,
            Self::MAX_POINTS,
        )?;
        in_range(
            "unfamiliar_segment",
            self.unfamiliar_segment,
            0,
            Self::MAX_POINTS,
        )?;
        in_range("load_step", self.load_step.get().into(), 100, 10_000)?;
        in_range(
            "load_points_per_minute",
            self.load_points_per_minute,
            0,
            Self::MAX_RATE,
        )?;
        in_range(
            "over_points_per_minute",
            self.over_points_per_minute,
            0,
            Self::MAX_RATE,
        )?;
        let millionth = self.value_points_per_millionth;
        in_range("value_points_per_millionth", millionth, 0, Self::MAX_RATE)?;
        Ok(self)
    }
}

impl StaffingPolicy {
    /// This policy with what was adopted in a directory by a day in place of its own: minutes of a week and the full part by
    /// [`Workload`](crate::policy::Workload), days between contacts by [`ContactCadence`](crate::policy::ContactCadence).
    #[must_use]
    pub fn adopted_on(mut self, directory: &Directory, day: NaiveDate) -> Self {
        if let Some(Policy::Workload(workload)) = directory.policy_on(&PolicyTopic::Workload, day) {
            self.effort.segment_minutes_per_week = workload.minutes_per_week.clone();
            self.full_at = workload.full_at_basis_points;
        }
        let cadence = directory.policy_on(&PolicyTopic::ContactCadence, day);
        if let Some(Policy::ContactCadence(cadence)) = cadence {
            self.effort.contact_every_days = cadence.days.clone();
        }
        self
    }
}

impl Default for StaffingPolicy {
    fn default() -> Self {
        Self {
            effort: EffortPolicy::default(),
            recurring: RecurringRule::default(),
            full_at: part(8_500),
            demands: Demands::default(),
            costs: StaffingCosts::default(),
            shape: ShapePolicy::default(),
        }
    }
}

impl Default for Demands {
    fn default() -> Self {
        Self {
            language_dimension: Name::fixed(dimension::LANGUAGE),
            language_level: LanguageLevel::B2,
            roles_by_segment: BTreeMap::new(),
            roles_otherwise: BTreeSet::new(),
        }
    }
}

impl Default for StaffingCosts {
    fn default() -> Self {
        Self {
            change_of_holder: 600,
            change_by_value: 200,
            unfamiliar_industry: 240,
            unfamiliar_segment: 120,
            familiar_from_accounts: NonZeroU16::MIN.saturating_add(2),
            load_step: part(500),
            load_points_per_minute: 1,
            over_points_per_minute: 20,
            value_limit: part(2_500),
            value_points_per_millionth: 1,
        }
    }
}

impl Default for EffortPolicy {
    fn default() -> Self {
        let segments = |pairs: [(&'static str, u16); 3], otherwise: u16| BySegment {
            otherwise: NonZeroU16::new(otherwise).unwrap_or(NonZeroU16::MIN),
            segments: pairs
                .into_iter()
                .filter_map(|(segment, number)| {
                    Some((Name::fixed(segment), NonZeroU16::new(number)?))
                })
                .collect(),
        };
        Self {
            segment_minutes_per_week: segments(
                [("enterprise", 120), ("mid-market", 45), ("small", 10)],
                20,
            ),
            contract_minutes_per_week: 5,
            value_bands: ValueBands::default(),
            contact_every_days: segments(
                [("enterprise", 14), ("mid-market", 30), ("small", 90)],
                60,
            ),
            contact_minutes: 45,
            stage_minutes_per_week: BTreeMap::from([
                (Stage::Onboarding, 60),
                (Stage::AtRisk, 45),
                (Stage::PastDue, 15),
                (Stage::PendingCancellation, 30),
                (Stage::Reactivated, 30),
            ]),
            open_case_minutes: BTreeMap::from([
                (CasePriority::Low, 30),
                (CasePriority::Normal, 60),
                (CasePriority::High, 120),
                (CasePriority::Urgent, 240),
            ]),
            open_commitment_minutes: 30,
            open_opportunity_minutes: 90,
        }
    }
}

fn part(basis_points: u16) -> BasisPoints {
    BasisPoints::new(basis_points).unwrap_or(BasisPoints::WHOLE)
}

impl Default for Points {
    fn default() -> Self {
        StaffingCosts::default().into()
    }
}

impl TryFrom<Points> for StaffingCosts {
    type Error = StaffingCostsError;

    fn try_from(points: Points) -> Result<Self, Self::Error> {
        Self {
            change_of_holder: points.change_of_holder,
            change_by_value: points.change_by_value,
            unfamiliar_industry: points.unfamiliar_industry,
            unfamiliar_segment: points.unfamiliar_segment,
            familiar_from_accounts: points.familiar_from_accounts,
            load_step: points.load_step,
            load_points_per_minute: points.load_points_per_minute,
            over_points_per_minute: points.over_points_per_minute,
            value_limit: points.value_limit,
            value_points_per_millionth: points.value_points_per_millionth,
        }
        .checked()
    }
}

impl From<StaffingCosts> for Points {
    fn from(costs: StaffingCosts) -> Self {
        Self {
            change_of_holder: costs.change_of_holder,
            change_by_value: costs.change_by_value,
            unfamiliar_industry: costs.unfamiliar_industry,
            unfamiliar_segment: costs.unfamiliar_segment,
            familiar_from_accounts: costs.familiar_from_accounts,
            load_step: costs.load_step,
            load_points_per_minute: costs.load_points_per_minute,
            over_points_per_minute: costs.over_points_per_minute,
            value_limit: costs.value_limit,
            value_points_per_millionth: costs.value_points_per_millionth,
        }
    }
}
