use super::counts::RenewalCounts;
use super::model::ShiftedBetaGeometric;

/// Steps from one start. A few tens are taken where there is a maximum.
const MAX_STEPS: usize = 500;

/// Parameters past which customers do not differ: with a sum of this size the likelihood of whole books no longer tells.
const ALIKE: f64 = 1e9;

/// Sums of as many logarithms as there are renewals are good to this part of their size.
const HEIGHT_ROUNDING: f64 = 1e-13;

/// A slope is a difference, and is good to this part of what it is the difference of.
const SLOPE_ROUNDING: f64 = 1e-14;

/// How much customers differ, as the correlation 1 / (alpha + beta + 1) of a customer's decisions, to start from.
const STARTS: [f64; 4] = [0.5, 0.1, 0.9, 0.01];

/// What the counts tell of the customers, by maximum likelihood.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Fit {
    /// Customers differ in how easily they leave.
    Mixed {
        /// The most likely model.
        model: ShiftedBetaGeometric,
        /// Standard errors of alpha and beta, from the curvature of the likelihood; `None` where it is too flat to tell.
        std_errors: Option<(f64, f64)>,
        /// The natural logarithm of the likelihood.
        log_likelihood: f64,
    },
    /// They do not differ by more than chance: all leave with one probability at every renewal. Alpha and beta of ever more likely
    /// models grow without bound, in this proportion.
    Alike {
        /// The probability of leaving, losses over customers at all renewals.
        churn: f64,
        /// The natural logarithm of the likelihood.
        log_likelihood: f64,
    },
    /// They differ as much as can be: some left at the first renewal and nobody later. Alpha and beta of ever more likely models go to
    /// zero, in this proportion.
    Opposite {
        /// The share that leaves at once.
        leavers: f64,
        /// The natural logarithm of the likelihood.
        log_likelihood: f64,
    },
}

/// Why the counts tell nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FitError {
    /// No customer came to a second renewal.
    #[error(
        "customers have come to {renewals} renewals, two are needed to tell apart whether customers differ or all leave easily; \
         wait, count shorter terms, or add an older cohort"
    )]
    TooFewRenewals {
        /// How many renewals there are counts of.
        renewals: usize,
    },
    /// Nobody left.
    #[error("none of {customers} customers has left; nothing tells when one will")]
    NobodyLeft {
        /// How many came to the first renewal.
        customers: u64,
    },
    /// No maximum was found.
    #[error(
        "no most likely model was found in {MAX_STEPS} steps from any start; the likelihood is too flat: add customers or renewals"
    )]
    NotFound,
}

/// Fits the [`ShiftedBetaGeometric`] model by maximum likelihood.
///
/// The likelihood is a product over renewals: of the customers that come to renewal j, `l` leave and `s` stay, which has the
/// likelihood (alpha^l (beta + j - 1)^s) / (alpha + beta + j - 1)^(l + s). Newton's method on the logarithms of both parameters, kept
/// from stepping too far, from several starts; the best is taken. No randomness: the same counts give the same fit.
///
/// # Errors
/// [`FitError`].
///
/// ```
/// use tenure_forecast::{Fit, RenewalCounts, fit};
///
/// let counts = RenewalCounts::of_survivors(&[1000, 631, 468, 382, 326])?;
/// let Fit::Mixed { model, std_errors, .. } = fit(&counts)? else { unreachable!("these customers differ") };
/// assert_eq!(format!("{:.3} {:.3}", model.alpha(), model.beta()), "0.764 1.296");
/// assert!(std_errors.is_some());
///
/// let alike = RenewalCounts::of_survivors(&[800, 400, 200, 100])?; // half at every renewal
/// assert!(matches!(fit(&alike)?, Fit::Alike { churn, .. } if churn == 0.5));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn fit(counts: &RenewalCounts) -> Result<Fit, FitError> {
    let likelihood = Likelihood::new(counts)?;
    let alike = likelihood.alike();
    if likelihood.left_later == 0.0 {
        let leavers = likelihood.leavers();
        // Only those of the first renewal, among whom chance decides.
        let log_likelihood = binomial(likelihood.left, likelihood.customers);
        return Ok(Fit::Opposite {
            leavers,
            log_likelihood,
        });
    }
    let mut best: Option<Maximum> = None;
    let mut stuck = false;
    for correlation in STARTS {
        match likelihood.climb(correlation) {
            Climb::Reached(found) => {
                if best.is_none_or(|best| found.log_likelihood > best.log_likelihood) {
                    best = Some(found);
                }
            }
            Climb::Alike => {}
            Climb::Stuck => stuck = true,
        }
    }
    if let Some(best) = best
        && best.log_likelihood > alike + HEIGHT_ROUNDING * alike.abs()
        && let Ok(model) = ShiftedBetaGeometric::new(best.alpha, best.beta)
    {
        return Ok(Fit::Mixed {
            model,
            std_errors: likelihood.std_errors(best.alpha, best.beta),
            log_likelihood: best.log_likelihood,
        });
    }
    if stuck && likelihood.differ() {
        return Err(FitError::NotFound);
    }
    Ok(Fit::Alike {
        churn: likelihood.left / likelihood.faced,
        log_likelihood: alike,
    })
}

