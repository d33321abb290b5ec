//! A week of a manager with three customers, told in facts: a sale and its fit review, a complaint and its clock, advice that not
//! everybody may give, a handover during an absence, a renewal. Then the state of things, and the same as it was known a week earlier.
//!
//!     cargo run --release --example day_in_the_life
#![allow(
    clippy::print_stdout,
    reason = "a program speaks through its standard output"
)]

mod state;
mod week;

use std::error::Error;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use pollster::block_on;
use tenure::journal::MemoryJournal;
use tenure::{
    AccountId, Command, CommandId, Desk, DeskError, HandoverItem, Known, Outcome, Request, TenantId,
};

use crate::week::{BEFORE, Step, WEEK};

fn main() -> Result<(), Box<dyn Error>> {
    let mut teller = Teller {
        desk: Desk::new(Arc::new(MemoryJournal::new()), TenantId::new("story")?),
        requests: 0,
    };
    for step in BEFORE {
        teller.tell(step)?;
    }
    println!("The week of Monday, 2 March 2026\n");
    for step in WEEK {
        println!("{}  {}", step.at, step.words);
        teller.tell(step)?;
    }

    let friday = NaiveDate::from_ymd_opt(2026, 3, 6).ok_or("no such day")?;
    let week_earlier = NaiveDate::from_ymd_opt(2026, 2, 27).ok_or("no such day")?;
    println!("\nWhere things stand on {friday}\n");
    state::print(&block_on(teller.desk.book(Known::Now))?, friday)?;
    println!("\nThe same day, as it was known on {week_earlier}\n");
    let known = Known::by_end_of(week_earlier).ok_or("out of range")?;
    state::print(&block_on(teller.desk.book(known))?, friday)
}

/// Makes requests at the desk, and says what became of those that were refused.
struct Teller {
    desk: Desk,
    requests: u32,
}

impl Teller {
    fn tell(&mut self, step: &Step) -> Result<(), Box<dyn Error>> {
        self.requests += 1;
        let mut commands: Vec<Command> = serde_json::from_str(step.commands)?;
        self.complete(&mut commands)?;
        let request = Request {
            id: CommandId::new(format!("request-{}", self.requests))?,
            actor: None,
            at: instant(step.at)?,
            commands,
        };
        match (block_on(self.desk.execute(&request)), step.refused) {
            (Ok(Outcome::Recorded(_)), false) => Ok(()),
            (Err(DeskError::Rejected { rejection, .. }), true) => {
                println!("                  refused: {rejection}");
                Ok(())
            }
            (outcome, _) => Err(format!("{}: {outcome:?}", step.words).into()),
        }
    }

    /// A handover that is started without a list gets what the account proposes, and its items are printed.
    fn complete(&self, commands: &mut [Command]) -> Result<(), Box<dyn Error>> {
        for command in commands {
            let Command::StartHandover {
                account, items, on, ..
            } = command
            else {
                continue;
            };
            *items = self.checklist(account, *on)?;
            for item in items {
                println!("                  - {item}");
            }
        }
        Ok(())
    }

    fn checklist(
        &self,
        account: &AccountId,
        on: NaiveDate,
    ) -> Result<Vec<HandoverItem>, Box<dyn Error>> {
        let book = block_on(self.desk.book(Known::Now))?;
        let held = book.account(account).ok_or("no such account")?;
        let half_a_year = on + chrono::Months::new(6);
        Ok(held.handover_checklist(on, half_a_year))
    }
}

/// A moment of the story, in the customers' time zone, five and a half hours ahead of UTC.
fn instant(at: &str) -> Result<DateTime<Utc>, Box<dyn Error>> {
    Ok(DateTime::parse_from_str(&format!("{at} +0530"), "%Y-%m-%d %H:%M %z")?.to_utc())
}
