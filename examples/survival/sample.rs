//! The simulated book's lifetimes, by segment.

use std::collections::BTreeMap;
use std::error::Error;

use tenure::retention::survival::lifetimes_of;
use tenure::retention::{RevenueHistory, RevenueLine};
use tenure::{AccountId, Currency, Money, Month, Span};
use tenure_testkit::simulation::SimulatedBook;

use crate::figures::Groups;

/// Any other number makes another book.
const SEED: u64 = 20_260_101;

/// In days, from the first paid day to the first lost one; what still pays when the book ends is censored there.
pub(crate) fn lifetimes() -> Result<Groups, Box<dyn Error>> {
    let (first, last): (Month, Month) = ("2023-01".parse()?, "2025-12".parse()?);
    let book = SimulatedBook::new(SEED, 2_400, first, last);
    let mut builder = RevenueHistory::builder(Currency::USD);
    for row in &book.subscriptions {
        let account = builder.account(&AccountId::new(&row.account)?)?;
        builder.line(RevenueLine {
            account,
            span: Span::new(row.start, row.end)?,
            monthly: Money::from_minor(row.monthly_minor.into(), Currency::USD)?,
        })?;
    }
    let history = builder.build()?;
    let segments: BTreeMap<&str, &str> = book
        .accounts
        .iter()
        .map(|account| (account.id.as_str(), account.segment))
        .collect();
    let end = last.last_day().succ_opt().ok_or("the calendar ends")?;
    let mut groups = BTreeMap::<_, Vec<_>>::new();
    for (account, lifetime) in lifetimes_of(&history, None, end) {
        let id = history.accounts().get(account.get() as usize);
        let segment = id.and_then(|id| segments.get(id.as_str())).copied();
        let group = segment.unwrap_or("unassigned").to_owned();
        groups.entry(group).or_default().push(lifetime);
    }
    Ok(groups.into_iter().collect())
}
