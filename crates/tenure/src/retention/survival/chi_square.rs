//! Tails of the normal and the chi-square distribution.
//!
//! For whole degrees of freedom the upper tail of chi-square is a finite sum of positive terms, so that nothing cancels and tiny
//! tails keep their relative accuracy: with h = x/2,
//!
//! - even k: exp(-h) sum over j < k/2 of h^j / j!
//! - odd k: erfc(sqrt h) + exp(-h) sum over j < (k-1)/2 of h^(j+1/2) / gamma(j+3/2)
//!
//! which is the recurrence of the incomplete gamma function, NIST DLMF 8.8.6 (<https://dlmf.nist.gov/8.8.E6>), started from
//! 8.4.5 and 8.4.6. Measured against 60-digit values the relative error is below 1e-13 up to x = 1000.

/// Where the error function changes from its series to its continued fraction; both are good to full precision around it.
const SERIES_BELOW: f64 = 1.0;

/// How large a sum may grow before a part of exp(-h) is multiplied in.
const LARGE: f64 = 1e200;

/// The probability that chi-square with this many degrees of freedom exceeds `x`; 1 for `x` at or below zero.
pub(super) fn upper_tail(x: f64, degrees_of_freedom: u64) -> f64 {
    if x <= 0.0 || degrees_of_freedom == 0 {
        return if x <= 0.0 { 1.0 } else { 0.0 };
    }
    let half = x / 2.0;
    let (first, mut term, mut over) = if degrees_of_freedom.is_multiple_of(2) {
        (0.0, 1.0, 1.0)
    } else {
        let root = half.sqrt();
        (erfc(root), root * std::f64::consts::FRAC_2_SQRT_PI, 1.5)
    };
    // exp(-h) may underflow where the sum overflows; both are brought in by parts.
    let (mut sum, mut exponent) = (0.0, half);
    for _ in 0..degrees_of_freedom / 2 {
        sum += term;
        term *= half / over;
        over += 1.0;
        if sum > LARGE || term > LARGE {
            let part = exponent.min(200.0);
            exponent -= part;
            sum *= (-part).exp();
            term *= (-part).exp();
        }
    }
    let root = (-exponent / 2.0).exp();
    (first + sum * root * root).min(1.0)
}

/// The complementary error function of a number not below zero.
fn erfc(x: f64) -> f64 {
    let square = x * x;
    // The rounding error of the square would show in the exponential of a large number.
    let square_low = x.mul_add(x, -square);
    let density = (-square).exp() * (1.0 - square_low) * std::f64::consts::FRAC_2_SQRT_PI;
    if x < SERIES_BELOW {
        // DLMF 7.6.2, all terms positive: erf x = 2/sqrt(pi) exp(-x^2) sum of 2^n x^(2n+1) / (1 3 5 ... (2n+1)).
        let (mut term, mut sum, mut over) = (x, x, 3.0);
        while term > sum * f64::EPSILON / 4.0 {
            term *= 2.0 * square / over;
            sum += term;
            over += 2.0;
        }
        return density.mul_add(-sum, 1.0);
    }
    // DLMF 7.9.3, the continued fraction x + (1/2)/(x + 1/(x + (3/2)/(x + ...))), from the inside out. From 1 on, 120 steps leave
    // less than rounding.
    let inside = (1..=120)
        .rev()
        .fold(x, |below, n| x + f64::from(n) / 2.0 / below);
    density / (2.0 * inside)
}

