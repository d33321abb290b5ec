//! The page of a tiny book in each language, byte for byte. `TENURE_BLESS=1 cargo test -p tenure-report golden` writes it anew.

use std::path::Path;

use tenure_report::Language;

use crate::{book, html};

#[test]
fn golden_pages() {
    let reports = book::tiny();
    let rows = reports.rows();
    for language in Language::ALL {
        let mut report = rows.report();
        report.heading.language = *language;
        let page = report.to_html().unwrap();
        html::assert_self_contained(&page);
        assert_eq!(page, report.to_html().unwrap());
        compare(&page, &format!("tiny.{}.html", language.code()));
    }
}

pub(crate) fn compare(page: &str, name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name);
    // A line for each element, so that a change can be read.
    let lines = page.replace("><", ">\n<") + "\n";
    if std::env::var_os("TENURE_BLESS").is_some() {
        std::fs::write(&path, &lines).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap();
    for (number, (actual, expected)) in lines.lines().zip(expected.lines()).enumerate() {
        assert_eq!(
            actual,
            expected,
            "line {} of {}",
            number + 1,
            path.display()
        );
    }
    assert_eq!(lines.lines().count(), expected.lines().count());
}
