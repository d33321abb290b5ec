//! The workbook: sheets in the order in which they are asked for, after the About sheet.

use std::io::Write;

use chrono::{NaiveDate, NaiveTime};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Worksheet};
use tenure_tables::{
    ALL, AgendaRow, BRIDGE, COHORT_RETENTION, CohortRow, CommitmentRow, Cursor,
    ManagerScoreboardRow, RETENTION, RenewalRow, RetentionRow, Row, SliceBridgeRow,
};

use crate::about::{self, Note};
use crate::bridge::{self, MAX_PERIODS};
use crate::cohorts::{self, MAX_AGES, Of};
use crate::formats::Formats;
use crate::sheet::Sheet;
use crate::text::sheet_name;
use crate::{WorkbookError, WorkbookOptions, lines};

/// A workbook that is being made. Nothing is written to the caller's destination before [`finish`](Workbook::finish).
pub struct Workbook<'a> {
    inner: rust_xlsxwriter::Workbook,
    title: String,
    options: WorkbookOptions<'a>,
    formats: Formats,
    notes: Vec<Note>,
}

/// What goes into the workbook of a manager or a team. What is empty has no sheet.
#[derive(Clone, Copy, Debug, Default)]
pub struct ManagerWorkbook<'a> {
    /// The bridge; its slice `all` becomes the sheet with the chart, the others a list.
    pub bridge: &'a [SliceBridgeRow<'a>],
    /// Retention over a window.
    pub retention: &'a [RetentionRow<'a>],
    /// The cohorts; their slice `all` becomes the heat maps.
    pub cohorts: &'a [CohortRow<'a>],
    /// The managers.
    pub scoreboard: &'a [ManagerScoreboardRow<'a>],
    /// What to do next.
    pub agenda: &'a [AgendaRow<'a>],
    /// What was promised.
    pub commitments: &'a [CommitmentRow<'a>],
    /// What comes up for renewal.
    pub renewals: &'a [RenewalRow<'a>],
}

/// Writes a workbook with all of its usual sheets.
///
/// # Errors
/// As the methods of [`Workbook`].
pub fn write_workbook(
    out: impl Write + Send,
    title: &str,
    contents: &ManagerWorkbook<'_>,
    options: WorkbookOptions<'_>,
) -> Result<(), WorkbookError> {
    let mut workbook = Workbook::new(title, options)?;
    workbook.usual(contents)?;
    workbook.finish(out)
}

impl<'a> Workbook<'a> {
    /// A workbook with the About sheet alone, which is filled at the end.
    ///
    /// # Errors
    /// [`WorkbookError::Write`] when there is no temporary file to be had.
    pub fn new(title: &str, options: WorkbookOptions<'a>) -> Result<Self, WorkbookError> {
        let mut inner = rust_xlsxwriter::Workbook::new();
        let properties = DocProperties::new()
            .set_title(title)
            .set_comment(concat!("tenure-xlsx ", env!("CARGO_PKG_VERSION")));
        inner.set_properties(
            &properties.set_creation_datetime(&written_at(options.provenance.as_of)?),
        );
        inner
            .add_worksheet()
            .set_name(about::NAME)
            .map_err(WorkbookError::write)?;
        Ok(Self {
            inner,
            title: title.to_owned(),
            options,
            formats: Formats::new(options.grouping),
            notes: Vec::new(),
        })
    }

    /// Adds the usual sheets of a manager or a team, for whatever of it is not empty.
    ///
    /// # Errors
    /// As the other methods.
    pub fn usual(&mut self, contents: &ManagerWorkbook<'_>) -> Result<(), WorkbookError> {
        if !contents.bridge.is_empty() {
            self.bridge("Bridge", contents.bridge)?;
            self.table("Bridge by slice", contents.bridge)?;
        }
        if !contents.retention.is_empty() {
            self.retention("Retention", contents.retention)?;
        }
        if !contents.cohorts.is_empty() {
            self.cohorts("Cohorts", contents.cohorts)?;
        }
        if !contents.scoreboard.is_empty() {
            self.table("Managers", contents.scoreboard)?;
        }
        if !contents.agenda.is_empty() {
            self.table("Agenda", contents.agenda)?;
        }
        if !contents.commitments.is_empty() {
            self.table("Commitments", contents.commitments)?;
        }
        if !contents.renewals.is_empty() {
            self.table("Renewals", contents.renewals)?;
        }
        Ok(())
    }

