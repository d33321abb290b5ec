use std::ops::RangeInclusive;

use super::EconomicsError;

/// One row of a sensitivity table: a figure with one of its inputs moved by a number of steps, all others as they were.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SensitivityRow<I, F> {
    /// How many steps from the inputs as they are; 0 is the figure itself.
    pub steps: i32,
    /// The inputs of this row.
    pub inputs: I,
    /// What they make.
    pub figure: F,
}

/// One row for each number of steps, ascending.
pub(super) fn table<I, F>(
    steps: RangeInclusive<i32>,
    moved: impl Fn(i32) -> Result<I, EconomicsError>,
    figure: impl Fn(&I) -> Result<F, EconomicsError>,
) -> Result<Vec<SensitivityRow<I, F>>, EconomicsError> {
    steps
        .map(|steps| {
            let inputs = moved(steps)?;
            let figure = figure(&inputs)?;
            Ok(SensitivityRow {
                steps,
                inputs,
                figure,
            })
        })
        .collect()
}
