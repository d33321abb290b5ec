//! A page of realistic size: its form here, its look for people in the build folder.

use std::path::Path;

use tenure_report::Language;

use crate::{book, html};

#[test]
fn a_realistic_page_is_well_formed_and_light() {
    let reports = book::simulated();
    let rows = reports.rows();
    for language in Language::ALL {
        let mut report = rows.report();
        report.heading.language = *language;
        let page = report.to_html().unwrap();
        html::assert_self_contained(&page);
        assert_eq!(page.matches("<svg").count(), 11);
        assert!(page.len() < 600_000, "{} bytes", page.len());
        let name = format!("retention.{}.html", language.code());
        std::fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join(name), page).unwrap();
    }
}

#[test]
fn the_page_and_the_files_show_the_same_figures() {
    let reports = book::simulated();
    let rows = reports.rows();
    let page = rows.report().to_html().unwrap();
    let closing = rows
        .monthly
        .iter()
        .rfind(|row| row.slice == "all")
        .unwrap()
        .closing;
    let shown = page
        .split("class=\"figure\">")
        .nth(1)
        .unwrap()
        .split('<')
        .next()
        .unwrap();
    assert_eq!(
        format!("{} USD", shown.replace(',', "")),
        closing.to_string()
    );
}

#[test]
fn a_month_that_is_not_over_is_marked() {
    let reports = book::tiny();
    let rows = reports.rows();
    let mut report = rows.report();
    assert!(!report.to_html().unwrap().contains("is not over: its"));
    report.heading.as_of = book::day(2026, 9, 29);
    let page = report.to_html().unwrap();
    assert!(page.contains("The last month is not over: its figures run to 29 September 2026"));
    assert!(!page.contains("end of Sept 2026"));
}
