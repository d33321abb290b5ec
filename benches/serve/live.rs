//! The whole log through the live figures, one fact at a time, and corrections of the past.

use std::error::Error;
use std::time::Instant;

use chrono::Days;
use tenure::retention::{AccountIndex, EventParts, Holding, Live, RevenueLevel};

use crate::book::{CURRENCY, Raw, first_day, months};
use crate::canonical;

/// So many facts before its own an account is foreseen.
const AHEAD: usize = 12;

pub(crate) struct Stream<'a> {
    raw: &'a Raw,
    empty: Live,
    live: Option<Live>,
    /// Goes on from round to round: the same corrections again would correct nothing.
    random: u64,
}

impl<'a> Stream<'a> {
    /// With every account named, which is not timed.
    pub(crate) fn new(raw: &'a Raw) -> Result<Self, Box<dyn Error>> {
        let mut empty = Live::new(CURRENCY, &months()?, &raw.managers)?;
        for account in raw.accounts.iter() {
            empty.account(account)?;
        }
        Ok(Self {
            raw,
            empty,
            live: None,
            random: 7,
        })
    }

    /// Nanoseconds for the whole work, and all figures after it.
    pub(crate) fn run(&mut self, work: &str) -> Result<(u128, Vec<i64>), Box<dyn Error>> {
        let corrections = match work {
            "apply" | "row" => {
                self.live = None;
                let mut live = self.empty.clone();
                let start = Instant::now();
                replay(self.raw, &mut live, work == "row")?;
                let taken = start.elapsed().as_nanos();
                let live = self.live.insert(live);
                return Ok((taken, canonical::write(&live.figures(), EventParts::ALL)));
            }
            corrections => corrections,
        };
        let live = self
            .live
            .as_mut()
            .ok_or("nothing to correct; apply first")?;
        let accounts = self.raw.accounts.len() as u64;
        let (alone, number) = match corrections.strip_prefix("alone:") {
            Some(number) => (true, number),
            None => (false, corrections),
        };
        let levels = random_levels(&mut self.random, accounts, number.parse()?)?;
        let start = Instant::now();
        if alone {
            for level in levels {
                live.apply(level)?;
            }
        } else {
            live.apply_all(&levels)?;
        }
        let taken = start.elapsed().as_nanos();
        Ok((taken, Vec::new()))
    }
}

/// On one day handovers come before amounts.
fn replay(raw: &Raw, live: &mut Live, read: bool) -> Result<(), Box<dyn Error>> {
    let mut holdings = raw.holdings.iter().peekable();
    let mut handed_soon = raw.holdings.iter().skip(AHEAD);
    let mut paid_soon = raw.levels.iter().skip(AHEAD);
    let mut sum = 0_i64;
    for level in &raw.levels {
        while let Some(holding) = holdings.next_if(|holding: &&Holding| holding.on <= level.on) {
            if let Some(soon) = handed_soon.next() {
                live.foresee(soon.account);
            }
            live.hand_over(*holding)?;
        }
        if let Some(soon) = paid_soon.next() {
            live.foresee(soon.account);
        }
        let period = live.apply(*level)?;
        if read && let Some(row) = period.and_then(|period| live.row(period)) {
            sum = sum.wrapping_add(row.closing.minor ^ row.lost.minor);
        }
    }
    std::hint::black_box(sum);
    Ok(())
}

/// Random amounts on random days of random accounts, the same ones whenever the program runs.
fn random_levels(
    state: &mut u64,
    accounts: u64,
    number: u64,
) -> Result<Vec<RevenueLevel>, Box<dyn Error>> {
    let mut random = || {
        *state ^= *state << 13;
        *state ^= *state >> 7;
        *state ^= *state << 17;
        *state
    };
    let mut levels = Vec::new();
    for _ in 0..number {
        levels.push(RevenueLevel {
            account: AccountIndex::new(u32::try_from(random() % accounts)?),
            on: first_day() + Days::new(random() % 1827),
            minor: (random() % 100_000).cast_signed(),
        });
    }
    Ok(levels)
}
