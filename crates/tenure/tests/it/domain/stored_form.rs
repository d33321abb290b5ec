//! The stored form of facts is for ever: these bytes were written and must be read and written like this.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use tenure::{Command, Fact};
use tenure_testkit::Dice;

const WRITTEN: &str = include_str!("../../golden/facts.tsv");

#[test]
fn every_fact_ever_written_is_read_and_written_alike() {
    let mut seen = BTreeSet::new();
    for line in WRITTEN.lines() {
        let [type_name, schema, json] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("not three columns: {line}");
        };
        let schema = schema.parse().unwrap();
        let fact = Fact::from_json(type_name, schema, json).unwrap();
        assert_eq!(fact.type_name(), type_name);
        if fact.schema() == schema {
            assert_eq!(
                fact.to_json().unwrap(),
                json,
                "{type_name} changed without a new schema number"
            );
        }
        seen.insert((type_name, schema));
    }
    let ever: BTreeSet<_> = Fact::TYPES
        .iter()
        .flat_map(|(type_name, newest)| (1..=*newest).map(|schema| (*type_name, schema)))
        .collect();
    assert!(
        seen.is_superset(&ever),
        "without a golden line: {:?}",
        ever.difference(&seen)
    );
}

/// How a fact is read does not depend on how its JSON is laid out: not on white space, nor on what is escaped, nor on the order of its
/// fields; and what is wrong is told in the same words.
#[test]
fn a_fact_is_read_alike_however_its_json_is_laid_out() {
    let mut dice = Dice::new(1);
    let (mut read, mut refused) = (0, 0);
    for line in WRITTEN.lines() {
        let columns: Vec<_> = line.split('\t').collect();
        let (type_name, schema, json) = (columns[0], columns[1].parse().unwrap(), columns[2]);
        let outcome = |json: &str| match Fact::from_json(type_name, schema, json) {
            Ok(fact) => Ok(fact),
            Err(error) => {
                let told = std::error::Error::source(&error).unwrap().to_string();
                // Where the text ends unexpectedly is another place with white space at its end.
                let (words, _) = told.split_once(" at line ").unwrap_or((&told, ""));
                Err(words.to_owned())
            }
        };
        let as_written = outcome(json);
        let value: Map<String, Value> = serde_json::from_str(json).unwrap();
        let turned: Vec<_> = value.iter().rev().collect();
        let turned: Vec<_> = turned
            .iter()
            .map(|(name, value)| format!("{name:?} : {value}"))
            .collect();
        assert_eq!(outcome(&format!("{{{}}}", turned.join(" , "))), as_written);
        let escaped = json.replacen("a", "\\u0061", 1);
        assert_eq!(outcome(&escaped), as_written, "{escaped}");
        // One byte is another, or none.
        for _ in 0..60 {
            let mut bytes = json.as_bytes().to_vec();
            let at = dice.index(bytes.len());
            match dice.index(SIGNS.len() + 1) {
                0 => drop(bytes.remove(at)),
                nth => bytes[at] = SIGNS[nth - 1],
            }
            let Ok(changed) = String::from_utf8(bytes) else {
                continue;
            };
            // White space anywhere is not how it is written.
            let short = outcome(&changed);
            assert_eq!(outcome(&format!("{changed} ")), short, "{changed}");
            match short {
                Ok(_) => read += 1,
                Err(_) => refused += 1,
            }
        }
    }
    assert!(read > 1_000 && refused > 1_000, "{read} and {refused}");
}

const SIGNS: &[u8] = b"\"\\{}[]:, \x01\x1f\x7fn0-.e1xA";

/// Every way in which today's schemas can write a fact has a golden line: each optional value there and absent, each list or map with
/// and without anything in it, and each word of each enumeration.
#[test]
fn every_shape_of_every_fact_has_a_golden_line() {
    let mut shapes = Shapes::default();
    for line in WRITTEN.lines() {
        let columns: Vec<_> = line.split('\t').collect();
        let (type_name, schema) = (columns[0], columns[1].parse().unwrap());
        if !Fact::TYPES.contains(&(type_name, schema)) {
            continue;
        }
        let whole = serde_json::from_str(columns[2]).unwrap();
        shapes.visit(type_name, schema, &whole, &mut vec![]);
    }
    let missing: Vec<_> = shapes.possible.difference(&shapes.seen).collect();
    assert!(missing.is_empty(), "without a golden line: {missing:#?}");
}

