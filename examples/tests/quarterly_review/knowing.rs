//! Figures under other conventions, and as they were known on an earlier day.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use pollster::block_on;
use tenure::{AccountId, Command, CommandId, Desk, Request, Span, SubscriptionId, TenantId};
use tenure_sqlite::SqliteJournal;

use crate::program::{Folder, Row, fail, of_slice, rows, succeed};

const ROWS: &str = "id,account,start,end,amount\n1,a,2025-01-10,,100\n2,b,2025-01-31,2025-03-01,40\n3,b,2025-03-20,,60\n";

fn review(folder: &Folder, content: &str, out: &str, more: &[&str]) -> String {
    let file = folder.file("rows.csv", content);
    let (journal, out) = (folder.path("book.sqlite"), folder.path(out));
    let to = [
        "--subscriptions",
        file.to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
    ];
    let journal = ["--journal", journal.to_str().unwrap()];
    let with_journal = !more.contains(&"--no-journal");
    let journal = if with_journal { &journal[..] } else { &[] };
    succeed(&[&to[..], journal, more].concat())
}

fn month(folder: &Folder, out: &str, at: usize) -> Row {
    let found = rows(&folder.path(out).join("bridge_monthly.csv"));
    of_slice(&found, "all")[at].clone()
}

#[test]
fn a_convention_by_its_name() {
    let folder = Folder::new();
    review(&folder, ROWS, "default", &["--convention", "default"]);
    review(&folder, ROWS, "plain", &[]);
    review(&folder, ROWS, "chartmogul", &["--convention", "chartmogul"]);
    review(
        &folder,
        ROWS,
        "chartmogul_rows",
        &["--convention", "chartmogul", "--no-journal"],
    );
    for table in ["bridge_monthly.csv", "trailing_12.jsonl", "report.html"] {
        let read = |out: &str| fs::read(folder.path(out).join(table)).unwrap();
        assert!(
            read("default") == read("plain"),
            "the default is what it always was"
        );
        assert!(read("chartmogul") == read("chartmogul_rows"));
    }
    // b left and came back in March: net movements see an expansion of 20, events see both, and ChartMogul counts the return.
    let (net, event) = (month(&folder, "plain", 2), month(&folder, "chartmogul", 2));
    assert_eq!(
        (net["expansion"].as_str(), net["churn"].as_str()),
        ("20.00", "0.00")
    );
    assert_eq!(
        (event["reactivation"].as_str(), event["churn"].as_str()),
        ("60.00", "40.00")
    );
    assert_eq!(net["closing"], event["closing"]);
    assert_eq!(event["net_revenue_retention"], "1.142857142857");
    let page = fs::read_to_string(folder.path("chartmogul").join("report.html")).unwrap();
    assert!(page.contains("movements are every change on its day"));
}

#[test]
fn an_unknown_convention_lists_the_known_ones() {
    let error = fail(&["--convention", "chartmogull"]);
    for part in [
        "`chartmogull`",
        "default, chartmogul, stripe, recurly, maxio, profitwell",
    ] {
        assert!(error.contains(part), "`{part}` is missing in: {error}");
    }
    assert!(fail(&["--convention", "stripe", "--convention", "maxio"]).contains("given twice"));
}

