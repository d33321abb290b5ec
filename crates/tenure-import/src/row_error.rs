use std::fmt;
use std::sync::Arc;

use crate::excerpt::excerpt;
use crate::rule::Rule;

/// How many row errors are kept in detail; of the rest only the number is known.
pub const MAX_ROW_ERRORS: usize = 1_000;

/// One broken rule in one row, shown on one line:
///
/// ```text
/// book.csv:7: column `start_date`: `2026-02-30`: a day of the calendar as YYYY-MM-DD; write it like 2026-01-31
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct RowError {
    file: Arc<str>,
    line: u64,
    column: Option<String>,
    value: String,
    rule: Rule,
}

impl RowError {
    /// The file, as it was named to the importer.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The line of the file on which the row begins; the first line is 1.
    #[must_use]
    pub const fn line(&self) -> u64 {
        self.line
    }

    /// The header of the column; `None` when the row as a whole breaks the rule.
    #[must_use]
    pub fn column(&self) -> Option<&str> {
        self.column.as_deref()
    }

    /// The value or, where the row could not be split into values, its beginning: at most sixty characters, safe to print.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }

    /// The rule that is broken.
    #[must_use]
    pub const fn rule(&self) -> &Rule {
        &self.rule
    }

    /// What to do about it.
    #[must_use]
    pub const fn remedy(&self) -> &'static str {
        self.rule.remedy()
    }
}

impl fmt::Display for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: ", self.file, self.line)?;
        if let Some(column) = &self.column {
            write!(f, "column `{column}`: ")?;
        }
        write!(f, "`{}`: {}; {}", self.value, self.rule, self.remedy())
    }
}

/// Every row error of a file, by line and, within a line, by the column's place in the file.
///
/// The first [`MAX_ROW_ERRORS`] are kept; [`total`](RowErrors::total) counts them all. Shown as one line each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowErrors {
    kept: Vec<RowError>,
    total: u64,
}

impl RowErrors {
    /// How many there are.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.total
    }

    /// The first of them, at most [`MAX_ROW_ERRORS`].
    #[must_use]
    pub fn as_slice(&self) -> &[RowError] {
        &self.kept
    }

    /// The first of them, one after the other.
    pub fn iter(&self) -> std::slice::Iter<'_, RowError> {
        self.kept.iter()
    }
}

impl<'a> IntoIterator for &'a RowErrors {
    type Item = &'a RowError;
    type IntoIter = std::slice::Iter<'a, RowError>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for RowErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, error) in self.kept.iter().enumerate() {
            if at > 0 {
                f.write_str("\n")?;
            }
            fmt::Display::fmt(error, f)?;
        }
        let kept = u64::try_from(self.kept.len()).unwrap_or(u64::MAX);
        match self.total.saturating_sub(kept) {
            0 => Ok(()),
            more => write!(f, "\nand {more} more"),
        }
    }
}

/// Where something is wrong: the block, the line within the block, and the column. `None` stands before all columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) block: usize,
    pub(crate) line: u32,
    pub(crate) column: Option<usize>,
}

/// The errors of one block, or of all blocks so far. Lines stay relative until every block is counted.
#[derive(Debug, Default)]
pub(crate) struct Log {
    found: Vec<(Place, String, Rule)>,
    total: u64,
}

impl Log {
    /// Notes a broken rule. Whole rows are kept or only counted, so that what is kept does not depend on the order within a row.
    pub(crate) fn add(&mut self, place: Place, value: &[u8], rule: Rule) {
        self.total += 1;
        let begun = self
            .found
            .last()
            .is_some_and(|(last, ..)| (last.block, last.line) == (place.block, place.line));
        if self.found.len() < MAX_ROW_ERRORS || begun {
            self.found.push((place, excerpt(value), rule));
        }
    }

    /// Counts further errors that come after all of this log in their own source.
    pub(crate) fn count(&mut self, further: u64) {
        self.total += further;
    }

    /// Takes over the errors of another log; the first by place stay.
    pub(crate) fn absorb(&mut self, other: Self) {
        self.total += other.total;
        if other.found.is_empty() {
            return;
        }
        self.found.extend(other.found);
        self.found.sort_by_key(|(place, ..)| *place);
        self.found.truncate(MAX_ROW_ERRORS);
    }

    /// The errors with their absolute lines; `None` when there are none. `first_lines` holds the first line of every block.
    pub(crate) fn finish(
        self,
        file: &Arc<str>,
        header: &[String],
        first_lines: &[u64],
    ) -> Option<RowErrors> {
        if self.total == 0 {
            return None;
        }
        let kept = self.found.into_iter().map(|(place, value, rule)| RowError {
            file: Arc::clone(file),
            line: absolute(first_lines, place.block, place.line),
            column: place
                .column
                .and_then(|column| header.get(column))
                .map(|name| excerpt(name.as_bytes())),
            value,
            rule,
        });
        Some(RowErrors {
            kept: kept.collect(),
            total: self.total,
        })
    }
}

/// The line of the file for a line of a block.
pub(crate) fn absolute(first_lines: &[u64], block: usize, line: u32) -> u64 {
    first_lines.get(block).copied().unwrap_or_default() + u64::from(line)
}
