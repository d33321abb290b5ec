//! What a reader of Parquet finds is what was written.

use std::collections::HashMap;

use bytes::Bytes;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use proptest::prelude::*;
use tenure_parquet::arrow_array::cast::AsArray;
use tenure_parquet::arrow_array::types::{
    Date32Type, Decimal128Type, Int32Type, TimestampMicrosecondType, UInt64Type,
};
use tenure_parquet::arrow_array::{Array, RecordBatch};
use tenure_parquet::{ParquetOptions, record_batches, write_parquet};
use tenure_tables::{AccountMonthRow, CohortRow, RecordRow};

use crate::rows::{account_months, moment, options, provenance, ratio, usd};

fn written(rows: &[AccountMonthRow<'_>], options: &ParquetOptions<'_>) -> Vec<u8> {
    let mut file = Vec::new();
    assert_eq!(
        write_parquet(&mut file, rows, options).unwrap(),
        rows.len() as u64
    );
    file
}

fn read(file: Vec<u8>) -> Vec<RecordBatch> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(file)).unwrap();
    reader.build().unwrap().map(Result::unwrap).collect()
}

/// The text of a dictionary column, row by row.
fn texts(batch: &RecordBatch, column: &str) -> Vec<Option<String>> {
    let array = batch
        .column_by_name(column)
        .unwrap()
        .as_dictionary::<Int32Type>();
    let values = array.values().as_string::<i32>();
    array
        .keys()
        .iter()
        .map(|key| key.map(|key| values.value(key as usize).to_owned()))
        .collect()
}

#[test]
fn every_cell_comes_back() {
    let rows = account_months(100);
    let batches = read(written(&rows, &options()));
    let batch = &batches[0];
    assert_eq!(batch.num_rows(), 100);
    let accounts: Vec<_> = rows
        .iter()
        .map(|row| Some(row.account.to_owned()))
        .collect();
    assert_eq!(texts(batch, "account"), accounts);
    let movements: Vec<_> = rows
        .iter()
        .map(|row| row.movement.map(str::to_owned))
        .collect();
    assert_eq!(texts(batch, "movement"), movements);
    let months = batch
        .column_by_name("month")
        .unwrap()
        .as_primitive::<Date32Type>();
    assert!(
        rows.iter()
            .zip(months.values())
            .all(|(row, day)| row.month.to_epoch_days() == *day)
    );
    let amounts = batch
        .column_by_name("amount")
        .unwrap()
        .as_primitive::<Decimal128Type>();
    assert_eq!((amounts.precision(), amounts.scale()), (18, 2));
    assert!(
        rows.iter()
            .zip(amounts.values())
            .all(|(row, amount)| row.amount.to_minor() == *amount)
    );
    assert_eq!(batch.column_by_name("segment").unwrap().null_count(), 100);
}

#[test]
fn moments_counts_and_text_come_back() {
    let row = RecordRow {
        position: u64::MAX,
        stream: "directory",
        version: 1,
        effective_on: crate::rows::day(1, 31),
        recorded_at: moment("2026-01-31T08:15:00.250001Z"),
        command: "c",
        actor: None,
        corrects: None,
        fact: "manager_hired",
        schema: 1,
        data: "{\"manager\":\"మరియ\"}",
    };
    let mut file = Vec::new();
    write_parquet(&mut file, [row], &options()).unwrap();
    let batch = read(file).remove(0);
    let position = batch
        .column_by_name("position")
        .unwrap()
        .as_primitive::<UInt64Type>();
    assert_eq!(position.value(0), u64::MAX);
    let at = batch
        .column_by_name("recorded_at")
        .unwrap()
        .as_primitive::<TimestampMicrosecondType>();
    assert_eq!(at.value(0), row.recorded_at.timestamp_micros());
    assert_eq!(
        batch
            .column_by_name("data")
            .unwrap()
            .as_string::<i32>()
            .value(0),
        row.data
    );
}

#[test]
fn rates_have_the_digits_they_have_in_csv() {
    let row = CohortRow {
        slice: "all",
        cohort_month: crate::rows::day(1, 1),
        age_months: 1,
        active_accounts: 2,
        revenue: usd(5),
        logo_retention: Some(ratio(2, 3)),
        revenue_retention: None,
    };
    let mut file = Vec::new();
    write_parquet(&mut file, [row], &options()).unwrap();
    let batch = read(file).remove(0);
    let rates = batch
        .column_by_name("logo_retention")
        .unwrap()
        .as_primitive::<Decimal128Type>();
    assert_eq!((rates.value(0), rates.scale()), (666_666_666_667, 12));
    assert!(
        batch
            .column_by_name("revenue_retention")
            .unwrap()
            .is_null(0)
    );
}

