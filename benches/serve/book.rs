//! The book as it comes: rows in the order of the log, by nobody's account.

use std::collections::HashMap;
use std::error::Error;
use std::fs;
use std::num::NonZeroUsize;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Arc;
use std::thread;

use chrono::{Days, NaiveDate};
use tenure::retention::{
    AccountIndex, AccountList, Holding, RevenueHistory, RevenueLevel, SliceKey, Slicing,
};
use tenure::{AccountId, Currency, Grain, ManagerId, Money, Periods};

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
        let levels = table(&folder.join("events.csv"), |account, on, minor| {
            RevenueLevel { account, on, minor }
        })?;
        let holdings = table(&folder.join("assign.csv"), |account, on, key| Holding {
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

/// Rows of an account's number, a day and a whole number below a header, none of them quoted. Read in as many parts as there may be
/// threads.
fn table<T: Send>(
    path: &Path,
    row: impl Fn(AccountIndex, NaiveDate, i64) -> T + Sync,
) -> Result<Vec<T>, Box<dyn Error>> {
    let file = fs::File::open(path)?;
    let (length, threads) = (file.metadata()?.len(), threads() as u64);
    let (file, row) = (&file, &row);
    thread::scope(|scope| {
        let parts: Vec<_> = (0..threads)
            .map(|part| {
                let lines = length * part / threads..length * (part + 1) / threads;
                // The first makes room for all of them.
                let room = if part == 0 { length } else { length / threads };
                let room = usize::try_from(room / 18).unwrap_or_default();
                scope.spawn(move || rows(file, lines, room, row).map_err(|error| error.to_string()))
            })
            .collect();
        let mut all = Vec::new();
        for part in parts {
            let mut read = part.join().map_err(|_| "a thread failed")??;
            if all.is_empty() {
                all = read;
            } else {
                all.append(&mut read);
            }
        }
        Ok(all)
    })
}

/// As many as the core uses.
fn threads() -> usize {
    let asked = std::env::var("RAYON_NUM_THREADS").ok();
    let asked = asked.and_then(|threads| threads.parse().ok());
    asked.unwrap_or_else(|| thread::available_parallelism().map_or(1, NonZeroUsize::get))
}

/// The rows of the lines that begin between two places of a file, the first line of all left out. Read block by block into the same memory:
/// new memory for a whole file takes longer than reading it.
fn rows<T>(
    file: &fs::File,
    begin: Range<u64>,
    room: usize,
    row: &impl Fn(AccountIndex, NaiveDate, i64) -> T,
) -> Result<Vec<T>, Box<dyn Error>> {
    const BLOCK: usize = 1 << 18;
    let ends = |bytes: &[u8]| bytes.iter().position(|byte| *byte == b'\n');
    let (mut rows, mut days) = (Vec::with_capacity(room), KnownDays::default());
    let mut block = vec![0; BLOCK];
    // Where the block begins in the file, and how much of it is left of the one before.
    let (mut at, mut held) = (begin.start.saturating_sub(1), 0);
    // The line that begins before the place is somebody else's.
    let mut skipped = false;
    loop {
        let free = block.get_mut(held..).unwrap_or_default();
        let read = file.read_at(free, at + held as u64)?;
        let filled = held + read;
        let bytes = block.get(..filled).unwrap_or_default();
        let last = usize::try_from(begin.end.saturating_sub(at + 1))?;
        let after_last = bytes.get(last..).and_then(ends).map(|end| last + end + 1);
        let whole = bytes.iter().rposition(|byte| *byte == b'\n');
        let to = after_last.or(whole.map(|end| end + 1));
        let to = to.filter(|_| read > 0).ok_or("a row ends early")?;
        let from = if skipped {
            0
        } else {
            ends(bytes).map_or(0, |end| end + 1)
        };
        skipped = true;
        days.rows(bytes.get(from..to).unwrap_or_default(), &mut rows, row)?;
        if after_last.is_some() {
            return Ok(rows);
        }
        block.copy_within(to..filled, 0);
        (at, held) = (at + to as u64, filled - to);
    }
}

/// Days by how they are written.
#[derive(Default)]
struct KnownDays {
    all: HashMap<Vec<u8>, NaiveDate>,
    /// That of the row before.
    last: (Vec<u8>, NaiveDate),
}

impl KnownDays {
    fn rows<T>(
        &mut self,
        mut rest: &[u8],
        rows: &mut Vec<T>,
        row: &impl Fn(AccountIndex, NaiveDate, i64) -> T,
    ) -> Result<(), Box<dyn Error>> {
        while !rest.is_empty() {
            let (account, after) = number(rest, b',')?;
            // A log is in the order of days, so most rows are of the day before them.
            let value = match after.strip_prefix(self.last.0.as_slice()) {
                Some([b',', value @ ..]) => value,
                _ => self.next(after)?,
            };
            let (value, after) = number(value, b'\n')?;
            let account = AccountIndex::new(u32::try_from(account)?);
            rows.push(row(account, self.last.1, value));
            rest = after;
        }
        Ok(())
    }

    /// Reads a day up to a comma, and returns what follows on that.
    fn next<'b>(&mut self, bytes: &'b [u8]) -> Result<&'b [u8], Box<dyn Error>> {
        let end = bytes.iter().position(|byte| *byte == b',');
        let (day, after) = bytes.split_at(end.ok_or("a row ends early")?);
        let on = match self.all.get(day) {
            Some(on) => *on,
            None => std::str::from_utf8(day)?.parse()?,
        };
        self.all.entry(day.to_vec()).or_insert(on);
        self.last = (day.to_vec(), on);
        Ok(after.get(1..).unwrap_or_default())
    }
}

/// A whole number up to a byte that is not part of it, and what follows on that.
fn number(bytes: &[u8], end: u8) -> Result<(i64, &[u8]), &'static str> {
    // So many digits fit 64 bits.
    const DIGITS: usize = 18;
    let mut number = 0_i64;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'0'..=b'9' if at < DIGITS => number = number * 10 + i64::from(byte - b'0'),
            b'\r' if end == b'\n' => {}
            byte if *byte == end && at > 0 => {
                return Ok((number, bytes.get(at + 1..).unwrap_or_default()));
            }
            _ => return Err("not a number, or too large a one"),
        }
    }
    Err("a row ends early")
}
