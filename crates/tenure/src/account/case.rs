use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use serde::{Deserialize, Serialize};

use super::Account;
use super::steps::{Step, Stepped, Steps};
use crate::fact::CaseOpened;
use crate::id::CaseId;
use crate::record::Position;
use crate::role::Role;
use crate::text::Name;

/// Something a customer needs, or that does not work, from the day it was brought up until it is closed.
///
/// Minutes matter here, so every event has a local date-time, in the time zone in which the case is worked on; its day is the
/// business day. Events of one moment go in the order in which they were recorded.
///
/// What may follow what is the table at [`CaseState::allows`]; how soon it has to be dealt with is for [`Case::sla`] to say.
///
/// ```
/// use chrono::{NaiveDate, TimeDelta, Weekday};
/// use tenure::calendar::WorkingCalendar;
/// use tenure::{AccountId, Book, SlaClock, SlaTarget, decide::decide_all};
///
/// let commands = serde_json::from_str::<Vec<_>>(r#"[
///     {"open_account": {"account": "A-17", "on": "2026-01-01"}},
///     {"open_case": {"account": "A-17", "on": "2026-03-06", "case": {"case": "C-1", "at": "16:30:00", "kind": "problem",
///         "role": "support", "priority": "high", "topic": "login", "contact": null, "notes": null}}},
///     {"answer_case": {"account": "A-17", "case": "C-1", "on": "2026-03-09", "at": "09:15:00"}}
/// ]"#)?;
/// let mut book = Book::default();
/// decide_all(&mut book, &commands).map_err(|(_, rejection)| rejection)?;
/// let account = book.account(&AccountId::new("A-17")?).expect("opened above");
/// let (_, case) = account.cases().next().expect("opened above");
///
/// let weekdays = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];
/// let office = WorkingCalendar::new(weekdays.map(|day| (day, "09:00-17:00".parse().expect("hours"))), [])?;
/// let target = SlaTarget { clock: SlaClock::FirstResponse, minutes: 60, warning_minutes: 15 };
/// let now = NaiveDate::from_ymd_opt(2026, 3, 9).and_then(|day| day.and_hms_opt(12, 0, 0)).expect("a moment");
/// let reading = case.sla(target, &office, now).remove(0);
/// assert_eq!(reading.elapsed, TimeDelta::minutes(45)); // half an hour on Friday, a quarter on Monday
/// assert!(!reading.is_breached());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Case {
    steps: Steps<CaseStep>,
}

/// What brought a customer to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CaseKind {
    /// The customer wants something more, or something else.
    Need,
    /// Something does not work as it should.
    Problem,
}

/// How soon a case is to be dealt with, from low to urgent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CasePriority {
    /// When there is time.
    Low,
    /// As usual.
    Normal,
    /// Before others.
    High,
    /// At once.
    Urgent,
}

/// How far up a case was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EscalationLevel {
    /// To somebody who knows more of the matter.
    Specialist,
    /// To whoever leads those who work on it.
    Management,
    /// To those who lead the company.
    Executive,
}

/// Where a case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseState {
    /// Nobody has taken it up.
    New,
    /// It is being worked on.
    Open,
    /// The customer has to say or do something first.
    WaitingForCustomer,
    /// What was to be done is done; the customer may say otherwise.
    Resolved,
    /// It is over.
    Closed,
}

impl CaseState {
    /// Whether a case may be moved from this state to another.
    ///
    /// | from \ to | new | open | waiting | resolved | closed |
    /// | --- | --- | --- | --- | --- | --- |
    /// | new | · | yes | yes | yes | yes (a duplicate, or no case) |
    /// | open | | · | yes | yes | |
    /// | waiting for the customer | | yes | · | yes | |
    /// | resolved | | yes (reopened) | | · | yes |
    /// | closed | | yes (reopened) | | | · |
    ///
    /// To stay (·) is always allowed.
    ///
    /// ```
    /// use tenure::CaseState;
    ///
    /// assert!(CaseState::Resolved.allows(CaseState::Open));
    /// assert!(!CaseState::Open.allows(CaseState::Closed)); // resolve it first
    /// ```
    #[must_use]
    pub fn allows(self, to: Self) -> bool {
        use CaseState::{Closed, New, Open, Resolved, WaitingForCustomer};
        self == to
            || matches!(
                (self, to),
                (New, _)
                    | (Open, WaitingForCustomer | Resolved)
                    | (WaitingForCustomer, Open | Resolved)
                    | (Resolved, Open | Closed)
                    | (Closed, Open)
            )
    }

