//! Whatever a host's texts are, a page has the elements and attributes that it has with harmless ones.
#![no_main]

#[path = "../../tests/it/book.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod book;
#[path = "../../tests/it/office.rs"]
#[allow(dead_code, reason = "the tests use more of it")]
mod office;

use std::sync::LazyLock;

use html5gum::{Token, Tokenizer};
use libfuzzer_sys::fuzz_target;
use tenure_tables::{BridgeRow, TrailingRow};

use book::Reports;
use office::Office;

/// The same books for every text: only what is shown of them differs.
static REPORTS: LazyLock<Reports> = LazyLock::new(book::tiny);
static OFFICE: LazyLock<Office> = LazyLock::new(|| Office::of(3));
static HARMLESS: LazyLock<Vec<Vec<String>>> = LazyLock::new(|| pages("x").iter().map(|page| markup(page)).collect());

/// The pages that show a text wherever a host's own can stand.
fn pages(text: &str) -> Vec<String> {
    let rows = REPORTS.rows();
    let trailing: Vec<_> = rows.trailing.iter().map(|row| TrailingRow { slice: sliced(row.slice, text), ..*row }).collect();
    let monthly: Vec<_> = rows.monthly.iter().map(|row| BridgeRow { slice: sliced(row.slice, text), ..*row }).collect();
    let notes = [text];

    let mut retention = rows.report();
    (retention.trailing, retention.monthly, retention.convention) = (&trailing, &monthly, text);
    (retention.heading.title, retention.heading.subtitle, retention.heading.notes) = (text, text, &notes);

    let mut shown = OFFICE.shown();
    for name in shown.names.accounts.values_mut().chain(shown.names.managers.values_mut()) {
        *name = text;
    }
    let (mut manager, mut renewals) = (shown.manager(), shown.renewals());
    for heading in [&mut manager.heading, &mut renewals.heading] {
        (heading.title, heading.subtitle, heading.notes) = (text, text, &notes);
    }
    vec![retention.to_html().expect("a page"), manager.to_html().expect("a page"), renewals.to_html().expect("a page")]
}

/// The whole keeps its name, by which it is known.
fn sliced<'a>(slice: &'a str, text: &'a str) -> &'a str {
    if slice == "all" { slice } else { text }
}

/// The tags of a page with the names of their attributes, as a browser reads them.
fn markup(page: &str) -> Vec<String> {
    Tokenizer::new(page)
        .map(|token| token.unwrap_or_else(|never| match never {}))
        .filter_map(|token| match token {
            Token::StartTag(tag) => {
                let names = tag.attributes.keys().map(|name| format!(" {}", String::from_utf8_lossy(name)));
                Some(format!("<{}{}>", String::from_utf8_lossy(&tag.name), names.collect::<String>()))
            }
            Token::EndTag(tag) => Some(format!("</{}>", String::from_utf8_lossy(&tag.name))),
            Token::Comment(_) => Some("<!-- -->".to_owned()),
            Token::Doctype(_) => Some("<!doctype>".to_owned()),
            Token::String(_) => None,
            Token::Error(error) => panic!("the page is not well formed: {error:?}"),
        })
        .collect()
}

fuzz_target!(|text: &str| {
    // What is empty has no element of its own.
    if text.trim().is_empty() {
        return;
    }
    for (page, harmless) in pages(text).iter().zip(HARMLESS.iter()) {
        assert_eq!(markup(page), *harmless);
    }
});
