//! Objects as this library writes them, without white space and mostly of plain texts: taken apart in one pass.
//!
//! A short way only. Whatever is written otherwise, or is wrong, is left to the reader of all JSON, which also has the words for it.

use std::borrow::Cow;

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{Deserializer, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::Error;
use serde_json::value::RawValue;

use super::{Field, Value};

/// The fields of an object; `None` when it is not written plainly.
pub(super) fn fields(json: &str) -> Option<Vec<Field<'_>>> {
    let mut rest = json.strip_prefix('{')?;
    if rest == "}" {
        return Some(Vec::new());
    }
    let mut fields = Vec::with_capacity(6);
    loop {
        let (quoted, after) = rest.split_at_checked(quoted_length(rest)?)?;
        let name = Cow::Borrowed(within(quoted));
        let json = after.strip_prefix(':')?;
        let (value, after) = value(json)?;
        fields.push(Field { name, value });
        match after.strip_prefix(',') {
            Some(next) => rest = next,
            None => return (after == "}").then_some(fields),
        }
    }
}

/// The value that stands first, and what comes after it.
fn value(json: &str) -> Option<(Value<'_>, &str)> {
    match json.as_bytes().first()? {
        b'"' => {
            if let Some(length) = quoted_length(json) {
                let (quoted, after) = json.split_at_checked(length)?;
                return Some((Value::Plain(quoted), after));
            }
        }
        b'{' | b'[' => {}
        _ => {
            let (word, after) = json.split_at_checked(json.find([',', '}'])?)?;
            let whole = || word.bytes().all(|byte| byte.is_ascii_digit()) && !word.starts_with('0');
            return (matches!(word, "null" | "true" | "false" | "0") || whole())
                .then_some((Value::Json(word), after));
        }
    }
    let mut values = serde_json::Deserializer::from_str(json).into_iter::<&RawValue>();
    let raw = values.next()?.ok()?.get();
    Some((Value::Json(raw), json.get(raw.len()..)?))
}

/// How long the quoted text is that stands first, with its quotes; `None` when something in it is escaped, or it has no end.
fn quoted_length(json: &str) -> Option<usize> {
    const EACH: u64 = u64::from_ne_bytes([1; 8]);
    const HIGH: u64 = EACH << 7;
    // The high bit of the first byte that is 0, or below 32; of later bytes it may be set too.
    let zero = |bytes: u64| bytes.wrapping_sub(EACH) & !bytes & HIGH;
    let control = |bytes: u64| bytes.wrapping_sub(EACH << 5) & !bytes & HIGH;
    let is = |byte: u8| EACH.wrapping_mul(u64::from(byte));

    let mut rest = json.as_bytes().strip_prefix(b"\"")?;
    while let Some((eight, more)) = rest.split_first_chunk::<8>() {
        let bytes = u64::from_le_bytes(*eight);
        let found = zero(bytes ^ is(b'"')) | zero(bytes ^ is(b'\\')) | control(bytes);
        if found != 0 {
            rest = rest.get((found.trailing_zeros() / 8) as usize..)?;
            break;
        }
        rest = more;
    }
    let end = (rest.iter()).position(|byte| matches!(byte, b'"' | b'\\' | 0..32))?;
    let after = rest.get(end..)?.strip_prefix(b"\"")?;
    json.len().checked_sub(after.len())
}

/// What stands between the quotes.
fn within(quoted: &str) -> &str {
    let inner = quoted
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    inner.unwrap_or(quoted)
}

/// A text in which nothing is escaped, to be decoded.
pub(super) struct Text<'a>(&'a str);

impl<'a> Text<'a> {
    pub(super) fn within(quoted: &'a str) -> Self {
        Self(within(quoted))
    }
}

impl<'de> Deserializer<'de> for Text<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_borrowed_str(self.0)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_enum(BorrowedStrDeserializer::new(self.0))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map
        struct identifier ignored_any
    }
}
