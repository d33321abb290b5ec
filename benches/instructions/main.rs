//! One piece of work of the retention engine on a fixed book, for whoever counts instructions.
//!
//!     valgrind --tool=callgrind target/release/deps/instructions-... WORK
//!
//! `WORK` is `w1` to `w4` or `all` (the figures of single events, as [performance](../../docs/performance.md) names them), `build` (rows to
//! history), `slicing`, `live` (all facts, one at a time), `correct` (a thousand corrections of the past), or `none`: what all of them
//! have to do first. `.ci/instructions` subtracts that and compares with what is written down in `counts.tsv`.
#![allow(
    clippy::print_stdout,
    reason = "a bench speaks through its standard output"
)]

use std::error::Error;
use std::hint::black_box;

use chrono::{Days, NaiveDate};
use tenure::retention::{
    AccountIndex, AccountList, EventColumns, EventParts, Holding, Live, RevenueHistory,
    RevenueLevel, SliceKey, Slicing,
};
use tenure::{AccountId, Currency, Grain, ManagerId, Periods};

const ACCOUNTS: u32 = 10_000;
const MANAGERS: u32 = 200;
const DAYS: u64 = 1_827;
const CORRECTIONS: usize = 1_000;

/// Rows in the order of the log.
struct Book {
    ids: Vec<AccountId>,
    keys: Vec<SliceKey>,
    levels: Vec<RevenueLevel>,
    holdings: Vec<Holding>,
    corrections: Vec<RevenueLevel>,
    months: Periods,
}

/// The same numbers on every machine (xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }
}

impl Book {
    fn generate() -> Result<Self, Box<dyn Error>> {
        let first = NaiveDate::from_ymd_opt(2020, 1, 1).ok_or("a day")?;
        let last = NaiveDate::from_ymd_opt(2024, 12, 31).ok_or("a day")?;
        let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
        let (mut levels, mut holdings, mut corrections) = (Vec::new(), Vec::new(), Vec::new());
        for index in 0..ACCOUNTS {
            let account = AccountIndex::new(index);
            let mut day = numbers.below(DAYS / 2);
            let mut minor = 0;
            while day < DAYS {
                // Lost, won back, more or less, as often as in a book of subscriptions.
                minor = match (minor, numbers.below(100)) {
                    (0, _) => 1_000 + numbers.below(50_000).cast_signed(),
                    (_, 0..7) => 0,
                    (so_far, 7..60) => so_far + 100 + numbers.below(5_000).cast_signed(),
                    (so_far, _) => so_far - so_far / 10,
                };
                let on = first + Days::new(day);
                levels.push(RevenueLevel { account, on, minor });
                day += 20 + numbers.below(240);
            }
            let mut day = numbers.below(DAYS);
            while day < DAYS {
                let key = u32::try_from(numbers.below(MANAGERS.into()))?;
                let on = first + Days::new(day);
                holdings.push(Holding { account, on, key });
                day += 200 + numbers.below(900);
            }
        }
        levels.sort_by_key(|level| level.on);
        holdings.sort_by_key(|holding| holding.on);
        for _ in 0..CORRECTIONS {
            corrections.push(RevenueLevel {
                account: AccountIndex::new(u32::try_from(numbers.below(ACCOUNTS.into()))?),
                on: first + Days::new(numbers.below(DAYS)),
                minor: numbers.below(100_000).cast_signed(),
            });
        }
        let ids = (0..ACCOUNTS).map(|index| AccountId::new(format!("A-{index:05}")));
        let manager = |index| ManagerId::new(format!("M-{index:03}")).map(SliceKey::Manager);
        Ok(Self {
            ids: ids.collect::<Result<_, _>>()?,
            keys: (0..MANAGERS).map(manager).collect::<Result<_, _>>()?,
            levels,
            holdings,
            corrections,
            months: Periods::covering(Grain::Month, first, last).ok_or("in range")?,
        })
    }

    fn history(&self) -> Result<RevenueHistory, Box<dyn Error>> {
        let accounts = AccountList::distinct(self.ids.clone());
        let history = RevenueHistory::from_levels(Currency::EUR, accounts, &self.levels)?;
        Ok(history)
    }

    fn slicing(&self, history: &RevenueHistory) -> Result<Slicing, Box<dyn Error>> {
        Ok(Slicing::by_holding(history, &self.keys, &self.holdings)?)
    }

    /// All facts in order; on one day handovers come before amounts.
    fn replay(&self, live: &mut Live) -> Result<(), Box<dyn Error>> {
        let mut holdings = self.holdings.iter().peekable();
        for level in &self.levels {
            while let Some(holding) = holdings.next_if(|holding| holding.on <= level.on) {
                live.hand_over(*holding)?;
            }
            let period = live.apply(*level)?;
            black_box(period.and_then(|period| live.row(period)));
        }
        Ok(())
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let Some(work) = std::env::args().nth(1).filter(|first| first != "--bench") else {
        println!("instructions: no work named, nothing to count; see benches/README.md");
        return Ok(());
    };
    let book = Book::generate()?;
    if work == "facts" {
        println!("{}", book.levels.len());
        return Ok(());
    }
    let history = book.history()?;
    let slicing = book.slicing(&history)?;
    let columns = EventColumns::new(&history, &slicing)?;
    let mut live = Live::new(Currency::EUR, &book.months, &book.keys)?;
    for id in &book.ids {
        live.account(id)?;
    }
    if work == "correct" || work == "filled" {
        book.replay(&mut live)?;
    }
    let none = EventParts::NONE;
    let parts = match work.as_str() {
        "none" | "filled" => return Ok(()),
        "build" => {
            black_box(book.history()?);
            return Ok(());
        }
        "slicing" => {
            black_box(book.slicing(&history)?);
            return Ok(());
        }
        "live" => return book.replay(&mut live),
        "correct" => {
            for level in &book.corrections {
                live.apply(*level)?;
            }
            return Ok(());
        }
        "w1" => EventParts {
            movements: true,
            ..none
        },
        "w2" => EventParts {
            cohorts: true,
            ..none
        },
        "w3" => EventParts {
            slices: true,
            ..none
        },
        "w4" => EventParts {
            lifetimes: true,
            ..none
        },
        "all" => EventParts::ALL,
        _ => return Err(format!("`{work}` is no work").into()),
    };
    black_box(columns.figures(&book.months, parts)?);
    Ok(())
}
