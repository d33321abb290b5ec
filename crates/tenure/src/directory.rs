//! The managers a host employs: the fold of the `Directory` stream.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::fact::Fact;
use crate::fold::{FoldError, Versions};
use crate::id::ManagerId;
use crate::part::{Ground, Part};
use crate::record::{Position, Record, Version};
use crate::timeline::Timeline;

/// Who is employed as a manager, and when.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Directory {
    versions: Versions,
    managers: BTreeMap<ManagerId, Manager>,
}

/// An account manager: the one person a customer deals with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manager {
    employed: Timeline<bool>,
}

impl Manager {
    /// Whether the manager is employed on a day.
    #[must_use]
    pub fn is_employed_on(&self, day: NaiveDate) -> bool {
        self.employed.at(day).copied().unwrap_or(false)
    }

    /// Employed (`true`) and not (`false`), from day to day.
    #[must_use]
    pub const fn employment(&self) -> &Timeline<bool> {
        &self.employed
    }
}

impl Directory {
    /// The manager with this id, present or past.
    #[must_use]
    pub fn manager(&self, manager: &ManagerId) -> Option<&Manager> {
        self.managers.get(manager)
    }

    /// Every manager there ever was, by id.
    pub fn managers(&self) -> impl Iterator<Item = (&ManagerId, &Manager)> {
        self.managers.iter()
    }

    /// How many records made it.
    #[must_use]
    pub const fn version(&self) -> Version {
        self.versions.version()
    }

    pub(crate) const fn last_position(&self) -> Option<Position> {
        self.versions.last_position()
    }

    /// Takes in the next record of the stream.
    ///
    /// # Errors
    /// [`FoldError`] when the record is not the next one or does not belong into the directory. Nothing has changed then.
    pub fn apply(&mut self, record: &Record) -> Result<(), FoldError> {
        let employed = match &record.fact {
            Fact::ManagerHired(hired) => Some((&hired.manager, true)),
            Fact::ManagerLeft(left) => Some((&left.manager, false)),
            Fact::RecordWithdrawn(_) => None,
            _ => return Err(FoldError::misplaced(record)),
        };
        self.versions.advance(record)?;
        if let Some(corrected) = record.corrects {
            self.managers.withdraw(corrected);
        }
        if let Some((manager, employed)) = employed {
            self.managers
                .entry(manager.clone())
                .or_default()
                .employed
                .insert(record.effective_on, record.position, employed);
        }
        Ok(())
    }

    pub(crate) fn ground(&self, by: Position) -> Option<Ground> {
        self.managers.ground(by)
    }
}

/// Beginning and end of employment take turns, so what follows builds on what went before.
impl Part for Manager {
    fn withdraw(&mut self, by: Position) {
        self.employed.withdraw(by);
    }

    fn ground(&self, by: Position) -> Option<Ground> {
        let ground = self.employed.ground(by)?;
        let next = self.employed.next_after(ground.on);
        let dependent = next.map(|next| next.by);
        Some(Ground {
            dependent,
            ..ground
        })
    }

    fn records(&self) -> Box<dyn Iterator<Item = Position> + '_> {
        self.employed.records()
    }
}
