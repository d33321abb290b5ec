use std::fmt;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use tenure::{AccountId, Name, TextError};

use crate::columns::{ACCOUNT_ALIASES, AccountColumns};
use crate::error::{FileProblem, ImportError, Purpose};
use crate::excerpt::printable;
use crate::header::Header;
use crate::keys::{Column, Entry, KeyHasher, Keys, MAX_ENTRIES};
use crate::read::{Table, Whole, read};
use crate::record::{Layout, Record};
use crate::row_error::{Log, MAX_ROW_ERRORS, Place, absolute};
use crate::rule::Rule;
use crate::source::{Sizes, Source, open};
use crate::subscriptions::usual_threads;
use crate::value::{self, ID_MAX_BYTES};

/// How to read an accounts file.
///
/// ```
/// use tenure_import::AccountOptions;
///
/// // Two classes of account; "all" stays free for the whole book.
/// let options = AccountOptions::new().by(["industry", "country"]).reserve(["all"]);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountOptions {
    columns: AccountColumns,
    by: Vec<String>,
    reserved: Vec<String>,
}

impl AccountOptions {
    /// The account column by its aliases, no class columns, no reserved names.
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

    /// Further columns to class accounts by. Each must be in the file.
    #[must_use]
    pub fn by(mut self, columns: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.by.extend(columns.into_iter().map(Into::into));
        self
    }

    /// Further names that no class may have, because the caller means something else by them. Compared byte by byte.
    #[must_use]
    pub fn reserve(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.reserved.extend(names.into_iter().map(Into::into));
        self
    }
}

/// The accounts of a book and their classes, in the order of the file.
///
/// ```
/// use tenure_import::{AccountOptions, Accounts};
///
/// let file = "account_id,Industry\nA-1,EdTech\nA-2,\n";
/// let options = AccountOptions::new().by(["industry"]);
/// let accounts = Accounts::from_reader("accounts.csv", file.as_bytes(), &options)?;
/// let class = |id| accounts.get(id)?.class(0).map(|name| name.as_str());
/// assert_eq!((class("A-1"), class("A-2")), (Some("EdTech"), None));
/// # Ok::<(), tenure_import::ImportError>(())
/// ```
pub struct Accounts {
    ids: Vec<AccountId>,
    lines: Vec<u64>,
    classes: Vec<Class>,
    /// Places in `ids`, by id.
    sorted: Vec<u32>,
}

/// One class column.
struct Class {
    header: String,
    /// The distinct names, in order of first appearance.
    names: Vec<Name>,
    /// For every account the place in `names`, or none.
    numbers: Vec<u32>,
}

/// One account and its classes.
#[derive(Clone, Copy)]
pub struct AccountRow<'a> {
    accounts: &'a Accounts,
    at: usize,
    id: &'a AccountId,
}

/// The rows of one block.
#[derive(Default)]
struct Rows {
    lines: Vec<u32>,
    ids: Keys,
    classes: Vec<Keys>,
}

struct AccountTable<'a> {
    account: usize,
    classes: Vec<usize>,
    reserved: &'a [String],
    hasher: KeyHasher,
}

impl Accounts {
    /// Imports a file.
    ///
    /// # Errors
    /// [`ImportError::File`] when the file cannot be read as a table of accounts, [`ImportError::Rows`] with every broken rule of
    /// every row otherwise. Nothing is imported in part.
    pub fn from_path(
        path: impl AsRef<Path>,
        options: &AccountOptions,
    ) -> Result<Self, ImportError> {
        let (name, file) = open(path.as_ref())?;
        Self::from_reader(&name, file, options)
    }

    /// Imports what a reader gives; `file` is what errors call it. The reader needs no buffer of its own.
    ///
    /// # Errors
    /// Those of [`from_path`](Accounts::from_path).
    pub fn from_reader(
        file: &str,
        reader: impl Read + Send,
        options: &AccountOptions,
    ) -> Result<Self, ImportError> {
        Self::import(file, reader, options, Sizes::USUAL, usual_threads())
    }