#[test]
fn the_file_says_where_it_comes_from() {
    let file = written(&account_months(3), &options());
    let reader = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(file)).unwrap();
    let pairs = reader
        .metadata()
        .file_metadata()
        .key_value_metadata()
        .unwrap();
    let pairs: HashMap<_, _> = pairs
        .iter()
        .map(|pair| (pair.key.as_str(), pair.value.as_deref().unwrap()))
        .collect();
    for (name, value) in [
        ("schema_version", "2"),
        ("table", "account_month"),
        ("as_of", "2026-06-30"),
        ("convention", "net movements"),
        ("currency", "USD"),
    ] {
        assert_eq!(pairs.get(name), Some(&value), "{name}");
    }
    let amount = reader.schema().field_with_name("amount").unwrap();
    assert_eq!(
        amount.metadata().get("currency").map(String::as_str),
        Some("USD")
    );
}

#[test]
fn the_same_rows_make_the_same_bytes_in_as_many_groups_as_it_takes() {
    let rows = account_months(25_000);
    let options = ParquetOptions {
        row_group_rows: 12_000,
        ..options()
    };
    let file = written(&rows, &options);
    assert_eq!(file, written(&rows, &options));
    let reader = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(file.clone())).unwrap();
    assert_eq!(reader.metadata().num_row_groups(), 3);
    let sum: i128 = read(file)
        .iter()
        .flat_map(|batch| {
            batch
                .column_by_name("change")
                .unwrap()
                .as_primitive::<Decimal128Type>()
                .values()
                .to_vec()
        })
        .sum();
    assert_eq!(
        sum,
        rows.iter().map(|row| row.change.to_minor()).sum::<i128>()
    );
}

#[test]
fn no_rows_are_a_file_too() {
    let file = written(&[], &options());
    let reader = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(file)).unwrap();
    assert_eq!(
        (
            reader.metadata().file_metadata().num_rows(),
            reader.schema().fields().len()
        ),
        (0, 9)
    );
    assert_eq!(
        record_batches::<AccountMonthRow<'_>, _>([], &options()).count(),
        0
    );
}

#[test]
fn batches_have_their_own_dictionaries() {
    let rows = account_months(50);
    let options = ParquetOptions {
        row_group_rows: 20,
        ..ParquetOptions::new(provenance())
    };
    let batches: Vec<_> = record_batches(&rows, &options)
        .map(Result::unwrap)
        .collect();
    assert_eq!(
        batches
            .iter()
            .map(RecordBatch::num_rows)
            .collect::<Vec<_>>(),
        [20, 20, 10]
    );
    let accounts: Vec<_> = batches
        .iter()
        .flat_map(|batch| texts(batch, "account"))
        .collect();
    let expected: Vec<_> = rows
        .iter()
        .map(|row| Some(row.account.to_owned()))
        .collect();
    assert_eq!(accounts, expected);
    for batch in &batches {
        let column = batch
            .column_by_name("account")
            .unwrap()
            .as_dictionary::<Int32Type>();
        assert!(column.values().len() <= 5);
    }
}

#[test]
fn a_name_of_a_million_bytes_is_exact() {
    let name = "న".repeat(350_000);
    let row = AccountMonthRow {
        account: &name,
        ..account_months(1)[0]
    };
    let batch = read(written(&[row], &options())).remove(0);
    assert_eq!(texts(&batch, "account"), [Some(name)]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn any_text_comes_back(
        cells in prop::collection::vec((any::<String>(), any::<Option<String>>()), 1..40),
        group in 1_usize..12,
    ) {
        let rows: Vec<_> = cells
            .iter()
            .map(|(account, manager)| AccountMonthRow { account, manager: manager.as_deref(), ..account_months(1)[0] })
            .collect();
        let options = ParquetOptions { row_group_rows: group, ..options() };
        let batches = read(written(&rows, &options));
        let accounts: Vec<_> = batches.iter().flat_map(|batch| texts(batch, "account")).collect();
        let managers: Vec<_> = batches.iter().flat_map(|batch| texts(batch, "manager")).collect();
        prop_assert_eq!(accounts, cells.iter().map(|cell| Some(cell.0.clone())).collect::<Vec<_>>());
        prop_assert_eq!(managers, cells.iter().map(|cell| cell.1.clone()).collect::<Vec<_>>());
    }
}
