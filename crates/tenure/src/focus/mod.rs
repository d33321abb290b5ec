//! Which role to wear for a customer now: shares of sales, support, technical and financial advice and the relationship, each
//! basis point of them explained.
//!
//! # Formula
//! Every [`Signal`] that the [`Situation`] speaks of has a strength: its number on the policy's [`Ramp`](crate::Ramp), times how fresh it is,
//! times what holds it back. Signal `s` with strength `x_s` (0 to 1), vote `v_s` and target mix `t_s` votes beside the base mix `b`, whose
//! vote is 10,000:
//!
//! ```text
//! mix = (10,000 · b + Σ v_s · x_s · t_s) / (10,000 + Σ v_s · x_s)
//!     = b + Σ v_s · x_s · (t_s − b) / (10,000 + Σ v_s · x_s)
//! ```
//!
//! So each signal has an effect of its own, which adds up to nothing over the roles, and base and effects add up to the mix. Shares
//! are cut to whole basis points, and what is cut goes to the relationship; effects are cut as they add up, in the order of
//! [`Signal::ALL`], so that they add up in whole basis points, too. (The largest remainder would not do: by it a share can rise by
//! one although what it is a share of fell.)
//!
//! More is sold only to who is known to be satisfied and has nothing that does not fit: the strengths of [`Signal::SalesNeed`] and
//! [`Signal::Opportunity`] are multiplied by how satisfied the customer is (on the policy's ramp, times freshness; nothing when
//! nobody was asked), by what dissatisfaction and cases leave of it, and by nothing at all while the last fit review asks for action.
//!
//! ```
//! use chrono::NaiveDate;
//! use tenure::focus::{Focus, FocusPolicy, Signal};
//! use tenure::situation::Viewpoint;
//! use tenure::{AccountId, Book, Role, decide::decide_all};
//!
//! let commands = serde_json::from_str::<Vec<_>>(r#"[
//!     {"open_account": {"account": "A-17", "on": "2026-01-01"}},
//!     {"open_case": {"account": "A-17", "on": "2026-03-02", "case": {"case": "C-1", "at": "09:00:00", "kind": "problem",
//!         "role": "support", "priority": "urgent", "topic": "login", "contact": null, "notes": null}}}
//! ]"#)?;
//! let mut book = Book::default();
//! decide_all(&mut book, &commands).map_err(|(_, rejection)| rejection)?;
//! let account = AccountId::new("A-17")?;
//! let on = |d| NaiveDate::from_ymd_opt(2026, 3, d).expect("a day");
//! let focus = |d| Viewpoint::of(&book, on(d)).situation(&account).map(|now| Focus::of(&now, &FocusPolicy::default()));
//!
//! let before = focus(1).expect("opened above");
//! assert_eq!(before.part(Role::Support).get(), 2_000); // the base mix
//! let now = focus(2).expect("opened above");
//! let [reason] = now.reasons() else { panic!("one sign") };
//! assert_eq!((reason.signal, reason.strength.get(), reason.vote), (Signal::SupportCase, 8_000, 16_000));
//! // (10,000 · 20 % + 16,000 · 80 %) / 26,000 = 56.92 %
//! assert_eq!(now.part(Role::Support).get(), 5_692);
//! assert_eq!(reason.effect_on(Role::Support), 3_692);
//! assert_eq!(reason.evidence.records().map(|record| record.get()).collect::<Vec<_>>(), [2]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod per_role;
mod policy;
mod signal;

use std::fmt;

use crate::basis_points::BasisPoints;
use crate::role::{Role, RoleMix};
use crate::situation::{AdviceRefusal, Evidence, Situation};

pub use policy::{CaseSeverity, FocusPolicy, FocusPolicyError, Pull};
pub use signal::{SalesAim, Signal};

use per_role::PerRole;

/// Which role to wear for a customer now, and why. See the [module](self) for the formula.
///
/// # Laws
/// For every policy that exists:
/// - The shares add up to 10,000, and base and effects add up to the shares, role by role, in whole basis points.
/// - Without any sign the mix is the base mix.
/// - Worse satisfaction (a lower score or a steeper fall), or one more severe case, never raises the share of sales.
/// - While a product is unclear or does not suit, nothing of the share of sales is for selling more, and sales for fit or technical
///   advice has a part that it would not have otherwise.
/// - Without a valid qualification of whoever acts, the share of financial advice goes to a referral and the manager has none.
/// - Another number of one signal leaves the strengths of all others as they are, but for those that selling more is held back by,
///   and moves the mix only towards or away from what that signal pulls to.
/// - A strength that changes by `d` basis points changes no share by more than `d · vote / 10,000 + 5` basis points: no cliffs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Focus {
    base: PerRole<i64>,
    mix: PerRole<i64>,
    aims: [i64; 4],
    reasons: Vec<Reason>,
    referral: Option<Referral>,
}

