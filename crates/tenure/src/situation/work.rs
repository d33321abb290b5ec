use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::evidence::{Evidence, Reading};
use super::value::Upcoming;
use super::{Rules, days_from};
use crate::account::{
    Account, Case, CaseClock, CaseEvent, CaseKind, CasePriority, CaseState, Clarity, Commitment,
    CommitmentOutcome, ContactRole, EscalationLevel, FitReviewReason, InteractionKind,
    OpportunityKind, OpportunityStage, OpportunityState, SlaClock, SlaTarget, SponsorLoss,
    Suitability,
};
use crate::id::{
    CaseId, CommitmentId, ContactId, FitReviewId, LiaisonRequestId, ManagerId, OpportunityId,
};
use crate::money::Money;
use crate::record::Position;
use crate::role::Role;

/// A case with something left to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenCase<'a> {
    /// Which.
    pub case: &'a CaseId,
    /// What brought the customer to ask.
    pub kind: CaseKind,
    /// Whose business it is.
    pub role: Role,
    /// How soon it is to be dealt with.
    pub priority: CasePriority,
    /// How far up it was taken, if it was.
    pub escalation: Option<EscalationLevel>,
    /// Where it stands.
    pub state: CaseState,
    /// Days since it was brought up.
    pub age_days: i64,
    /// The service-level clock that has used most of its target; `None` where no service levels are adopted or no clock runs.
    pub sla: Option<SlaStanding>,
}

/// How a service-level clock stands at the end of a day, if nothing more happens on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlaStanding {
    /// Which clock.
    pub clock: SlaClock,
    /// How much of the target is used, in basis points of it: breached above 10,000.
    pub used: u32,
    /// When the target is used up, where that can be told.
    pub due_at: Option<NaiveDateTime>,
}

impl OpenCase<'_> {
    /// Whether it is urgent, of high priority, or was taken further up.
    #[must_use]
    pub fn is_severe(&self) -> bool {
        self.priority >= CasePriority::High || self.escalation.is_some()
    }
}

/// What was promised to the customer, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Promises<'a> {
    /// How many were kept in the days that count.
    pub kept: u32,
    /// How many were broken in the days that count.
    pub broken: u32,
    /// Those that are open, by id.
    pub open: Vec<OpenCommitment<'a>>,
    /// How heavily broken and overdue ones weigh: 10,000 for one broken today, fading out over the days that count; for one overdue
    /// rising from nothing on its due day.
    pub broken_weight: u32,
}

/// A commitment that is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenCommitment<'a> {
    /// Which.
    pub commitment: &'a CommitmentId,
    /// Who sees to it.
    pub owner: &'a ManagerId,
    /// The last day on which keeping it is in time.
    pub due: NaiveDate,
    /// The record that made it.
    pub record: Position,
}

/// What the latest fit review found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FitFindings<'a> {
    /// Which review.
    pub review: &'a FitReviewId,
    /// When it was held.
    pub on: NaiveDate,
    /// How many products were gone through.
    pub products: u32,
    /// How many of them were asked about clarity, and about suitability.
    pub asked: (u32, u32),
    /// How many are unclear to the customer.
    pub unclear: u32,
    /// How many suit in part only.
    pub partly: u32,
    /// How many do not suit.
    pub unsuitable: u32,
    /// How many needs are not met.
    pub gaps: u32,
}

impl FitFindings<'_> {
    /// Whether something has to be done before anything more is sold.
    #[must_use]
    pub const fn needs_action(&self) -> bool {
        self.unclear > 0 || self.partly > 0 || self.unsuitable > 0 || self.gaps > 0
    }
}

/// When the customer had last a part in something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastContact {
    /// The day; that of the opening when there was none since.
    pub on: NaiveDate,
    /// Days since then.
    pub days: i64,
}

/// Whether somebody stands for the purchase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sponsor<'a> {
    /// A contact does.
    There(&'a ContactId),
    /// Nobody does since then, after somebody did.
    Lost {
        /// Who did.
        contact: &'a ContactId,
        /// Until when.
        on: NaiveDate,
        /// How it came.
        how: SponsorLoss,
    },
}

