//! Rates over a year made of rates over shorter periods. A product of twelve rates of real amounts does not fit any pair of
//! integers, and a fractional power is not a ratio at all: both figures are doubles, and say so.

use crate::ratio::Ratio;

use super::EconomicsError;
use super::error::share;

/// The days of the year that a rate is annualised to.
const DAYS_PER_YEAR: f64 = 365.0;

/// Compounded retention: the product of the retention rates of consecutive periods, usually twelve months.
///
/// It says what share would be left if one cohort lived through all these periods. It is not trailing retention
/// ([`trailing`](crate::retention::trailing())), which compares two days for the accounts of the first: here every rate has its
/// own accounts, so accounts won in between count. Twelve equal monthly rates r compound to r^12.
///
/// `None` when there is no rate, or any period's rate is over nothing. Its relative error is at most n × 10⁻¹⁵ for n rates, down
/// to 10⁻³⁰⁰.
///
/// Source: the product rule of [MetricKit](https://metrickittools.com/guides/revenue-retention-curve-guide), "compound monthly".
///
/// ```
/// use tenure::Ratio;
/// use tenure::economics::compounded_retention_f64;
///
/// let year = compounded_retention_f64(std::iter::repeat_n(Ratio::of(97, 100), 12))?.expect("twelve rates");
/// assert!((year - 0.693_842).abs() < 1e-6);
/// assert_eq!(compounded_retention_f64([Ratio::of(97, 100), None])?, None);
/// assert_eq!(compounded_retention_f64([])?, None);
/// # Ok::<(), tenure::economics::EconomicsError>(())
/// ```
///
/// # Errors
/// [`EconomicsError::RateOutOfRange`] for a rate below zero: such a rate retains nothing, and two of them would make a gain.
/// [`EconomicsError::OutOfRange`] past the range of a double.
pub fn compounded_retention_f64(
    rates: impl IntoIterator<Item = Option<Ratio>>,
) -> Result<Option<f64>, EconomicsError> {
    let mut product = None;
    for rate in rates {
        let Some(rate) = rate else {
            return Ok(None);
        };
        if rate.numerator() < 0 {
            return Err(EconomicsError::RateOutOfRange {
                what: "retention rate",
                rate,
                range: "0 and above",
                advice: "give the retention of each period as a share of its opening",
            });
        }
        product = Some(product.unwrap_or(1.0) * rate.to_f64());
    }
    match product {
        Some(product) if !product.is_finite() => Err(EconomicsError::OutOfRange {
            what: "compounded retention",
        }),
        product => Ok(product),
    }
}

/// Annualised churn: 1 - (1 - c)^(365 / days), the churn of a year of 365 days in which every period churned like this one.
///
/// It takes the rate as constant, and is therefore no forecast: early months churn more than late ones. Multiplying by twelve is
/// wrong (10 % a month is 71.8 % a year, not 120 %).
///
/// In [0, 1], exactly 0 and 1 for no churn and for churn of everything. Otherwise within 10⁻¹⁴ of the true value; small rates
/// keep their digits, and so do rates close to 1. It rises with the rate and falls with the number of days, up to that precision.
///
/// Source: Carl Gold, [Fighting Churn with Data](https://livebook.manning.com/book/fighting-churn-with-data/chapter-2), 2.5.
///
/// ```
/// use tenure::Ratio;
/// use tenure::economics::annualised_churn_f64;
///
/// let tenth = Ratio::of(1, 10).expect("above zero");
/// let annual = annualised_churn_f64(tenth, 30)?;
/// assert!((annual - 0.722_487).abs() < 1e-6);
/// assert!((annualised_churn_f64(tenth, 365)? - 0.1).abs() < 1e-15);
/// # Ok::<(), tenure::economics::EconomicsError>(())
/// ```
///
/// # Errors
/// [`EconomicsError::RateOutOfRange`] for churn outside 0 to 1 (net revenue churn can be), [`EconomicsError::NumberOutOfRange`]
/// for a period without days.
pub fn annualised_churn_f64(churn: Ratio, period_days: u32) -> Result<f64, EconomicsError> {
    let churn = share(
        "churn of the period",
        churn,
        "give logo churn or gross revenue churn; net revenue churn may be a gain, which does not compound this way",
    )?;
    if period_days == 0 {
        return Err(EconomicsError::NumberOutOfRange {
            what: "number of days of the period",
            number: 0,
            least: 1,
        });
    }
    let kept = churn.denominator() - churn.numerator();
    if kept == 0 {
        return Ok(1.0);
    }
    // The logarithm of what is kept, from the smaller of both parts, so that neither a small churn nor a small rest loses digits.
    let logarithm = if kept < churn.numerator() {
        (kept as f64 / churn.denominator() as f64).ln()
    } else {
        (-churn.to_f64()).ln_1p()
    };
    Ok(-(logarithm * (DAYS_PER_YEAR / f64::from(period_days))).exp_m1())
}
