//! What a manager can do: roles, education, languages.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::text::Name;

/// How well a manager plays a role. Ordered, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Proficiency {
    /// Learns it beside somebody who can.
    Trainee,
    /// Plays it alone in ordinary situations.
    Competent,
    /// Plays it alone in difficult ones.
    Proficient,
    /// Teaches it.
    Expert,
}

impl fmt::Display for Proficiency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Trainee => "trainee",
            Self::Competent => "competent",
            Self::Proficient => "proficient",
            Self::Expert => "expert",
        })
    }
}

/// The level of a completed education, after the levels of ISCED 2011. Ordered, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EducationLevel {
    /// Upper secondary (ISCED 3).
    Secondary,
    /// Post-secondary below a degree: a trade, a diploma (ISCED 4 and 5).
    Vocational,
    /// A bachelor's degree or its like (ISCED 6).
    Bachelor,
    /// A master's degree or its like (ISCED 7).
    Master,
    /// A doctorate (ISCED 8).
    Doctorate,
}

/// A completed education.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Education {
    /// How far.
    pub level: EducationLevel,
    /// In what: `law`, `mechanical engineering`.
    pub field: Name,
}

/// How well a manager speaks a language: the levels of the Common European Framework, and native. Ordered, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum LanguageLevel {
    /// Breakthrough: single words and simple phrases.
    A1,
    /// Waystage: everyday matters in simple words.
    A2,
    /// Threshold: gets along in most situations.
    B1,
    /// Vantage: discusses matters of the trade with ease.
    B2,
    /// Effective proficiency: works in the language.
    C1,
    /// Mastery.
    C2,
    /// From childhood.
    Native,
}
