//! How fast facts become state, and requests become facts.
//!
//!     cargo bench --bench fold
//!
//! On one core: facts a second for accounts of 100 facts; microseconds to decide and take in one more request on such an account; the
//! time and the memory of a book of 100,000 accounts of 20 facts each, in the order in which a tenant's journal hands them out.
//! Rounds repeat the same work, and the median counts; making the records is not measured.
#![allow(
    clippy::print_stdout,
    reason = "a bench speaks through its standard output"
)]

mod story;

use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, Instant};

use tenure::decide::decide_all;
use tenure::{Account, Book, Command, Known, Record, Version};

use crate::story::Story;

const ROUNDS: usize = 11;

fn main() -> Result<(), Box<dyn Error>> {
    let story = Story::new()?;
    let met = [
        fold_accounts(&story)?,
        decide_and_apply(&story)?,
        fold_book(&story)?,
    ];
    if met.contains(&false) {
        println!("not every bar is met");
    }
    Ok(())
}

/// Prints a figure beside its bar.
fn verdict(what: &str, figure: &str, bar: &str, met: bool) -> bool {
    let word = if met { "met" } else { "NOT met" };
    println!("{what}: {figure} (bar {bar}: {word})");
    met
}

fn median(mut rounds: Vec<Duration>) -> Duration {
    rounds.sort_unstable();
    rounds.get(rounds.len() / 2).copied().unwrap_or_default()
}

fn fold_accounts(story: &Story) -> Result<bool, Box<dyn Error>> {
    const ACCOUNTS: u32 = 1_000;
    let records: Vec<Vec<Record>> = (0..ACCOUNTS)
        .map(|number| story.account(number, 100))
        .collect::<Result<_, _>>()?;
    let facts: usize = records.iter().map(Vec::len).sum();
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let started = Instant::now();
        for records in &records {
            let mut account = Account::new(Story::id(0)?);
            for record in records {
                account.apply(record)?;
            }
            black_box(account);
        }
        rounds.push(started.elapsed());
    }
    let rate = facts as f64 / median(rounds).as_secs_f64();
    Ok(verdict(
        "fold of accounts of 100 facts",
        &format!("{:.2} M facts/s", rate / 1e6),
        "2 M",
        rate >= 2e6,
    ))
}

/// Each request that the story could go on with, decided on the same account of 100 facts and taken in.
fn decide_and_apply(story: &Story) -> Result<bool, Box<dyn Error>> {
    const REPEATS: usize = 200;
    let mut records = story.directory().to_vec();
    records.extend(story.account(0, 100)?);
    let book = Book::fold(&records, Known::Now)?;
    let (mut sum, mut slowest) = (Duration::ZERO, (Duration::ZERO, String::new()));
    let requests = Story::next_requests()?;
    for request in &requests {
        let mut rounds = Vec::new();
        for _ in 0..REPEATS {
            let mut book = book.clone();
            let started = Instant::now();
            let facts = decide_all(&mut book, std::slice::from_ref(request));
            rounds.push(started.elapsed());
            if black_box(facts)
                .map_err(|(_, rejection)| rejection)?
                .is_empty()
            {
                return Err(format!("nothing to decide in {request:?}").into());
            }
        }
        let took = median(rounds);
        sum += took;
        if took > slowest.0 {
            slowest = (took, name(request)?);
        }
    }
    let micros = |took: Duration| took.as_secs_f64() * 1e6;
    let mean = micros(sum) / requests.len() as f64;
    println!(
        "decide and apply, the slowest of {} requests: {:.2} us, `{}`",
        requests.len(),
        micros(slowest.0),
        slowest.1
    );
    Ok(verdict(
        "decide and apply on an account of 100 facts, mean",
        &format!("{mean:.2} us"),
        "5 us",
        mean < 5.0,
    ))
}

fn name(request: &Command) -> Result<String, Box<dyn Error>> {
    let json = serde_json::to_value(request)?;
    let name = json.as_object().and_then(|object| object.keys().next());
    Ok(name.cloned().unwrap_or_default())
}

fn fold_book(story: &Story) -> Result<bool, Box<dyn Error>> {
    const ACCOUNTS: u32 = 100_000;
    const FACTS: usize = 20;
    const PAGE: u32 = 1_000;
    let before = resident()?;
    let mut book = Book::default();
    let mut took = Duration::ZERO;
    for record in story.directory() {
        book.apply(record)?;
    }
    // Everybody's first fact, then everybody's second: the hardest order for the caches.
    for fact in 0..FACTS {
        for page in 0..ACCOUNTS / PAGE {
            let records: Vec<Record> = (page * PAGE..(page + 1) * PAGE)
                .map(|number| story.record(number, fact))
                .collect::<Result<_, _>>()?;
            let started = Instant::now();
            for record in &records {
                book.apply(record)?;
            }
            took += started.elapsed();
        }
    }
    let gigabytes = resident()?.saturating_sub(before) as f64 / f64::from(1 << 20);
    let accounts = book.accounts();
    let facts: u64 = accounts.map(Account::version).map(Version::get).sum();
    if facts != u64::from(ACCOUNTS) * FACTS as u64 {
        return Err(format!("the book has {facts} facts").into());
    }
    let seconds = took.as_secs_f64();
    let quick = verdict(
        "fold of a book of 100,000 accounts x 20 facts",
        &format!("{seconds:.2} s"),
        "2 s",
        seconds < 2.0,
    );
    let small = verdict(
        "memory of that book",
        &format!("{gigabytes:.2} GiB"),
        "1 GiB",
        gigabytes < 1.0,
    );
    Ok(quick && small)
}

/// Kibibytes of this process in memory, as Linux counts them.
fn resident() -> Result<u64, Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    Ok(number.ok_or("no VmRSS in /proc/self/status")?.parse()?)
}
