//! What goes through allowed steps in order: a case, a commitment, a request, an opportunity.

use chrono::{NaiveDate, NaiveTime};

use crate::part::{Ground, Part};
use crate::record::Position;
use crate::timeline::{Entry, Timeline};

/// One step of something that begins once and moves through states.
pub(crate) trait Step: Clone {
    /// Where a step leads.
    type State: Copy;

    /// The state after this step; `None` when it cannot be taken from there. Before the beginning there is no state.
    fn after(&self, state: Option<Self::State>) -> Option<Self::State>;

    /// What is done, to follow "so it cannot be".
    fn word(&self) -> &'static str;

    /// A state, to follow "it is".
    fn state_word(state: Self::State) -> &'static str;

    /// The time of day, where it matters; steps without one go by the order in which they were recorded.
    fn time(&self) -> NaiveTime {
        NaiveTime::MIN
    }
}

/// The steps of one thing, in any order of arrival; read by day, time of day, and then in the order recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Steps<T>(Timeline<T>);

/// The first step that cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Impossible<S> {
    /// The state in which it was asked for; `None` before the beginning.
    pub(crate) from: Option<S>,
    /// The day on which it would be taken.
    pub(crate) on: NaiveDate,
    /// The record; `None` for a step that is not recorded yet.
    pub(crate) record: Option<Position>,
}

impl<T: Step> Steps<T> {
    pub(crate) fn insert(&mut self, on: NaiveDate, by: Position, step: T) {
        self.0.insert(on, by, step);
    }

    /// The steps in the order in which they were taken.
    pub(crate) fn in_order(&self) -> impl Iterator<Item = &Entry<T>> {
        let entries = self.0.entries();
        let moment = |entry: &&Entry<T>| (entry.on, entry.value.time());
        // Most come in order already: nothing to sort, and no memory to ask for.
        let sorted = (!entries.iter().is_sorted_by_key(|entry| moment(&entry))).then(|| {
            let mut steps: Vec<_> = entries.iter().collect();
            // Stable: those of the same minute stay in the order recorded.
            steps.sort_by_key(moment);
            steps
        });
        let unsorted = if sorted.is_some() { &[] } else { entries };
        unsorted.iter().chain(sorted.into_iter().flatten())
    }

    /// Whether this very step is recorded for this very day.
    pub(crate) fn has(&self, on: NaiveDate, step: &T) -> bool
    where
        T: PartialEq,
    {
        let mut steps = self.0.entries().iter();
        steps.any(|entry| entry.on == on && entry.value == *step)
    }

    /// The first step.
    pub(crate) fn first(&self) -> Option<&Entry<T>> {
        // The one recorded first among those of the first moment.
        let entries = self.0.entries().iter();
        entries.min_by_key(|entry| (entry.on, entry.value.time()))
    }

    /// The state at the end of a day. A step that cannot be taken leaves everything as it is: decisions let none in.
    pub(crate) fn state_on(&self, day: NaiveDate) -> Option<T::State> {
        self.in_order()
            .take_while(|entry| entry.on <= day)
            .fold(None, |state, entry| entry.value.after(state).or(state))
    }

    /// Whether one more step leaves a sequence that can be taken from beginning to end.
    pub(crate) fn check(&self, on: NaiveDate, step: &T) -> Result<(), Impossible<T::State>> {
        let recorded = self
            .in_order()
            .map(|entry| (entry.on, Some(entry.by), &entry.value));
        let mut steps: Vec<_> = recorded.collect();
        let place =
            steps.partition_point(|(day, _, known)| (*day, known.time()) <= (on, step.time()));
        steps.insert(place, (on, None, step));
        Self::walk(steps)
    }

    fn walk<'a>(
        steps: impl IntoIterator<Item = (NaiveDate, Option<Position>, &'a T)>,
    ) -> Result<(), Impossible<T::State>>
    where
        T: 'a,
    {
        let mut from = None;
        for (on, record, step) in steps {
            let Some(state) = step.after(from) else {
                return Err(Impossible { from, on, record });
            };
            from = Some(state);
        }
        Ok(())
    }
}

impl<T> Default for Steps<T> {
    fn default() -> Self {
        Self(Timeline::new())
    }
}

/// What is nothing but its steps.
pub(crate) trait Stepped {
    /// One of its steps.
    type Step: Step;

    fn steps(&self) -> &Steps<Self::Step>;

    fn steps_mut(&mut self) -> &mut Steps<Self::Step>;

    fn insert(&mut self, on: NaiveDate, by: Position, step: Self::Step) {
        self.steps_mut().insert(on, by, step);
    }
}

impl<T: Stepped> Part for T {
    fn withdraw(&mut self, by: Position) {
        self.steps_mut().withdraw(by);
    }

    fn ground(&self, by: Position) -> Option<Ground> {
        self.steps().ground(by)
    }

    fn records(&self) -> Box<dyn Iterator<Item = Position> + '_> {
        self.steps().records()
    }
}

/// A step carries the first of those after it that could not be taken without it.
impl<T: Step> Part for Steps<T> {
    fn withdraw(&mut self, by: Position) {
        self.0.withdraw(by);
    }

    fn ground(&self, by: Position) -> Option<Ground> {
        let ground = self.0.ground(by)?;
        let rest = self.in_order().filter(|entry| entry.by != by);
        let rest = rest.map(|entry| (entry.on, Some(entry.by), &entry.value));
        let dependent = Self::walk(rest).err().and_then(|left| left.record);
        Some(Ground {
            dependent,
            ..ground
        })
    }

    fn records(&self) -> Box<dyn Iterator<Item = Position> + '_> {
        self.0.records()
    }
}