/// Something that may be sold, or a renewal that is pursued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenOpportunity<'a> {
    /// Which.
    pub opportunity: &'a OpportunityId,
    /// What could be sold.
    pub kind: OpportunityKind,
    /// How far it has come.
    pub stage: OpportunityStage,
    /// The recurring amount of a month that it would add or keep.
    pub monthly: Money,
    /// The day by which it should be won or lost.
    pub expected_close: NaiveDate,
}

/// Something asked of another team or a specialist that is not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenRequest<'a> {
    /// Which.
    pub request: &'a LiaisonRequestId,
    /// The last day on which the answer is in time.
    pub expected_by: NaiveDate,
}

/// The cases with something left to do, and whether there was ever any.
pub(super) fn cases<'a>(
    account: &'a Account,
    on: NaiveDate,
    rules: &Rules<'_>,
) -> (Vec<Reading<OpenCase<'a>>>, bool) {
    let (mut open, mut any) = (Vec::new(), false);
    for (id, case) in account.cases() {
        let Some(state) = case.state_on(on) else {
            continue;
        };
        any = true;
        if state.is_unresolved() {
            open.extend(glance(id, case, state, on, rules));
        }
    }
    (open, any)
}

/// A case in one pass over what happened to it.
fn glance<'a>(
    id: &'a CaseId,
    case: &'a Case,
    state: CaseState,
    on: NaiveDate,
    rules: &Rules<'_>,
) -> Option<Reading<OpenCase<'a>>> {
    let mut glanced: Option<Reading<OpenCase<'a>>> = None;
    for (at, by, event) in case.events().take_while(|(at, ..)| at.date() <= on) {
        match (event, &mut glanced) {
            (CaseEvent::Opened(opened), none) => {
                let value = OpenCase {
                    case: id,
                    kind: opened.kind,
                    role: opened.role,
                    priority: opened.priority,
                    escalation: None,
                    state,
                    age_days: days_from(at.date(), on),
                    sla: None,
                };
                *none = Some(Reading::of(value, by));
            }
            (CaseEvent::Prioritised(priority), Some(known)) => {
                known.value.priority = *priority;
                known.evidence.add(by);
            }
            (CaseEvent::HandedOver(role), Some(known)) => {
                known.value.role = *role;
                known.evidence.add(by);
            }
            (CaseEvent::Escalated { to, .. }, Some(known)) => {
                known.value.escalation = Some(*to);
                known.evidence.add(by);
            }
            (CaseEvent::Deescalated, Some(known)) => {
                known.value.escalation = None;
                known.evidence.add(by);
            }
            // Answers and moves show in the state and in the clocks.
            _ => {}
        }
    }
    let mut glanced = glanced?;
    glanced.value.sla = standing(case, glanced.value.priority, on, rules);
    Some(glanced)
}

fn standing(
    case: &Case,
    priority: CasePriority,
    on: NaiveDate,
    rules: &Rules<'_>,
) -> Option<SlaStanding> {
    let (levels, calendar) = rules.service?;
    // The end of the day. What is due on the very last day there is, is read a day early.
    let end = on.succ_opt().unwrap_or(on).and_time(NaiveTime::MIN);
    let clocks = [
        SlaClock::FirstResponse,
        SlaClock::NextResponse,
        SlaClock::Resolution,
    ];
    let mut most: Option<(u32, SlaTarget, CaseClock)> = None;
    for clock in clocks {
        let target = SlaTarget::of(levels, priority, clock, 0);
        for running in case.running_clocks(clock, end) {
            let used = running.elapsed(calendar, end).num_minutes();
            let used = used
                .saturating_mul(10_000)
                .checked_div(i64::from(target.minutes))
                .unwrap_or(i64::MAX);
            let used = u32::try_from(used.max(0)).unwrap_or(u32::MAX);
            if most.as_ref().is_none_or(|(most, ..)| *most < used) {
                most = Some((used, target, running));
            }
        }
    }
    // When it is due takes longer to say, and is asked of that one only.
    let (used, target, running) = most?;
    let reading = running.read(target, calendar, end);
    Some(SlaStanding {
        clock: target.clock,
        used,
        due_at: reading.due_at,
    })
}

