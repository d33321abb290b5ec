//! How fast a whole book is looked through: situation, focus and health of every account, and the agendas of all managers.
//!
//!     cargo bench -p tenure-benches --bench attention [-- ACCOUNTS [ROUNDS]]
//!
//! On one core, a simulated portfolio of 100,000 accounts if not told otherwise, 500 to a manager, some forty records each. Rounds repeat
//! the same work and the median counts; making and recording the portfolio is not measured. A round of the situations alone shows what
//! the rest is made of. What counts is the time on the processor, where the system tells it: others who use the machine do not.
//!
//! Each part of the work is a function of its own that is not inlined, for whoever counts instructions:
//!
//!     valgrind --tool=callgrind --toggle-collect='attention::part_*' target/release/deps/attention-... 500 1
#![allow(
    clippy::print_stdout,
    reason = "a bench speaks through its standard output"
)]

use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, Instant};

use chrono::{Days, NaiveDate};
use tenure::agenda::{AgendaBuilder, AgendaPolicy, Agendas};
use tenure::decide::decide_all;
use tenure::focus::{Focus, FocusPolicy};
use tenure::health::{Health, Scorecard};
use tenure::situation::{Situation, Supplied, Viewpoint};
use tenure::{Account, Book, Role, Span};
use tenure_testkit::portfolio::Portfolio;

const ACCOUNTS: u32 = 100_000;
const ACCOUNTS_PER_MANAGER: u32 = 500;
const ROUNDS: usize = 5;

fn main() -> Result<(), Box<dyn Error>> {
    // Cargo adds `--bench`.
    let mut given = std::env::args().skip(1).filter(|given| given != "--bench");
    let accounts = given.next().map_or(Ok(ACCOUNTS), |given| given.parse())?;
    let rounds = given.next().map_or(Ok(ROUNDS), |given| given.parse())?;
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

    let situations = median(rounds, || read(&book, monday, &supplied))?;
    let whole = median(rounds, || look_through(&book, monday, &supplied))?;
    for (work, took) in [
        ("situations alone", situations),
        ("situations, focus, health and all agendas", whole),
    ] {
        let each = took.processor.as_secs_f64() * 1e6 / f64::from(accounts);
        println!(
            "{work}: {:.3} s on the processor ({:.3} s by the clock), {each:.2} us each",
            took.processor.as_secs_f64(),
            took.clock.as_secs_f64()
        );
    }
    let bar = f64::from(accounts) / f64::from(ACCOUNTS);
    let met = whole.processor.as_secs_f64() < bar;
    println!("bar {bar:.3} s: {}", if met { "met" } else { "NOT met" });
    Ok(())
}

/// How long something took.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Took {
    processor: Duration,
    clock: Duration,
}

fn median(
    rounds: usize,
    mut work: impl FnMut() -> Result<(), Box<dyn Error>>,
) -> Result<Took, Box<dyn Error>> {
    let mut took = Vec::new();
    for _ in 0..rounds {
        let (started, before) = (Instant::now(), on_processor());
        work()?;
        let (clock, after) = (started.elapsed(), on_processor());
        let processor = after
            .zip(before)
            .map_or(clock, |(after, before)| after - before);
        took.push(Took { processor, clock });
    }
    took.sort_unstable();
    Ok(took.get(rounds / 2).copied().unwrap_or_default())
}

/// For how long this thread has been on a processor, where the system tells it.
fn on_processor() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = told.split_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}

fn read(book: &Book, monday: NaiveDate, supplied: &[Supplied]) -> Result<(), Box<dyn Error>> {
    let viewpoint = Viewpoint::of(book, monday);
    let mut situations = viewpoint.situations_of(book.accounts().zip(supplied));
    while let Some(read) = part_situation(&mut situations) {
        black_box(read);
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
    let mut situations = viewpoint.situations_of(book.accounts().zip(supplied));
    while let Some((account, situation)) = part_situation(&mut situations) {
        let focus = part_focus(&situation, &roles);
        support += u64::from(focus.part(Role::Support).get());
        let health = part_health(&situation, &card);
        part_agenda(&mut agendas, account, &situation, &health);
        part_forget((situation, focus, health));
    }
    let week = Span::new(monday, monday.checked_add_days(Days::new(7)))?;
    let agendas = part_ranking(agendas, week);
    if agendas
        .iter()
        .all(|(_, agenda)| agenda.actions().is_empty())
    {
        return Err("nobody has anything to do".into());
    }
    black_box((support, agendas));
    Ok(())
}

#[inline(never)]
fn part_situation<'a>(
    situations: &mut impl Iterator<Item = (&'a Account, Situation<'a>)>,
) -> Option<(&'a Account, Situation<'a>)> {
    situations.next()
}

#[inline(never)]
fn part_focus(situation: &Situation<'_>, roles: &FocusPolicy) -> Focus {
    Focus::of(situation, roles)
}

#[inline(never)]
fn part_health<'c>(situation: &Situation<'_>, card: &'c Scorecard) -> Health<'c> {
    Health::of(situation, card)
}

#[inline(never)]
fn part_agenda<'a>(
    agendas: &mut AgendaBuilder<'_, 'a>,
    account: &'a Account,
    situation: &Situation<'a>,
    health: &Health<'_>,
) {
    agendas.add(account, situation, health);
}

#[inline(never)]
fn part_forget<T>(read: T) {
    drop(read);
}

#[inline(never)]
fn part_ranking<'a>(agendas: AgendaBuilder<'_, 'a>, week: Span) -> Agendas<'a> {
    agendas.build(week)
}
