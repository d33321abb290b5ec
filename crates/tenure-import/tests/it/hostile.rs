use tenure_import::{ImportError, Rule};

use crate::{dollars, import, import_accounts, refused};

const HEADER: &str = "account,start,end,amount\n";

#[test]
fn a_line_of_ten_megabytes_is_told_and_passed_over() {
    let long = "x".repeat(10 << 20);
    for (quote, end) in [("", "\n"), ("", "\r\n"), ("\"", "\n")] {
        let file = format!(
            "{HEADER}a,2026-01-01,,1{end}{quote}{long}{quote},2026-01-01,,1{end}b,soon,,1{end}"
        );
        let length = long.len() + 2 * quote.len() + ",2026-01-01,,1".len();
        let start: String = format!("{quote}{long}").chars().take(59).collect();
        assert_eq!(
            refused(import(file)),
            format!(
                "book.csv:3: `{start}…`: a row has at most 1048576 bytes, this has {length}; \
                 look for a missing line end or a stray quote\n\
                 book.csv:4: column `start`: `soon`: a day of the calendar as YYYY-MM-DD; write it like 2026-01-31"
            )
        );
    }
}

#[test]
fn a_quote_that_is_never_closed_swallows_the_file_in_bounded_memory() {
    let file = format!(
        "{HEADER}a,2026-01-01,,1\n\"b,2026-01-01,,1\n{}",
        "c,2026-01-01,,1\n".repeat(200_000)
    );
    assert_eq!(
        refused(import(file)),
        "book.csv:3: `\"b,2026-01-01,,1\\nc,2026-01-01,,1\\nc,2026-01-01,,1\\nc,2026-…`: \
         a quote that opens a field is closed; close it, and double every quote inside quoted text"
    );
}

#[test]
fn control_characters_never_reach_the_terminal() {
    let file = format!("{HEADER}a\0b\x1b[2J\u{202e},2026-01-01,,1\n");
    assert_eq!(
        refused(import(file)),
        "book.csv:2: column `account`: `a\\u{0}b\\u{1b}[2J\\u{202e}`: \
         the account id has no control character, this has '\\0' at byte 1; remove it"
    );
    let header = "acc\x1bount,start,end,amount\n";
    assert!(!refused(import(header)).contains('\x1b'));
    let named = tenure_import::Subscriptions::from_reader("a\x1b\n.csv", &b""[..], &dollars());
    assert_eq!(
        refused(named),
        "a\\u{1b}\\n.csv: the file is empty; its first line has to name the columns"
    );
}

#[test]
fn formulae_are_text() {
    let file = format!(
        "id,{HEADER}=1+1,\"=HYPERLINK(\"\"x\"\")\",2026-01-01,,1\n@b,+a,2026-01-01,,1\n-c,'=a,2026-01-01,,1\n"
    );
    let book = import(file).unwrap();
    let rows: Vec<_> = book
        .rows()
        .map(|row| (row.id().unwrap(), row.account().as_str()))
        .collect();
    assert_eq!(
        rows,
        [("=1+1", "=HYPERLINK(\"x\")"), ("@b", "+a"), ("-c", "'=a")]
    );
}

#[test]
fn a_header_of_a_hundred_thousand_columns_is_answered() {
    let names: Vec<String> = (0..100_000).map(|at| format!("c{at}")).collect();
    let options = dollars().with_columns("account=c".parse().unwrap());
    let file = names.join(",");
    assert!(
        refused(crate::import_with(file, &options))
            .contains("the nearest in the header: `c0`, `c1`, `c2`")
    );
}

#[test]
fn a_row_of_delimiters_alone_is_told_as_its_length() {
    let file = format!("{HEADER}{}\n", ",".repeat(500_000));
    let Err(ImportError::Rows(errors)) = import(file) else {
        panic!("errors");
    };
    let rule = errors.as_slice()[0].rule();
    assert_eq!(
        *rule,
        Rule::FieldCount {
            found: 500_001,
            expected: 4
        }
    );
}

#[test]
fn empty_lines_before_the_header_cost_one_pass() {
    let file = format!("{}account\na\n", "\n".repeat(3 << 20));
    let accounts = import_accounts(file, &Default::default()).unwrap();
    assert_eq!(accounts.rows().next().unwrap().line(), (3 << 20) + 2);
}