/// Why the mix is not the base mix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The sign.
    pub signal: Signal,
    /// The number it was read as; its unit stands at [`Signal`].
    pub number: i64,
    /// How strong it is, freshness and what holds it back included.
    pub strength: BasisPoints,
    /// How much of its strength freshness and what holds it back leave; 10,000 for all of it.
    pub left: BasisPoints,
    /// Its vote; the base mix has 10,000.
    pub vote: u32,
    /// The records behind it.
    pub evidence: Evidence,
    effects: PerRole<i64>,
}

/// Who gives financial advice in the manager's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Referral {
    /// The share that goes to somebody qualified.
    pub share: BasisPoints,
    /// Why the manager does not give it.
    pub because: AdviceRefusal,
}

impl Focus {
    /// Which role a situation asks for, by a policy.
    #[must_use]
    pub fn of(situation: &Situation<'_>, policy: &FocusPolicy) -> Self {
        let (mut reasons, wanted) = strengths(situation, policy);
        let votes: i64 = WHOLE
            + reasons
                .iter()
                .map(|reason| i64::from(reason.vote))
                .sum::<i64>();
        // What is voted on so far: at first every vote is for the base mix.
        let base = policy.base;
        let mut sum = base.with(&base, |part, _| part * votes);
        let mut before = cut(&sum, votes);
        for (reason, toward) in reasons.iter_mut().zip(&wanted) {
            let vote = i64::from(reason.vote);
            let shift = toward.with(&base, |toward, base| (toward - base) * vote);
            sum = sum.with(&shift, |sum, shift| sum + shift);
            let after = cut(&sum, votes);
            reason.effects = after.with(&before, |after, before| after - before);
            before = after;
        }
        let aims = aims(&reasons, &wanted, before.sales, votes);
        let referral = situation
            .advice_refused
            .clone()
            .filter(|_| before.financial > 0)
            .map(|because| Referral {
                share: points(before.financial),
                because,
            });
        Self {
            base,
            mix: before,
            aims,
            reasons,
            referral,
        }
    }

    /// The share of a role that the account asks for, whoever plays it.
    #[must_use]
    pub fn part(&self, role: Role) -> BasisPoints {
        points(self.mix.get(role))
    }

    /// The share of a role that falls to whoever acts for the account. Without a valid qualification nothing of financial advice
    /// does: that is the [`referral`](Self::referral).
    #[must_use]
    pub fn managers_part(&self, role: Role) -> BasisPoints {
        match (&self.referral, role) {
            (Some(_), Role::FinancialAdvisory) => BasisPoints::ZERO,
            _ => self.part(role),
        }
    }

    /// All shares.
    #[must_use]
    pub fn mix(&self) -> RoleMix {
        let parts = Role::ALL.map(|role| (role, self.part(role)));
        // They add up to the whole by construction.
        RoleMix::new(parts).unwrap_or_else(|_| RoleMix::only(Role::Relationship))
    }

    /// The share of a role in the base mix, from which the effects lead.
    #[must_use]
    pub fn base_part(&self, role: Role) -> BasisPoints {
        points(self.base.get(role))
    }

    /// Why, in the order of [`Signal::ALL`]: every signal with a vote above nothing, and those that are wholly held back.
    #[must_use]
    pub fn reasons(&self) -> &[Reason] {
        &self.reasons
    }

    /// What of the share of sales is for what. The four add up to the share.
    #[must_use]
    pub fn sales_for(&self, aim: SalesAim) -> BasisPoints {
        let [as_usual, fit, renewal, upsell] = self.aims;
        points(match aim {
            SalesAim::AsUsual => as_usual,
            SalesAim::Fit => fit,
            SalesAim::Renewal => renewal,
            SalesAim::Upsell => upsell,
        })
    }

    /// What of financial advice goes to somebody else, and why; `None` when there is none to give, or the manager may give it.
    #[must_use]
    pub const fn referral(&self) -> Option<&Referral> {
        self.referral.as_ref()
    }

    /// The role with the largest share; the one declared first among equals.
    #[must_use]
    pub fn leading(&self) -> Role {
        let mut leading = Role::Sales;
        for role in Role::ALL {
            if self.mix.get(leading) < self.mix.get(role) {
                leading = role;
            }
        }
        leading
    }
}

impl Reason {
    /// By how many basis points it raises the share of a role, or lowers it. Over all roles this adds up to nothing.
    #[must_use]
    pub const fn effect_on(&self, role: Role) -> i64 {
        self.effects.get(role)
    }
}

