//! The examples of commands: every command has one that records something.

use std::collections::BTreeSet;

use serde_json::Value;
use tenure::decide::decide_all;
use tenure::{Book, Command};

const GUIDE: &str = include_str!("../../../src/command/guide.md");

/// The names of all commands, as the decoder lists them to whoever gives one that there is none of.
pub(super) fn command_names() -> BTreeSet<String> {
    let error = serde_json::from_str::<Command>(r#"{"no such command":{}}"#).unwrap_err();
    let error = error.to_string();
    let (_, names) = error.split_once("expected one of ").unwrap();
    names
        .split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

/// The lists of commands in an example, those that prepare it first.
fn requests(example: &str) -> Vec<Vec<Value>> {
    let lines = example.lines();
    let lines: Vec<_> = lines
        .map(|line| line.strip_prefix("# ").unwrap_or(line))
        .collect();
    let whole = lines.join("\n");
    let lists = whole.split("r#\"").skip(1);
    lists
        .map(|list| serde_json::from_str(list.split("\"#").next().unwrap()).unwrap())
        .collect()
}

#[test]
fn every_command_has_an_example_that_records_something() {
    let mut shown = BTreeSet::new();
    for example in GUIDE.split("```rust\n").skip(1) {
        let example = example.split("```").next().unwrap();
        let mut book = Book::default();
        let requests = requests(example);
        let (last, given) = requests.split_last().unwrap();
        for command in given.iter().flatten() {
            let command: Command = serde_json::from_value(command.clone()).unwrap();
            decide_all(&mut book, &[command]).unwrap();
        }
        for command in last {
            let name = command.as_object().unwrap().keys().next().unwrap();
            let command: Command = serde_json::from_value(command.clone()).unwrap();
            let facts = decide_all(&mut book, &[command]).unwrap();
            assert!(!facts.is_empty(), "the example of `{name}` records nothing");
            shown.insert(name.clone());
        }
    }
    let names = command_names();
    assert!(names.len() > 80);
    let missing: Vec<_> = names.difference(&shown).collect();
    assert!(missing.is_empty(), "without an example: {missing:?}");
}

/// The table of entities knows every command and every type of fact.
#[test]
fn the_table_of_the_domain_names_every_command_and_every_fact() {
    let table =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/domain.md"));
    let table = table.unwrap();
    let camel = |name: &str| -> String {
        let words = name.split('_');
        words
            .map(|word| word[..1].to_uppercase() + &word[1..])
            .collect()
    };
    let facts = tenure::Fact::TYPES
        .iter()
        .map(|(name, _)| (*name).to_owned());
    let missing: Vec<_> = command_names()
        .into_iter()
        .chain(facts)
        .map(|name| camel(&name))
        .filter(|name| !table.contains(&format!("`{name}`")))
        .collect();
    assert!(missing.is_empty(), "not in docs/domain.md: {missing:?}");
}
