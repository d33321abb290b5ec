//! Worked examples that others have published, by their numbers in the project's list; the others stand with the core.

use super::{mixed, near};

/// The shifted beta-geometric model of seven renewals (jdmaturen, shifted_beta_geometric_py,
/// <https://github.com/jdmaturen/shifted_beta_geometric_py>): the next five, and what a customer who renewed seven times is worth.
#[test]
fn example_18_five_more_renewals_and_7_53_more_years_at_ten_percent() {
    let model = mixed(&[1000, 869, 743, 653, 593, 551, 517, 491]);
    near(model.alpha(), 0.66809, 1e-4);
    near(model.beta(), 3.80610, 1e-4);
    let next: Vec<String> = (8..13)
        .map(|renewals| format!("{:.3}", model.survival(renewals)))
        .collect();
    assert_eq!(next, ["0.460", "0.436", "0.414", "0.395", "0.378"]);
    let residual = model.discounted_residual_lifetime(7, 0.10).unwrap();
    assert_eq!(format!("{residual:.3}"), "7.530");
}

/// Fader, Hardie: A spreadsheet-literate non-statistician's guide to the beta-geometric model, 2014,
/// <https://www.brucehardie.com/notes/032/>: 1000 customers, four renewals.
#[test]
fn example_19_1000_customers_after_four_renewals_and_after_eight() {
    let model = mixed(&[1000, 631, 468, 382, 326]);
    near(model.alpha(), 0.76367, 1e-5);
    near(model.beta(), 1.29583, 1e-5);
    let survivors: Vec<String> = (1..9)
        .map(|renewals| format!("{:.1}", 1000.0 * model.survival(renewals)))
        .collect();
    assert_eq!(
        survivors,
        [
            "629.2", "472.1", "383.3", "325.5", "284.5", "253.7", "229.6", "210.3"
        ]
    );
}
