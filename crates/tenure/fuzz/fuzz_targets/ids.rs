//! Whatever a text is, it is an id or is refused in words; an id is that text, on the wire too, and a stream's name leads back to it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tenure::{AccountId, CommandId, ManagerId, Name, StreamId, SubjectId, TenantId};

fuzz_target!(|text: &str| {
    let id = AccountId::new(text);
    match &id {
        Ok(id) => {
            assert_eq!(id.as_str(), text);
            let json = serde_json::to_string(id).expect("an id is a text");
            assert_eq!(serde_json::from_str::<AccountId>(&json).expect("the same"), *id);
            let stream = StreamId::Account(id.clone());
            assert_eq!(stream.to_string().parse::<StreamId>().expect("the same"), stream);
        }
        Err(error) => {
            let json = serde_json::to_string(text).expect("a text");
            assert!(serde_json::from_str::<AccountId>(&json).is_err());
            assert!(!error.to_string().contains(char::is_control));
        }
    }
    // All kinds of id have the same rule.
    let valid = id.is_ok();
    assert_eq!(CommandId::new(text).is_ok(), valid);
    assert_eq!(ManagerId::new(text).is_ok(), valid);
    assert_eq!(SubjectId::new(text).is_ok(), valid);
    assert_eq!(TenantId::new(text).is_ok(), valid);
    // A name may be longer.
    assert!(Name::new(text).is_ok() || !valid);
    if let Ok(stream) = text.parse::<StreamId>() {
        assert_eq!(stream.to_string(), text);
    }
});
