use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use tenure::fact::Fact;
use tenure::{Position, Record as Recorded, Version};

use crate::error::{FileProblem, ImportError, Purpose};
use crate::excerpt::printable;
use crate::header::Header;
use crate::read::{Table, read};
use crate::record::{Layout, Record};
use crate::row_error::Log;
use crate::rule::Rule;
use crate::source::{Sizes, Source, open};
use crate::subscriptions::usual_threads;
use crate::value;

/// Reads the table `record` of `tenure-tables`, written as CSV for programs: the records of a journal, exactly as they were, in the order
/// of the file. A [`Book`](tenure::Book) folds from them as it does from the journal.
///
/// ```
/// use tenure::{Book, Known};
///
/// let file = "position,stream,version,effective_on,recorded_at,command,actor,corrects,fact,schema,data\n\
///     1,account:A-17,1,2026-01-01,2026-01-05T08:00:00.000000Z,open,,,account_opened,1,{}\n";
/// let records = tenure_import::records_from_reader("record.csv", file.as_bytes())?;
/// assert_eq!(Book::fold(&records, Known::Now)?.accounts().count(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`ImportError::File`] when the file cannot be read as that table, [`ImportError::Rows`] with every broken rule of every row otherwise.
/// Nothing is imported in part. Whether records follow each other is for the fold to check.
pub fn records_from_reader(
    file: &str,
    reader: impl Read + Send,
) -> Result<Vec<Recorded>, ImportError> {
    let file: Arc<str> = printable(file).into();
    let problem = |problem| ImportError::File {
        file: Arc::clone(&file),
        problem,
    };
    let sizes = Sizes::USUAL;
    let (source, header) = Source::open(reader, sizes).map_err(problem)?;
    let mut table = RecordTable::new(&header).map_err(problem)?;
    let layout = Layout {
        delimiter: source.delimiter,
        columns: header.names.len(),
        max_record_bytes: sizes.record,
    };
    let whole = read(source, &mut table, layout, usual_threads()).map_err(problem)?;
    if let Some(errors) = whole.log.finish(&file, &header.names, &whole.first_lines) {
        return Err(ImportError::Rows(errors));
    }
    let records: Vec<Recorded> = whole.blocks.into_iter().flatten().collect();
    if records.is_empty() {
        return Err(problem(FileProblem::NoRows));
    }
    Ok(records)
}

/// As [`records_from_reader`], from a file.
///
/// # Errors
/// Those of [`records_from_reader`].
pub fn records_from_path(path: impl AsRef<Path>) -> Result<Vec<Recorded>, ImportError> {
    let (name, file) = open(path.as_ref())?;
    records_from_reader(&name, file)
}

/// Where each column of the table stands in the file.
struct RecordTable {
    position: usize,
    stream: usize,
    version: usize,
    effective_on: usize,
    recorded_at: usize,
    command: usize,
    actor: usize,
    corrects: usize,
    fact: usize,
    schema: usize,
    data: usize,
}

impl RecordTable {
    fn new(header: &Header) -> Result<Self, FileProblem> {
        let named = |column| header.named(column, Purpose::Record);
        Ok(Self {
            position: named("position")?,
            stream: named("stream")?,
            version: named("version")?,
            effective_on: named("effective_on")?,
            recorded_at: named("recorded_at")?,
            command: named("command")?,
            actor: named("actor")?,
            corrects: named("corrects")?,
            fact: named("fact")?,
            schema: named("schema")?,
            data: named("data")?,
        })
    }

    /// The record of a row. Notes everything that is wrong, and then there is none.
    fn recorded(&self, row: &Record<'_>, log: &mut Log) -> Option<Recorded> {
        let position = Field::of(row, log, self.position, "a position from 1").read(place);
        let stream = Field::of(
            row,
            log,
            self.stream,
            "a stream, `directory` or `account:` and an id",
        )
        .read(|text| text.parse().ok());
        let version = Field::of(row, log, self.version, "a version from 1")
            .read(|text| Some(Version::new(place(text)?.get())));
        let effective_on =
            Field::of(row, log, self.effective_on, "a day of the calendar").read(value::day);
        let recorded_at = Field::of(row, log, self.recorded_at, "an instant in UTC").read(instant);
        let command =
            Field::of(row, log, self.command, "the id of a command").read(|text| text.parse().ok());
        let actor = Field::of(row, log, self.actor, "the id of an actor, or nothing")
            .read_or_none(|text| text.parse().ok());
        let corrects =
            Field::of(row, log, self.corrects, "a position from 1, or nothing").read_or_none(place);
        let schema = Field::of(row, log, self.schema, "the number of a schema")
            .read(|text| text.parse::<u32>().ok());
        let (name, schema) = (row.field(self.fact), schema?);
        let fact = Field::of(
            row,
            log,
            self.data,
            "the particulars of its fact in a stored form that is known",
        )
        .read(|json| Fact::from_json(name, schema, json).ok());
        Some(Recorded {
            position: position?,
            stream: stream?,
            version: version?,
            effective_on: effective_on?,
            recorded_at: recorded_at?,
            command: command?,
            actor: actor?,
            corrects: corrects?,
            fact: fact?,
        })
    }
}

/// A field that is being read.
struct Field<'a, 'b> {
    text: &'a str,
    column: usize,
    wanted: &'static str,
    row: &'a Record<'b>,
    log: &'a mut Log,
}

impl<'a, 'b> Field<'a, 'b> {
    fn of(row: &'a Record<'b>, log: &'a mut Log, column: usize, wanted: &'static str) -> Self {
        Self {
            text: row.field(column),
            column,
            wanted,
            row,
            log,
        }
    }

    fn read<T>(self, read: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let value = read(self.text);
        if value.is_none() {
            let wanted = self.wanted;
            self.row
                .broken(self.log, self.column, Rule::Record { wanted });
        }
        value
    }

    /// An absent value is one.
    fn read_or_none<T>(self, read: impl FnOnce(&str) -> Option<T>) -> Option<Option<T>> {
        if self.text.is_empty() {
            Some(None)
        } else {
            self.read(read).map(Some)
        }
    }
}

fn place(text: &str) -> Option<Position> {
    Position::new(text.parse().ok()?)
}

/// An instant that a journal can have recorded: in whole microseconds.
fn instant(text: &str) -> Option<DateTime<Utc>> {
    let instant: DateTime<Utc> = text.parse().ok()?;
    instant
        .timestamp_subsec_nanos()
        .is_multiple_of(1_000)
        .then_some(instant)
}

impl Table for RecordTable {
    type Rows = Vec<Recorded>;

    fn rows(&self, count: usize) -> Vec<Recorded> {
        Vec::with_capacity(count)
    }

    fn record(&self, rows: &mut Vec<Recorded>, record: &Record<'_>, log: &mut Log) {
        rows.extend(self.recorded(record, log));
    }

    fn settle(&mut self, _rows: &Vec<Recorded>) -> bool {
        true
    }
}
