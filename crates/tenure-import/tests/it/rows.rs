use tenure::Currency;
use tenure_import::{AmountUnit, ImportError, MAX_ROW_ERRORS, SubscriptionOptions};

use crate::{dollars, import, import_with, refused};

const HEADER: &str = "id,account,start,end,amount";

/// The error of one row on line 2.
#[track_caller]
fn row(row: &str, expected: &str) {
    let file = format!("{HEADER}\n{row}\n");
    assert_eq!(refused(import(file)), format!("book.csv:2: {expected}"));
}

#[test]
fn days() {
    let rule = "a day of the calendar as YYYY-MM-DD; write it like 2026-01-31";
    row(
        "s,a,2026-02-30,,1",
        &format!("column `start`: `2026-02-30`: {rule}"),
    );
    row("s,a,,,1", &format!("column `start`: ``: {rule}"));
    row(
        "s,a,2026-01-01,31/01/2026,1",
        &format!("column `end`: `31/01/2026`: {rule}"),
    );
    row(
        "s,a,2026-01-01,0000-01-01,1",
        &format!("column `end`: `0000-01-01`: {rule}"),
    );
    row(
        "s,a,2026-01-02,2026-01-01,1",
        "column `end`: `2026-01-01`: the end is not before the start, 2026-01-02; \
         correct one of the dates, or leave the end empty while it runs",
    );
}

#[test]
fn amounts() {
    let plain = "an amount is a plain decimal number; \
                 write it like 1234.50, without thousands separators, currency signs or exponents";
    for amount in ["$5", "1e3", "", "+5", "1.234.5", "NaN"] {
        row(
            &format!("s,a,2026-01-01,,{amount}"),
            &format!("column `amount`: `{amount}`: {plain}"),
        );
    }
    row(
        "s,a,2026-01-01,,\"1,234\"",
        &format!("column `amount`: `1,234`: {plain}"),
    );
    row(
        "s,a,2026-01-01,,-0.01",
        "column `amount`: `-0.01`: an amount is not below zero; leave credits and refunds out, they do not recur",
    );
    row(
        "s,a,2026-01-01,,92233720368547758.08",
        "column `amount`: `92233720368547758.08`: an amount has at most 9223372036854775807 minor units; \
         correct the amount",
    );
    let cents = SubscriptionOptions::new(AmountUnit::Minor).in_currency(Currency::USD);
    assert_eq!(
        refused(import_with(
            format!("{HEADER}\ns,a,2026-01-01,,49.00\n"),
            &cents
        )),
        "book.csv:2: column `amount`: `49.00`: an amount in minor units is a whole number; \
         remove the decimal point, or import the amounts in major units"
    );
    let book = import_with(format!("{HEADER}\ns,a,2026-01-01,, 4900 \n"), &cents).unwrap();
    assert_eq!(
        book.rows().next().unwrap().amount().to_string(),
        "49.00 USD"
    );
}

#[test]
fn ids() {
    row(
        "s,,2026-01-01,,1",
        "column `account`: ``: the account id has at least one character; fill it in",
    );
    row(
        ",a,2026-01-01,,1",
        "column `id`: ``: the subscription id has at least one character; fill it in",
    );
    row(
        "s, a,2026-01-01,,1",
        "column `account`: ` a`: the account id neither begins nor ends with white space; trim it",
    );
    row(
        "s,\"a\nb\",2026-01-01,,1",
        "column `account`: `a\\nb`: the account id has no control character, this has '\\n' at byte 1; remove it",
    );
    let long = "x".repeat(129);
    row(
        &format!("s,{long},2026-01-01,,1"),
        &format!(
            "column `account`: `{}…`: the account id has at most 128 bytes, this has 129; shorten it",
            "x".repeat(59)
        ),
    );
}

#[test]
fn a_subscription_id_stands_once() {
    let file = format!(
        "{HEADER}\n\ns,a,2026-01-01,,1\nt,a,2026-01-01,,1\n\"s\",b,2026-01-01,,x\ns,a,2026-01-01,,1\n"
    );
    assert_eq!(
        refused(import(file)),
        "book.csv:5: column `id`: `s`: a subscription id stands once in a file, this is also on line 3; \
         keep one of the rows, or give each its own id\n\
         book.csv:5: column `amount`: `x`: an amount is a plain decimal number; \
         write it like 1234.50, without thousands separators, currency signs or exponents\n\
         book.csv:6: column `id`: `s`: a subscription id stands once in a file, this is also on line 3; \
         keep one of the rows, or give each its own id"
    );
}

