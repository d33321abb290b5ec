use super::{Counted, With, WithTwo};

/// What is said of renewals.
#[derive(Debug)]
pub(crate) struct Renewals {
    /// Which kind of page it is.
    pub(crate) page: &'static str,
    pub(crate) heading: &'static str,
    pub(crate) within: Counted,
    pub(crate) items: Counted,
    /// A number with what it counts, a share.
    pub(crate) up_for: WithTwo,
    pub(crate) nothing: &'static str,
    pub(crate) by_month: &'static str,
    pub(crate) by_month_lead: &'static str,
    /// A title, a currency.
    pub(crate) figure_in: WithTwo,
    /// The currency.
    pub(crate) by_month_chart: With,
    /// The month with most, and how much.
    pub(crate) by_month_description: WithTwo,
    pub(crate) numbers_by_month: &'static str,
    /// The currency.
    pub(crate) numbers_by_month_caption: With,
    pub(crate) totals_caption: &'static str,
    pub(crate) within_days: &'static str,
    pub(crate) count: &'static str,
    pub(crate) base: &'static str,
    pub(crate) whole: &'static str,
    pub(crate) share: &'static str,
    pub(crate) goes_on: &'static str,
    pub(crate) ends: &'static str,
    pub(crate) cancelled: &'static str,
    pub(crate) without_amount: Counted,
    pub(crate) list: &'static str,
    pub(crate) list_lead: &'static str,
    pub(crate) list_caption: &'static str,
    pub(crate) on: &'static str,
    pub(crate) in_days: Counted,
    pub(crate) what: &'static str,
    /// A contract.
    pub(crate) contract: With,
    /// A subscription.
    pub(crate) subscription: With,
    pub(crate) manager: &'static str,
    pub(crate) nobody: &'static str,
    pub(crate) notice_by: &'static str,
    pub(crate) notice_over: &'static str,
    pub(crate) monthly: &'static str,
    pub(crate) how: &'static str,
    pub(crate) later: Counted,
    pub(crate) by_manager: &'static str,
    pub(crate) by_manager_lead: &'static str,
    pub(crate) by_manager_caption: &'static str,
    pub(crate) more_managers: Counted,
    pub(crate) all: &'static str,
    /// Each figure and what it means.
    pub(crate) definitions: &'static [(&'static str, &'static str)],
}
