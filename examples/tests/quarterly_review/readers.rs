//! What stands in a table, by format: each read without the code that wrote it.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read as _};
use std::path::Path;

use bytes::Bytes;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::Value;
use tenure_parquet::arrow_array::cast::AsArray as _;
use tenure_parquet::arrow_array::types::Decimal128Type;
use zip::ZipArchive;

/// The number of rows, and the sum of every column of amounts in minor units of two digits.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Sums {
    pub(crate) rows: usize,
    pub(crate) amounts: BTreeMap<String, i128>,
}

/// The columns of amounts of a table, by the schema beside its CSV file.
pub(crate) fn amounts(folder: &Path, table: &str) -> Vec<String> {
    let path = folder.join(format!("{table}.schema.json"));
    let schema: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let columns = schema["properties"].as_object().unwrap();
    let amounts = columns
        .iter()
        .filter(|(_, column)| column["x-kind"] == "amount");
    amounts.map(|(name, _)| name.clone()).collect()
}

pub(crate) fn csv(folder: &Path, table: &str, amounts: &[String]) -> Sums {
    let text = fs::read_to_string(folder.join(format!("{table}.csv"))).unwrap();
    let mut rows = fields(&text).into_iter();
    let header = rows.next().unwrap();
    let rows: Vec<_> = rows.collect();
    sums(rows.len(), amounts, |row, column| {
        let at = header.iter().position(|name| name == column).unwrap();
        cents(&rows[row][at])
    })
}

pub(crate) fn jsonl(folder: &Path, table: &str, amounts: &[String]) -> Sums {
    let text = fs::read_to_string(folder.join(format!("{table}.jsonl"))).unwrap();
    let rows: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    sums(rows.len(), amounts, |row, column| {
        cents(rows[row][column].as_str().unwrap_or_default())
    })
}

pub(crate) fn parquet(folder: &Path, table: &str, amounts: &[String]) -> Sums {
    let file = Bytes::from(fs::read(folder.join(format!("{table}.parquet"))).unwrap());
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
    let mut found = Sums {
        rows: 0,
        amounts: amounts.iter().map(|name| (name.clone(), 0)).collect(),
    };
    for batch in reader.build().unwrap().map(Result::unwrap) {
        found.rows += batch.num_rows();
        for (name, sum) in &mut found.amounts {
            let column = batch.column_by_name(name).unwrap();
            let column = column.as_primitive::<Decimal128Type>();
            assert_eq!(column.scale(), 2);
            *sum += column.iter().flatten().sum::<i128>();
        }
    }
    found
}

/// The sheets of a workbook: of each the rows, of each row the cells as they are stored.
pub(crate) struct Workbook(pub(crate) BTreeMap<String, Vec<Vec<String>>>);

impl Workbook {
    pub(crate) fn open(path: &Path) -> Self {
        let mut archive = ZipArchive::new(Cursor::new(fs::read(path).unwrap())).unwrap();
        let mut part = |name: &str| {
            let mut text = String::new();
            let mut file = archive.by_name(name).unwrap();
            file.read_to_string(&mut text).unwrap();
            text
        };
        let names = part("xl/workbook.xml");
        let names = names.split("<sheet name=\"").skip(1);
        let names: Vec<_> = names.map(|rest| before(rest, "\"").to_owned()).collect();
        let shared = part("xl/sharedStrings.xml");
        let shared: Vec<_> = shared.split("<si>").skip(1).map(text_of).collect();
        let mut sheets = BTreeMap::new();
        for (number, name) in (1..).zip(names) {
            let sheet = part(&format!("xl/worksheets/sheet{number}.xml"));
            let rows = sheet.split("<row ").skip(1);
            let rows = rows.map(|row| cells(before(row, "</row>"), &shared));
            sheets.insert(name, rows.collect());
        }
        Self(sheets)
    }

    pub(crate) fn sums(&self, sheet: &str, amounts: &[String]) -> Sums {
        let (header, rows) = self.0[sheet].split_first().unwrap();
        sums(rows.len(), amounts, |row, column| {
            let at = header.iter().position(|name| name == column).unwrap();
            cents(rows[row].get(at).map_or("", String::as_str))
        })
    }
}

fn sums(rows: usize, amounts: &[String], amount: impl Fn(usize, &str) -> i128) -> Sums {
    let sum = |name: &String| (0..rows).map(|row| amount(row, name)).sum();
    Sums {
        rows,
        amounts: amounts
            .iter()
            .map(|name| (name.clone(), sum(name)))
            .collect(),
    }
}

/// `-12.3` and `-12.30` as -1230; nothing for an absent amount.
fn cents(text: &str) -> i128 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    assert!(fraction.len() <= 2, "`{text}` is no amount of two digits");
    let digits = format!("{whole}{fraction:0<2}");
    match text {
        "" => 0,
        _ => digits.parse().unwrap(),
    }
}

/// The rows of a CSV file with quoted fields.
fn fields(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut field, mut quoted) = (vec![], vec![], String::new(), false);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' if quoted && characters.peek() == Some(&'"') => {
                characters.next();
                field.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut field)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut field));
                rows.push(std::mem::take(&mut row));
            }
            _ => field.push(character),
        }
    }
    rows
}

/// The cells of a row by their columns, `<c r="B2">`.
fn cells(row: &str, shared: &[String]) -> Vec<String> {
    let mut cells = Vec::new();
    for cell in row.split("<c r=\"").skip(1) {
        let letters = cell.bytes().take_while(u8::is_ascii_uppercase);
        let column = letters.fold(0, |column, letter| {
            column * 26 + usize::from(letter - b'A') + 1
        });
        cells.resize(column, String::new());
        let value = cell.split_once("<v>").map(|(_, rest)| before(rest, "</v>"));
        cells[column - 1] = match value {
            Some(place) if before(cell, ">").contains("t=\"s\"") => {
                shared[place.parse::<usize>().unwrap()].clone()
            }
            Some(number) => number.to_owned(),
            None => text_of(cell),
        };
    }
    cells
}

fn text_of(part: &str) -> String {
    let text = part.split_once("<t").and_then(|(_, rest)| {
        let (_, text) = rest.split_once('>')?;
        Some(before(text, "</t>"))
    });
    let text = text.unwrap_or_default().replace("&lt;", "<");
    let text = text.replace("&gt;", ">").replace("&quot;", "\"");
    text.replace("&amp;", "&")
}

fn before<'a>(text: &'a str, end: &str) -> &'a str {
    text.split_once(end).map_or(text, |(before, _)| before)
}