/// The shapes that values have at each place of each type of fact, and those that they could have.
#[derive(Default)]
struct Shapes {
    seen: BTreeSet<(String, String)>,
    possible: BTreeSet<(String, String)>,
}

impl Shapes {
    fn visit(&mut self, type_name: &str, schema: u32, whole: &Value, path: &mut Vec<String>) {
        let value = at(&mut whole.clone(), path).clone();
        // Elements of lists and the keys of maps stand for each other.
        let place: Vec<_> = path
            .iter()
            .map(|step| match step.parse::<usize>() {
                Ok(_) => "*",
                Err(_) if step.starts_with("P-") || step == "CFP" || step == "enterprise" => "*",
                Err(_) => step.as_str(),
            })
            .collect();
        let place = format!("{type_name}/{}", place.join("/"));
        let instead = |other: Value| {
            let mut changed = whole.clone();
            *at(&mut changed, path) = other;
            let read = Fact::from_json(type_name, schema, &changed.to_string());
            read.map(|fact| {
                // What is read but written in another way is no shape of its own.
                let written: Value = serde_json::from_str(&fact.to_json().unwrap()).unwrap();
                written == changed
            })
        };
        if !path.is_empty() {
            if matches!(instead(Value::Null), Ok(true)) {
                self.possible.insert((place.clone(), "absent".into()));
                self.possible.insert((place.clone(), "there".into()));
            }
            let there = if value.is_null() { "absent" } else { "there" };
            self.seen.insert((place.clone(), there.into()));
            for empty in [Value::Array(vec![]), Value::Object(Map::new())] {
                let same_kind =
                    value.is_array() == empty.is_array() && value.is_object() == empty.is_object();
                if same_kind && matches!(instead(empty), Ok(true)) {
                    self.possible
                        .insert((place.clone(), "with something in it".into()));
                    self.possible.insert((place.clone(), "empty".into()));
                }
            }
            let filled = match &value {
                Value::Array(list) => Some(!list.is_empty()),
                Value::Object(map) => Some(!map.is_empty()),
                _ => None,
            };
            if let Some(filled) = filled {
                let shape = if filled {
                    "with something in it"
                } else {
                    "empty"
                };
                self.seen.insert((place.clone(), shape.into()));
            }
            // A word that no enumeration has makes it name the words that it has.
            if let Err(error) = instead("no such word".into()) {
                let error = std::error::Error::source(&error).unwrap().to_string();
                if let Some((_, words)) =
                    error.split_once("unknown variant `no such word`, expected ")
                {
                    let words = words.split('`').skip(1).step_by(2);
                    self.possible
                        .extend(words.map(|word| (place.clone(), word.to_owned())));
                }
                let word = match &value {
                    Value::String(word) => Some(word.clone()),
                    Value::Object(map) => map.keys().next().cloned(),
                    _ => None,
                };
                self.seen.extend(word.map(|word| (place.clone(), word)));
            }
        }
        let steps: Vec<String> = match &value {
            Value::Array(list) => (0..list.len()).map(|place| place.to_string()).collect(),
            Value::Object(map) => map.keys().cloned().collect(),
            _ => vec![],
        };
        for step in steps {
            path.push(step);
            self.visit(type_name, schema, whole, path);
            path.pop();
        }
    }
}

fn at<'a>(whole: &'a mut Value, path: &[String]) -> &'a mut Value {
    path.iter().fold(whole, |value, step| match value {
        Value::Array(list) => &mut list[step.parse::<usize>().unwrap()],
        value => &mut value[step.as_str()],
    })
}

