//! The fold of a whole tenant, or of the streams a caller chose.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::account::Account;
use crate::as_of::Known;
use crate::calendar::Span;
use crate::directory::Directory;
use crate::fold::FoldError;
use crate::hierarchy::{self, Hierarchy};
use crate::id::AccountId;
use crate::record::{Position, Record, StreamId, Version};

/// The directory and the accounts, as far as their records were taken in.
///
/// ```
/// use tenure::{Book, Known};
///
/// let book = Book::fold([], Known::Now)?;
/// assert_eq!(book.accounts().count(), 0);
/// # Ok::<(), tenure::FoldError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Book {
    directory: Directory,
    /// Boxed, so that the nodes of the map stay small.
    accounts: BTreeMap<AccountId, Box<Account>>,
    known: Known,
}

/// Books are the same when they say the same, whenever that was known.
impl PartialEq for Book {
    fn eq(&self, other: &Self) -> bool {
        self.directory == other.directory && self.accounts == other.accounts
    }
}

impl Eq for Book {}

impl Book {
    /// The book after these records, as far as they were known.
    ///
    /// Records of each stream come from its first, in order; streams may be mixed in any way, so a whole scan and a few loads
    /// both fold.
    ///
    /// # Errors
    /// [`FoldError`] for a record out of order or in the wrong stream.
    pub fn fold<'a>(
        records: impl IntoIterator<Item = &'a Record>,
        known: Known,
    ) -> Result<Self, FoldError> {
        let mut book = Self::as_known(known);
        for record in records {
            if known.includes(record) {
                book.apply(record)?;
            }
        }
        Ok(book)
    }

    /// A book without records that is to hold what was known then, and no more.
    pub(crate) fn as_known(known: Known) -> Self {
        Self {
            known,
            ..Self::default()
        }
    }

    /// What counted as known when it was folded: the second time of every figure that is made from it.
    #[must_use]
    pub const fn known(&self) -> Known {
        self.known
    }

    /// Takes in the next record of a stream.
    ///
    /// # Errors
    /// [`FoldError`] for a record out of order or in the wrong stream. Nothing has changed then.
    pub fn apply(&mut self, record: &Record) -> Result<(), FoldError> {
        match &record.stream {
            StreamId::Directory => self.directory.apply(record),
            StreamId::Account(id) => match self.accounts.get_mut(id) {
                Some(account) => account.apply(record),
                None => {
                    let mut account = Account::new(id.clone());
                    account.apply(record)?;
                    self.accounts.insert(id.clone(), Box::new(account));
                    Ok(())
                }
            },
        }
    }

    /// The book of these accounts alone.
    pub(crate) fn only(&self, accounts: &BTreeSet<&AccountId>) -> Self {
        let accounts = accounts
            .iter()
            .filter_map(|id| self.accounts.get_key_value(*id));
        Self {
            directory: self.directory.clone(),
            accounts: accounts
                .map(|(id, account)| (id.clone(), account.clone()))
                .collect(),
            known: self.known,
        }
    }

    /// The managers.
    #[must_use]
    pub const fn directory(&self) -> &Directory {
        &self.directory
    }

    /// An account of which something was recorded.
    #[must_use]
    pub fn account(&self, account: &AccountId) -> Option<&Account> {
        self.accounts.get(account).map(AsRef::as_ref)
    }

    /// Every account of which something was recorded, by id.
    pub fn accounts(&self) -> impl ExactSizeIterator<Item = &Account> {
        self.accounts.values().map(AsRef::as_ref)
    }

    /// Which account stands under which on a day.
    #[must_use]
    pub fn hierarchy_on(&self, day: NaiveDate) -> Hierarchy<'_> {
        Hierarchy::of(self, day)
    }

    /// The account at the top of the hierarchy above an account, with the days on which it is, in order and without gap, from the
    /// beginning of time.
    #[must_use]
    pub fn ultimate_parents<'a>(&'a self, account: &'a AccountId) -> Vec<(Span, &'a AccountId)> {
        hierarchy::tops(self, account, hierarchy::Reach::Top)
    }

    /// How many records of a stream were taken in.
    #[must_use]
    pub fn version(&self, stream: &StreamId) -> Version {
        match stream {
            StreamId::Directory => self.directory.version(),
            StreamId::Account(account) => self
                .accounts
                .get(account)
                .map_or(Version::EMPTY, |account| account.version()),
        }
    }

    pub(crate) fn last_position(&self, stream: &StreamId) -> Option<Position> {
        match stream {
            StreamId::Directory => self.directory.last_position(),
            StreamId::Account(account) => self.accounts.get(account)?.last_position(),
        }
    }
}
