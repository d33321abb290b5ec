//! The declaration of a table: what it promises and its row in one place, so that neither can leave the other behind.

/// Declares a schema, the struct of a row, and how a row hands over its cells.
///
/// Rows borrow their texts; after `owned` they have none. A column is `name: [kind] unit, meaning;`. After the kind may stand `opt` where
/// a cell may be absent, and after that `personal` or `pay` where the column is written only when asked for. A `rate` may always be absent,
/// and its unit is one; so may `records`, the evidence of a finding, whose unit is a position.
macro_rules! table {
    (
        @row [$($borrowed:lifetime)?] [$($any:lifetime)?]
        $(#[$doc:meta])*
        $schema:ident, $row:ident, $name:literal: $meaning:literal,
        key [$($key:literal),+], order $order:literal,
        $($field:ident: [$($spec:ident)+] $unit:expr, $text:literal;)+
    ) => {
        #[doc = $meaning]
        pub const $schema: $crate::TableSchema = $crate::TableSchema {
            name: $name,
            meaning: $meaning,
            columns: &[$($crate::tables::declare::column!(stringify!($field), $unit, $text, $($spec)+)),+],
            key: &[$($key),+],
            order: $order,
        };

        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub struct $row<$($borrowed)?> {
            $(#[doc = $text] pub $field: $crate::tables::declare::cell!($($spec)+),)+
        }

        impl $crate::Row for $row<$($any)?> {
            const SCHEMA: &'static $crate::TableSchema = &$schema;

            fn cells<S: $crate::CellSink>(&self, sink: &mut S) -> Result<(), S::Error> {
                $($crate::tables::declare::hand_over!(sink, self.$field, $($spec)+);)+
                Ok(())
            }
        }
    };
    (owned $($declared:tt)+) => {
        $crate::tables::declare::table! { @row [] [] $($declared)+ }
    };
    ($($declared:tt)+) => {
        $crate::tables::declare::table! { @row ['a] ['_] $($declared)+ }
    };
}

macro_rules! column {
    ($name:expr, $unit:expr, $text:expr, rate) => {
        $crate::Column::rate($name, $text)
    };
    ($name:expr, $unit:expr, $text:expr, records) => {
        $crate::Column::records($name, $text)
    };
    ($name:expr, $unit:expr, $text:expr, currency) => {
        $crate::Column::id($name, $unit, $text)
    };
    ($name:expr, $unit:expr, $text:expr, $kind:ident) => {
        $crate::Column::$kind($name, $unit, $text)
    };
    ($name:expr, $unit:expr, $text:expr, $kind:ident opt) => {
        $crate::tables::declare::column!($name, $unit, $text, $kind).nullable()
    };
    ($name:expr, $unit:expr, $text:expr, $kind:ident opt $privacy:ident) => {
        $crate::tables::declare::column!($name, $unit, $text, $kind opt).$privacy()
    };
}

macro_rules! cell {
    (id) => { &'a str };
    (text) => { &'a str };
    (date) => { chrono::NaiveDate };
    (moment) => { chrono::DateTime<chrono::Utc> };
    (currency) => { tenure::Currency };
    (amount) => { tenure::Money };
    (count) => { u64 };
    (integer) => { i64 };
    (flag) => { bool };
    (rate) => { Option<tenure::Ratio> };
    (records) => { &'a tenure::situation::Evidence };
    (number) => { f64 };
    ($kind:ident opt $($privacy:ident)?) => { Option<$crate::tables::declare::cell!($kind)> };
}

macro_rules! hand_over {
    ($sink:ident, $value:expr, rate) => {
        $sink.rate_or_absent($value)?
    };
    ($sink:ident, $value:expr, records) => {
        $crate::row::evidence($sink, $value)?
    };
    ($sink:ident, $value:expr, id) => {
        $sink.text($value)?
    };
    ($sink:ident, $value:expr, $kind:ident) => {
        $sink.$kind($value)?
    };
    ($sink:ident, $value:expr, $kind:ident opt $($privacy:ident)?) => {
        match $value {
            Some(value) => $crate::tables::declare::hand_over!($sink, value, $kind),
            None => $sink.absent()?,
        }
    };
}

pub(super) use table;
pub(crate) use {cell, column, hand_over};
