//! Laws of the model and of its fit.

use proptest::prelude::*;
use tenure::economics::Extent;
use tenure_forecast::{
    Fit, FitError, ModelError, RenewalCounts, Renewed, ShiftedBetaGeometric, fit,
};
use tenure_testkit::Dice;

use super::near;

fn models() -> impl Strategy<Value = ShiftedBetaGeometric> {
    (-3.0..5.0_f64, -3.0..5.0_f64)
        .prop_map(|(alpha, beta)| ShiftedBetaGeometric::new(alpha.exp(), beta.exp()).unwrap())
}

/// Of at most so many customers a share survives each of a few renewals.
fn survivors() -> impl Strategy<Value = Vec<u64>> {
    (1..100_000_u64, prop::collection::vec(0.0..=1.0_f64, 0..12)).prop_map(|(first, shares)| {
        let mut all = vec![first];
        for share in shares {
            all.push((*all.last().unwrap() as f64 * share) as u64);
        }
        all
    })
}

/// The logarithm of the likelihood by the probabilities of lifetimes, customer by customer.
fn by_lifetimes(model: &ShiftedBetaGeometric, survivors: &[u64]) -> f64 {
    let mut sum = 0.0;
    for (renewals, pair) in (1_u32..).zip(survivors.windows(2)) {
        let leaves = model.survival(renewals - 1) - model.survival(renewals);
        let left = (pair[0] - pair[1]) as f64;
        sum += if left > 0.0 { left * leaves.ln() } else { 0.0 };
    }
    let last = u32::try_from(survivors.len()).unwrap() - 1;
    sum + *survivors.last().unwrap() as f64 * model.survival(last).ln()
}

