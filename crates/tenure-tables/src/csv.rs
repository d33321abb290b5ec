//! Tables as comma-separated values: for programs, and for people with a spreadsheet.

use std::io::Write;
use std::marker::PhantomData;

use chrono::{DateTime, NaiveDate, Utc};
use tenure::{Currency, Money, Ratio};

use crate::cursor::Cursor;
use crate::out::Out;
use crate::{CellSink, Columns, Row, TableError, text};

/// For whom a CSV file is.
///
/// | | [`Data`](CsvProfile::Data) | [`Spreadsheet`](CsvProfile::Spreadsheet) |
/// | --- | --- | --- |
/// | for | programs; `tenure-import` reads back what was written | people who open it in a spreadsheet |
/// | byte order mark | none | UTF-8, so that Excel reads the text right |
/// | line ends | line feed | carriage return and line feed |
/// | text | exact | exact, but for an apostrophe before what a spreadsheet would take for a formula |
/// | numbers, dates | as they are | as they are, negative ones too |
///
/// The apostrophe stands before text that begins with `=`, `+`, `-`, `@`, their full-width forms, a tab, a carriage return, a
/// line feed or NUL, which is what OWASP advises (<https://owasp.org/www-community/attacks/CSV_Injection>). No CSV file is safe
/// in every spreadsheet: they also make numbers of ids such as `007`. A workbook is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CsvProfile {
    /// For programs: exact.
    #[default]
    Data,
    /// For people: opens right in a spreadsheet, and starts nothing there.
    Spreadsheet,
}

/// How a table is written as CSV.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CsvOptions {
    /// For whom.
    pub profile: CsvProfile,
    /// Which columns.
    pub columns: Columns,
}

/// Writes rows of one table as CSV, one at a time.
///
/// The bytes, by default: UTF-8 without a byte order mark; lines end with one line feed, the last one too; the first line is the
/// header; fields are quoted by RFC 4180, and only where they must be; text is exact, also where a spreadsheet would take it for a
/// formula; an absent value is nothing between its commas, and empty text two quotes. [`CsvProfile`] says what is otherwise for spreadsheets. The same rows make
/// the same bytes everywhere.
///
/// ```
/// use tenure_tables::{CohortRow, CsvWriter};
///
/// let csv = CsvWriter::<CohortRow, _>::new(Vec::new())?.finish()?;
/// assert!(csv.starts_with(b"slice,cohort_month,age_months,"));
/// # Ok::<(), tenure_tables::TableError>(())
/// ```
#[derive(Debug)]
pub struct CsvWriter<R, W> {
    sink: Sink<W>,
    rows: PhantomData<fn(R)>,
}

/// Writes all rows as CSV for programs and gives how many there were. See [`CsvWriter`] for the bytes.
///
/// # Errors
/// As [`CsvWriter::write`] and [`CsvWriter::finish`].
pub fn write_csv<R: Row>(
    out: impl Write,
    rows: impl IntoIterator<Item = R>,
) -> Result<u64, TableError> {
    write_csv_with(out, rows, CsvOptions::default())
}

/// Writes all rows as CSV in this way and gives how many there were.
///
/// ```
/// use tenure_tables::{CohortRow, CsvOptions, CsvProfile, write_csv_with};
///
/// let options = CsvOptions { profile: CsvProfile::Spreadsheet, ..CsvOptions::default() };
/// let mut csv = Vec::new();
/// write_csv_with(&mut csv, std::iter::empty::<CohortRow>(), options)?;
/// assert!(csv.starts_with("\u{feff}slice,".as_bytes()) && csv.ends_with(b"\r\n"));
/// # Ok::<(), tenure_tables::TableError>(())
/// ```
///
/// # Errors
/// As [`CsvWriter::write`] and [`CsvWriter::finish`].
pub fn write_csv_with<R: Row>(
    out: impl Write,
    rows: impl IntoIterator<Item = R>,
    options: CsvOptions,
) -> Result<u64, TableError> {
    let mut writer = CsvWriter::with_options(out, options)?;
    for row in rows {
        writer.write(&row)?;
    }
    let count = writer.rows();
    writer.finish()?;
    Ok(count)
}

impl<R: Row, W: Write> CsvWriter<R, W> {
    /// A writer for programs that has written the header. Bytes are gathered before they go to `out`: it need not be buffered.
    ///
    /// # Errors
    /// [`TableError::Write`].
    pub fn new(out: W) -> Result<Self, TableError> {
        Self::with_options(out, CsvOptions::default())
    }

    /// A writer in this way that has written the header.
    ///
    /// # Errors
    /// [`TableError::Write`].
    pub fn with_options(out: W, options: CsvOptions) -> Result<Self, TableError> {
        let mut sink = Sink {
            out: Out::new(out),
            cursor: Cursor::new(R::SCHEMA, options.columns),
            profile: options.profile,
            line_start: 0,
        };
        if options.profile == CsvProfile::Spreadsheet {
            sink.out.buffer().extend_from_slice("\u{feff}".as_bytes());
        }
        for column in R::SCHEMA.written(options.columns) {
            // Column names are plain ASCII.
            let buffer = sink.out.buffer();
            buffer.extend_from_slice(column.name.as_bytes());
            buffer.push(b',');
        }
        sink.end_line()?;
        Ok(Self {
            sink,
            rows: PhantomData,
        })
    }