    /// Whether there is something left to do: neither resolved nor closed.
    #[must_use]
    pub const fn is_unresolved(self) -> bool {
        matches!(self, Self::New | Self::Open | Self::WaitingForCustomer)
    }
}

/// What happened to a case.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CaseEvent {
    /// It was brought up.
    Opened(CaseOpened),
    /// It was put into a state.
    Moved(CaseState),
    /// The customer got an answer. A new case is open from then on.
    Answered,
    /// The customer wrote again. A case that waited for that is open from then on; one that is resolved or closed stays so until
    /// somebody reopens it.
    CustomerReplied,
    /// Its priority changed.
    Prioritised(CasePriority),
    /// It became the business of another role.
    HandedOver(Role),
    /// It was taken further up.
    Escalated {
        /// How far.
        to: EscalationLevel,
        /// Why.
        reason: Name,
    },
    /// It is back where it usually is dealt with.
    Deescalated,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CaseStep {
    pub(crate) at: NaiveTime,
    pub(crate) event: CaseEvent,
}

impl Step for CaseStep {
    type State = CaseState;

    fn after(&self, state: Option<CaseState>) -> Option<CaseState> {
        match (&self.event, state) {
            (CaseEvent::Opened(_), None) => Some(CaseState::New),
            (CaseEvent::Opened(_), Some(_)) | (_, None) => None,
            (CaseEvent::Moved(to), Some(from)) => from.allows(*to).then_some(*to),
            (CaseEvent::Answered, Some(CaseState::New))
            | (CaseEvent::CustomerReplied, Some(CaseState::WaitingForCustomer)) => {
                Some(CaseState::Open)
            }
            (CaseEvent::Answered | CaseEvent::CustomerReplied, unchanged) => unchanged,
            (
                CaseEvent::Prioritised(_)
                | CaseEvent::HandedOver(_)
                | CaseEvent::Escalated { .. }
                | CaseEvent::Deescalated,
                unchanged,
            ) => unchanged.filter(|state| *state != CaseState::Closed),
        }
    }

    fn word(&self) -> &'static str {
        match &self.event {
            CaseEvent::Opened(_) => "brought up",
            CaseEvent::Moved(CaseState::New) => "made new again",
            CaseEvent::Moved(CaseState::Open) => "taken up",
            CaseEvent::Moved(CaseState::WaitingForCustomer) => "left waiting for the customer",
            CaseEvent::Moved(CaseState::Resolved) => "resolved",
            CaseEvent::Moved(CaseState::Closed) => "closed",
            CaseEvent::Answered => "answered",
            CaseEvent::CustomerReplied => "replied to by the customer",
            CaseEvent::Prioritised(_) => "given another priority",
            CaseEvent::HandedOver(_) => "handed over",
            CaseEvent::Escalated { .. } => "escalated",
            CaseEvent::Deescalated => "de-escalated",
        }
    }

    fn state_word(state: CaseState) -> &'static str {
        match state {
            CaseState::New => "new",
            CaseState::Open => "open",
            CaseState::WaitingForCustomer => "waiting for the customer",
            CaseState::Resolved => "resolved",
            CaseState::Closed => "closed",
        }
    }

    fn time(&self) -> NaiveTime {
        self.at
    }
}

impl Case {
    /// What it is about, as it was brought up; with the moment and the record.
    #[must_use]
    pub fn opened(&self) -> Option<(NaiveDateTime, Position, &CaseOpened)> {
        self.events().find_map(|(at, by, event)| match event {
            CaseEvent::Opened(opened) => Some((at, by, opened)),
            _ => None,
        })
    }