    pub(crate) fn import(
        file: &str,
        reader: impl Read + Send,
        options: &AccountOptions,
        sizes: Sizes,
        threads: usize,
    ) -> Result<Self, ImportError> {
        let file: Arc<str> = printable(file).into();
        let problem = |problem| ImportError::File {
            file: Arc::clone(&file),
            problem,
        };
        let (source, header) = Source::open(reader, sizes).map_err(problem)?;
        let mut table = AccountTable::new(&header, options).map_err(problem)?;
        let layout = Layout {
            delimiter: source.delimiter,
            columns: header.names.len(),
            max_record_bytes: sizes.record,
        };
        let mut whole = read(source, &mut table, layout, threads).map_err(problem)?;
        let rows: usize = whole.blocks.iter().map(|block| block.lines.len()).sum();
        let count = u32::try_from(rows).ok().filter(|rows| *rows <= MAX_ENTRIES);
        let Some(count) = count else {
            return Err(problem(FileProblem::TooManyRows { max: MAX_ENTRIES }));
        };
        table.find_repeated_accounts(&mut whole, threads);
        let ids = table.intern(
            &mut whole,
            table.account,
            threads,
            |block| Some(&block.ids),
            |id| AccountId::new(id),
        );
        let mut classes = Vec::with_capacity(table.classes.len());
        for (at, column) in table.classes.iter().enumerate() {
            let class = table.intern(
                &mut whole,
                *column,
                threads,
                |block| block.classes.get(at),
                |name| Name::new(name),
            );
            let header = header.names.get(*column).cloned();
            classes.extend(class.zip(header).map(|((names, numbers), header)| Class {
                header,
                names,
                numbers,
            }));
        }
        if let Some(errors) = whole.log.finish(&file, &header.names, &whole.first_lines) {
            return Err(ImportError::Rows(errors));
        }
        let Some((ids, _)) = ids.filter(|_| rows > 0) else {
            return Err(problem(FileProblem::NoRows));
        };
        let mut sorted: Vec<u32> = (0..count).collect();
        sorted.sort_by_key(|at| ids.get(*at as usize));
        let lines = whole.blocks.iter().zip(&whole.first_lines);
        let lines = lines.flat_map(|(block, first)| {
            block
                .lines
                .iter()
                .map(move |line| *first + u64::from(*line))
        });
        Ok(Self {
            lines: lines.collect(),
            ids,
            classes,
            sorted,
        })
    }

    /// How many accounts there are; at least one.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is none, which never is: a file without rows is an error.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The headers of the class columns, as the file writes them, in the order they were asked for.
    pub fn class_columns(&self) -> impl ExactSizeIterator<Item = &str> {
        self.classes.iter().map(|class| class.header.as_str())
    }

    /// Every account, in the order of the file.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = AccountRow<'_>> {
        self.ids.iter().enumerate().map(|(at, id)| AccountRow {
            accounts: self,
            at,
            id,
        })
    }

    /// The account with this id; `None` when the file does not have it.
    #[must_use]
    pub fn get(&self, account: &str) -> Option<AccountRow<'_>> {
        let id = |at: &u32| self.ids.get(*at as usize);
        let place = self
            .sorted
            .binary_search_by_key(&Some(account), |at| id(at).map(AccountId::as_str));
        let at = self.sorted.get(place.ok()?)?;
        Some(AccountRow {
            accounts: self,
            at: *at as usize,
            id: id(at)?,
        })
    }
}

impl<'a> AccountRow<'a> {
    /// The account.
    #[must_use]
    pub const fn id(&self) -> &'a AccountId {
        self.id
    }

    /// The line of the file on which the row begins.
    #[must_use]
    pub fn line(&self) -> u64 {
        self.accounts
            .lines
            .get(self.at)
            .copied()
            .unwrap_or_default()
    }

    /// The account's class in the class column at this place; `None` where the field is empty or there is no such column.
    #[must_use]
    pub fn class(&self, column: usize) -> Option<&'a Name> {
        let class = self.accounts.classes.get(column)?;
        class.names.get(*class.numbers.get(self.at)? as usize)
    }

    /// The account's class in every class column, in the order they were asked for.
    pub fn classes(&self) -> impl ExactSizeIterator<Item = Option<&'a Name>> + use<'a> {
        let row = *self;
        (0..row.accounts.classes.len()).map(move |column| row.class(column))
    }
}

impl fmt::Debug for Accounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let classes: Vec<&str> = self.class_columns().collect();
        f.debug_struct("Accounts")
            .field("accounts", &self.len())
            .field("classes", &classes)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for AccountRow<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let classes: Vec<Option<&Name>> = self.classes().collect();
        f.debug_struct("AccountRow")
            .field("id", self.id)
            .field("line", &self.line())
            .field("classes", &classes)
            .finish()
    }
}

