//! A simulated book: made up, seeded, the same on every machine.
//!
//! For examples and benches that need a book to show. Nothing in it is a customer, and no figure of it says anything about the
//! world: the rates below were chosen so that every movement occurs.

use chrono::{Days, NaiveDate};
use tenure::{Month, MonthSteps};

use crate::Dice;

/// A made-up book of subscriptions, with the segment and the managers of each account.
#[derive(Clone, Debug, Default)]
pub struct SimulatedBook {
    /// One row a subscription and price, in the order of accounts and starts.
    pub subscriptions: Vec<SimulatedSubscription>,
    /// One row an account.
    pub accounts: Vec<SimulatedAccount>,
    /// Who took which account over, by account and day.
    pub assignments: Vec<SimulatedAssignment>,
    /// The managers with their first days.
    pub managers: Vec<(String, NaiveDate)>,
}

/// A subscription at one price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SimulatedSubscription {
    /// Unique in the book.
    pub id: String,
    /// The account that pays.
    pub account: String,
    /// The first day in force.
    pub start: NaiveDate,
    /// The first day no longer in force.
    pub end: Option<NaiveDate>,
    /// Minor units a month.
    pub monthly_minor: i64,
}

/// An account and its segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SimulatedAccount {
    /// The account.
    pub id: String,
    /// `small`, `mid-market` or `enterprise`.
    pub segment: &'static str,
}

/// A manager's taking over of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SimulatedAssignment {
    /// The account.
    pub account: String,
    /// Who.
    pub manager: String,
    /// The first day.
    pub from: NaiveDate,
}

const MANAGERS: [&str; 7] = [
    "amara", "bruno", "chitra", "daniel", "elif", "farid", "grace",
];

impl SimulatedBook {
    /// A book of this many accounts over the months from `first` to `last`. The same arguments give the same book.
    #[must_use]
    pub fn new(seed: u64, accounts: u32, first: Month, last: Month) -> Self {
        let months = last.months_since(first).max(0);
        let mut dice = Dice::new(seed);
        let mut book = Self {
            managers: MANAGERS
                .iter()
                .map(|name| ((*name).to_owned(), first.first_day()))
                .collect(),
            ..Self::default()
        };
        for number in 1..=accounts {
            book.account(&mut dice, number, first, months);
        }
        book
    }

    /// The subscriptions as CSV in major units of two digits: `id,account,start,end,amount`.
    #[must_use]
    pub fn subscriptions_csv(&self) -> String {
        let mut csv = String::from("id,account,start,end,amount\n");
        for row in &self.subscriptions {
            let end = row.end.map(|end| end.to_string()).unwrap_or_default();
            let (units, cents) = (row.monthly_minor / 100, row.monthly_minor % 100);
            csv += &format!(
                "{},{},{},{end},{units}.{cents:02}\n",
                row.id, row.account, row.start
            );
        }
        csv
    }

    /// The accounts as CSV: `account,segment`.
    #[must_use]
    pub fn accounts_csv(&self) -> String {
        let mut csv = String::from("account,segment\n");
        for row in &self.accounts {
            csv += &format!("{},{}\n", row.id, row.segment);
        }
        csv
    }

    fn account(&mut self, dice: &mut Dice, number: u32, first: Month, months: i32) {
        let id = format!("acct-{number:05}");
        let (segment, base) = match dice.below(10) {
            0 => ("enterprise", 400_000),
            1..=3 => ("mid-market", 90_000),
            _ => ("small", 12_000),
        };
        self.accounts.push(SimulatedAccount {
            id: id.clone(),
            segment,
        });

        // Two of five are there from the first month on; the others arrive evenly.
        let joined = if dice.below(5) < 2 {
            0
        } else {
            below_months(dice, months)
        };
        let day_in_month = dice.below(28);
        let Some(start) = first
            .checked_add(joined)
            .and_then(|month| month.first_day().checked_add_days(Days::new(day_in_month)))
        else {
            return;
        };
        let mut price = Price {
            monthly_minor: base + i64::from(below_months(dice, 100)) * base / 80,
            since: start,
        };
        let steps = MonthSteps::from(start);
        let mut subscription = 0_u32;
        let mut away_since = None;
        for month in 1..=months.saturating_sub(joined) {
            let Some(day) = steps.nth(month) else { break };
            let roll = dice.below(1_000);
            if let Some(since) = away_since {
                // One in twelve of those who left comes back in any month of their first year away.
                if roll < 80 && month - since <= 12 {
                    away_since = None;
                    price.since = day;
                }
                continue;
            }
            let (leave, shrink, grow) = match segment {
                "enterprise" => (4, 10, 45),
                "mid-market" => (9, 15, 35),
                _ => (18, 14, 22),
            };
            let monthly_minor = if roll < leave {
                0
            } else if roll < leave + shrink {
                price.monthly_minor * 7 / 10
            } else if roll < leave + shrink + grow {
                price.monthly_minor * 5 / 4
            } else {
                continue;
            };
            self.subscription(&id, &mut subscription, &price, Some(day));
            if monthly_minor == 0 {
                away_since = Some(month);
            }
            price = Price {
                monthly_minor,
                since: day,
            };
            if monthly_minor == 0 {
                price.monthly_minor = base;
            }
        }
        if away_since.is_none() {
            self.subscription(&id, &mut subscription, &price, None);
        }
        self.assign(dice, &id, start, months - joined);
    }

    fn subscription(
        &mut self,
        account: &str,
        count: &mut u32,
        price: &Price,
        end: Option<NaiveDate>,
    ) {
        *count += 1;
        self.subscriptions.push(SimulatedSubscription {
            id: format!("{account}-s{count}"),
            account: account.to_owned(),
            start: price.since,
            end,
            monthly_minor: price.monthly_minor,
        });
    }

    /// A manager from the first day, and now and then another.
    fn assign(&mut self, dice: &mut Dice, account: &str, start: NaiveDate, months: i32) {
        let steps = MonthSteps::from(start);
        let mut holder = pick(dice, &MANAGERS);
        let mut from = Some(start);
        for month in 1..=months.max(1) {
            if let Some(from) = from.take() {
                self.assignments.push(SimulatedAssignment {
                    account: account.to_owned(),
                    manager: holder.to_owned(),
                    from,
                });
            }
            if dice.below(100) < 3 {
                let next = pick(dice, &MANAGERS);
                if next != holder {
                    holder = next;
                    from = steps.nth(month);
                }
            }
        }
    }
}

struct Price {
    monthly_minor: i64,
    since: NaiveDate,
}

fn below_months(dice: &mut Dice, end: i32) -> i32 {
    let end = u64::try_from(end).unwrap_or(0);
    i32::try_from(dice.below(end)).unwrap_or(0)
}

fn pick<'a>(dice: &mut Dice, from: &[&'a str]) -> &'a str {
    from.get(dice.index(from.len()))
        .copied()
        .unwrap_or_default()
}
