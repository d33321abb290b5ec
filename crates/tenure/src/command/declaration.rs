//! The declaration of commands and how they are read.

/// Declares the enum of the commands. In JSON each is an object with its name in snake case as the only field.
macro_rules! commands {
    ($(#[$enum_attribute:meta])* pub enum Command {
        $($(#[$doc:meta])* $variant:ident {
            $($(#[$field_doc:meta])* $field:ident: $type:ty,)*
        },)+
    }) => {
        $(#[$enum_attribute])*
        pub enum Command {
            $($(#[$doc])* $variant {
                $($(#[$field_doc])* $field: $type,)*
            },)+
        }

        impl $crate::wire::FromFields for Command {
            fn from_fields(fields: &mut $crate::wire::Fields<'_>) -> Result<Self, serde_json::Error> {
                let (name, mut fields) = fields.only()?;
                let command = match name {
                    $(_ if $crate::wire::is_snake_case_of(name, stringify!($variant)) => Self::$variant {
                        $($field: fields.take(stringify!($field))?,)*
                    },)+
                    _ => {
                        const VARIANTS: &[&str] = &[$(stringify!($variant)),+];
                        return Err($crate::wire::unknown_variant("command", name, VARIANTS));
                    }
                };
                fields.finish()?;
                Ok(command)
            }
        }

        impl<'de> serde::Deserialize<'de> for Command {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::wire::deserialize(deserializer)
            }
        }
    };
}

pub(super) use commands;
