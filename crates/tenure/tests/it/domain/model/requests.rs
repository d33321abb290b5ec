//! Requests of every kind, drawn from templates.

use serde_json::{Map, Value};
use tenure::Command;
use tenure_testkit::Dice;

/// The days on which anything happens: ends of months, and enough of them to meet on.
pub(crate) const DAYS: [&str; 10] = [
    "2025-12-31",
    "2026-01-01",
    "2026-01-31",
    "2026-02-28",
    "2026-03-01",
    "2026-03-15",
    "2026-05-31",
    "2026-07-01",
    "2026-11-30",
    "2027-01-31",
];

const TEMPLATES: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/it/domain/model/requests.json"
);

fn one_of<'a, T>(dice: &mut Dice, list: &'a [T]) -> &'a T {
    &list[dice.index(list.len())]
}

/// Templates by what they are about. In a template `"$a|b"` stands for one of the words, with `?` at its end also for nothing at all,
/// `"$D"` for a day, `"#1|2"` for one of the numbers, and `{"$": [..]}` for one of the values.
pub(crate) struct Requests {
    always: Vec<Value>,
    groups: Vec<Vec<Value>>,
    all: Vec<Value>,
}

impl Requests {
    pub(crate) fn new() -> Self {
        let templates = std::fs::read_to_string(TEMPLATES).unwrap();
        let mut groups: Map<String, Value> = serde_json::from_str(&templates).unwrap();
        let mut list = |name: &str| match groups.remove(name) {
            Some(Value::Array(list)) => list,
            other => panic!("no list `{name}`: {other:?}"),
        };
        let always = list("always");
        let groups: Vec<Vec<Value>> = groups
            .values()
            .map(|group| group.as_array().unwrap().clone())
            .collect();
        let all = groups.iter().flatten().cloned().collect();
        Self {
            always,
            groups,
            all,
        }
    }

    /// What is always there, and then up to 40 requests, most of them about one or two things.
    pub(crate) fn sequence(&self, dice: &mut Dice) -> Vec<Command> {
        let about = [one_of(dice, &self.groups), one_of(dice, &self.groups)];
        let length = 10 + dice.below(30);
        let drawn: Vec<_> = (0..length)
            .map(|_| match dice.below(8) {
                0 => one_of(dice, &self.all).clone(),
                _ => {
                    let group = *one_of(dice, &about);
                    one_of(dice, group).clone()
                }
            })
            .collect();
        self.always
            .iter()
            .chain(&drawn)
            .map(|template| {
                let request = fill(template, dice);
                serde_json::from_value(request.clone())
                    .unwrap_or_else(|error| panic!("{request}: {error}"))
            })
            .collect()
    }
}

fn fill(template: &Value, dice: &mut Dice) -> Value {
    match template {
        Value::String(text) => word(text, dice),
        Value::Array(list) => list.iter().map(|value| fill(value, dice)).collect(),
        Value::Object(map) => match map.get("$") {
            Some(Value::Array(list)) => {
                let one = one_of(dice, list).clone();
                fill(&one, dice)
            }
            _ => {
                let fields = map.iter();
                fields
                    .map(|(key, value)| (key.clone(), fill(value, dice)))
                    .collect()
            }
        },
        other => other.clone(),
    }
}

fn word(text: &str, dice: &mut Dice) -> Value {
    if let Some(numbers) = text.strip_prefix('#') {
        let numbers: Vec<_> = numbers.split('|').collect();
        return one_of(dice, &numbers).parse::<i64>().unwrap().into();
    }
    let Some(words) = text.strip_prefix('$') else {
        return text.into();
    };
    let (words, optional) = match words.strip_suffix('?') {
        Some(words) => (words, true),
        None => (words, false),
    };
    if optional && dice.below(3) == 0 {
        return Value::Null;
    }
    let words: Vec<_> = if words == "D" {
        DAYS.to_vec()
    } else {
        words.split('|').collect()
    };
    (*one_of(dice, &words)).into()
}
