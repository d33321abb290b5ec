//! Every number of the published data sets' answers, which others computed with DuckDB and pandas.

use std::path::Path;

use tenure_testkit::data;

use crate::program::{Folder, Row, of_slice, rows, succeed};

const BRIDGE: [(&str, &str); 14] = [
    ("opening", "start_mrr"),
    ("new", "new_mrr"),
    ("reactivation", "reactivation_mrr"),
    ("expansion", "expansion_mrr"),
    ("contraction", "contraction_mrr"),
    ("churn", "churn_mrr"),
    ("closing", "end_mrr"),
    ("opening_accounts", "start_logos"),
    ("new_accounts", "new_logos"),
    ("reactivated_accounts", "reactivated_logos"),
    ("expanded_accounts", "expanded_logos"),
    ("contracted_accounts", "contracted_logos"),
    ("churned_accounts", "churned_logos"),
    ("closing_accounts", "end_logos"),
];

const TRAILING: [(&str, &str); 5] = [
    ("opening", "base_mrr"),
    ("gross_retained", "gross_retained"),
    ("net_retained", "net_retained"),
    ("opening_accounts", "base_logos"),
    ("retained_accounts", "retained_logos"),
];

const COHORTS: [(&str, &str); 2] = [("active_accounts", "active_logos"), ("revenue", "mrr")];

const RATES: [(&str, &str); 3] = [
    ("gross_revenue_retention", "grr"),
    ("net_revenue_retention", "nrr"),
    ("logo_retention", "logo_retention"),
];

/// Our rows of the whole against the oracle's: the same keys in the same order, whole numbers equal, rates to 1e-12.
fn equal(
    ours: &Path,
    oracle: &Path,
    keys: &[(&str, &str)],
    exact: &[(&str, &str)],
    rates: &[(&str, &str)],
) {
    let ours = of_slice(&rows(ours), "all");
    let oracle = rows(oracle);
    let key = |row: &Row, names: &[&str]| {
        names
            .iter()
            .map(|name| row[*name].clone())
            .collect::<Vec<_>>()
    };
    let (our_keys, their_keys): (Vec<_>, Vec<_>) = keys.iter().copied().unzip();
    assert_eq!(
        ours.iter()
            .map(|row| key(row, &our_keys))
            .collect::<Vec<_>>(),
        oracle
            .iter()
            .map(|row| key(row, &their_keys))
            .collect::<Vec<_>>()
    );
    for (row, answer) in ours.iter().zip(&oracle) {
        for (name, theirs) in exact {
            // The oracle counts whole dollars; amounts of ours have cents, which must be none.
            let found = row[*name].strip_suffix(".00").unwrap_or(&row[*name]);
            assert_eq!(found, answer[*theirs], "{name} of {row:?}");
        }
        for (name, theirs) in rates {
            match (row[*name].as_str(), answer[*theirs].as_str()) {
                ("", "") => {}
                (found, expected) => {
                    let off: f64 = found.parse::<f64>().unwrap() - expected.parse::<f64>().unwrap();
                    assert!(
                        off.abs() <= 1e-12,
                        "{name} of {row:?}: {found}, expected {expected}"
                    );
                }
            }
        }
    }
}

/// The three tables that both data sets have answers for.
fn monthly_answers(out: &Path, oracle: &Path) {
    let month = [("month", "period")];
    let (bridge, answer) = (
        out.join("bridge_monthly.csv"),
        oracle.join("waterfall_monthly.csv"),
    );
    equal(&bridge, &answer, &month, &BRIDGE, &RATES);
    let (trailing, answer) = (out.join("trailing_12.csv"), oracle.join("trailing12.csv"));
    equal(&trailing, &answer, &month, &TRAILING, &RATES);
    let (cohorts, answer) = (
        out.join("cohort_retention.csv"),
        oracle.join("cohorts_monthly.csv"),
    );
    let keys = [("cohort_month", "cohort"), ("age_months", "offset")];
    equal(&cohorts, &answer, &keys, &COHORTS, &[]);
}

#[test]
fn the_dbt_seed_is_reproduced_in_every_number() {
    let Some(set) = data::path("mrr_dbt_seed") else {
        return;
    };
    let folder = Folder::new();
    let out = folder.path("out");
    succeed(&[
        "--subscriptions",
        set.join("subscription_periods.csv").to_str().unwrap(),
        "--columns",
        "account=customer_id,start=start_date,end=end_date,amount=monthly_amount,id=subscription_id",
        "--amount-unit",
        "major",
        "--currency",
        "USD",
        "--out",
        out.to_str().unwrap(),
    ]);
    monthly_answers(&out, &set.join("oracle"));
    equal(
        &out.join("bridge_quarterly.csv"),
        &set.join("oracle/waterfall_quarterly.csv"),
        &[("quarter", "period")],
        &BRIDGE,
        &RATES,
    );
}

#[test]
fn ravenstack_is_reproduced_in_every_number() {
    let Some(set) = data::path("ravenstack") else {
        return;
    };
    let folder = Folder::new();
    let out = folder.path("out");
    let half: Vec<_> = rows(&set.join("oracle_half_a/accounts_in_half_a.csv"))
        .into_iter()
        .map(|row| row["account_id"].clone())
        .collect();
    let all = std::fs::read_to_string(set.join("subscriptions.csv")).unwrap();
    let chosen: Vec<_> = all
        .lines()
        .enumerate()
        .filter(|(line, text)| {
            *line == 0 || half.iter().any(|id| text.contains(&format!(",{id},")))
        })
        .map(|(_, text)| text)
        .collect();
    assert_eq!(chosen.len(), 2_542);
    let subscriptions = folder.file("subscriptions.csv", chosen.join("\n"));
    succeed(&[
        "--subscriptions",
        subscriptions.to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
    ]);
    monthly_answers(&out, &set.join("oracle_half_a"));
}
