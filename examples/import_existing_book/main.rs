//! A host that has only tables, with days from and to in their rows, begins to keep facts: the rows become opening facts, each from the
//! day of its row on, and from then on every question of the past has its answer.
//!
//!     cargo run --release --example import_existing_book
#![allow(
    clippy::print_stdout,
    reason = "a program speaks through its standard output"
)]

mod opening;
mod tables;

use std::error::Error;
use std::sync::Arc;

use chrono::{NaiveDate, Utc};
use pollster::block_on;
use tenure::journal::MemoryJournal;
use tenure::retention::{self, Convention, RevenueHistory, Slicing};
use tenure::{Book, CommandId, Coverage, Currency, Desk, Grain, Known, Periods, Request, TenantId};

fn main() -> Result<(), Box<dyn Error>> {
    // Rows that contradict each other are refused before anything is recorded, and named.
    let overlapping = tables::with_an_overlap();
    if let Err(refused) = opening::commands(&tables::ACCOUNTS, &overlapping, &tables::CONTRACTS) {
        println!("refused: {refused}\n");
    }

    let commands = opening::commands(&tables::ACCOUNTS, &tables::ASSIGNMENTS, &tables::CONTRACTS)?;
    println!("{} rows become {} requests", tables::rows(), commands.len());
    let imported_on = NaiveDate::from_ymd_opt(2026, 3, 2).ok_or("no such day")?;
    let request = Request {
        id: CommandId::new("import-of-2026-03-02")?,
        actor: None,
        at: imported_on
            .and_hms_opt(8, 0, 0)
            .ok_or("no such time")?
            .and_local_timezone(Utc)
            .single()
            .ok_or("no such instant")?,
        commands,
    };
    let desk = Desk::new(Arc::new(MemoryJournal::new()), TenantId::new("host")?);
    let receipts = block_on(desk.execute_in_batches(Book::default(), request))?;
    let facts: u64 = receipts
        .iter()
        .map(|receipt| receipt.last.get() - receipt.first.get() + 1)
        .sum();
    println!("recorded: {facts} facts in {} append(s)\n", receipts.len());

    let book = block_on(desk.book(Known::Now))?;
    print_holders(&book)?;
    print_bridge(&book)?;
    let day_before = imported_on
        .pred_opt()
        .and_then(Known::by_end_of)
        .ok_or("out of range")?;
    let then = block_on(desk.book(day_before))?;
    println!(
        "\nknown on the day before the import: {} accounts",
        then.accounts().count()
    );
    Ok(())
}

fn print_holders(book: &Book) -> Result<(), Box<dyn Error>> {
    for account in book.accounts() {
        println!("{}", account.id());
        for (days, coverage) in book.coverage(account.id()) {
            let word = match coverage {
                Coverage::Held(manager) => manager.to_string(),
                Coverage::Vacant => "vacant".to_owned(),
                Coverage::Unreviewed { .. } => "not reviewed".to_owned(),
            };
            let until = days
                .end()
                .map_or("on".to_owned(), |end| format!("to {end}"));
            println!("  from {} {until:<14}{word}", days.start());
        }
    }
    let today = NaiveDate::from_ymd_opt(2026, 3, 2).ok_or("no such day")?;
    let open: Vec<_> = book
        .unreviewed_on(today)
        .map(|account| account.id().as_str())
        .collect();
    println!("to be decided: {}", open.join(", "));
    Ok(())
}

fn print_bridge(book: &Book) -> Result<(), Box<dyn Error>> {
    let day = |month| NaiveDate::from_ymd_opt(2026, month, 1).ok_or("no such day");
    let months = Periods::covering(Grain::Month, day(1)?, day(2)?).ok_or("out of range")?;
    let history = RevenueHistory::from_book(book, Currency::EUR)?;
    let slicing = Slicing::by_manager(&history, book)?;
    let report = retention::bridge(&history, &months, &slicing, Convention::default())?;
    report.reconcile()?;
    println!(
        "\n{:<12}{:>14}{:>14}{:>14}",
        "February", "opening", "handed over", "closing"
    );
    for (key, bridge) in &report.slices {
        if let Some(row) = bridge.rows.last() {
            let amounts = &row.amounts;
            let handed_over = amounts.transfers_in.checked_sub(amounts.transfers_out)?;
            println!(
                "{:<12}{:>14}{:>14}{:>14}",
                key.to_string(),
                amounts.opening.to_string(),
                handed_over.to_string(),
                amounts.closing.to_string()
            );
        }
    }
    Ok(())
}
