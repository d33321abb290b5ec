//! Text values ask a format for text and nothing else, so they work in formats that do not say what comes next.

use serde::de::value::{
    BorrowedStrDeserializer, BytesDeserializer, CowStrDeserializer, Error, StrDeserializer,
    StringDeserializer,
};
use serde::de::{DeserializeOwned, Deserializer, Error as _, Visitor};
use serde::forward_to_deserialize_any;
use tenure::{AccountId, Currency, FiscalCalendar, Grain, Money, Month, Name, Ratio, Span};

/// A format of bare text that is not self-describing: it can hand out a text to whoever asks for one.
struct BareText<'de>(&'de str);

impl<'de> Deserializer<'de> for BareText<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(Error::custom("this format does not say what comes next"))
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_borrowed_str(self.0)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_string(self.0.to_owned())
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf option unit unit_struct newtype_struct
        seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

fn reads<T: DeserializeOwned + PartialEq + std::fmt::Debug>(text: &str, expected: T) {
    assert_eq!(T::deserialize(BareText(text)).unwrap(), expected);
    assert_eq!(
        T::deserialize(StrDeserializer::<Error>::new(text)).unwrap(),
        expected
    );
    assert_eq!(
        T::deserialize(BorrowedStrDeserializer::<Error>::new(text)).unwrap(),
        expected
    );
    assert_eq!(
        T::deserialize(StringDeserializer::<Error>::new(text.to_owned())).unwrap(),
        expected
    );
    assert_eq!(
        T::deserialize(CowStrDeserializer::<Error>::new(text.into())).unwrap(),
        expected
    );
    // Escaped text cannot be borrowed from the input.
    let escaped: String = text
        .chars()
        .map(|c| format!("\\u{:04x}", u32::from(c)))
        .collect();
    assert_eq!(
        serde_json::from_str::<T>(&format!("\"{escaped}\"")).unwrap(),
        expected
    );
    assert_eq!(
        serde_json::from_slice::<T>(format!("\"{text}\"").as_bytes()).unwrap(),
        expected
    );
    // Bytes are not text, and numbers are not either.
    assert!(T::deserialize(BytesDeserializer::<Error>::new(text.as_bytes())).is_err());
    for json in ["1", "1.5", "null", "true", "[]", "{}"] {
        assert!(serde_json::from_str::<T>(json).is_err(), "{json}");
    }
}

#[test]
fn text_values_read_text_of_any_ownership() {
    reads("1.00 USD", "1.00 USD".parse::<Money>().unwrap());
    reads("JPY", Currency::JPY);
    reads("2026-02", Month::new(2026, 2).unwrap());
    reads("11/12", Ratio::of(11, 12).unwrap());
    reads("A-17", AccountId::new("A-17").unwrap());
    reads("EdTech", Name::new("EdTech").unwrap());
}

#[test]
fn a_wrong_type_is_told_what_was_expected() {
    let told = |error: serde_json::Error| error.to_string();
    let money = told(serde_json::from_str::<Money>("5").unwrap_err());
    assert!(
        money.contains("expected an amount of money like `1234.50 USD`"),
        "{money}"
    );
    let id = told(serde_json::from_str::<AccountId>("5").unwrap_err());
    assert!(id.contains("expected an id of 1 to 128 bytes"), "{id}");
}

#[test]
fn grains_and_spans_have_stable_names_on_the_wire() {
    let february = FiscalCalendar::starting_in(2).unwrap();
    let grains = [
        (Grain::Month, "\"month\""),
        (Grain::Quarter, "\"quarter\""),
        (Grain::Year, "\"year\""),
        (Grain::FiscalQuarter(february), "{\"fiscal_quarter\":2}"),
        (Grain::FiscalYear(february), "{\"fiscal_year\":2}"),
    ];
    for (grain, json) in grains {
        assert_eq!(serde_json::to_string(&grain).unwrap(), json);
        assert_eq!(serde_json::from_str::<Grain>(json).unwrap(), grain);
    }
    for json in ["0", "13", "-1", "\"2\"", "2.0"] {
        assert!(
            serde_json::from_str::<FiscalCalendar>(json).is_err(),
            "{json}"
        );
    }
    for json in [
        r#"{"start":"2026-03-02","end":"2026-03-01"}"#,
        r#"{"end":"2026-03-01"}"#,
        r#"{"start":"2026-03-02","until":"2026-03-01"}"#,
        r#"{"start":"2026-02-30","end":null}"#,
    ] {
        assert!(serde_json::from_str::<Span>(json).is_err(), "{json}");
    }
}
