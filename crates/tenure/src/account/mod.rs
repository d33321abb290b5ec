//! A customer's account: the fold of its stream.

mod details;
mod lifecycle;
mod lineage;
mod subscription;

mod case;
mod commitment;
mod fit_review;
mod interaction;
mod liaison;
mod opportunity;
mod sla;
mod steps;
mod survey;
mod work;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::fact::{Fact, Scope};
use crate::fold::{FoldError, Versions};
use crate::id::{AccountId, ManagerId, SubscriptionId};
use crate::part::{Ground, Part};
use crate::record::{Position, Record, Version};
use crate::text::Name;
use crate::timeline::Timeline;

pub use details::{Acquisition, Details, dimension};
pub(crate) use lifecycle::ImpossibleMove;
pub use lifecycle::{ChurnKind, ChurnReason, Lifecycle, LifecycleStep, Stage, WorkingStage};
pub(crate) use lineage::out_of_turn;
pub use lineage::{Above, Lineage};
pub use subscription::{Subscription, Term};

pub(crate) use case::CaseStep;
pub use case::{Case, CaseEvent, CaseKind, CasePriority, CaseState, EscalationLevel};
pub(crate) use commitment::CommitmentStep;
pub use commitment::{Commitment, CommitmentOrigin, CommitmentOutcome};
pub use fit_review::{
    Clarity, FitReviewDue, FitReviewPolicy, FitReviewReason, ProductFit, Suitability,
};
pub use interaction::{InteractionKind, Sentiment};
pub(crate) use liaison::LiaisonStep;
pub use liaison::{Liaison, LiaisonRequest};
pub(crate) use opportunity::OpportunityStep;
pub use opportunity::{
    Opportunity, OpportunityKind, OpportunityOutcome, OpportunityStage, OpportunityState,
    OpportunityTerms,
};
pub use sla::{SlaClock, SlaClockState, SlaReading, SlaTarget};
pub(crate) use steps::{Impossible, Step, Steps};
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
    classes: BTreeMap<Name, Timeline<Option<Name>>>,
    subscriptions: BTreeMap<SubscriptionId, Subscription>,
    holders: Timeline<Holder>,
    lifecycle: Lifecycle,
    details: Details,
    lineage: Lineage,
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
            classes: BTreeMap::new(),
            subscriptions: BTreeMap::new(),
            holders: Timeline::new(),
            lifecycle: Lifecycle::NONE,
            details: Details::NONE,
            lineage: Lineage::NONE,
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
        self.holders.at(day)
    }

    /// Who holds it, from day to day.
    #[must_use]
    pub const fn holders(&self) -> &Timeline<Holder> {
        &self.holders
    }

    /// Its class in a dimension, such as [`dimension::INDUSTRY`], on a day.
    #[must_use]
    pub fn class_on(
        &self,
        dimension: &(impl AsRef<str> + ?Sized),
        day: NaiveDate,
    ) -> Option<&Name> {
        self.classes.get(dimension.as_ref())?.at(day)?.as_ref()
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

    /// The first day on which it paid: with a recurring amount above zero.
    #[must_use]
    pub fn first_paid_on(&self) -> Option<NaiveDate> {
        let amounts = self.subscriptions.values().flat_map(Subscription::amounts);
        amounts
            .filter(|(_, monthly)| !monthly.is_zero() && !monthly.is_negative())
            .map(|(span, _)| span.start())
            .min()
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
                    .entry(classified.dimension.clone())
                    .or_default()
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
                self.holders
                    .insert(on, by, Holder::Manager(assigned.manager.clone()));
            }
            Fact::AccountLeftVacant(_) => {
                self.holders.insert(on, by, Holder::Vacant);
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
            | Fact::OpportunityClosed(_) => self.work.apply(record),
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
                .or_else(|| self.stage_while_merged(&lineage)),
            ..ground
        })
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
    fn parts(&self) -> [&dyn Part; 8] {
        [
            &self.opened,
            &self.classes,
            &self.subscriptions,
            &self.holders,
            &self.lifecycle,
            &self.details,
            &self.lineage,
            &self.work,
        ]
    }

    fn parts_mut(&mut self) -> [&mut dyn Part; 8] {
        [
            &mut self.opened,
            &mut self.classes,
            &mut self.subscriptions,
            &mut self.holders,
            &mut self.lifecycle,
            &mut self.details,
            &mut self.lineage,
            &mut self.work,
        ]
    }

    pub(crate) const fn last_position(&self) -> Option<Position> {
        self.versions.last_position()
    }

    fn term(&mut self, subscription: &SubscriptionId, record: &Record, term: Term) {
        self.subscriptions
            .entry(subscription.clone())
            .or_default()
            .insert(record.effective_on, record.position, term);
    }
}
