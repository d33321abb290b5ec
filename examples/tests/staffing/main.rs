//! Divisions of accounts against a solver of mixed-integer programs that others keep, and large ones against the proven bound.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails panics"
)]

use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOutcome, Variable};
use tenure::staffing::solve::solve;
use tenure_testkit::division::{Division, Family};
use tenure_testkit::effort::times;

/// The least cost by the other solver. Stated anew: a variable of 0 or 1 for every allowed pair and for every account with nobody, and
/// for every manager the minutes above each step, above the capacity, and the value above the limit.
fn by_the_other_solver(division: &Division) -> f64 {
    let mut program = Problem::new(OptimizationDirection::Minimize);
    let mut loads: Vec<Vec<(Variable, f64)>> = vec![Vec::new(); division.rooms.len()];
    let mut values = loads.clone();
    for (work, costs) in &division.works {
        let nobody = program.add_binary_var(work.unplaced.into());
        let mut choices = vec![(nobody, 1.0)];
        for (manager, cost) in costs.iter().enumerate() {
            if let Some(cost) = cost {
                let chosen = program.add_binary_var((*cost).into());
                choices.push((chosen, 1.0));
                loads[manager].push((chosen, work.minutes.into()));
                values[manager].push((chosen, work.value.into()));
            }
        }
        program.add_constraint(&choices, ComparisonOp::Eq, 1.0);
    }
    let terms = &division.terms;
    for (manager, room) in division.rooms.iter().enumerate() {
        let (load, value) = (&loads[manager], &values[manager]);
        program.add_constraint(load, ComparisonOp::Le, (room.most - room.fixed) as f64);
        // `above ≥ sum − limit`, paid at a price.
        let mut above = |sum: &[(Variable, f64)], limit: f64, price: u32| {
            if price > 0 {
                let above = program.add_var(price.into(), (0.0, f64::INFINITY));
                let mut row = sum.to_vec();
                row.push((above, -1.0));
                program.add_constraint(&row, ComparisonOp::Le, limit);
            }
        };
        let width = room.capacity * u64::from(terms.step_basis_points) / 10_000;
        let mut step = width;
        while width > 0 && step < room.capacity {
            above(
                load,
                step as f64 - room.fixed as f64,
                terms.points_per_minute,
            );
            step += width;
        }
        let capacity = room.capacity as f64 - room.fixed as f64;
        above(load, capacity, terms.over_points_per_minute);
        let limit = f64::from(terms.value_limit) - f64::from(room.fixed_value);
        above(value, limit, terms.points_per_value);
    }
    let SolveOutcome::Solution(solution) = program.solve().unwrap() else {
        panic!("the other solver stopped early");
    };
    solution.objective()
}

/// Sixty, and five thousand in a long run; `TENURE_DIVISIONS` says how many of every family.
#[test]
fn small_divisions_cost_what_another_solver_finds() {
    for family in Family::ALL {
        for seed in 1..=times("TENURE_DIVISIONS", 12, 1_000) {
            let (accounts, managers) = (6 + seed as usize % 5, 2 + seed as usize % 3);
            let mut division = Division::new(family, accounts, managers, seed);
            // The usual price of having nobody drowns the digits of a solver in floating point.
            for (work, _) in &mut division.works {
                work.unplaced = 20_000;
            }
            let solution = solve(&division.problem().unwrap());
            assert!(solution.is_optimal(), "{family:?}, seed {seed}");
            // Costs are whole numbers; the other solver's are as exact as its tolerances.
            let (cost, other) = (solution.cost() as f64, by_the_other_solver(&division));
            let apart = (cost - other).abs();
            assert!(
                apart < 0.5,
                "{family:?}, seed {seed}: {cost}, and {other} by the other"
            );
        }
    }
}

/// As in the bench, a tenth as large in either direction so that it takes no time without optimisation.
#[test]
fn large_divisions_are_within_a_hundredth_of_the_bound() {
    for family in Family::ALL {
        for seed in 1..=2 {
            let division = Division::new(family, 1_000, 20, seed);
            let solution = solve(&division.problem().unwrap());
            let gap = solution.gap().unwrap().to_f64();
            assert!((0.0..0.01).contains(&gap), "{family:?}, seed {seed}: {gap}");
        }
    }
}
