//! An amount in parts.

use crate::apportion::apportion;

/// Who has which part of an account on some days.
pub(super) struct Weights {
    keys: Vec<u32>,
    weights: Vec<u32>,
}

impl Weights {
    pub(super) fn of(shares: &[(u32, u16)]) -> Self {
        Self {
            keys: shares.iter().map(|(key, _)| *key).collect(),
            weights: shares.iter().map(|(_, part)| u32::from(*part)).collect(),
        }
    }

    pub(super) fn keys(&self) -> &[u32] {
        &self.keys
    }

    /// The parts of an amount by largest remainder, in the order of keys; of one below zero those of its size.
    pub(super) fn split(&self, amount: i128) -> Vec<i128> {
        let parts = apportion(amount.unsigned_abs(), &self.weights);
        // There is always somebody, and no amount has more than 96 bits.
        let parts = parts.unwrap_or_else(|| vec![0; self.keys.len()]);
        let sign = if amount < 0 { -1 } else { 1 };
        parts
            .into_iter()
            .map(|part| sign * i128::try_from(part).unwrap_or_default())
            .collect()
    }

    /// The parts of the way from one amount to another, each of its sign: what every part of the first lacks of the same part of the
    /// second. Where rounding would let one part go the other way, the way itself is split.
    pub(super) fn split_way(&self, from: i128, to: i128) -> Vec<i128> {
        let pairs = self.split(from).into_iter().zip(self.split(to));
        let way: Vec<i128> = pairs.map(|(from, to)| to - from).collect();
        let wrong = |part: &i128| if to < from { *part > 0 } else { *part < 0 };
        if way.iter().any(wrong) {
            return self.split(to - from);
        }
        way
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn parts_add_up_and_ways_go_one_way(
            parts in prop::collection::vec(1_u16..5_000, 1..6), from in 0_i128..1_000, to in 0_i128..1_000_000,
        ) {
            let shares: Vec<(u32, u16)> = (0..).zip(parts).collect();
            let weights = Weights::of(&shares);
            prop_assert_eq!(weights.split(from).iter().sum::<i128>(), from);
            prop_assert_eq!(weights.split(-from).iter().sum::<i128>(), -from);
            let way = weights.split_way(from, to);
            prop_assert_eq!(way.iter().sum::<i128>(), to - from);
            prop_assert!(way.iter().all(|part| part.signum() * (to - from).signum() >= 0));
        }
    }
}
