//! The declaration of facts and their stored form.

/// Declares the facts: the enum, a struct for each, and the stored form (type name, schema number, JSON object).
///
/// The stored form is for ever: a change of a struct's JSON takes a new schema number and keeps the decoder of the old one, written
/// after the struct as `, was 1 in OldStruct`, where `OldStruct` reads the old JSON and turns into the new struct.
macro_rules! facts {
    ($($(#[$doc:meta])* $scope:ident $name:ident, $stored:literal, schema $schema:literal {
        $($(#[$field_doc:meta])* $field:ident: $type:ty,)*
    } $(, was $old_schema:literal in $old:ty)*)+) => {
        /// Something that happened, as data. Its dates stand beside it, in the [`Record`](crate::Record).
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Fact {
            $($(#[$doc])* $name($name),)+
        }

        $(
            $(#[$doc])*
            #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
            pub struct $name {
                $($(#[$field_doc])* pub $field: $type,)*
            }

            impl FromFields for $name {
                #[allow(unused_variables, reason = "some facts have no field")]
                fn from_fields(fields: &mut Fields<'_>) -> Result<Self, serde_json::Error> {
                    Ok(Self {
                        $($field: fields.take(stringify!($field))?,)*
                    })
                }
            }

            impl<'de> Deserialize<'de> for $name {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    wire::deserialize(deserializer)
                }
            }

            impl From<$name> for Fact {
                fn from(fact: $name) -> Self {
                    Self::$name(fact)
                }
            }
        )+

        impl Fact {
            /// The stored name of every type of fact with its newest schema number, in the order of their declaration.
            pub const TYPES: &[(&str, u32)] = &[$(($stored, $schema)),+];

            /// The name under which this type is stored.
            #[must_use]
            pub const fn type_name(&self) -> &'static str {
                match self {
                    $(Self::$name(_) => $stored,)+
                }
            }

            /// The number of the schema in which [`to_json`](Fact::to_json) writes this type.
            #[must_use]
            pub const fn schema(&self) -> u32 {
                match self {
                    $(Self::$name(_) => $schema,)+
                }
            }

            /// Which streams this type may stand in.
            #[must_use]
            pub const fn scope(&self) -> Scope {
                match self {
                    $(Self::$name(_) => Scope::$scope,)+
                }
            }

            /// The canonical JSON object of this fact: fields in the order of their declaration, no white space.
            ///
            /// # Errors
            /// Never for facts that exist; the signature is that of the encoder.
            pub fn to_json(&self) -> Result<String, serde_json::Error> {
                match self {
                    $(Self::$name(fact) => serde_json::to_string(fact),)+
                }
            }

            /// The fact that was stored under this type name and schema number.
            ///
            /// # Errors
            /// [`DecodeError::Unknown`] for a type or schema number of a newer version, [`DecodeError::Malformed`] for JSON that does
            /// not fit.
            pub fn from_json(type_name: &str, schema: u32, json: &str) -> Result<Self, DecodeError> {
                match (type_name, schema) {
                    $(
                        ($stored, $schema) => wire::from_json(json).map(Self::$name),
                        $(($stored, $old_schema) => {
                            serde_json::from_str::<$old>(json).map(|old| Self::$name(old.into()))
                        })*
                    )+
                    _ => {
                        return Err(DecodeError::Unknown {
                            type_name: type_name.chars().take(60).collect(),
                            schema,
                        });
                    }
                }
                .map_err(DecodeError::Malformed)
            }
        }
    };
}

pub(super) use facts;
