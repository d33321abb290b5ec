//! Reports that would mislead are refused.

use tenure::Currency;
use tenure_report::ReportError;

use crate::book;

#[test]
fn another_currency_is_refused() {
    let reports = book::tiny();
    let rows = reports.rows();
    let mut report = rows.report();
    report.currency = Currency::EUR;
    let error = report.to_html().unwrap_err();
    assert_eq!(
        error,
        ReportError::Currency {
            table: "bridge_monthly",
            expected: Currency::EUR,
            found: Currency::USD
        }
    );
}

#[test]
fn a_bridge_that_does_not_add_up_is_refused() {
    let reports = book::tiny();
    let mut rows = reports.rows();
    let at = rows
        .quarterly
        .iter()
        .rposition(|row| row.slice == "all")
        .unwrap();
    rows.quarterly[at].churn = "0.01 USD".parse().unwrap();
    let period = rows.quarterly[at].period;
    assert_eq!(
        rows.report().to_html().unwrap_err(),
        ReportError::Unbalanced { period }
    );

    // So is one with a period missing in the middle.
    let mut rows = reports.rows();
    let at = rows
        .monthly
        .iter()
        .rposition(|row| row.slice == "all")
        .unwrap();
    rows.monthly.remove(at - 1);
    let gap = rows.monthly[at - 1];
    assert_eq!(
        rows.report().to_html().unwrap_err(),
        ReportError::Unbalanced { period: gap.period }
    );
}
