//! Figures by whoever held the account at the time, from an assignments file.

use std::fs;
use std::path::Path;

use crate::program::{Folder, Row, fail, of_slice, rows, succeed};

const SUBSCRIPTIONS: &str = "id,account,start,end,amount\n\
    1,a,2025-01-10,,100\n\
    2,b,2025-01-31,2025-03-01,40.50\n\
    3,b,2025-04-15,,60\n\
    4,c,2025-02-20,,30\n\
    5,a,2025-03-03,,20\n";

const ASSIGNMENTS: &str = "account,manager,from,to\n\
    a,asha,2025-01-01,2025-03-15\n\
    a,bela,2025-03-15,\n\
    b,asha,2025-01-31,2025-05-01\n";

fn review(folder: &Folder, assignments: &str, out: &str, more: &[&str]) -> String {
    let subscriptions = folder.file("subscriptions.csv", SUBSCRIPTIONS);
    let assignments = folder.file("assignments.csv", assignments);
    let out = folder.path(out);
    let arguments = [
        "--subscriptions",
        subscriptions.to_str().unwrap(),
        "--assignments",
        assignments.to_str().unwrap(),
        "--by",
        "manager",
        "--until",
        "2025-06",
        "--out",
        out.to_str().unwrap(),
    ];
    succeed(&[&arguments, more].concat())
}

fn cents(text: &str) -> i64 {
    text.replace('.', "").parse().unwrap()
}

/// Every row closes and opens with what the one before closed with; the slices add up to the whole.
fn adds_up(found: &[Row]) {
    let mut slices: Vec<_> = found.iter().map(|row| row["slice"].as_str()).collect();
    slices.dedup();
    assert_eq!(slices[0], "all");
    for slice in &slices {
        let rows = of_slice(found, slice);
        for row in &rows {
            let amount = |name: &str| cents(&row[name]);
            assert_eq!(
                amount("opening") + amount("new") + amount("reactivation") + amount("expansion")
                    - amount("contraction")
                    - amount("churn")
                    + amount("fx")
                    + amount("transfers_in")
                    - amount("transfers_out"),
                amount("closing"),
                "{row:?}"
            );
            let count = |name: &str| row[name].parse::<i64>().unwrap();
            assert_eq!(
                count("opening_accounts") + count("new_accounts") + count("reactivated_accounts")
                    - count("churned_accounts")
                    + count("transferred_in_accounts")
                    - count("transferred_out_accounts"),
                count("closing_accounts"),
                "{row:?}"
            );
        }
        for pair in rows.windows(2) {
            assert_eq!(pair[0]["closing"], pair[1]["opening"]);
        }
    }
    for (at, whole) in of_slice(found, "all").iter().enumerate() {
        let sum = |name: &str| -> i64 {
            let parts = slices[1..].iter();
            parts
                .map(|slice| cents(&of_slice(found, slice)[at][name]))
                .sum()
        };
        for name in [
            "opening",
            "new",
            "reactivation",
            "expansion",
            "contraction",
            "churn",
            "closing",
            "closing_accounts",
            "new_accounts",
            "churned_accounts",
        ] {
            assert_eq!(sum(name), cents(&whole[name]), "{name} of {whole:?}");
        }
        assert_eq!(sum("transfers_in"), sum("transfers_out"));
        assert_eq!(whole["transfers_in"], "0.00");
    }
}

fn tables(folder: &Path) -> Vec<u8> {
    let names = [
        "bridge_monthly.csv",
        "bridge_quarterly.jsonl",
        "trailing_12.csv",
        "cohort_retention.csv",
        "report.html",
    ];
    names
        .iter()
        .flat_map(|name| fs::read(folder.join(name)).unwrap())
        .collect()
}

