//! How far a rate could lie off by chance alone: for shares of accounts in closed form, for rates of revenue by resampling.

use std::num::NonZeroU32;

use super::bridge::BridgeRow;
use super::explain::Explanation;
use super::rates::Rate;
use super::survival::{ConfidenceLevel, Interval};
use super::trailing::TrailingRow;

/// Wilson's score interval for `successes` of `trials`. `None` of no trials, and for more successes than trials.
///
/// It lies within [0, 1], holds the share itself, and is sound where the share is 0 or 1 and where there are few: the choice for logo
/// rates. Swapping successes for failures turns it round.
///
/// Source: Edwin B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", Journal of the American
/// Statistical Association 22 (1927), <https://doi.org/10.1080/01621459.1927.10502953>.
///
/// ```
/// use tenure::retention::{survival::ConfidenceLevel, wilson};
///
/// let interval = wilson(11, 12, ConfidenceLevel::P95).expect("twelve accounts");
/// assert!((interval.lower - 0.646).abs() < 0.001 && (interval.upper - 0.985).abs() < 0.001);
/// assert_eq!(wilson(0, 0, ConfidenceLevel::P95), None);
/// ```
#[must_use]
pub fn wilson(successes: u64, trials: u64, level: ConfidenceLevel) -> Option<Interval> {
    if trials == 0 || successes > trials {
        return None;
    }
    let n = trials as f64;
    let square = level.z() * level.z();
    // In numbers instead of shares: nothing cancels where there are few successes or few failures.
    let limit = |few: u64| {
        let (k, rest) = (few as f64, (trials - few) as f64);
        let half = level.z() * (k * rest / n + square / 4.0).sqrt();
        ((k + square / 2.0 - half) / (n + square)).max(0.0)
    };
    let lower = if successes == 0 {
        0.0
    } else {
        limit(successes)
    };
    let failures = trials - successes;
    let upper = if failures == 0 {
        1.0
    } else {
        1.0 - limit(failures)
    };
    Some(Interval { lower, upper })
}

/// Clopper and Pearson's interval for `successes` of `trials`: it holds the truth at least as often as the level says, whatever the
/// truth is, and is wider than [Wilson's](wilson) for it. `None` of no trials, and for more successes than trials.
///
/// Source: C. J. Clopper, E. S. Pearson, "The Use of Confidence or Fiducial Limits Illustrated in the Case of the Binomial",
/// Biometrika 26 (1934), <https://doi.org/10.1093/biomet/26.4.404>; limits as quantiles of beta distributions, whose function is the
/// continued fraction [DLMF 8.17.22](https://dlmf.nist.gov/8.17#E22).
///
/// ```
/// use tenure::retention::{clopper_pearson, survival::ConfidenceLevel};
///
/// let interval = clopper_pearson(11, 12, ConfidenceLevel::P95).expect("twelve accounts");
/// assert!((interval.lower - 0.615).abs() < 0.001 && (interval.upper - 0.998).abs() < 0.001);
/// ```
#[must_use]
pub fn clopper_pearson(successes: u64, trials: u64, level: ConfidenceLevel) -> Option<Interval> {
    if trials == 0 || successes > trials {
        return None;
    }
    let tail = (1.0 - level.get()) / 2.0;
    let (k, failures) = (successes as f64, (trials - successes) as f64);
    // From both ends the small side, so that no limit is the difference of two numbers near one.
    let lower = if successes == 0 {
        0.0
    } else {
        beta_quantile(tail, k, failures + 1.0)
    };
    let upper = if failures == 0.0 {
        1.0
    } else {
        1.0 - beta_quantile(tail, failures, k + 1.0)
    };
    Some(Interval { lower, upper })
}

/// The x at which the beta distribution function reaches a value in (0, 1), by halving.
fn beta_quantile(value: f64, a: f64, b: f64) -> f64 {
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    loop {
        let middle = low.midpoint(high);
        if middle <= low || middle >= high {
            return middle;
        }
        if beta_distribution(middle, a, b) < value {
            low = middle;
        } else {
            high = middle;
        }
    }
}

/// The regularised incomplete beta function I(x; a, b) for x in (0, 1).
fn beta_distribution(x: f64, a: f64, b: f64) -> f64 {
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - beta_distribution(1.0 - x, b, a);
    }
    let log_beta = ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b);
    let front = (a * x.ln() + b * (-x).ln_1p() - log_beta).exp() / a;
    // Lentz's method from the front; the fraction converges fast on this side of the mean.
    const TINY: f64 = 1e-300;
    let (mut c, mut d) = (1.0_f64, 1.0 - (a + b) * x / (a + 1.0));
    d = 1.0 / if d.abs() < TINY { TINY } else { d };
    let mut fraction = d;
    for step in 1..10_000 {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut last = 1.0;
        for coefficient in [even, odd] {
            d = 1.0 + coefficient * d;
            d = 1.0 / if d.abs() < TINY { TINY } else { d };
            c = 1.0 + coefficient / c;
            c = if c.abs() < TINY { TINY } else { c };
            last = c * d;
            fraction *= last;
        }
        if (last - 1.0).abs() <= f64::EPSILON {
            break;
        }
    }
    front * fraction
}

