use std::io::{self, Read};
use std::path::Path;

use tenure::Currency;
use tenure_import::{
    AmountUnit, FileProblem, ImportError, MAX_RECORD_BYTES, SubscriptionOptions, Subscriptions,
};

use crate::{dollars, import, import_with, refused};

#[test]
fn a_file_that_is_not_there_or_is_a_folder() {
    assert_eq!(
        refused(Subscriptions::from_path("no/such.csv", &dollars())),
        "no/such.csv: there is no such file; check the path"
    );
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    assert_eq!(
        refused(Subscriptions::from_path(folder, &dollars())),
        format!("{}: this is a folder; name a file in it", folder.display())
    );
}

/// Fails where a disk might.
struct Failing(&'static [u8]);

impl Read for Failing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.read(buffer)? {
            0 => Err(io::Error::other("disk on fire")),
            read => Ok(read),
        }
    }
}

#[test]
fn a_read_that_fails_is_told_with_its_cause() {
    let reader = Failing(b"account,start,end,amount\na,2026-01-01,,1\n");
    let error = Subscriptions::from_reader("book.csv", reader, &dollars()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "book.csv: the file cannot be read (disk on fire); check that it is whole and that you may read it"
    );
    assert!(matches!(
        error,
        ImportError::File {
            problem: FileProblem::Unreadable(_),
            ..
        }
    ));
}

#[test]
fn nothing_in_it() {
    let empty = "book.csv: the file is empty; its first line has to name the columns";
    for file in ["", "\u{feff}", "\n\r\n\n", "\r"] {
        assert_eq!(refused(import(file)), empty, "{file:?}");
    }
    let header = "book.csv: there is no row below the header; check that the export is complete";
    for file in [
        "account,start,end,amount",
        "account,start,end,amount\r\n\r\n\n",
    ] {
        assert_eq!(refused(import(file)), header, "{file:?}");
    }
}

#[test]
fn other_encodings() {
    let text = "account,start,end,amount\n";
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for (file, encoding) in [
        (
            [b"\xff\xfe".to_vec(), little.clone()].concat(),
            "UTF-16 (little-endian)",
        ),
        ([b"\xfe\xff".to_vec(), big].concat(), "UTF-16 (big-endian)"),
        (b"\xff\xfe\0\0a\0\0\0".to_vec(), "UTF-32"),
        (little, "an encoding with NUL bytes, such as UTF-16"),
    ] {
        let expected = format!("book.csv: the file is in {encoding}; save it as UTF-8");
        assert_eq!(refused(import(file)), expected);
    }
    assert_eq!(
        refused(import(b"\naccount,d\xe9but,end,amount\n")),
        "book.csv: the header is not UTF-8 (line 2, byte 10 of the file); save the file as UTF-8, \
         Latin-1, Windows-1252 and UTF-16 are not read"
    );
}

#[test]
fn headers_that_cannot_be_read() {
    assert_eq!(
        refused(import("account,\"start,end,amount\na,2026-01-01,,1\n")),
        "book.csv: the quotes of the header do not match; close every quote, and double quotes inside quoted text"
    );
    assert_eq!(
        refused(import("account,start,end,amount\ra,2026-01-01,,1\r")),
        "book.csv: lines end in a carriage return alone; save the file with LF or CRLF line ends"
    );
    let long = "x".repeat(MAX_RECORD_BYTES + 1);
    for file in [format!("{long}\n"), long] {
        assert_eq!(
            refused(import(file)),
            "book.csv: the header has more than 1048576 bytes; look for a missing line end or a stray quote"
        );
    }
}

#[test]
fn a_book_needs_a_currency() {
    let options = SubscriptionOptions::new(AmountUnit::Major);
    assert_eq!(
        refused(import_with(
            "account,start,end,amount\na,2026-01-01,,1\n",
            &options
        )),
        "book.csv: nothing says which currency the amounts are in; give one, or map a column with `currency=COLUMN`"
    );
    let file = "account,start,end,amount,currency\na,2026-01-01,,1,JPY\n";
    let book = import_with(file, &options).unwrap();
    assert_eq!(book.currency().code(), "JPY");
    assert_eq!(book.rows().next().unwrap().amount().to_string(), "1 JPY");
}

#[test]
fn delimiters_line_ends_and_byte_order_marks() {
    for delimiter in [',', ';', '\t'] {
        for end in ["\n", "\r\n"] {
            for mark in ["", "\u{feff}"] {
                for last in ["", end] {
                    let file = format!(
                        "{mark}{end}id, Account ,start,end,amount,\"a;b,c,d\te\"{end}{end}\
                         s1,a,2026-01-01,2026-02-01,1.50,\"x{end}y\"{end}{end}s2,b,2026-01-03,,2,z{last}"
                    );
                    // Delimiters inside quotes stay as they are.
                    let file = file
                        .replace("\"a;b,c,d\te\"", "\"§\"")
                        .replace(',', &delimiter.to_string());
                    let file = file.replace('§', "a;b,c,d\te");
                    let book = import(&file).unwrap_or_else(|error| panic!("{file:?}: {error}"));
                    let lines: Vec<u64> = book.rows().map(|row| row.line()).collect();
                    assert_eq!(lines, [4, 7], "{file:?}");
                    assert_eq!(book.latest_date().to_string(), "2026-02-01");
                }
            }
        }
    }
}

#[test]
fn rows_come_in_order_with_accounts_by_first_appearance() {
    let file =
        "account,start,end,amount\nz,2026-01-01,2026-01-01,0\na,2026-01-01,,1\nz,2026-01-02,,2\n";
    let book = import(file).unwrap();
    let accounts: Vec<&str> = book
        .accounts()
        .iter()
        .map(tenure::AccountId::as_str)
        .collect();
    assert_eq!(accounts, ["z", "a"]);
    let indexes: Vec<u32> = book.rows().map(|row| row.account_index()).collect();
    assert_eq!(indexes, [0, 1, 0]);
    assert!(book.rows().next().unwrap().span().is_empty());
    assert!(book.rows().all(|row| row.id().is_none()));
    assert_eq!(
        format!("{book:?}"),
        "Subscriptions { currency: USD, rows: 3, accounts: 2, latest: 2026-01-02, .. }"
    );
    assert_eq!(
        (book.len(), book.is_empty(), book.currency()),
        (3, false, Currency::USD)
    );
}
