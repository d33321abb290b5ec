//! The whole set, in the formats and the language asked for.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::program::{Folder, fail, rows, succeed};
use crate::readers::{self, Workbook};

const SUBSCRIPTIONS: &str = "id,account,start,end,amount\n\
    1,\"=acme, \"\"Ltd\"\"\",2024-11-10,,100.10\n\
    2,b,2025-01-31,2025-03-01,40.50\n\
    3,b,2025-04-15,2025-09-01,60\n\
    4,007,2025-02-20,,1234567\n\
    5,\"=acme, \"\"Ltd\"\"\",2025-03-03,,20.05\n\
    6,స్థూల,2025-05-05,,0.01\n";

const ACCOUNTS: &str =
    "account,segment\n\"=acme, \"\"Ltd\"\"\",large\nb,small\n007,small\nస్థూల,<b>\n";

const ASSIGNMENTS: &str = "account,manager,from,to\n\
    \"=acme, \"\"Ltd\"\"\",asha,2024-11-01,2025-03-15\n\
    \"=acme, \"\"Ltd\"\"\",bela,2025-03-15,\n\
    b,asha,2025-01-31,2025-05-01\n";

const USUAL: [&str; 9] = [
    "bridge_monthly.csv",
    "bridge_monthly.jsonl",
    "bridge_quarterly.csv",
    "bridge_quarterly.jsonl",
    "cohort_retention.csv",
    "cohort_retention.jsonl",
    "report.html",
    "trailing_12.csv",
    "trailing_12.jsonl",
];

/// Every table that figures alone fill.
const OF_FIGURES: [&str; 11] = [
    "account_month",
    "bridge",
    "bridge_monthly",
    "bridge_quarterly",
    "cohort_retention",
    "explain",
    "movement",
    "retention",
    "survival_curve",
    "survival_summary",
    "trailing_12",
];

/// Every table that a journal fills besides.
const OF_THE_BOOK: [&str; 15] = [
    "account",
    "account_class",
    "agenda",
    "agenda_unowned",
    "assignment",
    "contract_line",
    "focus",
    "focus_reason",
    "health",
    "health_measure",
    "manager",
    "manager_load",
    "manager_scoreboard",
    "renewal",
    "renewal_total",
];

const ALL: &str = "csv,jsonl,parquet,xlsx,html,ics";

/// Under which name a table stands in the workbook.
fn sheet(table: &str) -> &str {
    match table {
        "agenda" => "Agenda",
        "bridge" => "Bridge by slice",
        "retention" => "Retention",
        "manager_scoreboard" => "Managers",
        "renewal" => "Renewals",
        other => other,
    }
}

/// Writes into a folder of this name, by managers.
fn by_manager(folder: &Folder, out: &str, more: &[&str]) {
    let subscriptions = folder.file("subscriptions.csv", SUBSCRIPTIONS);
    let assignments = folder.file("assignments.csv", ASSIGNMENTS);
    let (out, journal) = (
        folder.path(out),
        folder.path(&format!("{out}-journal.sqlite")),
    );
    let arguments = [
        "--subscriptions",
        subscriptions.to_str().unwrap(),
        "--assignments",
        assignments.to_str().unwrap(),
        "--by=manager",
        "--until=2025-06",
        "--out",
        out.to_str().unwrap(),
        "--journal",
        journal.to_str().unwrap(),
    ];
    succeed(&[&arguments, more].concat());
}

/// Writes into a folder of this name, by segment.
fn by_segment(folder: &Folder, out: &str, more: &[&str]) -> Vec<String> {
    let subscriptions = folder.file("subscriptions.csv", SUBSCRIPTIONS);
    let accounts = folder.file("accounts.csv", ACCOUNTS);
    let out = folder.path(out);
    vec![
        "--subscriptions".to_owned(),
        subscriptions.to_str().unwrap().to_owned(),
        "--accounts".to_owned(),
        accounts.to_str().unwrap().to_owned(),
        "--by=segment".to_owned(),
        "--until=2025-06".to_owned(),
        "--out".to_owned(),
        out.to_str().unwrap().to_owned(),
    ]
    .into_iter()
    .chain(more.iter().map(|more| (*more).to_owned()))
    .collect()
}

fn borrowed(arguments: &[String]) -> Vec<&str> {
    arguments.iter().map(String::as_str).collect()
}

/// The files of a folder but for the journal's, by name.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries
        .map(|entry| (entry.file_name().into_string().unwrap(), entry.path()))
        .filter(|(name, path)| !name.contains(".sqlite") && path.is_file())
        .map(|(name, path)| (name, fs::read(path).unwrap()))
        .collect()
}

