//! Survival of published data against what R's `survival` package computed: counts and times exactly, figures to twelve digits.
//!
//! The files hold fourteen to fifteen significant digits.

use tenure::retention::survival::{
    ConfidenceLevel, FlatStretch, Lifetime, QuantileTime, SurvivalCurve, TestWeight,
    compare_groups, survival_curve,
};

use super::oracle::{CsvRow, rows};

const TOLERANCE: f64 = 1e-12;

/// Named groups of lifetimes, by name.
type Groups = Vec<(String, Vec<Lifetime>)>;

fn number(text: &str) -> f64 {
    text.trim().parse().unwrap()
}

#[track_caller]
fn near(found: f64, expected: &str, what: &str) {
    let expected = number(expected);
    assert!(
        (found - expected).abs() <= TOLERANCE * expected.abs(),
        "{what}: {found:e}, expected {expected:e}, off by {:e}",
        (found / expected - 1.0).abs()
    );
}

fn lifetime(duration: f64, ended: bool) -> Lifetime {
    if ended {
        Lifetime::ended(duration).unwrap()
    } else {
        Lifetime::censored(duration).unwrap()
    }
}

/// As the oracle has it: without the customers of tenure 0.
fn telco(group: impl Fn(&CsvRow) -> String, last_months: Option<f64>) -> Option<Groups> {
    let rows = rows("telco/telco.csv")?;
    let lifetimes = rows.iter().filter_map(|row| {
        let tenure = number(&row["tenure"]);
        let ended = row["Churn"].trim() == "Yes";
        let entry = last_months.map_or(0.0, |months| (tenure - months).max(0.0));
        (tenure > 0.0).then(|| (group(row), lifetime(tenure, ended).entered(entry).unwrap()))
    });
    Some(grouped(lifetimes))
}

fn small(file: &str, group: &str) -> Option<Groups> {
    let rows = rows(file)?;
    let lifetimes = rows.iter().map(|row| {
        let lifetime = lifetime(number(&row["time"]), row["event"] == "1");
        (row[group].clone(), lifetime)
    });
    Some(grouped(lifetimes))
}

fn grouped(lifetimes: impl Iterator<Item = (String, Lifetime)>) -> Groups {
    let mut groups: std::collections::BTreeMap<_, Vec<_>> = Default::default();
    for (group, lifetime) in lifetimes {
        groups.entry(group).or_default().push(lifetime);
    }
    groups.into_iter().collect()
}

