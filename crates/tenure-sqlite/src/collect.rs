//! Records made where their rows are found: SQLite calls a function of ours for each row of a page, inside the query. To have the columns of a
//! row handed out by the driver, one by one, takes two and a half times the instructions of that.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::{CachedStatement, Connection, Params};
use tenure::Record;
use tenure::journal::{JournalError, RecordReader};

use crate::error::Fault;
use crate::reader::Span;
use crate::tables::{self, RECORD_COLUMNS};

/// A query that has a page collected: its rows are those that were refused, of which the first ends it.
///
/// SQLite finds the rows in the order that is asked for, by the key or by an index, and calls the function once for each. Were it otherwise,
/// the page would be refused, and never be wrong.
macro_rules! collect {
    ($condition:literal, $order:literal) => {
        concat!(
            "SELECT 1 FROM record WHERE ",
            $condition,
            " AND NOT collect_record(",
            $crate::tables::record_columns!(),
            ") ORDER BY ",
            $order
        )
    };
}
pub(crate) use collect;

/// Collects the records of one page after the other on its connection.
pub(crate) struct Collector(Arc<Mutex<Option<Collecting>>>);

/// The page that is being collected.
struct Collecting {
    numbers: Numbers,
    due: u64,
    reader: RecordReader,
    records: Vec<Record>,
    refusal: Option<Fault>,
}

/// By what the records of a page follow each other without a hole.
pub(crate) enum Numbers {
    Positions,
    VersionsOf(String),
}

impl Collector {
    /// Makes the function known to the connection.
    pub(crate) fn new(connection: &Connection) -> Result<Self, rusqlite::Error> {
        let collector = Self(Arc::default());
        let own = Self(Arc::clone(&collector.0));
        let columns = i32::try_from(RECORD_COLUMNS).unwrap_or(i32::MAX);
        let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DIRECTONLY;
        connection.create_scalar_function("collect_record", columns, flags, move |row| {
            Ok(own.page().as_mut().is_some_and(|page| page.collect(row)))
        })?;
        Ok(collector)
    }

    /// The records of a span, by a statement of [`collect!`].
    pub(crate) fn records(
        &self,
        mut statement: CachedStatement<'_>,
        params: impl Params,
        numbers: Numbers,
        span: &Span,
    ) -> Result<Vec<Record>, Fault> {
        *self.page() = Some(Collecting {
            numbers,
            due: span.first,
            reader: RecordReader::default(),
            records: Vec::with_capacity(span.records()),
            refusal: None,
        });
        let stopped = statement.exists(params);
        let page = self.page().take();
        let stopped = stopped?;
        match page {
            Some(page) if !stopped && page.due > span.last => Ok(page.records),
            Some(page) => {
                let missing = || page.numbers.missing(page.due).into();
                Err(page.refusal.unwrap_or_else(missing))
            }
            // It was put there, and nobody else takes it.
            None => Err(tables::damaged("record").into()),
        }
    }

    fn page(&self) -> MutexGuard<'_, Option<Collecting>> {
        // A panic leaves a page half made, and the next one is begun anew.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Collecting {
    /// Whether the row is the record that is due.
    fn collect(&mut self, row: &Context<'_>) -> bool {
        if self.refusal.is_none() {
            self.refusal = self.next(row).err();
        }
        self.refusal.is_none()
    }

    fn next(&mut self, row: &Context<'_>) -> Result<(), Fault> {
        let (stored, checksum) = tables::record(|column| Ok(row.get_raw(column)))?;
        let is_due = match &self.numbers {
            Numbers::Positions => stored.position == self.due,
            // The row is found through an index, which no checksum guards.
            Numbers::VersionsOf(stream) => stored.version == self.due && stored.stream == stream,
        };
        if !is_due {
            return Err(self.numbers.missing(self.due).into());
        }
        let opened = self.reader.open(&stored, checksum);
        let place = tables::place(stored.position);
        self.records.push(opened.map_err(|error| error.at(place))?);
        self.due = self.due.saturating_add(1);
        Ok(())
    }
}

impl Numbers {
    fn missing(&self, due: u64) -> JournalError {
        match self {
            Self::Positions => tables::missing(due),
            Self::VersionsOf(stream) => tables::missing_version(stream, due),
        }
    }
}
