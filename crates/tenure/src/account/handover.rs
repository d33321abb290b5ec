use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::id::{CaseId, CommitmentId, ContactId, ContractId, ManagerId};
use crate::part::{Ground, Part};
use crate::parts::Parts;
use crate::record::Position;
use crate::text::Name;
use crate::timeline::{Entry, Timeline};

/// An account on its way from one holder to the next, with what must not be forgotten on the way.
///
/// It is complete only when every item is done or waived. The new manager holds the account from the day of completion on; those
/// who support stay unless they are released by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Handover {
    plan: Timeline<HandoverPlan>,
    settled: Parts<HandoverItem, Timeline<Settlement>>,
    end: Timeline<HandoverEnd>,
}

/// Who takes an account over, and what must not be forgotten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandoverPlan {
    /// Who is to hold the account.
    pub to: ManagerId,
    /// Everything that is to be done or waived, each once.
    pub items: Vec<HandoverItem>,
}

/// Something that must not be forgotten.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum HandoverItem {
    /// A case that is not resolved.
    Case(CaseId),
    /// A promise to the customer that is still open.
    Commitment(CommitmentId),
    /// A contract that comes up for renewal.
    Renewal(ContractId),
    /// A contact who has to meet the new manager.
    Introduction(ContactId),
}

/// What became of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settlement {
    /// It was done.
    Done,
    /// It was decided not to do it, for this reason from the host's own list.
    Waived(Name),
}

/// How a handover ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandoverEnd {
    /// The new manager holds the account.
    Completed,
    /// Nothing came of it.
    Abandoned,
}

impl Handover {
    /// What was planned, with the day and the record of its start.
    #[must_use]
    pub fn plan(&self) -> Option<&Entry<HandoverPlan>> {
        self.plan.effective().next()
    }

    /// How it ended, with the day and the record; `None` while it goes on.
    #[must_use]
    pub fn end(&self) -> Option<&Entry<HandoverEnd>> {
        self.end.effective().next()
    }

    /// What became of an item by a day; `None` while it is open.
    #[must_use]
    pub fn settlement_on(&self, item: &HandoverItem, day: NaiveDate) -> Option<&Settlement> {
        self.settled.get(item)?.at(day)
    }

    /// The items that are open on a day, in the order of the plan.
    pub fn open_items_on(&self, day: NaiveDate) -> impl Iterator<Item = &HandoverItem> {
        let items = self.plan().map_or(&[][..], |plan| &plan.value.items);
        items
            .iter()
            .filter(move |item| self.settlement_on(item, day).is_none())
    }

    /// Whether it has not ended by a day: it goes on then, or begins later.
    pub(crate) fn goes_on_after(&self, day: NaiveDate) -> bool {
        self.end().is_none_or(|end| day < end.on)
    }

    pub(super) fn start(&mut self, on: NaiveDate, by: Position, plan: HandoverPlan) {
        self.plan.insert(on, by, plan);
    }

    pub(crate) fn settle(
        &mut self,
        on: NaiveDate,
        by: Position,
        item: HandoverItem,
        settlement: Settlement,
    ) {
        let settled = self.settled.or_default(item);
        settled.insert(on, by, settlement);
    }

    pub(super) fn finish(&mut self, on: NaiveDate, by: Position, end: HandoverEnd) {
        self.end.insert(on, by, end);
    }
}

impl fmt::Display for HandoverItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Case(case) => write!(f, "case `{case}`"),
            Self::Commitment(what) => write!(f, "commitment `{what}`"),
            Self::Renewal(contract) => write!(f, "renewal of contract `{contract}`"),
            Self::Introduction(contact) => write!(f, "introduction of contact `{contact}`"),
        }
    }
}

/// The start carries everything, and the completion rests on every item.
impl Part for Handover {
    fn withdraw(&mut self, by: Position) {
        self.plan.withdraw(by);
        self.settled.withdraw(by);
        self.end.withdraw(by);
    }

    fn ground(&self, by: Position) -> Option<Ground> {
        let starts = self.plan.ground(by);
        if let Some(ground) = starts {
            let dependent = self.records().find(|other| *other != by);
            return Some(Ground {
                dependent,
                ..ground
            });
        }
        if let Some(ground) = self.end.ground(by) {
            return Some(ground);
        }
        let ground = self.settled.ground(by)?;
        let mut without = self.clone();
        without.withdraw(by);
        let completed = self
            .end()
            .filter(|end| end.value == HandoverEnd::Completed)
            .filter(|end| without.open_items_on(end.on).next().is_some());
        Some(Ground {
            dependent: completed.map(|end| end.by),
            ..ground
        })
    }

    fn records(&self) -> Box<dyn Iterator<Item = Position> + '_> {
        let settled = self.settled.records();
        Box::new(self.plan.records().chain(settled).chain(self.end.records()))
    }
}
