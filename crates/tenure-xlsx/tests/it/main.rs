#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests"
)]
//! What other programs find in a workbook.

#[path = "../../../tenure-tables/tests/it/book.rs"]
mod book;
mod cells;
#[path = "../../../tenure-tables/tests/it/digests.rs"]
mod digests;
#[path = "../../../tenure-tables/tests/it/every_table.rs"]
mod every_table;
mod golden;
#[path = "../../../tenure-tables/tests/it/samples.rs"]
mod samples;

use std::io::{Cursor, Read};

use chrono::NaiveDate;
use tenure::{Currency, Money, Ratio};
use tenure_tables::{
    ALL, AccountMonthRow, CohortRow, Provenance, RetentionRow, SliceBridgeRow, TableError,
};
use tenure_xlsx::{
    Grouping, ManagerWorkbook, Workbook, WorkbookError, WorkbookOptions, write_workbook,
};
use zip::ZipArchive;

fn day(month: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, 1).unwrap()
}

fn usd(minor: i128) -> Money {
    Money::from_minor(minor, Currency::USD).unwrap()
}

fn options() -> WorkbookOptions<'static> {
    WorkbookOptions::new(Provenance {
        as_of: day(6),
        convention: Some("net movements & <more>"),
        currency: Some(Currency::USD),
    })
}

fn account_month(account: &str, minor: i128) -> AccountMonthRow<'_> {
    AccountMonthRow {
        account,
        month: day(1),
        currency: Currency::USD,
        amount: usd(minor),
        movement: None,
        change: usd(-7),
        manager: None,
        segment: None,
        health: None,
    }
}

fn made(
    fill: impl FnOnce(&mut Workbook<'_>) -> Result<(), WorkbookError>,
) -> Result<Vec<u8>, WorkbookError> {
    made_with(options(), fill)
}

fn made_with(
    options: WorkbookOptions<'_>,
    fill: impl FnOnce(&mut Workbook<'_>) -> Result<(), WorkbookError>,
) -> Result<Vec<u8>, WorkbookError> {
    let mut workbook = Workbook::new("Review", options)?;
    fill(&mut workbook)?;
    let mut file = Vec::new();
    workbook.finish(&mut file)?;
    Ok(file)
}

fn part(file: &[u8], name: &str) -> String {
    let mut archive = ZipArchive::new(Cursor::new(file)).unwrap();
    let mut text = String::new();
    archive
        .by_name(name)
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    text
}

fn sheet_names(file: &[u8]) -> Vec<String> {
    let workbook = part(file, "xl/workbook.xml");
    let sheets = workbook.split("<sheet name=\"").skip(1);
    sheets
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect()
}

fn bridge() -> Vec<SliceBridgeRow<'static>> {
    let first = SliceBridgeRow {
        slice: ALL,
        period_start: day(1),
        period_end: day(4),
        currency: Currency::USD,
        opening: usd(100_000),
        new: usd(20_000),
        reactivation: usd(0),
        unknown: usd(0),
        expansion: usd(5_050),
        contraction: usd(1_000),
        churn: usd(10_000),
        fx: usd(0),
        transfers_in: usd(0),
        transfers_out: usd(0),
        closing: usd(114_050),
        base: usd(100_000),
        opening_accounts: 3,
        new_accounts: 1,
        reactivated_accounts: 0,
        unknown_accounts: 0,
        expanded_accounts: 1,
        contracted_accounts: 1,
        churned_accounts: 1,
        transferred_in_accounts: 0,
        transferred_out_accounts: 0,
        closing_accounts: 3,
        gross_revenue_retention: Ratio::of(89, 100),
        net_revenue_retention: Ratio::of(94, 100),
        logo_retention: Ratio::of(2, 3),
        quick_ratio: None,
        revenue_per_account: Some(usd(38_017)),
    };
    let second = SliceBridgeRow {
        period_start: day(4),
        period_end: day(7),
        opening: first.closing,
        ..first
    };
    vec![
        first,
        second,
        SliceBridgeRow {
            slice: "maria",
            ..first
        },
    ]
}

fn contents<'a>(
    bridge: &'a [SliceBridgeRow<'a>],
    retention: &'a [RetentionRow<'a>],
    cohorts: &'a [CohortRow<'a>],
) -> ManagerWorkbook<'a> {
    ManagerWorkbook {
        bridge,
        retention,
        cohorts,
        ..ManagerWorkbook::default()
    }
}

