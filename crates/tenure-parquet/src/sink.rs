//! Rows taken apart into columns.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::SchemaRef;
use chrono::{DateTime, NaiveDate, Utc};
use tenure::{Currency, Money, Ratio, Rounding};
use tenure_tables::{CellSink, Column, Cursor, Row, TableSchema};

use crate::builder::Builder;
use crate::schema::RATE;
use crate::{AmountType, ParquetError, ParquetOptions, table_schema};

/// Gathers the cells of rows.
#[derive(Debug)]
pub(crate) struct Columnar {
    table: &'static TableSchema,
    pub(crate) schema: SchemaRef,
    pub(crate) cursor: Cursor,
    columns: Vec<Builder>,
    amounts: AmountType,
    /// Ten to the power of the digits an amount may have.
    limit: u128,
    /// The written column that comes next.
    place: usize,
    /// Rows gathered since the last batch.
    gathered: usize,
}

impl Columnar {
    pub(crate) fn new(
        table: &'static TableSchema,
        options: &ParquetOptions<'_>,
        capacity: usize,
    ) -> Self {
        let schema = Arc::new(table_schema(table, options));
        let columns = schema
            .fields()
            .iter()
            .map(|field| Builder::new(field.data_type(), capacity))
            .collect();
        Self {
            table,
            schema,
            cursor: Cursor::new(table, options.columns),
            columns,
            amounts: options.amounts,
            limit: 10_u128.pow(u32::from(options.amounts.precision())),
            place: 0,
            gathered: 0,
        }
    }

    pub(crate) fn push<R: Row>(&mut self, row: &R) -> Result<(), ParquetError> {
        self.cursor.begin_row();
        self.place = 0;
        row.cells(self)?;
        self.cursor.end_row()?;
        self.gathered += 1;
        Ok(())
    }

    pub(crate) const fn gathered(&self) -> usize {
        self.gathered
    }

    /// What was gathered, column by column.
    pub(crate) fn arrays(&mut self) -> Result<Vec<ArrayRef>, ParquetError> {
        self.gathered = 0;
        let (table, row) = (self.table.name, self.cursor.rows());
        let arrays = self.columns.iter_mut().map(Builder::finish);
        arrays
            .collect::<Result<_, _>>()
            .map_err(|error| ParquetError::arrow(table, row, error))
    }

    pub(crate) fn batch(&mut self) -> Result<RecordBatch, ParquetError> {
        let arrays = self.arrays()?;
        RecordBatch::try_new(Arc::clone(&self.schema), arrays)
            .map_err(|error| ParquetError::arrow(self.table.name, self.cursor.rows(), error))
    }

    /// The column of the next cell and where it goes; `None` where it is not to be written.
    fn next(&mut self) -> Result<Option<(&'static Column, &mut Builder)>, ParquetError> {
        let Some(column) = self.cursor.next_column()? else {
            return Ok(None);
        };
        let place = self.place;
        self.place += 1;
        Ok(self.columns.get_mut(place).map(|builder| (column, builder)))
    }

    /// An amount in units of the column's last digit.
    fn scaled(&self, amount: Money) -> Option<i128> {
        let digits = amount.currency().minor_digits();
        let scale = u32::from(self.amounts.scale());
        let minor = amount.to_minor();
        let scaled = if digits <= scale {
            minor.checked_mul(10_i128.pow(scale - digits))?
        } else {
            let unit = 10_i128.pow(digits - scale);
            if minor % unit != 0 {
                return None;
            }
            minor / unit
        };
        (scaled.unsigned_abs() < self.limit).then_some(scaled)
    }
}

impl CellSink for Columnar {
    type Error = ParquetError;

    fn text(&mut self, value: &str) -> Result<(), ParquetError> {
        match self.next()? {
            Some((_, Builder::Id(column))) => column.push(value),
            Some((_, Builder::Text(column))) => column.append_value(value),
            other => {
                let written = other.is_some();
                return self.unexpected(written);
            }
        }
        Ok(())
    }

