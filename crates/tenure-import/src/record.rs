//! The records of a block: line by line where it holds no quote, by the rules of quoting where it does.

use crate::quoting::{Fields, Quoting, record_end, without_line_end};
use crate::row_error::{Log, Place};
use crate::rule::Rule;
use crate::source::{Block, Content, length, newlines};

/// One row of a table, with as many fields as the header.
#[derive(Debug)]
pub(crate) struct Record<'a> {
    /// The line it begins on, counted from 0 at the start of its block.
    pub(crate) line: u32,
    block: usize,
    text: &'a str,
    ranges: &'a [(usize, usize)],
}

impl<'a> Record<'a> {
    pub(crate) fn field(&self, column: usize) -> &'a str {
        self.ranges
            .get(column)
            .and_then(|(start, end)| self.text.get(*start..*end))
            .unwrap_or_default()
    }

    pub(crate) fn place(&self, column: usize) -> Place {
        Place {
            block: self.block,
            line: self.line,
            column: Some(column),
        }
    }

    /// Notes that a field breaks a rule.
    pub(crate) fn broken(&self, log: &mut Log, column: usize, rule: Rule) {
        log.add(self.place(column), self.field(column).as_bytes(), rule);
    }
}

/// What every block of a file has in common.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Layout {
    pub(crate) delimiter: u8,
    pub(crate) columns: usize,
    pub(crate) max_record_bytes: usize,
}

/// Buffers to use again from block to block.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    fields: Fields,
    ranges: Vec<(usize, usize)>,
}

