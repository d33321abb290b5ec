//! A customer's account: the fold of its stream.

mod assignment;
mod billing;
mod contact;
mod contract;
mod contracts;
mod details;
mod handover;
mod lifecycle;
mod lineage;
mod recurring;
mod subscription;

mod case;
mod commitment;
mod fit_review;
mod interaction;
mod liaison;
mod opportunity;
mod play;
mod rating;
mod sla;
mod steps;
mod survey;
mod work;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::calendar::Span;
use crate::fact::{Fact, Scope};
use crate::fetch::{self, Fetch};
use crate::fold::{FoldError, Versions};
use crate::id::{AccountId, ContactId, ContractId, HandoverId, ManagerId, SubscriptionId};
use crate::money::{Money, MoneyError};
use crate::part::{Ground, Part};
use crate::parts::Parts;
use crate::record::{Position, Record, Version};
use crate::text::Name;
use crate::timeline::Timeline;

pub use assignment::{AssignmentCause, Assignments, Cover, CreditShares, Seat};
pub use billing::{BillingInterval, IntervalUnit, MonthlyRule};
pub use contact::{Contact, ContactRole, Influence, Presence, RoleStep, SponsorLoss};
pub use contract::{
    Cancellation, Contract, ContractTerms, Discount, DiscountTerms, Escalator, LineStep, LineTerms,
    Off, RenewalDate, Signed, TermLength,
};
pub(crate) use contracts::Contracts;
pub use contracts::Renewal;
pub use details::{Acquisition, Details, dimension};
pub use handover::{Handover, HandoverEnd, HandoverItem, HandoverPlan, Settlement};
pub(crate) use lifecycle::ImpossibleMove;
pub use lifecycle::{ChurnKind, ChurnReason, Lifecycle, LifecycleStep, Stage, WorkingStage};
pub use lineage::{Above, Lineage};
use recurring::Standing;
pub(crate) use recurring::{Amounts, RecurringAmount};
pub use recurring::{ChurnTiming, FiniteDiscounts, PastDue, Paused, RecurringRule, Trial};
pub use subscription::{Subscription, Term};

pub(crate) use case::CaseStep;
pub use case::{Case, CaseEvent, CaseKind, CasePriority, CaseState, EscalationLevel};
pub(crate) use commitment::CommitmentStep;
pub use commitment::{Commitment, CommitmentOrigin, CommitmentOutcome};
pub use fit_review::{Clarity, FitReviewDue, FitReviewReason, ProductFit, Suitability};
pub use interaction::{InteractionKind, Sentiment};
pub(crate) use liaison::LiaisonStep;
pub use liaison::{Liaison, LiaisonRequest};
pub(crate) use opportunity::OpportunityStep;
pub use opportunity::{
    Opportunity, OpportunityKind, OpportunityOutcome, OpportunityStage, OpportunityState,
    OpportunityTerms,
};
pub(crate) use play::PlayEvent;
pub use play::PlayRun;
pub use rating::{Rating, RatingError};
pub(crate) use sla::CaseClock;
pub use sla::{SlaClock, SlaClockState, SlaReading, SlaTarget};
pub(crate) use steps::{Impossible, Step, Stepped, Steps};
pub use survey::{SurveyScale, SurveyScore, SurveyScoreError};
use work::Work;

/// Everything known about one customer's account.
///
/// Each part is a [`Timeline`], so that every question names its day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    id: AccountId,
    versions: Versions,
    opened: Timeline<()>,
    classes: Parts<Name, Timeline<Option<Name>>>,
    subscriptions: Parts<SubscriptionId, Subscription>,
    assignments: Assignments,
    lifecycle: Lifecycle,
    details: Details,
    lineage: Lineage,
    contacts: Parts<ContactId, Contact>,
    handovers: Parts<HandoverId, Handover>,
    contracts: Contracts,
    work: Work,
}

