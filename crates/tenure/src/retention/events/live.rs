//! Figures of single events kept up to date, one fact at a time.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::calendar::Periods;
use crate::currency::Currency;
use crate::id::AccountId;
use crate::money::Money;

use super::super::history::{AccountIndex, RevenueLevel};
use super::super::slicing::{Holding, SliceKey};
use super::tables::{Cell, MAX_WEIGHT, Slots, Standing, Tables, active};
use super::{EventFigures, EventParts, EventRow, RetentionError, check, row, slots};

/// The figures of single events, kept up to date with every fact that comes in.
///
/// The newest fact of an account changes a few cells, however long its history. A fact about the past, or one that replaces another,
/// takes the whole account out of the figures, corrects its facts and puts it back: exact, and in the time of its facts alone.
/// Facts are kept, 16 bytes each, with 32 bytes an account.
///
/// # Laws
/// After every call the figures are those of [`EventColumns`](super::EventColumns) for all facts so far. A call that returns an error
/// has changed nothing.
///
/// ```
/// use tenure::retention::Live;
/// use tenure::{AccountId, Currency, Grain, Periods};
///
/// let day = |m, d| chrono::NaiveDate::from_ymd_opt(2026, m, d).expect("a day");
/// let months = Periods::covering(Grain::Month, day(1, 1), day(12, 31)).expect("in range");
/// let mut live = Live::new(Currency::EUR, &months, &[])?;
/// let account = live.account(&AccountId::new("A-1")?)?;
/// live.level(account, day(1, 10), "80.00 EUR".parse()?)?;
/// let march = live.level(account, day(3, 2), "95.00 EUR".parse()?)?.expect("in the run");
/// assert_eq!(live.row(march).expect("a row").expansion.minor, 15_00);
/// live.level(account, day(2, 1), "90.00 EUR".parse()?)?; // what was known late
/// assert_eq!(live.row(march).expect("a row").expansion.minor, 5_00);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Live {
    currency: Currency,
    periods: Periods,
    keys: Vec<SliceKey>,
    /// The places of the keys as they were given, in `keys`.
    places: Vec<u16>,
    unassigned: u16,
    slots: Slots,
    tables: Tables,
    /// The sum of what moved, by slot.
    net: Vec<Cell>,
    /// A slot and its opening, so that reading the row of the latest fact adds nothing up.
    opening: (usize, Cell),
    /// Only ever asked for one account, never walked: its order cannot show.
    index: HashMap<AccountId, u32>,
    standings: Vec<Standing>,
    /// All facts; those of one account are a chain from the latest back.
    facts: Vec<Fact>,
    /// Places in `facts` that hold none.
    free: Vec<u32>,
    /// The facts of the account that is corrected, in order.
    chain: Vec<(u32, Fact)>,
    /// All amounts of all facts added up.
    weight: i64,
}

/// An amount, or below zero the complement of a holder, from a day on.
#[derive(Clone, Copy, Debug)]
struct Fact {
    value: i64,
    day: i32,
    earlier: u32,
}

/// No fact.
const NONE: u32 = u32::MAX;

/// Why a fact cannot be taken in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LiveError {
    /// An index that no account has.
    #[error(
        "there is no account at index {index}, only {accounts}; use the index that naming the account returned"
    )]
    UnknownAccount {
        /// The index.
        index: u32,
        /// How many accounts there are.
        accounts: usize,
    },
    /// A holder that the list of keys does not have.
    #[error("there is no key at place {key}, only {keys}; use a place in the list that was given")]
    UnknownKey {
        /// The place.
        key: u32,
        /// How many keys were given.
        keys: usize,
    },
    /// An amount in another currency.
    #[error(
        "the amount is in {found}, the figures are in {expected}; restate it at a named rate first"
    )]
    Currency {
        /// The currency of the figures.
        expected: Currency,
        /// The amount's currency.
        found: Currency,
    },
    /// An amount below zero.
    #[error(
        "a recurring amount of {minor} minor units; it must not be below zero, a reduction is a lower amount"
    )]
    Negative {
        /// Minor units.
        minor: i64,
    },
    /// A day after the run of periods.
    #[error(
        "{on} is after the run of periods, which ends on {end}; begin with a run that is long enough"
    )]
    AfterRun {
        /// The day.
        on: NaiveDate,
        /// The first day after the run.
        end: NaiveDate,
    },
    /// Amounts that could add up past what the figures hold.
    #[error("all amounts together pass 2.3 x 10^18 minor units; check the unit of the amounts")]
    TooLarge,
    /// More accounts or facts than can be told apart.
    #[error("there are more than 2^32 accounts or facts; split the book")]
    TooMany,
}