#[test]
fn currencies() {
    let header = "account,start,end,amount,currency";
    let two = format!("{header}\na,2026-01-01,,1,USD\na,2026-01-01,,1,EUR\n");
    let expected = |line, code, book| {
        format!(
            "book.csv:{line}: column `currency`: `{code}`: a book has one currency, this is in {book}; \
             import the rows of each currency as a book of their own"
        )
    };
    let unnamed = SubscriptionOptions::new(AmountUnit::Major);
    assert_eq!(
        refused(import_with(&two, &unnamed)),
        expected(3, "EUR", "USD")
    );
    let euros = unnamed.clone().in_currency(Currency::EUR);
    assert_eq!(
        refused(import_with(&two, &euros)),
        expected(2, "USD", "EUR")
    );
    let unknown = format!("{header}\na,2026-01-01,,1,usd\n");
    assert_eq!(
        refused(import_with(unknown, &unnamed)),
        "book.csv:2: column `currency`: `usd`: a currency code of ISO 4217; use three upper-case letters such as USD or EUR"
    );
}

#[test]
fn whole_rows() {
    row(
        "s,a,2026-01-01,1",
        "`s,a,2026-01-01,1`: a row has as many fields as the header, 5, this has 4; \
         quote values that contain the delimiter, and keep empty values as empty fields",
    );
    row(
        "s,a,2026-01-01,,1,",
        "`s,a,2026-01-01,,1,`: a row has as many fields as the header, 5, this has 6; \
         quote values that contain the delimiter, and keep empty values as empty fields",
    );
    row(
        "s,\"a,2026-01-01,,1",
        "`s,\"a,2026-01-01,,1\\n`: a quote that opens a field is closed; close it, and double every quote inside quoted text"
            .replace("\\n`", "`")
            .as_str(),
    );
    row(
        "s,\"a\" inc,2026-01-01,,1",
        "column `account`: `s,\"a\" inc,2026-01-01,,1`: a quoted field ends at its closing quote; \
         double every quote inside quoted text",
    );
}

#[test]
fn rows_that_are_not_utf_8() {
    let file = [
        format!("{HEADER}\nx,\"\",2026-01-01,,1\n").as_bytes(),
        b"s,caf\xe9,2026-01-01,,1\nt,b,2026-01-01,,z\n",
    ]
    .concat();
    assert_eq!(
        refused(import(file)),
        "book.csv:2: column `account`: ``: the account id has at least one character; fill it in\n\
         book.csv:3: column `account`: `s,caf\\xE9,2026-01-01,,1`: a row is UTF-8, byte 52 of the file is not; \
         save the file as UTF-8; Latin-1, Windows-1252 and UTF-16 are not read\n\
         book.csv:4: column `amount`: `z`: an amount is a plain decimal number; \
         write it like 1234.50, without thousands separators, currency signs or exponents"
    );
}

#[test]
fn every_error_is_counted_and_the_first_thousand_are_kept() {
    let mut file = String::from("account,start,end,amount\n");
    for _ in 0..200_000 {
        file += "a,2026-01-01,never,-1\n";
    }
    let Err(ImportError::Rows(errors)) = import_with(file, &dollars()) else {
        panic!("errors");
    };
    assert_eq!(errors.total(), 400_000);
    assert_eq!(errors.as_slice().len(), MAX_ROW_ERRORS);
    let places: Vec<_> = errors
        .iter()
        .map(|error| (error.line(), error.column()))
        .collect();
    let expected: Vec<_> = (2..502_u64)
        .flat_map(|line| [(line, Some("end")), (line, Some("amount"))])
        .collect();
    assert_eq!(places, expected);
    assert!(errors.to_string().ends_with("\nand 399000 more"));
    let first = errors.iter().next().unwrap();
    assert_eq!(
        (first.file(), first.value(), first.rule().name()),
        ("book.csv", "never", "day")
    );
    assert_eq!(first.remedy(), "write it like 2026-01-31");
}

#[test]
fn a_quote_inside_an_unquoted_field_is_text() {
    let book = import("account,start,end,amount\n5\" pipe,2026-01-01,,1\n").unwrap();
    assert_eq!(book.accounts()[0].as_str(), "5\" pipe");
}
