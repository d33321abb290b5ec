use std::fmt;
use std::io;
use std::sync::Arc;

use crate::columns::Role;
use crate::row_error::RowErrors;

/// Why a file was not imported.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// The file as a whole cannot be read as a table of this kind; no row was judged.
    #[error("{file}: {problem}")]
    File {
        /// The file, as it was named to the importer.
        file: Arc<str>,
        /// What is wrong.
        #[source]
        problem: FileProblem,
    },
    /// Rows break rules. All rows were read; nothing was imported.
    #[error("{0}")]
    Rows(RowErrors),
}

/// What is wrong with a file as a whole.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FileProblem {
    /// There is no such file.
    #[error("there is no such file; check the path")]
    Missing,
    /// The path is that of a folder.
    #[error("this is a folder; name a file in it")]
    Folder,
    /// The operating system refused to read on.
    #[error("the file cannot be read ({0}); check that it is whole and that you may read it")]
    Unreadable(#[source] io::Error),
    /// There is nothing in the file, or nothing but empty lines.
    #[error("the file is empty; its first line has to name the columns")]
    Empty,
    /// There is a header and nothing below it.
    #[error("there is no row below the header; check that the export is complete")]
    NoRows,
    /// The file begins with the mark of an encoding that is not read, or its header has NUL bytes.
    #[error("the file is in {encoding}; save it as UTF-8")]
    Encoding {
        /// The encoding, as far as it can be told.
        encoding: &'static str,
    },
    /// The header is not UTF-8.
    #[error(
        "the header is not UTF-8 (line {line}, byte {offset} of the file); save the file as UTF-8, \
         Latin-1, Windows-1252 and UTF-16 are not read"
    )]
    HeaderNotUtf8 {
        /// Line of the header.
        line: u64,
        /// The first byte that is not UTF-8, counted from 0.
        offset: u64,
    },
    /// The header is longer than [`MAX_RECORD_BYTES`](crate::MAX_RECORD_BYTES).
    #[error("the header has more than {max} bytes; look for a missing line end or a stray quote")]
    HeaderTooLong {
        /// The longest header allowed.
        max: usize,
    },
    /// The quotes of the header do not match.
    #[error(
        "the quotes of the header do not match; close every quote, and double quotes inside quoted text"
    )]
    HeaderQuotes,
    /// Lines end in a carriage return alone.
    #[error("lines end in a carriage return alone; save the file with LF or CRLF line ends")]
    CarriageReturns,
    /// A column asked for is not in the file.
    #[error(
        "there is no column `{column}`{purpose}; the nearest in the header: {}",
        Listed(nearest)
    )]
    MissingColumn {
        /// The column asked for.
        column: String,
        /// What it was asked for.
        purpose: Purpose,
        /// Up to three header names, the nearest first.
        nearest: Vec<String>,
    },
    /// A required role has no column.
    #[error(
        "there is no column for the role {role}, which goes by {}; the header has {}; map one with `{role}=COLUMN`",
        Words(aliases),
        Listed(header)
    )]
    MissingRole {
        /// The role.
        role: Role,
        /// The header names that would have stood for it.
        aliases: &'static [&'static str],
        /// The names in the header, at most forty.
        header: Vec<String>,
    },
    /// A name could mean more than one column.
    #[error(
        "`{column}` could be any of the columns {}; rename all but one",
        Listed(found)
    )]
    AmbiguousColumn {
        /// The name looked for.
        column: String,
        /// The columns it matches.
        found: Vec<String>,
    },
    /// Nothing says which currency the amounts are in.
    #[error(
        "nothing says which currency the amounts are in; give one, or map a column with `currency=COLUMN`"
    )]
    NoCurrency,
    /// More rows than their numbers can count.
    #[error("the file has more than {max} rows; split it")]
    TooManyRows {
        /// The most rows of a file.
        max: u32,
    },
}

/// What a missing column was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Purpose {
    /// Mapped to a role.
    Role(Role),
    /// One of the class columns.
    Class,
    /// A column of a lifetimes file, by what it holds.
    Lifetime(&'static str),
    /// A column of an assignments file, by what it holds.
    Assignment(&'static str),
    /// A column of the table of records.
    Record,
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Role(role) => write!(f, ", mapped to the role {role}"),
            Self::Class => f.write_str(" to class accounts by"),
            Self::Lifetime(what) => write!(f, " for the {what}"),
            Self::Assignment("from") => f.write_str(" for the first day"),
            Self::Assignment(what) => write!(f, " for the {what}"),
            Self::Record => f.write_str(" of the table of records"),
        }
    }
}

/// Names in back quotes with commas between them.
struct Listed<'a>(&'a [String]);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, name) in self.0.iter().enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            write!(f, "{comma}`{name}`")?;
        }
        Ok(())
    }
}

/// Words with commas and a last "or" between them.
struct Words<'a>(&'a [&'a str]);

impl fmt::Display for Words<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            [] => Ok(()),
            [only] => f.write_str(only),
            [rest @ .., last] => write!(f, "{} or {last}", rest.join(", ")),
        }
    }
}