impl Live {
    /// No facts yet, over a run of periods, with the slices that accounts can be in, besides
    /// [`Unassigned`](SliceKey::Unassigned), where all begin.
    ///
    /// # Errors
    /// [`RetentionError::TooManyPeriods`] past 4,096 periods, [`RetentionError::TooManySlices`] past 65,536 slices.
    pub fn new(
        currency: Currency,
        periods: &Periods,
        keys: &[SliceKey],
    ) -> Result<Self, RetentionError> {
        let slots = slots(periods)?;
        let mut sorted = keys.to_vec();
        sorted.push(SliceKey::Unassigned);
        sorted.sort();
        sorted.dedup();
        check(sorted.len(), 0)?;
        // Found, and within the range that was just checked.
        let place = |key: &SliceKey| sorted.binary_search(key).unwrap_or_default() as u16;
        Ok(Self {
            currency,
            periods: periods.clone(),
            places: keys.iter().map(place).collect(),
            unassigned: place(&SliceKey::Unassigned),
            tables: Tables::new(&slots, sorted.len(), EventParts::ALL),
            net: vec![Cell::default(); slots.width],
            opening: (0, Cell::default()),
            keys: sorted,
            slots,
            index: HashMap::new(),
            standings: Vec::new(),
            facts: Vec::new(),
            free: Vec::new(),
            chain: Vec::new(),
            weight: 0,
        })
    }

    /// The index of an account, new or known.
    ///
    /// # Errors
    /// [`LiveError::TooMany`] past 2^32 accounts.
    pub fn account(&mut self, account: &AccountId) -> Result<AccountIndex, LiveError> {
        if let Some(known) = self.index.get(account) {
            return Ok(AccountIndex::new(*known));
        }
        let index = u32::try_from(self.standings.len()).map_err(|_| LiveError::TooMany)?;
        self.index.insert(account.clone(), index);
        self.standings.push(Standing::new(self.unassigned));
        Ok(AccountIndex::new(index))
    }

    /// An account pays this much from a day on; of two such facts for one day the one given last holds. Returns the place of the
    /// period in which the day lies, `None` before the run.
    ///
    /// # Errors
    /// [`LiveError`]; the figures are unchanged then.
    pub fn level(
        &mut self,
        account: AccountIndex,
        on: NaiveDate,
        monthly: Money,
    ) -> Result<Option<usize>, LiveError> {
        if monthly.currency() != self.currency {
            return Err(LiveError::Currency {
                expected: self.currency,
                found: monthly.currency(),
            });
        }
        let minor = monthly.to_minor_i64().map_err(|_| LiveError::TooLarge)?;
        self.apply(RevenueLevel { account, on, minor })
    }

    /// [`level`](Self::level) in minor units of the figures' currency.
    ///
    /// # Errors
    /// [`LiveError`]; the figures are unchanged then.
    #[inline]
    pub fn apply(&mut self, level: RevenueLevel) -> Result<Option<usize>, LiveError> {
        if level.minor < 0 {
            return Err(LiveError::Negative { minor: level.minor });
        }
        self.take_in(level.account, level.on, level.minor)
    }

    /// An account belongs to the slice of a key from a day on, by the key's place among those given; of two such facts for one day the
    /// one given last holds.
    ///
    /// # Errors
    /// [`LiveError`]; the figures are unchanged then.
    pub fn hand_over(&mut self, holding: Holding) -> Result<Option<usize>, LiveError> {
        let place = self.places.get(holding.key as usize);
        let place = place.ok_or(LiveError::UnknownKey {
            key: holding.key,
            keys: self.places.len(),
        })?;
        self.take_in(holding.account, holding.on, !i64::from(*place))
    }

