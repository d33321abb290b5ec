use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use tenure::Name;
use tenure::retention::survival::Lifetime;

use crate::error::{FileProblem, ImportError, Purpose};
use crate::excerpt::{excerpt, printable};
use crate::header::Header;
use crate::read::{Table, read};
use crate::record::{Layout, Record};
use crate::row_error::Log;
use crate::rule::Rule;
use crate::source::{Sizes, Source, open};
use crate::subscriptions::usual_threads;
use crate::value;

/// How to read a file of lifetimes: which column is what.
///
/// ```
/// use tenure_import::LifetimeOptions;
///
/// let options = LifetimeOptions::new("tenure", "Churn").by("Contract");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LifetimeOptions {
    duration: String,
    event: String,
    entry: Option<String>,
    group: Option<String>,
}

impl LifetimeOptions {
    /// These columns hold how long each lifetime is and whether it ended; neither entries nor groups.
    #[must_use]
    pub fn new(duration: impl Into<String>, event: impl Into<String>) -> Self {
        Self {
            duration: duration.into(),
            event: event.into(),
            entry: None,
            group: None,
        }
    }

    /// This column holds when each lifetime came under observation; an empty field is its start.
    #[must_use]
    pub fn entered(mut self, entry: impl Into<String>) -> Self {
        self.entry = Some(entry.into());
        self
    }

    /// This column holds the group of each lifetime.
    #[must_use]
    pub fn by(mut self, group: impl Into<String>) -> Self {
        self.group = Some(group.into());
        self
    }
}

/// Lifetimes by group.
///
/// A lifetime of zero that did not end was under observation for no time (it began when the file was written): it says nothing,
/// and is left out and counted.
///
/// ```
/// use tenure_import::{LifetimeOptions, Lifetimes};
///
/// let file = "tenure,Churn,Contract\n34,No,Yearly\n2,Yes,Monthly\n0,No,Monthly\n";
/// let options = LifetimeOptions::new("tenure", "Churn").by("Contract");
/// let lifetimes = Lifetimes::from_reader("telco.csv", file.as_bytes(), &options)?;
/// let groups: Vec<_> = lifetimes.groups().map(|(name, group)| (name.map(|name| name.as_str()), group.len())).collect();
/// assert_eq!(groups, [(Some("Monthly"), 1), (Some("Yearly"), 1)]);
/// assert_eq!(lifetimes.not_observed(), 1);
/// # Ok::<(), tenure_import::ImportError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Lifetimes {
    groups: BTreeMap<Option<Name>, Vec<Lifetime>>,
    not_observed: u64,
}

/// What the rows of one block say.
#[derive(Debug, Default)]
struct Rows {
    /// In the order of the file within a group. Without a group column all are in the group without a name.
    groups: BTreeMap<String, Vec<Lifetime>>,
    rows: u64,
    not_observed: u64,
}

struct LifetimeTable {
    duration: usize,
    event: usize,
    entry: Option<usize>,
    group: Option<usize>,
}

impl Lifetimes {
    /// Imports a file.
    ///
    /// # Errors
    /// [`ImportError::File`] when the file cannot be read as a table of lifetimes, [`ImportError::Rows`] with every broken rule of
    /// every row otherwise. Nothing is imported in part.
    pub fn from_path(
        path: impl AsRef<Path>,
        options: &LifetimeOptions,
    ) -> Result<Self, ImportError> {
        let (name, file) = open(path.as_ref())?;
        Self::from_reader(&name, file, options)
    }

    /// Imports what a reader gives; `file` is what errors call it. The reader needs no buffer of its own.
    ///
    /// # Errors
    /// Those of [`from_path`](Lifetimes::from_path).
    pub fn from_reader(
        file: &str,
        reader: impl Read + Send,
        options: &LifetimeOptions,
    ) -> Result<Self, ImportError> {
        let file: Arc<str> = printable(file).into();
        let problem = |problem| ImportError::File {
            file: Arc::clone(&file),
            problem,
        };
        let sizes = Sizes::USUAL;
        let (source, header) = Source::open(reader, sizes).map_err(problem)?;
        let mut table = LifetimeTable::new(&header, options).map_err(problem)?;
        let layout = Layout {
            delimiter: source.delimiter,
            columns: header.names.len(),
            max_record_bytes: sizes.record,
        };
        let whole = read(source, &mut table, layout, usual_threads()).map_err(problem)?;
        if let Some(errors) = whole.log.finish(&file, &header.names, &whole.first_lines) {
            return Err(ImportError::Rows(errors));
        }
        let mut lifetimes = Self {
            groups: BTreeMap::new(),
            not_observed: 0,
        };
        let mut rows = 0;
        for block in whole.blocks {
            rows += block.rows;
            lifetimes.not_observed += block.not_observed;
            for (group, of_block) in block.groups {
                // Every name was judged with its row.
                let group = Name::new(group).ok();
                lifetimes.groups.entry(group).or_default().extend(of_block);
            }
        }
        if rows == 0 {
            return Err(problem(FileProblem::NoRows));
        }
        Ok(lifetimes)
    }