    /// Adds a table as a sheet, row by row, and gives how many rows there were.
    ///
    /// # Errors
    /// [`WorkbookError::TooManyRows`] unless splitting is asked for; [`WorkbookError::Amount`], [`WorkbookError::Whole`],
    /// [`WorkbookError::Table`] for a cell; [`WorkbookError::Sheet`] when a sheet of this name is there already.
    pub fn table<R: Row>(
        &mut self,
        name: &str,
        rows: impl IntoIterator<Item = R>,
    ) -> Result<u64, WorkbookError> {
        self.rows(name, rows, |_, _, _| Ok(()))
    }

    /// Adds the bridge of the slice `all` on its side, with a waterfall of the periods together.
    ///
    /// # Errors
    /// As [`table`](Workbook::table).
    pub fn bridge(&mut self, name: &str, rows: &[SliceBridgeRow<'_>]) -> Result<(), WorkbookError> {
        let whole: Vec<_> = rows
            .iter()
            .filter(|row| row.slice == ALL)
            .copied()
            .collect();
        let name = sheet_name(name, 1);
        let worksheet = self.inner.add_worksheet();
        worksheet
            .set_name(name.as_str())
            .map_err(WorkbookError::sheet(&name))?;
        bridge::fill(worksheet, &name, &self.formats, &whole)?;
        self.notes.push(Note {
            sheet: name,
            table: &BRIDGE,
            rows: whole.len() as u64,
            remark: remark(
                whole.len() > MAX_PERIODS,
                &format!("The last {MAX_PERIODS} periods of the whole."),
            ),
        });
        Ok(())
    }

    /// Adds the cohorts of the slice `all` as two heat maps, of revenue and of accounts.
    ///
    /// # Errors
    /// As [`table`](Workbook::table).
    pub fn cohorts(&mut self, name: &str, rows: &[CohortRow<'_>]) -> Result<(), WorkbookError> {
        let whole: Vec<_> = rows
            .iter()
            .filter(|row| row.slice == ALL)
            .copied()
            .collect();
        for (of, which) in [(Of::Revenue, "revenue"), (Of::Accounts, "accounts")] {
            let name = sheet_name(&format!("{name} {which}"), 1);
            let worksheet = self.inner.add_worksheet();
            worksheet
                .set_name(name.as_str())
                .map_err(WorkbookError::sheet(&name))?;
            cohorts::fill(worksheet, &name, &self.formats, &whole, of)?;
            let long = whole.iter().any(|row| row.age_months >= MAX_AGES);
            self.notes.push(Note {
                sheet: name,
                table: &COHORT_RETENTION,
                rows: whole.len() as u64,
                remark: remark(long, &format!("Ages below {MAX_AGES} months.")),
            });
        }
        Ok(())
    }

    /// Adds retention as a table with a chart of the slice `all`, whose rows come first.
    ///
    /// # Errors
    /// As [`table`](Workbook::table).
    pub fn retention(
        &mut self,
        name: &str,
        rows: &[RetentionRow<'_>],
    ) -> Result<(), WorkbookError> {
        let charted = rows.iter().take_while(|row| row.slice == ALL).count();
        let charted = u32::try_from(charted)
            .unwrap_or(u32::MAX)
            .min(self.options.sheet_rows.saturating_sub(1));
        let place = |column: &str| {
            let at = RETENTION
                .columns
                .iter()
                .position(|found| found.name == column);
            u16::try_from(at.unwrap_or_default()).unwrap_or_default()
        };
        let beside = u16::try_from(RETENTION.columns.len()).unwrap_or_default() + 1;
        self.rows(name, rows, |worksheet, name, number| {
            if number > 1 {
                return Ok(());
            }
            lines::insert(
                worksheet,
                name,
                charted,
                place("period_start"),
                place("gross_revenue_retention"),
                beside,
            )
        })?;
        Ok(())
    }

    /// Fills the About sheet and writes the workbook.
    ///
    /// # Errors
    /// [`WorkbookError::Write`].
    pub fn finish(mut self, out: impl Write + Send) -> Result<(), WorkbookError> {
        let mut pairs: Vec<_> = self
            .options
            .provenance
            .pairs(&BRIDGE)
            .filter(|(name, _)| *name != "table")
            .collect();
        pairs.push((
            "numbers",
            "A cell holds fifteen digits; amounts with more are refused, not rounded.".to_owned(),
        ));
        let worksheet = self
            .inner
            .worksheet_from_index(0)
            .map_err(WorkbookError::write)?;
        about::fill(worksheet, &self.formats, &self.title, &pairs, &self.notes)?;
        self.inner.save_to_writer(out).map_err(WorkbookError::write)
    }

    /// Adds the sheets of a table; `decorate` gets each once its rows are there, with its name and number.
    fn rows<R: Row>(
        &mut self,
        name: &str,
        rows: impl IntoIterator<Item = R>,
        decorate: impl Fn(&mut Worksheet, &str, usize) -> Result<(), WorkbookError>,
    ) -> Result<u64, WorkbookError> {
        let table = R::SCHEMA;
        let most = self.options.sheet_rows.clamp(2, WorkbookOptions::MAX_ROWS) - 1;
        let mut rows = rows.into_iter().peekable();
        let mut cursor = Cursor::new(table, self.options.columns);
        let mut number = 0;
        loop {
            number += 1;
            let sheet = sheet_name(name, number);
            let worksheet = self
                .inner
                .add_worksheet_with_constant_memory()
                .map_err(WorkbookError::write)?;
            worksheet
                .set_name(sheet.as_str())
                .map_err(WorkbookError::sheet(&sheet))?;
            let before = cursor.rows();
            let mut filled = Sheet::begin(
                table,
                worksheet,
                &self.formats,
                self.options.columns,
                cursor,
            )?;
            while filled.rows() < most
                && let Some(row) = rows.next()
            {
                filled.push(&row)?;
            }
            let more = rows.peek().is_some();
            if more && !self.options.split {
                return Err(WorkbookError::TooManyRows {
                    table: table.name,
                    rows: most,
                });
            }
            decorate(filled.worksheet, &sheet, number)?;
            let (after, cut) = filled.finish()?;
            let here = after.rows() - before;
            let mut remarks = Vec::new();
            if number > 1 || more {
                remarks.push(format!(
                    "Rows {} to {} of the table.",
                    before + 1,
                    after.rows()
                ));
            }
            if cut > 0 {
                remarks.push(format!(
                    "{cut} texts are longer than a cell holds and were cut."
                ));
            }
            self.notes.push(Note {
                sheet,
                table,
                rows: here,
                remark: remarks.join(" "),
            });
            cursor = after;
            if !more {
                return Ok(cursor.rows());
            }
        }
    }
}

impl std::fmt::Debug for Workbook<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Workbook")
            .field("title", &self.title)
            .field("sheets", &self.notes.len())
            .finish_non_exhaustive()
    }
}

fn remark(said: bool, remark: &str) -> String {
    if said {
        remark.to_owned()
    } else {
        String::new()
    }
}

/// The time in the file's properties: the beginning of the day the figures are of, as far as a workbook can say it.
fn written_at(as_of: NaiveDate) -> Result<ExcelDateTime, WorkbookError> {
    let seconds = as_of.and_time(NaiveTime::MIN).and_utc().timestamp();
    ExcelDateTime::from_timestamp(seconds).map_err(WorkbookError::write)
}