impl Layout {
    /// Gives every sound record of the block to `each` and notes the others. The number of lines in the block.
    pub(crate) fn records(
        self,
        block: &Block,
        scratch: &mut Scratch,
        log: &mut Log,
        each: impl FnMut(Record<'_>, &mut Log),
    ) -> u64 {
        match block.content {
            Content::Plain => match std::str::from_utf8(&block.bytes) {
                Ok(text) => self.lines(block.index, text, &mut scratch.ranges, log, each),
                Err(_) => self.quoted_records(block, &mut scratch.fields, log, each),
            },
            Content::Quoted => self.quoted_records(block, &mut scratch.fields, log, each),
            Content::TooLong {
                length,
                lines,
                closed,
            } => {
                let rule = if closed {
                    self.too_long(length)
                } else {
                    Rule::ClosedQuote
                };
                log.add(whole_row(block.index, 0), &block.bytes, rule);
                lines
            }
        }
    }

    /// The records of a text without quotes.
    fn lines(
        self,
        block: usize,
        text: &str,
        ranges: &mut Vec<(usize, usize)>,
        log: &mut Log,
        mut each: impl FnMut(Record<'_>, &mut Log),
    ) -> u64 {
        let bytes = text.as_bytes();
        let mut line = 0_u32;
        let mut begin = 0;
        let mut start = 0;
        let mut found = 0_usize;
        let end_of_text = (!bytes.ends_with(b"\n")).then_some(bytes.len());
        ranges.clear();
        for at in Marks::new(bytes, self.delimiter).chain(end_of_text) {
            let ends_field = bytes.get(at) == Some(&self.delimiter);
            let mut end = at;
            if !ends_field && at > start && bytes.get(at - 1) == Some(&b'\r') {
                end -= 1;
            }
            found += 1;
            if found <= self.columns {
                ranges.push((start, end));
            }
            start = at + 1;
            if ends_field {
                continue;
            }
            let record = bytes.get(begin..end).unwrap_or_default();
            if !record.is_empty() {
                if record.len() > self.max_record_bytes {
                    let rule = self.too_long(length(record.len()));
                    log.add(whole_row(block, line), record, rule);
                } else if found != self.columns {
                    let rule = self.field_count(found);
                    log.add(whole_row(block, line), record, rule);
                } else {
                    let record = Record {
                        line,
                        block,
                        text,
                        ranges,
                    };
                    each(record, log);
                }
            }
            ranges.clear();
            found = 0;
            begin = start;
            line += 1;
        }
        // The end of the file may lie behind the last line end, but no line does.
        u64::from(line)
    }

    /// The records of any block, one at a time.
    pub(crate) fn quoted_records(
        self,
        block: &Block,
        fields: &mut Fields,
        log: &mut Log,
        mut each: impl FnMut(Record<'_>, &mut Log),
    ) -> u64 {
        let mut rest = block.bytes.as_slice();
        let mut offset = block.offset;
        let mut line = 0_u32;
        while !rest.is_empty() {
            let (end, at) = record_end(rest, Quoting::FieldStart, self.delimiter);
            let (record, tail) = rest
                .split_at_checked(end.unwrap_or(rest.len()))
                .unwrap_or((rest, &[]));
            let whole = without_line_end(record);
            if end.is_none() && at.is_open() {
                log.add(whole_row(block.index, line), whole, Rule::ClosedQuote);
            } else if !whole.is_empty() {
                let sound = self.split(whole, offset, fields);
                match sound {
                    Ok(()) => {
                        let record = Record {
                            line,
                            block: block.index,
                            text: &fields.text,
                            ranges: &fields.ranges,
                        };
                        each(record, log);
                    }
                    Err((column, rule)) => {
                        let place = Place {
                            column,
                            ..whole_row(block.index, line)
                        };
                        log.add(place, whole, rule);
                    }
                }
            }
            line += u32::try_from(newlines(record)).unwrap_or(u32::MAX);
            offset += length(record.len());
            rest = tail;
        }
        u64::from(line) + u64::from(!block.bytes.ends_with(b"\n"))
    }

    /// Splits a record into fields, or tells the broken rule and, where it is known, the column.
    fn split(
        self,
        record: &[u8],
        offset: u64,
        fields: &mut Fields,
    ) -> Result<(), (Option<usize>, Rule)> {
        if record.len() > self.max_record_bytes {
            return Err((None, self.too_long(length(record.len()))));
        }
        let text = std::str::from_utf8(record).map_err(|error| {
            let valid = record.get(..error.valid_up_to()).unwrap_or_default();
            let before = std::str::from_utf8(valid).unwrap_or_default();
            // An open quote is no error here: the text ends in the middle of a field, which is the one to name.
            let complete = fields.split(before, self.delimiter).is_ok();
            let column = fields.ranges.len() - usize::from(complete);
            let rule = Rule::Utf8 {
                offset: offset + length(error.valid_up_to()),
            };
            (Some(column), rule)
        })?;
        if let Err(rule) = fields.split(text, self.delimiter) {
            return Err((Some(fields.ranges.len()), rule));
        }
        if fields.ranges.len() != self.columns {
            return Err((None, self.field_count(fields.ranges.len())));
        }
        Ok(())
    }

    const fn field_count(self, found: usize) -> Rule {
        Rule::FieldCount {
            found,
            expected: self.columns,
        }
    }

    const fn too_long(self, bytes: u64) -> Rule {
        Rule::RecordLength {
            bytes,
            max: self.max_record_bytes,
        }
    }
}

const fn whole_row(block: usize, line: u32) -> Place {
    Place {
        block,
        line,
        column: None,
    }
}

/// The places of delimiters and line feeds, found eight bytes at a time.
struct Marks<'a> {
    words: std::slice::Iter<'a, [u8; 8]>,
    tail: &'a [u8],
    delimiters: u64,
    base: usize,
    /// The high bit of every byte of the current word that is a mark.
    mask: u64,
}

const ONES: u64 = u64::from_ne_bytes([1; 8]);
const LOW_BITS: u64 = u64::from_ne_bytes([0x7f; 8]);
const LINE_FEEDS: u64 = ONES * b'\n' as u64;

impl<'a> Marks<'a> {
    fn new(bytes: &'a [u8], delimiter: u8) -> Self {
        let (words, tail) = bytes.as_chunks();
        let mut marks = Self {
            words: words.iter(),
            tail,
            delimiters: ONES * u64::from(delimiter),
            base: 0,
            mask: 0,
        };
        marks.mask = marks.next_mask().unwrap_or(0);
        marks
    }

    fn next_mask(&mut self) -> Option<u64> {
        let word = match self.words.next() {
            Some(word) => u64::from_le_bytes(*word),
            None if self.tail.is_empty() => return None,
            None => {
                // Padded with zeros, which are no marks.
                let mut word = [0; 8];
                for (padded, byte) in word.iter_mut().zip(std::mem::take(&mut self.tail)) {
                    *padded = *byte;
                }
                u64::from_le_bytes(word)
            }
        };
        Some(zero_bytes(word ^ LINE_FEEDS) | zero_bytes(word ^ self.delimiters))
    }
}

/// The high bit of every byte that is zero, and no other bit. The sums stay within their bytes.
const fn zero_bytes(word: u64) -> u64 {
    !(((word & LOW_BITS) + LOW_BITS) | word | LOW_BITS)
}

impl Iterator for Marks<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.mask == 0 {
            self.mask = self.next_mask()?;
            self.base += 8;
        }
        let bit = self.mask.trailing_zeros();
        self.mask &= self.mask - 1;
        Some(self.base + (bit / 8) as usize)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn marks_are_every_delimiter_and_line_feed(
            bytes in prop::collection::vec(prop::sample::select(vec![b',', b'\n', 0, 0x2b, 0x2d, 0xac, 0x8a, 0xff, b'x']), 0..70),
        ) {
            let expected: Vec<usize> = (0..bytes.len())
                .filter(|at| matches!(bytes[*at], b',' | b'\n'))
                .collect();
            prop_assert_eq!(Marks::new(&bytes, b',').collect::<Vec<_>>(), expected);
        }
    }
}
