use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;

use crate::id::{AccountId, ManagerId};
use crate::text::Name;

use super::RetentionError;
use super::columns::{self, Fact, Gathered};
use super::history::{AccountIndex, RevenueHistory};
use super::sharing::Sets;

/// What a slice of a report stands for.
///
/// Ordered: managers by id, then segments by name, then what nobody holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum SliceKey {
    /// Accounts held by a manager.
    Manager(ManagerId),
    /// Accounts of a segment: an industry, a country, a plan, a parent.
    Segment(Name),
    /// Accounts that nobody holds, or that belong to no segment.
    Unassigned,
}

/// How the accounts of a book are divided, so that every account is in exactly one slice on every day.
///
/// Slices of a report add up to the whole, whichever way the book is divided. A report holds a row for every slice and period,
/// also where nothing happens: divide by hundreds or thousands of keys, not by millions.
///
/// ```
/// use chrono::NaiveDate;
/// use tenure::retention::{Handover, RevenueHistory, SliceKey, Slicing};
/// use tenure::{AccountId, Currency, ManagerId};
///
/// let mut builder = RevenueHistory::builder(Currency::USD);
/// let account = builder.account(&AccountId::new("A-1")?)?;
/// let history = builder.build()?;
/// let on = NaiveDate::from_ymd_opt(2026, 3, 1).expect("a day");
/// let to = SliceKey::Manager(ManagerId::new("asha")?);
/// let slicing = Slicing::by_holder(&history, [Handover { account, on, to: to.clone() }])?;
/// assert_eq!(slicing.keys(), [to, SliceKey::Unassigned]); // nobody held it before March
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slicing {
    /// Sorted, each once.
    keys: Vec<SliceKey>,
    division: Division,
    /// Where accounts are shared, the division being by leads.
    sets: Sets,
}

/// From a day on an account belongs to another slice, until its next handover. Before the first it is
/// [`Unassigned`](SliceKey::Unassigned), and so it is after a handover to that key. Of two on one day the one given last holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handover {
    /// Which account changes hands.
    pub account: AccountIndex,
    /// The first day with the new holder.
    pub on: NaiveDate,
    /// The new holder.
    pub to: SliceKey,
}

/// From a day on an account belongs to the slice at a place in a list of keys: a [`Handover`] in 12 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holding {
    /// Which account changes hands.
    pub account: AccountIndex,
    /// The first day with the new holder.
    pub on: NaiveDate,
    /// The place of the new holder in the list.
    pub key: u32,
}

/// Places in the sorted keys, by account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Division {
    Whole,
    Fixed(Vec<u32>),
    Held(Held),
}

/// The holders of all accounts, in columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Held {
    /// Where the handovers of each account begin, and last where they all end.
    offsets: Vec<usize>,
    /// Rising within an account.
    days: Vec<i32>,
    keys: Vec<u32>,
    /// The key of what nobody holds.
    pub(super) unassigned: u32,
}

/// The handovers of one account.
#[derive(Clone, Copy, Debug)]
pub(super) struct Holders<'a> {
    pub(super) days: &'a [i32],
    pub(super) keys: &'a [u32],
    pub(super) unassigned: u32,
}

impl Slicing {
    /// The whole book in one piece: a report without slices.
    #[must_use]
    pub const fn none() -> Self {
        Self {
            keys: Vec::new(),
            division: Division::Whole,
            sets: Sets::NONE,
        }
    }

    /// By a key that an account keeps for all time.
    pub fn by_account(history: &RevenueHistory, key: impl FnMut(&AccountId) -> SliceKey) -> Self {
        Self::by_ids(history.accounts(), key)
    }

    /// By a key that the account of each unit keeps for all time.
    pub(super) fn by_owner(
        history: &RevenueHistory,
        key: impl FnMut(&AccountId) -> SliceKey,
    ) -> Self {
        Self::by_ids(history.owners(), key)
    }

    fn by_ids(ids: &[AccountId], mut key: impl FnMut(&AccountId) -> SliceKey) -> Self {
        let mut known = Interner::default();
        let of_account: Vec<u32> = ids
            .iter()
            .map(|account| known.place(key(account)))
            .collect();
        let (keys, sorted) = known.sort();
        let of_account = of_account.into_iter().map(|key| sorted.of(key)).collect();
        Self {
            keys,
            division: Division::Fixed(of_account),
            sets: Sets::NONE,
        }
    }

