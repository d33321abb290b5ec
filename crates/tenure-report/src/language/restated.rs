use super::{Counted, WithTwo};

/// The stored names of facts that can change figures of revenue.
pub(super) const FACTS: [&str; 26] = [
    "account_classified",
    "account_left_vacant",
    "account_made_independent",
    "account_merged",
    "account_opened",
    "account_placed_under",
    "cancellation_retracted",
    "contract_cancelled",
    "contract_paused",
    "contract_renewed",
    "contract_resumed",
    "contract_signed",
    "discount_ended",
    "discount_granted",
    "escalator_agreed",
    "handover_completed",
    "line_agreed",
    "line_removed",
    "manager_assigned",
    "manager_left",
    "merge_undone",
    "plan_swapped",
    "record_withdrawn",
    "subscription_ended",
    "subscription_repriced",
    "subscription_started",
];

/// What is said of figures that are others than reported.
#[derive(Debug)]
pub(crate) struct Restated {
    /// Which kind of page it is.
    pub(crate) page: &'static str,
    /// What is compared, the currency.
    pub(crate) as_of: WithTwo,
    pub(crate) nothing_changed: &'static str,
    pub(crate) reported: &'static str,
    pub(crate) known_now: &'static str,
    pub(crate) difference: &'static str,
    pub(crate) records_card: &'static str,
    pub(crate) records_basis: &'static str,
    pub(crate) accounts_basis: &'static str,
    /// The largest bar, its size.
    pub(crate) description: WithTwo,

    pub(crate) figures: &'static str,
    pub(crate) figures_lead: &'static str,
    pub(crate) closings: &'static str,
    pub(crate) closings_lead: &'static str,
    pub(crate) closings_chart: &'static str,
    pub(crate) closings_caption: &'static str,
    pub(crate) numbers_by_period: &'static str,
    pub(crate) columns: &'static str,
    pub(crate) columns_lead: &'static str,
    pub(crate) columns_chart: &'static str,
    pub(crate) columns_caption: &'static str,
    pub(crate) numbers_by_column: &'static str,
    pub(crate) period: &'static str,
    pub(crate) column: &'static str,

    pub(crate) records: &'static str,
    pub(crate) records_lead: &'static str,
    pub(crate) records_title: &'static str,
    pub(crate) records_title_lead: &'static str,
    pub(crate) records_chart: &'static str,
    pub(crate) records_caption: &'static str,
    /// A number, what happened.
    pub(crate) record_named: WithTwo,
    pub(crate) more_records: Counted,
    pub(crate) record: &'static str,
    pub(crate) what: &'static str,
    pub(crate) effective: &'static str,
    pub(crate) recorded: &'static str,
    pub(crate) request: &'static str,
    pub(crate) corrects: &'static str,
    pub(crate) figures_moved: &'static str,
    pub(crate) on_closing: &'static str,
    pub(crate) facts: [(&'static str, &'static str); FACTS.len()],

    pub(crate) accounts: &'static str,
    pub(crate) accounts_lead: &'static str,
    pub(crate) accounts_caption: &'static str,
    pub(crate) more_changes: Counted,

    pub(crate) slices_lead: &'static str,
    pub(crate) slices_caption: &'static str,

    /// Each figure and what it means.
    pub(crate) definitions: &'static [(&'static str, &'static str)],
}
