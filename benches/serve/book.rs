//! The book as it comes: rows in the order of the log, by nobody's account.

use std::error::Error;
use std::fs;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;
use std::thread;

use chrono::{Days, NaiveDate};
use tenure::retention::{
    AccountIndex, AccountList, Holding, RevenueHistory, RevenueLevel, SliceKey, Slicing,
};
use tenure::{AccountId, Currency, Grain, ManagerId, Money, Periods};

use crate::csv;

pub(crate) const MANAGERS: usize = 200;
pub(crate) const CURRENCY: Currency = Currency::EUR;

/// Rows in the order of the log.
pub(crate) struct Raw {
    pub(crate) accounts: Arc<[AccountId]>,
    pub(crate) managers: Vec<SliceKey>,
    pub(crate) levels: Vec<RevenueLevel>,
    pub(crate) holdings: Vec<Holding>,
}

/// January 2020 to December 2024.
pub(crate) fn months() -> Result<Periods, Box<dyn Error>> {
    let last = NaiveDate::from_ymd_opt(2024, 12, 31).ok_or("a day")?;
    Ok(Periods::covering(Grain::Month, first_day(), last).ok_or("in range")?)
}

pub(crate) fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2020, 1, 1).unwrap_or_default()
}

/// The days by their number.
fn calendar() -> Vec<NaiveDate> {
    (0..=u64::from(u16::MAX))
        .map(|day| first_day() + Days::new(day))
        .collect()
}

impl Raw {
    pub(crate) fn load(folder: &Path) -> Result<Self, Box<dyn Error>> {
        let column = |name: &str| fs::read(folder.join(format!("{name}.bin")));
        let days = calendar();
        let day = |bytes: [u8; 2]| days.get(usize::from(u16::from_le_bytes(bytes))).copied();
        let account = |bytes| AccountIndex::new(u32::from_le_bytes(bytes));
        let (accounts, on, minor) = (column("ev_acct")?, column("ev_day")?, column("ev_mrr")?);
        let rows = chunks(&accounts).zip(chunks(&on)).zip(chunks(&minor));
        let levels = rows.map(|((index, on), minor)| RevenueLevel {
            account: account(index),
            on: day(on).unwrap_or_default(),
            minor: i64::from_le_bytes(minor),
        });
        let (held, from, manager) = (column("as_acct")?, column("as_day")?, column("as_mgr")?);
        let rows = chunks(&held).zip(chunks(&from)).zip(chunks(&manager));
        let holdings = rows.map(|((index, on), manager)| Holding {
            account: account(index),
            on: day(on).unwrap_or_default(),
            key: u16::from_le_bytes(manager).into(),
        });
        Self::new(column("seg")?.len(), levels.collect(), holdings.collect())
    }

    pub(crate) fn from_csv(folder: &Path) -> Result<Self, Box<dyn Error>> {
        let levels = csv::table(&folder.join("events.csv"), |account, on, minor| {
            RevenueLevel { account, on, minor }
        })?;
        let holdings = csv::table(&folder.join("assign.csv"), |account, on, key| Holding {
            account,
            on,
            key: u32::try_from(key).unwrap_or(u32::MAX),
        })?;
        let last = levels.iter().map(|level| level.account.get()).max();
        let accounts = last.map_or(0, |last| last as usize + 1);
        Self::new(accounts, levels, holdings)
    }

    fn new(
        accounts: usize,
        levels: Vec<RevenueLevel>,
        holdings: Vec<Holding>,
    ) -> Result<Self, Box<dyn Error>> {
        let managers = (0..MANAGERS)
            .map(|index| Ok(SliceKey::Manager(ManagerId::new(format!("M-{index:03}"))?)));
        Ok(Self {
            accounts: ids(accounts)?.into(),
            managers: managers.collect::<Result<_, Box<dyn Error>>>()?,
            levels,
            holdings,
        })
    }

    pub(crate) fn facts(&self) -> usize {
        self.levels.len() + self.holdings.len()
    }

    pub(crate) fn history(&self) -> Result<RevenueHistory, Box<dyn Error>> {
        Ok(RevenueHistory::from_levels(
            CURRENCY,
            AccountList::distinct(Arc::clone(&self.accounts)),
            &self.levels,
        )?)
    }

    /// As a host without numbers of its own has it: every row names its account and has an amount with a currency.
    pub(crate) fn interned(&self) -> Result<RevenueHistory, Box<dyn Error>> {
        let mut builder = RevenueHistory::builder(CURRENCY);
        for level in &self.levels {
            let id = self.accounts.get(level.account.get() as usize);
            let account = builder.account(id.ok_or("an account without an id")?)?;
            let monthly = Money::from_minor(level.minor.into(), CURRENCY)?;
            builder.level(account, level.on, monthly)?;
        }
        Ok(builder.build()?)
    }

    pub(crate) fn slicing(&self, history: &RevenueHistory) -> Result<Slicing, Box<dyn Error>> {
        Ok(Slicing::by_holding(
            history,
            &self.managers,
            &self.holdings,
        )?)
    }
}

/// As many names for accounts, made by as many threads as there may be.
fn ids(accounts: usize) -> Result<Vec<AccountId>, Box<dyn Error>> {
    let part = accounts.div_ceil(threads()).max(1);
    thread::scope(|scope| {
        let parts: Vec<_> = (0..accounts)
            .step_by(part)
            .map(|from| {
                let own = from..(from + part).min(accounts);
                let id = |index| AccountId::new(format!("A-{index:08}"));
                scope.spawn(move || own.map(id).collect::<Result<Vec<_>, _>>())
            })
            .collect();
        let mut all = Vec::with_capacity(accounts);
        for part in parts {
            all.append(&mut part.join().map_err(|_| "a thread failed")??);
        }
        Ok(all)
    })
}

fn chunks<const N: usize>(bytes: &[u8]) -> impl Iterator<Item = [u8; N]> + '_ {
    bytes.as_chunks::<N>().0.iter().copied()
}

/// As many as the core uses.
pub(crate) fn threads() -> usize {
    let asked = std::env::var("RAYON_NUM_THREADS").ok();
    let asked = asked.and_then(|threads| threads.parse().ok());
    asked.unwrap_or_else(|| thread::available_parallelism().map_or(1, NonZeroUsize::get))
}