fn retention() -> Vec<RetentionRow<'static>> {
    let rows = (1..=6).map(|month| RetentionRow {
        slice: ALL,
        period_start: day(month),
        period_end: day(month + 1),
        window_months: 12,
        currency: Currency::USD,
        opening: usd(100_000),
        gross_retained: usd(90_000),
        net_retained: usd(105_000),
        opening_accounts: 10,
        retained_accounts: 9,
        gross_revenue_retention: Ratio::of(9, 10),
        net_revenue_retention: Ratio::of(105, 100),
        logo_retention: None,
    });
    rows.collect()
}

fn cohorts() -> Vec<CohortRow<'static>> {
    let cell = |month, age: u64| CohortRow {
        slice: ALL,
        cohort_month: day(month),
        age_months: age,
        active_accounts: 5 - age,
        revenue: usd(1_000),
        logo_retention: Ratio::of(5 - age as i128, 5),
        revenue_retention: Ratio::of(10 - age as i128, 10),
    };
    vec![cell(1, 0), cell(1, 1), cell(1, 2), cell(2, 0), cell(2, 1)]
}

#[test]
fn the_managers_workbook_has_its_sheets_charts_and_heat_maps_and_the_same_bytes_again() {
    let (bridge, retention, cohorts) = (bridge(), retention(), cohorts());
    let write = || {
        let mut file = Vec::new();
        write_workbook(
            &mut file,
            "Review",
            &contents(&bridge, &retention, &cohorts),
            options(),
        )
        .unwrap();
        file
    };
    let file = write();
    assert_eq!(file, write());
    assert_eq!(
        sheet_names(&file),
        [
            "About",
            "Bridge",
            "Bridge by slice",
            "Retention",
            "Cohorts revenue",
            "Cohorts accounts"
        ]
    );
    assert!(part(&file, "xl/charts/chart1.xml").contains("<c:barChart>"));
    assert!(part(&file, "xl/charts/chart2.xml").contains("<c:lineChart>"));
    for sheet in ["xl/worksheets/sheet5.xml", "xl/worksheets/sheet6.xml"] {
        assert!(part(&file, sheet).contains("<colorScale>"), "{sheet}");
    }
    for sheet in 2..=6 {
        let xml = part(&file, &format!("xl/worksheets/sheet{sheet}.xml"));
        assert!(
            xml.contains("orientation=\"landscape\"") && xml.contains("state=\"frozen\""),
            "sheet {sheet}"
        );
    }
    assert!(part(&file, "xl/worksheets/sheet3.xml").contains("<autoFilter"));
    assert!(part(&file, "docProps/core.xml").contains("2026-06-01T00:00:00Z"));
}

#[test]
fn text_is_text_and_numbers_are_exact() {
    let rows = [
        account_month("=1+1", 999_999_999_999_999),
        account_month("007", -1),
        account_month("a\0b\r\n<b>&_x0041_", 123),
    ];
    let file = made(|book| book.table("Months", rows).map(drop)).unwrap();
    let xml = part(&file, "xl/worksheets/sheet2.xml");
    assert!(
        !xml.contains("<f>") && xml.contains(">=1+1</t>") && xml.contains(">007</t>"),
        "{xml}"
    );
    assert!(
        xml.contains("<v>9999999999999.99</v>")
            && xml.contains("<v>-0.01</v>")
            && xml.contains("<v>1.23</v>")
    );
    assert!(
        xml.contains("a\u{fffd}b\n&lt;b&gt;&amp;_x005F_x0041_"),
        "{xml}"
    );
    // 2026-01-01 as a day number.
    assert!(xml.contains("<v>46023</v>"));
}

