//! Does the health of an account tell who leaves? The default scorecard on two published sets of customers, without any tuning: how well the
//! score separates those who left from those who stayed, and how well a logistic regression does that is fitted on one half of the
//! customers and judged on the other. Whatever comes out is printed.
//!
//!     TENURE_DATA=FOLDER cargo run --release --example health_check [-- --out FOLDER]
//!
//! Neither set is part of this repository: the folder holds `telco/telco.csv` and `ravenstack/*.csv`. With `--out` the scores and what the
//! regression says of each customer are written as CSV, for other programs to check.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program speaks through its standard streams"
)]

mod logistic;
mod ravenstack;
mod separation;
mod subject;
mod telco;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use tenure::BasisPoints;
use tenure::health::{MissingRule, Scorecard};

use self::logistic::Logistic;
use self::separation::Separation;
use self::subject::Subject;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("health_check: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let out = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => None,
        ["--out", folder] => Some(PathBuf::from(folder)),
        _ => return Err("the only argument is `--out FOLDER`".into()),
    };
    let data = std::env::var_os("TENURE_DATA")
        .map_or_else(|| PathBuf::from("../shared/data"), PathBuf::from);
    if let Some(out) = &out {
        fs::create_dir_all(out)?;
    }
    let telco = telco::subjects(&data.join("telco/telco.csv"))?;
    report("telco", telco::WORDS, &telco, out.as_deref())?;
    let ravenstack = ravenstack::subjects(&data.join("ravenstack"))?;
    report("ravenstack", ravenstack::WORDS, &ravenstack, out.as_deref())
}

/// The default scorecard, and the same without its threshold of what has to be known.
fn cards() -> Result<[Scorecard; 2], Box<dyn Error>> {
    let default = Scorecard::default();
    let open = Scorecard::new(
        default.groups().to_vec(),
        MissingRule::Renormalise {
            at_least: BasisPoints::ZERO,
        },
        default.bands().clone(),
    )?;
    Ok([default, open])
}

fn report(
    name: &str,
    words: &str,
    subjects: &[Subject],
    out: Option<&Path>,
) -> Result<(), Box<dyn Error>> {
    let [default, open] = cards()?;
    println!("{}\n{words}", name.to_uppercase());
    let left = subjects.iter().filter(|subject| subject.left).count();
    println!("{} customers, {left} of them left", subjects.len());
    let scored = subjects
        .iter()
        .filter(|subject| subject.score(&default).is_some());
    println!(
        "with enough known for a score by the default scorecard: {}",
        scored.count()
    );
    let known = |kind: usize| {
        subjects
            .iter()
            .filter(|subject| {
                subject
                    .measures(&open)
                    .get(kind)
                    .is_some_and(Option::is_some)
            })
            .count()
    };
    let measures: Vec<_> = open
        .groups()
        .iter()
        .flat_map(|group| &group.measures)
        .collect();
    let known: Vec<_> = measures
        .iter()
        .enumerate()
        .map(|(place, measure)| (measure.kind.name(), known(place)))
        .filter(|(_, count)| *count > 0)
        .map(|(measure, count)| format!("{measure} of {count}"))
        .collect();
    println!("known: {}", known.join(", "));

    separated(
        "the default score, all who have one",
        &cases(subjects.iter(), |subject| subject.score(&default)),
    );
    separated(
        "the score without the threshold, all",
        &cases(subjects.iter(), |subject| subject.score(&open)),
    );
    // Every other one, in the order of the file.
    let fitting: Vec<_> = subjects.iter().step_by(2).collect();
    let tested: Vec<_> = subjects.iter().skip(1).step_by(2).collect();
    let score = |subject: &Subject| subject.score(&open);
    separated(
        "the same, the half that is tested",
        &cases(tested.iter().copied(), score),
    );
    let one = |subject: &Subject| vec![subject.score(&open).unwrap_or(50.0) / 100.0];
    calibrated("logistic in the score", one, &fitting, &tested, None)?;
    let all = |subject: &Subject| subject.features(&open);
    let file = out.map(|out| out.join(format!("{name}.csv")));
    calibrated(
        "logistic in the measures",
        all,
        &fitting,
        &tested,
        file.as_deref(),
    )?;
    println!();
    Ok(())
}

/// Scores, higher for who is healthier, and who left.
fn cases<'s>(
    subjects: impl Iterator<Item = &'s Subject>,
    score: impl Fn(&Subject) -> Option<f64>,
) -> Vec<(f64, bool)> {
    subjects
        .filter_map(|subject| Some((score(subject)?, subject.left)))
        .collect()
}

fn separated(what: &str, cases: &[(f64, bool)]) {
    match Separation::of(cases) {
        Some(found) => println!("  {what:38} {found}"),
        None => println!("  {what:38} nothing to compare"),
    }
}

/// Fits on one half, and says how the other comes out.
fn calibrated(
    what: &str,
    features: impl Fn(&Subject) -> Vec<f64>,
    fitting: &[&Subject],
    tested: &[&Subject],
    file: Option<&Path>,
) -> Result<(), Box<dyn Error>> {
    let rows: Vec<_> = fitting
        .iter()
        .map(|subject| (features(subject), subject.left))
        .collect();
    let Some(fitted) = Logistic::fit(&rows) else {
        println!("  {what:38} the measures say nothing different of anybody");
        return Ok(());
    };
    let risks: Vec<_> = tested
        .iter()
        .map(|subject| fitted.risk(&features(subject)))
        .collect();
    // The higher the risk, the less healthy.
    let cases: Vec<_> = risks
        .iter()
        .zip(tested)
        .map(|(risk, subject)| (-risk, subject.left))
        .collect();
    separated(&format!("{what}, tested"), &cases);
    let squares: f64 = cases
        .iter()
        .map(|(risk, left)| (-risk - f64::from(u8::from(*left))).powi(2))
        .sum();
    let base = rows.iter().filter(|(_, left)| *left).count() as f64 / rows.len() as f64;
    let by_base: f64 = cases
        .iter()
        .map(|(_, left)| (base - f64::from(u8::from(*left))).powi(2))
        .sum();
    println!(
        "  {:38} {:.4}, and {:.4} for who says {:.1} % of everybody",
        "  its mean squared error",
        squares / cases.len() as f64,
        by_base / cases.len() as f64,
        base * 100.0
    );
    if let Some(file) = file {
        let mut text = String::from("half,score,left,risk,features\n");
        let halves = [("fitted", fitting), ("tested", tested)];
        let open = &cards()?[1];
        for (half, subjects) in halves {
            for subject in subjects {
                let values = features(subject);
                let score = subject
                    .score(open)
                    .map_or_else(String::new, |score| score.to_string());
                let risk = fitted.risk(&values);
                let values: Vec<_> = values.iter().map(f64::to_string).collect();
                text += &format!(
                    "{half},{score},{},{risk},{}\n",
                    u8::from(subject.left),
                    values.join(" ")
                );
            }
        }
        fs::write(file, text)?;
    }
    Ok(())
}
