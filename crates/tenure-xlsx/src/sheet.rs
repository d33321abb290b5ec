//! A table as a sheet, row by row.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use rust_xlsxwriter::Worksheet;
use tenure::{Currency, Money, Ratio};
use tenure_tables::{CellSink, Columns, Cursor, Kind, Row, TableSchema};

use crate::WorkbookError;
use crate::formats::{Formats, exact_double, to_double};
use crate::text::cell_text;

/// Days from 1899-12-30, the day 0 of a workbook, to 1970-01-01.
const EPOCH: i32 = 25_569;
/// Widths of columns, in characters.
const WIDTHS: std::ops::RangeInclusive<usize> = 8..=48;

/// Takes the cells of rows into a sheet.
pub(crate) struct Sheet<'a> {
    table: &'static TableSchema,
    pub(crate) worksheet: &'a mut Worksheet,
    formats: &'a Formats,
    pub(crate) cursor: Cursor,
    columns: Columns,
    /// The row of the sheet that the cells go to; 0 is the heading.
    line: u32,
    column: u16,
    widths: Vec<usize>,
    /// Texts that were too long for a cell.
    pub(crate) cut: u64,
}

impl<'a> Sheet<'a> {
    /// Begins a sheet with the heading of a table.
    pub(crate) fn begin(
        table: &'static TableSchema,
        worksheet: &'a mut Worksheet,
        formats: &'a Formats,
        columns: Columns,
        cursor: Cursor,
    ) -> Result<Self, WorkbookError> {
        let mut widths = Vec::new();
        for (column, at) in table.written(columns).zip(0_u16..) {
            let failed = WorkbookError::sheet(table.name);
            worksheet
                .write_string_with_format(0, at, column.name, &formats.heading)
                .map_err(failed)?;
            // A name is one word to a spreadsheet: it would break anywhere. Beside it stands the arrow of the filter.
            widths.push(column.name.len() + 2);
        }
        Ok(Self {
            table,
            worksheet,
            formats,
            cursor,
            columns,
            line: 0,
            column: 0,
            widths,
            cut: 0,
        })
    }

    pub(crate) fn push<R: Row>(&mut self, row: &R) -> Result<(), WorkbookError> {
        self.cursor.begin_row();
        self.line += 1;
        self.column = 0;
        row.cells(self)?;
        Ok(self.cursor.end_row()?)
    }

    /// Rows in this sheet, without the heading.
    pub(crate) const fn rows(&self) -> u32 {
        self.line
    }

    /// Widths, frozen heading, filter and page, once the rows are there. Gives the cursor back for the next sheet of the table.
    pub(crate) fn finish(self) -> Result<(Cursor, u64), WorkbookError> {
        let failed = || WorkbookError::sheet(self.table.name);
        for (width, at) in self.widths.iter().zip(0_u16..) {
            let width = u32::try_from((*width).clamp(*WIDTHS.start(), *WIDTHS.end())).unwrap_or(8);
            self.worksheet
                .set_column_width(at, f64::from(width) + 2.0)
                .map_err(failed())?;
        }
        self.worksheet.set_freeze_panes(1, 1).map_err(failed())?;
        if let Some(last) = self
            .table
            .written(self.columns)
            .count()
            .checked_sub(1)
            .and_then(|last| u16::try_from(last).ok())
        {
            self.worksheet
                .autofilter(0, 0, self.line.max(1), last)
                .map_err(failed())?;
        }
        page(self.worksheet, self.table.name)?;
        Ok((self.cursor, self.cut))
    }

    fn next(&mut self) -> Result<Option<Place>, WorkbookError> {
        let Some(column) = self.cursor.next_column()? else {
            return Ok(None);
        };
        let place = Place {
            line: self.line,
            at: self.column,
            name: column.name,
            kind: column.kind,
        };
        self.column += 1;
        Ok(Some(place))
    }

    fn widen(&mut self, place: Place, characters: usize) {
        if let Some(width) = self.widths.get_mut(usize::from(place.at)) {
            *width = characters.max(*width);
        }
    }

    fn string(&mut self, place: Place, text: &str) -> Result<(), WorkbookError> {
        let (cell, cut) = cell_text(text);
        self.cut += u64::from(cut);
        self.widen(place, text.chars().take(*WIDTHS.end()).count());
        let failed = WorkbookError::sheet(self.table.name);
        self.worksheet
            .write_string(place.line, place.at, cell)
            .map_err(failed)?;
        Ok(())
    }