fn names_of(tables: &[&str], formats: &[&str]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for format in formats {
        match *format {
            "csv" => {
                names.extend(tables.iter().map(|table| format!("{table}.csv")));
                names.extend(tables.iter().map(|table| format!("{table}.schema.json")));
                names.extend(["load.sql", "load_pandas.py", "load_polars.py"].map(str::to_owned));
            }
            "xlsx" => names.push("review.xlsx".to_owned()),
            "html" => names.push("report.html".to_owned()),
            "ics" => names.push("review.ics".to_owned()),
            other => names.extend(tables.iter().map(|table| format!("{table}.{other}"))),
        }
    }
    names.sort();
    names
}

#[test]
fn without_formats_the_files_are_the_usual_ones() {
    let folder = Folder::new();
    succeed(&borrowed(&by_segment(&folder, "usual", &[])));
    succeed(&borrowed(&by_segment(
        &folder,
        "set",
        &["--formats", "html,csv,jsonl"],
    )));
    let (usual, set) = (files(&folder.path("usual")), files(&folder.path("set")));
    assert_eq!(usual.keys().collect::<Vec<_>>(), USUAL);
    for (name, bytes) in usual {
        assert!(set[&name] == bytes, "{name} is another one in the set");
    }
}

#[test]
fn every_format_has_every_table_and_the_same_sums() {
    let folder = Folder::new();
    let tables = [&OF_FIGURES[..], &OF_THE_BOOK[..]].concat();
    for (out, write) in [("managers", true), ("segments", false)] {
        let more = ["--formats", ALL];
        if write {
            by_manager(&folder, out, &more);
        } else {
            succeed(&borrowed(&by_segment(&folder, out, &more)));
        }
        let out = folder.path(out);
        let found: Vec<_> = files(&out).into_keys().collect();
        let formats: Vec<_> = ALL.split(',').collect();
        assert_eq!(found, names_of(&tables, &formats));
        let workbook = Workbook::open(&out.join("review.xlsx"));
        for table in &tables {
            let amounts = readers::amounts(&out, table);
            let expected = readers::csv(&out, table, &amounts);
            assert_eq!(readers::jsonl(&out, table, &amounts), expected, "{table}");
            assert_eq!(readers::parquet(&out, table, &amounts), expected, "{table}");
            // What the usual sheets show has no sheet where there is no row.
            if expected.rows > 0 || sheet(table) == *table {
                let found = workbook.sums(sheet(table), &amounts);
                assert_eq!(found, expected, "{table}");
            }
        }
        // What is compared is not nothing: the amounts of all months are the closings of all months.
        let amounts = |table: &str| readers::csv(&out, table, &readers::amounts(&out, table));
        let months = amounts("account_month");
        let closings: i128 = rows(&out.join("bridge_monthly.csv"))
            .iter()
            .filter(|row| row["slice"] == "all")
            .map(|row| row["closing"].replace('.', "").parse::<i128>().unwrap())
            .sum();
        assert_eq!(months.amounts["amount"], closings);
        assert!(closings > 0);
    }
}

#[test]
fn each_format_by_itself_and_none_besides() {
    let folder = Folder::new();
    let tables = [&OF_FIGURES[..], &OF_THE_BOOK[..]].concat();
    for format in ALL.split(',') {
        succeed(&borrowed(&by_segment(
            &folder,
            format,
            &["--formats", format],
        )));
        let found: Vec<_> = files(&folder.path(format)).into_keys().collect();
        assert_eq!(found, names_of(&tables, &[format]));
    }
}

#[test]
fn the_whole_set_under_every_convention() {
    let folder = Folder::new();
    for (name, _) in tenure::retention::Convention::named() {
        let more = ["--formats", "csv,ics", "--convention", name];
        succeed(&borrowed(&by_segment(&folder, name, &more)));
        by_manager(&folder, &format!("{name}-by-manager"), &more);
    }
}

#[test]
fn without_a_journal_the_set_is_that_of_the_figures() {
    let folder = Folder::new();
    let more = ["--formats", "csv,xlsx", "--no-journal"];
    succeed(&borrowed(&by_segment(&folder, "out", &more)));
    let found: Vec<_> = files(&folder.path("out")).into_keys().collect();
    assert_eq!(found, names_of(&OF_FIGURES, &["csv", "xlsx"]));
}

#[test]
fn the_same_input_makes_the_same_bytes_again_and_elsewhere() {
    let folder = Folder::new();
    let more = ["--formats", ALL, "--language=te"];
    by_manager(&folder, "here", &more);
    let first = files(&folder.path("here"));
    by_manager(&folder, "here", &more);
    assert!(files(&folder.path("here")) == first, "a second run differs");
    by_manager(&folder, "there", &more);
    assert!(
        files(&folder.path("there")) == first,
        "another folder differs"
    );
}