/// Who holds an account. Before the first decision nobody has reviewed it, which is neither of these.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holder {
    /// This manager.
    Manager(ManagerId),
    /// Nobody, by decision.
    Vacant,
}

impl Account {
    /// An account of which nothing is known yet.
    #[must_use]
    pub const fn new(id: AccountId) -> Self {
        Self {
            id,
            versions: Versions::NONE,
            opened: Timeline::new(),
            classes: Parts::new(),
            subscriptions: Parts::new(),
            assignments: Assignments::NONE,
            lifecycle: Lifecycle::NONE,
            details: Details::NONE,
            lineage: Lineage::NONE,
            contacts: Parts::new(),
            handovers: Parts::new(),
            contracts: Contracts::NONE,
            work: Work::NONE,
        }
    }

    /// The account's id.
    #[must_use]
    pub const fn id(&self) -> &AccountId {
        &self.id
    }

    /// How many records made it.
    #[must_use]
    pub const fn version(&self) -> Version {
        self.versions.version()
    }

    /// The day on which it was opened, with the record that said so; `None` when it never was.
    #[must_use]
    pub fn opened(&self) -> Option<(NaiveDate, Position)> {
        self.opened
            .effective()
            .next()
            .map(|entry| (entry.on, entry.by))
    }

    /// Who holds it on a day; `None` while nobody has reviewed it.
    #[must_use]
    pub fn holder_on(&self, day: NaiveDate) -> Option<&Holder> {
        self.assignments.holders().at(day)
    }

    /// Who holds it, from day to day.
    #[must_use]
    pub const fn holders(&self) -> &Timeline<Holder> {
        self.assignments.holders()
    }

    /// Who looks after it over time: the holder, those who support, whoever covers.
    #[must_use]
    pub const fn assignments(&self) -> &Assignments {
        &self.assignments
    }

    /// Its class in a dimension, such as [`dimension::INDUSTRY`], on a day.
    #[must_use]
    pub fn class_on(
        &self,
        dimension: &(impl AsRef<str> + ?Sized),
        day: NaiveDate,
    ) -> Option<&Name> {
        self.classes_in(dimension)?.at(day)?.as_ref()
    }

    /// Its classes in a dimension, from day to day; `None` when it was never classed in it.
    #[must_use]
    pub fn classes_in(
        &self,
        dimension: &(impl AsRef<str> + ?Sized),
    ) -> Option<&Timeline<Option<Name>>> {
        self.classes.get(dimension.as_ref())
    }

    /// Its classes in every dimension, by dimension, from day to day.
    pub fn classes(&self) -> impl Iterator<Item = (&Name, &Timeline<Option<Name>>)> {
        self.classes.iter()
    }

    /// A subscription, present or past.
    #[must_use]
    pub fn subscription(&self, subscription: &SubscriptionId) -> Option<&Subscription> {
        self.subscriptions.get(subscription)
    }

    /// Every subscription, present or past, by id.
    pub fn subscriptions(&self) -> impl Iterator<Item = (&SubscriptionId, &Subscription)> {
        self.subscriptions.iter()
    }

    /// Its stage on a day; `None` while it has none. On the days on which it is merged into another account it is
    /// [`Stage::Merged`].
    #[must_use]
    pub fn stage_on(&self, day: NaiveDate) -> Option<Stage> {
        match self.lineage.above_on(day) {
            Some(Above::MergedInto(_)) => Some(Stage::Merged),
            _ => self.lifecycle.steps().at(day).map(|step| step.stage),
        }
    }

    /// Its stages over time.
    #[must_use]
    pub const fn lifecycle(&self) -> &Lifecycle {
        &self.lifecycle
    }

    /// Its particulars over time.
    #[must_use]
    pub const fn details(&self) -> &Details {
        &self.details
    }

    /// Where it belongs over time. Where that leads is a question to the [whole book](crate::Book::hierarchy_on).
    #[must_use]
    pub const fn lineage(&self) -> &Lineage {
        &self.lineage
    }

