//! How well a score separates two groups: the area under the receiver operating characteristic.

use std::fmt;

/// The chance that somebody who stayed has a better score than somebody who left, half of the ties included, with a 95 % interval.
///
/// The area is the statistic of Mann and Whitney; its variance is that of E. R. DeLong, D. M. DeLong and D. L. Clarke-Pearson, "Comparing
/// the areas under two or more correlated receiver operating characteristic curves", Biometrics 44 (1988), 837-845,
/// <https://doi.org/10.2307/2531595>, by mid-ranks as in X. Sun and W. Xu, "Fast implementation of DeLong's algorithm", IEEE Signal
/// Processing Letters 21 (2014), 1389-1393, <https://doi.org/10.1109/LSP.2014.2337313>.
pub(crate) struct Separation {
    stayed: usize,
    left: usize,
    area: f64,
    error: f64,
}

impl Separation {
    /// Of scores, better ones higher, and whether who has it left. `None` without two in each group.
    pub(crate) fn of(cases: &[(f64, bool)]) -> Option<Self> {
        let of = |which: bool| -> Vec<f64> {
            let chosen = cases.iter().filter(|(_, left)| *left == which);
            chosen.map(|(score, _)| *score).collect()
        };
        let (stayed, left) = (of(false), of(true));
        if stayed.len() < 2 || left.len() < 2 {
            return None;
        }
        let all: Vec<f64> = stayed.iter().chain(&left).copied().collect();
        let among_all = mid_ranks(&all);
        let (first, second) = among_all.split_at(stayed.len());
        // For everybody the part of the other group that is worse, or better.
        let placed = |ranks: &[f64], own: &[f64], others: usize| -> Vec<f64> {
            let own = mid_ranks(own);
            ranks
                .iter()
                .zip(own)
                .map(|(all, own)| (all - own) / others as f64)
                .collect()
        };
        let better = placed(first, &stayed, left.len());
        let worse: Vec<f64> = placed(second, &left, stayed.len())
            .into_iter()
            .map(|part| 1.0 - part)
            .collect();
        let variance =
            variance(&better) / stayed.len() as f64 + variance(&worse) / left.len() as f64;
        Some(Self {
            stayed: stayed.len(),
            left: left.len(),
            area: mean(&better),
            error: variance.sqrt(),
        })
    }
}

impl fmt::Display for Separation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const Z: f64 = 1.959_963_984_540_054;
        let bound = |sign: f64| (self.area + sign * Z * self.error).clamp(0.0, 1.0);
        write!(
            f,
            "area {:.4}, 95 % from {:.4} to {:.4} ({} stayed, {} left)",
            self.area,
            bound(-1.0),
            bound(1.0),
            self.stayed,
            self.left
        )
    }
}

/// The rank of each from 1, equal ones sharing the mean of theirs.
fn mid_ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<(f64, usize)> = values.iter().copied().zip(0..).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut ranks = vec![0.0; values.len()];
    let mut before = 0_usize;
    for equal in order.chunk_by(|a, b| a.0 == b.0) {
        // The mean of `before + 1` to `before + equal.len()`.
        let rank = before as f64 + (equal.len() as f64 + 1.0) / 2.0;
        for (_, place) in equal {
            if let Some(known) = ranks.get_mut(*place) {
                *known = rank;
            }
        }
        before += equal.len();
    }
    ranks
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn variance(values: &[f64]) -> f64 {
    let mean = mean(values);
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    squares / (values.len() as f64 - 1.0)
}