proptest! {
    #[test]
    fn survival_starts_at_one_and_falls_and_retention_rises(model in models(), renewals in 1..200_u32) {
        prop_assert_eq!(model.survival(0), 1.0);
        prop_assert!(model.survival(renewals) < model.survival(renewals - 1));
        prop_assert!(model.survival(renewals) > 0.0);
        prop_assert!(model.retention(renewals) > model.retention(renewals - 1));
        prop_assert!(model.retention(renewals) < 1.0);
    }

    #[test]
    fn who_left_and_who_stayed_are_all(model in models(), renewals in 0..100_u32) {
        let left: f64 = (0..renewals)
            .map(|renewed| model.survival(renewed) * (1.0 - model.retention(renewed)))
            .sum();
        near(left + model.survival(renewals), 1.0, 1e-12);
    }

    #[test]
    fn the_residual_lifetime_rises_with_renewals_and_falls_with_the_discount(
        model in models(),
        renewed in 0..50_u32,
        discount in 0.01..1.0_f64,
    ) {
        let residual = |renewed, discount| model.discounted_residual_lifetime(renewed, discount).unwrap();
        prop_assert!(residual(renewed + 1, discount) > residual(renewed, discount));
        prop_assert!(residual(renewed, discount * 1.01) < residual(renewed, discount));
    }

    #[test]
    fn a_lifetime_is_the_next_term_and_the_lifetime_after_it(
        model in models(),
        renewed in 0..50_u32,
        discount in 0.01..1.0_f64,
    ) {
        let residual = |renewed| model.discounted_residual_lifetime(renewed, discount).unwrap();
        let stays = model.retention(renewed);
        near(residual(renewed), stays * (1.0 + residual(renewed + 1) / (1.0 + discount)), 1e-12);
    }

    #[test]
    fn the_mean_lifetime_is_what_the_discounted_one_comes_to(alpha in 4.0..9.0_f64, beta in 0.1..9.0_f64) {
        let model = ShiftedBetaGeometric::new(alpha, beta).unwrap();
        let Extent::Bounded(mean) = model.mean_lifetime() else { panic!("bounded") };
        // The difference is half the discount times the second moment, which is finite.
        near(model.discounted_lifetime(1e-4).unwrap(), mean, 1e-2);
    }

    #[test]
    fn customers_ever_more_alike_leave_with_one_probability(churn in 0.05..0.95_f64, renewals in 1..20_u32) {
        let model = ShiftedBetaGeometric::new(1e13 * churn, 1e13 * (1.0 - churn)).unwrap();
        let stays = (1.0 - churn).powi(i32::try_from(renewals).unwrap());
        near(model.survival(renewals), stays, 1e-9);
        near(model.discounted_residual_lifetime(renewals, 0.1).unwrap(), 1.1 * (1.0 - churn) / (0.1 + churn), 1e-9);
    }

    #[test]
    fn no_neighbour_of_the_fit_is_more_likely(survivors in survivors(), direction in 0.0..6.3_f64) {
        let Ok(counts) = RenewalCounts::of_survivors(&survivors) else { panic!("they never rise") };
        match fit(&counts) {
            Ok(Fit::Mixed { model, log_likelihood, .. }) => {
                // Probabilities of lifetimes that hardly ever happen lose digits to the difference that makes them.
                let whole = by_lifetimes(&model, &survivors);
                if whole.is_finite() && model.alpha() > 1e-6 && model.alpha() + model.beta() < 1e6 {
                    near(log_likelihood, whole, 1e-7);
                }
                let (up, right) = direction.sin_cos();
                for far in [0.001, 0.1, 1.0] {
                    let other = ShiftedBetaGeometric::new(
                        model.alpha() * (far * up).exp(),
                        model.beta() * (far * right).exp(),
                    );
                    let other = likelihood_of(&other.unwrap(), &counts);
                    prop_assert!(other <= log_likelihood + 1e-11 * log_likelihood.abs(), "{other} {log_likelihood}");
                }
            }
            Ok(Fit::Alike { churn, log_likelihood }) => {
                prop_assert!(churn > 0.0 && churn <= 1.0);
                for sum in [0.1, 1.0, 10.0, 1e3, 1e6] {
                    for share in [0.5, 0.9, 1.0, 1.1, 1.5] {
                        let leaves = (churn * share).clamp(1e-9, 1.0 - 1e-9);
                        let other = ShiftedBetaGeometric::new(sum * leaves, sum * (1.0 - leaves));
                        let other = likelihood_of(&other.unwrap(), &counts);
                        prop_assert!(other <= log_likelihood + 1e-9 * log_likelihood.abs() + 1e-9, "{other} {log_likelihood}");
                    }
                }
            }
            Ok(Fit::Opposite { leavers, log_likelihood }) => {
                prop_assert!(counts.iter().skip(1).all(|(_, left)| left == 0));
                let other = ShiftedBetaGeometric::new(1e-9 * leavers, 1e-9 * (1.0 - leavers).max(1e-9));
                prop_assert!(likelihood_of(&other.unwrap(), &counts) <= log_likelihood + 1e-6 * (1.0 + log_likelihood.abs()));
            }
            Ok(other) => panic!("{other:?}"),
            Err(FitError::TooFewRenewals { renewals }) => prop_assert!(renewals < 2),
            Err(FitError::NobodyLeft { .. }) => prop_assert!(counts.iter().all(|(_, left)| left == 0)),
            Err(error) => panic!("{error}: {survivors:?}"),
        }
    }

    #[test]
    fn customers_one_by_one_are_their_cohort(survivors in survivors()) {
        let survivors: Vec<u64> = survivors.iter().map(|many| many % 500).collect();
        let mut sorted = survivors;
        sorted.sort_unstable_by(|one, other| other.cmp(one));
        let mut customers = Vec::new();
        for (times, pair) in (0..).zip(sorted.windows(2)) {
            customers.extend((pair[1]..pair[0]).map(|_| Renewed { times, left: true }));
        }
        let times = u32::try_from(sorted.len()).unwrap() - 1;
        customers.extend((0..*sorted.last().unwrap()).map(|_| Renewed { times, left: false }));
        let cohort = RenewalCounts::of_survivors(&sorted).unwrap();
        prop_assert_eq!(RenewalCounts::of_customers(customers).unwrap(), cohort);
    }
}

/// By the probability of each decision.
fn likelihood_of(model: &ShiftedBetaGeometric, counts: &RenewalCounts) -> f64 {
    let each = |(renewed, (faced, left)): (u32, (u64, u64))| {
        let all = model.alpha() + model.beta() + f64::from(renewed);
        let part = |some: u64, of: f64| {
            if some == 0 {
                0.0
            } else {
                some as f64 * (of / all).ln()
            }
        };
        part(left, model.alpha()) + part(faced - left, model.beta() + f64::from(renewed))
    };
    (0..).zip(counts.iter()).map(each).sum()
}

