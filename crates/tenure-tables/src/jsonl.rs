//! Tables as JSON Lines, for programs that want names beside values.

use std::io::Write;
use std::marker::PhantomData;

use chrono::{DateTime, NaiveDate, Utc};
use tenure::{Currency, Money, Ratio};

use crate::cursor::Cursor;
use crate::out::Out;
use crate::{CellSink, Columns, Row, TableError, text};

/// How amounts and rates stand in JSON.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum JsonNumbers {
    /// As strings: exact wherever they are read.
    #[default]
    Text,
    /// As numbers with the same digits. Most readers make doubles of them, which hold fifteen digits.
    Float,
}

/// How a table is written as JSON Lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JsonLinesOptions {
    /// How amounts and rates stand.
    pub numbers: JsonNumbers,
    /// Which columns.
    pub columns: Columns,
}

/// Writes rows of one table as JSON Lines, one at a time.
///
/// The bytes: UTF-8 without a byte order mark; one object a line, each line ended by one line feed; keys are the column names
/// in the order of the columns, all present in every object. Counts and numbers are JSON numbers; amounts and rates are strings with the
/// same digits as in CSV, unless [`JsonNumbers`] says otherwise; dates are strings; an absent value is `null`. No white space between
/// tokens.
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
    write_jsonl_with(out, rows, JsonLinesOptions::default())
}

/// Writes all rows as JSON Lines in this way and gives how many there were.
///
/// # Errors
/// As [`JsonLinesWriter::write`] and [`JsonLinesWriter::finish`].
pub fn write_jsonl_with<R: Row>(
    out: impl Write,
    rows: impl IntoIterator<Item = R>,
    options: JsonLinesOptions,
) -> Result<u64, TableError> {
    let mut writer = JsonLinesWriter::with_options(out, options);
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
        Self::with_options(out, JsonLinesOptions::default())
    }

    /// A writer in this way that has written nothing yet.
    #[must_use]
    pub fn with_options(out: W, options: JsonLinesOptions) -> Self {
        Self {
            sink: Sink {
                out: Out::new(out),
                cursor: Cursor::new(R::SCHEMA, options.columns),
                quoted: options.numbers == JsonNumbers::Text,
            },
            rows: PhantomData,
        }
    }

    /// Writes one row.
    ///
    /// # Errors
    /// [`TableError::Write`], [`TableError::MixedCurrency`], [`TableError::RateOutOfRange`], [`TableError::NotFinite`],
    /// [`TableError::Shape`]. After an error the output is incomplete: throw it away.
    pub fn write(&mut self, row: &R) -> Result<(), TableError> {
        self.sink.cursor.begin_row();
        let line_start = self.sink.out.buffer().len();
        row.cells(&mut self.sink)?;
        self.sink.cursor.end_row()?;
        let buffer = self.sink.out.buffer();
        // Every cell was begun with a comma; the first one opens the object instead.
        match buffer.get_mut(line_start) {
            Some(first) => *first = b'{',
            None => buffer.push(b'{'),
        }
        buffer.extend_from_slice(b"}\n");
        self.sink
            .out
            .drain_when_full()
            .map_err(|error| self.sink.cursor.refused(error))
    }

    /// Rows written so far.
    #[must_use]
    pub const fn rows(&self) -> u64 {
        self.sink.cursor.rows()
    }

    /// Writes what is still held back, flushes, and gives the destination back.
    ///
    /// # Errors
    /// [`TableError::Write`].
    pub fn finish(self) -> Result<W, TableError> {
        let Sink { out, cursor, .. } = self.sink;
        out.finish().map_err(|error| cursor.refused(error))
    }
}

#[derive(Debug)]
struct Sink<W> {
    out: Out<W>,
    cursor: Cursor,
    /// Whether amounts and rates are strings.
    quoted: bool,
}

impl<W: Write> Sink<W> {
    /// Begins a cell: `,"name":`. Column names are plain ASCII and need no escape.
    fn key(&mut self) -> Result<Option<&'static crate::Column>, TableError> {
        let Some(column) = self.cursor.next_column()? else {
            return Ok(None);
        };
        let buffer = self.out.buffer();
        buffer.extend_from_slice(b",\"");
        buffer.extend_from_slice(column.name.as_bytes());
        buffer.extend_from_slice(b"\":");
        Ok(Some(column))
    }

    /// Puts a value into quotes that has nothing to escape.
    fn quote<T>(&mut self, push: impl FnOnce(&mut Vec<u8>) -> T) -> T {
        let buffer = self.out.buffer();
        buffer.push(b'"');
        let pushed = push(buffer);
        buffer.push(b'"');
        pushed
    }

    /// Puts an exact decimal as the options say.
    fn decimal<T>(&mut self, push: impl FnOnce(&mut Vec<u8>) -> T) -> T {
        if self.quoted {
            self.quote(push)
        } else {
            push(self.out.buffer())
        }
    }
}

impl<W: Write> CellSink for Sink<W> {
    type Error = TableError;

    fn text(&mut self, value: &str) -> Result<(), TableError> {
        if self.key()?.is_none() {
            return Ok(());
        }
        serde_json::to_writer(self.out.buffer(), value)
            .map_err(|error| self.cursor.refused(error.into()))
    }

    fn currency(&mut self, value: Currency) -> Result<(), TableError> {
        self.cursor.set_currency(value);
        self.text(value.code())
    }

    fn date(&mut self, value: NaiveDate) -> Result<(), TableError> {
        if self.key()?.is_some() {
            self.quote(|buffer| text::push_date(buffer, value));
        }
        Ok(())
    }

    fn moment(&mut self, value: DateTime<Utc>) -> Result<(), TableError> {
        if self.key()?.is_some() {
            self.quote(|buffer| text::push_moment(buffer, value));
        }
        Ok(())
    }

    fn amount(&mut self, value: Money) -> Result<(), TableError> {
        if let Some(column) = self.key()? {
            self.cursor.check_currency(column, value)?;
            self.decimal(|buffer| text::push_amount(buffer, value));
        }
        Ok(())
    }

    fn count(&mut self, value: u64) -> Result<(), TableError> {
        if self.key()?.is_some() {
            text::push_count(self.out.buffer(), value);
        }
        Ok(())
    }

    fn integer(&mut self, value: i64) -> Result<(), TableError> {
        if self.key()?.is_some() {
            text::push_integer(self.out.buffer(), value);
        }
        Ok(())
    }

    fn flag(&mut self, value: bool) -> Result<(), TableError> {
        if self.key()?.is_some() {
            text::push_flag(self.out.buffer(), value);
        }
        Ok(())
    }

    fn rate(&mut self, value: Ratio) -> Result<(), TableError> {
        let Some(column) = self.key()? else {
            return Ok(());
        };
        self.decimal(|buffer| text::push_rate(buffer, value))
            .ok_or_else(|| self.cursor.rate_out_of_range(column, value))
    }

    fn number(&mut self, value: f64) -> Result<(), TableError> {
        let Some(column) = self.key()? else {
            return Ok(());
        };
        text::push_number(self.out.buffer(), value)
            .ok_or_else(|| self.cursor.not_finite(column, value))
    }

    fn absent(&mut self) -> Result<(), TableError> {
        if self.key()?.is_some() {
            self.out.buffer().extend_from_slice(b"null");
        }
        Ok(())
    }
}
