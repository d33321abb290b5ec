//! A customer's account: the fold of its stream.

mod subscription;

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
        self.parts().into_iter().find_map(|part| part.ground(by))
    }

    /// Every part, for what concerns all of them.
    fn parts(&self) -> [&dyn Part; 4] {
        [
            &self.opened,
            &self.classes,
            &self.subscriptions,
            &self.holders,
        ]
    }

    fn parts_mut(&mut self) -> [&mut dyn Part; 4] {
        [
            &mut self.opened,
            &mut self.classes,
            &mut self.subscriptions,
            &mut self.holders,
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
