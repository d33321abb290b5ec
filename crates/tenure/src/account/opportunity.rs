use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Account;
use super::steps::{Step, Stepped, Steps};
use crate::fact::OpportunityOpened;
use crate::id::OpportunityId;
use crate::money::Money;
use crate::record::Position;
use crate::text::Name;
use crate::timeline::Entry;

/// Something that may be sold to a customer, or a renewal that is coming up, until it is won or lost.
///
/// What may follow what is the table at [`OpportunityStage::allows`] and [`OpportunityStage::may_close`]. One that was won or lost
/// stays so: customers who change their minds are a new opportunity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opportunity {
    steps: Steps<OpportunityStep>,
}

/// What could be sold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum OpportunityKind {
    /// More of what the customer has.
    Upsell,
    /// Something the customer does not have yet.
    CrossSell,
    /// What the customer has, for another term.
    Renewal,
}

/// How far an opportunity has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum OpportunityStage {
    /// Somebody saw it.
    Identified,
    /// The customer has the need and the means.
    Qualified,
    /// The customer has an offer.
    Proposed,
    /// The terms are being settled.
    Negotiating,
}

/// How an opportunity ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OpportunityOutcome {
    /// The customer bought.
    Won,
    /// The customer did not, or nobody goes on asking.
    Lost,
}

impl OpportunityStage {
    /// Whether an opportunity may be moved from this stage to another: forward by any number of stages, back by any number, except
    /// that what has been proposed cannot become merely identified again.
    ///
    /// | from \ to | identified | qualified | proposed | negotiating |
    /// | --- | --- | --- | --- | --- |
    /// | identified | · | yes | yes | yes |
    /// | qualified | yes | · | yes | yes |
    /// | proposed | | yes | · | yes |
    /// | negotiating | | yes | yes | · |
    ///
    /// To stay (·) is always allowed.
    ///
    /// ```
    /// use tenure::OpportunityStage;
    ///
    /// assert!(OpportunityStage::Identified.allows(OpportunityStage::Negotiating));
    /// assert!(!OpportunityStage::Proposed.allows(OpportunityStage::Identified));
    /// ```
    #[must_use]
    pub const fn allows(self, to: Self) -> bool {
        !matches!(
            (self, to),
            (Self::Proposed | Self::Negotiating, Self::Identified)
        )
    }

    /// Whether an opportunity may end like this at this stage: lost at any, won only when the customer had an offer.
    ///
    /// ```
    /// use tenure::{OpportunityOutcome, OpportunityStage};
    ///
    /// assert!(OpportunityStage::Identified.may_close(OpportunityOutcome::Lost));
    /// assert!(!OpportunityStage::Identified.may_close(OpportunityOutcome::Won));
    /// ```
    #[must_use]
    pub const fn may_close(self, outcome: OpportunityOutcome) -> bool {
        match outcome {
            OpportunityOutcome::Won => matches!(self, Self::Proposed | Self::Negotiating),
            OpportunityOutcome::Lost => true,
        }
    }
}

/// Where an opportunity stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpportunityState {
    /// It is pursued.
    Open(OpportunityStage),
    /// It is over.
    Closed(OpportunityOutcome),
}

/// What is expected of an opportunity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpportunityTerms {
    /// The recurring amount of a month that it would add, or keep in the case of a renewal.
    pub monthly: Money,
    /// The day by which it should be won or lost.
    pub expected_close: NaiveDate,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum OpportunityStep {
    Opened(OpportunityOpened),
    Moved(OpportunityStage),
    Revised(OpportunityTerms),
    Closed(OpportunityOutcome, Name),
}

impl OpportunityStep {
    pub(crate) const fn terms(&self) -> Option<OpportunityTerms> {
        match self {
            Self::Opened(opened) => Some(OpportunityTerms {
                monthly: opened.monthly,
                expected_close: opened.expected_close,
            }),
            Self::Revised(terms) => Some(*terms),
            Self::Moved(_) | Self::Closed(..) => None,
        }
    }
}

impl Step for OpportunityStep {
    type State = OpportunityState;

