use std::collections::BTreeMap;

use proptest::prelude::*;
use tenure::{
    AccountId, ActorId, CommandId, ManagerId, Name, SubjectId, SubscriptionId, TenantId, TextError,
};
use tenure_testkit::strategies;

use super::{hash_of, laws};

/// Texts near the rules: awkward characters, and lengths on both sides of both limits.
fn any_text() -> impl Strategy<Value = String> {
    let awkward = prop_oneof![
        Just(' '),
        Just('\t'),
        Just('\n'),
        Just('\0'),
        Just('\u{7f}'),
        Just('\u{85}'),
        Just('\u{a0}'),
        Just('\u{3000}'),
        Just('\u{2028}'),
        Just('\u{200d}'),
        Just('"'),
        Just('\\'),
        Just('é'),
        Just('క'),
        any::<char>(),
        proptest::char::range('a', 'z'),
    ];
    prop_oneof![
        3 => proptest::collection::vec(awkward, 0..5).prop_map(String::from_iter),
        1 => (120..210_usize).prop_map(|length| "x".repeat(length)),
        1 => (60..105_usize).prop_map(|length| "é".repeat(length)),
    ]
}

/// The rules as the documentation states them.
fn keeps_the_rules(text: &str, max_bytes: usize) -> bool {
    (1..=max_bytes).contains(&text.len())
        && !text.chars().any(char::is_control)
        && !text.starts_with(char::is_whitespace)
        && !text.ends_with(char::is_whitespace)
}

macro_rules! text_laws {
    ($($module:ident: $type:ident, $max:literal;)+) => {$(
        mod $module {
            use super::*;

            laws! { "text";
                #[test]
                fn exactly_what_the_rules_say_is_accepted(text in any_text()) {
                    let accepted = keeps_the_rules(&text, $max);
                    let json = serde_json::to_string(&text).unwrap();
                    let read = serde_json::from_str::<$type>(&json);
                    let made = $type::new(&text);
                    prop_assert_eq!(made.is_ok(), accepted);
                    prop_assert_eq!(text.parse::<$type>(), made.clone());
                    match (made, read) {
                        (Ok(made), Ok(read)) => {
                            prop_assert_eq!(made.as_str(), &text);
                            prop_assert_eq!(read, made);
                        }
                        // The wire form refuses with the constructor's own words.
                        (Err(error), Err(refused)) => prop_assert!(refused.to_string().starts_with(&error.to_string())),
                        (made, read) => prop_assert!(false, "{made:?} but {read:?}"),
                    }
                }

                #[test]
                fn text_and_serde_round_trip(value in strategies::$module()) {
                    prop_assert_eq!(value.to_string().parse(), Ok(value.clone()));
                    prop_assert_eq!(&String::from(value.clone()), value.as_str());
                    let json = serde_json::to_string(&value).unwrap();
                    prop_assert_eq!(&json, &serde_json::to_string(value.as_str()).unwrap());
                    prop_assert_eq!(serde_json::from_str::<$type>(&json).unwrap(), value.clone());
                    prop_assert_eq!(serde_json::from_reader::<_, $type>(json.as_bytes()).unwrap(), value);
                }

                #[test]
                fn order_equality_and_hash_are_those_of_the_text(
                    a in strategies::$module(), b in strategies::$module(),
                ) {
                    prop_assert_eq!(a.cmp(&b), a.as_str().cmp(b.as_str()));
                    prop_assert_eq!(a == b, a.as_str() == b.as_str());
                    prop_assert_eq!(hash_of(&a), hash_of(&a.as_str()));
                }
            }
        }
    )+};
}

text_laws! {
    name: Name, 200;
    account_id: AccountId, 128;
    actor_id: ActorId, 128;
    command_id: CommandId, 128;
    manager_id: ManagerId, 128;
    subject_id: SubjectId, 128;
    subscription_id: SubscriptionId, 128;
    tenant_id: TenantId, 128;
}

#[test]
fn a_refusal_says_what_where_and_what_to_do() {
    let refusal = |text: &str| AccountId::new(text).unwrap_err();
    assert_eq!(
        refusal("").to_string(),
        "the account id is empty; give at least one character"
    );
    assert_eq!(
        refusal(&"x".repeat(129)).to_string(),
        "the account id has 129 bytes; at most 128 are allowed"
    );
    assert_eq!(
        refusal("a\tb").to_string(),
        "the account id has the control character '\\t' at byte 1; remove it"
    );
    assert_eq!(
        refusal("a ").to_string(),
        "the account id begins or ends with white space; trim it"
    );
    assert!(matches!(
        refusal("é\u{85}"),
        TextError::Control { at: 2, .. }
    ));
}

#[test]
fn joiners_that_scripts_need_stay() {
    for text in ["క్\u{200c}ష", "श्\u{200d}र", "Zoë & Sons, Ltd."] {
        assert_eq!(Name::new(text).unwrap().as_str(), text);
    }
}

#[test]
fn ids_are_labelled_when_debugged_and_plain_when_shown() {
    let manager = ManagerId::new("m-7").unwrap();
    assert_eq!(format!("{manager:?}"), "ManagerId(\"m-7\")");
    assert_eq!(manager.to_string(), "m-7");
    assert_eq!(format!("{manager:>5}|"), "  m-7|");
}

#[test]
fn maps_by_id_are_searched_by_text_and_written_as_objects() {
    let mut book = BTreeMap::new();
    book.insert(AccountId::new("A-1").unwrap(), 1);
    assert_eq!(book.get("A-1"), Some(&1));
    let json = serde_json::to_string(&book).unwrap();
    assert_eq!(json, r#"{"A-1":1}"#);
    assert_eq!(
        serde_json::from_str::<BTreeMap<AccountId, i32>>(&json).unwrap(),
        book
    );
    assert!(serde_json::from_str::<BTreeMap<AccountId, i32>>(r#"{"":1}"#).is_err());
}
