//! Tables as comma-separated values, for programs.

use std::io::Write;
use std::marker::PhantomData;

use chrono::NaiveDate;
use tenure::{Currency, Money, Ratio};

use crate::progress::Progress;
use crate::{CellSink, Row, TableError, text};

/// Writes rows of one table as CSV, one at a time.
///
/// The bytes: UTF-8 without a byte order mark; lines end with one line feed, the last one too; the first line is the header;
/// fields are quoted by RFC 4180, and only where they must be; text is exact, also where a spreadsheet would take it for a
/// formula; an absent value is nothing between its commas. The same rows make the same bytes everywhere.
///
/// ```
/// use tenure_tables::{CohortRow, CsvWriter};
///
/// let csv = CsvWriter::<CohortRow, _>::new(Vec::new())?.finish()?;
/// assert!(csv.starts_with(b"slice,cohort_month,age_months,"));
/// # Ok::<(), tenure_tables::TableError>(())
/// ```
#[derive(Debug)]
pub struct CsvWriter<R, W: Write> {
    sink: Sink<W>,
    rows: PhantomData<fn(R)>,
}

/// Writes all rows as CSV and gives how many there were. See [`CsvWriter`] for the bytes.
///
/// # Errors
/// As [`CsvWriter::write`] and [`CsvWriter::finish`].
pub fn write_csv<R: Row>(
    out: impl Write,
    rows: impl IntoIterator<Item = R>,
) -> Result<u64, TableError> {
    let mut writer = CsvWriter::new(out)?;
    for row in rows {
        writer.write(&row)?;
    }
    let count = writer.rows();
    writer.finish()?;
    Ok(count)
}

impl<R: Row, W: Write> CsvWriter<R, W> {
    /// A writer that has written the header. Bytes are gathered before they go to `out`: it need not be buffered.
    ///
    /// # Errors
    /// [`TableError::Write`].
    pub fn new(out: W) -> Result<Self, TableError> {
        let progress = Progress::new(R::SCHEMA);
        let mut csv = csv::WriterBuilder::new()
            .terminator(csv::Terminator::Any(b'\n'))
            .buffer_capacity(64 * 1024)
            .from_writer(out);
        csv.write_record(R::SCHEMA.columns.iter().map(|column| column.name))
            .map_err(|error| progress.refused(error.into()))?;
        Ok(Self {
            sink: Sink {
                csv,
                progress,
                scratch: Vec::with_capacity(64),
            },
            rows: PhantomData,
        })
    }

    /// Writes one row.
    ///
    /// # Errors
    /// [`TableError::Write`], [`TableError::MixedCurrency`], [`TableError::RateOutOfRange`], [`TableError::NotFinite`],
    /// [`TableError::Shape`]. After an
    /// error the output is incomplete: throw it away.
    pub fn write(&mut self, row: &R) -> Result<(), TableError> {
        self.sink.progress.begin_row();
        row.cells(&mut self.sink)?;
        self.sink.progress.end_row()?;
        self.sink.end_line()
    }

    /// Rows written so far, without the header.
    #[must_use]
    pub const fn rows(&self) -> u64 {
        self.sink.progress.rows()
    }

    /// Writes what is still held back, flushes, and gives the destination back.
    ///
    /// # Errors
    /// [`TableError::Write`].
    pub fn finish(mut self) -> Result<W, TableError> {
        let Sink { csv, progress, .. } = &mut self.sink;
        csv.flush().map_err(|error| progress.refused(error))?;
        let Sink { csv, progress, .. } = self.sink;
        csv.into_inner()
            .map_err(|error| progress.refused(error.into_error()))
    }
}

#[derive(Debug)]
struct Sink<W: Write> {
    csv: csv::Writer<W>,
    progress: Progress,
    /// The current field, where it is not text already.
    scratch: Vec<u8>,
}

impl<W: Write> Sink<W> {
    fn field(&mut self, push: impl FnOnce(&mut Vec<u8>)) -> Result<(), TableError> {
        self.scratch.clear();
        push(&mut self.scratch);
        self.csv
            .write_field(&self.scratch)
            .map_err(|error| self.progress.refused(error.into()))
    }

    fn exact(&mut self, value: &str) -> Result<(), TableError> {
        self.progress.next_column()?;
        self.csv
            .write_field(value)
            .map_err(|error| self.progress.refused(error.into()))
    }

    fn end_line(&mut self) -> Result<(), TableError> {
        self.csv
            .write_record(None::<&[u8]>)
            .map_err(|error| self.progress.refused(error.into()))
    }
}

impl<W: Write> CellSink for Sink<W> {
    type Error = TableError;

    fn text(&mut self, value: &str) -> Result<(), TableError> {
        self.exact(value)
    }

    fn currency(&mut self, value: Currency) -> Result<(), TableError> {
        self.progress.set_currency(value);
        self.exact(value.code())
    }

    fn date(&mut self, value: NaiveDate) -> Result<(), TableError> {
        self.progress.next_column()?;
        self.field(|buffer| text::push_date(buffer, value))
    }

    fn amount(&mut self, value: Money) -> Result<(), TableError> {
        let column = self.progress.next_column()?;
        self.progress.check_currency(column, value)?;
        self.field(|buffer| text::push_amount(buffer, value))
    }

    fn count(&mut self, value: u64) -> Result<(), TableError> {
        self.progress.next_column()?;
        self.field(|buffer| text::push_count(buffer, value))
    }

    fn rate(&mut self, value: Ratio) -> Result<(), TableError> {
        let column = self.progress.next_column()?;
        let mut in_range = None;
        self.field(|buffer| in_range = text::push_rate(buffer, value))?;
        in_range.ok_or_else(|| self.progress.rate_out_of_range(column, value))
    }

    fn number(&mut self, value: f64) -> Result<(), TableError> {
        let column = self.progress.next_column()?;
        let mut finite = None;
        self.field(|buffer| finite = text::push_number(buffer, value))?;
        finite.ok_or_else(|| self.progress.not_finite(column, value))
    }

    fn absent(&mut self) -> Result<(), TableError> {
        self.exact("")
    }
}
