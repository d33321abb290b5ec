//! The languages of a page. Every text is a field of [`Words`], so a text that a language lacks does not compile.
//!
//! A further language is one file beside these with its `Words`, and its line in [`Language`].

mod english;
mod figures;
mod manager;
mod moved;
mod renewals;
mod restated;
mod telugu;

use icu_plurals::PluralCategory;

use figures::Figures;
use manager::Manager;
use moved::Moved;
use renewals::Renewals;
use restated::Restated;

/// The language a page is written in, with the way its readers write numbers and dates.
///
/// Names, notes and whatever else a host gives stay as they are.
///
/// ```
/// use tenure_report::Language;
///
/// assert_eq!(Language::from_code("te"), Some(Language::Telugu));
/// assert_eq!(Language::IndianEnglish.code(), "en-IN");
/// assert_eq!(Language::from_code("xx"), None);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Language {
    /// English as it is read internationally: `1,234,567.50`, `3 September 2026`.
    #[default]
    English,
    /// English with the grouping of India: `12,34,567.50`, lakh and crore.
    IndianEnglish,
    /// Telugu with the digits and grouping that its readers use: `12,34,567.50`, `3, సెప్టెంబర్ 2026`.
    Telugu,
}

impl Language {
    /// Every language, in the order of their codes.
    pub const ALL: &[Self] = &[Self::English, Self::IndianEnglish, Self::Telugu];

    /// Its code: `en`, `en-IN` or `te`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.words().code
    }

    /// The language of a code; `None` where there is none.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|language| language.code() == code)
    }

    pub(crate) const fn words(self) -> &'static Words {
        match self {
            Self::English => &english::INTERNATIONAL,
            Self::IndianEnglish => &english::INDIAN,
            Self::Telugu => &telugu::WORDS,
        }
    }
}

/// A text with one gap.
type With = fn(&str) -> String;
/// A text with two gaps.
type WithTwo = fn(&str, &str) -> String;
/// A text with three gaps.
type WithThree = fn(&str, &str, &str) -> String;
/// A number with what it counts, by the plural category of the number.
type Counted = fn(&str, PluralCategory) -> String;

/// All that pages say in one language. Texts are plain: whoever puts them into a page escapes them.
#[derive(Debug)]
pub(crate) struct Words {
    /// The code that hosts choose it by, also that of the page's language.
    pub(crate) code: &'static str,
    /// The locale whose numbers, dates and plurals are used.
    pub(crate) locale: &'static str,
    /// Short units of amounts on an axis, largest first, down to one.
    pub(crate) units: &'static [(u64, &'static str)],

    pub(crate) retention_report: &'static str,
    /// The day, the currency.
    pub(crate) as_of: WithTwo,
    /// The day.
    pub(crate) as_of_day: With,
    /// The day.
    pub(crate) month_not_over: With,
    pub(crate) nothing_to_show: &'static str,
    pub(crate) cut: &'static str,
    /// The first and the last period.
    pub(crate) range: WithTwo,
    pub(crate) accounts: Counted,

    pub(crate) headline_figures: &'static str,
    pub(crate) recurring_revenue: &'static str,
    /// The currency, the day or month.
    pub(crate) a_month: WithTwo,
    /// The month.
    pub(crate) end_of: With,
    pub(crate) no_month: &'static str,
    pub(crate) accounts_head: &'static str,
    pub(crate) gross_retention: &'static str,
    pub(crate) net_retention: &'static str,
    pub(crate) logo_retention: &'static str,
    /// The month.
    pub(crate) twelve_months_to: With,
    /// What was kept, and the months.
    pub(crate) kept_over: WithTwo,
    pub(crate) no_twelve_months: &'static str,
    /// A part, and the whole with what it counts.
    pub(crate) of_whole: WithTwo,

    pub(crate) what_moved: &'static str,
    /// The periods.
    pub(crate) what_moved_in: With,
    pub(crate) last_four_quarters: &'static str,
    pub(crate) four_quarters_in_sum: &'static str,
    pub(crate) quarters_in_sum: &'static str,
    /// The periods.
    pub(crate) in_sum_lead: With,
    pub(crate) quarter_by_quarter: &'static str,
    pub(crate) quarter_by_quarter_lead: &'static str,
    pub(crate) movements_by_quarter: &'static str,
    pub(crate) bridge_by_quarter: &'static str,
    pub(crate) month_by_month: &'static str,
    pub(crate) month_by_month_lead: &'static str,
    pub(crate) movements_by_month: &'static str,
    pub(crate) bridge_by_month: &'static str,
    /// What the chart shows.
    pub(crate) waterfall_chart: With,
    pub(crate) numbers_by_month: &'static str,
    pub(crate) numbers_by_cohort: &'static str,
    pub(crate) movement: &'static str,
    /// The currency.
    pub(crate) amount_in: With,
    pub(crate) quarter: &'static str,
    pub(crate) month: &'static str,
    pub(crate) opening: &'static str,
    pub(crate) closing: &'static str,
    pub(crate) movements: Movements,
    /// The lowest value of the axis.
    pub(crate) axis_begins_at: With,

    pub(crate) over_time: &'static str,
    pub(crate) trailing_twelve: &'static str,
    pub(crate) trailing_twelve_lead: &'static str,
    pub(crate) trailing_chart: &'static str,
    pub(crate) trailing_caption: &'static str,
    pub(crate) each_month: &'static str,
    pub(crate) each_month_lead: &'static str,
    pub(crate) each_month_chart: &'static str,
    pub(crate) each_month_caption: &'static str,
    pub(crate) gross: &'static str,
    pub(crate) net: &'static str,
    pub(crate) logo: &'static str,
    pub(crate) twelve_months_to_head: &'static str,
    pub(crate) kept_gross: &'static str,
    pub(crate) kept_net: &'static str,
    pub(crate) kept: &'static str,

    pub(crate) cohorts: &'static str,
    /// The number of cohorts, the number of months.
    pub(crate) cohorts_lead: WithTwo,
    pub(crate) revenue_kept: &'static str,
    pub(crate) revenue_kept_lead: &'static str,
    pub(crate) revenue_kept_chart: &'static str,
    pub(crate) revenue_kept_caption: &'static str,
    pub(crate) accounts_kept: &'static str,
    pub(crate) accounts_kept_lead: &'static str,
    pub(crate) accounts_kept_chart: &'static str,
    pub(crate) accounts_kept_caption: &'static str,
    pub(crate) began: &'static str,
    /// The month, the age in months.
    pub(crate) began_cell: WithTwo,
    pub(crate) months_since: &'static str,

    pub(crate) survival: &'static str,
    pub(crate) survival_lead: &'static str,
    pub(crate) still_there: &'static str,
    /// The day by which half have left.
    pub(crate) half_left: Counted,
    pub(crate) half_not_left: &'static str,
    pub(crate) survival_chart: &'static str,
    pub(crate) survival_caption: &'static str,
    pub(crate) days_since_began: &'static str,
    pub(crate) days: &'static str,
    pub(crate) at_risk: &'static str,
    pub(crate) stays_longer: &'static str,
    pub(crate) limits: &'static str,
    pub(crate) numbers_by_day: &'static str,
    pub(crate) group: &'static str,
    pub(crate) left: &'static str,
    pub(crate) median_days: &'static str,
    pub(crate) mean_days_within: With,
    pub(crate) survival_by_group: &'static str,

    pub(crate) slices: &'static str,
    pub(crate) slices_lead: &'static str,
    /// The month.
    pub(crate) slices_caption: With,
    pub(crate) slice: &'static str,
    /// The month, at the head of a column.
    pub(crate) end_of_head: With,
    pub(crate) twelve_months_before: &'static str,
    pub(crate) more_slices: Counted,
    pub(crate) all_accounts: &'static str,
    /// The slice of what belongs to none.
    pub(crate) unassigned: &'static str,

    pub(crate) figures: Figures,
    pub(crate) moved: Moved,
    pub(crate) renewals: Renewals,
    pub(crate) restated: Restated,
    pub(crate) manager: Manager,

    pub(crate) definitions: &'static str,
    /// Each figure and what it means.
    pub(crate) definition_list: &'static [(&'static str, &'static str)],
    pub(crate) convention: &'static str,
    pub(crate) convention_holds: &'static str,
}

