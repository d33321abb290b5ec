//! How to load a table's CSV file elsewhere without losing a digit.

use crate::{Column, Columns, Kind, TableSchema};

/// What a file is loaded with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loader {
    /// SQL for DuckDB.
    DuckDb,
    /// Python for pandas. Exact decimals are Python objects there: exact and slow.
    Pandas,
    /// Python for Polars.
    Polars,
}

/// What a snippet has to know of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoadOptions<'a> {
    /// The path of the CSV file, of the profile [`Data`](crate::CsvProfile::Data).
    pub path: &'a str,
    /// How many digits amounts have after the point: those of the currency's minor unit.
    pub minor_digits: u32,
    /// The columns the file was written with.
    pub columns: Columns,
}

/// A few lines that load a table's CSV file with every type spelled out. Left to guess, all three make doubles of amounts.
///
/// ```
/// use tenure_tables::{ACCOUNT_MONTH, Columns, LoadOptions, Loader, load_snippet};
///
/// let options = LoadOptions { path: "account_month.csv", minor_digits: 2, columns: Columns::OPEN };
/// let sql = load_snippet(&ACCOUNT_MONTH, Loader::DuckDb, options);
/// assert!(sql.contains("'amount': 'DECIMAL(18,2)'"));
/// ```
#[must_use]
pub fn load_snippet(table: &TableSchema, loader: Loader, options: LoadOptions<'_>) -> String {
    let columns: Vec<&Column> = table.written(options.columns).collect();
    match loader {
        Loader::DuckDb => duckdb(table, &columns, options),
        Loader::Pandas => pandas(table, &columns, options),
        Loader::Polars => polars(table, &columns, options),
    }
}

fn duckdb(table: &TableSchema, columns: &[&Column], options: LoadOptions<'_>) -> String {
    let types: Vec<String> = columns
        .iter()
        .map(|column| {
            format!(
                "    '{}': '{}'",
                column.name,
                duckdb_type(column.kind, options.minor_digits)
            )
        })
        .collect();
    format!(
        "create or replace table \"{}\" as\nfrom read_csv('{}', header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"', \
         columns = {{\n{}\n}});\n",
        table.name,
        options.path.replace('\'', "''"),
        types.join(",\n")
    )
}

fn duckdb_type(kind: Kind, minor_digits: u32) -> String {
    match kind {
        Kind::Id | Kind::Text => "VARCHAR".to_owned(),
        Kind::Date => "DATE".to_owned(),
        Kind::Moment => "TIMESTAMPTZ".to_owned(),
        Kind::Amount => format!("DECIMAL(18,{minor_digits})"),
        Kind::Count => "UBIGINT".to_owned(),
        Kind::Integer => "BIGINT".to_owned(),
        Kind::Flag => "BOOLEAN".to_owned(),
        Kind::Rate => "DECIMAL(38,12)".to_owned(),
        Kind::Number => "DOUBLE".to_owned(),
    }
}

fn pandas(table: &TableSchema, columns: &[&Column], options: LoadOptions<'_>) -> String {
    let (mut types, mut dates, mut decimals) = (Vec::new(), Vec::new(), Vec::new());
    for column in columns {
        let name = column.name;
        match column.kind {
            Kind::Id | Kind::Text => types.push(format!("\"{name}\": \"string\"")),
            Kind::Count => types.push(format!("\"{name}\": \"UInt64\"")),
            Kind::Integer => types.push(format!("\"{name}\": \"Int64\"")),
            Kind::Flag => types.push(format!("\"{name}\": \"boolean\"")),
            Kind::Number => types.push(format!("\"{name}\": \"float64\"")),
            Kind::Date | Kind::Moment => dates.push(format!("\"{name}\"")),
            Kind::Amount | Kind::Rate => decimals.push(format!("\"{name}\": exact")),
        }
    }
    format!(
        "from decimal import Decimal\n\nimport pandas as pd\n\nexact = lambda text: Decimal(text) if text else None\n{} = pd.read_csv(\n    \
         {}, keep_default_na=False, na_values=[\"\"],\n    dtype={{{}}},\n    parse_dates=[{}],\n    converters={{{}}},\n)\n",
        variable(table),
        python_string(options.path),
        types.join(", "),
        dates.join(", "),
        decimals.join(", ")
    )
}

fn polars(table: &TableSchema, columns: &[&Column], options: LoadOptions<'_>) -> String {
    let (mut types, mut casts) = (Vec::new(), Vec::new());
    for column in columns {
        let name = column.name;
        // Decimals and moments are read as the text they are, and made exact from it.
        let (read, cast) = match column.kind {
            Kind::Id | Kind::Text => ("pl.String", None),
            Kind::Date => ("pl.Date", None),
            Kind::Moment => (
                "pl.String",
                Some(format!(
                    "pl.col(\"{name}\").str.to_datetime(time_unit=\"us\", time_zone=\"UTC\")"
                )),
            ),
            Kind::Amount => (
                "pl.String",
                Some(format!(
                    "pl.col(\"{name}\").cast(pl.Decimal(38, {}))",
                    options.minor_digits
                )),
            ),
            Kind::Rate => (
                "pl.String",
                Some(format!("pl.col(\"{name}\").cast(pl.Decimal(38, 12))")),
            ),
            Kind::Count => ("pl.UInt64", None),
            Kind::Integer => ("pl.Int64", None),
            Kind::Flag => ("pl.Boolean", None),
            Kind::Number => ("pl.Float64", None),
        };
        types.push(format!("\"{name}\": {read}"));
        casts.extend(cast);
    }
    let casts = if casts.is_empty() {
        String::new()
    } else {
        format!(".with_columns(\n    {},\n)", casts.join(",\n    "))
    };
    format!(
        "import polars as pl\n\n{} = pl.read_csv(\n    {},\n    schema={{{}}},\n){casts}\n",
        variable(table),
        python_string(options.path),
        types.join(", ")
    )
}

/// The table's name, but where it is a word of Python's.
fn variable(table: &TableSchema) -> String {
    match table.name {
        "case" => "cases".to_owned(),
        name => name.to_owned(),
    }
}

fn python_string(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