    fn currency(&mut self, value: Currency) -> Result<(), ParquetError> {
        self.cursor.set_currency(value);
        self.text(value.code())
    }

    fn date(&mut self, value: NaiveDate) -> Result<(), ParquetError> {
        match self.next()? {
            Some((_, Builder::Date(column))) => column.append_value(value.to_epoch_days()),
            other => {
                let written = other.is_some();
                return self.unexpected(written);
            }
        }
        Ok(())
    }

    fn moment(&mut self, value: DateTime<Utc>) -> Result<(), ParquetError> {
        match self.next()? {
            Some((_, Builder::Moment(column))) => column.append_value(value.timestamp_micros()),
            other => {
                let written = other.is_some();
                return self.unexpected(written);
            }
        }
        Ok(())
    }

    fn amount(&mut self, value: Money) -> Result<(), ParquetError> {
        let scaled = self.scaled(value);
        let column = match self.next()? {
            Some((column, Builder::Decimal(builder))) => {
                // Given up below, where the row is at hand.
                builder.append_value(scaled.unwrap_or_default());
                column
            }
            other => {
                let written = other.is_some();
                return self.unexpected(written);
            }
        };
        self.cursor.check_currency(column, value)?;
        if scaled.is_none() {
            return Err(ParquetError::Amount {
                table: self.table.name,
                row: self.cursor.rows(),
                column: column.name,
                amount: value,
                precision: self.amounts.precision(),
                scale: self.amounts.scale(),
            });
        }
        Ok(())
    }

    fn count(&mut self, value: u64) -> Result<(), ParquetError> {
        match self.next()? {
            Some((_, Builder::Count(column))) => column.append_value(value),
            other => {
                let written = other.is_some();
                return self.unexpected(written);
            }
        }
        Ok(())
    }

    fn integer(&mut self, value: i64) -> Result<(), ParquetError> {
        match self.next()? {
            Some((_, Builder::Integer(column))) => column.append_value(value),
            other => {
                let written = other.is_some();
                return self.unexpected(written);
            }
        }
        Ok(())
    }

    fn flag(&mut self, value: bool) -> Result<(), ParquetError> {
        match self.next()? {
            Some((_, Builder::Flag(column))) => column.append_value(value),
            other => {
                let written = other.is_some();
                return self.unexpected(written);
            }
        }
        Ok(())
    }

    fn rate(&mut self, value: Ratio) -> Result<(), ParquetError> {
        let scaled = value
            .to_decimal(u32::from(RATE.1), Rounding::HalfEven)
            .map(|decimal| decimal.mantissa() * 10_i128.pow(u32::from(RATE.1) - decimal.scale()));
        let column = match self.next()? {
            Some((column, Builder::Decimal(builder))) => {
                builder.append_value(scaled.unwrap_or_default());
                column
            }
            other => {
                let written = other.is_some();
                return self.unexpected(written);
            }
        };
        match scaled {
            Some(_) => Ok(()),
            None => Err(self.cursor.rate_out_of_range(column, value).into()),
        }
    }

    fn number(&mut self, value: f64) -> Result<(), ParquetError> {
        let column = match self.next()? {
            Some((column, Builder::Number(builder))) => {
                // Zero has no sign in a file.
                builder.append_value(value + 0.0);
                column
            }
            other => {
                let written = other.is_some();
                return self.unexpected(written);
            }
        };
        if value.is_finite() {
            Ok(())
        } else {
            Err(self.cursor.not_finite(column, value).into())
        }
    }

    fn absent(&mut self) -> Result<(), ParquetError> {
        if let Some((_, builder)) = self.next()? {
            builder.absent();
        }
        Ok(())
    }
}

impl Columnar {
    /// A cell of another kind than its column; nothing where the cell is not to be written.
    fn unexpected(&self, written: bool) -> Result<(), ParquetError> {
        if written {
            Err(self.cursor.wrong_kind().into())
        } else {
            Ok(())
        }
    }
}
