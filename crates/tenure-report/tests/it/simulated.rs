//! A page of realistic size: its form here, its look for people in the build folder.

use std::path::Path;

use crate::{book, html};

#[test]
fn a_realistic_page_is_well_formed_and_light() {
    let reports = book::simulated();
    let rows = reports.rows();
    let page = rows.report().to_html().unwrap();
    html::assert_self_contained(&page);
    assert_eq!(page.matches("<svg").count(), 7);
    assert!(page.len() < 500_000, "{} bytes", page.len());
    std::fs::write(
        Path::new(env!("CARGO_TARGET_TMPDIR")).join("retention.html"),
        page,
    )
    .unwrap();
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
