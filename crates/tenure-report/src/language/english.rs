//! English, for readers of two groupings of digits.

use icu_plurals::PluralCategory;
use tenure::retention::{CohortMeasure, Column, Rate};

use super::{Figures, Moved, Movements, Renewals, Words};

pub(super) const INDIAN: Words = Words {
    code: "en-IN",
    locale: "en-IN",
    units: &[(10_000_000, " Cr"), (100_000, " L"), (1_000, "k"), (1, "")],
    ..INTERNATIONAL
};

pub(super) const INTERNATIONAL: Words = Words {
    code: "en",
    locale: "en-001",
    units: &[
        (1_000_000_000, "bn"),
        (1_000_000, "M"),
        (1_000, "k"),
        (1, ""),
    ],

    retention_report: "Retention report",
    as_of: |day, currency| format!("As of {day} · amounts in {currency}, recurring per month"),
    as_of_day: |day| format!("As of {day}"),
    month_not_over: |day| format!("The last month is not over: its figures run to {day}"),
    nothing_to_show: "Nothing to show: there are no figures for this part.",
    cut: "… (cut)",
    range: |first, last| format!("{first} to {last}"),
    accounts: |number, category| match category {
        PluralCategory::One => format!("{number} account"),
        _ => format!("{number} accounts"),
    },

    headline_figures: "Headline figures",
    recurring_revenue: "Recurring revenue",
    a_month: |currency, when| format!("{currency} a month, {when}"),
    end_of: |month| format!("end of {month}"),
    no_month: "no month to show",
    accounts_head: "Accounts",
    gross_retention: "Gross revenue retention",
    net_retention: "Net revenue retention",
    logo_retention: "Logo retention",
    twelve_months_to: |month| format!("12 months to {month}"),
    kept_over: |kept, months| format!("{kept}, {months}"),
    no_twelve_months: "no twelve months to show",
    of_whole: |part, whole| format!("{part} of {whole}"),

    what_moved: "What moved recurring revenue",
    what_moved_in: |periods| format!("What moved recurring revenue, {periods}"),
    last_four_quarters: "the last four quarters",
    four_quarters_in_sum: "Last four quarters, in sum",
    quarters_in_sum: "The quarters so far, in sum",
    in_sum_lead: |periods| {
        format!(
            "From opening to closing, {periods}. Movements of the quarters added up; an account that moved in two of them counts in both."
        )
    },
    quarter_by_quarter: "Quarter by quarter",
    quarter_by_quarter_lead: "Gains first, then losses, then the closing, which is the next quarter's opening.",
    movements_by_quarter: "movements by quarter",
    bridge_by_quarter: "Bridge by quarter; the smaller number is accounts",
    month_by_month: "Month by month",
    month_by_month_lead: "The last twelve months: gains, then losses, each month from where the month before ended.",
    movements_by_month: "movements by month",
    bridge_by_month: "Bridge by month; the smaller number is accounts",
    waterfall_chart: |what| format!("Waterfall chart: {what}"),
    numbers_by_month: "The numbers, month by month",
    numbers_by_cohort: "The numbers, cohort by cohort",
    movement: "Movement",
    amount_in: |currency| format!("Amount, {currency}"),
    quarter: "Quarter",
    month: "Month",
    opening: "Opening",
    closing: "Closing",
    movements: Movements {
        new: "New",
        reactivation: "Reactivation",
        expansion: "Expansion",
        contraction: "Contraction",
        churn: "Churn",
        fx: "Exchange rates",
    },
    axis_begins_at: |value| {
        format!(
            "The axis begins at {value}, not at zero: bars marked with a break are longer than drawn."
        )
    },

    over_time: "Retention over time",
    trailing_twelve: "Trailing twelve months",
    trailing_twelve_lead: "What was kept of the book of twelve months before, point to point. A gap means there was no book yet.",
    trailing_chart: "Line chart: trailing twelve-month retention, gross, net and logo",
    trailing_caption: "Trailing twelve-month retention",
    each_month: "Each month by itself",
    each_month_lead: "What each month kept of its own opening.",
    each_month_chart: "Line chart: monthly retention, gross, net and logo",
    each_month_caption: "Monthly retention",
    gross: "Gross",
    net: "Net",
    logo: "Logo",
    twelve_months_to_head: "12 months to",
    kept_gross: "Kept, gross",
    kept_net: "Kept, net",
    kept: "Kept",

    cohorts: "Cohorts",
    cohorts_lead: |cohorts, months| {
        format!(
            "Accounts by the month in which they began, in per cent of that month: the last {cohorts} cohorts with accounts, up to {months} \
             months on. Darker is more kept; green is above 100. Months that are not over have no cell."
        )
    },
    revenue_kept: "Revenue kept",
    revenue_kept_lead: "Recurring revenue of the cohort over that of its first month, expansion included.",
    revenue_kept_chart: "Heat map: revenue retention by cohort and months since it began",
    revenue_kept_caption: "Revenue retention by cohort and months since",
    accounts_kept: "Accounts kept",
    accounts_kept_lead: "Accounts of the cohort above zero in the month; one that left and came back is active again.",
    accounts_kept_chart: "Heat map: logo retention by cohort and months since it began",
    accounts_kept_caption: "Logo retention by cohort and months since",
    began: "Began",
    began_cell: |month, age| format!("Began {month}, month {age}"),
    months_since: "Months since",

    survival: "How long accounts stay",
    survival_lead: "From the first day an account paid to the first day it paid nothing; accounts still there count for as long as they \
                    have been seen (Kaplan-Meier).",
    still_there: "Still there after so many days",
    half_left: |number, category| match category {
        PluralCategory::One => {
            format!("Half have left by day {number}. The shaded band is the 95% interval.")
        }
        _ => format!("Half have left after {number} days. The shaded band is the 95% interval."),
    },
    half_not_left: "Fewer than half have left in the time observed. The shaded band is the 95% interval.",
    survival_chart: "Step chart: share of accounts still there, by days since they began",
    survival_caption: "Share of accounts that stays longer",
    days_since_began: "days since the account began",
    days: "Days",
    at_risk: "Accounts observed",
    stays_longer: "Stays longer",
    limits: "95% interval",
    numbers_by_day: "The numbers, by days",
    group: "Group",
    left: "Left",
    median_days: "Days until half have left",
    mean_days_within: |horizon| format!("Mean days, of the first {horizon}"),
    survival_by_group: "How long accounts stay, by group",

    slices: "Slices",
    slices_lead: "The last four quarters of every part of the book, side by side: retention of its own accounts, point to point.",
    slices_caption: |month| format!("Slices over the twelve months to {month}"),
    slice: "Slice",
    end_of_head: |month| format!("End of {month}"),
    twelve_months_before: "12 months before",
    more_slices: |number, category| match category {
        PluralCategory::One => format!("{number} more slice"),
        _ => format!("{number} more slices"),
    },
    all_accounts: "All accounts",
    unassigned: "Nobody's",

    figures: Figures {
        columns: [
            (Column::Opening, "Opening"),
            (Column::New, "New"),
            (Column::Reactivation, "Reactivation"),
            (Column::Unknown, "Unknown origin"),
            (Column::Expansion, "Expansion"),
            (Column::Contraction, "Contraction"),
            (Column::Churn, "Churn"),
            (Column::Fx, "Exchange rates"),
            (Column::TransfersIn, "Taken over"),
            (Column::TransfersOut, "Handed over"),
            (Column::Closing, "Closing"),
            (Column::Base, "Base of retention"),
        ],
        rates: [
            (Rate::GrossRevenueRetention, "Gross revenue retention"),
            (Rate::NetRevenueRetention, "Net revenue retention"),
            (Rate::GrossRevenueChurn, "Gross revenue churn"),
            (Rate::NetRevenueChurn, "Net revenue churn"),
            (Rate::LogoRetention, "Logo retention"),
            (Rate::LogoChurn, "Logo churn"),
            (Rate::QuickRatio, "Quick ratio"),
            (Rate::RevenuePerAccount, "Revenue per account"),
        ],
        cohort_measures: [
            (CohortMeasure::Accounts, "accounts"),
            (CohortMeasure::Revenue, "revenue"),
            (CohortMeasure::LogoRetention, "logo retention"),
            (CohortMeasure::RevenueRetention, "revenue retention"),
        ],
        cohort_measure: "a measure",
        accounts_of: |column| format!("{column}, accounts"),
        over_periods: |rate, periods| format!("{rate} over {periods} periods"),
        of_cohort: |measure, age| format!("Cohort, {measure} at age {age}"),
        points: |change| format!("{change} percentage points"),
    },
    moved: Moved {
        heading: "Which accounts moved it",
        lead: "Account by account, by the same definitions. The parts of a figure add up to it, exactly; where they are rounded, they are \
               rounded so that they still do.",
        figure_of: |figure, period| format!("{figure}, {period}"),
        made_of: |total, accounts| format!("{total} in all, from {accounts}. The largest first."),
        from_to: |from, to, change| format!("From {from} to {to}: {change}. What each account did to it, the largest first."),
        not_comparable: "One of the two is over nothing, so there is no difference.",
        against: |to, from| format!("{to} against {from}"),
        known_against: |to, from| format!("{to} against {from}"),
        known_now: "as known now",
        known_at: |instant| format!("as known on {instant}"),
        known_through: |record| format!("as known with record {record}"),
        definition: |field, from, to| format!("{field}: {from} → {to}"),
        slice_against: |to, from| format!("{to} against {from}"),
        account: "Account",
        before: "Before",
        after: "After",
        part: "Part",
        share: "Share",
        above_line: "Above the line",
        below_line: "Below the line",
        rest: |number, category| match category {
            PluralCategory::One => format!("{number} more account"),
            _ => format!("{number} more accounts"),
        },
        together: "Together",
        chart: |what| format!("Bar chart by account: {what}"),
        by_account: |what| format!("{what}, account by account"),
        description: |account, part| format!("The largest part is that of {account}: {part}."),
        numbers: "The numbers, account by account",
    },

    renewals: Renewals {
        page: "Renewals",
        heading: "What comes up for renewal",
        within: |days, _| format!("Within {days} days"),
        items: |number, category| match category {
            PluralCategory::One => format!("{number} renewal"),
            _ => format!("{number} renewals"),
        },
        up_for: |items, share| format!("{items}, {share} of the book"),
        nothing: "nothing comes up",
        by_month: "Month by month",
        by_month_lead: "The recurring amount a month that comes up in each month, by how it goes on.",
        figure_in: |title, currency| format!("{title}, in {currency}"),
        by_month_chart: |currency| format!("Stacked bar chart: recurring amount up for renewal by month, in {currency}"),
        by_month_description: |month, amount| format!("Most comes up in {month}: {amount}."),
        numbers_by_month: "The numbers, month by month",
        numbers_by_month_caption: |currency| format!("Up for renewal by month, in {currency}"),
        totals_caption: "Up for renewal; each line includes those before it",
        within_days: "Within days",
        count: "Renewals",
        base: "Up for renewal",
        whole: "Whole book",
        share: "Share of the book",
        goes_on: "Goes on by itself",
        ends: "Ends unless renewed",
        cancelled: "Cancelled",
        without_amount: |number, category| match category {
            PluralCategory::One => format!("{number} of them has no amount in one currency, and is in no bar and no sum."),
            _ => format!("{number} of them have no amount in one currency, and are in no bar and no sum."),
        },
        list: "One by one",
        list_lead: "By day. Notice is the last day on which it can be stopped from going on.",
        list_caption: "Renewals by day",
        on: "On",
        in_days: |days, category| match category {
            PluralCategory::One => format!("in {days} day"),
            _ => format!("in {days} days"),
        },
        what: "What",
        contract: |id| format!("Contract {id}"),
        subscription: |id| format!("Subscription {id}"),
        manager: "Manager",
        nobody: "nobody",
        notice_by: "Notice by",
        notice_over: "over",
        monthly: "A month",
        how: "How it goes on",
        later: |number, category| match category {
            PluralCategory::One => format!("{number} more, later"),
            _ => format!("{number} more, later"),
        },
        by_manager: "By manager",
        by_manager_lead: "Whose accounts come up, the largest amount first. What is cancelled is not counted.",
        by_manager_caption: "Up for renewal by manager",
        more_managers: |number, category| match category {
            PluralCategory::One => format!("{number} more manager"),
            _ => format!("{number} more managers"),
        },
        all: "All",
        definitions: &[
            (
                "Up for renewal",
                "The recurring amount a month of contracts whose term ends, and of subscriptions whose end is known, after the day of the \
                 page. What is cancelled by then is no longer up for renewal: it is listed, and in no sum.",
            ),
            ("Whole book", "The recurring amount a month of all accounts on the day of the page, in that currency."),
            ("Goes on by itself", "A contract that renews unless notice is given in time."),
            ("Ends unless renewed", "A term or subscription that ends unless somebody renews it."),
        ],
    },

    definitions: "What the figures mean",
    definition_list: &[
        (
            "Recurring revenue",
            "The recurring amount per month in force on the last day of the period. Opening is the closing of the period before.",
        ),
        (
            "New",
            "Closing amount of accounts that were never above zero before.",
        ),
        (
            "Reactivation",
            "Closing amount of accounts that were above zero earlier, but not at the opening.",
        ),
        (
            "Expansion, contraction",
            "Increase and decrease of accounts above zero at both opening and closing.",
        ),
        (
            "Churn",
            "Opening amount of accounts that are at zero at the closing.",
        ),
        (
            "Gross revenue retention",
            "Of the opening amount, what is still there at the closing, each account counted up to its opening amount. Never above \
             100%.",
        ),
        (
            "Net revenue retention",
            "Closing amount of the accounts that opened the period, over their opening amount: with expansion, without new accounts.",
        ),
        (
            "Logo retention",
            "Of the accounts that opened the period, the share still above zero at its closing.",
        ),
        (
            "Trailing twelve months",
            "The end of a month against the end of the month twelve months before: point to point, not a product of monthly rates.",
        ),
        (
            "Cohort",
            "The accounts whose first month-end above zero was the same.",
        ),
        (
            "–",
            "Not defined: there was nothing to keep. It is not zero.",
        ),
    ],
    convention: "Convention",
    convention_holds: "Where the convention differs from a definition above, the convention holds. Rates on this page are rounded to one \
                       decimal, half to even; amounts are exact.",
};
