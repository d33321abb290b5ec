//! Small rows with every kind of value in them, present and absent.

use chrono::NaiveDate;
use tenure::{Currency, Money, Ratio};
use tenure_tables::{ALL, BridgeRow, CohortRow, SurvivalCurveRow, SurvivalSummaryRow, TrailingRow};

pub(crate) fn day(year: i32, month: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, 1).unwrap()
}

pub(crate) fn usd(minor: i128) -> Money {
    Money::from_minor(minor, Currency::USD).unwrap()
}

/// The whole and one slice over two periods; the first opens with nothing.
pub(crate) fn bridge() -> Vec<BridgeRow<'static>> {
    let first = BridgeRow {
        slice: ALL,
        period: day(2026, 1),
        currency: Currency::USD,
        opening: usd(0),
        new: usd(93_100),
        reactivation: usd(0),
        expansion: usd(0),
        contraction: usd(0),
        churn: usd(0),
        fx: usd(0),
        closing: usd(93_100),
        opening_accounts: 0,
        new_accounts: 3,
        reactivated_accounts: 0,
        expanded_accounts: 0,
        contracted_accounts: 0,
        churned_accounts: 0,
        closing_accounts: 3,
        gross_revenue_retention: None,
        net_revenue_retention: None,
        logo_retention: None,
    };
    let second = BridgeRow {
        period: day(2026, 4),
        opening: usd(93_100),
        new: usd(5_000),
        reactivation: usd(1),
        expansion: usd(20_000),
        contraction: usd(3_050),
        churn: usd(31_000),
        fx: usd(-1_234),
        closing: usd(82_817),
        opening_accounts: 3,
        new_accounts: 1,
        reactivated_accounts: 1,
        expanded_accounts: 1,
        contracted_accounts: 1,
        churned_accounts: 1,
        closing_accounts: 4,
        gross_revenue_retention: Ratio::of(59_050, 93_100),
        net_revenue_retention: Ratio::of(79_050, 93_100),
        logo_retention: Ratio::of(2, 3),
        ..first
    };
    let slice = BridgeRow {
        slice: "Retail, \"north\"",
        ..second
    };
    vec![first, second, slice]
}

pub(crate) fn trailing() -> Vec<TrailingRow<'static>> {
    let first = TrailingRow {
        slice: ALL,
        month: day(2026, 1),
        currency: Currency::USD,
        opening: usd(0),
        gross_retained: usd(0),
        net_retained: usd(0),
        opening_accounts: 0,
        retained_accounts: 0,
        gross_revenue_retention: None,
        net_revenue_retention: None,
        logo_retention: None,
    };
    let second = TrailingRow {
        month: day(2026, 2),
        opening: usd(30_000),
        gross_retained: usd(10_000),
        net_retained: usd(60_000),
        opening_accounts: 7,
        retained_accounts: 7,
        gross_revenue_retention: Ratio::of(10_000, 30_000),
        net_revenue_retention: Ratio::of(60_000, 30_000),
        logo_retention: Ratio::of(7, 7),
        ..first
    };
    vec![
        first,
        second,
        TrailingRow {
            slice: "స్థూల",
            ..second
        },
    ]
}

pub(crate) fn cohorts() -> Vec<CohortRow<'static>> {
    let first = CohortRow {
        slice: ALL,
        cohort_month: day(2025, 12),
        age_months: 0,
        active_accounts: 3,
        revenue: usd(93_100),
        logo_retention: Ratio::of(3, 3),
        revenue_retention: Ratio::of(93_100, 93_100),
    };
    vec![
        first,
        CohortRow {
            age_months: 1,
            active_accounts: 2,
            revenue: usd(120_005),
            logo_retention: Ratio::of(2, 3),
            revenue_retention: Ratio::of(120_005, 93_100),
            ..first
        },
        CohortRow {
            slice: "=1+1\nnext line",
            active_accounts: 0,
            revenue: usd(0),
            logo_retention: None,
            revenue_retention: None,
            ..first
        },
    ]
}

pub(crate) fn survival_curves() -> Vec<SurvivalCurveRow<'static>> {
    let first = SurvivalCurveRow {
        group: "Month-to-month",
        time: 0.5,
        at_risk: 3_875,
        events: 0,
        censored: 1,
        survival: 1.0,
        std_error: Some(0.0),
        ci_lower: None,
        ci_upper: None,
        nelson_aalen: 0.0,
    };
    vec![
        first,
        SurvivalCurveRow {
            time: 12.0,
            at_risk: 3_874,
            events: 1,
            censored: 0,
            survival: 0.999_741_868_869_385_6,
            std_error: Some(2.580_978_1e-6),
            ci_lower: Some(0.998_168_994_041_318_2),
            ci_upper: Some(0.999_963_637_164_083_1),
            nelson_aalen: 1.0 / 3_874.0,
            ..first
        },
        SurvivalCurveRow {
            group: "Two year, \"gold\"",
            time: 72.0,
            at_risk: 1,
            events: 1,
            survival: 0.0,
            std_error: None,
            nelson_aalen: 1e16,
            ..first
        },
    ]
}

pub(crate) fn survival_summaries() -> Vec<SurvivalSummaryRow<'static>> {
    let first = SurvivalSummaryRow {
        group: ALL,
        n: 7_032,
        events: 1_869,
        median: None,
        median_lower: None,
        median_upper: None,
        rmst_horizon: 72.0,
        rmst: 54.492_387_106_728_4,
        rmst_se: 0.347_750_015_642_706,
    };
    vec![
        first,
        SurvivalSummaryRow {
            group: "one",
            median: Some(35.0),
            median_lower: Some(32.5),
            ..first
        },
        SurvivalSummaryRow {
            group: "two",
            median: Some(3.0),
            median_lower: Some(1.0),
            median_upper: Some(1e-300),
            ..first
        },
    ]
}
