use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::per_role::PerRole;
use super::signal::{SalesAim, Signal};
use crate::account::CasePriority;
use crate::basis_points::BasisPoints;
use crate::ramp::Ramp;
use crate::role::{Role, RoleMix};
use crate::situation::OpenCase;

/// Which role an account asks for: the mix without any sign, and what each sign pulls towards. Data, so that a host can put its own in place
/// of the [default](FocusPolicy::default).
///
/// The mix is the average of the base mix and of the mixes that the signs pull towards, each weighing its vote times its strength;
/// the base weighs 10,000. A signal that is not named has no vote.
///
/// Whatever its numbers, a policy that exists keeps the [laws](super::Focus) of the focus: they are what [`new`](Self::new) checks.
///
/// ```
/// use tenure::focus::{FocusPolicy, Pull, Signal};
/// use tenure::{Ramp, Role, RoleMix};
///
/// let policy = FocusPolicy::default();
/// let mut pulls = policy.pulls().clone();
/// let selling = Pull { ramp: Ramp::new(7_000, 3_000)?, vote: 5_000, toward: RoleMix::only(Role::Sales) };
/// pulls.insert(Signal::Dissatisfied, selling);
/// let refused = FocusPolicy::new(policy.base().clone(), pulls, *policy.cases()).unwrap_err();
/// assert_eq!(refused.to_string(), "dissatisfied pulls towards sales; whoever is dissatisfied or has a case is not sold to");
/// # Ok::<(), tenure::RampError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct FocusPolicy {
    written: Written,
    /// The same once more, ready to be worked with.
    pub(super) base: PerRole<i64>,
    pub(super) voters: Vec<Voter>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    base: RoleMix,
    pulls: BTreeMap<Signal, Pull>,
    #[serde(default)]
    cases: CaseSeverity,
    #[serde(default = "default_satisfied")]
    satisfied: Ramp,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Voter {
    pub(super) signal: Signal,
    pub(super) ramp: Ramp,
    pub(super) vote: i64,
    pub(super) toward: PerRole<i64>,
}

/// How much a signal counts, and for what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pull {
    /// From its number to its strength.
    pub ramp: Ramp,
    /// How much it weighs at full strength; the base mix weighs 10,000.
    pub vote: u16,
    /// The mix it calls for.
    pub toward: RoleMix,
}

/// How severe an unresolved case is, in basis points that may add up to more than the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CaseSeverity {
    /// Of low priority.
    pub low: u16,
    /// Of normal priority.
    pub normal: u16,
    /// Of high priority.
    pub high: u16,
    /// That is urgent.
    pub urgent: u16,
    /// Besides, when it was taken further up.
    pub escalated: u16,
    /// Besides, in full when it is old.
    pub old: u16,
    /// From days since it was brought up to how old it is.
    pub age_days: Ramp,
    /// Besides, in full when its service level is breached.
    pub late: u16,
    /// From the used part of the target, in basis points, to how late it is.
    pub sla_used: Ramp,
}

/// Why numbers are no [`FocusPolicy`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FocusPolicyError {
    /// A signal of dissatisfaction, or of a case, would sell.
    #[error("{signal} pulls towards sales; whoever is dissatisfied or has a case is not sold to")]
    Sells {
        /// Which.
        signal: Signal,
    },
    /// A better number would count for more.
    #[error("the ramp of {signal} turns the wrong way round; let it {} from zero_at to full_at", if signal.rises() { "rise" } else { "fall" })]
    WrongWay {
        /// Which.
        signal: Signal,
    },
    /// What does not fit would not be made to fit.
    #[error(
        "{signal} pulls neither towards sales nor towards technical advice; what does not fit is made to fit before more is sold"
    )]
    LeavesUnfit {
        /// Which.
        signal: Signal,
    },
    /// A signal of selling more would pull less towards sales than something else does, so that holding it back would raise sales.
    #[error(
        "{signal} pulls less towards sales than {other} does; what sells more pulls there the most, so that holding it back never sells"
    )]
    SellsLess {
        /// Which.
        signal: Signal,
        /// What pulls more: another signal, or the base mix.
        other: &'static str,
    },
    /// More trouble with a case would count for less.
    #[error("the severity of cases falls as they get more urgent, older or later; let it rise")]
    FallingSeverity,
}

