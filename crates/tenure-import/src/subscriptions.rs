use std::fmt;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;
use tenure::retention::{AccountIndex, AccountList, RevenueLine};
use tenure::{AccountId, Currency, Money, Span, SubscriptionId, TextError};

use crate::columns::{Role, SubscriptionColumns};
use crate::error::{FileProblem, ImportError};
use crate::excerpt::printable;
use crate::header::Header;
use crate::keys::{Column, Entry, Interned, KeyHasher, Keys, MAX_ENTRIES};
use crate::read::{Table, Whole, read};
use crate::record::{Layout, Record};
use crate::row_error::{Log, MAX_ROW_ERRORS, Place, absolute};
use crate::rule::Rule;
use crate::source::{Sizes, Source, open};
use crate::value::{self, AmountUnit, ID_MAX_BYTES};

/// How to read a subscriptions file.
///
/// ```
/// use tenure::Currency;
/// use tenure_import::{AmountUnit, SubscriptionOptions};
///
/// let options = SubscriptionOptions::new(AmountUnit::Major)
///     .in_currency(Currency::EUR)
///     .with_columns("account=client,amount=fee".parse()?);
/// # Ok::<(), tenure_import::MappingError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubscriptionOptions {
    columns: SubscriptionColumns,
    unit: AmountUnit,
    currency: Option<Currency>,
    currency_unless_stated: Option<Currency>,
}

impl SubscriptionOptions {
    /// Columns by their aliases, amounts in this unit, the currency from the file.
    #[must_use]
    pub fn new(unit: AmountUnit) -> Self {
        Self {
            columns: SubscriptionColumns::new(),
            unit,
            currency: None,
            currency_unless_stated: None,
        }
    }

    /// The currency of the book. Without it the file needs a currency column; with both, every row has to agree.
    #[must_use]
    pub fn in_currency(mut self, currency: Currency) -> Self {
        self.currency = Some(currency);
        self
    }

    /// The currency of a file without a currency column. A column goes before it.
    #[must_use]
    pub fn in_currency_unless_stated(mut self, currency: Currency) -> Self {
        self.currency_unless_stated = Some(currency);
        self
    }

    /// Which columns have which roles.
    #[must_use]
    pub fn with_columns(mut self, columns: SubscriptionColumns) -> Self {
        self.columns = columns;
        self
    }
}

/// The subscriptions of a book, in the order of the file.
///
/// Held in columns: about 40 bytes a row with its id, and each distinct account once, however long the ignored columns of the
/// file are. A row costs no allocation of its own.
pub struct Subscriptions {
    currency: Currency,
    accounts: Arc<[AccountId]>,
    blocks: Vec<Rows>,
    first_lines: Vec<u64>,
    rows: usize,
    latest: NaiveDate,
}

/// One subscription: an account pays an amount a month over a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SubscriptionRow<'a> {
    account: &'a AccountId,
    account_index: u32,
    span: Span,
    minor: i64,
    currency: Currency,
    line: u64,
    id: Option<&'a str>,
}

#[derive(Clone, Copy)]
struct Row {
    span: Span,
    minor: i64,
    account: u32,
    /// Counted from 0 at the start of the block.
    line: u32,
}

/// The rows of one block.
#[derive(Default)]
struct Rows {
    rows: Vec<Row>,
    ids: Keys,
    /// Until they are interned.
    accounts: Keys,
    latest: Option<NaiveDate>,
    /// Of the first row with a known one, while the book's is not settled.
    currency: Option<Currency>,
}

struct SubscriptionTable {
    account: usize,
    start: usize,
    end: usize,
    amount: usize,
    id: Option<usize>,
    currency: Option<usize>,
    unit: AmountUnit,
    book: Option<Currency>,
    hasher: KeyHasher,
}

impl Subscriptions {
    /// Imports a file.
    ///
    /// # Errors
    /// [`ImportError::File`] when the file cannot be read as a table of subscriptions, [`ImportError::Rows`] with every broken
    /// rule of every row otherwise. Nothing is imported in part.
    pub fn from_path(
        path: impl AsRef<Path>,
        options: &SubscriptionOptions,
    ) -> Result<Self, ImportError> {
        let (name, file) = open(path.as_ref())?;
        Self::from_reader(&name, file, options)
    }

