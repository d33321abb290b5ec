use tenure_import::{ImportError, LifetimeOptions, Lifetimes};
use tenure_testkit::data;

use crate::refused;

fn import(file: &str) -> Result<Lifetimes, ImportError> {
    let options = LifetimeOptions::new("days", "left")
        .entered("since")
        .by("plan");
    Lifetimes::from_reader("lives.csv", file.as_bytes(), &options)
}

/// The error of one row on line 2.
#[track_caller]
fn row(row: &str, expected: &str) {
    let file = format!("days,left,since,plan\n{row}\n");
    assert_eq!(refused(import(&file)), format!("lives.csv:2: {expected}"));
}

/// The columns of a file that is read with durations and events alone.
fn plain(rows: &str) -> Result<Lifetimes, ImportError> {
    let file = format!("days,left\n{rows}");
    let options = LifetimeOptions::new("days", "left");
    Lifetimes::from_reader("lives.csv", file.as_bytes(), &options)
}

#[test]
fn groups_come_by_name_and_lifetimes_as_in_the_file() {
    let file = "plan;left;days;since\nb;1;3;\na;0;2.50;1\nb;No;1e1;0.5\n\"a\";YES; 7 ;0\n";
    let lifetimes = import(file).unwrap();
    let told: Vec<_> = lifetimes
        .groups()
        .map(|(name, group)| {
            let group = group
                .iter()
                .map(|l| (l.entry(), l.duration(), l.has_ended()));
            (name.unwrap().as_str(), group.collect::<Vec<_>>())
        })
        .collect();
    assert_eq!(
        told,
        [
            ("a", vec![(1.0, 2.5, false), (0.0, 7.0, true)]),
            ("b", vec![(0.0, 3.0, true), (0.5, 10.0, false)]),
        ]
    );
    assert_eq!(lifetimes.not_observed(), 0);
}

#[test]
fn every_way_to_say_whether_it_ended() {
    let words = "1 true True TRUE yes Yes YES 0 false False FALSE no No NO";
    let rows: String = words.split(' ').map(|word| format!("1,{word}\n")).collect();
    let lifetimes = plain(&rows).unwrap();
    let (name, all) = lifetimes.groups().next().unwrap();
    assert_eq!(name, None);
    let ended: Vec<_> = all.iter().map(|life| life.has_ended()).collect();
    assert_eq!(ended, [[true; 7], [false; 7]].concat());
}

#[test]
fn times() {
    let rule = "a time is a number, zero or more; write it like 34 or 12.5, counted from the start of the lifetime";
    for time in [
        "", "x", "-1", "NaN", "inf", "1_0", "1.2.3", "0x1", "1e999", "12 days",
    ] {
        row(
            &format!("{time},1,,a"),
            &format!("column `days`: `{time}`: {rule}"),
        );
    }
    row("5,1,-1,a", &format!("column `since`: `-1`: {rule}"));
}

#[test]
fn events() {
    let rule = "an event is 1 or 0, true or false, yes or no; \
                write 1 where the lifetime ended and 0 where it was still running";
    for event in ["", "2", "churned", "y", "1.0"] {
        row(
            &format!("5,{event},,a"),
            &format!("column `left`: `{event}`: {rule}"),
        );
    }
}

#[test]
fn an_entry_lies_before_the_duration() {
    for entry in ["5", "5.0", "6"] {
        row(
            &format!("5,0,{entry},a"),
            &format!(
                "column `since`: `{entry}`: the entry is before the duration, 5; \
                 correct one of them, or leave the row out: it was never under observation"
            ),
        );
    }
}

#[test]
fn what_begins_as_the_file_is_written_is_counted_and_what_ends_then_refused() {
    let lifetimes = plain("0,no\n0.0,no\n3,yes\n").unwrap();
    assert_eq!(lifetimes.not_observed(), 2);
    assert_eq!(
        lifetimes
            .groups()
            .map(|(_, group)| group.len())
            .sum::<usize>(),
        1
    );
    let lifetimes = plain("0,no\n").unwrap();
    assert_eq!((lifetimes.not_observed(), lifetimes.groups().len()), (1, 0));
    row(
        "0,1,,a",
        "column `days`: `0`: a lifetime that ended is longer than zero; count in a finer unit, or leave the row out",
    );
}

#[test]
fn a_group_has_a_name() {
    row(
        "5,1,,",
        "column `plan`: ``: the name has at least one character; fill it in",
    );
    row(
        "5,1,, a",
        "column `plan`: ` a`: the name neither begins nor ends with white space; trim it",
    );
}

#[test]
fn all_errors_of_all_rows_at_once() {
    let text = refused(import("days,left,since,plan\nx,2,y,\n5,1,,a\n3,0,4,b\n"));
    let places: Vec<_> = text
        .lines()
        .map(|line| line.split('`').next().unwrap().to_owned() + line.split('`').nth(1).unwrap())
        .collect();
    assert_eq!(
        places,
        [
            "lives.csv:2: column days",
            "lives.csv:2: column left",
            "lives.csv:2: column since",
            "lives.csv:2: column plan",
            "lives.csv:4: column since",
        ]
    );
}

#[test]
fn files_without_columns_or_rows() {
    assert_eq!(
        refused(plain("")),
        "lives.csv: there is no row below the header; check that the export is complete"
    );
    let text = refused(import("days,event,since,plan\n1,1,,a\n"));
    assert!(
        text.starts_with("lives.csv: there is no column `left` for the event; the nearest"),
        "{text}"
    );
    let missing = LifetimeOptions::new("days", "left");
    let text = refused(Lifetimes::from_path("no/such.csv", &missing));
    assert_eq!(text, "no/such.csv: there is no such file; check the path");
}

#[test]
fn the_telco_customers() {
    let Some(path) = data::path("telco/telco.csv") else {
        return;
    };
    let options = LifetimeOptions::new("tenure", "Churn").by("Contract");
    let lifetimes = Lifetimes::from_path(path, &options).unwrap();
    let groups: Vec<_> = lifetimes
        .groups()
        .map(|(name, group)| (name.unwrap().as_str(), group.len()))
        .collect();
    assert_eq!(
        groups,
        [
            ("Month-to-month", 3_875),
            ("One year", 1_472),
            ("Two year", 1_685)
        ]
    );
    assert_eq!(lifetimes.not_observed(), 11);
}
