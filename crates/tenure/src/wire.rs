//! One reader for the JSON objects of all facts and commands.
//!
//! A derived decoder is written anew for every type, and there are hundreds of facts and commands: most of the library's compile time
//! would go there. Here an object becomes a list of its fields once, whatever its type, and each field is decoded by its name.

mod plain;

use std::borrow::Cow;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::Error;
use serde_json::value::RawValue;

use crate::text::excerpt;

/// The fields of a JSON object, to be taken one by one.
pub(crate) struct Fields<'a> {
    fields: Vec<Field<'a>>,
    /// How many fields were taken, all from the beginning as long as they are asked for in the order in which they were written.
    taken: usize,
}

struct Field<'a> {
    name: Cow<'a, str>,
    value: Value<'a>,
}

/// The value of a field as it is written.
#[derive(Clone, Copy)]
enum Value<'a> {
    /// A text in which nothing is escaped, with its quotes.
    Plain(&'a str),
    /// Any JSON.
    Json(&'a str),
}

/// What is read from the fields of an object; each of them must be taken.
pub(crate) trait FromFields: Sized {
    /// Takes every field.
    fn from_fields(fields: &mut Fields<'_>) -> Result<Self, Error>;
}

impl<'a> Fields<'a> {
    /// Takes the object apart.
    pub(crate) fn read(json: &'a str) -> Result<Self, Error> {
        let fields = match plain::fields(json) {
            Some(fields) => fields,
            None => {
                let mut reader = serde_json::Deserializer::from_str(json);
                let fields = reader.deserialize_map(FieldsVisitor)?;
                reader.end()?;
                fields
            }
        };
        Ok(Self { fields, taken: 0 })
    }

    /// The value of a field. What may be absent may also be left out.
    pub(crate) fn take<T: DeserializeOwned>(&mut self, name: &str) -> Result<T, Error> {
        let json = match self.find(name) {
            Some(Value::Plain(quoted)) => {
                if let Ok(value) = T::deserialize(plain::Text::within(quoted)) {
                    return Ok(value);
                }
                // Refused again, in the words of JSON.
                Some(quoted)
            }
            Some(Value::Json(json)) => Some(json),
            None => None,
        };
        serde_json::from_str(json.unwrap_or("null")).map_err(|error| not_a(name, json, &error))
    }

    /// The value of a field, as it is written.
    fn find(&mut self, name: &str) -> Option<Value<'a>> {
        let at = (self.fields.iter().skip(self.taken)).position(|field| field.name == name)?;
        let at = at.checked_add(self.taken)?;
        let value = self.fields.get(at)?.value;
        self.fields.swap(self.taken, at);
        self.taken = self.taken.checked_add(1)?;
        Some(value)
    }

    /// Takes the only field: its name and the fields of its value. So a command stands in JSON.
    pub(crate) fn only(&mut self) -> Result<(&str, Fields<'a>), Error> {
        match self.fields.as_slice() {
            [field] => {
                self.taken = 1;
                let (Value::Plain(json) | Value::Json(json)) = field.value;
                Ok((&field.name, Fields::read(json)?))
            }
            fields => Err(Error::custom(format_args!(
                "expected an object with one field, found {}",
                fields.len()
            ))),
        }
    }

    /// Refuses fields that were not taken: nobody knows them, or they are there twice.
    pub(crate) fn finish(&self) -> Result<(), Error> {
        let Some(Field { name, .. }) = self.fields.get(self.taken) else {
            return Ok(());
        };
        let mut taken = self.fields.iter().take(self.taken);
        Err(if taken.any(|earlier| earlier.name == *name) {
            Error::custom(format_args!("duplicate field `{}`", excerpt(name)))
        } else {
            Error::custom(format_args!("unknown field `{}`", excerpt(name)))
        })
    }
}

/// The value that a JSON object describes.
pub(crate) fn from_json<T: FromFields>(json: &str) -> Result<T, Error> {
    let mut fields = Fields::read(json)?;
    let value = T::from_fields(&mut fields)?;
    fields.finish()?;
    Ok(value)
}

/// The value that an object describes in any format that says what it holds, such as JSON, YAML or MessagePack.
pub(crate) fn deserialize<'de, T: FromFields, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    from_json(&value.to_string()).map_err(D::Error::custom)
}

/// Whether a text is the name of a variant in snake case.
pub(crate) fn is_snake_case_of(text: &str, variant: &str) -> bool {
    let mut rest = text.bytes();
    variant.bytes().enumerate().all(|(at, byte)| {
        let separated = at == 0 || !byte.is_ascii_uppercase() || rest.next() == Some(b'_');
        separated && rest.next() == Some(byte.to_ascii_lowercase())
    }) && rest.next().is_none()
}

/// The name of a variant in snake case.
fn snake_case_of(variant: &str) -> String {
    let mut name = String::with_capacity(variant.len().saturating_add(4));
    for (at, letter) in variant.char_indices() {
        if at > 0 && letter.is_ascii_uppercase() {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}

/// The error for a name that is that of no variant; it lists all there are.
#[cold]
pub(crate) fn unknown_variant(what: &str, name: &str, variants: &[&str]) -> Error {
    let known: Vec<_> = variants.iter().copied().map(snake_case_of).collect();
    Error::custom(format_args!(
        "unknown {what} `{}`, expected one of `{}`",
        excerpt(name),
        known.join("`, `")
    ))
}

#[cold]
fn not_a(name: &str, json: Option<&str>, error: &Error) -> Error {
    match json {
        None => Error::custom(format_args!("missing field `{name}`")),
        Some(_) => Error::custom(format_args!("field `{name}`: {error}")),
    }
}

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = Vec<Field<'de>>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut fields = Vec::with_capacity(6);
        while let Some((name, value)) = map.next_entry::<FieldName<'de>, &'de RawValue>()? {
            fields.push(Field {
                name: name.0,
                value: Value::Json(value.get()),
            });
        }
        Ok(fields)
    }
}

/// The name of a field, borrowed where nothing in it is escaped.
struct FieldName<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for FieldName<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NameVisitor;

        impl<'de> Visitor<'de> for NameVisitor {
            type Value = FieldName<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("the name of a field")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(FieldName(Cow::Owned(text.to_owned())))
            }

            fn visit_borrowed_str<E: serde::de::Error>(
                self,
                text: &'de str,
            ) -> Result<Self::Value, E> {
                Ok(FieldName(Cow::Borrowed(text)))
            }
        }

        deserializer.deserialize_str(NameVisitor)
    }
}
