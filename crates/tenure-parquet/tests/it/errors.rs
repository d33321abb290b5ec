//! What is refused, and what is said then.

use std::io;

use tenure::{Currency, Money};
use tenure_parquet::{AmountType, ParquetError, ParquetOptions, write_parquet};
use tenure_tables::{ACCOUNT_MONTH, CellSink, CohortRow, Row, TableError, TableSchema};

use crate::rows::{account_months, day, options, ratio, usd};

#[test]
fn an_amount_that_does_not_fit_is_named_and_not_rounded() {
    let mut row = account_months(1)[0];
    row.amount = usd(10_i128.pow(18));
    let error = write_parquet(io::sink(), [row], &options()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "table `account_month`, row 1, column `amount`: 10000000000000000.00 USD does not fit a decimal of 18 digits, 2 of them after \
         the point; ask for a wide amount type, or for the currency with the most digits"
    );
    row.amount = usd(10_i128.pow(18) - 1);
    assert_eq!(write_parquet(io::sink(), [row], &options()).unwrap(), 1);
    let wide = ParquetOptions {
        amounts: AmountType::of(Currency::USD).wide(),
        ..options()
    };
    row.amount = usd(Money::MAX_MINOR);
    assert_eq!(write_parquet(io::sink(), [row], &wide).unwrap(), 1);
}

#[test]
fn digits_that_the_column_does_not_have_are_not_dropped() {
    let dinars = |minor| Money::from_minor(minor, "BHD".parse().unwrap()).unwrap();
    let mut row = account_months(1)[0];
    row.currency = "BHD".parse().unwrap();
    (row.amount, row.change) = (dinars(1_230), dinars(0));
    assert_eq!(write_parquet(io::sink(), [row], &options()).unwrap(), 1);
    row.amount = dinars(1_235);
    assert!(matches!(
        write_parquet(io::sink(), [row], &options()),
        Err(ParquetError::Amount { scale: 2, .. })
    ));
}

#[test]
fn currencies_do_not_mix_and_rates_are_in_range() {
    let mut row = account_months(1)[0];
    row.change = Money::from_minor(1, Currency::EUR).unwrap();
    assert!(matches!(
        write_parquet(io::sink(), [row], &options()),
        Err(ParquetError::Table(TableError::MixedCurrency {
            column: "change",
            ..
        }))
    ));
    let cohort = CohortRow {
        slice: "all",
        cohort_month: day(1, 1),
        age_months: 0,
        active_accounts: 0,
        revenue: usd(0),
        logo_retention: Some(ratio(i128::MAX, 3)),
        revenue_retention: None,
    };
    assert!(matches!(
        write_parquet(io::sink(), [cohort], &options()),
        Err(ParquetError::Table(TableError::RateOutOfRange { .. }))
    ));
}

#[test]
fn a_row_of_another_shape_is_refused() {
    struct Wrong(bool);

    impl Row for Wrong {
        const SCHEMA: &'static TableSchema = &ACCOUNT_MONTH;

        fn cells<S: CellSink>(&self, sink: &mut S) -> Result<(), S::Error> {
            if self.0 {
                sink.count(1)
            } else {
                sink.text("a")
            }
        }
    }

    for (row, kind) in [(Wrong(true), true), (Wrong(false), false)] {
        let error = write_parquet(io::sink(), [row], &options()).unwrap_err();
        match error {
            ParquetError::Table(TableError::Kind {
                column: "account", ..
            }) => assert!(kind),
            ParquetError::Table(TableError::Shape { cells: 1, .. }) => assert!(!kind),
            other => panic!("{other}"),
        }
    }
}

#[test]
fn a_full_disk_and_a_level_that_there_is_not_are_reported() {
    struct Full;

    impl io::Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    assert!(matches!(
        write_parquet(Full, account_months(3), &options()),
        Err(ParquetError::Write {
            table: "account_month",
            ..
        })
    ));
    let level = ParquetOptions {
        compression_level: 99,
        ..options()
    };
    assert!(write_parquet(io::sink(), account_months(3), &level).is_err());
}
