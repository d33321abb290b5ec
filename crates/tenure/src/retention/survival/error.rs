/// Why a survival figure cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SurvivalError {
    /// A time that is no time since the start of a lifetime.
    #[error("{time} is no time since the start of a lifetime; give a finite number, zero or more")]
    Time {
        /// The time.
        time: f64,
    },
    /// A lifetime under observation for no time.
    #[error(
        "a lifetime of {duration} that is under observation from {entry} on is at risk at no time; leave it out, or correct \
         one of the two: the entry lies before the duration, and the entry of a lifetime seen from its start is 0"
    )]
    NotObserved {
        /// When it ended or was last seen.
        duration: f64,
        /// When it came under observation.
        entry: f64,
    },
    /// No lifetime to speak of.
    #[error("there is no lifetime; give at least one")]
    Empty,
    /// A part of the whole that is none.
    #[error("{value} is no probability strictly between 0 and 1; give 0.95 for 95 %")]
    Probability {
        /// The number.
        value: f64,
    },
    /// A horizon past which nothing is known.
    #[error(
        "the horizon {horizon} lies after {last}, the last time observed, and some lifetimes had not ended by then; choose one \
         up to {last}"
    )]
    HorizonUnobserved {
        /// The horizon.
        horizon: f64,
        /// The last time observed.
        last: f64,
    },
    /// Fewer than two groups to compare.
    #[error("a comparison takes two groups or more, this has {groups}; divide the lifetimes")]
    TooFewGroups {
        /// How many groups there are.
        groups: usize,
    },
    /// A group without a lifetime.
    #[error("group {group}, counted from 0, has no lifetime; leave it out")]
    EmptyGroup {
        /// Its place among the groups.
        group: usize,
    },
    /// Groups that are never at risk together, or see no event.
    #[error(
        "the groups cannot be compared: at no time does a lifetime end while two groups are at risk; lengthen the observation \
         or merge groups"
    )]
    NotComparable,
}
