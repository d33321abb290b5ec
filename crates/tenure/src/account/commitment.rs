use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Account;
use super::steps::{Step, Stepped, Steps};
use crate::fact::CommitmentMade;
use crate::id::{CommitmentId, FitReviewId, InteractionId};
use crate::record::Position;
use crate::timeline::Entry;

/// Something promised to a customer: made on a day, due on a day, and settled once.
///
/// ```
/// use chrono::NaiveDate;
/// use tenure::{AccountId, Book, decide::decide_all};
///
/// let commands = serde_json::from_str::<Vec<_>>(r#"[
///     {"hire_manager": {"manager": "maria", "on": "2026-01-01"}},
///     {"open_account": {"account": "A-17", "on": "2026-01-01"}},
///     {"make_commitment": {"account": "A-17", "on": "2026-03-02", "commitment":
///         {"commitment": "M-1", "origin": null, "owner": "maria", "due": "2026-03-20", "notes": null}}},
///     {"settle_commitment": {"account": "A-17", "commitment": "M-1", "outcome": "kept", "on": "2026-03-23"}}
/// ]"#)?;
/// let mut book = Book::default();
/// decide_all(&mut book, &commands).map_err(|(_, rejection)| rejection)?;
/// let account = book.account(&AccountId::new("A-17")?).expect("opened above");
/// let (_, commitment) = account.commitments().next().expect("made above");
/// let day = |d| NaiveDate::from_ymd_opt(2026, 3, d).expect("a day");
/// assert!(!commitment.is_overdue_on(day(20)) && commitment.is_overdue_on(day(21)) && !commitment.is_open_on(day(23)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Commitment {
    steps: Steps<CommitmentStep>,
}

/// Where a commitment was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CommitmentOrigin {
    /// In an interaction with the customer.
    Interaction(InteractionId),
    /// In a fit review, as an action agreed with sales.
    FitReview(FitReviewId),
}

/// How a commitment ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CommitmentOutcome {
    /// What was promised was done, in time or late.
    Kept,
    /// It will not be done.
    Broken,
    /// The customer no longer asks for it.
    Released,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CommitmentStep {
    Made(CommitmentMade),
    Settled(CommitmentOutcome),
}

/// `None` while open.
impl Step for CommitmentStep {
    type State = Option<CommitmentOutcome>;

    fn after(&self, state: Option<Self::State>) -> Option<Self::State> {
        match (self, state) {
            (Self::Made(_), None) => Some(None),
            (Self::Settled(outcome), Some(None)) => Some(Some(*outcome)),
            _ => None,
        }
    }

    fn word(&self) -> &'static str {
        match self {
            Self::Made(_) => "made",
            Self::Settled(outcome) => outcome_word(*outcome),
        }
    }

    fn state_word(state: Self::State) -> &'static str {
        state.map_or("open", outcome_word)
    }
}

const fn outcome_word(outcome: CommitmentOutcome) -> &'static str {
    match outcome {
        CommitmentOutcome::Kept => "kept",
        CommitmentOutcome::Broken => "broken",
        CommitmentOutcome::Released => "released",
    }
}

impl Commitment {
    /// What was promised, with the day and the record that said so.
    #[must_use]
    pub fn made(&self) -> Option<(NaiveDate, Position, &CommitmentMade)> {
        self.steps.first().and_then(|entry| match &entry.value {
            CommitmentStep::Made(made) => Some((entry.on, entry.by, made)),
            CommitmentStep::Settled(_) => None,
        })
    }

    /// How and when it was settled, with the record that said so; `None` while it is open.
    #[must_use]
    pub fn settled(&self) -> Option<Entry<CommitmentOutcome>> {
        self.steps.in_order().find_map(|entry| match entry.value {
            CommitmentStep::Settled(value) => Some(Entry {
                on: entry.on,
                by: entry.by,
                value,
            }),
            CommitmentStep::Made(_) => None,
        })
    }

    /// Whether it was settled by the end of a day.
    pub(crate) fn is_settled_by(&self, day: NaiveDate) -> bool {
        matches!(self.steps.latest(), Some((on, Some(_))) if on <= day)
    }

    /// Whether it was open on a day: from the day on which it was made to the day before it was settled.
    #[must_use]
    pub fn is_open_on(&self, day: NaiveDate) -> bool {
        self.steps.state_on(day) == Some(None)
    }

    /// Whether it was open on a day after the one it was due on. On the due day itself it is not overdue.
    #[must_use]
    pub fn is_overdue_on(&self, day: NaiveDate) -> bool {
        self.is_open_on(day) && self.made().is_some_and(|(_, _, made)| made.due < day)
    }
}

/// What was promised to the customer.
impl Account {
    /// A commitment, open or settled.
    #[must_use]
    pub fn commitment(&self, commitment: &CommitmentId) -> Option<&Commitment> {
        self.work.commitments.get(commitment)
    }

    /// Every commitment, open or settled, by id.
    pub fn commitments(&self) -> impl Iterator<Item = (&CommitmentId, &Commitment)> {
        self.work.commitments.iter()
    }

    /// The commitments made there, by id.
    pub fn commitments_from(
        &self,
        origin: &CommitmentOrigin,
    ) -> impl Iterator<Item = (&CommitmentId, &Commitment)> {
        self.commitments().filter(move |(_, commitment)| {
            commitment
                .made()
                .is_some_and(|(_, _, made)| made.origin.as_ref() == Some(origin))
        })
    }
}

impl Stepped for Commitment {
    type Step = CommitmentStep;

    fn steps(&self) -> &Steps<CommitmentStep> {
        &self.steps
    }

    fn steps_mut(&mut self) -> &mut Steps<CommitmentStep> {
        &mut self.steps
    }
}