impl<'a> AccountTable<'a> {
    fn new(header: &Header, options: &'a AccountOptions) -> Result<Self, FileProblem> {
        let classes = options.by.iter();
        Ok(Self {
            account: header.account(options.columns.account(), ACCOUNT_ALIASES)?,
            classes: classes
                .map(|name| header.named(name, Purpose::Class))
                .collect::<Result<_, _>>()?,
            reserved: &options.reserved,
            hasher: KeyHasher::default(),
        })
    }

    /// Notes every account that stood on an earlier line.
    fn find_repeated_accounts(&self, whole: &mut Whole<Rows>, threads: usize) {
        let ids: Vec<&Keys> = whole.blocks.iter().map(|block| &block.ids).collect();
        let (total, repeats) = Column::new(&ids, threads).repeats(MAX_ROW_ERRORS);
        let mut repeated = Log::default();
        repeated.count(total.saturating_sub(repeats.len() as u64));
        for repeat in &repeats {
            let id = ids.get(repeat.again.block);
            let id = id
                .and_then(|ids| ids.get(repeat.again.row))
                .unwrap_or_default();
            let first = line_of(whole, repeat.first);
            let first_line = absolute(&whole.first_lines, repeat.first.block, first);
            let place = Place {
                block: repeat.again.block,
                line: line_of(whole, repeat.again),
                column: Some(self.account),
            };
            repeated.add(place, id.as_bytes(), Rule::UniqueAccount { first_line });
        }
        whole.log.absorb(repeated);
    }

    /// The distinct values of a column and, for every row, which one; `None` when a text is no value, which is noted.
    fn intern<T: Send>(
        &self,
        whole: &mut Whole<Rows>,
        column: usize,
        threads: usize,
        keys: impl Fn(&Rows) -> Option<&Keys>,
        make: impl Fn(&str) -> Result<T, TextError> + Sync,
    ) -> Option<(Vec<T>, Vec<u32>)> {
        let keys: Vec<&Keys> = whole.blocks.iter().filter_map(keys).collect();
        match Column::new(&keys, threads).intern(make) {
            Ok(interned) => Some((interned.values, interned.numbers.concat())),
            Err((at, problem)) => {
                let place = Place {
                    block: at.block,
                    line: line_of(whole, at),
                    column: Some(column),
                };
                whole.log.add(place, &[], Rule::Text(problem));
                None
            }
        }
    }
}

/// The line of an entry, counted from 0 at the start of its block.
fn line_of(whole: &Whole<Rows>, at: Entry) -> u32 {
    let block = whole.blocks.get(at.block);
    let line = block.and_then(|block| block.lines.get(at.row));
    line.copied().unwrap_or_default()
}

impl Table for AccountTable<'_> {
    type Rows = Rows;

    fn rows(&self, count: usize) -> Rows {
        let mut rows = Rows::default();
        rows.classes.resize_with(self.classes.len(), Keys::default);
        rows.lines.reserve(count);
        rows.ids.reserve(count);
        rows
    }

    fn record(&self, rows: &mut Rows, record: &Record<'_>, log: &mut Log) {
        rows.lines.push(record.line);
        let id = record.field(self.account);
        match value::text(id, ID_MAX_BYTES, |id| AccountId::new(id)) {
            Ok(()) => rows.ids.push(&self.hasher, id),
            Err(rule) => {
                rows.ids.push_none();
                record.broken(log, self.account, rule);
            }
        }
        for (keys, column) in rows.classes.iter_mut().zip(&self.classes) {
            let name = record.field(*column);
            if name.is_empty() {
                keys.push_none();
                continue;
            }
            let sound = value::text(name, Name::MAX_BYTES, |name| Name::new(name));
            let sound = sound.and_then(|()| match self.reserved.iter().any(|word| word == name) {
                true => Err(Rule::NotReserved),
                false => Ok(()),
            });
            match sound {
                Ok(()) => keys.push(&self.hasher, name),
                Err(rule) => {
                    keys.push_none();
                    record.broken(log, *column, rule);
                }
            }
        }
    }

    fn settle(&mut self, _rows: &Rows) -> bool {
        true
    }
}
