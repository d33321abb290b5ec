//! Requests of every kind, drawn from templates.

use serde_json::{Map, Value};
use tenure::Command;

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

/// Numbers that only depend on where they start ([SplitMix64](https://prng.di.unimi.it/splitmix64.c)).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to below a bound; near enough to even for a test.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound.max(1)
    }

    fn one_of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len() as u64) as usize]
    }
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
        let about = [dice.one_of(&self.groups), dice.one_of(&self.groups)];
        let length = 10 + dice.below(30);
        let drawn: Vec<_> = (0..length)
            .map(|_| match dice.below(8) {
                0 => dice.one_of(&self.all).clone(),
                _ => {
                    let group = *dice.one_of(&about);
                    dice.one_of(group).clone()
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
                let one = dice.one_of(list).clone();
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
        return dice.one_of(&numbers).parse::<i64>().unwrap().into();
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
    (*dice.one_of(&words)).into()
}