/// Records in the journal of a review what was known of it on a day.
fn known_on(journal: &Path, day: &str, commands: Vec<Command>) {
    let at: DateTime<Utc> = format!("{day}T12:00:00Z").parse().unwrap();
    let journal = Arc::new(SqliteJournal::open_or_create(journal).unwrap());
    let desk = Desk::new(journal, TenantId::new("quarterly-review").unwrap());
    let request = Request {
        id: CommandId::new(format!("known on {day}")).unwrap(),
        actor: None,
        at,
        commands,
    };
    block_on(desk.execute(&request)).unwrap();
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn started(account: &str, id: &str, from: &str, monthly: &str) -> Vec<Command> {
    let account = AccountId::new(account).unwrap();
    vec![
        Command::OpenAccount {
            account: account.clone(),
            on: day(from),
        },
        Command::StartSubscription {
            account,
            subscription: SubscriptionId::new(id).unwrap(),
            span: Span::from(day(from)),
            monthly: monthly.parse().unwrap(),
        },
    ]
}

#[test]
fn what_was_known_on_an_earlier_day() {
    let folder = Folder::new();
    let journal = folder.path("book.sqlite");
    known_on(
        &journal,
        "2025-02-01",
        started("a", "1", "2025-01-10", "100.00 USD"),
    );
    known_on(
        &journal,
        "2025-04-02",
        started("b", "2", "2025-01-31", "40.00 USD"),
    );
    // The file ends the one of b in March, and knows of it only now.
    let rows = "id,account,start,end,amount\n1,a,2025-01-10,,100\n2,b,2025-01-31,2025-03-01,40\n";
    let until = ["--until", "2025-03"];
    let known = |day: &'static str| [&until[..], &["--known", day]].concat();
    let printed = review(&folder, rows, "now", &until);
    assert!(
        printed.contains("0 new, 1 ended, 0 corrected, 1 unchanged"),
        "{printed}"
    );
    let closing = |out: &str| month(&folder, out, 2)["closing"].clone();
    assert_eq!(closing("now"), "100.00");
    let printed = review(&folder, rows, "april", &known("2025-04-02"));
    assert!(
        printed.contains("As it was known in the journal at the end of 2025-04-02 (UTC)."),
        "{printed}"
    );
    assert_eq!(closing("april"), "140.00", "the end of b was not known yet");
    review(&folder, rows, "before", &known("2025-04-01"));
    assert_eq!(closing("before"), "100.00", "b was not known at all");
    review(&folder, rows, "today", &known("2999-01-01"));
    for table in ["bridge_monthly.csv", "cohort_retention.csv"] {
        let read = |out: &str| fs::read(folder.path(out).join(table)).unwrap();
        assert!(read("now") == read("today"));
    }
    let page = fs::read_to_string(folder.path("april").join("report.html")).unwrap();
    assert!(page.contains("at the end of 2025-04-02"));

    // In the whole set stands what changed since then, quarter by quarter: b ended, so 40 are gone from the closing.
    let set = [&known("2025-04-02")[..], &["--formats", "csv"]].concat();
    review(&folder, rows, "restated", &set);
    let changes = crate::program::rows(&folder.path("restated").join("restatement.csv"));
    let of = |column: &str| {
        let mut changes = changes.iter();
        let found = changes.find(|row| row["column"] == column && row["slice"] == "all");
        found.map(|row| (row["account"].clone(), row["amount_change"].clone()))
    };
    assert_eq!(of("closing"), Some(("b".to_owned(), "-40.00".to_owned())));
    let records = crate::program::rows(&folder.path("restated").join("restatement_record.csv"));
    assert!(
        records
            .iter()
            .all(|row| row["fact"] == "subscription_ended")
    );
    assert!(!folder.path("now").join("restatement.csv").exists());
}

#[test]
fn days_on_which_nothing_was_known_and_days_that_are_none() {
    let folder = Folder::new();
    let file = folder.file("rows.csv", ROWS);
    let refused = |more: &[&str]| {
        let out = folder.path("out");
        let to = [
            "--subscriptions",
            file.to_str().unwrap(),
            "--out",
            out.to_str().unwrap(),
        ];
        fail(&[&to, more].concat())
    };
    let error = refused(&["--known", "2020-01-01"]);
    assert!(!folder.path("out").exists(), "nothing was recorded either");
    assert!(
        error.contains("the journal held no account at the end of 2020-01-01"),
        "{error}"
    );
    for wrong in ["2025-02-30", "2025-2-3", "yesterday", ""] {
        let error = refused(&["--known", wrong]);
        assert!(
            error.contains("--known") && error.contains("2026-01-31"),
            "{error}"
        );
    }
    assert!(refused(&["--known", "2025-01-31", "--no-journal"]).contains("--no-journal"));
}

#[test]
fn a_row_whose_account_was_put_right_counts_once() {
    let folder = Folder::new();
    review(
        &folder,
        "id,account,start,end,amount\n1,a,2025-01-10,,100\n2,b,2025-01-31,,40\n",
        "one",
        &[],
    );
    let right = "id,account,start,end,amount\n1,a,2025-01-10,,100\n2,c,2025-01-31,,40\n";
    let printed = review(&folder, right, "two", &[]);
    assert!(
        printed.contains("0 new, 0 ended, 1 corrected, 1 unchanged"),
        "{printed}"
    );
    assert!(
        !printed.contains("more that are not in this file"),
        "{printed}"
    );
    let january = month(&folder, "two", 0);
    assert_eq!(
        (
            january["closing"].as_str(),
            january["closing_accounts"].as_str()
        ),
        ("140.00", "2")
    );
    // Rows without ids of their own cannot be told apart from others: nothing is taken away.
    let folder = Folder::new();
    review(
        &folder,
        "account,start,end,amount\nb,2025-01-31,,40\n",
        "one",
        &[],
    );
    let printed = review(
        &folder,
        "account,start,end,amount\nc,2025-01-31,,40\n",
        "two",
        &[],
    );
    assert!(
        printed.contains("1 more that are not in this file"),
        "{printed}"
    );
}

#[test]
fn the_last_month_may_lie_before_the_files_first_row_where_the_journal_has_earlier_ones() {
    let folder = Folder::new();
    review(&folder, ROWS, "one", &[]);
    let later = "id,account,start,end,amount\n9,z,2025-06-01,,5\n";
    let printed = review(&folder, later, "two", &["--until", "2025-02"]);
    assert!(printed.contains("1 new"), "{printed}");
    let february = month(&folder, "two", 1);
    assert_eq!(
        (february["month"].as_str(), february["closing"].as_str()),
        ("2025-02-01", "140.00")
    );
    // Nobody has any row so early.
    let file = folder.path("rows.csv");
    let out = folder.path("three");
    let error = fail(&[
        "--subscriptions",
        file.to_str().unwrap(),
        "--journal",
        folder.path("book.sqlite").to_str().unwrap(),
        "--until",
        "2024-12",
        "--out",
        out.to_str().unwrap(),
    ]);
    assert!(
        error.contains("2025-01-10") && error.contains("2024-12"),
        "{error}"
    );
    assert!(!out.exists());
}
