//! The stored form of facts is for ever: these bytes were written and must be read and written like this.

use std::collections::BTreeSet;

use tenure::Fact;

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