    fn whole(&mut self, value: i128) -> Result<(), WorkbookError> {
        let Some(place) = self.next()? else {
            return Ok(());
        };
        if !matches!(place.kind, Kind::Count | Kind::Integer) {
            return Err(self.cursor.wrong_kind().into());
        }
        let number = i64::try_from(value)
            .ok()
            .filter(|number| number.unsigned_abs() < 10_u64.pow(15));
        let Some(number) = number else {
            return Err(WorkbookError::Whole {
                table: self.table.name,
                row: self.cursor.rows(),
                column: place.name,
                value,
            });
        };
        self.widen(place, 8);
        let failed = WorkbookError::sheet(self.table.name);
        self.worksheet
            .write_number_with_format(place.line, place.at, to_double(number), &self.formats.whole)
            .map_err(failed)?;
        Ok(())
    }
}

/// Where a cell goes.
#[derive(Clone, Copy)]
struct Place {
    line: u32,
    at: u16,
    name: &'static str,
    kind: Kind,
}

/// Landscape on A4, one page wide, the heading on every page.
pub(crate) fn page(worksheet: &mut Worksheet, name: &str) -> Result<(), WorkbookError> {
    worksheet
        .set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0);
    worksheet
        .set_repeat_rows(0, 0)
        .map_err(WorkbookError::sheet(name))?;
    worksheet.set_footer("&L&A&RPage &P of &N");
    Ok(())
}

impl CellSink for Sheet<'_> {
    type Error = WorkbookError;

    fn text(&mut self, value: &str) -> Result<(), WorkbookError> {
        match self.next()? {
            Some(place) => self.string(place, value),
            None => Ok(()),
        }
    }

    fn currency(&mut self, value: Currency) -> Result<(), WorkbookError> {
        self.cursor.set_currency(value);
        self.text(value.code())
    }

    fn date(&mut self, value: NaiveDate) -> Result<(), WorkbookError> {
        let Some(place) = self.next()? else {
            return Ok(());
        };
        self.widen(place, 10);
        // Before March 1900 the days of a workbook are not those of the calendar, and after 9999 there are none.
        if value.year() < 1901 || value.year() > 9999 {
            return self.string(place, &value.to_string());
        }
        let serial = f64::from(value.to_epoch_days() + EPOCH);
        let failed = WorkbookError::sheet(self.table.name);
        self.worksheet
            .write_number_with_format(place.line, place.at, serial, &self.formats.date)
            .map_err(failed)?;
        Ok(())
    }

    fn moment(&mut self, value: DateTime<Utc>) -> Result<(), WorkbookError> {
        let Some(place) = self.next()? else {
            return Ok(());
        };
        self.widen(place, 19);
        let serial = to_double(value.timestamp_millis()) / 86_400_000.0 + f64::from(EPOCH);
        let failed = WorkbookError::sheet(self.table.name);
        self.worksheet
            .write_number_with_format(place.line, place.at, serial, &self.formats.moment)
            .map_err(failed)?;
        Ok(())
    }

    fn amount(&mut self, value: Money) -> Result<(), WorkbookError> {
        let Some(place) = self.next()? else {
            return Ok(());
        };
        if let Some(column) = self.table.column(place.name) {
            self.cursor.check_currency(column, value)?;
        }
        let Some(number) = exact_double(value) else {
            return Err(WorkbookError::Amount {
                table: self.table.name,
                row: self.cursor.rows(),
                column: place.name,
                amount: value,
            });
        };
        self.widen(place, self.formats.amount_width(value));
        let failed = WorkbookError::sheet(self.table.name);
        self.worksheet
            .write_number_with_format(place.line, place.at, number, self.formats.amount(value))
            .map_err(failed)?;
        Ok(())
    }

    fn count(&mut self, value: u64) -> Result<(), WorkbookError> {
        self.whole(i128::from(value))
    }

    fn integer(&mut self, value: i64) -> Result<(), WorkbookError> {
        self.whole(i128::from(value))
    }

    fn flag(&mut self, value: bool) -> Result<(), WorkbookError> {
        let Some(place) = self.next()? else {
            return Ok(());
        };
        let failed = WorkbookError::sheet(self.table.name);
        self.worksheet
            .write_boolean(place.line, place.at, value)
            .map_err(failed)?;
        Ok(())
    }

    fn rate(&mut self, value: Ratio) -> Result<(), WorkbookError> {
        let Some(place) = self.next()? else {
            return Ok(());
        };
        let failed = WorkbookError::sheet(self.table.name);
        self.worksheet
            .write_number_with_format(place.line, place.at, value.to_f64(), &self.formats.rate)
            .map_err(failed)?;
        Ok(())
    }

    fn number(&mut self, value: f64) -> Result<(), WorkbookError> {
        let Some(place) = self.next()? else {
            return Ok(());
        };
        if let (false, Some(column)) = (value.is_finite(), self.table.column(place.name)) {
            return Err(self.cursor.not_finite(column, value).into());
        }
        let failed = WorkbookError::sheet(self.table.name);
        self.worksheet
            .write_number_with_format(place.line, place.at, value, &self.formats.number)
            .map_err(failed)?;
        Ok(())
    }

    fn absent(&mut self) -> Result<(), WorkbookError> {
        self.next()?;
        Ok(())
    }
}
