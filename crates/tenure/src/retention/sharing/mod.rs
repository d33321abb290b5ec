//! Accounts that several slices share: parts of the credit for managers and roles.
//!
//! Numbers of accounts stay whole: an account counts for its lead, the first of its shares. Amounts are divided by largest
//! remainder, account by account and amount by amount, so that parts add up to the whole in every column.
//!
//! What the engine knows of is who holds an account alone. So an account is first reported by its lead, with all others; those
//! that are ever shared are reported once more, each by itself, with every set of shares as a holder of its own, and what a set has
//! is divided among its shares in place of what the lead had.

mod cohort;
mod of_book;
mod parts;
mod rows;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::basis_points::BasisPoints;
use crate::text::Name;

use super::RetentionError;
use super::convention::Convention;
use super::history::{AccountIndex, RevenueHistory, date};
use super::slicing::{Handover, SliceKey, Slicing};

pub(super) use cohort::spread_cohorts;
use parts::Weights;
pub(super) use rows::{spread_bridge, spread_trailing};

/// From a day on an account is shared like this, until its next sharing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sharing {
    /// Which account.
    pub account: AccountIndex,
    /// The first day.
    pub on: NaiveDate,
    /// Who has which part, the lead first. What they leave of the whole is [`Unassigned`](SliceKey::Unassigned).
    pub shares: Vec<(SliceKey, BasisPoints)>,
}

/// Who shares an account, as places among the keys, the lead first. Adds up to the whole; nobody is there twice or for nothing.
pub(super) type Shares = Vec<(u32, u16)>;

/// The sets of shares of a slicing, beside the division by leads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sets {
    /// Each set once.
    sets: Vec<Shares>,
    /// By account, from a day on; only of accounts that are ever shared.
    of_accounts: BTreeMap<u32, Vec<(i32, u32)>>,
}

impl Slicing {
    /// By shares that accounts are divided into from day to day. Of two sharings of one account and day the one given last holds; there is a slice for whoever is named in either.
    ///
    /// Every bridge closes and slices add up to the whole in every column, as by holder. An account counts, as a number, for its
    /// lead. Where the sharing changes, parts of amounts go from one to the other as transfers; of a shared account they are net, for
    /// each slice and period.
    ///
    /// ```
    /// use chrono::NaiveDate;
    /// use tenure::retention::{self, Convention, RevenueHistory, SliceKey, Sharing, Slicing};
    /// use tenure::{AccountId, BasisPoints, Currency, Grain, ManagerId, Periods};
    ///
    /// let day = NaiveDate::from_ymd_opt(2026, 1, 10).expect("a day");
    /// let mut builder = RevenueHistory::builder(Currency::USD);
    /// let account = builder.account(&AccountId::new("A-1")?)?;
    /// builder.level(account, day, "100.01 USD".parse()?)?;
    /// let history = builder.build()?;
    /// let manager = |id| ManagerId::new(id).map(SliceKey::Manager);
    /// let shares = vec![(manager("asha")?, BasisPoints::new(7_500)?), (manager("bela")?, BasisPoints::new(2_500)?)];
    /// let slicing = Slicing::by_shares(&history, [Sharing { account, on: day, shares }])?;
    /// let months = Periods::covering(Grain::Month, day, day).expect("in range");
    /// let report = retention::bridge(&history, &months, &slicing, Convention::default())?;
    /// let new = |id| Ok::<_, tenure::TextError>(report.slices[&manager(id)?].rows[0].amounts.new.to_string());
    /// assert_eq!((new("asha")?, new("bela")?), ("75.01 USD".to_owned(), "25.00 USD".to_owned()));
    /// assert_eq!(report.slices[&manager("asha")?].rows[0].accounts.new, 1);
    /// report.reconcile()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`RetentionError::UnknownAccount`] at an account that the history does not have, [`RetentionError::OverShared`] where shares add
    /// up to more than the whole.
    pub fn by_shares(
        history: &RevenueHistory,
        sharings: impl IntoIterator<Item = Sharing>,
    ) -> Result<Self, RetentionError> {
        let accounts = history.accounts().len();
        let mut given: BTreeMap<(u32, i32), Vec<(SliceKey, u16)>> = BTreeMap::new();
        let mut named = BTreeSet::from([SliceKey::Unassigned]);
        for Sharing {
            account,
            on,
            shares,
        } in sharings
        {
            let Some(id) = history.accounts().get(account.place()) else {
                return Err(RetentionError::UnknownAccount {
                    index: account.get(),
                    accounts,
                });
            };
            let sum = shares.iter().map(|(_, part)| u64::from(part.get())).sum();
            let whole = BasisPoints::WHOLE.get();
            let Some(rest) = u64::from(whole).checked_sub(sum) else {
                return Err(RetentionError::OverShared {
                    account: id.clone(),
                    on,
                    sum,
                });
            };
            let rest = u16::try_from(rest).unwrap_or(whole);
            let mut kept: Vec<(SliceKey, u16)> = Vec::new();
            let all = shares.into_iter().map(|(key, part)| (key, part.get()));
            for (key, part) in all.chain([(SliceKey::Unassigned, rest)]) {
                match kept.iter_mut().find(|(known, _)| *known == key) {
                    Some((_, sum)) => *sum += part,
                    None if part > 0 => kept.push((key, part)),
                    None => {}
                }
            }
            named.extend(kept.iter().map(|(key, _)| key.clone()));
            given.insert((account.get(), on.to_epoch_days()), kept);
        }
        // A slicing by leads that knows every key, also of those who never lead.
        let keys: Vec<SliceKey> = named.into_iter().collect();
        let place = |key: &SliceKey| {
            let place = keys.binary_search(key).unwrap_or_default();
            u32::try_from(place).unwrap_or_default()
        };
        let mut sets = Sets::default();
        let mut known: BTreeMap<Shares, u32> = BTreeMap::new();
        let mut leads = Vec::new();
        for ((account, day), shares) in given {
            let shares: Shares = shares
                .iter()
                .map(|(key, part)| (place(key), *part))
                .collect();
            let lead = shares.first().map_or(0, |(key, _)| *key);
            leads.push((account, day, lead));
            let next = u32::try_from(sets.sets.len()).unwrap_or(u32::MAX);
            let set = *known.entry(shares).or_insert_with_key(|shares| {
                sets.sets.push(shares.clone());
                next
            });
            sets.of_accounts
                .entry(account)
                .or_default()
                .push((day, set));
        }
        let shared = |set: u32| sets.sets.get(set as usize).is_some_and(|set| set.len() > 1);
        let of_accounts = std::mem::take(&mut sets.of_accounts);
        let of_accounts = of_accounts.into_iter();
        let of_accounts = of_accounts.filter(|(_, days)| days.iter().any(|(_, set)| shared(*set)));
        let of_accounts = of_accounts.collect();
        let handovers = leads.into_iter().filter_map(|(account, day, lead)| {
            Some(Handover {
                account: AccountIndex::new(account),
                on: date(day),
                to: keys.get(lead as usize)?.clone(),
            })
        });
        let by_leads = Self::by_holder(history, handovers.collect::<Vec<_>>())?;
        Ok(by_leads.shared_by(
            keys.clone(),
            Sets {
                of_accounts,
                ..sets
            },
        ))
    }
}