/// The z that a standard normal value exceeds, to either side, with this probability in (0, 1).
///
/// Newton's method on the logarithm of the tail, which is concave: from a point past the root it comes down to it. The tail is
/// at most exp(-z^2 / 2), and that gives the point.
pub(super) fn two_sided_normal(tail: f64) -> f64 {
    let target = tail.ln();
    let mut z = (-2.0 * target).sqrt();
    for _ in 0..100 {
        let here = erfc(z * std::f64::consts::FRAC_1_SQRT_2);
        let slope = (2.0 / std::f64::consts::PI).sqrt() * (-z * z / 2.0).exp() / here;
        let next = z + (here.ln() - target) / slope;
        if !next.is_finite() || (next - z).abs() <= f64::EPSILON * next.abs() {
            break;
        }
        z = next;
    }
    z
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64, relative: f64) {
        assert!(
            (found - expected).abs() <= relative * expected.abs(),
            "{found:e}, expected {expected:e}"
        );
    }

    /// By mpmath in 60 digits.
    const UPPER_TAILS: [(f64, u64, f64); 52] = [
        (0.001, 1, 0.9747728793699604),
        (0.5, 1, 0.4795001221869535),
        (1.60742428493982, 1, 0.20485424651679937),
        (3.841458820694124, 1, 0.05000000000000006),
        (8.0, 1, 0.004677734981047266),
        (30.0, 1, 4.3204630578274975e-08),
        (122.249125573006, 1, 2.0359832222857045e-28),
        (500.0, 1, 9.505397766554091e-111),
        (1000.0, 1, 1.7958327848007262e-219),
        (0.001, 2, 0.9995001249791693),
        (0.5, 2, 0.7788007830714049),
        (1.60742428493982, 2, 0.4476640830362836),
        (3.841458820694124, 2, 0.14650006448608432),
        (8.0, 2, 0.01831563888873418),
        (30.0, 2, 3.059023205018258e-07),
        (122.249125573006, 2, 2.8440660168182644e-27),
        (500.0, 2, 2.6691902155412764e-109),
        (1000.0, 2, 7.124576406741286e-218),
        (0.001, 3, 0.9999915920809419),
        (0.5, 3, 0.9188914116546758),
        (1.60742428493982, 3, 0.6577075869742793),
        (3.841458820694124, 3, 0.27910046378359765),
        (8.0, 3, 0.04601170568923137),
        (30.0, 3, 1.3800570312932547e-06),
        (122.249125573006, 3, 2.5293711204634368e-26),
        (500.0, 3, 4.771672031912758e-108),
        (1000.0, 3, 1.7994208765314476e-216),
        (1.60742428493982, 50, 1.0),
        (3.841458820694124, 50, 1.0),
        (8.0, 50, 0.9999999999984307),
        (30.0, 50, 0.9888352197284497),
        (122.249125573006, 50, 5.495903131495152e-08),
        (500.0, 50, 1.689910000696118e-75),
        (1000.0, 50, 7.188706215514835e-177),
        (1.60742428493982, 1001, 1.0),
        (3.841458820694124, 1001, 1.0),
        (8.0, 1001, 1.0),
        (30.0, 1001, 1.0),
        (122.249125573006, 1001, 1.0),
        (500.0, 1001, 1.0),
        (1000.0, 1001, 0.5029742172681295),
        (1000.0, 4, 3.569412779777384e-215),
        (122.249125573006, 1000, 1.0),
        (3.841458820694124, 1000, 1.0),
        (8.0, 4, 0.09157819444367091),
        (500.0, 5, 7.984661110562802e-106),
        (500.0, 4, 6.699667441008603e-107),
        (8.0, 10, 0.6288369351798735),
        (0.5, 10, 0.999993388289439),
        (3.841458820694124, 10, 0.9542157295546657),
        (30.0, 49, 0.9851931781115962),
        (122.249125573006, 7, 2.6045571229864905e-23),
    ];

    const NORMAL_LIMITS: [(f64, f64); 11] = [
        (0.5, 0.6744897501960817),
        (0.2, 1.2815515655446004),
        (0.1, 1.6448536269514726),
        (0.050000000000000044, 1.9599639845400538),
        (0.01, 2.575829303548901),
        (0.001, 3.290526731491895),
        (1e-06, 4.89163847569859),
        (1e-10, 6.466951087240516),
        (1.1102230246251565e-16, 8.292361075813595),
        (0.99, 0.012533469508069274),
        (0.999999, 1.2533141373518681e-06),
    ];

    #[test]
    fn tails_are_those_of_independent_arithmetic() {
        for (x, degrees_of_freedom, expected) in UPPER_TAILS {
            near(upper_tail(x, degrees_of_freedom), expected, 1e-13);
        }
    }

    #[test]
    fn tails_fall_from_one_to_nothing_and_grow_with_the_degrees_of_freedom() {
        assert_eq!(upper_tail(0.0, 3), 1.0);
        assert_eq!(upper_tail(5_000.0, 3), 0.0);
        for k in [1, 2, 5, 40, 2_001] {
            let tails: Vec<_> = (1..400)
                .map(|x| upper_tail(f64::from(x) * 10.0, k))
                .collect();
            assert!(tails.is_sorted_by(|a, b| a * (1.0 + 1e-12) >= *b));
            assert!(tails.iter().all(|tail| (0.0..=1.0).contains(tail)));
            assert!(upper_tail(30.0, k) <= upper_tail(30.0, k + 1));
        }
    }

    #[test]
    fn normal_limits_are_those_of_independent_arithmetic() {
        for (tail, expected) in NORMAL_LIMITS {
            // Near the middle of the distribution the tail says little of z, so the error is absolute there.
            let found = two_sided_normal(tail);
            assert!(
                (found - expected).abs() <= 1e-15 * expected.max(1.0),
                "{tail}: {found}"
            );
        }
    }
}
