//! The stored form of facts is for ever: these bytes were written and must be read and written like this.

use std::collections::BTreeSet;

use tenure::{Command, Fact};

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
