//! Random books with everything in them that a convention has a say in, and their figures the slow way.
//!
//! A [`Ledger`] is what a billing system would know: deals in several currencies and intervals, with trials, pauses, discounts that
//! end and the three dates of a cancellation; accounts whose payments are overdue, that are acquired or merged; changes of hands. It is
//! fed to the engine [as a book](Ledger::book) and [as a host's rows](Ledger::rows), and [`mod@reference`] works out its figures day by
//! day.

mod feed;
pub mod reference;
mod sample;

use chrono::NaiveDate;
use tenure::retention::SliceKey;
use tenure::{AccountId, BillingInterval, Cancellation, Currency, Span, SubscriptionId};

pub use sample::{conventions, ledgers};

/// The currency of reports.
pub const REPORT: Currency = Currency::EUR;

/// A book as a billing system would know it.
#[derive(Clone, Debug)]
pub struct Ledger {
    /// The customers; ids are unique and rise.
    pub customers: Vec<Customer>,
    /// What a customer does that [`belongs`](Customer::belongs) to another.
    pub bond: Bond,
}

/// How one customer belongs to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bond {
    /// As a branch.
    Branch,
    /// Merged into it.
    Merged,
}

/// One customer.
#[derive(Clone, Debug)]
pub struct Customer {
    /// The account.
    pub id: AccountId,
    /// What it has agreed to; ids are unique and rise.
    pub deals: Vec<Deal>,
    /// When its payments are overdue: in order, apart.
    pub past_due: Vec<Span>,
    /// From a day on it belongs to the customer at this place; to itself at its own. In order of days, which differ.
    pub belongs: Vec<(NaiveDate, usize)>,
    /// Who holds it from a day on; the last given for a day holds.
    pub handovers: Vec<(NaiveDate, SliceKey)>,
}

/// Something agreed, for a price that may change.
#[derive(Clone, Debug)]
pub struct Deal {
    /// Its id.
    pub id: SubscriptionId,
    /// The currency of its prices.
    pub currency: Currency,
    /// How often the price is due.
    pub interval: BillingInterval,
    /// From a day on the price is this many minor units. In order of days, which differ; the first is the first day in force.
    pub prices: Vec<(NaiveDate, i64)>,
    /// The first day that is paid for.
    pub trial_until: Option<NaiveDate>,
    /// When it is paused: in order, apart.
    pub pauses: Vec<Span>,
    /// A discount that ends: minor units off the price.
    pub discount: Option<(Span, i64)>,
    /// The cancellation, if there is one.
    pub cancellation: Option<Cancellation>,
}

impl Deal {
    /// The first day in force.
    ///
    /// # Panics
    /// Without any price.
    #[must_use]
    #[allow(clippy::indexing_slicing, reason = "a deal has a price")]
    pub fn start(&self) -> NaiveDate {
        self.prices[0].0
    }
}