    /// A contact, there or gone.
    #[must_use]
    pub fn contact(&self, contact: &ContactId) -> Option<&Contact> {
        self.contacts.get(contact)
    }

    /// Every contact there ever was, by id.
    pub fn contacts(&self) -> impl Iterator<Item = (&ContactId, &Contact)> {
        self.contacts.iter()
    }

    /// Who plays a role on a day, by id.
    pub fn contacts_in(
        &self,
        role: ContactRole,
        day: NaiveDate,
    ) -> impl Iterator<Item = &ContactId> {
        let contacts = self.contacts.iter();
        contacts
            .filter(move |(_, contact)| contact.has_role_on(role, day))
            .map(|(id, _)| id)
    }

    /// A handover, past or going on.
    #[must_use]
    pub fn handover(&self, handover: &HandoverId) -> Option<&Handover> {
        self.handovers.get(handover)
    }

    /// Every handover, by id.
    pub fn handovers(&self) -> impl Iterator<Item = (&HandoverId, &Handover)> {
        self.handovers.iter()
    }

    /// What a handover on a day should at least have on its list: every case that is not resolved, every commitment that is open,
    /// every contract that comes up for renewal before `until`, and every contact who is there; by kind and id.
    #[must_use]
    pub fn handover_checklist(&self, on: NaiveDate, until: NaiveDate) -> Vec<HandoverItem> {
        let cases = self.cases();
        let cases = cases.filter(|(_, case)| case.is_unresolved_on(on));
        let open = self.commitments();
        let open = open.filter(|(_, commitment)| commitment.is_open_on(on));
        let contracts = self.contracts.renewal_dates(on, until);
        let mut contracts: Vec<_> = contracts.into_iter().map(|(id, _)| id).collect();
        contracts.sort_unstable();
        contracts.dedup();
        let renewals = contracts.into_iter().cloned().map(HandoverItem::Renewal);
        let active = self.contacts.iter();
        let active = active.filter(|(_, contact)| contact.is_active_on(on));
        cases
            .map(|(id, _)| HandoverItem::Case(id.clone()))
            .chain(open.map(|(id, _)| HandoverItem::Commitment(id.clone())))
            .chain(renewals)
            .chain(active.map(|(id, _)| HandoverItem::Introduction(id.clone())))
            .collect()
    }

    /// A contract, present or past.
    #[must_use]
    pub fn contract(&self, contract: &ContractId) -> Option<&Contract> {
        self.contracts.get(contract)
    }

    /// Every contract, present or past, by id.
    pub fn contracts(&self) -> impl Iterator<Item = (&ContractId, &Contract)> {
        self.contracts.iter()
    }