#[test]
fn an_amount_that_a_double_cannot_hold_is_refused() {
    let rows = [account_month("a", 1), account_month("b", 10_i128.pow(15))];
    let error = made(|book| book.table("Months", rows).map(drop)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "table `account_month`, row 2, column `amount`: a cell holds fifteen digits, and 10000000000000.00 USD has more; write it as \
         CSV or Parquet, which hold them all"
    );
}

#[test]
fn too_many_rows_are_an_error_unless_they_may_be_split() {
    let rows: Vec<_> = (0..25).map(|at| account_month("a", at)).collect();
    let small = WorkbookOptions {
        sheet_rows: 11,
        ..options()
    };
    let error = made_with(small, |book| book.table("Months", &rows).map(drop)).unwrap_err();
    assert!(
        matches!(
            error,
            WorkbookError::TooManyRows {
                table: "account_month",
                rows: 10
            }
        ),
        "{error}"
    );

    let split = WorkbookOptions {
        split: true,
        ..small
    };
    let file = made_with(split, |book| {
        assert_eq!(book.table("Months", &rows)?, 25);
        Ok(())
    })
    .unwrap();
    assert_eq!(
        sheet_names(&file),
        ["About", "Months", "Months (2)", "Months (3)"]
    );
    let last = part(&file, "xl/worksheets/sheet4.xml");
    assert!(last.contains("<autoFilter ref=\"A1:I6\"") && last.contains(">account</t>"));
    // The About sheet is of shared strings.
    assert!(part(&file, "xl/sharedStrings.xml").contains("Rows 21 to 25 of the table."));
    // Exactly full is one sheet.
    let file = made_with(split, |book| book.table("Months", &rows[..10]).map(drop)).unwrap();
    assert_eq!(sheet_names(&file).len(), 2);
}

#[test]
fn text_that_is_too_long_is_cut_and_said_to_be() {
    let long = "న".repeat(350_000);
    let file = made(|book| book.table("Months", [account_month(&long, 1)]).map(drop)).unwrap();
    assert!(part(&file, "xl/sharedStrings.xml").contains("1 texts are longer than a cell holds"));
    assert!(part(&file, "xl/worksheets/sheet2.xml").contains("న…</t>"));
}

#[test]
fn lakh_and_crore_have_formats_of_their_own() {
    let rows = [
        account_month("a", 12_345_678_950),
        account_month("b", 123_456_789),
        account_month("c", 12_345),
    ];
    let lakh = WorkbookOptions {
        grouping: Grouping::Lakh,
        ..options()
    };
    let file = made_with(lakh, |book| book.table("Months", rows).map(drop)).unwrap();
    let styles = part(&file, "xl/styles.xml");
    for format in [
        r"##\,##\,##\,##0.00;-##\,##\,##\,##0.00",
        r"##\,##\,##0.00;-##\,##\,##0.00",
    ] {
        assert!(styles.contains(format), "{styles}");
    }
}

#[test]
fn what_every_format_refuses_is_refused() {
    let mut row = account_month("a", 1);
    row.change = Money::from_minor(1, Currency::EUR).unwrap();
    let error = made(|book| book.table("Months", [row]).map(drop)).unwrap_err();
    assert!(
        matches!(
            error,
            WorkbookError::Table(TableError::MixedCurrency { .. })
        ),
        "{error}"
    );
    let error = made(|book| {
        book.table("Months", [account_month("a", 1)])?;
        book.table("months", [account_month("a", 1)]).map(drop)
    });
    assert!(matches!(
        error,
        Err(WorkbookError::Sheet { .. } | WorkbookError::Write { .. })
    ));
}

#[test]
fn no_rows_are_a_sheet_with_a_heading() {
    let file = made(|book| {
        book.table("Months", std::iter::empty::<AccountMonthRow<'_>>())
            .map(drop)
    })
    .unwrap();
    assert!(part(&file, "xl/worksheets/sheet2.xml").contains(">account</t>"));
}
