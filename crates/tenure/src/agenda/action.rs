use std::fmt;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::policy::PolicyOnDay;
use crate::account::{Account, OpportunityKind, Stage};
use crate::health::Health;
use crate::id::{
    AccountId, CaseId, CommitmentId, DiscountId, FitReviewId, LiaisonRequestId, ManagerId,
    OpportunityId, PlayRunId,
};
use crate::money::Money;
use crate::record::Position;
use crate::role::Role;
use crate::situation::{Evidence, Reading, Renewing, Situation, Sponsor};
use crate::text::Name;

/// What can be done next for an account.
///
/// | kind | when | due |
/// | --- | --- | --- |
/// | `meet_service_level` | a case has used the part of its target that the policy calls at risk | when the target is used up |
/// | `work_case` | a case is unresolved | – |
/// | `save` | the stage is at risk or pending cancellation, or a contract is cancelled | the end of service, where one is known |
/// | `keep_commitment` | a commitment is open | its due day |
/// | `play_step` | a step of a play that is on its way is open | its day |
/// | `find_sponsor` | nobody stands for the purchase any more | – |
/// | `prepare_renewal` | something renews or lapses; once for what comes up again and again | the last day for notice |
/// | `renew_qualification` | a qualification of the manager expires | the last day of it |
/// | `follow_up` | a request to another team is not answered, or an opportunity should be won or lost | when it was expected |
/// | `collect_payment` | the stage is past due | – |
/// | `onboard` | the stage is onboarding | – |
/// | `advise` | a talk about finances is due, and whoever acts may give advice | its day |
/// | `refer_advice` | as above, or a case of financial advice, and whoever acts may not | its day |
/// | `hold_fit_review` | a fit review is due | the last day in time |
/// | `talk_before_discount_ends` | a discount ends | the last day with it |
/// | `break_silence` | more days since the last contact than the cadence allows | the day the cadence was over |
/// | `hold_business_review` | more days since the last business review than the policy allows, or none since the account pays | that day |
/// | `upsell` | an upsell or cross-sell is pursued, the customer is known to be satisfied, the last fit review found nothing to do, no case is severe, and nothing says that the customer leaves | its expected close |
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
#[expect(missing_docs, reason = "the table above says what each is")]
pub enum ActionKind {
    MeetServiceLevel,
    WorkCase,
    Save,
    KeepCommitment,
    PlayStep,
    FindSponsor,
    PrepareRenewal,
    RenewQualification,
    FollowUp,
    CollectPayment,
    Onboard,
    Advise,
    ReferAdvice,
    HoldFitReview,
    TalkBeforeDiscountEnds,
    BreakSilence,
    HoldBusinessReview,
    Upsell,
}

impl ActionKind {
    /// Every kind, in order.
    pub const ALL: [Self; 18] = [
        Self::MeetServiceLevel,
        Self::WorkCase,
        Self::Save,
        Self::KeepCommitment,
        Self::PlayStep,
        Self::FindSponsor,
        Self::PrepareRenewal,
        Self::RenewQualification,
        Self::FollowUp,
        Self::CollectPayment,
        Self::Onboard,
        Self::Advise,
        Self::ReferAdvice,
        Self::HoldFitReview,
        Self::TalkBeforeDiscountEnds,
        Self::BreakSilence,
        Self::HoldBusinessReview,
        Self::Upsell,
    ];

    /// The name on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::MeetServiceLevel => "meet_service_level",
            Self::WorkCase => "work_case",
            Self::Save => "save",
            Self::KeepCommitment => "keep_commitment",
            Self::PlayStep => "play_step",
            Self::FindSponsor => "find_sponsor",
            Self::PrepareRenewal => "prepare_renewal",
            Self::RenewQualification => "renew_qualification",
            Self::FollowUp => "follow_up",
            Self::CollectPayment => "collect_payment",
            Self::Onboard => "onboard",
            Self::Advise => "advise",
            Self::ReferAdvice => "refer_advice",
            Self::HoldFitReview => "hold_fit_review",
            Self::TalkBeforeDiscountEnds => "talk_before_discount_ends",
            Self::BreakSilence => "break_silence",
            Self::HoldBusinessReview => "hold_business_review",
            Self::Upsell => "upsell",
        }
    }
}

