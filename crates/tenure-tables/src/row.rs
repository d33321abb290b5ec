//! Rows that hand over their cells one by one, and the sinks that take them.

use chrono::{DateTime, NaiveDate, Utc};
use tenure::situation::Evidence;
use tenure::{Currency, Money, Ratio};

use crate::TableSchema;

/// A row of one table.
///
/// # Laws
/// [`cells`](Row::cells) hands over one cell for each column of [`SCHEMA`](Row::SCHEMA), in that order, of that kind, absent
/// only where the column is nullable. The writers of this crate refuse a row with too many or too few cells.
pub trait Row {
    /// The table this is a row of.
    const SCHEMA: &'static TableSchema;

    /// Hands the cells to a sink, in the order of the columns.
    ///
    /// # Errors
    /// The first error of the sink.
    fn cells<S: CellSink>(&self, sink: &mut S) -> Result<(), S::Error>;
}

impl<R: Row> Row for &R {
    const SCHEMA: &'static TableSchema = R::SCHEMA;

    fn cells<S: CellSink>(&self, sink: &mut S) -> Result<(), S::Error> {
        (**self).cells(sink)
    }
}

/// What takes the cells of rows: a writer of some format, or a column builder.
///
/// Each method takes the next cell of the current row. Values come as what they are, so that a format with types of its own
/// need not parse text.
pub trait CellSink {
    /// Why a cell is refused.
    type Error;

    /// Text: a cell of kind [`Text`](crate::Kind::Text) or [`Id`](crate::Kind::Id).
    ///
    /// # Errors
    /// When the sink cannot take it.
    fn text(&mut self, value: &str) -> Result<(), Self::Error>;

    /// The currency of the row's amounts, which follow it: a column of kind [`Id`](crate::Kind::Id).
    ///
    /// # Errors
    /// When the sink cannot take it.
    fn currency(&mut self, value: Currency) -> Result<(), Self::Error>;

    /// A day.
    ///
    /// # Errors
    /// When the sink cannot take it.
    fn date(&mut self, value: NaiveDate) -> Result<(), Self::Error>;

    /// An instant.
    ///
    /// # Errors
    /// When the sink cannot take it.
    fn moment(&mut self, value: DateTime<Utc>) -> Result<(), Self::Error>;

    /// An amount. Its currency is that of the row or, where the table has no column for it, that of every row.
    ///
    /// # Errors
    /// When the sink cannot take it.
    fn amount(&mut self, value: Money) -> Result<(), Self::Error>;

    /// A count.
    ///
    /// # Errors
    /// When the sink cannot take it.
    fn count(&mut self, value: u64) -> Result<(), Self::Error>;

    /// A whole number of either sign.
    ///
    /// # Errors
    /// When the sink cannot take it.
    fn integer(&mut self, value: i64) -> Result<(), Self::Error>;

    /// Whether something is so.
    ///
    /// # Errors
    /// When the sink cannot take it.
    fn flag(&mut self, value: bool) -> Result<(), Self::Error>;

    /// A rate.
    ///
    /// # Errors
    /// When the sink cannot take it.
    fn rate(&mut self, value: Ratio) -> Result<(), Self::Error>;

    /// A finite number.
    ///
    /// # Errors
    /// When the sink cannot take it, or it is not finite.
    fn number(&mut self, value: f64) -> Result<(), Self::Error>;

    /// An absent value of any kind.
    ///
    /// # Errors
    /// When the sink cannot take it.
    fn absent(&mut self) -> Result<(), Self::Error>;

    /// A rate that may be over nothing.
    ///
    /// # Errors
    /// When the sink cannot take it.
    fn rate_or_absent(&mut self, value: Option<Ratio>) -> Result<(), Self::Error> {
        match value {
            Some(rate) => self.rate(rate),
            None => self.absent(),
        }
    }

    /// A number that may be undefined.
    ///
    /// # Errors
    /// When the sink cannot take it.
    fn number_or_absent(&mut self, value: Option<f64>) -> Result<(), Self::Error> {
        match value {
            Some(number) => self.number(number),
            None => self.absent(),
        }
    }
}

/// The records behind something, as one cell: their positions, or absent where there are none.
pub(crate) fn evidence<S: CellSink>(sink: &mut S, evidence: &Evidence) -> Result<(), S::Error> {
    if evidence.is_empty() {
        return sink.absent();
    }
    let mut positions = String::new();
    for record in evidence.records() {
        if !positions.is_empty() {
            positions.push(' ');
        }
        positions.push_str(&record.get().to_string());
    }
    sink.text(&positions)
}
