use super::{Counted, With, WithThree, WithTwo};

/// What is said of the accounts behind figures.
#[derive(Debug)]
pub(crate) struct Moved {
    pub(crate) heading: &'static str,
    pub(crate) lead: &'static str,
    /// A figure, a period.
    pub(crate) figure_of: WithTwo,
    /// A value, a number of accounts.
    pub(crate) made_of: WithTwo,
    /// Before, after, the change.
    pub(crate) from_to: WithThree,
    /// A figure over nothing before or after.
    pub(crate) not_comparable: &'static str,
    /// The later period, the earlier one.
    pub(crate) against: WithTwo,
    /// What was known now, and then.
    pub(crate) known_against: WithTwo,
    pub(crate) known_now: &'static str,
    /// An instant.
    pub(crate) known_at: With,
    /// A record.
    pub(crate) known_through: With,
    /// A definition, as it was, as it is.
    pub(crate) definition: WithThree,
    /// A slice, another one.
    pub(crate) slice_against: WithTwo,
    pub(crate) account: &'static str,
    pub(crate) before: &'static str,
    pub(crate) after: &'static str,
    pub(crate) part: &'static str,
    pub(crate) share: &'static str,
    pub(crate) above_line: &'static str,
    pub(crate) below_line: &'static str,
    pub(crate) rest: Counted,
    pub(crate) together: &'static str,
    /// What the chart shows.
    pub(crate) chart: With,
    /// A figure with its period.
    pub(crate) by_account: With,
    /// The largest part: whose, and how much.
    pub(crate) description: WithTwo,
    pub(crate) numbers: &'static str,
}