/// The counts as the likelihood takes them.
struct Likelihood {
    /// By renewal: who stayed, and who came to it.
    renewals: Vec<(f64, f64)>,
    customers: f64,
    faced: f64,
    left: f64,
    left_later: f64,
}

#[derive(Clone, Copy)]
struct Maximum {
    alpha: f64,
    beta: f64,
    log_likelihood: f64,
}

enum Climb {
    Reached(Maximum),
    /// On and on towards customers who do not differ.
    Alike,
    Stuck,
}

/// First and second derivatives of the logarithm of the likelihood by alpha and beta.
struct Slope {
    by_alpha: f64,
    by_beta: f64,
    alpha_alpha: f64,
    alpha_beta: f64,
    beta_beta: f64,
    /// What the first derivatives are differences of, added up.
    size: (f64, f64),
}

/// What `left` of `all` say of a probability: the logarithm of the likelihood at its maximum.
fn binomial(left: f64, all: f64) -> f64 {
    let part = |some: f64| {
        if some > 0.0 {
            some * (some / all).ln()
        } else {
            0.0
        }
    };
    part(left) + part(all - left)
}

impl Slope {
    /// Whether nothing is left of it but rounding. On a long flat ridge, where customers differ by hardly more than chance, steps stay
    /// larger than any that could be called small.
    fn is_level(&self) -> bool {
        self.by_alpha.abs() <= SLOPE_ROUNDING * self.size.0
            && self.by_beta.abs() <= SLOPE_ROUNDING * self.size.1
    }
}

impl Likelihood {
    fn new(counts: &RenewalCounts) -> Result<Self, FitError> {
        let renewals = counts.iter().len();
        if renewals < 2 {
            return Err(FitError::TooFewRenewals { renewals });
        }
        // Whole numbers up to 2^53.
        let double = |count: u64| count as f64;
        let each = || {
            counts
                .iter()
                .map(|(faced, left)| (double(faced), double(left)))
        };
        let left: f64 = each().map(|(_, left)| left).sum();
        if left == 0.0 {
            return Err(FitError::NobodyLeft {
                customers: counts.customers(),
            });
        }
        Ok(Self {
            renewals: each().map(|(faced, left)| (faced - left, faced)).collect(),
            customers: double(counts.customers()),
            faced: each().map(|(faced, _)| faced).sum(),
            left,
            left_later: each().skip(1).map(|(_, left)| left).sum(),
        })
    }

    /// The share of those who come to the first renewal that leave at it.
    fn leavers(&self) -> f64 {
        (self.left - self.left_later) / self.customers
    }

    /// Of one probability for all at every renewal.
    fn alike(&self) -> f64 {
        binomial(self.left, self.faced)
    }

    /// Whether customers who differ a little are more likely than customers who do not at all: the slope of the likelihood by
    /// 1 / (alpha + beta) where that is zero.
    fn differ(&self) -> bool {
        let stays = 1.0 - self.left / self.faced;
        let slope = |(renewed, (stayed, faced)): (usize, &(f64, f64))| {
            renewed as f64 * (stayed / stays - faced)
        };
        stays > 0.0 && self.renewals.iter().enumerate().map(slope).sum::<f64>() > 0.0
    }

    fn at(&self, alpha: f64, beta: f64) -> f64 {
        let mut sum = self.left * alpha.ln();
        let mut renewed = 0.0;
        for (stayed, faced) in &self.renewals {
            sum += stayed * (beta + renewed).ln() - faced * (alpha + beta + renewed).ln();
            renewed += 1.0;
        }
        sum
    }

