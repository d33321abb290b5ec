//! English, for readers of two groupings of digits.

use icu_plurals::PluralCategory;
use tenure::Role;
use tenure::agenda::ActionKind;
use tenure::focus::Signal;
use tenure::health::CauseKind;
use tenure::retention::{CohortMeasure, Column, Rate};
use tenure::staffing::EffortPart;

use super::{Figures, Manager, Moved, Movements, Renewals, Restated, Words};

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
        from_to: |from, to, change| {
            format!(
                "From {from} to {to}: {change}. What each account did to it, the largest first."
            )
        },
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
        by_month_chart: |currency| {
            format!("Stacked bar chart: recurring amount up for renewal by month, in {currency}")
        },
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
            PluralCategory::One => format!(
                "{number} of them has no amount in one currency, and is in no bar and no sum."
            ),
            _ => format!(
                "{number} of them have no amount in one currency, and are in no bar and no sum."
            ),
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
            (
                "Whole book",
                "The recurring amount a month of all accounts on the day of the page, in that currency.",
            ),
            (
                "Goes on by itself",
                "A contract that renews unless notice is given in time.",
            ),
            (
                "Ends unless renewed",
                "A term or subscription that ends unless somebody renews it.",
            ),
        ],
    },
    manager: Manager {
        page: "A manager's book",
        roles: [
            (Role::Sales, "Sales"),
            (Role::Support, "Support"),
            (Role::Technical, "Technical advice"),
            (Role::FinancialAdvisory, "Financial advice"),
            (Role::Relationship, "Relationship"),
        ],

        accounts_held: "Accounts",
        a_month: "recurring a month",
        time_taken: "Time taken",
        minutes_of: |taken, available| format!("{taken} of {available} minutes"),
        to_do: "To do",
        minutes: |number, category| match category {
            PluralCategory::One => format!("{number} minute"),
            _ => format!("{number} minutes"),
        },
        health: "Health",
        by_band: "accounts by band",
        no_load: "no load given",

        agenda: "What to do",
        agenda_lead: "The order is that of points: for what it is, how due it is, how much is at stake, and how little healthy the account is.",
        time: "The time there is",
        time_lead: |wanted, available, rest| {
            format!("{wanted} to do, {available} there are; {rest} do not fit.")
        },
        no_time_agreed: |wanted| {
            format!("{wanted} to do. No time was ever agreed, so nothing is said to fit or not.")
        },
        time_chart: "Bar chart: the minutes of what fits and of what does not, against the time there is",
        wanted: "To do",
        fits: "Fits",
        does_not_fit: "Does not fit",
        available: |minutes| format!("{minutes} there are"),
        in_time: "In the time there is",
        out_of_time: "What does not fit",
        out_of_time_lead: "Somebody has to decide: do it later, hand it on, or let it be.",
        ranked: "In order",
        nothing_to_do: "Nothing to do.",
        more_actions: |number, minutes, category| match category {
            PluralCategory::One => format!("and {number} more, {minutes}"),
            _ => format!("and {number} more, {minutes} together"),
        },
        actions: [
            (ActionKind::MeetServiceLevel, "Meet the service level"),
            (ActionKind::WorkCase, "Work on the case"),
            (ActionKind::Save, "Save the account"),
            (ActionKind::KeepCommitment, "Keep the promise"),
            (ActionKind::PlayStep, "Take the next step of the play"),
            (ActionKind::FindSponsor, "Find a sponsor"),
            (ActionKind::PrepareRenewal, "Prepare the renewal"),
            (ActionKind::RenewQualification, "Renew the qualification"),
            (ActionKind::FollowUp, "Follow up"),
            (ActionKind::CollectPayment, "Collect the payment"),
            (ActionKind::Onboard, "Onboard the customer"),
            (ActionKind::Advise, "Talk about finances"),
            (ActionKind::ReferAdvice, "Refer to a qualified adviser"),
            (ActionKind::HoldFitReview, "Review whether it fits"),
            (
                ActionKind::TalkBeforeDiscountEnds,
                "Talk before the discount ends",
            ),
            (ActionKind::BreakSilence, "Get in touch"),
            (ActionKind::HoldBusinessReview, "Hold a business review"),
            (ActionKind::Upsell, "Offer more"),
        ],
        due_today: "due today",
        due: |day, distance| format!("due {day}, {distance}"),
        overdue: |days, category| match category {
            PluralCategory::One => format!("{days} day overdue"),
            _ => format!("{days} days overdue"),
        },
        ahead: |days, category| match category {
            PluralCategory::One => format!("in {days} day"),
            _ => format!("in {days} days"),
        },
        at_stake: |amount| format!("{amount} a month at stake"),
        points: |number, category| match category {
            PluralCategory::One => format!("{number} point"),
            _ => format!("{number} points"),
        },
        for_kind: "what it is",
        for_due: "how due it is",
        for_value: "what is at stake",
        for_risk: "health",
        points_chart: "Stacked bar chart: the points of the first actions and what they are made of",
        points_description: |action, points| format!("First comes {action}, with {points}."),
        points_lead: "What puts them first.",
        points_caption: "Points of the first actions",
        action: "Action",
        numbers_by_action: "The numbers, action by action",
        records: |numbers, category| match category {
            PluralCategory::One => format!("record {numbers}"),
            _ => format!("records {numbers}"),
        },
        own: "the manager's own",
        case: |id| format!("case {id}"),
        commitment: |id| format!("promise {id}"),
        request: |id| format!("request {id}"),
        opportunity: |id| format!("opportunity {id}"),
        discount: |id| format!("discount {id}"),
        fit_review: |id| format!("after review {id}"),
        play_step: |step, play| format!("{step}, play {play}"),
        qualification: |name| format!("qualification {name}"),

        focus: "Which role to wear",
        focus_lead: "What each account asks for now, as shares of the time for it. Every reason shifts the base mix, and base and reasons add \
                     up to the mix.",
        mixes: "Mixes of roles",
        mixes_lead: "The accounts that pay most first.",
        mixes_chart: "Stacked bar chart: shares of roles by account",
        mixes_description: |account, role| format!("{account} asks most for {role}."),
        mixes_caption: "Shares of roles by account, with the strongest reasons",
        why: "Why",
        base_mix: "Base mix",
        mix: "Mix",
        numbers_by_reason: "The numbers, reason by reason",
        reasons_caption: "Base mix and reasons in percentage points; they add up to the mix",
        strength: "Strength",
        no_reason: "no sign: the base mix",
        referred: |share| format!("{share} of financial advice goes to somebody qualified"),
        mean_of_rest: |number, category| match category {
            PluralCategory::One => format!("{number} more account"),
            _ => format!("{number} more accounts, their mean"),
        },
        signals: [
            (Signal::Onboarding, "Onboarding"),
            (Signal::Dissatisfied, "Not satisfied"),
            (Signal::SatisfactionFalling, "Satisfaction falls"),
            (Signal::SupportCase, "Support case"),
            (Signal::TechnicalCase, "Technical case"),
            (Signal::RelationshipCase, "Relationship case"),
            (Signal::Unclear, "Unclear what is bought"),
            (Signal::Unsuitable, "Does not suit"),
            (Signal::FitReviewDue, "Fit review due"),
            (Signal::UsageFalling, "Use falls"),
            (Signal::Silent, "Silence"),
            (Signal::BrokenCommitments, "Broken promises"),
            (Signal::RenewalNear, "Renewal near"),
            (Signal::DiscountEnding, "Discount ends"),
            (Signal::PastDue, "Past due"),
            (Signal::SponsorLost, "Sponsor lost"),
            (Signal::AtRisk, "At risk"),
            (Signal::Leaving, "Leaving"),
            (Signal::Shrinking, "Shrinking"),
            (Signal::SalesNeed, "Needs more"),
            (Signal::Opportunity, "Opportunity"),
            (Signal::FinancialNeed, "Needs financial advice"),
            (Signal::AdviceReviewDue, "Talk about finances due"),
        ],

        health_lead: "A score of 0 to 100, and why it is another one than before. The causes add up to the change, exactly; they are rounded \
                      so that they still do.",
        scores: "Scores",
        scores_lead: "The least healthy first. The line across a bar is the score before.",
        scores_chart: "Bar chart: health by account, with the score before",
        scores_description: |account, score| format!("Lowest is {account}, with {score}."),
        numbers_by_cause: "The numbers, cause by cause",
        scores_caption: "Health by account, with the causes of its change",
        score: "Score",
        band: "Band",
        before: "Before",
        change: "Change",
        causes: "Why",
        no_cause: "nothing changed",
        too_little_known: "too little known",
        rest_between: |number, low, high, category| match category {
            PluralCategory::One => format!("{number} more account, with {low}"),
            _ => format!("{number} more accounts, from {low} to {high}"),
        },
        measures: [
            ("satisfaction", "Satisfaction"),
            ("satisfaction_trend", "Trend of satisfaction"),
            ("usage", "Use"),
            ("cases", "Open cases"),
            ("service_level", "Service level"),
            ("fit", "Fit"),
            ("contact", "Contact"),
            ("commitments", "Promises"),
            ("sponsor", "Sponsor"),
            ("payment", "Payment"),
            ("growth", "Growth"),
            ("manager_rating", "The manager's rating"),
        ],
        cause_kinds: [
            (CauseKind::Moved, "changed"),
            (CauseKind::Appeared, "is known now"),
            (CauseKind::Lapsed, "is no longer known"),
            (CauseKind::Reweighted, "weighs differently"),
        ],

        renewals: "Renewals",

        load: "Load",
        load_lead: "The minutes that the accounts take, by what takes them, against the time there is for customers.",
        load_chart: "Stacked bar chart: minutes taken by what takes them, against the limit and the time there is",
        load_caption: "Minutes taken by what takes them",
        load_table_caption: "Minutes by part",
        load_taken: "Taken",
        limit: |minutes| format!("full at {minutes}"),
        part: "Part",
        minutes_head: "Minutes",
        share: "Share",
        over_limit: |minutes| format!("{minutes} more than may be taken."),
        room_left: |minutes| format!("Room for {minutes} more."),
        efforts: [
            (EffortPart::Segment, "Segment"),
            (EffortPart::Contract, "Contracts"),
            (EffortPart::Value, "Value"),
            (EffortPart::Cadence, "Contacts that are due"),
            (EffortPart::Stage, "Stage"),
            (EffortPart::OpenWork, "Open work"),
            (EffortPart::Situation, "Situation"),
        ],

        definitions: &[
            (
                "Points",
                "Those of the kind of action, and besides for how due it is, for its monthly value against the largest of the agenda, and for \
                 what the account's health lacks to 100. Most points first.",
            ),
            (
                "Fits",
                "Actions are taken in order as long as they fit the minutes that the manager has for customers; a shorter one further down may \
                 still fit. What does not is listed, never dropped.",
            ),
            (
                "Mix",
                "The votes of all signs and of the base mix, averaged. A sign's effects on the roles add up to nothing.",
            ),
            (
                "Health",
                "The weighted mean of the measures that have a number. A cause is a measure that changed, became known, is no longer known, or \
                 weighs differently because another did.",
            ),
            (
                "Records",
                "The numbers of the records in the journal from which it is known.",
            ),
            ("–", "Not known. It is not zero."),
        ],
    },
    restated: Restated {
        page: "Restatement",
        as_of: |known, currency| {
            format!("Figures {known} · amounts in {currency}, recurring per month")
        },
        nothing_changed: "Nothing changed: every figure is as it was reported.",
        reported: "As reported",
        known_now: "As known now",
        difference: "Difference",
        records_card: "Records",
        records_basis: "that changed a figure",
        accounts_basis: "with another figure",
        description: |what, size| format!("The largest is {what}: {size}."),

        figures: "What was reported, and what is known now",
        figures_lead: "Both from the same records: once as far as they were known then, once as far as they are known now.",
        closings: "Closing of each period",
        closings_lead: "By how much it is another one than reported.",
        closings_chart: "Bar chart: difference of the closing by period",
        closings_caption: "Reported and known now, period by period",
        numbers_by_period: "The numbers, period by period",
        columns: "What made the last closing another one",
        columns_lead: "Over all periods, from the first opening to the last closing. The parts add up to the difference, exactly.",
        columns_chart: "Bar chart: difference of the last closing by movement",
        columns_caption: "Difference of the last closing by movement",
        numbers_by_column: "The numbers, movement by movement",
        period: "Period",
        column: "Figure",

        records: "Which records moved it",
        records_lead: "Each record that came to light in between, with what it did by itself: the difference between just before and just \
                       after it.",
        records_title: "Effect on the last closing",
        records_title_lead: "The largest first. What moved only earlier periods has no bar, and stands in the table.",
        records_chart: "Bar chart: effect of records on the last closing",
        records_caption: "Records in the order in which they were recorded",
        record_named: |number, what| format!("{number}: {what}"),
        more_records: |number, category| match category {
            PluralCategory::One => format!("{number} more record"),
            _ => format!("{number} more records"),
        },
        record: "Record",
        what: "What happened",
        effective: "Effective",
        recorded: "Recorded",
        request: "Request",
        corrects: "Puts right",
        figures_moved: "Figures moved",
        on_closing: "On the last closing",
        facts: [
            ("account_classified", "account classified"),
            ("account_left_vacant", "account left vacant"),
            ("account_made_independent", "account made independent"),
            ("account_merged", "account merged"),
            ("account_opened", "account opened"),
            ("account_placed_under", "account placed under another"),
            ("cancellation_retracted", "cancellation taken back"),
            ("contract_cancelled", "contract cancelled"),
            ("contract_paused", "contract paused"),
            ("contract_renewed", "contract renewed"),
            ("contract_resumed", "contract resumed"),
            ("contract_signed", "contract signed"),
            ("discount_ended", "discount ended"),
            ("discount_granted", "discount granted"),
            ("escalator_agreed", "escalator agreed"),
            ("handover_completed", "handover completed"),
            ("line_agreed", "line agreed"),
            ("line_removed", "line removed"),
            ("manager_assigned", "manager assigned"),
            ("manager_left", "manager left"),
            ("merge_undone", "merge undone"),
            ("plan_swapped", "plan swapped"),
            ("record_withdrawn", "record withdrawn"),
            ("subscription_ended", "subscription ended"),
            ("subscription_repriced", "subscription repriced"),
            ("subscription_started", "subscription started"),
        ],

        accounts: "Which accounts it concerns",
        accounts_lead: "Every figure of an account that is another one, the largest difference first, with the records that made it so.",
        accounts_caption: "Figures of accounts that are others than reported",
        more_changes: |number, category| match category {
            PluralCategory::One => format!("{number} more figure, with a smaller difference"),
            _ => format!("{number} more figures, with smaller differences"),
        },

        slices_lead: "The last closing of every part of the book that is another one than reported; also where the whole is the same.",
        slices_caption: "Last closing by slice",

        definitions: &[
            (
                "As reported",
                "The figures as known at the earlier state of knowledge. They never change, whatever is recorded later.",
            ),
            (
                "As known now",
                "The same figures by everything recorded until the later one.",
            ),
            (
                "Effect of a record",
                "Each record is taken in by itself, in the order of recording. A correction withdraws one record and adds another, so it shows as \
                 two effects that may cancel out in part.",
            ),
            ("Puts right", "The record that this one corrects."),
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