    /// The lifetimes of each group, by its name in byte order; without a group column all in one group without a name. No group
    /// is empty; within one, lifetimes come in the order of the file.
    pub fn groups(&self) -> impl ExactSizeIterator<Item = (Option<&Name>, &[Lifetime])> {
        let groups = self.groups.iter();
        groups.map(|(name, lifetimes)| (name.as_ref(), lifetimes.as_slice()))
    }

    /// How many rows were left out because they were under observation for no time.
    #[must_use]
    pub const fn not_observed(&self) -> u64 {
        self.not_observed
    }
}

impl LifetimeTable {
    fn new(header: &Header, options: &LifetimeOptions) -> Result<Self, FileProblem> {
        let named = |column: &str, what| header.named(column, Purpose::Lifetime(what));
        let optional = |column: &Option<String>, what| {
            let column = column.as_deref();
            column.map(|column| named(column, what)).transpose()
        };
        Ok(Self {
            duration: named(&options.duration, "duration")?,
            event: named(&options.event, "event")?,
            entry: optional(&options.entry, "entry")?,
            group: optional(&options.group, "group")?,
        })
    }

    /// The lifetime of a row; `None` when it was under observation for no time. Notes what is wrong, and then there is none either.
    fn lifetime(&self, record: &Record<'_>, log: &mut Log) -> Option<Lifetime> {
        let time = |column: usize| value::time(record.field(column));
        let duration = time(self.duration);
        if duration.is_none() {
            record.broken(log, self.duration, Rule::Time);
        }
        let ended = value::event(record.field(self.event));
        if ended.is_none() {
            record.broken(log, self.event, Rule::Event);
        }
        let entry = match self.entry {
            Some(column) if !record.field(column).trim_ascii().is_empty() => {
                let entry = time(column);
                if entry.is_none() {
                    record.broken(log, column, Rule::Time);
                }
                entry.map(|entry| (column, entry))
            }
            _ => Some((self.duration, 0.0)),
        };
        let (duration, ended, (column, entry)) = (duration?, ended?, entry?);
        if duration == 0.0 && entry == 0.0 {
            if ended {
                record.broken(log, self.duration, Rule::DurationAboveZero);
            }
            return None;
        }
        if entry >= duration {
            let duration = excerpt(record.field(self.duration).trim_ascii().as_bytes());
            record.broken(log, column, Rule::EntryBeforeDuration { duration });
            return None;
        }
        let lifetime = match ended {
            true => Lifetime::ended(duration),
            false => Lifetime::censored(duration),
        };
        lifetime.and_then(|lifetime| lifetime.entered(entry)).ok()
    }
}

impl Table for LifetimeTable {
    type Rows = Rows;

    fn rows(&self, _count: usize) -> Rows {
        Rows::default()
    }

    fn record(&self, rows: &mut Rows, record: &Record<'_>, log: &mut Log) {
        rows.rows += 1;
        let group = self.group.map_or("", |column| record.field(column));
        if let Some(column) = self.group
            && let Err(rule) = value::text(group, Name::MAX_BYTES, |name| Name::new(name))
        {
            record.broken(log, column, rule);
        }
        let Some(lifetime) = self.lifetime(record, log) else {
            // Or broken, and then nobody gets to see the number.
            rows.not_observed += 1;
            return;
        };
        match rows.groups.get_mut(group) {
            Some(lifetimes) => lifetimes.push(lifetime),
            None => {
                rows.groups.insert(group.to_owned(), vec![lifetime]);
            }
        }
    }

    fn settle(&mut self, _rows: &Rows) -> bool {
        true
    }
}
