//! What every writer checks, whatever its format: the shape of rows and one currency at a time.

use std::io;

use tenure::{Currency, Money, Ratio};

use crate::{Column, Columns, TableError, TableSchema};

/// Where a writer stands in its table: what a [`CellSink`](crate::CellSink) of any format asks before it takes a cell.
///
/// It checks that rows have the cells that their table says and that amounts under one sign are in one currency, leaves out columns
/// that were not asked for, and makes the errors that say where something is wrong.
///
/// ```
/// use tenure_tables::{Columns, CONTACT, Cursor};
///
/// let mut cursor = Cursor::new(&CONTACT, Columns::OPEN);
/// cursor.begin_row();
/// assert_eq!(cursor.next_column()?.map(|column| column.name), Some("account"));
/// assert!(cursor.end_row().is_err()); // the table has more columns
/// # Ok::<(), tenure_tables::TableError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Cursor {
    schema: &'static TableSchema,
    columns: Columns,
    /// The current row, from 1; 0 before the first.
    row: u64,
    /// Cells of the current row so far.
    cells: usize,
    /// What amounts are in: that of the row's currency cell or, without one, that of the first amount of the table.
    currency: Option<Currency>,
}

impl Cursor {
    /// Before the first row of a table, of which these columns are written.
    #[must_use]
    pub const fn new(schema: &'static TableSchema, columns: Columns) -> Self {
        Self {
            schema,
            columns,
            row: 0,
            cells: 0,
            currency: None,
        }
    }

    /// Rows begun so far.
    #[must_use]
    pub const fn rows(&self) -> u64 {
        self.row
    }

    /// Begins the next row.
    pub fn begin_row(&mut self) {
        self.row += 1;
        self.cells = 0;
    }

    /// The column of the next cell; `None` where that cell is not to be written.
    ///
    /// # Errors
    /// [`TableError::Shape`] when the row has too many cells.
    pub fn next_column(&mut self) -> Result<Option<&'static Column>, TableError> {
        let column = self.schema.columns.get(self.cells);
        self.cells += 1;
        let column = column.ok_or_else(|| self.wrong_shape())?;
        Ok(self.columns.include(column).then_some(column))
    }

    /// Ends the row.
    ///
    /// # Errors
    /// [`TableError::Shape`] when it had too few cells.
    pub fn end_row(&self) -> Result<(), TableError> {
        if self.cells == self.schema.columns.len() {
            Ok(())
        } else {
            Err(self.wrong_shape())
        }
    }

    /// Notes the currency of the amounts that follow in this row.
    pub const fn set_currency(&mut self, currency: Currency) {
        self.currency = Some(currency);
    }

    /// Checks the currency of an amount against that of the row or, in a table without one, of the amounts before.
    ///
    /// # Errors
    /// [`TableError::MixedCurrency`].
    pub fn check_currency(
        &mut self,
        column: &'static Column,
        amount: Money,
    ) -> Result<(), TableError> {
        let found = amount.currency();
        let expected = *self.currency.get_or_insert(found);
        if expected == found {
            Ok(())
        } else {
            Err(TableError::MixedCurrency {
                table: self.schema.name,
                row: self.row,
                column: column.name,
                expected,
                found,
            })
        }
    }

    /// The error for a rate that the format cannot hold.
    #[must_use]
    pub const fn rate_out_of_range(&self, column: &'static Column, rate: Ratio) -> TableError {
        TableError::RateOutOfRange {
            table: self.schema.name,
            row: self.row,
            column: column.name,
            rate,
        }
    }

    /// The error for what is no number.
    #[must_use]
    pub const fn not_finite(&self, column: &'static Column, value: f64) -> TableError {
        TableError::NotFinite {
            table: self.schema.name,
            row: self.row,
            column: column.name,
            value,
        }
    }

    /// The error for a destination that refused bytes.
    #[must_use]
    pub const fn refused(&self, source: io::Error) -> TableError {
        TableError::Write {
            table: self.schema.name,
            row: self.row,
            source,
        }
    }

    /// The error for a cell of another kind than its column, the one last asked for.
    #[must_use]
    pub fn wrong_kind(&self) -> TableError {
        let place = self.cells.saturating_sub(1);
        TableError::Kind {
            table: self.schema.name,
            row: self.row,
            column: self
                .schema
                .columns
                .get(place)
                .map_or("", |column| column.name),
        }
    }

    const fn wrong_shape(&self) -> TableError {
        TableError::Shape {
            table: self.schema.name,
            row: self.row,
            cells: self.cells,
            columns: self.schema.columns.len(),
        }
    }
}
