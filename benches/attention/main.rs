//! How fast a whole book is looked through: situation, focus and health of every account, and the agendas of all managers.
//!
//!     cargo bench -p tenure-benches --bench attention [-- ACCOUNTS]
//!
//! On one core, a simulated portfolio of 100,000 accounts if not told otherwise, 500 to a manager, some forty records each. Rounds repeat
//! the same work and the median counts; making and recording the portfolio is not measured. A round of the situations alone shows what
//! the rest is made of.
#![allow(
    clippy::print_stdout,
    reason = "a bench speaks through its standard output"
)]

use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, Instant};

use chrono::{Days, NaiveDate};
use tenure::agenda::{AgendaBuilder, AgendaPolicy};
use tenure::decide::decide_all;
use tenure::focus::{Focus, FocusPolicy};
use tenure::health::{Health, Scorecard};
use tenure::situation::{Supplied, Viewpoint};
use tenure::{Book, Role, Span};
use tenure_testkit::portfolio::Portfolio;

const ACCOUNTS: u32 = 100_000;
const ACCOUNTS_PER_MANAGER: u32 = 500;
const ROUNDS: usize = 5;

fn main() -> Result<(), Box<dyn Error>> {
    // Cargo adds `--bench`.
    let given = std::env::args().skip(1).find(|given| given != "--bench");
    let accounts = given.map_or(Ok(ACCOUNTS), |given| given.parse())?;
    let monday = NaiveDate::from_ymd_opt(2026, 3, 9).ok_or("a day")?;
    let managers = accounts.div_ceil(ACCOUNTS_PER_MANAGER);
    let portfolio = Portfolio::new(1, managers, monday);
    let mut book = Book::default();
    let mut records = decide_all(&mut book, &portfolio.directory())
        .map_err(|(_, why)| why)?
        .len();
    let mut supplied = Vec::new();
    for number in 0..accounts {
        let commands = portfolio.account(number);
        records += decide_all(&mut book, &commands)
            .map_err(|(_, why)| why)?
            .len();
        supplied.push((
            portfolio.account_id(number),
            portfolio.supplied(number, monday),
        ));
    }
    // In the order of the book.
    supplied.sort_by(|(a, _), (b, _)| a.cmp(b));
    let supplied: Vec<_> = supplied.into_iter().map(|(_, supplied)| supplied).collect();
    println!("{accounts} accounts, {managers} managers, {records} records");

    let situations = median(|| read(&book, monday, &supplied))?;
    let whole = median(|| look_through(&book, monday, &supplied))?;
    let each = |took: Duration| took.as_secs_f64() * 1e6 / f64::from(accounts);
    println!(
        "situations alone: {:.3} s, {:.2} us each",
        situations.as_secs_f64(),
        each(situations)
    );
    let seconds = whole.as_secs_f64();
    let bar = f64::from(accounts) / f64::from(ACCOUNTS);
    let word = if seconds < bar { "met" } else { "NOT met" };
    println!(
        "situations, focus, health and all agendas: {seconds:.3} s, {:.2} us each (bar {bar:.2} s: {word})",
        each(whole)
    );
    Ok(())
}

fn median(
    mut work: impl FnMut() -> Result<(), Box<dyn Error>>,
) -> Result<Duration, Box<dyn Error>> {
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let started = Instant::now();
        work()?;
        rounds.push(started.elapsed());
    }
    rounds.sort_unstable();
    Ok(rounds.get(ROUNDS / 2).copied().unwrap_or_default())
}

fn read(book: &Book, monday: NaiveDate, supplied: &[Supplied]) -> Result<(), Box<dyn Error>> {
    let viewpoint = Viewpoint::of(book, monday);
    for (account, supplied) in book.accounts().zip(supplied) {
        black_box(viewpoint.situation_of(account, supplied));
    }
    Ok(())
}

fn look_through(
    book: &Book,
    monday: NaiveDate,
    supplied: &[Supplied],
) -> Result<(), Box<dyn Error>> {
    let viewpoint = Viewpoint::of(book, monday);
    let (card, roles, policy) = (
        Scorecard::default(),
        FocusPolicy::default(),
        AgendaPolicy::default(),
    );
    let mut agendas = AgendaBuilder::new(&viewpoint, &policy);
    let mut support = 0_u64;
    for (account, supplied) in book.accounts().zip(supplied) {
        let situation = viewpoint.situation_of(account, supplied);
        support += u64::from(Focus::of(&situation, &roles).part(Role::Support).get());
        agendas.add(account, &situation, &Health::of(&situation, &card));
    }
    let agendas = agendas.build(Span::new(monday, monday.checked_add_days(Days::new(7)))?);
    if agendas
        .iter()
        .all(|(_, agenda)| agenda.actions().is_empty())
    {
        return Err("nobody has anything to do".into());
    }
    black_box((support, agendas));
    Ok(())
}
