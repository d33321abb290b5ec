//! Bad input: a clear error on standard error, status 1, and nothing written.

use crate::program::Folder;

const COLUMNS: [&str; 8] = [
    "--duration",
    "days",
    "--event",
    "left",
    "--entry",
    "since",
    "--group",
    "plan",
];

/// Fails on this file, with these further arguments, and writes nothing.
fn refused(content: impl AsRef<[u8]>, more: &[&str]) -> String {
    let folder = Folder::new();
    folder.file("lives.csv", content);
    let file = ["--lifetimes", "lives.csv", "--out", "out"];
    let error = folder.fail(&[&file[..], &COLUMNS, more].concat());
    assert!(!folder.path("out").exists());
    assert!(error.len() < 4_000, "an error of {} bytes", error.len());
    error
}

fn names(error: &str, parts: &[&str]) {
    for part in parts {
        assert!(error.contains(part), "`{part}` is missing in: {error}");
    }
}

#[test]
fn every_row_error_at_once() {
    let error = refused(
        "days,left,since,plan\n1,1,0,a\n-2,1,0,a\n3,maybe,0,a\n4,1,4,a\n5,1,,\nNaN,0,x,a\n0,1,0,a\n7,1\n",
        &[],
    );
    names(
        &error,
        &[
            "lives.csv:3: column `days`: `-2`: a time is a number, zero or more",
            "lives.csv:4: column `left`: `maybe`: an event is 1 or 0",
            "lives.csv:5: column `since`: `4`: the entry is before the duration, 4",
            "lives.csv:6: column `plan`: ``",
            "lives.csv:7: column `days`: `NaN`",
            "lives.csv:7: column `since`: `x`",
            "lives.csv:8: column `days`: `0`: a lifetime that ended is longer than zero",
            "lives.csv:9: `7,1`: a row has as many fields as the header",
        ],
    );
}

#[test]
fn columns_that_are_not_there() {
    let error = refused("days,Left,since,plans\n1,1,0,a\n", &[]);
    names(
        &error,
        &["there is no column `plan` for the group", "`plans`"],
    );
}

#[test]
fn files_without_anything() {
    names(&refused("", &[]), &["lives.csv", "empty"]);
    names(
        &refused("days,left,since,plan\n", &[]),
        &["lives.csv", "no row"],
    );
    names(
        &refused("days,left,since,plan\n0,0,0,a\n", &[]),
        &["there is no lifetime"],
    );
    names(
        &refused(b"days,left,since,plan\n1,1,0,caf\xe9\n", &[]),
        &["lives.csv:2", "UTF-8"],
    );
}

#[test]
fn a_horizon_nobody_was_seen_at() {
    let file = "days,left,since,plan\n5,0,0,a\n9,0,0,b\n";
    names(
        &refused(file, &["--horizon", "7"]),
        &["group `a`", "7", "5"],
    );
    for horizon in ["0", "-1", "NaN", "inf", "a year"] {
        names(
            &refused(file, &["--horizon", horizon]),
            &["--horizon", horizon],
        );
    }
}

#[test]
fn arguments_that_make_no_sense() {
    let fail = |arguments: &[&str]| Folder::new().fail(arguments);
    names(&fail(&["--lifetimes", "x.csv"]), &["--duration is missing"]);
    names(&fail(&["--surprise"]), &["`--surprise` is no option"]);
    names(&fail(&["--event"]), &["--event needs a value"]);
    names(
        &fail(&["--out", "a", "--out", "b"]),
        &["--out is given twice"],
    );
    let all = [
        &["--lifetimes", "nowhere.csv", "--out", "out"][..],
        &COLUMNS,
    ]
    .concat();
    names(&fail(&all), &["nowhere.csv", "no such file"]);
}
