//! Every table of the catalogue as Parquet: cell by cell what its golden CSV file says, and the same bytes as ever.
//!
//! `TENURE_BLESS=1 cargo test -p tenure-parquet golden` writes the digests anew.

use bytes::Bytes;
use chrono::{DateTime, NaiveDate};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use tenure::Currency;
use tenure_parquet::arrow_array::cast::AsArray;
use tenure_parquet::arrow_array::types::{
    Date32Type, Decimal128Type, Float64Type, Int32Type, Int64Type, TimestampMicrosecondType,
    UInt64Type,
};
use tenure_parquet::arrow_array::{Array, ArrayRef};
use tenure_parquet::arrow_schema::DataType;
use tenure_parquet::{ParquetOptions, write_parquet};
use tenure_tables::{Provenance, Row};

use crate::book;
use crate::digests::{Digests, golden_csv};
use crate::every_table::{Tables, every_table};

#[test]
fn golden_tables() {
    let mut golden = Golden::default();
    every_table(&mut golden);
    golden.digests.check();
}

#[derive(Default)]
struct Golden {
    digests: Digests,
}

impl Tables for Golden {
    fn table<R: Row>(&mut self, rows: &[R]) {
        let name = R::SCHEMA.name;
        let options = ParquetOptions::new(Provenance {
            as_of: book::today(),
            convention: Some("the default one"),
            currency: Some(Currency::USD),
        });
        let mut file = Vec::new();
        assert_eq!(
            write_parquet(&mut file, rows, &options).unwrap(),
            rows.len() as u64
        );
        self.digests.add(name, &file);

        let (header, expected) = golden_csv(name);
        let reader = ParquetRecordBatchReaderBuilder::try_new(Bytes::from(file)).unwrap();
        let batches: Vec<_> = reader.build().unwrap().map(Result::unwrap).collect();
        let mut line = 0;
        for batch in &batches {
            let schema = batch.schema();
            let names: Vec<_> = schema.fields().iter().map(|field| field.name()).collect();
            assert_eq!(names, header.iter().collect::<Vec<_>>(), "{name}");
            for row in 0..batch.num_rows() {
                for (at, column) in header.iter().enumerate() {
                    let found = shown(batch.column(at), row);
                    let expected = &expected[line][at];
                    let same = match batch.column(at).data_type() {
                        DataType::Float64 if !expected.is_empty() => {
                            found.parse::<f64>() == expected.parse::<f64>()
                        }
                        _ => found == expected,
                    };
                    assert!(
                        same,
                        "{name}, row {line}, {column}: `{found}`, not `{expected}`"
                    );
                }
                line += 1;
            }
        }
        assert_eq!(line, expected.len(), "{name}");
    }
}

/// A cell as CSV writes it.
fn shown(column: &ArrayRef, row: usize) -> String {
    if column.is_null(row) {
        return String::new();
    }
    match column.data_type() {
        DataType::Dictionary(..) => {
            let column = column.as_dictionary::<Int32Type>();
            let values = column.values().as_string::<i32>();
            values.value(column.keys().value(row) as usize).to_owned()
        }
        DataType::Utf8 => column.as_string::<i32>().value(row).to_owned(),
        DataType::Date32 => {
            let days = column.as_primitive::<Date32Type>().value(row);
            NaiveDate::from_epoch_days(days).unwrap().to_string()
        }
        DataType::Timestamp(..) => {
            let micros = column.as_primitive::<TimestampMicrosecondType>().value(row);
            let moment = DateTime::from_timestamp_micros(micros).unwrap();
            moment.format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()
        }
        DataType::Decimal128(_, scale) => {
            let value = column.as_primitive::<Decimal128Type>().value(row);
            let unit = 10_u128.pow(u32::try_from(*scale).unwrap());
            let sign = if value < 0 { "-" } else { "" };
            let size = value.unsigned_abs();
            let digits = usize::try_from(*scale).unwrap();
            format!("{sign}{}.{:0digits$}", size / unit, size % unit)
        }
        DataType::UInt64 => column.as_primitive::<UInt64Type>().value(row).to_string(),
        DataType::Int64 => column.as_primitive::<Int64Type>().value(row).to_string(),
        DataType::Boolean => column.as_boolean().value(row).to_string(),
        DataType::Float64 => column.as_primitive::<Float64Type>().value(row).to_string(),
        other => panic!("no table has a column of {other}"),
    }
}
