//! What is stored in the cells of a workbook, read without the code that wrote it.

use std::io::{Cursor, Read as _};

use zip::ZipArchive;

/// A sheet: its name and its rows, of each row the cells as they are stored; flags are `1` and `0`.
pub(crate) type Sheet = (String, Vec<Vec<String>>);

/// The sheets of a workbook, in their order.
pub(crate) fn sheets(file: &[u8]) -> Vec<Sheet> {
    let mut archive = ZipArchive::new(Cursor::new(file)).unwrap();
    let mut part = |name: &str| {
        let mut text = String::new();
        let mut file = archive.by_name(name).unwrap();
        file.read_to_string(&mut text).unwrap();
        text
    };
    let names = part("xl/workbook.xml");
    let names = names.split("<sheet name=\"").skip(1);
    let names: Vec<_> = names.map(|rest| unescaped(before(rest, "\""))).collect();
    let shared = part("xl/sharedStrings.xml");
    let shared: Vec<_> = shared.split("<si>").skip(1).map(text_of).collect();
    let mut sheets = Vec::new();
    for (number, name) in (1..).zip(names) {
        let sheet = part(&format!("xl/worksheets/sheet{number}.xml"));
        let rows = sheet.split("<row ").skip(1);
        let rows = rows.map(|row| cells(before(row, "</row>"), &shared));
        sheets.push((name, rows.collect()));
    }
    sheets
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
    unescaped(text.unwrap_or_default())
}

fn unescaped(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">");
    let text = text.replace("&quot;", "\"").replace("_x005F_", "_");
    text.replace("&amp;", "&")
}

fn before<'a>(text: &'a str, end: &str) -> &'a str {
    text.split_once(end).map_or(text, |(before, _)| before)
}
