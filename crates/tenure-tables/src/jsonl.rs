//! Tables as JSON Lines, for programs that want names beside values.

use std::io::Write;
use std::marker::PhantomData;

use chrono::NaiveDate;
use tenure::{Currency, Money, Ratio};

use crate::progress::Progress;
use crate::{CellSink, Row, TableError, text};

/// Bytes gathered before they go to the destination.
const BUFFER_BYTES: usize = 64 * 1024;

/// Writes rows of one table as JSON Lines, one at a time.
///
/// The bytes: UTF-8 without a byte order mark; one object a line, each line ended by one line feed; keys are the column names
/// in the order of the columns, all present in every object. Counts and numbers are JSON numbers; amounts and rates are strings with the
/// same digits as in CSV; dates are strings; an absent value is `null`. No white space between tokens.
///
/// ```
/// use tenure_tables::{CohortRow, JsonLinesWriter};
///
/// let lines = JsonLinesWriter::<CohortRow, _>::new(Vec::new()).finish()?;
/// assert!(lines.is_empty()); // no rows, no lines
/// # Ok::<(), tenure_tables::TableError>(())
/// ```
#[derive(Debug)]
pub struct JsonLinesWriter<R, W: Write> {
    sink: Sink<W>,
    rows: PhantomData<fn(R)>,
}

/// Writes all rows as JSON Lines and gives how many there were. See [`JsonLinesWriter`] for the bytes.
///
/// # Errors
/// As [`JsonLinesWriter::write`] and [`JsonLinesWriter::finish`].
pub fn write_jsonl<R: Row>(
    out: impl Write,
    rows: impl IntoIterator<Item = R>,
) -> Result<u64, TableError> {
    let mut writer = JsonLinesWriter::new(out);
    for row in rows {
        writer.write(&row)?;
    }
    let count = writer.rows();
    writer.finish()?;
    Ok(count)
}

impl<R: Row, W: Write> JsonLinesWriter<R, W> {
    /// A writer that has written nothing yet. Bytes are gathered before they go to `out`: it need not be buffered.
    #[must_use]
    pub fn new(out: W) -> Self {
        Self {
            sink: Sink {
                out,
                progress: Progress::new(R::SCHEMA),
                buffer: Vec::with_capacity(BUFFER_BYTES),
            },
            rows: PhantomData,
        }
    }

    /// Writes one row.
    ///
    /// # Errors
    /// [`TableError::Write`], [`TableError::MixedCurrency`], [`TableError::RateOutOfRange`], [`TableError::NotFinite`],
    /// [`TableError::Shape`]. After an
    /// error the output is incomplete: throw it away.
    pub fn write(&mut self, row: &R) -> Result<(), TableError> {
        self.sink.progress.begin_row();
        let line_start = self.sink.buffer.len();
        row.cells(&mut self.sink)?;
        self.sink.progress.end_row()?;
        // Every cell was begun with a comma; the first one opens the object instead.
        if let Some(first) = self.sink.buffer.get_mut(line_start) {
            *first = b'{';
        }
        self.sink.buffer.extend_from_slice(b"}\n");
        if self.sink.buffer.len() >= BUFFER_BYTES {
            self.sink.drain()?;
        }
        Ok(())
    }

    /// Rows written so far.
    #[must_use]
    pub const fn rows(&self) -> u64 {
        self.sink.progress.rows()
    }

    /// Writes what is still held back, flushes, and gives the destination back.
    ///
    /// # Errors
    /// [`TableError::Write`].
    pub fn finish(mut self) -> Result<W, TableError> {
        self.sink.drain()?;
        let Sink { out, progress, .. } = &mut self.sink;
        out.flush().map_err(|error| progress.refused(error))?;
        Ok(self.sink.out)
    }
}

#[derive(Debug)]
struct Sink<W> {
    out: W,
    progress: Progress,
    buffer: Vec<u8>,
}

impl<W: Write> Sink<W> {
    /// Begins a cell: `,"name":`. Column names are plain ASCII and need no escape.
    fn key(&mut self) -> Result<&'static crate::Column, TableError> {
        let column = self.progress.next_column()?;
        self.buffer.extend_from_slice(b",\"");
        self.buffer.extend_from_slice(column.name.as_bytes());
        self.buffer.extend_from_slice(b"\":");
        Ok(column)
    }

    fn string(&mut self, value: &str) -> Result<(), TableError> {
        serde_json::to_writer(&mut self.buffer, value)
            .map_err(|error| self.progress.refused(error.into()))
    }

    fn drain(&mut self) -> Result<(), TableError> {
        self.out
            .write_all(&self.buffer)
            .map_err(|error| self.progress.refused(error))?;
        self.buffer.clear();
        Ok(())
    }
}

impl<W: Write> CellSink for Sink<W> {
    type Error = TableError;

    fn text(&mut self, value: &str) -> Result<(), TableError> {
        self.key()?;
        self.string(value)
    }

    fn currency(&mut self, value: Currency) -> Result<(), TableError> {
        self.progress.set_currency(value);
        self.key()?;
        self.string(value.code())
    }

    fn date(&mut self, value: NaiveDate) -> Result<(), TableError> {
        self.key()?;
        self.buffer.push(b'"');
        text::push_date(&mut self.buffer, value);
        self.buffer.push(b'"');
        Ok(())
    }

    fn amount(&mut self, value: Money) -> Result<(), TableError> {
        let column = self.key()?;
        self.progress.check_currency(column, value)?;
        self.buffer.push(b'"');
        text::push_amount(&mut self.buffer, value);
        self.buffer.push(b'"');
        Ok(())
    }

    fn count(&mut self, value: u64) -> Result<(), TableError> {
        self.key()?;
        text::push_count(&mut self.buffer, value);
        Ok(())
    }

    fn rate(&mut self, value: Ratio) -> Result<(), TableError> {
        let column = self.key()?;
        self.buffer.push(b'"');
        text::push_rate(&mut self.buffer, value)
            .ok_or_else(|| self.progress.rate_out_of_range(column, value))?;
        self.buffer.push(b'"');
        Ok(())
    }

    fn number(&mut self, value: f64) -> Result<(), TableError> {
        let column = self.key()?;
        text::push_number(&mut self.buffer, value)
            .ok_or_else(|| self.progress.not_finite(column, value))
    }

    fn absent(&mut self) -> Result<(), TableError> {
        self.key()?;
        self.buffer.extend_from_slice(b"null");
        Ok(())
    }
}
