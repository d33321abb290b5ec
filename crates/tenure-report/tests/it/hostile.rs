//! Names that would break a careless page.

use tenure_tables::{BridgeRow, TrailingRow};

use crate::office::Office;
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
    (report.explained, report.differences) = (&[], &[]);
    let page = report.to_html().unwrap();
    html::assert_self_contained(&page);
    assert!(!page.contains("<svg") && !page.contains("<table"));
    assert_eq!(page.matches("Nothing to show").count(), 7);
    assert!(page.contains("no month to show") && page.contains("no twelve months to show"));
}

/// Ids that are valid, and would break a careless page.
const IDS: [&str; 6] = [
    "<script>alert(1)</script>",
    "\"><img src=http://example.com/x onerror=alert(1)>",
    "O'Neil & \"Sons\" </bdi></td></table>",
    "שלום \u{202e}exe.gpj\u{202c}",
    "]]> --> &lt; {{7*7}}",
    "\u{2066}\u{2067}تجربة 😀",
];

#[test]
fn hostile_ids_and_names_stay_text_on_every_page() {
    let long = "x".repeat(1 << 20);
    let office = Office::with_ids(IDS.map(str::to_owned).into());
    let mut shown = office.shown();
    for hostile in [&long, "<b>\u{202e}שם\u{0}</b>", ""] {
        for name in shown.names.accounts.values_mut().step_by(2) {
            *name = hostile;
        }
        for name in shown.names.managers.values_mut() {
            *name = hostile;
        }
        let (mut manager, mut renewals) = (shown.manager(), shown.renewals());
        let notes = [hostile];
        for heading in [&mut manager.heading, &mut renewals.heading] {
            (heading.title, heading.subtitle, heading.notes) = (hostile, hostile, &notes);
        }
        for page in [manager.to_html().unwrap(), renewals.to_html().unwrap()] {
            html::assert_self_contained(&page);
            assert!(page.len() < 200_000, "{} bytes", page.len());
            assert!(
                !page.contains('\u{0}') && !page.contains('\u{202e}') && !page.contains('\u{202c}')
            );
            assert_isolates_are_closed(&page);
        }
    }
}

/// What stands in plain text is isolated by characters: each opened one is closed before its element ends.
fn assert_isolates_are_closed(page: &str) {
    for text in page.split(['<', '>', '"']) {
        let mut open = 0_i32;
        for c in text.chars() {
            match c {
                '\u{2068}' => open += 1,
                '\u{2069}' => open -= 1,
                '\u{2066}' | '\u{2067}' => panic!("a host's own direction in {text}"),
                _ => {}
            }
            assert!((0..=1).contains(&open), "{text}");
        }
        assert_eq!(open, 0, "{text}");
    }
}

#[test]
fn names_from_right_to_left_are_isolated_in_tables_and_charts() {
    let office = Office::of(8);
    let shown = office.shown();
    let page = shown.manager().to_html().unwrap();
    for name in ["מאפיית הגליל", "شركة النور"] {
        let in_text = page.matches(name).count();
        let isolated = page.matches(&format!("<bdi>{name}</bdi>")).count()
            + page.matches(&format!("\u{2068}{name}\u{2069}")).count()
            // A text of a chart is a paragraph of its own, whose direction is that of what it says.
            + page.matches(&format!("text-anchor=\"end\">{name}</text>")).count();
        assert_eq!(in_text, isolated, "{name}");
    }
    assert!(page.contains("شركة النور"));
}

#[test]
fn pages_of_an_empty_book_say_so() {
    let office = Office::with_ids(Vec::new());
    let shown = office.shown();
    let (manager, renewals) = (
        shown.manager().to_html().unwrap(),
        shown.renewals().to_html().unwrap(),
    );
    for page in [&manager, &renewals] {
        html::assert_self_contained(page);
    }
    assert!(manager.contains("Nothing to do.") && renewals.contains("nothing comes up"));
}
