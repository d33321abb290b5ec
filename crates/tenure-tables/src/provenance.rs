//! What a file says of where its figures come from.

use chrono::NaiveDate;
use tenure::Currency;

use crate::{SCHEMA_VERSION, TableSchema};

/// What formats with room for it say beside the rows: of which day, by which definitions, in which currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Provenance<'a> {
    /// The day the figures are of.
    pub as_of: NaiveDate,
    /// The definitions behind the figures, where the table has any: the text of a
    /// [`Convention`](tenure::retention::Convention), or its serialised form.
    pub convention: Option<&'a str>,
    /// The currency of all amounts, where there is one.
    pub currency: Option<Currency>,
}

impl Provenance<'_> {
    /// Names and values, in this order: `schema_version`, `table`, `as_of`, `convention`, `currency`, `generator`. What there is not is
    /// left out.
    pub fn pairs(&self, table: &TableSchema) -> impl Iterator<Item = (&'static str, String)> {
        [
            ("schema_version", Some(SCHEMA_VERSION.to_string())),
            ("table", Some(table.name.to_owned())),
            ("as_of", Some(self.as_of.to_string())),
            ("convention", self.convention.map(str::to_owned)),
            (
                "currency",
                self.currency.map(|currency| currency.code().to_owned()),
            ),
            (
                "generator",
                Some(concat!("tenure-tables ", env!("CARGO_PKG_VERSION")).to_owned()),
            ),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
    }
}