    /// Imports what a reader gives; `file` is what errors call it. The reader needs no buffer of its own.
    ///
    /// # Errors
    /// Those of [`from_path`](Subscriptions::from_path).
    pub fn from_reader(
        file: &str,
        reader: impl Read + Send,
        options: &SubscriptionOptions,
    ) -> Result<Self, ImportError> {
        Self::import(file, reader, options, Sizes::USUAL, usual_threads())
    }

    pub(crate) fn import(
        file: &str,
        reader: impl Read + Send,
        options: &SubscriptionOptions,
        sizes: Sizes,
        threads: usize,
    ) -> Result<Self, ImportError> {
        let file: Arc<str> = printable(file).into();
        let problem = |problem| ImportError::File {
            file: Arc::clone(&file),
            problem,
        };
        let (source, header) = Source::open(reader, sizes).map_err(problem)?;
        let mut table = SubscriptionTable::new(&header, options).map_err(problem)?;
        let layout = Layout {
            delimiter: source.delimiter,
            columns: header.names.len(),
            max_record_bytes: sizes.record,
        };
        let mut whole = read(source, &mut table, layout, threads).map_err(problem)?;
        let rows: usize = whole.blocks.iter().map(|block| block.rows.len()).sum();
        if u32::try_from(rows).map_or(true, |rows| rows > MAX_ENTRIES) {
            return Err(problem(FileProblem::TooManyRows { max: MAX_ENTRIES }));
        }
        table.find_repeated_ids(&mut whole, threads);
        let interned = table.intern_accounts(&mut whole, threads);
        if let Some(errors) = whole.log.finish(&file, &header.names, &whole.first_lines) {
            return Err(ImportError::Rows(errors));
        }
        let latest = whole.blocks.iter().filter_map(|block| block.latest).max();
        let (Some(interned), Some(currency), Some(latest)) = (interned, table.book, latest) else {
            return Err(problem(FileProblem::NoRows));
        };
        for (block, numbers) in whole.blocks.iter_mut().zip(interned.numbers) {
            for (row, number) in block.rows.iter_mut().zip(numbers) {
                row.account = number;
            }
            block.accounts = Keys::default();
            block.ids.settle();
        }
        Ok(Self {
            currency,
            accounts: interned.values.into(),
            blocks: whole.blocks,
            first_lines: whole.first_lines,
            rows,
            latest,
        })
    }

    /// How many subscriptions there are; at least one.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.rows
    }

    /// Whether there is none, which never is: a file without rows is an error.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// The currency of every amount.
    #[must_use]
    pub const fn currency(&self) -> Currency {
        self.currency
    }

    /// The distinct accounts, in order of first appearance: what [`SubscriptionRow::account_index`] counts.
    #[must_use]
    pub fn accounts(&self) -> &[AccountId] {
        &self.accounts
    }

    /// [`accounts`](Subscriptions::accounts) for a history: told apart already, and shared with it.
    #[must_use]
    pub fn account_list(&self) -> AccountList {
        AccountList::distinct(Arc::clone(&self.accounts))
    }

    /// The latest start or end of any row: the day up to which the file is known to speak.
    #[must_use]
    pub const fn latest_date(&self) -> NaiveDate {
        self.latest
    }

    /// Every subscription, in the order of the file.
    pub fn rows(&self) -> impl Iterator<Item = SubscriptionRow<'_>> {
        let blocks = self.blocks.iter().enumerate();
        blocks.flat_map(move |(at, block)| {
            let rows = block.rows.iter().enumerate();
            rows.filter_map(move |(entry, row)| {
                Some(SubscriptionRow {
                    account: self.accounts.get(row.account as usize)?,
                    account_index: row.account,
                    span: row.span,
                    minor: row.minor,
                    currency: self.currency,
                    line: absolute(&self.first_lines, at, row.line),
                    id: block.ids.get(entry),
                })
            })
        })
    }
}

impl Subscriptions {
    /// What the subscriptions bring a month, for [`RevenueHistory::from_lines`](tenure::retention::RevenueHistory::from_lines)
    /// together with [`account_list`](Subscriptions::account_list).
    pub fn revenue_lines(&self) -> impl Iterator<Item = RevenueLine> {
        let rows = self.blocks.iter().flat_map(|block| &block.rows);
        Counted {
            left: self.rows,
            items: rows.map(|row| RevenueLine {
                account: AccountIndex::new(row.account),
                span: row.span,
                monthly: money(row.minor, self.currency),
            }),
        }
    }
}