#[test]
fn a_fit_review_policy_of_the_first_schema_asks_for_what_it_asked_for() {
    let old = r#"{"policy":{"fit_review":{"first_after_days":30,"days":{"otherwise":180,"segments":{}}}}}"#;
    let today = r#"{"policy":{"fit_review":{"days_after_sale":30,"days_before_renewal":0,"days_between":{"otherwise":180,"segments":{}}}}}"#;
    let read = Fact::from_json("policy_adopted", 1, old).unwrap();
    assert_eq!(read.to_json().unwrap(), today);
}

#[test]
fn what_a_newer_version_wrote_is_an_error_and_not_a_guess() {
    let newer = Fact::from_json("account_opened", 2, "{}").unwrap_err();
    assert_eq!(
        newer.to_string(),
        "`account_opened` with schema 2 was written by a newer version of tenure; update before reading on"
    );
    assert!(Fact::from_json("account_teleported", 1, "{}").is_err());
    assert!(Fact::from_json("account_opened", 1, r#"{"surprise":1}"#).is_err());
    assert!(Fact::from_json("manager_hired", 1, r#"{"manager":" m"}"#).is_err());
}

fn why_not(json: &str) -> String {
    let error = Fact::from_json("role_proficiency_assessed", 1, json).unwrap_err();
    std::error::Error::source(&error).unwrap().to_string()
}

#[test]
fn fields_may_stand_in_any_order_and_what_may_be_absent_may_be_left_out() {
    let read = |json| Fact::from_json("role_proficiency_assessed", 1, json).unwrap();
    let plain = read(r#"{"manager":"maria","role":"support","proficiency":null}"#);
    for other in [
        r#"{"role":"support","proficiency":null,"manager":"maria"}"#,
        r#"{"proficiency":null,"role":"support","manager":"maria"}"#,
        r#" { "role" : "support" , "manager" : "maria" } "#,
        r#"{"r\u006fle":"support","manager":"m\u0061ria"}"#,
    ] {
        assert_eq!(read(other), plain, "{other}");
    }
}

#[test]
fn an_object_that_does_not_fit_is_refused_with_the_name_of_the_field() {
    for (json, why) in [
        (r#"{"manager":"maria"}"#, "missing field `role`"),
        (
            r#"{"manager":"maria","role":"support","rank":3}"#,
            "unknown field `rank`",
        ),
        (
            r#"{"manager":"maria","role":"support","manager":"jo"}"#,
            "duplicate field `manager`",
        ),
        (
            r#"{"manager":null,"role":"support"}"#,
            "field `manager`: invalid type: null",
        ),
        (
            r#"{"manager":"maria","role":"support"} {}"#,
            "trailing characters",
        ),
        (r#"["maria","support",null]"#, "expected an object"),
        (r#"{"manager":"maria","role":"support""#, "EOF"),
    ] {
        let said = why_not(json);
        assert!(said.contains(why), "{json}: {said}");
    }
}

#[test]
fn a_command_is_one_known_name_with_all_of_its_fields() {
    let hired = r#"{"hire_manager":{"manager":"maria","on":"2026-03-01"}}"#;
    let command: Command = serde_json::from_str(hired).unwrap();
    assert_eq!(serde_json::to_string(&command).unwrap(), hired);
    let value: serde_json::Value = serde_json::from_str(hired).unwrap();
    assert_eq!(serde_json::from_value::<Command>(value).unwrap(), command);
    for (json, why) in [
        (r"{}", "one field"),
        (
            r#"{"hire_manager":{"manager":"maria","on":"2026-03-01"},"open_account":{}}"#,
            "one field",
        ),
        (
            r#"{"HireManager":{"manager":"maria","on":"2026-03-01"}}"#,
            "unknown command `HireManager`",
        ),
        (
            r#"{"hire_managers":{"manager":"maria","on":"2026-03-01"}}"#,
            "unknown command",
        ),
        (
            r#"{"hire_manager":{"manager":"maria"}}"#,
            "missing field `on`",
        ),
        (
            r#"{"hire_manager":{"manager":"maria","on":"2026-03-01","until":null}}"#,
            "unknown field `until`",
        ),
    ] {
        let said = serde_json::from_str::<Command>(json)
            .unwrap_err()
            .to_string();
        assert!(said.contains(why), "{json}: {said}");
    }
}