    /// Writes one row.
    ///
    /// # Errors
    /// [`TableError::Write`], [`TableError::MixedCurrency`], [`TableError::RateOutOfRange`], [`TableError::NotFinite`],
    /// [`TableError::Shape`]. After an error the output is incomplete: throw it away.
    pub fn write(&mut self, row: &R) -> Result<(), TableError> {
        self.sink.cursor.begin_row();
        self.sink.line_start = self.sink.out.buffer().len();
        row.cells(&mut self.sink)?;
        self.sink.cursor.end_row()?;
        self.sink.end_line()
    }

    /// Rows written so far, without the header.
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
    profile: CsvProfile,
    /// Where the current line begins in the buffer.
    line_start: usize,
}

impl<W: Write> Sink<W> {
    /// Puts the line's end in place of the comma after its last field.
    fn end_line(&mut self) -> Result<(), TableError> {
        let buffer = self.out.buffer();
        buffer.pop();
        if buffer.len() == self.line_start {
            // A line of one absent value would be an empty line, which readers skip.
            buffer.extend_from_slice(b"\"\"");
        }
        match self.profile {
            CsvProfile::Data => buffer.push(b'\n'),
            CsvProfile::Spreadsheet => buffer.extend_from_slice(b"\r\n"),
        }
        self.out
            .drain_when_full()
            .map_err(|error| self.cursor.refused(error))
    }
}

/// A field as RFC 4180 wants it: in quotes where it has a comma, a quote or a line end, or nothing at all.
fn push_field(buffer: &mut Vec<u8>, value: &[u8]) {
    // Without an early exit, so that many bytes are looked at in one step: fields are short.
    let quoted = value.iter().fold(false, |found, byte| {
        found | matches!(byte, b',' | b'"' | b'\n' | b'\r')
    });
    // Text of no characters is not an absent value.
    if !quoted && !value.is_empty() {
        buffer.extend_from_slice(value);
        return;
    }
    buffer.push(b'"');
    for part in value.split_inclusive(|byte| *byte == b'"') {
        buffer.extend_from_slice(part);
        if part.ends_with(b"\"") {
            buffer.push(b'"');
        }
    }
    buffer.push(b'"');
}

/// Whether a spreadsheet may take text for a formula, or for the end of the field before it.
pub(crate) fn looks_like_a_formula(value: &str) -> bool {
    value.starts_with([
        '=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n', '\0',
    ])
}

impl<W: Write> CellSink for Sink<W> {
    type Error = TableError;

    fn text(&mut self, value: &str) -> Result<(), TableError> {
        if self.cursor.next_column()?.is_none() {
            return Ok(());
        }
        let buffer = self.out.buffer();
        if self.profile == CsvProfile::Spreadsheet && looks_like_a_formula(value) {
            push_field(buffer, format!("'{value}").as_bytes());
        } else {
            push_field(buffer, value.as_bytes());
        }
        buffer.push(b',');
        Ok(())
    }

    fn currency(&mut self, value: Currency) -> Result<(), TableError> {
        self.cursor.set_currency(value);
        self.text(value.code())
    }

    fn date(&mut self, value: NaiveDate) -> Result<(), TableError> {
        if self.cursor.next_column()?.is_some() {
            let buffer = self.out.buffer();
            text::push_date(buffer, value);
            buffer.push(b',');
        }
        Ok(())
    }

    fn moment(&mut self, value: DateTime<Utc>) -> Result<(), TableError> {
        if self.cursor.next_column()?.is_some() {
            let buffer = self.out.buffer();
            text::push_moment(buffer, value);
            buffer.push(b',');
        }
        Ok(())
    }

    fn amount(&mut self, value: Money) -> Result<(), TableError> {
        if let Some(column) = self.cursor.next_column()? {
            self.cursor.check_currency(column, value)?;
            let buffer = self.out.buffer();
            text::push_amount(buffer, value);
            buffer.push(b',');
        }
        Ok(())
    }

    fn count(&mut self, value: u64) -> Result<(), TableError> {
        if self.cursor.next_column()?.is_some() {
            let buffer = self.out.buffer();
            text::push_count(buffer, value);
            buffer.push(b',');
        }
        Ok(())
    }

    fn integer(&mut self, value: i64) -> Result<(), TableError> {
        if self.cursor.next_column()?.is_some() {
            let buffer = self.out.buffer();
            text::push_integer(buffer, value);
            buffer.push(b',');
        }
        Ok(())
    }

    fn flag(&mut self, value: bool) -> Result<(), TableError> {
        if self.cursor.next_column()?.is_some() {
            let buffer = self.out.buffer();
            text::push_flag(buffer, value);
            buffer.push(b',');
        }
        Ok(())
    }

    fn rate(&mut self, value: Ratio) -> Result<(), TableError> {
        if let Some(column) = self.cursor.next_column()? {
            let buffer = self.out.buffer();
            text::push_rate(buffer, value)
                .ok_or_else(|| self.cursor.rate_out_of_range(column, value))?;
            buffer.push(b',');
        }
        Ok(())
    }

    fn number(&mut self, value: f64) -> Result<(), TableError> {
        if let Some(column) = self.cursor.next_column()? {
            let buffer = self.out.buffer();
            text::push_number(buffer, value)
                .ok_or_else(|| self.cursor.not_finite(column, value))?;
            buffer.push(b',');
        }
        Ok(())
    }

    fn absent(&mut self) -> Result<(), TableError> {
        if self.cursor.next_column()?.is_some() {
            self.out.buffer().push(b',');
        }
        Ok(())
    }
}
