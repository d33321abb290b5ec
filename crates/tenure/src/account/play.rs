use chrono::{Days, NaiveDate};

use super::Account;
use super::handover::Settlement;
use super::steps::{Step, Stepped, Steps};
use crate::directory::policy::{Play, PlayStep};
use crate::id::PlayRunId;
use crate::text::Name;
use crate::timeline::Entry;

/// A play on its way: started once, with the version that was adopted then, each step done or skipped at most once, ended once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlayRun {
    steps: Steps<PlayEvent>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PlayEvent {
    Started(Box<Play>),
    Settled(Name, Settlement),
    Ended(Name),
}

/// Whether it is over.
impl Step for PlayEvent {
    type State = bool;

    fn after(&self, over: Option<bool>) -> Option<bool> {
        match (self, over) {
            (Self::Started(_), None) | (Self::Settled(..), Some(false)) => Some(false),
            (Self::Ended(_), Some(false)) => Some(true),
            _ => None,
        }
    }

    fn word(&self) -> &'static str {
        match self {
            Self::Started(_) => "started",
            Self::Settled(..) => "taken a step further",
            Self::Ended(_) => "ended",
        }
    }

    fn state_word(over: bool) -> &'static str {
        if over { "over" } else { "on its way" }
    }
}

impl PlayRun {
    /// What was started, with the day and the record.
    #[must_use]
    pub fn started(&self) -> Option<Entry<&Play>> {
        self.steps.first().and_then(|entry| match &entry.value {
            PlayEvent::Started(play) => Some(Entry {
                on: entry.on,
                by: entry.by,
                value: play.as_ref(),
            }),
            _ => None,
        })
    }

    /// By which exit it ended, with the day and the record; `None` while it goes on.
    #[must_use]
    pub fn ended(&self) -> Option<Entry<&Name>> {
        self.steps.in_order().find_map(|entry| match &entry.value {
            PlayEvent::Ended(exit) => Some(Entry {
                on: entry.on,
                by: entry.by,
                value: exit,
            }),
            _ => None,
        })
    }

    /// What became of a step, with the day and the record; `None` while it is open.
    #[must_use]
    pub fn settled(&self, step: &Name) -> Option<Entry<&Settlement>> {
        self.steps.in_order().find_map(|entry| match &entry.value {
            PlayEvent::Settled(settled, how) if settled == step => Some(Entry {
                on: entry.on,
                by: entry.by,
                value: how,
            }),
            _ => None,
        })
    }

    /// Whether it is on its way at the end of a day.
    #[must_use]
    pub fn is_running_on(&self, day: NaiveDate) -> bool {
        self.steps.state_on(day) == Some(false)
    }

    /// The steps that are open at the end of a day, in the order of the play, each with the day by which it is in time.
    pub fn open_steps_on(&self, day: NaiveDate) -> impl Iterator<Item = (&PlayStep, NaiveDate)> {
        let started = self.started().filter(|_| self.is_running_on(day));
        let steps = started.into_iter().flat_map(|started| {
            let due = move |step: &PlayStep| {
                let days = Days::new(step.after_days.into());
                started.on.checked_add_days(days).unwrap_or(NaiveDate::MAX)
            };
            started
                .value
                .steps()
                .iter()
                .map(move |step| (step, due(step)))
        });
        steps.filter(move |(step, _)| {
            self.settled(&step.name)
                .is_none_or(|settled| day < settled.on)
        })
    }

    /// How many steps are done or skipped by the end of a day, and how many there are; `None` before it started.
    #[must_use]
    pub fn progress_on(&self, day: NaiveDate) -> Option<(usize, usize)> {
        let started = self.started().filter(|started| started.on <= day)?;
        let steps = started.value.steps();
        let settled = steps.iter().filter(|step| {
            let settled = self.settled(&step.name);
            settled.is_some_and(|settled| settled.on <= day)
        });
        Some((settled.count(), steps.len()))
    }
}

/// Plays that were started for the customer.
impl Account {
    /// A play that was started, on its way or over.
    #[must_use]
    pub fn play(&self, run: &PlayRunId) -> Option<&PlayRun> {
        self.work.plays.get(run)
    }

    /// Every play that was started, by id.
    pub fn plays(&self) -> impl Iterator<Item = (&PlayRunId, &PlayRun)> {
        self.work.plays.iter()
    }
}

impl Stepped for PlayRun {
    type Step = PlayEvent;

    fn steps(&self) -> &Steps<PlayEvent> {
        &self.steps
    }

    fn steps_mut(&mut self) -> &mut Steps<PlayEvent> {
        &mut self.steps
    }
}