    /// By whoever held the account at the time. The handovers may come in any order; only of two for one account and day does
    /// the order count.
    ///
    /// # Errors
    /// [`RetentionError::UnknownAccount`] at a handover of an account that the history does not have.
    pub fn by_holder(
        history: &RevenueHistory,
        handovers: impl IntoIterator<Item = Handover>,
    ) -> Result<Self, RetentionError> {
        let accounts = history.accounts().len();
        let mut known = Interner::default();
        let unassigned = known.place(SliceKey::Unassigned);
        let mut given = Vec::new();
        for Handover { account, on, to } in handovers {
            if account.place() >= accounts {
                return Err(RetentionError::UnknownAccount {
                    index: account.get(),
                    accounts,
                });
            }
            given.push((account.get(), on, known.place(to)));
        }
        let (sorted_keys, sorted) = known.sort();
        let unassigned = sorted.of(unassigned);
        let fact = |(account, on, key): &(u32, NaiveDate, u32)| Fact {
            value: sorted.of(*key),
            account: *account,
            on: *on,
        };
        let held = columns::gather(accounts, &given, fact, |(), _| (), |_, _| (), unassigned);
        Self::held(sorted_keys, held, unassigned, accounts)
    }

    /// By whoever held the account at the time, for logs of many handovers in any order: the holders are numbered already, holder
    /// `i` is `keys[i]`. Takes no look-up per handover.
    ///
    /// ```
    /// use chrono::NaiveDate;
    /// use tenure::retention::{Holding, RevenueHistory, SliceKey, Slicing};
    /// use tenure::{AccountId, Currency, ManagerId};
    ///
    /// let mut builder = RevenueHistory::builder(Currency::USD);
    /// let account = builder.account(&AccountId::new("A-1")?)?;
    /// let history = builder.build()?;
    /// let on = NaiveDate::from_ymd_opt(2026, 3, 1).expect("a day");
    /// let keys = [SliceKey::Manager(ManagerId::new("asha")?)];
    /// let slicing = Slicing::by_holding(&history, &keys, &[Holding { account, on, key: 0 }])?;
    /// assert_eq!(slicing.keys(), [keys[0].clone(), SliceKey::Unassigned]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`RetentionError::UnknownAccount`] at an account that the history does not have, [`RetentionError::UnknownKey`] at a place
    /// that the list does not have.
    pub fn by_holding(
        history: &RevenueHistory,
        keys: &[SliceKey],
        holdings: &[Holding],
    ) -> Result<Self, RetentionError> {
        let accounts = history.accounts().len();
        let mut known = Interner::default();
        let unassigned = known.place(SliceKey::Unassigned);
        let places: Vec<u32> = keys.iter().map(|key| known.place(key.clone())).collect();
        let (sorted_keys, sorted) = known.sort();
        let unassigned = sorted.of(unassigned);
        let places: Vec<u32> = places.into_iter().map(|key| sorted.of(key)).collect();
        if let Some(unknown) = holdings
            .iter()
            .find(|holding| holding.key as usize >= keys.len())
        {
            return Err(RetentionError::UnknownKey {
                key: unknown.key,
                keys: keys.len(),
            });
        }
        let fact = |holding: &Holding| Fact {
            value: places
                .get(holding.key as usize)
                .copied()
                .unwrap_or(unassigned),
            account: holding.account.get(),
            on: holding.on,
        };
        let held = columns::gather(accounts, holdings, fact, |(), _| (), |_, _| (), unassigned);
        Self::held(sorted_keys, held, unassigned, accounts)
    }

    fn held(
        keys: Vec<SliceKey>,
        held: Result<Gathered<u32, (), ()>, u32>,
        unassigned: u32,
        accounts: usize,
    ) -> Result<Self, RetentionError> {
        let held = held.map_err(|index| RetentionError::UnknownAccount { index, accounts })?;
        let held = held.columns;
        Ok(Self {
            keys,
            division: Division::Held(Held {
                offsets: held.offsets,
                days: held.days,
                keys: held.values,
                unassigned,
            }),
            sets: Sets::NONE,
        })
    }

    /// The slices, in their order; none for the whole book. By holder, [`Unassigned`](SliceKey::Unassigned) is always one.
    #[must_use]
    pub fn keys(&self) -> &[SliceKey] {
        &self.keys
    }

    /// The division of one account alone, with the slices that it was ever in and no others.
    pub(super) fn only(&self, account: AccountIndex) -> Self {
        let key = |key: u32| self.keys.get(key as usize).cloned();
        match &self.division {
            Division::Whole => Self::none(),
            Division::Fixed(keys) => {
                let of_account = keys.get(account.place());
                Self {
                    keys: of_account.and_then(|of| key(*of)).into_iter().collect(),
                    division: Division::Fixed(vec![0]),
                    sets: Sets::NONE,
                }
            }
            Division::Held(held) => {
                let holders = held.holders(account.place());
                let mut places = holders.keys.to_vec();
                places.push(held.unassigned);
                places.extend(self.sets.keys_of(account));
                places.sort_unstable();
                places.dedup();
                let place = |of: u32| place_among(&places, &of);
                Self {
                    keys: places.iter().filter_map(|of| key(*of)).collect(),
                    division: Division::Held(Held {
                        offsets: vec![0, holders.days.len()],
                        days: holders.days.to_vec(),
                        keys: holders.keys.iter().map(|of| place(*of)).collect(),
                        unassigned: place(held.unassigned),
                    }),
                    sets: self.sets.only(account).renumbered(place),
                }
            }
        }
    }