    fn after(&self, state: Option<OpportunityState>) -> Option<OpportunityState> {
        use OpportunityState::{Closed, Open};
        match (self, state) {
            (Self::Opened(_), None) => Some(Open(OpportunityStage::Identified)),
            (Self::Moved(to), Some(Open(from))) => from.allows(*to).then_some(Open(*to)),
            (Self::Revised(_), Some(Open(stage))) => Some(Open(stage)),
            (Self::Closed(outcome, _), Some(Open(stage))) => {
                stage.may_close(*outcome).then_some(Closed(*outcome))
            }
            _ => None,
        }
    }

    fn word(&self) -> &'static str {
        match self {
            Self::Opened(_) => "opened",
            Self::Moved(stage) => stage_word(*stage),
            Self::Revised(_) => "revised",
            Self::Closed(outcome, _) => outcome_word(*outcome),
        }
    }

    fn state_word(state: OpportunityState) -> &'static str {
        match state {
            OpportunityState::Open(stage) => stage_word(stage),
            OpportunityState::Closed(outcome) => outcome_word(outcome),
        }
    }
}

const fn stage_word(stage: OpportunityStage) -> &'static str {
    match stage {
        OpportunityStage::Identified => "identified",
        OpportunityStage::Qualified => "qualified",
        OpportunityStage::Proposed => "proposed",
        OpportunityStage::Negotiating => "negotiated",
    }
}

const fn outcome_word(outcome: OpportunityOutcome) -> &'static str {
    match outcome {
        OpportunityOutcome::Won => "won",
        OpportunityOutcome::Lost => "lost",
    }
}

impl Opportunity {
    /// What it is, as it was first seen; with the day and the record.
    #[must_use]
    pub fn opened(&self) -> Option<(NaiveDate, Position, &OpportunityOpened)> {
        self.steps.first().and_then(|entry| match &entry.value {
            OpportunityStep::Opened(opened) => Some((entry.on, entry.by, opened)),
            _ => None,
        })
    }

    /// Where it stands at the end of a day; `None` before it was opened.
    #[must_use]
    pub fn state_on(&self, day: NaiveDate) -> Option<OpportunityState> {
        self.steps.state_on(day)
    }

    /// Whether it is pursued at the end of a day.
    #[must_use]
    pub fn is_open_on(&self, day: NaiveDate) -> bool {
        matches!(self.state_on(day), Some(OpportunityState::Open(_)))
    }

    /// What is expected of it at the end of a day; once closed, what was expected last. `None` before it was opened.
    #[must_use]
    pub fn terms_on(&self, day: NaiveDate) -> Option<OpportunityTerms> {
        self.steps
            .in_order()
            .take_while(|entry| entry.on <= day)
            .filter_map(|entry| entry.value.terms())
            .last()
    }

    /// The day on which it was won, if it was.
    pub(super) fn won(&self) -> Option<NaiveDate> {
        match self.steps.latest()? {
            // Nothing follows on that.
            (on, OpportunityState::Closed(OpportunityOutcome::Won)) => Some(on),
            _ => None,
        }
    }

    /// How it ended and why, with the day and the record that said so; `None` while it is open.
    #[must_use]
    pub fn closed(&self) -> Option<Entry<(OpportunityOutcome, &Name)>> {
        self.steps.in_order().find_map(|entry| match &entry.value {
            OpportunityStep::Closed(outcome, reason) => Some(Entry {
                on: entry.on,
                by: entry.by,
                value: (*outcome, reason),
            }),
            _ => None,
        })
    }
}

/// What may be sold to the customer.
impl Account {
    /// An opportunity, open or closed.
    #[must_use]
    pub fn opportunity(&self, opportunity: &OpportunityId) -> Option<&Opportunity> {
        self.work.opportunities.get(opportunity)
    }

    /// Every opportunity, open or closed, by id.
    pub fn opportunities(&self) -> impl Iterator<Item = (&OpportunityId, &Opportunity)> {
        self.work.opportunities.iter()
    }
}

impl Stepped for Opportunity {
    type Step = OpportunityStep;

    fn steps(&self) -> &Steps<OpportunityStep> {
        &self.steps
    }

    fn steps_mut(&mut self) -> &mut Steps<OpportunityStep> {
        &mut self.steps
    }
}
