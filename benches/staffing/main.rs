//! How good and how quick a division of ten thousand accounts among a hundred managers is, beside the two usual ways.
//!
//!     cargo bench --bench staffing [-- ACCOUNTS MANAGERS SEEDS]
#![allow(clippy::print_stdout, reason = "a program prints")]

use std::error::Error;
use std::time::Instant;

use tenure::staffing::solve::{Problem, solve};
use tenure_testkit::division::{Division, Family};

fn main() -> Result<(), Box<dyn Error>> {
    let numbers: Vec<usize> = std::env::args()
        .filter_map(|argument| argument.parse().ok())
        .collect();
    let [accounts, managers, seeds] = [(0, 10_000), (1, 100), (2, 2)]
        .map(|(place, usual)| numbers.get(place).copied().unwrap_or(usual));
    println!("{accounts} accounts, {managers} managers; the gap is over a proven lower bound");
    for family in Family::ALL {
        for seed in 1..=seeds as u64 {
            let problem = Division::new(family, accounts, managers, seed).problem()?;
            let start = Instant::now();
            let solution = solve(&problem);
            let seconds = start.elapsed().as_secs_f64();
            let nobody = solution
                .managers()
                .iter()
                .filter(|manager| manager.is_none())
                .count();
            println!(
                "{family:?} seed {seed}: cost {} bound {} gap {:.3} % unplaced {nobody} {seconds:.2} s",
                solution.cost(),
                solution.lower_bound(),
                solution.gap().map_or(f64::NAN, |gap| gap.to_f64() * 100.0)
            );
            let _: &Problem = &problem;
        }
    }
    Ok(())
}
