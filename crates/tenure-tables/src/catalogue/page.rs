//! The page that lists every table.

use crate::markdown::push_text;
use crate::{CATALOGUE, Columns, LoadOptions, Loader, Privacy, SCHEMA_VERSION, load_snippet};

use super::json_schema::kind_name;

/// Every table with its columns, as one page of Markdown: `docs/tables.md` of the project.
#[must_use]
pub fn catalogue_markdown() -> String {
    let mut page = format!(
        "# Tables\n\nWritten from the catalogue of `tenure-tables` (schema version {SCHEMA_VERSION}); a test compares. Names of tables and \
         columns are part of the interface and do not change with the language.\n\nAn absent value is an empty field in CSV and `null` \
         in JSON; an absent rate is one over nothing and not zero. Columns marked personal or pay are written only when they are asked \
         for. Kinds and how each format writes them: `tenure_tables::Kind`.\n\n| table | one row is keyed by |\n| --- | --- |\n"
    );
    for table in CATALOGUE {
        page += &format!("| [{0}](#{0}) | {1} |\n", table.name, table.key.join(", "));
    }
    for table in CATALOGUE {
        page += &format!(
            "\n## {}\n\n{}\n\nKey: {}. Order: {}.\n\n| column | kind | unit | absent | meaning |\n| --- | --- | --- | --- | --- |\n",
            table.name,
            plain(table.meaning),
            table.key.join(", "),
            plain(table.order)
        );
        for column in table.columns {
            let privacy = match column.privacy {
                Privacy::Open => "",
                Privacy::Personal => " (personal)",
                Privacy::Pay => " (pay)",
            };
            page += &format!(
                "| {} | {}{privacy} | {} | {} | {} |\n",
                column.name,
                kind_name(column.kind),
                plain(column.unit),
                if column.nullable { "may be" } else { "" },
                plain(column.meaning)
            );
        }
    }
    page += "\n## Loading\n\n`tenure_tables::load_snippet` writes lines like these for every table, `json_schema` the schema beside them.\n";
    let table = &crate::ACCOUNT_MONTH;
    let options = LoadOptions {
        path: "account_month.csv",
        minor_digits: 2,
        columns: Columns::OPEN,
    };
    for (language, loader) in [
        ("sql", Loader::DuckDb),
        ("python", Loader::Pandas),
        ("python", Loader::Polars),
    ] {
        page += &format!(
            "\n```{language}\n{}```\n",
            load_snippet(table, loader, options)
        );
    }
    page
}

/// The texts of the catalogue are written with `code` in them, and nothing else that is markup.
fn plain(text: &str) -> String {
    let mut shown = String::new();
    for (at, part) in text.split('`').enumerate() {
        if at % 2 == 1 {
            shown += &format!("`{part}`");
        } else {
            let mut escaped = Vec::new();
            push_text(&mut escaped, part);
            shown += &String::from_utf8(escaped).unwrap_or_default();
        }
    }
    shown
}