#[test]
fn the_page_speaks_the_language_and_the_workbook_groups_by_it() {
    let folder = Folder::new();
    for (code, title, lakh) in [
        ("en", "Retention review", false),
        ("en-IN", "Retention review", true),
        ("te", "నిలుపుదల సమీక్ష", true),
    ] {
        let more = ["--formats=html,xlsx,csv", "--language", code];
        succeed(&borrowed(&by_segment(&folder, code, &more)));
        let page = fs::read_to_string(folder.path(code).join("report.html")).unwrap();
        assert!(
            page.contains(&format!("lang=\"{code}\"")) && page.contains(title),
            "{code}"
        );
        let workbook = Workbook::open(&folder.path(code).join("review.xlsx"));
        assert_eq!(workbook.0["About"][0][0], title);
        let file = fs::read(folder.path(code).join("review.xlsx")).unwrap();
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(file)).unwrap();
        let mut styles = String::new();
        let mut part = archive.by_name("xl/styles.xml").unwrap();
        std::io::Read::read_to_string(&mut part, &mut styles).unwrap();
        let grouped = styles.contains(r"##\,##\,##0.00");
        assert_eq!(grouped, lakh, "{code}: {styles}");
    }
    // Names of tables and columns, and every figure, are the same in every language.
    let same = |name: &str| {
        let read = |code: &str| fs::read(folder.path(code).join(name)).unwrap();
        read("en") == read("te") && read("en") == read("en-IN")
    };
    assert!(same("bridge.csv") && same("load.sql") && same("bridge.schema.json"));
}

#[test]
fn an_unknown_format_or_language_touches_nothing() {
    for (more, says) in [
        (
            &["--formats", "csv,pdf"][..],
            &["--formats", "`pdf`", "csv, jsonl, parquet, xlsx, html, ics"][..],
        ),
        (&["--formats", "CSV"], &["`CSV`"]),
        (&["--formats", ""], &["``"]),
        (&["--formats", "csv,"], &["``"]),
        (&["--formats"], &["--formats needs a value"]),
        (
            &["--formats=csv", "--formats=html"],
            &["--formats is given twice"],
        ),
        (
            &["--language", "xx"],
            &["--language", "`xx`", "en, en-IN, te"],
        ),
        (&["--language=te-IN"], &["`te-IN`"]),
    ] {
        let folder = Folder::new();
        let arguments = by_segment(&folder, "out", more);
        let before = folder.names();
        let error = fail(&borrowed(&arguments));
        for said in says {
            assert!(error.contains(said), "`{said}` is missing in: {error}");
        }
        assert_eq!(folder.names(), before, "{more:?}");
        // The simulated book has these options, too.
        assert!(fail(more).contains(says[0]));
    }
}

#[test]
fn a_failed_write_leaves_every_file_whole() {
    let folder = Folder::new();
    let more = ["--formats", ALL];
    let arguments = by_segment(&folder, "out", &more);
    succeed(&borrowed(&arguments));
    let before = files(&folder.path("out"));
    // A folder stands where a file should go.
    let place = folder.path("out").join("movement.parquet");
    fs::remove_file(&place).unwrap();
    fs::create_dir(&place).unwrap();
    let error = fail(&borrowed(&arguments));
    assert!(error.contains("movement.parquet"), "{error}");
    let mut after = files(&folder.path("out"));
    after.insert(
        "movement.parquet".to_owned(),
        before["movement.parquet"].clone(),
    );
    assert!(after == before, "something is not as it was");

    // What a workbook cannot hold is refused before any file.
    let folder = Folder::new();
    let large = folder.file(
        "large.csv",
        "account,start,end,amount\na,2025-01-01,,12345678901234.56\n",
    );
    let out = folder.path("out");
    let arguments = [
        "--subscriptions",
        large.to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
    ];
    let error = fail(&[&arguments, &["--formats=csv,xlsx"][..]].concat());
    assert!(error.contains("12345678901234.56"), "{error}");
    assert_eq!(files(&out).len(), 0);
    succeed(&[&arguments, &["--formats=csv,parquet"][..]].concat());
}

#[test]
fn currencies_of_other_digits_and_files_without_rows() {
    let folder = Folder::new();
    let file = folder.file(
        "yen.csv",
        "account,start,end,amount\na,2025-01-01,,1200\nb,2025-02-01,,34567\n",
    );
    let out = folder.path("yen");
    let arguments = [
        "--subscriptions",
        file.to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
    ];
    succeed(&[&arguments, &["--currency=JPY", "--formats", ALL][..]].concat());
    let load = fs::read_to_string(out.join("load.sql")).unwrap();
    assert!(load.contains("'closing': 'DECIMAL(18,0)'"), "{load}");
    let bridge = rows(&out.join("bridge.csv"));
    assert_eq!(bridge[0]["closing"], "35767");
    let workbook = Workbook::open(&out.join("review.xlsx"));
    let sheet = &workbook.0["Bridge by slice"];
    let at = sheet[0].iter().position(|name| name == "closing").unwrap();
    assert_eq!(sheet[1][at], "35767");
}