pub(super) fn promises<'a>(
    account: &'a Account,
    on: NaiveDate,
    rules: &Rules<'_>,
) -> Option<Reading<Promises<'a>>> {
    let mut promises = Promises::default();
    let mut evidence = Evidence::NONE;
    let policy = &rules.policy;
    let counting = i64::from(policy.commitment_days.get());
    let forgotten = |commitment: &Commitment| {
        let after = rules.promises_after;
        after.is_some_and(|after| commitment.is_settled_by(after))
    };
    for (id, commitment) in account.commitments() {
        if forgotten(commitment) {
            continue;
        }
        let Some((made_on, by, made)) = commitment.made().filter(|(day, ..)| *day <= on) else {
            continue;
        };
        let settled = commitment.settled().filter(|settled| settled.on <= on);
        let Some(settled) = settled else {
            let late = days_from(made.due, on);
            let weight = share(late, i64::from(policy.overdue_days.get()));
            promises.broken_weight = promises.broken_weight.saturating_add(weight);
            promises.open.push(OpenCommitment {
                commitment: id,
                owner: &made.owner,
                due: made.due,
                record: by,
            });
            evidence.add(by);
            continue;
        };
        let left = counting - days_from(settled.on, on);
        match settled.value {
            CommitmentOutcome::Kept => promises.kept = promises.kept.saturating_add(1),
            CommitmentOutcome::Broken => {
                promises.broken = promises.broken.saturating_add(1);
                let weight = share(left, counting);
                promises.broken_weight = promises.broken_weight.saturating_add(weight);
            }
            CommitmentOutcome::Released => continue,
        }
        debug_assert!(made_on <= settled.on, "settled before it was made");
        evidence.add(settled.by);
    }
    (!evidence.is_empty()).then_some(Reading {
        value: promises,
        evidence,
    })
}

/// A part of a whole in basis points, from nothing to all of it.
fn share(part: i64, whole: i64) -> u32 {
    let points = (part.clamp(0, whole) * 10_000).checked_div(whole);
    points
        .and_then(|points| points.try_into().ok())
        .unwrap_or_default()
}

pub(super) fn fit(account: &Account, on: NaiveDate) -> Option<Reading<FitFindings<'_>>> {
    let held = account.fit_reviews().rfind(|held| held.on <= on)?;
    let mut found = FitFindings {
        review: &held.value.review,
        on: held.on,
        products: 0,
        asked: (0, 0),
        unclear: 0,
        partly: 0,
        unsuitable: 0,
        gaps: 0,
    };
    for fit in held.value.products.values() {
        found.products += 1;
        found.asked.0 += u32::from(fit.clarity != Clarity::NotAsked);
        found.asked.1 += u32::from(fit.suitability != Suitability::NotAsked);
        found.unclear += u32::from(fit.clarity == Clarity::Unclear);
        found.partly += u32::from(fit.suitability == Suitability::Partly);
        found.unsuitable += u32::from(fit.suitability == Suitability::Unsuitable);
        let gaps = u32::try_from(fit.gaps.len()).unwrap_or(u32::MAX);
        found.gaps = found.gaps.saturating_add(gaps);
    }
    Some(Reading::of(found, held.by))
}

/// The last days on which the customer had a part in anything, in a business review, and in financial advice.
pub(super) struct Contacts {
    pub(super) any: Option<Reading<NaiveDate>>,
    pub(super) business_review: Option<Reading<NaiveDate>>,
    pub(super) advice: Option<Reading<NaiveDate>>,
}

pub(super) fn contacts(account: &Account, on: NaiveDate) -> Contacts {
    let mut contacts = Contacts {
        any: None,
        business_review: None,
        advice: None,
    };
    let held = account.interactions().rev();
    for held in held.skip_while(|held| on < held.on) {
        if !held.value.kind.is_contact() {
            continue;
        }
        let reading = || Some(Reading::of(held.on, held.by));
        if contacts.any.is_none() {
            contacts.any = reading();
        }
        if held.value.kind == InteractionKind::BusinessReview && contacts.business_review.is_none()
        {
            contacts.business_review = reading();
        }
        if held.value.role == Role::FinancialAdvisory && contacts.advice.is_none() {
            contacts.advice = reading();
        }
    }
    contacts
}

