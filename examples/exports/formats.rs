//! Which formats are asked for.

use std::collections::BTreeSet;
use std::str::FromStr;

/// A format that tables are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Format {
    /// For programs, with a JSON Schema and load snippets.
    Csv,
    /// For people who open CSV in a spreadsheet.
    Spreadsheet,
    Jsonl,
    Markdown,
    Parquet,
    Xlsx,
    Ics,
}

/// The formats that are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Formats(BTreeSet<Format>);

impl Formats {
    const NAMES: [(&'static str, Format); 7] = [
        ("csv", Format::Csv),
        ("spreadsheet", Format::Spreadsheet),
        ("jsonl", Format::Jsonl),
        ("markdown", Format::Markdown),
        ("parquet", Format::Parquet),
        ("xlsx", Format::Xlsx),
        ("ics", Format::Ics),
    ];

    pub(crate) fn all() -> Self {
        Self(Self::NAMES.map(|(_, format)| format).into())
    }

    pub(crate) fn has(&self, format: Format) -> bool {
        self.0.contains(&format)
    }
}

impl FromStr for Formats {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let names = || Self::NAMES.map(|(name, _)| name).join(", ");
        text.split(',')
            .map(|wanted| {
                let found = Self::NAMES.iter().find(|(name, _)| *name == wanted.trim());
                found
                    .map(|(_, format)| *format)
                    .ok_or_else(|| format!("`{wanted}` is no format; there are {}", names()))
            })
            .collect::<Result<_, _>>()
            .map(Self)
    }
}