/// The logarithm of the gamma function of a number above zero: Stirling's series
/// ([DLMF 5.11.1](https://dlmf.nist.gov/5.11#E1)) from 20 on, by recurrence below.
fn ln_gamma(x: f64) -> f64 {
    let (mut at, mut product) = (x, 1.0);
    while at < 20.0 {
        product *= at;
        at += 1.0;
    }
    let square = at * at;
    let series = [
        1.0 / 1188.0,
        -1.0 / 1680.0,
        1.0 / 1260.0,
        -1.0 / 360.0,
        1.0 / 12.0,
    ];
    let series = series.iter().fold(0.0, |sum, term| sum / square + term) / at;
    let half_log_two_pi = 0.918_938_533_204_672_7;
    (at - 0.5).mul_add(at.ln(), series + half_log_two_pi - at) - f64::ln(product)
}

impl BridgeRow {
    /// Wilson's interval for logo retention; `None` where that is.
    #[must_use]
    pub fn logo_retention_interval(&self, level: ConfidenceLevel) -> Option<Interval> {
        share(self.rate_parts(Rate::LogoRetention), level)
    }
}

impl TrailingRow {
    /// Wilson's interval for logo retention; `None` where that is.
    #[must_use]
    pub fn logo_retention_interval(&self, level: ConfidenceLevel) -> Option<Interval> {
        share(self.rate_parts(Rate::LogoRetention)?, level)
    }
}

fn share((numerator, denominator): (i128, i128), level: ConfidenceLevel) -> Option<Interval> {
    wilson(
        numerator.try_into().ok()?,
        denominator.try_into().ok()?,
        level,
    )
}

impl Explanation {
    /// The bootstrap interval of a rate over its accounts: the accounts behind it are drawn anew, as many as there are, with
    /// replacement, and the middle part of the rates of all drawings is the interval. `None` for a figure that is no rate, without
    /// accounts, and where no drawing has anything below the line.
    ///
    /// For rates of revenue, which are no shares of accounts: a few large ones decide. It tells what another set of customers like
    /// these might have done, and is rough below some thirty accounts. The seed is the caller's: the same seed, explanation and number
    /// of drawings give the same interval, whoever asks.
    ///
    /// Source: Bradley Efron, Robert J. Tibshirani, "An Introduction to the Bootstrap" (1993), chapter 13, the percentile interval,
    /// <https://doi.org/10.1201/9780429246593>.
    ///
    /// ```
    /// use std::num::NonZeroU32;
    /// use tenure::retention::survival::ConfidenceLevel;
    /// use tenure::retention::{Convention, Figure, Question, Rate, RevenueHistory, Slicing, explain};
    /// use tenure::{AccountId, Currency, Grain, Periods};
    ///
    /// let day = |m| chrono::NaiveDate::from_ymd_opt(2026, m, 1).expect("a day");
    /// let mut builder = RevenueHistory::builder(Currency::USD);
    /// for number in 1..=40 {
    ///     let account = builder.account(&AccountId::new(format!("A-{number}"))?)?;
    ///     builder.level(account, day(1), "10.00 USD".parse()?)?;
    ///     builder.level(account, day(2), if number % 5 == 0 { "0.00 USD" } else { "10.00 USD" }.parse()?)?;
    /// }
    /// let months = Periods::covering(Grain::Month, day(1), day(2)).expect("in range");
    /// let question = Question { figure: Figure::Rate(Rate::NetRevenueRetention), slice: None, on: day(2) };
    /// let explanation = explain(&builder.build()?, &months, &Slicing::none(), Convention::default(), &question)?;
    /// let drawings = NonZeroU32::new(2_000).expect("above zero");
    /// let interval = explanation.bootstrap(drawings, 7, ConfidenceLevel::P95).expect("a rate");
    /// assert!(interval.lower < 0.8 && 0.8 < interval.upper);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn bootstrap(
        &self,
        drawings: NonZeroU32,
        seed: u64,
        level: ConfidenceLevel,
    ) -> Option<Interval> {
        self.total.denominator?;
        let parts: Vec<(i128, i128)> = self
            .contributions
            .iter()
            .map(|account| {
                (
                    account.parts.numerator,
                    account.parts.denominator.unwrap_or(0),
                )
            })
            .collect();
        let mut dice = Dice(seed);
        let mut rates = Vec::new();
        for _ in 0..drawings.get() {
            let (mut above, mut below) = (0_i128, 0_i128);
            for _ in &parts {
                let (numerator, denominator) = parts.get(dice.below(parts.len()))?;
                above += numerator;
                below += denominator;
            }
            if below > 0 {
                rates.push(above as f64 / below as f64);
            }
        }
        rates.sort_by(f64::total_cmp);
        // Out of the range of the list only for a level of nearly nothing, which leaves the middle.
        let cut = (rates.len() as f64 * (1.0 - level.get()) / 2.0) as usize;
        let cut = cut.min(rates.len().saturating_sub(1) / 2);
        Some(Interval {
            lower: *rates.get(cut)?,
            upper: *rates.iter().rev().nth(cut)?,
        })
    }
}

/// SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014,
/// <https://doi.org/10.1145/2660193.2660195>): what a seed gives must never change with a library.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// A place below `end`, each as likely as the others to one part in 2^64 / `end`.
    fn below(&mut self, end: usize) -> usize {
        let wide = u128::from(self.next()) * end as u128;
        (wide >> 64) as usize
    }
}