#[test]
fn managers_bridges_close_and_add_up() {
    let folder = Folder::new();
    let printed = review(&folder, ASSIGNMENTS, "out", &[]);
    assert!(
        printed.contains("Assignments: 4 new, 0 corrected, 0 unchanged, 2 managers new."),
        "{printed}"
    );
    for table in ["bridge_monthly", "bridge_quarterly"] {
        let found = rows(&folder.path("out").join(format!("{table}.csv")));
        adds_up(&found);
        let mut slices: Vec<_> = found.iter().map(|row| row["slice"].as_str()).collect();
        slices.dedup();
        assert_eq!(slices, ["all", "asha", "bela", "unassigned"]);
    }
    let monthly = rows(&folder.path("out").join("bridge_monthly.csv"));
    // The account came over with what it paid; its expansion of 3 March was still the other's.
    let march = &of_slice(&monthly, "bela")[2];
    assert_eq!(
        (march["month"].as_str(), march["transfers_in"].as_str()),
        ("2025-03-01", "120.00")
    );
    assert_eq!(
        (march["expansion"].as_str(), march["new"].as_str()),
        ("0.00", "0.00")
    );
    assert_eq!(of_slice(&monthly, "asha")[2]["expansion"], "20.00");
    // After the end nobody holds it.
    let may = &of_slice(&monthly, "unassigned")[4];
    assert_eq!(
        (may["transfers_in"].as_str(), may["closing"].as_str()),
        ("60.00", "90.00")
    );
}

#[test]
fn further_columns_stand_at_the_end_and_only_there() {
    let folder = Folder::new();
    review(&folder, ASSIGNMENTS, "by_manager", &[]);
    let out = folder.path("plain");
    succeed(&[
        "--subscriptions",
        folder.path("subscriptions.csv").to_str().unwrap(),
        "--until",
        "2025-06",
        "--no-journal",
        "--out",
        out.to_str().unwrap(),
    ]);
    for table in ["bridge_monthly.csv", "bridge_quarterly.csv"] {
        let lines = |folder: &str| {
            let text = fs::read_to_string(folder_of(&out, folder).join(table)).unwrap();
            text.lines().map(str::to_owned).collect::<Vec<_>>()
        };
        let (plain, by_manager) = (lines("plain"), lines("by_manager"));
        let further =
            ",transfers_in,transfers_out,transferred_in_accounts,transferred_out_accounts";
        assert_eq!(by_manager[0], format!("{}{further}", plain[0]));
        for (plain, by_manager) in plain[1..].iter().zip(&by_manager[1..]) {
            assert_eq!(
                by_manager,
                &format!("{plain},0.00,0.00,0,0"),
                "the whole has no transfers"
            );
        }
    }
}

fn folder_of(beside: &Path, name: &str) -> std::path::PathBuf {
    beside.parent().unwrap().join(name)
}

#[test]
fn a_second_run_changes_nothing_and_without_a_journal_it_is_the_same() {
    let folder = Folder::new();
    let journal = folder.path("book.sqlite");
    let journal = ["--journal", journal.to_str().unwrap()];
    review(&folder, ASSIGNMENTS, "one", &journal);
    let again = review(&folder, ASSIGNMENTS, "two", &journal);
    assert!(
        again.contains("Assignments: 0 new, 0 corrected, 4 unchanged, 0 managers new."),
        "{again}"
    );
    review(&folder, ASSIGNMENTS, "three", &["--no-journal"]);
    let tables = ["one", "two", "three"].map(|out| tables(&folder.path(out)));
    assert!(tables[0] == tables[1] && tables[0] == tables[2]);
}

#[test]
fn a_later_file_corrects_who_held_what() {
    let folder = Folder::new();
    let journal = folder.path("book.sqlite");
    let journal = ["--journal", journal.to_str().unwrap()];
    review(&folder, ASSIGNMENTS, "one", &journal);
    let later = "account,manager,from\na,asha,2025-01-01\na,chen,2025-04-01\nz,asha,2025-01-01\n";
    let printed = review(&folder, later, "two", &journal);
    assert!(
        printed.contains("Assignments: 1 new, 1 corrected, 1 unchanged, 1 managers new."),
        "{printed}"
    );
    assert!(
        printed.contains("names 1 accounts without any subscription"),
        "{printed}"
    );
    let monthly = rows(&folder.path("two").join("bridge_monthly.csv"));
    adds_up(&monthly);
    assert_eq!(of_slice(&monthly, "chen")[3]["transfers_in"], "120.00");
    assert!(
        of_slice(&monthly, "bela").is_empty(),
        "who never held anything is no slice"
    );
    // What the file does not name stays.
    assert_eq!(of_slice(&monthly, "asha")[3]["reactivation"], "60.00");
}