/// Items whose number is known, so that whoever collects them makes room once.
struct Counted<I> {
    left: usize,
    items: I,
}

impl<I: Iterator> Iterator for Counted<I> {
    type Item = I::Item;

    fn next(&mut self) -> Option<I::Item> {
        self.left = self.left.saturating_sub(1);
        self.items.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }

    fn fold<B, F: FnMut(B, I::Item) -> B>(self, init: B, fold: F) -> B {
        self.items.fold(init, fold)
    }
}

/// 64 bits always fit.
fn money(minor: i64, currency: Currency) -> Money {
    Money::from_minor(i128::from(minor), currency).unwrap_or_else(|_| Money::zero(currency))
}

impl fmt::Debug for Subscriptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscriptions")
            .field("currency", &self.currency)
            .field("rows", &self.rows)
            .field("accounts", &self.accounts.len())
            .field("latest", &self.latest)
            .finish_non_exhaustive()
    }
}

impl<'a> SubscriptionRow<'a> {
    /// The account that pays.
    #[must_use]
    pub const fn account(&self) -> &'a AccountId {
        self.account
    }

    /// The account's place in [`Subscriptions::accounts`].
    #[must_use]
    pub const fn account_index(&self) -> u32 {
        self.account_index
    }

    /// The days in force, `[start, end)`.
    #[must_use]
    pub const fn span(&self) -> Span {
        self.span
    }

    /// The recurring amount a month, in minor units of [`Subscriptions::currency`]; never below zero.
    #[must_use]
    pub const fn amount_minor(&self) -> i64 {
        self.minor
    }

    /// The recurring amount a month.
    #[must_use]
    pub fn amount(&self) -> Money {
        money(self.minor, self.currency)
    }

    /// The line of the file on which the row begins; the header is on line 1 or below.
    #[must_use]
    pub const fn line(&self) -> u64 {
        self.line
    }

    /// The text of the subscription's own id, which is a valid [`SubscriptionId`]; `None` when the file has no such column.
    #[must_use]
    pub const fn id(&self) -> Option<&'a str> {
        self.id
    }
}

impl SubscriptionTable {
    fn new(header: &Header, options: &SubscriptionOptions) -> Result<Self, FileProblem> {
        let column = |role, required| header.role(role, options.columns.get(role), required);
        let required = |role| column(role, true).map(Option::unwrap_or_default);
        let stated = column(Role::Currency, false)?;
        let unless_stated = options.currency_unless_stated.filter(|_| stated.is_none());
        let table = Self {
            account: required(Role::Account)?,
            start: required(Role::Start)?,
            end: required(Role::End)?,
            amount: required(Role::Amount)?,
            id: column(Role::Id, false)?,
            currency: stated,
            unit: options.unit,
            book: options.currency.or(unless_stated),
            hasher: KeyHasher::default(),
        };
        if table.book.is_none() && table.currency.is_none() {
            return Err(FileProblem::NoCurrency);
        }
        Ok(table)
    }

    /// The currency to read a row's amount in: the book's as far as it is settled.
    fn currency(&self, rows: &mut Rows, record: &Record<'_>, log: &mut Log) -> Option<Currency> {
        let book = self.book.or(rows.currency);
        let Some(column) = self.currency else {
            return book;
        };
        let code = record.field(column).trim_ascii();
        if let Some(book) = book
            && book.code() == code
        {
            return Some(book);
        }
        match (Currency::from_code(code), book) {
            (Err(_), _) => record.broken(log, column, Rule::CurrencyCode),
            (Ok(_), Some(book)) => record.broken(log, column, Rule::OneCurrency { book }),
            (Ok(first), None) => {
                rows.currency = Some(first);
                return Some(first);
            }
        }
        book
    }

