//! The names under which the core's enumerations are stored, so that a table and a journal use the same words.

use std::fmt;

use serde::Serialize;
use serde::ser::{Impossible, Serializer};

/// The name of a variant as serde writes it, such as `business_review`; of a variant with data, the name alone.
///
/// `None` for a value that is no enumeration.
pub(crate) fn wire_name(value: &impl Serialize) -> Option<&'static str> {
    match value.serialize(Names) {
        Ok(never) => match never {},
        Err(Found(name)) => name,
    }
}

struct Names;

/// Serialisation stops at the first name, which is what was looked for.
#[derive(Debug)]
struct Found(Option<&'static str>);

#[derive(Debug)]
enum Never {}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("stopped at the name of a variant")
    }
}

impl std::error::Error for Found {}

impl serde::ser::Error for Found {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self(None)
    }
}

macro_rules! no_names {
    ($($method:ident($type:ty),)+) => {$(
        fn $method(self, _: $type) -> Result<Never, Found> {
            Err(Found(None))
        }
    )+};
}

impl Serializer for Names {
    type Ok = Never;
    type Error = Found;
    type SerializeSeq = Impossible<Never, Found>;
    type SerializeTuple = Impossible<Never, Found>;
    type SerializeTupleStruct = Impossible<Never, Found>;
    type SerializeTupleVariant = Impossible<Never, Found>;
    type SerializeMap = Impossible<Never, Found>;
    type SerializeStruct = Impossible<Never, Found>;
    type SerializeStructVariant = Impossible<Never, Found>;

    no_names! {
        serialize_bool(bool),
        serialize_i8(i8),
        serialize_i16(i16),
        serialize_i32(i32),
        serialize_i64(i64),
        serialize_u8(u8),
        serialize_u16(u16),
        serialize_u32(u32),
        serialize_u64(u64),
        serialize_f32(f32),
        serialize_f64(f64),
        serialize_char(char),
        serialize_str(&str),
        serialize_bytes(&[u8]),
        serialize_unit_struct(&'static str),
    }

    fn serialize_none(self) -> Result<Never, Found> {
        Err(Found(None))
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Never, Found> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Never, Found> {
        Err(Found(None))
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<Never, Found> {
        Err(Found(Some(variant)))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<Never, Found> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: &T,
    ) -> Result<Never, Found> {
        Err(Found(Some(variant)))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, Found> {
        Err(Found(None))
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, Found> {
        Err(Found(None))
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, Found> {
        Err(Found(None))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Found> {
        Err(Found(Some(variant)))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, Found> {
        Err(Found(None))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeStruct, Found> {
        Err(Found(None))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Found> {
        Err(Found(Some(variant)))
    }
}

#[cfg(test)]
mod tests {
    use tenure::{ChurnReason, InteractionKind, SurveyScale};

    use super::wire_name;

    #[test]
    fn names_are_those_of_the_stored_form() {
        assert_eq!(
            wire_name(&InteractionKind::BusinessReview),
            Some("business_review")
        );
        assert_eq!(wire_name(&ChurnReason::NonPayment), Some("non_payment"));
        let own = SurveyScale::Rating {
            lowest: 1,
            highest: 3,
        };
        assert_eq!(wire_name(&own), Some("rating"));
        assert_eq!(wire_name(&7), None);
    }
}
