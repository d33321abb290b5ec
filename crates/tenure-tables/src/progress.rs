//! What every writer checks, whatever its format: the shape of rows and one currency at a time.

use std::io;

use tenure::{Currency, Money, Ratio};

use crate::{Column, TableError, TableSchema};

/// Where a writer stands in its table.
#[derive(Debug)]
pub(crate) struct Progress {
    schema: &'static TableSchema,
    /// The current row, from 1; 0 before the first.
    row: u64,
    /// Cells of the current row so far.
    cells: usize,
    /// What amounts are in: that of the row's currency cell or, without one, that of the first amount of the table.
    currency: Option<Currency>,
}

impl Progress {
    pub(crate) const fn new(schema: &'static TableSchema) -> Self {
        Self {
            schema,
            row: 0,
            cells: 0,
            currency: None,
        }
    }

    pub(crate) const fn rows(&self) -> u64 {
        self.row
    }

    pub(crate) fn begin_row(&mut self) {
        self.row += 1;
        self.cells = 0;
    }

    /// The column of the next cell.
    pub(crate) fn next_column(&mut self) -> Result<&'static Column, TableError> {
        let column = self.schema.columns.get(self.cells);
        self.cells += 1;
        column.ok_or_else(|| self.wrong_shape())
    }

    pub(crate) fn end_row(&self) -> Result<(), TableError> {
        if self.cells == self.schema.columns.len() {
            Ok(())
        } else {
            Err(self.wrong_shape())
        }
    }

    pub(crate) const fn set_currency(&mut self, currency: Currency) {
        self.currency = Some(currency);
    }

    pub(crate) fn check_currency(
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

    pub(crate) const fn rate_out_of_range(
        &self,
        column: &'static Column,
        rate: Ratio,
    ) -> TableError {
        TableError::RateOutOfRange {
            table: self.schema.name,
            row: self.row,
            column: column.name,
            rate,
        }
    }

    pub(crate) const fn not_finite(&self, column: &'static Column, value: f64) -> TableError {
        TableError::NotFinite {
            table: self.schema.name,
            row: self.row,
            column: column.name,
            value,
        }
    }

    pub(crate) const fn refused(&self, source: io::Error) -> TableError {
        TableError::Write {
            table: self.schema.name,
            row: self.row,
            source,
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
