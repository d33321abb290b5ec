use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::action::ActionKind;
use crate::ramp::Ramp;

/// What goes first on an agenda, and how long each action takes: data, so that a host can put its own in place of the
/// [default](AgendaPolicy::default). A kind that is not named is never on an agenda.
///
/// ```
/// use tenure::agenda::{ActionKind, AgendaPolicy};
///
/// let policy = AgendaPolicy::default();
/// assert_eq!(policy.kinds[&ActionKind::BreakSilence].minutes, 20);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgendaPolicy {
    /// What each kind of action counts, takes, and how long before it is due it is shown.
    pub kinds: BTreeMap<ActionKind, KindPolicy>,
    /// From days until an action is due (below zero when it is overdue) to how much that counts.
    pub due_days: Ramp,
    /// Points for what is fully due.
    pub due_points: u16,
    /// Points for the largest value at stake on the agenda in its currency; less in proportion.
    pub value_points: u16,
    /// Points for an account with a health of 0; none for one of 100, or one without a score.
    pub risk_points: u16,
    /// The most days from one business review to the next.
    pub business_review_days: u16,
    /// From the used part of a service-level target, in basis points, on: at risk.
    pub sla_at_risk: u32,
    /// The least satisfaction, 0 to 10,000, of whom more is sold to.
    pub upsell_from: u16,
}

/// What one kind of action counts and takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindPolicy {
    /// Points.
    pub points: u16,
    /// Minutes of work.
    pub minutes: u16,
    /// Days before it is due from which it is on an agenda.
    pub ahead_days: u16,
}

/// A policy as it reads on a day: what it says of each kind, looked up once for all accounts.
#[derive(Clone, Debug)]
pub(super) struct PolicyOnDay<'p> {
    pub(super) stated: &'p AgendaPolicy,
    /// In the order of [`ActionKind::ALL`]; `None` for a kind that is never on an agenda.
    kinds: [Option<KindOnDay<'p>>; ActionKind::ALL.len()],
}

/// What a policy says of a kind of action on a day.
#[derive(Clone, Copy, Debug)]
pub(super) struct KindOnDay<'p> {
    pub(super) stated: &'p KindPolicy,
    /// The last day due that is shown.
    pub(super) until: NaiveDate,
}

impl<'p> PolicyOnDay<'p> {
    pub(super) fn new(stated: &'p AgendaPolicy, on: NaiveDate) -> Self {
        let kinds = ActionKind::ALL.map(|kind| {
            let stated = stated.kinds.get(&kind)?;
            let ahead = Days::new(stated.ahead_days.into());
            let until = on.checked_add_days(ahead).unwrap_or(NaiveDate::MAX);
            Some(KindOnDay { stated, until })
        });
        Self { stated, kinds }
    }

    pub(super) fn kind(&self, kind: ActionKind) -> Option<KindOnDay<'p>> {
        // Kinds are numbered in their order.
        self.kinds.get(kind as usize).copied().flatten()
    }
}

const DEFAULT: &[(ActionKind, u16, u16, u16)] = &[
    (ActionKind::MeetServiceLevel, 4_000, 45, 0),
    (ActionKind::Save, 4_000, 60, 0),
    (ActionKind::PrepareRenewal, 3_500, 60, 60),
    (ActionKind::KeepCommitment, 3_000, 30, 3),
    (ActionKind::PlayStep, 3_000, 45, 3),
    (ActionKind::FindSponsor, 3_000, 45, 0),
    (ActionKind::WorkCase, 2_500, 30, 0),
    (ActionKind::RenewQualification, 2_500, 120, 60),
    (ActionKind::FollowUp, 2_000, 15, 2),
    (ActionKind::CollectPayment, 2_000, 20, 0),
    (ActionKind::Onboard, 2_000, 45, 0),
    (ActionKind::Advise, 2_000, 60, 21),
    (ActionKind::ReferAdvice, 2_000, 15, 21),
    (ActionKind::HoldFitReview, 1_500, 60, 14),
    (ActionKind::TalkBeforeDiscountEnds, 1_500, 20, 30),
    (ActionKind::BreakSilence, 1_500, 20, 0),
    (ActionKind::HoldBusinessReview, 1_000, 90, 14),
    (ActionKind::Upsell, 1_000, 45, 30),
];

impl Default for AgendaPolicy {
    fn default() -> Self {
        let kinds = DEFAULT.iter().map(|(kind, points, minutes, ahead_days)| {
            let kind_policy = KindPolicy {
                points: *points,
                minutes: *minutes,
                ahead_days: *ahead_days,
            };
            (*kind, kind_policy)
        });
        Self {
            kinds: kinds.collect(),
            due_days: Ramp::preset(30, -7),
            due_points: 4_000,
            value_points: 3_000,
            risk_points: 2_000,
            business_review_days: 180,
            sla_at_risk: 7_500,
            upsell_from: 7_500,
        }
    }
}
