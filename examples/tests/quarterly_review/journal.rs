//! What the journal adds: nothing twice, nothing lost, and the same figures.

use std::fs;

use crate::program::{Folder, fail, of_slice, rows, run, succeed};

const ROWS: &str =
    "id,account,start,end,amount\n1,a,2025-01-10,,100\n2,b,2025-01-31,2025-03-01,40\n";

fn review(folder: &Folder, file: &str, content: &str, out: &str) -> String {
    let file = folder.file(file, content);
    succeed(&[
        "--subscriptions",
        file.to_str().unwrap(),
        "--journal",
        folder.path("book.sqlite").to_str().unwrap(),
        "--out",
        folder.path(out).to_str().unwrap(),
    ])
}

fn table(folder: &Folder, out: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for name in [
        "bridge_monthly.csv",
        "cohort_retention.jsonl",
        "report.html",
    ] {
        bytes.extend(fs::read(folder.path(out).join(name)).unwrap());
    }
    bytes
}

#[test]
fn a_second_run_changes_nothing() {
    let folder = Folder::new();
    assert!(
        review(&folder, "rows.csv", ROWS, "one")
            .contains("2 new, 0 ended, 0 corrected, 0 unchanged")
    );
    assert!(
        review(&folder, "rows.csv", ROWS, "two")
            .contains("0 new, 0 ended, 0 corrected, 2 unchanged")
    );
    assert_eq!(table(&folder, "one"), table(&folder, "two"));
}

#[test]
fn without_a_journal_the_files_are_the_same() {
    let folder = Folder::new();
    review(&folder, "rows.csv", ROWS, "one");
    succeed(&[
        "--subscriptions",
        folder.path("rows.csv").to_str().unwrap(),
        "--no-journal",
        "--out",
        folder.path("two").to_str().unwrap(),
    ]);
    assert_eq!(table(&folder, "one"), table(&folder, "two"));
    assert!(!folder.path("two").join("journal.sqlite").exists());
}

#[test]
fn a_later_file_ends_corrects_and_adds() {
    let folder = Folder::new();
    review(&folder, "rows.csv", ROWS, "one");
    let later = "id,account,start,end,amount\n1,a,2025-01-10,2025-02-10,100\n2,b,2025-01-31,2025-03-01,45\n3,c,2025-02-01,,5\n";
    assert!(
        review(&folder, "later.csv", later, "two")
            .contains("1 new, 1 ended, 1 corrected, 0 unchanged")
    );
    let fresh = Folder::new();
    review(&fresh, "later.csv", later, "two");
    assert_eq!(table(&folder, "two"), table(&fresh, "two"));
}

#[test]
fn what_a_later_file_leaves_out_is_kept_and_counted() {
    let folder = Folder::new();
    review(&folder, "rows.csv", ROWS, "one");
    let printed = review(
        &folder,
        "less.csv",
        "id,account,start,end,amount\n1,a,2025-01-10,,100\n",
        "two",
    );
    assert!(
        printed.contains("The journal has 1 more that are not in this file"),
        "{printed}"
    );
}

#[test]
fn a_file_in_another_currency_leaves_the_journal_as_it_was() {
    let folder = Folder::new();
    review(&folder, "rows.csv", ROWS, "one");
    let before = fs::read(folder.path("book.sqlite")).unwrap();
    let file = folder.file("euro.csv", "account,start,end,amount\na,2025-01-10,,100\n");
    let error = fail(&[
        "--subscriptions",
        file.to_str().unwrap(),
        "--currency",
        "EUR",
        "--journal",
        folder.path("book.sqlite").to_str().unwrap(),
        "--out",
        folder.path("two").to_str().unwrap(),
    ]);
    assert!(error.contains("one book has one currency"), "{error}");
    assert_eq!(fs::read(folder.path("book.sqlite")).unwrap(), before);
    assert!(!folder.path("two").exists());
}

#[test]
fn an_account_that_a_later_accounts_file_leaves_out_keeps_its_class() {
    let folder = Folder::new();
    let subscriptions = folder.file("rows.csv", ROWS);
    let slices = |accounts: &str| {
        let out = folder.path("out");
        succeed(&[
            "--subscriptions",
            subscriptions.to_str().unwrap(),
            "--accounts",
            folder.file("accounts.csv", accounts).to_str().unwrap(),
            "--by",
            "segment",
            "--out",
            out.to_str().unwrap(),
        ]);
        let found = rows(&out.join("bridge_monthly.csv"));
        let mut slices: Vec<_> = found.iter().map(|row| row["slice"].clone()).collect();
        slices.dedup();
        slices
    };
    assert_eq!(
        slices("account,segment\na,large\nb,small\n"),
        ["all", "large", "small"]
    );
    assert_eq!(
        slices("account,segment\nb,tiny\n"),
        ["all", "large", "tiny"]
    );
    assert_eq!(
        slices("account,segment\na,\nb,tiny\n"),
        ["all", "tiny", "unassigned"],
        "an empty field is no class"
    );
}

#[test]
fn imports_at_once_neither_double_nor_lose() {
    let folder = Folder::new();
    let mut content = String::from("id,account,start,end,amount\n");
    for number in 0..6_000 {
        content += &format!("{number},a{},2025-01-10,,1\n", number % 2_000);
    }
    let file = folder.file("rows.csv", content);
    let import = |out: &str| {
        run(&[
            "--subscriptions",
            file.to_str().unwrap(),
            "--journal",
            folder.path("book.sqlite").to_str().unwrap(),
            "--out",
            folder.path(out).to_str().unwrap(),
        ])
    };
    let done: Vec<_> = std::thread::scope(|scope| {
        let runs: Vec<_> = ["one", "two", "three"]
            .map(|out| scope.spawn(|| import(out)))
            .into_iter()
            .collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    for output in done.iter().filter(|output| !output.status.success()) {
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(error.contains("run it again"), "{error}");
    }
    let output = import("last");
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(
        printed.contains("0 new, 0 ended, 0 corrected, 6000 unchanged"),
        "{printed}"
    );
    let bridge = rows(&folder.path("last").join("bridge_monthly.csv"));
    assert_eq!(of_slice(&bridge, "all")[0]["closing"], "6000.00");
}