    /// Notes every subscription id that stood on an earlier line.
    fn find_repeated_ids(&self, whole: &mut Whole<Rows>, threads: usize) {
        let Some(column) = self.id else {
            return;
        };
        let Whole {
            blocks,
            first_lines,
            log,
        } = whole;
        let ids: Vec<&Keys> = blocks.iter().map(|block| &block.ids).collect();
        let (total, repeats) = Column::new(&ids, threads).repeats(MAX_ROW_ERRORS);
        let line_of = |at: Entry| {
            let row = blocks
                .get(at.block)
                .and_then(|block| block.rows.get(at.row));
            row.map(|row| row.line).unwrap_or_default()
        };
        let mut repeated = Log::default();
        repeated.count(total.saturating_sub(repeats.len() as u64));
        for repeat in &repeats {
            let place = Place {
                block: repeat.again.block,
                line: line_of(repeat.again),
                column: Some(column),
            };
            let id = ids.get(repeat.again.block);
            let id = id
                .and_then(|ids| ids.get(repeat.again.row))
                .unwrap_or_default();
            let first_line = absolute(first_lines, repeat.first.block, line_of(repeat.first));
            repeated.add(
                place,
                id.as_bytes(),
                Rule::UniqueSubscription { first_line },
            );
        }
        log.absorb(repeated);
    }

    /// Numbers the accounts; `None` when one of them is no account id, which is noted.
    fn intern_accounts(
        &self,
        whole: &mut Whole<Rows>,
        threads: usize,
    ) -> Option<Interned<AccountId>> {
        let accounts: Vec<&Keys> = whole.blocks.iter().map(|block| &block.accounts).collect();
        let interned = Column::new(&accounts, threads).intern(AccountId::new);
        interned
            .map_err(|(at, problem)| {
                let block = whole.blocks.get(at.block);
                let row = block.and_then(|block| block.rows.get(at.row));
                let place = Place {
                    block: at.block,
                    line: row.map(|row| row.line).unwrap_or_default(),
                    column: Some(self.account),
                };
                whole.log.add(place, &[], Rule::Text(problem));
            })
            .ok()
    }
}

impl Table for SubscriptionTable {
    type Rows = Rows;

    fn rows(&self, count: usize) -> Rows {
        let mut rows = Rows::default();
        rows.rows.reserve(count);
        rows.accounts.reserve(count);
        if self.id.is_some() {
            rows.ids.reserve(count);
        }
        rows
    }

    fn record(&self, rows: &mut Rows, record: &Record<'_>, log: &mut Log) {
        let mut key = |keys: &mut Keys, column, check: fn(&str) -> Result<(), TextError>| {
            let text = record.field(column);
            match value::text(text, ID_MAX_BYTES, check) {
                Ok(()) => keys.push(&self.hasher, text),
                Err(rule) => {
                    keys.push_none();
                    record.broken(log, column, rule);
                }
            }
        };
        key(&mut rows.accounts, self.account, |text| {
            AccountId::new(text).map(drop)
        });
        if let Some(column) = self.id {
            key(&mut rows.ids, column, |text| {
                SubscriptionId::new(text).map(drop)
            });
        }
        let start = value::day(record.field(self.start));
        if start.is_none() {
            record.broken(log, self.start, Rule::Day);
        }
        let end = match record.field(self.end).trim_ascii() {
            "" => None,
            text => {
                let end = value::day(text);
                if end.is_none() {
                    record.broken(log, self.end, Rule::Day);
                }
                end
            }
        };
        let currency = self.currency(rows, record, log);
        // Without a currency the row is broken anyway; its amount is still judged, in a currency with cents.
        let currency = currency.unwrap_or(Currency::USD);
        let minor = value::amount(record.field(self.amount), self.unit, currency);
        let minor = minor.unwrap_or_else(|rule| {
            record.broken(log, self.amount, rule);
            0
        });
        let span = match (start, end) {
            (None, end) => Span::from(end.unwrap_or_default()),
            (Some(start), end) => Span::new(start, end).unwrap_or_else(|_| {
                record.broken(log, self.end, Rule::EndNotBeforeStart { start });
                Span::from(start)
            }),
        };
        rows.latest = rows.latest.max(span.end()).max(Some(span.start()));
        // A broken row keeps its place, so that all columns of a block are of one length; a file with one is never handed out.
        rows.rows.push(Row {
            span,
            minor,
            account: 0,
            line: record.line,
        });
    }

    fn settle(&mut self, rows: &Rows) -> bool {
        self.book = self.book.or(rows.currency);
        self.book.is_some()
    }
}

/// As many threads as the machine has cores for, within reason.
pub(crate) fn usual_threads() -> usize {
    const MAX_THREADS: usize = 16;
    std::thread::available_parallelism().map_or(1, |cores| cores.get().min(MAX_THREADS))
}
