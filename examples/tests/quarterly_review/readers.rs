//! What stands in a table, by format: each read without the code that wrote it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use bytes::Bytes;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::Value;
use tenure_parquet::arrow_array::cast::AsArray as _;
use tenure_parquet::arrow_array::types::Decimal128Type;

use crate::cells::sheets;

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

/// The sheets of a workbook by name: of each the rows, of each row the cells as they are stored.
pub(crate) struct Workbook(pub(crate) BTreeMap<String, Vec<Vec<String>>>);

impl Workbook {
    pub(crate) fn open(path: &Path) -> Self {
        Self(sheets(&fs::read(path).unwrap()).into_iter().collect())
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
