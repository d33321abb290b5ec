//! Figures of single events kept up to date, one fact at a time.

use std::collections::HashMap;

use chrono::NaiveDate;
use foldhash::quality::RandomState;

use crate::as_of::Known;
use crate::calendar::Periods;
use crate::currency::Currency;
use crate::fetch;
use crate::id::AccountId;
use crate::money::Money;
use crate::pages::HugePageVec;

use super::super::history::{AccountIndex, RevenueLevel};
use super::super::slicing::{Holding, SliceKey};
use super::facts::{Fact, Facts, Kept, Place, Taken};
use super::running::Running;
use super::tables::{MAX_WEIGHT, Standing};
use super::{EventFigures, EventRow, RetentionError, check_slices, net, row, slots};

/// The figures of single events, kept up to date with every fact that comes in.
///
/// The newest fact of an account changes a few cells, however long its history. A fact about the past, or one that replaces another,
/// takes out of the figures what it changes of the account and puts in what it changes it to: exact, and in the time of the account's
/// facts alone. Facts are kept: an account takes 32 bytes and as many for its two newest facts, three older facts take 40.
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
    running: Running,
    /// Only ever asked for one account, never walked: its order cannot show.
    index: HashMap<AccountId, u32, RandomState>,
    accounts: HugePageVec<Account>,
    facts: Facts,
    /// The facts of the account that is corrected.
    taken: Taken,
    /// All amounts of all facts added up.
    weight: i64,
    /// The day that was asked for last, its number and its slot.
    day: (NaiveDate, i32, usize),
}

/// An account, in one line of the cache: what a fact waits for.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Account {
    standing: Standing,
    kept: Kept,
}

const _: () = assert!(size_of::<Account>() == 64);

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

/// Which fact of many cannot be taken in, and why. None of them was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the fact at place {at}, counted from 0, is refused, and with it all of the batch: {why}")]
pub struct LiveBatchError {
    /// Its place among those given.
    pub at: usize,
    /// Why it cannot be taken in.
    pub why: LiveError,
}

/// An account has the place of its slice in 16 bits.
const MAX_SLICES: usize = 1 << u16::BITS;