pub(super) fn sponsor(account: &Account, on: NaiveDate) -> Option<Reading<Sponsor<'_>>> {
    let mut lost: Option<Reading<Sponsor<'_>>> = None;
    let mut lost_on = NaiveDate::MIN;
    for (id, contact) in account.contacts() {
        let Some(steps) = contact.role_steps(ContactRole::Sponsor) else {
            continue;
        };
        if contact.has_role_on(ContactRole::Sponsor, on) {
            let by = steps.entry_at(on)?.by;
            return Some(Reading::of(Sponsor::There(id), by));
        }
        let loss = contact.sponsor_losses().filter(|loss| loss.on <= on).last();
        if let Some(loss) = loss.filter(|loss| lost.is_none() || lost_on < loss.on) {
            lost_on = loss.on;
            let value = Sponsor::Lost {
                contact: id,
                on: loss.on,
                how: loss.value,
            };
            lost = Some(Reading::of(value, loss.by));
        }
    }
    lost
}

pub(super) fn opportunities(account: &Account, on: NaiveDate) -> Vec<Reading<OpenOpportunity<'_>>> {
    let mut open = Vec::new();
    for (id, opportunity) in account.opportunities() {
        let Some(OpportunityState::Open(stage)) = opportunity.state_on(on) else {
            continue;
        };
        let (Some((_, by, opened)), Some(terms)) = (opportunity.opened(), opportunity.terms_on(on))
        else {
            continue;
        };
        let value = OpenOpportunity {
            opportunity: id,
            kind: opened.kind,
            stage,
            monthly: terms.monthly,
            expected_close: terms.expected_close,
        };
        open.push(Reading::of(value, by));
    }
    open
}

pub(super) fn requests(account: &Account, on: NaiveDate) -> Vec<Reading<OpenRequest<'_>>> {
    let mut open = Vec::new();
    for (id, request) in account.liaison_requests() {
        if !request.is_open_on(on) {
            continue;
        }
        if let Some((_, by, asked)) = request.asked() {
            let value = OpenRequest {
                request: id,
                expected_by: asked.expected_by,
            };
            open.push(Reading::of(value, by));
        }
    }
    open
}

/// The last day on which the next fit review is in time, by the rules adopted; `None` where there are none, or nothing is due.
pub(super) fn fit_review_due(
    account: &Account,
    on: NaiveDate,
    rules: &Rules<'_>,
    upcoming: &[Reading<Upcoming<'_>>],
) -> Option<Reading<NaiveDate>> {
    let due = account.fit_review_due(on, rules.fit_reviews?)?;
    let mut evidence = Evidence::NONE;
    let mut add = |day: NaiveDate, (other, by): (NaiveDate, Position)| {
        if day == other {
            evidence.add(by);
        }
    };
    match due.reason {
        FitReviewReason::Sale(day) => {
            for (_, subscription) in account.subscriptions() {
                let start = subscription.start();
                start
                    .into_iter()
                    .for_each(|start| add(day, (start.on, start.by)));
            }
            for (_, contract) in account.contracts() {
                let signed = contract.signed();
                signed
                    .into_iter()
                    .for_each(|signed| add(day, (signed.on, signed.by)));
            }
            for (_, opportunity) in account.opportunities() {
                let closed = opportunity.closed();
                closed
                    .into_iter()
                    .for_each(|closed| add(day, (closed.on, closed.by)));
            }
        }
        FitReviewReason::Renewal(day) => {
            for coming in upcoming.iter().filter(|coming| coming.value.on == day) {
                evidence.extend(&coming.evidence);
            }
        }
        FitReviewReason::Interval(day) => {
            let held = account.fit_reviews();
            held.for_each(|held| add(day, (held.on, held.by)));
        }
    }
    Some(Reading {
        value: due.by,
        evidence,
    })
}
