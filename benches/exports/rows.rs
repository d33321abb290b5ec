//! Made-up rows: the same in every run.

use chrono::NaiveDate;
use tenure::{Currency, Money, MonthSteps};
use tenure_tables::AccountMonthRow;

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

pub(crate) fn account_months(accounts: &[Account]) -> impl Iterator<Item = AccountMonthRow<'_>> {
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
                AccountMonthRow {
                    account: &account.id,
                    month,
                    currency: Currency::USD,
                    amount: money(minor),
                    movement,
                    change: money(change),
                    manager: Some(&account.manager),
                    segment: Some(account.segment),
                }
            })
    })
}
