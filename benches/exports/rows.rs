//! Made-up rows of eight columns: the same in every run.

use chrono::NaiveDate;
use tenure::{Currency, Money, MonthSteps};
use tenure_tables::{ACCOUNT_MONTH, CellSink, Row, TableSchema};

/// Months of each account.
pub(crate) const MONTHS: usize = 36;

/// What the rows of an account are made from.
pub(crate) struct Account {
    id: String,
    manager: String,
    segment: &'static str,
    /// Minor units of its months.
    minor: [i64; MONTHS],
}

/// What an account pays in a month: the table `account_month` without health, which nobody else has.
#[derive(Clone, Copy)]
pub(crate) struct AccountMonth<'a> {
    account: &'a str,
    month: NaiveDate,
    amount: Money,
    movement: Option<&'static str>,
    change: Money,
    manager: &'a str,
    segment: &'static str,
}

impl Row for AccountMonth<'_> {
    const SCHEMA: &'static TableSchema = &TableSchema {
        columns: ACCOUNT_MONTH.columns.split_at(8).0,
        ..ACCOUNT_MONTH
    };

    fn cells<S: CellSink>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.text(self.account)?;
        sink.date(self.month)?;
        sink.currency(self.amount.currency())?;
        sink.amount(self.amount)?;
        match self.movement {
            Some(movement) => sink.text(movement)?,
            None => sink.absent()?,
        }
        sink.amount(self.change)?;
        sink.text(self.manager)?;
        sink.text(self.segment)
    }
}

pub(crate) fn first_month() -> NaiveDate {
    NaiveDate::from_ymd_opt(2023, 1, 1).unwrap_or_default()
}

pub(crate) fn accounts(count: usize) -> Vec<Account> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut below = move |limit: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % limit
    };
    (0..count)
        .map(|number| {
            let mut level = 1_000 + below(900_000);
            Account {
                id: format!("acct-{number:08}"),
                manager: format!("manager-{:03}", below(60)),
                segment: ["small", "mid-market", "enterprise"]
                    .get(below(3) as usize)
                    .copied()
                    .unwrap_or_default(),
                minor: std::array::from_fn(|_| {
                    if below(8) == 0 {
                        level = 1_000 + below(900_000);
                    }
                    i64::try_from(level).unwrap_or_default()
                }),
            }
        })
        .collect()
}

pub(crate) fn account_months(accounts: &[Account]) -> impl Iterator<Item = AccountMonth<'_>> {
    let steps = MonthSteps::from(first_month());
    let months: Vec<NaiveDate> = (0..MONTHS as i32)
        .filter_map(|month| steps.nth(month))
        .collect();
    let money = |minor: i64| {
        Money::from_minor(i128::from(minor), Currency::USD).unwrap_or(Money::zero(Currency::USD))
    };
    accounts.iter().flat_map(move |account| {
        let mut before = 0;
        months
            .clone()
            .into_iter()
            .zip(account.minor)
            .map(move |(month, minor)| {
                let change = minor - before;
                let movement = match change {
                    _ if before == 0 => Some("new"),
                    1.. => Some("expansion"),
                    0 => None,
                    _ => Some("contraction"),
                };
                before = minor;
                AccountMonth {
                    account: &account.id,
                    month,
                    amount: money(minor),
                    movement,
                    change: money(change),
                    manager: &account.manager,
                    segment: account.segment,
                }
            })
    })
}