/// The accounts of so many facts to come are walked through at once, a fact of each at a time: about as many as an account has.
const WALKS: usize = 16;

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
        check_slices(sorted.len(), MAX_SLICES)?;
        // Found, and within the range that was just checked.
        let place = |key: &SliceKey| sorted.binary_search(key).unwrap_or_default() as u16;
        let first = periods.start();
        Ok(Self {
            day: (first, first.to_epoch_days(), 1),
            currency,
            periods: periods.clone(),
            places: keys.iter().map(place).collect(),
            unassigned: place(&SliceKey::Unassigned),
            running: Running::new(slots, sorted.len()),
            keys: sorted,
            index: HashMap::default(),
            accounts: HugePageVec::default(),
            facts: Facts::default(),
            taken: Taken::default(),
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
        let index = u32::try_from(self.accounts.len()).map_err(|_| LiveError::TooMany)?;
        self.index.insert(account.clone(), index);
        self.accounts.push(Account {
            standing: Standing::new(self.unassigned),
            kept: Kept::NONE,
        });
        Ok(AccountIndex::new(index))
    }

    /// Asks the memory for what the next fact of an account needs, and changes nothing. Among many accounts most of the time of a fact goes
    /// to waiting for the 64 bytes of its own: whoever has the next facts at hand, as a log or a queue does, asks for each some ten facts
    /// before it is taken in, and waits for hardly any.
    ///
    /// ```
    /// # use tenure::retention::{Live, LiveError, RevenueLevel};
    /// # fn take_in(live: &mut Live, facts: &[RevenueLevel]) -> Result<(), LiveError> {
    /// for (at, fact) in facts.iter().enumerate() {
    ///     if let Some(soon) = facts.get(at + 10) {
    ///         live.foresee(soon.account);
    ///     }
    ///     live.apply(*fact)?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[inline]
    pub fn foresee(&self, account: AccountIndex) {
        fetch::entry(&self.accounts, account.place());
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
        not_negative(level.minor)?;
        self.take_in::<true>(level.account, level.on, level.minor)
    }

    /// [`apply`](Self::apply) of many facts, one after the other in the order given, or of none where one of them cannot be taken in.
    ///
    /// The quick way for corrections, such as what a billing system sends again: the earlier facts of an account lie wherever they were
    /// written, and while one account is corrected those of the next are fetched.
    ///
    /// ```
    /// # use tenure::retention::{Live, LiveError, RevenueLevel};
    /// # use tenure::{AccountId, Currency, Grain, Periods};
    /// # let day = |m, d| chrono::NaiveDate::from_ymd_opt(2026, m, d).expect("a day");
    /// # let months = Periods::covering(Grain::Month, day(1, 1), day(12, 31)).expect("in range");
    /// let mut live = Live::new(Currency::EUR, &months, &[])?;
    /// let account = live.account(&AccountId::new("A-1")?)?;
    /// let level = |on, minor| RevenueLevel { account, on, minor };
    /// live.apply_all(&[level(day(3, 2), 95_00), level(day(1, 10), 80_00)])?;
    /// assert_eq!(live.row(2).expect("March").expansion.minor, 15_00);
    ///
    /// let refused = live.apply_all(&[level(day(2, 1), 90_00), level(day(4, 1), -1)]).expect_err("below zero");
    /// assert_eq!((refused.at, refused.why), (1, LiveError::Negative { minor: -1 }));
    /// assert_eq!(live.row(2).expect("March").expansion.minor, 15_00);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`LiveBatchError`]; the figures are unchanged then. [`LiveError::TooLarge`] and [`LiveError::TooMany`] count all that are given on top of
    /// all there are, whether they replace others or not.
    pub fn apply_all(&mut self, levels: &[RevenueLevel]) -> Result<(), LiveBatchError> {
        self.check_all(levels)?;
        let mut walks = [Place::NOWHERE; WALKS];
        for (at, level) in levels.iter().enumerate() {
            if let Some(later) = levels.get(at.saturating_add(2 * WALKS)) {
                self.foresee(later.account);
            }
            for walk in &mut walks {
                *walk = self.facts.fetch_earlier(*walk);
            }
            let soon = levels.get(at.saturating_add(WALKS));
            if let (Some(walk), Some(soon)) = (walks.get_mut(at % WALKS), soon) {
                *walk = self.fetch_corrected(soon);
            }
            self.apply(*level)
                .map_err(|why| LiveBatchError { at, why })?;
        }
        Ok(())
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
        self.take_in::<false>(holding.account, holding.on, !i64::from(*place))
    }

    /// Takes back what an account pays from a day on, so that the fact before holds. Says whether there was such a fact.
    ///
    /// # Errors
    /// [`LiveError::UnknownAccount`].
    pub fn retract(&mut self, account: AccountIndex, on: NaiveDate) -> Result<bool, LiveError> {
        let day = on.to_epoch_days();
        let known = self.accounts.get(account.place());
        let known = known.ok_or_else(|| self.unknown(account))?;
        self.facts.read(&known.kept, &mut self.taken);
        let place = |fact: &Fact| fact.day == day && fact.value >= 0;
        let Some(at) = self.taken.facts.iter().position(place) else {
            return Ok(false);
        };
        let gone = self.taken.facts.remove(at);
        self.weight -= gone.value;
        self.change(account, at, Some(gone), None);
        Ok(true)
    }

    /// The row of a period, by its place.
    #[must_use]
    #[inline]
    pub fn row(&self, period: usize) -> Option<EventRow> {
        let (opening, cells) = self.running.month(period.checked_add(1)?)?;
        Some(row(self.periods.get(period)?, opening, net(cells), cells))
    }

    /// All figures, as of the end of the run.
    #[must_use]
    pub fn figures(&self) -> EventFigures {
        EventFigures::new(
            self.currency,
            Known::Now,
            &self.periods,
            self.keys.clone(),
            self.running
                .tables(self.accounts.iter().map(|account| &account.standing)),
        )
    }

    /// Whether every one of these could be taken in after those before it.
    fn check_all(&self, levels: &[RevenueLevel]) -> Result<(), LiveBatchError> {
        let mut weight = self.weight;
        for (at, level) in levels.iter().enumerate() {
            weight = self
                .check_one(level, weight, at)
                .map_err(|why| LiveBatchError { at, why })?;
        }
        Ok(())
    }

    /// Whether this could be taken in after so many others, which come to a weight. Returns what they come to with it.
    fn check_one(&self, level: &RevenueLevel, weight: i64, after: usize) -> Result<i64, LiveError> {
        not_negative(level.minor)?;
        self.slot(level.on, level.on.to_epoch_days())?;
        if level.account.place() >= self.accounts.len() {
            return Err(self.unknown(level.account));
        }
        let weight = heavier(weight, level.minor)?;
        if !self.facts.has_room(after.saturating_add(1)) {
            return Err(LiveError::TooMany);
        }
        Ok(weight)
    }

    /// The slot of a day.
    #[inline]
    fn slot(&self, on: NaiveDate, day: i32) -> Result<usize, LiveError> {
        self.running.slots.of(day).ok_or(LiveError::AfterRun {
            on,
            end: self.periods.end(),
        })
    }

    fn unknown(&self, account: AccountIndex) -> LiveError {
        LiveError::UnknownAccount {
            index: account.get(),
            accounts: self.accounts.len(),
        }
    }

    /// Begins to walk back through the facts of an account, if it is corrected: [`Place::NOWHERE`] if not.
    fn fetch_corrected(&self, level: &RevenueLevel) -> Place {
        let fact = Fact {
            value: level.minor,
            day: level.on.to_epoch_days(),
        };
        match self.accounts.get(level.account.place()) {
            Some(known) if fact.order() <= known.standing.latest => self.facts.fetch(&known.kept),
            _ => Place::NOWHERE,
        }
    }

    /// One more fact: an amount, or else the complement of a holder. Each of the two is asked for by a function of its own, so that nothing
    /// has to be asked of a fact.
    #[inline]
    fn take_in<const AMOUNT: bool>(
        &mut self,
        account: AccountIndex,
        on: NaiveDate,
        value: i64,
    ) -> Result<Option<usize>, LiveError> {
        // A log is in the order of days: most facts are of the day of the one before.
        if on != self.day.0 {
            let day = on.to_epoch_days();
            let slot = self.slot(on, day)?;
            self.day = (on, day, slot);
        }
        let (_, day, slot) = self.day;
        let Some(known) = self.accounts.get_mut(account.place()) else {
            return Err(self.unknown(account));
        };
        let weight = if AMOUNT {
            heavier(self.weight, value)?
        } else {
            self.weight
        };
        if !self.facts.has_room(1) {
            return Err(LiveError::TooMany);
        }
        self.weight = weight;
        let fact = Fact { value, day };
        let standing = &mut known.standing;
        if fact.order() > standing.latest {
            standing.latest = fact.order();
            self.facts.push(&mut known.kept, fact);
            standing.enter(slot);
            if AMOUNT {
                self.running.pay(standing, slot, fact, 1);
            } else {
                standing.hand(fact);
            }
        } else {
            self.correct(account, fact);
        }
        self.running.open(slot);
        Ok(slot.checked_sub(1))
    }

    /// Gives an account one more fact, or another value to one it has.
    fn correct(&mut self, account: AccountIndex, fact: Fact) {
        let Some(known) = self.accounts.get(account.place()) else {
            return;
        };
        self.facts.read(&known.kept, &mut self.taken);
        let facts = &mut self.taken.facts;
        let at = facts.partition_point(|earlier| earlier.order() < fact.order());
        let replaced = match facts.get_mut(at) {
            Some(known) if known.order() == fact.order() => {
                let replaced = std::mem::replace(known, fact);
                self.weight -= replaced.value.max(0);
                Some(replaced)
            }
            _ => {
                facts.insert(at, fact);
                None
            }
        };
        self.change(account, at, replaced, Some(fact));
    }

    /// Brings the figures from the facts an account had to those it has now, which differ at a place: `gone` was there, `come` is.
    fn change(&mut self, account: AccountIndex, at: usize, gone: Option<Fact>, come: Option<Fact>) {
        let facts = self.taken.facts.as_slice();
        let (earlier, later) = facts.split_at_checked(at).unwrap_or_default();
        let later = later.get(usize::from(come.is_some())..).unwrap_or_default();
        let mut old = Standing::new(self.unassigned);
        for fact in earlier {
            old.pass(self.running.slot_of(*fact), *fact);
        }
        let mut new = old;
        let mut step = |standing: &mut Standing, fact: Fact, sign| {
            let slot = self.running.slot_of(fact);
            self.running.step(standing, slot, fact, sign);
        };
        if let Some(fact) = gone {
            step(&mut old, fact, -1);
        }
        if let Some(fact) = come {
            step(&mut new, fact, 1);
        }
        let mut same = false;
        for fact in later {
            // What comes after means what it meant before.
            same = old.continues_as(&new);
            if same {
                break;
            }
            step(&mut old, *fact, -1);
            step(&mut new, *fact, 1);
        }
        let latest = facts.last().map_or(i32::MIN, |fact| fact.order());
        let kept = self.facts.put_back(&mut self.taken, at);
        if let Some(known) = self.accounts.get_mut(account.place()) {
            if !same {
                known.standing = new;
            }
            known.standing.latest = latest;
            known.kept = kept;
        }
    }
}

#[inline]
const fn not_negative(minor: i64) -> Result<(), LiveError> {
    if minor < 0 {
        return Err(LiveError::Negative { minor });
    }
    Ok(())
}

/// What facts of this weight and an amount come to together.
#[inline]
fn heavier(weight: i64, amount: i64) -> Result<i64, LiveError> {
    let sum = weight.checked_add(amount);
    sum.filter(|sum| *sum <= MAX_WEIGHT)
        .ok_or(LiveError::TooLarge)
}
