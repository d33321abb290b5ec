//! What goes through allowed steps in order: a case, a commitment, a request, an opportunity.

use chrono::{NaiveDate, NaiveTime};

use crate::fetch::{self, Fetch};
use crate::part::{Ground, Part};
use crate::record::Position;
use crate::timeline::{Entry, make_room};

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

/// The steps of one thing, whatever the order of arrival.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Steps<T: Step> {
    /// By day, time of day, and then in the order recorded.
    entries: Vec<Entry<T>>,
    /// The day of the last one and where it led. Most questions are about that day or a later one, and need look at nothing else.
    latest: Option<(NaiveDate, T::State)>,
}

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
        let moment = |entry: &Entry<T>| (entry.on, entry.value.time(), entry.by);
        let new = Entry {
            on,
            by,
            value: step,
        };
        let place = self
            .entries
            .partition_point(|entry| moment(entry) < moment(&new));
        make_room(&mut self.entries);
        if place == self.entries.len() {
            let before = self.latest.map(|(_, state)| state);
            let after = new.value.after(before).or(before);
            self.latest = after.map(|state| (on, state));
            self.entries.push(new);
        } else {
            self.entries.insert(place, new);
            self.latest = self.lead_to(NaiveDate::MAX);
        }
    }

    /// The steps in the order in which they were taken.
    pub(crate) fn in_order(&self) -> impl Iterator<Item = &Entry<T>> {
        self.entries.iter()
    }

    /// Whether this very step is recorded for this very day.
    pub(crate) fn has(&self, on: NaiveDate, step: &T) -> bool
    where
        T: PartialEq,
    {
        let mut steps = self.in_order();
        steps.any(|entry| entry.on == on && entry.value == *step)
    }

    /// The step that was taken first.
    pub(crate) fn first(&self) -> Option<&Entry<T>> {
        self.entries.first()
    }

    /// Where all steps lead, and the day of the last one.
    pub(crate) const fn latest(&self) -> Option<(NaiveDate, T::State)> {
        self.latest
    }

    /// Where the steps up to the end of a day lead; `None` before the first.
    pub(crate) fn state_on(&self, day: NaiveDate) -> Option<T::State> {
        let latest = self.latest.filter(|(on, _)| *on <= day);
        let led = latest.or_else(|| self.lead_to(day));
        led.map(|(_, state)| state)
    }

    /// Where the steps up to the end of a day lead, and the day of the last one.
    fn lead_to(&self, day: NaiveDate) -> Option<(NaiveDate, T::State)> {
        let taken = self.entries.iter().take_while(|entry| entry.on <= day);
        taken.fold(None, |led, entry| {
            let before = led.map(|(_, state)| state);
            let after = entry.value.after(before).or(before);
            after.map(|state| (entry.on, state))
        })
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

impl<T: Step> Default for Steps<T> {
    fn default() -> Self {
        Self {
            entries: Vec::new(),
            latest: None,
        }
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
        self.entries.retain(|entry| entry.by != by);
        self.latest = self.lead_to(NaiveDate::MAX);
    }

    fn ground(&self, by: Position) -> Option<Ground> {
        let on = self.in_order().find(|entry| entry.by == by)?.on;
        let rest = self.in_order().filter(|entry| entry.by != by);
        let rest = rest.map(|entry| (entry.on, Some(entry.by), &entry.value));
        let dependent = Self::walk(rest).err().and_then(|left| left.record);
        Some(Ground { on, dependent })
    }

    fn records(&self) -> Box<dyn Iterator<Item = Position> + '_> {
        Box::new(self.in_order().map(|entry| entry.by))
    }
}

impl<T: Step> Fetch for Steps<T> {
    #[inline]
    fn fetch(&self, steps: usize) {
        fetch::listed(self, &self.entries, steps);
    }
}

impl<T: Stepped> Fetch for T {
    #[inline]
    fn fetch(&self, steps: usize) {
        self.steps().fetch(steps);
    }
}
