//! Logistic regression by Newton's method.

/// The chance to leave as a logistic function of features: `1 / (1 + exp(-(b0 + b1 x1 + ...)))`, fitted by most likelihood.
///
/// D. R. Cox, "The regression analysis of binary sequences", Journal of the Royal Statistical Society B 20 (1958), 215-242,
/// <https://doi.org/10.1111/j.2517-6161.1958.tb00292.x>; of one score it is the calibration of J. Platt (1999).
pub(crate) struct Logistic {
    /// The constant first; nothing for a feature that is the same for everybody.
    weights: Vec<f64>,
}

/// Keeps a step defined where features tell the same; too little to be seen in a figure.
const RIDGE: f64 = 1e-6;
const STEPS: usize = 50;

impl Logistic {
    /// Fitted on features and who left. `None` where no feature differs.
    pub(crate) fn fit(rows: &[(Vec<f64>, bool)]) -> Option<Self> {
        let width = rows.first()?.0.len();
        let differs = |place: usize| {
            let mut values = rows.iter().filter_map(|(features, _)| features.get(place));
            let first = values.next();
            values.any(|value| Some(value) != first)
        };
        let used: Vec<_> = (0..width).map(differs).collect();
        if !used.contains(&true) {
            return None;
        }
        let rows: Vec<(Vec<f64>, f64)> = rows
            .iter()
            .map(|(features, left)| {
                let kept = features
                    .iter()
                    .zip(&used)
                    .map(|(value, used)| if *used { *value } else { 0.0 });
                (
                    std::iter::once(1.0).chain(kept).collect(),
                    f64::from(u8::from(*left)),
                )
            })
            .collect();
        let mut weights = vec![0.0; width + 1];
        for _ in 0..STEPS {
            let mut slope: Vec<f64> = weights.iter().map(|weight| -RIDGE * weight).collect();
            let mut bend = vec![vec![0.0; width + 1]; width + 1];
            for (features, left) in &rows {
                let risk = risk(&weights, features);
                let spread = risk * (1.0 - risk);
                for ((slope, bends), one) in slope.iter_mut().zip(&mut bend).zip(features) {
                    *slope += (left - risk) * one;
                    for (bend, other) in bends.iter_mut().zip(features) {
                        *bend += spread * one * other;
                    }
                }
            }
            for (place, bends) in bend.iter_mut().enumerate() {
                if let Some(diagonal) = bends.get_mut(place) {
                    *diagonal += RIDGE;
                }
            }
            let step = solved(bend, slope)?;
            let longest = step
                .iter()
                .fold(0.0_f64, |longest, part| longest.max(part.abs()));
            for (weight, step) in weights.iter_mut().zip(step) {
                *weight += step;
            }
            if longest < 1e-10 {
                break;
            }
        }
        Some(Self { weights })
    }

    /// The chance to leave.
    pub(crate) fn risk(&self, features: &[f64]) -> f64 {
        let with_constant: Vec<_> = std::iter::once(1.0)
            .chain(features.iter().copied())
            .collect();
        risk(&self.weights, &with_constant)
    }
}

fn risk(weights: &[f64], features: &[f64]) -> f64 {
    let sum: f64 = weights
        .iter()
        .zip(features)
        .map(|(weight, value)| weight * value)
        .sum();
    1.0 / (1.0 + (-sum).exp())
}

/// Gauss with pivots. `None` where there is no one solution.
fn solved(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Option<Vec<f64>> {
    let size = right.len();
    for column in 0..size {
        let below = column..size;
        let pivot = below.max_by(|a, b| {
            let size = |row: usize| {
                matrix
                    .get(row)
                    .and_then(|row| row.get(column))
                    .map_or(0.0, |value| value.abs())
            };
            size(*a).total_cmp(&size(*b))
        })?;
        matrix.swap(column, pivot);
        right.swap(column, pivot);
        let top = matrix.get(column)?.clone();
        let (divisor, top_right) = (*top.get(column)?, *right.get(column)?);
        if divisor.abs() < 1e-300 {
            return None;
        }
        for (row, right) in matrix.iter_mut().zip(&mut right).skip(column + 1) {
            let factor = row.get(column)? / divisor;
            for (value, above) in row.iter_mut().zip(&top) {
                *value -= factor * above;
            }
            *right -= factor * top_right;
        }
    }
    let mut solution = vec![0.0; size];
    for place in (0..size).rev() {
        let row = matrix.get(place)?;
        let known: f64 = row
            .iter()
            .zip(&solution)
            .skip(place + 1)
            .map(|(value, known)| value * known)
            .sum();
        *solution.get_mut(place)? = (right.get(place)? - known) / row.get(place)?;
    }
    Some(solution)
}