    /// Takes back what an account pays from a day on, so that the fact before holds. Says whether there was such a fact.
    ///
    /// # Errors
    /// [`LiveError::UnknownAccount`].
    pub fn retract(&mut self, account: AccountIndex, on: NaiveDate) -> Result<bool, LiveError> {
        let day = on.to_epoch_days();
        let accounts = self.standings.len();
        let standing = self.standings.get(account.place());
        let standing = standing.ok_or(LiveError::UnknownAccount {
            index: account.get(),
            accounts,
        })?;
        self.read_chain(standing.latest);
        let place = |(_, fact): &(u32, Fact)| fact.day == day && fact.value >= 0;
        let Some(at) = self.chain.iter().position(place) else {
            return Ok(false);
        };
        let before = self.standing_before(at);
        self.replay(before, at, -1);
        let (gone, fact) = self.chain.remove(at);
        self.weight -= fact.value;
        self.free.push(gone);
        self.put_back(account, before, at);
        Ok(true)
    }

    /// The row of a period, by its place.
    #[must_use]
    #[inline]
    pub fn row(&self, period: usize) -> Option<EventRow> {
        let slot = period.checked_add(1)?;
        let cells = self.tables.months.get(slot)?;
        let opening = if slot == self.opening.0 {
            self.opening.1
        } else {
            self.opening_of(slot)
        };
        Some(row(self.periods.get(period)?, opening, cells))
    }

    /// All figures, as of the end of the run.
    #[must_use]
    pub fn figures(&self) -> EventFigures {
        EventFigures::new(
            self.currency,
            &self.periods,
            self.keys.clone(),
            self.tables.clone(),
        )
    }

    #[inline]
    fn take_in(
        &mut self,
        account: AccountIndex,
        on: NaiveDate,
        value: i64,
    ) -> Result<Option<usize>, LiveError> {
        let day = on.to_epoch_days();
        let accounts = self.standings.len();
        let Some(standing) = self.standings.get_mut(account.place()) else {
            return Err(LiveError::UnknownAccount {
                index: account.get(),
                accounts,
            });
        };
        let Some(slot) = self.slots.of(day) else {
            return Err(LiveError::AfterRun {
                on,
                end: self.periods.end(),
            });
        };
        let weight = self.weight.saturating_add(value.max(0));
        if weight > MAX_WEIGHT {
            return Err(LiveError::TooLarge);
        }
        let place = u32::try_from(self.facts.len()).unwrap_or(NONE);
        if place == NONE {
            return Err(LiveError::TooMany);
        }
        self.weight = weight;
        let (latest, its_slot) = (standing.latest, usize::from(standing.slot));
        let newest = slot > its_slot
            || latest == NONE
            || (slot == its_slot && follows(&self.facts, latest, day, value));
        if newest {
            self.facts.push(Fact {
                value,
                day,
                earlier: latest,
            });
            standing.latest = place;
            let books = (&mut self.tables, self.net.as_mut_slice(), &mut self.opening);
            step(books, standing, (slot, day, value), 1);
        } else {
            self.correct(account, latest, day, value);
        }
        if self.opening.0 != slot {
            self.opening = (slot, self.opening_of(slot));
        }
        Ok(slot.checked_sub(1))
    }

    /// Takes an account out, gives it one more fact, or another value to one it has, and puts it back; all from that day on.
    fn correct(&mut self, account: AccountIndex, latest: u32, day: i32, value: i64) {
        self.read_chain(latest);
        let order = (day, value >= 0);
        let at = self.chain.partition_point(|(_, fact)| fact.order() < order);
        let before = self.standing_before(at);
        self.replay(before, at, -1);
        match self.chain.get_mut(at) {
            Some((_, fact)) if fact.order() == order => {
                self.weight -= fact.value.max(0);
                fact.value = value;
            }
            _ => {
                let fact = Fact {
                    value,
                    day,
                    earlier: NONE,
                };
                let place = self.free.pop().unwrap_or_else(|| {
                    self.facts.push(fact);
                    // Checked when it came in.
                    (self.facts.len() - 1) as u32
                });
                self.chain.insert(at, (place, fact));
            }
        }
        self.put_back(account, before, at);
    }

