//! How good and how quick a division of accounts among managers is, beside the two usual ways: by turns, and to the least busy.
//!
//!     cargo bench --bench staffing [-- ACCOUNTS MANAGERS SEEDS]
//!
//! By default 10,000 accounts, 100 managers and three seeds of every family. Fails when a division is more than a hundredth above the
//! proven lower bound, breaks a rule, or comes out differently a second time.
#![allow(
    clippy::print_stdout,
    reason = "a bench speaks through its standard output"
)]

use std::error::Error;
use std::time::Instant;

use tenure::decide::decide_all;
use tenure::staffing::solve::solve;
use tenure::staffing::{StaffingQuestion, propose};
use tenure::{BasisPoints, Book};
use tenure_testkit::division::{Division, Family};
use tenure_testkit::staffing::StaffedBook;

/// The most by which a division of full size may cost more than the bound.
const MOST: f64 = 0.01;

fn main() -> Result<(), Box<dyn Error>> {
    let numbers: Vec<u32> = std::env::args()
        .filter_map(|argument| argument.parse().ok())
        .collect();
    let number = |place: usize, usual| numbers.get(place).copied().unwrap_or(usual);
    let (accounts, managers, seeds) = (number(0, 10_000), number(1, 100), number(2, 3));
    println!(
        "{accounts} accounts, {managers} managers; gaps over a proven lower bound, unplaced accounts in brackets"
    );
    println!("family       seed        gap  seconds   by turns   to the least busy");
    for family in Family::ALL {
        for seed in 1..=u64::from(seeds) {
            let division = Division::new(family, accounts as usize, managers as usize, seed);
            compare(family, seed, &division)?;
        }
    }
    whole_books(accounts, managers)
}

fn compare(family: Family, seed: u64, division: &Division) -> Result<(), Box<dyn Error>> {
    let problem = division.problem()?;
    let start = Instant::now();
    let solution = solve(&problem);
    let seconds = start.elapsed().as_secs_f64();
    let found = solution.managers();
    if problem.cost_of(found) != Some(solution.cost()) || solve(&problem) != solution {
        return Err(
            format!("{family:?}, seed {seed}: breaks a rule, or is not the same twice").into(),
        );
    }
    let gap = gap(solution.cost(), solution.lower_bound());
    let usual = |managers: Vec<Option<usize>>| {
        let cost = problem.cost_of(&managers).unwrap_or(i64::MAX);
        shown(&managers, cost, solution.lower_bound())
    };
    println!(
        "{:12} {seed:4} {:>10} {seconds:8.2} {:>10} {:>19}",
        format!("{family:?}"),
        shown(found, solution.cost(), solution.lower_bound()),
        usual(division.by_turns()),
        usual(division.to_the_least_busy()),
    );
    if gap > MOST {
        return Err(format!("{family:?}, seed {seed}: {gap} above the bound").into());
    }
    Ok(())
}

fn gap(cost: i64, bound: i64) -> f64 {
    (cost - bound) as f64 / bound as f64
}

fn shown(managers: &[Option<usize>], cost: i64, bound: i64) -> String {
    let nobody = managers.iter().filter(|manager| manager.is_none()).count();
    let percent = gap(cost, bound) * 100.0;
    if nobody == 0 {
        format!("{percent:.3} %")
    } else {
        format!("{percent:.3} % ({nobody})")
    }
}

/// The same through a book, its effort and its rules: one that leaves room, and one where nearly every minute is needed.
fn whole_books(accounts: u32, managers: u32) -> Result<(), Box<dyn Error>> {
    let roomy = whole_book("that leaves room", accounts, managers, 30)?;
    whole_book("without any to spare", accounts, managers, 45)?;
    if roomy > MOST {
        return Err(
            format!("the plan of the book that leaves room is {roomy} above the bound").into(),
        );
    }
    Ok(())
}

fn whole_book(
    which: &str,
    accounts: u32,
    managers: u32,
    contact_minutes: u16,
) -> Result<f64, Box<dyn Error>> {
    let sample = StaffedBook::new(1, accounts, managers);
    let mut book = Book::default();
    decide_all(&mut book, &sample.commands).map_err(|(_, rejection)| rejection)?;
    let mut policy = sample.policy;
    policy.full_at = BasisPoints::WHOLE;
    policy.effort.contact_minutes = contact_minutes;
    let question = StaffingQuestion {
        leaving: Default::default(),
        scope: StaffingQuestion::whole_book(sample.question.days).scope,
        ..sample.question
    };
    let start = Instant::now();
    let plan = propose(&book, &policy, &question)?;
    let seconds = start.elapsed().as_secs_f64();
    let gap = gap(plan.cost(), plan.lower_bound());
    let nobody = plan.unplaced().count();
    let wanted: u64 = plan
        .placements()
        .iter()
        .map(|placed| placed.effort.minutes())
        .sum();
    let there: u64 = plan
        .managers()
        .iter()
        .map(|change| change.before.limit_minutes)
        .sum();
    println!(
        "a book {which}: {:.1} % of the time needed, gap {:.3} %, {nobody} kept or unplaced, {seconds:.2} s with effort and rules",
        wanted as f64 / there as f64 * 100.0,
        gap * 100.0
    );
    Ok(gap)
}
