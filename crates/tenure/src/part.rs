//! What every part of a folded state can do, so that a correction reaches all of them alike.

use chrono::NaiveDate;

use crate::parts::Parts;
use crate::record::Position;
use crate::timeline::Timeline;

/// One part of what a stream folds to: entries, each brought by a record.
pub(crate) trait Part {
    /// Takes back what a record brought, if this part has it.
    fn withdraw(&mut self, by: Position);

    /// What a record carries here, if this part has it.
    fn ground(&self, by: Position) -> Option<Ground>;

    /// The records whose entries this part has.
    fn records(&self) -> Box<dyn Iterator<Item = Position> + '_>;
}

/// What a record that still holds carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ground {
    /// The day from which it holds.
    pub(crate) on: NaiveDate,
    /// A record that would make no sense without it.
    pub(crate) dependent: Option<Position>,
}

impl Ground {
    /// Of a record on which nothing builds.
    pub(crate) const fn free(on: NaiveDate) -> Self {
        Self {
            on,
            dependent: None,
        }
    }
}

/// Entries that do not build on each other.
impl<T> Part for Timeline<T> {
    fn withdraw(&mut self, by: Position) {
        Self::withdraw(self, by);
    }

    fn ground(&self, by: Position) -> Option<Ground> {
        let entry = self.entries().iter().find(|entry| entry.by == by)?;
        Some(Ground::free(entry.on))
    }

    fn records(&self) -> Box<dyn Iterator<Item = Position> + '_> {
        Box::new(self.entries().iter().map(|entry| entry.by))
    }
}

/// Many parts of one kind; one that has lost its last entry is gone.
impl<K: Ord, P: Part> Part for Parts<K, P> {
    fn withdraw(&mut self, by: Position) {
        self.retain(|part| {
            part.withdraw(by);
            part.records().next().is_some()
        });
    }

    fn ground(&self, by: Position) -> Option<Ground> {
        self.values().find_map(|part| part.ground(by))
    }

    fn records(&self) -> Box<dyn Iterator<Item = Position> + '_> {
        Box::new(self.values().flat_map(Part::records))
    }
}

/// Beginnings (`Some`) and ends (`None`) take turns, a beginning first: the first record that does not.
pub(crate) fn out_of_turn<T>(turns: &Timeline<Option<T>>) -> Option<Position> {
    let before = turns.effective().map(|entry| entry.value.is_some());
    std::iter::once(false)
        .chain(before)
        .zip(turns.effective())
        .find(|(going, entry)| *going == entry.value.is_some())
        .map(|(_, entry)| entry.by)
}
