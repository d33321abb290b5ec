//! What waiting for memory costs on this machine, now: what a live fact cannot be quicker than where accounts are not in the cache.

use std::hint::black_box;
use std::time::Instant;

/// How many reads are timed.
pub(crate) const READS: usize = 1_000_000;

/// As many bytes as an account takes in the live figures.
type Line = [u32; 8];

/// Nanoseconds for [`READS`] reads, each at a place that the one before names, among so many lines in an order without any.
pub(crate) fn run(lines: usize) -> Option<u128> {
    let count = u32::try_from(lines).ok()?;
    let mut all: Vec<Line> = (0..count).map(|line| [line; 8]).collect();
    let mut random = 88_172_645_463_325_252_u64;
    // Shuffled, then linked into one ring.
    for last in (1..lines).rev() {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        let other = usize::try_from(random % last as u64).ok()?;
        all.swap(last, other);
    }
    let mut next = vec![Line::default(); lines];
    for pair in all.windows(2) {
        let [from, to] = pair else { continue };
        *next.get_mut(from[0] as usize)? = *to;
    }
    *next.get_mut(all.last()?[0] as usize)? = *all.first()?;
    let mut at = 0;
    let start = Instant::now();
    for _ in 0..READS {
        at = next.get(at as usize)?[0];
    }
    black_box(at);
    Some(start.elapsed().as_nanos())
}
