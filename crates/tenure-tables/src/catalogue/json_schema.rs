//! A JSON Schema for the lines of a table.

use serde_json::{Map, Value, json};

use crate::{Column, JsonLinesOptions, JsonNumbers, Kind, Privacy, SCHEMA_VERSION, TableSchema};

/// The JSON Schema (draft 2020-12, <https://json-schema.org/draft/2020-12/schema>) of one line of a table, as written with these
/// options; the sidecar of a CSV file too.
///
/// `required` lists the columns in the order in which they are written. What JSON Schema has no word for stands under names that begin
/// with `x-`: the kind and the unit of a column, the key and the order of the table, and which columns the
/// [`Spreadsheet`](crate::CsvProfile::Spreadsheet) profile of CSV puts an apostrophe into where they look like a formula.
///
/// ```
/// use tenure_tables::{ACCOUNT_MONTH, JsonLinesOptions, json_schema};
///
/// let schema: serde_json::Value = serde_json::from_str(&json_schema(&ACCOUNT_MONTH, JsonLinesOptions::default()))?;
/// assert_eq!(schema["properties"]["amount"]["type"], "string"); // exact
/// assert_eq!(schema["x-key"], serde_json::json!(["account", "month"]));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[must_use]
pub fn json_schema(table: &TableSchema, options: JsonLinesOptions) -> String {
    let columns = table.written(options.columns);
    let properties: Map<String, Value> = columns
        .clone()
        .map(|column| (column.name.to_owned(), property(column, options.numbers)))
        .collect();
    let required: Vec<&str> = columns.map(|column| column.name).collect();
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": table.name,
        "description": table.meaning,
        "type": "object",
        "additionalProperties": false,
        "required": required,
        "properties": properties,
        "x-schema-version": SCHEMA_VERSION,
        "x-key": table.key,
        "x-order": table.order,
    });
    // A value that was just made always has a text.
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

fn property(column: &Column, numbers: JsonNumbers) -> Value {
    let (kind, more) = match column.kind {
        Kind::Id | Kind::Text => ("string", json!({ "x-neutralised-for-spreadsheets": true })),
        Kind::Date => ("string", json!({ "format": "date" })),
        Kind::Moment => ("string", json!({ "format": "date-time" })),
        Kind::Amount | Kind::Rate => match numbers {
            JsonNumbers::Text => ("string", json!({ "pattern": "^-?[0-9]+(\\.[0-9]+)?$" })),
            JsonNumbers::Float => ("number", json!({})),
        },
        Kind::Count => ("integer", json!({ "minimum": 0 })),
        Kind::Integer => ("integer", json!({})),
        Kind::Flag => ("boolean", json!({})),
        Kind::Number => ("number", json!({})),
    };
    let mut property = Map::new();
    let types = if column.nullable {
        json!([kind, "null"])
    } else {
        json!(kind)
    };
    property.insert("type".to_owned(), types);
    property.insert("description".to_owned(), json!(column.meaning));
    property.insert("x-kind".to_owned(), json!(kind_name(column.kind)));
    property.insert("x-unit".to_owned(), json!(column.unit));
    match column.privacy {
        Privacy::Open => {}
        Privacy::Personal => {
            property.insert("x-privacy".to_owned(), json!("personal"));
        }
        Privacy::Pay => {
            property.insert("x-privacy".to_owned(), json!("pay"));
        }
    }
    if let Value::Object(more) = more {
        property.extend(more);
    }
    Value::Object(property)
}

pub(super) const fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Id => "id",
        Kind::Text => "text",
        Kind::Date => "date",
        Kind::Moment => "moment",
        Kind::Amount => "amount",
        Kind::Count => "count",
        Kind::Integer => "integer",
        Kind::Flag => "flag",
        Kind::Rate => "rate",
        Kind::Number => "number",
    }
}