/// The names of what moves recurring revenue.
#[derive(Debug)]
pub(crate) struct Movements {
    pub(crate) new: &'static str,
    pub(crate) reactivation: &'static str,
    pub(crate) expansion: &'static str,
    pub(crate) contraction: &'static str,
    pub(crate) churn: &'static str,
    pub(crate) fx: &'static str,
}

#[cfg(test)]
mod tests {
    use tenure::Role;
    use tenure::agenda::ActionKind;
    use tenure::focus::Signal;
    use tenure::health::MeasureKind;
    use tenure::retention::{Column, Rate};
    use tenure::staffing::EffortPart;

    use super::*;

    /// Lists are as long as the core's by their types; that each name stands at its own kind is tested here.
    #[test]
    fn every_kind_has_a_name_of_its_own() {
        for language in Language::ALL {
            let words = language.words();
            let (figures, manager) = (&words.figures, &words.manager);
            assert_eq!(figures.columns.map(|(kind, _)| kind), Column::ALL);
            assert_eq!(figures.rates.map(|(kind, _)| kind), Rate::ALL);
            assert_eq!(manager.roles.map(|(kind, _)| kind), Role::ALL);
            assert_eq!(manager.actions.map(|(kind, _)| kind), ActionKind::ALL);
            assert_eq!(manager.signals.map(|(kind, _)| kind), Signal::ALL);
            assert_eq!(manager.efforts.map(|(kind, _)| kind), EffortPart::ALL);
            let measures = MeasureKind::ALL;
            assert_eq!(
                manager.measures.map(|(kind, _)| kind),
                measures.each_ref().map(MeasureKind::name)
            );
            assert_eq!(words.restated.facts.map(|(kind, _)| kind), restated::FACTS);
        }
    }

    #[test]
    fn telugu_is_written_in_telugu() {
        let words = Language::Telugu.words();
        let telugu = |text: &str| text.chars().any(|c| ('\u{c00}'..='\u{c7f}').contains(&c));
        let manager = &words.manager;
        let names = manager.roles.map(|(_, name)| name).into_iter();
        let names = names.chain(manager.actions.map(|(_, name)| name));
        let names = names.chain(manager.signals.map(|(_, name)| name));
        let names = names.chain(manager.efforts.map(|(_, name)| name));
        let names = names.chain(manager.measures.map(|(_, name)| name));
        let names = names.chain(words.restated.facts.map(|(_, name)| name));
        for name in names.chain(words.figures.columns.map(|(_, name)| name)) {
            assert!(telugu(name), "{name}");
        }
    }
}
