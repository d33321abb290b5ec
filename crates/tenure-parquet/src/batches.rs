//! Rows as record batches.

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use tenure_tables::Row;

use crate::sink::Columnar;
use crate::{ParquetError, ParquetOptions};

/// Makes record batches of rows, as many rows in each as [`ParquetOptions::row_group_rows`] says.
///
/// Every batch has dictionaries of its own. After an error nothing more comes.
///
/// ```
/// # use chrono::NaiveDate;
/// use tenure_parquet::{ParquetOptions, record_batches};
/// use tenure_tables::{Provenance, SurvivalSummaryRow};
///
/// # let as_of = NaiveDate::from_ymd_opt(2026, 6, 30).expect("a day");
/// let options = ParquetOptions::new(Provenance { as_of, convention: None, currency: None });
/// let row = SurvivalSummaryRow {
///     group: "all", n: 3, events: 1, median: None, median_lower: None, median_upper: None, rmst_horizon: 12.0, rmst: 9.5, rmst_se: 0.5,
/// };
/// let batches: Vec<_> = record_batches([row, row], &options).collect::<Result<_, _>>()?;
/// assert_eq!((batches.len(), batches[0].num_rows(), batches[0].num_columns()), (1, 2, 9));
/// # Ok::<(), tenure_parquet::ParquetError>(())
/// ```
pub fn record_batches<R: Row, I: IntoIterator<Item = R>>(
    rows: I,
    options: &ParquetOptions<'_>,
) -> RecordBatches<I::IntoIter> {
    let batch_rows = options.row_group_rows.max(1);
    RecordBatches {
        rows: Some(rows.into_iter()),
        columnar: Columnar::new(R::SCHEMA, options, 0),
        batch_rows,
    }
}

/// The iterator that [`record_batches`] makes.
#[derive(Debug)]
pub struct RecordBatches<I> {
    /// `None` once there are no more.
    rows: Option<I>,
    columnar: Columnar,
    batch_rows: usize,
}

impl<I> RecordBatches<I> {
    /// The schema of every batch.
    #[must_use]
    pub fn schema(&self) -> SchemaRef {
        SchemaRef::clone(&self.columnar.schema)
    }
}

impl<R: Row, I: Iterator<Item = R>> Iterator for RecordBatches<I> {
    type Item = Result<RecordBatch, ParquetError>;

    fn next(&mut self) -> Option<Self::Item> {
        let rows = self.rows.as_mut()?;
        while self.columnar.gathered() < self.batch_rows {
            match rows.next().map(|row| self.columnar.push(&row)) {
                Some(Ok(())) => {}
                Some(Err(error)) => {
                    self.rows = None;
                    return Some(Err(error));
                }
                None => {
                    self.rows = None;
                    return (self.columnar.gathered() > 0).then(|| self.columnar.batch());
                }
            }
        }
        Some(self.columnar.batch())
    }
}
