use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::part::{Ground, Part};
use crate::record::Position;
use crate::text::Name;
use crate::timeline::Timeline;

/// Something the host sells: whether it is on sale, and which needs it meets, from day to day.
///
/// ```
/// use tenure::{Book, Command, Name, Needs, ProductId, decide::decide_all};
/// # use chrono::NaiveDate;
/// # let day = |month| NaiveDate::from_ymd_opt(2026, month, 1).expect("a day");
/// let ledger = ProductId::new("ledger")?;
/// let needs = Needs::new([Name::new("close the books")?].into())?;
/// let mut book = Book::default();
/// let commands = [
///     Command::OfferProduct { product: ledger.clone(), needs, on: day(2) },
///     Command::WithdrawProduct { product: ledger.clone(), on: day(6) },
/// ];
/// decide_all(&mut book, &commands).expect("nothing stands against it");
/// let product = book.directory().product(&ledger).expect("offered");
/// assert!(product.needs_on(day(5)).is_some() && product.needs_on(day(6)).is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Product {
    offers: Timeline<Option<Needs>>,
}

/// The needs that a product meets, in the host's own terms: 1 to 100 names.
///
/// Serialised as a list in byte order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "BTreeSet<Name>", into = "BTreeSet<Name>")]
pub struct Needs(BTreeSet<Name>);

/// Too few needs, or too many.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a product meets {given} needs; name 1 to {max}", max = Needs::MAX)]
pub struct NeedsError {
    given: usize,
}

impl Needs {
    /// The most needs of one product.
    pub const MAX: usize = 100;

    /// These needs.
    ///
    /// # Errors
    /// [`NeedsError`] for none, or more than [`MAX`](Self::MAX).
    pub fn new(needs: BTreeSet<Name>) -> Result<Self, NeedsError> {
        if needs.is_empty() || needs.len() > Self::MAX {
            return Err(NeedsError { given: needs.len() });
        }
        Ok(Self(needs))
    }

    /// The needs, in byte order.
    #[must_use]
    pub const fn names(&self) -> &BTreeSet<Name> {
        &self.0
    }
}

impl TryFrom<BTreeSet<Name>> for Needs {
    type Error = NeedsError;

    fn try_from(needs: BTreeSet<Name>) -> Result<Self, Self::Error> {
        Self::new(needs)
    }
}

impl From<Needs> for BTreeSet<Name> {
    fn from(needs: Needs) -> Self {
        needs.0
    }
}

impl Product {
    /// The needs it meets while it is on sale; `None` when it is not.
    #[must_use]
    pub fn needs_on(&self, day: NaiveDate) -> Option<&Needs> {
        self.offers.at(day)?.as_ref()
    }

    /// On sale with these needs, and off sale, from day to day.
    #[must_use]
    pub const fn offers(&self) -> &Timeline<Option<Needs>> {
        &self.offers
    }

    pub(super) fn insert(&mut self, on: NaiveDate, by: Position, needs: Option<Needs>) {
        self.offers.insert(on, by, needs);
    }
}

/// Going off sale builds on an offer before it.
impl Part for Product {
    fn withdraw(&mut self, by: Position) {
        self.offers.withdraw(by);
    }

    fn ground(&self, by: Position) -> Option<Ground> {
        let ground = self.offers.ground(by)?;
        let entries = self.offers.entries();
        // What would go off sale without ever having been on it.
        let mut left = entries.iter().filter(|entry| entry.by != by);
        let dependent = left.next().filter(|first| first.value.is_none());
        Some(Ground {
            dependent: dependent.map(|first| first.by),
            ..ground
        })
    }

    fn records(&self) -> Box<dyn Iterator<Item = Position> + '_> {
        self.offers.records()
    }
}
