//! From survival curves to rows.

use tenure::retention::survival::{ConfidenceLevel, Quantile, RestrictedMean, SurvivalCurve};

use crate::{SurvivalCurveRow, SurvivalSummaryRow};

/// The rows of `survival_curve` for one group, with confidence limits at a level.
pub fn survival_curve_rows<'a>(
    group: &'a str,
    curve: &'a SurvivalCurve,
    level: ConfidenceLevel,
) -> impl ExactSizeIterator<Item = SurvivalCurveRow<'a>> + Clone {
    curve.rows.iter().map(move |row| {
        let interval = row.interval(level);
        SurvivalCurveRow {
            group,
            time: row.time,
            at_risk: row.at_risk,
            events: row.events,
            censored: row.censored,
            survival: row.survival,
            std_error: row.std_error(),
            ci_lower: interval.map(|interval| interval.lower),
            ci_upper: interval.map(|interval| interval.upper),
            nelson_aalen: row.nelson_aalen,
        }
    })
}

/// The row of `survival_summary` for one group, from figures of its curve.
#[must_use]
pub const fn survival_summary_row<'a>(
    group: &'a str,
    curve: &SurvivalCurve,
    median: &Quantile,
    mean: &RestrictedMean,
) -> SurvivalSummaryRow<'a> {
    SurvivalSummaryRow {
        group,
        n: curve.lifetimes,
        events: curve.events,
        median: median.time.reached(),
        median_lower: median.lower.reached(),
        median_upper: median.upper.reached(),
        rmst_horizon: mean.horizon,
        rmst: mean.mean,
        rmst_se: mean.std_error,
    }
}
