use icu_plurals::PluralCategory;
use tenure::Role;
use tenure::agenda::ActionKind;
use tenure::focus::Signal;
use tenure::health::{CauseKind, MeasureKind};
use tenure::staffing::EffortPart;

use super::{Counted, With, WithThree, WithTwo};

/// What is said of a manager's work. Each list is as long as the core's own, so a name that is missing does not compile.
#[derive(Debug)]
pub(crate) struct Manager {
    /// Which kind of page it is.
    pub(crate) page: &'static str,
    pub(crate) roles: [(Role, &'static str); Role::ALL.len()],

    pub(crate) accounts_held: &'static str,
    pub(crate) a_month: &'static str,
    pub(crate) time_taken: &'static str,
    /// The minutes taken, the minutes there are.
    pub(crate) minutes_of: WithTwo,
    pub(crate) to_do: &'static str,
    pub(crate) minutes: Counted,
    pub(crate) health: &'static str,
    pub(crate) by_band: &'static str,
    pub(crate) no_load: &'static str,

    pub(crate) agenda: &'static str,
    pub(crate) agenda_lead: &'static str,
    pub(crate) time: &'static str,
    /// The minutes wanted, available, that do not fit.
    pub(crate) time_lead: WithThree,
    pub(crate) no_time_agreed: With,
    pub(crate) time_chart: &'static str,
    pub(crate) wanted: &'static str,
    pub(crate) fits: &'static str,
    pub(crate) does_not_fit: &'static str,
    pub(crate) available: With,
    pub(crate) in_time: &'static str,
    pub(crate) out_of_time: &'static str,
    pub(crate) out_of_time_lead: &'static str,
    pub(crate) ranked: &'static str,
    pub(crate) nothing_to_do: &'static str,
    /// A number of actions, the minutes of all of them.
    pub(crate) more_actions: fn(&str, &str, PluralCategory) -> String,
    pub(crate) actions: [(ActionKind, &'static str); ActionKind::ALL.len()],
    pub(crate) due_today: &'static str,
    pub(crate) due: WithTwo,
    pub(crate) overdue: Counted,
    pub(crate) ahead: Counted,
    /// An amount.
    pub(crate) at_stake: With,
    pub(crate) points: Counted,
    pub(crate) for_kind: &'static str,
    pub(crate) for_due: &'static str,
    pub(crate) for_value: &'static str,
    pub(crate) for_risk: &'static str,
    pub(crate) points_chart: &'static str,
    /// The first action, its points.
    pub(crate) points_description: WithTwo,
    pub(crate) points_lead: &'static str,
    pub(crate) points_caption: &'static str,
    pub(crate) action: &'static str,
    pub(crate) numbers_by_action: &'static str,
    pub(crate) records: Counted,
    pub(crate) own: &'static str,
    pub(crate) case: With,
    pub(crate) commitment: With,
    pub(crate) request: With,
    pub(crate) opportunity: With,
    pub(crate) discount: With,
    pub(crate) fit_review: With,
    /// A step, a play.
    pub(crate) play_step: WithTwo,
    pub(crate) qualification: With,

    pub(crate) focus: &'static str,
    pub(crate) focus_lead: &'static str,
    pub(crate) mixes: &'static str,
    pub(crate) mixes_lead: &'static str,
    pub(crate) mixes_chart: &'static str,
    /// An account, its leading role.
    pub(crate) mixes_description: WithTwo,
    pub(crate) mixes_caption: &'static str,
    pub(crate) why: &'static str,
    pub(crate) base_mix: &'static str,
    pub(crate) mix: &'static str,
    pub(crate) numbers_by_reason: &'static str,
    pub(crate) reasons_caption: &'static str,
    pub(crate) strength: &'static str,
    pub(crate) no_reason: &'static str,
    /// The share of financial advice.
    pub(crate) referred: With,
    pub(crate) mean_of_rest: Counted,
    pub(crate) signals: [(Signal, &'static str); Signal::ALL.len()],

    pub(crate) health_lead: &'static str,
    pub(crate) scores: &'static str,
    pub(crate) scores_lead: &'static str,
    pub(crate) scores_chart: &'static str,
    /// An account, its score.
    pub(crate) scores_description: WithTwo,
    pub(crate) numbers_by_cause: &'static str,
    pub(crate) scores_caption: &'static str,
    pub(crate) score: &'static str,
    pub(crate) band: &'static str,
    pub(crate) before: &'static str,
    pub(crate) change: &'static str,
    pub(crate) causes: &'static str,
    pub(crate) no_cause: &'static str,
    pub(crate) too_little_known: &'static str,
    /// A number of accounts, the lowest and the highest score of them.
    pub(crate) rest_between: fn(&str, &str, &str, PluralCategory) -> String,
    pub(crate) measures: [(&'static str, &'static str); MeasureKind::ALL.len()],
    pub(crate) cause_kinds: [(CauseKind, &'static str); 4],

    pub(crate) renewals: &'static str,

    pub(crate) load: &'static str,
    pub(crate) load_lead: &'static str,
    pub(crate) load_chart: &'static str,
    pub(crate) load_caption: &'static str,
    pub(crate) load_table_caption: &'static str,
    pub(crate) load_taken: &'static str,
    pub(crate) limit: With,
    pub(crate) part: &'static str,
    pub(crate) minutes_head: &'static str,
    pub(crate) share: &'static str,
    pub(crate) over_limit: With,
    pub(crate) room_left: With,
    pub(crate) efforts: [(EffortPart, &'static str); EffortPart::ALL.len()],

    /// Each figure and what it means.
    pub(crate) definitions: &'static [(&'static str, &'static str)],
}
