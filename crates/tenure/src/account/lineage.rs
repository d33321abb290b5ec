use chrono::NaiveDate;

use crate::calendar::Span;
use crate::id::AccountId;
use crate::part::{Ground, Part, out_of_turn};
use crate::record::Position;
use crate::timeline::Timeline;

/// Where an account belongs: the parent it stands under, and the account it was merged into.
///
/// Both are effective-dated. While an account is merged, its own parent rests; after the merge is undone it counts again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lineage {
    parents: Timeline<Option<AccountId>>,
    merges: Timeline<Option<AccountId>>,
}

/// The next account up from an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Above<'a> {
    /// The account stands under this parent.
    Parent(&'a AccountId),
    /// The account is merged into this one.
    MergedInto(&'a AccountId),
}

impl<'a> Above<'a> {
    /// The account above, whichever way.
    #[must_use]
    pub const fn account(self) -> &'a AccountId {
        match self {
            Self::Parent(account) | Self::MergedInto(account) => account,
        }
    }
}

impl Lineage {
    pub(super) const NONE: Self = Self {
        parents: Timeline::new(),
        merges: Timeline::new(),
    };

    /// The parents from day to day; `None` while it stands for itself.
    #[must_use]
    pub const fn parents(&self) -> &Timeline<Option<AccountId>> {
        &self.parents
    }

    /// The accounts it was merged into, from day to day; `None` from the day on which a merge was undone.
    #[must_use]
    pub const fn merges(&self) -> &Timeline<Option<AccountId>> {
        &self.merges
    }

    /// The next account up on a day.
    #[must_use]
    pub fn above_on(&self, day: NaiveDate) -> Option<Above<'_>> {
        let merged = self.merges.at(day).and_then(Option::as_ref);
        let parent = self.parents.at(day).and_then(Option::as_ref);
        merged
            .map(Above::MergedInto)
            .or_else(|| parent.map(Above::Parent))
    }

    /// The record that says what is above on a day.
    pub(crate) fn record_on(&self, day: NaiveDate) -> Option<Position> {
        let merged = self.merges.entry_at(day);
        let merged = merged.filter(|entry| entry.value.is_some());
        merged
            .or_else(|| self.parents.entry_at(day))
            .map(|entry| entry.by)
    }

    /// The next account up, with the days on which it is, in order. Only days of `within`.
    pub(crate) fn above_within(&self, within: Span) -> Vec<(Span, &AccountId)> {
        let mut days: Vec<NaiveDate> = std::iter::once(within.start())
            .chain(self.parents.entries().iter().map(|entry| entry.on))
            .chain(self.merges.entries().iter().map(|entry| entry.on))
            .filter(|day| within.contains(*day))
            .collect();
        days.sort_unstable();
        days.dedup();
        let ends = days.iter().skip(1).copied().map(Some).chain([within.end()]);
        days.iter()
            .zip(ends)
            .filter_map(|(start, end)| {
                let above = self.above_on(*start)?.account();
                Some((Span::new(*start, end).ok()?, above))
            })
            .collect()
    }

    /// Every account that was ever named as parent or as the one merged into, also by records that others supersede.
    pub(crate) fn named(&self) -> impl Iterator<Item = &AccountId> {
        self.parents
            .entries()
            .iter()
            .chain(self.merges.entries())
            .filter_map(|entry| entry.value.as_ref())
    }

    pub(crate) fn place(&mut self, on: NaiveDate, by: Position, parent: Option<AccountId>) {
        self.parents.insert(on, by, parent);
    }

    pub(crate) fn merge(&mut self, on: NaiveDate, by: Position, into: Option<AccountId>) {
        self.merges.insert(on, by, into);
    }
}

/// Merge and undoing take turns, so that an undoing builds on its merge. That no withdrawal makes a circle is decided against
/// the whole book.
impl Part for Lineage {
    fn withdraw(&mut self, by: Position) {
        self.parents.withdraw(by);
        self.merges.withdraw(by);
    }

    fn ground(&self, by: Position) -> Option<Ground> {
        if let Some(ground) = self.parents.ground(by) {
            return Some(ground);
        }
        let ground = self.merges.ground(by)?;
        let mut without = self.merges.clone();
        without.withdraw(by);
        Some(Ground {
            dependent: out_of_turn(&without),
            ..ground
        })
    }

    fn records(&self) -> Box<dyn Iterator<Item = Position> + '_> {
        Box::new(self.parents.records().chain(self.merges.records()))
    }
}
