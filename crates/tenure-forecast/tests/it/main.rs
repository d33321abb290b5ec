//! Models of lifetimes against what others computed, against published examples, and by their laws.
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests may fail loudly"
)]

mod counts;
mod laws;
mod oracle;
mod published_examples;

use tenure_forecast::{Fit, RenewalCounts, ShiftedBetaGeometric, fit};

fn mixed(survivors: &[u64]) -> ShiftedBetaGeometric {
    let fitted = fit(&RenewalCounts::of_survivors(survivors).unwrap()).unwrap();
    let Fit::Mixed { model, .. } = fitted else {
        panic!("{fitted:?}")
    };
    model
}

#[track_caller]
fn near(found: f64, expected: f64, tolerance: f64) {
    let off = (found - expected).abs();
    assert!(
        off <= tolerance * expected.abs(),
        "{found:e}, expected {expected:e}, off by {off:e}"
    );
}
