//! Sums and products that do not lose digits with the number of their terms.

/// A sum kept to twice the precision by the error of every addition.
///
/// Kahan and Babuska's algorithm as improved by Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher
/// Summen", ZAMM 54 (1974), <https://doi.org/10.1002/zamm.19740540106>.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sum {
    rounded: f64,
    error: f64,
}

impl Sum {
    pub(super) fn add(&mut self, term: f64) {
        let sum = self.rounded + term;
        self.error += if self.rounded.abs() >= term.abs() {
            (self.rounded - sum) + term
        } else {
            (term - sum) + self.rounded
        };
        self.rounded = sum;
    }

    pub(super) const fn value(self) -> f64 {
        self.rounded + self.error
    }
}

/// A product of fractions, kept as the sum of two doubles (some 31 digits).
///
/// So the rounded product of 9/10 and 8/9 is 0.8 itself, and a product that is exactly a half is seen to be. Products and
/// quotients as in Dekker, "A floating-point technique for extending the available precision", Numerische Mathematik 18 (1971),
/// <https://doi.org/10.1007/BF01397083>, with fused multiplication for the errors.
#[derive(Clone, Copy, Debug)]
pub(super) struct Product {
    high: f64,
    low: f64,
}

impl Product {
    pub(super) const ONE: Self = Self {
        high: 1.0,
        low: 0.0,
    };

    /// Multiplies by `part / whole`, both exact and `whole` not zero.
    pub(super) fn multiply(&mut self, part: f64, whole: f64) {
        let quotient = part / whole;
        let quotient_low = quotient.mul_add(-whole, part) / whole;
        let product = self.high * quotient;
        let error = self.high.mul_add(quotient, -product);
        let low = self.high.mul_add(quotient_low, self.low * quotient) + error;
        self.high = product + low;
        self.low = (product - self.high) + low;
    }

    /// Correctly rounded.
    pub(super) const fn value(self) -> f64 {
        self.high
    }

    /// What is missing to one, without the cancellation of subtracting the rounded value.
    pub(super) fn complement(self) -> f64 {
        let rounded = 1.0 - self.high;
        let error = (1.0 - rounded) - self.high;
        rounded + (error - self.low)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_keeps_what_plain_addition_drops() {
        let mut sum = Sum::default();
        for term in [1.0, 1e100, 1.0, -1e100] {
            sum.add(term);
        }
        assert_eq!(sum.value(), 2.0);
    }

    #[test]
    fn telescoping_products_are_the_fractions_themselves() {
        for n in [7_u32, 10, 1_000, 99_991] {
            let mut product = Product::ONE;
            for left in (0..n).rev() {
                product.multiply(f64::from(left), f64::from(left + 1));
                assert_eq!(product.value(), f64::from(left) / f64::from(n));
                assert_eq!(product.complement(), f64::from(n - left) / f64::from(n));
            }
        }
    }
}
