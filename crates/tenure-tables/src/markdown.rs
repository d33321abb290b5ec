//! Tables as Markdown, for pull requests, wikis and chat.

use std::io::Write;

use chrono::{DateTime, NaiveDate, Utc};
use tenure::{Currency, Money, Ratio};

use crate::cursor::Cursor;
use crate::out::Out;
use crate::{CellSink, Columns, Kind, Row, TableError, TableSchema, text};

/// Writes all rows as one Markdown table (GitHub's, <https://github.github.com/gfm/#tables-extension->) and gives how many there were.
///
/// Numbers stand to the right. Whatever text holds, it stays one cell and shows as it is: what Markdown or HTML would take for markup
/// is escaped, a line end becomes a space, and so does what cannot be shown. For programs there are better formats.
///
/// ```
/// use tenure_tables::{CohortRow, Columns, write_markdown};
///
/// let mut page = Vec::new();
/// write_markdown(&mut page, std::iter::empty::<CohortRow>(), Columns::OPEN)?;
/// assert!(page.starts_with(b"| slice | cohort\\_month |"));
/// # Ok::<(), tenure_tables::TableError>(())
/// ```
///
/// # Errors
/// [`TableError::Write`], [`TableError::MixedCurrency`], [`TableError::RateOutOfRange`], [`TableError::NotFinite`],
/// [`TableError::Shape`]. After an error the output is incomplete: throw it away.
pub fn write_markdown<R: Row>(
    out: impl Write,
    rows: impl IntoIterator<Item = R>,
    columns: Columns,
) -> Result<u64, TableError> {
    let mut sink = Sink {
        out: Out::new(out),
        cursor: Cursor::new(R::SCHEMA, columns),
    };
    push_head(sink.out.buffer(), R::SCHEMA, columns);
    for row in rows {
        sink.cursor.begin_row();
        sink.out.buffer().push(b'|');
        row.cells(&mut sink)?;
        sink.cursor.end_row()?;
        sink.out.buffer().push(b'\n');
        let drained = sink.out.drain_when_full();
        drained.map_err(|error| sink.cursor.refused(error))?;
    }
    let Sink { out, cursor } = sink;
    out.finish().map_err(|error| cursor.refused(error))?;
    Ok(cursor.rows())
}

fn push_head(buffer: &mut Vec<u8>, schema: &TableSchema, columns: Columns) {
    for column in schema.written(columns) {
        buffer.extend_from_slice(b"| ");
        push_text(buffer, column.name);
        buffer.push(b' ');
    }
    buffer.extend_from_slice(b"|\n");
    for column in schema.written(columns) {
        let rule: &[u8] = match column.kind {
            Kind::Amount | Kind::Count | Kind::Integer | Kind::Rate | Kind::Number => b"| ---: ",
            _ => b"| --- ",
        };
        buffer.extend_from_slice(rule);
    }
    buffer.extend_from_slice(b"|\n");
}

/// Text of one cell: nothing in it is markup.
pub(crate) fn push_text(buffer: &mut Vec<u8>, value: &str) {
    let mut characters = value.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '&' => buffer.extend_from_slice(b"&amp;"),
            '<' => buffer.extend_from_slice(b"&lt;"),
            '>' => buffer.extend_from_slice(b"&gt;"),
            '\\' | '|' | '`' | '*' | '_' | '~' | '[' | ']' | '#' | '@' | '$' => {
                buffer.push(b'\\');
                push_char(buffer, character);
            }
            // An address would become a link.
            ':' if characters.peek() == Some(&'/') => buffer.extend_from_slice(b"\\:"),
            // Line ends, NUL and the like; and what turns the direction of the text that follows, cell or not.
            '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                buffer.push(b' ');
            }
            _ if character.is_control() => buffer.push(b' '),
            _ => push_char(buffer, character),
        }
    }
}

fn push_char(buffer: &mut Vec<u8>, character: char) {
    buffer.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
}

#[derive(Debug)]
struct Sink<W> {
    out: Out<W>,
    cursor: Cursor,
}

impl<W: Write> Sink<W> {
    fn cell<T>(&mut self, push: impl FnOnce(&mut Vec<u8>) -> T) -> T {
        let buffer = self.out.buffer();
        buffer.push(b' ');
        let pushed = push(buffer);
        buffer.extend_from_slice(b" |");
        pushed
    }
}

impl<W: Write> CellSink for Sink<W> {
    type Error = TableError;

    fn text(&mut self, value: &str) -> Result<(), TableError> {
        if self.cursor.next_column()?.is_some() {
            self.cell(|buffer| push_text(buffer, value));
        }
        Ok(())
    }

    fn currency(&mut self, value: Currency) -> Result<(), TableError> {
        self.cursor.set_currency(value);
        self.text(value.code())
    }

    fn date(&mut self, value: NaiveDate) -> Result<(), TableError> {
        if self.cursor.next_column()?.is_some() {
            self.cell(|buffer| text::push_date(buffer, value));
        }
        Ok(())
    }

    fn moment(&mut self, value: DateTime<Utc>) -> Result<(), TableError> {
        if self.cursor.next_column()?.is_some() {
            self.cell(|buffer| text::push_moment(buffer, value));
        }
        Ok(())
    }

    fn amount(&mut self, value: Money) -> Result<(), TableError> {
        if let Some(column) = self.cursor.next_column()? {
            self.cursor.check_currency(column, value)?;
            self.cell(|buffer| text::push_amount(buffer, value));
        }
        Ok(())
    }

    fn count(&mut self, value: u64) -> Result<(), TableError> {
        if self.cursor.next_column()?.is_some() {
            self.cell(|buffer| text::push_count(buffer, value));
        }
        Ok(())
    }

    fn integer(&mut self, value: i64) -> Result<(), TableError> {
        if self.cursor.next_column()?.is_some() {
            self.cell(|buffer| text::push_integer(buffer, value));
        }
        Ok(())
    }

    fn flag(&mut self, value: bool) -> Result<(), TableError> {
        if self.cursor.next_column()?.is_some() {
            self.cell(|buffer| text::push_flag(buffer, value));
        }
        Ok(())
    }

    fn rate(&mut self, value: Ratio) -> Result<(), TableError> {
        let Some(column) = self.cursor.next_column()? else {
            return Ok(());
        };
        self.cell(|buffer| text::push_rate(buffer, value))
            .ok_or_else(|| self.cursor.rate_out_of_range(column, value))
    }

    fn number(&mut self, value: f64) -> Result<(), TableError> {
        let Some(column) = self.cursor.next_column()? else {
            return Ok(());
        };
        self.cell(|buffer| text::push_number(buffer, value))
            .ok_or_else(|| self.cursor.not_finite(column, value))
    }

    fn absent(&mut self) -> Result<(), TableError> {
        if self.cursor.next_column()?.is_some() {
            self.cell(|_| ());
        }
        Ok(())
    }
}
