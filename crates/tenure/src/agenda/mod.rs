//! What a manager should do next, in which order, and why; what of it fits the time there is; and what comes up for renewal.
//!
//! # Ranking
//! An action's points are those of its kind, and besides, each in whole points: how due it is (the policy's ramp over the days until
//! then, times its points), how much is at stake (its monthly value over the largest of the agenda in that currency, times its points),
//! and how little healthy the account is (what its health lacks to 100, times its points). [`Ranked::why`] has the four, which add
//! up to [`Ranked::points`]. Most points first; among equals what is due sooner, then by account, kind and subject.
//!
//! # What fits
//! Actions are taken in that order as long as they fit the minutes that are left; a shorter one further down may still fit.
//! What does not is [listed](Agenda::not_fitting), never dropped. Minutes are those that the manager has for customers
//! ([`Directory::available_minutes`](crate::Directory::available_minutes)); where none were ever agreed nobody can tell, and
//! nothing is said to fit or not.
//!
//! ```
//! use chrono::NaiveDate;
//! use tenure::agenda::{ActionKind, Agenda, AgendaPolicy};
//! use tenure::health::Scorecard;
//! use tenure::situation::Viewpoint;
//! use tenure::{Book, ManagerId, Span, decide::decide_all};
//!
//! let commands = serde_json::from_str::<Vec<_>>(r#"[
//!     {"hire_manager": {"manager": "maria", "on": "2026-01-01"}},
//!     {"open_account": {"account": "A-17", "on": "2026-01-01"}},
//!     {"assign_manager": {"account": "A-17", "manager": "maria", "cause": "claim", "on": "2026-01-01"}},
//!     {"make_commitment": {"account": "A-17", "on": "2026-03-02", "commitment":
//!         {"commitment": "M-1", "origin": null, "owner": "maria", "due": "2026-03-09", "notes": null}}}
//! ]"#)?;
//! let mut book = Book::default();
//! decide_all(&mut book, &commands).map_err(|(_, rejection)| rejection)?;
//! let monday = NaiveDate::from_ymd_opt(2026, 3, 9).expect("a day");
//! let (maria, card) = (ManagerId::new("maria")?, Scorecard::default());
//! let week = Span::new(monday, monday.checked_add_days(chrono::Days::new(7)))?;
//! let agenda = Agenda::of(&Viewpoint::of(&book, monday), &maria, week, &card, &AgendaPolicy::default());
//! let [first] = agenda.actions() else { panic!("one thing to do") };
//! assert_eq!((first.action.kind, first.action.due), (ActionKind::KeepCommitment, Some(monday)));
//! assert_eq!(first.points, first.why.kind + first.why.due + first.why.value + first.why.risk);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod action;
mod agendas;
mod policy;
mod renewals;

use std::cmp::Reverse;

use crate::account::Account;
use crate::calendar::Span;
use crate::health::{Health, Scorecard};
use crate::id::ManagerId;
use crate::money::Money;
use crate::ratio::Ratio;
use crate::situation::{Situation, Supplied, Viewpoint};

pub use action::{Action, ActionKind, Subject};
pub use agendas::{AgendaBuilder, Agendas};
pub use policy::{AgendaPolicy, KindPolicy};
pub use renewals::{PipelineRow, PipelineTotal, RenewalPipeline};

use action::add_actions;
use agendas::Found;
use policy::PolicyOnDay;

/// What a manager should do next. See the [module](self).
///
/// # Laws
/// - Every action of an account has one owner, so it is on one agenda only, or on none when nobody acts.
/// - Points never fall down the list, and are the sum of their parts.
/// - The minutes of what fits are at most those available, and everything is listed, fitting or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agenda<'a> {
    actions: Vec<Ranked<'a>>,
    available: Option<Ratio>,
}

/// An action in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranked<'a> {
    /// What to do.
    pub action: Action<'a>,
    /// Its points.
    pub points: i64,
    /// What they are made of.
    pub why: Points,
    /// Whether it fits the minutes there are; `None` when no minutes were agreed.
    pub fits: Option<bool>,
}

/// What the points of an action are made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Points {
    /// For its kind.
    pub kind: i64,
    /// For how due it is.
    pub due: i64,
    /// For how much is at stake.
    pub value: i64,
    /// For how little healthy the account is.
    pub risk: i64,
}

impl<'a> Agenda<'a> {
    /// What a manager has to do as the day of the viewpoint stands, in the minutes there are in a span: that day, or the week that
    /// begins with it. For all managers at once, and with what a host knows besides, see [`AgendaBuilder`].
    #[must_use]
    pub fn of(
        viewpoint: &Viewpoint<'a>,
        manager: &'a ManagerId,
        span: Span,
        card: &Scorecard,
        policy: &AgendaPolicy,
    ) -> Self {
        let mut building = AgendaBuilder::new(viewpoint, policy);
        let nothing = Supplied::default();
        for account in viewpoint.book().accounts() {
            if concerns(viewpoint, account, manager) {
                let situation = viewpoint.situation_of(account, &nothing);
                let health = Health::of(&situation, card);
                building.add(account, &situation, &health);
            }
        }
        building.build_for(manager, span)
    }

    /// Everything to do, in the order in which to do it.
    #[must_use]
    pub fn actions(&self) -> &[Ranked<'a>] {
        &self.actions
    }

