use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;
use tenure::{AccountId, ManagerId, Span};

use crate::columns::{ACCOUNT_ALIASES, AccountColumns};
use crate::error::{FileProblem, ImportError, Purpose};
use crate::excerpt::printable;
use crate::header::Header;
use crate::read::{Table, Whole, read};
use crate::record::{Layout, Record};
use crate::row_error::{Log, Place, absolute};
use crate::rule::Rule;
use crate::source::{Sizes, Source, open};
use crate::subscriptions::usual_threads;
use crate::value::{self, ID_MAX_BYTES};

/// How to read an assignments file: columns `manager`, `from` and, if it has one, `to`, besides the account's.
///
/// ```
/// use tenure_import::AssignmentOptions;
///
/// // "all" stays free for the whole book.
/// let options = AssignmentOptions::new().reserve(["all"]);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AssignmentOptions {
    columns: AccountColumns,
    reserved: Vec<String>,
}

impl AssignmentOptions {
    /// The account column by its aliases, no reserved names.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Which column names the account.
    #[must_use]
    pub fn with_columns(mut self, columns: AccountColumns) -> Self {
        self.columns = columns;
        self
    }

    /// Further names that no manager may have, because the caller means something else by them. Compared byte by byte.
    #[must_use]
    pub fn reserve(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.reserved.extend(names.into_iter().map(Into::into));
        self
    }
}

/// Who held which account from when to when, in the order of the file.
///
/// An assignment without an end holds until the account's next one. On every day an account has at most one manager, and nobody
/// before its first assignment and between the end of one and the next.
///
/// ```
/// use tenure_import::{AssignmentOptions, Assignments};
///
/// let file = "account,manager,from,to\nA-1,asha,2026-01-01,\nA-1,bela,2026-03-15,2026-06-01\n";
/// let assignments = Assignments::from_reader("assignments.csv", file.as_bytes(), &AssignmentOptions::new())?;
/// let holders = assignments.holders();
/// let of_account: Vec<_> = holders.values().flatten().map(|(day, who)| (day.to_string(), who.as_ref().map(|who| who.as_str()))).collect();
/// assert_eq!(of_account, [
///     ("2026-01-01".to_owned(), Some("asha")), ("2026-03-15".to_owned(), Some("bela")), ("2026-06-01".to_owned(), None),
/// ]);
/// # Ok::<(), tenure_import::ImportError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignments {
    rows: Vec<AssignmentRow>,
}

/// One assignment: a manager holds an account from a day on.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AssignmentRow {
    /// The account.
    pub account: AccountId,
    /// Who holds it.
    pub manager: ManagerId,
    /// The days, `[from, to)`; without an end until the account's next assignment.
    pub span: Span,
    /// The line of the file on which the row begins.
    pub line: u64,
}

/// Who holds an account from each of these days on; `None` is nobody.
pub type HoldersByDay<'a> = BTreeMap<NaiveDate, Option<&'a ManagerId>>;

/// What one sound row says.
struct Row {
    /// Counted from 0 at the start of the block.
    line: u32,
    account: AccountId,
    manager: ManagerId,
    span: Span,
}

/// The rows of one block.
#[derive(Default)]
struct Rows {
    sound: Vec<Row>,
    count: usize,
}

struct AssignmentTable<'a> {
    account: usize,
    manager: usize,
    from: usize,
    to: Option<usize>,
    reserved: &'a [String],
}

impl Assignments {
    /// Imports a file.
    ///
    /// # Errors
    /// [`ImportError::File`] when the file cannot be read as a table of assignments, [`ImportError::Rows`] with every broken rule
    /// of every row otherwise. Nothing is imported in part.
    pub fn from_path(
        path: impl AsRef<Path>,
        options: &AssignmentOptions,
    ) -> Result<Self, ImportError> {
        let (name, file) = open(path.as_ref())?;
        Self::from_reader(&name, file, options)
    }

    /// Imports what a reader gives; `file` is what errors call it. The reader needs no buffer of its own.
    ///
    /// # Errors
    /// Those of [`from_path`](Assignments::from_path).
    pub fn from_reader(
        file: &str,
        reader: impl Read + Send,
        options: &AssignmentOptions,
    ) -> Result<Self, ImportError> {
        let file: Arc<str> = printable(file).into();
        let problem = |problem| ImportError::File {
            file: Arc::clone(&file),
            problem,
        };
        let sizes = Sizes::USUAL;
        let (source, header) = Source::open(reader, sizes).map_err(problem)?;
        let mut table = AssignmentTable::new(&header, options).map_err(problem)?;
        let layout = Layout {
            delimiter: source.delimiter,
            columns: header.names.len(),
            max_record_bytes: sizes.record,
        };
        let mut whole = read(source, &mut table, layout, usual_threads()).map_err(problem)?;
        table.find_two_holders(&mut whole);
        if let Some(errors) = whole.log.finish(&file, &header.names, &whole.first_lines) {
            return Err(ImportError::Rows(errors));
        }
        if whole.blocks.iter().all(|block| block.count == 0) {
            return Err(problem(FileProblem::NoRows));
        }
        let first_lines = whole.first_lines;
        let blocks = whole.blocks.into_iter().enumerate();
        let rows = blocks.flat_map(|(at, block)| {
            let first_lines = &first_lines;
            let rows = block.sound.into_iter();
            rows.map(move |row| AssignmentRow {
                account: row.account,
                manager: row.manager,
                span: row.span,
                line: absolute(first_lines, at, row.line),
            })
        });
        Ok(Self {
            rows: rows.collect(),
        })
    }

