//! A simulated portfolio: what years with many customers leave in the records of those who look after them.
//!
//! Contracts, cases with their service levels, surveys, talks, promises, fit reviews, opportunities, plays, lost sponsors, ratings:
//! all as the commands that record them, so that everything a book says of them rests on genuine facts. Seeded, the same on every
//! machine. Nothing in it is a customer, and no figure of it says anything about the world: what happens to whom was chosen so
//! that everything happens to somebody.
//!
//! ```
//! use chrono::NaiveDate;
//! use tenure::{Book, decide::decide_all};
//! use tenure_testkit::portfolio::Portfolio;
//!
//! let today = NaiveDate::from_ymd_opt(2026, 3, 9).expect("a day");
//! let portfolio = Portfolio::new(7, 2, today);
//! let mut book = Book::default();
//! decide_all(&mut book, &portfolio.directory()).map_err(|(_, rejection)| rejection)?;
//! for number in 0..10 {
//!     decide_all(&mut book, &portfolio.account(number)).map_err(|(_, rejection)| rejection)?;
//! }
//! assert_eq!(book.accounts().count(), 10);
//! # Ok::<(), tenure::Rejection>(())
//! ```

mod directory;
mod life;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde_json::Value;
use tenure::situation::Supplied;
use tenure::{AccountId, Command, ManagerId};

use crate::Dice;

/// A made-up portfolio of any size. Every account depends on its number alone, so that it can be made one by one.
#[derive(Clone, Copy, Debug)]
pub struct Portfolio {
    seed: u64,
    managers: u32,
    today: NaiveDate,
}

const NAMES: [&str; 7] = [
    "amara", "bruno", "chitra", "daniel", "elif", "farid", "grace",
];

const PLACES: [&str; 20] = [
    "alder",
    "baltic",
    "cedar",
    "delta",
    "eastgate",
    "fjord",
    "godavari",
    "harbour",
    "indigo",
    "juniper",
    "kaveri",
    "lakshmi",
    "meridian",
    "northwind",
    "orchid",
    "pacific",
    "quarry",
    "riverside",
    "sunrise",
    "tamarind",
];

const TRADES: [&str; 16] = [
    "foods",
    "textiles",
    "clinics",
    "logistics",
    "schools",
    "energy",
    "hotels",
    "paper",
    "motors",
    "gardens",
    "media",
    "optics",
    "dairy",
    "ceramics",
    "books",
    "steel",
];

#[allow(clippy::unwrap_used, reason = "samples are valid")]
impl Portfolio {
    /// A portfolio as it stands on the morning of a day, held by so many managers in turn, at least one.
    #[must_use]
    pub const fn new(seed: u64, managers: u32, today: NaiveDate) -> Self {
        let managers = if managers == 0 { 1 } else { managers };
        Self {
            seed,
            managers,
            today,
        }
    }

    /// The day on whose morning it stands. Everything happened the day before or earlier.
    #[must_use]
    pub const fn today(&self) -> NaiveDate {
        self.today
    }

    /// What the house agreed on and who works there: first of all.
    #[must_use]
    pub fn directory(&self) -> Vec<Command> {
        directory::commands(self)
    }

    /// Everything about one account, from the number 0, in the order of its days.
    #[must_use]
    pub fn account(&self, number: u32) -> Vec<Command> {
        life::commands(self, number)
    }

    /// The account with a number.
    #[must_use]
    pub fn account_id(&self, number: u32) -> AccountId {
        let (round, place) = (number / 320, number % 320);
        let trade = (place / 20 + place) % 16;
        let pick = |names: &[&str], at: u32| (*names.get(at as usize).unwrap()).to_owned();
        let name = format!("{}-{}", pick(&PLACES, place % 20), pick(&TRADES, trade));
        let name = if round == 0 {
            name
        } else {
            format!("{name}-{}", round + 1)
        };
        AccountId::new(name).unwrap()
    }

    /// The manager with a number, from 0. The account with number `n` is held by manager `n` modulo the number of managers.
    #[must_use]
    pub fn manager(&self, number: u32) -> ManagerId {
        match NAMES.get(number as usize) {
            Some(name) => ManagerId::new(*name).unwrap(),
            None => ManagerId::new(format!("manager-{number:03}")).unwrap(),
        }
    }

    /// What the host's own systems say of an account on a day, which is in no record: how its use changed.
    #[must_use]
    pub fn supplied(&self, number: u32, on: NaiveDate) -> Supplied {
        let mut dice = self.dice(number, 2);
        if dice.below(3) == 0 {
            return Supplied::default();
        }
        let character = life::Character::of(self, number);
        let (least, range) = character.usage();
        let drawn = least + i32::try_from(dice.below(range)).unwrap();
        // A change grows over four months.
        let days = self.today.signed_duration_since(on).num_days();
        let left = i32::try_from((120 - days).clamp(0, 120)).unwrap();
        Supplied {
            usage_change: Some(drawn * left / 120),
            ..Supplied::default()
        }
    }

    const fn dice(&self, number: u32, about: u64) -> Dice {
        // Far from each other, so that no two accounts draw the same row.
        Dice::new(self.seed ^ (number as u64).wrapping_mul(0xd134_2543_de82_ef95) ^ (about << 56))
    }

    /// A working day so many days before the morning of the portfolio.
    fn ago(&self, days: u64) -> NaiveDate {
        let day = self.today.checked_sub_days(Days::new(days)).unwrap();
        let back = match day.weekday() {
            Weekday::Sat => 1,
            Weekday::Sun => 2,
            _ => 0,
        };
        day.checked_sub_days(Days::new(back)).unwrap()
    }

    /// A day so many days after that morning.
    fn ahead(&self, days: u64) -> NaiveDate {
        self.today.checked_add_days(Days::new(days)).unwrap()
    }
}

/// The command that this JSON is.
#[allow(clippy::unwrap_used, reason = "samples are valid")]
fn command(json: Value) -> Command {
    serde_json::from_value(json).unwrap()
}