impl CaseSeverity {
    pub(super) fn of(&self, case: &OpenCase<'_>) -> i64 {
        let by_priority = match case.priority {
            CasePriority::Low => self.low,
            CasePriority::Normal => self.normal,
            CasePriority::High => self.high,
            CasePriority::Urgent => self.urgent,
        };
        let escalated = case.escalation.map_or(0, |_| self.escalated);
        let used = case.sla.map_or(0, |sla| i64::from(sla.used));
        let part = |whole: u16, ramp: &Ramp, number| {
            i64::from(whole) * i64::from(ramp.at(number).get()) / 10_000
        };
        i64::from(by_priority)
            + i64::from(escalated)
            + part(self.old, &self.age_days, case.age_days)
            + part(self.late, &self.sla_used, used)
    }
}

impl Default for CaseSeverity {
    fn default() -> Self {
        Self {
            low: 500,
            normal: 1_500,
            high: 5_000,
            urgent: 8_000,
            escalated: 3_000,
            old: 2_000,
            age_days: Ramp::preset(5, 30),
            late: 3_000,
            sla_used: Ramp::preset(5_000, 15_000),
        }
    }
}

const fn default_satisfied() -> Ramp {
    Ramp::preset(6_000, 8_000)
}

impl FocusPolicy {
    /// A policy of these numbers, with the default ramp of [`satisfied`](Self::satisfied).
    ///
    /// # Errors
    /// [`FocusPolicyError`] for numbers under which a law would not hold.
    pub fn new(
        base: RoleMix,
        pulls: BTreeMap<Signal, Pull>,
        cases: CaseSeverity,
    ) -> Result<Self, FocusPolicyError> {
        Self::try_from(Written {
            base,
            pulls,
            cases,
            satisfied: default_satisfied(),
        })
    }

    /// The mix without any sign.
    #[must_use]
    pub const fn base(&self) -> &RoleMix {
        &self.written.base
    }

    /// What each signal pulls towards.
    #[must_use]
    pub const fn pulls(&self) -> &BTreeMap<Signal, Pull> {
        &self.written.pulls
    }

    /// How severe a case is.
    #[must_use]
    pub const fn cases(&self) -> &CaseSeverity {
        &self.written.cases
    }

    /// From satisfaction to how far a customer may be sold more: not at all where it begins.
    #[must_use]
    pub const fn satisfied(&self) -> Ramp {
        self.written.satisfied
    }
}

impl TryFrom<Written> for FocusPolicy {
    type Error = FocusPolicyError;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        for (signal, pull) in &written.pulls {
            let signal = *signal;
            if pull.ramp.rises() != signal.rises() {
                return Err(FocusPolicyError::WrongWay { signal });
            }
            let sells = pull.toward.part(Role::Sales) > BasisPoints::ZERO;
            if signal.never_sells() && sells {
                return Err(FocusPolicyError::Sells { signal });
            }
            let helps = sells || pull.toward.part(Role::Technical) > BasisPoints::ZERO;
            if matches!(signal, Signal::Unclear | Signal::Unsuitable) && !helps {
                return Err(FocusPolicyError::LeavesUnfit { signal });
            }
        }
        let to_sales = |mix: &RoleMix| mix.part(Role::Sales);
        let pulls = written.pulls.iter();
        let most = pulls
            .map(|(signal, pull)| (to_sales(&pull.toward), signal.name()))
            .chain([(to_sales(&written.base), "the base mix")])
            .max();
        for (signal, pull) in &written.pulls {
            let sells_more = signal.aim() == SalesAim::Upsell;
            let more = most.filter(|(part, _)| sells_more && to_sales(&pull.toward) < *part);
            if let Some((_, other)) = more {
                let signal = *signal;
                return Err(FocusPolicyError::SellsLess { signal, other });
            }
        }
        if !written.satisfied.rises() {
            let signal = Signal::Opportunity;
            return Err(FocusPolicyError::WrongWay { signal });
        }
        let cases = &written.cases;
        let by_priority = [cases.low, cases.normal, cases.high, cases.urgent];
        if !(by_priority.is_sorted() && cases.age_days.rises() && cases.sla_used.rises()) {
            return Err(FocusPolicyError::FallingSeverity);
        }
        let voters = written.pulls.iter().map(|(signal, pull)| Voter {
            signal: *signal,
            ramp: pull.ramp,
            vote: pull.vote.into(),
            toward: PerRole::from(&pull.toward),
        });
        Ok(Self {
            base: PerRole::from(&written.base),
            voters: voters.collect(),
            written,
        })
    }
}