impl Sets {
    /// Nobody shares an account.
    pub(super) const NONE: Self = Self {
        sets: Vec::new(),
        of_accounts: BTreeMap::new(),
    };

    /// Of one account alone.
    pub(super) fn only(&self, account: AccountIndex) -> Self {
        let days = self.of_accounts.get(&account.get());
        Self {
            sets: self.sets.clone(),
            of_accounts: days.into_iter().map(|days| (0, days.clone())).collect(),
        }
    }

    /// The keys that one account is ever shared by.
    pub(super) fn keys_of(&self, account: AccountIndex) -> impl Iterator<Item = u32> {
        let days = self.of_accounts.get(&account.get()).into_iter().flatten();
        let sets = days.filter_map(|(_, set)| self.sets.get(*set as usize));
        sets.flatten().map(|(key, _)| *key)
    }

    /// The same with other places of keys.
    pub(super) fn renumbered(mut self, place: impl Fn(u32) -> u32) -> Self {
        for (key, _) in self.sets.iter_mut().flatten() {
            *key = place(*key);
        }
        self
    }

    /// Whether any account is ever shared.
    pub(super) fn is_empty(&self) -> bool {
        self.of_accounts.is_empty()
    }
}

/// One account that is shared: alone, by its lead, and with every set of shares as a holder.
struct Shared {
    history: RevenueHistory,
    by_lead: Slicing,
    by_set: Slicing,
    /// The sets by the keys that stand for them.
    sets: BTreeMap<SliceKey, Weights>,
}

/// Every account that is ever shared, ready to be reported alone.
fn shared_accounts(
    history: &RevenueHistory,
    slicing: &Slicing,
    convention: &Convention,
) -> Result<Vec<Shared>, RetentionError> {
    let history = history.with_gaps_closed(convention)?;
    let by_leads = slicing.by_leads();
    let mut found = Vec::new();
    for (account, days) in &slicing.sets().of_accounts {
        let account = AccountIndex::new(*account);
        let alone = history.only(account);
        let mut sets = BTreeMap::new();
        let mut handovers = Vec::new();
        for (day, set) in days {
            let Some(shares) = slicing.sets().sets.get(*set as usize) else {
                continue;
            };
            // Nobody at all stays nobody, for whom conventions have rules.
            let nobody = matches!(
                shares.as_slice(),
                [(key, _)] if slicing.keys().get(*key as usize) == Some(&SliceKey::Unassigned)
            );
            let key = match Name::new(format!("{set}")) {
                Ok(name) if !nobody => SliceKey::Segment(name),
                _ => SliceKey::Unassigned,
            };
            sets.insert(key.clone(), Weights::of(shares));
            handovers.push(Handover {
                account: AccountIndex::new(0),
                on: date(*day),
                to: key,
            });
        }
        let unassigned = slicing.keys().binary_search(&SliceKey::Unassigned);
        let unassigned = u32::try_from(unassigned.unwrap_or_default()).unwrap_or_default();
        let whole = BasisPoints::WHOLE.get();
        let nobody = || Weights::of(&[(unassigned, whole)]);
        sets.entry(SliceKey::Unassigned).or_insert_with(nobody);
        found.push(Shared {
            by_set: Slicing::by_holder(&alone, handovers)?,
            by_lead: by_leads.only(account),
            history: alone,
            sets,
        });
    }
    Ok(found)
}
