use std::time::Duration;

use chrono::{NaiveDateTime, TimeDelta};
use serde::{Deserialize, Serialize};

use super::case::{Case, CaseEvent, CasePriority, CaseState};
use crate::calendar::WorkingCalendar;
use crate::directory::policy::ServiceLevels;

/// What a service-level target is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SlaClock {
    /// From when the case was brought up to the first answer.
    FirstResponse,
    /// From when the customer wrote again, after the first answer, to the next answer: one clock for each such turn.
    NextResponse,
    /// From when the case was brought up to when it is resolved.
    Resolution,
}

/// How soon something has to be done, in working time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SlaTarget {
    /// What.
    pub clock: SlaClock,
    /// Within this many working minutes.
    pub minutes: u32,
    /// At risk when this many working minutes are left, or fewer.
    pub warning_minutes: u32,
}

impl SlaTarget {
    /// The target that the adopted service levels set for a priority, with a warning this many working minutes before.
    #[must_use]
    pub fn of(
        levels: &ServiceLevels,
        priority: CasePriority,
        clock: SlaClock,
        warning_minutes: u32,
    ) -> Self {
        let target = match priority {
            CasePriority::Low => &levels.low,
            CasePriority::Normal => &levels.normal,
            CasePriority::High => &levels.high,
            CasePriority::Urgent => &levels.urgent,
        };
        let within = match clock {
            SlaClock::FirstResponse => target.first_response(),
            SlaClock::NextResponse => target.next_response(),
            SlaClock::Resolution => target.resolution(),
        };
        Self {
            clock,
            // It was given in minutes of this size.
            minutes: u32::try_from(within.as_secs() / 60).unwrap_or(u32::MAX),
            warning_minutes,
        }
    }
}

/// Whether a clock runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SlaClockState {
    /// It runs, in working hours.
    Running,
    /// It rests while the customer is waited for.
    Paused,
    /// It stopped at this moment: what it measures was done, or the case was resolved or closed. Reopening the case sets it going
    /// again, unless what it measures was done.
    Stopped(NaiveDateTime),
}

/// What a clock shows at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlaReading {
    /// The target it is measured against.
    pub target: SlaTarget,
    /// When the clock was started.
    pub started: NaiveDateTime,
    /// Whether it runs.
    pub state: SlaClockState,
    /// The working time it ran.
    pub elapsed: TimeDelta,
    /// The moment at which the target is used up, past or to come. `None` while the clock rests or has stopped with something left,
    /// and when the calendar has no hours for what is left.
    ///
    /// What is done later, but before working hours go on, is still in time: [`is_breached`](Self::is_breached) goes by working time.
    pub due_at: Option<NaiveDateTime>,
}

impl SlaReading {
    /// Whether more working time ran than the target allows. Once breached, a clock stays so, whatever is done later.
    #[must_use]
    pub fn is_breached(&self) -> bool {
        self.elapsed > minutes(self.target.minutes)
    }

    /// Whether the clock runs, is in time, and has no more than the warning left.
    #[must_use]
    pub fn is_at_risk(&self) -> bool {
        self.state == SlaClockState::Running
            && !self.is_breached()
            && self.left() <= minutes(self.target.warning_minutes)
    }

    /// The working time left until the target is used up; below zero by as much as it is breached.
    #[must_use]
    pub fn left(&self) -> TimeDelta {
        minutes(self.target.minutes) - self.elapsed
    }
}

fn minutes(minutes: u32) -> TimeDelta {
    TimeDelta::minutes(minutes.into())
}

/// One clock as events start, rest and stop it.
pub(crate) struct CaseClock {
    started: NaiveDateTime,
    /// The stretches in which it ran, in order.
    ran: Vec<(NaiveDateTime, NaiveDateTime)>,
    /// Since when it runs, if it does.
    since: Option<NaiveDateTime>,
    /// When it last stopped running for another reason than waiting.
    stopped: Option<NaiveDateTime>,
    /// Whether what it measures was done.
    done: bool,
}

impl CaseClock {
    fn new(started: NaiveDateTime, state: CaseState) -> Self {
        let mut clock = Self {
            started,
            ran: Vec::new(),
            since: None,
            stopped: None,
            done: false,
        };
        clock.follow(started, state);
        clock
    }

    /// Goes with the state that the case is in from a moment on.
    fn follow(&mut self, at: NaiveDateTime, state: CaseState) {
        if self.done {
            return;
        }
        let runs = matches!(state, CaseState::New | CaseState::Open);
        match (runs, self.since) {
            (true, None) => self.since = Some(at),
            (false, Some(since)) => {
                self.ran.push((since, at));
                self.since = None;
            }
            _ => {}
        }
        if state.is_unresolved() {
            self.stopped = None;
        } else {
            self.stopped = self.stopped.or(Some(at));
        }
    }