    /// Where the account stands before one of the facts read.
    fn standing_before(&self, at: usize) -> Standing {
        let mut standing = Standing::new(self.unassigned);
        for (place, fact) in self.chain.iter().take(at) {
            let slot = self.slot(fact.day);
            if fact.value < 0 {
                hand(&mut standing, slot, fact.value);
            } else {
                standing.pass(slot, fact.day, fact.value);
            }
            standing.latest = *place;
        }
        standing
    }

    /// All facts were in the run when they came.
    fn slot(&self, day: i32) -> usize {
        self.slots.of(day).unwrap_or_default()
    }

    /// Reads an account's facts, from the latest back, into order.
    fn read_chain(&mut self, mut latest: u32) {
        self.chain.clear();
        while let Some(fact) = self.facts.get(latest as usize) {
            self.chain.push((latest, *fact));
            latest = fact.earlier;
        }
        self.chain.reverse();
    }

    /// Adds the facts read from a place on to the figures, or with `sign` -1 takes them out.
    fn replay(&mut self, mut standing: Standing, at: usize, sign: i64) -> Standing {
        for (place, fact) in self.chain.iter().skip(at) {
            let what = (self.slot(fact.day), fact.day, fact.value);
            let books = (&mut self.tables, self.net.as_mut_slice(), &mut self.opening);
            step(books, &mut standing, what, sign);
            standing.latest = *place;
        }
        standing
    }

    /// Writes the corrected facts back from a place on, and adds them to the figures.
    fn put_back(&mut self, account: AccountIndex, before: Standing, at: usize) {
        let mut earlier = before.latest;
        for (place, fact) in self.chain.iter_mut().skip(at) {
            // Beyond the one that was corrected and the one after it nothing is new.
            if fact.earlier != earlier || earlier == before.latest {
                fact.earlier = earlier;
                if let Some(slot) = self.facts.get_mut(*place as usize) {
                    *slot = *fact;
                }
            }
            earlier = *place;
        }
        let standing = self.replay(before, at, 1);
        if let Some(slot) = self.standings.get_mut(account.place()) {
            *slot = standing;
        }
    }

    /// What the slots before come to.
    fn opening_of(&self, slot: usize) -> Cell {
        let mut opening = Cell::default();
        for moved in self.net.iter().take(slot) {
            opening.add(moved.amount, moved.accounts);
        }
        opening
    }
}

impl Fact {
    /// On one day a handover comes before an amount.
    const fn order(&self) -> (i32, bool) {
        (self.day, self.value >= 0)
    }
}

/// Whether a fact comes after another: on a later day, or on the same day an amount after a handover.
fn follows(facts: &[Fact], latest: u32, day: i32, value: i64) -> bool {
    let latest = facts.get(latest as usize);
    latest.is_some_and(|latest| latest.order() < (day, value >= 0))
}

/// Passes to another holder.
#[inline]
fn hand(standing: &mut Standing, slot: usize, value: i64) {
    standing.enter(slot);
    // It came from a place.
    standing.holder = !value as u16;
}

/// One fact of an account, its latest, in the figures and in what is kept to read them quickly.
#[inline]
fn step(
    (tables, net, opening): (&mut Tables, &mut [Cell], &mut (usize, Cell)),
    standing: &mut Standing,
    (slot, day, value): (usize, i32, i64),
    sign: i64,
) {
    if value < 0 {
        hand(standing, slot, value);
        return;
    }
    let before = standing.amount;
    tables.step(standing, slot, day, value, sign);
    let amount = value.wrapping_sub(before).wrapping_mul(sign);
    let accounts = active(before, value).wrapping_mul(sign);
    if let Some(moved) = net.get_mut(slot) {
        moved.add(amount, accounts);
    }
    if slot < opening.0 {
        opening.1.add(amount, accounts);
    }
}
