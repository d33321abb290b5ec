//! Measured sides, their ratio, and its bar, as rows of a Markdown table.

use std::process::ExitCode;
use std::time::{Duration, Instant};

/// How often the sides of a comparison take turns.
pub(crate) const ROUNDS: usize = 11;

/// One side of a comparison. Sides take turns within a round, as short ones as can be, so that whatever else the machine does meets all.
#[derive(Default)]
pub(crate) struct Side {
    rates: Vec<f64>,
    count: usize,
    taken: Duration,
}

impl Side {
    /// A turn that ends now, in which so many were done.
    pub(crate) fn turn(&mut self, count: usize, since: Instant) {
        self.taken += since.elapsed();
        self.count += count;
    }

    pub(crate) fn end_round(&mut self) {
        self.rates.push(per_second(self.count, self.taken));
        (self.count, self.taken) = (0, Duration::ZERO);
    }

    /// How many a second in each round.
    pub(crate) fn rates(&self) -> &[f64] {
        &self.rates
    }
}

#[derive(Default)]
pub(crate) struct Score {
    below: usize,
}

impl Score {
    /// The head of a table.
    pub(crate) fn part(&self, of: &str) {
        println!("\n| {of} | a second | beside | a second | ratio | bar | |");
        println!("| --- | --- | --- | --- | --- | --- | --- |");
    }

    /// Two sides that took turns, each with how many it did a second in each round. Without a bar it is only told.
    pub(crate) fn ratio(
        &mut self,
        what: &str,
        other: &str,
        ours: &[f64],
        theirs: &[f64],
        bar: Option<f64>,
    ) {
        let ratios = ours.iter().zip(theirs).map(|(ours, theirs)| ours / theirs);
        let ratio = median(ratios.collect());
        let (ours, theirs) = (
            thousands(median(ours.to_vec())),
            thousands(median(theirs.to_vec())),
        );
        let verdict = bar.map_or("", |bar| self.verdict(ratio >= bar));
        let bar = bar.map_or(String::new(), |bar| format!("{bar:.1}"));
        println!("| {what} | {ours} | {other} | {theirs} | {ratio:.2} | {bar} | {verdict} |");
    }

    /// What is done a second, on its own.
    pub(crate) fn rate(&mut self, what: &str, rates: &[f64], bar: f64) {
        let rate = median(rates.to_vec());
        let verdict = self.verdict(rate >= bar);
        let (rate, bar) = (thousands(rate), thousands(bar));
        println!("| {what} | {rate} | | | | {bar} a second | {verdict} |");
    }

    /// What must stay under a limit.
    pub(crate) fn at_most(&mut self, what: &str, bytes: u64, mib: u64) {
        let verdict = self.verdict(bytes <= mib << 20);
        let used = bytes as f64 / f64::from(1 << 20);
        println!("| {what} | {used:.1} MiB | | | | at most {mib} MiB | {verdict} |");
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
            "\n{} below its bar: times are noisy on a busy machine, so run it alone",
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

/// Three digits that count are more than such a measurement has.
fn thousands(value: f64) -> String {
    let unit = 10_f64.powf((value.abs().log10().floor() - 2.0).max(0.0));
    let digits = format!("{:.0}", (value / unit).round() * unit);
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}
