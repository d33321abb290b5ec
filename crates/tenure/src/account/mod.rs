//! A customer's account: the fold of its stream.

mod subscription;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::fact::Fact;
use crate::fold::{FoldError, Versions};
use crate::id::{AccountId, ManagerId, SubscriptionId};
use crate::record::{Position, Record, Version};
use crate::text::Name;
use crate::timeline::Timeline;

pub use subscription::{Subscription, Term};

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

    /// Its class in a dimension on a day.
    #[must_use]
    pub fn class_on(&self, dimension: &Name, day: NaiveDate) -> Option<&Name> {
        self.classes.get(dimension)?.at(day)?.as_ref()
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

    /// Takes in the next record of the account's stream.
    ///
    /// # Errors
    /// [`FoldError`] when the record is not the next one or does not belong into an account. Nothing has changed then.
    pub fn apply(&mut self, record: &Record) -> Result<(), FoldError> {
        if matches!(record.fact, Fact::ManagerHired(_) | Fact::ManagerLeft(_)) {
            return Err(FoldError::misplaced(record));
        }
        self.versions.advance(record)?;
        if let Some(corrected) = record.corrects {
            self.withdraw(corrected);
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
            Fact::RecordWithdrawn(_) | Fact::ManagerHired(_) | Fact::ManagerLeft(_) => {}
        }
        Ok(())
    }

    /// The records that still hold, part by part.
    pub(crate) fn records(&self) -> impl Iterator<Item = Position> {
        let opened = self.opened.entries().iter().map(|entry| entry.by);
        let held = self.holders.entries().iter().map(|entry| entry.by);
        let classes = self.classes.values().flat_map(Timeline::entries);
        let terms = self
            .subscriptions
            .values()
            .flat_map(|subscription| subscription.terms().entries());
        opened
            .chain(classes.map(|entry| entry.by))
            .chain(terms.map(|entry| entry.by))
            .chain(held)
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

    fn withdraw(&mut self, corrected: Position) {
        // At most one of the parts has it; looking through all of them is cheap, for an account has tens of entries.
        self.opened.withdraw(corrected);
        self.holders.withdraw(corrected);
        self.classes.retain(|_, classes| {
            classes.withdraw(corrected);
            !classes.is_empty()
        });
        self.subscriptions.retain(|_, subscription| {
            subscription.withdraw(corrected);
            !subscription.terms().is_empty()
        });
    }
}
