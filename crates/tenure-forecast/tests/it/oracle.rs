//! Figures that `scipy` and `mpmath` computed, from the shared data sets.

use serde_json::Value;
use tenure_forecast::{Fit, RenewalCounts, ShiftedBetaGeometric, fit};
use tenure_testkit::data;

use super::{mixed, near};

fn text(path: &str) -> Option<String> {
    Some(std::fs::read_to_string(data::path(path)?).unwrap())
}

/// The survivors of the regular segment (Fader, Hardie 2007), years 0 to 12.
fn regular() -> Option<Vec<u64>> {
    let text = text("sbg_fader_hardie/regular.csv")?;
    let survivors = text.lines().skip(1);
    Some(
        survivors
            .map(|line| line.split(',').nth(1).unwrap().parse().unwrap())
            .collect(),
    )
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

#[test]
fn the_regular_segment_is_fitted_as_by_scipy() {
    let (Some(survivors), Some(oracle)) = (regular(), text("sbg_fader_hardie/oracle_regular.json"))
    else {
        return;
    };
    let oracle: Value = serde_json::from_str(&oracle).unwrap();
    for (years, expected) in [(7, &oracle["mle"]), (4, &oracle["fit_years_0_4"])] {
        let counts = RenewalCounts::of_survivors(&survivors[..=years]).unwrap();
        let Fit::Mixed {
            model,
            std_errors,
            log_likelihood,
        } = fit(&counts).unwrap()
        else {
            panic!("customers differ")
        };
        // An optimiser of the oracle stops where the likelihood no longer changes: some eight digits of the parameters.
        near(model.alpha(), number(&expected["alpha"]), 1e-7);
        near(model.beta(), number(&expected["beta"]), 1e-7);
        near(log_likelihood, number(&expected["loglik"]), 1e-13);
        let errors = &expected["se"];
        if errors.is_object() {
            let (alpha, beta) = std_errors.unwrap();
            near(alpha, number(&errors["alpha"]), 1e-5);
            near(beta, number(&errors["beta"]), 1e-5);
        }
    }
    let model = mixed(&survivors[..=7]);
    for row in oracle["survival"].as_array().unwrap() {
        let year = u32::try_from(row["year"].as_u64().unwrap()).unwrap();
        near(
            100.0 * model.survival(year),
            number(&row["model_pct"]),
            1e-7,
        );
        if let Some(rate) = row["retention_rate"].as_f64() {
            near(model.retention(year - 1), rate, 1e-7);
        }
    }
    for (discount, expected) in oracle["del_new_customer"].as_object().unwrap() {
        let found = model.discounted_lifetime(discount.parse().unwrap());
        near(found.unwrap(), number(expected), 1e-7);
    }
    for (asked, expected) in oracle["derl"].as_object().unwrap() {
        let (active, discount) = asked.split_once(',').unwrap();
        let active: u32 = active.trim_start_matches("n=").parse().unwrap();
        let discount = discount.trim_start_matches("d=").parse().unwrap();
        let found = model.discounted_residual_lifetime(active - 1, discount);
        near(found.unwrap(), number(expected), 1e-7);
    }
}

#[test]
fn survival_and_residual_lifetimes_are_those_of_mpmath() {
    let Some(text) = text("numeric_small/sbg_points.csv") else {
        return;
    };
    let mut seen = 0;
    for line in text.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let number = |place: usize| fields[place].parse::<f64>().unwrap();
        let model = ShiftedBetaGeometric::new(number(1), number(2)).unwrap();
        let renewals: u32 = fields[3].parse().unwrap();
        let found = match fields[0] {
            "S" => model.survival(renewals),
            "DERL" => model
                .discounted_residual_lifetime(renewals - 1, number(4))
                .unwrap(),
            other => panic!("{other} is no figure"),
        };
        near(found, number(5), 1e-11);
        seen += 1;
    }
    assert!(seen > 20, "{seen}");
}
