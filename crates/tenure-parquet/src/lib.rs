#![doc = include_str!("../README.md")]

mod batches;
mod builder;
mod encode;
mod error;
mod options;
mod schema;
mod sink;
mod writer;

pub use arrow_array;
pub use arrow_schema;

pub use batches::{RecordBatches, record_batches};
pub use error::ParquetError;
pub use options::{AmountType, ParquetOptions};
pub use schema::table_schema;
pub use writer::{ParquetWriter, write_parquet};
