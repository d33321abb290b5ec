//! Tables as Parquet files.

use std::io::Write;
use std::marker::PhantomData;
use std::sync::Arc;

use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::{ArrowRowGroupWriterFactory, ArrowWriterOptions};
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError as Inner;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use tenure_tables::Row;

use crate::sink::Columnar;
use crate::{ParquetError, ParquetOptions, encode};

/// Writes rows of one table as a Parquet file, one at a time.
///
/// Rows are gathered until a row group is full, then encoded and written: memory holds one group, whatever the size of the table.
/// The same rows and options make the same bytes.
pub struct ParquetWriter<R, W: Write + Send> {
    columnar: Columnar,
    file: SerializedFileWriter<W>,
    groups: ArrowRowGroupWriterFactory,
    group_rows: usize,
    next_group: usize,
    rows: PhantomData<fn(R)>,
}

/// Writes all rows as a Parquet file and gives how many there were.
///
/// # Errors
/// As [`ParquetWriter::write`] and [`ParquetWriter::finish`].
pub fn write_parquet<R: Row>(
    out: impl Write + Send,
    rows: impl IntoIterator<Item = R>,
    options: &ParquetOptions<'_>,
) -> Result<u64, ParquetError> {
    let mut writer = ParquetWriter::new(out, options)?;
    for row in rows {
        writer.write(&row)?;
    }
    let count = writer.rows();
    writer.finish()?;
    Ok(count)
}

impl<R: Row, W: Write + Send> ParquetWriter<R, W> {
    /// A writer that has written no more than the beginning.
    ///
    /// # Errors
    /// [`ParquetError::Write`], also for a compression level that there is not.
    pub fn new(out: W, options: &ParquetOptions<'_>) -> Result<Self, ParquetError> {
        let table = R::SCHEMA;
        let failed = |error: Inner| ParquetError::write(table.name, 0, error);
        let columnar = Columnar::new(table, options, options.row_group_rows.min(1 << 17));
        let level = ZstdLevel::try_new(options.compression_level).map_err(failed)?;
        let about = options.provenance.pairs(table);
        let about = about
            .map(|(name, value)| KeyValue::new(name.to_owned(), value))
            .collect();
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(level))
            .set_created_by(concat!("tenure-parquet ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_key_value_metadata(Some(about))
            .build();
        let arrow = ArrowWriterOptions::new().with_properties(properties);
        let (file, groups) =
            ArrowWriter::try_new_with_options(out, Arc::clone(&columnar.schema), arrow)
                .and_then(ArrowWriter::into_serialized_writer)
                .map_err(failed)?;
        Ok(Self {
            columnar,
            file,
            groups,
            group_rows: options.row_group_rows.max(1),
            next_group: 0,
            rows: PhantomData,
        })
    }

    /// Takes one row; when a row group is full, writes it.
    ///
    /// # Errors
    /// [`ParquetError::Table`], [`ParquetError::Amount`], [`ParquetError::Write`]. After an error the output is incomplete: throw it
    /// away.
    pub fn write(&mut self, row: &R) -> Result<(), ParquetError> {
        self.columnar.push(row)?;
        if self.columnar.gathered() >= self.group_rows {
            self.write_group()?;
        }
        Ok(())
    }

    /// Rows taken so far.
    #[must_use]
    pub const fn rows(&self) -> u64 {
        self.columnar.cursor.rows()
    }

    /// Writes what is still held back and the end of the file, flushes, and gives the destination back.
    ///
    /// # Errors
    /// [`ParquetError::Write`].
    pub fn finish(mut self) -> Result<W, ParquetError> {
        if self.columnar.gathered() > 0 {
            self.write_group()?;
        }
        let row = self.rows();
        self.file
            .into_inner()
            .map_err(|error| ParquetError::write(R::SCHEMA.name, row, error))
    }

    fn write_group(&mut self) -> Result<(), ParquetError> {
        let arrays = self.columnar.arrays()?;
        let row = self.rows();
        let write = || {
            let writers = self.groups.create_column_writers(self.next_group)?;
            let mut group = self.file.next_row_group()?;
            for chunk in encode::columns(&self.columnar.schema, arrays, writers)? {
                chunk.append_to_row_group(&mut group)?;
            }
            group.close()?;
            Ok(())
        };
        write().map_err(|error| ParquetError::write(R::SCHEMA.name, row, error))?;
        self.next_group += 1;
        Ok(())
    }
}

impl<R, W: Write + Send> std::fmt::Debug for ParquetWriter<R, W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ParquetWriter")
            .field("rows", &self.columnar.cursor.rows())
            .finish_non_exhaustive()
    }
}
