//! Bad input: a clear error on standard error, status 1, and neither journal nor output touched.

use std::fs;

use crate::program::{Folder, fail, succeed};

const GOOD: &str = "id,account,start,end,amount\n1,a,2025-01-10,,100\n";

/// Fails on this file; nothing that was there has changed and nothing has come.
fn refused(content: impl AsRef<[u8]>, more: &[&str]) -> String {
    let folder = Folder::new();
    let good = folder.file("good.csv", GOOD);
    let (journal, out) = (folder.path("book.sqlite"), folder.path("out"));
    let to = [
        "--journal",
        journal.to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
    ];
    succeed(&[&["--subscriptions", good.to_str().unwrap()], &to[..]].concat());
    let state = || {
        let mut files = vec![fs::read(&journal).unwrap()];
        for entry in fs::read_dir(&out).unwrap() {
            files.push(fs::read(entry.unwrap().path()).unwrap());
        }
        (folder.names(), files)
    };

    let bad = folder.file("bad.csv", content);
    let before = state();
    let error = fail(&[&["--subscriptions", bad.to_str().unwrap()], &to[..], more].concat());
    assert!(before == state(), "something was touched");

    // On a clean slate nothing appears either.
    let (fresh, fresh_out) = (folder.path("fresh.sqlite"), folder.path("fresh"));
    let to = [
        "--journal",
        fresh.to_str().unwrap(),
        "--out",
        fresh_out.to_str().unwrap(),
    ];
    fail(&[&["--subscriptions", bad.to_str().unwrap()], &to[..], more].concat());
    assert!(!fresh.exists() && !fresh_out.exists());
    error
}

fn names(error: &str, parts: &[&str]) {
    for part in parts {
        assert!(error.contains(part), "`{part}` is missing in: {error}");
    }
    assert!(error.len() < 4_000, "an error of {} bytes", error.len());
}

#[test]
fn an_unknown_column() {
    let error = refused(GOOD, &["--columns", "amount=amont"]);
    names(&error, &["amont", "amount"]);
}

#[test]
fn text_for_an_amount_and_an_end_before_its_start_at_once() {
    let error = refused(
        "id,account,start,end,amount\n1,a,2025-01-10,,ten\n2,a,2025-02-01,2025-01-31,5\n3,a,2025-02-30,,5\n",
        &[],
    );
    names(
        &error,
        &[
            "bad.csv:2",
            "`amount`",
            "ten",
            "bad.csv:3",
            "`end`",
            "2025-01-31",
            "bad.csv:4",
            "`start`",
            "2025-02-30",
        ],
    );
}

#[test]
fn a_duplicate_id() {
    let error = refused(
        "id,account,start,end,amount\n1,a,2025-01-10,,1\n2,a,2025-01-10,,1\n1,b,2025-01-10,,1\n",
        &[],
    );
    names(&error, &["bad.csv:4", "`id`", "2"]);
}

#[test]
fn two_currencies() {
    let error = refused(
        "account,start,end,amount,currency\na,2025-01-10,,1,USD\nb,2025-01-10,,1,EUR\n",
        &[],
    );
    names(&error, &["bad.csv:3", "`currency`", "EUR", "USD"]);
}

#[test]
fn a_line_of_ten_megabytes() {
    let long = "x".repeat(10_000_000);
    let error = refused(
        format!("id,account,start,end,amount\n1,a,2025-01-10,,1\n2,{long},2025-01-10,,1\n"),
        &[],
    );
    names(&error, &["bad.csv:3"]);
}

#[test]
fn not_utf_8() {
    let error = refused(
        b"id,account,start,end,amount\n1,caf\xe9,2025-01-10,,1\n",
        &[],
    );
    names(&error, &["bad.csv:2", "UTF-8"]);
}

#[test]
fn an_empty_file() {
    names(&refused("", &[]), &["bad.csv", "empty"]);
    names(&refused("id,account,start,end,amount\n", &[]), &["bad.csv"]);
}

#[test]
fn a_missing_file() {
    let folder = Folder::new();
    let out = folder.path("out");
    let error = fail(&[
        "--subscriptions",
        folder.path("nowhere.csv").to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
    ]);
    names(&error, &["nowhere.csv"]);
    assert!(!out.exists());
}

#[test]
fn arguments_that_make_no_sense() {
    names(&fail(&["--subscriptions", "x.csv"]), &["--out is missing"]);
    names(&fail(&["--surprise"]), &["`--surprise` is no option"]);
    names(
        &fail(&["--until", "2025-13"]),
        &["--until", "`2025-13` is not a month"],
    );
    names(&fail(&["--currency", "EURO"]), &["--currency", "EURO"]);
    names(&refused(GOOD, &["--by", "segment"]), &["--accounts"]);
    names(
        &refused(GOOD, &["--until", "2024-12"]),
        &["2025-01-10", "2024-12"],
    );
}

#[test]
fn an_output_folder_that_cannot_be_made() {
    let folder = Folder::new();
    let good = folder.file("good.csv", GOOD);
    let good = good.to_str().unwrap();
    let error = fail(&["--subscriptions", good, "--out", good]);
    names(&error, &[good, "cannot be made", "--out"]);
}
