use std::collections::BTreeSet;
use std::num::NonZeroU16;

use serde::{Deserialize, Serialize};

use crate::role::Role;
use crate::text::Name;

/// What is done, step by step, when an account needs more than one action: a play of a stated version. An account on which it is
/// started keeps the version it was started with.
///
/// ```
/// use tenure::policy::Play;
///
/// let save: Play = serde_json::from_str(r#"{"name":"save","version":2,"steps":[
///     {"name":"listen","role":"relationship","after_days":2,"minutes":60},
///     {"name":"agree a plan","role":"technical","after_days":10,"minutes":90}],"exits":["saved","lost"]}"#)?;
/// assert_eq!(save.steps().len(), 2);
/// let twice = r#"{"name":"save","version":1,"steps":[{"name":"x","role":"sales","after_days":0,"minutes":1},
///     {"name":"x","role":"sales","after_days":0,"minutes":1}],"exits":["over"]}"#;
/// assert!(serde_json::from_str::<Play>(twice).is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Play {
    written: Written,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: Name,
    version: NonZeroU16,
    steps: Vec<PlayStep>,
    exits: BTreeSet<Name>,
}

/// One step of a play.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlayStep {
    /// What is to be done, once in a play.
    pub name: Name,
    /// Who does it: whoever supports the account in this role, else whoever acts for it.
    pub role: Role,
    /// Days from the start of the play to the day by which it is in time.
    pub after_days: u16,
    /// The minutes that it takes.
    pub minutes: u16,
}

/// Why steps and exits are no play.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PlayError {
    /// Too few or too many.
    #[error("a play has 1 to {max} steps and 1 to {max} exits; `{play}` has {steps} and {exits}", max = Play::MAX)]
    Size {
        /// The play.
        play: Name,
        /// How many steps.
        steps: usize,
        /// How many exits.
        exits: usize,
    },
    /// Two steps have one name.
    #[error("the step `{step}` stands twice; give each step its own name")]
    Repeated {
        /// The step.
        step: Name,
    },
}

impl Play {
    /// The most steps, and the most exits.
    pub const MAX: usize = 50;

    /// A play of these steps in this order, which ends by one of these exits.
    ///
    /// # Errors
    /// [`PlayError`] for none or too many, or a step that stands twice.
    pub fn new(
        name: Name,
        version: NonZeroU16,
        steps: Vec<PlayStep>,
        exits: BTreeSet<Name>,
    ) -> Result<Self, PlayError> {
        Self::try_from(Written {
            name,
            version,
            steps,
            exits,
        })
    }

    /// What it is called.
    #[must_use]
    pub const fn name(&self) -> &Name {
        &self.written.name
    }

    /// Its version.
    #[must_use]
    pub const fn version(&self) -> NonZeroU16 {
        self.written.version
    }

    /// Its steps, in order.
    #[must_use]
    pub fn steps(&self) -> &[PlayStep] {
        &self.written.steps
    }

    /// How it can end.
    #[must_use]
    pub const fn exits(&self) -> &BTreeSet<Name> {
        &self.written.exits
    }

    /// The step of this name.
    #[must_use]
    pub fn step(&self, name: &Name) -> Option<&PlayStep> {
        self.steps().iter().find(|step| step.name == *name)
    }
}

impl TryFrom<Written> for Play {
    type Error = PlayError;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        let (steps, exits) = (written.steps.len(), written.exits.len());
        let sized = |given| (1..=Self::MAX).contains(&given);
        if !(sized(steps) && sized(exits)) {
            let play = written.name;
            return Err(PlayError::Size { play, steps, exits });
        }
        let mut names = BTreeSet::new();
        for step in &written.steps {
            if !names.insert(&step.name) {
                let step = step.name.clone();
                return Err(PlayError::Repeated { step });
            }
        }
        Ok(Self { written })
    }
}

impl From<Play> for Written {
    fn from(play: Play) -> Self {
        play.written
    }
}