    /// How many rows there are; at least one.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none, which never is: a file without rows is an error.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Every row, in the order of the file.
    #[must_use]
    pub fn rows(&self) -> &[AssignmentRow] {
        &self.rows
    }

    /// Who holds each account from which day on, by account. A row that holds no day counts for nothing.
    #[must_use]
    pub fn holders(&self) -> BTreeMap<&AccountId, HoldersByDay<'_>> {
        let mut holders: BTreeMap<&AccountId, HoldersByDay<'_>> = BTreeMap::new();
        for row in &self.rows {
            holders.entry(&row.account).or_default();
        }
        for row in self.rows.iter().filter(|row| !row.span.is_empty()) {
            if let Some(of_account) = holders.get_mut(&row.account) {
                of_account.insert(row.span.start(), Some(&row.manager));
            }
        }
        for row in self.rows.iter().filter(|row| !row.span.is_empty()) {
            if let (Some(of_account), Some(end)) = (holders.get_mut(&row.account), row.span.end()) {
                // Where the next one begins that day, it holds.
                of_account.entry(end).or_insert(None);
            }
        }
        holders
    }
}

impl<'a> AssignmentTable<'a> {
    fn new(header: &Header, options: &'a AssignmentOptions) -> Result<Self, FileProblem> {
        let named = |column| header.named(column, Purpose::Assignment(column));
        Ok(Self {
            account: header.account(options.columns.account(), ACCOUNT_ALIASES)?,
            manager: named("manager")?,
            from: named("from")?,
            to: header.optional("to")?,
            reserved: &options.reserved,
        })
    }

    /// The row, if all of it is sound; notes what is not.
    fn row(&self, record: &Record<'_>, log: &mut Log) -> Option<Row> {
        let id = |log: &mut Log, column: usize, check: &dyn Fn(&str) -> Result<(), Rule>| {
            let text = record.field(column);
            let checked = check(text);
            if let Err(rule) = checked {
                record.broken(log, column, rule);
                return None;
            }
            Some(text)
        };
        let account = id(log, self.account, &|text| {
            value::text(text, ID_MAX_BYTES, |text| AccountId::new(text))
        });
        let manager = id(log, self.manager, &|text| {
            value::text(text, ID_MAX_BYTES, |text| ManagerId::new(text))?;
            match self.reserved.iter().any(|word| word == text) {
                true => Err(Rule::NotReserved),
                false => Ok(()),
            }
        });
        let from = value::day(record.field(self.from));
        if from.is_none() {
            record.broken(log, self.from, Rule::Day);
        }
        let to = match self.to {
            Some(column) if !record.field(column).trim_ascii().is_empty() => {
                let to = value::day(record.field(column));
                if to.is_none() {
                    record.broken(log, column, Rule::Day);
                }
                Some((column, to?))
            }
            _ => None,
        };
        let from = from?;
        let span = Span::new(from, to.map(|(_, to)| to));
        let Ok(span) = span else {
            if let Some((column, _)) = to {
                record.broken(log, column, Rule::EndNotBeforeStart { start: from });
            }
            return None;
        };
        Some(Row {
            line: record.line,
            account: AccountId::new(account?).ok()?,
            manager: ManagerId::new(manager?).ok()?,
            span,
        })
    }

    /// Notes every row that begins on a day on which another row says that somebody holds the account: on the same day, or before
    /// the other's end.
    fn find_two_holders(&self, whole: &mut Whole<Rows>) {
        let mut rows: Vec<(usize, &Row)> = Vec::new();
        for (at, block) in whole.blocks.iter().enumerate() {
            let held = block.sound.iter().filter(|row| !row.span.is_empty());
            rows.extend(held.map(|row| (at, row)));
        }
        // Stable: of rows that begin on one day the later line is the one at fault.
        rows.sort_by_key(|(_, row)| (&row.account, row.span.start()));
        let mut log = Log::default();
        for of_account in rows.chunk_by(|(_, a), (_, b)| a.account == b.account) {
            let mut before: Option<&(usize, &Row)> = None;
            for this in of_account {
                let (block, row) = this;
                let start = row.span.start();
                if let Some((other_block, other)) = before
                    && (other.span.start() == start
                        || other.span.end().is_some_and(|end| start < end))
                {
                    let place = Place {
                        block: *block,
                        line: row.line,
                        column: Some(self.from),
                    };
                    let line = absolute(&whole.first_lines, *other_block, other.line);
                    let value = start.to_string();
                    log.add(place, value.as_bytes(), Rule::OneHolder { line });
                }
                // What reaches furthest is what the next one meets; one without an end reaches to the next.
                if before.is_none_or(|(_, other)| other.span.end() <= row.span.end()) {
                    before = Some(this);
                }
            }
        }
        whole.log.absorb(log);
    }
}

impl Table for AssignmentTable<'_> {
    type Rows = Rows;

    fn rows(&self, count: usize) -> Rows {
        Rows {
            sound: Vec::with_capacity(count),
            count: 0,
        }
    }

    fn record(&self, rows: &mut Rows, record: &Record<'_>, log: &mut Log) {
        rows.count += 1;
        rows.sound.extend(self.row(record, log));
    }

    fn settle(&mut self, _rows: &Rows) -> bool {
        true
    }
}
