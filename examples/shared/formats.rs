//! Which formats are asked for.

use std::collections::BTreeSet;

/// A format that figures are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Format {
    /// For programs.
    Csv,
    /// For people who open CSV in a spreadsheet.
    Spreadsheet,
    Jsonl,
    Markdown,
    Parquet,
    Xlsx,
    Html,
    Ics,
}

/// The formats that are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Formats(BTreeSet<Format>);

impl Format {
    const ALL: [Self; 8] = [
        Self::Csv,
        Self::Spreadsheet,
        Self::Jsonl,
        Self::Markdown,
        Self::Parquet,
        Self::Xlsx,
        Self::Html,
        Self::Ics,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Spreadsheet => "spreadsheet",
            Self::Jsonl => "jsonl",
            Self::Markdown => "markdown",
            Self::Parquet => "parquet",
            Self::Xlsx => "xlsx",
            Self::Html => "html",
            Self::Ics => "ics",
        }
    }
}

impl Formats {
    pub(crate) fn of(formats: &[Format]) -> Self {
        Self(formats.iter().copied().collect())
    }

    /// The formats of a list such as `csv,parquet`, of those that a program writes.
    pub(crate) fn parse(text: &str, written: &[Format]) -> Result<Self, String> {
        let of = |wanted: &str| {
            let mut known = Format::ALL.iter().filter(|known| written.contains(known));
            known.find(|known| known.name() == wanted).copied()
        };
        text.split(',')
            .map(|wanted| {
                let wanted = wanted.trim();
                of(wanted).ok_or_else(|| {
                    let known: Vec<_> = written.iter().map(|known| known.name()).collect();
                    format!(
                        "`{wanted}` is no format; give one or more of {}, with commas between",
                        known.join(", ")
                    )
                })
            })
            .collect::<Result<_, _>>()
            .map(Self)
    }

    pub(crate) fn has(&self, format: Format) -> bool {
        self.0.contains(&format)
    }
}
