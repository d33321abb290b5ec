#![doc = include_str!("../README.md")]

mod counts;
mod fit;
mod model;

pub use counts::{CountsError, RenewalCounts, Renewed};
pub use fit::{Fit, FitError, fit};
pub use model::{ModelError, ShiftedBetaGeometric};