    /// The same division by holder among further keys, sorted, with sets of shares beside it.
    pub(super) fn shared_by(mut self, keys: Vec<SliceKey>, sets: Sets) -> Self {
        if let Division::Held(held) = &mut self.division {
            let known = &self.keys;
            let place = |of: u32| {
                let key = known.get(of as usize);
                key.map_or(0, |key| place_among(&keys, key))
            };
            for key in &mut held.keys {
                *key = place(*key);
            }
            held.unassigned = place(held.unassigned);
        }
        Self { keys, sets, ..self }
    }

    /// The sets of shares; none where nobody shares an account.
    pub(super) const fn sets(&self) -> &Sets {
        &self.sets
    }

    /// The division without sets of shares: every account is its lead's.
    pub(super) fn by_leads(&self) -> Self {
        Self {
            sets: Sets::NONE,
            ..self.clone()
        }
    }

    /// The division, if it is one of this history's accounts.
    pub(super) fn division(&self, history: &RevenueHistory) -> Result<&Division, RetentionError> {
        let accounts = history.accounts().len();
        let divided = match &self.division {
            Division::Whole => accounts,
            Division::Fixed(keys) => keys.len(),
            Division::Held(held) => held.offsets.len().saturating_sub(1),
        };
        if divided == accounts {
            Ok(&self.division)
        } else {
            Err(RetentionError::ForeignSlicing { divided, accounts })
        }
    }

    /// How many separate books to keep: one even without slices.
    pub(super) fn books(&self) -> usize {
        self.keys.len().max(1)
    }

    /// Gives each slice what was worked out for its book.
    pub(super) fn name<T>(&self, books: Vec<T>) -> BTreeMap<SliceKey, T> {
        self.keys.iter().cloned().zip(books).collect()
    }
}

impl Division {
    /// The handovers of the account at this place; without any the account is in one slice for all time.
    pub(super) fn holders(&self, place: usize) -> Holders<'_> {
        let always = |key: u32| Holders {
            days: &[],
            keys: &[],
            unassigned: key,
        };
        match self {
            Self::Whole => always(0),
            Self::Fixed(keys) => always(keys.get(place).copied().unwrap_or_default()),
            Self::Held(held) => held.holders(place),
        }
    }
}

impl Held {
    /// The handovers of the account at this place.
    pub(super) fn holders(&self, place: usize) -> Holders<'_> {
        let range = || Some(*self.offsets.get(place)?..*self.offsets.get(place.checked_add(1)?)?);
        let range = range().unwrap_or_default();
        Holders {
            days: self.days.get(range.clone()).unwrap_or_default(),
            keys: self.keys.get(range).unwrap_or_default(),
            unassigned: self.unassigned,
        }
    }
}

impl Holders<'_> {
    /// Who holds the account on a day.
    pub(super) fn on(&self, day: i32) -> u32 {
        self.after(self.days.partition_point(|from| *from <= day))
    }

    /// Who holds the account after this many handovers.
    pub(super) fn after(&self, handovers: usize) -> u32 {
        let last = handovers.checked_sub(1).and_then(|at| self.keys.get(at));
        last.copied().unwrap_or(self.unassigned)
    }
}

/// The place of something that is among sorted others.
fn place_among<T: Ord>(sorted: &[T], one: &T) -> u32 {
    let place = sorted.binary_search(one).unwrap_or_default();
    u32::try_from(place).unwrap_or_default()
}

/// Numbers keys as they come.
#[derive(Default)]
struct Interner {
    places: BTreeMap<SliceKey, u32>,
}

/// From the number of a key as it came to its place among the sorted keys.
struct Sorted(Vec<u32>);

impl Interner {
    fn place(&mut self, key: SliceKey) -> u32 {
        // There are at most as many keys as accounts and handovers in memory.
        let next = u32::try_from(self.places.len()).unwrap_or(u32::MAX);
        *self.places.entry(key).or_insert(next)
    }

    fn sort(self) -> (Vec<SliceKey>, Sorted) {
        let mut sorted = vec![0; self.places.len()];
        for (place, number) in (0..).zip(self.places.values()) {
            if let Some(slot) = sorted.get_mut(*number as usize) {
                *slot = place;
            }
        }
        (self.places.into_keys().collect(), Sorted(sorted))
    }
}

impl Sorted {
    fn of(&self, number: u32) -> u32 {
        self.0.get(number as usize).copied().unwrap_or_default()
    }
}

impl fmt::Display for SliceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Manager(manager) => manager.fmt(f),
            Self::Segment(name) => name.fmt(f),
            Self::Unassigned => f.pad("unassigned"),
        }
    }
}

impl From<ManagerId> for SliceKey {
    fn from(manager: ManagerId) -> Self {
        Self::Manager(manager)
    }
}

impl From<Name> for SliceKey {
    fn from(name: Name) -> Self {
        Self::Segment(name)
    }
}
