//! Every number of the published data sets' answers, which R's `survival` package computed.

use std::path::{Path, PathBuf};

use tenure_testkit::data;

use crate::program::{Folder, Row, rows};

const TOLERANCE: f64 = 1e-12;

/// Equal as numbers, both absent, or both not reached.
#[track_caller]
fn equal(row: &Row, column: &str, expected: &str) {
    let (found, expected) = (row[column].as_str(), expected.trim());
    match (found.parse::<f64>(), expected.parse::<f64>()) {
        (Ok(found), Ok(expected)) => assert!(
            (found - expected).abs() <= TOLERANCE * expected.abs(),
            "{column} of {row:?}: expected {expected}"
        ),
        _ => assert!(
            found.is_empty() && ["", "NA"].contains(&expected),
            "{column} of {row:?}: expected {expected}"
        ),
    }
}

/// The files of the program and what it printed against the two files of an oracle.
fn reproduced(out: &Path, printed: &str, oracle: &Path) {
    let beside = |end: &str| {
        let name = oracle.file_name().unwrap().to_string_lossy();
        oracle.with_file_name(format!("{name}_{end}.csv"))
    };
    let curve = rows(&out.join("survival_curve.csv"));
    let expected = rows(&beside("curve"));
    assert_eq!(curve.len(), expected.len());
    for (row, expected) in curve.iter().zip(&expected) {
        assert_eq!(row["group"], expected["group"]);
        for (column, theirs) in [
            ("time", "time"),
            ("at_risk", "n_risk"),
            ("events", "n_event"),
            ("censored", "n_censor"),
            ("survival", "surv"),
            ("std_error", "greenwood_se_surv"),
            ("ci_lower", "loglog_lower"),
            ("ci_upper", "loglog_upper"),
            ("nelson_aalen", "na_cumhaz"),
        ] {
            equal(row, column, &expected[theirs]);
        }
    }

    let summary = rows(&out.join("survival_summary.csv"));
    let mut seen = 0;
    for expected in rows(&beside("summary")) {
        let group = summary.iter().find(|row| row["group"] == expected["group"]);
        let of = |column: &str| expected[column].trim();
        match (of("stat"), group) {
            ("q50", Some(row)) => {
                equal(row, "median", of("value"));
                equal(row, "median_lower", of("lower_or_se"));
                equal(row, "median_upper", of("upper"));
            }
            ("n", Some(row)) => {
                assert_eq!(
                    (row["n"].as_str(), row["events"].as_str()),
                    (of("value"), of("upper"))
                );
                seen += 1;
            }
            (stat, Some(row)) if stat.starts_with("rmst_tau") => {
                assert_eq!(row["rmst_horizon"], stat.trim_start_matches("rmst_tau"));
                equal(row, "rmst", of("value"));
                equal(row, "rmst_se", of("lower_or_se"));
            }
            ("logrank", None) => tested(printed, "log-rank", &expected),
            ("peto_peto_rho1", None) => tested(printed, "Peto-Peto", &expected),
            ("q25" | "q75" | "logrank_O_E", Some(_)) => {}
            other => panic!("{other:?} of {expected:?}"),
        }
    }
    assert_eq!(seen, summary.len(), "the same groups");
    assert!(summary.is_sorted_by_key(|row| &row["group"]));
}

/// A printed line such as `log-rank   chi-square 1.6, degrees of freedom 1, p-value 0.2`.
fn tested(printed: &str, name: &str, expected: &Row) {
    let line = printed.lines().find(|line| line.starts_with(name)).unwrap();
    let after = |word: &str| {
        let rest = line.split_once(word).unwrap().1.trim();
        rest.split(',').next().unwrap().replace("below 1e-300", "0")
    };
    let row: Row = ["chi-square", "degrees of freedom", "p-value"]
        .into_iter()
        .map(|word| (word.to_owned(), after(word)))
        .collect();
    equal(&row, "chi-square", &expected["value"]);
    equal(&row, "degrees of freedom", &expected["lower_or_se"]);
    equal(&row, "p-value", &expected["upper"]);
}

/// Runs the program on a file; where its figures went and what it printed.
fn run(folder: &Folder, file: &Path, more: &[&str]) -> (PathBuf, String) {
    let out = folder.path("out");
    let arguments = [
        "--lifetimes",
        file.to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
    ];
    let printed = folder.succeed(&[&arguments, more].concat());
    (out, printed)
}

const TELCO: [&str; 4] = ["--duration", "tenure", "--event", "Churn"];
const SMALL: [&str; 4] = ["--duration", "time", "--event", "event"];

#[test]
fn the_telco_customers() {
    let Some(set) = data::path("telco") else {
        return;
    };
    let folder = Folder::new();
    let (out, printed) = run(&folder, &set.join("telco.csv"), &TELCO);
    reproduced(&out, &printed, &set.join("oracle/km_all"));
    assert!(printed.starts_with("11 rows of duration 0"), "{printed}");
    assert!(!printed.contains("log-rank"));
}

#[test]
fn the_telco_customers_by_contract() {
    let Some(set) = data::path("telco") else {
        return;
    };
    let folder = Folder::new();
    let by = [&TELCO[..], &["--group", "Contract"]].concat();
    let (out, printed) = run(&folder, &set.join("telco.csv"), &by);
    reproduced(&out, &printed, &set.join("oracle/km_by_contract"));
}

#[test]
fn the_telco_customers_over_the_last_year_of_each() {
    let Some(set) = data::path("telco") else {
        return;
    };
    let folder = Folder::new();
    let mut file = String::from("tenure,Churn,entry\n");
    for row in rows(&set.join("telco.csv")) {
        let tenure: u32 = row["tenure"].parse().unwrap();
        if tenure > 0 {
            file += &format!("{tenure},{},{}\n", row["Churn"], tenure.saturating_sub(12));
        }
    }
    let file = folder.file("entries.csv", file);
    let (out, printed) = run(
        &folder,
        &file,
        &[&TELCO[..], &["--entry", "entry"]].concat(),
    );
    reproduced(&out, &printed, &set.join("oracle/km_last12_left_truncated"));
}

#[test]
fn the_waltons_flies_by_group() {
    let Some(set) = data::path("survival_small") else {
        return;
    };
    let folder = Folder::new();
    let file = set.join("waltons.csv");
    let by = [&SMALL[..], &["--group", "group"]].concat();
    let (out, printed) = run(&folder, &file, &[&by[..], &["--horizon", "60"]].concat());
    reproduced(&out, &printed, &set.join("oracle/waltons_by_group"));
    // Without a horizon, the smaller of the groups' last times.
    run(&folder, &file, &by);
    let summary = rows(&out.join("survival_summary.csv"));
    assert!(summary.iter().all(|row| row["rmst_horizon"] == "62"));
}

#[test]
fn the_psychiatric_patients_by_sex() {
    let Some(set) = data::path("survival_small") else {
        return;
    };
    let folder = Folder::new();
    let by = [&SMALL[..], &["--group=sex", "--horizon=30"]].concat();
    let (out, printed) = run(&folder, &set.join("psychiatric.csv"), &by);
    reproduced(&out, &printed, &set.join("oracle/psychiatric_by_sex"));
}