impl fmt::Display for Reason {
    /// As in `support_case 8000 (vote 16000): sales -1230, support +3692, …`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} (vote {}):", self.signal, self.number, self.vote)?;
        let mut comma = "";
        for role in Role::ALL {
            let effect = self.effect_on(role);
            if effect != 0 {
                write!(f, "{comma} {role} {effect:+}")?;
                comma = ",";
            }
        }
        if comma.is_empty() {
            f.write_str(" nothing")?;
        }
        Ok(())
    }
}

const WHOLE: i64 = 10_000;

fn points(value: i64) -> BasisPoints {
    u16::try_from(value)
        .ok()
        .and_then(|value| BasisPoints::new(value).ok())
        .unwrap_or_default()
}

/// Sums of votes times basis points as whole basis points; what is cut goes to the relationship.
fn cut(sum: &PerRole<i64>, votes: i64) -> PerRole<i64> {
    let floor = |sum: i64| sum.checked_div_euclid(votes).unwrap_or_default();
    let (sales, support) = (floor(sum.sales), floor(sum.support));
    let (technical, financial) = (floor(sum.technical), floor(sum.financial));
    PerRole {
        sales,
        support,
        technical,
        financial,
        relationship: WHOLE - sales - support - technical - financial,
    }
}

/// The signals that count, with what each pulls towards, in the order of signals.
fn strengths<'p>(
    situation: &Situation<'_>,
    policy: &'p FocusPolicy,
) -> (Vec<Reason>, Vec<&'p PerRole<i64>>) {
    // Few situations have more signs than this.
    let mut reasons = Vec::with_capacity(8);
    let mut wanted = Vec::with_capacity(policy.voters.len());
    // What is left of selling more, of ten thousand.
    let mut selling = None;
    for voter in &policy.voters {
        let Some(read) = signal::read(voter.signal, situation, policy.cases()) else {
            continue;
        };
        let shown = i64::from(voter.ramp.at(read.number).get());
        if shown == 0 {
            continue;
        }
        let sells_more = voter.signal.aim() == SalesAim::Upsell;
        let held_back = if sells_more {
            *selling.get_or_insert_with(|| may_sell(situation, policy))
        } else {
            WHOLE
        };
        let left = read.freshness * held_back / WHOLE;
        let strength = shown * left / WHOLE;
        let vote = voter.vote * strength / WHOLE;
        if vote == 0 && !sells_more {
            continue;
        }
        reasons.push(Reason {
            signal: voter.signal,
            number: read.number,
            strength: points(strength),
            left: points(left),
            // A vote is at most 65,535.
            vote: u32::try_from(vote).unwrap_or_default(),
            evidence: read.evidence.into_owned(),
            effects: PerRole::default(),
        });
        wanted.push(&voter.toward);
    }
    (reasons, wanted)
}

/// How far a customer may be sold more, of ten thousand.
fn may_sell(situation: &Situation<'_>, policy: &FocusPolicy) -> i64 {
    let Some(said) = &situation.satisfaction else {
        return 0;
    };
    if situation
        .fit
        .as_ref()
        .is_some_and(|fit| fit.value.needs_action())
    {
        return 0;
    }
    let satisfied = i64::from(policy.satisfied().at(said.value.score.get().into()).get());
    let mut left = satisfied * i64::from(said.value.freshness.get()) / WHOLE;
    let troubles = policy.voters.iter();
    for voter in troubles.filter(|voter| voter.signal.never_sells()) {
        if let Some(read) = signal::read(voter.signal, situation, policy.cases()) {
            let strength = i64::from(voter.ramp.at(read.number).get()) * read.freshness / WHOLE;
            left = left * (WHOLE - strength) / WHOLE;
        }
    }
    left
}

/// The share of sales by what it is for, cut as it adds up so that it adds up to the share.
fn aims(reasons: &[Reason], wanted: &[&PerRole<i64>], sales: i64, votes: i64) -> [i64; 4] {
    let mut sums = [0_i64; 3];
    let [fit, renewal, upsell] = &mut sums;
    for (reason, toward) in reasons.iter().zip(wanted) {
        let part = i64::from(reason.vote) * toward.sales;
        match reason.signal.aim() {
            SalesAim::AsUsual => {}
            SalesAim::Fit => *fit += part,
            SalesAim::Renewal => *renewal += part,
            SalesAim::Upsell => *upsell += part,
        }
    }
    let share = |sum: &i64| sum.checked_div(votes).unwrap_or_default();
    let [fit, renewal, upsell] = sums.each_ref().map(share);
    [sales - fit - renewal - upsell, fit, renewal, upsell]
}
