use chrono::NaiveDate;

use crate::calendar::Span;
use crate::fetch::Fetch;
use crate::money::Money;
use crate::part::{Ground, Part};
use crate::record::Position;
use crate::timeline::{Entry, Timeline};

/// A recurring subscription: its monthly amount over time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subscription {
    terms: Timeline<Term>,
}

/// What holds for a subscription from a day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term {
    /// It came into force at this monthly amount.
    Started(Money),
    /// It goes on at this monthly amount.
    Repriced(Money),
    /// It is no longer in force.
    Ended,
}

impl Term {
    /// The monthly amount; `None` when not in force.
    #[must_use]
    pub const fn monthly(&self) -> Option<Money> {
        match self {
            Self::Started(monthly) | Self::Repriced(monthly) => Some(*monthly),
            Self::Ended => None,
        }
    }
}

impl Subscription {
    /// The monthly amount on a day; `None` when not in force.
    #[must_use]
    pub fn monthly_on(&self, day: NaiveDate) -> Option<Money> {
        self.terms.at(day)?.monthly()
    }

    /// What holds from day to day, with the records that said so.
    #[must_use]
    pub const fn terms(&self) -> &Timeline<Term> {
        &self.terms
    }

    /// The monthly amounts with the days on which they were in force, in order.
    pub fn amounts(&self) -> impl Iterator<Item = (Span, Money)> {
        self.terms
            .spans()
            .filter_map(|(span, term)| Some((span, term.monthly()?)))
    }

    /// Where it starts, with the record that said so. A subscription starts once: a customer who comes back has a new one.
    #[must_use]
    pub fn start(&self) -> Option<&Entry<Term>> {
        self.terms
            .entries()
            .iter()
            .find(|entry| matches!(entry.value, Term::Started(_)))
    }

    /// Where it ends, with the record that said so; `None` while no end is known.
    #[must_use]
    pub fn end(&self) -> Option<&Entry<Term>> {
        self.terms
            .entries()
            .iter()
            .find(|entry| entry.value == Term::Ended)
    }

    /// The days in force; empty when it was ended on the day it started.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        Span::new(self.start()?.on, self.end().map(|end| end.on)).ok()
    }

    pub(super) fn insert(&mut self, on: NaiveDate, by: Position, term: Term) {
        self.terms.insert(on, by, term);
    }
}

/// The start carries everything else about a subscription.
impl Part for Subscription {
    fn withdraw(&mut self, by: Position) {
        self.terms.withdraw(by);
    }

    fn ground(&self, by: Position) -> Option<Ground> {
        let ground = self.terms.ground(by)?;
        let starts = self.start().is_some_and(|start| start.by == by);
        let mut others = self.terms.records().filter(|other| *other != by);
        let dependent = if starts { others.next() } else { None };
        Some(Ground {
            dependent,
            ..ground
        })
    }

    fn records(&self) -> Box<dyn Iterator<Item = Position> + '_> {
        self.terms.records()
    }
}

impl Fetch for Subscription {
    fn fetch(&self, steps: usize) {
        self.terms.fetch(steps);
    }
}