    /// Everything that happened, in order, with the records that said so.
    pub fn events(&self) -> impl Iterator<Item = (NaiveDateTime, Position, &CaseEvent)> {
        self.steps.in_order().map(|entry| {
            (
                entry.on.and_time(entry.value.at),
                entry.by,
                &entry.value.event,
            )
        })
    }

    /// Where it stands at a moment, what happened at it included; `None` before it was brought up.
    #[must_use]
    pub fn state_at(&self, moment: NaiveDateTime) -> Option<CaseState> {
        self.until(moment).last().map(|(.., after)| after)
    }

    /// Where it stands at the end of a day; `None` before it was brought up.
    #[must_use]
    pub fn state_on(&self, day: NaiveDate) -> Option<CaseState> {
        self.steps.state_on(day)
    }

    /// Whether something is left to do at the end of a day.
    #[must_use]
    pub fn is_unresolved_on(&self, day: NaiveDate) -> bool {
        self.state_on(day).is_some_and(CaseState::is_unresolved)
    }

    /// Its priority at a moment; `None` before it was brought up.
    #[must_use]
    pub fn priority_at(&self, moment: NaiveDateTime) -> Option<CasePriority> {
        self.latest_at(moment, |event| match event {
            CaseEvent::Opened(opened) => Some(opened.priority),
            CaseEvent::Prioritised(priority) => Some(*priority),
            _ => None,
        })
    }

    /// The role whose business it is at a moment; `None` before it was brought up.
    #[must_use]
    pub fn role_at(&self, moment: NaiveDateTime) -> Option<Role> {
        self.latest_at(moment, |event| match event {
            CaseEvent::Opened(opened) => Some(opened.role),
            CaseEvent::HandedOver(role) => Some(*role),
            _ => None,
        })
    }

    /// How far up it has been taken at a moment, and why; `None` when it is dealt with where it usually is.
    #[must_use]
    pub fn escalation_at(&self, moment: NaiveDateTime) -> Option<(EscalationLevel, &Name)> {
        self.latest_at(moment, |event| match event {
            CaseEvent::Escalated { to, reason } => Some(Some((*to, reason))),
            CaseEvent::Deescalated => Some(None),
            _ => None,
        })
        .flatten()
    }

    /// The moments at which it was taken up again after it had been resolved or closed, in order.
    #[must_use]
    pub fn reopened(&self) -> Vec<NaiveDateTime> {
        self.until(NaiveDateTime::MAX)
            .filter(|(_, _, before, after)| {
                before.is_some_and(|before| !before.is_unresolved()) && after.is_unresolved()
            })
            .map(|(at, ..)| at)
            .collect()
    }

    /// What happened up to a moment, each with where the case stood before and after.
    pub(super) fn until(
        &self,
        moment: NaiveDateTime,
    ) -> impl Iterator<Item = (NaiveDateTime, &CaseEvent, Option<CaseState>, CaseState)> {
        let mut state = None;
        self.steps.in_order().map_while(move |entry| {
            let at = entry.on.and_time(entry.value.at);
            let before = state;
            state = entry.value.after(before).or(before);
            (at <= moment).then_some((at, &entry.value.event, before, state?))
        })
    }

    fn latest_at<'a, T>(
        &'a self,
        moment: NaiveDateTime,
        value: impl Fn(&'a CaseEvent) -> Option<T>,
    ) -> Option<T> {
        self.events()
            .take_while(|(at, ..)| *at <= moment)
            .filter_map(|(_, _, event)| value(event))
            .last()
    }
}

/// What the customer asked for.
impl Account {
    /// A case, present or past.
    #[must_use]
    pub fn case(&self, case: &CaseId) -> Option<&Case> {
        self.work.cases.get(case)
    }

    /// Every case, present or past, by id.
    pub fn cases(&self) -> impl Iterator<Item = (&CaseId, &Case)> {
        self.work.cases.iter()
    }
}

impl Stepped for Case {
    type Step = CaseStep;

    fn steps(&self) -> &Steps<CaseStep> {
        &self.steps
    }

    fn steps_mut(&mut self) -> &mut Steps<CaseStep> {
        &mut self.steps
    }
}
