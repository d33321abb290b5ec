//! The portfolio, recorded as a host would: through the desk, a request for the house and one for each account.

use std::error::Error;
use std::sync::Arc;

use chrono::DateTime;
use pollster::block_on;
use tenure::journal::MemoryJournal;
use tenure::{Book, Command, CommandId, Desk, Known, Outcome, Request, TenantId};
use tenure_testkit::portfolio::Portfolio;

/// The book of so many accounts, and how many records it has.
pub(crate) fn book(portfolio: &Portfolio, accounts: u32) -> Result<(Book, u64), Box<dyn Error>> {
    let desk = Desk::new(Arc::new(MemoryJournal::new()), TenantId::new("acme")?);
    let mut records = record(&desk, "the house", portfolio.directory())?;
    for number in 0..accounts {
        let id = format!("account {number}");
        records = records.max(record(&desk, &id, portfolio.account(number))?);
    }
    Ok((block_on(desk.book(Known::Now))?, records))
}

/// The position of the last record.
fn record(desk: &Desk, id: &str, commands: Vec<Command>) -> Result<u64, Box<dyn Error>> {
    let request = Request {
        id: CommandId::new(id)?,
        actor: None,
        at: DateTime::UNIX_EPOCH,
        commands,
    };
    match block_on(desk.execute(&request))? {
        Outcome::Recorded(receipt) => Ok(receipt.last.get()),
        Outcome::Unchanged => Ok(0),
    }
}
