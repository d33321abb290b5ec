//! Independent pieces of work, one after the other or, with the feature `parallel`, on every processor. Answers come in the order of
//! the pieces either way, so they are the same.

/// Below this many facts, sharing them out costs more than it gains.
#[cfg(feature = "parallel")]
const WORTH_SHARING: usize = 1 << 17;

/// In how many parts to share out this many facts.
#[cfg(feature = "parallel")]
pub(super) fn parts(facts: usize) -> usize {
    if facts < WORTH_SHARING {
        return 1;
    }
    // A few more than processors, as those may have other things to do.
    match rayon::current_num_threads() {
        0 | 1 => 1,
        threads => threads * 2,
    }
}

/// Does each piece of work; `tools` are what one worker reuses from piece to piece.
#[cfg(feature = "parallel")]
pub(super) fn each<J: Send, T, R: Send>(
    facts: usize,
    jobs: Vec<J>,
    tools: impl Fn() -> T + Sync + Send,
    work: impl Fn(&mut T, J) -> R + Sync + Send,
) -> Vec<R> {
    use rayon::prelude::*;

    if facts < WORTH_SHARING {
        let mut tools = tools();
        return jobs.into_iter().map(|job| work(&mut tools, job)).collect();
    }
    jobs.into_par_iter().map_init(tools, work).collect()
}

/// Does two pieces of work.
#[cfg(feature = "parallel")]
pub(super) fn both(facts: usize, one: impl FnOnce() + Send, other: impl FnOnce() + Send) {
    if facts < WORTH_SHARING {
        one();
        other();
    } else {
        rayon::join(one, other);
    }
}

/// In how many parts to share out this many facts.
#[cfg(not(feature = "parallel"))]
pub(super) const fn parts(_: usize) -> usize {
    1
}

/// Does each piece of work; `tools` are what is reused from piece to piece.
#[cfg(not(feature = "parallel"))]
pub(super) fn each<J, T, R>(
    _: usize,
    jobs: Vec<J>,
    tools: impl Fn() -> T,
    work: impl Fn(&mut T, J) -> R,
) -> Vec<R> {
    let mut tools = tools();
    jobs.into_iter().map(|job| work(&mut tools, job)).collect()
}

/// Does two pieces of work.
#[cfg(not(feature = "parallel"))]
pub(super) fn both(_: usize, one: impl FnOnce(), other: impl FnOnce()) {
    one();
    other();
}
