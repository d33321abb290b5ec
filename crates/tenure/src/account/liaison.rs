use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Account;
use super::steps::{Step, Stepped, Steps};
use crate::fact::LiaisonRequested;
use crate::id::{LiaisonRequestId, ManagerId, TeamId};
use crate::record::Position;
use crate::text::Name;
use crate::timeline::Timeline;

/// Somebody besides the account's manager who has to do with it.
///
/// Serialised as `{"team":"…"}` or `{"specialist":"…"}`; shown as a person would call it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Liaison {
    /// Another team.
    Team(TeamId),
    /// One person, such as a technical expert, a financial adviser or a seller.
    Specialist(ManagerId),
}

impl fmt::Display for Liaison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Team(team) => write!(f, "team `{team}`"),
            Self::Specialist(manager) => write!(f, "specialist `{manager}`"),
        }
    }
}

/// Something asked of a liaison: asked once, answered once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LiaisonRequest {
    steps: Steps<LiaisonStep>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum LiaisonStep {
    Asked(LiaisonRequested),
    Answered,
}

/// Whether it is answered.
impl Step for LiaisonStep {
    type State = bool;

    fn after(&self, answered: Option<bool>) -> Option<bool> {
        match (self, answered) {
            (Self::Asked(_), None) => Some(false),
            (Self::Answered, Some(false)) => Some(true),
            _ => None,
        }
    }

    fn word(&self) -> &'static str {
        match self {
            Self::Asked(_) => "asked",
            Self::Answered => "answered",
        }
    }

    fn state_word(answered: bool) -> &'static str {
        if answered { "answered" } else { "open" }
    }
}

impl LiaisonRequest {
    /// What was asked of whom, with the day and the record that said so.
    #[must_use]
    pub fn asked(&self) -> Option<(NaiveDate, Position, &LiaisonRequested)> {
        self.steps.first().and_then(|entry| match &entry.value {
            LiaisonStep::Asked(asked) => Some((entry.on, entry.by, asked)),
            LiaisonStep::Answered => None,
        })
    }

    /// When it was answered, with the record that said so; `None` while it is open.
    #[must_use]
    pub fn answered(&self) -> Option<(NaiveDate, Position)> {
        self.steps
            .in_order()
            .find(|entry| matches!(entry.value, LiaisonStep::Answered))
            .map(|entry| (entry.on, entry.by))
    }

    /// Whether it was open on a day: from the day on which it was asked to the day before the answer.
    #[must_use]
    pub fn is_open_on(&self, day: NaiveDate) -> bool {
        self.steps.state_on(day) == Some(false)
    }

    /// Whether it was open on a day after the one by which the answer was expected. On that day itself it is not overdue.
    #[must_use]
    pub fn is_overdue_on(&self, day: NaiveDate) -> bool {
        self.is_open_on(day)
            && self
                .asked()
                .is_some_and(|(_, _, asked)| asked.expected_by < day)
    }
}

/// Who else has to do with the customer.
impl Account {
    /// What for each liaison is tied to the account, from day to day; `None` from the day on which it no longer is.
    pub fn liaisons(&self) -> impl Iterator<Item = (&Liaison, &Timeline<Option<Name>>)> {
        self.work.liaisons.iter()
    }

    /// The liaisons tied to the account on a day, each with what for.
    #[must_use]
    pub fn liaisons_on(&self, day: NaiveDate) -> BTreeMap<&Liaison, &Name> {
        self.liaisons()
            .filter_map(|(liaison, ties)| Some((liaison, ties.at(day)?.as_ref()?)))
            .collect()
    }

    /// What for a liaison is tied to the account on a day; `None` when it is not.
    #[must_use]
    pub fn liaison_purpose_on(&self, liaison: &Liaison, day: NaiveDate) -> Option<&Name> {
        self.liaison_ties(liaison)?.at(day)?.as_ref()
    }

    /// What for a liaison is tied to the account, from day to day; `None` from the day on which it no longer is.
    #[must_use]
    pub fn liaison_ties(&self, liaison: &Liaison) -> Option<&Timeline<Option<Name>>> {
        self.work.liaisons.get(liaison)
    }

    /// A request to a liaison, open or answered.
    #[must_use]
    pub fn liaison_request(&self, request: &LiaisonRequestId) -> Option<&LiaisonRequest> {
        self.work.liaison_requests.get(request)
    }

    /// Every request to a liaison, open or answered, by id.
    pub fn liaison_requests(&self) -> impl Iterator<Item = (&LiaisonRequestId, &LiaisonRequest)> {
        self.work.liaison_requests.iter()
    }
}

impl Stepped for LiaisonRequest {
    type Step = LiaisonStep;

    fn steps(&self) -> &Steps<LiaisonStep> {
        &self.steps
    }

    fn steps_mut(&mut self) -> &mut Steps<LiaisonStep> {
        &mut self.steps
    }
}
