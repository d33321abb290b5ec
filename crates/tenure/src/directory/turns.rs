use chrono::NaiveDate;

use crate::part::{Ground, Part};
use crate::record::Position;
use crate::timeline::{Entry, Timeline};

/// Beginnings (`true`) and ends (`false`) that take turns: an employment, a membership.
///
/// The entries alternate in the order of their days and then of their records, superseded ones of one day included. Decisions keep
/// it so by looking at the neighbours on both sides, and a record is withdrawn only when it is the last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Turns(Timeline<bool>);

impl Turns {
    pub(crate) fn insert(&mut self, on: NaiveDate, by: Position, begins: bool) {
        self.0.insert(on, by, begins);
    }

    /// The entry that holds on a day.
    pub(crate) fn at(&self, day: NaiveDate) -> Option<&Entry<bool>> {
        self.0.entry_at(day)
    }

    pub(crate) fn in_force_on(&self, day: NaiveDate) -> bool {
        self.at(day).is_some_and(|entry| entry.value)
    }

    /// The first entry after a day, superseded or not.
    pub(crate) fn next_after(&self, day: NaiveDate) -> Option<&Entry<bool>> {
        self.0.entries().iter().find(|entry| entry.on > day)
    }

    pub(crate) const fn timeline(&self) -> &Timeline<bool> {
        &self.0
    }
}

/// What follows builds on what went before.
impl Part for Turns {
    fn withdraw(&mut self, by: Position) {
        self.0.withdraw(by);
    }

    fn ground(&self, by: Position) -> Option<Ground> {
        let ground = self.0.ground(by)?;
        let mut following = self.0.records().skip_while(|record| *record != by).skip(1);
        Some(Ground {
            dependent: following.next(),
            ..ground
        })
    }

    fn records(&self) -> Box<dyn Iterator<Item = Position> + '_> {
        self.0.records()
    }
}
