//! Shares of a whole that add up to it.

use std::cmp::Reverse;

/// Splits a whole in proportion to weights by the largest remainder (Hamilton's method): every part gets its share cut to a whole
/// number; what is left over goes, one each, to the parts with the largest remainders, the earlier part first among equals.
///
/// `None` when no weight is above zero, or when the whole has more than 96 bits.
pub(crate) fn apportion(whole: u128, weights: &[u32]) -> Option<Vec<u128>> {
    let total: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
    if total == 0 {
        return None;
    }
    let mut parts = Vec::with_capacity(weights.len());
    let mut left = whole;
    for weight in weights {
        let product = whole.checked_mul(u128::from(*weight))?;
        // Shares that are cut add up to at most the whole.
        left = left.checked_sub(product / total)?;
        parts.push((product / total, product % total));
    }
    // The remainders add up to `left` times the total, so fewer than the parts that have one are left over.
    let mut by_remainder: Vec<&mut (u128, u128)> = parts.iter_mut().collect();
    by_remainder.sort_by_key(|part| Reverse(part.1));
    for part in by_remainder {
        if left == 0 {
            break;
        }
        part.0 += 1;
        left -= 1;
    }
    Some(parts.into_iter().map(|(share, _)| share).collect())
}