    /// What comes up for renewal from a day to before another, by day and contract.
    ///
    /// # Errors
    /// [`MoneyError`] when an amount is past the range under this rule.
    pub fn renewals(
        &self,
        from: NaiveDate,
        until: NaiveDate,
        rule: &RecurringRule,
    ) -> Result<Vec<Renewal<'_>>, MoneyError> {
        self.contracts.renewals(from, until, rule)
    }

    /// Every recurring amount per month with the days on which it is in force: of subscriptions as they were recorded, of the lines
    /// of contracts by the rule. By id, then by day. What the rule excludes is left out.
    ///
    /// # Errors
    /// [`MoneyError`] when an amount is past the range under this rule.
    pub fn recurring(
        &self,
        rule: &RecurringRule,
    ) -> Result<Vec<(&SubscriptionId, Span, Money)>, MoneyError> {
        let amounts = self.recurring_amounts(rule)?.into_iter();
        Ok(amounts
            .filter(|amount| !amount.excluded)
            .map(|amount| (amount.id, amount.span, amount.monthly))
            .collect())
    }

    /// Every recurring amount, those that the rule excludes too. By id, then by day.
    pub(crate) fn recurring_amounts(
        &self,
        rule: &RecurringRule,
    ) -> Result<Vec<RecurringAmount<'_>>, MoneyError> {
        let mut amounts = Vec::new();
        for (id, subscription) in self.subscriptions.iter() {
            let ended = subscription.end().map(|end| end.on);
            amounts.extend(subscription.amounts().map(|(span, monthly)| {
                let end = span.end().map(|end| {
                    let last = Some(end) == ended;
                    if last { rule.churn.after(end) } else { end }
                });
                RecurringAmount {
                    id,
                    span: Span::new(span.start(), end).unwrap_or(span),
                    monthly,
                    excluded: false,
                }
            }));
        }
        for (_, contract) in self.contracts.iter() {
            let lines = self.contracts.amounts(contract, rule)?;
            amounts.extend(lines.into_values().flatten());
        }
        let stages = self.stages_by(rule);
        if !stages.is_empty() {
            amounts = amounts
                .into_iter()
                .flat_map(|amount| amount.staged(&stages))
                .collect();
        }
        amounts.sort_by(|a, b| (a.id, a.span.start()).cmp(&(b.id, b.span.start())));
        Ok(amounts)
    }

    /// What the rule makes of the stages, from the first day of all to the last; empty when they make no difference.
    fn stages_by(&self, rule: &RecurringRule) -> Vec<(Span, Standing)> {
        let steps = self.lifecycle.steps();
        let spans = steps
            .spans()
            .map(|(span, step)| (span, rule.at(step.stage)));
        let mut stages: Vec<_> = spans.collect();
        if stages
            .iter()
            .all(|(_, standing)| *standing == Standing::Counts)
        {
            return Vec::new();
        }
        let first = stages.first().map(|(span, _)| span.start());
        let before = Span::new(NaiveDate::MIN, first).into_iter();
        stages.extend(before.map(|before| (before, Standing::Counts)));
        stages
    }

    /// The first day on which it paid: with a recurring amount above zero, by the default rule. `None` also where an amount is past
    /// the range, which no decision lets in.
    #[must_use]
    pub fn first_paid_on(&self) -> Option<NaiveDate> {
        let lines = self.recurring(&RecurringRule::default()).ok()?;
        lines
            .into_iter()
            .filter(|(_, span, monthly)| {
                !span.is_empty() && !monthly.is_zero() && !monthly.is_negative()
            })
            .map(|(_, span, _)| span.start())
            .min()
    }

    pub(crate) const fn all_contracts(&self) -> &Contracts {
        &self.contracts
    }

    /// Takes in the next record of the account's stream.
    ///
    /// # Errors
    /// [`FoldError`] when the record is not the next one or does not belong into an account. Nothing has changed then.
    pub fn apply(&mut self, record: &Record) -> Result<(), FoldError> {
        if record.fact.scope() == Scope::Directory {
            return Err(FoldError::misplaced(record));
        }
        self.versions.advance(record)?;
        if let Some(corrected) = record.corrects {
            // At most one part has it; asking all of them is cheap, for an account has tens of entries.
            for part in self.parts_mut() {
                part.withdraw(corrected);
            }
        }
        let (on, by) = (record.effective_on, record.position);
        match &record.fact {
            Fact::AccountOpened(_) => {
                self.opened.insert(on, by, ());
            }
            Fact::AccountClassified(classified) => {
                self.classes
                    .or_default(classified.dimension.clone())
                    .insert(on, by, classified.class.clone());
            }
            Fact::SubscriptionStarted(started) => {
                self.term(
                    &started.subscription,
                    record,
                    Term::Started(started.monthly),
                );
            }
            Fact::SubscriptionRepriced(repriced) => {
                self.term(
                    &repriced.subscription,
                    record,
                    Term::Repriced(repriced.monthly),
                );
            }
            Fact::SubscriptionEnded(ended) => self.term(&ended.subscription, record, Term::Ended),
            Fact::ManagerAssigned(assigned) => {
                let holder = Holder::Manager(assigned.manager.clone());
                self.assignments.hold(on, by, holder, assigned.cause);
            }
            Fact::AccountLeftVacant(_) => {
                self.assignments.hold(on, by, Holder::Vacant, None);
            }
            Fact::AccountStageEntered(entered) => {
                let step = LifecycleStep::plain(entered.stage.into());
                self.lifecycle.enter(on, by, step);
            }
            Fact::AccountCancelled(cancelled) => {
                let step = LifecycleStep {
                    stage: Stage::PendingCancellation,
                    reason: cancelled.reason.clone(),
                };
                self.lifecycle.enter(on, by, step);
            }
            Fact::AccountChurned(churned) => {
                let step = LifecycleStep {
                    stage: Stage::Churned,
                    reason: Some(churned.reason.clone()),
                };
                self.lifecycle.enter(on, by, step);
            }
            Fact::AccountWonBack(_) => {
                let step = LifecycleStep::plain(Stage::Reactivated);
                self.lifecycle.enter(on, by, step);
            }
            Fact::BillingCurrencyAgreed(agreed) => {
                self.details.agree_currency(on, by, agreed.currency);
            }
            Fact::AccountLocated(located) => {
                self.details.locate(on, by, located.time_zone.clone());
            }
            Fact::CustomerAcquired(acquired) => {
                let acquisition = Acquisition {
                    cost: acquired.cost,
                    source: acquired.source.clone(),
                };
                self.details.acquire(on, by, acquisition);
            }
            Fact::AccountPlacedUnder(placed) => {
                self.lineage.place(on, by, Some(placed.parent.clone()));
            }
            Fact::AccountMadeIndependent(_) => self.lineage.place(on, by, None),
            Fact::AccountMerged(merged) => {
                self.lineage.merge(on, by, Some(merged.into.clone()));
            }
            Fact::MergeUndone(_) => self.lineage.merge(on, by, None),
            Fact::ContactAdded(added) => {
                let presence = Presence::Added(added.subject.clone());
                self.contact_mut(&added.contact).turn(on, by, presence);
            }
            Fact::ContactLeft(left) => {
                self.contact_mut(&left.contact).turn(on, by, Presence::Left);
            }
            Fact::ContactReturned(returned) => {
                let contact = self.contact_mut(&returned.contact);
                contact.turn(on, by, Presence::Returned);
            }
            Fact::ContactRoleGiven(given) => {
                let contact = self.contact_mut(&given.contact);
                contact.step(on, by, given.role, RoleStep::Given);
            }
            Fact::ContactRoleEnded(ended) => {
                let contact = self.contact_mut(&ended.contact);
                contact.step(on, by, ended.role, RoleStep::Ended);
            }
            Fact::SponsorLost(lost) => {
                let contact = self.contact_mut(&lost.contact);
                contact.step(on, by, ContactRole::Sponsor, RoleStep::Lost(lost.how));
            }
            Fact::ContactInfluenceJudged(judged) => {
                let contact = self.contact_mut(&judged.contact);
                contact.judge(on, by, judged.influence);
            }
            Fact::SupportAssigned(assigned) => {
                let seat = Seat {
                    manager: assigned.manager.clone(),
                    role: assigned.role,
                };
                self.assignments.seat(on, by, seat, Some(assigned.credit));
            }
            Fact::SupportReleased(released) => {
                let seat = Seat {
                    manager: released.manager.clone(),
                    role: released.role,
                };
                self.assignments.seat(on, by, seat, None);
            }
            Fact::CoverArranged(arranged) => {
                let cover = Cover {
                    manager: arranged.manager.clone(),
                    until: arranged.until,
                };
                self.assignments.cover(on, by, cover);
            }
            Fact::HandoverStarted(started) => {
                let plan = HandoverPlan {
                    to: started.to.clone(),
                    items: started.items.clone(),
                };
                self.handover_mut(&started.handover).start(on, by, plan);
            }
            Fact::HandoverItemDone(done) => {
                let handover = self.handover_mut(&done.handover);
                handover.settle(on, by, done.item.clone(), Settlement::Done);
            }
            Fact::HandoverItemWaived(waived) => {
                let settlement = Settlement::Waived(waived.reason.clone());
                let handover = self.handover_mut(&waived.handover);
                handover.settle(on, by, waived.item.clone(), settlement);
            }
            Fact::HandoverCompleted(completed) => {
                let handover = self.handover_mut(&completed.handover);
                handover.finish(on, by, HandoverEnd::Completed);
            }
            Fact::HandoverAbandoned(abandoned) => {
                let handover = self.handover_mut(&abandoned.handover);
                handover.finish(on, by, HandoverEnd::Abandoned);
            }
            Fact::ContractSigned(_)
            | Fact::ContractRenewed(_)
            | Fact::LineAgreed(_)
            | Fact::LineRemoved(_)
            | Fact::PlanSwapped(_)
            | Fact::DiscountGranted(_)
            | Fact::DiscountEnded(_)
            | Fact::ContractPaused(_)
            | Fact::ContractResumed(_)
            | Fact::ContractCancelled(_)
            | Fact::CancellationRetracted(_)
            | Fact::EscalatorAgreed(_) => self.contracts.take_in(on, by, &record.fact),
            Fact::SurveyAnswered(_)
            | Fact::InteractionHeld(_)
            | Fact::CommitmentMade(_)
            | Fact::CommitmentSettled(_)
            | Fact::CaseOpened(_)
            | Fact::CaseMoved(_)
            | Fact::CaseAnswered(_)
            | Fact::CustomerReplied(_)
            | Fact::CasePrioritised(_)
            | Fact::CaseHandedOver(_)
            | Fact::CaseEscalated(_)
            | Fact::CaseDeescalated(_)
            | Fact::FitReviewHeld(_)
            | Fact::LiaisonTied(_)
            | Fact::LiaisonUntied(_)
            | Fact::LiaisonRequested(_)
            | Fact::LiaisonAnswered(_)
            | Fact::OpportunityOpened(_)
            | Fact::OpportunityMoved(_)
            | Fact::OpportunityRevised(_)
            | Fact::OpportunityClosed(_)
            | Fact::AccountRated(_)
            | Fact::PlayStarted(_)
            | Fact::PlayStepDone(_)
            | Fact::PlayStepSkipped(_)
            | Fact::PlayEnded(_) => self.work.apply(record),
            // Withdrawals are dealt with above, and facts of the directory never come this far.
            _ => {}
        }
        Ok(())
    }

    /// What a record carries that still holds; the opening carries everything else.
    pub(crate) fn ground(&self, by: Position) -> Option<Ground> {
        if self.opened.ground(by).is_some() {
            let dependent = self
                .parts()
                .into_iter()
                .flat_map(Part::records)
                .find(|other| *other != by);
            return self.opened.ground(by).map(|ground| Ground {
                dependent,
                ..ground
            });
        }
        let ground = self.parts().into_iter().find_map(|part| part.ground(by))?;
        let mut lineage = self.lineage.clone();
        lineage.withdraw(by);
        Some(Ground {
            dependent: ground
                .dependent
                .or_else(|| self.stage_while_merged(&lineage))
                .or_else(|| self.handover_resting_on(by))
                .or_else(|| self.handover_since_the_end(by))
                .or_else(|| self.work.first_with(self.contact_added_by(by)?)),
            ..ground
        })
    }

    /// The start of a handover that has something on its list which this record brought.
    fn handover_resting_on(&self, record: Position) -> Option<Position> {
        let brought = |item: &HandoverItem| match item {
            HandoverItem::Case(case) => self.case(case)?.opened().map(|(_, by, _)| by),
            HandoverItem::Commitment(commitment) => {
                self.commitment(commitment)?.made().map(|(_, by, _)| by)
            }
            HandoverItem::Renewal(contract) => Some(self.contract(contract)?.signed()?.by),
            HandoverItem::Introduction(contact) => {
                let mut presence = self.contact(contact)?.presence().entries().iter();
                presence.next().map(|added| added.by)
            }
        };
        self.handovers.values().find_map(|handover| {
            let plan = handover.plan()?;
            let mut items = plan.value.items.iter();
            let rests = items.any(|item| brought(item) == Some(record));
            rests.then_some(plan.by)
        })
    }

    /// The start of a handover that goes on while another one would, were this record of its end taken back.
    fn handover_since_the_end(&self, record: Position) -> Option<Position> {
        let ends_here = |handover: &&Handover| handover.end().is_some_and(|end| end.by == record);
        let start = self.handovers.values().find(ends_here)?.plan()?;
        let mut others = self.handovers.values().filter(|other| {
            let same = other.plan().is_none_or(|plan| plan.by == start.by);
            !same && other.goes_on_after(start.on)
        });
        others.next()?.plan().map(|plan| plan.by)
    }

    fn contact_added_by(&self, record: Position) -> Option<&ContactId> {
        let mut contacts = self.contacts();
        contacts
            .find(|(_, contact)| {
                let mut presence = contact.presence().entries().iter();
                presence.next().is_some_and(|added| added.by == record)
            })
            .map(|(id, _)| id)
    }

    /// A stage that begins on a day on which the account is merged into another.
    pub(crate) fn stage_while_merged(&self, lineage: &Lineage) -> Option<Position> {
        let steps = self.lifecycle.steps().entries().iter();
        steps
            .filter(|step| matches!(lineage.above_on(step.on), Some(Above::MergedInto(_))))
            .map(|step| step.by)
            .next()
    }

    /// Every part, for what concerns all of them.
    fn parts(&self) -> [&dyn Part; 11] {
        [
            &self.opened,
            &self.classes,
            &self.subscriptions,
            &self.assignments,
            &self.lifecycle,
            &self.details,
            &self.lineage,
            &self.contacts,
            &self.handovers,
            &self.contracts,
            &self.work,
        ]
    }

    fn parts_mut(&mut self) -> [&mut dyn Part; 11] {
        [
            &mut self.opened,
            &mut self.classes,
            &mut self.subscriptions,
            &mut self.assignments,
            &mut self.lifecycle,
            &mut self.details,
            &mut self.lineage,
            &mut self.contacts,
            &mut self.handovers,
            &mut self.contracts,
            &mut self.work,
        ]
    }

    pub(crate) const fn last_position(&self) -> Option<Position> {
        self.versions.last_position()
    }

    fn contact_mut(&mut self, contact: &ContactId) -> &mut Contact {
        self.contacts.or_default(contact.clone())
    }

    fn handover_mut(&mut self, handover: &HandoverId) -> &mut Handover {
        self.handovers.or_default(handover.clone())
    }

    fn term(&mut self, subscription: &SubscriptionId, record: &Record, term: Term) {
        self.subscriptions.or_default(subscription.clone()).insert(
            record.effective_on,
            record.position,
            term,
        );
    }
}

/// What a [situation](crate::situation) is read from.
impl Fetch for Account {
    fn fetch(&self, steps: usize) {
        self.opened.fetch(steps);
        self.classes.fetch(steps);
        self.subscriptions.fetch(steps);
        self.assignments.fetch(steps);
        self.lifecycle.fetch(steps);
        self.contacts.fetch(steps);
        self.contracts.fetch(steps);
        self.work.fetch(steps);
        // Texts that are compared.
        match steps {
            2 => {
                let dimensions = self.classes.keys().map(Name::as_str);
                dimensions.for_each(fetch::text);
                if let Some(Holder::Manager(manager)) = self.holders().latest() {
                    fetch::text(manager.as_str());
                }
            }
            3 => {
                let classes = self.classes.values().filter_map(Timeline::latest);
                let classes = classes.flatten().map(Name::as_str);
                classes.for_each(fetch::text);
            }
            _ => {}
        }
    }
}
