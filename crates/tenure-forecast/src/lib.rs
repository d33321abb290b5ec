//! How long customers will stay: models of lifetimes, fitted to what became of customers so far.
//!
//! **In** go [`RenewalCounts`]: how many customers came to each renewal of their contract and how many of them left at it, from a
//! cohort's survivors, a report of [`cohorts`](tenure::retention::cohorts()), or customers one by one. **Out** comes a [`Fit`] with a
//! [`ShiftedBetaGeometric`] model, and from that what to expect of a customer who has renewed so many times.
//!
//! A renewal is whatever is decided at fixed times: a year, a quarter, a month. Where customers leave on any day and not at the end
//! of a term, [`survival`](tenure::retention::survival) measures without a model.
//!
//! Figures are doubles: they are estimates, with standard errors, and no amounts.

mod counts;
mod fit;
mod model;

pub use counts::{CountsError, RenewalCounts, Renewed};
pub use fit::{Fit, FitError, fit};
pub use model::{ModelError, ShiftedBetaGeometric};
