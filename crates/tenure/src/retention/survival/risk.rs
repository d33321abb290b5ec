//! Who is at risk when: one pass over sorted times.

use super::lifetime::Lifetime;

/// Lifetimes sorted by when they go and when they come.
pub(super) struct Risk {
    /// The bits of each duration, shifted by one for the mark of an end. Bits of numbers from zero up sort as the numbers do.
    exits: Vec<u64>,
    /// Entries in rising order; empty when all are zero.
    entries: Vec<f64>,
}

/// What happens at one time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    pub(super) time: f64,
    pub(super) at_risk: u64,
    pub(super) events: u64,
    pub(super) censored: u64,
}

impl Risk {
    pub(super) fn new(lifetimes: impl IntoIterator<Item = Lifetime>) -> Self {
        let lifetimes = lifetimes.into_iter();
        let mut exits = Vec::with_capacity(lifetimes.size_hint().0);
        let mut entries = Vec::new();
        for lifetime in lifetimes {
            let ended = u64::from(lifetime.has_ended());
            if lifetime.entry() > 0.0 {
                entries.push(lifetime.entry());
            }
            exits.push(lifetime.duration().to_bits() << 1 | ended);
        }
        exits.sort_unstable();
        if !entries.is_empty() {
            // Those at risk from zero on.
            entries.resize(exits.len(), 0.0);
            entries.sort_unstable_by(f64::total_cmp);
        }
        Self { exits, entries }
    }

    pub(super) const fn lifetimes(&self) -> usize {
        self.exits.len()
    }

    /// The first time at which any is under observation.
    pub(super) fn first_entry(&self) -> f64 {
        self.entries.first().copied().unwrap_or_default()
    }

    /// The first entry that is not before this time.
    pub(super) fn next_entry(&self, time: f64) -> Option<f64> {
        let entered = self.entries.partition_point(|entry| *entry < time);
        self.entries.get(entered).copied()
    }

    /// Every distinct time at which any goes, in order.
    pub(super) fn steps(&self) -> Steps<'_> {
        Steps {
            rest: &self.exits,
            entries: &self.entries,
            entered: 0,
            exited: 0,
        }
    }
}

pub(super) struct Steps<'a> {
    rest: &'a [u64],
    entries: &'a [f64],
    entered: usize,
    exited: usize,
}

impl Steps<'_> {
    /// What happens at a time that is not after the next step nor before the last one asked for.
    pub(super) fn at(&mut self, time: f64) -> Step {
        let taken = if self.next_time() == Some(time) {
            self.next()
        } else {
            None
        };
        taken.unwrap_or_else(|| Step {
            time,
            at_risk: self.at_risk(time),
            events: 0,
            censored: 0,
        })
    }

    /// How many are at risk at such a time.
    fn at_risk(&mut self, time: f64) -> u64 {
        let later = self.entries.get(self.entered..).unwrap_or_default();
        self.entered += later.iter().take_while(|entry| **entry < time).count();
        let entered = match self.entries {
            [] => self.exited + self.rest.len(),
            _ => self.entered,
        };
        (entered - self.exited) as u64
    }

    /// The time of the next step, without taking it.
    pub(super) fn next_time(&self) -> Option<f64> {
        self.rest.first().map(|exit| f64::from_bits(exit >> 1))
    }
}

impl Iterator for Steps<'_> {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        let time = self.next_time()?;
        let at_risk = self.at_risk(time);
        let bits = time.to_bits();
        let mut events = 0;
        let mut gone = 0;
        for exit in self.rest.iter().take_while(|exit| **exit >> 1 == bits) {
            events += exit & 1;
            gone += 1;
        }
        self.exited += gone;
        self.rest = self.rest.get(gone..).unwrap_or_default();
        Some(Step {
            time,
            at_risk,
            events,
            censored: gone as u64 - events,
        })
    }
}
