//! The page of a tiny book, byte for byte. `TENURE_BLESS=1 cargo test -p tenure-report golden` writes it anew.

use std::path::Path;

use crate::{book, html};

#[test]
fn golden_page() {
    let reports = book::tiny();
    let rows = reports.rows();
    let page = rows.report().to_html().unwrap();
    html::assert_self_contained(&page);
    assert_eq!(page, rows.report().to_html().unwrap());

    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/tiny.html");
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
