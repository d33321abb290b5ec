//! Measured sides, their ratio, and its bar.

use std::process::ExitCode;
use std::time::{Duration, Instant};

/// How often the sides of a comparison take turns.
pub(crate) const ROUNDS: usize = 7;

#[derive(Default)]
pub(crate) struct Score {
    below: usize,
}

impl Score {
    /// Two sides that took turns, each with how many it did a second in each round.
    pub(crate) fn ratio(
        &mut self,
        what: &str,
        other: &str,
        ours: &[f64],
        theirs: &[f64],
        bar: f64,
    ) {
        let ratio = median(
            ours.iter()
                .zip(theirs)
                .map(|(ours, theirs)| ours / theirs)
                .collect(),
        );
        let (ours, theirs) = (median(ours.to_vec()), median(theirs.to_vec()));
        let verdict = self.verdict(ratio >= bar);
        println!(
            "{what:<52} {ours:>11.0}/s  {other} {theirs:.0}/s  ratio {ratio:.2}  bar {bar:.2}  {verdict}"
        );
    }

    /// What is done a second, on its own.
    pub(crate) fn rate(&mut self, what: &str, rates: &[f64], bar: f64) {
        let rate = median(rates.to_vec());
        let verdict = self.verdict(rate >= bar);
        println!("{what:<52} {rate:>11.0}/s  bar {bar:.0}/s  {verdict}");
    }

    /// What must stay under a limit.
    pub(crate) fn at_most(&mut self, what: &str, mib: u64, bar: u64) {
        let verdict = self.verdict(mib <= bar);
        println!("{what:<52} {mib:>9} MiB  bar {bar} MiB  {verdict}");
    }

    fn verdict(&mut self, holds: bool) -> &'static str {
        if holds {
            return "holds";
        }
        self.below += 1;
        "BELOW"
    }

    pub(crate) fn end(self) -> ExitCode {
        if self.below == 0 {
            return ExitCode::SUCCESS;
        }
        println!(
            "{} below its bar: times are noisy on a busy machine, so run it alone",
            self.below
        );
        ExitCode::FAILURE
    }
}

/// How many a second.
pub(crate) fn per_second(count: usize, taken: Duration) -> f64 {
    count as f64 / taken.as_secs_f64()
}

pub(crate) fn timed<T>(count: usize, work: impl FnOnce() -> T) -> (f64, T) {
    let start = Instant::now();
    let value = work();
    (per_second(count, start.elapsed()), value)
}

pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