/// Every number of the two files.
fn reproduces(groups: &Groups, oracle: &str, horizon: f64) {
    let curves: Vec<(&str, SurvivalCurve)> = groups
        .iter()
        .map(|(name, lifetimes)| {
            let curve = survival_curve(lifetimes.iter().copied()).unwrap();
            (name.as_str(), curve)
        })
        .collect();
    let expected = rows(&format!("{oracle}_curve.csv")).unwrap();
    let found = curves
        .iter()
        .flat_map(|(name, curve)| curve.rows.iter().map(move |row| (*name, row)));
    assert_eq!(
        expected.len(),
        curves.iter().map(|(_, c)| c.rows.len()).sum::<usize>()
    );
    for ((name, row), expected) in found.zip(&expected) {
        let what = |column: &str| format!("{column} of {name} at {}", row.time);
        assert_eq!(name, expected["group"]);
        assert_eq!(row.time, number(&expected["time"]));
        assert_eq!(row.at_risk.to_string(), expected["n_risk"], "{}", what("n"));
        assert_eq!(row.events.to_string(), expected["n_event"]);
        assert_eq!(row.censored.to_string(), expected["n_censor"]);
        near(row.survival, &expected["surv"], &what("survival"));
        near(row.nelson_aalen, &expected["na_cumhaz"], &what("hazard"));
        near(
            row.fleming_harrington,
            &expected["fh_cumhaz"],
            &what("hazard with ties"),
        );
        match row.std_error() {
            Some(error) => near(error, &expected["greenwood_se_surv"], &what("error")),
            None => assert_eq!(expected["greenwood_se_surv"], ""),
        }
        match row.interval(ConfidenceLevel::P95) {
            Some(interval) => {
                near(interval.lower, &expected["loglog_lower"], &what("lower"));
                near(interval.upper, &expected["loglog_upper"], &what("upper"));
            }
            None => {
                assert_eq!(expected["loglog_lower"], "");
                assert_eq!(expected["loglog_upper"], "");
            }
        }
    }

    for expected in rows(&format!("{oracle}_summary.csv")).unwrap() {
        let group = || {
            let place = groups
                .iter()
                .position(|(name, _)| *name == expected["group"]);
            place.unwrap_or_else(|| panic!("no group {}", expected["group"]))
        };
        let share = match expected["stat"].as_str() {
            "q25" => 0.25,
            "q50" => 0.5,
            "q75" => 0.75,
            stat if stat.starts_with("rmst_tau") => {
                assert_eq!(number(stat.trim_start_matches("rmst_tau")), horizon);
                let mean = curves[group()].1.restricted_mean(horizon).unwrap();
                near(mean.mean, &expected["value"], "restricted mean");
                near(mean.std_error, &expected["lower_or_se"], "its error");
                continue;
            }
            "n" => {
                let curve = &curves[group()].1;
                assert_eq!(curve.lifetimes.to_string(), expected["value"]);
                assert_eq!(curve.events.to_string(), expected["upper"]);
                continue;
            }
            "logrank_O_E" => {
                let test = compare(groups, TestWeight::LogRank);
                near(
                    test.groups[group()].observed,
                    &expected["value"],
                    "observed",
                );
                near(
                    test.groups[group()].expected,
                    &expected["lower_or_se"],
                    "expected",
                );
                continue;
            }
            test => {
                let weight = match test {
                    "logrank" => TestWeight::LogRank,
                    "peto_peto_rho1" => TestWeight::PetoPeto,
                    other => panic!("unknown figure {other}"),
                };
                let test = compare(groups, weight);
                near(test.chi_square, &expected["value"], "chi-square");
                assert_eq!(test.degrees_of_freedom.to_string(), expected["lower_or_se"]);
                near(test.p_value, &expected["upper"], "p-value");
                continue;
            }
        };
        let quantile = curves[group()]
            .1
            .quantile(share, ConfidenceLevel::P95, FlatStretch::Midpoint)
            .unwrap();
        for (time, column) in [
            (quantile.time, "value"),
            (quantile.lower, "lower_or_se"),
            (quantile.upper, "upper"),
        ] {
            let expected = match expected[column].trim() {
                "NA" => QuantileTime::NotReached,
                time => QuantileTime::At(number(time)),
            };
            assert_eq!(
                time,
                expected,
                "{column} of {} at {share}",
                groups[group()].0
            );
        }
    }
}

fn compare(groups: &Groups, weight: TestWeight) -> tenure::retention::survival::GroupTest {
    let lifetimes: Vec<_> = groups.iter().map(|(_, lifetimes)| lifetimes).collect();
    compare_groups(&lifetimes, weight).unwrap()
}

#[test]
fn telco_as_a_whole() {
    let Some(groups) = telco(|_| "all".to_owned(), None) else {
        return;
    };
    reproduces(&groups, "telco/oracle/km_all", 72.0);
}

#[test]
fn telco_by_contract() {
    let Some(groups) = telco(|row| row["Contract"].clone(), None) else {
        return;
    };
    reproduces(&groups, "telco/oracle/km_by_contract", 72.0);
}

#[test]
fn telco_left_truncated_to_the_last_year() {
    let Some(groups) = telco(|_| "all".to_owned(), Some(12.0)) else {
        return;
    };
    reproduces(&groups, "telco/oracle/km_last12_left_truncated", 72.0);
    let curve = survival_curve(groups[0].1.iter().copied()).unwrap();
    assert_eq!(curve.gaps, []);
}

#[test]
fn waltons_by_group() {
    let Some(groups) = small("survival_small/waltons.csv", "group") else {
        return;
    };
    reproduces(&groups, "survival_small/oracle/waltons_by_group", 60.0);
}

#[test]
fn psychiatric_by_sex() {
    let Some(groups) = small("survival_small/psychiatric.csv", "sex") else {
        return;
    };
    reproduces(&groups, "survival_small/oracle/psychiatric_by_sex", 30.0);
}