impl fmt::Display for ActionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// What an action is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Subject<'a> {
    /// The account as such.
    Account,
    /// A case.
    Case(&'a CaseId),
    /// A commitment.
    Commitment(&'a CommitmentId),
    /// Something that renews.
    Renewal(Renewing<'a>),
    /// A request to another team.
    Request(&'a LiaisonRequestId),
    /// An opportunity.
    Opportunity(&'a OpportunityId),
    /// A discount.
    Discount(&'a DiscountId),
    /// The fit review before.
    FitReview(&'a FitReviewId),
    /// A step of a play.
    PlayStep(&'a PlayRunId, &'a Name),
    /// A qualification of the manager.
    Qualification(Name),
}

/// Something to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action<'a> {
    /// For which account; `None` for what concerns the manager.
    pub account: Option<&'a AccountId>,
    /// What.
    pub kind: ActionKind,
    /// In which role.
    pub role: Role,
    /// About what.
    pub subject: Subject<'a>,
    /// Who does it: whoever supports in the role, promised it, or acts for the account. `None` when nobody does.
    pub owner: Option<&'a ManagerId>,
    /// The last day on which it is in time, where there is one.
    pub due: Option<NaiveDate>,
    /// The minutes that it takes.
    pub minutes: u16,
    /// The recurring amount of a month that is at stake, where it is known and of one currency.
    pub value: Option<Money>,
    /// The records that call for it.
    pub evidence: Evidence,
}

/// Makes the actions of one account.
struct Making<'s, 'a> {
    account: &'a Account,
    situation: &'s Situation<'a>,
    policy: &'s PolicyOnDay<'s>,
    made: &'s mut Vec<Action<'a>>,
}

/// Adds everything there is to do for an account, whoever does it, in the order of kinds and then of what it is about.
pub(super) fn add_actions<'a>(
    account: &'a Account,
    situation: &Situation<'a>,
    health: &Health<'_>,
    policy: &PolicyOnDay<'_>,
    made: &mut Vec<Action<'a>>,
) {
    let stage = situation.stage();
    if matches!(stage, Some(Stage::Merged | Stage::Closed | Stage::Churned)) {
        return;
    }
    let mut making = Making {
        account,
        situation,
        policy,
        made,
    };
    making.cases();
    making.relationship(stage);
    making.promises();
    making.plays();
    making.money();
    making.advice();
    making.reviews();
    making.upsell(stage, health);
}

impl<'a> Making<'_, 'a> {
    /// Adds an action, unless it is due later than the policy looks ahead.
    fn add(
        &mut self,
        kind: ActionKind,
        role: Role,
        subject: Subject<'a>,
        due: Option<NaiveDate>,
        evidence: &Evidence,
    ) -> Option<&mut Action<'a>> {
        let shown = self.policy.kind(kind)?;
        if due.is_some_and(|due| shown.until < due) && kind != ActionKind::MeetServiceLevel {
            return None;
        }
        self.made.push(Action {
            account: Some(self.situation.account),
            kind,
            role,
            subject,
            owner: self.owner(role),
            due,
            minutes: shown.stated.minutes,
            value: self.situation.monthly(),
            evidence: evidence.clone(),
        });
        self.made.last_mut()
    }

    /// Whoever supports the account in a role, the first by id, else whoever acts for it.
    fn owner(&self, role: Role) -> Option<&'a ManagerId> {
        let mut seats = self.situation.supporting.iter();
        let seated = seats.find(|seat| seat.role == role);
        seated.map(|seat| &seat.manager).or(self.situation.acting)
    }

    fn cases(&mut self) {
        for case in &self.situation.cases {
            let standing = case.value.sla;
            let at_risk = standing.filter(|sla| self.policy.stated.sla_at_risk <= sla.used);
            let (kind, due) = match at_risk {
                Some(sla) => (
                    ActionKind::MeetServiceLevel,
                    sla.due_at.map(|moment| moment.date()),
                ),
                None => (ActionKind::WorkCase, None),
            };
            let subject = Subject::Case(case.value.case);
            self.add(kind, case.value.role, subject, due, &case.evidence);
        }
    }

    fn relationship(&mut self, stage: Option<Stage>) {
        let situation = self.situation;
        let subject = || Subject::Account;
        if let Some(held) = &situation.stage {
            let kind = match held.value.stage {
                Stage::Onboarding => Some((ActionKind::Onboard, Role::Technical)),
                Stage::PastDue => Some((ActionKind::CollectPayment, Role::Relationship)),
                _ => None,
            };
            if let Some((kind, role)) = kind {
                self.add(kind, role, subject(), None, &held.evidence);
            }
        }
        let leaving = situation.leaving.as_ref();
        let troubled = matches!(stage, Some(Stage::AtRisk | Stage::PendingCancellation));
        if troubled || leaving.is_some() {
            let mut evidence = leaving
                .map(|leaving| leaving.evidence.clone())
                .unwrap_or_default();
            if let Some(held) = situation.stage.as_ref().filter(|_| troubled) {
                evidence.extend(&held.evidence);
            }
            let kind = ActionKind::Save;
            // The end of service may be far off; saving is not.
            let saved = self.add(kind, Role::Relationship, subject(), None, &evidence);
            if let Some(saved) = saved {
                saved.due = leaving.map(|leaving| leaving.value);
            }
        }
        if let Some(sponsor) = &situation.sponsor
            && matches!(sponsor.value, Sponsor::Lost { .. })
        {
            let kind = ActionKind::FindSponsor;
            self.add(kind, Role::Relationship, subject(), None, &sponsor.evidence);
        }
        if let (Some(last), Some(days)) = (&situation.last_contact, situation.cadence_days) {
            let over = last.value.on.checked_add_days(Days::new(days.into()));
            if over.is_some_and(|over| over < situation.on) {
                let kind = ActionKind::BreakSilence;
                self.add(kind, Role::Relationship, subject(), over, &last.evidence);
            }
        }
    }

    fn promises(&mut self) {
        let situation = self.situation;
        for open in situation
            .promises
            .iter()
            .flat_map(|promised| &promised.value.open)
        {
            let subject = Subject::Commitment(open.commitment);
            let evidence = Evidence::of(open.record);
            let kind = ActionKind::KeepCommitment;
            let due = Some(open.due);
            let made = self.add(kind, Role::Relationship, subject, due, &evidence);
            if let Some(made) = made {
                made.owner = Some(open.owner);
            }
        }
        for asked in &situation.requests {
            let subject = Subject::Request(asked.value.request);
            let due = Some(asked.value.expected_by);
            self.add(
                ActionKind::FollowUp,
                Role::Relationship,
                subject,
                due,
                &asked.evidence,
            );
        }
        for pursued in &situation.opportunities {
            if situation.on < pursued.value.expected_close
                && pursued.value.kind != OpportunityKind::Renewal
            {
                // Until then it is an upsell, or nothing.
                continue;
            }
            let subject = Subject::Opportunity(pursued.value.opportunity);
            let due = Some(pursued.value.expected_close);
            let kind = ActionKind::FollowUp;
            if let Some(made) = self.add(kind, Role::Sales, subject, due, &pursued.evidence) {
                made.value = Some(pursued.value.monthly);
            }
        }
    }

    fn plays(&mut self) {
        for (run, play) in self.account.plays() {
            let started = play.started().map(|started| started.by);
            let evidence = started.map_or(Evidence::NONE, Evidence::of);
            for (step, due) in play.open_steps_on(self.situation.on) {
                let subject = Subject::PlayStep(run, &step.name);
                let kind = ActionKind::PlayStep;
                if let Some(made) = self.add(kind, step.role, subject, Some(due), &evidence) {
                    made.minutes = step.minutes;
                }
            }
        }
    }

    fn money(&mut self) {
        let situation = self.situation;
        // What comes up again within the days looked ahead is prepared for the first time only.
        let mut prepared = Vec::new();
        let standing = situation.upcoming.iter();
        for coming in standing.filter(|coming| !coming.value.cancelled) {
            if prepared.contains(&coming.value.what) {
                continue;
            }
            prepared.push(coming.value.what);
            let subject = Subject::Renewal(coming.value.what);
            // Once notice can no longer be given, what is left is the renewal itself.
            let due = if coming.value.notice_by < situation.on {
                coming.value.on
            } else {
                coming.value.notice_by
            };
            let kind = ActionKind::PrepareRenewal;
            if let Some(made) = self.add(kind, Role::Sales, subject, Some(due), &coming.evidence) {
                made.value = coming.value.base;
            }
        }
        if let Some(ending) = &situation.discount_ending {
            let subject = Subject::Discount(ending.value.discount);
            let due = ending.value.on.pred_opt();
            let kind = ActionKind::TalkBeforeDiscountEnds;
            self.add(kind, Role::Sales, subject, due, &ending.evidence);
        }
    }

    fn advice(&mut self) {
        let situation = self.situation;
        let refused = situation.advice_refused.is_some();
        let kind = if refused {
            ActionKind::ReferAdvice
        } else {
            ActionKind::Advise
        };
        if let Some(due) = &situation.advice_review_due {
            let subject = Subject::Account;
            let role = Role::FinancialAdvisory;
            let made = self.add(kind, role, subject, Some(due.value), &due.evidence);
            hand_on(made, refused, situation.acting);
        }
        if refused {
            let cases = situation.cases.iter();
            for case in cases.filter(|case| case.value.role == Role::FinancialAdvisory) {
                let subject = Subject::Case(case.value.case);
                let role = Role::FinancialAdvisory;
                let made = self.add(kind, role, subject, None, &case.evidence);
                hand_on(made, refused, situation.acting);
            }
        }
    }

    fn reviews(&mut self) {
        let situation = self.situation;
        if let Some(due) = &situation.fit_review_due {
            let last = situation.fit.as_ref();
            let subject = last.map_or(Subject::Account, |fit| Subject::FitReview(fit.value.review));
            let kind = ActionKind::HoldFitReview;
            self.add(
                kind,
                Role::Technical,
                subject,
                Some(due.value),
                &due.evidence,
            );
        }
        let since = situation.business_review.clone();
        let since = since.or_else(|| situation.customer_since.map(Reading::supplied));
        if let Some(since) = since {
            let days = Days::new(self.policy.stated.business_review_days.into());
            let due = since.value.checked_add_days(days);
            let kind = ActionKind::HoldBusinessReview;
            self.add(
                kind,
                Role::Relationship,
                Subject::Account,
                due,
                &since.evidence,
            );
        }
    }

    /// Only to who is known to be satisfied, has what fits, and is not on the way out.
    fn upsell(&mut self, stage: Option<Stage>, health: &Health<'_>) {
        let situation = self.situation;
        if situation.opportunities.is_empty() {
            return;
        }
        let satisfied = situation
            .satisfaction
            .as_ref()
            .is_some_and(|said| self.policy.stated.upsell_from <= said.value.score.get());
        let fits = situation
            .fit
            .as_ref()
            .is_some_and(|fit| !fit.value.needs_action());
        let settled = matches!(stage, None | Some(Stage::Active | Stage::Reactivated));
        let staying = settled && situation.leaving.is_none();
        let calm = situation.severe_cases().next().is_none();
        if !(satisfied && fits && staying && calm) {
            return;
        }
        let worst = health.card().bands().iter().next();
        if health.band().is_some_and(|band| Some(band) == worst) {
            return;
        }
        for pursued in &situation.opportunities {
            let more = pursued.value.kind != OpportunityKind::Renewal;
            if more && situation.on < pursued.value.expected_close {
                let subject = Subject::Opportunity(pursued.value.opportunity);
                let due = Some(pursued.value.expected_close);
                let kind = ActionKind::Upsell;
                if let Some(made) = self.add(kind, Role::Sales, subject, due, &pursued.evidence) {
                    made.value = Some(pursued.value.monthly);
                }
            }
        }
    }
}

/// A referral is made by whoever acts; it is the advice that somebody else gives.
fn hand_on<'a>(made: Option<&mut Action<'a>>, refused: bool, acting: Option<&'a ManagerId>) {
    if let Some(made) = made.filter(|_| refused) {
        made.role = Role::Relationship;
        made.owner = acting;
    }
}

/// What a manager has to do without any account: to renew what expires.
pub(super) fn own_actions<'a>(
    manager: &'a ManagerId,
    known: &crate::directory::Manager,
    on: NaiveDate,
    policy: &PolicyOnDay<'_>,
) -> Vec<Action<'a>> {
    let kind = ActionKind::RenewQualification;
    let Some(shown) = policy.kind(kind) else {
        return Vec::new();
    };
    let expiring = known.expiring(on, shown.stated.ahead_days.into());
    let actions = expiring.into_iter().map(|expiring| {
        let held = known.qualification(&expiring.kind);
        let awards = held
            .into_iter()
            .flat_map(crate::directory::Qualification::awards);
        let latest: Option<Position> = awards
            .filter(|award| award.valid.contains(on))
            .map(|award| award.record)
            .last();
        Action {
            account: None,
            kind,
            role: Role::FinancialAdvisory,
            subject: Subject::Qualification(expiring.kind),
            owner: Some(manager),
            due: expiring.on.pred_opt(),
            minutes: shown.stated.minutes,
            value: None,
            evidence: latest.map_or(Evidence::NONE, Evidence::of),
        }
    });
    actions.collect()
}
