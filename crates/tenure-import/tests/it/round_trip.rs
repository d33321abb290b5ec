use chrono::NaiveDate;
use proptest::prelude::*;
use tenure::Span;
use tenure_import::{ImportError, Subscriptions};

use crate::import;

#[derive(Clone, Debug)]
struct Row {
    id: String,
    account: String,
    span: Span,
    minor: i64,
    note: String,
    /// Which fields are quoted without need, bit by bit.
    quoted: u8,
    blank_before: bool,
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let text = || "[!-~]{1,4}|[a-z] [a-z]|\"=\",|[a-zఅ-హ]{1,5}";
    let day = |days| NaiveDate::from_ymd_opt(2020, 1, 1).unwrap() + chrono::Days::new(days);
    let span = (0..3_000_u64, prop::option::of(0..900_u64)).prop_map(move |(start, days)| {
        Span::new(day(start), days.map(|days| day(start + days))).unwrap()
    });
    let row = (
        text(),
        text(),
        span,
        0..=i64::MAX,
        "[ -~\n]{0,6}",
        any::<u8>(),
        any::<bool>(),
    );
    prop::collection::vec(row, 1..30).prop_map(|rows| {
        let rows = rows.into_iter().enumerate();
        rows.map(
            |(at, (id, account, span, minor, note, quoted, blank_before))| Row {
                id: format!("{at}{id}"),
                account,
                span,
                minor,
                note,
                quoted,
                blank_before,
            },
        )
        .collect()
    })
}

/// The file, and the line that each row begins on.
fn file(rows: &[Row], delimiter: char, end: &str, last_end: bool) -> (String, Vec<u64>) {
    let mut file = ["id", "note", "account", "start", "end", "amount"].join(&delimiter.to_string());
    let mut lines = Vec::new();
    for row in rows {
        file += end;
        if row.blank_before {
            file += end;
        }
        lines.push(1 + file.matches('\n').count() as u64);
        let fields = [
            row.id.clone(),
            row.note.clone(),
            row.account.clone(),
            row.span.start().to_string(),
            row.span
                .end()
                .map(|end| end.to_string())
                .unwrap_or_default(),
            format!("{}.{:02}", row.minor / 100, row.minor % 100),
        ];
        let fields = fields.iter().enumerate().map(|(at, field)| {
            let needed = field.contains([delimiter, '"', '\n', '\r']);
            if needed || row.quoted >> at & 1 == 1 {
                format!("\"{}\"", field.replace('"', "\"\""))
            } else {
                field.clone()
            }
        });
        file += &fields.collect::<Vec<_>>().join(&delimiter.to_string());
    }
    if last_end {
        file += end;
    }
    (file, lines)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn what_is_written_comes_back(
        rows in rows(),
        delimiter in prop::sample::select(vec![',', ';', '\t']),
        end in prop::sample::select(vec!["\n", "\r\n"]),
        last_end in any::<bool>(),
    ) {
        let (file, lines) = file(&rows, delimiter, end, last_end);
        let book = import(&file).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(book.len(), rows.len());
        for ((row, line), read) in rows.iter().zip(lines).zip(book.rows()) {
            prop_assert_eq!(read.id(), Some(row.id.as_str()));
            prop_assert_eq!(read.account().as_str(), &row.account);
            prop_assert_eq!(&book.accounts()[read.account_index() as usize], read.account());
            prop_assert_eq!(read.span(), row.span);
            prop_assert_eq!(read.amount_minor(), row.minor);
            prop_assert_eq!(read.line(), line);
        }
        let distinct: std::collections::BTreeSet<_> = rows.iter().map(|row| &row.account).collect();
        prop_assert_eq!(book.accounts().len(), distinct.len());

        let mut oracle = csv::ReaderBuilder::new().delimiter(delimiter as u8).from_reader(file.as_bytes());
        let oracle: Vec<(String, String)> = oracle
            .records()
            .map(|record| record.map(|record| (record[0].to_owned(), record[2].to_owned())))
            .collect::<Result<_, _>>()
            .unwrap();
        let read: Vec<(String, String)> = book
            .rows()
            .map(|row| (row.id().unwrap().to_owned(), row.account().to_string()))
            .collect();
        prop_assert_eq!(read, oracle);
    }

    /// Quotes send a file through the slow way; nothing but the speed may tell.
    #[test]
    fn quoted_or_not_a_file_says_the_same(
        rows in prop::collection::vec(
            ("[ab]?[0-9]{0,2}", "[A-C ]{0,2}", "2026-0[0-3]-[0-3][0-9]", "(2026-0[1-3]-[0-3][0-9])?", "[0-9.-]{0,4}"),
            1..30,
        ),
    ) {
        let write = |quote: &str| {
            let mut file = String::from("id,account,start,end,amount\n");
            for (id, account, start, end, amount) in &rows {
                let fields = [id, account, start, end, amount];
                let fields = fields.map(|field| format!("{quote}{field}{quote}"));
                file += &fields.join(",");
                file += "\n";
            }
            file
        };
        let told = |result: Result<Subscriptions, ImportError>| match result {
            Ok(book) => format!("{:?}", book.rows().collect::<Vec<_>>()),
            Err(error) => error.to_string(),
        };
        prop_assert_eq!(told(import(write(""))), told(import(write("\""))));
    }
}
