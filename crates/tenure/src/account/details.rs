use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::currency::Currency;
use crate::money::Money;
use crate::part::{Ground, Part};
use crate::record::Position;
use crate::text::Name;
use crate::timeline::Timeline;

/// The dimensions that everybody classes accounts by, by their names in [`Account::class_on`](crate::Account::class_on) and
/// [`Command::ClassifyAccount`](crate::Command::ClassifyAccount). A host may have any other.
pub mod dimension {
    /// Size or value, such as `enterprise`, `mid-market`.
    pub const SEGMENT: &str = "segment";
    /// What the customer does, such as `EdTech`.
    pub const INDUSTRY: &str = "industry";
    /// What kind of customer it is, such as `partner`, `reseller`, `public body`.
    pub const BUSINESS_TYPE: &str = "business_type";
    /// The language in which the customer wants to be spoken to, as a tag such as `te` or `pt-BR`.
    pub const LANGUAGE: &str = "language";
}

/// What winning a customer took.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Acquisition {
    /// The cost of winning the customer: marketing and sales, zero or more. `None` where it is not known, which is not zero.
    pub cost: Option<Money>,
    /// Where the customer came from, such as `referral`, `trade fair`.
    pub source: Option<Name>,
}

/// Particulars of an account that change over time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Details {
    currencies: Timeline<Currency>,
    time_zones: Timeline<Name>,
    acquisitions: Timeline<Acquisition>,
}

impl Details {
    pub(super) const NONE: Self = Self {
        currencies: Timeline::new(),
        time_zones: Timeline::new(),
        acquisitions: Timeline::new(),
    };

    /// The currency the customer is billed in, from day to day.
    #[must_use]
    pub const fn currencies(&self) -> &Timeline<Currency> {
        &self.currencies
    }

    /// The customer's time zone, an IANA name kept as given, from day to day.
    #[must_use]
    pub const fn time_zones(&self) -> &Timeline<Name> {
        &self.time_zones
    }

    /// What winning the customer took, by the day on which it was won. One that was won back may have several.
    #[must_use]
    pub const fn acquisitions(&self) -> &Timeline<Acquisition> {
        &self.acquisitions
    }

    pub(super) fn agree_currency(&mut self, on: NaiveDate, by: Position, currency: Currency) {
        self.currencies.insert(on, by, currency);
    }

    pub(super) fn locate(&mut self, on: NaiveDate, by: Position, time_zone: Name) {
        self.time_zones.insert(on, by, time_zone);
    }

    pub(super) fn acquire(&mut self, on: NaiveDate, by: Position, acquisition: Acquisition) {
        self.acquisitions.insert(on, by, acquisition);
    }

    fn parts(&self) -> [&dyn Part; 3] {
        [&self.currencies, &self.time_zones, &self.acquisitions]
    }
}

impl Part for Details {
    fn withdraw(&mut self, by: Position) {
        self.currencies.withdraw(by);
        self.time_zones.withdraw(by);
        self.acquisitions.withdraw(by);
    }

    fn ground(&self, by: Position) -> Option<Ground> {
        self.parts().into_iter().find_map(|part| part.ground(by))
    }

    fn records(&self) -> Box<dyn Iterator<Item = Position> + '_> {
        Box::new(self.parts().into_iter().flat_map(Part::records))
    }
}
