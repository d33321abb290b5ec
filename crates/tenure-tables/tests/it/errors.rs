//! What a writer refuses, and what it says.

use std::io;

use tenure::{Money, Ratio};
use tenure_tables::{
    BridgeMonthly, CellSink, CohortRow, CsvWriter, JsonLinesWriter, Row, TRAILING_12, TableError,
    TableSchema, write_csv, write_jsonl,
};

use crate::samples;

#[test]
fn one_row_has_one_currency() {
    let mut row = samples::bridge()[1];
    row.churn = "1.00 EUR".parse().unwrap();
    let error = write_csv(io::sink(), [BridgeMonthly(row)]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "table `bridge_monthly`, row 1, column `churn`: an amount in EUR among amounts in USD; write a row, or where the table \
         has no currency column a table, for each currency"
    );
    assert!(write_jsonl(io::sink(), [BridgeMonthly(row)]).is_err());
}

#[test]
fn a_table_without_a_currency_column_has_one_currency() {
    let mut rows = samples::cohorts();
    rows[2].revenue = "0 JPY".parse().unwrap();
    for error in [
        write_csv(io::sink(), &rows).unwrap_err(),
        write_jsonl(io::sink(), &rows).unwrap_err(),
    ] {
        assert!(
            matches!(
                error,
                TableError::MixedCurrency {
                    row: 3,
                    column: "revenue",
                    ..
                }
            ),
            "{error}"
        );
    }
    // A table with the column may change currency from row to row.
    let mut row = samples::trailing()[1];
    let euros =
        |amount: Money| Money::from_minor(amount.to_minor(), tenure::Currency::EUR).unwrap();
    (row.currency, row.opening) = (tenure::Currency::EUR, euros(row.opening));
    (row.gross_retained, row.net_retained) = (euros(row.gross_retained), euros(row.net_retained));
    assert_eq!(
        write_csv(io::sink(), [samples::trailing()[0], row]).unwrap(),
        2
    );
}

#[test]
fn a_rate_that_does_not_fit_is_not_written_as_absent() {
    let mut row = samples::cohorts()[0];
    row.revenue_retention = Ratio::of(i128::MAX, 3);
    for error in [
        write_csv(io::sink(), [row]).unwrap_err(),
        write_jsonl(io::sink(), [row]).unwrap_err(),
    ] {
        assert!(
            matches!(
                error,
                TableError::RateOutOfRange {
                    row: 1,
                    column: "revenue_retention",
                    ..
                }
            ),
            "{error}"
        );
    }
}

#[test]
fn what_is_no_number_is_not_written() {
    for value in [f64::NAN, f64::INFINITY] {
        let mut row = samples::survival_curves()[0];
        row.std_error = Some(value);
        for error in [
            write_csv(io::sink(), [row]).unwrap_err(),
            write_jsonl(io::sink(), [row]).unwrap_err(),
        ] {
            assert_eq!(
                error.to_string(),
                format!(
                    "table `survival_curve`, row 1, column `std_error`: {value} is no number to write; leave an undefined figure \
                     absent"
                )
            );
        }
    }
}

#[test]
fn a_row_has_one_cell_a_column() {
    struct Cells(usize);

    impl Row for Cells {
        const SCHEMA: &'static TableSchema = &TRAILING_12;

        fn cells<S: CellSink>(&self, sink: &mut S) -> Result<(), S::Error> {
            (0..self.0).try_for_each(|_| sink.count(0))
        }
    }

    for cells in [0, 10, 12] {
        for error in [
            CsvWriter::new(io::sink())
                .unwrap()
                .write(&Cells(cells))
                .unwrap_err(),
            JsonLinesWriter::new(io::sink())
                .write(&Cells(cells))
                .unwrap_err(),
        ] {
            assert!(
                matches!(error, TableError::Shape { columns: 11, .. }),
                "{error}"
            );
        }
    }
}

#[test]
fn a_full_disk_is_reported_with_table_and_row() {
    struct Full;

    impl io::Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    let rows: Vec<CohortRow> = samples::cohorts();
    for error in [
        write_csv(Full, &rows).unwrap_err(),
        write_jsonl(Full, &rows).unwrap_err(),
    ] {
        let text = error.to_string();
        assert!(
            text.starts_with("table `cohort_retention` could not be written at row 3"),
            "{text}"
        );
    }
}
