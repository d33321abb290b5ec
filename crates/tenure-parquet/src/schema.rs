//! From the catalogue's columns to Arrow's.

use std::sync::Arc;

use arrow_schema::{DataType, Field, Metadata, Schema, TimeUnit};
use tenure_tables::{Column, Kind, TableSchema};

use crate::{AmountType, ParquetOptions};

/// Digits of a rate, and how many of them after the point: as many as in CSV.
pub(crate) const RATE: (u8, u8) = (38, 12);

/// The Arrow schema of a table. The metadata of a field tell its unit and meaning, those of the schema the provenance.
#[must_use]
pub fn table_schema(table: &TableSchema, options: &ParquetOptions<'_>) -> Schema {
    let fields: Vec<Field> = table
        .written(options.columns)
        .map(|column| {
            let about = [("unit", column.unit), ("meaning", column.meaning)];
            let currency = options
                .provenance
                .currency
                .filter(|_| column.kind == Kind::Amount);
            let currency = currency
                .iter()
                .map(|currency| ("currency".to_owned(), currency.code().to_owned()));
            let about = about.map(|(name, value)| (name.to_owned(), value.to_owned()));
            Field::new(
                column.name,
                data_type(column, options.amounts),
                column.nullable,
            )
            .with_metadata(about.into_iter().chain(currency).collect::<Metadata>())
        })
        .collect();
    let provenance: Metadata = options
        .provenance
        .pairs(table)
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    Schema::new_with_metadata(fields, provenance)
}

fn data_type(column: &Column, amounts: AmountType) -> DataType {
    match column.kind {
        Kind::Id => DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8)),
        Kind::Date => DataType::Date32,
        Kind::Moment => DataType::Timestamp(TimeUnit::Microsecond, Some(Arc::from("UTC"))),
        Kind::Amount => decimal(amounts.precision(), amounts.scale()),
        Kind::Rate => decimal(RATE.0, RATE.1),
        Kind::Count => DataType::UInt64,
        Kind::Integer => DataType::Int64,
        Kind::Flag => DataType::Boolean,
        Kind::Number => DataType::Float64,
        _ => DataType::Utf8,
    }
}

const fn decimal(precision: u8, scale: u8) -> DataType {
    // Neither is above 38.
    DataType::Decimal128(precision, scale.cast_signed())
}
