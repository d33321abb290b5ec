//! How much a test tries: enough for every run, or as much as is ever wanted.
//!
//! `TENURE_LONG=1` makes every test take its long count; a variable of its own sets one count and goes before that.

use std::env;

/// The count of a test: what its variable says, else the long one under `TENURE_LONG`, else the usual one.
///
/// ```
/// // 50 rounds, 1,000 under TENURE_LONG=1, 7 under TENURE_ROUNDS=7.
/// let rounds = tenure_testkit::effort::times("TENURE_ROUNDS", 50, 1_000);
/// # let _ = rounds;
/// ```
#[must_use]
pub fn times(variable: &str, usual: u64, long: u64) -> u64 {
    let own = env::var(variable).ok().and_then(|count| count.parse().ok());
    own.unwrap_or(if is_long() { long } else { usual })
}

/// Whether this is a long run.
#[must_use]
pub fn is_long() -> bool {
    env::var_os("TENURE_LONG").is_some_and(|long| !long.is_empty() && long != "0")
}
