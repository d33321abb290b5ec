//! A manager leaves and another begins: three plans for one book side by side, one of them accepted and recorded.
//!
//!     cargo run --release --example rebalance
#![allow(
    clippy::print_stdout,
    reason = "a program speaks through its standard streams"
)]

mod book;
mod show;

use std::error::Error;
use std::sync::Arc;

use chrono::NaiveDate;
use pollster::block_on;
use tenure::journal::MemoryJournal;
use tenure::staffing::{Proposal, StaffingCosts, StaffingPolicy, StaffingQuestion, loads, propose};
use tenure::{
    BasisPoints, Book, Command, CommandId, Desk, Known, ManagerId, Outcome, Request, Span, TenantId,
};

fn main() -> Result<(), Box<dyn Error>> {
    let day = |month| NaiveDate::from_ymd_opt(2026, month, 1).ok_or("a day");
    let (leaver, hire) = (ManagerId::new("bruno")?, ManagerId::new("elif")?);
    let desk = Desk::new(Arc::new(MemoryJournal::new()), TenantId::new("acme")?);
    record(&desk, "the book", book::commands(&leaver, &hire, day(4)?)?)?;
    let book = block_on(desk.book(Known::Now))?;
    let quarter = Span::new(day(4)?, Some(day(7)?))?;
    let question = StaffingQuestion {
        leaving: [leaver.clone()].into(),
        ..StaffingQuestion::whole_book(quarter)
    };

    println!(
        "{} accounts; {leaver} leaves and {hire} begins on {}\n",
        book.accounts().count(),
        quarter.start()
    );
    let plans = plans(&book, &question)?;
    for (name, plan) in &plans {
        show::plan(name, plan)?;
    }

    let [_, (name, accepted), (_, other)] = &plans;
    println!(
        "before\n{}",
        show::loads(&loads(&book, &StaffingPolicy::default(), &question)?)?
    );
    match record(&desk, "the plan", vec![accepted.command()])? {
        Outcome::Recorded(receipt) => println!(
            "accepted: {name}, {} accounts in one append, records {} to {}\n",
            receipt.versions.len(),
            receipt.first,
            receipt.last
        ),
        Outcome::Unchanged => println!("accepted: {name}, and nothing had to change\n"),
    }
    let after = block_on(desk.book(Known::Now))?;
    println!(
        "after\n{}",
        show::loads(&loads(&after, &StaffingPolicy::default(), &question)?)?
    );
    // Another plan for the book as it was no longer fits.
    if let Err(refused) = record(&desk, "another plan", vec![other.command()]) {
        println!("another plan, too late: {refused}");
    }
    Ok(())
}

/// Three policies: as few changes as can be, loads as even as can be, and large customers left in peace.
fn plans(
    book: &Book,
    question: &StaffingQuestion,
) -> Result<[(&'static str, Proposal); 3], Box<dyn Error>> {
    let plan = |change: fn(&mut StaffingCosts)| {
        let mut policy = StaffingPolicy::default();
        policy.costs.value_limit = BasisPoints::WHOLE;
        change(&mut policy.costs);
        propose(book, &policy, question)
    };
    let least = plan(|costs| costs.change_of_holder = 50_000)?;
    let balanced = plan(|costs| {
        costs.change_of_holder = 100;
        costs.change_by_value = 0;
        costs.load_points_per_minute = 5;
    })?;
    let protecting = plan(|costs| {
        costs.change_of_holder = 0;
        costs.change_by_value = 2_000;
    })?;
    Ok([
        ("least change", least),
        ("balanced", balanced),
        ("value-protecting", protecting),
    ])
}

fn record(desk: &Desk, id: &str, commands: Vec<Command>) -> Result<Outcome, Box<dyn Error>> {
    let request = Request {
        id: CommandId::new(id)?,
        actor: None,
        at: chrono::DateTime::UNIX_EPOCH,
        commands,
    };
    Ok(block_on(desk.execute(&request))?)
}
