//! Names that would break a careless page.

use tenure_tables::{BridgeRow, TrailingRow};

use crate::{book, html};

#[test]
fn hostile_names_stay_text() {
    let long = "x".repeat(1 << 20);
    let names = [
        "<script>alert(1)</script>",
        "\"><img src=http://example.com/x onerror=alert(1)>",
        "O'Neil & \"Sons\" </bdi></td></table>",
        "שלום \u{202e}exe.gpj\u{202c}",
        "]]> --> &lt; {{7*7}}",
        "nul \u{0} bell \u{7} line\nfeed",
        "",
        &long,
    ];
    let reports = book::tiny();
    let rows = reports.rows();
    let latest = rows
        .trailing
        .iter()
        .rfind(|row| row.slice == "all")
        .unwrap();
    let month = rows.monthly.iter().rfind(|row| row.slice == "all").unwrap();
    let mut trailing = vec![*latest];
    let mut monthly = vec![*month];
    for name in names {
        trailing.push(TrailingRow {
            slice: name,
            ..*latest
        });
        monthly.push(BridgeRow {
            slice: name,
            ..*month
        });
    }
    for name in names {
        let mut report = rows.report();
        let notes = [name];
        (
            report.heading.title,
            report.heading.subtitle,
            report.convention,
            report.heading.notes,
        ) = (name, name, name, &notes);
        (report.trailing, report.monthly) = (&trailing, &monthly);
        let page = report.to_html().unwrap();
        html::assert_self_contained(&page);
        assert!(page.len() < 400_000, "{} bytes", page.len());
        assert!(!page.contains('\u{0}') && !page.contains('\u{202e}'));
        assert!(page.contains("<bdi>&lt;script&gt;alert(1)&lt;/script&gt;</bdi>"));
        assert!(page.contains("x… (cut)</bdi>"));
    }
}

#[test]
fn a_report_without_rows_says_so() {
    let reports = book::tiny();
    let rows = reports.rows();
    let mut report = rows.report();
    (
        report.monthly,
        report.quarterly,
        report.trailing,
        report.cohorts,
    ) = (&[], &[], &[], &[]);
    (report.survival, report.survival_summary) = (&[], &[]);
    let page = report.to_html().unwrap();
    html::assert_self_contained(&page);
    assert!(!page.contains("<svg") && !page.contains("<table"));
    assert_eq!(page.matches("Nothing to show").count(), 7);
    assert!(page.contains("no month to show") && page.contains("no twelve months to show"));
}