    fn slope(&self, alpha: f64, beta: f64) -> Slope {
        let (mut stays, mut stays_squared, mut all, mut all_squared) = (0.0, 0.0, 0.0, 0.0);
        let mut renewed = 0.0;
        for (stayed, faced) in &self.renewals {
            let (stay, any) = (1.0 / (beta + renewed), 1.0 / (alpha + beta + renewed));
            stays += stayed * stay;
            stays_squared += stayed * stay * stay;
            all += faced * any;
            all_squared += faced * any * any;
            renewed += 1.0;
        }
        Slope {
            by_alpha: self.left / alpha - all,
            by_beta: stays - all,
            alpha_alpha: all_squared - self.left / (alpha * alpha),
            alpha_beta: all_squared,
            beta_beta: all_squared - stays_squared,
            size: (self.left / alpha + all, stays + all),
        }
    }

    /// Climbs from customers who leave as often as these did, and differ by so much.
    fn climb(&self, correlation: f64) -> Climb {
        let churn = (self.left / self.faced).clamp(1e-6, 1.0 - 1e-6);
        let sum = 1.0 / correlation - 1.0;
        let (mut alpha, mut beta) = (sum * churn, sum * (1.0 - churn));
        let mut height = self.at(alpha, beta);
        let mut caution = 1e-3;
        for _ in 0..MAX_STEPS {
            let slope = self.slope(alpha, beta);
            if slope.is_level() {
                return Climb::Reached(Maximum {
                    alpha,
                    beta,
                    log_likelihood: height,
                });
            }
            // By the logarithms of both, which have no bounds to step over.
            let gradient = (alpha * slope.by_alpha, beta * slope.by_beta);
            let bend = (
                -(alpha * alpha * slope.alpha_alpha + gradient.0),
                -(alpha * beta * slope.alpha_beta),
                -(beta * beta * slope.beta_beta + gradient.1),
            );
            let Some(step) = cautious_step(gradient, bend, caution) else {
                return Climb::Stuck;
            };
            let next = (alpha * step.0.exp(), beta * step.1.exp());
            let reached = self.at(next.0, next.1);
            if reached >= height - HEIGHT_ROUNDING * height.abs() {
                let small = step.0.abs().max(step.1.abs());
                (alpha, beta) = next;
                height = reached;
                if alpha + beta > ALIKE {
                    return Climb::Alike;
                }
                if small < 1e-12 {
                    return Climb::Reached(Maximum {
                        alpha,
                        beta,
                        log_likelihood: height,
                    });
                }
                caution = (caution / 10.0).max(1e-12);
            } else {
                caution *= 10.0;
                if caution > 1e12 {
                    return Climb::Stuck;
                }
            }
        }
        Climb::Stuck
    }

    /// From the inverse of what the likelihood bends by.
    fn std_errors(&self, alpha: f64, beta: f64) -> Option<(f64, f64)> {
        let slope = self.slope(alpha, beta);
        let determinant = slope.alpha_alpha * slope.beta_beta - slope.alpha_beta * slope.alpha_beta;
        let variances = (
            -slope.beta_beta / determinant,
            -slope.alpha_alpha / determinant,
        );
        let usable = determinant > 0.0 && variances.0 > 0.0 && variances.1 > 0.0;
        usable.then(|| (variances.0.sqrt(), variances.1.sqrt()))
    }
}

/// The step to the maximum of the parabola, shortened by adding to its curvature until it is one that has a maximum.
fn cautious_step(gradient: (f64, f64), bend: (f64, f64, f64), caution: f64) -> Option<(f64, f64)> {
    let size = bend.0.abs().max(bend.2.abs()).max(f64::MIN_POSITIVE);
    let mut more = caution * size;
    for _ in 0..60 {
        let (a, b, c) = (bend.0 + more, bend.1, bend.2 + more);
        let determinant = a * c - b * b;
        if a > 0.0 && determinant > 0.0 {
            let step = (
                (c * gradient.0 - b * gradient.1) / determinant,
                (a * gradient.1 - b * gradient.0) / determinant,
            );
            let longest = step.0.abs().max(step.1.abs());
            if !longest.is_finite() {
                return None;
            }
            // A factor of e^2 at once is as far as a parabola can be trusted.
            let shorten = (2.0 / longest).min(1.0);
            return Some((step.0 * shorten, step.1 * shorten));
        }
        more = (more * 4.0).max(size * 1e-3);
    }
    None
}