impl From<FocusPolicy> for Written {
    fn from(policy: FocusPolicy) -> Self {
        policy.written
    }
}

/// A row of the default: signal, where it begins and where it counts fully, vote, and what it pulls towards in percent: sales,
/// support, technical, financial advisory, relationship.
type Row = (Signal, i32, i32, u16, [u16; 5]);

const DEFAULT: &[Row] = &[
    (Signal::Onboarding, 0, 1, 10_000, [0, 25, 45, 0, 30]),
    (
        Signal::Dissatisfied,
        7_000,
        3_000,
        15_000,
        [0, 40, 15, 0, 45],
    ),
    (
        Signal::SatisfactionFalling,
        -500,
        -3_000,
        6_000,
        [0, 30, 15, 0, 55],
    ),
    (Signal::SupportCase, 0, 10_000, 20_000, [0, 80, 10, 0, 10]),
    (Signal::TechnicalCase, 0, 10_000, 20_000, [0, 10, 80, 0, 10]),
    (
        Signal::RelationshipCase,
        0,
        10_000,
        15_000,
        [0, 20, 0, 0, 80],
    ),
    (Signal::Unclear, 0, 1, 8_000, [25, 5, 40, 0, 30]),
    (Signal::Unsuitable, 0, 2, 12_000, [35, 5, 35, 0, 25]),
    (Signal::FitReviewDue, 21, 0, 4_000, [30, 0, 30, 0, 40]),
    (
        Signal::UsageFalling,
        -1_000,
        -5_000,
        8_000,
        [0, 15, 55, 0, 30],
    ),
    (Signal::Silent, 10_000, 20_000, 8_000, [0, 0, 0, 0, 100]),
    (
        Signal::BrokenCommitments,
        0,
        30_000,
        8_000,
        [0, 30, 0, 0, 70],
    ),
    (Signal::RenewalNear, 120, 14, 10_000, [60, 0, 0, 0, 40]),
    (Signal::DiscountEnding, 60, 7, 4_000, [50, 0, 0, 0, 50]),
    (Signal::PastDue, 0, 30, 6_000, [0, 20, 0, 0, 80]),
    (Signal::SponsorLost, 0, 1, 10_000, [0, 0, 0, 0, 100]),
    (Signal::AtRisk, 0, 1, 10_000, [0, 20, 20, 0, 60]),
    (Signal::Leaving, 0, 1, 15_000, [10, 15, 15, 0, 60]),
    (Signal::Shrinking, -500, -3_000, 5_000, [20, 10, 30, 0, 40]),
    (Signal::SalesNeed, 0, 2, 8_000, [80, 0, 10, 0, 10]),
    (Signal::Opportunity, 0, 4, 10_000, [80, 0, 0, 0, 20]),
    (Signal::FinancialNeed, 0, 10_000, 12_000, [0, 0, 0, 80, 20]),
    (Signal::AdviceReviewDue, 30, 0, 6_000, [0, 0, 0, 70, 30]),
];

const DEFAULT_BASE: [u16; 5] = [20, 20, 20, 0, 40];

fn percent(parts: [u16; 5]) -> RoleMix {
    let weights = parts.map(u32::from);
    // Percents that are not all nothing; the tests read every one back.
    RoleMix::from_weights(Role::ALL.into_iter().zip(weights))
        .unwrap_or_else(|_| RoleMix::only(Role::Relationship))
}

impl Default for FocusPolicy {
    /// The policy of the table in `docs/focus.md`.
    fn default() -> Self {
        let pulls = DEFAULT
            .iter()
            .map(|(signal, zero_at, full_at, vote, toward)| {
                let pull = Pull {
                    ramp: Ramp::preset(*zero_at, *full_at),
                    vote: *vote,
                    toward: percent(*toward),
                };
                (*signal, pull)
            });
        let written = Written {
            base: percent(DEFAULT_BASE),
            pulls: pulls.collect(),
            cases: CaseSeverity::default(),
            satisfied: default_satisfied(),
        };
        Self::try_from(written).unwrap_or_else(|_| Self {
            // The tests read the default back through the checks, so this is never made.
            written: Written {
                base: RoleMix::only(Role::Relationship),
                pulls: BTreeMap::new(),
                cases: CaseSeverity::default(),
                satisfied: default_satisfied(),
            },
            base: PerRole::default(),
            voters: Vec::new(),
        })
    }
}
