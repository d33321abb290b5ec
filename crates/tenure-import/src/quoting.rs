//! Where fields and records end, after RFC 4180: a quote opens a field only as its first character, and inside quotes a
//! doubled quote is a quote and a line end is text. A quote further on in an unquoted field is text.

use crate::rule::Rule;

/// Where a reader stands in a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quoting {
    FieldStart,
    Unquoted,
    Quoted,
    /// After a quote inside quotes: it was the last one, or the first of two.
    Closing,
}

impl Quoting {
    pub(crate) const fn step(self, byte: u8, delimiter: u8) -> Self {
        match (self, byte) {
            (Self::Quoted, b'"') => Self::Closing,
            (Self::Quoted, _) | (Self::Closing | Self::FieldStart, b'"') => Self::Quoted,
            (_, b'\n') => Self::FieldStart,
            (_, other) if other == delimiter => Self::FieldStart,
            _ => Self::Unquoted,
        }
    }

    pub(crate) fn is_open(self) -> bool {
        self == Self::Quoted
    }
}

/// The place behind the line end of the record that `bytes` begin with, and where the reader stands there or, without a line
/// end, at the end of the bytes.
pub(crate) fn record_end(bytes: &[u8], mut at: Quoting, delimiter: u8) -> (Option<usize>, Quoting) {
    for (index, byte) in bytes.iter().enumerate() {
        let open = at.is_open();
        at = at.step(*byte, delimiter);
        if *byte == b'\n' && !open {
            return (Some(index + 1), at);
        }
    }
    (None, at)
}

/// The place behind the last record that ends in `bytes`, which begin with a record.
pub(crate) fn last_record_end(bytes: &[u8], delimiter: u8) -> Option<usize> {
    let mut at = Quoting::FieldStart;
    let mut last = None;
    for (index, byte) in bytes.iter().enumerate() {
        let open = at.is_open();
        at = at.step(*byte, delimiter);
        if *byte == b'\n' && !open {
            last = Some(index + 1);
        }
    }
    last
}

/// A record without its line end.
pub(crate) fn without_line_end(record: &[u8]) -> &[u8] {
    let record = record.strip_suffix(b"\n").unwrap_or(record);
    record.strip_suffix(b"\r").unwrap_or(record)
}

/// The fields of one record, unquoted, as ranges of one text.
#[derive(Debug, Default)]
pub(crate) struct Fields {
    pub(crate) text: String,
    pub(crate) ranges: Vec<(usize, usize)>,
}

impl Fields {
    /// Splits a record without its line end.
    ///
    /// # Errors
    /// The broken rule; the field it broke in is the one after those that were split.
    pub(crate) fn split(&mut self, record: &str, delimiter: u8) -> Result<(), Rule> {
        self.text.clear();
        self.ranges.clear();
        let delimiter = char::from(delimiter);
        let mut rest = record;
        loop {
            let start = self.text.len();
            let tail = match rest.strip_prefix('"') {
                Some(quoted) => self.unquote(quoted)?,
                None => {
                    let end = rest.find(delimiter).unwrap_or(rest.len());
                    let (field, tail) = rest.split_at_checked(end).unwrap_or((rest, ""));
                    self.text.push_str(field);
                    tail
                }
            };
            if !tail.is_empty() && !tail.starts_with(delimiter) {
                return Err(Rule::NothingAfterQuote);
            }
            self.ranges.push((start, self.text.len()));
            match tail.strip_prefix(delimiter) {
                Some(next) => rest = next,
                None => return Ok(()),
            }
        }
    }

    /// Takes over a field up to its closing quote and gives what is behind it.
    fn unquote<'a>(&mut self, quoted: &'a str) -> Result<&'a str, Rule> {
        let mut rest = quoted;
        loop {
            let (field, tail) = rest.split_once('"').ok_or(Rule::ClosedQuote)?;
            self.text.push_str(field);
            match tail.strip_prefix('"') {
                None => return Ok(tail),
                Some(next) => {
                    self.text.push('"');
                    rest = next;
                }
            }
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        let fields = self.ranges.iter();
        fields.map(|(start, end)| self.text.get(*start..*end).unwrap_or_default())
    }
}
