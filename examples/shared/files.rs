//! Tables in every format asked for, each file whole or not at all.

use std::error::Error;
use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use tenure_parquet::{ParquetOptions, write_parquet};
use tenure_tables::{
    AGENDA, BRIDGE, COMMITMENT, Columns, CsvOptions, CsvProfile, JsonLinesOptions, LoadOptions,
    Loader, MANAGER_SCOREBOARD, Provenance, RECORD, RENEWAL, RETENTION, Row, TableError,
    TableSchema, json_schema, load_snippet, with_progress, write_csv, write_csv_with, write_file,
    write_jsonl, write_markdown,
};
use tenure_xlsx::Workbook;

use crate::formats::{Format, Formats};

/// Rows between two looks at the bar.
const BAR_ROWS: u64 = 20_000;

/// Tables that have no sheet under their own name: those that the usual sheets of a workbook show in full, and the journal itself, which
/// is for programs.
const WITHOUT_SHEET: [&TableSchema; 7] = [
    &AGENDA,
    &BRIDGE,
    &RETENTION,
    &MANAGER_SCOREBOARD,
    &COMMITMENT,
    &RENEWAL,
    &RECORD,
];

/// Where tables go, and what was written.
pub(crate) struct Files<'a> {
    out: &'a Path,
    formats: &'a Formats,
    provenance: Provenance<'a>,
    /// Takes a sheet of every table, besides the sheets that it has already.
    workbook: Option<Workbook<'a>>,
    written: Vec<PathBuf>,
    /// What was written as CSV, to say how to load it.
    loadable: Vec<&'static TableSchema>,
}

impl<'a> Files<'a> {
    pub(crate) const fn new(
        out: &'a Path,
        formats: &'a Formats,
        provenance: Provenance<'a>,
        workbook: Option<Workbook<'a>>,
    ) -> Self {
        Self {
            out,
            formats,
            provenance,
            workbook,
            written: Vec::new(),
            loadable: Vec::new(),
        }
    }

    /// Writes a table in the formats that hold tables. `rows` makes the rows anew for each.
    pub(crate) fn table<R: Row, I: IntoIterator<Item = R>>(
        &mut self,
        rows: impl Fn() -> I,
    ) -> Result<(), Box<dyn Error>> {
        let name = R::SCHEMA.name;
        let rows = |what: &str| {
            let label = format!("{name}.{what}");
            with_progress(rows(), BAR_ROWS, move |rows| bar(&label, rows))
        };
        if self.formats.has(Format::Csv) {
            self.file(&format!("{name}.csv"), |file| {
                Ok(write_csv(file, rows("csv")).map(drop)?)
            })?;
            self.loadable.push(R::SCHEMA);
        }
        if self.formats.has(Format::Spreadsheet) {
            let options = CsvOptions {
                profile: CsvProfile::Spreadsheet,
                ..CsvOptions::default()
            };
            self.file(&format!("{name}.spreadsheet.csv"), |file| {
                Ok(write_csv_with(file, rows("spreadsheet.csv"), options).map(drop)?)
            })?;
        }
        if self.formats.has(Format::Jsonl) {
            self.file(&format!("{name}.jsonl"), |file| {
                Ok(write_jsonl(file, rows("jsonl")).map(drop)?)
            })?;
        }
        if self.formats.has(Format::Markdown) {
            self.file(&format!("{name}.md"), |file| {
                Ok(write_markdown(file, rows("md"), Columns::OPEN).map(drop)?)
            })?;
        }
        if self.formats.has(Format::Parquet) {
            let options = ParquetOptions::new(self.provenance);
            self.file(&format!("{name}.parquet"), |file| {
                Ok(write_parquet(file, rows("parquet"), &options).map(drop)?)
            })?;
        }
        if let Some(workbook) = &mut self.workbook
            && !WITHOUT_SHEET.iter().any(|shown| shown.name == name)
        {
            workbook.table(name, rows("xlsx"))?;
        }
        Ok(())
    }

    /// Writes the schema of every table that was written as CSV, and how to load it elsewhere.
    pub(crate) fn loaders(&mut self) -> Result<(), Box<dyn Error>> {
        let loadable = std::mem::take(&mut self.loadable);
        for table in &loadable {
            let schema = json_schema(table, JsonLinesOptions::default());
            self.text(&format!("{}.schema.json", table.name), &schema)?;
        }
        let currency = self.provenance.currency;
        for (loader, file, comment) in [
            (Loader::DuckDb, "load.sql", "--"),
            (Loader::Pandas, "load_pandas.py", "#"),
            (Loader::Polars, "load_polars.py", "#"),
        ] {
            let mut text = String::new();
            for table in &loadable {
                let path = format!("{}.csv", table.name);
                let options = LoadOptions {
                    path: &path,
                    minor_digits: currency.map_or(2, |currency| currency.minor_digits()),
                    columns: Columns::OPEN,
                };
                text += &format!(
                    "{comment} table: {}\n{}\n",
                    table.name,
                    load_snippet(table, loader, options)
                );
            }
            if !text.is_empty() {
                self.text(file, &text)?;
            }
        }
        Ok(())
    }

    /// Writes one file through a function.
    pub(crate) fn file(
        &mut self,
        name: &str,
        write: impl FnOnce(&mut std::io::BufWriter<std::fs::File>) -> Result<(), Failure>,
    ) -> Result<(), Box<dyn Error>> {
        let path = self.out.join(name);
        write_file(&path, write).map_err(|Failure(error)| error)?;
        self.written.push(path);
        Ok(())
    }

    pub(crate) fn text(&mut self, name: &str, text: &str) -> Result<(), Box<dyn Error>> {
        self.file(name, |file| Ok(file.write_all(text.as_bytes())?))
    }

    /// Writes the workbook, where there is one, and gives the paths of all files in the order in which they were written.
    pub(crate) fn finish(mut self) -> Result<Vec<PathBuf>, Box<dyn Error>> {
        if let Some(workbook) = self.workbook.take() {
            self.file("review.xlsx", |file| Ok(workbook.finish(file)?))?;
        }
        Ok(self.written)
    }
}

/// Whatever stopped a file.
#[derive(Debug)]
pub(crate) struct Failure(Box<dyn Error>);

impl From<TableError> for Failure {
    fn from(error: TableError) -> Self {
        Self(error.into())
    }
}

impl From<tenure_parquet::ParquetError> for Failure {
    fn from(error: tenure_parquet::ParquetError) -> Self {
        Self(error.into())
    }
}

impl From<tenure_xlsx::WorkbookError> for Failure {
    fn from(error: tenure_xlsx::WorkbookError) -> Self {
        Self(error.into())
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self(error.into())
    }
}

/// A line that is written over and over while a long table is written, where somebody looks.
fn bar(label: &str, rows: u64) {
    if rows >= BAR_ROWS && std::io::stderr().is_terminal() {
        let filled = "#".repeat(usize::try_from(rows / BAR_ROWS).unwrap_or(0).min(50));
        eprint!("\r{label:<36} {filled:<50} {rows} rows");
        if !rows.is_multiple_of(BAR_ROWS) {
            eprintln!();
        }
    }
}
