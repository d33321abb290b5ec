//! A manager opens the week: what to do, in which role, how the customers stand and why, what comes up for renewal, how full the
//! book is. The sixty customers are simulated; all that is said of them rests on recorded facts.
//!
//!     cargo run --release --example monday_morning
//!
//! writes manager.html and renewals.html to `target/monday_morning`, the same to look at; `--out DIR` writes them elsewhere.
#![allow(
    clippy::print_stdout,
    reason = "a program speaks through its standard output"
)]

mod agenda;
mod focus;
mod health;
mod money;
mod pages;
mod recorded;
mod words;

use std::error::Error;
use std::path::PathBuf;

use chrono::{Days, NaiveDate};
use tenure::Span;
use tenure::agenda::{AgendaBuilder, AgendaPolicy, RenewalPipeline};
use tenure::focus::{Focus, FocusPolicy};
use tenure::health::{Health, Scorecard};
use tenure::situation::Viewpoint;
use tenure_testkit::portfolio::Portfolio;

use self::pages::Pages;
use self::words::Row;

fn main() -> Result<(), Box<dyn Error>> {
    let out = out(std::env::args().skip(1))?;
    let monday = NaiveDate::from_ymd_opt(2026, 3, 9).ok_or("a day")?;
    let week = Span::new(monday, monday.checked_add_days(Days::new(7)))?;
    let month_ago = monday.checked_sub_days(Days::new(28)).ok_or("a day")?;
    let portfolio = Portfolio::new(7, 1, monday);
    let (book, records) = recorded::book(&portfolio, 60)?;
    let manager = portfolio.manager(0);

    let (now, then) = (
        Viewpoint::of(&book, monday),
        Viewpoint::of(&book, month_ago),
    );
    let (card, focus_policy) = (Scorecard::default(), FocusPolicy::default());
    let policy = AgendaPolicy::default();
    let mut agendas = AgendaBuilder::new(&now, &policy);
    let mut rows = Vec::new();
    let mut situations = Vec::new();
    // One pass: each account's situation is read once, and everything else is made of it.
    for number in 0..60 {
        let id = portfolio.account_id(number);
        let account = book.account(&id).ok_or("recorded above")?;
        let situation = now.situation_of(account, &portfolio.supplied(number, monday));
        let health = Health::of(&situation, &card);
        agendas.add(account, &situation, &health);
        let there = account.opened().is_some_and(|(on, _)| on <= month_ago);
        let before = there.then(|| {
            let supplied = portfolio.supplied(number, month_ago);
            Health::of(&then.situation_of(account, &supplied), &card)
        });
        rows.push(Row {
            account: account.id(),
            monthly: situation.monthly(),
            focus: Focus::of(&situation, &focus_policy),
            health,
            before,
        });
        situations.push(situation);
    }
    rows.sort_by_key(|row| row.account);
    let agendas = agendas.build(week);
    let agenda = agendas.of(&manager).ok_or("there is much to do")?;

    println!(
        "Monday, 9 March 2026. {manager} opens the week: {} customers, {records} records.",
        rows.len()
    );
    println!(
        "The customers are simulated; what is said of them rests on the records named in brackets.\n"
    );
    agenda::print(agenda, &agendas)?;
    focus::print(&rows);
    health::print(&rows, month_ago)?;
    let pipeline = RenewalPipeline::from_situations(situations)?;
    money::renewals(&pipeline, monday)?;
    let loads = money::loads(&book, monday)?;
    let pages = Pages {
        monday,
        agenda,
        rows,
        renewals: &pipeline,
        load: loads.iter().find(|load| load.manager == manager),
    };
    let [page, renewals] = pages.write(&out)?;
    println!(
        "\nThe same to look at: {} and {}",
        page.display(),
        renewals.display()
    );
    Ok(())
}

/// The folder of the pages.
fn out(mut arguments: impl Iterator<Item = String>) -> Result<PathBuf, String> {
    match (
        arguments.next().as_deref(),
        arguments.next(),
        arguments.next(),
    ) {
        (None, ..) => Ok(PathBuf::from("target/monday_morning")),
        (Some("--out"), Some(folder), None) => Ok(folder.into()),
        _ => Err("there is --out DIR, and nothing else".to_owned()),
    }
}