/// Customers drawn from a known model, of ages from one renewal to twelve: the fit finds it within a few standard errors, in nearly
/// all of many draws.
#[test]
fn drawn_customers_are_fitted_by_what_drew_them() {
    let mut dice = Dice::new(7);
    let (alpha, beta) = (0.8, 2.5);
    let truth = ShiftedBetaGeometric::new(alpha, beta).unwrap();
    let mut within = 0;
    for _ in 0..100 {
        let customers = (0..3_000_u32).map(|number| {
            let age = number % 12 + 1;
            let mut times = 0;
            while times < age
                && dice.below(1 << 32) as f64 / 2_f64.powi(32) < truth.retention(times)
            {
                times += 1;
            }
            Renewed {
                times,
                left: times < age,
            }
        });
        let counts = RenewalCounts::of_customers(customers.collect::<Vec<_>>()).unwrap();
        let Fit::Mixed {
            model,
            std_errors: Some(errors),
            ..
        } = fit(&counts).unwrap()
        else {
            panic!("customers differ")
        };
        let far = ((model.alpha() - alpha) / errors.0).abs();
        within += u32::from(far < 2.0);
    }
    assert!(
        (90..=100).contains(&within),
        "{within} of 100 within two standard errors"
    );
}

/// Hardly more different than by chance: the likelihood is a long flat ridge, along which rounding keeps every step from being small.
/// The maximum is by `mpmath` in forty digits.
#[test]
fn the_top_of_a_flat_ridge_is_found() {
    let counts = RenewalCounts::of_survivors(&[26_457, 5_903, 559, 525, 72, 9, 6, 3, 0]).unwrap();
    let Fit::Mixed {
        model,
        log_likelihood,
        ..
    } = fit(&counts).unwrap()
    else {
        panic!("customers differ")
    };
    near(model.alpha(), 778.508_664_712_622, 1e-7);
    near(model.beta(), 207.976_186_074_442, 1e-7);
    near(log_likelihood, -17_281.070_661_083_223, 1e-13);
}

#[test]
fn what_is_no_model_is_refused() {
    for (alpha, beta) in [
        (0.0, 1.0),
        (1.0, -1.0),
        (f64::NAN, 1.0),
        (1.0, f64::INFINITY),
    ] {
        let refused = ShiftedBetaGeometric::new(alpha, beta);
        assert!(matches!(refused, Err(ModelError::Parameter { .. })));
    }
    let model = ShiftedBetaGeometric::new(1.0, 1.0).unwrap();
    for discount in [0.0, -0.1, 1e-7, f64::NAN, f64::INFINITY] {
        let refused = model.discounted_residual_lifetime(0, discount);
        assert!(matches!(refused, Err(ModelError::Discount { .. })));
    }
}

#[test]
fn counts_that_tell_nothing_say_why() {
    let told = |survivors: &[u64]| fit(&RenewalCounts::of_survivors(survivors).unwrap());
    assert_eq!(told(&[]), Err(FitError::TooFewRenewals { renewals: 0 }));
    assert_eq!(
        told(&[100, 80]),
        Err(FitError::TooFewRenewals { renewals: 1 })
    );
    assert_eq!(
        told(&[100, 0, 0]),
        Err(FitError::TooFewRenewals { renewals: 1 })
    );
    assert_eq!(
        told(&[100, 100, 100]),
        Err(FitError::NobodyLeft { customers: 100 })
    );
    let opposite = told(&[100, 80, 80, 80]).unwrap();
    assert!(
        matches!(opposite, Fit::Opposite { leavers, .. } if leavers == 0.2),
        "{opposite:?}"
    );
    // Ever more leave: as little as customers can differ is too much.
    let alike = told(&[100, 90, 60, 10]).unwrap();
    assert!(
        matches!(alike, Fit::Alike { churn, .. } if churn == 90.0 / 250.0),
        "{alike:?}"
    );
}