#[test]
fn a_column_of_the_accounts_file_may_still_be_called_manager() {
    let folder = Folder::new();
    let out = folder.path("out");
    succeed(&[
        "--subscriptions",
        folder
            .file("subscriptions.csv", SUBSCRIPTIONS)
            .to_str()
            .unwrap(),
        "--accounts",
        folder
            .file("accounts.csv", "account,manager\na,asha\nb,bela\n")
            .to_str()
            .unwrap(),
        "--by",
        "manager",
        "--out",
        out.to_str().unwrap(),
    ]);
    let found = rows(&out.join("bridge_monthly.csv"));
    assert!(!found[0].contains_key("transfers_in"));
    assert!(!of_slice(&found, "asha").is_empty());
}

#[test]
fn what_is_wrong_with_both_files_shows_at_once_and_nothing_is_touched() {
    let folder = Folder::new();
    let out = folder.path("out");
    let error = fail(&[
        "--subscriptions",
        folder.file("bad.csv", "account,start,end,amount\na,2025-01-10,,ten\n").to_str().unwrap(),
        "--assignments",
        folder
            .file(
                "held.csv",
                "account,manager,from,to\na,all,2025-01-01,\na,asha,2025-02-30,\nb,asha,2025-03-01,2025-02-01\n\
                 c,asha,2025-01-01,\nc,bela,2025-01-01,\n",
            )
            .to_str()
            .unwrap(),
        "--by",
        "manager",
        "--out",
        out.to_str().unwrap(),
    ]);
    for part in [
        "nothing was imported",
        "bad.csv:2: column `amount`: `ten`",
        "held.csv:2: column `manager`: `all`: this name is reserved",
        "held.csv:3: column `from`: `2025-02-30`",
        "held.csv:4: column `to`: `2025-02-01`",
        "held.csv:6: column `from`: `2025-01-01`: an account has one manager a day, line 5",
    ] {
        assert!(error.contains(part), "`{part}` is missing in: {error}");
    }
    assert!(!out.exists());
}

#[test]
fn flags_that_do_not_go_together() {
    let folder = Folder::new();
    let file = folder.file("subscriptions.csv", SUBSCRIPTIONS);
    let refused = |more: &[&str]| {
        let out = folder.path("out");
        let to = [
            "--subscriptions",
            file.to_str().unwrap(),
            "--out",
            out.to_str().unwrap(),
        ];
        let error = fail(&[&to, more].concat());
        assert!(!out.exists());
        error
    };
    let held = folder.file("held.csv", ASSIGNMENTS);
    let held = held.to_str().unwrap();
    assert!(refused(&["--assignments", held]).contains("--by manager"));
    assert!(refused(&["--assignments", held, "--by", "segment"]).contains("--by manager"));
    assert!(refused(&["--by", "manager"]).contains("--assignments"));
    assert!(refused(&["--by", "manager", "--assignments", "nowhere.csv"]).contains("nowhere.csv"));
    let nothing = folder.file("nothing.csv", "account,manager,from\n");
    let nothing = nothing.to_str().unwrap();
    assert!(
        refused(&["--by", "manager", "--assignments", nothing]).contains("no row below the header")
    );
    let wrong = folder.file("wrong.csv", "account,from\na,2025-01-01\n");
    let wrong = wrong.to_str().unwrap();
    assert!(refused(&["--by", "manager", "--assignments", wrong]).contains("`manager`"));
}
