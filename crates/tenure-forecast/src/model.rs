use tenure::economics::Extent;

/// Below this the terms of a discounted lifetime are more than anybody adds up.
const MIN_DISCOUNT: f64 = 1e-6;

/// What is left out of a sum is less than this part of it.
const PRECISION: f64 = 1e-17;

/// A model of customers who decide at fixed times whether to stay: each leaves with a probability of its own, the same at every
/// renewal, and the probabilities of all are distributed by a beta distribution with parameters `alpha` and `beta`.
///
/// | figure | formula |
/// | --- | --- |
/// | [`retention`](Self::retention) after n renewals | (beta + n) / (alpha + beta + n) |
/// | [`survival`](Self::survival) after n renewals | product of the retention after 0 to n - 1 |
/// | [`mean_lifetime`](Self::mean_lifetime) | (alpha + beta - 1) / (alpha - 1) terms, unbounded for alpha up to 1 |
/// | [`discounted_lifetime`](Self::discounted_lifetime) | sum of survival(t) / (1 + d)^t for t from 0 |
/// | [`discounted_residual_lifetime`](Self::discounted_residual_lifetime) after n renewals | sum of survival(n + 1 + t) / survival(n) / (1 + d)^t for t from 0 |
///
/// Source: Fader, Hardie: How to project customer retention, Journal of Interactive Marketing 21 (2007),
/// <https://doi.org/10.1002/dir.20074>; the residual lifetime: Fader, Hardie: Customer-base valuation in a contractual setting: the perils of
/// ignoring heterogeneity, Marketing Science 29 (2010), <https://doi.org/10.1287/mksc.1080.0482>.
///
/// ```
/// use tenure::economics::Extent;
/// use tenure_forecast::ShiftedBetaGeometric;
///
/// let model = ShiftedBetaGeometric::new(1.0, 1.0)?; // any probability of leaving is as likely as any other
/// assert_eq!(model.retention(0), 0.5); // half leave at the first renewal
/// assert_eq!(model.retention(2), 0.75); // of those who renewed twice a quarter leaves
/// assert!((model.survival(3) - 0.25).abs() < 1e-15);
/// assert_eq!(model.mean_lifetime(), Extent::Unbounded);
/// # Ok::<(), tenure_forecast::ModelError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShiftedBetaGeometric {
    alpha: f64,
    beta: f64,
}

/// Why there is no such model, or no such figure.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// A parameter that no beta distribution has.
    #[error("{value} is no parameter of a beta distribution; give a finite number above zero")]
    Parameter {
        /// The number.
        value: f64,
    },
    /// A discount that makes no sum, or one too long to add up.
    #[error(
        "{value} is no discount rate for one term; give a finite number of at least 0.000001, such as 0.10 for 10 % a year where \
         the term is a year, or ask for the mean lifetime, which is not discounted"
    )]
    Discount {
        /// The number.
        value: f64,
    },
}

impl ShiftedBetaGeometric {
    /// The model with these parameters.
    ///
    /// # Errors
    /// [`ModelError::Parameter`] unless both are finite and above zero.
    pub fn new(alpha: f64, beta: f64) -> Result<Self, ModelError> {
        for value in [alpha, beta] {
            if !(value.is_finite() && value > 0.0) {
                return Err(ModelError::Parameter { value });
            }
        }
        Ok(Self { alpha, beta })
    }

    /// The parameter that grows with the number of those who leave.
    #[must_use]
    pub const fn alpha(&self) -> f64 {
        self.alpha
    }

    /// The parameter that grows with the number of those who stay.
    #[must_use]
    pub const fn beta(&self) -> f64 {
        self.beta
    }

    /// The probability that a customer who has renewed so many times renews once more. Rises with the number.
    #[must_use]
    pub fn retention(&self, renewed: u32) -> f64 {
        let renewed = f64::from(renewed);
        (self.beta + renewed) / (self.alpha + self.beta + renewed)
    }

    /// The share of new customers that are still there after so many renewals; 1 after none. Takes time in proportion to the number.
    #[must_use]
    pub fn survival(&self, renewals: u32) -> f64 {
        (0..renewals)
            .map(|renewed| self.retention(renewed))
            .product()
    }

    /// How many terms a new customer stays on average, the first one included.
    #[must_use]
    pub fn mean_lifetime(&self) -> Extent<f64> {
        if self.alpha > 1.0 {
            Extent::Bounded(1.0 + self.beta / (self.alpha - 1.0))
        } else {
            Extent::Unbounded
        }
    }

    /// How many terms a new customer will have paid for, each paid at its beginning and discounted to the first: a number of terms in
    /// today's money. Times the amount of a term it is what the customer is worth. `discount` is for one term.
    ///
    /// # Errors
    /// [`ModelError::Discount`] below 0.000001.
    pub fn discounted_lifetime(&self, discount: f64) -> Result<f64, ModelError> {
        let residual = self.discounted_residual_lifetime(0, discount)?;
        Ok(1.0 + residual / (1.0 + discount))
    }

    /// How many more terms a customer who has renewed so many times will pay for, as seen just before the next renewal, discounted to
    /// then. `discount` is for one term.
    ///
    /// # Errors
    /// [`ModelError::Discount`] below 0.000001.
    pub fn discounted_residual_lifetime(
        &self,
        renewed: u32,
        discount: f64,
    ) -> Result<f64, ModelError> {
        if !(discount.is_finite() && discount >= MIN_DISCOUNT) {
            return Err(ModelError::Discount { value: discount });
        }
        let all = self.alpha + self.beta;
        let mut at = f64::from(renewed);
        let mut term = (self.beta + at) / (all + at);
        let mut sum = 0.0;
        // Of all terms to come the sum is at most the last one times (1 + d) / d, as each is less than the one before over 1 + d.
        while term > PRECISION * discount * sum {
            sum += term;
            at += 1.0;
            term *= (self.beta + at) / (all + at) / (1.0 + discount);
        }
        Ok(sum)
    }
}