    fn done(&mut self, at: NaiveDateTime) {
        if let Some(since) = self.since.take() {
            self.ran.push((since, at));
        }
        self.stopped = self.stopped.or(Some(at));
        self.done = true;
    }

    /// The stretches in which it ran up to a moment, in order.
    fn stretches(
        &self,
        as_of: NaiveDateTime,
    ) -> impl Iterator<Item = (NaiveDateTime, NaiveDateTime)> {
        let last = self.since.map(|since| (since, as_of));
        self.ran.iter().copied().chain(last)
    }

    /// The working time it ran up to a moment.
    pub(crate) fn elapsed(&self, calendar: &WorkingCalendar, as_of: NaiveDateTime) -> TimeDelta {
        let stretches = self.stretches(as_of);
        stretches
            .map(|(from, to)| calendar.working_time_between(from, to))
            .sum()
    }

    /// What it shows at a moment, measured against a target.
    pub(crate) fn read(
        &self,
        target: SlaTarget,
        calendar: &WorkingCalendar,
        as_of: NaiveDateTime,
    ) -> SlaReading {
        let state = match (self.stopped, self.since) {
            (Some(at), _) => SlaClockState::Stopped(at),
            (None, Some(_)) => SlaClockState::Running,
            (None, None) => SlaClockState::Paused,
        };
        let whole = minutes(target.minutes);
        let mut elapsed = TimeDelta::zero();
        let mut due_at = None;
        for (from, to) in self.stretches(as_of) {
            let stretch = calendar.working_time_between(from, to);
            if due_at.is_none() && elapsed + stretch >= whole {
                due_at = after(calendar, from, whole - elapsed);
            }
            elapsed += stretch;
        }
        if due_at.is_none() && state == SlaClockState::Running {
            due_at = after(calendar, as_of, whole - elapsed);
        }
        SlaReading {
            target,
            started: self.started,
            state,
            elapsed,
            due_at,
        }
    }
}

fn after(
    calendar: &WorkingCalendar,
    from: NaiveDateTime,
    working: TimeDelta,
) -> Option<NaiveDateTime> {
    let working: Duration = working.to_std().ok()?;
    calendar.add_working_time(from, working)
}

impl Case {
    /// What the clocks of a target show at a moment, in the order in which they were started: none before the case was brought up,
    /// one for a first response or a resolution, and for a next response one for each turn, so that a late answer is not hidden by
    /// a later one in time.
    ///
    /// A clock runs in working hours while the case is new or open, rests while the customer is waited for, and stops when what it
    /// measures was done or the case is resolved or closed. What happens after the moment is not looked at. Moments and calendar
    /// are of the same local clock.
    ///
    /// # Laws
    /// - As the moment moves on, the working time a clock ran never falls, and never exceeds the working time since it was started.
    /// - It does not grow while the clock rests or has stopped, nor outside working hours.
    #[must_use]
    pub fn sla(
        &self,
        target: SlaTarget,
        calendar: &WorkingCalendar,
        as_of: NaiveDateTime,
    ) -> Vec<SlaReading> {
        let clocks = self.clocks(target.clock, as_of).into_iter();
        clocks
            .map(|clock| clock.read(target, calendar, as_of))
            .collect()
    }

    /// The clocks that have been started by a moment and have not stopped.
    pub(crate) fn running_clocks(
        &self,
        measured: SlaClock,
        as_of: NaiveDateTime,
    ) -> impl Iterator<Item = CaseClock> {
        let clocks = self.clocks(measured, as_of).into_iter();
        clocks.filter(|clock| clock.stopped.is_none())
    }

    fn clocks(&self, measured: SlaClock, as_of: NaiveDateTime) -> Vec<CaseClock> {
        let mut clocks: Vec<CaseClock> = Vec::new();
        let mut answered = false;
        for (at, event, before, state) in self.until(as_of) {
            for clock in &mut clocks {
                clock.follow(at, state);
            }
            let starts = match (measured, event) {
                (SlaClock::NextResponse, CaseEvent::CustomerReplied) => {
                    answered && clocks.last().is_none_or(|clock| clock.done)
                }
                (SlaClock::NextResponse, _) => false,
                (SlaClock::FirstResponse | SlaClock::Resolution, _) => before.is_none(),
            };
            if starts {
                clocks.push(CaseClock::new(at, state));
            }
            if *event == CaseEvent::Answered {
                answered = true;
                if measured != SlaClock::Resolution {
                    for clock in clocks.iter_mut().filter(|clock| !clock.done) {
                        clock.done(at);
                    }
                }
            }
        }
        clocks
    }
}
