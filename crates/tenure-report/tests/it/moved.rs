//! The parts that the page shows of a figure add up to it.

use tenure_report::Language;

use crate::book;

/// Every number of a column in the tables of a caption, the last one apart: what stands in the row of everything together.
fn column(page: &str, caption: &str, column: usize) -> Vec<(Vec<i128>, i128)> {
    let tables = page.split("<table").skip(1);
    let tables = tables.filter(|table| table.contains(caption)).map(|table| {
        let body = table.split("<tbody>").nth(1).unwrap();
        let body = &body[..body.find("</tbody>").unwrap()];
        let numbers = body
            .split("</tr>")
            .filter(|row| !row.is_empty())
            .map(|row| {
                let cell = row.split("<td>").nth(column).unwrap();
                let cell = &cell[..cell.find("</td>").unwrap()];
                let digits: String = cell.chars().filter(char::is_ascii_digit).collect();
                let number: i128 = digits.parse().unwrap();
                if cell.starts_with('−') {
                    -number
                } else {
                    number
                }
            });
        let mut numbers: Vec<i128> = numbers.collect();
        let whole = numbers.pop().unwrap();
        (numbers, whole)
    });
    tables.collect()
}

#[test]
fn parts_and_the_rest_are_the_whole() {
    for reports in [book::tiny(), book::simulated()] {
        let rows = reports.rows();
        for language in [Language::English, Language::IndianEnglish] {
            let mut report = rows.report();
            report.heading.language = language;
            let page = report.to_html().unwrap();
            let tables = column(&page, "account by account</caption>", 3);
            assert_eq!(tables.len(), 3);
            for (parts, whole) in tables {
                assert!(parts.len() <= 11);
                assert_eq!(parts.iter().sum::<i128>(), whole, "{parts:?}");
            }
        }
    }
}

#[test]
fn what_is_shown_is_what_was_explained() {
    let reports = book::simulated();
    let rows = reports.rows();
    let page = rows.report().to_html().unwrap();
    // The churn of the last quarter stands in the bridge, and above the accounts behind it.
    let quarter = rows
        .quarterly
        .iter()
        .rfind(|row| row.slice == "all")
        .unwrap();
    let shown = column(
        &page,
        "Churn, Jul–Sept 2026, account by account</caption>",
        3,
    );
    let [(_, whole)] = shown.as_slice() else {
        panic!("one table")
    };
    assert_eq!(*whole, quarter.churn.to_minor());
    assert_eq!(
        u64::try_from(rows.explained[0].contributions.len()).unwrap(),
        quarter.churned_accounts
    );
}