    /// What does not fit the minutes there are.
    pub fn not_fitting(&self) -> impl Iterator<Item = &Ranked<'a>> {
        self.actions
            .iter()
            .filter(|ranked| ranked.fits == Some(false))
    }

    /// The minutes there are for customers; `None` when none were agreed.
    #[must_use]
    pub const fn available_minutes(&self) -> Option<Ratio> {
        self.available
    }

    /// The minutes that everything takes together.
    #[must_use]
    pub fn wanted_minutes(&self) -> u64 {
        let minutes = self
            .actions
            .iter()
            .map(|ranked| u64::from(ranked.action.minutes));
        minutes.sum()
    }

    fn rank(
        found: Found<'a>,
        on: chrono::NaiveDate,
        available: Option<Ratio>,
        policy: &PolicyOnDay<'_>,
    ) -> Self {
        let mut largest: Vec<Money> = Vec::new();
        for value in found.iter().filter_map(|(action, _)| action.value) {
            let known = largest
                .iter_mut()
                .find(|known| known.currency() == value.currency());
            match known {
                Some(known) if known.to_minor() < value.to_minor() => *known = value,
                Some(_) => {}
                None => largest.push(value),
            }
        }
        let ranked = found.into_iter().map(|(action, lacking)| {
            let why = points(&action, lacking, &largest, on, policy);
            Ranked {
                action,
                points: why.kind + why.due + why.value + why.risk,
                why,
                fits: None,
            }
        });
        let mut actions = in_order(ranked.collect());
        if let Some(available) = available {
            let mut taken = 0_i128;
            for ranked in &mut actions {
                let after = taken + i128::from(ranked.action.minutes);
                let fits = Ratio::whole(after) <= available;
                ranked.fits = Some(fits);
                if fits {
                    taken = after;
                }
            }
        }
        Self { actions, available }
    }
}

/// Most points first; among equals what is due sooner, then by account, kind and subject.
fn in_order(actions: Vec<Ranked<'_>>) -> Vec<Ranked<'_>> {
    // An action is large: places are sorted, and each action is moved once.
    let mut places: Vec<_> = (0_usize..)
        .zip(&actions)
        .map(|(place, ranked)| {
            let due = ranked.action.due;
            ((Reverse(ranked.points), due.is_none(), due), place)
        })
        .collect();
    let rest = |place: usize| {
        let action = actions.get(place).map(|ranked| &ranked.action);
        action.map(|action| (action.account, action.kind, &action.subject))
    };
    places
        .sort_by(|(a, first), (b, second)| a.cmp(b).then_with(|| rest(*first).cmp(&rest(*second))));
    let mut actions: Vec<_> = actions.into_iter().map(Some).collect();
    let ordered = places
        .into_iter()
        .filter_map(|(_, place)| actions.get_mut(place)?.take());
    ordered.collect()
}

/// Everything there is to do for an account, whoever does it, by kind of cause.
#[must_use]
pub fn actions_of<'a>(
    account: &'a Account,
    situation: &Situation<'a>,
    health: &Health<'_>,
    policy: &AgendaPolicy,
) -> Vec<Action<'a>> {
    let mut actions = Vec::new();
    let policy = PolicyOnDay::new(policy, situation.on);
    add_actions(account, situation, health, &policy, &mut actions);
    actions
}

/// Whether a manager can own an action of an account: acts for it, supports it, or promised something.
fn concerns<'a>(viewpoint: &Viewpoint<'a>, account: &'a Account, manager: &ManagerId) -> bool {
    let on = viewpoint.on();
    viewpoint.acting(account) == Some(manager)
        || viewpoint
            .supporting(account)
            .any(|seat| seat.manager == *manager)
        || account.commitments().any(|(_, commitment)| {
            let made = commitment.made();
            made.is_some_and(|(_, _, made)| made.owner == *manager) && commitment.is_open_on(on)
        })
}

/// What a health lacks to 100, in hundredths of a point; nothing without a score.
fn lacking(health: &Health<'_>) -> i64 {
    let Some(score) = health.score() else {
        return 0;
    };
    let hundredths = score.numerator().checked_mul(100);
    let hundredths = hundredths.and_then(|sum| sum.checked_div(score.denominator()));
    let lacking = hundredths.and_then(|hundredths| i64::try_from(10_000 - hundredths).ok());
    lacking.unwrap_or_default()
}

fn points(
    action: &Action<'_>,
    lacking: i64,
    largest: &[Money],
    on: chrono::NaiveDate,
    on_day: &PolicyOnDay<'_>,
) -> Points {
    let policy = on_day.stated;
    let part = |points: u16, share: i64| i64::from(points) * share / 10_000;
    let due = action.due.map_or(0, |due| {
        let days = crate::situation::days_from(on, due);
        i64::from(policy.due_days.at(days).get())
    });
    let value = action.value.and_then(|value| {
        let mut largest = largest.iter();
        let most = largest.find(|most| most.currency() == value.currency())?;
        let share = value
            .to_minor()
            .checked_mul(10_000)?
            .checked_div(most.to_minor())?;
        i64::try_from(share.max(0)).ok()
    });
    Points {
        kind: on_day
            .kind(action.kind)
            .map_or(0, |kind| kind.stated.points.into()),
        due: part(policy.due_points, due),
        value: part(policy.value_points, value.unwrap_or_default()),
        risk: part(policy.risk_points, lacking),
    }
}
