//! The columns of a row group, encoded side by side.

use std::sync::Mutex;
use std::thread;

use arrow_array::ArrayRef;
use arrow_schema::{FieldRef, Schema};
use parquet::arrow::arrow_writer::{ArrowColumnChunk, ArrowColumnWriter, compute_leaves};
use parquet::errors::{ParquetError, Result};

/// Below this many rows the time to start a thread is longer than the time it saves.
const ROWS_FOR_THREADS: usize = 10_000;

/// Encodes each column; the result is in the order of the columns, however many threads there were.
pub(crate) fn columns(
    schema: &Schema,
    arrays: Vec<ArrayRef>,
    writers: Vec<ArrowColumnWriter>,
) -> Result<Vec<ArrowColumnChunk>> {
    let rows = arrays.first().map_or(0, |array| array.len());
    let columns: Vec<_> = schema.fields().iter().zip(arrays).zip(writers).collect();
    let encode = |((field, array), mut writer): ((&FieldRef, ArrayRef), ArrowColumnWriter)| {
        for leaf in compute_leaves(field, &array)? {
            writer.write(&leaf)?;
        }
        writer.close()
    };
    let threads = thread::available_parallelism()
        .map_or(1, usize::from)
        .min(columns.len());
    if rows < ROWS_FOR_THREADS || threads < 2 {
        return columns.into_iter().map(encode).collect();
    }
    let waiting = Mutex::new(columns.into_iter().enumerate());
    let worker = || {
        let mut encoded = Vec::new();
        // A lock is poisoned only by a panic within this short expression, and nothing in it panics.
        while let Some((at, column)) = waiting.lock().ok().and_then(|mut waiting| waiting.next()) {
            encoded.push((at, encode(column)));
        }
        encoded
    };
    let mut encoded = thread::scope(|scope| {
        let helpers: Vec<_> = (1..threads).map(|_| scope.spawn(worker)).collect();
        let mut encoded = worker();
        for helper in helpers {
            match helper.join() {
                Ok(more) => encoded.extend(more),
                Err(_) => encoded.push((
                    0,
                    Err(ParquetError::General(
                        "a column could not be encoded".to_owned(),
                    )),
                )),
            }
        }
        encoded
    });
    encoded.sort_by_key(|(at, _)| *at);
    encoded.into_iter().map(|(_, chunk)| chunk).collect()
}
